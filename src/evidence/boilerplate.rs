//! Which lines are the starter template's, and which are the author's own.

pub mod align;
pub mod base;
pub mod builder;
pub mod edit;
pub mod history;
pub mod identity;
pub mod index;
pub mod line;
pub mod matching;
pub mod renamed;
pub mod scope;

use std::collections::BTreeMap;
use std::ops::Range;

use self::align::FileLine;
use self::base::{Base, Drift, Missing, Span};
use self::identity::{Identity, Names, module};
use self::index::{Index, Line};
use self::matching::{Bounds, InOriginal};
use self::scope::{Area, Exclusion};
use super::repository::{File, Oid, Repository, Status};
use super::sweep::{Content, sweep};
use super::{Cause, CauseKind, Fact, LARGE, Reader, SMALL, kebab_enum, manifest};
use crate::error::Error;

kebab_enum! {
    /// What a file is, as a whole.
    Class {
        /// Every telling line is the template's.
        Boilerplate = "boilerplate",
        /// No line is the template's.
        Own = "own",
        /// Some lines are the template's: a file of the template that was edited.
        Mixed = "mixed",
        /// Listed apart: never review scope.
        Excluded = "excluded",
        /// A program wrote it.
        Generated = "generated",
    }
}

impl Class {
    /// That of a file with these lines of the author's and of the template's.
    fn of(own: &[Range<u32>], boilerplate: &[Range<u32>]) -> Self {
        match (own.is_empty(), boilerplate.is_empty()) {
            (true, false) => Self::Boilerplate,
            (false, false) => Self::Mixed,
            (_, true) => Self::Own,
        }
    }
}

/// The template's lines in a repository, and the author's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boilerplate {
    /// The template's commit that the index speaks of.
    pub template: Oid,
    /// Every file, sorted by path.
    pub files: Vec<Scope>,
    /// Lines by class.
    pub lines: Lines,
    /// The template's commit that the plugin started from, where its history proves one.
    pub base: Option<Base>,
    /// The template's commits that the files resemble most.
    pub range: Option<Span>,
    /// The template's files that have changed since.
    pub drift: Vec<Drift>,
    /// The template's files that the plugin does not have, sorted by path.
    pub missing: Vec<Missing>,
}

/// Numbers of lines by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// The template's.
    pub boilerplate: usize,
    /// The author's own.
    pub own: usize,
    /// Fewer than three letters and digits.
    pub trivial: usize,
    /// In files listed apart.
    pub excluded: usize,
    /// Not the template's, in files that a program wrote.
    pub generated: usize,
}

/// One file: what it is, and which of its lines are whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Path from the repository's root.
    pub path: String,
    /// What it is, as a whole.
    pub class: Class,
    /// Why it is listed apart.
    pub exclusion: Option<Exclusion>,
    /// Who reviews it.
    pub area: Area,
    /// The template's file that explains most of it.
    pub origin: Option<Origin>,
    /// The author's own lines, from 0; trivial lines are in neither list.
    pub own: Vec<Range<u32>>,
    /// The template's lines, from 0.
    pub boilerplate: Vec<Range<u32>>,
    /// How many lines it has.
    pub lines: usize,
    /// How many of them are trivial.
    pub trivial: usize,
    /// Lines, from 0, that still carry one of the template's own names.
    pub leftovers: Vec<u32>,
    /// In a go.mod that may be no copy: the lines, from 0, that are the template's only if history proves the plugin's
    /// start, for they say what it needs in which version.
    pub doubtful: Option<Vec<u32>>,
}

/// Where in the template a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Position in [`Index::files`].
    pub file: u32,
    /// The version.
    pub version: index::Version,
    /// The content is the version's, byte for byte.
    pub exact: bool,
}

/// Sorts every line of `repository` into the template's and the author's own; `base` is the template's commit that its
/// history proves to be its start, as far as somebody looked.
pub fn collect(
    repository: &Repository,
    reader: &dyn Reader,
    names: &Names<'_>,
    base: Option<Base>,
) -> Fact<Boilerplate> {
    match index::embedded() {
        Ok(index) => compare(index, repository, reader, names, base),
        Err(error) => blind(error),
    }
}

/// There is no index to compare with.
pub fn blind(error: &Error) -> Fact<Boilerplate> {
    Fact::Blind(Cause::new(CauseKind::Internal, error.what.clone()))
}

/// As [`collect`], against an index of the caller's own.
pub fn compare(
    index: &Index,
    repository: &Repository,
    reader: &dyn Reader,
    names: &Names<'_>,
    base: Option<Base>,
) -> Fact<Boilerplate> {
    Comparison::new(index, repository, reader, names).all(reader, base)
}

