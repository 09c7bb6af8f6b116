//! Sign-offs against real histories: every way to be stale or void, and what git tells of who added them.

use jiff::civil::date;
use plugin_ready::evidence::repository::Oid;
use plugin_ready::evidence::sign_off::{
    ChangeKind, Claims, Class, Entry, Introduced, Lines, Proof, SignOff, Signature, Standing, Void,
};
use plugin_ready::evidence::{CauseKind, Fact, Role};
use plugin_ready::source::ledger;

use crate::support::git::History;
use crate::support::openpgp;
use crate::support::sign_off::{RECORD, TODAY, claims, entry, secure, written};
use crate::support::ssh::Key;

const CODE: &str = "package main\n\nfunc main() {}\n\nfunc other() {}\n";

fn plugin() -> (History, String) {
    let mut history = History::new();
    let first = history.commit(&[
        ("plugin.json", "{\"id\": \"demo\"}\n"),
        ("README.md", "# Demo\n"),
        ("server/main.go", CODE),
        ("server/main_test.go", "package main\n"),
    ]);
    (history, first)
}

fn judge_with(history: &History, claims: Claims, template: &dyn Fn(Oid) -> bool) -> Vec<SignOff> {
    let source = history.source();
    ledger::collect(Some(&history.handle()), &source.repository, claims, Vec::new(), template, TODAY).sign_offs
}

fn judge(history: &History, entry: &Entry) -> SignOff {
    judge_with(history, claims(std::slice::from_ref(entry)), &|_| false).remove(0)
}

fn voids(sign_off: &SignOff) -> &[Void] {
    match &sign_off.standing {
        Standing::Void(voids) => voids,
        other => panic!("not void but {other:?}"),
    }
}

fn stale(sign_off: &SignOff) -> Vec<(&str, ChangeKind, &[Lines])> {
    match &sign_off.standing {
        Standing::Stale(changes) => {
            changes.first.iter().map(|c| (c.path.as_str(), c.kind, c.lines.as_slice())).collect()
        }
        other => panic!("not stale but {other:?}"),
    }
}

#[test]
fn a_sign_off_of_head_is_valid_and_stays_so_when_it_is_committed_itself() {
    let (mut history, commit) = plugin();
    let entry = entry("basic-code-review", "alice", &commit);
    assert_eq!(judge(&history, &entry).standing, Standing::Valid);
    history.write(&[(RECORD, &written(std::slice::from_ref(&entry)))]);
    assert_eq!(judge(&history, &entry).standing, Standing::Valid, "written and not committed yet");
    history.commit(&[]);
    let sign_off = judge(&history, &entry);
    assert_eq!(sign_off.standing, Standing::Valid);
    assert!(sign_off.role_checked && sign_off.aside.is_empty());
}

#[test]
fn own_code_that_changed_makes_it_stale_and_its_lines_are_told() {
    let (mut history, commit) = plugin();
    history.commit(&[
        ("server/main.go", "package demo\n\nfunc main() {}\n\nfunc other() {\n}\n"),
        ("webapp/index.js", "x\n"),
    ]);
    history.remove(&["plugin.json"]);
    let sign_off = judge(&history, &entry("basic-code-review", "alice", &commit));
    let lines = [Lines { first: 1, last: 1 }, Lines { first: 5, last: 6 }];
    assert_eq!(
        stale(&sign_off),
        [
            ("plugin.json", ChangeKind::Deleted, [].as_slice()),
            ("server/main.go", ChangeKind::Modified, &lines),
            ("webapp/index.js", ChangeKind::Added, &[]),
        ]
    );
    let Standing::Stale(stale) = &sign_off.standing else { unreachable!() };
    let changes = &stale.first;
    assert_eq!(changes[1].place.to_string(), "server/main.go:1:1");
    assert_eq!(changes[1].place.excerpt.as_deref(), Some("package demo"));
    assert_eq!(changes[1].to_string(), "server/main.go (lines 1, 5-6)");
}

