//! Objects anywhere in git's history that unpack to much more than a repository should take of anybody's memory.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::hostile::{Report, Victim, hold, report};
use crate::support::run::program;

/// What each unpacks to: more than a run may take.
const UNPACKED: usize = 192 << 20;

/// One object of each kind, made once.
struct Huge {
    folder: TempDir,
    commit: String,
    tree: String,
    blob: String,
    tag: String,
}

static HUGE: LazyLock<Huge> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    crate::support::fixture::git(folder.path(), &["init", "--quiet", "--bare", "."]);
    let who = "Olga <olga@example.org> 1767225600 +0000";
    let none = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    let empty = write(&folder, "commit", &format!("tree {none}\nauthor {who}\ncommitter {who}\n\n"), b"x", 1);
    let commit = write(
        &folder,
        "commit",
        &format!("tree {none}\nparent {empty}\nauthor {who}\ncommitter {who}\n\n"),
        b"xxxxxxxx",
        UNPACKED / 8,
    );
    let tag = write(
        &folder,
        "tag",
        &format!("object {empty}\ntype commit\ntag v99.0.0\ntagger {who}\n\n"),
        b"xxxxxxxx",
        UNPACKED / 8,
    );
    write(&folder, "tree", "", b"", 0);
    let tree = write(&folder, "tree", "", b"100644 f\0xxxxxxxxxxxxxxxxxxxx", UNPACKED / 29);
    let blob = write(&folder, "blob", "", b"{\"id\": \"com.example.dice\"}\n     ", UNPACKED / 32);
    Huge { folder, commit, tree, blob, tag }
});

