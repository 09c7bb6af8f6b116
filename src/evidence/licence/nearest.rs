//! Naming of texts that no pattern matches, by runs of words that they share with known licences.
//!
//! A name found here never makes a licence pass. The `spdx` crate's detection would do the same with 66 MB and some 150
//! ms for loading its store; these runs take 180 kB, half of it to know every word of those that are refused.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use super::packed::Packed;
use super::pattern::{Patterns, Stream};
use crate::evidence::gather::Gather as _;
use crate::evidence::text::is_one_of;

/// Samples of every text on the SPDX list outside Category A; see `build.rs`.
static COMPILED: LazyLock<Packed> =
    LazyLock::new(|| Packed::open(include_bytes!(concat!(env!("OUT_DIR"), "/licence-samples.deflated"))));
/// Full names of the licences on the list, as words.
static NAMES: LazyLock<Packed> =
    LazyLock::new(|| Packed::open(include_bytes!(concat!(env!("OUT_DIR"), "/licence-names.deflated"))));

/// Words in a run.
const RUN: usize = 4;
/// Thousandths of its runs from which a text is like a licence, and from which it holds the licence.
const LIKE: usize = 500;
const WHOLE: usize = 900;
/// How many of a text's runs are looked at first.
const FEW: usize = 32;
/// Most licences that a changed text is compared with word by word.
const CANDIDATES: usize = 5;

/// A known licence that a text is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The SPDX ids that share its text.
    pub ids: Vec<&'static str>,
    /// The text holds it whole, or nearly so.
    pub whole: bool,
    /// Words of the licence.
    pub length: usize,
    /// Where the text has words that no text of Categories B and X has; empty unless it holds a licence of these whole.
    pub added: Vec<Range<usize>>,
}

/// The number of a run of words.
fn number<'w>(words: impl Iterator<Item = &'w str>) -> u32 {
    let mut run = String::with_capacity(40);
    for word in words {
        run.push_str(word);
        run.push(' ');
    }
    xxh3_64(run.as_bytes()) as u32 & 0xff_ffff
}

/// A run's number as it is kept, the smallest digits first: of the runs of a long text, one in 3,000 has the number of
/// another's by chance.
type Bytes = [u8; 3];

fn as_number([a, b, c]: Bytes) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

/// A text of the list, by its runs or some of them.
struct Sample {
    ids: Vec<&'static str>,
    /// Words of its terms.
    length: usize,
    /// Runs that no Category-A text has: its rarest, or all of them.
    own: &'static [Bytes],
    /// Runs of all kinds: some, or all of its terms'.
    all: &'static [Bytes],
    /// Every run, those of its appendix included; none when only a sample is kept.
    whole: &'static [Bytes],
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let mut runs = COMPILED.numbers.as_chunks().0;
    let mut samples: Vec<Sample> = COMPILED.lines.lines().filter_map(|line| Sample::parse(line, &mut runs)).collect();
    samples.sort_unstable_by(|a, b| a.ids.cmp(&b.ids));
    samples
});

impl Sample {
    /// The sample that `line` describes, its runs the next of `runs`.
    fn parse(line: &'static str, runs: &mut &'static [Bytes]) -> Option<Self> {
        let mut fields = line.split('\t');
        let ids = fields.next()?.split(' ').collect();
        let length = fields.next()?.parse().ok()?;
        let is_whole = fields.next()? == "all";
        let mut number = || fields.next()?.parse::<usize>().ok();
        let (own, others, rest) = (number()?, number()?, number()?);
        let (here, behind) = runs.split_at_checked(own + others + rest)?;
        *runs = behind;
        let all = here.get(if is_whole { 0 } else { own }..own + others)?;
        let whole = if is_whole { here } else { &[] };
        Some(Self { ids, length, own: here.get(..own)?, all, whole })
    }
}

/// The licence outside Category A that `words` are most like.
pub fn outside_a(words: &[&str]) -> Option<Likeness> {
    let numbers: Vec<u32> = words.windows(RUN).map(|run| number(run.iter().copied())).collect();
    let runs: HashSet<u32> = numbers.iter().copied().collect();
    let mut best: Option<(usize, &Sample)> = None;
    for sample in SAMPLES.iter() {
        // A few of many runs tell most texts apart.
        let few = sample.all.len().div_ceil(FEW).max(1);
        if share(sample.all.iter().step_by(few), &runs) < LIKE / 2 {
            continue;
        }
        let share = share(sample.own.iter(), &runs).min(share(sample.all.iter(), &runs));
        // Of two as near, the longer says more.
        let better = best.is_none_or(|(other, named)| (share, sample.length) > (other, named.length));
        if share >= LIKE && better {
            best = Some((share, sample));
        }
    }
    let (share, sample) = best?;
    let whole = share >= WHOLE;
    let added = if whole && !sample.whole.is_empty() { added(&numbers, words.len()) } else { Vec::new() };
    Some(Likeness { ids: sample.ids.clone(), whole, length: sample.length, added })
}

