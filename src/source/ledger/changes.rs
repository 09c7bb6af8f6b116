//! What changed between two commits, with the lines as they are numbered now.

use git2::{Commit, Delta, Diff, DiffDelta, DiffOptions, Patch, Repository as Git};

use crate::error::Place;
use crate::evidence::SMALL;
use crate::evidence::repository::Oid;
use crate::evidence::sign_off::{Change, ChangeKind, Lines};
use crate::source::extent::is_listable;
use crate::source::history::oid;
use crate::source::objects;

/// What may still be compared in one run.
pub(super) struct Budget {
    /// Bytes line by line; of further files only the name is told.
    bytes: u64,
    /// Changes between all sign-offs' commits and HEAD.
    changes: usize,
}

impl Budget {
    /// Takes so many changes from it.
    ///
    /// # Errors
    /// It does not have that much left.
    pub(super) fn spend(&mut self, changes: usize) -> Result<(), git2::Error> {
        let left = self.changes.checked_sub(changes);
        self.changes = left.ok_or_else(|| git2::Error::from_str("too many files differ from too many commits"))?;
        Ok(())
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: 16 << 20, changes: 50_000 }
    }
}

/// Most files that differ between a reviewed commit and HEAD; beyond, nobody can tell what a sign-off still covers.
const MOST_CHANGES: usize = 20_000;
/// Runs of lines kept of one file.
const RUNS: usize = 100;

/// What differs from `old` to `new`, sorted by path.
pub(super) fn between(
    git: &Git,
    old: &Commit<'_>,
    new: &Commit<'_>,
    is_template: &dyn Fn(Oid) -> bool,
    budget: &mut Budget,
) -> Result<Vec<Change>, git2::Error> {
    if old.tree_id() == new.tree_id() {
        return Ok(Vec::new());
    }
    let (old, new) = (objects::tree(git, old.tree_id())?, objects::tree(git, new.tree_id())?);
    if !is_listable(git, old.id()) || !is_listable(git, new.id()) {
        return Err(git2::Error::from_str("a tree is too large to be compared"));
    }
    let diff = git.diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options()))?;
    if diff.deltas().len() > MOST_CHANGES {
        return Err(git2::Error::from_str(&format!("more than {MOST_CHANGES} files differ")));
    }
    let mut changes = Vec::new();
    for (index, delta) in diff.deltas().enumerate() {
        let kind = match delta.status() {
            Delta::Added | Delta::Copied => ChangeKind::Added,
            Delta::Deleted => ChangeKind::Deleted,
            _ => ChangeKind::Modified,
        };
        let file = if kind == ChangeKind::Deleted { delta.old_file() } else { delta.new_file() };
        let template = is_template(oid(file.id()));
        let mut change = Change { template, ..plain(&delta, kind) };
        if !template && kind == ChangeKind::Modified && spend(git, &delta, budget) {
            change.lines = lines(&diff, index)?;
        }
        if kind != ChangeKind::Deleted {
            change.place = place(git, &change, file.id());
        }
        changes.push(change);
    }
    Ok(changes)
}

/// Takes the size of both sides from the budget, if it has that much left.
fn spend(git: &Git, delta: &DiffDelta<'_>, budget: &mut Budget) -> bool {
    let size = |id| objects::header(git, id).map_or(0, |(_, size)| size);
    let left = budget.bytes.checked_sub(size(delta.old_file().id()).saturating_add(size(delta.new_file().id())));
    budget.bytes = left.unwrap_or(budget.bytes);
    left.is_some()
}

/// What is staged and not committed; nothing in a repository without a work tree.
pub(super) fn staged(git: &Git, head: &Commit<'_>) -> Vec<Change> {
    if git.is_bare() {
        return Vec::new();
    }
    let tree = objects::tree(git, head.tree_id()).ok().filter(|tree| is_listable(git, tree.id()));
    let Some(tree) = tree else { return Vec::new() };
    let Ok(diff) = git.diff_tree_to_index(Some(&tree), None, Some(&mut options())) else { return Vec::new() };
    diff.deltas().map(|delta| plain(&delta, ChangeKind::Uncommitted)).collect()
}

fn options() -> DiffOptions {
    let mut options = DiffOptions::new();
    options.context_lines(0).max_size(i64::try_from(SMALL).unwrap_or(i64::MAX)).include_typechange(true);
    options
}

fn plain(delta: &DiffDelta<'_>, kind: ChangeKind) -> Change {
    let bytes = delta.new_file().path_bytes().or_else(|| delta.old_file().path_bytes()).unwrap_or_default();
    let path = String::from_utf8_lossy(bytes).into_owned();
    Change { place: Place::file(path.clone()), path, kind, template: false, lines: Vec::new() }
}

/// The runs of lines that differ. Where lines were only taken away, the line before them stands for the place.
fn lines(diff: &Diff<'_>, index: usize) -> Result<Vec<Lines>, git2::Error> {
    let Some(patch) = Patch::from_diff(diff, index)? else { return Ok(Vec::new()) };
    let mut runs = Vec::new();
    for hunk in 0..patch.num_hunks().min(RUNS) {
        let (hunk, _) = patch.hunk(hunk)?;
        let first = (hunk.new_start() as usize).max(1);
        let count = (hunk.new_lines() as usize).max(1);
        runs.push(Lines { first, last: first + count - 1 });
    }
    Ok(runs)
}

/// The first changed line, where the content is text of modest size.
fn place(git: &Git, change: &Change, blob: git2::Oid) -> Place {
    let text = |lines: &Lines| {
        let blob = objects::blob(git, blob, SMALL).ok()?;
        let text = std::str::from_utf8(blob.content()).ok()?;
        Some(Place::line(change.path.clone(), text, lines.first))
    };
    change.lines.first().and_then(text).unwrap_or_else(|| Place::file(change.path.clone()))
}