/// Seconds by which a plugin may have a change before the template's main branch does: from a pull request, or with a
/// clock that is wrong.
const AHEAD: i64 = 30 * 24 * 60 * 60;

/// Position of the template's newest commit that HEAD of `repository` can hold anything from: nobody copies what is not
/// written. What is not committed yet may be of any.
fn latest(index: &Index, repository: &Repository) -> u32 {
    let is_staged = || repository.files.iter().all(|file| file.status == Status::Clean);
    let committed = match &repository.git {
        Fact::Seen(git) if !git.dirty || !is_staged() => git.committed,
        _ => None,
    };
    let Some(committed) = committed else { return u32::MAX };
    newest(index, committed).unwrap_or(u32::MAX)
}

/// Position of the template's newest commit that a commit made at `seconds` can hold anything from.
fn newest(index: &Index, seconds: i64) -> Option<u32> {
    let position = index.commits().iter().rposition(|commit| commit.seconds <= seconds.saturating_add(AHEAD))?;
    Some(position as u32)
}

/// What the plugin calls itself: `names`, and the module of its go.mod.
pub fn identity(repository: &Repository, reader: &dyn Reader, names: &Names<'_>) -> Identity {
    let declared = module_of(repository, reader);
    Identity::new(&Names { module: names.module.or(declared.as_deref()), ..names.clone() })
}

/// The module that the plugin's go.mod declares.
pub fn module_of(repository: &Repository, reader: &dyn Reader) -> Option<String> {
    let go_mod = reader.read(&format!("{}go.mod", repository.prefix), SMALL).ok()?;
    module(std::str::from_utf8(&go_mod).ok()?).map(str::to_owned)
}

impl Lines {
    /// The sums over `files`.
    pub fn of(files: &[Scope]) -> Self {
        files.iter().fold(Self::default(), |sum, file| sum.plus(file))
    }

    fn plus(mut self, file: &Scope) -> Self {
        let own = file.own_lines();
        match file.class {
            Class::Excluded => self.excluded += file.lines,
            Class::Generated => self.generated += own,
            Class::Boilerplate | Class::Own | Class::Mixed => self.own += own,
        }
        self.boilerplate += file.boilerplate_lines();
        self.trivial += file.trivial;
        self
    }
}

/// The comparison of a plugin's files with the template, file by file.
pub struct Comparison<'a> {
    index: &'a Index,
    identity: Identity,
    bounds: Bounds<'a>,
    /// The folders of other plugins, each with a `/` at its end.
    others: Vec<String>,
}

/// The folders of `repository` that hold another plugin, below this one's own folder or beside it.
fn others(repository: &Repository, reader: &dyn Reader) -> Vec<String> {
    let prefix = repository.prefix.as_str();
    let mut others = manifest::others_below(repository, reader);
    if !prefix.is_empty() {
        let all = manifest::folders_below("", repository, reader).into_iter().map(|folder| format!("{folder}/"));
        others.extend(all.filter(|folder| !folder.starts_with(prefix) && !prefix.starts_with(folder.as_str())));
    }
    others
}

impl<'a> Comparison<'a> {
    /// As for [`compare`].
    pub fn new(index: &'a Index, repository: &'a Repository, reader: &dyn Reader, names: &Names<'_>) -> Self {
        let bounds = Bounds { repository, latest: latest(index, repository) };
        Self { index, identity: identity(repository, reader, names), bounds, others: others(repository, reader) }
    }

    /// The comparison of all of the plugin's files, with `base` as for [`compare`].
    pub fn all(&self, reader: &dyn Reader, base: Option<Base>) -> Fact<Boilerplate> {
        let files = sweep(self.bounds.repository, reader, |file, content| self.look(file, content));
        self.result(files.into_iter().flatten().collect(), base)
    }

    /// What all that [`Comparison::look`] gave comes to, with `base` as for [`compare`].
    pub fn result(&self, mut files: Vec<Scope>, base: Option<Base>) -> Fact<Boilerplate> {
        let index = self.index;
        for file in &mut files {
            if let Some(doubtful) = file.doubtful.take().filter(|_| base.is_none()) {
                file.divide(|line, is_templates| is_templates && doubtful.binary_search(&line).is_err());
                file.origin = None;
            }
        }
        let lines = Lines::of(&files);
        let Some(tip) = index.tip() else {
            return Fact::Blind(Cause::new(CauseKind::Internal, "the template index holds no commit"));
        };
        let (range, drift) = (base::range(index, &files), base::drift(index, &files));
        let missing = base::missing(index, &self.bounds.repository.prefix, &files, base, range);
        Fact::Seen(Boilerplate { template: tip.oid, files, lines, base, range, drift, missing })
    }

