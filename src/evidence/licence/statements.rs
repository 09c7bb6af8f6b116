//! What else speaks of the plugin's licence: headers of source files, package.json, the README, NOTICE.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use memchr::{memchr_iter, memchr2_iter, memmem};
use serde_json::Value;

use super::category::{self, Standing};
use super::expression::{self, Terms};
use super::pattern::Stream;
use super::words::Words;
use super::{decode, files, nearest};
use crate::error::Place;
use crate::evidence::repository::{self, File, FileKind, Repository, Status};
use crate::evidence::sweep::{Content, beyond};
use crate::evidence::text::lossy;
use crate::evidence::{LARGE, Reader, SMALL, Unread};

/// Most source files whose headers are read.
const MOST_SOURCES: usize = 10_000;
/// How much of a source file is its header, in lines and bytes.
const HEADER_LINES: usize = 30;
const HEADER_BYTES: usize = 4_096;
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

/// What the header of a source file says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// An SPDX expression, as written.
    Spdx(String),
    /// The name of a file that takes something back, as in "See LICENSE.enterprise".
    File(String),
    /// Licences that it names in words, as GNU's and Mozilla's notices do, by their SPDX ids.
    Named(Vec<&'static str>),
    /// Words that take something back, as in "proprietary and confidential".
    Restricts(&'static str),
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
    /// Its first line there that takes something back.
    pub restriction: Option<Place>,
}

/// A choice between licences that one sentence offers: between these, and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// SPDX ids of the licences named.
    pub ids: Vec<&'static str>,
    /// Paths of the licence files named, from the repository's root.
    pub files: BTreeSet<String>,
}

/// Reads the statements of the plugin in `repository`, but for the headers of its sources: see [`Headers`].
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
enum Part {
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

fn part(repository: &Repository, file: &File) -> Option<Part> {
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

/// What headers of source files claim, file by file.
pub struct Headers<'a> {
    repository: &'a Repository,
    /// The first source that is one too many.
    beyond: Option<&'a str>,
}

impl<'a> Headers<'a> {
    /// The headers of the sources in `repository`.
    pub fn new(repository: &'a Repository) -> Self {
        let is_source = |file: &File| part(repository, file) == Some(Part::Source);
        Self { repository, beyond: beyond(&repository.files, MOST_SOURCES, is_source) }
    }

    /// The first source whose header is not read any more, and why.
    pub fn beyond(&self) -> Option<Unread> {
        self.beyond.map(|path| Unread::beyond(path, MOST_SOURCES, "sources"))
    }

    /// The claim in the header of `file`, if there is one.
    pub fn look(&self, file: &File, content: &mut Content<'_>) -> Option<Box<Header>> {
        let is_one = part(self.repository, file) == Some(Part::Source);
        if !is_one || self.beyond.is_some_and(|beyond| file.path.as_str() >= beyond) {
            return None;
        }
        let header = match content.bytes(LARGE) {
            Ok(bytes) => Ok(header(&file.path, bytes)?),
            Err(cause) => Err(Unread { path: file.path.clone(), cause }),
        };
        Some(Box::new(header))
    }
}

/// A claim in a header and where it stands, or the source that could not be read for one.
pub type Header = Result<(Claim, Place), Unread>;

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

/// The claim in the header of the source file at `path`.
fn header(path: &str, bytes: &[u8]) -> Option<(Claim, Place)> {
    let head = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let end = memchr_iter(b'\n', head).nth(HEADER_LINES - 1);
    let head = end.map_or(head, |end| head.get(..=end).unwrap_or(head));
    // Most headers say nothing; those are told without decoding them.
    let names_expression = memmem::find(head, b"SPDX-License-Identifier").is_some();
    let (in_words, restriction) = (public_licence(head).or_else(|| licensed_under(head)), restriction(head));
    if !names_expression && in_words.is_none() && restriction.is_none() && pointers(head).next().is_none() {
        return None;
    }
    let text = lossy(head);
    let mut pointers = pointers(text.as_bytes()).peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let points_elsewhere = pointers.next_if(|at| *at < start + line.len()).is_some();
        while pointers.next_if(|at| *at < start + line.len()).is_some() {}
        let place = || Place::in_text(path, &text, start..start + line.trim_end().len());
        if names_expression
            && let Some((_, rest)) = line.split_once("SPDX-License-Identifier")
            && let Some(written) = expression::from_header(rest)
        {
            return Some((Claim::Spdx(written.to_owned()), place()));
        }
        let named = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '`' | '(' | ')'));
        let mut named = named.map(|word| word.trim_end_matches('.'));
        if points_elsewhere
            && let Some(file) = named.find(|word| matches!(files::role(word), Some(files::Role::Restricting(_))))
        {
            return Some((Claim::File(file.to_owned()), place()));
        }
        start += line.len();
    }
    let at = |at| Place::line(path, &text, memchr_iter(b'\n', head.get(..at).unwrap_or_default()).count() + 1);
    if let Some(start) = in_words {
        let words = Words::of(&text);
        let stream = Stream::of(&words);
        let mut ids = nearest::named("", &stream);
        nearest::add_nicknames(&stream, &mut ids);
        if !ids.is_empty() {
            return Some((Claim::Named(ids), at(start)));
        }
    }
    restriction.map(|(start, words)| (Claim::Restricts(words), at(start)))
}