/// Thousandths of `sample` that are among `runs`.
fn share<'s>(sample: impl ExactSizeIterator<Item = &'s Bytes>, runs: &HashSet<u32>) -> usize {
    let all = sample.len();
    // A text whose every run is a Category-A text's as well cannot be told from it.
    if all == 0 {
        return 0;
    }
    sample.filter(|run| runs.contains(&as_number(**run))).count() * 1000 / all
}

/// The stretches of a text of so many words, with these `runs`, that are in no text of Categories B and X.
fn added(runs: &[u32], words: usize) -> Vec<Range<usize>> {
    let known: HashSet<u32> = SAMPLES.iter().flat_map(|sample| sample.whole).map(|run| as_number(*run)).collect();
    let is_known: Vec<bool> = runs.iter().map(|run| known.contains(run)).collect();
    let mut added = Vec::new();
    let (mut start, mut at) = (0, 0);
    for stretch in is_known.chunk_by(|a, b| a == b) {
        // A single run is a turn of phrase, as in "as a special exception".
        if stretch.first() == Some(&true) && stretch.len() >= RUN {
            if start < at {
                added.push(start..at);
            }
            start = at + stretch.len() + RUN - 1;
        }
        at += stretch.len();
    }
    if start < words {
        added.push(start..words);
    }
    added
}

/// The Category-A licences of which `stream` holds a good half, those it holds most of first; at most `CANDIDATES`.
pub fn inside_a(stream: &Stream<'_>) -> Vec<&'static str> {
    let patterns = Patterns::get();
    let runs: HashSet<[u32; 3]> =
        (0..stream.len()).map(|at| [stream.id(at), stream.id(at + 1), stream.id(at + 2)]).collect();
    let mut shares = Vec::new();
    for id in patterns.ids() {
        let Some(body) = patterns.body(id) else { continue };
        let plain = body.plain();
        let mut all = 0;
        let mut found = 0;
        for run in plain.windows(3) {
            if let [Some(a), Some(b), Some(c)] = run {
                all += 1;
                found += usize::from(runs.contains(&[*a, *b, *c]));
            }
        }
        if all > 0 && found * 1000 >= all * LIKE {
            shares.push((std::cmp::Reverse(found * 1000 / all), id));
        }
    }
    shares.sort_unstable();
    shares.into_iter().take(CANDIDATES).map(|(_, id)| id).collect()
}

/// The ids that a short text names: by an SPDX line, by the title of a Category-A licence, or by a full name on the
/// list.
pub fn named(text: &str, stream: &Stream<'_>) -> Vec<&'static str> {
    let mut ids = Vec::new();
    let mut note = |id: &'static str| {
        if !ids.contains(&id) {
            ids.push(id);
        }
    };
    for line in text.lines() {
        if let Some((_, rest)) = line.split_once("SPDX-License-Identifier")
            && let Some(written) = super::expression::from_header(rest)
            && let super::expression::Terms::Expression(expression) = super::expression::parse(written)
        {
            expression.requirements().filter_map(|r| r.req.license.id()).for_each(|id| note(id.name));
        }
    }
    if let super::expression::Terms::Expression(expression) = super::expression::parse(text) {
        expression.requirements().filter_map(|r| r.req.license.id()).for_each(|id| note(id.name));
    }
    gnu(stream).into_iter().for_each(&mut note);
    let patterns = Patterns::get();
    let titles = patterns.ids().flat_map(|id| patterns.beside(id)).filter(|pattern| pattern.is_title());
    let titles: Vec<_> = titles.collect();
    let mut budget = 200_000;
    for at in 0..stream.len() {
        let mut longest = None;
        for title in &titles {
            if let Some(end) = title.ends(stream, at, &mut budget).into_iter().max()
                && longest.is_none_or(|(other, _)| end > other)
            {
                longest = Some((end, title.id));
            }
        }
        // "Creative Commons" alone is a family, and one licence of it a title begins so.
        if let Some((end, id)) = longest
            && Some(end) != stream.phrase(at, "creative commons")
        {
            note(id);
        }
    }
    let flat: String = (0..stream.len()).flat_map(|at| [" ", stream.word(at)]).collect::<String>() + " ";
    for (id, name) in names_begun(&flat) {
        let is_named = memmem::find(flat.as_bytes(), name.as_bytes()).is_some();
        if is_named && !ids.iter().any(|other| family(other) == family(id)) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        ids.extend(any_gnu(stream));
    }
    ids
}

/// The ids and names of licences whose first words are among those of `text`, in the order of the list.
fn names_begun(text: &str) -> Vec<(&'static str, &'static str)> {
    /// A name's place in the list, its id and itself.
    type Listed = (usize, &'static str, &'static str);
    static BY_FIRST: LazyLock<BTreeMap<&str, Vec<Listed>>> = LazyLock::new(|| {
        let mut by_first: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (place, (id, name)) in NAMES.lines.lines().filter_map(|line| line.split_once('\t')).enumerate() {
            by_first.entry(first_word(name)).or_default().push((place, id, name));
        }
        by_first
    });
    let words: BTreeSet<&str> = text.split(' ').gather();
    let mut begun: Vec<_> = words.iter().filter_map(|word| BY_FIRST.get(word)).flatten().collect();
    begun.sort_unstable();
    begun.into_iter().map(|(_, id, name)| (*id, *name)).collect()
}

/// The first word of `name`.
fn first_word(name: &str) -> &str {
    name.split(' ').find(|word| !word.is_empty()).unwrap_or_default()
}

/// Adds to `ids` what `text` names by SPDX ids in running text. Most ids without a hyphen are words of other meanings.
pub fn add_ids(text: &str, ids: &mut Vec<&'static str>) {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+')));
    for word in words.map(|word| word.trim_end_matches('.')) {
        if (word.contains('-') || matches!(word, "MIT" | "ISC" | "0BSD"))
            && let Some(id) = spdx::license_id(word)
            && !ids.iter().any(|other| family(other) == family(id.name))
        {
            ids.push(id.name);
        }
    }
}

