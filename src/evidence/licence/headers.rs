//! What headers of source files claim of the licence.

use memchr::{memchr_iter, memchr2_iter, memmem};

use super::category::{self, Standing};
use super::expression::Terms;
use super::part::{Part, part};
use super::pattern::Stream;
use super::restriction::{self, Talk};
use super::words::Words;
use super::{expression, files, nearest};
use crate::error::Place;
use crate::evidence::repository::{File, Repository};
use crate::evidence::sweep::{Content, beyond};
use crate::evidence::text::is_one_of;
use crate::evidence::text::lossy;
use crate::evidence::{LARGE, Unread};

/// Most source files whose headers are read.
const MOST_SOURCES: usize = 10_000;
/// How much of a source file is its header, in lines and bytes.
const HEADER_LINES: usize = 30;
const HEADER_BYTES: usize = 4_096;

/// What the header of a source file says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// An SPDX expression, as written: behind `SPDX-License-Identifier:`, `License:` or `@license`.
    Spdx(String),
    /// The name of a file that takes something back, as in "See LICENSE.enterprise".
    File(String),
    /// Licences that it names in words, as GNU's and Mozilla's notices do, by their SPDX ids.
    Named(Vec<&'static str>),
    /// Words that take something back, as in "proprietary and confidential".
    Restricts(String),
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

/// The claim in the header of the source file at `path`.
fn header(path: &str, bytes: &[u8]) -> Option<(Claim, Place)> {
    let head = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let end = memchr_iter(b'\n', head).nth(HEADER_LINES - 1);
    let head = end.map_or(head, |end| head.get(..=end).unwrap_or(head));
    let at = |start: usize| {
        let text = lossy(head);
        let line = head.get(..start).map_or(0, |before| memchr_iter(b'\n', before).count());
        Place::line(path, &text, line + 1)
    };
    let by_sign = identifiers(head)
        .filter_map(|start| Some((start, Claim::Spdx(expression::from_header(&line(head, start))?.to_owned()))));
    let to_file = pointers(head).chain(papers(opening_comment(head)));
    let to_file = to_file.filter_map(|start| Some((start, Claim::File(restricting_file(&line(head, start))?))));
    let mut first = None;
    // What is said beside an id of Category A counts as well.
    for (start, claim) in by_sign.chain(to_file).chain(in_words(head)) {
        if !claim.is_harmless() {
            return Some((claim, at(start)));
        }
        first = first.or(Some((start, claim)));
    }
    first.map(|(start, claim)| (claim, at(start)))
}

impl Claim {
    /// Whether it takes nothing back from a Category-A licence.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::File(_) | Self::Restricts(_) => false,
            Self::Named(ids) => ids.iter().any(|id| category::of(id) == Standing::A),
            Self::Spdx(written) => match expression::parse(written) {
                Terms::Expression(parsed) => expression::standing(&parsed) == Standing::A,
                Terms::Nothing | Terms::Invalid => false,
            },
        }
    }
}

/// Behind each `SPDX-License-Identifier` in `head`.
fn identifiers(head: &[u8]) -> impl Iterator<Item = usize> {
    const SIGN: &[u8] = b"SPDX-License-Identifier";
    memmem::find_iter(head, SIGN).map(|at| at + SIGN.len())
}

/// The rest of the line from `start` on.
fn line(head: &[u8], start: usize) -> String {
    let rest = head.get(start..).unwrap_or_default();
    lossy(rest.split(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned()
}

/// Where "see licen" stands in `head`, in any case; its rarest letter tells where to look.
fn pointers(head: &[u8]) -> impl Iterator<Item = usize> {
    const WORDS: &[u8] = b"see licen";
    let starts = memchr2_iter(b'c', b'C', head).filter_map(|at| at.checked_sub(6));
    starts.filter(|at| head.get(*at..at + WORDS.len()).is_some_and(|found| found.eq_ignore_ascii_case(WORDS)))
}

/// Where `comment` names `EULA.md` or `ee/LICENSE`, or what may be such a file.
fn papers(comment: &[u8]) -> impl Iterator<Item = usize> {
    let starts = [b"EULA".as_slice(), b"/LICENSE"].into_iter();
    starts.filter_map(|sign| {
        let at = memmem::find(comment, sign)?;
        Some(comment.get(..at)?.iter().rposition(u8::is_ascii_whitespace).map_or(0, |before| before + 1))
    })
}

/// The file that `line` names and that takes something back, by its own name or its folder's.
fn restricting_file(line: &str) -> Option<String> {
    let named = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '`' | '(' | ')'));
    let mut named = named.map(|word| word.trim_end_matches('.'));
    // Nobody writes the name of such a file as a word of a sentence.
    let is_name =
        |word: &str| word.contains(['.', '/', '-', '_']) || !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_usual = |word: &str| matches!(word, "LICENSE" | "LICENSE.txt" | "LICENSE.md");
    named.find(|word| is_name(word) && !is_usual(word) && files::restricts(word)).map(str::to_owned)
}

