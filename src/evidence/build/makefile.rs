//! Makefiles: the default goal, and the rules behind a goal.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::shell::{Branch, depends_on_ref};
use crate::evidence::repository::{Repository, Status};
use crate::evidence::{Reader, SMALL};

/// Most files read for one Makefile, its includes among them.
const FILES: usize = 40;
/// Longest text an expansion may give, in bytes.
const EXPANDED: usize = 16 << 10;
/// Most variables put in for one text.
const EXPANSIONS: usize = 500;
/// Deepest nesting of variables.
const DEPTH: usize = 12;
/// Most rules with patterns that are tried.
const PATTERNS: usize = 200;
/// Most values of one variable that are tried.
const ALTERNATIVES: usize = 4;
/// Most variables of which several values are tried.
const NAMES_UNDER_CONDITIONS: usize = 100;
/// Most rules followed for one goal.
const RULES: usize = 2_000;

/// A Makefile with what it includes.
#[derive(Debug, Clone, Default)]
pub struct Makefile {
    /// Path from the repository's root.
    pub path: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
    /// Files that it wants to include and that are not there.
    pub missing: Vec<String>,
    /// Those of them that it wants on no condition and that no rule makes, so that make stops.
    pub(super) lacking: Vec<String>,
    /// The file and line of a command that has spaces where a tab belongs: make refuses the whole for it.
    pub(super) spaces: Option<(String, usize)>,
    /// One that it wants to include and that is not in git.
    pub untracked: Option<String>,
    variables: BTreeMap<String, String>,
    /// What variables are under conditionals, with the condition on branch, tag or event.
    alternatives: BTreeMap<String, Vec<(Option<String>, String)>>,
    /// The rules of each target, and those with a pattern.
    of_target: HashMap<String, Vec<usize>>,
    of_pattern: Vec<usize>,
}

/// The names that `make` looks for, in its order.
pub(super) const NAMES: [&str; 3] = ["GNUmakefile", "makefile", "Makefile"];

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// What it makes.
    pub targets: Vec<String>,
    /// What has to be made before.
    pub prerequisites: Vec<String>,
    /// The lines of its recipe.
    pub recipe: Vec<Line>,
    /// A condition on branch, tag or event under which make sees it.
    pub condition: Option<String>,
    /// The file that it stands in.
    pub path: String,
    /// Its line, from 1.
    pub line: usize,
}

/// A line of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its text, joined and expanded.
    pub command: String,
    /// A condition on branch, tag or event under which make sees it.
    pub condition: Option<String>,
}

impl Makefile {
    /// The Makefile that `make` takes in `directory` (from the repository's root, `""` or with a `/` at its end).
    pub fn find(directory: &str, repository: &Repository, reader: &dyn Reader) -> Option<Self> {
        let path =
            NAMES.iter().map(|name| format!("{directory}{name}")).find(|path| repository.file(path).is_some())?;
        Self::read(&path, directory, repository, reader)
    }

    /// The Makefile at `path`, run in `directory`; `None` when it or what it includes cannot be read.
    pub fn read(path: &str, directory: &str, repository: &Repository, reader: &dyn Reader) -> Option<Self> {
        let mut parser = Parser {
            makefile: Self { path: path.to_owned(), ..Self::default() },
            directory,
            repository,
            reader,
            seen: BTreeSet::new(),
            is_whole: true,
            conditions: Vec::new(),
            prefix: '\t',
        };
        parser.makefile.variables.insert("MAKE".to_owned(), "make".to_owned());
        parser.file(path).filter(|()| parser.is_whole)?;
        let mut makefile = parser.makefile;
        // make expands recipes last, when every variable is known.
        let mut rules = std::mem::take(&mut makefile.rules);
        for rule in &mut rules {
            let expanded = |line: &Line| {
                let each = makefile.each_expansion(&line.command).into_iter();
                let each = each.map(|(on, command)| Line { command, condition: line.condition.clone().or(on) });
                each.collect::<Vec<_>>()
            };
            rule.recipe = rule.recipe.iter().flat_map(expanded).collect();
        }
        makefile.rules = rules;
        for (index, rule) in makefile.rules.iter().enumerate() {
            for target in &rule.targets {
                if target.contains('%') {
                    makefile.of_pattern.push(index);
                } else {
                    makefile.of_target.entry(target.clone()).or_default().push(index);
                }
            }
        }
        makefile.of_pattern.truncate(PATTERNS);
        let mut lacking = std::mem::take(&mut makefile.lacking);
        lacking.retain(|path| makefile.behind(path.strip_prefix(directory).unwrap_or(path)).is_empty());
        Some(Self { lacking, ..makefile })
    }

