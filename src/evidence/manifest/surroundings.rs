//! What files beside the manifest say of it: the build that fills in its version, its icon, its server dependency.

use semver::Version;

use super::Manifest;
use super::foreign::is_there;
use crate::error::Place;
use crate::evidence::boilerplate::identity;
use crate::evidence::repository::{Origin, Repository, Status, file_name};
use crate::evidence::{Reader, SMALL};

/// What files beside the manifest say of it. Empty for a manifest that was read alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The build file that derives the version from git's tags, so that the manifest need not state one.
    pub version_from_tag: Option<String>,
    /// The configuration of a release tool that writes the version into the manifest.
    pub version_writer: Option<String>,
    /// The template's tool that reads the manifest again, more strictly than a server does.
    pub manifest_tool: Option<ManifestTool>,
    /// The file that `icon_path` names.
    pub icon: Icon,
    /// The Mattermost server code that go.mod asks for.
    pub server_dependency: Option<ServerDependency>,
    /// Where go.mod still names the starter template's module.
    pub starter_module: Option<Place>,
    /// The module that go.mod declares.
    pub module: Option<String>,
    /// Copies of the manifest, made by the template's tool, that say something else.
    pub stale_copies: Vec<StaleCopy>,
}

/// Configurations of tools that make releases and write the new version into files.
const RELEASE_TOOLS: [&str; 9] = [
    "release-please-config.json",
    ".release-please-config.json",
    ".releaserc",
    ".releaserc.json",
    ".releaserc.yml",
    ".releaserc.js",
    "release.config.js",
    ".bumpversion.cfg",
    ".versionrc.json",
];

/// The starter template's `manifest` tool, or pluginctl's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestTool {
    /// The file that shows it.
    pub path: String,
    /// It has the command `check`, so it is of 2024-04-22 or later. Every version refuses keys that it does not know.
    pub checks: bool,
    /// What it makes of a missing `release_notes_url`.
    pub release_notes: ReleaseNotes,
}

/// How the template's tool fills in `release_notes_url`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseNotes {
    /// Not at all: the tool is older than 2024-01-23.
    LeftOut,
    /// `homepage_url` as it stands, with `releases/tag/` and the tag after it: right only after a slash.
    Appended,
    /// The same with a slash between, since 2026-01-26.
    Joined,
}

impl ReleaseNotes {
    /// As the tool's source says.
    fn of(source: &str) -> Self {
        if !source.contains("ReleaseNotesURL") {
            Self::LeftOut
        } else if source.contains("HomepageURL + \"releases/") {
            Self::Appended
        } else {
            Self::Joined
        }
    }
}

/// Where the file of `icon_path` is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Icon {
    /// There is no `icon_path`, or nobody looked.
    #[default]
    NotLookedFor,
    /// In the repository, there or in another folder from where a build may copy it.
    Present,
    /// Nowhere in the repository.
    Missing,
}

/// A requirement on Mattermost's server code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerDependency {
    /// The module's path.
    pub module: String,
    /// Its version, as written.
    pub version: String,
    /// Where go.mod says so.
    pub place: Place,
}

/// A generated copy that does not match the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleCopy {
    /// The key that differs.
    pub key: &'static str,
    /// What the copy says.
    pub copy: String,
    /// What the manifest says.
    pub manifest: String,
    /// Where the copy says it.
    pub place: Place,
}

impl Surroundings {
    /// Looks beside `manifest`; a file that cannot be read adds nothing.
    pub(super) fn collect(manifest: &Manifest, repository: &Repository, reader: &dyn Reader) -> Self {
        let folder = Folder { repository, reader };
        let from_tag = ["build/setup.mk", "Makefile"].into_iter().find(|name| {
            let text = folder.read(name);
            text.is_some_and(|(_, text)| text.contains("BUILD_TAG"))
        });
        let from_tag = from_tag.or(folder.path("build/_setup.mk").map(|_| "build/_setup.mk"));
        let own_tool = folder.read("build/manifest/main.go");
        let own_tool = own_tool.map(|(path, text)| ManifestTool {
            path,
            checks: text.contains(".IsValid()"),
            release_notes: ReleaseNotes::of(&text),
        });
        let tool = own_tool.or_else(|| {
            Some(ManifestTool {
                path: folder.path("build/_setup.mk")?,
                checks: true,
                release_notes: ReleaseNotes::LeftOut,
            })
        });
        let modules: Vec<(String, String)> =
            ["go.mod", "server/go.mod"].into_iter().filter_map(|name| folder.read(name)).collect();
        Self {
            version_from_tag: from_tag.and_then(|name| folder.path(name)),
            version_writer: RELEASE_TOOLS.into_iter().find_map(|name| {
                let (path, text) = folder.read(name)?;
                text.contains("plugin.json").then_some(path)
            }),
            manifest_tool: tool,
            icon: folder.icon(manifest),
            server_dependency: modules.iter().find_map(|(path, text)| server_dependency(path, text)),
            starter_module: modules.iter().find_map(|(path, text)| folder.starter_module(path, text)),
            module: modules.iter().find_map(|(_, text)| identity::module(text)).map(str::to_owned),
            stale_copies: folder.stale_copies(manifest),
        }
    }
}

impl Surroundings {
    /// The template's build file that takes the version from a tag, and has the template's tool fill in what the manifest
    /// leaves out.
    pub fn setup(&self) -> Option<&str> {
        self.version_from_tag.as_deref().filter(|path| path.ends_with("build/setup.mk"))
    }

