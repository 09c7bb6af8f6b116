//! GitHub's expressions, evaluated as far as the files tell: what only a run would know stays unknown, with its name.

use std::iter::Peekable;
use std::str::Chars;

/// Deepest nesting of an expression.
const DEPTH: usize = 40;
/// Longest expression, in bytes.
const LONGEST: usize = 20_000;

/// Longest text that `format` may give, in bytes.
const FORMATTED: usize = 64 << 10;

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: also a property that is not there.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// What only a run would know; the name of it.
    Unknown(String),
}

/// Where names get their values.
pub trait Context {
    /// The value of a property, by its path in lower case, as in `["github", "ref"]`.
    fn lookup(&self, path: &[String]) -> Value;
}

impl Value {
    /// Text, from anything that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether a condition with this value holds; `None` when that cannot be told.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Null => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Number(value) => Some(*value != 0.0 && !value.is_nan()),
            Self::Text(text) => Some(!text.is_empty()),
            Self::Unknown(_) => None,
        }
    }

    /// The value as text; `None` when it is unknown.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(value) => Some(value.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Unknown(_) => None,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Number(value) => *value,
            Self::Text(text) if text.trim().is_empty() => 0.0,
            Self::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
            Self::Unknown(_) => f64::NAN,
        }
    }
}

/// The value of `if:`, which takes an expression with or without `${{ }}`.
///
/// Text around a `${{ }}` makes the whole a text, which is always true: GitHub does not see the operators in it.
pub fn condition(text: &str, context: &dyn Context) -> Value {
    let text = text.trim();
    match text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")) {
        Some(inner) if !inner.contains("${{") => evaluate(inner, context),
        _ if text.contains("${{") => Value::Bool(true),
        _ => evaluate(text, context),
    }
}

/// Whether a condition speaks of the outcome of earlier jobs, so that it also holds when those were skipped.
pub fn speaks_of_status(text: &str) -> bool {
    ["always()", "failure()", "cancelled()", "success()"].iter().any(|call| text.replace(' ', "").contains(call))
}