    /// Whether everything that it includes was read.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.untracked.is_none()
    }

    /// Why make stops before it makes anything.
    pub fn lacks(&self) -> Option<String> {
        self.lacking.first().map(|file| self.without(file))
    }

    /// That `file`, which it includes, is not there.
    pub(super) fn without(&self, file: &str) -> String {
        format!("{} includes {file}, which is not in the repository", self.path)
    }

    /// The goal of a bare `make`.
    pub fn default_goal(&self) -> Option<&str> {
        if let Some(goal) = self.variables.get(".DEFAULT_GOAL").map(|goal| goal.trim()).filter(|goal| !goal.is_empty())
        {
            return Some(goal);
        }
        let is_goal = |target: &&String| (!target.starts_with('.') || target.contains('/')) && !target.contains('%');
        self.rules.iter().flat_map(|rule| &rule.targets).find(is_goal).map(String::as_str)
    }

    /// The rules that making `goal` runs, in no given order, each with the condition on branch, tag or event on which
    /// it does; none when nothing makes it.
    pub fn behind(&self, goal: &str) -> Vec<(&Rule, Option<&str>)> {
        let mut wanted = VecDeque::from([(goal, None)]);
        // What is needed without a condition too, is needed without one: the others come later.
        let mut later = VecDeque::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        while let Some((target, condition)) = wanted.pop_front().or_else(|| later.pop_front()) {
            if !seen.insert(target) || found.len() >= RULES {
                continue;
            }
            let own = self.of_target.get(target).into_iter().flatten();
            let matching =
                self.of_pattern.iter().filter(|index| self.rules.get(**index).is_some_and(|rule| rule.fits(target)));
            for rule in own.chain(matching).filter_map(|index| self.rules.get(*index)) {
                let condition = condition.or(rule.condition.as_deref());
                found.push((rule, condition));
                let queue = if condition.is_some() { &mut later } else { &mut wanted };
                queue.extend(rule.prerequisites.iter().map(|needed| (needed.as_str(), condition)));
            }
        }
        found
    }

    /// `text` with the variables that this file sets put in; what only make or the shell could tell stays as written.
    fn expand(&self, text: &str) -> String {
        let mut out = String::new();
        let mut left = EXPANSIONS;
        self.expand_into(text, DEPTH, &mut left, &mut out);
        out
    }

    /// What `text` may be, with what the variables in it are under one conditional or another, and on which condition.
    fn each_expansion(&self, text: &str) -> Vec<(Option<String>, String)> {
        let mut all = vec![(None, self.expand(text))];
        for (name, values) in &self.alternatives {
            let named = [format!("$({name})"), format!("${{{name}}}")];
            if !named.iter().any(|named| text.contains(named.as_str())) {
                continue;
            }
            // Without more ado a variable is what was assigned last.
            if let (Some((first, _)), Some((last, _))) = (all.first_mut(), values.last()) {
                *first = first.take().or_else(|| last.clone());
            }
            for (condition, value) in values {
                let text = named.iter().fold(text.to_owned(), |text, named| text.replace(named.as_str(), value));
                let expanded = if text.len() > EXPANDED { continue } else { self.expand(&text) };
                if all.iter().all(|(_, known)| *known != expanded) {
                    all.push((condition.clone(), expanded));
                }
            }
        }
        all
    }

    fn expand_into(&self, text: &str, depth: usize, left: &mut usize, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            if out.len() > EXPANDED {
                return;
            }
            out.push_str(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + 1..).unwrap_or_default();
            let mut chars = rest.chars();
            match chars.next() {
                Some('$') => {
                    out.push('$');
                    rest = chars.as_str();
                }
                Some(open @ ('(' | '{')) => {
                    let close = if open == '(' { ')' } else { '}' };
                    let Some(end) = closing(rest, open, close) else {
                        out.push('$');
                        break;
                    };
                    let name = rest.get(1..end).unwrap_or_default();
                    match self.variables.get(name) {
                        Some(value) if depth > 0 && *left > 0 => {
                            *left -= 1;
                            self.expand_into(value, depth - 1, left, out);
                        }
                        _ => match self.called(name).filter(|_| depth > 0 && *left > 0) {
                            Some(body) => {
                                *left -= 1;
                                self.expand_into(&body, depth - 1, left, out);
                            }
                            None => {
                                out.push('$');
                                out.push_str(rest.get(..=end).unwrap_or_default());
                            }
                        },
                    }
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                _ => out.push('$'),
            }
        }
        out.push_str(rest);
    }
}