#[test]
fn a_line_that_was_only_taken_away_is_told_by_the_line_before_it() {
    let (mut history, commit) = plugin();
    history.commit(&[("server/main.go", "package main\n\nfunc main() {}\n\n")]);
    let sign_off = judge(&history, &entry("basic-code-review", "alice", &commit));
    assert_eq!(stale(&sign_off), [("server/main.go", ChangeKind::Modified, [Lines { first: 4, last: 4 }].as_slice())]);
}

#[test]
fn tests_documents_and_template_syncs_are_told_apart() {
    let (mut history, commit) = plugin();
    let makefile = "all: dist\n";
    history.commit(&[
        ("README.md", "# Demo\n\nMore.\n"),
        ("server/main_test.go", "package main\n\n// more\n"),
        ("Makefile", makefile),
        (".gitignore", "dist\n"),
    ]);
    let template = |oid: Oid| oid.to_string() == History::blob(makefile);
    let entries = [entry("basic-code-review", "alice", &commit), entry("qa-pass", "quinn", &commit)];
    let judged = judge_with(&history, claims(&entries), &template);
    assert_eq!(judged[0].standing, Standing::Valid);
    let kinds: Vec<_> = judged[0].aside.iter().map(|(class, count)| (*class, *count)).collect();
    assert_eq!(kinds, [(Class::Documents, 1), (Class::Tests, 1), (Class::Boilerplate, 1), (Class::Housekeeping, 1)]);
    assert_eq!(
        stale(&judged[1]),
        [("README.md", ChangeKind::Modified, [Lines { first: 2, last: 3 }].as_slice())],
        "QA's word covers documents, too"
    );
    let judged = judge_with(&history, claims(&entries), &|_| false);
    assert_eq!(stale(&judged[0]), [("Makefile", ChangeKind::Added, [].as_slice())], "not the template's: own code");
}

#[test]
fn a_template_file_that_goes_away_is_a_sync_too() {
    let (mut history, _) = plugin();
    let config = "version: 2.1\n";
    let commit = history.commit(&[(".circleci/config.yml", config)]);
    history.remove(&[".circleci/config.yml"]);
    let entry = entry("basic-code-review", "alice", &commit);
    let template = |oid: Oid| oid.to_string() == History::blob(config);
    assert_eq!(judge_with(&history, claims(std::slice::from_ref(&entry)), &template)[0].standing, Standing::Valid);
    assert_eq!(stale(&judge(&history, &entry)), [(".circleci/config.yml", ChangeKind::Deleted, [].as_slice())]);
}

#[test]
fn what_is_not_committed_yet_counts_as_changed_staged_or_not() {
    let (history, commit) = plugin();
    history.write(&[("server/main.go", "package main\n"), ("server/new.go", "package main\n"), ("notes.md", "x\n")]);
    let sign_off = judge(&history, &entry("basic-code-review", "alice", &commit));
    let expected =
        [("server/main.go", ChangeKind::Uncommitted, [].as_slice()), ("server/new.go", ChangeKind::Uncommitted, &[])];
    assert_eq!(stale(&sign_off), expected);
    let mut index = history.git.index().unwrap();
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
    index.write().unwrap();
    assert_eq!(stale(&judge(&history, &entry("basic-code-review", "alice", &commit))), expected);
}

#[test]
fn a_change_that_was_taken_back_leaves_it_valid() {
    let (mut history, commit) = plugin();
    history.commit(&[("server/main.go", "package main\n")]);
    history.commit(&[("server/main.go", CODE)]);
    assert_eq!(judge(&history, &entry("basic-code-review", "alice", &commit)).standing, Standing::Valid);
}

