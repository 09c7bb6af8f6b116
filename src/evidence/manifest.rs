//! The plugin's manifest: found where a server looks for it, read as a server reads it, every value with its place.

mod decode;
mod foreign;
pub mod json;
mod problem;
mod rules;
mod settings;
mod surroundings;
mod tree;
pub mod url;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::repository::Repository;
use super::{Cause, CauseKind, Fact, Reader, SMALL, yaml};
use crate::error::Place;
use problem::Problems;
pub use rules::is_starter_id;

pub use foreign::{NotAPlugin, folders_below, others_below};
pub use problem::{Problem, Rule, Severity};
pub use rules::{ADDRESSES, RELEASE_NOTES, id_fault, padded, version_fault, version_help};
pub use settings::{Choice, Schema, Section, Setting};
pub use surroundings::{Icon, ManifestTool, ReleaseNotes, ServerDependency, StaleCopy, Surroundings, is_placeholder};
pub use tree::{Node, Spanned, Value};

/// The names of a manifest, in the order in which a server looks for them: the first that exists counts.
pub const NAMES: &[&str] = &["plugin.yml", "plugin.yaml", "plugin.json"];

/// A manifest as a server reads it, with everything that is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Its path from the repository's root.
    pub path: String,
    /// The language it is written in.
    pub format: Format,
    /// The id in lower case, as servers use it; blank ids are `None`.
    pub id: Option<Spanned<String>>,
    /// The id as written.
    pub id_as_written: Option<Spanned<String>>,
    /// What people call the plugin.
    pub name: Option<Spanned<String>>,
    /// One sentence on it.
    pub description: Option<Spanned<String>>,
    /// Its documentation.
    pub homepage_url: Option<Spanned<String>>,
    /// Its issue tracker.
    pub support_url: Option<Spanned<String>>,
    /// Its changelog.
    pub release_notes_url: Option<Spanned<String>>,
    /// Its icon in the bundle.
    pub icon_path: Option<Spanned<String>>,
    /// Its version; the template's build fills it in when there is none: see [`Surroundings::version_from_tag`].
    pub version: Option<Spanned<String>>,
    /// The oldest server that it works on.
    pub min_server_version: Option<Spanned<String>>,
    /// The part that runs on the server.
    pub server: Option<Server>,
    /// The part that runs in the browser.
    pub webapp: Option<Webapp>,
    /// What the System Console shows.
    pub settings_schema: Option<Schema>,
    /// What files beside the manifest add to it.
    pub surroundings: Surroundings,
    /// Everything that is wrong with it, in the file's order, at most 200 of each severity.
    pub problems: Vec<Problem>,
    text: Arc<str>,
}

/// The languages of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// plugin.json.
    #[default]
    Json,
    /// plugin.yml or plugin.yaml.
    Yaml,
}

/// The part of a plugin that runs on the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// One executable for all platforms.
    pub executable: Option<Spanned<String>>,
    /// Executables by platform, as in `linux-amd64`.
    pub executables: BTreeMap<String, Executable>,
    /// The whole object.
    pub span: Range<usize>,
}

/// An executable for one platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Executable {
    /// Where the platform's name stands.
    pub platform: Range<usize>,
    /// Its path in the bundle.
    pub path: Spanned<String>,
}

/// The part of a plugin that runs in the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Webapp {
    /// The script's path in the bundle.
    pub bundle_path: Option<Spanned<String>>,
    /// The whole object.
    pub span: Range<usize>,
}

/// What a folder holds in the place of a manifest.
#[derive(Debug, Clone)]
pub enum Found {
    /// A manifest that can be read.
    Plugin(Box<Manifest>),
    /// A manifest that cannot be read: the file's fault when the cause is [`CauseKind::Malformed`].
    Unreadable(Cause),
    /// Something else.
    NotAPlugin(NotAPlugin),
}

