//! Reads a clone of the template, to build the index from it.

use std::path::Path;

use git2::{ObjectType, Repository, Sort, TreeWalkMode, TreeWalkResult};

use crate::error::Error;
use crate::evidence::boilerplate::builder::Builder;
use crate::evidence::boilerplate::index::{Commit, Index, Parts};
use crate::evidence::repository::Oid;

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

fn read(repository: &Repository, path: &Path) -> Result<Parts, Error> {
    let git = |error: git2::Error| trouble(path, &error);
    let tip = BRANCHES.iter().find_map(|name| repository.refname_to_id(name).ok()).ok_or_else(|| {
        Error::new(format!("{} has no branch master or main", path.display()))
            .help("clone the template with its branches: git clone --bare URL")
    })?;
    let mut walk = repository.revwalk().map_err(git)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE).map_err(git)?;
    walk.push(tip).map_err(git)?;
    let mut builder = Builder::default();
    for oid in walk {
        let commit = repository.find_commit(oid.map_err(git)?).map_err(git)?;
        let tree = commit.tree().map_err(git)?;
        let mut files = Vec::new();
        let walked = tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            // 0o120000 is a symbolic link: its blob is a path, not a text.
            if entry.kind() == Some(ObjectType::Blob)
                && entry.filemode() != 0o120_000
                && let Ok(name) = entry.name()
            {
                files.push((format!("{folder}{name}"), Oid::from(entry.id())));
            }
            TreeWalkResult::Ok
        });
        walked.map_err(git)?;
        let seconds = commit.committer().when().seconds();
        builder.commit(Commit { oid: commit.id().into(), tree: tree.id().into(), seconds }, files);
    }
    for oid in builder.wanted() {
        let blob = git2::Oid::from_bytes(&oid.0).and_then(|id| repository.find_blob(id)).map_err(git)?;
        builder.content(oid, blob.content().to_vec());
    }
    Ok(builder.build())
}

fn trouble(path: &Path, error: &git2::Error) -> Error {
    Error::new(format!("cannot read the template's clone at {}: {}", path.display(), error.message()))
        .help("give the folder of a complete clone: git clone --bare https://github.com/mattermost/mattermost-plugin-starter-template")
}

impl From<git2::Oid> for Oid {
    fn from(oid: git2::Oid) -> Self {
        let mut bytes = [0; 20];
        bytes.iter_mut().zip(oid.as_bytes()).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }
}

/// The index of the template cloned at `path`, ready for use.
///
/// # Errors
/// As [`index`].
pub fn ready_index(path: &Path) -> Result<Index, Error> {
    Index::decode(&index(path)?.encode())
}
