//! How large git's objects are, before libgit2 unpacks them: a few kilobytes can stand for gigabytes, and thirty trees
//! for a thousand million files.

use std::collections::HashMap;

use git2::{Oid, Repository as Git};

use crate::evidence::{Cause, CauseKind, LARGE, SMALL};

/// Most entries of a tree, with all below it, that is compared or listed.
const MOST_ENTRIES: u64 = 300_000;
/// Deepest tree that is counted.
const DEEPEST: usize = 512;

/// Whether the object has at most `most` bytes, or is not there. Git reads commits, tags and trees whole.
pub(super) fn is_within(git: &Git, id: Oid, most: u64) -> bool {
    size(git, id).is_none_or(|size| size <= most)
}

fn size(git: &Git, id: Oid) -> Option<u64> {
    Some(git.odb().ok()?.read_header(id).ok()?.0 as u64)
}

/// Refuses a HEAD that would not fit.
///
/// # Errors
/// The cause, naming the object.
pub(super) fn of_head(git: &Git) -> Result<(), Cause> {
    let Some(commit) = git.head().ok().and_then(|head| head.target()) else { return Ok(()) };
    match is_within(git, commit, SMALL) {
        true => Ok(()),
        false => {
            Err(Cause::new(CauseKind::Git, format!("git was not asked, because its object {commit} is too large")))
        }
    }
}

/// Whether the tree can be compared or listed whole. Trees that it holds many times are looked at once.
pub(super) fn is_listable(git: &Git, tree: Oid) -> bool {
    entries(git, tree, DEEPEST, &mut HashMap::new()).is_some_and(|entries| entries <= MOST_ENTRIES)
}

/// The entries of `tree` and of all below it; `None` when they are too many, too large or too deep to count.
fn entries(git: &Git, tree: Oid, depth: usize, known: &mut HashMap<Oid, u64>) -> Option<u64> {
    if let Some(count) = known.get(&tree) {
        return Some(*count);
    }
    if depth == 0 || known.len() as u64 > MOST_ENTRIES || !is_within(git, tree, LARGE) {
        return None;
    }
    // What is not in this clone cannot make it large.
    let Ok(read) = git.find_tree(tree) else { return Some(0) };
    let mut count = 0_u64;
    for entry in &read {
        let below = match entry.kind() {
            Some(git2::ObjectType::Tree) => entries(git, entry.id(), depth - 1, known)?,
            _ => 0,
        };
        count = count.saturating_add(1).saturating_add(below);
    }
    known.insert(tree, count);
    Some(count)
}
