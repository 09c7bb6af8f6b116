//! Whatever names the version names that of `Cargo.toml`.

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
