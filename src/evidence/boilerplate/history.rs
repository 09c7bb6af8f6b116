//! What a file's past says of its lines: each is judged by the state of the file, and by the template, of the day when
//! it came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::align::FileLine;
use super::index::{Index, Line};
use super::line::{self, Key};
use super::matching::InOriginal;
use super::{Boilerplate, Class, Comparison, Lines, Scope};
use crate::evidence::repository::Oid;
use crate::evidence::{Reader, SMALL, difference};

/// Seconds by which the plugin must have had a line before the template did: half a year. Within less, both may have it
/// from one hand: those who keep the template change their plugins in the same weeks.
const AHEAD: i64 = 180 * 24 * 60 * 60;
/// Of a file's template lines, the share beyond which it is its dates that are not believed: one in so many.
const BELIEVED: usize = 2;
/// Most work that is spent on all the files' earlier states: the bytes read, the squares of the lines that are compared
/// with those of the next state, and [`AGAINST_TEMPLATE`] for each that is compared with the template's.
const MOST_WORK: usize = 1 << 30;
/// What it costs to compare one line with the template's.
const AGAINST_TEMPLATE: usize = 256;

/// A content that a plugin's file had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Then {
    /// The content.
    pub blob: Oid,
    /// Since when.
    pub since: Since,
    /// Where it came with a merge: what the file held on the branch that was merged, the youngest first.
    pub merged: Vec<Then>,
}

/// Since when a file was as it was; in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It became so then.
    Then(i64),
    /// It was so then already; nobody can tell for how long.
    Before(i64),
}

/// The plugin's files at earlier times.
pub trait Past {
    /// What the file at each of `paths`, from the repository's root, has held, the youngest first; nothing of those that
    /// are not committed.
    fn contents(&self, paths: &[&str]) -> Vec<Vec<Then>>;

    /// The text of a content of at most [`SMALL`] bytes.
    fn text(&self, blob: &Oid) -> Option<Arc<[u8]>>;
}

/// Makes those lines the template's that came to a copy of its file as the template had them then, and those the
/// author's own that came long before the template had them, or alone to such a copy when the original had none of them.
pub fn revise(found: &mut Boilerplate, comparison: &Comparison<'_>, reader: &dyn Reader, past: &dyn Past) {
    let is_open = |scope: &&mut Scope| {
        let is_exact = scope.origin.is_some_and(|origin| origin.exact);
        let may_change = !scope.boilerplate.is_empty() || comparison.may_copy(&scope.path);
        may_change && !is_exact && scope.class != Class::Excluded
    };
    let mut open: Vec<&mut Scope> = found.files.iter_mut().filter(is_open).collect();
    let paths: Vec<String> = open.iter().map(|scope| scope.path.clone()).collect();
    let contents = past.contents(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    let mut lives = Lives { comparison, past, first: first(comparison.index()), work: MOST_WORK };
    for (scope, contents) in open.iter_mut().zip(contents) {
        if let Ok(now) = reader.read(&scope.path, SMALL) {
            lives.judge(scope, now, &contents);
        }
    }
    found.lines = Lines::of(&found.files);
}

/// For each line, when the template's first commit that has it was made.
fn first(index: &Index) -> Vec<Option<i64>> {
    let mut first: Vec<Option<i64>> = vec![None; index.line_count()];
    let files = index.files().iter().chain(index.wiring().map(|(_, file)| file));
    for version in files.flat_map(|file| &file.versions) {
        let Some(commit) = index.commits().get(version.first as usize) else { continue };
        for line in index.lines(version) {
            if let Some(slot) = first.get_mut(line.0 as usize) {
                *slot = Some(slot.map_or(commit.seconds, |seconds| seconds.min(commit.seconds)));
            }
        }
    }
    first
}

/// A line of today's file that the template has too.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Its number today.
    now: u32,
    /// Its number in the state that is looked at.
    then: u32,
    line: Line,
}

/// A state of a file.
struct State<'a> {
    text: Arc<[u8]>,
    keys: Vec<Key>,
    /// `None` before it is committed.
    then: Option<&'a Then>,
}

impl<'a> State<'a> {
    fn new(text: Arc<[u8]>, then: Option<&'a Then>) -> Self {
        let mut buffer = Vec::new();
        let keys = line::lines(&text).map(|line| line::hash(line, &mut buffer)).collect();
        Self { text, keys, then }
    }
}

/// What was found of a file's lines, by their numbers.
#[derive(Default)]
struct Findings {
    /// Those that came long before the template had them.
    first: Vec<Known>,
    /// Those that came to a copy of the template's file as the original had them.
    copied: BTreeSet<u32>,
    /// Those that came to such a copy, and the original did not have them.
    strange: BTreeSet<u32>,
}

/// Follows lines through the states of their files.
struct Lives<'a> {
    comparison: &'a Comparison<'a>,
    past: &'a dyn Past,
    first: Vec<Option<i64>>,
    /// How much may still be spent.
    work: usize,
}

