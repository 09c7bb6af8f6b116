//! `plugin-manifest`: what servers refuse fails, all of it at once; what they take passes.

use plugin_ready::checklist::plugin_manifest::ITEM;
use plugin_ready::evidence::{Evidence, Fact};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::{Value, json};

use crate::support::plugin::{broken, evidence, evidence_in, unreadable, with_files};
use crate::support::tree::Tree;

fn judge(changes: Value) -> Judgement {
    (ITEM.judge)(&evidence(changes))
}

#[test]
fn what_a_server_takes_passes() {
    let judgement = judge(json!({}));
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.because, "a server takes plugin.json: com.example.weather with a server part, version 1.2.0");
    assert_eq!((judgement.help, judgement.locations[0].path.as_str()), (None, "plugin.json"));
    assert_eq!(judgement.facts["server"], json!(true));
}

#[test]
fn a_version_left_to_the_build_is_right() {
    let evidence = with_files(json!({"version": null}), &[("build/setup.mk", "BUILD_TAG_LATEST = x\n")]);
    let judgement = (ITEM.judge)(&evidence);
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert!(judgement.because.ends_with("its version from the tag (build/setup.mk)"), "{}", judgement.because);
    assert_eq!(judgement.facts["version_from_tag"], json!("build/setup.mk"));
    assert_eq!(judge(json!({"version": null})).verdict, Verdict::Pass, "servers take it without");
}

#[test]
fn what_only_manifest_check_refuses_passes() {
    let judgement = judge(json!({"name": null, "version": "1.2", "homepage_url": "example.org", "colour": "red"}));
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.facts["refused_by_manifest_check"], json!(4));
}

#[test]
fn one_problem_is_told_with_its_place_and_edit() {
    let judgement = judge(json!({"min_server_version": "5.12"}));
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(
        judgement.because.starts_with("min_server_version \"5.12\" is no semantic version"),
        "{}",
        judgement.because
    );
    assert_eq!(judgement.help.as_deref(), Some("write \"5.12.0\""));
    let place = &judgement.locations[0];
    assert_eq!(place.excerpt.as_deref(), Some("  \"min_server_version\": \"5.12\","));
}

#[test]
fn several_problems_are_all_told() {
    let judgement =
        judge(json!({"id": "a b", "server": {}, "webapp": {"bundle_path": "."}, "min_server_version": "v6"}));
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(judgement.because.starts_with("4 problems: "), "{}", judgement.because);
    assert_eq!(judgement.locations.len(), 4);
    assert_eq!(judgement.facts["problems"].as_array().unwrap().len(), 4);
    assert!(judgement.locations.iter().all(|place| place.span.is_some()));
}

#[test]
fn a_manifest_that_cannot_be_parsed_fails_where_reading_stopped() {
    let judgement = (ITEM.judge)(&broken());
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(judgement.locations[0].to_string(), "plugin.json:2:9");
    assert!(judgement.because.contains("plugin.json cannot be read as JSON"), "{}", judgement.because);
}

#[test]
fn trouble_of_ours_is_unknown() {
    assert!(matches!((ITEM.judge)(&unreadable()).verdict, Verdict::Unknown(_)));
    assert!(matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(_)));
    let huge = Tree::of(&[("plugin.json", " ".repeat(2 << 20))]);
    assert!(matches!((ITEM.judge)(&evidence_in(huge.repository(), &huge)).verdict, Verdict::Unknown(_)));
}

#[test]
fn a_yaml_manifest_passes_as_servers_take_it() {
    let tree = Tree::of(&[("plugin.yaml", "id: com.example.weather\nwebapp:\n  bundle_path: webapp/dist/main.js\n")]);
    let judgement = (ITEM.judge)(&evidence_in(tree.repository(), &tree));
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
}

#[test]
fn a_manifest_of_before_2018_starts_nowhere() {
    let tree = Tree::of(&[("plugin.json", r#"{"id": "com.example.weather", "backend": {"executable": "plugin"}}"#)]);
    let evidence = evidence_in(tree.repository(), &tree);
    assert!(matches!(evidence.manifest, Fact::Seen(_)));
    let judgement = (ITEM.judge)(&evidence);
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(judgement.because.contains("neither a server nor a webapp part"), "{}", judgement.because);
    assert_eq!(judgement.help.as_deref(), Some("rename \"backend\" to \"server\""));
}
