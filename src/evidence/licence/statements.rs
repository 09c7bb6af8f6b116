//! What else speaks of the plugin's licence, beside headers of source files: package.json, the README, NOTICE.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::{memchr_iter, memmem, memrchr};
use serde_json::Value;

use super::category::{self, Standing};
use super::expression::{self, Terms};
use super::headers::{Claim, Header};
use super::pattern::Stream;
use super::restriction::{self, Talk};
use super::words::Words;
use super::{decode, files, nearest};
use crate::error::Place;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{self, File, FileKind, Repository, Status};
use crate::evidence::{LARGE, Reader, SMALL, Unread};

/// Most places kept of one statement.
const MOST_PLACES: usize = 3;
/// Lines of a README's section that are read.
const SECTION: usize = 40;

/// Everything beside the licence files that speaks of a licence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statements {
    /// What headers of source files claim, by claim.
    pub headers: BTreeMap<Claim, Claimed>,
    /// `license` in package.json files.
    pub packages: Vec<Package>,
    /// What the README says of the licence.
    pub readme: Option<Readme>,
    /// Restrictive words in a NOTICE file, which cannot change the licence.
    pub notice: Vec<Place>,
    /// READMEs, package.json files and sources that could not be read, and why; of licence files and sources that are
    /// too many to read them all, the first.
    pub unread: Vec<Unread>,
}

/// Where a claim stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claimed {
    /// The files that carry it, in order of their paths.
    pub paths: Vec<String>,
    /// The first few places.
    pub places: Vec<Place>,
}

/// The licence in a package.json.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Where.
    pub place: Place,
    /// The value, as written.
    pub written: String,
}

/// A README's word on the licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readme {
    /// Where.
    pub place: Place,
    /// SPDX ids of the licences named.
    pub ids: Vec<&'static str>,
    /// The choices that it offers, each in one sentence.
    pub choices: Vec<Offer>,
    /// Its first words that take something back, and where.
    pub restriction: Option<(Place, String)>,
}

/// A choice between licences that one sentence offers: between these, and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// SPDX ids of the licences named.
    pub ids: Vec<&'static str>,
    /// Paths of the licence files named, from the repository's root.
    pub files: BTreeSet<String>,
}

/// Reads the statements of the plugin in `repository`, but for the headers of its sources: see [`super::headers`].
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Statements {
    let mut statements = Statements::default();
    for file in &repository.files {
        let part = match part(repository, file) {
            None | Some(Part::Source) => continue,
            Some(Part::Readme) if statements.readme.is_some() => continue,
            Some(part) => part,
        };
        let path = match &file.kind {
            FileKind::Link { target } => match repository::resolve(&file.path, target) {
                Some(path) if repository.file(&path).is_some_and(File::is_regular) => path,
                _ => continue,
            },
            _ => file.path.clone(),
        };
        let limit = if part == Part::Notice { LARGE } else { SMALL };
        let bytes = match reader.read(&path, limit) {
            Ok(bytes) => bytes,
            Err(_) if part == Part::Notice => continue,
            Err(cause) => {
                statements.unread.push(Unread { path, cause });
                continue;
            }
        };
        let Some(text) = decode::decode(&bytes) else { continue };
        match part {
            Part::Package => statements.packages.extend(package(&path, &text)),
            Part::Notice => statements.notice.extend(notice(&path, &text)),
            Part::Readme => statements.readme = readme(repository, &path, &text),
            Part::Annotations => statements.add(annotations(&path, &text)),
            Part::Source => {}
        }
    }
    statements
}

/// Which statement a file may hold.
#[derive(PartialEq, Eq)]
pub(super) enum Part {
    Package,
    Notice,
    Readme,
    Annotations,
    Source,
}

/// Whether the file at `path` tells others' licences, as REUSE has it: `REUSE.toml`, `.reuse/dep5`, `x.png.license`.
pub fn is_annotation(path: &str) -> bool {
    let name = files::name(path);
    name == "REUSE.toml"
        || path.ends_with(".reuse/dep5")
        || name.strip_suffix(".license").is_some_and(|of| of.contains('.'))
}

/// Every expression in the annotations `text`, line by line.
fn annotations(path: &str, text: &str) -> impl Iterator<Item = Box<Header>> {
    text.lines().enumerate().filter_map(move |(index, line)| {
        let (name, written) = line.split_once(['=', ':'])?;
        let written = written.trim().trim_matches(['"', '\'']);
        let is_one = matches!(name.trim(), "SPDX-License-Identifier" | "License") && !written.is_empty();
        is_one.then(|| Box::new(Ok((Claim::Spdx(written.to_owned()), Place::line(path, text, index + 1)))))
    })
}

