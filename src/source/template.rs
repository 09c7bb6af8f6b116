//! Reads a clone of the template, to build the index and the table of its README's sentences from it.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{ObjectType, Repository, Sort, TreeWalkMode, TreeWalkResult};

use super::history::oid;
use crate::data::template;
use crate::error::Error;
use crate::error::text::{shell_word, visible};
use crate::evidence::boilerplate::builder::Builder;
use crate::evidence::boilerplate::index::{self, Commit, Index, Parts};
use crate::evidence::docs::{self, Document};
use crate::evidence::repository::{Oid, Repository as Plugin};

/// Names of the main branch, best first; the template's other branches hold the work of other people.
const BRANCHES: &[&str] =
    &["refs/heads/master", "refs/heads/main", "refs/remotes/origin/master", "refs/remotes/origin/main"];

/// The index of the template whose clone, bare or not, is at `path`: its branch master (or main) alone.
///
/// # Errors
/// When `path` is not a git repository, has no such branch, or cannot be read.
pub fn index(path: &Path) -> Result<Parts, Error> {
    let repository = Repository::open(path).map_err(|error| trouble(path, &error))?;
    read(&repository, path)
}

/// The sentences of every version of the template's README, as the hashes that tell its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readme {
    /// The newest commit read.
    pub tip: Oid,
    /// The hashes, sorted.
    pub sentences: BTreeSet<u64>,
}

/// Reads every README.md in the history of the template cloned at `path`: its branch master (or main) alone.
///
/// # Errors
/// As [`index()`].
pub fn readme(path: &Path) -> Result<Readme, Error> {
    let repository = Repository::open(path).map_err(|error| trouble(path, &error))?;
    let git = |error: git2::Error| trouble(path, &error);
    let history = history(&repository, path)?;
    let tip = history.last().map_or(Oid([0; 20]), |commit| oid(commit.id()));
    let mut blobs = BTreeSet::new();
    for commit in history {
        let entry = commit.tree().and_then(|tree| tree.get_path(Path::new("README.md")));
        blobs.extend(entry.ok().filter(|entry| entry.kind() == Some(ObjectType::Blob)).map(|entry| entry.id()));
    }
    let mut sentences = BTreeSet::new();
    for blob in blobs {
        let blob = repository.find_blob(blob).map_err(git)?;
        let document = Document::new("README.md", String::from_utf8_lossy(blob.content()).into_owned());
        let all = document.blocks.iter().flat_map(|block| docs::template::sentences(&block.text));
        sentences.extend(all.map(|sentence| docs::template::hash(&sentence)));
    }
    Ok(Readme { tip, sentences })
}

/// Refuses an `index` of the clone at `path` that is the `plugin` itself: all of it would be the template's.
///
/// # Errors
/// The plugin's HEAD is one of the index's commits.
pub fn is_not(plugin: &Plugin, index: &Index, path: &Path) -> Result<(), Error> {
    let head = plugin.git.seen().and_then(|git| git.head);
    if head.is_some_and(|head| index.commits().iter().any(|commit| commit.oid == head)) {
        return Err(Error::new(format!("{} holds the plugin itself, not the template", path.display()))
            .help(format!("clone the template: git clone {}", template::URL)));
    }
    Ok(())
}

/// A warning where the clone at `path`, of which `index` was made, is of no template that this program knows.
pub fn unknown(index: &Index, path: &Path) -> Option<String> {
    let known = index::embedded().ok()?;
    let is_known = |commit: &Commit| known.commits().iter().any(|known| known.oid == commit.oid);
    (!index.commits().iter().any(is_known)).then(|| {
        format!("{} has no commit of {}: the lines are compared with what it has", path.display(), template::URL)
    })
}

/// The commits of the main branch, oldest first.
fn history<'g>(repository: &'g Repository, path: &Path) -> Result<Vec<git2::Commit<'g>>, Error> {
    if repository.is_shallow() {
        return Err(Error::new(format!(
            "{} is a shallow clone: the template's earlier versions are not in it",
            path.display()
        ))
        .help(format!("git -C {} fetch --unshallow", shell_word(&visible(&path.to_string_lossy())))));
    }
    let git = |error: git2::Error| trouble(path, &error);
    let tip = BRANCHES.iter().find_map(|name| repository.refname_to_id(name).ok()).ok_or_else(|| {
        Error::new(format!("{} has no branch master or main", path.display()))
            .help("clone the template with its branches: git clone --bare URL")
    })?;
    let mut walk = repository.revwalk().map_err(git)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE).map_err(git)?;
    walk.push(tip).map_err(git)?;
    walk.map(|oid| oid.and_then(|oid| repository.find_commit(oid)).map_err(git)).collect()
}

fn read(repository: &Repository, path: &Path) -> Result<Parts, Error> {
    let git = |error: git2::Error| trouble(path, &error);
    let mut builder = Builder::default();
    for commit in history(repository, path)? {
        let tree = commit.tree().map_err(git)?;
        let mut files = Vec::new();
        let walked = tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            // 0o120000 is a symbolic link: its blob is a path, not a text.
            if entry.kind() == Some(ObjectType::Blob)
                && entry.filemode() != 0o120_000
                && let Ok(name) = entry.name()
            {
                files.push((format!("{folder}{name}"), oid(entry.id())));
            }
            TreeWalkResult::Ok
        });
        walked.map_err(git)?;
        let seconds = commit.committer().when().seconds();
        builder.commit(Commit { oid: oid(commit.id()), tree: oid(tree.id()), seconds }, files);
    }
    for wanted in builder.wanted() {
        let blob = git2::Oid::from_bytes(&wanted.0).and_then(|id| repository.find_blob(id)).map_err(git)?;
        builder.content(wanted, blob.content().to_vec());
    }
    Ok(builder.build())
}

fn trouble(path: &Path, error: &git2::Error) -> Error {
    Error::new(format!("cannot read the template's clone at {}: {}", path.display(), error.message()))
        .help("give the folder of a complete clone: git clone --bare https://github.com/mattermost/mattermost-plugin-starter-template")
}

/// The index of the template cloned at `path`, ready for use.
///
/// # Errors
/// As [`index()`].
pub fn ready_index(path: &Path) -> Result<Index, Error> {
    Index::decode(&index(path)?.encode())
}