/// Names that licences outside of Category A go by in running text, the longer of two that start alike first, and the
/// SPDX id or the name to tell them by.
const NICKNAMES: &[(&str, &str)] = &[
    ("gpl v2", "GPL-2.0"),
    ("gpl v3", "GPL-3.0"),
    ("gpl version 2", "GPL-2.0"),
    ("gpl version 3", "GPL-3.0"),
    ("lgpl v3", "LGPL-3.0"),
    ("agpl", "AGPL-3.0"),
    ("agplv3", "AGPL-3.0"),
    ("gpl", "GPL-1.0-or-later"),
    ("gplv2", "GPL-2.0"),
    ("gplv3", "GPL-3.0"),
    ("lgpl", "LGPL-2.0-or-later"),
    ("lgplv2", "LGPL-2.1"),
    ("lgplv3", "LGPL-3.0"),
    ("bsd 4 clause", "BSD-4-Clause"),
    ("4 clause bsd", "BSD-4-Clause"),
    ("sspl", "SSPL-1.0"),
    ("ssplv1", "SSPL-1.0"),
    ("elv2", "Elastic-2.0"),
    ("bsl 1 0", "BSL-1.0"),
    ("bsl", "BUSL-1.1"),
    ("busl", "BUSL-1.1"),
    ("mpl", "MPL-2.0"),
    ("mozilla public license", "MPL-2.0"),
    ("epl", "EPL-2.0"),
    ("eclipse public license", "EPL-2.0"),
    ("cddl", "CDDL-1.0"),
    ("eupl", "EUPL-1.2"),
    ("server side public license", "SSPL-1.0"),
    ("elastic license", "Elastic-2.0"),
    ("business source license", "BUSL-1.1"),
    ("cc by nc", "CC-BY-NC-4.0"),
    ("by nc", "CC-BY-NC-4.0"),
    ("attribution noncommercial", "CC-BY-NC-4.0"),
    ("attribution sharealike", "CC-BY-SA-4.0"),
    ("by sa", "CC-BY-SA-4.0"),
    ("polyform noncommercial", "PolyForm-Noncommercial-1.0.0"),
    ("polyform small business", "PolyForm-Small-Business-1.0.0"),
    ("polyform", "a PolyForm licence"),
    ("hippocratic", "Hippocratic-2.1"),
    ("mattermost source available license", "the Mattermost Source Available License"),
    ("commons clause", "the Commons Clause"),
    ("sustainable use license", "the Sustainable Use License"),
    ("fair source", "the Fair Source License"),
    ("functional source license", "the Functional Source License"),
];