/// Which statement `file` may hold.
pub(super) fn part(repository: &Repository, file: &File) -> Option<Part> {
    let rest = file.path.strip_prefix(repository.prefix.as_str())?;
    let there = file.is_regular() || matches!(file.kind, FileKind::Link { .. });
    if there && file.status != Status::Deleted && rest == ".reuse/dep5" {
        return Some(Part::Annotations);
    }
    if !there || file.status == Status::Deleted || files::is_foreign(&file.path) {
        return None;
    }
    let name = files::name(&file.path);
    if name == "package.json" && rest.matches('/').count() <= 2 {
        Some(Part::Package)
    } else if !rest.contains('/') && name.to_uppercase().starts_with("NOTICE") {
        Some(Part::Notice)
    } else if !rest.contains('/') && is_readme(name) {
        Some(Part::Readme)
    } else if is_annotation(rest) {
        Some(Part::Annotations)
    } else {
        (file.is_regular() && file.is_source()).then_some(Part::Source)
    }
}

impl Statements {
    /// Takes in the headers that were `seen`.
    pub(super) fn add(&mut self, seen: impl IntoIterator<Item = Box<Header>>) {
        for header in seen {
            match *header {
                Ok((claim, place)) => {
                    let claimed = self.headers.entry(claim).or_default();
                    claimed.paths.push(place.path.clone());
                    if claimed.places.len() < MOST_PLACES {
                        claimed.places.push(place);
                    }
                }
                Err(unread) => self.unread.push(unread),
            }
        }
    }
}

fn is_readme(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "readme" || matches!(name.strip_prefix("readme."), Some("md" | "markdown" | "txt" | "rst" | "adoc" | "org"))
}

fn package(path: &str, text: &str) -> Option<Package> {
    let parsed: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let written = match parsed.get("license") {
        Some(Value::String(written)) => written.clone(),
        Some(Value::Object(old)) => old.get("type")?.as_str()?.to_owned(),
        _ => match parsed.get("licenses")? {
            Value::Array(all) => {
                let types = all.iter().filter_map(|one| one.get("type").unwrap_or(one).as_str());
                types.collect::<Vec<_>>().join(" OR ")
            }
            _ => return None,
        },
    };
    let at = text.find("\"license").unwrap_or(0);
    let length = text.get(at..)?.find('\n').unwrap_or(0);
    let line = text.get(at..at + length)?.trim_end().trim_end_matches(',').len();
    Some(Package { place: Place::in_text(path, text, at..at + line), written })
}

fn notice(path: &str, text: &str) -> Vec<Place> {
    // Notices are long, most of them others' licences.
    const TELLING: &[&str] = &["ommercial", "ommons", "ersonal", "nternal", "valuation", "roprietary", "dditional"];
    let bytes = text.as_bytes();
    let mut starts = BTreeSet::new();
    for word in TELLING {
        let (mut start, mut seen) = (0, 0);
        for at in memmem::find_iter(bytes, word) {
            let end = bytes.get(seen..at).and_then(|between| memrchr(b'\n', between));
            start = end.map_or(start, |end| seen + end + 1);
            seen = at;
            starts.insert(start);
        }
    }
    let restricts = |start: &usize| {
        let line = text.get(*start..).and_then(|rest| rest.lines().next());
        line.is_some_and(|line| restriction::find(line, Talk::OfLicence).is_some())
    };
    let number = |start: usize| memchr_iter(b'\n', bytes.get(..start).unwrap_or_default()).count() + 1;
    let places = starts.into_iter().filter(restricts).map(|start| Place::line(path, text, number(start)));
    places.take(MOST_PLACES).collect()
}

/// What the README says in its section about the licence, or its line that names one, and what it restricts anywhere.
fn readme(repository: &Repository, path: &str, text: &str) -> Option<Readme> {
    let (line, section) = section(text).unzip();
    let section = section.unwrap_or_default();
    let read = text.get(section.clone()).unwrap_or_default();
    let words = Words::of(read);
    let stream = Stream::of(&words);
    let mut ids = nearest::named(read, &stream);
    nearest::add_ids(read, &mut ids);
    nearest::add_nicknames(&stream, &mut ids);
    let choices = sentences(read, &words).filter_map(|sentence| offer(repository, sentence)).collect();
    let at = |range: Range<usize>| Place::in_text(path, text, range);
    let in_section = restriction::find(read, Talk::OfLicence)
        .map(|found| (at(section.start + found.range.start..section.start + found.range.end), found.words));
    let restriction =
        in_section.or_else(|| restriction::find(text, Talk::OfAnything).map(|found| (at(found.range), found.words)));
    let place = match (line, &restriction) {
        (Some(line), _) => Place::line(path, text, line),
        (None, Some((place, _))) => place.clone(),
        (None, None) => return None,
    };
    Some(Readme { place, ids, choices, restriction })
}

