//! JSON as Go's `encoding/json` decoder reads it, with the place of every key and value.
//!
//! A general JSON crate gives neither spans nor Go's leniency, and a Mattermost server reads `plugin.json` with that
//! decoder: the first value only, whatever follows it; repeated keys kept in order; lone surrogates replaced; a byte
//! order mark refused.

use std::fmt;
use std::ops::Range;

use super::tree::{Node, Spanned, Value};

/// Deepest nesting read. Go stops at 10,000, but no manifest comes near this.
const DEEPEST: usize = 128;

/// Why a text is not JSON, and the bytes where that shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong there.
    pub kind: Kind,
    /// The bytes meant; empty at the end of the text.
    pub span: Range<usize>,
}

/// The kinds of [`SyntaxError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The text ended inside a value, or holds none.
    End,
    /// A character that cannot stand here, and what could.
    Unexpected(char, &'static str),
    /// The file starts with a byte order mark.
    ByteOrderMark,
    /// A string runs over the end of its line, or holds a raw control character.
    Control(char),
    /// A backslash followed by what is no escape.
    Escape,
    /// A comma with nothing after it.
    TrailingComma,
    /// A comment, which JSON does not have.
    Comment,
    /// Nested deeper than we follow: our limit, not the file's fault.
    TooDeep,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("the text ends where a value or its end should be"),
            Self::Unexpected(found, wanted) => write!(f, "{found:?} stands where {wanted} should be"),
            Self::ByteOrderMark => {
                f.write_str("the file starts with a byte order mark, where UTF-8 without one belongs")
            }
            Self::Control('\n' | '\r') => f.write_str("a string is not closed on its line"),
            Self::Control(c) => write!(f, "a string holds the raw control character {c:?}"),
            Self::Escape => f.write_str("a backslash starts no escape that JSON knows"),
            Self::TrailingComma => f.write_str("a comma has nothing after it"),
            Self::Comment => f.write_str("JSON has no comments"),
            Self::TooDeep => write!(f, "values are nested deeper than {DEEPEST} levels"),
        }
    }
}

/// The first value of `text`.
///
/// # Errors
/// The first fault that Go's decoder would stop at, or [`Kind::TooDeep`].
pub fn first_value(text: &str) -> Result<Node, SyntaxError> {
    let mut reader = Reader { text, at: 0 };
    if text.starts_with('\u{feff}') {
        return Err(reader.fault(Kind::ByteOrderMark));
    }
    reader.skip_space();
    reader.value(0)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn char(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn fault(&self, kind: Kind) -> SyntaxError {
        let width = self.char().map_or(0, char::len_utf8);
        SyntaxError { kind, span: self.at..self.at + width }
    }

    fn unexpected(&self, wanted: &'static str) -> SyntaxError {
        self.fault(match self.char() {
            None => Kind::End,
            Some('/' | '#') => Kind::Comment,
            Some(found) => Kind::Unexpected(found, wanted),
        })
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth == DEEPEST => return Err(self.fault(Kind::TooDeep)),
            Some(b'{') => self.object(depth + 1)?,
            Some(b'[') => self.list(depth + 1)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Spanned::new(value, start..self.at))
    }

    fn word(&mut self, word: &'static str, value: Value) -> Result<Value, SyntaxError> {
        for byte in word.bytes() {
            if !self.eat(byte) {
                return Err(self.unexpected("true, false or null"));
            }
        }
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut entries = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Value::Object(entries));
        }
        loop {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = self.string()?;
            let key = Spanned::new(key, start..self.at);
            self.skip_space();
            if !self.eat(b':') {
                return Err(self.unexpected("a colon"));
            }
            self.skip_space();
            entries.push((key, self.value(depth)?));
            if !self.more(b'}', "a comma or }")? {
                return Ok(Value::Object(entries));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.eat(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if !self.more(b']', "a comma or ]")? {
                return Ok(Value::List(items));
            }
        }
    }

    /// Steps over what follows a member: true after a comma, false after `close`.
    fn more(&mut self, close: u8, wanted: &'static str) -> Result<bool, SyntaxError> {
        self.skip_space();
        if self.eat(close) {
            return Ok(false);
        }
        let comma = self.at;
        if !self.eat(b',') {
            return Err(self.unexpected(wanted));
        }
        self.skip_space();
        if self.peek() == Some(close) {
            return Err(SyntaxError { kind: Kind::TrailingComma, span: comma..comma + 1 });
        }
        Ok(true)
    }

    fn number(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or_default().to_owned()))
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if start == self.at { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let mut value = String::new();
        self.at += 1;
        loop {
            match self.char() {
                None => return Err(self.fault(Kind::End)),
                Some('"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some('\\') => value.push(self.escape()?),
                Some(c) if c < ' ' => return Err(self.fault(Kind::Control(c))),
                Some(c) => {
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let short = match self.peek() {
            None => return Err(self.fault(Kind::End)),
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            Some(_) => {
                let width = self.char().map_or(0, char::len_utf8);
                return Err(SyntaxError { kind: Kind::Escape, span: start..self.at + width });
            }
        };
        self.at += 1;
        Ok(short)
    }

    /// `\uXXXX`, or two of them for a character beyond the basic plane; half a pair becomes U+FFFD, as in Go.
    fn unicode(&mut self, start: usize) -> Result<char, SyntaxError> {
        let unit = self.hex(start)?;
        if let Some(c) = char::from_u32(unit) {
            return Ok(c);
        }
        let after = self.at;
        if unit < 0xDC00 && self.text.get(after..).is_some_and(|rest| rest.starts_with("\\u")) {
            self.at += 1;
            let low = self.hex(after)?;
            if let Some(c) = char::decode_utf16([unit as u16, low as u16]).next().and_then(Result::ok) {
                return Ok(c);
            }
            self.at = after;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// Four hexadecimal digits after the `u` that the reader stands on.
    fn hex(&mut self, start: usize) -> Result<u32, SyntaxError> {
        let digits = self.text.get(self.at + 1..self.at + 5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return Err(SyntaxError { kind: Kind::Escape, span: start..self.at + 1 });
        };
        self.at += 5;
        Ok(unit)
    }
}