/// `text` with each `${{ }}` replaced by its value, where that is known.
pub fn interpolate(text: &str, context: &dyn Context) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${{") {
        let Some(length) = rest.get(start..).and_then(|tail| tail.find("}}")) else { break };
        out.push_str(rest.get(..start).unwrap_or_default());
        let whole = rest.get(start..start + length + 2).unwrap_or_default();
        let inner = whole.get(3..whole.len() - 2).unwrap_or_default();
        match evaluate(inner, context).shown() {
            Some(value) => out.push_str(&value),
            None => out.push_str(whole),
        }
        rest = rest.get(start + length + 2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The value of a scalar of a workflow: of its one `${{ }}`, or the text with all of them replaced.
pub fn value(text: &str, context: &dyn Context) -> Value {
    let trimmed = text.trim();
    match trimmed.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")) {
        Some(inner) if !inner.contains("${{") => evaluate(inner, context),
        _ => {
            let text = interpolate(text, context);
            if text.contains("${{") { Value::Unknown(text) } else { Value::Text(text) }
        }
    }
}

/// The value of an expression without its `${{ }}`; one that cannot be read is unknown.
pub fn evaluate(expression: &str, context: &dyn Context) -> Value {
    let unknown = || Value::Unknown(format!("`{}`", expression.trim()));
    if expression.len() > LONGEST {
        return unknown();
    }
    let Some(tokens) = tokens(expression) else { return unknown() };
    let mut parser = Parser { tokens: &tokens, context };
    match parser.or(DEPTH) {
        Some(value) if parser.tokens.is_empty() => value,
        _ => unknown(),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    const SIGNS: [&str; 16] = ["==", "!=", "<=", ">=", "&&", "||", "!", "<", ">", "(", ")", "[", "]", ",", ".", "*"];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (text, length) = quoted(rest.chars().peekable())?;
            tokens.push(Token::Text(text));
            rest = rest.get(length..)?;
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
            tokens.push(Token::Number(rest.get(..end)?.parse().ok()?));
            rest = rest.get(end..)?;
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
            tokens.push(Token::Name(rest.get(..end)?.to_ascii_lowercase()));
            rest = rest.get(end..)?;
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
            tokens.push(Token::Sign(sign));
            rest = rest.get(sign.len()..)?;
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

/// A text in single quotes, `''` standing for one; with its length in bytes, quotes included.
fn quoted(mut chars: Peekable<Chars<'_>>) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut length = chars.next()?.len_utf8();
    loop {
        let char = chars.next()?;
        length += char.len_utf8();
        if char != '\'' {
            text.push(char);
        } else if chars.next_if_eq(&'\'').is_some() {
            length += 1;
            text.push('\'');
        } else {
            return Some((text, length));
        }
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    context: &'t dyn Context,
}

impl Parser<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        match self.tokens {
            [Token::Sign(first), rest @ ..] if *first == sign => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn or(&mut self, depth: usize) -> Option<Value> {
        let mut left = self.and(depth.checked_sub(1)?)?;
        while self.sign("||") {
            let right = self.and(depth - 1)?;
            left = match (left.truth(), right.truth()) {
                (Some(true), _) => left,
                (Some(false), _) => right,
                (None, Some(true)) if right == Value::Bool(true) => right,
                (None, _) => left,
            };
        }
        Some(left)
    }

    fn and(&mut self, depth: usize) -> Option<Value> {
        let mut left = self.comparison(depth.checked_sub(1)?)?;
        while self.sign("&&") {
            let right = self.comparison(depth - 1)?;
            left = match (left.truth(), right.truth()) {
                (Some(true), _) => right,
                (Some(false), _) => left,
                (None, Some(false)) => right,
                (None, _) => left,
            };
        }
        Some(left)
    }

    fn comparison(&mut self, depth: usize) -> Option<Value> {
        let mut left = self.unary(depth.checked_sub(1)?)?;
        while let [Token::Sign(sign @ ("==" | "!=" | "<" | ">" | "<=" | ">=")), rest @ ..] = self.tokens {
            self.tokens = rest;
            let right = self.unary(depth - 1)?;
            left = match (&left, &right) {
                (Value::Unknown(_), _) => left,
                (_, Value::Unknown(_)) => right,
                _ => Value::Bool(match *sign {
                    "==" => equal(&left, &right),
                    "!=" => !equal(&left, &right),
                    "<" => left.number() < right.number(),
                    ">" => left.number() > right.number(),
                    "<=" => left.number() <= right.number(),
                    _ => left.number() >= right.number(),
                }),
            };
        }
        Some(left)
    }

    fn unary(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if self.sign("!") {
            let value = self.unary(depth)?;
            return Some(value.truth().map_or(value, |truth| Value::Bool(!truth)));
        }
        if self.sign("(") {
            let value = self.or(depth)?;
            return self.sign(")").then_some(value);
        }
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Text(text) => Some(Value::Text(text.clone())),
            Token::Number(number) => Some(Value::Number(*number)),
            Token::Name(name) if self.sign("(") => self.call(name, depth),
            Token::Name(name) => self.property(name, depth),
            Token::Sign(_) => None,
        }
    }

    fn property(&mut self, name: &str, depth: usize) -> Option<Value> {
        match name {
            "true" => return Some(Value::Bool(true)),
            "false" => return Some(Value::Bool(false)),
            "null" => return Some(Value::Null),
            _ => {}
        }
        let mut path = vec![name.to_owned()];
        loop {
            if self.sign(".") {
                let (next, rest) = self.tokens.split_first()?;
                self.tokens = rest;
                match next {
                    Token::Name(name) => path.push(name.clone()),
                    Token::Sign("*") => path.push("*".to_owned()),
                    _ => return None,
                }
            } else if self.sign("[") {
                let index = self.or(depth)?;
                if !self.sign("]") {
                    return None;
                }
                match index.shown() {
                    Some(index) => path.push(index.to_ascii_lowercase()),
                    None => return Some(index),
                }
            } else {
                return Some(self.context.lookup(&path));
            }
        }
    }

    fn call(&mut self, name: &str, depth: usize) -> Option<Value> {
        let mut arguments = Vec::new();
        while !self.sign(")") {
            if !arguments.is_empty() && !self.sign(",") {
                return None;
            }
            arguments.push(self.or(depth)?);
        }
        match (name, arguments.as_slice()) {
            // We ask what happens when nothing breaks.
            ("success" | "always", _) => return Some(Value::Bool(true)),
            ("failure" | "cancelled", _) => return Some(Value::Bool(false)),
            _ => {}
        }
        if let Some(unknown) = arguments.iter().find(|argument| matches!(argument, Value::Unknown(_))) {
            return Some(unknown.clone());
        }
        let texts: Vec<String> = arguments.iter().filter_map(Value::shown).collect();
        let folded = |index: usize| texts.get(index).map(|text| text.to_lowercase());
        let value = match (name, texts.len()) {
            ("contains", 2) => Value::Bool(folded(0)?.contains(&folded(1)?)),
            ("startswith", 2) => Value::Bool(folded(0)?.starts_with(&folded(1)?)),
            ("endswith", 2) => Value::Bool(folded(0)?.ends_with(&folded(1)?)),
            ("tojson", 1) => Value::Text(texts.first()?.clone()),
            ("fromjson", 1) => match texts.first()?.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                text => text.parse().map_or_else(|_| Value::Unknown(format!("fromJSON({text})")), Value::Number),
            },
            ("format", 1..) => {
                let (template, values) = texts.split_first()?;
                let longest = values.iter().map(String::len).max().unwrap_or(0);
                if template.len() + template.matches('{').count() * longest > FORMATTED {
                    return None;
                }
                let fill =
                    |text: String, (index, value): (usize, &String)| text.replace(&format!("{{{index}}}"), value);
                Value::Text(values.iter().enumerate().fold(template.clone(), fill))
            }
            _ => Value::Unknown(format!("{name}()")),
        };
        Some(value)
    }
}

/// GitHub's loose equality: texts regardless of case, different kinds as numbers.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => left.to_lowercase() == right.to_lowercase(),
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        _ => left.number() == right.number(),
    }
}
