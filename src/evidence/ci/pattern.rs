//! The pattern languages that CI systems filter branches, tags and paths with.

use std::ops::RangeInclusive;

use regex_lite::RegexBuilder;

/// Longest pattern that is tried, in characters.
const LONGEST: usize = 1_000;
/// Size limit of a compiled regular expression, in bytes.
const COMPILED: usize = 1 << 20;

/// What a pattern says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It matches.
    Yes,
    /// It does not.
    No,
    /// The pattern cannot be read.
    Unclear,
}

impl From<bool> for Match {
    fn from(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

/// GitHub's globs: `*` stops at `/`, `**` does not, `?` and `+` repeat the character before, `[]` is a class.
///
/// Anything else is itself: `^v.*` wants a name that begins with a circumflex, so it matches no version.
pub fn github(pattern: &str, name: &str) -> Match {
    if pattern.chars().count() > LONGEST {
        return Match::Unclear;
    }
    let tokens = github_tokens(pattern);
    // The tokens that may come next, after each character of the name.
    let mut at = vec![false; tokens.len() + 1];
    if let Some(first) = at.first_mut() {
        *first = true;
    }
    skip_optional(&tokens, &mut at);
    for char in name.chars() {
        let mut next = vec![false; at.len()];
        for (index, token) in tokens.iter().enumerate().filter(|(index, _)| at.get(*index) == Some(&true)) {
            if token.takes(char) {
                let to = if token.repeats { index } else { index + 1 };
                for to in [to, index + 1] {
                    if let Some(slot) = next.get_mut(to) {
                        *slot = true;
                    }
                }
            }
        }
        skip_optional(&tokens, &mut next);
        at = next;
    }
    Match::from(at.last() == Some(&true))
}

struct Token {
    atom: Atom,
    optional: bool,
    repeats: bool,
}

enum Atom {
    Char(char),
    Class { ranges: Vec<RangeInclusive<char>>, negated: bool },
    NoSlash,
    Any,
}

impl Token {
    fn takes(&self, char: char) -> bool {
        match &self.atom {
            Atom::Char(own) => *own == char,
            Atom::Class { ranges, negated } => ranges.iter().any(|range| range.contains(&char)) != *negated,
            Atom::NoSlash => char != '/',
            Atom::Any => true,
        }
    }
}

fn skip_optional(tokens: &[Token], at: &mut [bool]) {
    for (index, token) in tokens.iter().enumerate() {
        if token.optional
            && at.get(index) == Some(&true)
            && let Some(next) = at.get_mut(index + 1)
        {
            *next = true;
        }
    }
}

fn github_tokens(pattern: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        let atom = match char {
            '*' if chars.next_if_eq(&'*').is_some() => {
                tokens.push(Token { atom: Atom::Any, optional: true, repeats: true });
                // `**/` also stands for no folder at all.
                if chars.next_if_eq(&'/').is_some() {
                    tokens.push(Token { atom: Atom::Char('/'), optional: true, repeats: false });
                }
                continue;
            }
            '*' => {
                tokens.push(Token { atom: Atom::NoSlash, optional: true, repeats: true });
                continue;
            }
            '?' | '+' if !tokens.is_empty() => {
                if let Some(last) = tokens.last_mut() {
                    last.optional |= char == '?';
                    last.repeats |= char == '+';
                }
                continue;
            }
            '\\' => Atom::Char(chars.next().unwrap_or('\\')),
            '[' => {
                let mut inner = Vec::new();
                while let Some(member) = chars.next_if(|c| *c != ']') {
                    inner.push(member);
                }
                chars.next();
                class(&inner)
            }
            _ => Atom::Char(char),
        };
        tokens.push(Token { atom, optional: false, repeats: false });
    }
    tokens
}

fn class(members: &[char]) -> Atom {
    let (members, negated) = match members {
        ['!' | '^', rest @ ..] => (rest, true),
        members => (members, false),
    };
    let mut ranges = Vec::new();
    let mut rest = members;
    loop {
        rest = match rest {
            [low, '-', high, more @ ..] => {
                ranges.push(*low..=*high);
                more
            }
            [one, more @ ..] => {
                ranges.push(*one..=*one);
                more
            }
            [] => break,
        };
    }
    Atom::Class { ranges, negated }
}

/// A list of GitHub's globs, of which `!` ones take back what those before them gave.
pub fn github_list<'p>(patterns: impl IntoIterator<Item = &'p str>, name: &str) -> Match {
    let mut result = Match::No;
    for pattern in patterns {
        let (pattern, given) = match pattern.strip_prefix('!') {
            Some(pattern) => (pattern, Match::No),
            None => (pattern, Match::Yes),
        };
        match github(pattern, name) {
            Match::Yes => result = given,
            Match::Unclear => return Match::Unclear,
            Match::No => {}
        }
    }
    result
}

