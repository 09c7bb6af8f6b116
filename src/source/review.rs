//! What a review needs of git: the state a plugin started from, other states of it, and the branches to compare.

use std::collections::HashMap;
use std::path::Path;

use git2::{ErrorCode, Index as GitIndex, IndexEntry, Oid as GitOid, Repository as Git, Signature, Time};

use super::extent::is_listable;
use super::history::oid;
use super::past::Ancestors;
use super::{Source, objects, past, tree};
use crate::data::template;
use crate::error::Error;
use crate::evidence::boilerplate::base::{Base, Proof};
use crate::evidence::boilerplate::index::{Commit, Index};
use crate::evidence::manifest;
use crate::evidence::repository::{Git as Facts, Oid, Repository};
use crate::evidence::{Fact, LARGE, Reader, SMALL};

/// The prefix of the only plugin in `then`, where it has none at the prefix that it has now.
fn moved_from(then: &Repository, reader: &dyn Reader) -> Option<String> {
    let has = |prefix: &str| manifest::NAMES.iter().any(|name| then.file(&format!("{prefix}{name}")).is_some());
    if has(&then.prefix) {
        return None;
    }
    let below = || match manifest::folders_below("", then, reader).into_iter().collect::<Vec<_>>()[..] {
        [folder] => Some(format!("{folder}/")),
        _ => None,
    };
    if has("") { Some(String::new()) } else { below() }
}

/// The tree without files.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
/// Who makes the branches; a branch whose tip somebody else made is never touched.
const AUTHOR: (&str, &str) = ("plugin-ready", "plugin-ready@localhost");

/// A plugin as one of its commits has it.
pub struct Snapshot {
    /// Its files.
    pub repository: Repository,
    /// The commit.
    pub commit: Oid,
    tree: tree::Tree,
}

impl Snapshot {
    /// The bytes of its files.
    pub fn reader(&self) -> &dyn Reader {
        &self.tree
    }
}

/// What a branch holds of one of HEAD's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Nothing.
    Absent,
    /// The file as HEAD has it.
    AsHead,
    /// This text.
    Text(Vec<u8>),
}

/// A branch to write: its short name, the first line of its commit's message, and what it holds of the file at a path.
pub struct Branch<'a> {
    /// As in `plugin-ready/base`.
    pub name: String,
    /// Of the commit.
    pub subject: String,
    /// What it holds.
    pub side: &'a dyn Fn(&str) -> Side,
    /// Files that HEAD does not have.
    pub besides: Vec<Beside<'a>>,
}

/// A file that a branch holds and HEAD does not.
pub struct Beside<'a> {
    /// Path from the repository's root.
    pub path: &'a str,
    /// Whether it may be run.
    pub executable: bool,
    /// What it holds.
    pub content: &'a [u8],
}

/// A branch as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its short name.
    pub name: String,
    /// Its tip.
    pub commit: Oid,
    /// It was there already, just so.
    pub unchanged: bool,
}

impl Source {
    /// The plugin at `revision`: a tag, a branch or a commit.
    ///
    /// # Errors
    /// There is no git, or no such commit in this clone.
    pub fn snapshot(&self, revision: &str) -> Result<Snapshot, Error> {
        let git = self.git_for_review()?;
        let found = git
            .find_reference(&format!("refs/tags/{revision}"))
            .or_else(|_| git.resolve_reference_from_short_name(revision))
            .and_then(|reference| objects::at_reference(git, &reference))
            .or_else(|error| objects::peel(git, objects::abbreviated(git, revision).ok_or(error)?));
        let commit = found.map_err(|error| {
            if objects::head(git).is_none() {
                return Error::new("this repository has no commit yet")
                    .help("commit the plugin first: git add --all && git commit");
            }
            let help =
                if git.is_shallow() { "fetch the history: git fetch --unshallow --tags" } else { "git tag lists them" };
            Error::new(format!("there is no commit {revision} in this clone: {}", error.message())).help(help)
        })?;
        let id = commit.id();
        let handle = Git::open(git.path()).map_err(|error| trouble(&error))?;
        let tree = tree::Tree::of_commit(handle, id)?;
        let here = |git: &Facts| Facts {
            head: Some(oid(id)),
            committed: Some(commit.committer().when().seconds()),
            dirty: false,
            ..git.clone()
        };
        let mut repository = Repository {
            prefix: self.repository.prefix.clone(),
            git: self.repository.git.seen().map_or_else(|| self.repository.git.clone(), |git| Fact::Seen(here(git))),
            default_branch: self.repository.default_branch.clone(),
            files: tree.files().clone(),
        };
        if let Some(prefix) = moved_from(&repository, &tree) {
            repository.prefix = prefix;
        }
        Ok(Snapshot { repository, commit: oid(id), tree })
    }

