//! Bytes as text: UTF-8 and what else people save text in.

use std::borrow::Cow;

/// `bytes` as text, with a replacement character for whatever is not UTF-8. What is UTF-8 is borrowed, and told fast.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// `bytes` by their byte order mark, UTF-8 or UTF-16; `None` without one.
pub fn by_mark(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(lossy(rest)),
        [0xff, 0xfe, rest @ ..] => Some(utf_16(rest, u16::from_le_bytes).into()),
        [0xfe, 0xff, rest @ ..] => Some(utf_16(rest, u16::from_be_bytes).into()),
        _ => None,
    }
}

/// UTF-16 whose bytes come in `order`.
pub fn utf_16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let (units, rest) = bytes.as_chunks::<2>();
    let characters = char::decode_utf16(units.iter().map(|unit| order(*unit)));
    let cut_off = rest.iter().map(|_| char::REPLACEMENT_CHARACTER);
    characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(cut_off).collect()
}

/// Windows-1252, the Latin-1 of the web: <https://encoding.spec.whatwg.org/index-windows-1252.txt>.
pub fn windows_1252(bytes: &[u8]) -> String {
    /// The bytes from 0x80 to 0x9f; Latin-1 has control characters there.
    const SIGNS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let sign = |byte: u8| byte.checked_sub(0x80).and_then(|at| SIGNS.get(usize::from(at)).copied());
    bytes.iter().map(|byte| sign(*byte).unwrap_or(char::from(*byte))).collect()
}