impl Makefile {
    /// The body of `$(call name,a,b)` with its arguments put in.
    fn called(&self, call: &str) -> Option<String> {
        let mut arguments = call.strip_prefix("call ")?.split(',');
        let mut body = self.variables.get(arguments.next()?.trim())?.clone();
        for (index, argument) in arguments.take(9).enumerate() {
            for place in [format!("$({})", index + 1), format!("${}", index + 1)] {
                if body.len() + body.matches(&place).count() * argument.len() > EXPANDED {
                    return None;
                }
                body = body.replace(&place, argument);
            }
        }
        Some(body)
    }
}

impl Rule {
    /// Whether one of its patterns stands for `target`.
    fn fits(&self, target: &str) -> bool {
        self.targets.iter().filter_map(|own| own.split_once('%')).any(|(before, after)| {
            target.len() > before.len() + after.len() && target.starts_with(before) && target.ends_with(after)
        })
    }
}

/// The index of the bracket that closes the one at the start of `text`.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, char) in text.char_indices() {
        if char == open {
            depth += 1;
        } else if char == close {
            depth -= 1;
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}

struct Parser<'a> {
    makefile: Makefile,
    directory: &'a str,
    repository: &'a Repository,
    reader: &'a dyn Reader,
    seen: BTreeSet<String>,
    /// Every file could be read.
    is_whole: bool,
    /// The conditionals that are open.
    conditions: Vec<Branch>,
    /// What the lines of recipes begin with.
    prefix: char,
}

