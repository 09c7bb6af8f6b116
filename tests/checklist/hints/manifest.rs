//! Hints on the manifest: what servers take, and somebody minds all the same.

use std::collections::BTreeSet;

use plugin_ready::checklist::hints::{all, ids, manifest};
use plugin_ready::evidence::manifest::{Rule, Severity};
use plugin_ready::verdict::Hint;
use serde_json::{Value, json};

use crate::support::plugin::{broken, evidence, with_files};

fn hints(changes: Value) -> Vec<Hint> {
    manifest::hints(&evidence(changes))
}

fn of(id: &str, hints: &[Hint]) -> Vec<Hint> {
    hints.iter().filter(|hint| hint.id == id).cloned().collect()
}

#[test]
fn what_manifest_check_refuses_says_that_servers_do_not() {
    let found = of("manifest-version", &hints(json!({"version": "1.2"})));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].because.ends_with("to upgrade to it; the starter template's `manifest check` (2024) refuses it"),
        "what servers do is told once: {}",
        found[0].because
    );
    assert_eq!(found[0].help, "write \"1.2.0\"");
    assert_eq!(found[0].locations[0].excerpt.as_deref(), Some("  \"version\": \"1.2\""));
}

#[test]
fn a_build_with_the_tool_is_named() {
    let with = |tool: &str| {
        manifest::hints(&with_files(json!({"name": null, "colour": 1}), &[("build/manifest/main.go", tool)]))
    };
    let own = |id: &str, tool: &str| {
        of(id, &with(tool))[0].because.ends_with("your build's manifest tool refuses it (build/manifest/main.go)")
    };
    assert!(own("manifest-name", "if err := manifest.IsValid(); err != nil {"));
    assert!(!own("manifest-name", "package main"), "tools of before 2024 have no check");
    assert!(own("manifest-unknown-key", "package main"), "but never took unknown keys");
}

#[test]
fn what_servers_refuse_is_the_items_business() {
    let found = hints(json!({"id": "a b", "min_server_version": "1"}));
    assert!(found.iter().all(|hint| !matches!(hint.id, "manifest-id" | "manifest-min-server-version")));
}

#[test]
fn advice_says_only_what_could_be_better() {
    let found = of("manifest-icon", &hints(json!({})));
    assert_eq!(found[0].because, "the manifest has no icon_path");
}

#[test]
fn many_of_one_kind_are_counted() {
    let settings: Vec<Value> =
        (0..25).map(|n| json!({"key": format!("K{n}"), "display_name": "K", "type": "text"})).collect();
    let found = of("manifest-setting-text", &hints(json!({"settings_schema": {"settings": settings}})));
    assert_eq!(found.len(), 10);
    assert!(found[9].because.ends_with("(and 15 more of this kind)"), "{}", found[9].because);
}

#[test]
fn copies_and_the_templates_module_have_their_own_places() {
    let files = [
        ("server/manifest.go", "`{\n  \"id\": \"com.example.weather\",\n  \"version\": \"1.1.0\"\n}`\n"),
        ("go.mod", "module github.com/mattermost/mattermost-plugin-starter-template\n"),
    ];
    let found = manifest::hints(&with_files(json!({}), &files));
    assert_eq!(of("manifest-stale-copy", &found)[0].locations[0].to_string(), "server/manifest.go:3:15");
    assert_eq!(of("manifest-starter-leftover", &found)[0].locations[0].to_string(), "go.mod:1:1");
}

#[test]
fn a_server_dependency_is_shown_at_both_ends() {
    let go_mod = "module example.org/weather\n\nrequire github.com/mattermost/mattermost-server/v6 v6.7.2\n";
    let found = manifest::hints(&with_files(json!({"min_server_version": "5.12.0"}), &[("go.mod", go_mod)]));
    let places: Vec<String> =
        of("manifest-server-dependency", &found)[0].locations.iter().map(ToString::to_string).collect();
    assert!(places[0].starts_with("plugin.json:") && places[1] == "go.mod:3:1", "{places:?}");
}

#[test]
fn an_unreadable_manifest_calls_for_nothing() {
    assert_eq!(manifest::hints(&broken()), []);
}

#[test]
fn every_hint_can_be_silenced_by_its_name() {
    let ids: BTreeSet<&str> = ids().into_iter().collect();
    let rules = Rule::ALL.iter().filter(|rule| rule.severity() != Severity::ServerRefuses);
    assert!(rules.map(|rule| rule.name()).all(|name| ids.contains(name)));
    let shown = all(&evidence(json!({"version": "1.2", "name": null, "colour": 1})));
    assert!(!shown.is_empty() && shown.iter().all(|hint| ids.contains(hint.id)));
}
