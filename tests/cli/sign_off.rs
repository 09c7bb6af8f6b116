use std::fs;
use std::path::Path;

use crate::support::git::History;
use crate::support::run::{Ran, run_in};

const CONFIG: &str = "# our plugin\ntarget = \"ci-extensions\" # for now\n\n[people]\ncore-committers = [\n  \"alice\", # reviews\n  \
                      \"bob\",\n]\n\n[[waiver]]\nitem = \"nightly-build\"\nreason = \"moves\"\nuntil = 2027-01-01\nby = \"alice\"\n# the end\n";

fn plugin(config: &str) -> (History, String) {
    let mut history = History::new();
    let commit = history.commit(&[
        ("plugin.json", "{\"id\": \"com.example.demo\", \"name\": \"Demo\"}\n"),
        ("server/main.go", "package main\n"),
        ("plugin-ready.toml", config),
    ]);
    (history, commit)
}

fn sign(history: &History, args: &[&str]) -> Ran {
    run_in(history.path(), &[&["sign-off"], args].concat())
}

fn record(history: &History) -> String {
    fs::read_to_string(history.path().join("plugin-ready.toml")).unwrap_or_default()
}

#[track_caller]
fn refused(history: &History, args: &[&str], says: &[&str]) {
    let before = record(history);
    let ran = sign(history, args);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for text in says {
        assert!(ran.stderr.contains(text), "{}", ran.stderr);
    }
    assert_eq!(record(history), before, "nothing is written");
    assert_eq!(ran.stdout, "");
}

#[test]
fn it_writes_an_entry_bound_to_head_and_keeps_the_rest_of_the_file() {
    let (history, commit) = plugin(CONFIG);
    let ran =
        sign(&history, &["complete-code-review", "--by", "@alice", "--focus", "security", "--note", "a \"word\""]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("alice signed off complete-code-review at commit "), "{}", ran.stdout);
    let text = record(&history);
    let entry = text.strip_prefix(CONFIG).unwrap_or_else(|| panic!("{text}"));
    let date = entry.lines().find(|line| line.starts_with("date = ")).unwrap();
    assert_eq!(date.len(), "date = 2026-11-22".len());
    assert_eq!(
        entry,
        format!(
            "\n[[sign-off]]\nitem = \"complete-code-review\"\nby = \"alice\"\ncommit = \"{commit}\"\n{date}\n\
             focus = \"security\"\nnote = 'a \"word\"'\n"
        )
    );
}

#[test]
fn between_other_tables_it_disturbs_nothing() {
    let before = "[[sign-off]] # first\nitem = \"qa-pass\"\nby = \"quinn\"\n";
    let after = "\n# why\n[[answer]]\nitem = \"logging\"\ntext = \"yes\"\n# end, without a newline";
    let (mut history, commit) = plugin("");
    let old = format!("{before}commit = \"{commit}\"\ndate = 2026-01-01\n{after}");
    history.commit(&[("plugin-ready.toml", &old)]);
    assert_eq!(sign(&history, &["qa-pass", "--by", "quentin"]).code, Some(0));
    let text = record(&history);
    assert!(text.starts_with(&old[..old.len() - after.len()]) && text.ends_with(after), "{text}");
    assert_eq!(text.lines().count(), old.lines().count() + 6);
}

#[test]
fn further_entries_follow_the_others() {
    let (history, commit) = plugin(CONFIG);
    for by in ["alice", "bob"] {
        assert_eq!(sign(&history, &["complete-code-review", "--by", by, "--focus", "security"]).code, Some(0));
    }
    let text = record(&history);
    assert_eq!(text.matches("[[sign-off]]").count(), 2);
    assert_eq!(text.matches(commit.as_str()).count(), 2, "the file itself may be changed already");
    assert!(text.find("by = \"bob\"\ncommit").unwrap() > text.find("by = \"alice\"\ncommit").unwrap());
    let again = sign(&history, &["complete-code-review", "--by", "Bob", "--focus", "security"]);
    assert_eq!(again.code, Some(0));
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    assert_eq!(record(&history), text);
}

