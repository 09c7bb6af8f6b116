//! Decides which lines of one file are the template's.

use std::collections::BTreeMap;

use super::align::{FileLine, Pair, align, weigh};
use super::index::{Index, Line, TemplateFile, Version, stem};
use crate::evidence::repository::{Repository, file_name};

/// One full line, in the quarters that weights count in.
const LINE: u32 = 4;

/// A file of which one line in so many is the template's is a copy that was edited.
const SHARE: u32 = 12;
/// Least weight of a template's file that a file at another path can be compared with.
const ELSEWHERE: u32 = 5 * LINE;
/// Least weight in common with a file at another path that makes a file a copy of it as a whole.
const WHOLE: u32 = 8 * LINE;
/// How many further versions a file may have taken pieces from, after the one that explains most of it.
const PARTIAL_SYNCS: usize = 3;
/// Letters and digits on telling lines that make a piece of another version more than chance.
const PIECE: u32 = 24;
/// Neighbouring lines that make a place in another version.
const PLACE: usize = 3;

/// The list of the modules that a Go program needs; the go command writes most of it.
const GO_MOD: &str = "go.mod";

/// The least that a run of neighbouring pairs must hold to be believed.
#[derive(Debug, Clone, Copy)]
enum Least {
    /// Nothing: the file as a whole is the template's.
    Any,
    /// So much weight.
    Weight(u32),
    /// So many letters and digits on telling lines.
    Letters(u32),
}

/// What bounds the search for a whole plugin.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<'a> {
    /// The plugin, whose paths say what was moved and what is there besides.
    pub repository: &'a Repository,
    /// Position of the template's newest commit that the plugin can have anything from.
    pub latest: u32,
}

/// What was found for one file.
#[derive(Debug, Clone, Default)]
pub struct Match {
    /// For each line of the sequence, whether it is the template's.
    pub boilerplate: Vec<bool>,
    /// The template file and the version that explain most of it.
    pub origin: Option<(u32, Version)>,
    /// A go.mod of which the template explains too little to tell that it is a copy.
    pub is_doubtful: bool,
}

/// A version with its best alignment to the file.
#[derive(Debug)]
struct Candidate {
    file: u32,
    version: Version,
    pairs: Vec<Pair>,
    /// Weight of the pairs.
    score: u32,
    /// Weight of all of the version's lines.
    weight: u32,
}

/// Whether [`find`] could find anything in the file at `path`, whose lines that the template has weigh `weight`.
pub fn is_candidate(index: &Index, path: &str, weight: u32) -> bool {
    weight >= ELSEWHERE
        || !index.relatives(path).is_empty()
        || index.wiring().any(|(_, file)| Kinship::of(&file.path, path) != Kinship::Stranger)
}

/// Finds the template's lines among `lines`, the lines of the file at `path` (from the plugin's root) that are not
/// trivial.
pub fn find(index: &Index, path: &str, lines: &[FileLine], bounds: Bounds<'_>) -> Match {
    let finder = Finder { index, lines, bounds, total: lines.len() as u32 * LINE };
    let mut found = finder.find(path);
    found.is_doubtful = file_name(path) == GO_MOD && !finder.is_mostly(&found);
    found
}

/// Percent of a template's file that a file of the same path must hold to be a copy of it.
const COPY: u32 = 30;

/// Whether [`original`] could find anything in the file at `path`.
pub fn may_copy(index: &Index, path: &str) -> bool {
    let is_kin = |(_, file): (u32, &TemplateFile)| Kinship::of(&file.path, path) == Kinship::Path;
    !index.relatives(path).is_empty() || index.wiring().any(is_kin) || file_name(path) == GO_MOD
}

/// Where the original of a copy has one of the copy's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InOriginal {
    /// At the same place.
    Here,
    /// At another one, or more often: nobody can tell whether it is this one.
    Somewhere,
    /// Not at all, or not so often.
    Nowhere,
}

