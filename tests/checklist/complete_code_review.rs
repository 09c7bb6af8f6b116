use plugin_ready::checklist::complete_code_review::ITEM;
use plugin_ready::evidence::sign_off::{Claims, Entry, People};

use crate::support::git::History;
use crate::support::sign_off::{answer, blind, claims, entry, evidence, judge, secure};

const ID: &str = "complete-code-review";

fn plugin() -> (History, String) {
    let mut history = History::new();
    let first = history.commit(&[("plugin.json", "{\"id\": \"demo\"}\n"), ("server/main.go", "package main\n")]);
    (history, first)
}

fn judged(history: &History, entries: &[Entry]) -> (String, String, String) {
    judged_with(history, claims(entries))
}

fn judged_with(history: &History, claims: Claims) -> (String, String, String) {
    let (verdict, judgement) = judge(&ITEM, &evidence(history, claims));
    (verdict, judgement.because, judgement.help.unwrap_or_default())
}

#[test]
fn two_people_one_of_them_for_security() {
    let (history, commit) = plugin();
    let (verdict, because, _) = judged(&history, &[entry(ID, "alice", &commit), secure(ID, "bob", &commit)]);
    assert_eq!(verdict, "pass");
    assert!(because.contains("alice signed off") && because.contains("bob signed off"), "{because}");
    assert!(because.contains("with focus security"), "{because}");
    assert_eq!(judged(&history, &[secure(ID, "alice", &commit), secure(ID, "bob", &commit)]).0, "pass");
    assert_eq!(judged(&history, &[entry(ID, "alice", &commit), secure(ID, "sam", &commit)]).0, "pass");
}

#[test]
fn nobody_yet() {
    let (history, _) = plugin();
    let (verdict, because, help) = judged(&history, &[]);
    assert_eq!(verdict, "pending core-committer");
    assert!(because.contains("it takes two, one of them with focus security"), "{because}");
    assert!(help.contains("plugin-ready sign-off complete-code-review"), "{help}");
    assert_eq!(judge(&ITEM, &blind()).0, "unknown malformed");
}

#[test]
fn one_person_is_not_two() {
    let (history, commit) = plugin();
    let (verdict, because, help) = judged(&history, &[entry(ID, "alice", &commit), secure(ID, "@Alice", &commit)]);
    assert_eq!(verdict, "pending core-committer");
    assert!(because.starts_with("only one person's sign-off is valid, and it takes two different people"), "{because}");
    assert!(help.starts_with("another core committer"), "{help}");
    let (verdict, because, help) = judged(&history, &[entry(ID, "alice", &commit)]);
    assert_eq!(verdict, "pending security");
    assert!(because.contains("the other one must have focus security"), "{because}");
    assert!(help.contains("--focus security"), "{help}");
}

#[test]
fn somebody_must_look_for_security() {
    let (history, commit) = plugin();
    let (verdict, because, _) = judged(&history, &[entry(ID, "alice", &commit), entry(ID, "bob", &commit)]);
    assert_eq!(verdict, "pending security");
    assert!(because.starts_with("no valid sign-off has the focus security"), "{because}");
}

#[test]
fn security_reviewers_alone_are_no_core_committers() {
    let (history, commit) = plugin();
    let mut claims = claims(&[secure(ID, "sam", &commit), secure(ID, "tim", &commit)]);
    claims.people.security.insert("tim".to_owned());
    let (verdict, because, help) = judged_with(&history, claims.clone());
    assert_eq!(verdict, "pending core-committer");
    assert!(because.starts_with("no core committer is among those who signed off"), "{because}");
    assert!(help.starts_with("another core committer reviews the code"), "{help}");
    claims.people.core_committers.clear();
    assert_eq!(judged_with(&history, claims.clone()).0, "pass", "no list says that they are none");
    claims.official = true;
    assert_eq!(judged_with(&history, claims).0, "pending core-committer");
}

