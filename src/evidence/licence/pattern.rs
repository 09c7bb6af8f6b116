//! Whole-text patterns of the Category-A licences, and their matching.
//!
//! A pattern matches only completely; there is no score. Names match up to [`LONGEST_NAME`] words that `names` finds
//! to be name-like.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::names;
use super::packed::Packed;
use super::words::{Word, Words};

/// Compiled by `build.rs` from the texts of the `spdx` crate.
static COMPILED: LazyLock<Packed> =
    LazyLock::new(|| Packed::open(include_bytes!(concat!(env!("OUT_DIR"), "/licence-patterns.deflated"))));

/// Most words of a name in a pattern.
pub const LONGEST_NAME: usize = 15;

/// Most matching steps spent on one text; beyond it the text counts as not matching. An ordinary text takes some 5,000.
const BUDGET: usize = 4_000_000;

/// All patterns.
pub struct Patterns {
    vocabulary: HashMap<&'static str, u32>,
    bodies: Vec<Pattern>,
    beside: HashMap<&'static str, Vec<Pattern>>,
    /// Bodies by the word that they start with.
    starts: HashMap<u32, Vec<usize>>,
}

/// One pattern.
pub struct Pattern {
    /// SPDX id of its licence.
    pub id: &'static str,
    program: Vec<Op>,
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Word(u32),
    Name,
    /// A name without articles and authors.
    BareName,
    /// Go on behind this, or there.
    Split(usize),
    Jump(usize),
}

/// A text as the matcher reads it: markers left out, words as numbers.
pub struct Stream<'t> {
    /// The text's words.
    pub words: &'t Words,
    /// Position in `words` of each word here.
    pub index: Vec<usize>,
    ids: Vec<u32>,
    /// The id of this word and the next together, where a hyphen at a line's end ties them.
    tied: Vec<u32>,
    name: Vec<bool>,
}

/// A complete licence in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// SPDX id.
    pub id: &'static str,
    /// First word, in the stream.
    pub start: usize,
    /// Behind the last word.
    pub end: usize,
}

/// The ids of `hits`, each once, in the order of the text.
pub fn ids(hits: &[Hit]) -> Vec<&'static str> {
    let mut ids = Vec::new();
    for hit in hits {
        if !ids.contains(&hit.id) {
            ids.push(hit.id);
        }
    }
    ids
}

/// The number of words that no pattern has.
const FOREIGN: u32 = 0;

static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::compile);

