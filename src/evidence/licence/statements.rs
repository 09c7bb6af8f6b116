//! What else speaks of the plugin's licence, beside headers of source files: package.json, the README, NOTICE.

use std::collections::{BTreeMap, BTreeSet};

use memchr::{memchr_iter, memmem, memrchr};

use super::fields::{self, Package};
use super::headers::{Claim, Header};
use super::part::{Part, part};
use super::readme::{self, Readme};
use super::restriction::{self, Talk};
use super::{decode, files};
use crate::error::Place;
use crate::evidence::repository::{self, File, FileKind, Repository};
use crate::evidence::{LARGE, Reader, SMALL, Unread};

/// How much of READMEs and papers is read in all, in megabytes.
const MOST_TEXT: usize = 2;
/// Most places kept of one statement.
const MOST_PLACES: usize = 3;

/// Everything beside the licence files that speaks of a licence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statements {
    /// What headers of source files claim, by claim.
    pub headers: BTreeMap<Claim, Claimed>,
    /// `license` in package.json files.
    pub packages: Vec<Package>,
    /// What READMEs and papers say of the licence.
    pub readmes: Vec<Readme>,
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

/// Reads the statements of the plugin in `repository`, but for the headers of its sources: see [`super::headers`].
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Statements {
    let mut statements = Statements::default();
    let mut room = Some(MOST_TEXT << 20);
    for file in &repository.files {
        let part = match part(repository, file) {
            None | Some(Part::Source) => continue,
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
        if matches!(part, Part::Readme | Part::Paper) {
            let Some(left) = room else { continue };
            room = left.checked_sub(bytes.len());
            if room.is_none() {
                statements.unread.push(Unread::beyond(&path, MOST_TEXT, "megabytes of documents on the licence"));
                continue;
            }
        }
        let Some(text) = decode::decode(&bytes) else { continue };
        match part {
            Part::Package => match fields::of_json(&path, &text) {
                Ok(packages) => {
                    let own = has_own_file(repository, &path);
                    statements.packages.extend(packages.into_iter().filter(|package| !(own && package.is_plain())));
                }
                Err(unread) => statements.unread.push(unread),
            },
            Part::Notice => statements.notice.extend(notice(&path, &text)),
            Part::Metadata => statements.packages.extend(fields::of_lines(&path, &text)),
            Part::Readme => {
                statements.packages.extend(fields::of_front_matter(&path, &text));
                statements.readmes.extend(readme::readme(repository, &path, &text));
            }
            Part::Paper => statements.readmes.push(readme::paper(repository, &path, &text)),
            Part::Annotations => statements.add(fields::annotations(&path, &text).into_iter().map(Box::new)),
            Part::Source => {}
        }
    }
    statements
}

/// Whether a licence file stands beside the package at `path`, in a folder below the plugin's.
fn has_own_file(repository: &Repository, path: &str) -> bool {
    let folder = files::folder(path);
    folder != repository.prefix && repository.directly_in(folder).any(|(_, name)| files::role(name).is_some())
}

impl Statements {
    /// Whether nobody says anything.
    pub(super) fn is_nothing(&self) -> bool {
        let Self { headers, packages, readmes, notice, unread } = self;
        headers.is_empty() && packages.is_empty() && readmes.is_empty() && notice.is_empty() && unread.is_empty()
    }

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
