//! Git's index: which files are tracked, and what they were when git last looked.

use std::os::unix::fs::MetadataExt as _;

use git2::{Error, ObjectType, Repository as Git};
use memchr::memchr;

use crate::evidence::repository::{File, FileKind, Oid};

/// What a submodule's entry has for a file mode.
pub(super) const SUBMODULE: u32 = 0o160_000;
/// What a link's entry has.
pub(super) const LINK: u32 = 0o120_000;

/// What git's index knows of a file.
pub(super) struct Tracked {
    pub(super) path: Vec<u8>,
    pub(super) oid: Oid,
    pub(super) mode: u32,
    pub(super) size: u32,
    /// In seconds and nanoseconds, as the next.
    pub(super) modified: (i32, u32),
    /// When the file's entry last changed; 0 where the index does not say.
    pub(super) changed: (i32, u32),
}

impl Tracked {
    /// A file of HEAD's, without what only the index knows: whether it is clean, its content tells.
    fn in_head(file: File) -> Option<Self> {
        let mode = match file.kind {
            FileKind::Link { .. } => LINK,
            FileKind::Submodule => SUBMODULE,
            FileKind::Regular { .. } | FileKind::Special => 0o100_644,
        };
        Some(Self { path: file.path.into_bytes(), oid: file.oid?, mode, size: 0, modified: (0, 0), changed: (-1, 0) })
    }
}

/// Git's index, sorted by raw path.
#[derive(Default)]
pub(super) struct Index {
    pub(super) entries: Vec<Tracked>,
    /// When it was written, in seconds and nanoseconds.
    pub(super) written: (i64, i64),
    /// It is known what is tracked.
    pub(super) tells: bool,
    /// It could be read, and no file is in conflict.
    is_whole: bool,
}

impl Index {
    /// What git has written down.
    ///
    /// # Errors
    /// It is damaged, or of a kind that libgit2 does not read: a split or a sparse one.
    pub(super) fn read(git: &Git) -> Result<Self, Error> {
        let index = git.index()?;
        let metadata = index.path().and_then(|path| std::fs::symlink_metadata(path).ok());
        let entries = index.iter().filter(|entry| (entry.flags >> 12) & 3 == 0).filter_map(|entry| {
            let oid = Oid(entry.id.as_bytes().try_into().ok()?);
            let modified = (entry.mtime.seconds(), entry.mtime.nanoseconds());
            let changed = (entry.ctime.seconds(), entry.ctime.nanoseconds());
            let (mode, size) = (entry.mode, entry.file_size);
            Some(Tracked { path: entry.path, oid, mode, size, modified, changed })
        });
        let mut entries: Vec<Tracked> = entries.collect();
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let is_whole = entries.len() == index.len();
        let written = metadata.map_or((0, 0), |m| (m.mtime(), m.mtime_nsec()));
        Ok(Self { entries, written, tells: true, is_whole })
    }

    /// As if nothing had been staged since HEAD, whose `files` these are.
    pub(super) fn of_head(files: Vec<File>) -> Self {
        let entries = files.into_iter().filter_map(Tracked::in_head).collect();
        Self { entries, written: (0, 0), tells: true, is_whole: false }
    }

    /// The tree that a commit of it would have, if no folder lies deeper than `deepest`.
    pub(super) fn tree(&self, deepest: usize) -> Option<git2::Oid> {
        self.is_whole.then(|| tree_of(&self.entries, 0, deepest))?
    }

    /// Where the file at `path` stands among the entries.
    pub(super) fn position(&self, path: &[u8]) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.path.as_slice().cmp(path)).ok()
    }

    /// The entry at `position`.
    pub(super) fn get(&self, position: usize) -> Option<&Tracked> {
        self.entries.get(position)
    }

    /// Whether any file below the folder is tracked.
    pub(super) fn reaches_into(&self, folder: &[u8]) -> bool {
        let below = [folder, b"/"].concat();
        let first = self.entries.partition_point(|entry| entry.path < below);
        self.get(first).is_some_and(|entry| entry.path.starts_with(&below))
    }
}

/// The tree of the `entries`, whose paths have their first `above` bytes in common: a folder's, with all below it.
fn tree_of(entries: &[Tracked], above: usize, depth: usize) -> Option<git2::Oid> {
    let mut content = Vec::new();
    let mut rest = entries;
    while let Some(entry) = rest.first() {
        let name = entry.path.get(above..)?;
        let (mode, name, id, count) = match memchr(b'/', name) {
            None => (entry.mode, name, git2::Oid::from_bytes(&entry.oid.0).ok()?, 1),
            Some(end) => {
                let below = above + end + 1;
                let folder = entry.path.get(..below)?;
                let count = rest.partition_point(|other| other.path.starts_with(folder));
                (0o040_000, name.get(..end)?, tree_of(rest.get(..count)?, below, depth.checked_sub(1)?)?, count)
            }
        };
        content.extend_from_slice(format!("{mode:o} ").as_bytes());
        content.extend_from_slice(name);
        content.push(0);
        content.extend_from_slice(id.as_bytes());
        rest = rest.get(count..)?;
    }
    git2::Oid::hash_object(ObjectType::Tree, &content).ok()
}
