//! JSON schemas of what the program writes, as `plugin-ready schema` prints them.

/// Of `check --format json`.
pub const REPORT: &str = include_str!("schemas/report.schema.json");
