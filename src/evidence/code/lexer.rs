//! Words, strings and comparisons of Go, JavaScript and TypeScript. Comments are passed over.
//!
//! It need not understand the languages: an odd regular expression literal costs at most the rest of its line.

use memchr::memchr;

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

/// A word, string or comparison with what stands around it on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'a str,
    /// The name before its dot, as `exec` in `exec.Command`.
    pub qualifier: &'a str,
    /// The line before it, its last 400 bytes.
    pub before: &'a str,
    /// The line after it, its first 400 bytes.
    pub after: &'a str,
    /// Its first byte in the text.
    pub start: usize,
    /// The number of its line, from 1.
    pub line: usize,
    /// The first byte of its line.
    pub line_start: usize,
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, line: 1, line_start: 0, line_end: end_of_line(text, 0) }
}

/// An iterator over the tokens of a text.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    line_end: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let start = self.at;
            match rest {
                [] => return None,
                [b'\n', ..] => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                    self.line_end = end_of_line(self.text, self.at);
                }
                [b'/', b'/', ..] => self.at = self.line_end,
                [b'/', b'*', ..] => self.skip_past("*/", 2),
                [quote @ (b'"' | b'\''), ..] => {
                    let length = quoted(rest, *quote);
                    self.at += length;
                    return Some(self.token(Kind::Quoted, start + 1, (start + length).saturating_sub(1)));
                }
                [b'`', ..] => {
                    let (line, line_start) = (self.line, self.line_start);
                    self.skip_past("`", 1);
                    let token = self.token(Kind::Quoted, start + 1, self.at.saturating_sub(1).max(start + 1));
                    let before = self.before(line_start, start);
                    let after = if line == self.line { token.after } else { "" };
                    return Some(Token { line, line_start, before, after, ..token });
                }
                [b'=' | b'!', b'=', ..] => {
                    let length = if rest.get(2) == Some(&b'=') { 3 } else { 2 };
                    self.at += length;
                    return Some(self.token(Kind::Comparison, start, start + length));
                }
                [first, ..] if is_word(*first) => {
                    let length = rest.iter().take_while(|byte| is_word(**byte)).count();
                    self.at += length;
                    return Some(self.token(Kind::Word, start, start + length));
                }
                _ => self.at += 1,
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn token(&self, kind: Kind, start: usize, end: usize) -> Token<'a> {
        let before = self.before(self.line_start, start);
        let qualifier = before.strip_suffix('.').map_or("", |path| {
            let from = path.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + 1);
            path.get(from..).unwrap_or_default()
        });
        Token {
            kind,
            text: self.text.get(start..end).unwrap_or_default(),
            qualifier,
            before,
            after: self.after(end),
            start,
            line: self.line,
            line_start: self.line_start,
        }
    }

    fn before(&self, line_start: usize, start: usize) -> &'a str {
        let from = line_start.max(start.saturating_sub(AROUND));
        let from = (from..=start).find(|index| self.text.is_char_boundary(*index)).unwrap_or(start);
        self.text.get(from..start).unwrap_or_default()
    }

    fn after(&self, end: usize) -> &'a str {
        let to = self.line_end.min(end + AROUND).max(end);
        let to = (end..=to).rev().find(|index| self.text.is_char_boundary(*index)).unwrap_or(end);
        self.text.get(end..to).unwrap_or_default()
    }

    /// Moves past the next `end`, or to the end of the text, counting lines.
    fn skip_past(&mut self, end: &str, opening: usize) {
        let from = (self.at + opening).min(self.text.len());
        let inside = self.text.get(from..).unwrap_or_default();
        let to = inside.find(end).map_or(self.text.len(), |i| from + i + end.len());
        let lines = self.text.get(self.at..to).unwrap_or_default();
        let breaks = lines.bytes().filter(|byte| *byte == b'\n').count();
        let last = lines.rfind('\n').map(|i| self.at + i + 1);
        self.at = to;
        if let Some(last) = last {
            self.line += breaks;
            self.line_start = last;
            self.line_end = end_of_line(self.text, last);
        }
    }
}

fn end_of_line(text: &str, from: usize) -> usize {
    text.as_bytes().get(from..).and_then(|rest| memchr(b'\n', rest)).map_or(text.len(), |i| from + i)
}

/// Length of the string that `rest` starts with, quotes included; it ends with its line at the latest.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    for (index, byte) in rest.iter().enumerate().skip(1) {
        match *byte {
            b'\n' => return index,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == quote => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