    /// The template's commit that HEAD's history proves to be its start.
    ///
    /// Either the history holds the template's own commit, or one of its trees equals a tree of the template; the commit
    /// of HEAD's history that does is given beside.
    pub fn base(&self, index: &Index) -> Option<(Base, Oid)> {
        let git = self.git()?;
        let head = objects::head(git)?.id();
        let odb = git.odb().ok()?;
        let here =
            |oid: &Oid| GitOid::from_bytes(&oid.0).is_ok_and(|id| odb.exists_ext(id, git2::OdbLookupFlags::NO_REFRESH));
        let commits = || index.commits().iter().rev().filter(|commit| commit.tree.to_string() != EMPTY_TREE);
        let shared: Vec<&Commit> = commits().filter(|commit| here(&commit.oid)).collect();
        if !shared.is_empty() {
            let ancestors = past::ancestors(git, head);
            if let Some(commit) = shared.iter().find(|commit| ancestors.contains(&commit.oid)) {
                let base = Base { commit: commit.oid, proof: Proof::SharedHistory };
                return Some((base, commit.oid));
            }
        }
        // That such a tree is among the objects proves nothing by itself: it may be of a branch, or of what was fetched.
        if !commits().any(|commit| here(&commit.tree)) {
            return None;
        }
        let trees: HashMap<Oid, Oid> = commits().rev().map(|commit| (commit.tree, commit.oid)).collect();
        let mut past = Ancestors::of(git, head).ok()?;
        while let Some(commit) = past.next().ok()? {
            if let Some(equal) = trees.get(&oid(commit.tree)) {
                return Some((Base { commit: *equal, proof: Proof::EqualTree }, oid(commit.id)));
            }
        }
        None
    }

    /// The content of the blob `id`, where this repository has it.
    pub fn blob(&self, id: &Oid) -> Option<Vec<u8>> {
        blob(self.git()?, id)
    }

    /// Writes `base`, then each of `compares` on top of it and of HEAD, without touching work tree, index or HEAD.
    ///
    /// `parent` is the commit of HEAD's history that `base` stands on, if any. Writing twice gives the same commits.
    ///
    /// # Errors
    /// There is no git or no commit, git cannot write, or a branch of that name is somebody else's or checked out.
    pub fn write_branches(
        &self,
        parent: Option<Oid>,
        base: &Branch<'_>,
        compares: &[Branch<'_>],
    ) -> Result<Vec<Written>, Error> {
        let git = self.git_for_review()?;
        let head = git.head().and_then(|head| objects::at_reference(git, &head)).map_err(|error| {
            Error::new(format!("there is no commit to review: {}", error.message())).help("commit the plugin first")
        })?;
        for branch in std::iter::once(base).chain(compares) {
            is_ours(git, &branch.name)?;
        }
        let parent = parent.and_then(|id| GitOid::from_bytes(&id.0).ok()).and_then(|id| objects::commit(git, id).ok());
        let mut written = Vec::new();
        let first = commit(git, base, &head, parent.as_ref().as_slice())?;
        written.push(point(git, base, &first)?);
        for compare in compares {
            let top = commit(git, compare, &head, &[&first, &head])?;
            written.push(point(git, compare, &top)?);
        }
        Ok(written)
    }

    /// Branches of this program's that are there besides those in `written`.
    pub fn stale(&self, written: &[Written]) -> Vec<String> {
        let branches = self.git().and_then(|git| git.branches(Some(git2::BranchType::Local)).ok());
        let branches = branches.into_iter().flatten().filter_map(Result::ok).map(|(branch, _)| branch);
        let is_made_here = |branch: &git2::Branch<'_>| {
            self.git().is_some_and(|git| objects::at_reference(git, branch.get()).is_ok_and(|tip| is_made_here(&tip)))
        };
        let names = branches.filter(is_made_here).filter_map(|branch| branch.name().ok().flatten().map(str::to_owned));
        let is_written = |name: &String| written.iter().any(|written| written.name == *name);
        names.filter(|name| name.starts_with("plugin-ready/compare") && !is_written(name)).collect()
    }

    /// The remote that the branches are pushed to, if it is clear which.
    pub fn remote(&self) -> Option<String> {
        super::history::remote(self.git()?)?.name().ok().flatten().map(str::to_owned)
    }

    fn git_for_review(&self) -> Result<&Git, Error> {
        self.git().ok_or_else(|| match &self.repository.git {
            Fact::Blind(cause) => cause.clone().into(),
            _ => Error::new("this folder is not a git repository").help("run it in a clone of the plugin's repository"),
        })
    }
}

/// A clone of the template, for its true text.
pub struct Template(Git);

impl Template {
    /// Opens the clone at `path`.
    ///
    /// # Errors
    /// It is not a git repository.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let git = Git::open(path).map_err(|error| {
            Error::new(format!("the template's clone at {} cannot be opened: {}", path.display(), error.message()))
                .help(format!("clone the template: git clone {}", template::URL))
        })?;
        Ok(Self(git))
    }

    /// The content of the blob `id`.
    pub fn blob(&self, id: &Oid) -> Option<Vec<u8>> {
        blob(&self.0, id)
    }
}

fn blob(git: &Git, id: &Oid) -> Option<Vec<u8>> {
    let id = GitOid::from_bytes(&id.0).ok()?;
    Some(objects::blob(git, id, LARGE).ok()?.content().to_vec())
}

fn trouble(error: &git2::Error) -> Error {
    Error::new(format!("git: {}", error.message()))
}

