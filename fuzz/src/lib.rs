//! What the fuzz targets feed: see README.md.

pub mod entries;

mod support {
    #[path = "../../../tests/support/tree.rs"]
    #[allow(dead_code, reason = "the tests use more of it")]
    pub(crate) mod tree;
}