/// What `head` says without SPDX's sign, and where.
fn in_words(head: &[u8]) -> Option<(usize, Claim)> {
    let comment = opening_comment(head);
    let field = field(comment);
    let under = licensed_under(comment);
    let sentence = public_licence(head).or(under).or_else(|| short_name(comment));
    if let Some((start, value)) = &field {
        let value = lossy(value);
        if !matches!(expression::parse(&value), Terms::Invalid) {
            return Some((*start, Claim::Spdx(value.trim().to_owned())));
        }
        if let Some(found) = restriction::find(&value, Talk::OfTerms) {
            return Some((*start, Claim::Restricts(found.words)));
        }
    }
    let read = sentence.map(|start| (start, head)).or(field);
    if let Some((start, read)) = read {
        let text = lossy(read);
        let words = Words::of(&text);
        let stream = Stream::of(&words);
        let ids = nearest::named_alone("", &stream);
        if !ids.is_empty() {
            return Some((start, Claim::Named(ids)));
        }
    }
    if let Some(restriction) = restriction::find(&lossy(comment), Talk::OfLicence) {
        return Some((restriction.range.start, Claim::Restricts(restriction.words)));
    }
    let start = under?;
    Some((start, Claim::Restricts(unknown_licence(&lossy(comment.get(start..)?))?)))
}

/// The licence that `text`, which starts with "licensed under", names and nobody knows.
fn unknown_licence(text: &str) -> Option<String> {
    const LONGEST: usize = 8;
    const KNOWN: &str = "file|found|same|this|following|style";
    let words = Words::of(text);
    let mut is_over = false;
    let sentence: Vec<&str> = words
        .list
        .iter()
        .take_while(|word| !std::mem::replace(&mut is_over, word.ends_sentence))
        .take(LONGEST)
        .map(|word| words.letters(word))
        .collect();
    let is_known = |word: &&str| nearest::is_short_name(word) || is_one_of(word, KNOWN);
    // "The License" alone is the one that the file is under.
    let is_one = sentence.iter().skip(2).position(|word| matches!(*word, "license" | "terms")).is_some_and(|at| at > 1);
    (is_one && !sentence.iter().any(is_known)).then(|| sentence.join(" "))
}

/// The comment before anything else in `head`.
fn opening_comment(head: &[u8]) -> &[u8] {
    // Comments, and what stands before them in JavaScript, PHP and Python.
    const LINES: [&[u8]; 8] = [b"//", b"#", b"--", b"'use strict'", b"\"use strict\"", b"<?php", b"\"\"\"", b";"];
    let mut is_inside = false;
    let mut end = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let opens = text.starts_with(b"/*") || text.starts_with(b"<!--");
        let goes_on = LINES.iter().any(|sign| text.starts_with(sign));
        if !(is_inside || opens || text.is_empty() || goes_on) {
            break;
        }
        is_inside = (is_inside || opens) && !text.ends_with(b"*/") && !text.ends_with(b"-->");
        end += line.len();
    }
    head.get(..end).unwrap_or(head)
}

/// What `comment` has behind `License:` or `@license` at the start of a line, and where.
fn field(comment: &[u8]) -> Option<(usize, &[u8])> {
    let mut behind = 0;
    comment.split_inclusive(|byte| *byte == b'\n').find_map(|line| {
        let start = behind;
        behind += line.len();
        let at = line.iter().position(|byte| byte.is_ascii_alphanumeric() || *byte == b'@')?;
        let text = line.get(at..)?;
        let (is_tag, text) = text.strip_prefix(b"@").map_or((false, text), |text| (true, text));
        let (word, value) = text.split_at_checked(b"license".len())?;
        let is_one = word.eq_ignore_ascii_case(b"license") || word.eq_ignore_ascii_case(b"licence");
        let value = if is_tag { value } else { value.strip_prefix(b":")? };
        let value = value.trim_ascii();
        let value = value.strip_suffix(b"*/").or(value.strip_suffix(b"-->")).unwrap_or(value).trim_ascii();
        (is_one && !value.is_empty()).then_some((start + at, value))
    })
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

/// Where `comment` names a licence outside of Category A as most call it.
fn short_name(comment: &[u8]) -> Option<usize> {
    const NAMES: [(&[u8], &[&[u8]]); 2] =
        [(b" License", &[b"Source Available", b"Business Source", b"Elastic"]), (b"PL", &[b"G", b"SS", b"EU"])];
    NAMES.iter().find_map(|(end, starts)| {
        memmem::find_iter(comment, end).find_map(|at| {
            let before = comment.get(..at)?;
            starts.iter().find(|start| before.ends_with(start)).map(|start| at - start.len())
        })
    })
}

/// Where `comment` says "licensed under", "released under" and the like, and not what most such go on with.
fn licensed_under(comment: &[u8]) -> Option<usize> {
    const USUAL: &[&[u8]] = &[b"the Apache License", b"the MIT License", b"the MIT license", b"the License"];
    const UNDER: &[u8] = b" under ";
    // Without their first letter, which may be a capital.
    const VERBS: [&[u8]; 5] = [b"icensed", b"eleased", b"istributed", b"ublished", b"vailable"];
    memmem::find_iter(comment, UNDER).find_map(|at| {
        let before = comment.get(..at)?;
        let behind = comment.get(at + UNDER.len()..)?;
        let verb = VERBS.iter().find(|verb| before.ends_with(verb))?;
        let is_usual = USUAL.iter().any(|name| behind.starts_with(name));
        (at - verb.len()).checked_sub(1).filter(|_| !is_usual)
    })
}
