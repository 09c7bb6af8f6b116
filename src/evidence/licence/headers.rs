//! What headers of source files claim of the licence.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memchr3_iter, memmem};

use super::category::{self, Standing};
use super::expression::Terms;
use super::part::{Part, part};
use super::pattern::Stream;
use super::restriction::{self, Restriction, Talk};
use super::words::Words;
use super::{expression, files, nearest, sentence};
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
        let is_one = |file: &File| has_header(repository, file);
        Self { repository, beyond: beyond(&repository.files, MOST_SOURCES, is_one) }
    }

    /// The first source whose header is not read any more, and why.
    pub fn beyond(&self) -> Option<Unread> {
        self.beyond.map(|path| Unread::beyond(path, MOST_SOURCES, "sources"))
    }

    /// The claim in the header of `file`, if there is one.
    pub fn look(&self, file: &File, content: &mut Content<'_>) -> Option<Box<Header>> {
        if !has_header(self.repository, file) || self.beyond.is_some_and(|beyond| file.path.as_str() >= beyond) {
            return None;
        }
        let header = match content.bytes(LARGE) {
            Ok(bytes) => Ok(header(&file.path, bytes)?),
            Err(cause) => Err(Unread { path: file.path.clone(), cause }),
        };
        Some(Box::new(header))
    }
}

/// Whether the header of `file` is read.
fn has_header(repository: &Repository, file: &File) -> bool {
    matches!(part(repository, file), Some(Part::Source | Part::Metadata)) && file.is_regular()
}

/// A claim in a header and where it stands, or the source that could not be read for one.
pub type Header = Result<(Claim, Place), Unread>;

/// The claim in the header of the source file at `path`.
fn header(path: &str, bytes: &[u8]) -> Option<(Claim, Place)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let end = memchr_iter(b'\n', head).nth(HEADER_LINES - 1);
    let head = end.map_or(head, |end| head.get(..=end).unwrap_or(head));
    let at = |start: usize| {
        let text = lossy(head);
        let line = head.get(..start).map_or(0, |before| memchr_iter(b'\n', before).count());
        Place::line(path, &text, line + 1)
    };
    let comment = opening_comment(head);
    let by_sign = identifiers(head)
        .filter_map(|start| Some((start, Claim::Spdx(expression::from_header(&line(head, start))?.to_owned()))));
    let to_file = pointers(head).chain(papers(comment));
    let to_file = to_file.filter_map(|start| Some((start, Claim::File(restricting_file(&line(head, start))?))));
    let mut first = None;
    // What is said beside an id of Category A counts as well.
    for (start, claim) in by_sign.chain(to_file).chain(in_words(head, comment)) {
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

/// What `head`, which begins with `comment`, says without SPDX's sign, and where.
fn in_words(head: &[u8], comment: &[u8]) -> Option<(usize, Claim)> {
    let under = licensed_under(comment);
    let named = in_field_or_named(head, comment, under);
    if named.as_ref().is_some_and(|(_, claim)| !claim.is_harmless()) {
        return named;
    }
    let reserved = reserved(head, comment.len()).map(|range| (range, Talk::OfTerms));
    let restricted = [(0..comment.len(), Talk::OfLicence)].into_iter().chain(reserved).find_map(|(range, talk)| {
        let found = restricted(&lossy(head.get(range.clone())?), talk)?;
        Some((range.start + found.range.start, Claim::Restricts(found.words)))
    });
    restricted.or(named).or_else(|| {
        let start = under?;
        Some((start, Claim::Restricts(unknown_licence(&lossy(comment.get(start..)?))?)))
    })
}

/// What `head`, which begins with `comment`, has in a field for the licence, or what it names in a sentence.
fn in_field_or_named(head: &[u8], comment: &[u8], under: Option<usize>) -> Option<(usize, Claim)> {
    let field = field(comment).or_else(|| dunder(head));
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
    let (start, read) = sentence.map(|start| (start, head)).or(field)?;
    let mut ids = named(&lossy(read));
    if under == Some(start) {
        nearest::add_ids(&line(head, start), &mut ids);
    }
    if ids.is_empty() {
        // Behind `@license`, scripts that are packed have a library's name.
        let (start, value) = field.filter(|(start, _)| head.get(*start) != Some(&b'@'))?;
        return Some((start, Claim::Restricts(unknown_name(&lossy(value))?)));
    }
    Some((start, Claim::Named(ids)))
}

/// The `value` of a field for the licence that is a name of few words, and of nothing known.
fn unknown_name(value: &str) -> Option<String> {
    const LONGEST: usize = 4;
    const KNOWN: &str = "see|license|licenses|file|below|above|root|domain|free|open|http|www";
    let words = Words::of(value);
    let stream = Stream::of(&words);
    let is_one = (1..=LONGEST).contains(&stream.len()) && !stream.says(nearest::SHORT_NAMES) && !stream.says(KNOWN);
    is_one.then(|| format!("license: {value}"))
}

/// The licences that `text` names: those outside of Category A alone, unless it offers them and one of it for a choice,
/// as most do in one sentence.
fn named(text: &str) -> Vec<&'static str> {
    // "MIT for the server, GPL for this file" offers no choice.
    const OFFERS: &str = "or|either|dual|option";
    let is_a = |id: &&'static str| category::of(id) == Standing::A;
    let is_mixed = |ids: &[&'static str]| ids.iter().any(is_a) && !ids.iter().all(&is_a);
    let words = Words::of(text);
    let stream = Stream::of(&words);
    let mut ids = nearest::named_alone("", &stream);
    if is_mixed(&ids) && !stream.says("alternatively|choose") {
        let offers = |range: Range<usize>| {
            let words = Words::of(text.get(range).unwrap_or_default());
            let stream = Stream::of(&words);
            stream.says(OFFERS) && is_mixed(&nearest::named_alone("", &stream))
        };
        let is_choice = sentence::all(text, &words, false).into_iter().any(offers);
        ids.retain(|id| is_choice || !is_a(id));
    }
    ids
}

/// The first words of `comment` that take something back in a sentence about the source itself.
fn restricted(comment: &str, talk: Talk) -> Option<Restriction> {
    // A sign that words stand behind is none of them.
    let comment = comment.replace("<!--", "    ");
    restriction::find(&comment, talk)?;
    let words = Words::of(&comment);
    let known = sentence::known(&comment, &Stream::of(&words));
    let sentences = sentence::all(&comment, &words, false).into_iter();
    sentences.filter(|range| !sentence::is_known(range, &known)).find_map(|range| {
        let found = restriction::find(comment.get(range.clone())?, talk)?;
        let words = Words::of(comment.get(range.clone())?);
        let range = range.start + found.range.start..range.start + found.range.end;
        (!sentence::is_beside(&Stream::of(&words))).then_some(Restriction { range, ..found })
    })
}

/// The comments in `head`, each from where it states a copyright on: there they speak of the terms of the source. The
/// first comment is as long as `opening`.
fn reserved(head: &[u8], opening: usize) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + copyright(head.get(from..)?)?;
            let start = head.get(..at)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let length = length_of_comment(head.get(start..)?, start < opening);
            from = at.max(start + length) + 1;
            if length > 0 {
                return Some(start..start + length);
            }
        }
    })
}

