//! The item that one person signs off; the others that one person signs off share its judging.

use plugin_ready::checklist::{self, basic_code_review::ITEM};
use plugin_ready::evidence::sign_off::review::{LabelEvent, Review, State};
use plugin_ready::evidence::sign_off::{Ledger, Linked, PullRequest, RULES, rule};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::Verdict;
use serde_json::json;

use crate::support::git::History;
use crate::support::sign_off::{RECORD, answer, blind, claims, entry, evidence, judge, unsigned, with_github, written};

const LINK: &str = "https://github.com/olga/mattermost-plugin-demo/pull/12";

fn plugin() -> (History, String) {
    let mut history = History::new();
    let first = history.commit(&[("plugin.json", "{\"id\": \"demo\"}\n"), ("server/main.go", "package main\n")]);
    (history, first)
}

#[test]
fn every_item_that_people_sign_off_is_in_the_catalogue_under_the_same_role() {
    for rule in RULES {
        let item = checklist::find(rule.item).unwrap_or_else(|| panic!("{} is no item", rule.item));
        assert_eq!(item.who, rule.role, "{}", rule.item);
        assert!(item.doc.contains(&format!("plugin-ready sign-off {}", rule.item)), "{}", rule.item);
    }
    assert_eq!(rule::find("ci-master"), None);
}

#[test]
fn every_one_of_them_waits_for_its_person_until_one_signs() {
    let (history, commit) = plugin();
    for rule in RULES.iter().filter(|rule| !matches!(rule.item, "complete-code-review" | "release-qa-pass")) {
        let item = checklist::find(rule.item).unwrap();
        let waiting = format!("pending {}", rule.role);
        let (verdict, judgement) = judge(item, &evidence(&history, claims(&[])));
        assert_eq!(verdict, waiting, "{}", rule.item);
        assert!(judgement.help.unwrap().contains(&format!("plugin-ready sign-off {} --by", rule.item)));
        let by = match rule.role {
            Role::CoreCommitter => "alice",
            Role::Qa => "quinn",
            Role::Pm => "petra",
            _ => "sam",
        };
        let (verdict, _) = judge(item, &evidence(&history, claims(&[entry(rule.item, by, &commit)])));
        assert_eq!(verdict, "pass", "{}", rule.item);
        let (verdict, _) = judge(item, &evidence(&history, claims(&[entry(rule.item, "mallory", &commit)])));
        assert_eq!(verdict, waiting, "{}", rule.item);
        assert_eq!(judge(item, &blind()).0, "unknown malformed");
        assert_eq!(judge(item, &Evidence::default()).0, "unknown internal", "nobody asked");
        let absent = Evidence { sign_offs: Fact::Absent, ..Evidence::default() };
        assert_eq!(judge(item, &absent).0, waiting, "no plugin-ready.toml");
    }
}

#[test]
fn a_pass_says_who_which_commit_and_who_wrote_it_down() {
    let (mut history, commit) = plugin();
    let entry = entry("basic-code-review", "alice", &commit);
    history.author("Bob Builder", "bob@example.org");
    let added = history.commit(&[(RECORD, &written(std::slice::from_ref(&entry))), ("README.md", "# Demo\n")]);
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims(&[entry])));
    assert_eq!(verdict, "pass");
    assert_eq!(
        judgement.because,
        format!(
            "alice signed off commit {} on 2026-06-01, and nothing of its scope (own code) changed since; \
             changed since, but not covered: 1 document; \
             claimed by Bob Builder <bob@example.org> in {} (unsigned)",
            &commit[..12],
            &added[..12]
        )
    );
    assert_eq!(judgement.locations[0].to_string(), "plugin-ready.toml:3:1");
    let fact = &judgement.facts["sign_offs"][0];
    assert_eq!(fact["standing"], "valid");
    assert_eq!(fact["commit"], commit.as_str());
    assert_eq!(fact["proof"], "claimed");
    assert_eq!(fact["role_checked"], true);
    assert_eq!(fact["introduced"]["commit"], added.as_str());
    assert_eq!(fact["changed_aside"], json!({"documents": 1}));
}