    /// The major version that the module's path ends in, as Go wants it from 2 on: `module example.org/plugin/v2`.
    pub fn major(&self) -> Option<u64> {
        let (_, version) = self.module.as_deref()?.rsplit_once("/v")?;
        version.parse().ok()
    }

    /// What has to come before the advice to add a key that servers know from `since` on; empty where nothing has to.
    ///
    /// The template's build decodes the manifest with the server code that go.mod names, and stops at keys unknown
    /// there.
    pub fn first(&self, since: &Version) -> String {
        let dependency = self.server_dependency.as_ref().filter(|_| self.manifest_tool.is_some());
        match dependency.filter(|dependency| dependency.release().is_some_and(|release| release < *since)) {
            Some(old) => format!(
                "; before that, raise {} {} in go.mod to {since} or later: until then the build refuses it",
                old.module, old.version
            ),
            None => String::new(),
        }
    }
}

impl ServerDependency {
    /// The release of the server whose code it is; a pseudo-version tells none, nor does the module of its own for
    /// plugins.
    pub(super) fn release(&self) -> Option<Version> {
        let version = self.version.trim_start_matches('v').trim_end_matches("+incompatible");
        let is_server = !self.module.ends_with("/server/public");
        Version::parse(version).ok().filter(|version| is_server && version.pre.is_empty())
    }
}

/// The plugin's folder, for reading.
struct Folder<'a> {
    repository: &'a Repository,
    reader: &'a dyn Reader,
}

impl Folder<'_> {
    /// The path from the repository's root, if there is such a file.
    fn path(&self, name: &str) -> Option<String> {
        let path = format!("{}{name}", self.repository.prefix);
        self.repository.file(&path).is_some_and(is_there).then_some(path)
    }

    fn read(&self, name: &str) -> Option<(String, String)> {
        let path = self.path(name)?;
        let bytes = self.reader.read(&path, SMALL).ok()?;
        Some((path, String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// A build may copy the icon from anywhere, so a file of its name anywhere will do.
    fn icon(&self, manifest: &Manifest) -> Icon {
        let Some(icon) = manifest.icon_path.as_ref().filter(|icon| !icon.value.is_empty()) else {
            return Icon::NotLookedFor;
        };
        let name = file_name(&icon.value);
        let mut files = self.repository.files.iter().filter(|file| is_there(file));
        let found = files.any(|file| file_name(&file.path) == name);
        if found { Icon::Present } else { Icon::Missing }
    }

    fn starter_module(&self, path: &str, text: &str) -> Option<Place> {
        let is_starter = |line: &str| {
            identity::module(line).is_some_and(|module| module.ends_with("/mattermost-plugin-starter-template"))
        };
        let index = text.lines().position(is_starter)?;
        let is_template = self.repository.origin().is_some_and(is_the_template);
        (!is_template).then(|| Place::line(path, text, index + 1))
    }

    /// Copies under version control only: others are made anew by every build.
    fn stale_copies(&self, manifest: &Manifest) -> Vec<StaleCopy> {
        let values = [("id", &manifest.id), ("version", &manifest.version)];
        let names = ["server/manifest.go", "webapp/src/manifest.ts", "webapp/src/manifest.js"];
        let copies = names
            .into_iter()
            .filter_map(|name| self.read(name))
            .filter(|(path, _)| self.repository.file(path).is_some_and(|file| file.status != Status::Untracked));
        let mut stale = Vec::new();
        for (path, text) in copies {
            for (key, value) in values {
                let (Some(value), Some((copy, at))) = (value, quoted_member(&text, key)) else { continue };
                if *copy != value.value && !is_placeholder(copy) {
                    let place = Place::in_text(&path, &text, at..at + copy.len());
                    stale.push(StaleCopy { key, copy: copy.to_owned(), manifest: value.value.clone(), place });
                }
            }
        }
        stale
    }
}

/// The first requirement on server code in a go.mod.
fn server_dependency(path: &str, text: &str) -> Option<ServerDependency> {
    text.lines().enumerate().find_map(|(index, line)| {
        let line = line.trim();
        let mut words = line.strip_prefix("require ").unwrap_or(line).split_whitespace();
        let (module, version) = (words.next()?, words.next()?);
        let is_server = module == "github.com/mattermost/mattermost/server/public"
            || module.starts_with("github.com/mattermost/mattermost-server");
        let place = || Place::line(path, text, index + 1);
        is_server.then(|| ServerDependency { module: module.to_owned(), version: version.to_owned(), place: place() })
    })
}

/// Whether the repository is the starter template itself, where its values are no leftovers.
pub(super) fn is_the_template(origin: &Origin) -> bool {
    origin.owner.eq_ignore_ascii_case("mattermost") && origin.name == "mattermost-plugin-starter-template"
}

/// Whether the build has to fill the value in: `__NAME__`, `${NAME}`, `{{ name }}`, `@NAME@`.
pub fn is_placeholder(value: &str) -> bool {
    let between = |open: &str, close: &str| {
        let name = value.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(name, _)| name);
        name.filter(|name| !name.is_empty())
    };
    let is_shouted = |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    between("${", "}").or(between("{{", "}}")).is_some()
        || between("__", "__").is_some() && value.chars().any(char::is_uppercase)
        || between("@", "@").is_some_and(is_shouted)
}

/// The value of the first `"key": "value"` in a text that holds JSON somewhere, and where it starts.
fn quoted_member<'t>(text: &'t str, key: &str) -> Option<(&'t str, usize)> {
    let name = format!("\"{key}\"");
    let rest = text.get(text.find(&name)? + name.len()..)?.trim_start();
    let rest = rest.strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let value = rest.split('"').next()?;
    Some((value, text.len() - rest.len()))
}
