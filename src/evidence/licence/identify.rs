//! What one text is: complete Category-A licences, another known licence, a changed one, or only a name.

use std::ops::Range;

use similar::DiffOp;
use xxhash_rust::xxh3::xxh3_64;

use super::category::preferred;
use super::nearest::{self, Likeness};
use super::pattern::{self, Hit, Patterns, Stream};
use super::residue;
use super::words::Words;
use crate::evidence::difference;

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// No words.
    Empty,
    /// Complete, unmodified Category-A licences, and nothing else of weight.
    Complete {
        /// SPDX ids in the order of the text.
        ids: Vec<&'static str>,
        /// The reader may choose one of several.
        choice: bool,
    },
    /// Another licence that is known: by SPDX ids that share the text, or by its name alone.
    Known {
        /// What it is.
        licence: Known,
        /// Complete Category-A licences beside it.
        beside: Vec<&'static str>,
    },
    /// Like a known licence, but not it.
    Modified {
        /// SPDX id of the nearest known licence.
        nearest: &'static str,
        /// Where they differ, in the order of the text; at most [`MOST_DIFFERENCES`].
        differences: Vec<Difference>,
        /// How many more differences there are.
        more: usize,
    },
    /// A short text that names a licence and does not hold it.
    Named {
        /// SPDX ids named.
        ids: Vec<&'static str>,
        /// It offers a choice between them.
        choice: bool,
    },
    /// Google's grant of patent rights that Go's repositories carry as `PATENTS`: Category A, and no licence.
    PatentGrant,
    /// A text of its own.
    Custom {
        /// It reserves all rights.
        all_rights_reserved: bool,
    },
}

/// A known licence outside Category A.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The SPDX ids that share its text.
    Ids(Vec<&'static str>),
    /// A licence without an SPDX id, by its title.
    Titled(&'static Titled),
}

/// A licence without an SPDX id that is told by its title.
#[derive(Debug, PartialEq, Eq)]
pub struct Titled {
    /// Its name.
    pub name: &'static str,
    /// The words that tell it, in standard spelling.
    phrase: &'static str,
    /// Why it cannot be accepted.
    pub reason: &'static str,
    /// It is a row of Apache's Category X, rather than a name that we know from Mattermost itself.
    pub listed: bool,
}

/// A place where a text differs from a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Bytes of the decoded text; for missing words, the word before which they miss.
    pub range: Range<usize>,
    /// The licence's words there; empty where the text has more than the licence.
    pub expected: String,
    /// The text's words there; empty where words are missing.
    pub found: String,
    /// The stretch as it stands on its first line, with what is around it there: before, in, and behind it.
    pub context: [String; 3],
}

/// Most differences kept of one text.
pub const MOST_DIFFERENCES: usize = 8;
/// Most words of a text that is compared word by word.
const LONGEST_COMPARED: usize = 8_000;
/// A text with fewer words may be a mere notice.
const LONGEST_NOTICE: usize = 220;

/// The number of the words of golang/go's PATENTS file (2012 to 2024): there is no SPDX text to compile it from.
const PATENT_GRANT: u64 = 0xa10c_13d4_b704_e64c;

/// Rows of Category X that have no SPDX id, and Mattermost's own source-available licence.
static TITLED: &[Titled] = &[
    Titled {
        name: "Mattermost Source Available License",
        phrase: "mattermost source available license",
        reason: "it allows production use only to subscribers, so it is no open-source licence at all",
        listed: false,
    },
    Titled {
        name: "Commons Clause License Condition v1.0",
        phrase: "commons clause license condition",
        reason: "it takes away the right to sell",
        listed: true,
    },
    Titled {
        name: "Confluent Community License Version 1.0",
        phrase: "confluent community license agreement version 1 0",
        reason: "it restricts the field of use",
        listed: true,
    },
    Titled {
        name: "Redis Source Available License (RSAL)",
        phrase: "redis source available license",
        reason: "it restricts the field of use",
        listed: true,
    },
    Titled {
        name: "Amazon Software License (ASL)",
        phrase: "amazon software license",
        reason: "it restricts the field of use",
        listed: true,
    },
    Titled {
        name: "Booz Allen Public License",
        phrase: "booz allen public license",
        reason: "it restricts the field of use",
        listed: true,
    },
];

