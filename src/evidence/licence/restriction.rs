//! Sentences that take back what a licence gives, as READMEs, headers and notices have them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::words::{Word, Words};

/// Restrictions that nothing but the terms of the plugin would have. Words one behind the other within a sentence:
/// `a|b` is one of several, behind `?` one that may be missing, and `~4` are up to four of any kind.
const PLAIN: &[&str] = &[
    "commons clause",
    "noncommercial use|usage|purpose|purposes only",
    "only|solely|exclusively for|in personal|private|educational|internal? and|or? noncommercial",
    "restricted|limited|confined to personal|private|educational? and|or? noncommercial",
    "noncommercial use|usage ~2 is free",
    "free for personal|private|educational? and|or? noncommercial use|usage|purpose|purposes",
    "no commercial use|usage|redistribution",
    "not|cannot|never|neither be? used|licensed|intended|meant|suitable|available|free|allowed|permitted|authorized? \
     to? be? used? for|in any|a? commercial use|usage|purpose|purposes|gain|product|products|project|projects",
    "not|cannot|never be? use|used|sell|sold|exploit|exploited|copy|copied|distribute|distributed ~3 commercially",
    "commercial use|usage|users|redistribution|exploitation of? this|the? plugin|software|code? is|are strictly|expressly|explicitly|currently? \
     prohibited|forbidden|disallowed|restricted",
    "commercial use|usage|users|redistribution|exploitation of? this|the? plugin|software|code? is|are not allowed|permitted|free|granted",
    "commercial use|usage|users|redistribution of? this|the? plugin|software|code? requires|require|needs|need|must",
    "not|cannot|never be? use|used|copy|copied|distribute|distributed|redistribute|redistributed|modify|modified|sell|\
     sold|reproduce|reproduced|deploy|deployed ~6 without the? our|my|author|authors|owner|owners|holder|prior|\
     written|express|explicit ~3 permission|consent|authorization|approval|agreement",
    "may|must|shall|can not be? sell|sold|resell|resold",
    "cannot be? sell|sold|resell|resold",
    "not for resale",
];

/// Restrictions where the talk is of a licence; elsewhere they may be about something else.
const OF_LICENCE: &[&str] = &[
    "personal|private|internal|evaluation|educational|academic|research use|usage|purpose|purposes only",
    "for evaluation only",
    "free for personal use",
    "additional restrictions",
    "requires a commercial license",
    "governed by a commercial license",
    "must buy|purchase",
    "proprietary and confidential",
    "confidential and proprietary",
    "strictly confidential",
    "reserved confidential",
    "this software|plugin|code|file is proprietary",
    "unauthorized copying|use|reproduction|distribution",
    "do not distribute|redistribute",
    "not for distribution|redistribution",
];

/// All of them word by word, the plain ones first.
static PATTERNS: LazyLock<Vec<Vec<&str>>> =
    LazyLock::new(|| PLAIN.iter().chain(OF_LICENCE).map(|pattern| pattern.split(' ').collect()).collect());

/// Where a text speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// Of the licence.
    OfLicence,
    /// Of anything.
    OfAnything,
}

/// Words that restrict, and the bytes of the text that they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Where.
    pub range: Range<usize>,
    /// The words, in small letters.
    pub words: String,
}

/// The first words of `text` that restrict.
pub fn find(text: &str, talk: Talk) -> Option<Restriction> {
    let mut start = 0;
    text.split_inclusive("\n\n").find_map(|paragraph| {
        let from = start;
        start += paragraph.len();
        let found = in_paragraph(paragraph, talk)?;
        Some(Restriction { range: from + found.range.start..from + found.range.end, ..found })
    })
}

fn in_paragraph(text: &str, talk: Talk) -> Option<Restriction> {
    if !is_telling(text.as_bytes()) {
        return None;
    }
    let words = Words::of(text);
    let read: Vec<&Word> = words.list.iter().filter(|word| !word.marker).collect();
    let letters: Vec<(&str, bool)> = read.iter().map(|word| (words.letters(word), word.ends_sentence)).collect();
    let count = if talk == Talk::OfLicence { PATTERNS.len() } else { PLAIN.len() };
    let patterns = PATTERNS.get(..count)?;
    (0..letters.len()).find_map(|at| {
        let here = letters.get(at..)?;
        let length = patterns.iter().find_map(|pattern| length(here, pattern))?;
        let words: Vec<&str> = here.iter().take(length).map(|(word, _)| *word).collect();
        let range = read.get(at)?.source.start..read.get(at + length - 1)?.source.end;
        Some(Restriction { range, words: words.join(" ") })
    })
}

/// How many of `words`, each with whether its sentence ends there, `pattern` takes from the first on.
fn length(words: &[(&str, bool)], pattern: &[&str]) -> Option<usize> {
    let Some((slot, others)) = pattern.split_first() else { return Some(0) };
    if let Some(most) = slot.strip_prefix('~') {
        let most: usize = most.parse().ok()?;
        let within = words.iter().take(most).take_while(|(_, ends)| !ends).count();
        return (0..=within).find_map(|skipped| Some(skipped + length(words.get(skipped..)?, others)?));
    }
    let (slot, may_miss) = slot.strip_suffix('?').map_or((*slot, false), |slot| (slot, true));
    let taken = || {
        let ((word, ends), behind) = words.split_first()?;
        let fits = slot.split('|').any(|one| one == *word) && (others.is_empty() || !ends);
        if fits { Some(1 + length(behind, others)?) } else { None }
    };
    taken().or_else(|| if may_miss { length(words, others) } else { None })
}

/// Whether `text` has one of the words without which no pattern is: hardly any text has.
fn is_telling(text: &[u8]) -> bool {
    // By their lengths, which tell most other words from them.
    static TELLING: LazyLock<Vec<BTreeSet<&str>>> = LazyLock::new(|| {
        let slots = |pattern: &&'static str| pattern.split(' ').filter(|slot| !slot.ends_with('?'));
        let shortest = |slot: &&str| slot.split('|').map(str::len).min();
        let telling = PLAIN.iter().chain(OF_LICENCE).filter_map(|pattern| slots(pattern).max_by_key(shortest));
        // Most write "non-commercial".
        let words = telling.flat_map(|slot| slot.split('|')).map(|word| word.strip_prefix("non").unwrap_or(word));
        let mut by_length = Vec::new();
        for word in words {
            by_length.resize_with(by_length.len().max(word.len() + 1), BTreeSet::new);
            by_length.get_mut(word.len()).into_iter().for_each(|same| _ = same.insert(word));
        }
        by_length
    });
    text.split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        let word = if word.len() > 3 && word.get(..3).is_some_and(|non| non.eq_ignore_ascii_case(b"non")) {
            word.get(3..).unwrap_or_default()
        } else {
            word
        };
        let same = TELLING.get(word.len());
        same.is_some_and(|same| same.iter().any(|telling| word.eq_ignore_ascii_case(telling.as_bytes())))
    })
}
