//! Words, strings and comparisons of Go, JavaScript and TypeScript. Comments are passed over.
//!
//! It need not understand the languages: an odd regular expression literal costs at most the rest of its line.

use memchr::{memchr, memchr_iter, memchr3_iter, memmem, memrchr};

/// How much of the line around a token it shows, in bytes: long lines stay cheap.
const AROUND: usize = 400;

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name outside strings.
    Word,
    /// A string, quotes aside.
    Quoted,
    /// `==` or `!=`.
    Comparison,
}

/// A word, string or comparison. What stands around it is looked at only when asked for: few words of a source matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'a str,
    /// Its first byte in the source.
    pub start: usize,
    /// The number of its line, from 1.
    pub line: usize,
    /// The first byte of its line.
    pub line_start: usize,
    source: &'a str,
}

impl<'a> Token<'a> {
    /// The name before its dot, as `exec` in `exec.Command`.
    pub fn qualifier(&self) -> &'a str {
        self.before().strip_suffix('.').map_or("", |path| {
            let from = path.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + 1);
            path.get(from..).unwrap_or_default()
        })
    }

    /// The line before it, its last 400 bytes.
    pub fn before(&self) -> &'a str {
        let from = self.line_start.max(self.start.saturating_sub(AROUND));
        let from = (from..self.start).find(|at| self.source.is_char_boundary(*at)).unwrap_or(self.start);
        self.source.get(from..self.start).unwrap_or_default()
    }

    /// The line after it, its first 400 bytes; nothing after a string of several lines.
    pub fn after(&self) -> &'a str {
        let end = self.start + self.text.len();
        let to = (end..=self.source.len().min(end + AROUND)).rev().find(|at| self.source.is_char_boundary(*at));
        let to = to.unwrap_or(end);
        let after = self.source.get(end..to).unwrap_or_default();
        let is_broken = self.kind == Kind::Quoted && self.text.contains('\n');
        let length = if is_broken { 0 } else { memchr(b'\n', after.as_bytes()).unwrap_or(after.len()) };
        after.get(..length).unwrap_or_default()
    }

    /// The lines below it up to one that begins with a closing brace, as a short function of Go does in whose head it
    /// stands; none where that is more than 400 bytes away.
    pub fn body(&self) -> Option<&'a str> {
        let below = self.source.get(self.start + self.text.len() + self.after().len()..)?;
        let near = below.as_bytes().get(..AROUND).unwrap_or(below.as_bytes());
        below.get(..memmem::find(near, b"\n}")?)
    }
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, line: 1, line_start: 0 }
}

/// An iterator over the tokens of a text.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            let next = || bytes.get(start + 1).copied();
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                }
                b'/' if next() == Some(b'/') => {
                    let rest = bytes.get(start..).unwrap_or_default();
                    self.at = memchr(b'\n', rest).map_or(bytes.len(), |length| start + length);
                }
                b'/' if next() == Some(b'*') => self.skip_past("*/", 2),
                b'"' | b'\'' => {
                    let length = quoted(bytes.get(start..).unwrap_or_default(), byte);
                    self.at += length;
                    return Some(self.token(Kind::Quoted, start + 1, (start + length).saturating_sub(1)));
                }
                b'`' => {
                    let begun = self.clone();
                    self.skip_past("`", 1);
                    return Some(begun.token(Kind::Quoted, start + 1, self.at.saturating_sub(1).max(start + 1)));
                }
                b'=' | b'!' if next() == Some(b'=') => {
                    self.at += if bytes.get(start + 2) == Some(&b'=') { 3 } else { 2 };
                    return Some(self.token(Kind::Comparison, start, self.at));
                }
                _ if is_word(byte) => {
                    let rest = bytes.get(start..).unwrap_or_default();
                    self.at += rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
                    return Some(self.token(Kind::Word, start, self.at));
                }
                _ => self.at += 1,
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn token(&self, kind: Kind, start: usize, end: usize) -> Token<'a> {
        let Self { text: source, line, line_start, .. } = *self;
        Token { kind, text: source.get(start..end).unwrap_or_default(), start, line, line_start, source }
    }

    /// Moves past the next `end`, or to the end of the text, counting lines.
    fn skip_past(&mut self, end: &str, opening: usize) {
        let bytes = self.text.as_bytes();
        let from = (self.at + opening).min(bytes.len());
        let inside = bytes.get(from..).unwrap_or_default();
        let to = memmem::find(inside, end.as_bytes()).map_or(bytes.len(), |i| from + i + end.len());
        let lines = bytes.get(self.at..to).unwrap_or_default();
        if let Some(last) = memrchr(b'\n', lines) {
            self.line += memchr_iter(b'\n', lines).count();
            self.line_start = self.at + last + 1;
        }
        self.at = to;
    }
}

/// Length of the string that `rest` starts with, quotes included; it ends with its line at the latest.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut escaped = 0;
    for at in memchr3_iter(quote, b'\\', b'\n', rest).skip(1) {
        match rest.get(at) {
            Some(b'\n') => return at,
            _ if at == escaped => {}
            Some(b'\\') => escaped = at + 1,
            _ => return at + 1,
        }
    }
    rest.len()
}

fn is_word(byte: u8) -> bool {
    #[expect(clippy::indexing_slicing, reason = "a wrong index would not compile")]
    const WORD: [bool; 256] = {
        let mut word = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let ascii = byte as u8;
            word[byte] = ascii.is_ascii_alphanumeric() || ascii == b'_' || ascii == b'$' || byte >= 0x80;
            byte += 1;
        }
        word
    };
    WORD.get(usize::from(byte)).copied().unwrap_or_default()
}
