//! Where the manifest is looked for, what beside it counts, and what a folder is that has none.

use plugin_ready::evidence::CauseKind;
use plugin_ready::evidence::manifest::{Found, Icon, Manifest, NotAPlugin, RELEASE_NOTES, Rule, find};
use plugin_ready::evidence::repository::{FileKind, Repository, Status};

use crate::support::tree::Tree;

const GOOD: &str = r#"{
    "id": "com.example.weather",
    "name": "Weather",
    "icon_path": "assets/icon.svg",
    "min_server_version": "6.2.1",
    "webapp": {"bundle_path": "webapp/dist/main.js"}
}"#;

fn look(repository: &Repository, tree: &Tree) -> Found {
    find(repository, tree)
}

fn plugin(tree: &Tree) -> Manifest {
    match look(&tree.repository(), tree) {
        Found::Plugin(manifest) => *manifest,
        other => panic!("{other:?}"),
    }
}

fn other(tree: &Tree) -> NotAPlugin {
    other_at(tree, "")
}

fn other_at(tree: &Tree, prefix: &str) -> NotAPlugin {
    let repository = Repository { prefix: prefix.to_owned(), ..tree.repository() };
    match look(&repository, tree) {
        Found::NotAPlugin(other) => other,
        found => panic!("{found:?}"),
    }
}

fn has(manifest: &Manifest, rule: Rule) -> bool {
    manifest.problems.iter().any(|p| p.rule == rule)
}

#[test]
fn yaml_comes_before_json_as_on_a_server() {
    let tree = Tree::of(&[("plugin.json", GOOD)])
        .with("plugin.yaml", "id: from-yaml\nwebapp: {bundle_path: x}\n")
        .with("plugin.yml", "id: from-yml\nwebapp: {bundle_path: x}\n");
    let manifest = plugin(&tree);
    assert_eq!((manifest.path.as_str(), manifest.id.as_ref().unwrap().value.as_str()), ("plugin.yml", "from-yml"));
    let hidden: Vec<&str> =
        manifest.problems.iter().filter(|p| p.rule == Rule::Hidden).map(|p| p.what.as_str()).collect();
    assert_eq!(hidden.len(), 2, "{hidden:?}");
}

#[test]
fn the_plugin_may_sit_in_a_subfolder() {
    let tree = Tree::of(&[("services/weather/plugin.json", GOOD)]);
    let repository = Repository { prefix: "services/weather/".to_owned(), ..tree.repository() };
    let Found::Plugin(manifest) = look(&repository, &tree) else { panic!() };
    assert_eq!(manifest.path, "services/weather/plugin.json");
}

#[test]
fn a_broken_manifest_is_still_a_plugins() {
    let tree = Tree::of(&[("plugin.json", "{\"id\": ")]);
    let Found::Unreadable(cause) = look(&tree.repository(), &tree) else { panic!() };
    assert_eq!((cause.kind, cause.place.unwrap().path.as_str()), (CauseKind::Malformed, "plugin.json"));
}

#[test]
fn a_manifest_over_the_limit_is_our_trouble() {
    let tree = Tree::of(&[("plugin.json", " ".repeat((1 << 20) + 1))]);
    let Found::Unreadable(cause) = look(&tree.repository(), &tree) else { panic!() };
    assert_eq!(cause.kind, CauseKind::TooLarge);
}

#[test]
fn deleted_files_and_devices_are_not_there() {
    let tree = Tree::of(&[("plugin.json", GOOD)]);
    let mut repository = tree.repository();
    repository.files[0].status = Status::Deleted;
    assert!(matches!(look(&repository, &tree), Found::NotAPlugin(_)));
    repository.files[0].status = Status::Clean;
    repository.files[0].kind = FileKind::Special;
    assert!(matches!(look(&repository, &tree), Found::NotAPlugin(_)));
}