/// Where `text` first has a sign of a copyright; a rare letter tells where to look.
fn copyright(text: &[u8]) -> Option<usize> {
    const WORD: &[u8] = b"copyright";
    const SIGN: [u8; 2] = [0xc2, 0xa9];
    memchr3_iter(b'y', b'Y', SIGN[1], text).find(|at| {
        let behind = |back: usize, length: usize| text.get(at.checked_sub(back)?..)?.get(..length);
        behind(3, WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(WORD)) || behind(1, 2) == Some(&SIGN)
    })
}

/// How much of `text`, which begins with a line of a comment or is known to be `in_comment`, is still that comment.
fn length_of_comment(text: &[u8], in_comment: bool) -> usize {
    let first = text.trim_ascii_start();
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    if let Some(sign) = LINES.iter().find(|sign| first.starts_with(sign)) {
        return lines.take_while(|line| line.trim_ascii_start().starts_with(sign)).map(<[u8]>::len).sum();
    }
    if !(in_comment || first.starts_with(b"*") || closing(first).is_some()) {
        return 0;
    }
    let closes = |line: &[u8]| BLOCKS.iter().any(|(_, closing)| memmem::find(line, closing).is_some());
    let before: usize = lines.by_ref().take_while(|line| !closes(line)).map(<[u8]>::len).sum();
    let last = text.get(before..).unwrap_or_default().iter().position(|byte| *byte == b'\n');
    last.map_or(text.len(), |last| before + last + 1)
}

/// The licence that `text`, which starts with "licensed under", names and nobody knows.
fn unknown_licence(text: &str) -> Option<String> {
    const LONGEST: usize = 8;
    const KNOWN: &str = "file|found|same|this|following|style|either|both";
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
    let is_one = match sentence.iter().skip(2).position(|word| matches!(*word, "license" | "terms")) {
        Some(at) => at > 1,
        None => sentence.first() == Some(&"licensed") && sentence.len() > 2,
    };
    (is_one && !sentence.iter().any(is_known)).then(|| sentence.join(" "))
}

/// Signs that make a line a comment.
const LINES: [&[u8]; 7] = [b"//", b"#", b"--", b";", b"%", b"REM ", b"rem "];
/// What begins and what ends a comment that may go on for lines.
const BLOCKS: [(&[u8], &[u8]); 6] =
    [(b"/*", b"*/"), (b"<!--", b"-->"), (b"\"\"\"", b"\"\"\""), (b"'''", b"'''"), (b"{{", b"}}"), (b"<%", b"%>")];

/// What ends the comment that `line` begins with, and `line` behind the sign.
fn closing(line: &[u8]) -> Option<(&'static [u8], &[u8])> {
    BLOCKS.iter().find_map(|(opening, closing)| Some((*closing, line.strip_prefix(*opening)?)))
}

/// The comment before anything else in `head`.
fn opening_comment(head: &[u8]) -> &[u8] {
    // What stands before comments in JavaScript, PHP and HTML.
    const BEFORE: [&[u8]; 4] = [b"'use strict'", b"\"use strict\"", b"<?", b"<!"];
    let mut awaited: Option<&[u8]> = None;
    let mut end = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let rest = match closing(text) {
            _ if awaited.is_some() => text,
            Some((closing, rest)) => {
                awaited = Some(closing);
                rest
            }
            None if text.is_empty() || LINES.iter().chain(&BEFORE).any(|sign| text.starts_with(sign)) => text,
            None => break,
        };
        awaited = awaited.filter(|closing| memmem::find(rest, closing).is_none());
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

/// What `head` has as Python's `__license__`, and where.
fn dunder(head: &[u8]) -> Option<(usize, &[u8])> {
    const NAME: &[u8] = b"__license__";
    let start = memmem::find(head, NAME)?;
    let value = head.get(start + NAME.len()..)?.trim_ascii_start().strip_prefix(b"=")?;
    Some((start, value.split(|byte| matches!(byte, b'"' | b'\'')).nth(1)?))
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
    const NAMES: [(&[u8], &[&[u8]]); 3] = [
        (b" License", &[b"Source Available", b"Business Source", b"Elastic"]),
        (b"PL", &[b"G", b"SS", b"EU"]),
        (b"BY-", &[b"CC ", b"CC-"]),
    ];
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
