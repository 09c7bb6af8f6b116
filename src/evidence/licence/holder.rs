//! Copyright statements: who holds the copyright, and nothing else.
//!
//! The words that may stand in a name are `names`' matter. Here is what a statement looks like, because a clause made
//! of innocent words does not: it runs on in small letters, over a colon, or past the end of a sentence.

use std::ops::Range;

use super::names;
use super::pattern::{LONGEST_NAME, Stream};
use super::words::Word;

/// Most words of one statement.
const LONGEST_STATEMENT: usize = 60;
/// Most words in small letters, of which nothing is known, beside words with capitals, and without any.
const MOST_SMALL: [usize; 2] = [1, 3];
/// Most letters standing alone one behind the other: `A B Example`, and not `n o t`.
const MOST_LETTERS: usize = 3;

/// Where copyright statements that start at `at` end, none of them behind `end`: `Copyright (c) 2019-2024 Jane Doe,
/// Example Ltd. All rights reserved.`, in its many forms.
pub fn statement(text: &str, stream: &Stream<'_>, at: usize, end: usize) -> Vec<usize> {
    let reader = Reader { text, stream };
    reader.statement(at, end).unwrap_or_default()
}

/// Where names that start at `at` may end.
pub fn names(text: &str, stream: &Stream<'_>, at: usize) -> Vec<usize> {
    let reader = Reader { text, stream };
    let mut ends = Vec::new();
    reader.holders(at, at + LONGEST_NAME, &mut ends);
    ends
}

struct Reader<'r> {
    text: &'r str,
    stream: &'r Stream<'r>,
}

/// What a statement has had so far.
#[derive(Default)]
struct Seen {
    names: usize,
    small: usize,
    letters: usize,
    capitals: bool,
}

impl Seen {
    fn is_a_name(&self) -> bool {
        let [beside_capitals, alone] = MOST_SMALL;
        self.small <= if self.capitals { beside_capitals } else { alone } && self.letters <= MOST_LETTERS
    }
}