#[test]
fn a_stale_one_names_the_files_and_the_command_that_shows_them() {
    let (mut history, commit) = plugin();
    history.commit(&[("server/main.go", "package main\n\nfunc main() {}\n"), ("server/it's new.go", "package main\n")]);
    let (verdict, judgement) =
        judge(&ITEM, &evidence(&history, claims(&[entry("basic-code-review", "alice", &commit)])));
    assert_eq!(verdict, "pending core-committer");
    assert!(judgement.because.starts_with("stale: alice signed off commit "), "{}", judgement.because);
    assert!(
        judgement.because.contains("changed since: server/it's new.go (added), server/main.go (lines 2-3)"),
        "{}",
        judgement.because
    );
    let diff = format!(r"git diff {} HEAD -- ':/server/it'\''s new.go' :/server/main.go", &commit[..12]);
    assert_eq!(judgement.facts["sign_offs"][0]["diff"], diff.as_str());
    assert_eq!(
        judgement.help.unwrap(),
        format!("alice looks at `{diff}` and signs again: `plugin-ready sign-off basic-code-review --by alice`")
    );
    let places: Vec<String> = judgement.locations.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["server/it's new.go", "server/main.go:2:1", "plugin-ready.toml:3:1"]);
    assert_eq!(
        judgement.facts["sign_offs"][0]["changed"][1],
        json!({"path": "server/main.go", "kind": "modified", "lines": [[2, 3]]})
    );
}

#[test]
fn uncommitted_changes_are_shown_against_the_work_tree() {
    let (history, commit) = plugin();
    history.write(&[("server/main.go", "package other\n")]);
    let (_, judgement) = judge(&ITEM, &evidence(&history, claims(&[entry("basic-code-review", "alice", &commit)])));
    assert!(judgement.because.contains("server/main.go (uncommitted)"), "{}", judgement.because);
    let help = judgement.help.unwrap();
    assert!(help.contains(&format!("`git diff {} HEAD -- :/server/main.go`", &commit[..12])), "{help}");
}

#[test]
fn many_changed_files_are_counted_and_the_command_stays_short() {
    let (mut history, commit) = plugin();
    let names: Vec<String> = (0..40).map(|n| format!("server/file{n:02}.go")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "package main\n")).collect();
    history.commit(&files);
    let (_, judgement) = judge(&ITEM, &evidence(&history, claims(&[entry("basic-code-review", "alice", &commit)])));
    assert!(judgement.because.contains("server/file02.go (added), 37 more files"), "{}", judgement.because);
    assert!(judgement.help.unwrap().contains(&format!("`git diff {} HEAD`", &commit[..12])));
    assert_eq!(judgement.facts["sign_offs"][0]["changed"].as_array().unwrap().len(), 40);
}

#[test]
fn each_void_reason_is_told_with_its_remedy() {
    let (mut history, commit) = plugin();
    let gone = "0123456789abcdef0123456789abcdef01234567";
    let told = |history: &History, entry, because: &str, help: &str| {
        let (verdict, judgement) = judge(&ITEM, &evidence(history, claims(&[entry])));
        assert_eq!(verdict, "pending core-committer");
        assert!(judgement.because.starts_with("void: "), "{}", judgement.because);
        assert!(judgement.because.contains(because), "{}", judgement.because);
        let text = judgement.help.unwrap();
        assert!(text.contains(help), "{text}");
    };
    let of = |by: &str, commit: &str| entry("basic-code-review", by, commit);
    told(&history, of("alice", gone), "no such commit: history was rewritten", "looks at HEAD and signs it off");
    told(
        &history,
        of("quinn", &commit),
        "quinn is not in people.core-committers",
        "somebody of people.core-committers",
    );
    told(&history, of("alice", &commit[..10]), "not a full commit id", "git rev-parse");
    let mut future = of("alice", &commit);
    future.date = jiff::civil::date(2027, 1, 1);
    told(&history, future, "2027-01-01 is still to come", "date of the review");
    let reviewed = history.commit(&[("server/main.go", "package other\n")]);
    history.reset(&commit);
    told(&history, of("alice", &reviewed), "HEAD does not descend from that commit", "looks at HEAD");
    let both = of("quinn", gone);
    told(&history, both, "history was rewritten", "people.core-committers");
}

#[test]
fn the_sign_off_that_counts_most_speaks_for_the_item() {
    let (mut history, first) = plugin();
    let second = history.commit(&[("server/main.go", "package other\n")]);
    let (verdict, judgement) = judge(
        &ITEM,
        &evidence(
            &history,
            claims(&[
                entry("basic-code-review", "bob", &second),
                entry("basic-code-review", "alice", &first),
                entry("basic-code-review", "mallory", &second),
            ]),
        ),
    );
    assert_eq!(verdict, "pass");
    assert!(judgement.because.starts_with("bob signed off"), "{}", judgement.because);
    let standings: Vec<&str> = judgement.facts["sign_offs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| fact["standing"].as_str().unwrap())
        .collect();
    assert_eq!(standings, ["valid", "stale", "void"]);
}

#[test]
fn a_role_that_nobody_lists_is_taken_with_a_word_on_it_but_not_officially() {
    let (history, commit) = plugin();
    let mut claims = claims(&[entry("basic-code-review", "zoe", &commit)]);
    claims.people = Default::default();
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims.clone()));
    assert_eq!(verdict, "pass");
    assert!(judgement.because.contains("role not checked: no people.core-committers is configured"));
    claims.official = true;
    let (verdict, judgement) = judge(&ITEM, &evidence(&history, claims));
    assert_eq!(verdict, "pending core-committer");
    assert!(judgement.because.contains("no policy names people.core-committers"), "{}", judgement.because);
    assert!(judgement.help.unwrap().contains("people.core-committers = "));
}