/// The bytes of a README that are about the licence, and the line that tells: those behind such a heading, else of the
/// line that says so.
fn section(text: &str) -> Option<(usize, Range<usize>)> {
    let mut end = 0;
    let lines: Vec<(&str, Range<usize>)> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = end;
            end += line.len();
            (line.trim_end(), start..end)
        })
        .collect();
    let heading =
        lines.iter().zip(lines.iter().skip(1).map(|(line, _)| *line).chain([""])).position(|((line, _), next)| {
            let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let underlined = next.len() >= 3 && next.bytes().all(|b| matches!(b, b'=' | b'-'));
            (line.starts_with('#') || underlined)
                && (bare.contains("license") || bare.contains("licence") || bare == "legal")
        });
    if let Some(at) = heading {
        let body = lines.get(at + 1..)?.iter().take(SECTION).take_while(|(line, _)| !line.starts_with('#'));
        let start = lines.get(at)?.1.end;
        return Some((at + 1, start..body.last().map_or(start, |(_, range)| range.end)));
    }
    let says = |line: &str| {
        let line = line.to_lowercase();
        ["licensed under", "released under", "distributed under the terms"].iter().any(|words| line.contains(words))
    };
    let at = lines.iter().position(|(line, _)| says(line))?;
    Some((at + 1, lines.get(at)?.1.clone()))
}

/// The sentences of `text`, which are its `words`.
fn sentences<'t>(text: &'t str, words: &Words) -> impl Iterator<Item = &'t str> {
    let ends = words.list.iter().filter(|word| word.ends_sentence).map(|word| word.source.end);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let mut start = 0;
    ends.into_iter().filter_map(move |end| text.get(std::mem::replace(&mut start, end)..end))
}

/// The choice that `sentence` offers between the licences that it names.
fn offer(repository: &Repository, sentence: &str) -> Option<Offer> {
    // Words that refuse a choice, set a time or a condition to it, or tell of another's.
    const ELSEWHERE: &[&str] = &[
        "not",
        "no",
        "never",
        "neither",
        "until",
        "before",
        "was",
        "were",
        "formerly",
        "depending",
        "if",
        "uses",
        "includes",
        "bundles",
        "depends",
        "library",
        "dependency",
    ];
    let words = Words::of(sentence);
    let stream = Stream::of(&words);
    let says = |word: &str| (0..stream.len()).any(|at| stream.phrase(at, word).is_some());
    // As GNU's notices have it, these words are about versions of one licence.
    let offers = |words: &str, unless: &str| {
        (0..stream.len())
            .any(|at| stream.phrase(at, words).is_some_and(|behind| stream.phrase(behind, unless).is_none()))
    };
    let offers = offers("at your option", "any later version") || offers("either", "version");
    // "Dual-licensed" alone may mean that one part is under the one and another under the other.
    let is_one = offers || says("dual") && says("or") && !says("for");
    if !is_one || ELSEWHERE.iter().any(|word| says(word)) {
        return None;
    }
    let mut ids = nearest::named(sentence, &stream);
    nearest::add_ids(sentence, &mut ids);
    let named = sentence.split(is_around_file).map(|word| word.trim_end_matches('.'));
    let named = named.filter(|word| files::role(word).is_some());
    let paths = named.map(|word| format!("{}{word}", repository.prefix));
    let files: BTreeSet<String> = paths.filter(|path| repository.file(path).is_some()).gather();
    (ids.len() > 1 || files.len() > 1).then_some(Offer { ids, files })
}

/// Whether `c` stands around a file's name, or between folders.
fn is_around_file(c: char) -> bool {
    c.is_whitespace() || "/()[]<>\"'`,;:".contains(c)
}

impl Package {
    /// What it says, once read.
    pub fn terms(&self) -> Terms {
        expression::parse(&self.written)
    }

    /// It names other licences in words, takes something back, or points to a file that does.
    pub fn is_other(&self) -> bool {
        let words = Words::of(&self.written);
        let stream = Stream::of(&words);
        let mut ids = nearest::named(&self.written, &stream);
        nearest::add_nicknames(&stream, &mut ids);
        let pointed = || {
            self.written
                .split_whitespace()
                .any(|word| matches!(files::role(files::name(word)), Some(files::Role::Restricting(_))))
        };
        !ids.is_empty() && ids.iter().all(|id| category::of(id) != Standing::A)
            || restriction::find(&self.written, Talk::OfLicence).is_some()
            || pointed()
    }

    /// It is neither empty nor a pointer to a file.
    pub fn says_something(&self) -> bool {
        let written = self.written.trim();
        !written.is_empty() && !written.to_uppercase().starts_with("SEE LICEN")
    }
}
