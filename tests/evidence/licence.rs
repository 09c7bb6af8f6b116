//! Licence texts and files.

mod edits;
mod list;
