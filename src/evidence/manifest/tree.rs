//! A manifest's values as written, each with the bytes where it stands: the common ground of JSON and YAML.

use std::ops::Range;

use crate::evidence::yaml;

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

impl Node {
    /// A YAML value, with the types of YAML 1.2's core schema. Its depth is bounded by the YAML reader.
    pub(super) fn from_yaml(node: yaml::Node) -> Self {
        let typed = match (node.boolean(), node.plain()) {
            _ if node.is_null() => Some(Value::Null),
            (Some(value), _) => Some(Value::Bool(value)),
            (None, Some(text)) if is_number(text) => Some(Value::Number(text.to_owned())),
            _ => None,
        };
        let value = match (typed, node.value) {
            (Some(value), _) => value,
            (None, yaml::Value::Scalar(scalar)) => Value::Text(scalar.text),
            (None, yaml::Value::Sequence(items)) => Value::List(items.into_iter().map(Self::from_yaml).collect()),
            (None, yaml::Value::Mapping(entries)) => Value::Object(
                entries
                    .into_iter()
                    .map(|entry| (Spanned::new(entry.key, entry.key_range), Self::from_yaml(entry.value)))
                    .collect(),
            ),
        };
        Self { value, span: node.range }
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) && text.parse::<f64>().is_ok()
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
