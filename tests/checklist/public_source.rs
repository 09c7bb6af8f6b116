//! `public-source`

use plugin_ready::checklist::public_source::ITEM;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::Verdict;
use serde_json::json;

use crate::support::plugin::{broken, evidence, evidence_in, manifest};
use crate::support::tree::Tree;

fn without_remote(evidence: Evidence) -> Evidence {
    let mut evidence = evidence;
    if let Fact::Seen(git) = &mut evidence.repository.git {
        git.origin = None;
    }
    evidence
}

#[test]
fn a_manifest_that_leads_to_the_repository_passes() {
    let judgement = (ITEM.judge)(&evidence(json!({})));
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert!(judgement.because.starts_with("homepage_url leads to the repository"));
    let elsewhere = evidence(json!({"homepage_url": "https://docs.example.org"}));
    assert!((ITEM.judge)(&elsewhere).because.starts_with("support_url leads to the repository"));
    let moved = json!({"homepage_url": "https://github.com/another/mattermost-plugin-demo", "support_url": null});
    assert_eq!((ITEM.judge)(&evidence(moved)).verdict, Verdict::Pass, "an owner may change");
}

#[test]
fn a_manifest_that_leads_elsewhere_waits_for_the_product_manager() {
    let links = json!({
        "homepage_url": "https://docs.example.org",
        "support_url": "https://github.com/example/other/issues",
        "release_notes_url": null,
    });
    let judgement = (ITEM.judge)(&evidence(links));
    assert_eq!(judgement.verdict, Verdict::Pending(Role::Pm));
    assert!(judgement.because.contains("(support_url leads to https://github.com/example/other/issues)"));
    assert!(
        judgement.help.unwrap().contains("\"homepage_url\": \"https://github.com/example/mattermost-plugin-demo\"")
    );
}

#[test]
fn a_private_forge_waits_for_the_product_manager() {
    let mut evidence = evidence(json!({}));
    if let Fact::Seen(git) = &mut evidence.repository.git {
        git.origin.as_mut().unwrap().host = "git.internal.example".to_owned();
    }
    assert_eq!((ITEM.judge)(&evidence).verdict, Verdict::Pending(Role::Pm));
}

#[test]
fn without_git_or_remote_it_is_unknown() {
    let tree = Tree::of(&[("plugin.json", manifest(json!({})))]);
    let judgement = (ITEM.judge)(&evidence_in(tree.repository(), &tree));
    assert!(matches!(judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::NoGit));
    assert!(matches!((ITEM.judge)(&without_remote(evidence(json!({})))).verdict, Verdict::Unknown(_)));
    let bare = json!({"homepage_url": null, "support_url": null, "release_notes_url": null});
    assert!(matches!((ITEM.judge)(&without_remote(evidence(bare))).verdict, Verdict::Unknown(_)));
    let mut blind = evidence(json!({}));
    blind.repository.git = Fact::Blind(Cause::new(CauseKind::Git, "another owner"));
    assert!(matches!((ITEM.judge)(&blind).verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Git));
    assert!(matches!((ITEM.judge)(&broken()).verdict, Verdict::Unknown(_)));
}
