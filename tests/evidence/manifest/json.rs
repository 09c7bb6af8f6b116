//! The JSON reader: what Go's decoder takes, what it refuses, and where.

use plugin_ready::evidence::manifest::json::{Kind, first_value};
use plugin_ready::evidence::manifest::{Node, Value};
use proptest::prelude::*;

fn text(json: &str) -> String {
    match first_value(json).unwrap().value {
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

/// The kind of the fault, and the text that it points at.
fn fault(json: &str) -> (Kind, &str) {
    let fault = first_value(json).unwrap_err();
    (fault.kind, &json[fault.span])
}

#[test]
fn every_value_knows_its_bytes() {
    let json = "{\n\t\"id\": \"x\", \"n\": [1, -2.5e3], \"é\": null}";
    let root = first_value(json).unwrap();
    assert_eq!(root.span, 0..json.len());
    let shown: Vec<(&str, &str)> =
        root.value.entries().iter().map(|(k, v)| (&json[k.span.clone()], &json[v.span.clone()])).collect();
    assert_eq!(shown, [("\"id\"", "\"x\""), ("\"n\"", "[1, -2.5e3]"), ("\"é\"", "null")]);
}

#[test]
fn only_the_first_value_is_read() {
    assert_eq!(first_value("{} trailing { rubbish").unwrap().span, 0..2);
    assert_eq!(first_value(" 1 2").unwrap().value, Value::Number("1".into()));
}

#[test]
fn repeated_keys_are_all_kept_in_order() {
    let root = first_value(r#"{"id": "a", "id": "b"}"#).unwrap();
    let values: Vec<_> = root.value.entries().iter().map(|(_, v)| v.value.text().unwrap()).collect();
    assert_eq!(values, ["a", "b"]);
}

#[test]
fn escapes_are_undone_as_go_does() {
    assert_eq!(text(r#""\"\\\/\b\f\n\r\t\u00e9""#), "\"\\/\u{8}\u{c}\n\r\té");
    assert_eq!(text(r#""\ud83d\ude00""#), "😀");
    assert_eq!(text(r#""\ud83d!""#), "\u{fffd}!", "half a pair is replaced, not refused");
    assert_eq!(text(r#""\ude00\ud83d\ude00""#), "\u{fffd}😀");
    assert_eq!(text(r#""\ud83d\u0041""#), "\u{fffd}A");
    assert_eq!(text("\"\u{7f}\""), "\u{7f}", "DEL is no control character in JSON");
}

#[test]
fn faults_are_named_at_their_place() {
    assert_eq!(fault("").0, Kind::End);
    assert_eq!(fault("{\"a\": ").0, Kind::End);
    assert_eq!(fault("\"abc").0, Kind::End);
    assert_eq!(fault("\u{feff}{}"), (Kind::ByteOrderMark, "\u{feff}"));
    assert_eq!(fault("{\"a\": 1,}"), (Kind::TrailingComma, ","));
    assert_eq!(fault("[1,\n]"), (Kind::TrailingComma, ","));
    assert_eq!(fault("{\"a\": 1 // why\n}"), (Kind::Comment, "/"));
    assert_eq!(fault("{'a': 1}"), (Kind::Unexpected('\'', "a key in double quotes"), "'"));
    assert_eq!(fault("{\"a\" 1}"), (Kind::Unexpected('1', "a colon"), "1"));
    assert_eq!(fault("{\"a\": 1 \"b\": 2}"), (Kind::Unexpected('"', "a comma or }"), "\""));
    assert_eq!(fault("{\"a\": tru}"), (Kind::Unexpected('}', "true, false or null"), "}"));
    assert_eq!(fault("\"a\nb\""), (Kind::Control('\n'), "\n"));
    assert_eq!(fault(r#""\x""#), (Kind::Escape, "\\x"));
    assert_eq!(fault(r#""\u12g4""#), (Kind::Escape, "\\u"));
    assert_eq!(fault("[01]"), (Kind::Unexpected('1', "a comma or ]"), "1"));
    assert_eq!(fault("-"), (Kind::End, ""));
    assert_eq!(fault("1.").0, Kind::End);
    assert_eq!(fault("[1e]"), (Kind::Unexpected(']', "a digit"), "]"));
    assert_eq!(fault("日"), (Kind::Unexpected('日', "a value"), "日"));
}

#[test]
fn nesting_is_bounded_and_said_to_be_our_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(first_value(&nested(128)).is_ok());
    assert_eq!(first_value(&nested(129)).unwrap_err().kind, Kind::TooDeep);
    assert_eq!(first_value(&"[".repeat(1 << 20)).unwrap_err().kind, Kind::TooDeep);
    assert_eq!(first_value(&"{\"a\":".repeat(1 << 18)).unwrap_err().kind, Kind::TooDeep);
}

/// The same value as serde_json has it; numbers as written.
fn same(node: &Node, other: &serde_json::Value) -> bool {
    match (&node.value, other) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(a), serde_json::Value::Bool(b)) => a == b,
        (Value::Number(a), serde_json::Value::Number(b)) => a.parse::<f64>().ok() == b.as_f64(),
        (Value::Text(a), serde_json::Value::String(b)) => a == b,
        (Value::List(a), serde_json::Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), serde_json::Value::Object(b)) => {
            let last = |key: &String| a.iter().rev().find(|(k, _)| k.value == *key).map(|(_, v)| v);
            a.iter().all(|(k, _)| b.contains_key(&k.value))
                && b.iter().all(|(k, v)| last(k).is_some_and(|n| same(n, v)))
        }
        _ => false,
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        (-1e9..1e9f64).prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_serde_json_writes_is_read_as_it_was(json in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        prop_assert!(same(&first_value(&text).unwrap(), &json));
    }

    #[test]
    fn any_text_ends_well_and_agrees_with_serde_json(text in "[\\[\\]{}\",:0-9eE.+\\-truefalsn\\\\u \n\té]{0,60}") {
        let ours = first_value(&text);
        let theirs = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>().next();
        match (&ours, theirs) {
            (Ok(node), Some(Ok(value))) => prop_assert!(same(node, &value), "{text:?}"),
            // serde_json wants an end after a bare number or word, knows the range of numbers, and refuses lone surrogates.
            (Ok(node), Some(Err(_))) => {
                let bare = matches!(node.value, Value::Number(_) | Value::Bool(_) | Value::Null);
                prop_assert!(bare || text.contains("\\u") || text.contains(['e', 'E']), "{text:?}");
            }
            (Err(fault), Some(Ok(_))) => prop_assert!(false, "{text:?}: {fault:?}"),
            _ => {}
        }
        if let Err(fault) = ours {
            prop_assert!(text.get(fault.span).is_some(), "{text:?}");
        }
    }
}