impl Reader<'_> {
    fn statement(&self, at: usize, end: usize) -> Option<Vec<usize>> {
        let mut ends = Vec::new();
        let first = self.sign(at)?;
        let limit = end.min(at + LONGEST_STATEMENT);
        if let Some(placeholder) = PLACEHOLDERS.iter().filter_map(|phrase| self.stream.phrase(first, phrase)).max() {
            self.with_reservation(placeholder, &mut ends);
        }
        self.holders(first, limit, &mut ends);
        Some(ends)
    }

    /// Notes where the names end that start at `first`.
    fn holders(&self, first: usize, limit: usize, ends: &mut Vec<usize>) {
        let mut seen = Seen::default();
        let mut behind = first;
        while behind < limit && seen.names < LONGEST_NAME {
            let Some(word) = self.stream.meta(behind) else { return };
            // A new paragraph is no part of a name.
            let fresh = behind == first || is_time(self.stream.word(behind - 1)) && !word.starts_paragraph;
            if !fresh && !self.stream.continues(behind) {
                break;
            }
            let written = self.stream.word(behind);
            let next = if is_time(written) {
                seen = Seen { capitals: seen.capitals, small: seen.small, ..Seen::default() };
                behind + 1
            } else if let Some(next) = self.everybody_else(behind).or_else(|| self.address(behind)) {
                seen.names += 1;
                seen.letters = 0;
                next
            } else if self.stream.is_name(behind) {
                self.note(behind, word, &mut seen);
                behind + 1
            } else {
                break;
            };
            behind = next;
            if !seen.is_a_name() {
                break;
            }
            self.with_reservation(behind, ends);
        }
    }

    fn note(&self, at: usize, word: &Word, seen: &mut Seen) {
        let written = self.stream.word(at);
        let tied = at > 0 && self.between(at - 1, at).is_some_and(|between| matches!(between, "-" | "_" | "." | "/"));
        seen.names += 1;
        seen.capitals |= word.capital;
        let small = !word.capital && written.starts_with(char::is_lowercase);
        seen.small += usize::from(small && !tied && !is_connective(written));
        let letter = written.len() == 1 && !is_connective(written) && !is_number(written);
        seen.letters = if letter { seen.letters + 1 } else { 0 };
    }

    /// The text between two neighbouring words.
    fn between(&self, before: usize, behind: usize) -> Option<&str> {
        self.text.get(self.stream.meta(before)?.source.end..self.stream.meta(behind)?.source.start)
    }

    /// `other contributors`, `individual contributors`, `its licensors`: words that are no name, and stand for people.
    fn everybody_else(&self, at: usize) -> Option<usize> {
        let named = |at: usize| {
            let behind = self.stream.phrase(at, "other").filter(|behind| self.stream.is_name(*behind))?;
            PEOPLE.iter().find_map(|people| self.stream.phrase(behind + 1, people))
        };
        let behind =
            EVERYBODY.iter().filter_map(|phrase| self.stream.phrase(at, phrase)).max().or_else(|| named(at))?;
        Some(IN_FILE.iter().filter_map(|phrase| self.stream.phrase(behind, phrase)).max().unwrap_or(behind))
    }

    /// Behind an address whose words are no name by themselves: `me@example.org`, `https://example.be/`,
    /// `(jane at example dot org)`.
    fn address(&self, at: usize) -> Option<usize> {
        let source = self.stream.meta(at)?.source.clone();
        let address = spelt_out(self.text, &source).or_else(|| written(self.text, &source))?;
        let mut behind = at;
        while self.stream.meta(behind).is_some_and(|word| word.source.end <= address.end) {
            behind += 1;
        }
        (behind > at).then_some(behind)
    }

    /// Notes the end of a copyright statement at `behind`, and behind what often follows it.
    fn with_reservation(&self, behind: usize, ends: &mut Vec<usize>) {
        ends.push(behind);
        for phrase in RESERVATIONS {
            if let Some(behind) = self.stream.phrase(behind, phrase) {
                ends.push(behind);
                ends.extend(self.stream.phrase(behind, "all rights reserved"));
            }
        }
    }

    /// What starts a copyright statement: `Copyright`, `(c)`, `SPDX-FileCopyrightText:`; the stream's first word behind
    /// it.
    fn sign(&self, at: usize) -> Option<usize> {
        if let Some(behind) = SIGNS.iter().find_map(|phrase| self.stream.phrase(at, phrase)) {
            // "Parts:" above a copyright line is a heading: what is below it holds for parts only.
            let is_torn = |at: usize| self.stream.meta(at).is_some_and(|word| word.starts_paragraph);
            return (!(at + 1..behind).any(is_torn)).then_some(behind);
        }
        // `(c)` is a marker, so it stands between this word and the one before.
        let index = *self.stream.index.get(at)?;
        let earlier = if at == 0 { 0 } else { self.stream.index.get(at - 1)? + 1 };
        let signs = self.stream.words.list.get(earlier..index)?;
        signs.iter().any(|sign| matches!(self.stream.words.letters(sign), "c" | "(c)")).then_some(at)
    }
}

/// Longest address, in bytes.
const LONGEST_ADDRESS: usize = 200;

/// The address around `source` that is written without spaces: an e-mail address, or one of the web.
fn written(text: &str, source: &Range<usize>) -> Option<Range<usize>> {
    let start = text
        .get(..source.start)?
        .rfind(|c: char| c.is_whitespace() || "<([\"'".contains(c))
        .map_or(0, |at| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let rest = text.get(start..)?;
    let length = rest.find(|c: char| c.is_whitespace() || ">)],;\"'".contains(c)).unwrap_or(rest.len());
    let address = rest.get(..length.min(LONGEST_ADDRESS)).filter(|_| length <= LONGEST_ADDRESS)?;
    let address = address.trim_end_matches(['.', '/']);
    let web = address.strip_prefix("https://").or(address.strip_prefix("http://")).or(address.strip_prefix("www."));
    let plain = match (web, address.split_once('@')) {
        (Some(web), _) => {
            let (host, path) = web.split_once('/').unwrap_or((web, ""));
            is_host(host) && path.split(|c: char| !c.is_alphanumeric()).all(|word| word.is_empty() || is_plain(word))
        }
        (None, Some((local, host))) => is_mailbox(local) && is_host(host),
        (None, None) => false,
    };
    plain.then(|| start..start + address.len())
}

/// The address around `source` that is spelt out in brackets: `<jane at example.org>`, `(jane at example dot org)`.
fn spelt_out(text: &str, source: &Range<usize>) -> Option<Range<usize>> {
    let open = text.get(..source.start)?.chars().next_back().filter(|c| matches!(c, '<' | '('))?;
    let close = if open == '<' { '>' } else { ')' };
    let rest = text.get(source.start..)?;
    let length = rest.find([close, '\n']).filter(|length| *length <= LONGEST_ADDRESS)?;
    let address = rest.get(..length)?;
    let (local, host) = address.split_once(" at ").or_else(|| address.split_once(" AT "))?;
    let host = host.replace(" dot ", ".").replace(" DOT ", ".");
    (rest.get(length..)?.starts_with(close) && is_plain(local) && is_host(&host))
        .then(|| source.start..source.start + length)
}

/// A host's name. Its last label may be any word, because "be", "is" and "name" are such labels.
fn is_host(host: &str) -> bool {
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && label.split('-').all(is_plain);
    name.split('.').all(is_label) && (2..=12).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic())
}

