//! The rules for a manifest as a whole; those for its settings stand with the settings.

use semver::Version;

use super::problem::{Problems, Rule};
use super::surroundings::{Icon, Surroundings, is_placeholder, is_the_template};
use super::tree::Spanned;
use super::{Format, Manifest, Server, url};
use crate::data::template;
use crate::evidence::Reader;
use crate::evidence::repository::Repository;

/// The id of the example in the server's documentation, which early plugins began as.
const HELLO_WORLD: &str = "com.mattermost.server-hello-world";

/// Whether the starter template brings the id `id`, or once did, or the example before it.
pub fn is_starter_id(id: &str) -> bool {
    is_one_of(id, template::IDS) || is_one_of(id, &[HELLO_WORLD])
}

/// Whether `value` is one of `theirs`, whatever its case.
fn is_one_of(value: &str, theirs: &[&str]) -> bool {
    theirs.iter().any(|their| their.eq_ignore_ascii_case(value.trim()))
}

/// What the addresses and the icon of the starter template have in common.
const STARTER_NAMES: &[&str] = &["plugin-starter-template", "starter-template-icon", "mattermost-plugin-sample"];
/// The systems of Go's platforms (GOOS).
const SYSTEMS: &[&str] =
    &["linux", "darwin", "windows", "freebsd", "openbsd", "netbsd", "dragonfly", "solaris", "illumos", "aix", "plan9"];
/// Server code from here on cannot talk to servers before it (MM-39399).
const RPC_BREAK: Version = Version::new(5, 37, 0);

/// Servers from here on know `homepage_url`, `support_url` and `icon_path`.
pub const ADDRESSES: Version = Version::new(5, 18, 0);
/// Servers from here on know `release_notes_url`.
pub const RELEASE_NOTES: Version = Version::new(5, 22, 0);
/// Servers from here on know executables for other platforms than AMD64's.
const ANY_PLATFORM: Version = Version::new(5, 32, 0);

impl Manifest {
    /// Adds what the repository says, and judges the manifest with it.
    pub(super) fn look_around(
        &mut self,
        repository: &Repository,
        reader: &dyn Reader,
        hidden: &[String],
        others: &[String],
    ) {
        self.surroundings = Surroundings::collect(self, repository, reader);
        let mut problems = Problems::default();
        for path in hidden {
            let what = format!("{path} is never read: a server takes {} first", self.path);
            problems.add(Rule::Hidden, &self.start(), what, "keep one of the two");
        }
        for other in others {
            let what = format!("{other}, and a server that finds it in the bundle reads it before {}", self.path);
            problems.add(Rule::Hidden, &self.start(), what, "keep it out of the plugin's folder");
        }
        self.surroundings_rules(&mut problems);
        if !repository.origin().is_some_and(is_the_template) {
            self.leftovers(&mut problems);
        }
        self.problems.extend(problems.sorted());
        self.check();
    }

    /// Judges the manifest by itself.
    pub(super) fn check(&mut self) {
        let mut problems = Problems::from(std::mem::take(&mut self.problems));
        self.identity(&mut problems);
        self.addresses(&mut problems);
        self.versions(&mut problems);
        self.components(&mut problems);
        self.icon(&mut problems);
        if let Some(schema) = &self.settings_schema {
            schema.check(&mut problems);
        }
        if self.format == Format::Yaml {
            let what = "the manifest is YAML: servers read it, the template's build does not";
            problems.add(Rule::Yaml, &self.start(), what, "write it as plugin.json");
        }
        self.problems = problems.sorted();
    }

    fn identity(&self, problems: &mut Problems) {
        match &self.id_as_written {
            None if problems.has_mistyped("id") => {}
            None => {
                let help = "add an \"id\", for example \"com.example.my-plugin\"";
                problems.add(Rule::Id, &self.start(), "the manifest has no id", help);
            }
            Some(id) => {
                if let Some(fault) = id_fault(&id.value) {
                    let what = format!("the id {:?} {fault}, and no server installs it", id.value);
                    let help = "use 3 to 190 letters, digits, hyphens, underscores and full stops";
                    problems.add(Rule::Id, &id.span, what, help);
                } else if id.value.chars().any(char::is_uppercase) {
                    let what =
                        format!("the id {:?} has upper case; servers use {:?}", id.value, id.value.to_lowercase());
                    problems.add(Rule::IdCase, &id.span, what, "write it in lower case, as it will be used");
                }
            }
        }
        let unnamed = self.name.as_ref().is_none_or(|name| name.value.trim().is_empty());
        if unnamed && !problems.has_mistyped("name") {
            let span = self.name.as_ref().map_or(self.start(), |name| name.span.clone());
            let help = "add a \"name\"; it heads the plugin's page in the System Console";
            problems.add(Rule::Name, &span, "the manifest has no name (\"a plugin name is needed\")", help);
        }
    }

