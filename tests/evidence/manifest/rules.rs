//! Every rule of the manifest: who minds, what is said, and where.

use plugin_ready::evidence::CauseKind;
use plugin_ready::evidence::manifest::{Format, Manifest, Rule, Severity, parse, version_fault};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(json: &str) -> Manifest {
    parse("plugin.json", json.as_bytes()).unwrap()
}

/// A manifest that nobody minds, with `changes` laid over its top level; `null` takes a key away.
fn with(changes: Value) -> Manifest {
    let mut manifest = json!({
        "id": "com.example.weather",
        "name": "Weather",
        "homepage_url": "https://github.com/example/weather",
        "icon_path": "assets/icon.svg",
        "version": "1.2.0",
        "min_server_version": "6.2.1",
        "server": {"executables": {
            "linux-amd64": "server/dist/plugin-linux-amd64",
            "linux-arm64": "server/dist/plugin-linux-arm64",
        }},
        "webapp": {"bundle_path": "webapp/dist/main.js"},
    });
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => manifest.as_object_mut().unwrap().remove(key),
            value => manifest.as_object_mut().unwrap().insert(key.clone(), value.clone()),
        };
    }
    read(&serde_json::to_string_pretty(&manifest).unwrap())
}

/// The rules broken, each with the text that the problem points at.
fn problems(manifest: &Manifest) -> Vec<(Rule, String)> {
    let shown = |p: &plugin_ready::evidence::manifest::Problem| {
        let place = manifest.place(&p.span);
        let (span, line) = (place.span.unwrap(), place.excerpt.unwrap());
        let end = if span.end.line == span.start.line { span.end.column } else { usize::MAX };
        let text = line.chars().skip(span.start.column - 1).take(end.saturating_sub(span.start.column - 1));
        (p.rule, text.collect())
    };
    manifest.problems.iter().map(shown).collect()
}

fn rules(manifest: &Manifest) -> Vec<Rule> {
    manifest.problems.iter().map(|p| p.rule).collect()
}