#[test]
fn files_beside_the_plugins_folder_do_not_matter() {
    let mut history = History::new();
    let commit = history.commit(&[("plugin/plugin.json", "{}"), ("plugin/main.go", CODE), ("app/main.go", CODE)]);
    history.commit(&[("app/main.go", "package app\n")]);
    let source = plugin_ready::source::Source::open(&history.path().join("plugin"), false).unwrap();
    let mut claims = claims(&[entry("basic-code-review", "alice", &commit)]);
    claims.path = format!("plugin/{RECORD}");
    let judged =
        ledger::collect(Some(&history.handle()), &source.repository, claims, Vec::new(), &|_| false, TODAY).sign_offs;
    assert_eq!(judged[0].standing, Standing::Valid);
    assert_eq!(judged[0].aside.get(&Class::Outside), Some(&1));
}

#[test]
fn void_when_history_was_rewritten() {
    let (mut history, first) = plugin();
    let gone = "0123456789abcdef0123456789abcdef01234567";
    assert_eq!(voids(&judge(&history, &entry("basic-code-review", "alice", gone))), [Void::Gone]);
    let reviewed = history.commit(&[("server/main.go", "package main\n")]);
    history.reset(&first);
    history.commit(&[("server/main.go", "package other\n")]);
    assert_eq!(
        voids(&judge(&history, &entry("basic-code-review", "alice", &reviewed))),
        [Void::Elsewhere { unchanged: false }]
    );
    let tree = history.tree_of(&reviewed);
    let head = history.git.head().unwrap().target().unwrap();
    history.commit_tree(tree, &[head]);
    assert_eq!(
        voids(&judge_clean(&history, &entry("basic-code-review", "alice", &reviewed))),
        [Void::Elsewhere { unchanged: true }],
        "the same files on another line of history"
    );
}

/// After the work tree was brought in line with HEAD.
fn judge_clean(history: &History, entry: &Entry) -> SignOff {
    history.reset(&history.git.head().unwrap().target().unwrap().to_string());
    judge(history, entry)
}

#[test]
fn void_when_the_commit_is_not_named_in_full_or_is_none() {
    let (mut history, commit) = plugin();
    assert_eq!(voids(&judge(&history, &entry("basic-code-review", "alice", &commit[..12]))), [Void::NotFull]);
    assert_eq!(voids(&judge(&history, &entry("basic-code-review", "alice", "HEAD"))), [Void::NotFull]);
    let blob = History::blob(CODE);
    assert_eq!(voids(&judge(&history, &entry("basic-code-review", "alice", &blob))), [Void::Gone]);
    let upper = commit.to_uppercase();
    assert_eq!(judge(&history, &entry("basic-code-review", "alice", &upper)).standing, Standing::Valid);
    history.commit(&[]);
}

#[test]
fn void_when_the_person_does_not_hold_the_role() {
    let (history, commit) = plugin();
    for (item, by, role) in [
        ("basic-code-review", "quinn", Role::CoreCommitter),
        ("qa-pass", "alice", Role::Qa),
        ("pm-ux-review", "alice", Role::Pm),
        ("security-review", "alice", Role::Security),
        ("complete-code-review", "sam", Role::CoreCommitter),
    ] {
        let sign_off = judge(&history, &entry(item, by, &commit));
        assert_eq!(voids(&sign_off), [Void::WrongRole(role)], "{item} by {by}");
        assert!(!sign_off.role_checked);
    }
    let security = judge(&history, &secure("complete-code-review", "sam", &commit));
    assert_eq!(security.standing, Standing::Valid, "the security half may be a security reviewer's");
    let spelt = judge(&history, &entry("qa-pass", "@Quinn", &commit));
    assert_eq!(spelt.standing, Standing::Valid, "handles are compared as GitHub compares them");
}

#[test]
fn without_a_list_the_role_is_not_checked_and_officially_that_does_not_do() {
    let (history, commit) = plugin();
    let mut claims = claims(&[entry("basic-code-review", "zoe", &commit)]);
    claims.people = Default::default();
    let sign_off = judge_with(&history, claims.clone(), &|_| false).remove(0);
    assert_eq!((&sign_off.standing, sign_off.role_checked), (&Standing::Valid, false));
    claims.official = true;
    let sign_off = judge_with(&history, claims, &|_| false).remove(0);
    assert_eq!(voids(&sign_off), [Void::NobodyNamed(Role::CoreCommitter)]);
}

