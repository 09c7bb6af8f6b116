//! JSON schemas of what the program writes, as `plugin-ready schema` prints them.

/// Of `check --format json`.
pub const REPORT: &str = include_str!("schemas/report.schema.json");

/// Of `fleet --format json`.
pub const FLEET: &str = include_str!("schemas/fleet.schema.json");