/// What stands before the `@`: several words have to be a name; one may be "me" or "info", if no clause is in it.
fn is_mailbox(local: &str) -> bool {
    const ORDINARY: &[&str] =
        &["me", "us", "info", "contact", "hello", "name", "copyright", "license", "it", "you", "i"];
    let is_sign = |c: char| matches!(c, '.' | '-' | '_' | '+');
    ORDINARY.contains(&local) || !local.is_empty() && local.split(is_sign).all(|word| word.is_empty() || is_plain(word))
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphanumeric) && names::is_name(&word.to_lowercase(), false)
}

fn is_time(word: &str) -> bool {
    is_year(word) || matches!(word, "present" | "now" | "today" | "current" | "year" | "yyyy")
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && is_number(word)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// Words that tie a name together, or that many holders' names end with.
fn is_connective(word: &str) -> bool {
    names::is_common(word)
        || matches!(
            word,
            "and"
                | "by"
                | "of"
                | "et"
                | "al"
                | "y"
                | "e"
                | "und"
                | "och"
                | "og"
                | "for"
                | "de"
                | "del"
                | "della"
                | "di"
                | "da"
                | "dos"
                | "das"
                | "du"
                | "des"
                | "la"
                | "le"
                | "les"
                | "los"
                | "las"
                | "van"
                | "von"
                | "der"
                | "den"
                | "ten"
                | "ter"
                | "zu"
                | "bin"
                | "ibn"
                | "el"
                | "team"
                | "project"
                | "developers"
                | "developer"
                | "maintainers"
                | "committers"
                | "community"
                | "group"
                | "foundation"
                | "others"
                | "inc"
                | "ltd"
                | "llc"
                | "gmbh"
                | "co"
                | "corp"
                | "corporation"
                | "company"
                | "university"
                | "institute"
                | "present"
                | "http"
                | "www"
                | "com"
                | "org"
                | "net"
                | "io"
                | "github"
        )
}

/// Who else may hold a copyright.
const EVERYBODY: &[&str] = &[
    "all contributors",
    "individual contributors",
    "individual contributor",
    "its contributors",
    "its licensors",
    "its affiliates",
    "its subsidiaries",
    "other authors",
    "other contributors",
    "their respective authors",
    "their respective contributors",
    "various contributors",
];
const PEOPLE: &[&str] = &["authors", "contributors", "developers"];
/// Where they are listed.
const IN_FILE: &[&str] =
    &["listed in authors", "listed in the authors file", "listed in contributors", "listed in the contributors file"];

const SIGNS: &[&str] = &[
    "portions copyright copyright",
    "portions copyright",
    "parts copyright",
    "original work copyright",
    "original code copyright",
    "modified work copyright",
    "modifications copyright",
    "copyright copyright",
    "copyright",
    "copyrights",
    "copr",
    "spdx filecopyrighttext copyright",
    "spdx filecopyrighttext",
    "spdx snippetcopyrighttext",
];

/// What templates have where the year and the holder belong.
const PLACEHOLDERS: &[&str] = &[
    "yyyy name of copyright owner",
    "year name of copyright owner",
    "year name of copyright holder",
    "year copyright holders",
    "year copyright holder",
    "year owner",
    "year fullname",
    "year full name",
    "year by author email",
    "year author",
    "year your name",
    "year holders",
    "year owner organization name",
    "copyright notice",
];

const RESERVATIONS: &[&str] = &[
    "all rights reserved",
    "all right reserved",
    "see authors",
    "see authors file",
    "see the authors file",
    "see the authors file for details",
    "see contributors",
    "see the contributors file",
];