#[test]
fn a_shallow_clone_is_unknown_and_says_how_to_complete_it() {
    let (mut history, first) = plugin();
    let second = history.commit(&[("README.md", "# Demo\n")]);
    history.cut_before(&second);
    let mut evidence = evidence(&history, claims(&[entry("basic-code-review", "alice", &first)]));
    if let Fact::Seen(ledger) = &mut evidence.sign_offs {
        ledger.sign_offs[0].introduced = Fact::Blind(Cause::new(CauseKind::Shallow, "history is cut off"));
    }
    let (verdict, judgement) = judge(&ITEM, &evidence);
    assert_eq!(verdict, "unknown shallow");
    assert_eq!(judgement.because.matches("history is cut off").count(), 1, "{}", judgement.because);
    assert!(judgement.help.unwrap().contains("git fetch --unshallow --tags"));
}

fn review(by: &str, state: State, commit: &str) -> Review {
    Review { by: by.to_owned(), bot: false, state, commit: Some(commit.to_owned()), association: "MEMBER".to_owned() }
}

fn pull(reviews: Vec<Review>) -> PullRequest {
    PullRequest {
        url: LINK.to_owned(),
        author: "olga".to_owned(),
        head: String::new(),
        merged: false,
        reviews,
        labels: Vec::new(),
        label_events: Vec::new(),
    }
}

fn linked(pull: PullRequest) -> Vec<Linked> {
    vec![Linked { link: LINK.to_owned(), seen: Fact::Seen(pull) }]
}

#[test]
fn an_approval_on_github_is_shown_and_does_not_stand_for_a_sign_off() {
    let (history, commit) = plugin();
    let approved = vec![review("mallory", State::Approved, &commit), review("alice", State::Approved, &commit)];
    let (verdict, judgement) = judge(&ITEM, &with_github(&history, claims(&[]), linked(pull(approved.clone()))));
    assert_eq!(verdict, "pending core-committer");
    let expected = format!("on GitHub approved by alice (MEMBER) on commit {} in {LINK}", &commit[..12]);
    assert!(judgement.because.ends_with(&expected), "{}", judgement.because);
    assert!(judgement.help.unwrap().contains(&format!("--link {LINK}")));
    assert_eq!(judgement.facts["approvals"][0]["commit"], commit.as_str());
    let mut nobody = claims(&[]);
    nobody.people = Default::default();
    let (_, judgement) = judge(&ITEM, &with_github(&history, nobody, linked(pull(approved))));
    assert!(judgement.because.contains("approved by mallory (MEMBER, role not checked)"), "{}", judgement.because);
}

#[test]
fn github_can_back_a_sign_off_or_take_it_back() {
    let (history, commit) = plugin();
    let mut entry = entry("basic-code-review", "alice", &commit);
    entry.link = Some(LINK.to_owned());
    let judged = |reviews| {
        let (verdict, judgement) =
            judge(&ITEM, &with_github(&history, claims(&[entry.clone()]), linked(pull(reviews))));
        (verdict, judgement.because)
    };
    let (verdict, because) = judged(vec![review("Alice", State::Approved, &commit)]);
    assert_eq!(verdict, "pass");
    assert!(because.ends_with("GitHub: alice (MEMBER) approved that commit"), "{because}");
    let (verdict, because) = judged(vec![review("alice", State::Approved, &"f".repeat(40))]);
    assert_eq!(verdict, "pass");
    assert!(because.ends_with("approved another commit, ffffffffffff"), "{because}");
    let (verdict, because) = judged(Vec::new());
    assert_eq!(verdict, "pass");
    assert!(because.contains("GitHub: alice did not review"), "{because}");
    let asks = vec![review("alice", State::Approved, &commit), review("alice", State::ChangesRequested, &commit)];
    let (verdict, because) = judged(asks.clone());
    assert_eq!(verdict, "pending core-committer");
    assert!(because.contains("asks for changes"), "{because}");
    let (verdict, because) = judged(vec![review("alice", State::Dismissed, &commit)]);
    assert_eq!(verdict, "pending core-committer");
    assert!(because.contains("was dismissed"), "{because}");
    let mut settled = asks;
    settled.push(review("alice", State::Approved, &commit));
    settled.push(review("alice", State::Commented, &commit));
    assert_eq!(judged(settled).0, "pass", "a remark takes nothing back");
}

