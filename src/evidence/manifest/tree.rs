//! A manifest's values as written, each with the bytes where it stands: the common ground of JSON and YAML.

use std::ops::Range;

/// A value and its place in the text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Bytes of the file's text, as UTF-8.
    pub span: Range<usize>,
}

impl<T> Spanned<T> {
    /// `value`, seen at `span`.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// A node of the tree.
pub type Node = Spanned<Value>;

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// `null`, or nothing at all in YAML.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the file, repeated keys included.
    Object(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// What people call it, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries; none unless it is an object.
    pub fn entries(&self) -> &[(Spanned<String>, Node)] {
        match self {
            Self::Object(entries) => entries,
            _ => &[],
        }
    }
}
