//! Places in the files of a repository.

use std::fmt;
use std::ops::Range;

use memchr::memchr_iter;

/// Longest source line kept beside a place, in characters.
const EXCERPT: usize = 200;

/// A file of the repository, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path from the repository's root, with `/` between its parts.
    pub path: String,
    /// The stretch of text meant; `None` speaks of the file as a whole.
    pub span: Option<Span>,
    /// The source line where the span starts, for the reader's eyes; at most 200 characters.
    pub excerpt: Option<String>,
}

/// A stretch of text. The end is inclusive: a span of one character starts and ends at the same position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: Position,
    /// Last character.
    pub end: Position,
}

/// A character in a text; both numbers count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), span: None, excerpt: None }
    }

    /// Bytes `range` of `text`, the content of the file at `path`. A range outside the text is clamped to it.
    pub fn in_text(path: impl Into<String>, text: &str, range: Range<usize>) -> Self {
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end.saturating_sub(1)).max(start);
        let line_start = text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let excerpt = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        Self {
            path: path.into(),
            span: Some(Span { start: position(text, start), end: position(text, end) }),
            excerpt: Some(excerpt.chars().take(EXCERPT).collect()),
        }
    }

    /// The start of line `line` (from 1), whose text is not at hand.
    pub fn start_of_line(path: impl Into<String>, line: usize) -> Self {
        let at = Position { line, column: 1 };
        Self { span: Some(Span { start: at, end: at }), ..Self::file(path) }
    }

    /// The whole of line `line` (from 1) of `text`; the file as a whole when there is no such line.
    pub fn line(path: impl Into<String>, text: &str, line: usize) -> Self {
        match text.lines().nth(line.saturating_sub(1)) {
            Some(content) => Self::whole_line(path, content, line),
            None => Self::file(path),
        }
    }

    /// The whole of line `line` (from 1), which is `content`: for who reads line by line.
    pub fn whole_line(path: impl Into<String>, content: &str, line: usize) -> Self {
        let indent = content.chars().take_while(|c| c.is_whitespace()).count();
        let last = content.trim_end().chars().count().max(indent + 1);
        Self {
            path: path.into(),
            span: Some(Span { start: Position { line, column: indent + 1 }, end: Position { line, column: last } }),
            excerpt: Some(content.chars().take(EXCERPT).collect()),
        }
    }
}

/// `path` or `path:line:column`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span {
            None => f.write_str(&self.path),
            Some(Span { start, .. }) => write!(f, "{}:{}:{}", self.path, start.line, start.column),
        }
    }
}

/// The largest character boundary of `text` at or before `index`.
fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

fn position(text: &str, index: usize) -> Position {
    let before = text.get(..index).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Position {
        line: memchr_iter(b'\n', before.as_bytes()).count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
    }
}
