//! `plugin-ready explain`, `list`, `schema`, `completions`, `man`.

use plugin_ready::checklist::{ITEMS, TIERS};
use serde_json::Value;

use crate::support::run::run;

#[test]
fn every_item_and_tier_has_a_page() {
    for item in ITEMS {
        let ran = run(&["explain", item.id]);
        assert_eq!(ran.code, Some(0));
        for line in item.doc.lines().map(str::trim) {
            assert!(ran.stdout.contains(line), "{}: {line}", item.id);
        }
        assert!(ran.stdout.contains(item.page.url) && ran.stdout.contains(item.page.date));
        assert!(ran.stdout.contains("\nwaive: [[waiver]] in plugin-ready.toml"), "{}", ran.stdout);
        assert!(item.doc.lines().count() >= 4, "{} has no page worth reading", item.id);
    }
    for tier in &TIERS {
        let ran = run(&["explain", tier.id]);
        assert!(tier.items.iter().all(|item| ran.stdout.contains(item.id)), "{}", tier.id);
    }
}

#[test]
fn a_misspelt_name_is_met_with_the_nearest() {
    let ran = run(&["explain", "compatible-license"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("compatible-licence"), "{}", ran.stderr);
    let ran = run(&["explain", "licence"]);
    assert!(ran.stderr.contains("compatible-licence, osi-licence"), "{}", ran.stderr);
    let ran = run(&["explain", "nightly"]);
    assert!(ran.stderr.contains("plugin-ready explain nightly-build"), "{}", ran.stderr);
    let ran = run(&["explain", "xyzzy"]);
    assert!(ran.stderr.contains("plugin-ready list"), "{}", ran.stderr);
}

#[test]
fn every_hint_can_be_asked_about() {
    for hint in plugin_ready::checklist::hints::ids() {
        let ran = run(&["explain", hint]);
        assert_eq!(ran.code, Some(0), "{hint}: {}", ran.stderr);
        assert!(ran.stdout.contains(&format!("[[silence]]\nhint = \"{hint}\"")), "{}", ran.stdout);
    }
    let ran = run(&["explain", "secret-compared-plainly"]);
    assert!(ran.stdout.contains("whose duration tells") && ran.stdout.contains("hmac.Equal"), "{}", ran.stdout);
    let ran = run(&["explain", "secret-compared-plain"]);
    assert!(ran.stderr.contains("secret-compared-plainly"), "{}", ran.stderr);
    let listed = run(&["list"]).stdout;
    for hint in plugin_ready::checklist::hints::ids() {
        assert!(listed.lines().any(|line| line.trim() == hint), "{hint}");
    }
}

#[test]
fn the_list_for_machines_holds_every_item() {
    let list: Value = serde_json::from_str(&run(&["list", "--format", "json"]).stdout).unwrap();
    let listed: Vec<&str> = list["tiers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|tier| tier["items"].as_array().unwrap())
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed.len(), ITEMS.len());
}

#[test]
fn schemas_are_schemas() {
    for name in ["config", "report", "fleet"] {
        let schema: Value = serde_json::from_str(&run(&["schema", name]).stdout).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.stdout.contains("explain"), "{shell}");
    }
    let ran = run(&["man"]);
    assert_eq!(ran.code, Some(0));
    for command in ["check", "explain", "fleet", "list", "schema"] {
        assert!(ran.stdout.contains(command), "{command}");
    }
}

#[test]
fn usage_errors_end_with_2() {
    for args in
        [&[][..], &["chek"], &["check", "--format", "yaml"], &["explain", "a", "b"], &["check", "--timeout", "0"]]
    {
        assert_eq!(run(args).code, Some(2), "{args:?}");
    }
    assert_eq!(run(&["--version"]).code, Some(0));
    assert_eq!(run(&["help", "check"]).code, Some(0));
}
