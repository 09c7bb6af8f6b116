//! Shell scripts as a list of simple commands: enough to see what a CI step or a recipe runs.

mod condition;

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::Chars;

pub use condition::AND;
use condition::Conditions;
pub(super) use condition::{Branch, both, depends_on_ref};

/// Most commands read of one script.
const COMMANDS: usize = 2_000;
/// Most functions told apart in one script.
const FUNCTIONS: usize = 200;
/// Deepest chain of functions that call each other.
const CALLS: usize = 8;
/// Deepest nesting of subshells that is told apart.
const SUBSHELLS: usize = 16;

/// When a script comes to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Not by itself: it stands in a function that nothing calls, as a library's for those that source it.
    IfSourced,
    /// Perhaps, or beside what comes after it.
    Perhaps,
    /// Whatever happened before, and what comes after it waits for it.
    Always,
}

/// A command with its words, quotes removed; expansions (`$X`, `$(...)`, `${{ ... }}`) stay as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The command and its arguments.
    pub words: Vec<String>,
    /// Line of the script on which it starts, from 0.
    pub line: usize,
    /// A condition on branch, tag or event that the shell decides.
    pub condition: Option<String>,
    /// The subshells `( ... )` that it stands in, outermost first; each has a number of its own in the script.
    pub subshells: Vec<usize>,
    /// When it runs.
    pub reached: Reached,
}

impl Command {
    /// Whether the script itself may come to it.
    pub fn is_called(&self) -> bool {
        self.reached != Reached::IfSourced
    }
}

/// The commands of `script`, in order, whatever joins them; bodies of conditions and loops included. Those of a
/// function stand where it is called; those of functions that nothing calls come last.
pub fn commands(script: &str) -> Vec<Command> {
    let (main, functions) = functions(split(script));
    let mut calls = Calls { functions: &functions, called: BTreeSet::new(), found: Vec::new() };
    calls.run(&main, None, Reached::Always, CALLS);
    for (name, body) in &functions {
        if !calls.called.contains(name.as_str()) {
            calls.run(body, Some(&format!("{name}()")), Reached::IfSourced, 0);
        }
    }
    calls.found
}

/// Takes the bodies of functions, in braces or as a subshell, out of `raws`; leaves everything where it is when braces
/// do not match or there are too many.
fn functions(raws: Vec<Raw>) -> (Vec<Raw>, BTreeMap<String, Vec<Raw>>) {
    let mut main = Vec::new();
    let mut functions: BTreeMap<String, Vec<Raw>> = BTreeMap::new();
    let mut open: Option<(String, usize)> = None;
    let mut left = raws.iter().peekable();
    while let Some(raw) = left.next() {
        if let Some((name, depth)) = &mut open {
            let (opened, closed) = raw.braces();
            *depth = (*depth + opened).saturating_sub(closed);
            functions.entry(name.clone()).or_default().push(raw.clone());
            open = open.filter(|(_, depth)| *depth > 0);
            continue;
        }
        let (name, rest) = match raw.words.as_slice() {
            [function, name, rest @ ..] if function == "function" => (Some(name), rest),
            [name] if raw.is_definition => (Some(name), [].as_slice()),
            _ => (None, [].as_slice()),
        };
        let depth = raw.subshells.len();
        let subshell = left.peek().filter(|next| next.subshells.len() > depth && rest.is_empty());
        if let Some((name, id)) = name.zip(subshell.and_then(|next| next.subshells.get(depth))) {
            let inside = std::iter::from_fn(|| left.next_if(|next| next.subshells.get(depth) == Some(id)).cloned());
            functions.insert(name.clone(), inside.collect());
            continue;
        }
        let first = rest.first().or_else(|| left.peek()?.words.first());
        match name.filter(|_| first.is_some_and(|first| first == "{")) {
            Some(name) => {
                let body = Raw { words: rest.to_vec(), ..raw.clone() };
                open = Some((name.clone(), body.braces().0));
                functions.insert(name.clone(), vec![body]);
            }
            None => main.push(raw.clone()),
        }
    }
    if open.is_some() || functions.len() > FUNCTIONS { (raws, BTreeMap::new()) } else { (main, functions) }
}

