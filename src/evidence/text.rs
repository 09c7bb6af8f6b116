//! Bytes as text: UTF-8 and what else people save text in. Words among others.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::Offset;
use memchr::memchr_iter;

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

/// The day in UTC, as `YYYY-MM-DD`, that holds so many `seconds` since 1970; `None` for a year that no calendar has.
pub fn day(seconds: i64) -> Option<String> {
    Some(Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?).date().to_string())
}

/// Whether `text` only keeps the place of what is still to be written: `TODO`, `TBD: the settings`, "Coming soon",
/// "Feature 1", "Lorem ipsum".
pub fn is_stub(text: &str) -> bool {
    const MARKS: &[&str] = &["TODO", "TBD", "TBA", "FIXME", "WIP"];
    const STARTS: &[&str] = &["lorem ipsum", "coming soon", "to be written", "to be done", "to be documented"];
    const NUMBERED: &[&str] = &["feature", "use case", "benefit", "item", "step"];
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let (first, rest) = text.split_at(text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len()));
    let lower = text.to_lowercase();
    // A plugin may be on to-do lists: such a word alone counts, or in capitals before a mark or its closing bracket.
    let ends = rest.starts_with([':', '.', '!', ']', ')', '>', '*'])
        || [" - ", " – "].iter().any(|dash| rest.starts_with(dash));
    let marked = MARKS.contains(&first) && ends;
    let alone = rest.is_empty() && MARKS.contains(&first.to_uppercase().as_str());
    let numbered = NUMBERED.iter().filter_map(|name| lower.strip_prefix(name)?.strip_prefix([' ', '#']));
    let is_number = |number: &str| matches!(number, "one" | "two" | "three") || number.parse::<u8>().is_ok();
    marked || alone || STARTS.iter().any(|start| lower.starts_with(start)) || numbered.map(str::trim).any(is_number)
}

/// Whether `word` is one of `list`, which are parted by `|`.
pub fn is_one_of(word: &str, list: &str) -> bool {
    let (word, list) = (word.as_bytes(), list.as_bytes());
    let Some(first) = word.first().filter(|_| !word.contains(&b'|')) else { return false };
    let is_whole = |at: usize| {
        let (before, here) = list.split_at(at);
        let behind = here.strip_prefix(word);
        before.last().is_none_or(|byte| *byte == b'|')
            && behind.is_some_and(|behind| behind.first().is_none_or(|byte| *byte == b'|'))
    };
    memchr_iter(*first, list).any(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_list_is_a_whole_one() {
        let list = "server|servers|over|sea|s";
        for word in ["server", "servers", "over", "sea", "s"] {
            assert!(is_one_of(word, list), "{word}");
        }
        for word in ["", "serve", "erver", "se", "ss", "server|servers", "|", "overs"] {
            assert!(!is_one_of(word, list), "{word}");
        }
    }
}