/// Where the original has each of `lines`, as in [`find`], if the file at `path` is a copy of one of the template's of
/// its path; else nothing. All that both have in the same order counts: this is for a state of which only those lines are
/// asked that came with it.
pub fn original(index: &Index, path: &str, lines: &[FileLine], bounds: Bounds<'_>) -> Vec<InOriginal> {
    let finder = Finder { index, lines, bounds, total: lines.len() as u32 * LINE };
    let Some(original) = finder.original(path) else { return Vec::new() };
    let mut here = vec![false; lines.len()];
    finder.accept(&original, Least::Any, &mut here);
    let spare = finder.spare(&original, &here);
    let is_spare = |line: Line| spare.get(line.0 as usize).copied().unwrap_or_default();
    let place = |(line, here): (&FileLine, &bool)| match here {
        true => InOriginal::Here,
        false if line.line.is_some_and(is_spare) => InOriginal::Somewhere,
        false => InOriginal::Nowhere,
    };
    lines.iter().zip(&here).map(place).collect()
}

/// What a file's path says of its relation to one of the demonstration's wiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinship {
    /// The same path, in whatever dialect.
    Path,
    /// The same name, elsewhere; an `index` is called by its folder.
    Name,
    /// Nothing.
    Stranger,
}

impl Kinship {
    fn of(wiring: &str, path: &str) -> Self {
        let called = |stem| match file_name(stem) {
            "index" => stem.rsplit('/').nth(1).map(|folder| (folder, "index")),
            name => Some(("", name)),
        };
        match (stem(wiring), stem(path)) {
            (a, b) if a == b => Self::Path,
            (a, b) if called(a) == called(b) => Self::Name,
            _ => Self::Stranger,
        }
    }
}

struct Finder<'a> {
    index: &'a Index,
    lines: &'a [FileLine],
    bounds: Bounds<'a>,
    /// Weight of the file, every unknown line counted in full.
    total: u32,
}

impl Match {
    fn none(lines: &[FileLine]) -> Self {
        Self { boilerplate: vec![false; lines.len()], ..Self::default() }
    }
}

