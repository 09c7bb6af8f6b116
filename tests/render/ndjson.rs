//! JSON lines.

use plugin_ready::render::{Format, Medium, render};
use serde_json::Value;

use crate::support::report::Sketch;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn each_line_tells_its_kind_and_items_name_their_tier() {
    let report = Sketch::mixed().report();
    let lines = lines(&render(&report, Format::Ndjson, Medium::default()));
    assert_eq!(lines[0]["kind"], "report");
    assert_eq!(lines[0]["version"], 1);
    assert_eq!((&lines[1]["kind"], &lines[1]["tier"]), (&"item".into(), &"ci-extensions".into()));
    let items = lines.iter().filter(|line| line["kind"] == "item").count();
    assert_eq!(items, plugin_ready::checklist::ITEMS.len());
    assert_eq!(lines.last().unwrap()["status"], "blocked");
}

#[test]
fn items_are_those_of_the_json_report() {
    let report = Sketch::mixed().report();
    let json: Value = serde_json::from_str(&render(&report, Format::Json, Medium::default())).unwrap();
    let lines = lines(&render(&report, Format::Ndjson, Medium::default()));
    let whole: Vec<&Value> =
        json["tiers"].as_array().unwrap().iter().flat_map(|t| t["items"].as_array().unwrap()).collect();
    let single: Vec<Value> = lines
        .into_iter()
        .filter(|line| line["kind"] == "item")
        .map(|mut line| {
            line.as_object_mut().unwrap().retain(|key, _| key != "kind" && key != "tier");
            line
        })
        .collect();
    assert_eq!(whole, single.iter().collect::<Vec<_>>());
}

#[test]
fn untrusted_text_stays_on_its_line() {
    let text = render(&Sketch::raw(), Format::Ndjson, Medium::default());
    assert!(lines(&text).len() > plugin_ready::checklist::ITEMS.len());
    assert!(!text.contains(['\r', '\u{1b}']));
}
