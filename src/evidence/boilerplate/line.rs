//! A line's identity across re-indentation: the key that the index stores and files are looked up by.

use xxhash_rust::xxh3::xxh3_64;

/// Lines with fewer letters and digits than this are trivial: braces, blank lines, rulers.
const FEWEST: usize = 3;

/// The 64-bit key of a line: a hash of its text without outer white space and with each inner stretch as one blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// The key of `line`, or `None` when it is trivial. `buffer` is scratch space.
pub fn key(line: &[u8], buffer: &mut Vec<u8>) -> Option<Key> {
    (!is_trivial(line)).then(|| hash(line, buffer))
}

/// The key of `line` whatever it holds.
pub fn hash(line: &[u8], buffer: &mut Vec<u8>) -> Key {
    Key(xxh3_64(collapse(line, buffer)))
}

/// `line` without outer white space and with each inner stretch of it as one blank; borrowed where nothing changes.
pub fn collapse<'a>(line: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    let line = line.trim_ascii();
    let Some(first) =
        line.windows(2).position(|pair| matches!(pair, [b'\t' | b'\r' | b'\x0c', _] | [b' ', b' ' | b'\t']))
    else {
        return line;
    };
    buffer.clear();
    buffer.extend_from_slice(line.get(..first).unwrap_or_default());
    let mut blank = false;
    for &byte in line.get(first..).unwrap_or_default() {
        if byte.is_ascii_whitespace() {
            blank = true;
        } else {
            if std::mem::take(&mut blank) {
                buffer.push(b' ');
            }
            buffer.push(byte);
        }
    }
    buffer
}

/// Whether `line` holds fewer than three letters and digits, of any script.
pub fn is_trivial(line: &[u8]) -> bool {
    let mut seen = 0;
    for (index, &byte) in line.iter().enumerate() {
        if byte.is_ascii_alphanumeric() {
            seen += 1;
            if seen == FEWEST {
                return false;
            }
        } else if !byte.is_ascii() {
            let rest = line.get(index..).unwrap_or_default();
            let wide = String::from_utf8_lossy(rest);
            return seen + wide.chars().filter(|c| c.is_alphanumeric()).take(FEWEST).count() < FEWEST;
        }
    }
    true
}

/// How many ASCII letters and digits `line` holds; 0 when it pins a version number, which projects share by chance.
pub fn letters(line: &[u8]) -> u32 {
    let pins = line.windows(3).any(|w| matches!(w, [a, b'.', b] if a.is_ascii_digit() && b.is_ascii_digit()));
    if pins { 0 } else { line.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() as u32 }
}

/// The lines of `content` as editors count them: a newline at the very end starts no further line.
pub fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let body = content.strip_suffix(b"\n").unwrap_or(content);
    let count = if content.is_empty() { 0 } else { usize::MAX };
    body.split(|byte| *byte == b'\n').take(count)
}
