//! What the plugin had before the template: no boilerplate, though the template has it now.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::identity::Identity;
use super::index::{Index, Line};
use super::{Boilerplate, Lines, Scope, line};
use crate::evidence::repository::Repository;
use crate::evidence::{LARGE, Reader};

/// Seconds by which the plugin must have had a line before the template did: half a year. Within less, both may have it
/// from one hand: those who keep the template change their plugins in the same weeks.
const AHEAD: i64 = 180 * 24 * 60 * 60;
/// Of a file's template lines, the share beyond which it is its dates that are not believed: one in so many.
const BELIEVED: usize = 2;

/// The plugin's files at earlier times.
pub trait Past {
    /// The content of the file at `path`, from the repository's root, in the newest state before `seconds` since 1970;
    /// `None` where there was no such file or nobody can tell.
    fn before(&self, path: &str, seconds: i64) -> Option<Arc<[u8]>>;
}

/// Makes those lines the author's own that stood in the plugin's file, as often as now, before the template had them.
pub fn revise(
    found: &mut Boilerplate,
    index: &Index,
    repository: &Repository,
    reader: &dyn Reader,
    identity: &Identity,
    past: &dyn Past,
) {
    let since = since(index);
    for scope in &mut found.files {
        let is_exact = scope.origin.is_some_and(|origin| origin.exact);
        if is_exact || scope.boilerplate.is_empty() || repository.file(&scope.path).is_none() {
            continue;
        }
        let Ok(content) = reader.read(&scope.path, LARGE) else { continue };
        let own = ahead(scope, &Dates { index, identity, past, since: &since }, &content);
        if !own.is_empty() && own.len() * BELIEVED <= scope.boilerplate_lines() {
            scope.give_back(&own);
        }
    }
    found.lines = Lines::of(&found.files);
}

/// For each line, when the template's first commit that has it was made.
fn since(index: &Index) -> Vec<Option<i64>> {
    let mut since: Vec<Option<i64>> = vec![None; index.line_count()];
    let files = index.files().iter().chain(index.wiring().map(|(_, file)| file));
    for version in files.flat_map(|file| &file.versions) {
        let Some(commit) = index.commits().get(version.first as usize) else { continue };
        for line in index.lines(version) {
            if let Some(slot) = since.get_mut(line.0 as usize) {
                *slot = Some(slot.map_or(commit.seconds, |seconds| seconds.min(commit.seconds)));
            }
        }
    }
    since
}

struct Dates<'a> {
    index: &'a Index,
    identity: &'a Identity,
    past: &'a dyn Past,
    since: &'a [Option<i64>],
}

impl Dates<'_> {
    /// The template's lines in `content`, each with its number.
    fn lines(&self, content: &[u8]) -> Vec<(u32, Line)> {
        let mut buffer = Vec::new();
        let known = |(number, text): (u32, &[u8])| {
            let key = line::key(text, &mut buffer)?;
            let as_is = self.index.line(key);
            let normal = || self.index.line(line::hash(&self.identity.normalise(text)?, &mut Vec::new()));
            as_is.or_else(normal).map(|line| (number, line))
        };
        (0u32..).zip(line::lines(content)).filter_map(known).collect()
    }

    fn counts(&self, content: &[u8]) -> BTreeMap<Line, usize> {
        let mut counts = BTreeMap::new();
        self.lines(content).into_iter().for_each(|(_, line)| *counts.entry(line).or_default() += 1);
        counts
    }
}

/// The numbers of the scope's template lines that the plugin had first; ascending.
fn ahead(scope: &Scope, dates: &Dates<'_>, content: &[u8]) -> Vec<u32> {
    let now = dates.counts(content);
    let mut taken = scope.boilerplate.iter().cloned().flatten().peekable();
    let mut by_date: BTreeMap<i64, Vec<(u32, Line)>> = BTreeMap::new();
    for (number, line) in dates.lines(content) {
        while taken.next_if(|taken| *taken < number).is_some() {}
        if taken.peek() == Some(&number)
            && let Some(Some(seconds)) = dates.since.get(line.0 as usize)
        {
            by_date.entry(*seconds).or_default().push((number, line));
        }
    }
    let mut ahead = Vec::new();
    let mut last: (Arc<[u8]>, BTreeMap<Line, usize>) = (Arc::from([]), BTreeMap::new());
    for (seconds, lines) in by_date.into_iter().rev() {
        // Where there was no such file, there was none earlier either, as far as we look.
        let Some(then) = dates.past.before(&scope.path, seconds.saturating_sub(AHEAD)) else { break };
        // From one date to the next, most files stay as they are.
        if last.0 != then {
            last = (Arc::clone(&then), dates.counts(&then));
        }
        let is_ahead = |(_, line): &&(u32, Line)| last.1.get(line) >= now.get(line);
        ahead.extend(lines.iter().filter(is_ahead).map(|(number, _)| *number));
    }
    ahead.sort_unstable();
    ahead
}