/// Whether this program made the commit.
fn is_made_here(tip: &git2::Commit<'_>) -> bool {
    [tip.author(), tip.committer()].iter().all(|who| who.email_bytes() == AUTHOR.1.as_bytes())
}

/// Refuses a branch that this program did not make, or that is checked out somewhere.
fn is_ours(git: &Git, name: &str) -> Result<(), Error> {
    let branch = match git.find_branch(name, git2::BranchType::Local) {
        Ok(branch) => branch,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(()),
        Err(error) => return Err(trouble(&error)),
    };
    let tip = objects::at_reference(git, branch.get()).map_err(|error| trouble(&error))?;
    if !is_made_here(&tip) {
        return Err(Error::new(format!("there is a branch {name} that this program did not make"))
            .help(format!("rename it: git branch -m {name} {}-mine", name.replace('/', "-"))));
    }
    if !git.is_bare() && is_checked_out(git, name) {
        return Err(Error::new(format!("branch {name} is checked out, here or in another work tree"))
            .help("check out another one there: git switch -"));
    }
    Ok(())
}

/// Whether the HEAD of the repository, or of any work tree that is linked to it, stands on the branch.
fn is_checked_out(git: &Git, name: &str) -> bool {
    let common = git.commondir();
    let linked = std::fs::read_dir(common.join("worktrees")).into_iter().flatten().filter_map(Result::ok);
    let folders = std::iter::once(common.to_owned()).chain(linked.map(|folder| folder.path()));
    let mut heads = folders.filter_map(|folder| super::read_named(&folder.join("HEAD"), SMALL).ok());
    heads.any(|head| head.trim_ascii() == format!("ref: refs/heads/{name}").as_bytes())
}

/// A commit on `parents` with HEAD's files as `branch` holds them. It bears HEAD's date, so the same state always
/// gives the same commit.
fn commit<'git>(
    git: &'git Git,
    branch: &Branch<'_>,
    head: &git2::Commit<'_>,
    parents: &[&git2::Commit<'_>],
) -> Result<git2::Commit<'git>, Error> {
    let failed =
        |error: git2::Error| Error::new(format!("branch {} cannot be written: {}", branch.name, error.message()));
    // What stays as HEAD has it need not be in this clone: a partial one has not all of it.
    git2::opts::strict_object_creation(false);
    let tree = tree_of(git, head, branch).map_err(failed)?;
    let tree = git.find_tree(tree).map_err(failed)?;
    let date = Time::new(head.committer().when().seconds(), 0);
    let who = Signature::new(AUTHOR.0, AUTHOR.1, &date).map_err(failed)?;
    let message = format!("{} [skip ci]\n\nMade by plugin-ready review, from commit {}.\n", branch.subject, head.id());
    let id = git.commit(None, &who, &who, &message, &tree, parents).map_err(failed)?;
    git.find_commit(id).map_err(failed)
}

/// HEAD's tree with some files left out or given another text; modes stay, and links and submodules are as they are.
fn tree_of(git: &Git, head: &git2::Commit<'_>, branch: &Branch<'_>) -> Result<GitOid, git2::Error> {
    let tree = objects::tree(git, head.tree_id())?;
    if !is_listable(git, tree.id()) {
        return Err(git2::Error::from_str("HEAD's tree is too large"));
    }
    let mut files = GitIndex::new()?;
    files.read_tree(&tree)?;
    let mut made = GitIndex::new()?;
    for entry in files.iter() {
        let id = match (branch.side)(&String::from_utf8_lossy(&entry.path)) {
            Side::Absent => continue,
            Side::AsHead => entry.id,
            Side::Text(text) => git.blob(&text)?,
        };
        made.add(&IndexEntry { id, ..entry })?;
    }
    for beside in &branch.besides {
        // Where HEAD has a file, the other side has no folder.
        let mut folders = beside.path.match_indices('/').filter_map(|(at, _)| beside.path.get(..at));
        if !folders.any(|folder| files.get_path(Path::new(folder), 0).is_some()) {
            made.add(&entry(beside, git.blob(beside.content)?))?;
        }
    }
    made.write_tree_to(git)
}

/// A regular file as a tree has it.
fn entry(file: &Beside<'_>, id: GitOid) -> IndexEntry {
    let never = git2::IndexTime::new(0, 0);
    IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode: if file.executable { 0o100_755 } else { 0o100_644 },
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: file.path.as_bytes().to_vec(),
    }
}

fn point(git: &Git, branch: &Branch<'_>, commit: &git2::Commit<'_>) -> Result<Written, Error> {
    let name = format!("refs/heads/{}", branch.name);
    let unchanged = git.refname_to_id(&name).is_ok_and(|tip| tip == commit.id());
    if !unchanged {
        git.reference(&name, commit.id(), true, "plugin-ready review").map_err(|error| {
            Error::new(format!("branch {} cannot be written: {}", branch.name, error.message()))
                .help("a branch called plugin-ready stands in the way: rename it")
        })?;
    }
    Ok(Written { name: branch.name.clone(), commit: oid(commit.id()), unchanged })
}
