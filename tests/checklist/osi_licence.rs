//! `osi-licence`

use plugin_ready::checklist::osi_licence::ITEM;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role, licence};
use plugin_ready::verdict::{Judgement, Verdict};

use crate::support::tree::Tree;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

fn judge(files: &[(&str, &str)]) -> Judgement {
    let tree = Tree::of(files);
    let repository = tree.repository();
    let licence = licence::collect(&repository, &tree);
    (ITEM.judge)(&Evidence { repository, licence, ..Evidence::default() })
}

#[test]
fn approved_licences_pass_whatever_apache_says_of_them() {
    for id in ["Apache-2.0", "MIT", "GPL-3.0-only", "AGPL-3.0-only", "MPL-2.0", "EUPL-1.2", "Unlicense"] {
        let judgement = judge(&[("LICENSE", text(id))]);
        assert_eq!(judgement.verdict, Verdict::Pass, "{id}: {}", judgement.because);
    }
}

#[test]
fn known_licences_without_approval_fail() {
    for id in ["WTFPL", "CC0-1.0", "BUSL-1.1", "Elastic-2.0", "SSPL-1.0", "CC-BY-NC-4.0"] {
        let judgement = judge(&[("LICENSE", text(id))]);
        assert_eq!(judgement.verdict, Verdict::Fail, "{id}: {}", judgement.because);
        assert!(judgement.help.is_some());
    }
    let own = "Mattermost Source Available License\n\nUse in production needs a valid subscription.";
    assert_eq!(judge(&[("LICENSE", own)]).verdict, Verdict::Fail);
}

#[test]
fn of_several_that_hold_together_each_must_be_approved() {
    assert_eq!(judge(&[("LICENSE", text("MIT")), ("LICENSE-SERVER", text("WTFPL"))]).verdict, Verdict::Fail);
    assert_eq!(judge(&[("LICENSE-MIT", text("MIT")), ("LICENSE-WTFPL", text("WTFPL"))]).verdict, Verdict::Pass);
}

#[test]
fn what_reuse_keeps_for_pictures_beside_the_codes_licence_waits_for_a_person() {
    let reuse = judge(&[("LICENSES/EUPL-1.2.txt", text("EUPL-1.2")), ("LICENSES/CC0-1.0.txt", text("CC0-1.0"))]);
    assert_eq!(reuse.verdict, Verdict::Pending(Role::CoreCommitter), "{}", reuse.because);
    assert!(reuse.because.ends_with("has not approved; nothing tells if any code is under it"), "{}", reuse.because);
    assert_eq!(judge(&[("LICENSES/CC0-1.0.txt", text("CC0-1.0"))]).verdict, Verdict::Fail, "there is no other");
    let documents = judge(&[("LICENSE", text("MIT")), ("LICENSE-DOCS", text("CC0-1.0"))]);
    assert_eq!(documents.verdict, Verdict::Pending(Role::CoreCommitter), "{}", documents.because);
    let root = judge(&[("LICENSES/EUPL-1.2.txt", text("EUPL-1.2")), ("LICENSE", text("CC0-1.0"))]);
    assert_eq!(root.verdict, Verdict::Fail, "what stands at the root covers the code");
}

#[test]
fn folders_with_a_licence_of_their_own_are_named_and_count_when_they_hold_main_code() {
    let apache = ("LICENSE", text("Apache-2.0"));
    let copyleft = judge(&[apache, ("server/LICENSE", text("GPL-3.0-only"))]);
    assert_eq!(copyleft.verdict, Verdict::Pass, "{}", copyleft.because);
    assert!(copyleft.because.ends_with("; server/ has other terms: GPL-3.0-only"), "{}", copyleft.because);
    let closed = judge(&[apache, ("server/LICENSE", text("BUSL-1.1"))]);
    assert_eq!(closed.verdict, Verdict::Pending(Role::CoreCommitter), "{}", closed.because);
    let enterprise = "Mattermost Source Available License\n\nUse in production needs a valid subscription.";
    let part = judge(&[apache, ("enterprise/LICENSE", enterprise)]);
    assert_eq!(part.verdict, Verdict::Pass);
    let told = "; enterprise/ has other terms: Mattermost Source Available License";
    assert!(part.because.ends_with(told), "{}", part.because);
    assert!(part.locations.iter().any(|place| place.path == "enterprise/LICENSE"));
}

#[test]
fn changed_unknown_and_named_texts_need_a_person() {
    let changed = text("MIT").replace("without restriction", "with restriction");
    assert_eq!(judge(&[("LICENSE", &changed)]).verdict, Verdict::Pending(Role::Author));
    assert_eq!(judge(&[("LICENSE", "MIT License")]).verdict, Verdict::Pending(Role::Author));
    assert_eq!(judge(&[("LICENSE", "Ask us first, and smile.")]).verdict, Verdict::Pending(Role::CoreCommitter));
    let beside = [("LICENSE", text("MIT")), ("COMMONS-CLAUSE", "No sale.")];
    assert_eq!(judge(&beside).verdict, Verdict::Pending(Role::CoreCommitter));
}

#[test]
fn no_licence_fails_and_trouble_is_unknown() {
    assert_eq!(judge(&[("README.md", "# Demo\n")]).verdict, Verdict::Fail);
    let licence = Fact::Blind(Cause::new(CauseKind::Git, "no objects"));
    let judgement = (ITEM.judge)(&Evidence { licence, ..Evidence::default() });
    assert!(matches!(judgement.verdict, Verdict::Unknown(_)));
}
