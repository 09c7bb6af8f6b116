//! Compiles the licence texts of the `spdx` crate into what the matcher reads, so that no licence's prose is kept in
//! this repository and none but the Category-A texts is in the program.
//!
//! A build script rather than a committed file, for one more reason: patterns, tokenizer and list cannot drift apart.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "what a build script does not expect has to stop the build, and printing is how it speaks to cargo"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use flate2::{Compression, write::DeflateEncoder};
use xxhash_rust::xxh3::xxh3_64;

#[path = "src/data/licence.rs"]
#[allow(dead_code, unreachable_pub)]
mod licence;
#[path = "src/data/licence_templates.rs"]
mod templates;
#[path = "src/evidence/licence/words.rs"]
#[allow(dead_code, unreachable_pub)]
mod words;

use licence::{Category, ROWS};
use templates::{Beside, Edit, Template, templates};
use words::Words;

/// The first version of glibc that reads packed relocations.
const PACKED_SINCE: [u32; 2] = [2, 36];

/// Has the linker leave out what a program on glibc does without: a twentieth of the file, and of what is written when it
/// starts.
fn link_small() {
    let told = |name: &str| env::var(name).unwrap_or_default();
    if told("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    // Nobody looks frames up where nothing is unwound, as `profile.release` has it.
    if told("PROFILE") == "release" {
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
    }
    // This machine's C library is the one that the program is linked with, and bound to by its symbols anyway.
    let library =
        Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok().filter(|_| told("HOST") == told("TARGET"));
    let library = library.map(|library| String::from_utf8_lossy(&library.stdout).into_owned()).unwrap_or_default();
    let numbers = library.trim().trim_start_matches("glibc ").split('.').map_while(|number| number.parse().ok());
    if numbers.collect::<Vec<u32>>().as_slice() >= PACKED_SINCE.as_slice() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn main() {
    link_small();
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/data/licence.rs");
    println!("cargo::rerun-if-changed=src/data/licence_templates.rs");
    println!("cargo::rerun-if-changed=src/data/licence_templates");
    println!("cargo::rerun-if-changed=src/evidence/licence/words.rs");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    for (name, lines) in [("patterns", patterns()), ("names", names()), ("samples", samples())] {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&lines).expect("a vector takes everything");
        let packed = packed.finish().expect("a vector takes everything");
        fs::write(Path::new(&out).join(format!("licence-{name}.deflated")), packed).expect("OUT_DIR can be written");
    }
}

/// One line a licence with a name of at least three words: its id and the words of that name, a blank around each.
fn names() -> Vec<u8> {
    let mut lines = String::new();
    for license in spdx::identifiers::LICENSES.iter().filter(|license| license.flags & spdx::flags::IS_DEPRECATED == 0)
    {
        let words = Words::of(license.full_name);
        let name: String = words.list.iter().filter(|w| !w.marker).flat_map(|w| [" ", words.letters(w)]).collect();
        let name = name.strip_suffix(" only").or(name.strip_suffix(" or later")).unwrap_or(&name);
        if name.matches(' ').count() >= 3 {
            writeln!(lines, "{}\t{name} ", license.name).expect("a string takes everything");
        }
    }
    lines.into_bytes()
}

/// Words in a run, and most runs in one sample.
const RUN: usize = 4;
const SAMPLE: usize = 32;
/// Behind these words a licence only says how to use it; files have that part or not, in many wordings.
const END: &str = "end of terms and conditions";
/// Licences that add to another whose text the SPDX list has behind theirs, and the words that it starts with.
const WITH_ANOTHER: (&str, &str) = ("LGPL-3.0", "gnu general public license version 3");

/// A text outside Category A.
struct Text {
    ids: Vec<&'static str>,
    /// Words up to the end of its terms.
    length: usize,
    /// The runs of those, each once, as they follow each other.
    terms: Vec<u32>,
    /// The runs of what is behind them.
    rest: Vec<u32>,
}

/// One line a text outside Category A: the ids that share it, its length in words, whether its runs are `all` kept or a
/// `sample`, and three numbers of runs; behind an empty line these runs in the same order, three bytes each, little
/// endian. Of a sample they are its rarest runs, runs of all kinds, and none. Kept whole are those of Categories B and X
/// that are for programs: the runs that no Category-A text has, the others of its terms, and those behind its terms.
fn samples() -> Vec<u8> {
    let is_a = |id: &str| templates().any(|template| template.id == id);
    let mut texts: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for (id, text) in spdx::text::LICENSE_TEXTS.iter().filter(|(id, _)| !id.ends_with('+')) {
        let words = words_of(text);
        let (base, another) = WITH_ANOTHER;
        if let Some(at) = id.starts_with(base).then(|| find(&words, another, 0)).flatten() {
            texts.entry(words[..at].to_vec()).or_default().push(id);
        }
        if !words.is_empty() {
            texts.entry(words).or_default().push(id);
        }
    }
    let texts: Vec<Text> = texts
        .into_iter()
        .map(|(words, ids)| {
            let length = find(&words, END, 0).map_or(words.len(), |at| at + phrase_of(END).len());
            let mut terms = runs(&words);
            let rest = terms.split_off(runs(&words[..length]).len());
            Text { ids, length, terms, rest }
        })
        .collect();
    let mut frequency: HashMap<u32, usize> = HashMap::new();
    for text in &texts {
        // A run of a Category-A text tells nothing about others.
        let weight = if text.ids.iter().any(|id| is_a(id)) { 1000 } else { 1 };
        text.terms.iter().chain(&text.rest).for_each(|run| *frequency.entry(*run).or_default() += weight);
    }
    let mut samples: Vec<(String, Vec<u32>)> = texts
        .into_iter()
        .filter(|text| !text.ids.iter().any(|id| is_a(id)))
        .map(|text| {
            let (mut own, mut others): (Vec<u32>, Vec<u32>) = text.terms.iter().partition(|run| frequency[run] < 1000);
            let (kept, rest) = if text.ids.iter().any(|id| is_refused(id) && !is_for_works(id)) {
                ("all", text.rest)
            } else {
                own.sort_by_key(|run| (frequency[run], *run));
                own.truncate(SAMPLE);
                // The smallest numbers are a sample that is the same in whatever order they come.
                others = text.terms;
                others.sort_unstable();
                others.truncate(SAMPLE);
                ("sample", Vec::new())
            };
            let line = format!(
                "{}\t{}\t{kept}\t{}\t{}\t{}\n",
                text.ids.join(" "),
                text.length,
                own.len(),
                others.len(),
                rest.len()
            );
            (line, [own, others, rest].concat())
        })
        .collect();
    // Texts kept whole have more runs than a sample, and go first.
    samples.sort_by_cached_key(|(line, runs)| (runs.len() <= 2 * SAMPLE, line.clone()));
    let whole = samples.partition_point(|(_, runs)| runs.len() > 2 * SAMPLE);
    next_to_relatives(&mut samples[..whole]);
    let lines = samples.iter().flat_map(|(line, _)| line.bytes()).chain([b'\n']);
    let runs = samples.iter().flat_map(|(_, runs)| runs).flat_map(|run| run.to_le_bytes().into_iter().take(3));
    lines.chain(runs).collect()
}

/// Puts behind each text the one that shares most runs with it: what stands near is packed as one.
fn next_to_relatives(samples: &mut [(String, Vec<u32>)]) {
    for at in 1..samples.len() {
        let before: HashSet<u32> = samples[at - 1].1.iter().copied().collect();
        let shared = |(_, runs): &(String, Vec<u32>)| runs.iter().filter(|run| before.contains(run)).count();
        // Of several that share as much, such as nothing, the first.
        let nearest = (at..samples.len()).rev().max_by_key(|at| shared(&samples[*at])).expect("the range is not empty");
        samples[at..=nearest].rotate_right(1);
    }
}

/// Creative Commons' licences are not for programs; of their many texts, a sample has to do.
fn is_for_works(id: &str) -> bool {
    id.starts_with("CC-")
}

/// Whether a row of Category B or X has `id`.
fn is_refused(id: &str) -> bool {
    ROWS.iter().any(|row| row.category != Category::A && row.ids.contains(&id))
}

/// The numbers of the runs of `words`, each once, as they follow each other: texts that share them are packed as one.
fn runs(words: &[String]) -> Vec<u32> {
    let mut seen = HashSet::new();
    let numbers = words.windows(RUN).map(|run| xxh3_64((run.join(" ") + " ").as_bytes()) as u32 & 0xff_ffff);
    numbers.filter(|number| seen.insert(*number)).collect()
}

/// A line of all words that patterns have, with numbers from 1: first the signs, `( a | b )` for alternatives, `{}` and
/// `{!}` for names. Then one line a pattern: the id, `body` or `beside`, and how many words it has; behind an empty line
/// the numbers of these words, two bytes each, little endian.
fn patterns() -> Vec<u8> {
    let mut vocabulary: Vec<String> = ["(", "|", ")", "{}", "{!}"].map(str::to_owned).into();
    let mut places: HashMap<String, u16> = vocabulary.iter().cloned().zip(1..).collect();
    let mut lines = String::new();
    let mut numbers = Vec::new();
    let mut add = |id: &str, part: &str, pattern: Vec<String>| {
        writeln!(lines, "{id}\t{part}\t{}", pattern.len()).expect("a string takes everything");
        for word in pattern {
            let number = *places.entry(word).or_insert_with_key(|word| {
                vocabulary.push(word.clone());
                u16::try_from(vocabulary.len()).expect("licences have fewer words")
            });
            numbers.extend(number.to_le_bytes());
        }
    };
    for template in templates() {
        let words = words_of(text_of(template.id));
        add(template.id, "body", body(template, &words));
        for beside in template.beside {
            let pattern = match beside {
                Beside::Words(phrase) => phrase_of(phrase),
                Beside::Stretch(from, to) => {
                    let start = find(&words, from, 0).unwrap_or_else(|| missing(template, from));
                    let end = find(&words, to, start).unwrap_or_else(|| missing(template, to)) + phrase_of(to).len();
                    words[start..end].to_vec()
                }
            };
            add(template.id, "beside", pattern);
        }
    }
    [format!("{}\n{lines}\n", vocabulary.join(" ")).into_bytes(), numbers].concat()
}

fn text_of(id: &str) -> &'static str {
    let texts = spdx::text::LICENSE_TEXTS;
    texts.iter().find(|(name, _)| *name == id).unwrap_or_else(|| panic!("the spdx crate has no text for {id}")).1
}

