//! What is left of a text when its complete licences are taken out: only names, titles and the like may be.

use super::expression::{self, Terms};
use super::holder;
use super::pattern::{self, Hit, Patterns, Stream};
use super::words::{Word, Words};

/// Most words of one left-over stretch that are read at all.
const LONGEST: usize = 5_000;

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

/// Reads everything of `stream` outside `hits`; `own` are the plugin's names, in words as a [`Stream`] has them.
///
/// # Errors
/// The first stretch that is not harmless.
pub fn read(text: &str, stream: &Stream<'_>, hits: &[Hit], own: &[String]) -> Result<Residue, Offence> {
    let ids = pattern::ids(hits);
    let reader = Reader { text, stream, ids: &ids, own, choice: std::cell::Cell::new(false) };
    let mut at = 0;
    for (start, end) in hits.iter().map(|hit| (hit.start, hit.end)).chain([(stream.len(), stream.len())]) {
        reader.stretch(at, start)?;
        at = end;
    }
    Ok(Residue { choice: reader.choice.get() })
}

/// The complete Category-A licences that `text` consists of, with nothing else of weight; `None` when it is anything
/// else.
pub fn complete(text: &str) -> Option<Vec<Hit>> {
    let words = Words::of(text);
    let stream = Stream::of(&words);
    let hits = Patterns::get().find(&stream);
    (!hits.is_empty() && read(text, &stream, &hits, &[]).is_ok()).then_some(hits)
}

/// Whether the words in `range` could stand beside the licence `id`.
pub fn is_harmless(text: &str, stream: &Stream<'_>, id: &'static str, range: std::ops::Range<usize>) -> bool {
    let reader = Reader { text, stream, ids: &[id], own: &[], choice: std::cell::Cell::new(false) };
    reader.stretch(range.start, range.end).is_ok()
}

struct Reader<'r> {
    text: &'r str,
    stream: &'r Stream<'r>,
    ids: &'r [&'static str],
    own: &'r [String],
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
        ends.extend(self.own_title(at));
        ends.extend(self.spdx(at));
        ends.extend(holder::statement(self.text, self.stream, at, end));
        ends.extend(self.product(at));
        ends.retain(|behind| *behind <= end);
        ends
    }

    fn titles(&self, at: usize, budget: &mut usize) -> Vec<usize> {
        let patterns = Patterns::get();
        let beside = self.ids.iter().flat_map(|id| patterns.beside(id));
        beside.flat_map(|pattern| pattern.ends(self.stream, at, budget)).collect()
    }

    fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        self.stream.phrase(at, phrase)
    }

    /// One line of the list that projects put behind Apache's text, in the words of its guide to such files: which
    /// products are in it, by whom, or under which Category-A licence.
    fn product(&self, at: usize) -> Vec<usize> {
        if !self.ids.contains(&"Apache-2.0") {
            return Vec::new();
        }
        if let Some(name) = self.phrase(at, "this product includes software developed by") {
            return holder::names(self.text, self.stream, name);
        }
        let Some(name) = self.phrase(at, "this product bundles") else { return Vec::new() };
        let mut ends = Vec::new();
        for behind in holder::names(self.text, self.stream, name) {
            let under = PRODUCT_TERMS.iter().filter_map(|phrase| self.phrase(behind, phrase));
            for title in under.flat_map(|under| self.any_title(under)) {
                ends.push(title);
                if let Some(path) = self.phrase(title, "for details see") {
                    ends.extend(holder::names(self.text, self.stream, path));
                }
            }
        }
        ends
    }

    /// Where the titles of any Category-A licence end that start at `at`.
    fn any_title(&self, at: usize) -> Vec<usize> {
        let mut budget = 100_000;
        let patterns = Patterns::get();
        let beside = patterns.ids().flat_map(|id| patterns.beside(id)).filter(|pattern| pattern.is_title());
        beside.flat_map(|pattern| pattern.ends(self.stream, at, &mut budget)).collect()
    }

    /// A line with the plugin's own name as its manifest has it, and nothing else but what every such title says.
    fn own_title(&self, at: usize) -> Option<usize> {
        const AROUND: &[&str] = &["the", "mattermost", "plugin", "for", "license"];
        let past_ordinary = |mut at: usize| {
            while AROUND.contains(&self.stream.word(at)) {
                at += 1;
            }
            at
        };
        if !self.word(at)?.starts_line {
            return None;
        }
        let name = [at, past_ordinary(at)].into_iter().find_map(|from| {
            let behind = self.own.iter().find_map(|own| self.phrase(from, own))?;
            (from..behind).all(|at| self.stream.is_name(at)).then_some(behind)
        });
        let behind = past_ordinary(name?);
        self.word(behind).is_none_or(|word| word.starts_line).then_some(behind)
    }

    /// The word "licence" alone on a line, marked as a heading or not.
    fn heading(&self, at: usize) -> Option<usize> {
        let behind = HEADINGS.iter().find_map(|phrase| self.phrase(at, phrase))?;
        let first = self.word(at)?;
        let last = self.word(behind - 1)?;
        let before = self.text.get(..first.source.start)?;
        let line = before.rfind('\n').map_or(before, |i| before.get(i + 1..).unwrap_or_default());
        let rest = self.text.get(last.source.end..)?.lines().next().unwrap_or_default();
        let is_bare = |part: &str| !part.contains(char::is_alphanumeric);
        (is_bare(line) && is_bare(rest)).then_some(behind)
    }

    /// An SPDX line that names the licences found, and only those.
    fn spdx(&self, at: usize) -> Option<usize> {
        let behind = self.phrase(at, "spdx license identifier")?;
        let text = self.text.get(self.word(behind - 1)?.source.end..)?;
        let line = text.lines().next()?;
        let written = expression::from_header(line)?;
        let Terms::Expression(parsed) = expression::parse(written) else { return None };
        if !parsed
            .requirements()
            .all(|r| r.req.addition.is_none() && r.req.license.id().is_some_and(|id| self.ids.contains(&id.name)))
        {
            return None;
        }
        // Behind the comment's end a line goes on.
        let line_end = self.word(behind - 1)?.source.end + line.find(written)? + written.len();
        (behind..=self.stream.len()).find(|at| self.word(*at).is_none_or(|word| word.source.start >= line_end))
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.stream.meta(at)
    }
}

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

/// What stands between a product and the title of its licence.
const PRODUCT_TERMS: &[&str] = &[
    "which is available under",
    "which is available under a",
    "which is available under an",
    "which is available under the",
    "which is licensed under the",
    "which is distributed under the",
];

const HEADINGS: &[&str] = &["license", "the license", "license text", "license agreement", "software license"];
