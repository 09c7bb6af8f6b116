//! What is left of a text when its complete licences are taken out: only names, titles and the like may be.

use super::expression::{self, Terms};
use super::names;
use super::pattern::{Hit, LONGEST_NAME, Patterns, Stream};
use super::words::{Word, Words};

/// Most words of one left-over stretch that are read at all.
const LONGEST: usize = 5_000;
/// Most words of one copyright statement.
const LONGEST_STATEMENT: usize = 60;

/// What a text says of how its several licences relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Residue {
    /// The reader may choose between the licences.
    pub choice: bool,
}

/// A stretch that is neither part of a licence nor harmless; word positions in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offence {
    /// First word that does not fit.
    pub start: usize,
    /// Behind the last word of the stretch.
    pub end: usize,
}

/// Reads everything of `stream` outside `hits`.
///
/// # Errors
/// The first stretch that is not harmless.
pub fn read(text: &str, stream: &Stream<'_>, hits: &[Hit]) -> Result<Residue, Offence> {
    let reader = Reader { text, stream, hits, choice: std::cell::Cell::new(false) };
    let mut at = 0;
    for (start, end) in hits.iter().map(|hit| (hit.start, hit.end)).chain([(stream.len(), stream.len())]) {
        reader.stretch(at, start)?;
        at = end;
    }
    Ok(Residue { choice: reader.choice.get() })
}

/// The complete Category-A licences that `text` consists of, with nothing else of weight; `None` when it is anything else.
pub fn complete(text: &str) -> Option<Vec<Hit>> {
    let words = Words::of(text);
    let stream = Stream::of(&words);
    let hits = Patterns::get().find(&stream);
    (!hits.is_empty() && read(text, &stream, &hits).is_ok()).then_some(hits)
}

/// Whether the words in `range` could stand beside `hits`.
pub fn is_harmless(text: &str, stream: &Stream<'_>, hits: &[Hit], range: std::ops::Range<usize>) -> bool {
    let reader = Reader { text, stream, hits, choice: std::cell::Cell::new(false) };
    reader.stretch(range.start, range.end).is_ok()
}

struct Reader<'r> {
    text: &'r str,
    stream: &'r Stream<'r>,
    hits: &'r [Hit],
    choice: std::cell::Cell<bool>,
}

