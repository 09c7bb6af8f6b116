//! Reports against the validators of their consumers.

use std::fs;
use std::process::Command;

use plugin_ready::render::{Format, Medium, render, render_all};

use super::tools::{python, run, succeed, tools};
use crate::support::fixture::{Fixture, names};
use crate::support::report::Sketch;

/// What the standard's schema, and then Microsoft's validator with the rules of GitHub's code scanning, say of a log.
fn validate(name: &str, log: &str) -> Result<(), String> {
    let path = tools().join(format!("{name}.sarif"));
    fs::write(&path, log).unwrap();
    let multitool = tools().join("node_modules/@microsoft/sarif-multitool-linux");
    let schema = multitool.join("sarif-2.1.0.json");
    let (valid, told) = run(python("check-jsonschema").arg("--schemafile").arg(schema).arg(&path));
    if !valid {
        return Err(told);
    }
    let mut validate = Command::new(multitool.join("Sarif.Multitool"));
    validate.arg("validate").arg(&path).args(["--rule-kind", "Sarif;Ghas"]);
    let (success, told) = run(&mut validate);
    if success && !told.contains(": error ") && !told.contains(": warning ") { Ok(()) } else { Err(told) }
}

#[test]
fn sarif_is_valid_and_taken_by_code_scanning() {
    let sarif = |sketch: &Sketch| render(&sketch.report(), Format::Sarif, Medium::default());
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::mixed().folder("b").report());
    let logs = [
        ("ready", sarif(&Sketch::new())),
        ("mixed", sarif(&Sketch::mixed().target("marketplace"))),
        ("hostile", sarif(&Sketch::hostile().target("marketplace"))),
        ("raw", render(&Sketch::raw(), Format::Sarif, Medium::default())),
        ("several", render_all(&[&one, &two], Format::Sarif, Medium::default())),
        ("fixture", Fixture::new("licence-problem").check(&["--offline", "--format", "sarif"]).stdout),
    ];
    for (name, log) in logs {
        validate(name, &log).unwrap_or_else(|told| panic!("{name}: {told}"));
    }
}

#[test]
fn the_validators_notice_what_is_wrong() {
    let log = render(&Sketch::mixed().report(), Format::Sarif, Medium::default());
    for (right, wrong) in [
        ("\"kind\": \"review\"", "\"kind\": \"waiting\""),
        ("\"startLine\": 4", "\"startLine\": 0"),
        ("\"uri\": \"Makefile\"", "\"uri\": \"a file\""),
    ] {
        assert!(log.contains(right), "{right}");
        assert!(validate("wrong", &log.replacen(right, wrong, 1)).is_err(), "{wrong}");
    }
}

#[test]
fn json_reports_keep_to_the_schema_in_another_validator() {
    let folder = tools().join("json");
    fs::create_dir_all(&folder).unwrap();
    let schema = folder.join("report.schema.json");
    fs::write(&schema, plugin_ready::data::schemas::REPORT).unwrap();
    let mut check = python("check-jsonschema");
    check.arg("--schemafile").arg(&schema);
    for name in names() {
        let ran = Fixture::new(&name).check(&["--offline", "--format", "json"]);
        if ran.code != Some(3) {
            let path = folder.join(format!("{name}.json"));
            fs::write(&path, ran.stdout).unwrap();
            check.arg(path);
        }
    }
    succeed(&mut check);
}