/// Starts of words that, added to a licence which restricts, may allow what it does not.
const GRANTING: &[&str] = &[
    "allow",
    "alternative",
    "choice",
    "choose",
    "dual",
    "either",
    "except",
    "exempt",
    "grant",
    "instead",
    "may",
    "option",
    "permi",
    "unless",
    "waive",
];
/// Starts of words that offer a choice between licences.
const OFFERING: &[&str] = &["choice", "choose", "dual", "either", "option"];

/// What `text` is.
pub fn identify(text: &str) -> Content {
    identify_for(&[], text)
}

/// What `text` is in a plugin whose names are `own`, in words as a [`Stream`] has them: they may stand as a title.
pub fn identify_for(own: &[String], text: &str) -> Content {
    let words = Words::of(text);
    let stream = Stream::of(&words);
    if stream.is_empty() {
        return Content::Empty;
    }
    let hits = Patterns::get().find(&stream);
    let ids = pattern::ids(&hits);
    let mut offence = None;
    if !hits.is_empty() {
        match residue::read(text, &stream, &hits, own) {
            Ok(residue) => return Content::Complete { ids, choice: residue.choice },
            Err(found) => offence = Some(found),
        }
    }
    if number(&stream) == PATENT_GRANT {
        return Content::PatentGrant;
    }
    if let Some(titled) = TITLED.iter().find(|titled| has_phrase(&stream, titled.phrase)) {
        return Content::Known { licence: Known::Titled(titled), beside: ids };
    }
    let all: Vec<&str> = (0..stream.len()).map(|at| stream.word(at)).collect();
    let likeness = nearest::outside_a(&all);
    if let Some(Likeness { ids: known, whole: true, length, added }) = &likeness {
        let free: Vec<&str> = (0..stream.len())
            .filter(|at| !hits.iter().any(|hit| hit.start <= *at && *at < hit.end))
            .map(|at| stream.word(at))
            .collect();
        // Many licences hold the whole of a shorter one; that is not beside them.
        let beside = if free.len() * 10 < length * 8 { Vec::new() } else { ids };
        // Where several licences are in one file, words between them tell what each is for.
        let granting = if beside.is_empty() { GRANTING } else { OFFERING };
        let added = added.iter().flat_map(|words| outside(&hits, words));
        let granted: Vec<_> = added.filter(|words| has_word(&stream, words, granting)).collect();
        if granted.is_empty() {
            return Content::Known { licence: Known::Ids(known.clone()), beside };
        }
        let more = granted.len().saturating_sub(MOST_DIFFERENCES);
        let differences = granted.into_iter().take(MOST_DIFFERENCES);
        let differences = differences.map(|words| difference(text, &stream, words, String::new())).collect();
        return Content::Modified { nearest: preferred(known), differences, more };
    }
    if let Some(offence) = offence {
        let difference = difference(text, &stream, offence.start..offence.end, String::new());
        return Content::Modified {
            nearest: ids.first().copied().unwrap_or_default(),
            differences: vec![difference],
            more: 0,
        };
    }
    if let Some(modified) = modified(text, &stream, &nearest::inside_a(&stream)) {
        return modified;
    }
    if stream.len() <= LONGEST_NOTICE {
        let named = nearest::named(text, &stream);
        if !named.is_empty() {
            let choice = has_phrase(&stream, "at your option") || has_phrase(&stream, "either");
            return Content::Named { ids: named, choice };
        }
    }
    if let Some(Likeness { ids: known, .. }) = likeness {
        return Content::Modified { nearest: preferred(&known), differences: Vec::new(), more: 0 };
    }
    Content::Custom { all_rights_reserved: has_phrase(&stream, "all rights reserved") }
}

/// What of `words` lies outside `hits`, which are in the order of the text.
fn outside(hits: &[Hit], words: &Range<usize>) -> Vec<Range<usize>> {
    let ends = hits.iter().map(|hit| hit.start).chain([words.end]);
    let starts = [words.start].into_iter().chain(hits.iter().map(|hit| hit.end));
    let gaps = starts.zip(ends).map(|(start, end)| start.max(words.start)..end.min(words.end));
    gaps.filter(|gap| !gap.is_empty()).collect()
}

/// Whether one of `words` starts as one of `starts`.
fn has_word(stream: &Stream<'_>, words: &Range<usize>, starts: &[&str]) -> bool {
    words.clone().any(|at| starts.iter().any(|start| stream.word(at).starts_with(start)))
}

/// A number for all the words of `stream`.
fn number(stream: &Stream<'_>) -> u64 {
    let words: Vec<&str> = (0..stream.len()).map(|at| stream.word(at)).collect();
    xxh3_64(words.join(" ").as_bytes())
}

