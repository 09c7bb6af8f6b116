//! Reading our own YAML files.

use plugin_ready::evidence::yaml::{Node, Value as Kind, parse};
use serde_json::Value;

/// `text` as JSON; numbers and truths are the text that they were written as.
pub(crate) fn read(text: &str) -> Value {
    fn json(node: &Node) -> Value {
        match &node.value {
            Kind::Scalar(scalar) => Value::from(scalar.text.as_str()),
            Kind::Sequence(items) => items.iter().map(json).collect(),
            Kind::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect(),
        }
    }
    json(&parse(text).unwrap().unwrap().root)
}
