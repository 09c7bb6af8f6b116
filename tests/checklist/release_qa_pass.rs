use plugin_ready::checklist::release_qa_pass::ITEM;
use plugin_ready::evidence::sign_off::Entry;
use plugin_ready::evidence::{Cause, CauseKind, Fact};

use crate::support::git::History;
use crate::support::sign_off::{blind, claims, entry, evidence, judge};

fn released() -> (History, String, String) {
    let mut history = History::new();
    let first = history.commit(&[("plugin.json", "{\"id\": \"demo\"}\n"), ("server/main.go", "package main\n")]);
    history.tag("v1.0.0", &first);
    let second = history.commit(&[("server/main.go", "package other\n")]);
    (history, first, second)
}

fn of(release: &str, commit: &str) -> Entry {
    Entry { release: Some(release.to_owned()), ..entry("release-qa-pass", "quinn", commit) }
}

#[test]
fn a_sign_off_of_the_newest_release_passes_whatever_came_after() {
    let (history, first, _) = released();
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[of("v1.0.0", &first)])));
    assert_eq!(verdict, "pass");
    assert!(judgement.because.starts_with("quinn signed off release v1.0.0, commit "), "{}", judgement.because);
}

#[test]
fn another_release_than_the_one_to_deploy_does_not_do() {
    let (history, first, second) = released();
    history.tag("v1.1.0", &second);
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[of("v1.0.0", &first)])));
    assert_eq!(verdict, "pending qa");
    assert!(
        judgement.because.starts_with("void: the release to deploy is v1.1.0, not v1.0.0"),
        "{}",
        judgement.because
    );
    assert!(judgement.help.unwrap().contains("--release v1.1.0"));
    let both = [of("v1.1.0", &second), of("v1.0.0", &first)];
    assert_eq!(judge(&ITEM, &evidence(&history, claims(&both))).0, "pass");
}

#[test]
fn nobody_yet_or_nothing_to_sign() {
    let (history, _, _) = released();
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[])));
    assert_eq!(verdict, "pending qa");
    assert!(judgement.because.contains("the release to deploy, v1.0.0"), "{}", judgement.because);
    assert!(judgement.help.unwrap().contains("--release v1.0.0"));
    let mut unreleased = History::new();
    unreleased.commit(&[("plugin.json", "{}")]);
    let (verdict, judgement) = judge(&ITEM, &evidence(&unreleased, claims(&[])));
    assert_eq!(verdict, "pending qa");
    assert!(judgement.because.contains("there is none yet"), "{}", judgement.because);
    assert_eq!(judge(&ITEM, &blind()).0, "unknown malformed");
}

#[test]
fn a_moved_tag_and_a_missing_release_are_void() {
    let (history, first, second) = released();
    let told = |entry: Entry, because: &str| {
        let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[entry])));
        assert_eq!(verdict, "pending qa");
        assert!(judgement.because.contains(because), "{}", judgement.because);
        assert!(judgement.help.unwrap().contains("--release TAG"));
    };
    told(of("v1.0.0", &second), &format!("tag v1.0.0 is at {}", &first[..12]));
    told(of("v3.0.0", &first), "there is no tag v3.0.0");
    told(entry("release-qa-pass", "quinn", &first), "it names no release");
}

#[test]
fn where_tags_may_be_missing_it_is_unknown() {
    let (history, first, second) = released();
    history.cut_before(&second);
    history.tag("v1.1.0", &second);
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[of("v1.1.0", &second)])));
    assert_eq!(verdict, "unknown shallow");
    assert!(judgement.because.contains("there may be a newer release than v1.1.0"), "{}", judgement.because);
    let mut evidence = evidence(&released().0, claims(&[of("v1.0.0", &first)]));
    evidence.releases = Fact::Blind(Cause::new(CauseKind::Git, "tags could not be read"));
    assert_eq!(judge(&ITEM, &evidence).0, "unknown git");
}
