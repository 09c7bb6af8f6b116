//! What the nightly URL serves, and what it has to be compared with.

pub mod address;
pub mod bundle;
pub mod candidate;
pub mod freshness;

use super::Fact;
use super::repository::Oid;
use crate::error::Place;
use bundle::Bundle;
use candidate::Candidate;

/// How old master's newest unbuilt commit may be where nobody says otherwise, in seconds: two nights.
pub const MAX_AGE: i64 = 48 * HOUR;

/// Everything known of the nightly build.
#[derive(Debug, Clone, Default)]
pub struct Nightly {
    /// The address that the plugin states; `None` when it states none.
    pub stated: Option<Stated>,
    /// What it serves; `NotAsked` when no address is stated, or its text tells enough.
    pub served: Fact<Served>,
    /// Addresses in the repository's files that may be meant; looked for when nothing was asked.
    pub candidates: Vec<Candidate>,
    /// What there is to publish builds with; looked for when nothing was asked.
    pub setup: Setup,
    /// The default branch, as far as this clone knows it.
    pub master: Fact<Master>,
    /// The commit that the bundle's version names; `Absent` when this clone does not have it, and need not.
    pub origin: Fact<BuiltFrom>,
    /// How old a commit on the default branch may be without being in the bundle, in seconds.
    pub max_age: i64,
    /// The moment of looking, in seconds since 1970.
    pub now: i64,
}

/// An address that somebody states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// As written, or as fit to be shown where it holds a secret.
    pub url: String,
    /// Where; `None` for the command line.
    pub place: Option<Place>,
}

/// The last answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Where it came from, after resolving a release to its asset and following redirects.
    pub final_url: String,
    /// HTTP status code.
    pub status: u16,
    /// Bytes of the body that were read.
    pub bytes_read: u64,
    /// Bytes of the whole body, as far as the server or reading to its end tells.
    pub length: Option<u64>,
    /// `Last-Modified`, in seconds since 1970.
    pub last_modified: Option<i64>,
    /// The answer came through a proxy, so that nobody checked which address the proxy asked.
    pub proxied: bool,
    /// The server calls the body `Content-Encoding: gzip`: clients such as Go's unpack it on the way.
    pub encoded: bool,
    /// The body.
    pub content: Content,
}

/// What a body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Not looked at: the status is no success, and the body tells no more.
    Unread,
    /// A storage service says that the object is not public.
    AccessDenied,
    /// Nothing at all.
    Empty,
    /// HTML with a form for passwords, or at an address for logging in.
    LoginPage,
    /// Something that is no gzip archive: what it is, as in `an HTML page`.
    Other(&'static str),
    /// A release without an asset that could be the bundle, and how that shows.
    NoAsset(String),
    /// A gzip archive.
    Bundle(Bundle),
}

/// The tip of the default branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Master {
    /// The branch's name.
    pub branch: String,
    /// Its newest commit.
    pub tip: Oid,
    /// When that was committed, in seconds since 1970.
    pub date: i64,
    /// When the newest commit was committed that is at least [`Nightly::max_age`] old: what a fresh build contains.
    pub due: Fact<i64>,
}

/// The commit that a bundle was built from, against the default branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltFrom {
    /// The commit.
    pub commit: Oid,
    /// It is on the default branch, as its tip or before.
    pub on_master: bool,
    /// How many commits the default branch has that the bundle does not.
    pub behind: usize,
    /// When the oldest of them was committed, in seconds since 1970.
    pub oldest_missing: Option<i64>,
}

/// What a repository has to publish builds with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setup {
    /// Its CI system; `None` when no configuration was found.
    pub ci: Option<candidate::System>,
    /// `owner/name` on GitHub.
    pub github: Option<(String, String)>,
    /// The job `build` of Mattermost's orb makes the bundle: it takes no steps, and leaves it in the workspace.
    pub orb: bool,
    /// The reusable workflow or orb of Mattermost that uploads every master build, for plugins of that owner.
    pub delivery: bool,
    /// The Makefile that takes git's newest tag, whatever its name, for the newest version.
    pub counts_any_tag: Option<String>,
}

impl Nightly {
    /// When the bundle was built: its newest entry, else when its file was last changed; in seconds since 1970.
    pub fn built(&self) -> Option<i64> {
        let Fact::Seen(served) = &self.served else { return None };
        let entry = match &served.content {
            Content::Bundle(bundle) => bundle.newest,
            _ => None,
        };
        // Reproducible builds date their entries 1970 or 1980, and clocks run wrong: such dates tell nothing.
        let plausible = |date: &i64| (PLAUSIBLE..=self.now.saturating_add(DAY)).contains(date);
        entry.filter(plausible).or(served.last_modified.filter(plausible))
    }
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// 2015-01-01: before Mattermost, let alone its plugins.
const PLAUSIBLE: i64 = 1_420_070_400;

/// The commit in a version's build part, as in `1.2.0+4f3a2b1`.
pub fn commit_of(version: &str) -> Option<&str> {
    let (_, build) = version.split_once('+')?;
    let parts = || build.split(['.', '-']).map(|part| part.strip_prefix('g').unwrap_or(part));
    let is_commit = |part: &&str| (7..=40).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
    // A part of digits alone may be a date.
    let has_letter = |part: &&str| part.bytes().any(|b| b.is_ascii_alphabetic());
    parts().filter(is_commit).find(has_letter).or_else(|| parts().find(is_commit))
}

/// Seconds since 1970 of a date as HTTP writes it today (IMF-fixdate).
pub fn http_date(text: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text.trim()).ok()?;
    Some(zoned.timestamp().as_second())
}

/// `seconds` since 1970, for people and machines.
pub fn timestamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// A stretch of `seconds` in the unit that says most.
pub fn span(seconds: i64) -> String {
    if seconds < 2 * HOUR {
        format!("{} min", seconds / 60)
    } else if seconds < 2 * DAY {
        format!("{} h", seconds / HOUR)
    } else {
        format!("{} days", seconds / DAY)
    }
}