#[test]
fn other_programs_manifests_are_named() {
    for (path, text, owner) in [
        ("plugin.yaml", "name: diff\nversion: 1.0.0\nusage: x\ncommand: bin/diff\n", "a Helm plugin"),
        ("plugin.yaml", "name: diff\nplatformHooks: {}\n", "a Helm plugin"),
        ("plugin.yaml", "apiVersion: v1\ntype: cli/v1\nname: x\nruntime: subprocess\nconfig: {}\n", "a Helm plugin"),
        ("plugin.yml", "name: Docker\nauthor: x\nrequirements: [docker]\nconfiguration: {}\n", "a Buildkite plugin"),
        ("plugin.yml", "name: Essentials\nmain: com.example.Main\napi-version: 1.20\n", "a Bukkit plugin"),
        ("plugin.json", r#"{"type": "panel", "name": "x", "id": "x-y-panel", "info": {}}"#, "a Grafana plugin"),
        ("plugin.json", r#"{"name": "x", "description": "y", "author": {"name": "z"}}"#, "a coding assistant's plugin"),
        ("plugin.json", r#"{"ID": "A", "ActionKeyword": "x", "Name": "x"}"#, "a Flow Launcher plugin"),
        ("plugin.json", r#"{"app_id": "x", "homepage_url": "https://example.org"}"#, "a Mattermost App"),
    ] {
        let found = other(&Tree::of(&[(path, text)]));
        assert!(found.sentence.contains(path) && found.sentence.contains(owner), "{}", found.sentence);
    }
}

#[test]
fn a_manifest_without_id_or_parts_is_nobodys() {
    let found = other(&Tree::of(&[("plugin.json", r#"{"name": "x", "version": "1.0.0"}"#)]));
    assert!(found.sentence.contains("no id and no server or webapp part"), "{}", found.sentence);
    assert!(other(&Tree::of(&[("plugin.json", "{}")])).sentence.contains("empty object"));
}

#[test]
fn a_part_of_ours_or_an_id_makes_it_ours() {
    for text in [r#"{"server": {}}"#, r#"{"webapp": {}, "author": "x"}"#, r#"{"min_server_version": "1.0.0"}"#] {
        let manifest = plugin(&Tree::of(&[("plugin.json", text)]));
        assert!(has(&manifest, Rule::Id), "{text}");
    }
    assert!(has(&plugin(&Tree::of(&[("plugin.json", r#"{"id": "abc"}"#)])), Rule::NoComponent));
    assert!(has(&plugin(&Tree::of(&[("plugin.json", r#"{"id": 7}"#)])), Rule::WrongType));
}

#[test]
fn another_programs_file_beside_ours_is_passed_over_with_a_hint() {
    let tree = Tree::of(&[("plugin.json", GOOD)]).with("plugin.yaml", "name: x\nplatformHooks: {}\n");
    let manifest = plugin(&tree);
    assert_eq!(manifest.path, "plugin.json");
    assert!(has(&manifest, Rule::Hidden));
}

#[test]
fn a_folder_without_any_is_told_by_what_it_holds() {
    assert!(other(&Tree::default()).sentence.ends_with("the folder is empty"));
    for (path, text, what) in [
        (
            "go.mod",
            "module example.org/mattermost-plugin-api\n\ngo 1.22\n",
            "a Go module (example.org/mattermost-plugin-api)",
        ),
        ("manifest.json", r#"{"app_id": "hello"}"#, "a Mattermost App (manifest.json has an app_id)"),
        ("Chart.yaml", "name: x\n", "a Helm chart"),
        ("package.json", "{}", "an npm package"),
        ("README.md", "# x\n", "README.md"),
    ] {
        let found = other(&Tree::of(&[(path, text)]));
        assert!(found.sentence.ends_with(what), "{}", found.sentence);
        assert!(
            found.sentence.starts_with("not a Mattermost plugin: there is no plugin.yml, plugin.yaml or plugin.json")
        );
    }
    let found = other(&Tree::of(&[("Plugin.json", GOOD)]));
    assert!(found.sentence.contains("lower case"), "{}", found.sentence);
}

#[test]
fn plugins_in_other_folders_are_pointed_to() {
    let tree = Tree::of(&[("services/weather/plugin.json", GOOD)])
        .with("services/other/plugin.json", "{}")
        .with("node_modules/x/plugin.json", GOOD)
        .with(".claude-plugin/plugin.json", r#"{"name": "x"}"#);
    let found = other(&tree);
    assert_eq!(found.folders, ["services/weather"]);
    assert!(found.sentence.ends_with("; there is one in services/weather"), "{}", found.sentence);
    let found = other_at(&Tree::of(&[("plugin.json", GOOD)]).with("server/api/main.go", ""), "server/api/");
    assert_eq!(found.folders, ["../.."]);
}

#[test]
fn the_build_may_derive_the_version() {
    let without = Tree::of(&[("plugin.json", GOOD)]);
    let manifest = plugin(&without);
    assert!(has(&manifest, Rule::NoVersion) && manifest.surroundings.version_from_tag.is_none());
    for (path, text) in [
        ("build/setup.mk", "BUILD_TAG_LATEST = $(shell git describe)\n"),
        ("Makefile", "BUILD_TAG_CURRENT = x\n"),
        ("build/_setup.mk", "\n"),
    ] {
        let manifest = plugin(&without.clone().with(path, text));
        assert_eq!(manifest.surroundings.version_from_tag.as_deref(), Some(path));
        assert!(!has(&manifest, Rule::NoVersion), "{path}");
    }
    let old = plugin(&without.with("build/setup.mk", "MANIFEST = plugin.json\n"));
    assert!(has(&old, Rule::NoVersion), "an older template's build derives nothing");
}

#[test]
fn a_fixed_version_beside_a_build_that_derives_it_is_advice() {
    let fixed = GOOD.replace("\"name\"", "\"version\": \"1.0.0\", \"name\"");
    let tree = Tree::of(&[("plugin.json", fixed.as_str()), ("build/setup.mk", "BUILD_TAG_LATEST = x\n")]);
    assert!(has(&plugin(&tree), Rule::PinnedVersion));
    let tool = "{\"packages\": {\".\": {\"extra-files\": [{\"path\": \"plugin.json\"}]}}}";
    assert!(!has(&plugin(&tree.clone().with("release-please-config.json", tool)), Rule::PinnedVersion));
    assert!(has(&plugin(&tree.with("release-please-config.json", "{}")), Rule::PinnedVersion));
}

#[test]
fn an_icon_is_looked_for_by_its_name() {
    let tree = Tree::of(&[("plugin.json", GOOD)]);
    assert_eq!(plugin(&tree).surroundings.icon, Icon::Missing);
    assert!(has(&plugin(&tree), Rule::Icon));
    let copied = plugin(&tree.with("server/assets/icon.svg", "<svg/>"));
    assert_eq!(copied.surroundings.icon, Icon::Present, "a build may copy it from anywhere");
}

#[test]
fn a_server_dependency_may_need_a_newer_server() {
    let old = GOOD.replace("6.2.1", "5.12.0");
    let hint = |require: &str| {
        let go_mod = format!("module example.org/weather\n\nrequire (\n\t{require}\n)\n");
        has(&plugin(&Tree::of(&[("plugin.json", old.as_str()), ("go.mod", &go_mod)])), Rule::ServerDependency)
    };
    assert!(hint("github.com/mattermost/mattermost-server/v5 v5.37.0"));
    assert!(hint("github.com/mattermost/mattermost-server/v6 v6.0.0"));
    assert!(hint("github.com/mattermost/mattermost/server/public v0.1.0"));
    assert!(!hint("github.com/mattermost/mattermost-server/v5 v5.36.0"));
    assert!(!hint("github.com/mattermost/mattermost-server/v5 v5.3.2-0.20200804063212-d4dac31b042a"));
    assert!(!hint("github.com/pkg/errors v0.9.1"));
}

#[test]
fn keys_that_the_build_refuses_come_after_a_newer_server_module() {
    let first = |require: &str, tool: &str| {
        let go_mod = format!("module example.org/weather\n\nrequire {require}\n");
        let tree = Tree::of(&[("plugin.json", GOOD), ("go.mod", &go_mod), (tool, "package main\n")]);
        plugin(&tree).surroundings.first(&RELEASE_NOTES)
    };
    const TOOL: &str = "build/manifest/main.go";
    let told = first("github.com/mattermost/mattermost-server/v5 v5.20.0", TOOL);
    assert_eq!(
        told,
        "; before that, raise github.com/mattermost/mattermost-server/v5 v5.20.0 in go.mod to 5.22.0 or later: until then \
         the build refuses it"
    );
    for (require, tool) in [
        ("github.com/mattermost/mattermost-server/v5 v5.20.0", "build/other.go"),
        ("github.com/mattermost/mattermost-server/v5 v5.22.0", TOOL),
        ("github.com/mattermost/mattermost-server/v5 v5.3.2-0.20200804063212-d4dac31b042a", TOOL),
        ("github.com/mattermost/mattermost/server/public v0.1.0", TOOL),
    ] {
        assert_eq!(first(require, tool), "", "{require} {tool}");
    }
}

#[test]
fn stale_copies_and_the_templates_module_are_seen() {
    let tree = Tree::of(&[("plugin.json", GOOD)])
        .with(
            "server/manifest.go",
            "const manifestStr = `\n{\n  \"id\": \"com.example.old\",\n  \"version\": \"x\"\n}`\n",
        )
        .with("go.mod", "module github.com/mattermost/mattermost-plugin-starter-template\n");
    let beside = plugin(&tree).surroundings;
    assert_eq!(beside.stale_copies.len(), 1);
    let stale = &beside.stale_copies[0];
    assert_eq!(
        (stale.key, stale.copy.as_str(), stale.place.to_string().as_str()),
        ("id", "com.example.old", "server/manifest.go:3:10")
    );
    assert_eq!(beside.starter_module.unwrap().to_string(), "go.mod:1:1");
    let filled = tree.with("server/manifest.go", "\"id\": \"__ID__\"");
    assert!(plugin(&filled).surroundings.stale_copies.is_empty(), "a placeholder is no copy");
}

#[test]
fn the_starter_templates_values_are_leftovers_but_not_in_the_template() {
    let starter = GOOD.replace("com.example.weather", "com.mattermost.plugin-starter-template");
    let tree = Tree::of(&[("plugin.json", starter)]);
    assert!(has(&plugin(&tree), Rule::Starter));
    let mut template = tree.in_git("master", "mattermost");
    if let plugin_ready::evidence::Fact::Seen(git) = &mut template.git {
        git.origin.as_mut().unwrap().name = "mattermost-plugin-starter-template".to_owned();
    }
    let Found::Plugin(manifest) = look(&template, &tree) else { panic!() };
    assert!(!has(&manifest, Rule::Starter));
}
