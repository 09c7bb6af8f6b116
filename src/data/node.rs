//! Node.js release lines that get no more fixes.
//!
//! From the release schedule of nodejs/Release, read on 2026-11-22.

/// Every line up to this one has reached its end of life.
pub const ENDED_UP_TO: u32 = 21;
/// Lines after it that have ended, too: odd ones live for half a year.
pub const ENDED: &[u32] = &[23, 25];
