//! `production-version`: 1.0.0 or later, and no pre-release.

use plugin_ready::checklist::production_version::ITEM;
use plugin_ready::evidence::docs::{self, Docs};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role, Unread};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::json;

use crate::support::plugin::evidence;
use crate::support::releases::{tag, with_tags};
use crate::support::tree::Tree;

fn judge(tags: &[&str]) -> Judgement {
    let tags = tags.iter().map(|name| tag(name, "a", None)).collect();
    (ITEM.judge)(&with_tags(Evidence::default(), tags, false))
}

#[test]
fn releases_from_one_on_pass() {
    assert_eq!(judge(&["v1.0.0"]).verdict, Verdict::Pass);
    assert_eq!(judge(&["2.3.4", "v3.0.0-rc1"]).verdict, Verdict::Pass);
    assert_eq!(judge(&["v1.0.0"]).facts["newest"], json!("v1.0.0"));
}

#[test]
fn a_release_whose_readme_says_beta_is_for_the_author_to_settle() {
    let titled = |title: &str| {
        let tree = Tree::of(&[("README.md", format!("# {title}\n\nIt rolls dice, and left its beta long ago.\n"))]);
        let docs = docs::collect(&tree.repository(), &tree);
        (ITEM.judge)(&with_tags(Evidence { docs, ..Evidence::default() }, vec![tag("v1.0.0", "a", None)], false))
    };
    assert_eq!(titled("Dice").verdict, Verdict::Pass);
    let beta = titled("Dice (Beta)");
    assert_eq!(beta.verdict, Verdict::Pending(Role::Author));
    assert_eq!(beta.locations[0].to_string(), "README.md:1:1");
}

#[test]
fn a_readme_that_could_not_be_read_is_unknown_and_none_at_all_is_fine() {
    let of = |docs: Fact<Docs>, version: &str| {
        (ITEM.judge)(&with_tags(Evidence { docs, ..Evidence::default() }, vec![tag(version, "a", None)], false)).verdict
    };
    let cause = Cause::new(CauseKind::Unreadable, "README.md: permission denied");
    let unread = vec![Unread { path: "README.md".to_owned(), cause: cause.clone() }];
    assert_eq!(of(Fact::Blind(cause.clone()), "v1.0.0"), Verdict::Unknown(cause.clone()));
    assert_eq!(of(Fact::Seen(Docs { unread, ..Docs::default() }), "v1.0.0"), Verdict::Unknown(cause.clone()));
    assert_eq!(of(Fact::Blind(cause), "v0.9.0"), Verdict::Fail, "whatever the README says");
    assert_eq!(of(Fact::Absent, "v1.0.0"), Verdict::Pass);
}

#[test]
fn betas_and_nothing_fail() {
    let told = |tags: &[&str]| {
        let judgement = judge(tags);
        assert_eq!(judgement.verdict, Verdict::Fail);
        (judgement.because, judgement.help.unwrap())
    };
    assert_eq!(told(&["v0.9.9"]).0, "the newest release is v0.9.9, below 1.0.0");
    let beta = told(&["v1.0.0-beta1"]);
    assert_eq!(beta.0, "the newest release is v1.0.0-beta1, and every one so far is a pre-release");
    assert_eq!(beta.1, "release 1.0.0 when it is ready for production");
    assert_eq!(
        told(&["v0.1.0-rc1"]).1,
        "release 1.0.0 when settings, commands and stored data are to stay as they are"
    );
    assert_eq!(told(&["latest"]).0, "nothing is released yet");
}

#[test]
fn a_manifest_that_says_one_already_has_only_to_be_tagged() {
    let help = |stated: &str, released: &str| {
        let plugin = evidence(json!({"version": stated}));
        (ITEM.judge)(&with_tags(plugin, vec![tag(released, "a", None)], false)).help.unwrap()
    };
    assert_eq!(help("1.0.0", "v0.3.0"), "the manifest says 1.0.0, and the newest tag is v0.3.0: tag v1.0.0");
    assert!(help("0.4.0", "v0.3.0").starts_with("release 1.0.0 when"));
    assert!(help("1.0.0-rc1", "v0.3.0").starts_with("release 1.0.0 when"));
}

#[test]
fn a_clone_that_cannot_tell_is_unknown() {
    assert!(matches!((ITEM.judge)(&with_tags(Evidence::default(), Vec::new(), true)).verdict, Verdict::Unknown(_)));
    assert!(matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(_)));
}
