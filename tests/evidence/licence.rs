//! Licence texts and files.

mod adversary;
mod edits;
mod fields;
mod files;
mod forms;
mod headers;
mod list;
mod properties;
mod readme;
mod restriction;
