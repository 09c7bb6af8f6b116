//! (in the making)

/// (in the making)
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {}
