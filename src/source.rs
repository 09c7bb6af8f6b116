//! The only rooms that touch the world: files, git, servers. What they read becomes
//! [evidence](crate::evidence::Evidence).

mod beneath;
pub mod bundle;
mod cache;
mod collect;
mod extent;
mod files;
pub mod github;
mod hazards;
mod history;
mod index;
pub mod installed;
pub mod ledger;
pub mod main_line;
pub mod nightly;
mod objects;
mod past;
pub mod review;
mod shared;
mod tags;
pub mod template;
mod tree;
pub mod web;

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::evidence::repository::{BranchSource, DefaultBranch, Repository};
use crate::evidence::{Cause, Fact, Reader};

pub use collect::Ask;
pub(crate) use collect::names;
pub use shared::Shared;

/// An opened repository: its listing, its bytes, and git's handle where there is one.
pub struct Source {
    /// Where it is.
    root: PathBuf,
    /// What is known of it.
    pub repository: Repository,
    tree: tree::Tree,
    git: Option<git2::Repository>,
}

impl Source {
    /// Opens the plugin at `path`: a folder in or without a git repository, or a repository without a work tree.
    ///
    /// With `standalone`, a git repository above `path` is not looked for.
    ///
    /// # Errors
    /// `path` does not exist or is no folder.
    pub fn open(path: &Path, standalone: bool) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let folder = path.canonicalize().map_err(|error| {
            let is_address = shown.contains("://") || shown.starts_with("git@");
            let clone_first = "clone it first, and name the clone: servers are not asked for repositories";
            let name_it = "name the folder of a plugin, or a bare repository of it";
            Error::new(format!("{shown}: {error}")).help(if is_address { clone_first } else { name_it })
        })?;
        if !folder.is_dir() {
            return Err(Error::new(format!("{shown} is not a folder")).help("name the folder that holds plugin.json"));
        }
        // What cannot be listed looks empty, and is not.
        std::fs::read_dir(&folder).map_err(|error| Error::new(format!("{shown}: {error}")))?;
        let opened = history::open(&folder, standalone);
        if let Err(cause) = &opened
            && is_bare(&folder)
            && !has_manifest(&folder)
        {
            return Err(Error::new(format!("{shown}: {}", cause.detail)));
        }
        if let Ok(Some(git)) = &opened
            && git.is_bare()
            // A folder with a manifest is a plugin, whatever else lies there.
            && !(git.head().is_err() && has_manifest(&folder))
        {
            return Self::open_bare(folder);
        }
        let (git, trouble) = match opened {
            Ok(git) => (git.filter(|git| !git.is_bare()), None),
            Err(cause) => (None, Some(cause)),
        };
        let root = git.as_ref().and_then(|git| work_tree(git, &folder)).unwrap_or_else(|| folder.clone());
        let prefix = folder.strip_prefix(&root).unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let prefix = if prefix.is_empty() { prefix } else { format!("{prefix}/") };
        let tree = tree::Tree::of_folder(&root, git.as_ref());
        let staged = git.as_ref().is_some_and(|git| history::is_staged(git, tree.staged));
        Ok(Self::assemble(root, prefix, tree, git, staged, trouble))
    }

    fn open_bare(folder: PathBuf) -> Result<Self, Error> {
        let again = || git2::Repository::open(&folder).map_err(|e| Error::new(e.message().to_owned()));
        let tree = tree::Tree::of_head(again()?)?;
        let git = again()?;
        Ok(Self::assemble(folder, String::new(), tree, Some(git), false, None))
    }

    fn assemble(
        root: PathBuf,
        prefix: String,
        mut tree: tree::Tree,
        git: Option<git2::Repository>,
        staged: bool,
        trouble: Option<Cause>,
    ) -> Self {
        let files = tree.files().clone();
        let (facts, default_branch) = match (&git, trouble) {
            (Some(git), _) => {
                let facts = history::facts(git, &files, staged);
                let branch = history::default_branch(git, facts.branch.as_deref());
                (Fact::Seen(facts), branch)
            }
            (None, Some(cause)) => {
                tree.warnings.push(format!("the history was not looked at: {}", cause.detail));
                (Fact::Blind(cause.clone()), Fact::Blind(cause))
            }
            (None, None) => (Fact::Absent, Fact::Absent),
        };
        let repository = Repository { prefix, git: facts, default_branch, files };
        Self { root, repository, tree, git }
    }

    /// Takes `name` for the default branch, as plugin-ready.toml says: also where there is no git to ask.
    pub fn set_default_branch(&mut self, name: &str) {
        self.repository.default_branch =
            Fact::Seen(DefaultBranch { name: name.to_owned(), source: BranchSource::Configured });
    }

    /// The folder that the paths in places start from.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Git's handle, for the rooms beside this one.
    pub(crate) fn git(&self) -> Option<&git2::Repository> {
        self.git.as_ref()
    }

    /// The bytes of its files.
    pub fn reader(&self) -> &dyn Reader {
        &self.tree
    }

    /// What could not be listed.
    pub fn warnings(&self) -> &[String] {
        &self.tree.warnings
    }
}

/// The folder above `folder`, or itself, that bears the mark of `git`.
///
/// git's own `core.worktree` is not asked: it may name any folder of the machine. Where it does, it is overruled.
fn work_tree(git: &git2::Repository, folder: &Path) -> Option<PathBuf> {
    let root = folder.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
    let named = git.workdir().and_then(|dir| dir.canonicalize().ok());
    if named.as_deref() != Some(root) {
        git.set_workdir(root, false).ok()?;
    }
    Some(root.to_owned())
}

/// A file that the user named: read wherever it is, but only if it is a regular file of at most `limit` bytes.
///
/// # Errors
/// The cause, with the file's name.
pub fn read_named(path: &Path, limit: u64) -> Result<std::sync::Arc<[u8]>, Cause> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut bytes = Vec::new();
    tree::read_file(&real, &path.display().to_string(), limit, &mut bytes)?;
    Ok(bytes.into())
}

/// Whether `path` is a repository or a plugin's folder, rather than a folder of them.
pub fn is_repository(path: &Path) -> bool {
    is_bare(path) || has(path, ".git") || has_manifest(path)
}

fn has(folder: &Path, name: &str) -> bool {
    folder.join(name).symlink_metadata().is_ok()
}

/// Whether `path` looks like a repository without a work tree.
fn is_bare(path: &Path) -> bool {
    ["HEAD", "objects", "refs"].iter().all(|name| has(path, name))
}

fn has_manifest(path: &Path) -> bool {
    crate::evidence::manifest::NAMES.iter().any(|name| has(path, name))
}

/// The folders in the folder `path`, sorted; hidden ones are left out.
///
/// # Errors
/// `path` cannot be listed.
pub fn folders(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let trouble = |error: std::io::Error| Error::new(format!("{}: {error}", path.display()));
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(path).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_dir() {
            folders.push(entry.path());
        }
    }
    folders.sort_unstable();
    Ok(folders)
}