#[test]
fn void_when_its_date_is_nowhere_reached_yet() {
    let (history, commit) = plugin();
    let dated = |date| Entry { date, ..entry("basic-code-review", "alice", &commit) };
    assert_eq!(judge(&history, &dated(TODAY)).standing, Standing::Valid);
    assert_eq!(voids(&judge(&history, &dated(date(2026, 11, 23)))), [Void::Future]);
    assert_eq!(voids(&judge(&history, &dated(date(9999, 12, 31)))), [Void::Future]);
}

#[test]
fn void_when_the_day_it_was_given_until_is_over() {
    let (history, commit) = plugin();
    let until = |until| Entry { until: Some(until), ..entry("basic-code-review", "alice", &commit) };
    assert_eq!(judge(&history, &until(TODAY)).standing, Standing::Valid);
    assert_eq!(voids(&judge(&history, &until(date(2026, 11, 21)))), [Void::Ended(date(2026, 11, 21))]);
}

#[test]
fn the_latest_date_is_that_of_the_easternmost_islands() {
    let evening = "2026-11-22T10:00:00Z".parse().unwrap();
    assert_eq!(ledger::today(evening), date(2026, 11, 22));
    assert_eq!(ledger::latest_date(evening), date(2026, 11, 23));
    assert_eq!(ledger::latest_date("2026-11-22T09:59:59Z".parse().unwrap()), date(2026, 11, 22));
}

#[test]
fn a_release_must_exist_and_be_where_the_sign_off_says() {
    let (mut history, first) = plugin();
    history.tag("v1.0.0", &first);
    let second = history.commit(&[("server/main.go", "package main\n")]);
    let of = |item: &str, commit: &str, release: Option<&str>| Entry {
        release: release.map(str::to_owned),
        ..entry(item, "quinn", commit)
    };
    let release_qa = |commit: &str, release| judge(&history, &of("release-qa-pass", commit, release));
    assert_eq!(release_qa(&first, Some("v1.0.0")).standing, Standing::Valid, "whatever changed since");
    assert_eq!(voids(&release_qa(&first, None)), [Void::NoRelease]);
    assert_eq!(voids(&release_qa(&first, Some("v9.9.9"))), [Void::ReleaseMissing("v9.9.9".into())]);
    assert_eq!(voids(&release_qa(&first, Some("../heads/master"))), [Void::ReleaseMissing("../heads/master".into())]);
    let moved = release_qa(&second, Some("v1.0.0"));
    assert!(
        matches!(voids(&moved), [Void::ReleaseElsewhere { tag, at }] if tag == "v1.0.0" && at.to_string() == first)
    );
    let other = judge(&history, &of("qa-pass", &second, Some("v1.0.0")));
    assert!(matches!(voids(&other), [Void::ReleaseElsewhere { .. }]), "other items may name a release, too");
    history.reset(&first);
    let branch = history.commit(&[("server/fix.go", "package main\n")]);
    history.tag("v1.0.1", &branch);
    history.reset(&second);
    assert_eq!(
        judge(&history, &of("release-qa-pass", &branch, Some("v1.0.1"))).standing,
        Standing::Valid,
        "a release may be made on a branch of its own"
    );
}

