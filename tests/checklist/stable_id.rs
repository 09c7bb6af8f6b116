//! `stable-id`: one id in every release.

use plugin_ready::checklist::stable_id::ITEM;
use plugin_ready::evidence::release::Tag;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::json;

use crate::support::plugin::evidence;
use crate::support::releases::{tag, with_tags};

fn judge(tags: Vec<Tag>) -> Judgement {
    (ITEM.judge)(&with_tags(evidence(json!({"id": "com.example.demo"})), tags, false))
}

#[test]
fn one_id_passes() {
    let judgement = judge(vec![tag("v1.1.0", "com.example.demo", None), tag("v1.0.0", "Com.Example.Demo", None)]);
    assert_eq!(
        (judgement.verdict, judgement.because.as_str()),
        (Verdict::Pass, "the id is com.example.demo in all 2 releases that could be read")
    );
    assert!(judge(vec![tag("v1.0.0", "com.example.demo", None)]).because.contains("in the one release"));
}

#[test]
fn another_id_in_a_release_fails() {
    let judgement =
        judge(vec![tag("v1.1.0", "com.example.demo", None), tag("v1.0.0", "demo", None), tag("v0.9.0", "old", None)]);
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(judgement.because, "the id is com.example.demo, and was demo up to v1.0.0");
    assert_eq!((judgement.facts["was"].clone(), judgement.facts["release"].clone()), (json!("demo"), json!("v1.0.0")));
    assert_eq!(judgement.locations[0].path, "plugin.json");
}

#[test]
fn without_releases_it_does_not_apply() {
    assert_eq!(judge(Vec::new()).verdict, Verdict::NotApplicable);
    assert_eq!(judge(vec![tag("latest", "other", None)]).verdict, Verdict::NotApplicable);
}

#[test]
fn what_cannot_be_compared_is_unknown() {
    let blind = Tag { manifest: Fact::Blind(Cause::new(CauseKind::Malformed, "broken")), ..tag("v1.0.0", "x", None) };
    assert!(matches!(judge(vec![blind]).verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Malformed));
    assert!(matches!(
        judge(vec![Tag { manifest: Fact::Absent, ..tag("v1.0.0", "x", None) }]).verdict,
        Verdict::Unknown(_)
    ));
    let no_manifest = with_tags(Evidence::default(), vec![tag("v1.0.0", "x", None)], false);
    assert!(matches!((ITEM.judge)(&no_manifest).verdict, Verdict::Unknown(_)));
    assert!(matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(_)));
}