#[test]
fn a_stale_half_is_named_with_what_to_do() {
    let (mut history, first) = plugin();
    let second = history.commit(&[("server/main.go", "package other\n")]);
    let (verdict, because, help) = judged(&history, &[entry(ID, "alice", &second), secure(ID, "bob", &first)]);
    assert_eq!(verdict, "pending security");
    assert!(because.contains("stale: bob signed off"), "{because}");
    assert!(help.contains("bob looks at `git diff") && help.contains("--focus security"), "{help}");
    let (verdict, because, help) = judged(&history, &[entry(ID, "alice", &first), secure(ID, "bob", &first)]);
    assert_eq!(verdict, "pending core-committer");
    assert!(because.starts_with("neither of the two sign-offs that it takes is valid"), "{because}");
    assert!(help.contains("git diff"), "{help}");
    let (verdict, _, help) = judged(&history, &[entry(ID, "quinn", &second), secure(ID, "bob", &second)]);
    assert_eq!(verdict, "pending core-committer", "the wrong role");
    assert!(help.contains("people.core-committers"), "{help}");
}

#[test]
fn who_signs_again_counts_once_and_keeps_the_focus() {
    let (history, commit) = plugin();
    let entries = [secure(ID, "alice", &commit), entry(ID, "alice", &commit), entry(ID, "bob", &commit)];
    assert_eq!(judged(&history, &entries).0, "pass");
}

#[test]
fn the_first_reviewer_is_one_of_them_if_available() {
    let (history, commit) = plugin();
    let both = [entry(ID, "alice", &commit), secure(ID, "bob", &commit)];
    let first = |by: &str| -> Vec<Entry> {
        let mut entries = vec![entry("basic-code-review", by, &commit)];
        entries.extend(both.clone());
        entries
    };
    assert_eq!(judged(&history, &first("bob")).0, "pass");
    let (verdict, because, help) = judged(&history, &first("carl"));
    assert_eq!(verdict, "pending core-committer");
    assert!(because.starts_with("carl did the basic review and is available"), "{because}");
    assert!(help.contains("--by carl"), "{help}");
    assert_eq!(judged(&history, &first("gone-since")).0, "pass", "no core committer any more, so their word is void");
    let mut three = first("carl");
    three.push(entry(ID, "carl", &commit));
    assert_eq!(judged(&history, &three).0, "pass");
}

#[test]
fn without_a_list_the_author_says_that_the_first_reviewer_is_not_available() {
    let (history, commit) = plugin();
    let entries =
        [entry("basic-code-review", "carl", &commit), entry(ID, "alice", &commit), secure(ID, "bob", &commit)];
    let mut claims = claims(&entries);
    claims.people = People::default();
    let (verdict, _, help) = judged_with(&history, claims.clone());
    assert_eq!(verdict, "pending core-committer");
    assert!(help.contains("[[answer]]"), "{help}");
    claims.answers = vec![answer(ID, "carl left in spring")];
    assert_eq!(judged_with(&history, claims).0, "pass");
}

#[test]
fn the_earliest_basic_review_is_the_first() {
    let (history, commit) = plugin();
    let mut early = entry("basic-code-review", "carl", &commit);
    early.date = jiff::civil::date(2026, 2, 1);
    let entries =
        [entry("basic-code-review", "alice", &commit), early, entry(ID, "alice", &commit), secure(ID, "bob", &commit)];
    assert!(judged(&history, &entries).1.starts_with("carl did the basic review"));
}

#[test]
fn a_shallow_clone_that_cannot_tell_is_unknown() {
    let (mut history, first) = plugin();
    let second = history.commit(&[("README.md", "# Demo\n")]);
    history.cut_before(&second);
    let unsure = [entry(ID, "alice", &first), secure(ID, "bob", &second)];
    assert_eq!(judged(&history, &unsure).0, "unknown shallow");
    let hopeless = [entry(ID, "alice", &first)];
    assert_eq!(judged(&history, &hopeless).0, "pending core-committer", "a second person is missing for sure");
}