/// Where the comment that `head` starts with takes something back, and with which words.
fn restriction(head: &[u8]) -> Option<(usize, &'static str)> {
    // The longest word of each phrase: hardly any header has one of them.
    static TELLING: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let longest = |phrase: &'static str| phrase.split(' ').max_by_key(|word| word.len());
        let longest: BTreeSet<&str> = restricting_phrases().filter_map(longest).collect();
        longest.into_iter().collect()
    });
    let comment = opening_comment(head);
    let mut words = comment.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
    if !words.any(|word| TELLING.iter().any(|telling| word.eq_ignore_ascii_case(telling.as_bytes()))) {
        return None;
    }
    let comment = comment.to_ascii_lowercase();
    restricting_phrases().filter_map(|phrase| Some((memmem::find(&comment, phrase.as_bytes())?, phrase))).min()
}

fn restricting_phrases() -> impl Iterator<Item = &'static str> {
    const OF_HEADERS: &[&str] = &[
        "proprietary and confidential",
        "confidential and proprietary",
        "unauthorized copying",
        "source available license",
        "business source license",
        "do not distribute",
        "not for distribution",
        "unauthorized use",
        "all rights reserved. confidential",
        "strictly confidential",
        "this software is proprietary",
        "governed by a commercial license",
    ];
    OF_HEADERS.iter().chain(RESTRICTING_WORDS).copied()
}

/// The comment before anything else in `head`.
fn opening_comment(head: &[u8]) -> &[u8] {
    let mut is_inside = false;
    let mut end = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let opens = text.starts_with(b"/*") || text.starts_with(b"<!--");
        if !(is_inside || opens || text.is_empty() || text.starts_with(b"//") || text.starts_with(b"#")) {
            break;
        }
        is_inside = (is_inside || opens) && !text.ends_with(b"*/") && !text.ends_with(b"-->");
        end += line.len();
    }
    head.get(..end).unwrap_or(head)
}

/// Where `head` says "Public License", be it over two lines: so end the names of GNU's, Mozilla's and most licences
/// outside of Category A.
fn public_licence(head: &[u8]) -> Option<usize> {
    const PUBLIC: &[u8] = b"Public";
    const LICENCE: &[u8] = b"licen";
    memmem::find_iter(head, PUBLIC).find(|at| {
        let behind = head.get(at + PUBLIC.len()..).unwrap_or_default();
        let word = behind.iter().position(u8::is_ascii_alphanumeric).and_then(|at| behind.get(at..at + LICENCE.len()));
        word.is_some_and(|word| word.eq_ignore_ascii_case(LICENCE))
    })
}

/// Where the comment that `head` starts with says "licensed under", and not what most such go on with.
fn licensed_under(head: &[u8]) -> Option<usize> {
    const UNDER: &[u8] = b"icensed under ";
    const USUAL: &[&[u8]] = &[b"the Apache License", b"the MIT License", b"the MIT license"];
    let comment = opening_comment(head);
    memmem::find_iter(comment, UNDER).find(|at| {
        let behind = comment.get(at + UNDER.len()..).unwrap_or_default();
        !USUAL.iter().any(|name| behind.starts_with(name))
    })
}

