//! The starter template's history, as hashes.

/// The index of `mattermost/mattermost-plugin-starter-template`, branch master, as `plugin-ready template index` wrote it.
pub static INDEX: &[u8] = include_bytes!("template.index");
