//! `min-server-version`

use plugin_ready::checklist::min_server_version::ITEM;
use plugin_ready::verdict::Verdict;
use serde_json::json;

use crate::support::plugin::{broken, evidence, unreadable};

#[test]
fn a_semantic_version_passes() {
    let judgement = (ITEM.judge)(&evidence(json!({})));
    assert_eq!(
        (judgement.verdict, judgement.because.as_str()),
        (Verdict::Pass, "the plugin asks for Mattermost 6.2.1 or later")
    );
    assert_eq!(judgement.locations[0].excerpt.as_deref(), Some("  \"min_server_version\": \"6.2.1\","));
}

#[test]
fn none_or_no_semantic_version_fails() {
    for value in [json!(null), json!(""), json!("6.2"), json!("v7.1.0")] {
        let judgement = (ITEM.judge)(&evidence(json!({"min_server_version": value})));
        assert_eq!(judgement.verdict, Verdict::Fail, "{value}");
        let help = judgement.help.unwrap();
        assert!(!judgement.locations.is_empty() && !help.contains("6.2.1"), "a version that nobody tried: {help}");
    }
}

#[test]
fn a_value_that_is_there_is_not_called_missing() {
    let number = (ITEM.judge)(&evidence(json!({"min_server_version": 5})));
    assert!(number.because.starts_with("min_server_version is a number"), "{}", number.because);
    assert_eq!(number.locations[0].excerpt.as_deref(), Some("  \"min_server_version\": 5,"));
    let empty = (ITEM.judge)(&evidence(json!({"min_server_version": ""})));
    assert_eq!(empty.because, "min_server_version is empty");
    let missing = (ITEM.judge)(&evidence(json!({"min_server_version": null})));
    assert_eq!(missing.because, "plugin.json has no min_server_version");
}

#[test]
fn without_a_readable_manifest_it_is_unknown() {
    for evidence in [broken(), unreadable()] {
        let judgement = (ITEM.judge)(&evidence);
        assert!(matches!(judgement.verdict, Verdict::Unknown(_)));
        assert!(judgement.help.unwrap().contains("plugin-manifest"));
    }
}
