//! Whatever names the version names that of `Cargo.toml`, and the fuzz targets are locked to its dependencies.

use std::path::Path;

use serde_json::Value;

use crate::support::yaml;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_action_runs_this_version() {
    let action: Value = yaml::read(&read("action.yml"));
    assert_eq!(action["inputs"]["version"]["default"], VERSION);
}

#[test]
fn the_hook_installs_the_wheel_of_this_version() {
    let hook: Value = toml::from_str(&read("pyproject.toml")).unwrap();
    assert_eq!(hook["project"]["version"], VERSION);
    assert_eq!(hook["project"]["dependencies"], serde_json::json!([format!("plugin-ready=={VERSION}")]));
    // The wheel's own version is Cargo's.
    let wheel: Value = toml::from_str(&read(".wheel/pyproject.toml")).unwrap();
    assert_eq!(wheel["project"]["dynamic"], serde_json::json!(["version"]));
    assert_eq!(hook["project"]["requires-python"], wheel["project"]["requires-python"]);
}

#[test]
fn the_readme_names_this_version() {
    let readme = read("README.md");
    let mut named = 0;
    for mark in ["plugin-ready==", "plugin-ready@v", "rev: v"] {
        for after in readme.split(mark).skip(1) {
            let version: String = after.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            assert_eq!(version.trim_end_matches('.'), VERSION, "{mark}{version}");
            named += 1;
        }
    }
    assert!(named > 2, "the README shows how to pin a version");
}

#[test]
fn the_fuzz_targets_are_locked_to_the_same_dependencies() {
    let needs = |path: &str| -> Vec<String> {
        let lock: Value = toml::from_str(&read(path)).unwrap();
        let ours =
            lock["package"].as_array().unwrap().iter().find(|package| package["name"] == "plugin-ready").unwrap();
        let names = ours["dependencies"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        names.map(|name| name.split(' ').next().unwrap().to_owned()).collect()
    };
    let manifest: Value = toml::from_str(&read("Cargo.toml")).unwrap();
    // Those for tests alone are none of the targets'.
    let is_built =
        |name: &String| ["dependencies", "build-dependencies"].iter().any(|kind| !manifest[kind][name].is_null());
    let built: Vec<String> = needs("Cargo.lock").into_iter().filter(is_built).collect();
    assert_eq!(needs("fuzz/Cargo.lock"), built, "cargo metadata --manifest-path fuzz/Cargo.toml writes it anew");
}
