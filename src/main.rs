//! The `plugin-ready` program.
fn main() {}