fn words_of(text: &str) -> Vec<String> {
    let words = Words::of(text);
    words.list.iter().filter(|w| !w.marker).map(|w| words.letters(w).to_owned()).collect()
}

/// As [`words_of`], with the signs for names kept.
fn phrase_of(phrase: &str) -> Vec<String> {
    phrase
        .split(' ')
        .flat_map(|part| if part.starts_with('{') { vec![part.to_owned()] } else { words_of(part) })
        .collect()
}

fn body(template: &Template, words: &[String]) -> Vec<String> {
    let (from, to) = template.body;
    let start = find(words, from, 0).unwrap_or_else(|| missing(template, from));
    let end = match to {
        "" => words.len(),
        to => {
            let mut last = find(words, to, start).unwrap_or_else(|| missing(template, to));
            while let Some(later) = find(words, to, last + 1) {
                last = later;
            }
            last + phrase_of(to).len()
        }
    };
    let mut body = words[start..end].to_vec();
    for edit in template.edits {
        body = match edit {
            Edit::Or(words, others) => replace(template, body, words, |words| {
                let mut group = vec!["(".to_owned()];
                group.extend_from_slice(words);
                for other in *others {
                    group.push("|".to_owned());
                    group.extend(phrase_of(other));
                }
                group.push(")".to_owned());
                group
            }),
            Edit::Optional(from, to) => {
                let start = find(&body, from, 0).unwrap_or_else(|| missing(template, from));
                let end = find(&body, to, start).unwrap_or_else(|| missing(template, to)) + phrase_of(to).len();
                let mut edited = body[..start].to_vec();
                edited.push("(".to_owned());
                edited.extend_from_slice(&body[start..end]);
                edited.extend(["|".to_owned(), ")".to_owned()]);
                edited.extend_from_slice(&body[end..]);
                edited
            }
        };
    }
    body
}

/// `body` with every run of `phrase` replaced.
fn replace(
    template: &Template,
    body: Vec<String>,
    phrase: &str,
    with: impl Fn(&[String]) -> Vec<String>,
) -> Vec<String> {
    let length = phrase_of(phrase).len();
    let mut edited = Vec::with_capacity(body.len());
    let mut at = 0;
    let mut count = 0;
    while let Some(found) = find(&body, phrase, at) {
        edited.extend_from_slice(&body[at..found]);
        edited.extend(with(&body[found..found + length]));
        at = found + length;
        count += 1;
    }
    if count == 0 {
        missing(template, phrase)
    }
    edited.extend_from_slice(&body[at..]);
    edited
}

fn find(words: &[String], phrase: &str, from: usize) -> Option<usize> {
    let phrase = phrase_of(phrase);
    (from..(words.len() + 1).saturating_sub(phrase.len())).find(|at| words[*at..].starts_with(&phrase))
}

fn missing(template: &Template, phrase: &str) -> ! {
    panic!("the text of {} has no {phrase:?} where its template wants it", template.id)
}