impl Patterns {
    /// The compiled patterns; made at first use.
    pub fn get() -> &'static Self {
        &PATTERNS
    }

    /// Reads the compiled patterns anew; for measuring.
    pub fn compile() -> Self {
        let mut patterns =
            Self { vocabulary: HashMap::new(), bodies: Vec::new(), beside: HashMap::new(), starts: HashMap::new() };
        let mut lines = COMPILED.lines.lines();
        patterns.vocabulary = lines.next().unwrap_or_default().split(' ').zip(1..).collect();
        let mut numbers = COMPILED.numbers.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes));
        for line in lines {
            let mut fields = line.split('\t');
            let (Some(id), Some(part), Some(length)) = (fields.next(), fields.next(), fields.next()) else { continue };
            let program = program(numbers.by_ref().take(length.parse().unwrap_or_default()));
            let pattern = Pattern { id, program };
            if part == "body" {
                if let Some(Op::Word(first)) = pattern.program.first() {
                    patterns.starts.entry(*first).or_default().push(patterns.bodies.len());
                }
                patterns.bodies.push(pattern);
            } else {
                patterns.beside.entry(id).or_default().push(pattern);
            }
        }
        patterns
    }

    /// What may stand beside the licence `id`.
    pub fn beside(&self, id: &str) -> &[Pattern] {
        self.beside.get(id).map_or(&[], Vec::as_slice)
    }

    /// The body of the licence `id`.
    pub fn body(&self, id: &str) -> Option<&Pattern> {
        self.bodies.iter().find(|pattern| pattern.id == id)
    }

    /// Every id that has a pattern.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.bodies.iter().map(|pattern| pattern.id)
    }

    /// The complete licences in `stream`, in order; of several that start at a word, the longest.
    pub fn find(&self, stream: &Stream<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut budget = BUDGET;
        let mut at = 0;
        while let Some(id) = stream.ids.get(at) {
            let hit =
                self.starts.get(id).into_iter().flatten().filter_map(|i| self.bodies.get(*i)).filter_map(|pattern| {
                    let end = pattern.ends(stream, at, &mut budget).into_iter().max()?;
                    Some(Hit { id: pattern.id, start: at, end })
                });
            match hit.max_by_key(|hit| hit.end) {
                Some(hit) => {
                    at = hit.end.max(at + 1);
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }
}

/// `a ( b | c ) d` as steps: a split before each alternative but the last, a jump behind each. The signs are the first
/// words.
fn program(words: impl Iterator<Item = u16>) -> Vec<Op> {
    let mut program = Vec::new();
    // One open group: where its last split stands, and the jumps to its end.
    let mut split = None;
    let mut jumps: Vec<usize> = Vec::new();
    for word in words {
        match word {
            1 => {
                split = Some(program.len());
                program.push(Op::Split(0));
            }
            2 => {
                jumps.push(program.len());
                program.push(Op::Jump(0));
                patch(&mut program, split);
                split = Some(program.len());
                program.push(Op::Split(0));
            }
            3 => {
                // The last alternative needs no way round it.
                if let Some(at) = split.take()
                    && let Some(op) = program.get_mut(at)
                {
                    *op = Op::Jump(at + 1);
                }
                let end = program.len();
                for at in jumps.drain(..) {
                    if let Some(op) = program.get_mut(at) {
                        *op = Op::Jump(end);
                    }
                }
            }
            4 => program.push(Op::Name),
            5 => program.push(Op::BareName),
            word => program.push(Op::Word(word.into())),
        }
    }
    program
}

fn patch(program: &mut [Op], split: Option<usize>) {
    let next = program.len();
    if let Some(op) = split.and_then(|at| program.get_mut(at)) {
        *op = Op::Split(next);
    }
}

impl Pattern {
    /// Where a match that starts at word `start` may end.
    pub fn ends(&self, stream: &Stream<'_>, start: usize, budget: &mut usize) -> Vec<usize> {
        // Most words begin no match.
        if let Some(Op::Word(first)) = self.program.first()
            && ![stream.ids.get(start), stream.tied.get(start)].contains(&Some(first))
        {
            *budget = budget.saturating_sub(1);
            return Vec::new();
        }
        let mut ends = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![(0, start)];
        while let Some((step, at)) = open.pop() {
            let Some(op) = self.program.get(step) else {
                ends.push(at);
                continue;
            };
            if *budget == 0 {
                return Vec::new();
            }
            *budget -= 1;
            match *op {
                Op::Word(id) => {
                    if stream.ids.get(at) == Some(&id) {
                        open.push((step + 1, at + 1));
                    } else if stream.tied.get(at) == Some(&id) {
                        open.push((step + 1, at + 2));
                    }
                }
                // Only where ways part can two of them meet again.
                Op::Split(_) | Op::Jump(_) | Op::Name | Op::BareName if !seen.insert((step, at)) => {}
                Op::Split(other) => {
                    open.push((other, at));
                    open.push((step + 1, at));
                }
                Op::Jump(target) => open.push((target, at)),
                Op::Name | Op::BareName => {
                    let fits = |at: &usize| {
                        stream.is_name(*at) && (matches!(op, Op::Name) || !names::is_common(stream.word(*at)))
                    };
                    let goes_on = |next: &usize| *next == at || stream.continues(*next);
                    let longest = (at..at + LONGEST_NAME).take_while(|at| goes_on(at) && fits(at)).count();
                    open.extend((1..=longest).map(|length| (step + 1, at + length)));
                }
            }
        }
        ends
    }

    /// Whether it is short enough, and says enough, to be the name of a licence.
    pub(super) fn is_title(&self) -> bool {
        (2..=14).contains(&self.program.len()) && self.program.iter().all(|op| matches!(op, Op::Word(_)))
    }

    /// The words of the pattern as numbers, first alternatives only, names as `None`.
    pub(super) fn plain(&self) -> Vec<Option<u32>> {
        let mut plain = Vec::new();
        let mut step = 0;
        while let Some(op) = self.program.get(step) {
            match *op {
                Op::Word(id) => plain.push(Some(id)),
                Op::Name | Op::BareName => plain.push(None),
                Op::Split(_) => {}
                Op::Jump(target) => step = target.max(step + 1) - 1,
            }
            step += 1;
        }
        plain
    }
}

impl<'t> Stream<'t> {
    /// The stream of `words`.
    pub fn of(words: &'t Words) -> Self {
        let vocabulary = &Patterns::get().vocabulary;
        let number = |word: &str| vocabulary.get(word).copied().unwrap_or(FOREIGN);
        let index: Vec<usize> = words.list.iter().enumerate().filter(|(_, w)| !w.marker).map(|(i, _)| i).collect();
        let tied = index.iter().map(|i| match words.list.get(*i) {
            Some(word) if word.hyphenated => number(&format!("{}{}", words.at(*i), words.at(*i + 1))),
            _ => u32::MAX,
        });
        let tied = tied.map(|id| if id == FOREIGN { u32::MAX } else { id }).collect();
        let ids = index.iter().map(|i| number(words.at(*i))).collect();
        let name =
            index.iter().map(|i| words.list.get(*i).is_some_and(|w| names::is_name(words.letters(w), w.capital)));
        let name = name.collect();
        Self { words, ids, tied, name, index }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The letters of the word at `at`.
    pub fn word(&self, at: usize) -> &str {
        self.index.get(at).map_or("", |index| self.words.at(*index))
    }

    /// What stands around the word at `at`.
    pub fn meta(&self, at: usize) -> Option<&Word> {
        self.words.list.get(*self.index.get(at)?)
    }

    /// Behind `phrase`, if the words at `at` are that.
    pub fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut behind = at;
        for word in phrase.split(' ') {
            if self.word(behind) != word {
                return None;
            }
            behind += 1;
        }
        Some(behind)
    }

    /// Whether it has one of `phrases`, which are parted by `|`.
    pub fn says(&self, phrases: &str) -> bool {
        phrases.split('|').any(|phrase| (0..self.len()).any(|at| self.phrase(at, phrase).is_some()))
    }

    /// Whether the word at `at` can go on with the name that the word before belongs to.
    pub(super) fn continues(&self, at: usize) -> bool {
        let ended = at.checked_sub(1).and_then(|before| self.meta(before)).is_some_and(|word| word.ends_sentence);
        let abbreviated = at > 0 && names::is_abbreviation(self.word(at - 1));
        self.meta(at).is_some_and(|word| !word.parted && !word.starts_paragraph) && (!ended || abbreviated)
    }

    pub(super) fn id(&self, at: usize) -> u32 {
        self.ids.get(at).copied().unwrap_or(FOREIGN)
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        self.name.get(at).copied().unwrap_or(false)
    }
}

impl Patterns {
    /// The word with number `id`.
    pub(super) fn spelling(&self, id: u32) -> &'static str {
        self.vocabulary.iter().find(|(_, other)| **other == id).map_or("", |(word, _)| word)
    }
}
