//! plugin-ready.toml and the policy file: what they may say, and how the two are laid over each other.

mod read;

use std::time::Duration;

use jiff::civil::Date;

use crate::error::{Error, Place};
use crate::evidence::licence::dependencies::Exception;
use crate::evidence::sign_off::{Answer, Entry, People};

pub use read::TABLES;

/// The name of the file in the plugin's folder.
pub const NAME: &str = "plugin-ready.toml";

/// The JSON schema of the file, for editors.
pub const SCHEMA: &str = include_str!("data/schemas/config.schema.json");

/// What a configuration file says. Every part may be missing.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// `target`: the tier that the exit code speaks of, by its id.
    pub target: Option<Stated<String>>,
    /// `[build]`.
    pub build: Build,
    /// `[people]`.
    pub people: People,
    /// `[[sign-off]]`, in the order of the file.
    pub sign_offs: Vec<Entry>,
    /// `[[answer]]`, in the order of the file.
    pub answers: Vec<Answer>,
    /// `[[waiver]]`, in the order of the file; expired ones, too.
    pub waivers: Vec<Waiver>,
    /// `[[silence]]`, in the order of the file.
    pub silences: Vec<Silence>,
    /// `[[dependency]]`, in the order of the file: dependencies whose licence somebody has accepted.
    pub dependencies: Vec<Exception>,
}

/// `[build]`: where builds come from.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// `nightly-url`: where the latest build of the default branch is served.
    pub nightly_url: Option<Stated<String>>,
    /// `default-branch`, instead of what git says.
    pub default_branch: Option<Stated<String>>,
    /// `max-age`: the oldest that the nightly build may be.
    pub max_age: Option<Stated<Duration>>,
}

/// A value, and where the file states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// A `[[waiver]]`: somebody's decision to live with an item that is not met, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The item's id.
    pub item: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Who decided it.
    pub by: String,
    /// Where it stands.
    pub place: Place,
}

impl Waiver {
    /// Whether it still holds on `today`.
    pub fn holds_on(&self, today: Date) -> bool {
        today <= self.until
    }
}

/// A `[[silence]]`: a hint that the plugin does not want to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The hint's id.
    pub hint: String,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub place: Place,
}

/// The names that a file may use; they belong to the floor above.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Items of the checklist.
    pub items: Vec<&'static str>,
    /// Tiers.
    pub tiers: Vec<&'static str>,
    /// Hints.
    pub hints: Vec<&'static str>,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The plugin's plugin-ready.toml.
    Plugin,
    /// An organisation's `--policy` file: it cannot sign off or answer for a plugin.
    Organisation,
}

/// Reads the configuration in `text`, the content of the file at `path`.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file: TOML's own rules, unknown keys, wrong types, unknown
/// names, missing keys. Each has its place, and the nearest right name where there is one.
pub fn parse(path: &str, text: &str, author: Author, vocabulary: &Vocabulary) -> Result<Config, Vec<Error>> {
    read::config(path, text, author, vocabulary)
}

/// The plugin's configuration under an organisation's policy.
///
/// Where the policy names people for a role, only they hold it, and the stricter proof counts; the plugin's own target
/// and build win. `as_official` leaves out the plugin's waivers and people altogether.
#[must_use]
pub fn merge(plugin: Config, policy: Option<Config>, as_official: bool) -> Config {
    let policy = policy.unwrap_or_default();
    let (own_people, own_waivers) =
        if as_official { (People::default(), Vec::new()) } else { (plugin.people, plugin.waivers) };
    let role = |official, own| if std::collections::BTreeSet::is_empty(&official) { own } else { official };
    Config {
        target: plugin.target.or(policy.target),
        build: Build {
            nightly_url: plugin.build.nightly_url.or(policy.build.nightly_url),
            default_branch: plugin.build.default_branch.or(policy.build.default_branch),
            max_age: plugin.build.max_age.or(policy.build.max_age),
        },
        people: People {
            core_committers: role(policy.people.core_committers, own_people.core_committers),
            qa: role(policy.people.qa, own_people.qa),
            pm: role(policy.people.pm, own_people.pm),
            security: role(policy.people.security, own_people.security),
            proof: policy.people.proof.max(own_people.proof),
            allowed_signers: role(policy.people.allowed_signers, own_people.allowed_signers),
            openpgp_keys: match policy.people.openpgp_keys {
                official if official.is_empty() => own_people.openpgp_keys,
                official => official,
            },
        },
        sign_offs: plugin.sign_offs,
        answers: plugin.answers,
        waivers: policy.waivers.into_iter().chain(own_waivers).collect(),
        silences: plugin.silences.into_iter().chain(policy.silences).collect(),
        dependencies: plugin.dependencies.into_iter().chain(policy.dependencies).collect(),
    }
}