    fn addresses(&self, problems: &mut Problems) {
        let addresses = [
            ("homepage_url", "HomepageURL", &self.homepage_url),
            ("support_url", "SupportURL", &self.support_url),
            ("release_notes_url", "ReleaseNotesURL", &self.release_notes_url),
        ];
        for (key, field, address) in addresses {
            let Some(address) = address.as_ref().filter(|a| !a.value.is_empty()) else { continue };
            if is_placeholder(&address.value) {
                placeholder(key, address, problems);
            } else if let Some(fault) = url::fault(&address.value) {
                let what = format!("{key} is {:?}, and {fault} (\"invalid {field}\")", address.value);
                problems.add(Rule::Url, &address.span, what, "write a whole https:// address");
            } else if let Some(fault) = sloppiness(&address.value) {
                let what = format!("{key} is {:?}: {fault}", address.value);
                problems.add(Rule::SloppyUrl, &address.span, what, "write the address as it is meant");
            }
        }
    }

    fn versions(&self, problems: &mut Problems) {
        if let Some(version) = self.version.as_ref().filter(|v| !v.value.is_empty()) {
            if is_placeholder(&version.value) {
                placeholder("version", version, problems);
            } else if let Some(fault) = version_fault(&version.value) {
                let what = format!(
                    "version {:?} is no semantic version: {fault}; a server takes it by upload, and refuses to upgrade \
                     to it",
                    version.value
                );
                problems.add(Rule::Version, &version.span, what, version_help(&version.value));
            }
        }
        if let Some(minimum) = self.min_server_version.as_ref().filter(|v| !v.value.is_empty())
            && let Some(fault) = version_fault(&minimum.value)
        {
            let what = format!(
                "min_server_version {:?} is no semantic version: {fault}; no server starts the plugin",
                minimum.value
            );
            problems.add(Rule::MinServerVersion, &minimum.span, what, version_help(&minimum.value));
        }
    }

    fn components(&self, problems: &mut Problems) {
        let mistyped = problems.has_mistyped("server") || problems.has_mistyped("webapp");
        if self.server.is_none() && self.webapp.is_none() && !mistyped {
            let what =
                "the manifest has neither a server nor a webapp part, so a server installs it and cannot start it";
            let help = if problems.has_removed("backend") {
                "rename \"backend\" to \"server\""
            } else {
                "add \"server\" with its \"executables\", or \"webapp\" with its \"bundle_path\""
            };
            problems.add(Rule::NoComponent, &self.start(), what, help);
        }
        if let Some(server) = &self.server {
            server.check(&self.surroundings, problems);
        }
        if let Some(webapp) = &self.webapp {
            let path = webapp.bundle_path.as_ref();
            let cleaned = clean(path.map_or("", |path| &path.value));
            if cleaned.starts_with('.') {
                let span = path.map_or(&webapp.span, |path| &path.span);
                let what = match path {
                    None => "webapp has no bundle_path, and a server refuses to install it so".to_owned(),
                    Some(path) => format!("webapp.bundle_path is {:?}; a server refuses to install it", path.value),
                };
                problems.add(Rule::BundlePath, span, what, "write its path in the bundle: \"webapp/dist/main.js\"");
            }
        }
    }

    fn icon(&self, problems: &mut Problems) {
        let Some(icon) = self.icon_path.as_ref().filter(|icon| !icon.value.is_empty()) else {
            if problems.has_mistyped("icon_path") {
                return;
            }
            let help = format!(
                "add \"icon_path\", the path of an SVG file in the bundle such as \"assets/icon.svg\"{}",
                self.surroundings.first(&ADDRESSES)
            );
            problems.add(Rule::Icon, &self.start(), "the manifest has no icon_path", help);
            return;
        };
        if !icon.value.to_lowercase().ends_with(".svg") {
            let what = format!("the icon {:?} is not SVG, and Mattermost shows no bitmaps there", icon.value);
            problems.add(Rule::Icon, &icon.span, what, "use an SVG file");
        } else if self.surroundings.icon == Icon::Missing {
            let what = format!("no file of the repository is called like the icon {:?}", icon.value);
            problems.add(Rule::Icon, &icon.span, what, "add the file, or correct icon_path");
        }
    }

