//! SARIF 2.1.0. The whole schema is tried by tests/consumers with Microsoft's own validator; here are the rules that
//! viewers build on.

use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Run;
use serde_json::Value;

use crate::support::report::{Sketch, span};

fn log(sketch: &Sketch) -> Value {
    let text = render(&sketch.report(), Format::Sarif, Medium::default());
    serde_json::from_str(&text).expect("JSON")
}

fn result<'a>(log: &'a Value, rule: &str) -> &'a Value {
    let results = log["runs"][0]["results"].as_array().expect("results");
    results.iter().find(|r| r["ruleId"] == rule).unwrap_or_else(|| panic!("no result for {rule}: {results:#?}"))
}

#[test]
fn only_open_items_up_to_the_target_and_hints_are_results() {
    let log = log(&Sketch::mixed());
    let ids: Vec<&str> =
        log["runs"][0]["results"].as_array().unwrap().iter().map(|r| r["ruleId"].as_str().unwrap()).collect();
    let expected =
        ["ci-master", "nightly-build", "basic-code-review", "compatible-licence", "manifest-min-server-version"];
    assert_eq!(ids, expected);
    let clean = self::log(&Sketch::new());
    assert_eq!(clean["runs"][0]["results"], serde_json::json!([]));
    let higher = self::log(&Sketch::mixed().target("marketplace"));
    result(&higher, "changelog");
    result(&higher, "qa-pass");
}

#[test]
fn kinds_and_levels_keep_to_the_standard() {
    let log = log(&Sketch::mixed());
    let of = |id| (result(&log, id)["kind"].as_str().unwrap(), result(&log, id)["level"].as_str().unwrap());
    assert_eq!(of("ci-master"), ("fail", "error"));
    assert_eq!(of("basic-code-review"), ("review", "none"));
    assert_eq!(of("nightly-build"), ("open", "none"));
    assert_eq!(of("compatible-licence"), ("fail", "note"));
    assert_eq!(of("manifest-min-server-version"), ("fail", "note"));
    let suppression = &result(&log, "compatible-licence")["suppressions"][0];
    assert_eq!(suppression["justification"], "relicensing is under way (by alice, until 2026-12-15)");
}

#[test]
fn strict_turns_everything_open_into_errors() {
    let log = log(&Sketch::mixed().run(Run { strict: true, ..Run::default() }));
    for id in ["ci-master", "basic-code-review", "nightly-build", "compatible-licence"] {
        assert_eq!((&result(&log, id)["kind"], &result(&log, id)["level"]), (&"fail".into(), &"error".into()), "{id}");
    }
}

#[test]
fn places_are_relative_and_count_from_one_with_an_exclusive_end() {
    let log = log(&Sketch::mixed());
    let place = &result(&log, "ci-master")["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], ".github/workflows/ci.yml");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "SRCROOT");
    let region = serde_json::json!({ "startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 21 });
    assert_eq!(place["region"], region);
    let related = &result(&log, "ci-master")["relatedLocations"][0]["physicalLocation"];
    assert_eq!(related["artifactLocation"]["uri"], "Makefile");
    // Without a place of its own it stands at the manifest: GitHub refuses a result without one.
    let at = &result(&log, "nightly-build")["locations"][0]["physicalLocation"];
    assert_eq!(at["artifactLocation"]["uri"], "plugin.json");
    assert_eq!(at["region"]["startLine"], 1);
    let nested = self::log(&Sketch::mixed().folder("plugins/weather"));
    let at = &result(&nested, "nightly-build")["locations"][0]["physicalLocation"];
    assert_eq!(at["artifactLocation"]["uri"], "plugins/weather/plugin.json");
}

#[test]
fn paths_are_percent_encoded() {
    let judgement = plugin_ready::verdict::Judgement::fail("odd name");
    let place = plugin_ready::error::Place::file("a b/c:d#e?f/ü%/[x].json");
    let log = log(&Sketch::new().item("ci-master", judgement.at(place)));
    let uri = &result(&log, "ci-master")["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a%20b/c%3Ad%23e%3Ff/%C3%BC%25/%5Bx%5D.json");
}

#[test]
fn fingerprints_outlive_moved_lines_and_are_unique() {
    let print = |log: &Value, id| result(log, id)["partialFingerprints"]["pluginReady/v1"].clone();
    let before = log(&Sketch::mixed());
    let moved = plugin_ready::verdict::Judgement::fail("said otherwise")
        .at(plugin_ready::error::Place { span: Some(span(90, 1, 91, 1)), ..plugin_ready::error::Place::file("x.yml") });
    let after = log(&Sketch::mixed().item("ci-master", moved));
    assert_eq!(print(&before, "ci-master"), print(&after, "ci-master"));
    let elsewhere = log(&Sketch::mixed().folder("other"));
    assert_ne!(print(&before, "ci-master"), print(&elsewhere, "ci-master"));

    let twice = log(&Sketch::mixed().hint("manifest-min-server-version", "again", "server/plugin.go"));
    let mut prints: Vec<String> = twice["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["partialFingerprints"]["pluginReady/v1"].as_str().unwrap().to_owned())
        .collect();
    let all = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), all);
}

#[test]
fn every_result_points_at_its_rule_and_every_rule_carries_its_page() {
    let log = log(&Sketch::mixed().target("marketplace"));
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let rule = rules.iter().find(|rule| rule["id"] == "ci-master").unwrap();
    let item = plugin_ready::checklist::find("ci-master").unwrap();
    let help = rule["help"]["markdown"].as_str().unwrap();
    for line in item.doc.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(help.contains(line), "{line} is missing from {help}");
    }
    assert!(help.contains(item.page.url));
    assert_eq!(rule["helpUri"], item.page.url);
}

#[test]
fn several_plugins_are_several_runs_with_categories_of_their_own() {
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::mixed().folder("b").report());
    let log: Value = serde_json::from_str(&render_all(&[&one, &two], Format::Sarif, Medium::default())).unwrap();
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "plugin-ready/a/");
    assert_eq!(log["runs"][1]["automationDetails"]["id"], "plugin-ready/b/");
}

#[test]
fn untrusted_text_makes_no_links_and_leaves_the_repository_by_no_path() {
    let text = render(&Sketch::raw(), Format::Sarif, Medium::default());
    let log: Value = serde_json::from_str(&text).expect("JSON");
    for result in log["runs"][0]["results"].as_array().unwrap() {
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{result}");
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\^`{|}[]:#?".contains(&b)), "{uri}");
        assert!(!uri.starts_with('/'), "{uri}");
    }
}
