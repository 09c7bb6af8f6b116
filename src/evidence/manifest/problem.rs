//! What can be wrong with a manifest, and who minds.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::evidence::gather::Gather as _;
use crate::evidence::kebab_enum;

/// Problems of one severity kept for one manifest; a file with more is not read better by listing them.
const MOST: usize = 200;

/// Who minds a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A server will not install or start the plugin.
    ServerRefuses,
    /// The template's `manifest` tool (`make check-style`, since 2024-04-22) stops; a server installs it all the same.
    ManifestCheckRefuses,
    /// It works, and could be better.
    Advice,
}

kebab_enum! {
    /// The rules for a manifest. The names are those of the hints, and can be silenced.
    Rule {
        /// A value of a type that Go's decoder does not take for this key.
        WrongType = "manifest-wrong-type",
        /// A key written twice in YAML, where newer servers stop.
        RepeatedYamlKey = "manifest-repeated-yaml-key",
        /// No id, or one that the server's pattern does not match.
        Id = "manifest-id",
        /// Neither a server nor a webapp part.
        NoComponent = "manifest-no-component",
        /// A server part that names nothing to run, or nothing to run on Linux.
        Executable = "manifest-executable",
        /// A webapp part without a usable bundle path.
        BundlePath = "manifest-bundle-path",
        /// A min_server_version that is not a semantic version.
        MinServerVersion = "manifest-min-server-version",
        /// No name.
        Name = "manifest-name",
        /// An address that is not http(s).
        Url = "manifest-url",
        /// A version that is not a semantic version.
        Version = "manifest-version",
        /// A setting type that servers do not know.
        SettingType = "manifest-setting-type",
        /// A member that does not go with the setting's type.
        SettingMember = "manifest-setting-member",
        /// An option without display name or value.
        OptionValue = "manifest-option-value",
        /// A section without key.
        SectionKey = "manifest-section-key",
        /// A key that the manifest does not have.
        UnknownKey = "manifest-unknown-key",
        /// A key that newer servers no longer know.
        RemovedKey = "manifest-removed-key",
        /// A YAML manifest: the template's tooling reads JSON only.
        Yaml = "manifest-yaml",
        /// A manifest that another one hides.
        Hidden = "manifest-hidden",
        /// A key written twice.
        RepeatedKey = "manifest-repeated-key",
        /// A key in unusual case.
        KeyCase = "manifest-key-case",
        /// Something after the end of the manifest, which nobody reads.
        TrailingData = "manifest-trailing-data",
        /// Upper case in the id.
        IdCase = "manifest-id-case",
        /// A value still as in the starter template.
        Starter = "manifest-starter-leftover",
        /// An address that works, but not as meant.
        SloppyUrl = "manifest-sloppy-url",
        /// A placeholder that the build has to fill in.
        Placeholder = "manifest-placeholder",
        /// No version, and nothing that derives one.
        NoVersion = "manifest-no-version",
        /// A version in the source although the build derives it from the tag.
        PinnedVersion = "manifest-pinned-version",
        /// Executables under names or for platforms that release tooling does not expect.
        Platforms = "manifest-platforms",
        /// An icon that is missing or not SVG.
        Icon = "manifest-icon",
        /// A server dependency newer than min_server_version.
        ServerDependency = "manifest-server-dependency",
        /// A setting without key, or with a key that another one has.
        SettingKey = "manifest-setting-key",
        /// A setting that the System Console shows without name or help.
        SettingText = "manifest-setting-text",
        /// A default that is not a value of the setting.
        SettingDefault = "manifest-setting-default",
        /// A list to choose from without choices.
        SettingOptions = "manifest-setting-options",
        /// A secret shown in clear.
        SettingSecret = "manifest-setting-secret",
        /// A hosting that the System Console does not know.
        SettingHosting = "manifest-setting-hosting",
    }
}

impl Rule {
    /// Who minds.
    pub fn severity(self) -> Severity {
        match self {
            Self::WrongType
            | Self::RepeatedYamlKey
            | Self::Id
            | Self::NoComponent
            | Self::Executable
            | Self::BundlePath
            | Self::MinServerVersion => Severity::ServerRefuses,
            Self::Name
            | Self::Url
            | Self::Version
            | Self::SettingType
            | Self::SettingMember
            | Self::OptionValue
            | Self::SectionKey
            | Self::UnknownKey
            | Self::RemovedKey
            | Self::Yaml => Severity::ManifestCheckRefuses,
            _ => Severity::Advice,
        }
    }
}

/// One thing wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The rule.
    pub rule: Rule,
    /// The fact, in one line.
    pub what: String,
    /// The edit that mends it.
    pub help: String,
    /// Bytes of the manifest's text.
    pub span: Range<usize>,
}

/// Problems in the order they were found, a bounded number of each severity.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
    /// How many of each severity were found so far.
    counts: BTreeMap<Severity, usize>,
}

/// The problem that the top-level `key` has a value of the wrong type, if it has.
pub(super) fn mistyped<'p>(problems: &'p [Problem], key: &str) -> Option<&'p Problem> {
    of(problems, Rule::WrongType, key)
}

/// The problem that `key` breaks `rule`, if it does.
fn of<'p>(problems: &'p [Problem], rule: Rule, key: &str) -> Option<&'p Problem> {
    problems.iter().find(|problem| problem.rule == rule && problem.what.split(' ').next() == Some(key))
}

impl Problems {
    /// Whether the top-level `key` is there, with a value of the wrong type: it is not missing then.
    pub(super) fn has_mistyped(&self, key: &str) -> bool {
        mistyped(&self.found, key).is_some()
    }

    /// Whether the top-level `key` is there, and newer servers no longer know it.
    pub(super) fn has_removed(&self, key: &str) -> bool {
        of(&self.found, Rule::RemovedKey, key).is_some()
    }

    pub(super) fn add(&mut self, rule: Rule, span: &Range<usize>, what: impl Into<String>, help: impl Into<String>) {
        let count = self.counts.entry(rule.severity()).or_default();
        *count += 1;
        if *count <= MOST {
            self.found.push(Problem { rule, what: what.into(), help: help.into(), span: span.clone() });
        }
    }

    pub(super) fn from(found: Vec<Problem>) -> Self {
        let mut counts = BTreeMap::new();
        for problem in &found {
            *counts.entry(problem.rule.severity()).or_default() += 1;
        }
        Self { found, counts }
    }

    /// All of them, in the order of the file.
    pub(super) fn sorted(self) -> Vec<Problem> {
        self.found.into_iter().sorted_by(|a, b| (a.span.start, a.rule).cmp(&(b.span.start, b.rule)))
    }
}
