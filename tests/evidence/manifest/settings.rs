//! The rules for settings in the System Console.

use plugin_ready::evidence::manifest::{Manifest, Rule, Severity, parse};
use serde_json::{Value, json};

fn manifest(settings: Value) -> Manifest {
    let manifest = json!({
        "id": "com.example.weather",
        "name": "Weather",
        "icon_path": "icon.svg",
        "webapp": {"bundle_path": "webapp/dist/main.js"},
        "settings_schema": {"settings": settings},
    });
    parse("plugin.json", manifest.to_string().as_bytes()).unwrap()
}

/// The problems of one setting that has a key, a label and help, with `members` added or taken away.
fn found(members: Value) -> Vec<(Rule, String)> {
    let mut setting = json!({"key": "City", "display_name": "City:", "type": "text", "help_text": "Where to look."});
    for (key, value) in members.as_object().unwrap() {
        match value {
            Value::Null => setting.as_object_mut().unwrap().remove(key),
            value => setting.as_object_mut().unwrap().insert(key.clone(), value.clone()),
        };
    }
    manifest(json!([setting])).problems.into_iter().map(|p| (p.rule, p.help)).collect()
}

fn rules(members: Value) -> Vec<Rule> {
    found(members).into_iter().map(|(rule, _)| rule).collect()
}

const OPTIONS: &str =
    r#"[{"display_name": "Metric", "value": "metric"}, {"display_name": "Imperial", "value": "imperial"}]"#;

fn options() -> Value {
    serde_json::from_str(OPTIONS).unwrap()
}

#[test]
fn every_type_of_servers_is_known() {
    for kind in ["bool", "generated", "text", "longtext", "number", "username", "custom"] {
        assert_eq!(rules(json!({"type": kind})), [], "{kind}");
    }
    for kind in ["dropdown", "radio"] {
        assert_eq!(rules(json!({"type": kind, "options": options()})), [], "{kind}");
    }
    for kind in ["string", "Bool", "", "textarea"] {
        assert_eq!(rules(json!({"type": kind})), [Rule::SettingType], "{kind}");
    }
    assert_eq!(rules(json!({"type": null})), [Rule::SettingType]);
    assert_eq!(Rule::SettingType.severity(), Severity::ManifestCheckRefuses);
}

#[test]
fn members_go_with_some_types_only() {
    for kind in ["generated", "text", "longtext", "number", "username", "custom"] {
        assert_eq!(rules(json!({"type": kind, "placeholder": "Berlin"})), [], "{kind}");
    }
    assert_eq!(rules(json!({"type": "bool", "placeholder": "Berlin"})), [Rule::SettingMember]);
    assert_eq!(rules(json!({"type": "bool", "placeholder": ""})), []);
    assert_eq!(rules(json!({"type": "text", "regenerate_help_text": "again"})), [Rule::SettingMember]);
    assert_eq!(rules(json!({"type": "generated", "regenerate_help_text": "again"})), []);
    assert_eq!(rules(json!({"type": "text", "options": []})), [Rule::SettingMember], "even an empty list");
}

#[test]
fn options_have_names_and_values() {
    assert_eq!(rules(json!({"type": "radio", "options": [{"display_name": "A"}]})), [Rule::OptionValue]);
    assert_eq!(rules(json!({"type": "radio", "options": [{"display_name": "", "value": "a"}]})), [Rule::OptionValue]);
    assert_eq!(rules(json!({"type": "dropdown"})), [Rule::SettingOptions]);
    assert_eq!(rules(json!({"type": "dropdown", "options": [null]})), [Rule::OptionValue]);
}

#[test]
fn a_default_is_a_value_of_the_setting() {
    assert_eq!(rules(json!({"type": "bool", "default": true})), []);
    let hint = found(json!({"type": "bool", "default": "false"}));
    assert_eq!(hint, [(Rule::SettingDefault, "write false, without quotes".to_owned())]);
    assert_eq!(rules(json!({"type": "bool", "default": 1})), [Rule::SettingDefault]);
    assert_eq!(rules(json!({"type": "number", "default": "30"})), [Rule::SettingDefault]);
    assert_eq!(rules(json!({"type": "number", "default": ""})), []);
    assert_eq!(rules(json!({"type": "number", "default": 30})), []);
    assert_eq!(rules(json!({"type": "radio", "options": options(), "default": "metric"})), []);
    assert_eq!(rules(json!({"type": "radio", "options": options(), "default": ""})), []);
    let hint = found(json!({"type": "radio", "options": options(), "default": "Metric"}));
    assert_eq!(hint[0].1, "write the option's value, \"metric\", not its display_name");
    assert_eq!(rules(json!({"type": "radio", "options": options(), "default": "kelvin"})), [Rule::SettingDefault]);
    assert_eq!(rules(json!({"type": "custom", "default": {"any": ["thing"]}})), []);
}