#[test]
fn trouble_with_github_is_told_and_changes_no_verdict() {
    let (history, commit) = plugin();
    let mut entry = entry("basic-code-review", "alice", &commit);
    entry.link = Some(LINK.to_owned());
    let cause = Cause::new(CauseKind::RateLimited, "api.github.com answered 429: too many requests");
    let blind = vec![Linked { link: LINK.to_owned(), seen: Fact::Blind(cause) }];
    let (verdict, judgement) = judge(&ITEM, &with_github(&history, claims(&[entry.clone()]), blind.clone()));
    assert_eq!(verdict, "pass");
    assert!(judgement.because.contains("GitHub: api.github.com answered 429"), "{}", judgement.because);
    let (verdict, judgement) = judge(&ITEM, &with_github(&history, claims(&[]), blind));
    assert_eq!(verdict, "pending core-committer");
    assert!(judgement.because.contains("GitHub: api.github.com answered 429"), "{}", judgement.because);
    let absent = vec![Linked { link: LINK.to_owned(), seen: Fact::Absent }];
    let (_, judgement) = judge(&ITEM, &with_github(&history, claims(&[entry]), absent));
    assert!(judgement.because.contains("GitHub shows no pull request at"), "{}", judgement.because);
}

#[test]
fn only_done_labels_and_labels_that_came_off_say_that_a_review_is_done() {
    let item = checklist::find("qa-pass").unwrap();
    let (history, _) = plugin();
    let because = |pull: PullRequest| {
        let (verdict, judgement) = judge(item, &with_github(&history, claims(&[]), linked(pull)));
        assert_eq!(verdict, "pending qa");
        judgement.because
    };
    let event = |label: &str, added, by: &str| LabelEvent { label: label.to_owned(), added, by: by.to_owned() };
    let nothing = because(PullRequest { merged: true, ..pull(Vec::new()) });
    assert!(!nothing.contains("GitHub"), "an absent label says nothing: {nothing}");
    let done = because(PullRequest { labels: vec!["QA Review Done".into()], ..pull(Vec::new()) });
    assert!(done.contains("labelled `QA Review Done`"), "{done}");
    let off = vec![event("3: QA Review", true, "olga"), event("3: QA Review", false, "quinn")];
    let off = because(PullRequest { label_events: off, ..pull(Vec::new()) });
    assert!(off.contains("`3: QA Review` was taken off by quinn"), "{off}");
    let own = vec![event("3: QA Review", true, "quinn"), event("3: QA Review", false, "olga")];
    let own = because(PullRequest { label_events: own, ..pull(Vec::new()) });
    assert!(!own.contains("taken off"), "the author's own hand proves nothing: {own}");
    let again = vec![event("3: QA Review", false, "quinn"), event("3: QA Review", true, "quinn")];
    let again = because(PullRequest { label_events: again, ..pull(Vec::new()) });
    assert!(!again.contains("taken off"), "{again}");
    let other = because(PullRequest { labels: vec!["2: Dev Review".into()], ..pull(Vec::new()) });
    assert!(!other.contains("GitHub"), "{other}");
}

#[test]
fn an_authors_answer_is_shown_to_the_reviewer_and_never_a_pass() {
    let item = checklist::find("high-availability").unwrap();
    let with = |text: &str| {
        let ledger = Ledger { answers: vec![answer("high-availability", text)], ..Ledger::default() };
        judge(item, &unsigned(ledger)).1
    };
    let judgement = with("tested on a cluster of three");
    assert!(matches!(judgement.verdict, Verdict::Pending(Role::CoreCommitter)));
    assert!(
        judgement.because.ends_with("the author answers: \"tested on a cluster of three\""),
        "{}",
        judgement.because
    );
    for text in ["don't know", "I don\u{2019}t know.", "We do not know", "not sure yet", "Unknown"] {
        assert!(with(text).because.contains("the author does not know: "), "{text}");
    }
    for text in ["", " \n", "...", "\u{2014}"] {
        assert!(!with(text).because.contains("author"), "{text}");
    }
    assert!(with("knows no limit").because.contains("the author answers: "));
    let long = with(&"many words ".repeat(100));
    assert!(long.because.chars().count() < 400 && long.because.ends_with("…\""));
}