#[test]
fn a_shallow_clone_that_cannot_tell_says_so() {
    let (mut history, first) = plugin();
    let second = history.commit(&[("server/main.go", "package main\n")]);
    let third = history.commit(&[("README.md", "# Other\n")]);
    history.cut_before(&second);
    let untold = |entry: &Entry| match judge(&history, entry).standing {
        Standing::Untold(cause) => cause.kind,
        other => panic!("told: {other:?}"),
    };
    assert_eq!(untold(&entry("basic-code-review", "alice", &first)), CauseKind::Shallow, "here, but beyond the cut");
    let gone = "0123456789abcdef0123456789abcdef01234567";
    assert_eq!(untold(&entry("basic-code-review", "alice", gone)), CauseKind::Shallow);
    let tagged = Entry { release: Some("v1.0.0".into()), ..entry("release-qa-pass", "quinn", &third) };
    assert_eq!(untold(&tagged), CauseKind::Shallow);
    assert_eq!(judge(&history, &entry("basic-code-review", "alice", &second)).standing, Standing::Valid);
    assert_eq!(
        voids(&judge(&history, &entry("qa-pass", "alice", gone))),
        [Void::WrongRole(Role::Qa)],
        "that much is sure"
    );
}

#[test]
fn outside_git_nothing_is_known() {
    let dir = tempfile::TempDir::new().unwrap();
    let source = plugin_ready::source::Source::open(dir.path(), true).unwrap();
    let claims = claims(&[entry("qa-pass", "quinn", &"a".repeat(40))]);
    let ledger = ledger::collect(None, &source.repository, claims, Vec::new(), &|_| false, TODAY);
    assert!(matches!(&ledger.sign_offs[0].standing, Standing::Untold(cause) if cause.kind == CauseKind::NoGit));
}

#[test]
fn before_the_first_commit_no_commit_is_reached() {
    let history = History::new();
    assert_eq!(voids(&judge(&history, &entry("qa-pass", "quinn", &"a".repeat(40)))), [Void::Gone]);
}