fn write(folder: &TempDir, kind: &str, start: &str, more: &[u8], times: usize) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder.path()).args([
        "-c",
        "core.looseCompression=1",
        "hash-object",
        "--literally",
        "-w",
        "--stdin",
    ]);
    let mut git = git.args(["-t", kind]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = git.stdin.take().unwrap();
    input.write_all(start.as_bytes()).unwrap();
    let block = more.repeat(times.min(4096));
    for _ in 0..times / 4096 {
        input.write_all(&block).unwrap();
    }
    input.write_all(&more.repeat(times % 4096)).unwrap();
    drop(input);
    let output = git.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A victim that can name the huge objects.
fn victim() -> Victim {
    let victim = Victim::new();
    victim.write(".git/objects/info/alternates", format!("{}\n", HUGE.folder.path().join("objects").display()));
    victim
}

/// Writes a commit with HEAD's tree, or another, on `parents`; it may name objects that git would look at.
fn commit(victim: &Victim, tree: Option<&str>, parents: &[&str]) -> String {
    let own = victim.git(&["rev-parse", "HEAD^{tree}"]);
    let parents: String = parents.iter().map(|parent| format!("parent {}\n", parent.trim())).collect();
    let who = "Olga <olga@example.org> 1798761600 +0000";
    let tree = tree.unwrap_or(own.trim());
    object(victim, "commit", format!("tree {tree}\n{parents}author {who}\ncommitter {who}\n\nmore\n").as_bytes())
}

fn object(victim: &Victim, kind: &str, content: &[u8]) -> String {
    victim.write(".git/object", content);
    victim.git(&["hash-object", "-t", kind, "-w", "--literally", ".git/object"]).trim().to_owned()
}

fn tree_of(victim: &Victim, entries: &[(&str, &str, &str)]) -> String {
    let bytes = entries.iter().flat_map(|(mode, name, id)| {
        let id = (0..20).map(|byte| u8::from_str_radix(&id[byte * 2..byte * 2 + 2], 16).unwrap());
        format!("{mode} {name}\0").into_bytes().into_iter().chain(id).collect::<Vec<_>>()
    });
    object(victim, "tree", &bytes.collect::<Vec<_>>())
}

fn point(victim: &Victim, reference: &str, id: &str) {
    victim.write(&format!(".git/refs/{reference}"), format!("{}\n", id.trim()));
}

fn sign_off(victim: &Victim, commit: &str) {
    let config = fs::read_to_string(victim.path("plugin-ready.toml")).unwrap();
    let entry = "[[sign-off]]\nitem = \"complete-code-review\"\nby = \"alice\"\ndate = 2026-03-02\n";
    victim.write("plugin-ready.toml", format!("{config}\n{entry}commit = \"{}\"\n", commit.trim()));
}

#[track_caller]
fn files_are_judged(report: &Report) {
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{report:?}");
    assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{report:?}");
}

#[test]
fn a_huge_commit_among_heads_ancestors_leaves_unknown_what_lies_behind_it() {
    let victim = victim();
    let first = victim.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let head = victim.git(&["rev-parse", "HEAD"]);
    let merge = commit(&victim, None, &[&head, &HUGE.commit]);
    point(&victim, "heads/master", &merge);
    // Is the tag in HEAD's history, does HEAD descend from the signed commit, and who signed it?
    point(&victim, "tags/v99.0.0", &commit(&victim, None, &[]));
    sign_off(&victim, &first);
    let report = victim.report();
    files_are_judged(&report);
    report.assert("basic-code-review", "unknown", Some("git"), &format!("its object {} is too large", HUGE.commit));
}

#[test]
fn a_huge_tag_behind_a_small_one_is_passed_over() {
    let victim = victim();
    let before = victim.report().item("release-created").clone();
    let tagger = "tagger Olga <olga@example.org> 1767225600 +0000";
    let text = format!("object {}\ntype tag\ntag v99.0.0\n{tagger}\n\nx\n", HUGE.tag);
    point(&victim, "tags/v99.0.0", &object(&victim, "tag", text.as_bytes()));
    let text = format!("object {}\ntype commit\ntag v98.0.0\n{tagger}\n\nx\n", HUGE.commit);
    point(&victim, "tags/v98.0.0", &object(&victim, "tag", text.as_bytes()));
    assert_eq!(*victim.report().item("release-created"), before);
}

#[test]
fn a_tag_whose_files_are_huge_does_not_tell_its_version() {
    let victim = victim();
    let huge_folder = tree_of(&victim, &[("40000", "server", &HUGE.tree)]);
    let huge_file = tree_of(&victim, &[("100644", "plugin.json", &HUGE.blob)]);
    for (tree, of) in [(&HUGE.tree, "is too large"), (&huge_file, "plugin.json at v99.0.0 is too large")] {
        point(&victim, "tags/v99.0.0", &commit(&victim, Some(tree), &[]));
        let report = victim.report();
        files_are_judged(&report);
        // The release is there; what it says of itself is not known.
        report.assert("release-created", "pass", None, of);
    }
    // A folder beside the manifest is not looked into.
    point(&victim, "tags/v99.0.0", &commit(&victim, Some(&huge_folder), &[]));
    files_are_judged(&victim.report());
}

#[test]
fn a_sign_off_of_a_huge_object_does_not_count() {
    for (id, why) in [
        (&HUGE.commit, "is too large"),
        (&HUGE.blob, "no such commit"),
        (&HUGE.tag, "no such commit"),
        (&HUGE.tree, "no such commit"),
    ] {
        let victim = victim();
        sign_off(&victim, id);
        let report = victim.report();
        files_are_judged(&report);
        let item = report.item("complete-code-review");
        assert_eq!(item["verdict"], "pending", "{item:#}");
        assert!(item.to_string().contains(why), "{item:#}");
    }
}

#[test]
fn a_record_that_was_huge_once_tells_nothing() {
    let victim = victim();
    let past = commit(&victim, Some(&tree_of(&victim, &[("100644", "plugin-ready.toml", &HUGE.blob)])), &[]);
    point(&victim, "heads/master", &commit(&victim, None, &[&past]));
    files_are_judged(&victim.report());
    let past = commit(&victim, Some(&HUGE.tree), &[]);
    point(&victim, "heads/master", &commit(&victim, None, &[&past]));
    files_are_judged(&victim.report());
}

#[test]
fn review_meets_huge_objects_with_an_error() {
    let victim = victim();
    let huge = commit(&victim, Some(&HUGE.tree), &[]);
    point(&victim, "tags/v1.0.0", &HUGE.commit);
    point(&victim, "tags/v2.0.0", &HUGE.tag);
    for since in ["v1.0.0", "v2.0.0", HUGE.commit.as_str(), HUGE.blob.as_str(), &HUGE.tag[..12]] {
        let ran = hold(program().args(["review", "--since", since]).arg(victim.root()));
        assert_eq!(ran.code, Some(2), "{since}: {ran:?}");
        assert!(ran.stderr.contains("too large") || ran.stderr.contains("no commit"), "{since}: {ran:?}");
    }
    hold(program().args(["review", "--since", &huge]).arg(victim.root()));
    // Somebody else's branch under our name.
    point(&victim, "heads/plugin-ready/base", &HUGE.commit);
    let ran = hold(program().args(["review", "--branches"]).arg(victim.root()));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    point(&victim, "heads/plugin-ready/base", &huge);
    let ran = hold(program().args(["review", "--branches"]).arg(victim.root()));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

/// Moves the repository away from its work tree.
fn bare(victim: &Victim) -> std::path::PathBuf {
    fs::rename(victim.path(".git"), victim.path("bare.git")).unwrap();
    victim.git(&["config", "--file", "bare.git/config", "core.bare", "true"]);
    victim.path("bare.git")
}

#[test]
fn many_links_with_a_long_target_are_listed_without_it() {
    let victim = victim();
    let target = object(&victim, "blob", "x/".repeat(1 << 19).as_bytes());
    let names: Vec<String> = (0..300).map(|n| format!("l{n:03}")).collect();
    let links: Vec<_> = names.iter().map(|name| ("120000", name.as_str(), target.as_str())).collect();
    let folder = tree_of(&victim, &links);
    let manifest = victim.git(&["rev-parse", "HEAD:plugin.json"]);
    let tree = tree_of(&victim, &[("100644", "plugin.json", manifest.trim()), ("40000", "zz", &folder)]);
    point(&victim, "heads/master", &commit(&victim, Some(&tree), &[]));
    assert_eq!(report(&bare(&victim)).item("plugin-manifest")["verdict"], "pass");
}

#[test]
fn many_files_under_a_long_name_are_not_all_listed() {
    let victim = victim();
    let manifest = victim.git(&["rev-parse", "HEAD:plugin.json"]);
    let names: Vec<String> = (0..300).map(|n| format!("f{n:03}")).collect();
    let files: Vec<_> = names.iter().map(|name| ("100644", name.as_str(), manifest.trim())).collect();
    // libgit2 takes no name of more than 64 KiB.
    let name = "n".repeat(60_000);
    let folder = tree_of(&victim, &files);
    let long = (0..12).fold(folder, |folder, _| tree_of(&victim, &[("40000", &name, &folder)]));
    let tree = tree_of(&victim, &[("100644", "plugin.json", manifest.trim()), ("40000", "zz", &long)]);
    let long = commit(&victim, Some(&tree), &[&victim.git(&["rev-parse", "HEAD"])]);
    point(&victim, "heads/master", &long);
    // What changed since the sign-off would be named in full.
    let compared = victim.report();
    files_are_judged(&compared);
    compared.assert("basic-code-review", "unknown", Some("git"), "too large to be compared");
    let listed = report(&bare(&victim));
    assert_eq!(listed.item("plugin-manifest")["verdict"], "pass");
    assert!(listed.ran.stdout.contains("because their paths are so long"), "{listed:?}");
}

/// A list of so many packed references, sorted as git says or not.
fn packed(victim: &Victim, count: u32, heading: &str) {
    let head = victim.git(&["rev-parse", "HEAD"]);
    let lines: String = (0..count).map(|n| format!("{} refs/tags/v1.0.{n:07}\n", head.trim())).collect();
    victim.write(".git/packed-refs", format!("{heading}\n{lines}"));
}

#[test]
fn a_million_tags_are_too_many_to_tell_the_newest() {
    for (count, heading, of) in [
        (10_001, "# pack-refs with: peeled fully-peeled sorted ", "at most 10000 tags are read"),
        (1_000_000, "# pack-refs with: peeled fully-peeled sorted ", "at most 10000 tags are read"),
        (1_000_000, "# pack-refs with: peeled fully-peeled ", "packed-refs is larger than"),
    ] {
        let victim = Victim::new();
        packed(&victim, count, heading);
        let report = victim.report();
        files_are_judged(&report);
        let cause = if of.starts_with("packed") { "git" } else { "too-large" };
        report.assert("release-created", "unknown", Some(cause), of);
    }
}

#[test]
fn ten_thousand_loose_tags_are_too_many_too() {
    let victim = Victim::new();
    let head = victim.git(&["rev-parse", "HEAD"]);
    let line = head.as_bytes();
    fs::create_dir_all(victim.path(".git/refs/tags/many")).unwrap();
    for n in 0..10_001 {
        fs::write(victim.path(&format!(".git/refs/tags/many/{n}")), line).unwrap();
    }
    let report = victim.report();
    files_are_judged(&report);
    report.assert("release-created", "unknown", Some("too-large"), "at most 10000 tags are read");
}
