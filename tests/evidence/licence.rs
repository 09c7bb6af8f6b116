//! Licence texts and files.

mod adversary;
mod edits;
mod forms;
mod list;
mod properties;
mod restriction;
