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

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::{env, fs, path::Path};

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

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/data/licence.rs");
    println!("cargo::rerun-if-changed=src/data/licence_templates.rs");
    println!("cargo::rerun-if-changed=src/data/licence_templates");
    println!("cargo::rerun-if-changed=src/evidence/licence/words.rs");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("licence-patterns.txt"), patterns()).expect("OUT_DIR can be written");
    let (samples, runs) = samples();
    fs::write(Path::new(&out).join("licence-names.txt"), names()).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("licence-samples.txt"), samples).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("licence-samples.bin"), runs).expect("OUT_DIR can be written");
}

/// One line a licence with a name of at least three words: its id and the words of that name, a blank around each.
fn names() -> String {
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
    lines
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
    /// The runs of those.
    terms: BTreeSet<u32>,
    /// The runs of what is behind them.
    rest: BTreeSet<u32>,
}

/// One line a text outside Category A: the ids that share it, its length in words, whether its runs are `all` kept or a
/// `sample`, and three numbers of runs; and beside, these runs in the same order, four bytes each, little endian. Of a
/// sample they are its rarest runs, runs of all kinds, and none. Kept whole are those of Categories B and X that are
/// for programs: the runs that no Category-A text has, the others of its terms, and those behind its terms.
fn samples() -> (String, Vec<u8>) {
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
            let terms = runs(&words[..length]);
            let rest = runs(&words).difference(&terms).copied().collect();
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
        .iter()
        .filter(|text| !text.ids.iter().any(|id| is_a(id)))
        .map(|text| {
            let (mut own, shared): (Vec<u32>, Vec<u32>) = text.terms.iter().partition(|run| frequency[run] < 1000);
            own.sort_by_key(|run| (frequency[run], *run));
            let (kept, parts) = if text.ids.iter().any(|id| is_refused(id) && !is_for_works(id)) {
                ("all", [own, shared, text.rest.iter().copied().collect()])
            } else {
                own.truncate(SAMPLE);
                // The smallest numbers are a sample that is the same in whatever order they come.
                ("sample", [own, text.terms.iter().copied().take(SAMPLE).collect(), Vec::new()])
            };
            let [own, others, rest] = parts.each_ref().map(Vec::len);
            let line = format!("{}\t{}\t{kept}\t{own}\t{others}\t{rest}\n", text.ids.join(" "), text.length);
            (line, parts.concat())
        })
        .collect();
    samples.sort();
    let lines = samples.iter().map(|(line, _)| line.as_str()).collect();
    let runs = samples.iter().flat_map(|(_, runs)| runs).flat_map(|run| run.to_le_bytes()).collect();
    (lines, runs)
}

/// Creative Commons' licences are not for programs; of their many texts, a sample has to do.
fn is_for_works(id: &str) -> bool {
    id.starts_with("CC-")
}

/// Whether a row of Category B or X has `id`.
fn is_refused(id: &str) -> bool {
    ROWS.iter().any(|row| row.category != Category::A && row.ids.contains(&id))
}

fn runs(words: &[String]) -> BTreeSet<u32> {
    words.windows(RUN).map(|run| xxh3_64((run.join(" ") + " ").as_bytes()) as u32).collect()
}

/// One line a pattern: the id, `body` or `beside`, and the words; `( a | b )` are alternatives, `{}` and `{!}` are
/// names.
fn patterns() -> String {
    let mut lines = String::new();
    for template in templates() {
        let words = words_of(text_of(template.id));
        let _ = writeln!(lines, "{}\tbody\t{}", template.id, body(template, &words).join(" "));
        for beside in template.beside {
            let pattern = match beside {
                Beside::Words(phrase) => phrase_of(phrase),
                Beside::Stretch(from, to) => {
                    let start = find(&words, from, 0).unwrap_or_else(|| missing(template, from));
                    let end = find(&words, to, start).unwrap_or_else(|| missing(template, to)) + phrase_of(to).len();
                    words[start..end].to_vec()
                }
            };
            let _ = writeln!(lines, "{}\tbeside\t{}", template.id, pattern.join(" "));
        }
    }
    lines
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