fn introduced(history: &History, entry: &Entry) -> Fact<(String, String, Proof)> {
    match judge(history, entry).introduced {
        Fact::Seen(by @ Introduced::By { .. }) => {
            let proof = by.proves(&entry.by);
            let Introduced::By { commit, author, signature } = by else { unreachable!() };
            assert_eq!(signature, Signature::Unsigned);
            Fact::Seen((commit.to_string(), author.name, proof))
        }
        Fact::Seen(Introduced::Uncommitted) => Fact::Absent,
        Fact::Blind(cause) => Fact::Blind(cause),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_commit_that_added_the_entry_is_found_through_later_edits_and_merges() {
    let (mut history, commit) = plugin();
    let alice = entry("basic-code-review", "alice", &commit);
    assert_eq!(introduced(&history, &alice), Fact::Absent, "not in HEAD's file");
    history.commit(&[(RECORD, "# nothing yet\n")]);
    let base = history.git.head().unwrap().target().unwrap();
    history.author("Alice Example", "12345+alice@users.noreply.github.com");
    let added = history.commit(&[(RECORD, &written(std::slice::from_ref(&alice)))]);
    history.author("Bob Builder", "bob@example.org");
    let later = entry("qa-pass", "quinn", &commit);
    let bobs = history.commit(&[(RECORD, &format!("# edited\n{}", written(&[later.clone(), alice.clone()])))]);
    let merged = history.tree_of(&bobs);
    let side = history.git.head().unwrap().target().unwrap();
    history.reset(&base.to_string());
    let ours = history.commit(&[("server/side.go", "package main\n")]);
    let merge = history.commit_tree(merged, &[git2::Oid::from_str(&ours).unwrap(), side]);
    history.reset(&merge);
    assert_eq!(introduced(&history, &alice), Fact::Seen((added, "Alice Example".into(), Proof::Authored)));
    assert_eq!(introduced(&history, &later), Fact::Seen((bobs, "Bob Builder".into(), Proof::Claimed)));
}

#[test]
fn whoever_changes_a_claim_claims_it() {
    let (mut history, commit) = plugin();
    let plain = entry("complete-code-review", "alice", &commit);
    history.author("alice", "a@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&plain)))]);
    let focused = secure("complete-code-review", "alice", &commit);
    let changed =
        history.author("Mallory", "m@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&focused)))]);
    assert_eq!(introduced(&history, &focused), Fact::Seen((changed, "Mallory".into(), Proof::Claimed)));
}

#[test]
fn whoever_makes_a_claim_last_longer_claims_it() {
    let (mut history, commit) = plugin();
    let lasting = |until| Entry { until: Some(until), ..entry("qa-pass", "alice", &commit) };
    let (short, long) = (lasting(TODAY), lasting(date(2030, 1, 1)));
    let added = history.author("alice", "a@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&short)))]);
    assert_eq!(introduced(&history, &short), Fact::Seen((added, "alice".into(), Proof::Authored)));
    let extended =
        history.author("Mallory", "m@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&long)))]);
    assert_eq!(introduced(&history, &long), Fact::Seen((extended, "Mallory".into(), Proof::Claimed)));
}

#[test]
fn a_cut_off_history_may_not_tell_who_added_the_entry() {
    let (mut history, commit) = plugin();
    let alice = entry("basic-code-review", "alice", &commit);
    let added = history.commit(&[(RECORD, &written(std::slice::from_ref(&alice)))]);
    history.commit(&[("README.md", "# Other\n")]);
    history.cut_before(&added);
    assert!(matches!(introduced(&history, &alice), Fact::Blind(cause) if cause.kind == CauseKind::Shallow));
}

#[test]
fn a_policy_may_demand_that_the_person_made_the_commit() {
    let (mut history, commit) = plugin();
    let alice = entry("basic-code-review", "alice", &commit);
    history.author("Bob", "bob@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&alice)))]);
    let mut claims = claims(std::slice::from_ref(&alice));
    claims.people.proof = Proof::Authored;
    let sign_off = judge_with(&history, claims.clone(), &|_| false).remove(0);
    assert_eq!(voids(&sign_off), [Void::Unproven { demanded: Proof::Authored, given: Proof::Claimed }]);
    history.remove(&[RECORD]);
    history.author("Alice", "alice@example.org").commit(&[(RECORD, &written(std::slice::from_ref(&alice)))]);
    let sign_off = judge_with(&history, claims.clone(), &|_| false).remove(0);
    assert_eq!(sign_off.standing, Standing::Valid);
    claims.people.proof = Proof::Verified;
    let sign_off = judge_with(&history, claims, &|_| false).remove(0);
    assert_eq!(voids(&sign_off), [Void::Unproven { demanded: Proof::Verified, given: Proof::Authored }]);
}

#[test]
fn a_commit_signed_with_a_listed_key_proves_who_gave_their_word() {
    let (mut history, commit) = plugin();
    let entry = entry("basic-code-review", "alice", &commit);
    let key = Key::new(1);
    let public = key.public();
    let other = Key::new(2).public();
    history.author("Bob", "bob@example.org").signed_by(move |text| key.sign("git", text));
    history.commit(&[(RECORD, &written(std::slice::from_ref(&entry)))]);
    let judged = |signers: &[String], official| {
        let mut claims = claims(std::slice::from_ref(&entry));
        claims.people.proof = Proof::Verified;
        claims.people.allowed_signers = signers.iter().cloned().collect();
        claims.official = official;
        judge_with(&history, claims, &|_| false).remove(0)
    };
    let signed = judged(&[format!("alice@example.org {public}")], true);
    assert_eq!(signed.standing, Standing::Valid, "whoever the author claims to be");
    let principals = vec!["alice@example.org".to_owned()];
    assert!(matches!(
        signed.introduced.seen(),
        Some(Introduced::By { signature: Signature::Verified { principals: p }, .. }) if *p == principals
    ));
    for signers in
        [vec![], vec![format!("alice {other}")], vec![format!("bob {public}")], vec![format!("*@example.org {public}")]]
    {
        let unproven = judged(&signers, false);
        assert!(matches!(voids(&unproven), [Void::Unproven { demanded: Proof::Verified, .. }]), "{signers:?}");
    }
}

#[test]
fn keys_that_git_was_told_of_count_unless_only_the_policy_does() {
    let (mut history, commit) = plugin();
    let entry = entry("basic-code-review", "alice", &commit);
    let key = Key::new(1);
    std::fs::write(history.git.path().join("signers"), format!("# ours\nalice {}\n", key.public())).unwrap();
    let file = history.git.path().join("signers");
    history.git.config().unwrap().set_str("gpg.ssh.allowedSignersFile", file.to_str().unwrap()).unwrap();
    history.signed_by(move |text| key.sign("git", text));
    history.commit(&[(RECORD, &written(std::slice::from_ref(&entry)))]);
    let mut claims = claims(std::slice::from_ref(&entry));
    claims.people.proof = Proof::Verified;
    assert_eq!(judge_with(&history, claims.clone(), &|_| false)[0].standing, Standing::Valid);
    claims.official = true;
    let official = judge_with(&history, claims, &|_| false).remove(0);
    assert!(matches!(voids(&official), [Void::Unproven { .. }]));
}

#[test]
fn a_commit_signed_with_an_openpgp_key_proves_who_gave_their_word() {
    let (mut history, commit) = plugin();
    let entry = entry("basic-code-review", "alice", &commit);
    let key = openpgp::Key::new(1);
    let public = key.public("Alice <alice@example.org>");
    let other = openpgp::Key::new(2).public("Alice <alice@example.org>");
    history.author("Bob", "bob@example.org").signed_by(move |text| key.sign(text));
    let added = history.commit(&[(RECORD, &written(std::slice::from_ref(&entry)))]);
    let judged = |handle: &str, key: &str| {
        let mut claims = claims(std::slice::from_ref(&entry));
        claims.people.proof = Proof::Verified;
        claims.people.openpgp_keys.insert(handle.to_owned(), key.to_owned());
        judge_with(&history, claims, &|_| false).remove(0)
    };
    assert_eq!(judged("@Alice", &public).standing, Standing::Valid);
    let bobs = judged("bob", &public);
    assert_eq!(voids(&bobs), [Void::Unproven { demanded: Proof::Verified, given: Proof::Claimed }], "bob's key");
    let unnamed = judged("alice", &other);
    assert!(matches!(voids(&unnamed), [Void::Unproven { demanded: Proof::Verified, .. }]));
    let Fact::Seen(Introduced::By { signature: Signature::Unchecked(how), .. }) = &unnamed.introduced else {
        panic!("{:?}", unnamed.introduced)
    };
    assert!(how.contains(&format!("git verify-commit {added}")), "{how}");
}

#[test]
fn a_real_shallow_clone_cannot_tell() {
    let (mut history, first) = plugin();
    let entry = entry("basic-code-review", "alice", &first);
    history.commit(&[(RECORD, &written(std::slice::from_ref(&entry)))]);
    let clone = tempfile::TempDir::new().unwrap();
    let done = std::process::Command::new("git")
        .args(["clone", "--quiet", "--depth=1"])
        .arg(format!("file://{}", history.path().display()))
        .arg(clone.path())
        .status()
        .unwrap();
    assert!(done.success());
    let source = plugin_ready::source::Source::open(clone.path(), true).unwrap();
    let git = git2::Repository::open(clone.path()).unwrap();
    let claims = claims(std::slice::from_ref(&entry));
    let judged = ledger::collect(Some(&git), &source.repository, claims, Vec::new(), &|_| false, TODAY).sign_offs;
    assert!(matches!(&judged[0].standing, Standing::Untold(cause) if cause.kind == CauseKind::Shallow));
    assert!(matches!(&judged[0].introduced, Fact::Blind(cause) if cause.kind == CauseKind::Shallow));
}

#[test]
fn an_entry_of_another_file_has_no_origin_here() {
    let (history, commit) = plugin();
    let mut entry = entry("basic-code-review", "alice", &commit);
    entry.place.path = "/elsewhere/plugin-ready.toml".to_owned();
    assert_eq!(judge(&history, &entry).introduced, Fact::Absent);
}
