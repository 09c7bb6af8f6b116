//! plugin-ready.toml.
