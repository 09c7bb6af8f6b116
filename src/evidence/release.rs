//! Release tags: which of a repository's tags are releases of the plugin, and which is the newest.

use std::cmp::Ordering;

use semver::Version;

use super::repository::Oid;
use super::{Fact, manifest};

/// A tag of the repository, as git tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Short name, as in `v1.2.3`.
    pub name: String,
    /// The commit it leads to.
    pub commit: Oid,
    /// When that commit was made, in seconds since 1970.
    pub date: i64,
    /// Whether that commit is an ancestor of HEAD, or HEAD; `None` when that was not looked up.
    pub in_history: Option<bool>,
    /// What the plugin's manifest said there; read at the newest release tags only.
    pub manifest: Fact<Stated>,
}

/// What a manifest says of a release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stated {
    /// Path of the manifest from the repository's root.
    pub path: String,
    /// `id`, in lower case.
    pub id: Option<String>,
    /// `version`, as written.
    pub version: Option<String>,
}

/// A tag that names a version of the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The version that the tag names.
    pub version: Version,
    /// The tag.
    pub tag: Tag,
}

/// The tags of a repository, told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Releases {
    /// Tags that are a version, after one leading `v` or none; newest version first.
    pub releases: Vec<Release>,
    /// Tags of the starter template, which a plugin has that began as a fork of it, or in its history; sorted.
    pub template: Vec<String>,
    /// Every other tag: rolling ones, those of other packages (`client/v1.0.0`), versions in two parts; sorted.
    pub others: Vec<String>,
    /// History is cut off, so tags may be missing.
    pub shallow: bool,
    /// What GitHub shows under the newest release's tag; not asked without `--github`.
    pub published: Fact<Published>,
}

/// What a repository's host shows under a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The tag, and no release of it.
    NoRelease,
    /// A release with these files.
    Assets(Vec<Asset>),
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Releases {
    /// Sorts `tags` into releases and others.
    pub fn new(tags: Vec<Tag>, shallow: bool) -> Self {
        let mut releases = Vec::new();
        let mut others = Vec::new();
        for tag in tags {
            match version(&tag.name) {
                Some(version) => releases.push(Release { version, tag }),
                None => others.push(tag.name),
            }
        }
        releases.sort_by(newest_first);
        others.sort_unstable();
        Self { releases, others, shallow, ..Self::default() }
    }

    /// Parts the releases whose manifest has an id that only the starter template has: they are none of the plugin.
    pub fn part_template(&mut self) {
        let is_template = |release: &mut Release| {
            let id = release.tag.manifest.seen().and_then(|stated| stated.id.as_deref());
            id.is_some_and(manifest::is_starter_id)
        };
        self.template = self.releases.extract_if(.., is_template).map(|release| release.tag.name).collect();
        self.template.sort_unstable();
    }

    /// The newest release: by version, pre-releases only where there is nothing else.
    pub fn newest(&self) -> Option<&Release> {
        self.newest_stable().or_else(|| self.releases.first())
    }

    /// The newest release that is not a pre-release.
    pub fn newest_stable(&self) -> Option<&Release> {
        self.releases.iter().find(|release| release.version.pre.is_empty())
    }
}

/// Whether a file of that name is a bundle as `make dist` packs it.
pub fn is_bundle(name: &str) -> bool {
    name.ends_with(".tar.gz") || name.ends_with(".tgz")
}

/// The version that a tag names: a semantic version after one leading `v` or none.
pub fn version(tag: &str) -> Option<Version> {
    Version::parse(tag.strip_prefix('v').unwrap_or(tag)).ok()
}

fn newest_first(a: &Release, b: &Release) -> Ordering {
    // Build metadata has no precedence, and `v1.0.0` and `1.0.0` are one version: the younger commit, then the `v`.
    let by_version = b.version.cmp_precedence(&a.version);
    by_version.then(b.tag.date.cmp(&a.tag.date)).then(b.tag.name.cmp(&a.tag.name))
}