impl Parser<'_> {
    fn file(&mut self, path: &str) -> Option<()> {
        if !self.seen.insert(path.to_owned()) {
            return Some(());
        }
        if self.seen.len() > FILES {
            return None;
        }
        let bytes = self.reader.read(path, SMALL).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        // Rules of this file that the recipe lines now being read belong to.
        let mut in_rule = false;
        let mut define: Option<(String, String)> = None;
        for (line, logical) in logical_lines(&text) {
            if let Some((name, mut body)) = define.take() {
                if logical.trim() == "endef" {
                    self.makefile.variables.insert(name, body);
                } else {
                    if body.len() < EXPANDED {
                        body.push_str(&logical);
                        body.push('\n');
                    }
                    define = Some((name, body));
                }
                continue;
            }
            if let Some(recipe) = logical.strip_prefix(self.prefix)
                && in_rule
            {
                let condition = self.condition();
                if let Some(rule) = self.makefile.rules.last_mut() {
                    rule.recipe.push(Line { command: recipe.to_owned(), condition });
                }
                continue;
            }
            let statement = uncommented(&logical);
            let statement = statement.trim();
            let first = statement.split_whitespace().next().unwrap_or_default();
            match first {
                "" | "unexport" | "vpath" | "undefine" => {}
                _ if statement.starts_with(PREFIX) => self.prefix = prefix_of(statement),
                "ifeq" | "ifneq" | "ifdef" | "ifndef" => {
                    let condition = self.conditional(statement);
                    self.conditions.push(condition);
                }
                "else" => {
                    let other = self.conditions.pop().unwrap_or_default().other();
                    let own = self.conditional(statement.get(4..).unwrap_or_default().trim());
                    self.conditions.push(if own.now.is_some() { own } else { other });
                }
                "endif" => {
                    self.conditions.pop();
                }
                "define" => {
                    let name = statement.get(6..).unwrap_or_default().trim_end_matches(['=', ':', '?', ' ']).trim();
                    define = Some((name.to_owned(), String::new()));
                    in_rule = false;
                }
                "include" | "-include" | "sinclude" => {
                    let names = self.makefile.expand(statement.get(first.len()..).unwrap_or_default());
                    self.include(&names, first == "include");
                    in_rule = false;
                }
                _ => {
                    if in_rule && self.prefix == '\t' && logical.starts_with(' ') && is_command(statement) {
                        self.makefile.spaces.get_or_insert_with(|| (path.to_owned(), line));
                    }
                    in_rule = self.statement(statement, line, path);
                }
            }
        }
        Some(())
    }

    /// The innermost open condition that depends on what CI runs for.
    fn condition(&self) -> Option<String> {
        self.conditions.iter().rev().find_map(|branch| branch.now.clone())
    }

    /// What follows a conditional: on which condition, if it depends on what CI runs for.
    fn conditional(&self, statement: &str) -> Branch {
        let Some((keyword, operands)) = statement.split_once(char::is_whitespace) else { return Branch::default() };
        let read = match keyword {
            "ifdef" | "ifndef" => format!("$({})", operands.trim()),
            _ => self.makefile.expand(operands),
        };
        Branch::of(statement.to_owned(), depends_on_ref(&read))
    }

    fn include(&mut self, names: &str, required: bool) {
        for name in names.split_whitespace() {
            let path = format!("{}{}", self.directory, name.trim_start_matches("./"));
            let matches: Vec<String> = match path.split_once('*') {
                Some((before, after)) => {
                    let fits = |path: &str| {
                        let middle = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                        middle.is_some_and(|middle| !middle.contains('/'))
                    };
                    self.repository.files.iter().map(|file| file.path.clone()).filter(|path| fits(path)).collect()
                }
                None => vec![path],
            };
            for path in matches {
                match self.repository.file(&path).map(|file| file.status) {
                    Some(Status::Untracked) if required => {
                        self.makefile.untracked.get_or_insert(path);
                    }
                    Some(Status::Untracked) => {}
                    None | Some(Status::Deleted) if required && !name.contains('$') => {
                        if self.conditions.is_empty() {
                            self.makefile.lacking.push(path.clone());
                        }
                        self.makefile.missing.push(path);
                    }
                    None | Some(Status::Deleted) => {}
                    Some(_) => self.is_whole &= self.file(&path).is_some(),
                }
            }
        }
    }

    /// A variable or a rule; true when recipe lines may follow.
    fn statement(&mut self, statement: &str, line: usize, path: &str) -> bool {
        let statement = ["export ", "override ", "private "]
            .iter()
            .fold(statement, |text, modifier| text.strip_prefix(modifier).unwrap_or(text).trim_start());
        let Some(at) = separator(statement) else { return false };
        let (left, right) = (statement.get(..at).unwrap_or_default(), statement.get(at..).unwrap_or_default());
        if let Some(value) = assigned(right) {
            self.assign(left, value, right);
            return false;
        }
        let Some(right) = right.strip_prefix(':').map(|right| right.trim_start_matches(':')) else { return false };
        let (right, inline) = match right.split_once(';') {
            Some((right, inline)) => (right, Some(inline)),
            None => (right, None),
        };
        if right.contains('=') {
            return false; // A variable of this target alone.
        }
        // Of a static pattern rule (`targets: pattern: prerequisites`) the last part says what comes before.
        let before = right.rsplit(": ").next().unwrap_or(right);
        let words = |text: &str| -> Vec<String> {
            text.split_whitespace().filter(|word| *word != "|").map(str::to_owned).collect()
        };
        let mut rule = Rule {
            targets: words(&self.makefile.expand(left)),
            prerequisites: Vec::new(),
            recipe: Vec::new(),
            path: path.to_owned(),
            line,
            condition: self.condition(),
        };
        rule.recipe.extend(inline.map(|inline| Line { command: inline.trim().to_owned(), condition: None }));
        if rule.targets.iter().any(|target| target == ".PHONY") {
            return false;
        }
        for (on, needed) in self.makefile.each_expansion(before) {
            let prerequisites = words(&needed);
            if on.is_none() {
                rule.prerequisites.extend(prerequisites);
            } else {
                let condition = rule.condition.clone().or(on);
                let (targets, path) = (rule.targets.clone(), rule.path.clone());
                self.makefile.rules.push(Rule { targets, prerequisites, recipe: Vec::new(), path, line, condition });
            }
        }
        self.makefile.rules.push(rule);
        true
    }

    fn assign(&mut self, left: &str, value: &str, operator: &str) {
        let name = self.makefile.expand(left.trim());
        let value = looked_up(value.trim()).unwrap_or(value.trim());
        let condition = self.condition();
        let alternatives = &mut self.makefile.alternatives;
        if self.conditions.is_empty() {
            if !operator.starts_with(['+', '?']) {
                alternatives.remove(&name);
            }
        } else if !operator.starts_with('+')
            && (alternatives.len() < NAMES_UNDER_CONDITIONS || alternatives.contains_key(&name))
        {
            let before = self.makefile.variables.get(&name).map(|value| (None, value.clone()));
            let known = alternatives.entry(name.clone()).or_insert_with(|| before.into_iter().collect());
            if known.len() < ALTERNATIVES {
                known.push((condition, value.to_owned()));
            }
        }
        let variables = &mut self.makefile.variables;
        if operator.starts_with("+=") {
            let old = variables.entry(name).or_default();
            if old.len() < EXPANDED {
                old.push(' ');
                old.push_str(value);
            }
        } else if operator.starts_with("!=") {
            variables.insert(name, format!("$(shell {value})"));
        } else if operator.starts_with("?=") {
            variables.entry(name).or_insert_with(|| value.to_owned());
        } else if !value.contains(&format!("$({name})")) && !value.contains(&format!("${{{name}}}")) {
            variables.insert(name, value.to_owned());
        }
    }
}

