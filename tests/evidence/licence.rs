//! Licence texts and files.

mod list;
