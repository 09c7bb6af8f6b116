//! Files called plugin.json or plugin.yaml that belong to other programs, and folders that hold no plugin at all.

use std::collections::BTreeSet;

use super::decode::{PARTS, same_when_folded};
use super::tree::{Node, Value};
use super::{NAMES, Source};
use crate::evidence::boilerplate::identity::module;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{File, FileKind, Repository, Status};
use crate::evidence::text::lossy;
use crate::evidence::{Reader, SMALL};

/// Manifests in other folders that are opened to see whose they are.
const MOST_OPENED: usize = 32;
/// Folders that hold other people's plugins, or make-believe ones.
const NOT_SEARCHED: &[&str] = &["node_modules", "vendor", "testdata", "fixtures", "third_party", "dist"];

/// What a folder is, when it is no plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPlugin {
    /// What was found instead, in one sentence.
    pub sentence: String,
    /// Folders that do hold a plugin, from the folder that was looked at, as in `services/plugin` or `..`.
    pub folders: Vec<String>,
}

/// Another program's file of the same name: who it is, and the keys that tell, any one of each group.
struct Signature {
    owner: &'static str,
    keys: &'static [&'static [&'static str]],
}

const SIGNATURES: &[Signature] = &[
    Signature { owner: "a Mattermost App, which needs no plugin review", keys: &[&["app_id"]] },
    Signature { owner: "a Helm plugin", keys: &[&["platformCommand", "platformHooks", "useTunnel", "downloaders"]] },
    Signature { owner: "a Helm plugin", keys: &[&["command"], &["usage", "ignoreFlags", "hooks"]] },
    Signature { owner: "a Helm plugin", keys: &[&["runtime"], &["runtimeConfig", "config", "sourceURL"]] },
    Signature { owner: "a Kubernetes object", keys: &[&["apiVersion"], &["kind"]] },
    Signature { owner: "a Grafana plugin", keys: &[&["type"], &["info"]] },
    Signature { owner: "a Grafana plugin", keys: &[&["type"], &["dependencies"], &["includes", "metrics", "backend"]] },
    Signature { owner: "a Buildkite plugin", keys: &[&["author"], &["requirements", "configuration"]] },
    Signature { owner: "a Bukkit plugin", keys: &[&["main"], &["api-version", "commands", "permissions", "depend"]] },
    Signature { owner: "a Rundeck plugin", keys: &[&["rundeckPluginVersion"]] },
    Signature { owner: "a Flow Launcher plugin", keys: &[&["ActionKeyword", "ActionKeywords"]] },
    Signature { owner: "a uTools plugin", keys: &[&["pluginName", "features"], &["main", "logo", "preload"]] },
    Signature { owner: "a Decky plugin", keys: &[&["flags"], &["publish"]] },
    Signature {
        owner: "a coding assistant's plugin",
        keys: &[&["skills", "mcpServers", "agents", "commands", "hooks", "keywords", "author"], &["name"]],
    },
];

/// Whether the file can be opened: tracked or not, but not deleted, and neither a submodule nor a device.
pub(super) fn is_there(file: &File) -> bool {
    file.status != Status::Deleted && matches!(file.kind, FileKind::Regular { .. } | FileKind::Link { .. })
}

/// What the file is instead of a Mattermost plugin's manifest, as a clause; `None` when it is one, good or bad.
///
/// A part that only our manifests have settles it; else a key that only others have; else the id, which servers need.
pub(super) fn whose(path: &str, root: &Node) -> Option<String> {
    let entries = root.value.entries();
    let has = |name: &str| entries.iter().any(|(key, _)| key.value == name);
    let is_ours = entries.iter().any(|(key, node)| {
        let part = PARTS.iter().find(|part| same_when_folded(part, &key.value));
        part.is_some_and(|part| match node.value {
            Value::Object(_) => true,
            Value::Text(_) => *part == "min_server_version",
            _ => false,
        })
    });
    if is_ours {
        return None;
    }
    let has_id = entries.iter().any(|(key, _)| same_when_folded("id", &key.value));
    for signature in SIGNATURES {
        let telling: Option<Vec<&str>> =
            signature.keys.iter().map(|group| group.iter().copied().find(|key| has(key))).collect();
        // An id beside a single common word proves nothing; two telling keys, or one without an id, do.
        if let Some(telling) = telling.filter(|keys| !has_id || signature.keys.len() > 1 || !keys.contains(&"name")) {
            return Some(format!("{path} is the manifest of {} (it has {})", signature.owner, telling.join(" and ")));
        }
    }
    if has_id {
        return None;
    }
    if entries.is_empty() {
        return Some(format!("{path} is an empty object"));
    }
    let keys: Vec<&str> = entries.iter().take(5).map(|(key, _)| key.value.as_str()).collect();
    let more = if entries.len() > keys.len() { ", ..." } else { "" };
    Some(format!("{path} has no id and no server or webapp part (its keys: {}{more})", keys.join(", ")))
}

/// One sentence on a folder without a manifest of ours; `others` says whose the manifests there are.
pub(super) fn describe(repository: &Repository, reader: &dyn Reader, others: Vec<String>) -> NotAPlugin {
    let folders = folders(repository, reader);
    let found = if others.is_empty() { what_is_here(repository, reader) } else { others.join(", and ") };
    let elsewhere = match folders.as_slice() {
        [] => String::new(),
        [folder] => format!("; there is one in {folder}"),
        several => format!("; there are some in {}", several.join(", ")),
    };
    NotAPlugin { sentence: format!("not a Mattermost plugin: {found}{elsewhere}"), folders }
}

/// Folders with a plugin, above the one that was looked at and under it.
fn folders(repository: &Repository, reader: &dyn Reader) -> Vec<String> {
    let prefix = repository.prefix.as_str();
    let mut folders = Vec::new();
    let mut above = prefix.trim_end_matches('/');
    let mut steps = "..".to_owned();
    while !above.is_empty() {
        above = above.rsplit_once('/').map_or("", |(parent, _)| parent);
        let base = if above.is_empty() { String::new() } else { format!("{above}/") };
        if NAMES.iter().any(|name| is_ours(&format!("{base}{name}"), repository, reader)) {
            folders.push(steps.clone());
        }
        steps.push_str("/..");
    }
    folders.extend(folders_below(prefix, repository, reader).into_iter().map(str::to_owned));
    folders
}

/// Folders below `prefix` that hold a plugin, as paths from there.
pub fn folders_below<'r>(prefix: &str, repository: &'r Repository, reader: &dyn Reader) -> BTreeSet<&'r str> {
    let manifests = repository.files.iter().filter_map(|file| {
        let (folder, name) = file.path.strip_prefix(prefix)?.rsplit_once('/')?;
        let searched = folder.split('/').all(|part| !part.starts_with('.') && !NOT_SEARCHED.contains(&part));
        (searched && NAMES.contains(&name)).then_some((folder, &file.path))
    });
    let ours = manifests.take(MOST_OPENED).filter(|(_, path)| is_ours(path, repository, reader));
    ours.map(|(folder, _)| folder).gather()
}