impl Found {
    /// The fact for the evidence.
    ///
    /// # Errors
    /// What the folder is instead of a plugin.
    pub fn fact(self) -> Result<Fact<Manifest>, NotAPlugin> {
        match self {
            Self::Plugin(manifest) => Ok(Fact::Seen(*manifest)),
            Self::Unreadable(cause) => Ok(Fact::Blind(cause)),
            Self::NotAPlugin(other) => Err(other),
        }
    }
}

/// Looks for the manifest at the repository's prefix, in the server's order, and reads it with its surroundings.
///
/// A file of another program (Helm's plugin.yaml, say) is passed over when a manifest of ours stands beside it.
pub fn find(repository: &Repository, reader: &dyn Reader) -> Found {
    let present: Vec<String> = NAMES
        .iter()
        .map(|name| format!("{}{name}", repository.prefix))
        .filter(|path| repository.file(path).is_some_and(foreign::is_there))
        .collect();
    let mut others = Vec::new();
    for (index, path) in present.iter().enumerate() {
        let source = reader.read(path, SMALL).and_then(|bytes| Source::new(path, &bytes));
        match source.and_then(|source| Ok((source.tree()?, source))) {
            Err(cause) => return Found::Unreadable(cause),
            Ok((tree, source)) => match foreign::whose(path, &tree.root) {
                Some(other) => others.push(other),
                None => {
                    let mut manifest = source.manifest(&tree);
                    let hidden = present.get(index + 1..).unwrap_or_default();
                    manifest.look_around(repository, reader, hidden, &others);
                    return Found::Plugin(Box::new(manifest));
                }
            },
        }
    }
    Found::NotAPlugin(foreign::describe(repository, reader, others))
}

/// The manifest in `bytes`, the content of the file at `path`, judged without its surroundings.
///
/// # Errors
/// The cause, when nothing can be read from it, with the place where reading stopped.
pub fn parse(path: &str, bytes: &[u8]) -> Result<Manifest, Cause> {
    let source = Source::new(path, bytes)?;
    let mut manifest = source.manifest(&source.tree()?);
    manifest.check();
    Ok(manifest)
}

impl Manifest {
    /// The place of `span` in the manifest's file.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::in_text(&self.path, &self.text, span.clone())
    }

    /// Every setting, those of sections included.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings_schema.iter().flat_map(Schema::all_settings)
    }

    /// Whether the build makes the address of the release notes of `homepage_url` as it stands: right only where that
    /// ends with a slash.
    pub fn wants_slash(&self) -> bool {
        let beside = &self.surroundings;
        let is_left_out = self.release_notes_url.as_ref().is_none_or(|address| address.value.is_empty());
        let appends = beside.manifest_tool.as_ref().is_some_and(|tool| tool.release_notes == ReleaseNotes::Appended);
        is_left_out && beside.setup().is_some() && appends
    }

    /// Whether the plugin goes by an id of its own.
    pub fn has_own_id(&self) -> bool {
        self.id.as_ref().is_some_and(|id| !is_starter_id(&id.value))
    }

    /// Whether `value`, one of this manifest's, is still the starter template's.
    pub fn is_starter(&self, value: &Spanned<String>) -> bool {
        self.problems.iter().any(|problem| problem.rule == Rule::Starter && problem.span == value.span)
    }

    /// What it says of the plugin in words of the plugin's own.
    pub fn own_description(&self) -> Option<&str> {
        let own = self.description.as_ref().filter(|text| !self.is_starter(text));
        own.map(|text| text.value.trim()).filter(|text| !text.is_empty())
    }

    /// The problem that the top-level `key` has a value of the wrong type, if it has.
    pub fn mistyped(&self, key: &str) -> Option<&Problem> {
        problem::mistyped(&self.problems, key)
    }

    /// The problems of one severity.
    pub fn problems_of(&self, severity: Severity) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.rule.severity() == severity)
    }

    /// The span that stands for what the manifest lacks: its first character.
    fn start(&self) -> Range<usize> {
        let start = self.text.len() - self.text.trim_start().len();
        start..start + 1
    }
}

