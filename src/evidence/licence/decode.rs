//! Bytes of a licence file to text.

use std::borrow::Cow;

use crate::evidence::text::{by_mark, utf_16, windows_1252};

/// `bytes` as text: by their byte order mark, else UTF-8, else UTF-16 where every other byte is zero, else Latin-1 (as
/// Windows-1252). `None` for what is no text, such as a PDF or a Word file.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = if let Some(text) = by_mark(bytes) {
        text
    } else if let Some(order) = bare_utf_16(bytes) {
        utf_16(bytes, order).into()
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Cow::Borrowed(text)
    } else {
        windows_1252(bytes).into()
    };
    let start = text.trim_start();
    let known_binary = start.starts_with("%PDF-") || start.starts_with("{\\rtf") || start.starts_with("PK\u{3}\u{4}");
    (!known_binary && !text.contains('\0')).then_some(text)
}

/// UTF-16 without a mark, told by zero bytes at every other place.
fn bare_utf_16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let head = bytes.get(..bytes.len().min(512) & !1)?;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs < 4 {
        None
    } else if odd * 10 >= pairs * 7 && even * 10 <= pairs {
        Some(u16::from_le_bytes)
    } else if even * 10 >= pairs * 7 && odd * 10 <= pairs {
        Some(u16::from_be_bytes)
    } else {
        None
    }
}
