//! Git's objects, each measured before libgit2 unpacks it: a few kilobytes can stand for gigabytes.

use std::path::Path;

use git2::{Blob, Commit, Error, ErrorClass, ErrorCode, ObjectType, Odb, Oid, Repository as Git, Tree};
use memchr::memrchr;

use crate::evidence::{LARGE, SMALL};

/// Most tags that lead to one another; git itself has no limit.
const MOST_TAGS: usize = 100;

/// The kind of the object, and the bytes that it unpacks to.
///
/// # Errors
/// It is not in this clone, or damaged.
pub(super) fn header(git: &Git, id: Oid) -> Result<(ObjectType, u64), Error> {
    git.odb()?.read_header(id).map(|(size, kind)| (kind, size as u64))
}

/// Refuses an object of more than `most` bytes.
fn measure(odb: &Odb<'_>, id: Oid, most: u64) -> Result<ObjectType, Error> {
    let (size, kind) = odb.read_header(id)?;
    let size = size as u64;
    if size > most {
        let text = format!("its object {id} is too large: {} KiB, and at most {} are read", size >> 10, most >> 10);
        return Err(Error::new(ErrorCode::GenericError, ErrorClass::Odb, text));
    }
    Ok(kind)
}

/// A commit of at most [`SMALL`] bytes, message included.
///
/// # Errors
/// It is not in this clone, damaged, too large or no commit.
pub(super) fn commit(git: &Git, id: Oid) -> Result<Commit<'_>, Error> {
    measure(&git.odb()?, id, SMALL)?;
    git.find_commit(id)
}

/// What a walk through the history asks of a commit.
pub(super) struct Link {
    pub(super) id: Oid,
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
    /// Committer date, in seconds since 1970.
    pub(super) seconds: i64,
}

/// Reads commits for a walk, without their people and their messages, which take longer to read than all else.
pub(super) struct Links<'git> {
    git: &'git Git,
    /// Where commits have the parents that they were made with: not in a shallow clone, nor where grafts give them others.
    odb: Option<Odb<'git>>,
}

impl<'git> Links<'git> {
    pub(super) fn of(git: &'git Git) -> Self {
        let is_whole = !git.is_shallow() && !git.commondir().join("info/grafts").exists();
        Self { git, odb: git.odb().ok().filter(|_| is_whole) }
    }

    /// What the commit says.
    ///
    /// # Errors
    /// As [`commit`].
    pub(super) fn get(&self, id: Oid) -> Result<Link, Error> {
        if let Some(odb) = &self.odb {
            measure(odb, id, SMALL)?;
            let object = odb.read(id)?;
            if let Some(link) =
                Some(&object).filter(|o| o.kind() == ObjectType::Commit).and_then(|o| parsed(id, o.data()))
            {
                return Ok(link);
            }
        }
        let commit = commit(self.git, id)?;
        let (tree, parents) = (commit.tree_id(), commit.parent_ids().collect());
        Ok(Link { id, tree, parents, seconds: commit.time().seconds() })
    }
}

/// What a commit says in the form that git itself writes.
fn parsed(id: Oid, content: &[u8]) -> Option<Link> {
    let mut lines = content.split(|byte| *byte == b'\n').peekable();
    let named = |line: &[u8], label: &[u8]| {
        let digits = line.strip_prefix(label).filter(|digits| digits.len() == 40)?;
        Oid::from_str(std::str::from_utf8(digits).ok()?).ok()
    };
    let tree = named(lines.next()?, b"tree ")?;
    let mut parents = Vec::new();
    while let Some(parent) = lines.peek().and_then(|line| named(line, b"parent ")) {
        parents.push(parent);
        lines.next();
    }
    lines.next().filter(|line| line.starts_with(b"author "))?;
    let committer = lines.next()?.strip_prefix(b"committer ")?;
    let (_, date) = committer.split_at(memrchr(b'>', committer)? + 1);
    let seconds = date.trim_ascii_start().split(|byte| *byte == b' ').next()?;
    Some(Link { id, tree, parents, seconds: std::str::from_utf8(seconds).ok()?.parse().ok()? })
}

/// One folder's tree of at most [`LARGE`] bytes.
///
/// # Errors
/// It is not in this clone, damaged, too large or no tree.
pub(super) fn tree(git: &Git, id: Oid) -> Result<Tree<'_>, Error> {
    measure(&git.odb()?, id, LARGE)?;
    git.find_tree(id)
}

/// A blob of at most `most` bytes.
///
/// # Errors
/// It is not in this clone, damaged, too large or no blob.
pub(super) fn blob(git: &Git, id: Oid, most: u64) -> Result<Blob<'_>, Error> {
    measure(&git.odb()?, id, most)?;
    git.find_blob(id)
}