/// A manifest's file before it is understood.
struct Source<'a> {
    path: &'a str,
    format: Format,
    text: Arc<str>,
}

impl<'a> Source<'a> {
    /// Bytes that are not UTF-8 are replaced, as Go's decoder does inside strings.
    fn new(path: &'a str, bytes: &[u8]) -> Result<Self, Cause> {
        let text: Arc<str> = String::from_utf8_lossy(bytes).into();
        if text.trim().is_empty() {
            let detail = format!("{path} is empty");
            return Err(Cause::new(CauseKind::Malformed, detail).at(Place::file(path)));
        }
        let format = if path.ends_with(".json") { Format::Json } else { Format::Yaml };
        Ok(Self { path, format, text })
    }

    fn tree(&self) -> Result<Tree, Cause> {
        let tree = match self.format {
            Format::Json => self.json()?,
            Format::Yaml => self.yaml()?,
        };
        let root = &tree.root;
        match root.value {
            Value::Object(_) => Ok(tree),
            _ => {
                let detail = format!("{} holds {} where the manifest's object should be", self.path, root.value.kind());
                let place = Place::in_text(self.path, &self.text, root.span.start..root.span.start + 1);
                Err(Cause::new(CauseKind::Malformed, detail).at(place))
            }
        }
    }

    fn json(&self) -> Result<Tree, Cause> {
        let root = json::first_value(&self.text).map_err(|fault| {
            let kind = if fault.kind == json::Kind::TooDeep { CauseKind::TooLarge } else { CauseKind::Malformed };
            let place = Place::in_text(self.path, &self.text, fault.span.clone());
            Cause::new(kind, format!("{} cannot be read as JSON: {}", self.path, fault.kind)).at(place)
        })?;
        let rest = self.text.get(root.span.end..).unwrap_or_default().trim();
        let ignored = (!rest.is_empty()).then(|| root.span.end..self.text.trim_end().len());
        Ok(Tree { root, repeated: Vec::new(), ignored })
    }

    fn yaml(&self) -> Result<Tree, Cause> {
        let mut documents = yaml::parse_all(&self.text).map_err(|fault| {
            let place = Place::in_text(self.path, &self.text, fault.at..fault.at + 1);
            Cause::new(fault.kind, format!("{} cannot be read as YAML: {}", self.path, fault.what)).at(place)
        })?;
        let ignored = documents.get(1).map(|second| second.root.range.clone());
        documents.truncate(1);
        Ok(documents.pop().map_or_else(Tree::default, |document| Tree {
            root: Node::from_yaml(document.root),
            repeated: document.duplicates,
            ignored,
        }))
    }

    fn manifest(&self, tree: &Tree) -> Manifest {
        let mut manifest = Manifest {
            path: self.path.to_owned(),
            format: self.format,
            text: Arc::clone(&self.text),
            ..Manifest::default()
        };
        let mut problems = Problems::default();
        decode::Decoder { format: self.format, problems: &mut problems }.manifest(&tree.root, &mut manifest);
        for (key, span) in &tree.repeated {
            let what = format!("{key} is given twice, and servers refuse that in YAML");
            problems.add(Rule::RepeatedYamlKey, span, what, "keep one of them");
        }
        if let Some(ignored) = &tree.ignored {
            problems.add(Rule::TrailingData, ignored, "what follows the manifest is never read", "remove it");
        }
        let id = manifest.id_as_written.as_ref().filter(|id| !id.value.trim().is_empty());
        manifest.id = id.map(|id| Spanned::new(id.value.to_lowercase(), id.span.clone()));
        manifest.problems = problems.sorted();
        manifest
    }
}

/// What a file says, in either language.
#[derive(Default)]
struct Tree {
    root: Node,
    /// Keys that stand twice in a mapping of YAML.
    repeated: Vec<(String, Range<usize>)>,
    /// What follows the first value, or the first document.
    ignored: Option<Range<usize>>,
}
