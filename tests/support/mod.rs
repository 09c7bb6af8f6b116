//! What several tests share.

pub(crate) mod documents;
pub(crate) mod report;
pub(crate) mod server;
pub(crate) mod tree;
