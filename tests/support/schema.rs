//! The published schemas, and whether a document keeps to them.

use plugin_ready::data::schemas::REPORT;
use serde_json::{Value, json};

/// The published schema of the report.
pub(crate) fn report() -> Value {
    serde_json::from_str(REPORT).expect("the schema is JSON")
}

/// The schema, but every key has to be described: one that is written and not described is a mistake of ours.
fn closed() -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.values_mut().for_each(close);
                if members.contains_key("properties") && members.get("type") == Some(&json!("object")) {
                    members.insert("additionalProperties".to_owned(), json!(false));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = report();
    close(&mut schema);
    schema
}

/// What `document` breaks of the schema with every key described.
pub(crate) fn violations(document: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&closed()).expect("a schema");
    // `oneOf` at the top would hide which branch failed and why.
    let documents = document.as_array().map_or_else(|| vec![document], |all| all.iter().collect());
    let mut single = closed();
    single.as_object_mut().unwrap().remove("oneOf");
    single["$ref"] = json!("#/$defs/report");
    let report = jsonschema::draft202012::new(&single).expect("a schema");
    let mut found: Vec<String> = documents
        .iter()
        .flat_map(|d| report.iter_errors(d).map(|e| format!("{}: {e}", e.instance_path())).collect::<Vec<_>>())
        .collect();
    if found.is_empty() && !validator.is_valid(document) {
        found.push("neither a report nor an array of reports".to_owned());
    }
    found
}
