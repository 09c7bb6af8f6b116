//! `check --output`: several formats in one run, each whole, and the exit code the same whatever the format.

use std::fs;

use serde_json::Value;

use crate::support::fixture::Fixture;
use crate::support::run::program;
use crate::support::schema::violations;

#[test]
fn several_outputs_in_one_run() {
    let (plugin, out) = (Fixture::new("licence-problem"), tempfile::tempdir().unwrap());
    let at = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let (sarif, html) = (format!("sarif={}", at("a.sarif")), format!("json={}", at("b.json")));
    let ran = plugin.check(&["--offline", "--format", "concise", "--output", &sarif, "--output", &html]);
    let log: Value = serde_json::from_str(&fs::read_to_string(at("a.sarif")).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let report: Value = serde_json::from_str(&fs::read_to_string(at("b.json")).unwrap()).unwrap();
    assert_eq!(violations(&report), [""; 0]);
    assert!(ran.stdout.lines().last().unwrap().starts_with("ci-extensions: "));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2, "nothing is left beside them");
}

#[test]
fn the_exit_code_never_depends_on_the_format() {
    for name in ["licence-problem", "fresh-from-template", "not-a-plugin"] {
        let plugin = Fixture::new(name);
        let codes: Vec<Option<i32>> = plugin_ready::render::Format::ALL
            .iter()
            .map(|format| plugin.check(&["--offline", "--format", format.name()]).code)
            .collect();
        assert!(codes.iter().all(|code| *code == codes[0]), "{name}: {codes:?}");
    }
}

#[test]
fn every_report_in_json_keeps_to_the_schema() {
    for name in crate::support::fixture::names() {
        let ran = Fixture::new(&name).check(&["--offline", "--format", "json"]);
        if ran.code == Some(3) {
            continue;
        }
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(violations(&report), [""; 0], "{name}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_and_the_report_is_still_printed() {
    let plugin = Fixture::new("fresh-from-template");
    let ran = plugin.check(&["--offline", "--output", "json=/nowhere/at/all.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("/nowhere/at/all.json"), "{}", ran.stderr);
    assert!(ran.stdout.contains("ci-extensions: "), "{}", ran.stdout);
}

#[test]
fn outputs_that_make_no_sense_are_usage_errors() {
    let plugin = Fixture::new("fresh-from-template");
    for (value, told) in [
        ("json", "FORMAT=FILE"),
        ("json=", "name of the file is missing"),
        ("json=-", "use --format"),
        ("jsn=a", "no format is called jsn"),
    ] {
        let ran = plugin.check(&["--output", value]);
        assert_eq!(ran.code, Some(2), "{value}");
        assert!(ran.stderr.contains(told), "{value}: {}", ran.stderr);
    }
}

#[test]
fn the_summary_and_the_outputs_of_a_step_are_added_to_what_is_there() {
    let out = tempfile::tempdir().unwrap();
    let (summary, outputs) = (out.path().join("summary"), out.path().join("outputs"));
    fs::write(&summary, "before\n").unwrap();
    let plugin = Fixture::new("licence-problem");
    let run = |outputs_of_step: bool| {
        let mut command = program();
        command.args(["check", "--offline", "--output", "github-summary"]).arg(plugin.root());
        command.env("GITHUB_STEP_SUMMARY", &summary).env_remove("GITHUB_OUTPUT");
        if outputs_of_step {
            command.args(["--output", "github-output"]).env("GITHUB_OUTPUT", &outputs);
        }
        command.output().unwrap()
    };
    assert!(run(true).status.code() < Some(2));
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n## Readiness of "), "{text}");
    let text = fs::read_to_string(&outputs).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("status=") && lines[1].starts_with("ready-tier=") && lines.len() == 2, "{text}");

    let mut command = program();
    command.args(["check", "--output", "github-summary"]).arg(plugin.root());
    let ran = command.output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("GITHUB_STEP_SUMMARY is not set"));
}
