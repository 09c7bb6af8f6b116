//! Git's index: which files are tracked, and what they were when git last looked.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use git2::{Error, ObjectType, Repository as Git};
use memchr::memchr;

use crate::evidence::repository::{self, FileKind, Oid};

/// Bytes of the largest file that libgit2 is let unpack, and of all its paths together: version 4 writes as many in a
/// file of a thousandth of that.
const MOST: usize = 64 << 20;
/// Bytes of the file's head, and of what stands before an entry's path.
const HEAD: usize = 12;
const FIXED: usize = 62;

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
    /// A sparse checkout leaves it out of the work tree.
    pub(super) left_out: bool,
}

/// The flag of an entry that a sparse checkout leaves out.
const SKIP_WORKTREE: u16 = 1 << 14;

impl Tracked {
    /// A file of HEAD's, without what only the index knows: whether it is clean, its content tells.
    fn in_head(file: repository::File, left_out: bool) -> Option<Self> {
        let mode = match file.kind {
            FileKind::Link { .. } => LINK,
            FileKind::Submodule => SUBMODULE,
            FileKind::Regular { executable: true } => 0o100_755,
            FileKind::Regular { .. } | FileKind::Special => 0o100_644,
        };
        let path = file.path.into_bytes();
        Some(Self { path, oid: file.oid?, mode, size: 0, modified: (0, 0), changed: (-1, 0), left_out })
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
    /// It is damaged or huge, or of a kind that libgit2 does not read: a split or a sparse one.
    pub(super) fn read(git: &Git) -> Result<Self, Error> {
        if let Err(error) = measure(&git.path().join("index")) {
            // libgit2 would unpack it all the same as soon as it is asked what is ignored.
            git.set_index(&mut git2::Index::new()?)?;
            return Err(error);
        }
        let index = git.index()?;
        let metadata = index.path().and_then(|path| std::fs::symlink_metadata(path).ok());
        let entries = index.iter().filter(|entry| (entry.flags >> 12) & 3 == 0).filter_map(|entry| {
            let oid = Oid(entry.id.as_bytes().try_into().ok()?);
            let modified = (entry.mtime.seconds(), entry.mtime.nanoseconds());
            let changed = (entry.ctime.seconds(), entry.ctime.nanoseconds());
            let (mode, size) = (entry.mode, entry.file_size);
            let left_out = entry.flags_extended & SKIP_WORKTREE != 0;
            Some(Tracked { path: entry.path, oid, mode, size, modified, changed, left_out })
        });
        let mut entries: Vec<Tracked> = entries.collect();
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let is_whole = entries.len() == index.len();
        let written = metadata.map_or((0, 0), |m| (m.mtime(), m.mtime_nsec()));
        Ok(Self { entries, written, tells: true, is_whole })
    }

    /// As if nothing had been staged since HEAD, whose `files` these are; in a `sparse` checkout any may be left out.
    pub(super) fn of_head(files: Vec<repository::File>, sparse: bool) -> Self {
        let entries = files.into_iter().filter_map(|file| Tracked::in_head(file, sparse)).collect();
        Self { entries, written: (0, 0), tells: true, is_whole: false }
    }

    /// Git has written one. A clone has none before its checkout ends.
    pub(super) fn is_there(&self) -> bool {
        self.written != (0, 0)
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

/// Refuses a file that is too much for libgit2, which unpacks each path whole.
fn measure(path: &Path) -> Result<(), Error> {
    let size = path.metadata().map_or(0, |metadata| metadata.len());
    if size > MOST as u64 {
        return Err(Error::from_str(&format!("the index is larger than {} MiB", MOST >> 20)));
    }
    let mut head = Vec::new();
    // There is none before the first file is added.
    let Ok(_) = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head)) else { return Ok(()) };
    if head.get(4..8) == Some(&[0, 0, 0, 4]) {
        let content = super::read_named(path, MOST as u64).map_err(|why| Error::from_str(&why.to_string()))?;
        if text_of(&content).is_none_or(|text| text > MOST) {
            return Err(Error::from_str(&format!("the index is cut, or has more than {} MiB of paths", MOST >> 20)));
        }
    }
    Ok(())
}

/// Bytes of all paths of an index of version 4, where each says how much of the one before it keeps; none if it is cut.
/// The format: git's Documentation/gitformat-index.
fn text_of(index: &[u8]) -> Option<usize> {
    let count = u32::from_be_bytes(index.get(8..HEAD)?.try_into().ok()?);
    let mut rest = index.get(HEAD..)?;
    let (mut length, mut text) = (0usize, 0usize);
    for _ in 0..count {
        let is_extended = rest.get(FIXED - 2)? & 0x40 != 0;
        rest = rest.get(FIXED + if is_extended { 2 } else { 0 }..)?;
        let dropped = offset(&mut rest)?;
        let added = memchr(0, rest)?;
        rest = rest.get(added + 1..)?;
        length = length.checked_sub(dropped)?.checked_add(added)?;
        text = text.checked_add(length)?;
    }
    Some(text)
}

/// A number as a pack writes the offset of a delta's base: seven bits a byte, the highest first.
fn offset(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0usize;
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_version_4_are_counted_and_a_cut_one_is_told() {
        let mut index = [b"DIRC".as_slice(), &4u32.to_be_bytes(), &3u32.to_be_bytes()].concat();
        let (plain, mut extended) = ([0; FIXED], [0; FIXED + 2]);
        extended[FIXED - 2] = 0x40;
        let long = "x".repeat(300);
        // 300 is 0x81 0x2c: the first of its bytes counts from one on.
        for (fixed, path) in [
            (plain.as_slice(), format!("\0{long}\0").into_bytes()),
            (extended.as_slice(), b"\x02abc\0".to_vec()),
            (plain.as_slice(), b"\x81\x2cz\0".to_vec()),
        ] {
            index.extend_from_slice(fixed);
            index.extend_from_slice(&path);
        }
        assert_eq!(text_of(&index), Some(300 + 301 + 2));
        for end in 0..index.len() {
            assert_eq!(text_of(&index[..end]), None, "{end}");
        }
    }
}
