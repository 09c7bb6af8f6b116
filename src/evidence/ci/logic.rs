//! Conditions of GitLab (`$CI_COMMIT_TAG =~ /^v/ && $X == "y"`) and Travis (`branch = master AND tag IS present`).

use super::pattern::{self, Match};

/// Deepest nesting of a condition.
const DEPTH: usize = 32;
/// Longest condition, in bytes.
const LONGEST: usize = 5_000;

/// Whose condition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// GitLab's rules.
    GitLab,
    /// Travis's conditions.
    Travis,
}

/// What a variable is: known, known to be unset, or not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// Its value.
    Set(String),
    /// It is not there.
    Unset,
    /// Only a run would know.
    Unknown,
}

/// Whether a condition holds; `None` when that cannot be told.
pub fn truth(text: &str, dialect: Dialect, lookup: &dyn Fn(&str) -> Variable) -> Option<bool> {
    if text.len() > LONGEST {
        return None;
    }
    let tokens = tokens(text, dialect)?;
    let mut parser = Parser { tokens: &tokens, lookup };
    let truth = parser.or(DEPTH)?;
    if parser.tokens.is_empty() { truth } else { None }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Variable(String),
    Text(String),
    Null,
    Equal,
    Unequal,
    Matches,
    MatchesNot,
    Present,
    Blank,
    In,
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
}

fn tokens(text: &str, dialect: Dialect) -> Option<Vec<Token>> {
    const SIGNS: [(&str, Token); 10] = [
        ("==", Token::Equal),
        ("!=", Token::Unequal),
        ("=~", Token::Matches),
        ("!~", Token::MatchesNot),
        ("&&", Token::And),
        ("||", Token::Or),
        ("(", Token::Open),
        (")", Token::Close),
        (",", Token::Comma),
        ("!", Token::Not),
    ];
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length;
        if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            length = sign.len();
            tokens.push(token.clone());
        } else if first == '=' {
            length = 1;
            tokens.push(Token::Equal);
        } else if first == '"' || first == '\'' {
            let inner = rest.get(1..)?;
            let end = inner.find(first)?;
            length = end + 2;
            tokens.push(Token::Text(inner.get(..end)?.to_owned()));
        } else if first == '/' || matches!(tokens.last(), Some(Token::Matches | Token::MatchesNot)) && first != '$' {
            // Travis takes expressions without slashes too, up to the next space.
            let end = match rest.strip_prefix('/') {
                Some(inner) => {
                    let close =
                        inner.match_indices('/').find(|(at, _)| !inner.get(..*at).is_some_and(|b| b.ends_with('\\')));
                    let after = close?.0 + 2;
                    after + usize::from(rest.get(after..).is_some_and(|tail| tail.starts_with('i')))
                }
                None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            length = end;
            tokens.push(Token::Text(rest.get(..end)?.to_owned()));
        } else {
            let is_part =
                |c: char| c.is_ascii_alphanumeric() || "_$-.*:{}".contains(c) || c == '/' && dialect == Dialect::Travis;
            length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            tokens.extend(word(rest.get(..length)?, dialect, tokens.last()));
        }
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

fn word(word: &str, dialect: Dialect, before: Option<&Token>) -> Option<Token> {
    if let Some(name) = word.strip_prefix('$') {
        return Some(Token::Variable(name.trim_matches(['{', '}']).to_owned()));
    }
    if dialect == Dialect::GitLab {
        return Some(if word == "null" { Token::Null } else { Token::Text(word.to_owned()) });
    }
    Some(match word.to_ascii_uppercase().as_str() {
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Not,
        "IN" => Token::In,
        "IS" => return None,
        "PRESENT" => Token::Present,
        "BLANK" => Token::Blank,
        _ if matches!(before, Some(Token::Equal | Token::Unequal | Token::Comma | Token::Open))
            && !["branch", "tag", "type"].contains(&word) =>
        {
            Token::Text(word.to_owned())
        }
        _ if matches!(before, Some(Token::Equal | Token::Unequal)) => Token::Text(word.to_owned()),
        _ => Token::Variable(word.to_owned()),
    })
}

struct Parser<'t> {
    tokens: &'t [Token],
    lookup: &'t dyn Fn(&str) -> Variable,
}

impl Parser<'_> {
    fn take(&mut self, token: &Token) -> bool {
        match self.tokens {
            [first, rest @ ..] if first == token => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn or(&mut self, depth: usize) -> Option<Option<bool>> {
        let mut left = self.and(depth.checked_sub(1)?)?;
        while self.take(&Token::Or) {
            let right = self.and(depth - 1)?;
            left = match (left, right) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        Some(left)
    }

    fn and(&mut self, depth: usize) -> Option<Option<bool>> {
        let mut left = self.one(depth.checked_sub(1)?)?;
        while self.take(&Token::And) {
            let right = self.one(depth - 1)?;
            left = match (left, right) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        Some(left)
    }

    fn one(&mut self, depth: usize) -> Option<Option<bool>> {
        let depth = depth.checked_sub(1)?;
        if self.take(&Token::Not) {
            return Some(self.one(depth)?.map(|truth| !truth));
        }
        if self.take(&Token::Open) {
            let truth = self.or(depth)?;
            return self.take(&Token::Close).then_some(truth);
        }
        let left = self.value()?;
        let (operator, rest) = match self.tokens.split_first() {
            Some((operator, rest)) => (operator, rest),
            None => return Some(present(&left)),
        };
        match operator {
            Token::Present | Token::Blank => {
                self.tokens = rest;
                Some(present(&left).map(|present| present == (*operator == Token::Present)))
            }
            Token::Equal | Token::Unequal => {
                self.tokens = rest;
                let right = self.value()?;
                let equal = known(&left).zip(known(&right)).map(|(left, right)| left == right);
                Some(equal.map(|equal| equal == (*operator == Token::Equal)))
            }
            Token::Matches | Token::MatchesNot => {
                self.tokens = rest;
                let right = self.value()?;
                let (Some(left), Some(Some(expression))) = (known(&left), known(&right)) else { return Some(None) };
                let slashed = if expression.starts_with('/') { expression } else { format!("/{expression}/") };
                Some(match left.map_or(Match::No, |left| pattern::part(&slashed, &left)) {
                    Match::Unclear => None,
                    matched => Some((matched == Match::Yes) == (*operator == Token::Matches)),
                })
            }
            Token::In => {
                self.tokens = rest;
                let mut found = false;
                if !self.take(&Token::Open) {
                    return None;
                }
                while !self.take(&Token::Close) {
                    let item = self.value()?;
                    found |= known(&item) == known(&left);
                    self.take(&Token::Comma);
                }
                Some(known(&left).map(|_| found))
            }
            _ => Some(present(&left)),
        }
    }

    fn value(&mut self) -> Option<Variable> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Variable(name) => Some((self.lookup)(name)),
            Token::Text(text) => Some(Variable::Set(text.clone())),
            Token::Null => Some(Variable::Unset),
            _ => None,
        }
    }
}

fn present(value: &Variable) -> Option<bool> {
    match value {
        Variable::Set(text) => Some(!text.is_empty() && text != "false"),
        Variable::Unset => Some(false),
        Variable::Unknown => None,
    }
}

/// The value, where it is known: `Some(None)` when it is known to be unset.
fn known(value: &Variable) -> Option<Option<String>> {
    match value {
        Variable::Set(text) => Some(Some(text.clone())),
        Variable::Unset => Some(None),
        Variable::Unknown => None,
    }
}
