//! What the fuzz targets feed: see README.md.

pub mod entries;
#[path = "../../tests/support/tree.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod tree;

/// Where the entries find it, here and in the tests.
mod support {
    pub(crate) use super::tree;
}