    fn leftovers(&self, problems: &mut Problems) {
        let mut add = |key: &str, slot: &Spanned<String>| {
            let what = format!("{key} is still the starter template's: {:?}", slot.value);
            problems.add(Rule::Starter, &slot.span, what, "make it the plugin's own");
        };
        let is_name: fn(&str) -> bool = |name| is_one_of(name, template::NAMES);
        let is_description: fn(&str) -> bool = |description| is_one_of(description, template::DESCRIPTIONS);
        let texts = [
            ("id", &self.id, is_starter_id as fn(&str) -> bool),
            ("name", &self.name, is_name),
            ("description", &self.description, is_description),
        ];
        for (key, slot, is_starter) in texts {
            if let Some(slot) = slot.as_ref().filter(|slot| is_starter(&slot.value)) {
                add(key, slot);
            }
        }
        let paths = [
            ("homepage_url", &self.homepage_url),
            ("support_url", &self.support_url),
            ("release_notes_url", &self.release_notes_url),
            ("icon_path", &self.icon_path),
        ];
        for (key, slot) in paths {
            let Some(slot) = slot else { continue };
            if STARTER_NAMES.iter().any(|name| slot.value.contains(name)) {
                add(key, slot);
            }
        }
    }

    fn surroundings_rules(&self, problems: &mut Problems) {
        let version = self.version.as_ref().filter(|v| !v.value.is_empty());
        match (version, &self.surroundings.version_from_tag) {
            (None, None) if self.mistyped("version").is_none() => {
                let what =
                    "the manifest states no version, and the template's way of deriving one from the tag is not here";
                let help = "add \"version\", or make sure that the build writes one into the bundle's plugin.json";
                problems.add(Rule::NoVersion, &self.start(), what, help);
            }
            // What a release tool writes there at each release does not fall behind.
            (Some(version), Some(build)) if self.surroundings.version_writer.is_none() => {
                let what = format!("the version {:?} is fixed although {build} derives it from the tag", version.value);
                let help = "remove \"version\", and let the tag decide: it has to begin with `v`, and CI needs it too \
                            (`fetch-depth: 0`)";
                problems.add(Rule::PinnedVersion, &version.span, what, help);
            }
            _ => {}
        }
        let minimum = self.min_server_version.as_ref();
        if let (Some(minimum), Some(dependency)) = (minimum, &self.surroundings.server_dependency)
            && Version::parse(&minimum.value).is_ok_and(|minimum| minimum < RPC_BREAK)
            && dependency.is_after_rpc_break()
        {
            let what = format!(
                "min_server_version is {}, but the plugin is built with {} {}, which cannot talk to servers before \
                 {RPC_BREAK}",
                minimum.value, dependency.module, dependency.version
            );
            let help = format!("raise min_server_version to {RPC_BREAK} at least");
            problems.add(Rule::ServerDependency, &minimum.span, what, help);
        }
    }
}

impl Server {
    fn check(&self, beside: &Surroundings, problems: &mut Problems) {
        let single = self.executable.as_ref().filter(|path| !path.value.is_empty());
        let several: Vec<_> = self.executables.iter().filter(|(_, e)| !e.path.value.is_empty()).collect();
        let on_linux = several.iter().any(|(platform, _)| platform.starts_with("linux-"));
        let example = "\"linux-amd64\": \"server/dist/plugin-linux-amd64\"";
        if single.is_none() && several.is_empty() {
            let what = "server names nothing to run (\"backend executable not found\"), so it cannot be started";
            problems.add(Rule::Executable, &self.span, what, format!("add \"executables\": {{{example}}}"));
        } else if single.is_none() && !on_linux {
            let what = "server.executables has nothing for Linux, where Mattermost's own servers run";
            problems.add(Rule::Executable, &self.span, what, format!("add {example}"));
        }
        for path in several.iter().map(|(_, e)| &e.path).chain(single) {
            if clean(&format!("./{}", path.value)).starts_with("..") {
                let what = format!("the executable {:?} is outside the bundle", path.value);
                let help = "write its path in the bundle: \"server/dist/plugin-linux-amd64\"";
                problems.add(Rule::Executable, &path.span, what, help);
            }
        }
        self.check_platforms(single.filter(|_| several.is_empty()), on_linux, beside, problems);
    }

