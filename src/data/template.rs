//! The starter template's history, as hashes, and the names that it has called itself by.

/// The index of `mattermost/mattermost-plugin-starter-template`, branch master, as `plugin-ready template index` wrote
/// it.
pub static INDEX: &[u8] = include_bytes!("template.index");

/// Where the template lives.
pub const URL: &str = "https://github.com/mattermost/mattermost-plugin-starter-template";

/// The names in the template's manifest and go.mod over time, newest first.
pub static IDS: &[&str] = &["com.mattermost.plugin-starter-template", "com.mattermost.sample-plugin"];
/// Its names for people.
pub static NAMES: &[&str] = &["Plugin Starter Template", "Sample Plugin"];
/// Its descriptions.
pub static DESCRIPTIONS: &[&str] = &[
    "This plugin serves as a starting point for writing a Mattermost plugin.",
    "This plugin serves as a reference guide for best practices and build scripts when writing Mattermost plugins.",
];
/// Its icons.
pub static ICONS: &[&str] = &["assets/starter-template-icon.svg"];
/// The module that its linter settings gave for its own until 2023, and that many plugins' still give.
pub static FORMER_MODULE: &str = "github.com/mattermost/mattermost-starter-template";
/// Its modules, which are its repositories, too.
pub static MODULES: &[&str] =
    &["github.com/mattermost/mattermost-plugin-starter-template", "github.com/mattermost/mattermost-plugin-sample"];
