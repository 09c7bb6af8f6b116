//! What git says: HEAD, branches, tags, trees of the past.

use std::path::Path;

use git2::{ErrorCode, Repository as Git, RepositoryOpenFlags};

use super::extent::is_listable;
use super::objects;
use crate::evidence::repository::{BranchSource, DefaultBranch, File, Git as Facts, Oid, Origin, Status};
use crate::evidence::{Cause, CauseKind, Fact};

/// Opens the repository that holds `path`, without looking above it if `standalone`.
///
/// `Ok(None)` when there is none.
///
/// # Errors
/// The cause, when there is one that libgit2 cannot or will not open.
pub(super) fn open(path: &Path, standalone: bool) -> Result<Option<Git>, Cause> {
    super::hazards::in_git_folders(path, standalone)?;
    // As git itself does, which hashes what it reads only in fsck.
    git2::opts::strict_hash_verification(false);
    let flags = if standalone { RepositoryOpenFlags::NO_SEARCH } else { RepositoryOpenFlags::empty() };
    match Git::open_ext(path, flags, std::iter::empty::<&Path>()) {
        Ok(git) => super::extent::of_head(&git).map(|()| Some(git)),
        Err(error) => match error.code() {
            ErrorCode::NotFound => Ok(None),
            ErrorCode::Owner => Err(Cause::new(
                CauseKind::Git,
                "git does not trust this repository, because another user owns it: \
                 git config --global --add safe.directory <its path>",
            )),
            _ => {
                Err(Cause::new(CauseKind::Git, format!("the git repository could not be opened: {}", error.message())))
            }
        },
    }
}

/// What git says of the repository as such; `staged` is what [`is_staged`] says.
pub(super) fn facts(git: &Git, files: &[File], staged: bool) -> Facts {
    let head = git.head().ok();
    let branch = match &head {
        Some(head) if head.is_branch() => head.shorthand().ok().map(str::to_owned),
        Some(_) => None,
        None => unborn_branch(git),
    };
    let commit = objects::head(git);
    Facts {
        head: commit.as_ref().map(|c| oid(c.id())),
        committed: commit.as_ref().map(|c| c.committer().when().seconds()),
        branch,
        shallow: git.is_shallow(),
        bare: git.is_bare(),
        dirty: files.iter().any(|file| file.status != Status::Clean) || staged,
        origin: origin(git),
    }
}

fn unborn_branch(git: &Git) -> Option<String> {
    let head = git.find_reference("HEAD").ok()?;
    let target = head.symbolic_target().ok()??;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

/// Whether the index, whose tree is `staged` as far as it can be told, holds changes against HEAD.
/// A tree that is too large to compare was not made by checking it out.
pub(super) fn is_staged(git: &Git, staged: Option<git2::Oid>) -> bool {
    let Some(head) = objects::head(git).filter(|_| !git.is_bare()) else { return false };
    // Trees are named by what they hold: equal ones need not be read.
    if staged == Some(head.tree_id()) {
        return false;
    }
    let Ok(tree) = objects::tree(git, head.tree_id()) else { return false };
    !is_listable(git, tree.id())
        || git.diff_tree_to_index(Some(&tree), None, None).is_ok_and(|diff| diff.deltas().len() > 0)
}

/// The default branch by origin/HEAD, else by its name, else the branch checked out.
pub(super) fn default_branch(git: &Git, current: Option<&str>) -> Fact<DefaultBranch> {
    let seen = |name: &str, source| Fact::Seen(DefaultBranch { name: name.to_owned(), source });
    let origin_head = git.find_reference("refs/remotes/origin/HEAD").ok();
    let target = origin_head.as_ref().and_then(|r| r.symbolic_target().ok().flatten());
    if let Some(name) = target.and_then(|t| t.strip_prefix("refs/remotes/origin/")) {
        return seen(name, BranchSource::OriginHead);
    }
    // A repository without a work tree has its HEAD where its owner says the default is.
    if let Some(name) = current.filter(|name| git.is_bare() || matches!(*name, "master" | "main")) {
        return seen(name, BranchSource::Current);
    }
    let has = |name: &str| {
        ["refs/heads/", "refs/remotes/origin/"].iter().any(|p| git.find_reference(&format!("{p}{name}")).is_ok())
    };
    match (has("master"), has("main"), current) {
        (true, false, _) => seen("master", BranchSource::Named),
        (false, true, _) => seen("main", BranchSource::Named),
        (_, _, Some(name)) => seen(name, BranchSource::Current),
        (_, _, None) => Fact::Blind(Cause::new(
            CauseKind::Git,
            "the default branch is not known: HEAD is detached and there is no origin/HEAD; \
             set build.default-branch in plugin-ready.toml",
        )),
    }
}

/// The host, owner and name in the address of the remote: `https://host/owner/name.git`, `git@host:owner/name`,
/// `ssh://git@host/owner/name`.
fn origin(git: &Git) -> Option<Origin> {
    parse_origin(remote(git)?.url().ok()?)
}

/// The remote called origin, else the only one.
pub(super) fn remote(git: &Git) -> Option<git2::Remote<'_>> {
    git.find_remote("origin").ok().or_else(|| {
        let names = git.remotes().ok()?;
        let only = names.get(0).ok()?.filter(|_| names.len() == 1)?;
        git.find_remote(only).ok()
    })
}

fn parse_origin(address: &str) -> Option<Origin> {
    let (host, path) = match address.split_once("://") {
        Some(("http" | "https" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => address.split_once(':')?,
    };
    let host = host.rsplit('@').next()?.split(':').next()?;
    let path = path.trim_matches('/');
    let (owner, name) = path.strip_suffix(".git").unwrap_or(path).rsplit_once('/')?;
    (!host.is_empty() && !owner.is_empty() && !name.is_empty()).then(|| Origin {
        host: host.to_lowercase(),
        owner: owner.to_owned(),
        name: name.to_owned(),
    })
}

/// libgit2's id as ours. Repositories with other hashes than SHA-1 are refused when they are opened.
pub(super) fn oid(id: git2::Oid) -> Oid {
    Oid(id.as_bytes().try_into().unwrap_or([0; 20]))
}