/// Folders of `repository` below this plugin's own that hold another plugin, such as a copy of the starter template; a
/// copy of its own manifest makes no other plugin. Each with a `/` at its end.
pub fn others_below(repository: &Repository, reader: &dyn Reader) -> Vec<String> {
    let prefix = repository.prefix.as_str();
    let id_in = |folder: &str| {
        let path = NAMES.iter().map(|name| format!("{folder}{name}")).find(|path| repository.file(path).is_some())?;
        let root = ours(&path, repository, reader)?;
        let id = root.value.entries().iter().find(|(key, _)| same_when_folded("id", &key.value))?;
        match &id.1.value {
            Value::Text(id) => Some(id.to_lowercase()),
            _ => None,
        }
    };
    let folders = folders_below(prefix, repository, reader);
    if folders.is_empty() {
        return Vec::new();
    }
    let Some(own) = id_in(prefix) else { return Vec::new() };
    let folders = folders.into_iter().map(|folder| format!("{prefix}{folder}/"));
    folders.filter(|folder| id_in(folder).is_some_and(|id| id != own)).collect()
}

fn is_ours(path: &str, repository: &Repository, reader: &dyn Reader) -> bool {
    ours(path, repository, reader).is_some()
}

/// The content of the file at `path`, where that is a plugin's manifest.
fn ours(path: &str, repository: &Repository, reader: &dyn Reader) -> Option<Node> {
    repository.file(path).filter(|file| is_there(file))?;
    let tree = reader.read(path, SMALL).and_then(|bytes| Source::new(path, &bytes)?.tree()).ok()?;
    whose(path, &tree.root).is_none().then_some(tree.root)
}

/// A clause on a folder that has no file of a manifest's name.
fn what_is_here(repository: &Repository, reader: &dyn Reader) -> String {
    let prefix = repository.prefix.as_str();
    let here: BTreeSet<&str> = repository
        .files
        .iter()
        .filter(|file| file.status != Status::Deleted)
        .filter_map(|file| file.path.strip_prefix(prefix)?.split('/').next())
        .gather();
    if here.is_empty() {
        return "the folder is empty".to_owned();
    }
    if let Some(name) = here.iter().find(|name| NAMES.contains(&name.to_lowercase().as_str())) {
        if NAMES.contains(name) {
            return format!("{name} is no file here, but a folder, a submodule or a device");
        }
        return format!("servers look for {} in lower case, and here it is called {name}", name.to_lowercase());
    }
    let read = |name: &str| {
        let path = format!("{prefix}{name}");
        here.contains(name).then(|| reader.read(&path, SMALL).ok()).flatten()
    };
    let kind = if let Some(app) = ["manifest.json", "app.json", "manifest.yml", "manifest.yaml"]
        .into_iter()
        .find(|name| read(name).is_some_and(|bytes| lossy(&bytes).contains("app_id")))
    {
        format!("a Mattermost App ({app} has an app_id)")
    } else if let Some(module) = read("go.mod").and_then(|bytes| module(&lossy(&bytes)).map(str::to_owned)) {
        format!("a Go module ({module})")
    } else if here.contains("Chart.yaml") {
        "a Helm chart".to_owned()
    } else if here.contains("package.json") {
        "an npm package".to_owned()
    } else {
        let names: Vec<&str> = here.iter().copied().take(4).collect();
        let more = here.len() - names.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{}{more}", names.join(", "))
    };
    format!("there is no plugin.yml, plugin.yaml or plugin.json here, but {kind}")
}
