//! The action's step, run as a runner runs it: with its shell, its files, and `pipx` for the wheel.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::tools::{python, root, succeed, without_compiler};
use crate::support::fixture::Fixture;
use crate::support::schema::violations;
use crate::support::yaml;

/// What a step left behind.
struct Done {
    code: Option<i32>,
    log: String,
    outputs: Vec<(String, String)>,
    summary: String,
    _files: TempDir,
}

impl Done {
    fn output(&self, name: &str) -> &str {
        self.outputs.iter().rfind(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// `text` with its expressions replaced by what `inputs` say.
fn evaluate(text: &str, inputs: &dyn Fn(&str) -> String) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        out.push_str(before);
        match expression.trim() {
            "inputs.github == 'true' && github.token || ''" if inputs("github") == "true" => out.push_str("secret"),
            "inputs.github == 'true' && github.token || ''" => {}
            expression => out.push_str(&inputs(expression.strip_prefix("inputs.").expect("an input"))),
        }
        rest = after;
    }
    out + rest
}

/// The home of a runner that has run the wheel before: the tests share it, for the first run takes long.
fn warm_home() -> &'static Path {
    static HOME: OnceLock<TempDir> = OnceLock::new();
    let home = HOME.get_or_init(|| {
        let home = TempDir::new().unwrap();
        let mut pipx = without_compiler(python("pipx").get_program(), home.path());
        let spec = concat!("plugin-ready==", env!("CARGO_PKG_VERSION"));
        succeed(pipx.args(["run", "--spec", spec, "plugin-ready", "--version"]));
        home
    });
    home.path()
}

/// Runs the action in `workspace` with `given` inputs.
fn action(workspace: &Path, given: &[(&str, &str)]) -> Done {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    let action: Value = yaml::read(&text);
    for (name, _) in given {
        assert!(action["inputs"][name].is_object(), "no input is called {name}");
    }
    let inputs = |name: &str| {
        let given = given.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        given.unwrap_or_else(|| action["inputs"][name]["default"].as_str().expect(name).to_owned())
    };
    let steps = action["runs"]["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 1);
    let (step, files) = (&steps[0], TempDir::new().unwrap());
    let at = |name: &str| files.path().join(name);
    fs::write(at("step.sh"), step["run"].as_str().unwrap()).unwrap();
    assert_eq!(step["shell"], "bash");
    let mut bash = without_compiler("bash", warm_home());
    bash.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(at("step.sh"));
    bash.current_dir(workspace.join(evaluate(step["working-directory"].as_str().unwrap(), &inputs)));
    for (name, value) in step["env"].as_object().unwrap() {
        bash.env(name, evaluate(value.as_str().unwrap(), &inputs));
    }
    bash.env("GITHUB_ACTIONS", "true").env("CI", "true").env("RUNNER_TEMP", files.path());
    for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
        fs::write(at(name), "").unwrap();
        bash.env(name, at(name));
    }
    let output = bash.output().unwrap();
    let read = |name: &str| fs::read_to_string(at(name)).unwrap();
    let pair = |line: &str| line.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    Done {
        code: output.status.code(),
        log: format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
        outputs: read("GITHUB_OUTPUT").lines().filter_map(pair).collect(),
        summary: read("GITHUB_STEP_SUMMARY"),
        _files: files,
    }
}

#[test]
fn a_plugin_that_is_ready_passes() {
    let plugin = Fixture::new("ready-ci-extensions");
    let done = action(plugin.root(), &[("offline", "true")]);
    assert_eq!(done.code, Some(0), "{}", done.log);
    assert!(!done.log.contains("::error"), "{}", done.log);
    // Offline, nobody asked whether the nightly build is there.
    assert_eq!((done.output("status"), done.output("ready-tier")), ("unknown", ""), "{:?}", done.outputs);
    assert!(done.summary.starts_with("## Readiness of "), "{}", done.summary);
    let report: Value = serde_json::from_str(&fs::read_to_string(done.output("report")).unwrap()).unwrap();
    assert_eq!(violations(&report), [""; 0]);
}

#[test]
fn a_plugin_that_is_not_fails_and_says_so_where_github_shows_it() {
    let plugin = Fixture::new("licence-problem");
    let done = action(plugin.root(), &[("offline", "true"), ("format", "sarif"), ("tier", "community")]);
    assert_eq!(done.code, Some(1), "{}", done.log);
    assert!(done.log.contains("::error ") && done.log.contains("title=nightly-build"), "{}", done.log);
    assert_eq!((done.output("status"), done.output("ready-tier")), ("blocked", ""), "{:?}", done.outputs);
    assert!(done.output("report").ends_with("/plugin-ready.sarif"));
    let log: Value = serde_json::from_str(&fs::read_to_string(done.output("report")).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
}

#[test]
fn every_input_reaches_the_program() {
    let plugin = Fixture::new("ready-ci-extensions");
    let strict = action(plugin.root(), &[("offline", "true"), ("strict", "true")]);
    assert_eq!(strict.code, Some(1), "strict: unknown counts, too: {}", strict.log);
    let monorepo = Fixture::new("monorepo");
    let folder = action(monorepo.root(), &[("offline", "true"), ("working-directory", "plugin")]);
    assert!(folder.summary.contains("Readiness of "), "{}", folder.log);
    let nothing = action(plugin.root(), &[("offline", "true"), ("tier", "no-tier")]);
    assert_eq!(nothing.code, Some(2), "{}", nothing.log);
    assert!(nothing.log.contains("no-tier"), "{}", nothing.log);
}

#[test]
fn each_format_gives_a_report_of_its_kind() {
    let plugin = Fixture::new("licence-problem");
    for (format, extension) in plugin_ready::render::Format::ALL.iter().map(|format| {
        (
            format.name(),
            match format.name() {
                "gitlab" => "json",
                "junit" => "xml",
                "markdown" => "md",
                name @ ("json" | "ndjson" | "sarif" | "html") => name,
                _ => "txt",
            },
        )
    }) {
        let done = action(plugin.root(), &[("offline", "true"), ("format", format)]);
        let report = PathBuf::from(done.output("report"));
        assert_eq!(report.extension().unwrap(), extension, "{format}");
        assert!(fs::metadata(&report).unwrap().len() > 0, "{format}: {}", done.log);
    }
}

#[test]
fn an_input_is_a_value_and_no_program() {
    let plugin = Fixture::new("ready-ci-extensions");
    for attack in ["$(touch stolen)", "x; touch stolen", "`touch stolen`", "' \" \n touch stolen"] {
        let done =
            action(plugin.root(), &[("offline", "true"), ("tier", attack), ("format", attack), ("version", "0.1.0")]);
        assert_ne!(done.code, Some(0), "{attack}");
        assert!(!plugin.root().join("stolen").exists(), "{attack}");
    }
}