/// The command that a variable stands for when it is looked up: `go` for `$(shell command -v go 2> /dev/null)`.
fn looked_up(value: &str) -> Option<&str> {
    let script = value.strip_prefix("$(shell ")?;
    let (_, after) = script.split_once("command -v ").or_else(|| script.split_once("which "))?;
    let name = after.split([' ', ')', ';']).next()?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_name.then_some(name)
}

/// The lines of a Makefile with continuations joined, and the number of each one's first line.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let continues = line.ends_with('\\') && !line.ends_with("\\\\");
        let content = if continues { line.strip_suffix('\\').unwrap_or(line) } else { line };
        match lines.last_mut().filter(|_| open) {
            // The shell sees a recipe's continuations: a comment ends at the line's end all the same.
            Some((_, joined)) if joined.starts_with('\t') => {
                joined.push_str("\\\n");
                joined.push_str(content.strip_prefix('\t').unwrap_or(content));
            }
            Some((_, joined)) => {
                joined.push(' ');
                joined.push_str(content.trim_start());
            }
            None => lines.push((index + 1, content.to_owned())),
        }
        open = continues;
    }
    lines
}

/// A line without its comment.
fn uncommented(line: &str) -> &str {
    let end = line
        .char_indices()
        .find(|(index, char)| *char == '#' && !line.get(..*index).is_some_and(|before| before.ends_with('\\')));
    end.and_then(|(index, _)| line.get(..index)).unwrap_or(line)
}

/// The variable that says what the lines of recipes begin with, in place of a tab.
const PREFIX: &str = ".RECIPEPREFIX";

/// What they begin with by `statement`, which sets it: `.RECIPEPREFIX = >`; `+=` alone makes it a blank.
fn prefix_of(statement: &str) -> char {
    let value = statement.trim_start_matches(PREFIX).trim_start();
    let none = if value.starts_with('+') { ' ' } else { '\t' };
    value.trim_start_matches([':', '?', '+', '=']).trim_start().chars().next().unwrap_or(none)
}

/// Whether a statement is a command, which is none without a tab: neither rule, variable nor expansion.
fn is_command(statement: &str) -> bool {
    const DIRECTIVES: [&str; 5] = ["export", "override", "private", "load", "-load"];
    let first = statement.split_whitespace().next().unwrap_or_default();
    !statement.starts_with('$') && !DIRECTIVES.contains(&first) && separator(statement).is_none()
}

/// Where the target or variable name ends: the first `:` or assignment outside brackets.
fn separator(statement: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, char) in statement.char_indices() {
        match char {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ':' | '=' if depth == 0 => return Some(index),
            '?' | '+' | '!' if depth == 0 && statement.get(index + 1..).is_some_and(|rest| rest.starts_with('=')) => {
                return Some(index);
            }
            _ => {}
        }
    }
    None
}

/// The value, when `text` starts with an assignment operator.
fn assigned(text: &str) -> Option<&str> {
    ["=", ":=", "::=", ":::=", "?=", "+=", "!="].iter().find_map(|operator| text.strip_prefix(operator))
}