/// Where "see licen" stands in `head`, in any case; its rarest letter tells where to look.
fn pointers(head: &[u8]) -> impl Iterator<Item = usize> {
    const WORDS: &[u8] = b"see licen";
    let starts = memchr2_iter(b'c', b'C', head).filter_map(|at| at.checked_sub(6));
    starts.filter(|at| head.get(*at..at + WORDS.len()).is_some_and(|found| found.eq_ignore_ascii_case(WORDS)))
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

/// Words that restrict, or would if a NOTICE file could.
const RESTRICTING_WORDS: &[&str] = &[
    "commons clause",
    "non-commercial use only",
    "noncommercial use only",
    "non-commercial purposes only",
    "noncommercial purposes only",
    "not be used for commercial",
    "not be used commercially",
    "not for commercial use",
    "no commercial use",
    "commercial use is prohibited",
    "commercial use is not permitted",
    "commercial use requires",
    "evaluation purposes only",
    "for evaluation only",
    "internal use only",
    "personal use only",
    "may not be sold",
    "not for commercial purposes",
    "commercial usage requires",
    "commercial usage is prohibited",
    "this software is proprietary",
    "additional restrictions",
    "commercial use needs",
    "commercial users must",
    "commercial use is forbidden",
    "commercial use is not allowed",
    "free for personal use",
    "free for non-commercial use",
    "free for noncommercial use",
    "requires a commercial license",
    "requires a commercial licence",
    "must buy",
    "must purchase",
];

fn restricts(line: &str) -> bool {
    // No letter beyond ASCII becomes one of the words' when it is made small.
    let lower = line.to_ascii_lowercase();
    RESTRICTING_WORDS.iter().any(|words| memmem::find(lower.as_bytes(), words.as_bytes()).is_some())
}

fn notice(path: &str, text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    // Notices are long, and hardly any restricts.
    if !restricts(text) {
        return places;
    }
    for (index, line) in text.lines().enumerate() {
        if restricts(line) && places.len() < MOST_PLACES {
            places.push(Place::line(path, text, index + 1));
        }
    }
    places
}

/// The section of the README that is about the licence, else its line that says so.
fn readme(repository: &Repository, path: &str, text: &str) -> Option<Readme> {
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.iter().enumerate().position(|(i, line)| {
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let underlined = lines.get(i + 1).is_some_and(|l| l.len() >= 3 && l.bytes().all(|b| matches!(b, b'=' | b'-')));
        (line.starts_with('#') || underlined)
            && (bare.contains("license") || bare.contains("licence") || bare == "legal")
    });
    let (from, section) = match heading {
        Some(at) => {
            let body = lines.iter().skip(at + 1).take(SECTION);
            (at, body.take_while(|line| !line.starts_with('#')).copied().collect::<Vec<_>>().join("\n"))
        }
        None => {
            let says = |line: &&str| {
                let line = line.to_lowercase();
                ["licensed under", "released under", "distributed under the terms"]
                    .iter()
                    .any(|words| line.contains(words))
            };
            let at = lines.iter().position(says)?;
            (at, (*lines.get(at)?).to_owned())
        }
    };
    let words = Words::of(&section);
    let stream = Stream::of(&words);
    let mut ids = nearest::named(&section, &stream);
    nearest::add_ids(&section, &mut ids);
    nearest::add_nicknames(&stream, &mut ids);
    let choices = sentences(&section, &words).filter_map(|sentence| offer(repository, sentence)).collect();
    let restriction = section.lines().position(restricts);
    // The section's lines are those behind its heading.
    let first = from + if heading.is_some() { 2 } else { 1 };
    let restriction = restriction.map(|line| Place::line(path, text, first + line));
    Some(Readme { place: Place::line(path, text, from + 1), ids, choices, restriction })
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
    let files: BTreeSet<String> = paths.filter(|path| repository.file(path).is_some()).collect();
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
            || restricts(&self.written)
            || matches!(self.written.trim().to_ascii_lowercase().as_str(), "commercial" | "closed" | "private")
            || pointed()
    }

    /// It is neither empty nor a pointer to a file.
    pub fn says_something(&self) -> bool {
        let written = self.written.trim();
        !written.is_empty() && !written.to_uppercase().starts_with("SEE LICEN")
    }
}