    /// Whose the lines of `file` are; `None` where it was deleted.
    pub fn look(&self, file: &File, content: &mut Content<'_>) -> Option<Scope> {
        (file.status != Status::Deleted).then(|| self.scope(file, content))
    }

    /// The path from the plugin's root.
    fn path<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(&self.bounds.repository.prefix).unwrap_or(path)
    }

    fn scope(&self, file: &File, content: &mut Content<'_>) -> Scope {
        let path = self.path(&file.path);
        let mut scope = Scope {
            path: file.path.clone(),
            class: Class::Own,
            exclusion: None,
            area: scope::area(path),
            origin: None,
            own: Vec::new(),
            boilerplate: Vec::new(),
            lines: 0,
            trivial: 0,
            leftovers: Vec::new(),
            doubtful: None,
        };
        if !file.is_regular() {
            return scope.apart(Exclusion::NotAFile, 0);
        }
        let is_others = self.others.iter().any(|folder| file.path.starts_with(folder.as_str()));
        let exclusion = if is_others { Some(Exclusion::OtherPlugin) } else { scope::exclusion(path) };
        if exclusion == Some(Exclusion::Binary) {
            return scope.apart(Exclusion::Binary, 0);
        }
        if exclusion.is_none() && self.whole(file, path, &mut scope) {
            return scope;
        }
        let content = match content.bytes(LARGE) {
            Ok(content) => content,
            Err(cause) if cause.kind == CauseKind::TooLarge => return scope.apart(Exclusion::TooLarge, 0),
            Err(_) => return scope.apart(Exclusion::Unreadable, 0),
        };
        match exclusion {
            Some(exclusion) => return scope.apart(exclusion, line::count(content)),
            None if scope::is_binary(content) => return scope.apart(Exclusion::Binary, 0),
            None => {}
        }
        let is_committed = file.status == Status::Clean;
        let latest = if is_committed { self.bounds.latest } else { u32::MAX };
        if path.ends_with(".go") && scope::is_tool(content) {
            scope.area = Area::Tooling;
        }
        self.compare(path, content, &mut scope, Bounds { latest, ..self.bounds });
        if scope::is_generated(content) {
            scope.class = Class::Generated;
        }
        scope
    }

    /// Fills `scope` without reading the file when its content is one of the template's.
    fn whole(&self, file: &File, path: &str, scope: &mut Scope) -> bool {
        let Some((blob, content)) = file.oid.as_ref().and_then(|oid| self.index.blob(oid)) else { return false };
        let Some((position, version)) = self.index.origin(blob, path) else { return false };
        let is_apart = self.index.files().get(position as usize).is_some_and(|f| scope::exclusion(&f.path).is_some());
        if content.lines.is_empty() && is_apart {
            return false;
        }
        scope.origin = Some(Origin { file: position, version, exact: true });
        scope.fill(content.lines.iter().map(|line| (*line != Line::TRIVIAL).then_some(true)));
        let named = (0u32..).zip(&content.lines).filter(|(_, line)| self.index.is_named(**line));
        scope.leftovers = named.map(|(number, _)| number).collect();
        scope.class = Class::Boilerplate;
        true
    }

    fn compare(&self, path: &str, content: &[u8], scope: &mut Scope, bounds: Bounds<'_>) {
        let mut buffer = Vec::new();
        let mut weight = 0;
        let first = |(number, text): (u32, &[u8])| match line::key(text, &mut buffer) {
            None => Seen::Trivial,
            Some(key) => self.index.line(key).map_or(Seen::Unknown, |line| {
                weight += self.index.weight(line);
                if self.index.is_as_written(key) {
                    scope.leftovers.push(number);
                }
                Seen::Known(line)
            }),
        };
        let seen: Vec<Seen> = (0u32..).zip(line::lines(content)).map(first).collect();
        if !matching::is_candidate(self.index, path, weight) {
            return scope.fill(seen.iter().map(|seen| (*seen != Seen::Trivial).then_some(false)));
        }
        let lines = self.sequence(content, &seen);
        let found = matching::find(self.index, path, &lines, bounds);
        let mut whose = vec![None; seen.len()];
        for (line, boilerplate) in lines.iter().zip(&found.boilerplate) {
            if let Some(slot) = whose.get_mut(line.number as usize) {
                *slot = Some(*boilerplate);
            }
        }
        scope.origin = found.origin.map(|(file, version)| Origin { file, version, exact: false });
        if found.is_doubtful {
            // What names the module and opens the lists is no chance.
            let pins = lines.iter().zip(&found.boilerplate).filter(|(line, found)| **found && line.letters == 0);
            scope.doubtful = Some(pins.map(|(line, _)| line.number).collect());
        }
        scope.fill(whose.into_iter());
        scope.class = Class::of(&scope.own, &scope.boilerplate);
    }

    /// The lines of a file's content that are not trivial, each with the template's line that it equals.
    fn telling(&self, content: &[u8]) -> Vec<FileLine> {
        let mut buffer = Vec::new();
        let seen = |text| match line::key(text, &mut buffer) {
            None => Seen::Trivial,
            Some(key) => self.index.line(key).map_or(Seen::Unknown, Seen::Known),
        };
        let seen: Vec<Seen> = line::lines(content).map(seen).collect();
        self.sequence(content, &seen)
    }

    /// As [`Comparison::telling`], of lines that were `seen`.
    fn sequence(&self, content: &[u8], seen: &[Seen]) -> Vec<FileLine> {
        let mut buffer = Vec::new();
        let mut names = self.identity.places(content).into_iter().peekable();
        let mut known = |(text, seen): (&[u8], &Seen)| {
            let end = line::end(content, text);
            let named = names.next_if(|place| *place < end).is_some();
            while names.next_if(|place| *place < end).is_some() {}
            let normal = named.then(|| self.identity.normalise(text)).flatten();
            let line = match (seen, &normal) {
                (Seen::Known(line), _) => Some(*line),
                (_, Some(normal)) => self.index.line(line::hash(normal, &mut buffer)),
                (_, None) => None,
            };
            (line, line.map_or(0, |_| line::letters(normal.as_deref().unwrap_or(text))))
        };
        let telling = (0u32..).zip(line::lines(content).zip(seen)).filter(|(_, (_, seen))| **seen != Seen::Trivial);
        telling
            .map(|(number, pair)| {
                let (line, letters) = known(pair);
                FileLine { number, line, letters }
            })
            .collect()
    }

    /// Whether the file at `path`, from the repository's root, may be a copy of one of the template's.
    fn may_copy(&self, path: &str) -> bool {
        matching::may_copy(self.index, self.path(path))
    }

    /// Where the original has each telling line of `content`, by its number, if the file at `path` is a copy of one of
    /// the template's, of those that there were at `seconds`.
    fn original(&self, path: &str, content: &[u8], seconds: Option<i64>) -> BTreeMap<u32, InOriginal> {
        let Some(latest) = seconds.map_or(Some(u32::MAX), |seconds| newest(self.index, seconds)) else {
            return BTreeMap::new();
        };
        let lines = self.telling(content);
        let places = matching::original(self.index, self.path(path), &lines, Bounds { latest, ..self.bounds });
        lines.iter().zip(places).map(|(line, place)| (line.number, place)).collect()
    }

    fn index(&self) -> &'a Index {
        self.index
    }
}

