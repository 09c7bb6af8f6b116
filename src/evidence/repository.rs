//! What is known of the repository as such: where it is, what is checked out, who hosts it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{Cause, Fact};

/// The repository and the plugin's place in it.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// The plugin's folder from the repository's root, `""` for the root itself, else with a `/` at its end.
    pub prefix: String,
    /// Git's part; `Absent` outside git.
    pub git: Fact<Git>,
    /// The default branch: configuration, else what git says; `Absent` when neither is there.
    pub default_branch: Fact<DefaultBranch>,
    /// Every file, tracked or not, but for ignored ones; sorted by path.
    pub files: Files,
}

/// Files in the order of their paths: many hold the same list, and who changes his has his own from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Arc<Vec<File>>);

impl Deref for Files {
    type Target = Vec<File>;

    fn deref(&self) -> &Vec<File> {
        &self.0
    }
}

impl DerefMut for Files {
    fn deref_mut(&mut self) -> &mut Vec<File> {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Vec<File>> for Files {
    fn from(files: Vec<File>) -> Self {
        Self(Arc::new(files))
    }
}

impl FromIterator<File> for Files {
    fn from_iter<I: IntoIterator<Item = File>>(files: I) -> Self {
        Vec::from_iter(files).into()
    }
}

impl<'a> IntoIterator for &'a Files {
    type Item = &'a File;
    type IntoIter = std::slice::Iter<'a, File>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Files {
    type Item = &'a mut File;
    type IntoIter = std::slice::IterMut<'a, File>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl Repository {
    /// Who hosts it, as far as git's remote tells.
    pub fn origin(&self) -> Option<&Origin> {
        self.git.seen()?.origin.as_ref()
    }

    /// The module path for a go.mod in the plugin's folder, by where the repository is.
    pub fn module(&self) -> Option<String> {
        Some(format!("{}/{}", self.origin()?, self.prefix).trim_end_matches('/').to_owned())
    }

    /// The file at `path` from the repository's root.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|f| f.path.as_str().cmp(path)).ok().and_then(|i| self.files.get(i))
    }

    /// The files that lie in `folder` itself, which is empty or ends with a slash, and their names.
    pub fn directly_in<'r>(&'r self, folder: &'r str) -> impl Iterator<Item = (&'r File, &'r str)> {
        let first = self.files.partition_point(|file| file.path.as_str() < folder);
        let below = self.files.iter().skip(first).map_while(move |file| Some((file, file.path.strip_prefix(folder)?)));
        below.filter(|(_, name)| !name.contains('/'))
    }

    /// Whether the file at `path` is there and may be run.
    pub fn is_executable(&self, path: &str) -> bool {
        self.file(path).is_some_and(|file| matches!(file.kind, FileKind::Regular { executable: true }))
    }
}

/// A file as the tree lists it; its content is read only where a fact needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path from the repository's root; bytes that are not UTF-8 are replaced.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Git's opinion of it.
    pub status: Status,
    /// SHA-1 of the content as a git blob, for files known to be unchanged since the index was written.
    pub oid: Option<Oid>,
    /// Size in bytes; 0 where it is not known.
    pub size: u64,
}

impl File {
    /// Whether it is a file and nothing else: no link, submodule or device.
    pub fn is_regular(&self) -> bool {
        matches!(self.kind, FileKind::Regular { .. })
    }

    /// Whether its name is that of a program's source.
    pub fn is_source(&self) -> bool {
        let ending = file_name(&self.path).rsplit_once('.').map_or("", |(_, ending)| ending);
        matches!(
            ending,
            "go" | "ts"
                | "tsx"
                | "js"
                | "jsx"
                | "mjs"
                | "cjs"
                | "py"
                | "sh"
                | "c"
                | "h"
                | "cc"
                | "cpp"
                | "rs"
                | "java"
                | "kt"
                | "swift"
                | "css"
                | "scss"
                | "less"
                | "sql"
                | "proto"
                | "vue"
                | "svelte"
                | "rb"
                | "php"
        )
    }
}

/// A SHA-1 object id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(pub [u8; 20]);