impl Lives<'_> {
    fn judge(&mut self, scope: &mut Scope, now: Arc<[u8]>, contents: &[Then]) {
        if contents.is_empty() {
            return;
        }
        let known = |line: FileLine| line.line.map(|known| Known { now: line.number, then: line.number, line: known });
        let alive: Vec<Known> = self.comparison.telling(&now).into_iter().filter_map(known).collect();
        let mut counts: BTreeMap<Line, usize> = BTreeMap::new();
        alive.iter().for_each(|known| *counts.entry(known.line).or_default() += 1);
        let mut found = Findings::default();
        self.follow(&scope.path, State::new(now, None), alive, contents, &mut found);
        // Of equal lines nobody can tell which one came first, unless all did.
        found.first.iter().for_each(|known| *counts.entry(known.line).or_default() -= 1);
        found.first.retain(|known| counts.get(&known.line) == Some(&0));
        apply(scope, &found);
    }

    /// Follows lines that are `alive` in `state` to the states in which they came, back through `older` ones.
    fn follow<'t>(
        &mut self,
        path: &str,
        mut state: State<'t>,
        mut alive: Vec<Known>,
        older: &'t [Then],
        found: &mut Findings,
    ) {
        for then in older {
            if alive.is_empty() {
                return;
            }
            let Some((before, old, born)) = self.back(&state, then, &alive) else { return };
            self.came(path, &state, born, found);
            (state, alive) = (before, old);
        }
        self.came(path, &state, alive, found);
    }

    /// Judges the lines that came with `state`, or on the branch that it merged.
    fn came(&mut self, path: &str, state: &State<'_>, mut born: Vec<Known>, found: &mut Findings) {
        if let Some((merged, older)) = state.then.and_then(|then| then.merged.split_first())
            && !born.is_empty()
            && let Some((branch, old, new)) = self.back(state, merged, &born)
        {
            self.follow(path, branch, old, older, found);
            born = new;
        }
        self.born(path, state, &born, found);
    }

    /// The state at `then`, that before `state`; and the lines `alive` that were there already, and those that were not.
    /// `None` where that cannot be read, or enough was.
    fn back<'t>(
        &mut self,
        state: &State<'_>,
        then: &'t Then,
        alive: &[Known],
    ) -> Option<(State<'t>, Vec<Known>, Vec<Known>)> {
        let text = self.past.text(&then.blob)?;
        self.work = self.work.checked_sub(text.len())?;
        let before = State::new(text, Some(then));
        let kept = difference::kept(&before.keys, &state.keys, &mut self.work)?;
        let (mut old, mut born) = (Vec::new(), Vec::new());
        for known in alive {
            match kept.get(known.then as usize).copied().flatten() {
                Some(then) => old.push(Known { then: then as u32, ..*known }),
                None => born.push(*known),
            }
        }
        Some((before, old, born))
    }

    /// Judges the lines that came with `state`.
    fn born(&mut self, path: &str, state: &State<'_>, born: &[Known], found: &mut Findings) {
        if born.is_empty() {
            return;
        }
        let (seconds, is_begun) = match state.then.map(|then| then.since) {
            None => (None, true),
            Some(Since::Then(seconds)) => (Some(seconds), true),
            Some(Since::Before(seconds)) => (Some(seconds), false),
        };
        let came_first = |known: &&Known| {
            let first = self.first.get(known.line.0 as usize).copied().flatten();
            first.zip(seconds).is_some_and(|(first, seconds)| first.saturating_sub(AHEAD) > seconds)
        };
        found.first.extend(born.iter().filter(came_first));
        let cost = state.keys.len().saturating_mul(AGAINST_TEMPLATE);
        if is_begun
            && self.comparison.may_copy(path)
            && let Some(work) = self.work.checked_sub(cost)
        {
            self.work = work;
            let original = self.comparison.original(path, &state.text, seconds);
            for known in born {
                match original.get(&known.then) {
                    Some(InOriginal::Here) => _ = found.copied.insert(known.now),
                    Some(InOriginal::Nowhere) => _ = found.strange.insert(known.now),
                    Some(InOriginal::Somewhere) | None => {}
                }
            }
        }
    }
}

/// Gives each line to whom it was found to belong.
fn apply(scope: &mut Scope, found: &Findings) {
    let mut template: BTreeSet<u32> = scope.boilerplate.iter().cloned().flatten().collect();
    let all: BTreeSet<u32> = scope.own.iter().cloned().flatten().chain(template.iter().copied()).collect();
    let all: Vec<u32> = all.into_iter().collect();
    let first = found.first.iter().map(|known| known.now).filter(|number| template.contains(number));
    let mut own: BTreeSet<u32> = first.collect();
    if own.len() * BELIEVED <= template.len() {
        // Strange lines that stand together are a piece of another version, which shows today. One alone is chance.
        let is_strange = |number: &u32| template.contains(number) && found.strange.contains(number);
        let runs = all.chunk_by(|a, b| is_strange(a) == is_strange(b));
        own.extend(runs.filter(|run| run.len() == 1).flatten().filter(|number| is_strange(number)));
        template.retain(|number| !own.contains(number));
    }
    template.extend(&found.copied);
    scope.divide(|number, _| template.contains(&number));
}
