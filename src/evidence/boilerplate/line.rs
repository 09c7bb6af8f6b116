//! A line's identity across re-indentation: the key that the index stores and files are looked up by.

use memchr::{memchr, memchr_iter};
use xxhash_rust::xxh3::xxh3_64;

/// Lines with fewer letters and digits than this are trivial: braces, blank lines, rulers.
const FEWEST: usize = 3;

/// The 64-bit key of a line: a hash of its text without outer white space and with each inner stretch as one blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// The key of `line`, or `None` when it is trivial. `buffer` is scratch space.
pub fn key(line: &[u8], buffer: &mut Vec<u8>) -> Option<Key> {
    let line = line.trim_ascii();
    (!is_trivial(line)).then(|| hash(line, buffer))
}

/// The key of `line` whatever it holds.
pub fn hash(line: &[u8], buffer: &mut Vec<u8>) -> Key {
    Key(xxh3_64(collapse(line, buffer)))
}

/// `line` without outer white space and with each inner stretch of it as one blank; borrowed where nothing changes.
pub fn collapse<'a>(line: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    let line = line.trim_ascii();
    if is_collapsed(line) {
        return line;
    }
    buffer.clear();
    let mut blank = false;
    for &byte in line {
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

/// Whether a trimmed line has no inner white space but single blanks. Eight bytes are looked at in one go.
fn is_collapsed(line: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    const BLANKS: u64 = ONES * b' ' as u64;
    // The high bit of each byte tells; `before` is that of the byte before these eight.
    let (mut odd, mut before) = (0, 0);
    let mut rest = line;
    while !rest.is_empty() {
        let eight = match (rest.split_first_chunk::<8>(), line.last_chunk::<8>()) {
            (Some((eight, behind)), _) => {
                rest = behind;
                *eight
            }
            // What is left of a longer line is looked at with what stands before it.
            (None, Some(last)) => {
                (rest, before) = (&[], 0);
                *last
            }
            (None, None) => {
                let mut padded = [b'x'; 8];
                padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                rest = &[];
                padded
            }
        };
        let word = u64::from_le_bytes(eight);
        let other = word ^ BLANKS;
        let blank = !(((other & !HIGH) + !HIGH) | other) & HIGH;
        let control = word.wrapping_sub(BLANKS) & !word & HIGH;
        odd |= control | blank & (blank << 8 | before);
        before = blank >> 56;
    }
    odd == 0
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
    let mut rest = Some(content).filter(|content| !content.is_empty());
    std::iter::from_fn(move || {
        let here = rest?;
        let end = memchr(b'\n', here).unwrap_or(here.len());
        rest = here.get(end + 1..).filter(|rest| !rest.is_empty());
        here.get(..end)
    })
}

/// Where `line`, one of `content`'s lines, ends in it.
pub fn end(content: &[u8], line: &[u8]) -> usize {
    line.as_ptr_range().end.addr().saturating_sub(content.as_ptr().addr())
}

/// How many lines [`lines`] gives.
pub fn count(content: &[u8]) -> usize {
    memchr_iter(b'\n', content).count() + usize::from(content.last().is_some_and(|byte| *byte != b'\n'))
}
