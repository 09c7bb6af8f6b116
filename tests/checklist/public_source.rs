//! `public-source`

use plugin_ready::checklist::public_source::ITEM;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::Verdict;
use serde_json::json;

use crate::support::plugin::{broken, evidence, evidence_in, manifest, with_files};
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
    let moved = json!({
        "homepage_url": "https://github.com/another/mattermost-plugin-demo",
        "support_url": null,
        "release_notes_url": null,
    });
    let moved = (ITEM.judge)(&evidence(moved));
    assert_eq!(moved.verdict, Verdict::Pass, "an owner may change");
    let told = "homepage_url leads to a repository of the same name of another owner: ";
    assert!(moved.because.starts_with(told), "{}", moved.because);
    assert!(moved.because.ends_with("(origin: github.com/example/mattermost-plugin-demo)"), "{}", moved.because);
    let yours = "https://github.com/your-org/mattermost-plugin-demo";
    let unfilled = evidence(json!({"homepage_url": yours, "support_url": null, "release_notes_url": null}));
    assert_eq!((ITEM.judge)(&unfilled).verdict, Verdict::Pending(Role::Pm), "nobody is `your-org`");
    for same in ["Example/Mattermost-Plugin-Demo.git", "example/mattermost-plugin-demo#readme"] {
        let judgement = (ITEM.judge)(&evidence(json!({"homepage_url": format!("https://github.com/{same}")})));
        assert!(judgement.because.starts_with("homepage_url leads to the repository: "), "{}", judgement.because);
    }
}

#[test]
fn the_link_to_add_ends_as_the_build_needs_it() {
    let none = json!({"homepage_url": null, "support_url": null, "release_notes_url": null});
    let told = |evidence: &Evidence| (ITEM.judge)(evidence).help.unwrap();
    let own = "\"homepage_url\": \"https://github.com/example/mattermost-plugin-demo";
    assert!(told(&evidence(none.clone())).contains(&format!("{own}\",")));
    let tool = "manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\"";
    let files = [("build/setup.mk", "BUILD_TAG_LATEST = x\n"), ("build/manifest/main.go", tool)];
    assert!(told(&with_files(none, &files)).contains(&format!("{own}/\",")));
}

#[test]
fn the_link_that_leads_nearest_is_told() {
    let parent = "https://github.com/another/mattermost-plugin-demo";
    let fork = (ITEM.judge)(&evidence(json!({"homepage_url": parent})));
    assert!(fork.because.starts_with("support_url leads to the repository: "), "{}", fork.because);
    let owner = without_remote(evidence(json!({"homepage_url": "https://github.com/example/"})));
    let judgement = (ITEM.judge)(&owner);
    assert!(judgement.because.starts_with("support_url leads to "), "an owner is no repository: {}", judgement.because);
}

#[test]
fn what_the_build_fills_in_is_unknown() {
    let links = json!({"homepage_url": "__REPO__", "support_url": "__REPO__/issues", "release_notes_url": null});
    let judgement = (ITEM.judge)(&evidence(links));
    assert!(matches!(judgement.verdict, Verdict::Unknown(_)), "{judgement:?}");
    assert_eq!(judgement.because, "homepage_url is a placeholder, \"__REPO__\", which the build has to fill in");
    let one = (ITEM.judge)(&evidence(json!({"homepage_url": "__REPO__"})));
    assert_eq!(one.verdict, Verdict::Pass, "support_url leads there: {}", one.because);
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
    let on_it = |changes| {
        let mut evidence = evidence(changes);
        if let Fact::Seen(git) = &mut evidence.repository.git {
            git.origin.as_mut().unwrap().host = "git.internal.example".to_owned();
        }
        let judgement = (ITEM.judge)(&evidence);
        assert_eq!(judgement.verdict, Verdict::Pending(Role::Pm));
        judgement
    };
    assert!(on_it(json!({})).because.contains("nothing in the manifest leads users there"));
    let linked = on_it(json!({"homepage_url": "https://git.internal.example/example/mattermost-plugin-demo"}));
    assert!(linked.because.ends_with("nothing tells whether git.internal.example is public"), "{}", linked.because);
    assert!(!linked.help.unwrap().contains("homepage_url"));
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