fn has_phrase(stream: &Stream<'_>, phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    (0..stream.len()).any(|at| phrase.iter().enumerate().all(|(i, word)| stream.word(at + i) == *word))
}

/// `text` against the bodies of the Category-A licences that it shares most with: the one with the fewest differing
/// words.
fn modified(text: &str, stream: &Stream<'_>, candidates: &[&'static str]) -> Option<Content> {
    let first = *candidates.first()?;
    if stream.len() > LONGEST_COMPARED {
        return Some(Content::Modified { nearest: first, differences: Vec::new(), more: 0 });
    }
    let compared = candidates.iter().filter_map(|id| {
        let mut all = differences(text, stream, &Patterns::get().body(id)?.plain());
        // Words that may stand beside the licence are no difference.
        all.retain(|(words, difference)| {
            !difference.expected.is_empty() || !residue::is_harmless(text, stream, id, words.clone())
        });
        let weight: usize = all.iter().map(|(words, d)| words.len() + d.expected.split_whitespace().count()).sum();
        Some((weight, *id, all))
    });
    let (_, nearest, all) = compared.min_by_key(|(weight, ..)| *weight)?;
    let more = all.len().saturating_sub(MOST_DIFFERENCES);
    let differences = all.into_iter().take(MOST_DIFFERENCES).map(|(_, difference)| difference).collect();
    Some(Content::Modified { nearest, differences, more })
}

fn differences(text: &str, stream: &Stream<'_>, plain: &[Option<u32>]) -> Vec<(Range<usize>, Difference)> {
    let expected: Vec<u32> = plain.iter().map(|id| id.unwrap_or(u32::MAX)).collect();
    let found: Vec<u32> = (0..stream.len()).map(|at| stream.id(at)).collect();
    let patterns = Patterns::get();
    let mut all = Vec::new();
    for op in difference::edits(&expected, &found) {
        let (old, new) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, new_index } => (old_index..old_index + old_len, new_index..new_index),
            DiffOp::Insert { old_index, new_index, new_len } => (old_index..old_index, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        let wanted: Vec<u32> = expected.get(old).unwrap_or_default().to_vec();
        if !wanted.is_empty() && wanted.iter().all(|id| *id == u32::MAX) && new.clone().all(|at| stream.is_name(at)) {
            continue;
        }
        let wanted: Vec<&str> =
            wanted.iter().map(|id| if *id == u32::MAX { "<name>" } else { patterns.spelling(*id) }).collect();
        all.push((new.clone(), difference(text, stream, new, wanted.join(" "))));
    }
    all
}

fn difference(text: &str, stream: &Stream<'_>, words: Range<usize>, expected: String) -> Difference {
    let source = |at: usize| {
        let index = stream.index.get(at)?;
        stream.words.list.get(*index).map(|word| word.source.clone())
    };
    let end = text.trim_end().len();
    let start = source(words.start).map_or(end, |source| source.start);
    let found: Vec<&str> = words.clone().map(|at| stream.word(at)).collect();
    let behind = match words.is_empty() {
        true => source(words.start).map_or(end, |source| source.end),
        false => source(words.end - 1).map_or(end, |source| source.end),
    };
    let range = start..behind.max(start);
    Difference { context: context(text, &range), range, expected, found: found.join(" ") }
}

/// Most characters of context before, in and behind a difference.
const CONTEXT: [usize; 3] = [40, 100, 40];

fn context(text: &str, range: &Range<usize>) -> [String; 3] {
    let line = |c: char| c == '\n' || c == '\r';
    let before = text.get(..range.start).unwrap_or_default().rsplit(line).next().unwrap_or_default();
    let inside = text.get(range.clone()).unwrap_or_default().split(line).next().unwrap_or_default();
    let behind = text.get(range.start + inside.len()..).unwrap_or_default().split(line).next().unwrap_or_default();
    let [most_before, most_inside, most_behind] = CONTEXT;
    let skipped = before.chars().count().saturating_sub(most_before);
    let head = |text: &str, most: usize| {
        let cut = if text.chars().count() > most { "…" } else { "" };
        text.chars().take(most).collect::<String>() + cut
    };
    let before: String = before.chars().skip(skipped).collect();
    [
        if skipped > 0 { format!("…{before}") } else { before },
        head(inside, most_inside),
        if inside.chars().count() > most_inside { String::new() } else { head(behind, most_behind) },
    ]
}
