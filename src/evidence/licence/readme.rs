//! What READMEs, and papers such as `LICENSING.md`, say of the plugin's licence.

use std::collections::BTreeSet;
use std::ops::Range;

use super::category::{self, Standing};
use super::expression::{self, Terms};
use super::pattern::Stream;
use super::restriction::{self, Talk};
use super::words::Words;
use super::{files, holder, nearest, sentence};
use crate::error::Place;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::Repository;
use crate::evidence::text::is_one_of;

/// Most lines of a section that are read.
const SECTION: usize = 100;

/// A document's word on the licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readme {
    /// Where.
    pub place: Place,
    /// SPDX ids of the licences named.
    pub ids: Vec<&'static str>,
    /// The choices that it offers, each in one sentence.
    pub choices: Vec<Offer>,
    /// Licences outside of Category A that it names with no choice of another, and not for pictures and the like: the
    /// place of the first sentence that does, and the ids.
    pub others: Vec<(Place, Vec<&'static str>)>,
    /// Its first words that take something back, and where.
    pub restriction: Option<(Place, String)>,
    /// A section on the licence that names none and points to no file.
    pub silent: Option<Place>,
}

/// A choice between licences that one sentence offers: between these, and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// SPDX ids of the licences named.
    pub ids: Vec<&'static str>,
    /// Paths of the licence files named, from the repository's root.
    pub files: BTreeSet<String>,
}

/// What a part of a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// The plugin's licence, and nothing else.
    Terms,
    /// A licence, be it that of the server or of an account.
    Licence,
}

/// A part of a document that speaks of a licence: its first line, or that of its heading, and its bytes.
#[derive(Debug)]
struct Section {
    about: About,
    line: usize,
    range: Range<usize>,
}

/// Whether the file called `name` is a README, in whatever language.
pub(super) fn is_readme(name: &str) -> bool {
    const LONGEST: usize = "readme.zh-hans.markdown".len();
    name.to_lowercase().starts_with("readme") && name.len() <= LONGEST && files::is_document(name)
}

/// Whether the file called `name` is a paper that is all about how the plugin may be used.
pub(super) fn is_paper(name: &str) -> bool {
    const SUBJECTS: &str = "copyright|legal|licensing|pricing";
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    files::is_document(name) && is_one_of(&stem, SUBJECTS)
}

/// What the README `text` says in its sections about the licence, or in its lines that name one, and what it restricts
/// anywhere.
pub(super) fn readme(repository: &Repository, path: &str, text: &str) -> Option<Readme> {
    let mut found = sections(text);
    if found.is_empty() {
        found = stating_lines(text);
    }
    let read = read(repository, path, text, &found);
    let elsewhere = || restriction::find(text, Talk::OfAnything);
    let restriction =
        read.restriction.or_else(|| elsewhere().map(|found| (Place::in_text(path, text, found.range), found.words)));
    match (found.first(), &restriction) {
        (None, None) => None,
        (None, Some((place, _))) => Some(Readme { place: place.clone(), restriction, ..read }),
        (Some(_), _) => Some(Readme { restriction, ..read }),
    }
}

/// What the paper `text` says, which is all about terms.
pub(super) fn paper(repository: &Repository, path: &str, text: &str) -> Readme {
    let whole = Section { about: About::Terms, line: 1, range: 0..text.len() };
    Readme { silent: None, ..read(repository, path, text, &[whole]) }
}