impl std::fmt::Display for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The kinds of files a tree can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    Regular {
        /// The executable bit.
        executable: bool,
    },
    /// A symbolic link, with its target as text.
    Link {
        /// The target, as written.
        target: String,
    },
    /// A submodule.
    Submodule,
    /// A FIFO, socket or device: never opened.
    Special,
}

/// Git's opinion of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Tracked, and as in the index.
    Clean,
    /// Tracked, and changed in the work tree.
    Modified,
    /// Tracked, and deleted from the work tree.
    Deleted,
    /// Not tracked, not ignored.
    Untracked,
    /// There is no git to ask, or none that can tell.
    NoGit,
}

/// What git says of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    /// The commit checked out; `None` before the first commit.
    pub head: Option<Oid>,
    /// When it was committed, in seconds since 1970, as the committer's clock had it.
    pub committed: Option<i64>,
    /// The branch checked out; `None` when HEAD is detached.
    pub branch: Option<String>,
    /// History is cut off.
    pub shallow: bool,
    /// There is no work tree; files are those of HEAD.
    pub bare: bool,
    /// Some tracked file differs from HEAD, or some file is untracked.
    pub dirty: bool,
    /// Who hosts it, by the remote called origin.
    pub origin: Option<Origin>,
}

/// The default branch and how we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultBranch {
    /// Its short name.
    pub name: String,
    /// How we know.
    pub source: BranchSource,
}

/// How the default branch is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchSource {
    /// `build.default-branch` in plugin-ready.toml.
    Configured,
    /// refs/remotes/origin/HEAD.
    OriginHead,
    /// A local or remote branch called master or main, the only one of the two.
    Named,
    /// The branch checked out.
    Current,
}

/// The remote called origin, as far as its address tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Host name in lower case, as in `github.com`.
    pub host: String,
    /// Owner or group.
    pub owner: String,
    /// Repository name, without `.git`.
    pub name: String,
}

impl fmt::Display for Origin {
    /// Its address without a protocol, as Go names modules: `github.com/owner/name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.owner, self.name)
    }
}

/// Where an address leads, seen from a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// Into the repository.
    Here,
    /// Into one of its name on its host, of another owner: the same one before it moved, the original of a fork, or
    /// any.
    Namesake,
    /// To something else.
    Elsewhere,
}

impl Origin {
    /// Whether GitLab serves it, there or on a host of one's own.
    pub fn is_gitlab(&self) -> bool {
        self.host.starts_with("gitlab.")
    }

    /// Where the http(s) `address` leads.
    pub fn leads(&self, address: &str) -> Leads {
        let Some((_, parts)) = host_and_parts(address).filter(|(host, _)| *host == self.host) else {
            return Leads::Elsewhere;
        };
        let is = |part: &str, own: &str| part.trim_end_matches(".git").eq_ignore_ascii_case(own);
        let own: Vec<&str> = self.owner.split('/').chain([self.name.as_str()]).collect();
        if parts.len() >= own.len() && parts.iter().zip(own).all(|(part, own)| is(part, own)) {
            Leads::Here
        } else if parts.iter().skip(1).any(|part| is(part, &self.name)) {
            Leads::Namesake
        } else {
            Leads::Elsewhere
        }
    }
}

/// Hosts where anybody can read public repositories.
pub const FORGES: &[&str] =
    &["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitea.com", "framagit.org", "git.sr.ht"];

/// The host of an http(s) address, in lower case and without `www.`, and what is not empty of its path's parts.
pub fn host_and_parts(address: &str) -> Option<(String, Vec<&str>)> {
    let (scheme, rest) = address.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let mut parts = rest.split(['/', '#', '?']).filter(|part| !part.is_empty());
    let host = parts.next().filter(|_| is_web)?.to_lowercase();
    Some((host.strip_prefix("www.").map(str::to_owned).unwrap_or(host), parts.collect()))
}

/// A cause for everything that needs git where there is none.
pub fn no_git() -> Cause {
    Cause::new(super::CauseKind::NoGit, "this folder is not a git repository")
}

/// The last part of `path`.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path that `target`, a link's or a document's, means when read in the folder of the file at `path`.
///
/// `None` when it is absolute or leaves the repository.
pub fn resolve(path: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    normal(&format!("{folder}/{target}"))
}

/// `path` without `.`, `..` and doubled slashes; `None` when it leads out of the folder that it starts from.
pub fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
