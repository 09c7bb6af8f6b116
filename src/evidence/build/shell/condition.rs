//! On which conditions the commands of a script run, as far as they matter here.

use super::{Command, End, Raw, Reached};

/// What stands between `if` and `fi`, or `ifeq` and `endif`: on which condition it runs, where that matters here.
#[derive(Default)]
pub(in super::super) struct Branch {
    pub(in super::super) now: Option<String>,
    /// The same of what comes after `else`.
    otherwise: Option<String>,
}

impl Branch {
    /// What runs if `condition` holds, which may matter or not.
    pub(in super::super) fn of(condition: String, matters: bool) -> Self {
        let negated = not(&condition);
        match holds_in_ci(&condition) {
            Some(true) => Self { now: None, otherwise: Some(negated) },
            Some(false) => Self { now: Some(condition), otherwise: None },
            None if matters => Self { now: Some(condition), otherwise: Some(negated) },
            None => Self::default(),
        }
    }

    /// The same where nothing runs but `earlier`, too.
    fn after(self, earlier: &Option<String>) -> Self {
        let both = |own| both(earlier.clone(), own);
        Self { now: both(self.now), otherwise: both(self.otherwise) }
    }

    /// What comes after `else`.
    pub(in super::super) fn other(self) -> Self {
        Self { now: self.otherwise, otherwise: self.now }
    }
}

/// What stands between conditions that have to hold together.
pub const AND: &str = ", and ";

/// Two conditions that have to hold together.
pub(in super::super) fn both(outer: Option<String>, inner: Option<String>) -> Option<String> {
    const LONGEST: usize = 1_000;
    match (outer, inner) {
        (Some(outer), Some(inner)) if outer.len() + inner.len() > LONGEST => {
            Some(if outer.ends_with('…') { outer } else { outer + "…" })
        }
        (Some(outer), Some(inner)) => Some(outer + AND + &inner),
        (outer, inner) => outer.or(inner),
    }
}

/// The opposite of a condition.
fn not(condition: &str) -> String {
    match condition.strip_prefix("not ") {
        _ if condition.contains(AND) => format!("unless {condition}"),
        Some(positive) => positive.to_owned(),
        None => format!("not {condition}"),
    }
}