fn read(repository: &Repository, path: &str, text: &str, sections: &[Section]) -> Readme {
    let line = sections.first().map_or(1, |section| section.line);
    let mut readme = Readme {
        place: Place::line(path, text, line),
        ids: Vec::new(),
        choices: Vec::new(),
        others: Vec::new(),
        restriction: None,
        silent: None,
    };
    for section in sections {
        let body = text.get(section.range.clone()).unwrap_or_default();
        let at = |range: Range<usize>| {
            Place::in_text(path, text, section.range.start + range.start..section.range.start + range.end)
        };
        let words = Words::of(body);
        let stream = Stream::of(&words);
        let ids = names(body, &stream);
        if stream.says("option|either|dual") {
            let offers =
                sentence::all(body, &words, false).into_iter().filter_map(|range| offer(repository, body.get(range)?));
            readme.choices.extend(offers);
        }
        let talk = if section.about == About::Terms { Talk::OfTerms } else { Talk::OfLicence };
        let is_plain = ids.iter().all(|id| category::of(id) == Standing::A) && restriction::find(body, talk).is_none();
        let pieces = if is_plain { Vec::new() } else { sentence::all(body, &words, true) };
        let known = if is_plain { Vec::new() } else { sentence::known(body, &stream) };
        for range in pieces {
            if sentence::is_known(&range, &known) {
                continue;
            }
            let piece = body.get(range.clone()).unwrap_or_default();
            let words = Words::of(piece);
            let stream = Stream::of(&words);
            let mut named = put_under(piece, &stream, &readme.choices);
            // Once is enough: to find a place in a text takes longer the more is before it.
            named.retain(|id| !readme.others.iter().any(|(_, ids)| ids.contains(id)));
            if !named.is_empty() {
                // Marks and spaces before it belong to the sentence before.
                let behind = words.list.first().map_or(0, |word| word.source.start);
                readme.others.push((at(range.start + behind..range.end), named));
            }
            if readme.restriction.is_none()
                && !(sentence::is_beside(&stream) || sentence::is_of_others(&stream))
                && let Some(found) = restriction::find(piece, talk)
            {
                let range = range.start + found.range.start..range.start + found.range.end;
                readme.restriction = Some((at(range), found.words));
            }
        }
        let is_silent = section.about == About::Terms
            && !words.list.is_empty()
            && ids.is_empty()
            && !says_which(body, &stream)
            && sentence::known(body, &stream).is_empty();
        if is_silent && readme.silent.is_none() {
            readme.silent = Some(Place::line(path, text, section.line));
        }
        for id in ids {
            if !readme.ids.contains(&id) {
                readme.ids.push(id);
            }
        }
    }
    readme
}