/// Follows calls of functions.
struct Calls<'r> {
    functions: &'r BTreeMap<String, Vec<Raw>>,
    called: BTreeSet<&'r str>,
    found: Vec<Command>,
}

impl<'r> Calls<'r> {
    fn run(&mut self, raws: &'r [Raw], condition: Option<&str>, around: Reached, depth: usize) {
        let mut conditions = Conditions::default();
        for raw in raws {
            if self.found.len() >= COMMANDS {
                return;
            }
            let Some(mut command) = conditions.take(raw.clone()) else { continue };
            command.condition = both(condition.map(str::to_owned), command.condition);
            command.reached = command.reached.min(around);
            let (words, condition, reached) = (command.words.clone(), command.condition.clone(), command.reached);
            self.found.push(command);
            if depth == 0 {
                continue;
            }
            // `"$@"` of a script runs what only its caller knows; functions and these two may hand on what they are
            // given.
            let first = words.first().map(String::as_str).unwrap_or_default();
            let is_any = depth == CALLS && matches!(first, "$@" | "$*" | "$1" | "${@}" | "${1}");
            let hands_on = matches!(first, "trap" | "eval") || self.functions.contains_key(first);
            let named = words.iter().filter(|_| hands_on).filter_map(|word| self.functions.get_key_value(word));
            let any = self.functions.iter().filter(|_| is_any);
            for (name, body) in named.chain(any).collect::<Vec<_>>() {
                self.called.insert(name);
                let reached = if first == name { reached } else { reached.min(Reached::Perhaps) };
                self.run(body, condition.as_deref().or(is_any.then_some(first)), reached, depth - 1);
            }
        }
    }
}

/// What ended a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    #[default]
    Line,
    /// `|`: the next command reads what this one writes.
    Pipe,
    /// `&&`: the next command runs where this one did well.
    And,
    /// `||`: the next command runs where this one failed.
    Or,
}

impl End {
    /// The operator, where a condition goes on after it.
    fn sign(self) -> &'static str {
        match self {
            Self::Line => "",
            Self::Pipe => " | ",
            Self::And => " && ",
            Self::Or => " || ",
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Raw {
    words: Vec<String>,
    line: usize,
    end: End,
    /// `()` follows it.
    is_definition: bool,
    subshells: Vec<usize>,
}

impl Raw {
    /// How many groups it opens, and how many it closes.
    fn braces(&self) -> (usize, usize) {
        const KEYWORDS: [&str; 9] = ["{", "}", "then", "else", "do", "!", "time", "if", "elif"];
        let leading = || self.words.iter().take_while(|word| KEYWORDS.contains(&word.as_str()));
        (leading().filter(|word| *word == "{").count(), leading().filter(|word| *word == "}").count())
    }
}

/// Cuts a script at the operators that separate commands.
fn split(script: &str) -> Vec<Raw> {
    let mut lexer = Lexer::new(script);
    let mut word: Option<String> = None;
    let mut heredocs: Vec<String> = Vec::new();
    while let Some(char) = lexer.next() {
        match char {
            '\\' => match lexer.next() {
                Some('\n') | None => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                while let Some(quoted) = lexer.next().filter(|c| *c != '\'') {
                    word.push(quoted);
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(quoted) = lexer.next().filter(|c| *c != '"') {
                    match quoted {
                        '\\' => word.extend(lexer.next().filter(|c| *c != '\n')),
                        '$' => lexer.expansion(word),
                        _ => word.push(quoted),
                    }
                }
            }
            '$' => lexer.expansion(word.get_or_insert_default()),
            '#' if word.is_none() => {
                while lexer.chars.peek().is_some_and(|c| *c != '\n') {
                    lexer.next();
                }
            }
            '<' if lexer.chars.peek() == Some(&'<') => {
                lexer.next();
                let delimiter = lexer.heredoc();
                heredocs.extend((!delimiter.is_empty()).then_some(delimiter));
            }
            '\n' => {
                lexer.line -= 1;
                lexer.word(&mut word);
                lexer.line += 1;
                lexer.end(End::Line);
                for delimiter in heredocs.drain(..) {
                    lexer.skip_to(&delimiter);
                }
            }
            ';' | '(' | ')' => {
                lexer.word(&mut word);
                let is_definition = char == '(' && lexer.chars.next_if_eq(&')').is_some();
                lexer.raw.is_definition = is_definition;
                lexer.end(End::Line);
                match char {
                    '(' if !is_definition => lexer.open(),
                    ')' => lexer.close(),
                    _ => {}
                }
            }
            '&' | '|' => {
                lexer.word(&mut word);
                let doubled = lexer.chars.next_if_eq(&char).is_some();
                lexer.end(match char {
                    '&' if doubled => End::And,
                    '|' if doubled => End::Or,
                    '|' => End::Pipe,
                    _ => End::Line,
                });
            }
            _ if char.is_whitespace() => lexer.word(&mut word),
            _ => word.get_or_insert_default().push(char),
        }
    }
    lexer.word(&mut word);
    lexer.end(End::Line);
    lexer.raws
}

struct Lexer<'s> {
    chars: Peekable<Chars<'s>>,
    line: usize,
    raws: Vec<Raw>,
    raw: Raw,
    /// The subshells that are open, how many deeper ones are, and how many there were.
    subshells: Vec<usize>,
    deeper: usize,
    opened: usize,
}

impl<'s> Lexer<'s> {
    fn new(script: &'s str) -> Self {
        let chars = script.chars().peekable();
        Self { chars, line: 0, raws: Vec::new(), raw: Raw::default(), subshells: Vec::new(), deeper: 0, opened: 0 }
    }

    fn open(&mut self) {
        if self.subshells.len() < SUBSHELLS {
            self.opened += 1;
            self.subshells.push(self.opened);
        } else {
            self.deeper += 1;
        }
    }

    /// A `)` that closes nothing belongs to a pattern of `case`.
    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.subshells.pop();
        }
    }

