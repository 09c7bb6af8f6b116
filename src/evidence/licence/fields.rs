//! Fields for a licence: in packages, in what REUSE annotates files with, and in the like.

use serde_json::Value;

use super::category::{self, Standing};
use super::expression::{self, Terms};
use super::headers::{Claim, Header};
use super::pattern::Stream;
use super::restriction::{self, Talk};
use super::words::Words;
use super::{files, names, nearest};
use crate::error::Place;
use crate::evidence::text::is_one_of;
use crate::evidence::{Cause, CauseKind, Unread};

/// How many fields of a file are kept that name licences of Category A, and how many others.
const MOST_FIELDS: usize = 100;

/// What a field for a licence says: of package.json, and of the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Where.
    pub place: Place,
    /// The value, as written.
    pub written: String,
}

impl Package {
    /// What it says, once read.
    pub fn terms(&self) -> Terms {
        expression::parse(&self.written)
    }

    /// Whether it names licences of Category A.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.terms(), Terms::Expression(parsed) if expression::standing(&parsed) == Standing::A)
    }

    /// Words that name no licence of Category A or more than that, or that point to a file that is no licence.
    pub fn is_other(&self) -> bool {
        const USUAL: &str = "license|version|clause|the|a|under|terms|of|or|and";
        if let Some(file) = self.pointer() {
            let is_licence = |word: &str| files::role(files::name(word)).is_some() && !files::restricts(word);
            return !matches!(file, "" | "file") && !file.split_whitespace().any(is_licence);
        }
        let words = Words::of(&self.written);
        let stream = Stream::of(&words);
        let ids = nearest::named_alone(&self.written, &stream);
        let names_a = stream.says(nearest::SHORT_NAMES) || ids.iter().any(|id| category::of(id) == Standing::A);
        !(names_a || stream.is_empty())
            || (0..stream.len())
                .map(|at| stream.word(at))
                .any(|word| !is_one_of(word, USUAL) && !names::is_name(word, false))
            || restriction::find(&self.written, Talk::OfTerms).is_some()
    }

    /// What it points to, if it does: `LICENSE` in "SEE LICENSE IN LICENSE".
    fn pointer(&self) -> Option<&str> {
        const SEE: usize = "SEE LICENSE".len();
        let (see, file) = self.written.trim().split_at_checked(SEE)?;
        let is_one = see.eq_ignore_ascii_case("SEE LICENSE") || see.eq_ignore_ascii_case("SEE LICENCE");
        let file = file.trim();
        is_one.then(|| file.strip_prefix("IN ").or(file.strip_prefix("in ")).unwrap_or(file).trim())
    }

    /// It is neither empty nor a pointer to a file.
    pub fn says_something(&self) -> bool {
        !self.written.trim().is_empty() && self.pointer().is_none()
    }
}

/// What the package at `path` says in any of the fields that packages have for licences.
pub(super) fn of_json(path: &str, text: &str) -> Result<Vec<Package>, Unread> {
    let malformed = |error: serde_json::Error| Unread {
        path: path.to_owned(),
        cause: Cause::new(CauseKind::Malformed, format!("{path} is not valid JSON: {error}")),
    };
    let parsed: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(malformed)?;
    let mut packages = Vec::new();
    for name in ["license", "licence", "licenses", "licences", "License"] {
        let written = match parsed.get(name) {
            Some(Value::Array(all)) => all.iter().filter_map(one_licence).collect::<Vec<_>>().join(" AND "),
            one => one.and_then(one_licence).unwrap_or_default().to_owned(),
        };
        if !written.is_empty() {
            let at = text.find(&format!("\"{name}\"")).unwrap_or_default();
            let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let end = at + line.trim_end().trim_end_matches(',').len();
            packages.push(Package { place: Place::in_text(path, text, at..end), written });
        }
    }
    Ok(packages)
}

/// The licence that `value` is, or that it has by a field.
fn one_licence(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("type").or(value.get("name"))?.as_str())
}

/// What the YAML before all else in the document `text` says.
pub(super) fn of_front_matter(path: &str, text: &str) -> Vec<Package> {
    const MARK: &str = "---";
    let end = text.strip_prefix(MARK).filter(|rest| rest.starts_with(['\n', '\r'])).and_then(|rest| rest.find("\n---"));
    end.and_then(|end| text.get(..MARK.len() + end)).map_or_else(Vec::new, |read| of_lines(path, read))
}

