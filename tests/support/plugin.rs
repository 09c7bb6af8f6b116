//! Evidence of a plugin whose manifest is all that matters.

use plugin_ready::evidence::manifest::{Found, find};
use plugin_ready::evidence::release::{Releases, Tag};
use plugin_ready::evidence::repository::{Oid, Repository};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use serde_json::{Value, json};

use super::tree::Tree;

/// A manifest that passes every item, with `changes` laid over it; `null` takes a key away.
pub(crate) fn manifest(changes: Value) -> String {
    let mut manifest = json!({
        "id": "com.example.weather",
        "name": "Weather",
        "homepage_url": "https://github.com/example/mattermost-plugin-demo",
        "support_url": "https://github.com/example/mattermost-plugin-demo/issues",
        "release_notes_url": "https://github.com/example/mattermost-plugin-demo/releases",
        "version": "1.2.0",
        "min_server_version": "6.2.1",
        "server": {"executables": {"linux-amd64": "server/dist/plugin-linux-amd64"}},
    });
    if let (Some(manifest), Value::Object(changes)) = (manifest.as_object_mut(), changes) {
        for (key, value) in changes {
            match value {
                Value::Null => manifest.remove(&key),
                value => manifest.insert(key, value),
            };
        }
    }
    serde_json::to_string_pretty(&manifest).unwrap()
}

/// What is seen of `tree` in `repository`: its manifest, readable or not, and nothing else.
pub(crate) fn evidence_in(repository: Repository, tree: &Tree) -> Evidence {
    let manifest = match find(&repository, tree) {
        Found::Plugin(manifest) => Fact::Seen(*manifest),
        Found::Unreadable(cause) => Fact::Blind(cause),
        Found::NotAPlugin(other) => panic!("{other:?}"),
    };
    Evidence { repository, manifest, ..Evidence::default() }
}

/// A plugin of the owner `example` in git, with `changes` to its manifest.
pub(crate) fn evidence(changes: Value) -> Evidence {
    with_files(changes, &[])
}

/// As [`evidence`], with more files.
pub(crate) fn with_files(changes: Value, files: &[(&str, &str)]) -> Evidence {
    let tree =
        files.iter().fold(Tree::of(&[("plugin.json", manifest(changes))]), |tree, (path, text)| tree.with(path, text));
    evidence_in(tree.in_git("main", "example"), &tree)
}

/// A plugin whose manifest stops every reader on line 2.
pub(crate) fn broken() -> Evidence {
    let tree = Tree::of(&[("plugin.json", "{\n  \"id\": com.example.weather\n}\n")]);
    evidence_in(tree.in_git("main", "example"), &tree)
}

/// A plugin whose manifest could not be read for a reason that is not its own.
pub(crate) fn unreadable() -> Evidence {
    let cause = Cause::new(CauseKind::Unreadable, "plugin.json: permission denied");
    Evidence { manifest: Fact::Blind(cause), ..broken() }
}

/// Release tags by name.
pub(crate) fn releases(tags: &[&str]) -> Fact<Releases> {
    let tag = |name: &&str| Tag {
        name: (*name).to_owned(),
        commit: Oid([7; 20]),
        date: 1_700_000_000,
        in_history: Some(true),
        manifest: Fact::NotAsked,
    };
    Fact::Seen(Releases::new(tags.iter().map(tag).collect(), false))
}
