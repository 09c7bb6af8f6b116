//! Licence texts and files.

mod adversary;
mod edits;
mod files;
mod forms;
mod list;
mod properties;
mod readme;
mod restriction;