#[test]
fn signing_again_renews_what_it_says_and_keeps_the_rest() {
    let entry = |rest: &str| {
        format!(
            "[[sign-off]]\nby = \"quinn\" # of QA\nitem = \"qa-pass\"\ncommit = \"COMMIT\"\n{rest}\n\n[build] # end\n"
        )
    };
    let signed = |rest: &str, args: &[&str]| {
        let (history, commit) = plugin("");
        history.write(&[("plugin-ready.toml", &entry(rest).replace("COMMIT", &commit))]);
        let ran = sign(&history, &[&["qa-pass", "--by", "Quinn"], args].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        (record(&history).replace(&commit, "COMMIT"), ran.stdout)
    };
    let (text, _) = signed("date = 2026-01-01 # a day\nnote = \"old\" # why", &["--note", "new"]);
    let today = text.lines().find_map(|line| line.strip_prefix("date = ")?.strip_suffix(" # a day")).unwrap();
    assert_ne!(today, "2026-01-01", "the word was given again");
    assert_eq!(text, entry(&format!("date = {today} # a day\nnote = \"new\" # why")));
    let (text, _) = signed("date = 2026-01-01", &["--until", "2099-01-01", "--link", "https://example.org/1"]);
    assert_eq!(text, entry(&format!("date = {today}\nuntil = 2099-01-01\nlink = \"https://example.org/1\"")));
    let (text, _) = signed("date = 2026-01-01\nuntil = 2026-02-01\nnote = \"kept\"", &[]);
    assert_eq!(text, entry(&format!("date = {today}\nnote = \"kept\"")), "a day that is over does not void it");
    let rest = "date = 2026-01-01\nuntil = 2099-01-01\nnote = \"same\"";
    let (text, says) = signed(rest, &["--note", "same"]);
    assert_eq!(text, entry(rest));
    assert!(says.contains("nothing to do"), "{says}");
    let (history, commit) = plugin("");
    let list = format!("sign-off = [{{ item = \"qa-pass\", by = \"q\", commit = \"{commit}\", date = 2026-01-01 }}]\n");
    history.write(&[("plugin-ready.toml", &list)]);
    assert_eq!(sign(&history, &["qa-pass", "--by", "q", "--note", "n"]).code, Some(0));
    assert_eq!(record(&history), list.replace("2026-01-01 }", &format!("{today} , note = \"n\" }}")));
}

#[test]
fn a_known_sign_off_that_does_not_count_is_not_called_done() {
    let (history, _) = plugin("[people]\nqa = [\"quinn\"]\n");
    assert_eq!(sign(&history, &["qa-pass", "--by", "quinn"]).code, Some(0));
    let text = record(&history).replace("qa = [\"quinn\"]", "qa = [\"quentin\"]");
    history.write(&[("plugin-ready.toml", &text)]);
    refused(&history, &["qa-pass", "--by", "quinn"], &["would be void: quinn is not in people.qa", "names quentin"]);
}

#[test]
fn what_it_writes_is_what_check_reads() {
    let (mut history, _) = plugin("[people]\ncore-committers = [\"alice\"]\n");
    let ran = sign(&history, &["basic-code-review", "--by", "alice", "--link", "https://example.org/pull/12"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stderr, "");
    history.commit(&[]);
    let ran = run_in(history.path(), &["check", "--offline", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let items = report["tiers"][0]["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["id"] == "basic-code-review").unwrap();
    assert_eq!(item["verdict"], "pass", "{item}");
    assert_eq!(item["facts"]["sign_offs"][0]["link"], "https://example.org/pull/12");
}

#[test]
fn a_file_that_is_not_there_is_made_and_line_ends_are_kept() {
    let mut history = History::new();
    history.commit(&[("plugin.json", "{\"id\": \"com.example.demo\"}\n")]);
    let ran = sign(&history, &["qa-pass", "--by", "quinn"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("nobody checked that quinn may sign this off: no people.qa is configured"), "{ran:?}");
    assert!(record(&history).starts_with("[[sign-off]]\nitem = \"qa-pass\"\n"));
    let (history, _) = plugin("# mine\r\ntarget = \"community\"\r\n");
    assert_eq!(sign(&history, &["qa-pass", "--by", "quinn"]).code, Some(0));
    let text = record(&history);
    assert!(text.starts_with("# mine\r\ntarget = \"community\"\r\n\r\n[[sign-off]]\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn a_list_written_on_one_line_grows_on_it() {
    let (history, commit) = plugin("");
    let entry = format!("{{ item = \"qa-pass\", by = \"quinn\", commit = \"{commit}\", date = 2026-01-01 }}");
    history.write(&[("plugin-ready.toml", &format!("sign-off = [{entry}]\n"))]);
    assert_eq!(sign(&history, &["qa-pass", "--by", "quentin"]).code, Some(0));
    let text = record(&history);
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("by = \"quentin\""));
}

#[test]
fn it_refuses_a_dirty_tree() {
    let (history, _) = plugin(CONFIG);
    history.write(&[("server/main.go", "package other\n"), ("server/new.go", "package main\n")]);
    refused(
        &history,
        &["basic-code-review", "--by", "alice"],
        &["server/main.go, server/new.go", "commit, stash or ignore"],
    );
    let mut index = history.git.index().unwrap();
    index.add_path(Path::new("server/new.go")).unwrap();
    index.write().unwrap();
    history.write(&[("server/main.go", "package main\n")]);
    refused(&history, &["basic-code-review", "--by", "alice"], &["server/new.go"]);
}

#[test]
fn it_refuses_items_that_are_none_or_that_nobody_signs() {
    let (history, _) = plugin(CONFIG);
    refused(
        &history,
        &["basic-code-reviwe", "--by", "alice"],
        &["no item is called", "did you mean basic-code-review?"],
    );
    refused(&history, &["ci-master", "--by", "alice"], &["nobody signs it off", "people sign off: basic-code-review"]);
    refused(&history, &["pm-ux-communication", "--by", "alice"], &["answered by the author"]);
    refused(&history, &["nonsense", "--by", "alice"], &["people sign off: "]);
}

#[test]
fn it_refuses_people_without_the_role() {
    let (history, _) = plugin(CONFIG);
    refused(
        &history,
        &["basic-code-review", "--by", "mallory"],
        &["mallory is not in people.core-committers", "people.core-committers names alice, bob"],
    );
    refused(&history, &["basic-code-review", "--by", "two words"], &["is no handle"]);
    refused(&history, &["basic-code-review", "--by", "@"], &["is no handle"]);
    let policy = tempfile::NamedTempFile::new().unwrap();
    fs::write(policy.path(), "[people]\ncore-committers = [\"carl\"]\n").unwrap();
    let policy = policy.path().to_str().unwrap();
    refused(&history, &["basic-code-review", "--by", "alice", "--policy", policy], &["names carl"]);
    assert_eq!(sign(&history, &["basic-code-review", "--by", "Carl", "--policy", policy]).code, Some(0));
}

#[test]
fn a_release_must_exist_and_its_commit_is_what_is_signed() {
    let (mut history, first) = plugin(CONFIG);
    refused(&history, &["release-qa-pass", "--by", "quinn"], &["it names no release", "--release TAG"]);
    history.tag("v1.0.0", &first);
    refused(
        &history,
        &["release-qa-pass", "--by", "quinn", "--release", "v1.0.1"],
        &["there is no tag v1.0.1", "did you mean v1.0.0?"],
    );
    history.commit(&[("server/main.go", "package other\n")]);
    let ran = sign(&history, &["release-qa-pass", "--by", "quinn", "--release", "v1.0.0"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(record(&history).contains(&format!("commit = \"{first}\"")));
    assert!(record(&history).contains("release = \"v1.0.0\"") && !ran.stderr.contains("void"), "{ran:?}");
    let head = history.handle().head().unwrap().target().unwrap().to_string();
    history.tag("v1.1.0", &head);
    let ran = sign(&history, &["release-qa-pass", "--by", "quinn", "--release", "v1.0.0", "--note", "late"]);
    let told = "void from the start: the release to deploy is v1.1.0, not v1.0.0";
    assert!(ran.code == Some(0) && ran.stderr.contains(told), "{ran:?}");
    let ran = sign(&history, &["basic-code-review", "--by", "alice", "--release", "v1.0.0"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("stale from the start: 1 file changed between v1.0.0 and HEAD"), "{}", ran.stderr);
}

#[test]
fn it_refuses_where_there_is_nothing_to_bind_to() {
    let history = History::new();
    history.write(&[("plugin.json", "{\"id\": \"com.example.demo\"}\n")]);
    refused(&history, &["qa-pass", "--by", "quinn"], &["no commit yet"]);
    let folder = tempfile::TempDir::new().unwrap();
    let ran = run_in(folder.path(), &["sign-off", "qa-pass", "--by", "quinn"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    fs::write(folder.path().join("plugin.json"), "{\"id\": \"com.example.demo\"}\n").unwrap();
    let ran = run_in(folder.path(), &["sign-off", "qa-pass", "--by", "quinn"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("no git repository"), "{}", ran.stderr);
    let (history, _) = plugin(CONFIG);
    refused(&history, &["qa-pass", "--by", "quinn", "--link", "javascript:alert(1)"], &["is no web address"]);
}

#[test]
fn a_broken_file_is_told_and_left_alone() {
    let (history, _) = plugin("target = \n");
    refused(&history, &["qa-pass", "--by", "quinn"], &["plugin-ready.toml"]);
    let (history, _) = plugin(CONFIG);
    fs::remove_file(history.path().join("plugin-ready.toml")).unwrap();
    fs::write(history.path().join("other.toml"), "").unwrap();
    std::os::unix::fs::symlink("other.toml", history.path().join("plugin-ready.toml")).unwrap();
    let ran = sign(&history, &["qa-pass", "--by", "quinn"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(fs::read_to_string(history.path().join("other.toml")).unwrap(), "");
}

#[test]
fn a_plugin_in_a_subfolder_keeps_its_own_file() {
    let mut history = History::new();
    history.commit(&[("plugin/plugin.json", "{\"id\": \"com.example.demo\"}\n"), ("README.md", "x\n")]);
    let ran = run_in(&history.path().join("plugin"), &["sign-off", "qa-pass", "--by", "quinn"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(history.path().join("plugin/plugin-ready.toml").exists());
    let next = "in plugin/plugin-ready.toml\nnext: git add plugin-ready.toml && git commit";
    assert!(ran.stdout.contains(next), "git adds from where one stands: {ran:?}");
}

/// Two core committers' words, on a plugin that calls anybody a core committer; the verdict of complete-code-review.
fn official(policy: &str, more: &[&str]) -> (String, String) {
    let (mut history, commit) = plugin("");
    let signed = |by: &str, focus: &str| {
        format!(
            "[[sign-off]]\nitem = \"complete-code-review\"\nby = \"{by}\"\ncommit = \"{commit}\"\ndate = 2026-01-02\n{focus}\n"
        )
    };
    let own = "[people]\ncore-committers = [\"mallory\", \"mo\"]\n";
    let text = [own, &signed("mallory", ""), &signed("mo", "focus = \"security\"")].concat();
    history.author("mallory", "mallory@example.org").commit(&[("plugin-ready.toml", &text)]);
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), policy).unwrap();
    let policy = file.path().to_str().unwrap();
    let ran = run_in(history.path(), &[&["check", "--offline", "--format", "json", "--policy", policy], more].concat());
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let items = report["tiers"][1]["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["id"] == "complete-code-review").unwrap();
    let text = |key: &str| item[key].as_str().unwrap().to_owned();
    (text("verdict"), text("because"))
}

#[test]
fn officially_only_the_policys_people_and_its_proof_count() {
    let takes = "[people]\ncore-committers = [\"mallory\", \"mo\"]\n";
    assert_eq!(official("", &[]).0, "pass", "the plugin's own people do where nobody else is asked");
    let (verdict, because) = official("", &["--as-official"]);
    assert_eq!(verdict, "pending");
    assert!(because.contains("no policy names people.core-committers"), "{because}");
    let (verdict, because) = official("[people]\ncore-committers = [\"alice\"]\n", &["--as-official"]);
    assert_eq!(verdict, "pending");
    assert!(because.contains("mallory is not in people.core-committers"), "{because}");
    assert_eq!(official(takes, &["--as-official"]).0, "pass");
    let (verdict, because) = official(&format!("{takes}proof = \"authored\"\n"), &["--as-official"]);
    assert_eq!(verdict, "pending", "mallory wrote mo's word down");
    assert!(because.contains("people.proof demands authored, and it is only claimed"), "{because}");
    let (verdict, because) = official(&format!("{takes}proof = \"verified\"\n"), &["--as-official"]);
    assert_eq!(verdict, "pending");
    assert!(because.contains("demands verified, and it is only authored"), "{because}");
}

#[test]
fn on_another_branch_it_warns_of_squash_merges() {
    let (history, commit) = plugin(CONFIG);
    let id = git2::Oid::from_str(&commit).unwrap();
    history.git.branch("feature", &history.git.find_commit(id).unwrap(), false).unwrap();
    history.git.set_head("refs/heads/feature").unwrap();
    let ran = sign(&history, &["basic-code-review", "--by", "alice"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("this is feature, not master"), "{}", ran.stderr);
    history.git.set_head_detached(id).unwrap();
    let ran = sign(&history, &["qa-pass", "--by", "quinn"]);
    assert!(ran.stderr.contains("HEAD is detached: commit the sign-off on a branch"), "{ran:?}");
}
