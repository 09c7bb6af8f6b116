//! The JSON report against its published schema.

use plugin_ready::checklist::TIERS;
use plugin_ready::evidence::{CauseKind, Role};
use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Status;
use serde_json::{Value, json};

use crate::support::report::Sketch;
use crate::support::schema::{report as schema, violations};

fn document(sketch: &Sketch) -> Value {
    serde_json::from_str(&render(&sketch.report(), Format::Json, Medium::default())).expect("JSON")
}

#[test]
fn reports_keep_to_the_schema() {
    for sketch in
        [Sketch::new(), Sketch::mixed(), Sketch::mixed().target("marketplace").folder("a/b"), Sketch::hostile()]
    {
        assert_eq!(violations(&document(&sketch)), [""; 0]);
    }
    let raw: Value = serde_json::from_str(&render(&Sketch::raw(), Format::Json, Medium::default())).expect("JSON");
    let only_the_commit = violations(&raw);
    assert_eq!(only_the_commit.len(), 1, "{only_the_commit:?}");
}

#[test]
fn several_reports_are_an_array() {
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::new().folder("b").report());
    let text = render_all(&[&one, &two], Format::Json, Medium::default());
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document.as_array().map(Vec::len), Some(2));
    assert_eq!(violations(&document), [""; 0]);
}

#[test]
fn the_schema_notices_what_is_wrong() {
    let break_it = |change: fn(&mut Value)| {
        let mut document = document(&Sketch::mixed());
        change(&mut document);
        violations(&document)
    };
    assert_ne!(break_it(|d| d["version"] = json!(2)), [""; 0]);
    assert_ne!(break_it(|d| d["tiers"][0]["items"][0]["verdict"] = json!("skipped")), [""; 0]);
    assert_ne!(break_it(|d| d["tiers"][0]["items"][0]["cause"] = json!("offline")), [""; 0]);
    assert_ne!(break_it(|d| d["tiers"][0]["items"][2]["locations"][0]["line"] = json!(0)), [""; 0]);
    assert_ne!(break_it(|d| d["surprise"] = json!(true)), [""; 0]);
    assert_ne!(break_it(|d| drop(d.as_object_mut().unwrap().remove("status"))), [""; 0]);
}

#[test]
fn the_names_in_the_schema_are_those_of_the_code() {
    let schema = schema();
    let names = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let defs = &schema["$defs"];
    assert_eq!(names(&defs["status"]["enum"]), Status::ALL.iter().map(|s| s.name()).collect::<Vec<_>>());
    assert_eq!(names(&defs["role"]["enum"]), Role::ALL.iter().map(|r| r.name()).collect::<Vec<_>>());
    assert_eq!(names(&defs["tierId"]["enum"]), TIERS.iter().map(|t| t.id).collect::<Vec<_>>());
    let causes = names(&defs["item"]["properties"]["cause"]["enum"]);
    assert_eq!(causes, CauseKind::ALL.iter().map(|c| c.name()).collect::<Vec<_>>());
}

#[test]
fn the_schema_is_one_itself() {
    jsonschema::meta::validate(&schema()).expect("a valid schema");
}
