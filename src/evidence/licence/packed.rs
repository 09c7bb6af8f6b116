//! What `build.rs` compiles, as it lies in the program.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// Lines, and behind an empty one numbers.
pub(super) struct Packed {
    pub(super) lines: String,
    pub(super) numbers: Vec<u8>,
}

impl Packed {
    /// Opens what the build script has deflated.
    pub(super) fn open(deflated: &[u8]) -> Self {
        let mut lines = Vec::new();
        // The program's own bytes are whole.
        let _ = DeflateDecoder::new(deflated).read_to_end(&mut lines);
        let end = memchr::memmem::find(&lines, b"\n\n").map_or(lines.len(), |at| at + 2);
        let numbers = lines.split_off(end);
        Self { lines: String::from_utf8(lines).unwrap_or_default(), numbers }
    }
}
