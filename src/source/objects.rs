//! Git's objects, each measured before libgit2 unpacks it: a few kilobytes can stand for gigabytes.

use std::path::Path;

use git2::{Blob, Commit, Error, ErrorClass, ErrorCode, ObjectType, Oid, Repository as Git, Tree};

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
fn measure(git: &Git, id: Oid, most: u64) -> Result<ObjectType, Error> {
    let (kind, size) = header(git, id)?;
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
    measure(git, id, SMALL)?;
    git.find_commit(id)
}

/// One folder's tree of at most [`LARGE`] bytes.
///
/// # Errors
/// It is not in this clone, damaged, too large or no tree.
pub(super) fn tree(git: &Git, id: Oid) -> Result<Tree<'_>, Error> {
    measure(git, id, LARGE)?;
    git.find_tree(id)
}

/// A blob of at most `most` bytes.
///
/// # Errors
/// It is not in this clone, damaged, too large or no blob.
pub(super) fn blob(git: &Git, id: Oid, most: u64) -> Result<Blob<'_>, Error> {
    measure(git, id, most)?;
    git.find_blob(id)
}

/// The commit that a reference to `id` means: itself, or what a tag, or a tag of a tag, leads to.
///
/// # Errors
/// As [`commit`]; [`ErrorCode::Peel`] where there is no commit at the end.
pub(super) fn peel(git: &Git, id: Oid) -> Result<Commit<'_>, Error> {
    let mut id = id;
    for _ in 0..MOST_TAGS {
        match measure(git, id, SMALL)? {
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
