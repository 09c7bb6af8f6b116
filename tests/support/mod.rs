//! What several tests share.

pub(crate) mod builds;
pub(crate) mod bundle;
pub(crate) mod dice;
pub(crate) mod documents;
pub(crate) mod fixture;
pub(crate) mod fleet;
pub(crate) mod git;
pub(crate) mod golden;
pub(crate) mod hostile;
pub(crate) mod openpgp;
pub(crate) mod plugin;
pub(crate) mod releases;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod server;
pub(crate) mod sign_off;
pub(crate) mod ssh;
pub(crate) mod template;
pub(crate) mod terminal;
pub(crate) mod tree;
pub(crate) mod yaml;