impl Reader<'_> {
    /// Whether the words from `start` to `end` are a row of harmless pieces.
    fn stretch(&self, start: usize, end: usize) -> Result<(), Offence> {
        if end - start > LONGEST {
            return Err(Offence { start, end });
        }
        let mut reached = vec![false; end - start + 1];
        let mut furthest = start;
        let mut budget = 200_000;
        for at in start..end {
            if at > start && !reached.get(at - start).copied().unwrap_or(false) {
                continue;
            }
            furthest = at;
            for next in self.pieces(at, end, &mut budget) {
                if next > at
                    && let Some(cell) = reached.get_mut(next - start)
                {
                    *cell = true;
                }
            }
        }
        if start == end || reached.last() == Some(&true) { Ok(()) } else { Err(Offence { start: furthest, end }) }
    }

    /// Where the harmless pieces that start at `at` end.
    fn pieces(&self, at: usize, end: usize, budget: &mut usize) -> Vec<usize> {
        let mut ends = self.titles(at, budget);
        for phrase in INTRODUCTIONS {
            if let Some(behind) = self.phrase(at, phrase) {
                ends.extend(self.titles(behind, budget));
            }
        }
        for phrase in CHOICES {
            if let Some(behind) = self.phrase(at, phrase) {
                self.choice.set(true);
                ends.push(behind);
            }
        }
        ends.extend(self.heading(at));
        ends.extend(self.spdx(at));
        ends.extend(self.copyright(at, end));
        ends.retain(|behind| *behind <= end);
        ends
    }

    fn titles(&self, at: usize, budget: &mut usize) -> Vec<usize> {
        let patterns = Patterns::get();
        let beside = self.hits.iter().flat_map(|hit| patterns.beside(hit.id));
        beside.flat_map(|pattern| pattern.ends(self.stream, at, budget)).collect()
    }

    fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut behind = at;
        for word in phrase.split(' ') {
            if self.stream.word(behind) != word {
                return None;
            }
            behind += 1;
        }
        Some(behind)
    }

    /// The word "licence" alone, marked as a Markdown or underlined heading.
    fn heading(&self, at: usize) -> Option<usize> {
        let behind = HEADINGS.iter().find_map(|phrase| self.phrase(at, phrase))?;
        let first = self.word(at)?;
        let last = self.word(behind - 1)?;
        let before = self.text.get(..first.source.start)?;
        let line = before.rfind('\n').map_or(before, |i| before.get(i + 1..).unwrap_or_default());
        let mut after = self.text.get(last.source.end..)?.lines();
        let rest_is_empty = after.next().is_none_or(|rest| rest.trim().trim_end_matches('#').is_empty());
        let underlined = after.next().is_some_and(|line| {
            let line = line.trim();
            line.len() >= 3 && line.bytes().all(|b| matches!(b, b'=' | b'-' | b'~'))
        });
        (rest_is_empty && (line.trim().starts_with('#') || underlined)).then_some(behind)
    }

    /// An SPDX line that names the licences found, and only those.
    fn spdx(&self, at: usize) -> Option<usize> {
        let behind = self.phrase(at, "spdx license identifier")?;
        let text = self.text.get(self.word(behind - 1)?.source.end..)?;
        let line = text.lines().next()?;
        let written = expression::from_header(line)?;
        let Terms::Expression(parsed) = expression::parse(written) else { return None };
        let same = |id: &str| self.hits.iter().any(|hit| hit.id == id);
        if !parsed
            .requirements()
            .all(|r| r.req.addition.is_none() && r.req.license.id().is_some_and(|id| same(id.name)))
        {
            return None;
        }
        let line_end = self.word(behind - 1)?.source.end + line.len();
        (behind..=self.stream.len()).find(|at| self.word(*at).is_none_or(|word| word.source.start >= line_end))
    }

    /// `Copyright (c) 2019-2024 Jane Doe, Example Ltd. All rights reserved.`, in its many forms.
    fn copyright(&self, at: usize, end: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let Some(mut behind) = self.copyright_sign(at) else { return ends };
        let mut names = 0;
        let mut sentence_ended = false;
        let limit = end.min(at + LONGEST_STATEMENT);
        if let Some(placeholder) = PLACEHOLDERS.iter().filter_map(|phrase| self.phrase(behind, phrase)).max() {
            self.with_reservation(placeholder, &mut ends);
        }
        let first = behind;
        while behind < limit && names < LONGEST_NAME && !sentence_ended {
            let word = self.stream.word(behind);
            // A new paragraph is no part of a name.
            if behind > first && self.word(behind).is_some_and(|w| w.starts_paragraph) {
                break;
            }
            if is_year(word) || matches!(word, "present" | "now" | "today" | "current" | "year" | "yyyy") {
                names = 0;
            } else if self.stream.is_name(behind) {
                names += 1;
            } else {
                break;
            }
            sentence_ended = self.word(behind).is_some_and(|w| w.ends_sentence) && !names::is_abbreviation(word);
            behind += 1;
            self.with_reservation(behind, &mut ends);
            // Initials and `(c)` are markers; a sentence that ends there ends the statement, too.
        }
        ends
    }

    /// Notes the end of a copyright statement at `behind`, and behind what often follows it.
    fn with_reservation(&self, behind: usize, ends: &mut Vec<usize>) {
        ends.push(behind);
        for phrase in RESERVATIONS {
            if let Some(behind) = self.phrase(behind, phrase) {
                ends.push(behind);
                ends.extend(self.phrase(behind, "all rights reserved"));
            }
        }
    }

    /// What starts a copyright statement: `Copyright`, `(c)`, `SPDX-FileCopyrightText:`; the stream's first word behind it.
    fn copyright_sign(&self, at: usize) -> Option<usize> {
        for phrase in COPYRIGHT_SIGNS {
            if let Some(behind) = self.phrase(at, phrase) {
                return Some(behind);
            }
        }
        // `(c)` is a marker, so it stands between this word and the one before.
        let index = *self.stream.index.get(at)?;
        let earlier = if at == 0 { 0 } else { self.stream.index.get(at - 1)? + 1 };
        let signs = self.stream.words.list.get(earlier..index)?;
        signs.iter().any(|sign| matches!(self.stream.words.letters(sign), "c" | "(c)")).then_some(at)
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.stream.words.list.get(*self.stream.index.get(at)?)
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}

const COPYRIGHT_SIGNS: &[&str] = &[
    "portions copyright copyright",
    "portions copyright",
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

/// What may lead to a title.
const INTRODUCTIONS: &[&str] = &[
    "license",
    "licensed under",
    "licensed under the",
    "released under the",
    "this project is licensed under the",
    "this project is licensed under the terms of the",
    "this project is released under the",
    "this project is distributed under the",
    "this project is available under the",
    "this software is licensed under the",
    "this software is licensed under the terms of the",
    "this software is released under the",
    "this software is distributed under the",
    "this plugin is licensed under the",
    "this plugin is released under the",
    "this plugin is distributed under the",
    "this program is licensed under the",
    "this work is licensed under the",
    "this code is licensed under the",
    "this repository is licensed under the",
];

/// What offers a choice between the licences of one text.
const CHOICES: &[&str] = &["at your option", "or at your option"];

const HEADINGS: &[&str] = &["license", "the license", "license text", "license agreement", "software license"];