/// The licences that `text` names in whatever way.
fn names(text: &str, stream: &Stream<'_>) -> Vec<&'static str> {
    let mut ids = nearest::named(text, stream);
    nearest::add_ids(text, &mut ids);
    nearest::add_nicknames(stream, &mut ids);
    ids
}

/// The licences outside of Category A that `piece` puts the plugin under.
fn put_under(piece: &str, stream: &Stream<'_>, choices: &[Offer]) -> Vec<&'static str> {
    let mut ids = names(piece, stream);
    let is_a = |id: &&'static str| category::of(id) == Standing::A;
    let chosen = |id: &&'static str| {
        let is_same = |other: &&'static str| nearest::family(other) == nearest::family(id);
        choices
            .iter()
            .any(|offer| offer.ids.iter().any(is_same) && (offer.files.len() > 1 || offer.ids.iter().any(is_a)))
    };
    let own = without_vendored(piece).map(|own| names(&own, &Stream::of(&Words::of(&own))));
    let vendored = |id: &&'static str| own.as_ref().is_some_and(|own| !own.contains(id));
    ids.retain(|id| !is_a(id) && !chosen(id) && !vendored(id));
    let bare = piece.replace(['*', '`'], "");
    let is_choice = || match expression::parse(bare.trim_matches(|c: char| !c.is_alphanumeric())) {
        Terms::Expression(parsed) => expression::standing(&parsed) == Standing::A,
        _ => false,
    };
    if ids.is_empty() || sentence::is_of_others(stream) || is_choice() { Vec::new() } else { ids }
}

/// `piece` without its link to the licence of what is vendored, as in `[LGPL](vendor/lame/COPYING)`.
fn without_vendored(piece: &str) -> Option<String> {
    let (before, behind) = piece.split_once("](vendor/")?;
    let before = before.rsplit_once('[').map_or(before, |(before, _)| before);
    Some(format!("{before}{}", behind.split_once(')').map_or("", |(_, behind)| behind)))
}

/// Whether `body` names a licence in short, or points to a file that holds it.
fn says_which(body: &str, stream: &Stream<'_>) -> bool {
    let points = |word: &str| {
        let name = files::name(word.trim_end_matches('.'));
        (name.starts_with("LICEN") || name.starts_with("COPYING") || name.contains('.')) && files::role(name).is_some()
    };
    stream.says(nearest::SHORT_NAMES)
        || stream.says("public domain|license file|open source|starter template|fossa status")
        || body.contains("/github/license/")
        || grants(body, stream)
        || is_of_holder(body, stream)
        || body.split(|c| c != '/' && is_around_file(c)).any(points)
}

/// Whether a section names no licence because every sentence of it ends with words that allow everything.
fn grants(body: &str, stream: &Stream<'_>) -> bool {
    const GRANTS: &str = "commercial use is allowed|commercial use is permitted|as you like|as you want|as you wish|\
                          what you like|what you want|whatever you like|whatever you want|want with it|like with it|\
                          for anything|for any purpose|free to use|free software|free for all|free for everyone|\
                          free for everybody|everyone may use it|everybody may use it|foss|osi approved|\
                          license in this repository|root of this repository|repository root";
    const HEDGES: &str = "not|no|nobody|only|but|except|unless|if|until|must|need|needs|requires|ask|customers|members";
    let ends = |range: Range<usize>| {
        let words = Words::of(body.get(range).unwrap_or_default());
        let stream = Stream::of(&words);
        let ends_with = |grant: &str| (0..stream.len()).any(|at| stream.phrase(at, grant) == Some(stream.len()));
        stream.is_empty() || GRANTS.split('|').any(ends_with)
    };
    !(stream.is_empty() || stream.says(HEDGES)) && sentence::all(body, stream.words, true).into_iter().all(ends)
}

/// Whether `body` only tells who holds the copyright, and not that all rights are reserved.
fn is_of_holder(body: &str, stream: &Stream<'_>) -> bool {
    let end = stream.len();
    holder::statement(body, stream, 0, end).contains(&end) && !stream.says("rights reserved")
}

/// The parts of a README that are about a licence, by their headings.
fn sections(text: &str) -> Vec<Section> {
    let lines = lines(text);
    let mut is_code = false;
    let mut headings = Vec::new();
    for (number, (line, range)) in lines.iter().enumerate() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            is_code = !is_code;
        }
        let around = [number.wrapping_sub(1), number + 1].map(|at| lines.get(at).map_or("", |(line, _)| line));
        if !is_code && let Some((level, title)) = heading(line, around) {
            headings.push((number, level, title, range.clone()));
        }
    }
    let mut sections: Vec<Section> = Vec::new();
    for (index, (number, level, title, range)) in headings.iter().enumerate() {
        let Some(about) = about(title) else { continue };
        let rest = headings.get(index + 1..).unwrap_or_default();
        let behind = rest.iter().find(|(_, other, ..)| other <= level).map_or(lines.len(), |(number, ..)| *number);
        let last = lines.get(..behind.min(number + SECTION)).and_then(|lines| lines.last());
        let end = last.map_or(range.end, |(_, range)| range.end).max(range.end);
        // What is under a heading of its own within a section was read with that.
        if sections.last().is_none_or(|before| before.range.end < end) {
            sections.push(Section { about, line: number + 1, range: range.end..end });
        }
    }
    sections
}

/// The lines of `text`, each with its bytes.
fn lines(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = end;
        end += line.len();
        (line.trim_end(), start..end)
    });
    lines.collect()
}