/// A name, or between slashes a regular expression for the whole of it: CircleCI's filters.
pub fn whole(pattern: &str, name: &str) -> Match {
    match pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        Some(expression) => regex(expression, name, true),
        None => Match::from(pattern == name),
    }
}

/// A name, or between slashes a regular expression for a part of it: GitLab's and Travis's filters.
pub fn part(pattern: &str, name: &str) -> Match {
    let Some(rest) = pattern.strip_prefix('/') else { return Match::from(pattern == name) };
    match rest.rsplit_once('/') {
        Some((expression, "")) => regex(expression, name, false),
        Some((expression, "i")) => regex(&format!("(?i){expression}"), name, false),
        _ => Match::from(pattern == name),
    }
}

/// Shell wildcards, as Drone and Azure Pipelines take them: `*` is anything.
pub fn wildcard(pattern: &str, name: &str) -> Match {
    if pattern.len() > LONGEST {
        return Match::Unclear;
    }
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut at, mut taken) = (0, 0);
    // The last `*`, and how much of the name is behind what it stands for.
    let mut star = None;
    while let Some(byte) = name.get(taken) {
        match (pattern.get(at), star) {
            (Some(b'*'), _) => {
                star = Some((at, taken));
                at += 1;
            }
            (Some(own), _) if own == byte || *own == b'?' => (at, taken) = (at + 1, taken + 1),
            (_, Some((before, end))) => {
                star = Some((before, end + 1));
                (at, taken) = (before + 1, end + 1);
            }
            (_, None) => return Match::No,
        }
    }
    Match::from(pattern.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*')))
}

/// Whether a regular expression matches `name`, the whole of it or a part. Look-ahead is read at the start alone.
pub fn regex(expression: &str, name: &str, whole: bool) -> Match {
    if expression.len() > LONGEST {
        return Match::Unclear;
    }
    let (refused, rest) = leading_refusal(expression);
    if let Some(refused) = refused {
        match compiled(&format!("^(?:{refused})"), name) {
            Match::Yes => return Match::No,
            Match::Unclear => return Match::Unclear,
            Match::No => {}
        }
    }
    compiled(
        &if whole || refused.is_some() {
            format!("^(?:{rest}){}", if whole { "$" } else { "" })
        } else {
            rest.to_owned()
        },
        name,
    )
}

fn compiled(expression: &str, name: &str) -> Match {
    match RegexBuilder::new(expression).size_limit(COMPILED).build() {
        Ok(regex) => Match::from(regex.is_match(name)),
        Err(_) => Match::Unclear,
    }
}

/// Takes `^(?!refused)` off the start of an expression, the one look-ahead that filters commonly use.
fn leading_refusal(expression: &str) -> (Option<&str>, &str) {
    let Some(body) = expression.strip_prefix("^(?!").or_else(|| expression.strip_prefix("(?!")) else {
        return (None, expression);
    };
    let mut depth = 1_usize;
    for (index, char) in body.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (body.get(..index), body.get(index + 1..).unwrap_or_default());
        }
    }
    (None, expression)
}

/// Whether a glob looks as if it were meant as a regular expression: `^v.*`, `v\d+$`.
pub fn looks_like_regex(glob: &str) -> bool {
    glob.starts_with('^') || glob.ends_with('$') || glob.contains(".*") || glob.contains("\\d") || glob.starts_with('/')
}
