//! GitLab's Code Quality report.

use std::collections::BTreeSet;

use plugin_ready::render::{Format, Medium, render, render_all};
use serde_json::{Value, json};

use crate::support::report::Sketch;

#[test]
fn issues_have_what_gitlab_reads_and_nothing_else() {
    let text = render(&Sketch::mixed().report(), Format::Gitlab, Medium::default());
    let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
    let first = &issues[0];
    assert_eq!(first["check_name"], "ci-master");
    assert_eq!(first["severity"], "critical");
    assert_eq!(first["location"], json!({ "path": ".github/workflows/ci.yml", "lines": { "begin": 4 } }));
    let severities: Vec<&str> = issues.iter().map(|i| i["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["critical", "minor", "info", "info", "info"]);
    assert!(issues.iter().all(|i| i.as_object().unwrap().len() == 5));
}

#[test]
fn a_ready_plugin_gives_an_empty_array() {
    assert_eq!(render(&Sketch::new().report(), Format::Gitlab, Medium::default()), "[]\n");
}

#[test]
fn several_plugins_share_one_array_with_distinct_fingerprints() {
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::mixed().folder("b").report());
    let issues: Vec<Value> =
        serde_json::from_str(&render_all(&[&one, &two], Format::Gitlab, Medium::default())).unwrap();
    let prints: BTreeSet<&str> = issues.iter().map(|i| i["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((issues.len(), prints.len()), (10, 10));
}

#[test]
fn untrusted_text_stays_text() {
    let issues: Vec<Value> =
        serde_json::from_str(&render(&Sketch::raw(), Format::Gitlab, Medium::default())).expect("JSON");
    assert!(issues.iter().all(|i| i["location"]["lines"]["begin"].as_u64() >= Some(1)));
}