/// What most call the licences of Category A.
pub const SHORT_NAMES: &str = "apache|apache2|mit|expat|bsd|isc|zlib|unlicense|wtfpl|cc0";

/// Whether `word` is what most call a Category-A licence by.
pub fn is_short_name(word: &str) -> bool {
    is_one_of(word, SHORT_NAMES)
}

/// Adds to `ids` what `stream` calls by a nickname.
pub fn add_nicknames(stream: &Stream<'_>, ids: &mut Vec<&'static str>) {
    for at in 0..stream.len() {
        let named = NICKNAMES.iter().find(|(name, _)| stream.phrase(at, name).is_some());
        let named = named.map(|(_, id)| *id);
        ids.extend(named.filter(|id| !ids.iter().any(|other| unversioned(other) == unversioned(id))));
    }
}

/// `id` without its version.
fn unversioned(id: &str) -> &str {
    let version = id.as_bytes().windows(2).position(|two| matches!(two, [b'-', digit] if digit.is_ascii_digit()));
    version.and_then(|at| id.get(..at)).unwrap_or(id)
}

/// The licences that `text` names, by titles, ids or nicknames; none where it names one of Category A in short, for that
/// is then what it is about.
pub fn named_alone(text: &str, stream: &Stream<'_>) -> Vec<&'static str> {
    let mut ids = named(text, stream);
    if ids.is_empty() && !stream.says(SHORT_NAMES) {
        add_nicknames(stream, &mut ids);
    }
    ids
}

/// "Only" and "or later" share their name; one of them stands for both, and for the deprecated id with neither.
pub fn family(id: &str) -> &str {
    ["-or-later", "-only", "+"].iter().find_map(|suffix| id.strip_suffix(suffix)).unwrap_or(id)
}

/// A licence of GNU, as notices call it, with its versions: each as written, with the ids of it alone and of it or
/// later.
struct Gnu {
    name: &'static str,
    versions: &'static [(&'static str, &'static str, &'static str)],
}

const GNU: &[Gnu] = &[
    Gnu { name: "gnu affero general public license", versions: &[("3", "AGPL-3.0-only", "AGPL-3.0-or-later")] },
    Gnu {
        name: "gnu lesser general public license",
        versions: &[("2.1", "LGPL-2.1-only", "LGPL-2.1-or-later"), ("3", "LGPL-3.0-only", "LGPL-3.0-or-later")],
    },
    Gnu { name: "gnu library general public license", versions: &[("2", "LGPL-2.0-only", "LGPL-2.0-or-later")] },
    Gnu {
        name: "gnu general public license",
        versions: &[
            ("1", "GPL-1.0-only", "GPL-1.0-or-later"),
            ("2", "GPL-2.0-only", "GPL-2.0-or-later"),
            ("3", "GPL-3.0-only", "GPL-3.0-or-later"),
        ],
    },
];

/// Where `stream` names one of GNU's licences: behind its name, and which it is.
fn gnu_names(stream: &Stream<'_>) -> impl Iterator<Item = (usize, &'static Gnu)> {
    (0..stream.len()).filter_map(|at| GNU.iter().find_map(|gnu| Some((stream.phrase(at, gnu.name)?, gnu))))
}

/// The GNU licence that a notice names in the words that GNU gives for it: its name, and a version near it.
fn gnu(stream: &Stream<'_>) -> Option<&'static str> {
    /// Words between the name and its version, as in "as published by the Free Software Foundation, either", and
    /// between that and "any later version".
    const NEAR: usize = 12;
    gnu_names(stream).find_map(|(behind, gnu)| {
        (behind..behind + NEAR).find_map(|at| {
            stream.phrase(at, "version")?;
            // A "3." that ends a sentence looks like a list's number, which the stream leaves out.
            let next = stream.index.get(at)? + 1;
            let minor = format!("{}.{}", stream.words.at(next), stream.words.at(next + 1));
            let of = |written: &str| gnu.versions.iter().find(|(number, ..)| *number == written);
            let (_, only, or_later) = of(&minor).or_else(|| of(stream.words.at(next)))?;
            let is_or_later = |at| stream.phrase(at, "any later version").or(stream.phrase(at, "or later")).is_some();
            Some(if (at..at + NEAR).any(is_or_later) { *or_later } else { *only })
        })
    })
}

/// The GNU licence that is named without a version, which stands for every one of them, as those licences say.
fn any_gnu(stream: &Stream<'_>) -> Option<&'static str> {
    let (_, gnu) = gnu_names(stream).next()?;
    gnu.versions.first().map(|(_, _, or_later)| *or_later)
}