#[test]
fn keys_are_there_and_differ_by_more_than_case() {
    assert_eq!(rules(json!({"key": null})), [Rule::SettingKey]);
    assert_eq!(rules(json!({"key": "a:b"})), [Rule::SettingKey]);
    let same = json!([
        {"key": "City", "display_name": "City", "type": "text", "help_text": "x"},
        {"key": "city", "display_name": "City", "type": "text", "help_text": "x"},
    ]);
    let manifest = manifest(same);
    assert_eq!(manifest.problems.len(), 1);
    assert!(manifest.problems[0].what.contains("\"city\" has the same key as \"City\""), "{:?}", manifest.problems);
}

#[test]
fn a_setting_says_what_it_does() {
    assert_eq!(rules(json!({"help_text": null})), [Rule::SettingText]);
    assert_eq!(rules(json!({"display_name": "", "help_text": " "})), [Rule::SettingText]);
    assert_eq!(rules(json!({"type": "custom", "display_name": null, "help_text": null})), []);
}

#[test]
fn secrets_are_marked() {
    for key in ["WebhookSecret", "api_key", "EncryptionKey", "ClientToken", "Password", "TURNServerCredential"] {
        assert_eq!(rules(json!({"key": key})), [Rule::SettingSecret], "{key}");
        assert_eq!(rules(json!({"key": key, "secret": true})), [], "{key}");
        assert_eq!(rules(json!({"key": key, "type": "bool"})), [], "{key}: nothing secret in a yes or no");
    }
    for key in ["TokenURL", "MaxTokens", "TokenExpiryDays", "Keyword", "CredentialsFilePath", "CredentialType"] {
        assert_eq!(rules(json!({"key": key})), [], "{key}");
    }
    assert_eq!(rules(json!({"display_name": "Shared secret"})), [Rule::SettingSecret], "labels count, too");
}

#[test]
fn hosting_is_one_of_two() {
    assert_eq!(rules(json!({"hosting": "cloud"})), []);
    assert_eq!(rules(json!({"hosting": "on-prem"})), []);
    assert_eq!(rules(json!({"hosting": "onprem"})), [Rule::SettingHosting]);
}

#[test]
fn sections_are_judged_like_the_rest() {
    let text = json!({
        "id": "com.example.weather",
        "name": "Weather",
        "icon_path": "icon.svg",
        "webapp": {"bundle_path": "webapp/dist/main.js"},
        "settings_schema": {
            "header": "Top",
            "sections": [
                {"key": "a", "title": "A", "custom": true, "fallback": false, "settings": [{"key": "K", "type": "odd"}]},
                {"title": "B", "custom": "yes"},
            ],
        },
    });
    let manifest = parse("plugin.json", text.to_string().as_bytes()).unwrap();
    let mut rules: Vec<Rule> = manifest.problems.iter().map(|p| p.rule).collect();
    rules.sort_unstable();
    assert_eq!(rules, [Rule::WrongType, Rule::SettingType, Rule::SectionKey, Rule::SettingText]);
    assert_eq!(manifest.settings().count(), 1);
}

#[test]
fn settings_may_be_repeated_for_servers_that_know_no_sections() {
    let setting = json!({"key": "City", "display_name": "City", "type": "text", "help_text": "x"});
    let schema = |sections: Value| {
        let text = json!({
            "id": "com.example.weather",
            "name": "Weather",
            "icon_path": "icon.svg",
            "webapp": {"bundle_path": "webapp/dist/main.js"},
            "settings_schema": {"settings": [setting], "sections": sections},
        });
        parse("plugin.json", text.to_string().as_bytes()).unwrap().problems.iter().map(|p| p.rule).collect::<Vec<_>>()
    };
    assert_eq!(schema(json!([{"key": "a", "settings": [setting]}])), []);
    let twice = json!([{"key": "a", "settings": [setting]}, {"key": "b", "settings": [setting]}]);
    assert_eq!(schema(twice), [Rule::SettingKey]);
}

#[test]
fn null_entries_are_settings_without_anything() {
    let manifest = manifest(json!([null]));
    assert!(manifest.problems.iter().any(|p| p.rule == Rule::SettingType));
}