/// How deep the heading `line` is, which stands between the lines `around`, and its words; by the marks of Markdown,
/// AsciiDoc, by an underline, or as a line that stands alone and says no more than "License".
fn heading(line: &str, around: [&str; 2]) -> Option<(usize, String)> {
    const DEEPEST: usize = 7;
    let text = line.trim();
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let behind = text.trim_start_matches(['#', '=']);
    let level = text.len() - behind.len();
    if (1..DEEPEST).contains(&level) && !behind.is_empty() {
        return Some((level, bare(behind)));
    }
    let [before, next] = around.map(str::trim);
    if next.len() >= 3 && next.bytes().all(|b| matches!(b, b'=' | b'-' | b'~')) && !text.is_empty() {
        return Some((if next.starts_with('=') { 1 } else { 2 }, bare(text)));
    }
    // No item of a list, and no end of a sentence.
    if !before.is_empty() || text.starts_with(['-', '+']) || text.starts_with("* ") || text.ends_with('.') {
        return None;
    }
    let title = bare(text);
    (about(&title) == Some(About::Terms)).then_some((DEEPEST, title))
}

/// What the part below `title`, which is in small letters, is about.
fn about(title: &str) -> Option<About> {
    const BESIDE: &str = "and|the|of|a|copyright|legal|terms|use|information|info|notice|software|code|source|open|project|\
                          plugin|this|details|conditions";
    const TERMS: &str = "terms of use|terms of service|terms and conditions|terms";
    let is_licence = |word: &str| is_one_of(word, files::LICENCES) || is_one_of(word, "licensing|licencing|开源协议");
    let is_beside = |word: &str| is_one_of(word, BESIDE) || !word.chars().any(char::is_alphabetic);
    let speaks = title.split(' ').any(is_licence);
    if is_one_of(title, TERMS) || speaks && title.split(' ').all(|word| is_licence(word) || is_beside(word)) {
        Some(About::Terms)
    } else {
        let is_one =
            title.contains("license") || title.contains("licence") || is_one_of(title, "legal|copyright|pricing");
        is_one.then_some(About::Licence)
    }
}

/// The lines that say which licence there is, in a README without a section on it.
fn stating_lines(text: &str) -> Vec<Section> {
    const VERBS: [&str; 7] = [
        "licensed under",
        "released under",
        "distributed under",
        "available under",
        "published under",
        "is under the",
        "covered by",
    ];
    const FIELDS: [&str; 6] = ["license:", "licence:", "license |", "badge/license-", "-licensed", "-licenced"];
    let names = |text: &str| {
        let words = Words::of(text);
        !names(text, &Stream::of(&words)).is_empty()
    };
    let says = |line: &str| {
        let line = line.to_lowercase();
        VERBS.iter().any(|verb| line.contains(verb)) && (line.contains("licen") || names(&line))
            || FIELDS.iter().any(|field| line.contains(field))
    };
    let may_say = |line: &str| ["icen", " under ", "overed by"].iter().any(|words| line.contains(words));
    let stating = lines(text).into_iter().enumerate().filter(|(_, (line, _))| may_say(line) && says(line));
    stating.map(|(number, (_, range))| Section { about: About::Licence, line: number + 1, range }).collect()
}

/// The choice that `sentence` offers between the licences that it names.
fn offer(repository: &Repository, sentence: &str) -> Option<Offer> {
    // Words that refuse a choice, set a time or a condition to it, or tell of another's.
    const ELSEWHERE: &str = "not|no|never|neither|until|before|was|were|formerly|depending|if|uses|includes|bundles|depends|\
                             library|dependency";
    let words = Words::of(sentence);
    let stream = Stream::of(&words);
    // As GNU's notices have it, these words are about versions of one licence.
    let offers = |words: &str, unless: &str| {
        (0..stream.len())
            .any(|at| stream.phrase(at, words).is_some_and(|behind| stream.phrase(behind, unless).is_none()))
    };
    let offers = offers("at your option", "any later version") || offers("either", "version");
    // "Dual-licensed" alone may mean that one part is under the one and another under the other.
    let is_one = offers || stream.says("dual") && stream.says("or") && !stream.says("for");
    if !is_one || stream.says(ELSEWHERE) {
        return None;
    }
    let ids = names(sentence, &stream);
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