    fn next(&mut self) -> Option<char> {
        let char = self.chars.next();
        self.line += usize::from(char == Some('\n'));
        char
    }

    fn word(&mut self, word: &mut Option<String>) {
        if let Some(word) = word.take() {
            if self.raw.words.is_empty() {
                self.raw.line = self.line;
            }
            self.raw.words.push(word);
        }
    }

    fn end(&mut self, end: End) {
        let raw = std::mem::take(&mut self.raw);
        if !raw.words.is_empty() {
            self.raws.push(Raw { end, subshells: self.subshells.clone(), ..raw });
        } else if end == End::Line
            && let Some(last) = self.raws.last_mut()
        {
            last.end = End::Line;
        }
    }

    /// Copies what follows a `$`: a bracketed expansion as a whole, else the `$` alone.
    fn expansion(&mut self, word: &mut String) {
        word.push('$');
        let (open, close) = match self.chars.peek() {
            Some('(') => ('(', ')'),
            Some('{') => ('{', '}'),
            _ => return,
        };
        let mut depth = 0_usize;
        while let Some(char) = self.next() {
            word.push(char);
            if char == open {
                depth += 1;
            } else if char == close {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
        }
    }

    /// The delimiter after `<<`; empty for a here-string (`<<<`).
    fn heredoc(&mut self) -> String {
        let mut delimiter = String::new();
        if self.chars.next_if_eq(&'<').is_some() {
            return delimiter;
        }
        self.chars.next_if_eq(&'-');
        while self.chars.next_if(|c| *c == ' ').is_some() {}
        while let Some(char) = self.chars.next_if(|c| !c.is_whitespace() && !";|&<>()".contains(*c)) {
            if !"'\"\\".contains(char) {
                delimiter.push(char);
            }
        }
        delimiter
    }

    fn skip_to(&mut self, delimiter: &str) {
        let mut line = String::new();
        while let Some(char) = self.next() {
            if char != '\n' {
                line.push(char);
            } else if line.trim() == delimiter {
                return;
            } else {
                line.clear();
            }
        }
    }
}