    fn check_platforms(
        &self,
        single: Option<&Spanned<String>>,
        on_linux: bool,
        beside: &Surroundings,
        problems: &mut Problems,
    ) {
        if let Some(single) = single {
            let what = "server.executable stands alone, without a platform: one bundle then serves one platform only";
            let help = "list the platforms in \"executables\"; release tooling needs them";
            problems.add(Rule::Platforms, &single.span, what, help);
            return;
        }
        let span = |platform: &str| self.executables.get(platform).map(|e| e.platform.clone());
        if on_linux && span("linux-amd64").is_none() {
            let help = "add it, or say in the README why not";
            problems.add(Rule::Platforms, &self.span, "server.executables lacks linux-amd64", help);
        }
        if let Some(span) = span("linux-amd64").filter(|_| span("linux-arm64").is_none()) {
            let what = "server.executables lacks linux-arm64, so the plugin does not start on ARM servers";
            let help = format!(
                "add it, and let the Makefile build it: the template's does since 2021-11-02{}",
                beside.first(&ANY_PLATFORM)
            );
            problems.add(Rule::Platforms, &span, what, help);
        }
        for (platform, executable) in &self.executables {
            if !platform
                .split_once('-')
                .is_some_and(|(system, processor)| SYSTEMS.contains(&system) && is_word(processor))
            {
                let what = format!("{platform:?} is no platform that Go knows, so no server looks for it");
                let help = "write it as system-processor, in lower case: \"linux-amd64\"";
                problems.add(Rule::Platforms, &executable.platform, what, help);
            }
        }
        let is_elsewhere = |path: &str| {
            let in_dist = clean(path).starts_with("server/dist/plugin-");
            !path.is_empty() && !in_dist && !clean(&format!("./{path}")).starts_with("..")
        };
        let mut elsewhere = self.executables.iter().filter(|(_, executable)| is_elsewhere(&executable.path.value));
        if let Some((platform, executable)) = elsewhere.next() {
            let path = &executable.path;
            let more = match elsewhere.count() {
                0 => String::new(),
                more => format!(", nor are those for {more} more"),
            };
            let what =
                format!("the executable for {platform} is not called server/dist/plugin-*: {:?}{more}", path.value);
            let help = "name it as the template does; Mattermost's signing looks for that name";
            problems.add(Rule::Platforms, &path.span, what, help);
        }
    }
}

/// What keeps a server from taking this id (`IsValidPluginId`), after "the id ...".
pub fn id_fault(id: &str) -> Option<String> {
    let length = id.chars().count();
    if let Some(odd) = id.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
        Some(format!("holds the character {odd:?}"))
    } else if length < 3 {
        Some("is shorter than 3 characters".to_owned())
    } else if length > 190 {
        Some("is longer than 190 characters".to_owned())
    } else {
        None
    }
}

/// What keeps a text from being a semantic version as servers read it; `None` when it is one.
pub fn version_fault(text: &str) -> Option<String> {
    let error = Version::parse(text).err()?;
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    Some(if text.starts_with(['v', 'V']) {
        "it starts with a v".to_owned()
    } else if numbers.len() != 3 {
        format!("three numbers belong here, not {}", numbers.len())
    } else if numbers.iter().any(|number| number.len() > 1 && number.starts_with('0')) {
        "a number starts with 0".to_owned()
    } else {
        error.to_string()
    })
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Go's `filepath.Clean`, for paths with `/`.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

fn placeholder(key: &str, slot: &Spanned<String>, problems: &mut Problems) {
    let what = format!("{key} is a placeholder, {:?}, which the build has to fill in", slot.value);
    problems.add(Rule::Placeholder, &slot.span, what, "look into the built bundle's plugin.json whether it does");
}

/// What makes a valid address one that nobody meant.
fn sloppiness(address: &str) -> Option<&'static str> {
    let path = address.split_once("://").map_or("", |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    if path.contains("//") {
        Some("its path has a double slash")
    } else if address.trim() != address || address.contains(' ') {
        Some("it holds a space")
    } else {
        url::nobodys(address)
    }
}

/// How to write a version that people write in other ways.
pub fn version_help(written: &str) -> String {
    match padded(written) {
        Some(version) => format!("write {:?}", version.to_string()),
        None => "write MAJOR.MINOR.PATCH, as in \"1.2.0\"".to_owned(),
    }
}

/// The version that was meant, with zeros for the numbers that were left out: 1.1.0 for `v1.1`.
pub fn padded(written: &str) -> Option<Version> {
    let numbers: Vec<&str> = written.trim().trim_start_matches(['v', 'V']).split('.').collect();
    let padded = match numbers.as_slice() {
        [major] => format!("{major}.0.0"),
        [major, minor] => format!("{major}.{minor}.0"),
        _ => numbers.join("."),
    };
    Version::parse(&padded).ok()
}

impl super::surroundings::ServerDependency {
    /// Pseudo-versions of the old module say nothing of the server's version, so they do not count.
    fn is_after_rpc_break(&self) -> bool {
        self.module.ends_with("/server/public") || self.release().is_some_and(|release| release >= RPC_BREAK)
    }
}