/// Whether a condition holds that only asks for the variable `CI`, which CI systems set to `true`.
fn holds_in_ci(condition: &str) -> Option<bool> {
    let words = condition.split(|c: char| c.is_whitespace() || "[](){}\"',$".contains(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty() && *word != "test").collect();
    match words.as_slice() {
        ["ifdef", "CI"] | ["ifeq", "CI", "true"] | ["ifneq", "CI"] => Some(true),
        ["-n", "CI"] | ["CI"] | ["CI", "=" | "==", "true"] => Some(true),
        ["ifndef", "CI"] | ["ifneq", "CI", "true"] | ["ifeq", "CI"] => Some(false),
        ["-z", "CI"] | ["CI", "!=", "true"] => Some(false),
        _ => None,
    }
}

/// Follows `if`, `case` and `&&`, and keeps those conditions that depend on what CI runs for.
#[derive(Default)]
pub(super) struct Conditions {
    open: Vec<Branch>,
    /// The condition that is being read, between `if` and `then`.
    reading: Option<String>,
    /// For `elif`: that those before it did not hold.
    earlier: Option<String>,
    chain: Option<String>,
    /// What is piped into the next command.
    piped: Option<String>,
    /// The condition on which an earlier command left the script.
    left: Option<String>,
    /// Loops that are open.
    loops: usize,
    /// What ended the command before.
    before: End,
}

impl Conditions {
    /// What follows the condition that was read.
    fn branch_by_condition(&mut self) {
        let condition = self.reading.take().unwrap_or_default();
        let matters = decides(&condition);
        self.open.push(Branch::of(condition, matters).after(&self.earlier.take()));
    }

    pub(super) fn take(&mut self, raw: Raw) -> Option<Command> {
        let before = std::mem::replace(&mut self.before, raw.end);
        let mut words = raw.words;
        let mut negated = "";
        while let Some(keyword) = words.first().map(String::as_str) {
            match keyword {
                "if" | "elif" => {
                    if keyword == "elif" {
                        self.earlier = self.open.pop().and_then(|branch| branch.otherwise);
                    }
                    self.reading = Some(String::new());
                }
                "then" => self.branch_by_condition(),
                "else" => {
                    let branch = self.open.pop().unwrap_or_default();
                    self.open.push(branch.other());
                }
                "case" => {
                    let subject = words.join(" ");
                    self.open.push(Branch { now: Some(subject).filter(|text| decides(text)), otherwise: None });
                    return None;
                }
                "fi" | "esac" => {
                    self.open.pop();
                }
                // PowerShell has no `then`.
                "{" if self.reading.is_some() => self.branch_by_condition(),
                "{" => {
                    let chain = self.chain.take();
                    self.open.push(Branch { now: chain, otherwise: None });
                }
                "}" => {
                    self.open.pop();
                }
                "do" => self.loops += 1,
                "done" => self.loops = self.loops.saturating_sub(1),
                "!" => negated = "! ",
                "while" | "until" | "time" => {}
                _ => break,
            }
            words.remove(0);
        }
        let text = format!("{negated}{}", words.join(" "));
        if let Some(reading) = &mut self.reading {
            reading.push_str(&text);
            // The line's end is that before `then`.
            reading.push_str(raw.end.sign());
            return None;
        }
        if words.is_empty() || words.first().is_some_and(|word| word == "for") {
            return None;
        }
        let around = self.open.iter().filter_map(|branch| branch.now.clone());
        let condition = around.chain(self.chain.clone()).chain(self.left.clone()).map(Some).fold(None, both);
        let is_plain = self.open.is_empty() && self.loops == 0 && before == End::Line && raw.subshells.is_empty();
        let reached = if is_plain && raw.end == End::Line { Reached::Always } else { Reached::Perhaps };
        if words.first().is_some_and(|word| word == "exit" || word == "return") {
            self.left = self.left.take().or_else(|| condition.as_deref().filter(|text| depends_on_ref(text)).map(not));
        }
        let is_test =
            words.first().is_some_and(|word| matches!(word.as_str(), "[" | "[[" | "test" | "grep" | "egrep" | "fgrep"));
        let text = self.piped.take().into_iter().chain([text]).collect::<Vec<_>>().join(" | ");
        let depends = depends_on_ref(&text);
        match raw.end {
            End::Pipe => self.piped = Some(text),
            End::And if is_test && depends => self.chain = both(self.chain.take(), Some(text)),
            End::Or if is_test && depends => self.chain = both(self.chain.take(), Some(text)).as_deref().map(not),
            End::And => {}
            // Whether the command before it fails is not known.
            End::Or => self.chain = self.chain.take().map(|chain| format!("unless {chain}")),
            End::Line => self.chain = None,
        }
        Some(Command { words, line: raw.line, condition, subshells: raw.subshells, reached })
    }
}

/// Whether what a condition depends on matters here: what CI runs for, or which command the script is called with.
fn decides(condition: &str) -> bool {
    let by_argument = condition.starts_with("case ") || condition.contains(" = ") || condition.contains(" == ");
    depends_on_ref(condition)
        || by_argument && (condition.contains("$1") || condition.contains("${1"))
        || condition == "false"
        || is_constant(condition)
}

/// Whether a condition is a comparison of texts alone, as one is where CI has put its values in: `[ push = release ]`.
fn is_constant(condition: &str) -> bool {
    condition.starts_with('[')
        && !condition.contains('$')
        && [" = ", " == ", " != "].iter().any(|sign| condition.contains(sign))
}

/// Whether a condition asks which branch, tag, event or owner CI runs for.
pub(in super::super) fn depends_on_ref(condition: &str) -> bool {
    const NAMES: [&str; 9] =
        ["REF", "TAG", "BRANCH", "EVENT", "PULL_REQUEST", "OWNER", "REPOSITORY", "github.", "git describe"];
    condition.contains('$') && NAMES.iter().any(|name| condition.contains(name))
}