/// The commit that a reference to `id` means: itself, or what a tag, or a tag of a tag, leads to.
///
/// # Errors
/// As [`commit`]; [`ErrorCode::Peel`] where there is no commit at the end.
pub(super) fn peel(git: &Git, id: Oid) -> Result<Commit<'_>, Error> {
    let mut id = id;
    for _ in 0..MOST_TAGS {
        match measure(&git.odb()?, id, SMALL)? {
            ObjectType::Commit => return git.find_commit(id),
            ObjectType::Tag => id = git.find_tag(id)?.target_id(),
            _ => break,
        }
    }
    Err(Error::new(ErrorCode::Peel, ErrorClass::Tag, "no commit"))
}

/// The commit that the reference leads to.
///
/// # Errors
/// As [`peel`]; the reference is broken.
pub(super) fn at_reference<'git>(git: &'git Git, reference: &git2::Reference<'_>) -> Result<Commit<'git>, Error> {
    let direct = reference.resolve()?;
    let broken = || Error::new(ErrorCode::NotFound, ErrorClass::Reference, "the reference leads nowhere");
    peel(git, direct.target().ok_or_else(broken)?)
}

/// The commit that is checked out.
pub(super) fn head(git: &Git) -> Option<Commit<'_>> {
    at_reference(git, &git.head().ok()?).ok()
}

/// The blob of the file at `path` in the commit.
///
/// # Errors
/// A tree on the way is not in this clone, damaged or too large.
pub(super) fn file_at(git: &Git, commit: &Commit<'_>, path: &str) -> Result<Option<Oid>, Error> {
    let (mut folder, mut parts) = (tree(git, commit.tree_id())?, Path::new(path).iter().peekable());
    while let Some(name) = parts.next() {
        let Some((id, kind)) = name.to_str().and_then(|name| folder.get_name(name)).map(|e| (e.id(), e.kind())) else {
            return Ok(None);
        };
        match (kind, parts.peek()) {
            (Some(ObjectType::Blob), None) => return Ok(Some(id)),
            (Some(ObjectType::Tree), Some(_)) => folder = tree(git, id)?,
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// The object whose id begins with these hexadecimal digits, if there is just one.
pub(super) fn abbreviated(git: &Git, digits: &str) -> Option<Oid> {
    let prefix = Oid::from_str(digits).ok()?;
    git.odb().ok()?.exists_prefix(prefix, digits.len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    /// The commit's tree, number of parents and date, as both readings have them.
    fn read(content: &str) -> [Option<(Oid, usize, i64)>; 2] {
        let folder = tempfile::TempDir::new().unwrap();
        let git = Git::init_bare(folder.path()).unwrap();
        let id = git.odb().unwrap().write(ObjectType::Commit, content.as_bytes()).unwrap();
        let known = git.find_commit(id).ok();
        let known = known.map(|commit| (commit.tree_id(), commit.parent_count(), commit.time().seconds()));
        [parsed(id, content.as_bytes()).map(|link| (link.tree, link.parents.len(), link.seconds)), known]
    }

    #[test]
    fn what_git_writes_is_read_as_libgit2_reads_it() {
        let (author, parent) = ("author A <a@example.org> 1 +0000\n", format!("parent {TREE}\n"));
        for (parents, committer) in [
            (String::new(), "committer A <a@example.org> 1767225600 +0100\n\nA\n"),
            (parent.repeat(3), "committer A > B <> -5 -0330\ngpgsig -----\n x\n\nparent 0\n"),
            (parent.clone(), "committer  <a> 99999999999 +0000\n"),
        ] {
            let [ours, known] = read(&format!("tree {TREE}\n{parents}{author}{committer}"));
            assert_eq!(ours, known, "{committer}");
            assert!(ours.is_some(), "{committer}");
        }
    }

    #[test]
    fn what_git_would_not_write_is_left_to_libgit2() {
        for content in [
            String::new(),
            format!("tree {TREE}\n"),
            format!("tree {TREE}\nauthor A <a> 1 +0000\n"),
            format!("tree {TREE}\nauthor A <a> 1 +0000\ncommitter A <a> x\n"),
            format!("tree {TREE}\nauthor A <a> 1 +0000\ncommitter A <a> 99999999999999999999 +0000\n"),
            format!("tree {TREE} \nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n"),
        ] {
            let id = Oid::from_str(TREE).unwrap();
            assert!(parsed(id, content.as_bytes()).is_none(), "{content:?}");
        }
    }
}
