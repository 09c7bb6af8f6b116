//! What git knows of a sign-off: the commit it names, what changed since, and who wrote it into the file.

use std::fmt;
use std::sync::Arc;

use super::Proof;
use super::handle;
use crate::error::Place;
use crate::evidence::repository::Oid;
use crate::evidence::{Cause, Fact};

/// Runs of lines shown of one file.
const SHOWN: usize = 5;

/// What git says of one entry.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Where its commit stands.
    pub reach: Reach,
    /// What differs between its commit and HEAD.
    pub changes: Fact<Arc<[Change]>>,
    /// The commit that the tag named by `release` points to; not asked when it names none.
    pub release: Fact<Oid>,
    /// Who added the entry.
    pub introduced: Fact<Introduced>,
}

/// Where a commit stands to HEAD.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reach {
    /// It is HEAD or one of its ancestors.
    Ancestor,
    /// It is here, but HEAD does not descend from it.
    Elsewhere,
    /// The repository, complete as it is, does not have it.
    #[default]
    Missing,
    /// This clone cannot tell.
    Untold(Cause),
}

/// A file that is no longer as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path from the repository's root.
    pub path: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Every line that stands there now (for a deleted file: stood there) is the starter template's.
    pub template: bool,
    /// The lines that changed, as they are numbered now; empty for deleted, binary and very large files.
    pub lines: Vec<Lines>,
    /// Where the first of them stands.
    pub place: Place,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is not as it was.
    Modified,
    /// It is gone.
    Deleted,
    /// It differs from HEAD, or is not tracked: nobody committed that yet.
    Uncommitted,
}

impl Change {
    /// Nobody committed it yet.
    pub fn is_uncommitted(&self) -> bool {
        self.kind == ChangeKind::Uncommitted
    }
}

/// The path, and what lines of it: `server/plugin.go (lines 3-10, 15)`, `webapp/index.js (deleted)`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.path)?;
        if self.kind != ChangeKind::Modified || self.lines.is_empty() {
            return write!(f, "{})", self.kind.name());
        }
        let several = self.lines.len() > 1 || self.lines.iter().any(|lines| lines.first != lines.last);
        f.write_str(if several { "lines " } else { "line " })?;
        for (i, lines) in self.lines.iter().take(SHOWN).enumerate() {
            write!(f, "{}{lines}", if i == 0 { "" } else { ", " })?;
        }
        f.write_str(if self.lines.len() > SHOWN { ", ...)" } else { ")" })
    }
}

/// `3`, or `3-10`.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl ChangeKind {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Modified => "modified",
            Self::Deleted => "deleted",
            Self::Uncommitted => "uncommitted",
        }
    }
}

/// A run of lines, from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
}

/// Who added an entry to plugin-ready.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Introduced {
    /// The entry is not in HEAD's file.
    Uncommitted,
    /// A commit did.
    By {
        /// That commit.
        commit: Oid,
        /// Whom it names as its author.
        author: Author,
        /// What its signature proves.
        signature: Signature,
    },
}

/// An author, as a commit names them: nobody checked that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name, as written.
    pub name: String,
    /// Address, as written.
    pub email: String,
}

/// What a commit's signature proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    Unsigned,
    /// It is good, and some list names its key.
    Verified {
        /// Whose key it is, as the lists of allowed signers name them.
        principals: Vec<String>,
    },
    /// It is there and proves nothing: it is wrong, or no list names its key.
    Worthless(String),
    /// It is of a kind that is not checked here, and how to check it.
    Unchecked(String),
}

impl Signature {
    /// The name that reports use.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Unsigned => "none",
            Self::Verified { .. } => "verified",
            Self::Worthless(_) => "worthless",
            Self::Unchecked(_) => "unchecked",
        }
    }
}

impl Introduced {
    /// How far this goes to prove that `by` gave their word.
    pub fn proves(&self, by: &str) -> Proof {
        match self {
            Self::By { signature: Signature::Verified { principals }, .. }
                if principals.iter().any(|principal| handle::is_author(by, principal, principal)) =>
            {
                Proof::Verified
            }
            Self::By { author, .. } if handle::is_author(by, &author.name, &author.email) => Proof::Authored,
            Self::By { .. } | Self::Uncommitted => Proof::Claimed,
        }
    }
}