/// A line before names are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Trivial,
    Unknown,
    Known(Line),
}

impl Scope {
    /// How many lines are the author's own.
    pub fn own_lines(&self) -> usize {
        self.own.iter().map(ExactSizeIterator::len).sum()
    }

    /// How many lines are the template's.
    pub fn boilerplate_lines(&self) -> usize {
        self.boilerplate.iter().map(ExactSizeIterator::len).sum()
    }

    fn apart(mut self, exclusion: Exclusion, lines: usize) -> Self {
        self.class = Class::Excluded;
        self.exclusion = Some(exclusion);
        self.lines = lines;
        self
    }

    /// Divides its telling lines anew: `is_templates` gets each line's number, from 0, and whether it was the template's.
    fn divide(&mut self, is_templates: impl Fn(u32, bool) -> bool) {
        let all = |ranges: &[Range<u32>], were: bool| -> Vec<(u32, bool)> {
            ranges.iter().cloned().flatten().map(move |line| (line, were)).collect()
        };
        let mut lines = [all(&self.own, false), all(&self.boilerplate, true)].concat();
        lines.sort_unstable();
        (self.own, self.boilerplate) = (Vec::new(), Vec::new());
        for (line, was) in lines {
            push(if is_templates(line, was) { &mut self.boilerplate } else { &mut self.own }, line);
        }
        if self.class != Class::Generated {
            self.class = Class::of(&self.own, &self.boilerplate);
        }
    }

    /// Takes each line's owner: `None` for trivial ones, else whether it is the template's.
    fn fill(&mut self, whose: impl Iterator<Item = Option<bool>>) {
        for (number, whose) in (0u32..).zip(whose) {
            self.lines += 1;
            match whose {
                None => self.trivial += 1,
                Some(true) => push(&mut self.boilerplate, number),
                Some(false) => push(&mut self.own, number),
            }
        }
    }
}

/// Adds `number` to the last range when it continues it.
fn push(ranges: &mut Vec<Range<u32>>, number: u32) {
    match ranges.last_mut() {
        Some(last) if last.end == number => last.end += 1,
        _ => ranges.push(number..number + 1),
    }
}
