//! Shell scripts as a list of simple commands: enough to see what a CI step or a recipe runs.

use std::iter::Peekable;
use std::str::Chars;

/// Most commands read of one script.
const COMMANDS: usize = 2_000;

/// A command with its words, quotes removed; expansions (`$X`, `$(...)`, `${{ ... }}`) stay as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Command {
    /// The command and its arguments.
    pub words: Vec<String>,
    /// Line of the script on which it starts, from 0.
    pub line: usize,
    /// A condition on branch, tag or event that the shell decides.
    pub condition: Option<String>,
}

/// The commands of `script`, in order, whatever joins them; bodies of conditions and loops included.
pub fn commands(script: &str) -> Vec<Command> {
    let mut conditions = Conditions::default();
    let mut found = Vec::new();
    for raw in split(script) {
        if found.len() >= COMMANDS {
            break;
        }
        if let Some(command) = conditions.take(raw) {
            found.push(command);
        }
    }
    found
}

/// What ended a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    #[default]
    Line,
    /// `&&` or `||`: the next command depends on this one.
    Chain,
}

#[derive(Debug, Default)]
struct Raw {
    words: Vec<String>,
    line: usize,
    end: End,
}

/// Cuts a script at the operators that separate commands.
fn split(script: &str) -> Vec<Raw> {
    let mut lexer = Lexer { chars: script.chars().peekable(), line: 0, raws: Vec::new(), raw: Raw::default() };
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
                lexer.end(End::Line);
            }
            '&' | '|' => {
                lexer.word(&mut word);
                let doubled = lexer.chars.next_if_eq(&char).is_some();
                lexer.end(if doubled { End::Chain } else { End::Line });
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
}

impl Lexer<'_> {
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
            self.raws.push(Raw { end, ..raw });
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

/// Follows `if`, `case` and `&&`, and keeps those conditions that depend on what CI runs for.
#[derive(Default)]
struct Conditions {
    open: Vec<Option<String>>,
    /// The condition that is being read, between `if` and `then`.
    reading: Option<String>,
    chain: Option<String>,
}

impl Conditions {
    fn take(&mut self, raw: Raw) -> Option<Command> {
        let mut words = raw.words;
        while let Some(keyword) = words.first().map(String::as_str) {
            match keyword {
                "if" | "elif" => {
                    if keyword == "elif" {
                        self.open.pop();
                    }
                    self.reading = Some(String::new());
                }
                "then" => {
                    let condition = self.reading.take().filter(|text| depends_on_ref(text));
                    self.open.push(condition);
                }
                "else" => {
                    let negated = self.open.pop().flatten().map(|text| format!("not {text}"));
                    self.open.push(negated);
                }
                "case" => {
                    let subject = words.join(" ");
                    self.open.push(Some(subject).filter(|text| depends_on_ref(text)));
                    return None;
                }
                "fi" | "esac" => {
                    self.open.pop();
                }
                "while" | "until" | "do" | "done" | "!" | "{" | "}" | "time" => {}
                _ => break,
            }
            words.remove(0);
        }
        let text = words.join(" ");
        let depends = depends_on_ref(&text);
        if let Some(reading) = &mut self.reading {
            reading.push_str(&text);
            return None;
        }
        if words.is_empty() || words.first().is_some_and(|word| word == "for") {
            return None;
        }
        let condition = self.open.iter().rev().flatten().next().or(self.chain.as_ref()).cloned();
        let is_test = words.first().is_some_and(|word| matches!(word.as_str(), "[" | "[[" | "test"));
        match raw.end {
            End::Chain if is_test && depends => self.chain = Some(text),
            End::Chain => {}
            End::Line => self.chain = None,
        }
        Some(Command { words, line: raw.line, condition })
    }
}

/// Whether a condition asks which branch, tag, event or owner CI runs for.
fn depends_on_ref(condition: &str) -> bool {
    const NAMES: [&str; 9] =
        ["REF", "TAG", "BRANCH", "EVENT", "PULL_REQUEST", "OWNER", "REPOSITORY", "github.", "git describe"];
    condition.contains('$') && NAMES.iter().any(|name| condition.contains(name))
}
