//! What plugin-ready writes and how it is installed, tried with the real consumers. `tests/consumers/run` installs them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected has failed"
)]

mod action;
mod browser;
mod formats;
mod hook;
mod snippets;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "most of it serves the other tests")]
mod support;
mod template;
mod tools;
mod wheel;
mod workflows;
