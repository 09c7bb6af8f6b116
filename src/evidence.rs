//! Facts about a repository: parsers and matchers from bytes to typed values. Nothing here does I/O.

pub mod boilerplate;
pub mod build;
pub mod ci;
pub mod code;
pub mod difference;
pub mod docs;
pub(crate) mod gather;
pub mod licence;
pub mod lockfile;
pub mod manifest;
pub mod nightly;
pub mod release;
pub mod repository;
pub mod sign_off;
pub mod sweep;
pub mod text;
pub mod yaml;

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Place};

/// What looking gave: looked and found, looked and not there, or could not look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fact<T> {
    /// It is there.
    Seen(T),
    /// We looked, and it is not there.
    Absent,
    /// We could not look, and why.
    Blind(Cause),
    /// Nobody asked: no item that is judged needs it.
    #[default]
    NotAsked,
}

impl<T> Fact<T> {
    /// The value, if it was seen.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value) => Some(value),
            _ => None,
        }
    }
}

/// Why we could not look. Trouble of this kind is never the plugin's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The kind, for machines.
    pub kind: CauseKind,
    /// One sentence for people, untrusted text included as it came.
    pub detail: String,
    /// Where looking stopped, when that was inside a file.
    pub place: Option<Place>,
}

impl Cause {
    /// A cause of `kind`, told in `detail`.
    pub fn new(kind: CauseKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), place: None }
    }

    /// The file at `path` has more than `limit` bytes.
    pub fn too_large(path: &str, limit: u64) -> Self {
        let detail = format!("{path} is larger than {} KiB, the most that is read of such a file", limit >> 10);
        Self::new(CauseKind::TooLarge, detail)
    }

    /// The same cause, with the place where looking stopped.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// A cause that leaves a run with nothing to go on.
impl From<Cause> for Error {
    fn from(Cause { detail, place, .. }: Cause) -> Self {
        Self { place, ..Self::new(detail) }
    }
}

/// A file that is there and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path from the repository's root.
    pub path: String,
    /// Why.
    pub cause: Cause,
}

impl Unread {
    /// The file at `path` and those behind it, `of` a kind of which only the first `most` are read.
    pub fn beyond(path: &str, most: usize, of: &str) -> Self {
        let detail = format!("only the first {most} {of} are read, so {path} is not");
        Self { path: path.to_owned(), cause: Cause::new(CauseKind::TooLarge, detail) }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.detail)
    }
}

/// Reads the content of files that [`repository::Repository::files`] lists: the one way in which this floor sees bytes.
///
/// `source` implements it on the work tree or on HEAD's tree, tests on a map.
pub trait Reader: Sync {
    /// The content of the file at `path` (from the repository's root), at most `limit` bytes.
    ///
    /// # Errors
    /// The cause, when it is over the limit, not a regular file, outside the repository, or cannot be read.
    fn read(&self, path: &str, limit: u64) -> Result<Arc<[u8]>, Cause>;

    /// Puts the content into `buffer`, in place of what it holds: for who is the only one to read this file.
    ///
    /// # Errors
    /// As [`Reader::read`].
    fn read_into(&self, path: &str, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
        let bytes = self.read(path, limit)?;
        buffer.clear();
        buffer.extend_from_slice(&bytes);
        Ok(())
    }
}

/// Limit for manifests, YAML, TOML, licences and documents, in bytes.
pub const SMALL: u64 = 1 << 20;
/// Limit for lockfiles and sources, in bytes.
pub const LARGE: u64 = 16 << 20;

macro_rules! kebab_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of every value, in order.
            pub fn names() -> impl Iterator<Item = &'static str> {
                Self::ALL.iter().map(|value| value.name())
            }

            /// What the value means: its documentation.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($vdoc),+).trim_ascii()),+ }
            }

            /// The name that files and reports use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(|()| ::serde::de::Error::custom(format!("no {} is called {text}", stringify!($name))))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|v| v.name() == text).ok_or(())
            }
        }
    };
}
pub(crate) use kebab_enum;

kebab_enum! {
    /// The kinds of [`Cause`].
    CauseKind {
        /// `--offline` was given.
        Offline = "offline",
        /// The item needs `--github`, or another option that was not given.
        NotAsked = "not-asked",
        /// There is no git repository.
        NoGit = "no-git",
        /// The clone is shallow or partial, so history or tags are missing.
        Shallow = "shallow",
        /// git could not be read.
        Git = "git",
        /// A file could not be read.
        Unreadable = "unreadable",
        /// A file is over its size limit.
        TooLarge = "too-large",
        /// A file could not be parsed.
        Malformed = "malformed",
        /// The file says something that this tool cannot decide.
        Unclear = "unclear",
        /// The network or the server gave trouble.
        Network = "network",
        /// The server asked us to come back later.
        RateLimited = "rate-limited",
        /// The address is private and `--allow-private-network` was not given.
        Refused = "refused",
        /// It took longer than its limit.
        Timeout = "timeout",
        /// A defect or limit of this tool.
        Internal = "internal",
    }
}

kebab_enum! {
    /// Who must act for an item to pass.
    Role {
        /// The plugin's author or maintainer.
        Author = "author",
        /// The CI configuration, and so whoever keeps it.
        Ci = "ci",
        /// A core committer.
        CoreCommitter = "core-committer",
        /// A reviewer with the security focus.
        Security = "security",
        /// The QA team.
        Qa = "qa",
        /// A product manager.
        Pm = "pm",
    }
}

kebab_enum! {
    /// The independent parts of [`Evidence`]; an item names those that it reads.
    Need {
        /// [`Evidence::licence`].
        Licence = "licence",
        /// [`Evidence::ci`].
        Ci = "ci",
        /// [`Evidence::releases`].
        Releases = "releases",
        /// [`Evidence::nightly`].
        Nightly = "nightly",
        /// [`Evidence::docs`].
        Docs = "docs",
        /// [`Evidence::code`].
        Code = "code",
        /// [`Evidence::sign_offs`].
        SignOffs = "sign-offs",
        /// [`Evidence::boilerplate`].
        Boilerplate = "boilerplate",
    }
}

/// Everything known about one repository. Each part is collected at most once, and only if an item to be judged needs
/// it.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The repository itself: always collected.
    pub repository: repository::Repository,
    /// The plugin's manifest: always collected.
    pub manifest: Fact<manifest::Manifest>,
    /// Licence files and what else speaks of the licence.
    pub licence: Fact<licence::Licence>,
    /// CI configurations, and what they build on which event.
    pub ci: Fact<ci::Ci>,
    /// Release tags.
    pub releases: Fact<release::Releases>,
    /// What the nightly URL serves.
    pub nightly: Fact<nightly::Nightly>,
    /// The README and other documents.
    pub docs: Fact<docs::Docs>,
    /// What the plugin's own sources do.
    pub code: Fact<code::Code>,
    /// People's sign-offs and answers.
    pub sign_offs: Fact<sign_off::Ledger>,
    /// Which lines are the starter template's.
    pub boilerplate: Fact<boilerplate::Boilerplate>,
}