fn only(changes: Value) -> (Rule, String) {
    let found = with(changes);
    let mut found = problems(&found);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_good_manifest_has_no_problems() {
    let manifest = with(json!({}));
    assert_eq!(problems(&manifest), []);
    assert_eq!((manifest.format, manifest.id.unwrap().value), (Format::Json, "com.example.weather".to_owned()));
}

#[test]
fn keys_are_read_in_any_case_and_that_is_advice() {
    let manifest = read(r#"{"ID": "abc", "Name": "Abc", "WebApp": {"Bundle_Path": "webapp/dist/main.js"}}"#);
    assert_eq!(manifest.id.as_ref().unwrap().value, "abc");
    assert!(manifest.webapp.as_ref().unwrap().bundle_path.is_some());
    assert_eq!(manifest.problems_of(Severity::ServerRefuses).count(), 0);
    assert_eq!(rules(&manifest).iter().filter(|r| **r == Rule::KeyCase).count(), 4);
}

#[test]
fn exotic_letters_fold_as_in_go() {
    let manifest = read("{\"id\": \"abc\", \"name\": \"Abc\", \"\u{17f}erver\": {\"executable\": \"server/plugin\"}}");
    assert!(manifest.server.is_some());
}

#[test]
fn of_repeated_keys_the_last_counts_and_null_overwrites_nothing() {
    let manifest = read(r#"{"id": "abc", "id": "def", "id": null, "webapp": {"bundle_path": "main.js"}}"#);
    assert_eq!(manifest.id.as_ref().unwrap().value, "def");
    assert_eq!(rules(&manifest).iter().filter(|r| **r == Rule::RepeatedKey).count(), 2);
}

#[test]
fn repeated_objects_are_merged_as_go_does() {
    let manifest =
        read(r#"{"id": "abc", "server": {"executable": "a"}, "server": {"executables": {"linux-amd64": "b"}}}"#);
    let server = manifest.server.unwrap();
    assert_eq!((server.executable.unwrap().value.as_str(), server.executables.len()), ("a", 1));
}

#[test]
fn tabs_and_text_after_the_manifest_are_fine() {
    let manifest = read("{\t\"id\":\t\"abc\",\t\"webapp\": {\"bundle_path\": \"webapp/dist/main.js\"}}\n// end\n");
    assert_eq!(manifest.problems_of(Severity::ServerRefuses).count(), 0);
    assert!(rules(&manifest).contains(&Rule::TrailingData));
}

#[test]
fn an_id_follows_the_servers_pattern() {
    for id in ["abc", "a.b-c_d", &"x".repeat(190)] {
        assert_eq!(with(json!({"id": id})).problems, [], "{id}");
    }
    for id in ["", "ab", "a b c", "abc!", "äöü", "abc\n", &"x".repeat(191)] {
        assert_eq!(with(json!({"id": id})).problems[0].rule, Rule::Id, "{id:?}");
    }
    assert_eq!(only(json!({"id": "a/b"})), (Rule::Id, "\"a/b\"".to_owned()));
    assert_eq!(only(json!({"id": null})), (Rule::Id, "{".to_owned()));
}

#[test]
fn upper_case_in_an_id_is_advice_and_lowered() {
    let manifest = with(json!({"id": "com.Example.Weather"}));
    assert_eq!(manifest.id.as_ref().unwrap().value, "com.example.weather");
    assert_eq!(manifest.id_as_written.as_ref().unwrap().value, "com.Example.Weather");
    assert_eq!(rules(&manifest), [Rule::IdCase]);
}

#[test]
fn a_part_to_run_is_needed() {
    assert_eq!(only(json!({"server": null, "webapp": null})).0, Rule::NoComponent);
    assert_eq!(with(json!({"server": null})).problems, []);
    assert_eq!(with(json!({"webapp": null})).problems, []);
}

#[test]
fn a_server_part_names_something_for_linux() {
    assert_eq!(only(json!({"server": {}})).0, Rule::Executable);
    assert_eq!(only(json!({"server": {"executables": {}, "executable": ""}})).0, Rule::Executable);
    let windows = json!({"server": {"executables": {"windows-amd64": "server/dist/plugin-windows-amd64.exe"}}});
    assert_eq!(only(windows).0, Rule::Executable);
    assert_eq!(only(json!({"server": {"executable": "server/plugin.exe"}})).0, Rule::Platforms);
    let other = json!({"server": {"executables": {"linux-arm64": "server/dist/plugin-linux-arm64"}}});
    assert_eq!(only(other).0, Rule::Platforms);
}

#[test]
fn executables_of_another_name_are_told_once() {
    let at = |folder: &str| {
        let of = |platform: &str| (platform.to_owned(), json!(format!("{folder}/plugin-{platform}")));
        let executables: serde_json::Map<_, _> =
            ["linux-amd64", "linux-arm64", "darwin-amd64"].map(of).into_iter().collect();
        with(json!({"server": {"executables": executables}}))
    };
    let found = at("api");
    assert_eq!(rules(&found), [Rule::Platforms]);
    assert!(found.problems[0].what.ends_with("\"api/plugin-darwin-amd64\", nor are those for 2 more"));
    assert_eq!(at("server/dist").problems, []);
}

#[test]
fn executables_stay_inside_the_bundle() {
    for path in ["../plugin", "server/../../plugin", "./../x", "..", "..."] {
        let found = with(json!({"server": {"executable": path}}));
        assert!(rules(&found).contains(&Rule::Executable), "{path}");
    }
    for path in ["./server/dist/plugin", "server/../plugin", "/server/plugin"] {
        let found = with(json!({"server": {"executable": path}}));
        assert_eq!(rules(&found), [Rule::Platforms], "{path}");
    }
}

#[test]
fn a_platform_is_one_that_go_knows() {
    let executables =
        json!({"linux-amd64": "server/dist/plugin-linux-amd64", "linux_arm64": "server/dist/plugin-linux-arm64"});
    let found = problems(&with(json!({"server": {"executables": executables}})));
    assert!(found.contains(&(Rule::Platforms, "\"linux_arm64\"".to_owned())), "{found:?}");
}

#[test]
fn a_bundle_path_is_there_and_inside() {
    for path in ["", ".", "./", "../main.js", ".hidden/main.js", "a/.."] {
        assert_eq!(only(json!({"webapp": {"bundle_path": path}})).0, Rule::BundlePath, "{path}");
    }
    assert_eq!(only(json!({"webapp": {}})).0, Rule::BundlePath);
    for path in ["main.js", "./webapp/main.js", "/webapp/main.js"] {
        assert_eq!(with(json!({"webapp": {"bundle_path": path}})).problems, [], "{path}");
    }
}

#[test]
fn versions_are_semantic_and_help_says_how() {
    for version in ["1.3.1+d06e53e1", "0.0.0+76081421", "2.0.0-rc1", ""] {
        assert_eq!(with(json!({"version": version, "min_server_version": version})).problems, [], "{version}");
    }
    for (version, help) in [
        ("v1.2.3", "write \"1.2.3\""),
        ("1.2", "write \"1.2.0\""),
        ("5", "write \"5.0.0\""),
        ("1.2.3.4", "write MAJOR.MINOR.PATCH, as in \"1.2.0\""),
        ("01.2.3", "write MAJOR.MINOR.PATCH, as in \"1.2.0\""),
    ] {
        let found = with(json!({"version": version, "min_server_version": version}));
        assert_eq!(rules(&found), [Rule::MinServerVersion, Rule::Version], "{version}");
        assert!(found.problems.iter().all(|p| p.help == help), "{version}: {:?}", found.problems);
    }
    assert_eq!(Rule::MinServerVersion.severity(), Severity::ServerRefuses);
    assert_eq!(Rule::Version.severity(), Severity::ManifestCheckRefuses, "servers install any version by upload");
}

#[test]
fn what_is_wrong_with_a_version_is_said_in_plain_words() {
    for (version, fault) in [
        ("v1.2.3", "it starts with a v"),
        ("1.2", "three numbers belong here, not 2"),
        ("1.2.3.4", "three numbers belong here, not 4"),
        ("1.02.3", "a number starts with 0"),
    ] {
        assert_eq!(version_fault(version).as_deref(), Some(fault));
    }
    assert!(version_fault("1.2.x").is_some() && version_fault("1.2.3-").is_some());
    assert_eq!(version_fault("1.2.3-rc.1+build.7"), None);
}

#[test]
fn no_version_is_no_problem_of_the_manifest_alone() {
    assert_eq!(with(json!({"version": null})).problems, []);
}

#[test]
fn wrong_types_stop_a_server_and_are_told_all_at_once() {
    let found = with(json!({"name": 3, "version": true, "server": "x", "settings_schema": [], "props": 1}));
    let wrong: Vec<(Rule, String)> = problems(&found).into_iter().filter(|(r, _)| *r == Rule::WrongType).collect();
    let texts: Vec<&str> = wrong.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["3", "1", "\"x\"", "[]", "true"], "in the file's order");
    let name = found.problems.iter().find(|p| p.what.starts_with("name is a number")).unwrap();
    assert_eq!(name.help, "write \"3\", in quotes");
}

#[test]
fn what_has_a_wrong_type_is_not_missing() {
    for key in ["id", "name", "icon_path", "server", "webapp"] {
        let mut changes = json!({"server": null, "webapp": null, "id": "abc"});
        changes[key] = json!(5);
        let manifest = with(changes);
        let told: Vec<&str> =
            manifest.problems.iter().filter(|p| p.what.contains(key)).map(|p| p.rule.name()).collect();
        assert_eq!(told, ["manifest-wrong-type"], "{key}");
    }
}

#[test]
fn unknown_keys_get_the_nearest_name() {
    let found = with(json!({"homepage": "https://example.org", "suport_url": "https://example.org", "extra": 1}));
    let helps: Vec<&str> = found.problems.iter().map(|p| p.help.as_str()).collect();
    assert!(helps[0].starts_with("remove it"), "{helps:?}");
    assert!(helps[1].starts_with("is \"homepage_url\" meant?") || helps[1].starts_with("remove it"), "{helps:?}");
    assert!(helps[2].starts_with("is \"support_url\" meant?"), "{helps:?}");
    assert!(found.problems.iter().all(|p| p.rule == Rule::UnknownKey));
}

#[test]
fn removed_keys_are_told_from_unknown_ones() {
    let found = with(json!({"backend": {"executable": "plugin"}, "required_configuration": {}}));
    assert_eq!(rules(&found), [Rule::RemovedKey, Rule::RemovedKey]);
    assert!(found.problems[0].help.contains("server"));
}

#[test]
fn addresses_are_http_or_placeholders_or_sloppy() {
    assert_eq!(only(json!({"homepage_url": "example.org"})).0, Rule::Url);
    assert_eq!(only(json!({"support_url": "https://codeberg.org//issues"})).0, Rule::SloppyUrl);
    assert_eq!(only(json!({"release_notes_url": "https://codeberg.org/tag/vX.X.X"})).0, Rule::SloppyUrl);
    for example in [
        "https://example.com",
        "https://git.Example.org:8080/a/b",
        "https://www.example.net/x",
        "http://localhost:8065/a",
        "https://github.com/OWNER/REPOSITORY/issues",
    ] {
        assert_eq!(only(json!({"support_url": example})).0, Rule::SloppyUrl, "{example}");
    }
    assert_eq!(with(json!({"support_url": "https://myexample.com/issues"})).problems, []);
    for placeholder in ["__PLUGIN_REPO_URL__", "${REPO}/issues", "{{ repo }}", "@REPO_URL@"] {
        assert_eq!(only(json!({"support_url": placeholder})).0, Rule::Placeholder, "{placeholder}");
    }
    assert_eq!(only(json!({"version": "__VERSION__"})).0, Rule::Placeholder);
    assert_eq!(with(json!({"support_url": ""})).problems, []);
}

#[test]
fn an_icon_is_svg() {
    assert_eq!(only(json!({"icon_path": "assets/icon.png"})), (Rule::Icon, "\"assets/icon.png\"".to_owned()));
    assert_eq!(only(json!({"icon_path": null})).0, Rule::Icon);
    assert_eq!(with(json!({"icon_path": "assets/ICON.SVG"})).problems, []);
}

#[test]
fn a_blank_name_is_none() {
    assert_eq!(only(json!({"name": "  "})), (Rule::Name, "\"  \"".to_owned()));
    assert_eq!(only(json!({"name": null})).0, Rule::Name);
}

#[test]
fn what_cannot_be_read_says_where() {
    for (text, place) in [
        ("{\"id\": \"abc\",}", "plugin.json:1:13"),
        ("{\n  \"id\": \"abc\"\n  \"name\": 1\n}", "plugin.json:3:3"),
        ("[]", "plugin.json:1:1"),
        ("\"plugin\"", "plugin.json:1:1"),
        ("   \n", "plugin.json"),
        ("\u{feff}{}", "plugin.json:1:1"),
    ] {
        let cause = parse("plugin.json", text.as_bytes()).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Malformed, "{text:?}");
        assert_eq!(cause.place.unwrap().to_string(), place, "{text:?}");
    }
    let deep = format!("{{\"props\": {}}}", "[".repeat(200));
    assert_eq!(
        parse("plugin.json", deep.as_bytes()).unwrap_err().kind,
        CauseKind::TooLarge,
        "our limit, not its fault"
    );
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_inside_strings_only() {
    let manifest = parse("plugin.json", b"{\"id\": \"abc\", \"name\": \"caf\xe9\"}").unwrap();
    assert_eq!(manifest.name.unwrap().value, "caf\u{fffd}");
    assert!(parse("plugin.json", b"{\xff\"id\": \"abc\"}").is_err());
    assert!(parse("plugin.json", b"\xff\xfe{\x00}\x00").is_err());
}

#[test]
fn yaml_is_read_with_its_own_rules() {
    let yaml =
        "id: abc\nname: Abc\nversion: 1.10\nmin_server_version: 6.2.1\nwebapp:\n  bundle_path: webapp/dist/main.js\n";
    let manifest = parse("plugin.yaml", yaml.as_bytes()).unwrap();
    assert_eq!(manifest.version.as_ref().unwrap().value, "1.10", "as written");
    assert_eq!(rules(&manifest), [Rule::Yaml, Rule::Icon, Rule::Version]);
    let manifest = parse("plugin.yaml", b"Id: abc\nwebapp: {bundle_path: x}\n").unwrap();
    assert!(rules(&manifest).contains(&Rule::Id), "YAML keys are read in their own case");
    let manifest = parse("plugin.yml", b"id: abc\nid: def\nwebapp: {bundle_path: x}\n").unwrap();
    assert!(rules(&manifest).contains(&Rule::RepeatedYamlKey));
    let cause = parse("plugin.yml", b"id: abc\n  name: x\n").unwrap_err();
    assert_eq!(cause.kind, CauseKind::Malformed);
    assert!(cause.place.unwrap().span.is_some());
    assert_eq!(parse("plugin.yml", b"# nothing\n").unwrap_err().kind, CauseKind::Malformed);
    let two = parse("plugin.yml", b"id: abc\nwebapp: {bundle_path: x}\n---\nid: other\n").unwrap();
    assert_eq!(two.id.as_ref().unwrap().value, "abc", "the first document counts");
    assert!(rules(&two).contains(&Rule::TrailingData));
}

#[test]
fn many_problems_are_bounded_by_severity() {
    let keys: Vec<String> = (0..5_000).map(|n| format!("\"key{n}\": 1")).collect();
    let manifest = read(&format!("{{{}, \"id\": 1}}", keys.join(", ")));
    assert_eq!(manifest.problems_of(Severity::ManifestCheckRefuses).count(), 200);
    assert!(rules(&manifest).contains(&Rule::WrongType), "what servers refuse is never crowded out");
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let mut names: Vec<&str> = Rule::ALL.iter().map(|r| r.name()).collect();
    assert!(names.iter().all(|name| name.starts_with("manifest-")));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Rule::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_end_well(bytes in prop::collection::vec(any::<u8>(), 0..300), yaml: bool) {
        let path = if yaml { "plugin.yaml" } else { "plugin.json" };
        match parse(path, &bytes) {
            Ok(manifest) => for problem in &manifest.problems { let _ = manifest.place(&problem.span); },
            Err(cause) => prop_assert!(!cause.detail.is_empty()),
        }
    }

    #[test]
    fn any_values_under_known_keys_end_well(
        key in prop::sample::select(vec!["id", "name", "server", "webapp", "settings_schema", "version", "props"]),
        inner in prop::sample::select(vec!["executables", "executable", "bundle_path", "settings", "sections", "key"]),
        value in prop_oneof![Just("null"), Just("1"), Just("\"x\""), Just("[]"), Just("{}"), Just("[null]"), Just("true")],
    ) {
        for text in [format!("{{\"{key}\": {value}}}"), format!("{{\"{key}\": {{\"{inner}\": {value}}}}}")] {
            let manifest = read(&text);
            for problem in &manifest.problems {
                prop_assert!(text.get(problem.span.clone()).is_some());
            }
        }
    }
}