impl Finder<'_> {
    /// Whether three fifths of the file are the template's. The go command lists what the server's module needs in any
    /// plugin's go.mod, so less is no sign that a plugin copied it, unless its history says that it did.
    fn is_mostly(&self, found: &Match) -> bool {
        let weights = self.lines.iter().zip(&found.boilerplate).filter(|(_, found)| **found);
        weights.map(|(line, _)| self.weight(line)).sum::<u32>() * 5 >= self.total * 3
    }

    /// The version that the file is a copy of.
    fn original(&self, path: &str) -> Option<Candidate> {
        let free = vec![false; self.lines.len()];
        let same = self.index.relatives(path);
        let versions = self.versions(same).chain(self.wired(path, Kinship::Path));
        let here = self.best_of(versions, &free).filter(|best| best.covers_version(COPY));
        if file_name(path) != GO_MOD {
            return here;
        }
        // What the go command lists in one week reads alike wherever it stands.
        let is_elsewhere = |(at, file): &(u32, &TemplateFile)| file_name(&file.path) == GO_MOD && !same.contains(at);
        let elsewhere: Vec<u32> = (0..).zip(self.index.files()).filter(is_elsewhere).map(|(at, _)| at).collect();
        let elsewhere = self.best(&elsewhere, &free).filter(|best| self.is_renamed(best));
        here.into_iter().chain(elsewhere).max_by_key(|best| best.score)
    }

    /// Whether the file is a copy of one of the same name at another path.
    fn is_renamed(&self, best: &Candidate) -> bool {
        best.score * SHARE >= self.total && best.covers_version(45)
    }

    fn find(&self, path: &str) -> Match {
        let mut found = Match::none(self.lines);
        let same = self.index.relatives(path);
        if let Some(best) = self.best(same, &found.boilerplate) {
            // A lone line that any plugin writes says nothing in a file that is nearly all the author's.
            let is_copy = best.score * SHARE >= self.total;
            let least = match is_copy {
                true => Least::Any,
                false if best.covers_version(15) => Least::Weight(LINE / 2),
                false => Least::Weight(3 * LINE),
            };
            if self.accept(&best, least, &mut found.boilerplate) > 0 {
                found.origin = Some((best.file, best.version));
            }
            for _ in 0..PARTIAL_SYNCS {
                let Some(next) = self.best(same, &found.boilerplate) else { break };
                let placed = self.fill(&next, &mut found.boilerplate);
                let least = if is_copy && next.covers_version(20) { Least::Any } else { Least::Letters(PIECE) };
                let pieces = self.accept(&next, least, &mut found.boilerplate);
                if placed + pieces == 0 {
                    break;
                }
            }
        }
        self.elsewhere(path, same, &mut found);
        self.wiring(path, &mut found);
        found
    }

    /// The demonstration's wiring: in files of its path or name, and long pieces of it in any other.
    fn wiring(&self, path: &str, found: &mut Match) {
        let (_, stretch) = self.free(&found.boilerplate);
        let kinds = [(Kinship::Path, LINE), (Kinship::Name, 2 * LINE), (Kinship::Stranger, WHOLE)];
        for (kinship, least) in kinds.into_iter().filter(|(_, least)| stretch >= *least) {
            if let Some(best) = self.best_of(self.wired(path, kinship), &found.boilerplate) {
                self.accept(&best, Least::Weight(least), &mut found.boilerplate);
            }
        }
    }

    /// Files of the template at other paths: renamed and moved files, and pieces of them.
    fn elsewhere(&self, path: &str, same: &[u32], found: &mut Match) {
        let (known, stretch) = self.free(&found.boilerplate);
        // What no run could be long enough for, and no file similar enough, need not be looked for.
        let is_possible = |is_namesake| match is_namesake {
            true => stretch >= 5 * LINE || known >= WHOLE,
            false => stretch >= 6 * LINE || known >= WHOLE && known * 2 >= self.total,
        };
        if !is_possible(true) && !is_possible(false) {
            return;
        }
        let name = file_name(path);
        let votes = self.votes(&found.boilerplate);
        let heavy = votes.iter().filter(|(file, weight)| **weight >= ELSEWHERE && !same.contains(file));
        let (namesakes, others): (Vec<u32>, Vec<u32>) = heavy
            .map(|(file, _)| *file)
            .filter(|file| name != GO_MOD || !self.is_here(*file))
            .partition(|file| self.file(*file).is_some_and(|f| file_name(&f.path) == name));
        for (files, is_namesake) in [(namesakes, true), (others, false)] {
            if !is_possible(is_namesake) {
                continue;
            }
            let Some(best) = self.best(&files, &found.boilerplate) else { continue };
            let is_whole = match is_namesake {
                true if self.is_renamed(&best) => true,
                true => best.score >= WHOLE && best.covers_version(if is_generic(name) { 60 } else { 35 }),
                false => best.score >= WHOLE && best.covers_version(30) && best.score * 2 >= self.total,
            };
            let least = match (is_whole, is_namesake) {
                (true, _) => Least::Any,
                (false, true) => Least::Weight(5 * LINE),
                (false, false) => Least::Weight(6 * LINE),
            };
            if self.accept(&best, least, &mut found.boilerplate) > 0 && found.origin.is_none() {
                found.origin = Some((best.file, best.version));
            }
        }
    }

    /// Weight of the lines of the template that are not yet `taken`, and of their longest unbroken stretch.
    fn free(&self, taken: &[bool]) -> (u32, u32) {
        let (mut known, mut longest, mut stretch) = (0, 0, 0);
        for (line, taken) in self.lines.iter().zip(taken) {
            let weight = if *taken { 0 } else { self.weight(line) };
            stretch = if *taken || line.line.is_none() { 0 } else { stretch + weight };
            known += weight;
            longest = longest.max(stretch);
        }
        (known, longest)
    }

    /// Whether the plugin has this file of the template at the template's path. A go.mod elsewhere is then another
    /// module's: the go command listed what the two have in common.
    fn is_here(&self, position: u32) -> bool {
        let Bounds { repository, .. } = self.bounds;
        self.file(position)
            .is_some_and(|file| repository.file(&format!("{}{}", repository.prefix, file.path)).is_some())
    }

    fn file(&self, position: u32) -> Option<&TemplateFile> {
        self.index.files().get(position as usize)
    }

    /// Weight of the file's telling lines that each template file holds.
    fn votes(&self, taken: &[bool]) -> BTreeMap<u32, u32> {
        let mut votes = BTreeMap::new();
        for (line, taken) in self.lines.iter().zip(taken) {
            if let Some(known) = line.line.filter(|_| !taken) {
                for file in self.index.holders(known) {
                    *votes.entry(*file).or_default() += self.index.weight(known);
                }
            }
        }
        votes
    }

    /// The version among those of `files` that pairs most weight of the lines not yet `taken`.
    fn best(&self, files: &[u32], taken: &[bool]) -> Option<Candidate> {
        self.best_of(self.versions(files), taken)
    }

    /// The versions of `files`.
    fn versions(&self, files: &[u32]) -> impl Iterator<Item = (u32, Version)> {
        let files = files.iter().filter_map(|position| Some((*position, self.file(*position)?)));
        files.flat_map(|(at, file)| file.versions.iter().map(move |version| (at, *version)))
    }

    /// The versions of the demonstration's wiring that is so akin to `path`.
    fn wired(&self, path: &str, kinship: Kinship) -> impl Iterator<Item = (u32, Version)> {
        let files = self.index.wiring().filter(move |(_, file)| Kinship::of(&file.path, path) == kinship);
        files.flat_map(|(at, file)| file.versions.iter().map(move |version| (at, *version)))
    }

    fn best_of(&self, versions: impl Iterator<Item = (u32, Version)>, taken: &[bool]) -> Option<Candidate> {
        let is_free = |(line, taken): (&FileLine, &bool)| line.line.is_some() && !taken;
        let mut versions = versions.filter(|(_, version)| version.first <= self.bounds.latest).peekable();
        if versions.peek().is_none() || !self.lines.iter().zip(taken).any(is_free) {
            return None;
        }
        let free: Vec<FileLine> = self
            .lines
            .iter()
            .zip(taken)
            .map(|(line, taken)| FileLine { line: line.line.filter(|_| !taken), ..*line })
            .collect();
        let mut counts = vec![0u32; self.index.line_count()];
        for line in free.iter().filter_map(|line| line.line) {
            if let Some(count) = counts.get_mut(line.0 as usize) {
                *count += 1;
            }
        }
        let mut bounds: Vec<(u32, u32, u32, Version)> = Vec::new();
        for (position, version) in versions {
            let bound = self.bound(&version, &mut counts);
            if bound > 0 {
                bounds.push((bound, self.heft(&version), position, version));
            }
        }
        // Of versions that may explain as much, first the one that has least besides, then the newest.
        bounds.sort_unstable_by(|a, b| (b.0, a.1, b.3.last, a.2).cmp(&(a.0, b.1, a.3.last, b.2)));
        let mut best: Option<Candidate> = None;
        for (bound, weight, file, version) in bounds {
            let score_to_beat = best.as_ref().map_or(0, |best| best.score);
            if bound <= score_to_beat {
                break;
            }
            let score = weigh(self.index, &free, &self.telling(&version));
            if score > score_to_beat {
                best = Some(Candidate { file, version, pairs: Vec::new(), score, weight });
            }
        }
        best.map(|best| Candidate { pairs: align(self.index, &free, &self.telling(&best.version)), ..best })
    }

    /// No alignment of `version` can score more than this: the weight of the lines that both have, in any order.
    fn bound(&self, version: &Version, counts: &mut [u32]) -> u32 {
        let lines = self.index.lines(version);
        let mut bound = 0;
        for line in lines {
            if let Some(count) = counts.get_mut(line.0 as usize) {
                if *count > 0 {
                    bound += self.index.weight(*line);
                }
                *count = count.wrapping_sub(1);
            }
        }
        // The counts go back to what they were; below zero they had wrapped, and were no match.
        for line in lines {
            if let Some(count) = counts.get_mut(line.0 as usize) {
                *count = count.wrapping_add(1);
            }
        }
        bound
    }

    /// Weight of all of a version's lines.
    fn heft(&self, version: &Version) -> u32 {
        self.index.lines(version).iter().map(|line| self.index.weight(*line)).sum()
    }

    fn telling(&self, version: &Version) -> Vec<Line> {
        self.index.lines(version).iter().copied().filter(|line| *line != Line::TRIVIAL).collect()
    }

    /// Takes lines that stand in the candidate among the same neighbours as in the file, some of which are `taken`;
    /// returns how many.
    fn fill(&self, candidate: &Candidate, taken: &mut [bool]) -> u32 {
        let mut filled = 0;
        let pairs = align(self.index, self.lines, &self.telling(&candidate.version));
        for run in runs(&pairs).filter(|run| run.len() >= PLACE) {
            let is_taken = |pair: &Pair| taken.get(pair.file).copied().unwrap_or_default();
            if !run.iter().any(is_taken) || self.letters(run, |_| true) < PIECE {
                continue;
            }
            for pair in run {
                if let Some(taken) = taken.get_mut(pair.file).filter(|taken| !**taken) {
                    *taken = true;
                    filled += 1;
                }
            }
        }
        filled
    }

    /// Letters and digits on the telling lines of a run that `counts` names.
    fn letters(&self, run: &[Pair], counts: impl Fn(Line) -> bool) -> u32 {
        let lines = run.iter().filter_map(|pair| self.lines.get(pair.file));
        let telling = lines.filter(|line| self.weight(line) >= LINE && line.line.is_some_and(&counts));
        telling.map(|line| line.letters).sum()
    }

    /// For each line, whether the candidate's version has it more often than the file has it `taken`: what the template
    /// has but once, and the author a second time, is the author's.
    fn spare(&self, candidate: &Candidate, taken: &[bool]) -> Vec<bool> {
        let mut counts = vec![0i64; self.index.line_count()];
        let mut add = |line: Line, step| counts.get_mut(line.0 as usize).into_iter().for_each(|count| *count += step);
        self.index.lines(&candidate.version).iter().for_each(|line| add(*line, 1));
        let taken = self.lines.iter().zip(taken).filter(|(_, taken)| **taken);
        taken.filter_map(|(line, _)| line.line).for_each(|line| add(line, -1));
        counts.into_iter().map(|count| count > 0).collect()
    }

    fn weight(&self, line: &FileLine) -> u32 {
        line.line.map_or(0, |line| self.index.weight(line))
    }

    /// Takes the pairs that stand in runs of at least `least`; returns the weight taken.
    fn accept(&self, candidate: &Candidate, least: Least, taken: &mut [bool]) -> u32 {
        let mut accepted = 0;
        let spare = match least {
            Least::Letters(_) => self.spare(candidate, taken),
            Least::Any | Least::Weight(_) => Vec::new(),
        };
        let is_spare = |line: Line| spare.get(line.0 as usize).copied().unwrap_or_default();
        for run in runs(&candidate.pairs) {
            let total: u32 =
                run.iter().filter_map(|pair| self.lines.get(pair.file)).map(|line| self.weight(line)).sum();
            let is_enough = match least {
                Least::Any => true,
                Least::Weight(least) => total >= least,
                Least::Letters(least) => self.letters(run, is_spare) >= least,
            };
            if is_enough {
                accepted += total;
                for pair in run {
                    if let Some(taken) = taken.get_mut(pair.file) {
                        *taken = true;
                    }
                }
            }
        }
        accepted
    }
}

impl Candidate {
    /// Whether the pairs hold at least `percent` of the version's weight.
    fn covers_version(&self, percent: u32) -> bool {
        self.score * 100 >= self.weight * percent
    }
}

/// The pairs, as stretches of neighbours on both sides.
fn runs(pairs: &[Pair]) -> impl Iterator<Item = &[Pair]> {
    pairs.chunk_by(|a, b| a.file + 1 == b.file && a.version + 1 == b.version)
}

/// Names that say nothing of what a file holds.
fn is_generic(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    matches!(
        stem,
        "" | "index"
            | "main"
            | "package"
            | "tsconfig"
            | "README"
            | "Makefile"
            | "plugin"
            | "go"
            | "setup"
            | "actions"
            | "selectors"
            | "reducer"
    )
}
