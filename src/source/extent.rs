//! How much a tree holds, before libgit2 lists it: thirty trees can stand for a thousand million files.

use std::collections::HashMap;

use git2::{Oid, Repository as Git};

use super::objects;
use crate::evidence::{Cause, CauseKind, SMALL};

/// Most entries of a tree, with all below it, that is compared or listed.
const MOST_ENTRIES: u64 = 300_000;
/// Most bytes that the paths of those entries have together.
const MOST_TEXT: u64 = 64 << 20;
/// Most bytes of trees that are read to count entries.
const MOST_BYTES: u64 = 64 << 20;
/// Deepest tree that is counted.
pub(super) const DEEPEST: usize = 512;

/// Refuses a HEAD that would not fit.
///
/// # Errors
/// The cause, naming the object.
pub(super) fn of_head(git: &Git) -> Result<(), Cause> {
    let Some(id) = git.head().ok().and_then(|head| head.target()) else { return Ok(()) };
    match objects::header(git, id) {
        Ok((_, size)) if size > SMALL => {
            Err(Cause::new(CauseKind::Git, format!("git was not asked, because its object {id} is too large")))
        }
        _ => Ok(()),
    }
}

/// Whether the tree can be compared or listed whole. Trees that it holds many times are looked at once.
pub(super) fn is_listable(git: &Git, tree: Oid) -> bool {
    Census { git, known: HashMap::new(), left: MOST_BYTES }
        .of(tree, DEEPEST)
        .is_some_and(|extent| extent.entries <= MOST_ENTRIES && extent.text <= MOST_TEXT)
}

/// What a tree holds, with all below it.
#[derive(Clone, Copy, Default)]
struct Extent {
    entries: u64,
    /// Bytes of their paths.
    text: u64,
}

/// Counts what trees hold.
struct Census<'git> {
    git: &'git Git,
    known: HashMap<Oid, Extent>,
    /// Bytes of trees that may still be read.
    left: u64,
}

impl Census<'_> {
    /// What `tree` holds; `None` when that is too much, or too deep, to count.
    fn of(&mut self, tree: Oid, depth: usize) -> Option<Extent> {
        if let Some(extent) = self.known.get(&tree) {
            return Some(*extent);
        }
        // What is not in this clone cannot make it large.
        let Ok((_, size)) = objects::header(self.git, tree) else { return Some(Extent::default()) };
        self.left = self.left.checked_sub(size).filter(|_| depth > 0)?;
        let Ok(read) = self.git.find_tree(tree) else { return Some(Extent::default()) };
        let mut extent = Extent::default();
        for entry in &read {
            let below = match entry.kind() {
                Some(git2::ObjectType::Tree) => self.of(entry.id(), depth - 1)?,
                _ => Extent::default(),
            };
            let name = entry.name_bytes().len() as u64 + 1;
            let (entries, text) = (below.entries.saturating_add(1), below.text);
            extent.entries = extent.entries.saturating_add(entries);
            extent.text = extent.text.saturating_add(text).saturating_add(name.saturating_mul(entries));
        }
        self.known.insert(tree, extent);
        Some(extent)
    }
}