/// What the fields for licences say in `text`, with which the file at `path` begins, as TOML, YAML, Python and Ruby have
/// fields.
pub(super) fn of_lines(path: &str, text: &str) -> Vec<Package> {
    // Without quotes it is there the name of something else.
    let is_quoted = [".toml", ".py", ".gemspec", ".podspec"].iter().any(|ending| path.ends_with(ending));
    let mut packages: Vec<Package> = Vec::new();
    let (mut plain, mut others) = (MOST_FIELDS, MOST_FIELDS);
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some(value) = behind_name(line) else { continue };
        let written = match value {
            "" => below(lines.iter().skip(index + 1)),
            value => of_value(value, is_quoted),
        };
        let package = Package { place: Place::whole_line(path, line, index + 1), written };
        let is_file = files::role(&package.written).is_some() && !files::restricts(&package.written);
        let is_filled_in = ["$", "{{", "%{"].iter().any(|sign| package.written.contains(sign));
        // Unlike in package.json, any words will do.
        let is_talk = || matches!(package.terms(), Terms::Invalid) && !package.is_other();
        if package.written.is_empty() || is_file || is_filled_in || is_talk() {
            continue;
        }
        let room = if package.is_plain() { &mut plain } else { &mut others };
        if *room > 0 {
            *room -= 1;
            packages.push(package);
        }
    }
    packages
}

/// What `line` has behind the name of a field for licences, and behind the sign between them.
fn behind_name(line: &str) -> Option<&str> {
    if line.trim_start().starts_with('#') {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let names = ["license", "licence"].into_iter().flat_map(|name| lower.match_indices(name));
    names.map(|(at, name)| (at, at + name.len())).find_map(|(start, end)| {
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        if line.get(..start)?.ends_with(goes_on) {
            return None;
        }
        let rest = line.get(end..)?;
        let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
        let value = rest.strip_prefix("=>").or_else(|| rest.strip_prefix(['=', ':']))?;
        (!value.starts_with(['=', ':'])).then(|| value.trim())
    })
}

/// The licences on the lines below a field: a list of them, or what it has by a field of its own.
fn below<'t>(lines: impl Iterator<Item = &'t &'t str>) -> String {
    let mut lines = lines.map(|line| line.trim()).peekable();
    let named = lines.peek().and_then(|line| line.split_once(':'));
    if let Some((_, value)) = named.filter(|(name, _)| matches!(*name, "name" | "identifier")) {
        let written = of_value(value.trim(), false);
        // OpenAPI wants a name there, whatever it is.
        return if matches!(expression::parse(&written), Terms::Invalid) { String::new() } else { written };
    }
    // A field among them speaks for itself.
    let listed = lines.take_while(|line| behind_name(line).is_none()).map_while(|line| line.strip_prefix("- "));
    let listed = listed.map(|value| of_value(value.trim(), false));
    listed.collect::<Vec<_>>().join(" AND ")
}

/// The licences that `value` is: a string, a list of them, or a table with one.
fn of_value(value: &str, is_quoted: bool) -> String {
    const QUOTES: [char; 2] = ['"', '\''];
    let quoted = || value.split(QUOTES).skip(1).step_by(2);
    let is_list = value.starts_with('[');
    if is_list && value.contains(QUOTES) {
        return quoted().collect::<Vec<_>>().join(" AND ");
    }
    // `{ file = "LICENSE" }`
    if value.starts_with('{') && value.contains("file") {
        return String::new();
    }
    if value.starts_with(QUOTES) || value.starts_with('{') && value.contains(QUOTES) {
        return quoted().next().unwrap_or_default().to_owned();
    }
    if is_quoted {
        return String::new();
    }
    if is_list {
        return value.trim_matches(['[', ']']).split(',').map(str::trim).collect::<Vec<_>>().join(" AND ");
    }
    // In a Dockerfile other fields may follow.
    let end = if value.contains('=') { " " } else { " #" };
    value.split(end).next().unwrap_or(value).trim().to_owned()
}

/// Every expression in the annotations `text`, as TOML or as fields one a line.
pub(super) fn annotations(path: &str, text: &str) -> Vec<Header> {
    let mut found = Vec::new();
    let mut is_listed = false;
    for (index, line) in text.lines().enumerate() {
        let value = match annotated(line) {
            Some(value) => value.trim(),
            None if is_listed => line,
            None => continue,
        };
        let is_in_list = is_listed || value.starts_with('[');
        is_listed = is_in_list && !value.contains(']');
        let quotes = ['"', '\''];
        // Between quotes, if there are any.
        let skipped = usize::from(value.contains(quotes) || is_in_list);
        for (number, written) in value.split(quotes).enumerate() {
            if number % 2 == skipped && !written.is_empty() {
                found.push(Ok((Claim::Spdx(written.to_owned()), Place::whole_line(path, line, index + 1))));
            }
        }
    }
    found
}

/// What `line` has behind the name of a field for licences.
fn annotated(line: &str) -> Option<&str> {
    const SIGN: &str = "SPDX-License-Identifier";
    if line.trim_start().starts_with('#') {
        return None;
    }
    if let Some(at) = line.find(SIGN) {
        return line.get(at + SIGN.len()..)?.trim_start_matches(['"', '\'', ' ']).strip_prefix(['=', ':']);
    }
    let (name, written) = line.split_once(':')?;
    name.eq_ignore_ascii_case("license").then_some(written)
}
