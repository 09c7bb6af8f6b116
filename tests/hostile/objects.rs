//! Git's own files and objects at sizes and in shapes that git allows and nobody means.

use std::fs;
use std::iter;
use std::time::{Duration, Instant};

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::support::hostile::{Report, Victim, check, fifo, hold_within, report};
use crate::support::run::program;

/// Everything that a good plugin passes without a server.
#[track_caller]
fn all_is_well(report: &Report) {
    assert_eq!(report.ran.code, Some(0), "{report:?}");
    for id in ["plugin-manifest", "compatible-licence", "ci-master"] {
        assert_eq!(report.item(id)["verdict"], "pass", "{report:?}");
    }
}

/// Writes an object, and gives its id.
fn object(victim: &Victim, kind: &str, content: &str) -> String {
    victim.write(".git/object", content);
    victim.git(&["hash-object", "-t", kind, "-w", "--literally", ".git/object"]).trim().to_owned()
}

/// A tree with these entries, as `git ls-tree` prints them.
fn tree(victim: &Victim, entries: &str) -> String {
    victim.write(".git/entries", entries);
    let script = "git mktree --missing < .git/entries";
    let output = std::process::Command::new("sh").args(["-c", script]).current_dir(victim.root()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Commits HEAD's tree with one more entry, and leaves index and work tree as they are.
fn commit_with(victim: &Victim, entry: &str) {
    let entries = victim.git(&["ls-tree", "HEAD"]) + entry + "\n";
    let tree = tree(victim, &entries);
    let commit = victim.git(&["commit-tree", "-p", "HEAD", "-m", "more", &tree]);
    victim.git(&["update-ref", "refs/heads/master", commit.trim()]);
}

/// The same repository without its work tree.
fn bare(victim: &Victim) -> std::path::PathBuf {
    fs::rename(victim.path(".git"), victim.path("bare.git")).unwrap();
    victim.git(&["config", "--file", "bare.git/config", "core.bare", "true"]);
    victim.path("bare.git")
}

fn commit_text(victim: &Victim, date: &str, message: &str) -> String {
    let tree = victim.git(&["rev-parse", "HEAD^{tree}"]);
    let who = format!("Olga <olga@example.org> {date}");
    format!("tree {}\nauthor {who}\ncommitter {who}\n\n{message}\n", tree.trim())
}

#[test]
fn a_commit_that_unpacks_to_much_is_not_unpacked() {
    let victim = Victim::new();
    let text = commit_text(&victim, "1767225600 +0000", &"x".repeat(2 << 20));
    let commit = object(&victim, "commit", &text);
    victim.write(".git/refs/heads/master", format!("{commit}\n"));
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass");
    assert_eq!(report.item("compatible-licence")["verdict"], "pass");
    report.assert("release-created", "unknown", Some("git"), &format!("its object {commit} is too large"));
}

#[test]
fn a_tag_that_unpacks_to_much_is_passed_over() {
    let victim = Victim::new();
    let before = victim.report().item("release-created").clone();
    let head = victim.git(&["rev-parse", "HEAD"]);
    let text = format!(
        "object {}\ntype commit\ntag v99.0.0\ntagger Olga <olga@example.org> 1767225600 +0000\n\n{}\n",
        head.trim(),
        "x".repeat(2 << 20)
    );
    let tag = object(&victim, "tag", &text);
    victim.write(".git/refs/tags/v99.0.0", format!("{tag}\n"));
    assert_eq!(*victim.report().item("release-created"), before);
}

#[test]
fn tags_of_tags_are_followed_to_their_end() {
    let victim = Victim::new();
    let (mut target, mut kind) = (victim.git(&["rev-parse", "HEAD"]).trim().to_owned(), "commit");
    for _ in 0..50 {
        let tagger = "tagger Olga <olga@example.org> 1767225600 +0000";
        target = object(&victim, "tag", &format!("object {target}\ntype {kind}\ntag v99.0.0\n{tagger}\n\nx\n"));
        kind = "tag";
    }
    victim.write(".git/refs/tags/v99.0.0", format!("{target}\n"));
    let report = victim.report();
    assert!(report.item("release-created")["because"].as_str().unwrap().contains("v99.0.0"), "{report:?}");
}

#[test]
fn thirty_trees_can_hold_a_thousand_million_files() {
    let victim = Victim::new();
    let blob = object(&victim, "blob", "x");
    let mut folder = tree(&victim, &format!("100644 blob {blob}\tf\n"));
    for _ in 0..30 {
        folder = tree(&victim, &format!("040000 tree {folder}\ta\n040000 tree {folder}\tb\n"));
    }
    commit_with(&victim, &format!("040000 tree {folder}\tzz"));
    all_is_well(&victim.report());
    // The sign-off of an earlier commit asks what changed since.
    let first = victim.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let entry = "[[sign-off]]\nitem = \"basic-code-review\"\nby = \"alice\"\ndate = 2026-03-01\n";
    let config = fs::read_to_string(victim.path("plugin-ready.toml")).unwrap();
    victim.write("plugin-ready.toml", format!("{config}\n{entry}commit = \"{}\"\n", first.trim()));
    let signed = victim.report();
    assert_ne!(signed.item("basic-code-review")["verdict"], "pass", "{signed:?}");
    for arguments in [&["review"][..], &["review", "--branches"]] {
        hold_within(150 << 10, program().args(arguments).arg(victim.root()));
    }
}

#[test]
fn empty_trees_in_great_numbers_are_not_all_looked_into() {
    let victim = Victim::new();
    let mut folder = tree(&victim, "");
    for _ in 0..40 {
        folder = tree(&victim, &format!("040000 tree {folder}\ta\n040000 tree {folder}\tb\n"));
    }
    commit_with(&victim, &format!("040000 tree {folder}\tzz"));
    let ran = hold_within(300 << 10, program().args(["check", "--offline", "--format", "json"]).arg(bare(&victim)));
    assert!(ran.stdout.contains("only the first 300000 files were looked at"), "{ran:?}");
    assert!(ran.stdout.contains("\"id\": \"com.example.dice\""), "{ran:?}");
}

#[test]
fn a_link_may_be_long_in_git() {
    let victim = Victim::new();
    let blob = object(&victim, "blob", &"x/".repeat(2 << 20));
    commit_with(&victim, &format!("120000 blob {blob}\tREADME"));
    all_is_well(&report(&bare(&victim)));
}

#[test]
fn two_hundred_thousand_tracked_files_are_no_trouble() {
    let victim = Victim::new();
    let blob = object(&victim, "blob", "x\n");
    let entries: String = (0..1000).map(|n| format!("100644 blob {blob}\tf{n:03}.txt\n")).collect();
    let folder = tree(&victim, &entries);
    let folders: String = (0..200).map(|n| format!("040000 tree {folder}\tzz{n:03}\n")).collect();
    let many = tree(&victim, &folders);
    commit_with(&victim, &format!("040000 tree {many}\tzz"));
    // They are in the index and not in the work tree, as a sparse checkout has them.
    victim.git(&["read-tree", "HEAD"]);
    let check = |path: &std::path::Path| {
        hold_within(400 << 10, program().args(["check", "--offline", "--format", "json"]).arg(path))
    };
    assert_eq!(check(victim.root()).code, Some(0));
    let ran = check(&bare(&victim));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_work_tree_elsewhere_is_not_read() {
    let neighbour = Victim::new();
    neighbour.write("LICENSE", "Nobody may use this.\n");
    for elsewhere in ["/", "..", "../..", "/proc", neighbour.root().to_str().unwrap()] {
        let victim = Victim::new();
        victim.git(&["config", "core.worktree", elsewhere]);
        let began = Instant::now();
        all_is_well(&victim.report());
        assert!(began.elapsed() < Duration::from_secs(20), "{elsewhere}: {:?}", began.elapsed());
    }
}

/// An index that says it has `count` entries, with an empty file for each of the `paths`, as its version writes them.
fn index_of(version: u32, count: u32, paths: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut index = [b"DIRC".as_slice(), &version.to_be_bytes(), &count.to_be_bytes()].concat();
    let mut fixed = [0; 62];
    fixed[24..28].copy_from_slice(&0o100_644_u32.to_be_bytes());
    fixed[60..62].copy_from_slice(&0x0fff_u16.to_be_bytes());
    paths.for_each(|path| index.extend_from_slice(&[&fixed, path.as_slice(), b"\0"].concat()));
    let sum = digest(&SHA1_FOR_LEGACY_USE_ONLY, &index);
    index.extend_from_slice(sum.as_ref());
    index
}

#[test]
fn an_index_that_libgit2_cannot_read_fails_nothing() {
    type Damage<'a> = &'a dyn Fn(&Victim);
    let broken: [(&str, Damage<'_>); 10] = [
        ("not there, as after a checkout that failed", &|victim| {
            fs::remove_file(victim.path(".git/index")).unwrap();
        }),
        ("cut", &|victim| {
            let index = fs::read(victim.path(".git/index")).unwrap();
            victim.write(".git/index", &index[..100]);
        }),
        ("noise", &|victim| victim.write(".git/index", "DIRC and then nothing that git wrote")),
        ("sparse", &|victim| fs::File::create(victim.path(".git/index")).unwrap().set_len(1 << 40).unwrap()),
        ("sparse, of a size that memory has", &|victim| {
            fs::File::create(victim.path(".git/index")).unwrap().set_len(1 << 31).unwrap();
        }),
        ("of four billion entries", &|victim| victim.write(".git/index", index_of(2, u32::MAX, iter::empty()))),
        // Each path keeps all of the one before it but a number: 400 MB of paths in 7 MB.
        ("of long paths", &|victim| {
            let first = format!("\0{}000000", "a/b".repeat(1_300));
            let others = (1..100_000).map(|number| format!("\x06{number:06}"));
            let paths = iter::once(first).chain(others).map(String::into_bytes);
            victim.write(".git/index", index_of(4, 100_000, paths));
        }),
        ("split", &|victim| drop(victim.git(&["update-index", "--split-index"]))),
        ("version 4", &|victim| drop(victim.git(&["update-index", "--index-version", "4"]))),
        ("untracked cache", &|victim| drop(victim.git(&["update-index", "--force-untracked-cache"]))),
    ];
    for (name, break_it) in broken {
        let victim = Victim::new();
        break_it(&victim);
        let report = victim.report();
        assert_eq!(report.ran.code, Some(0), "{name}: {report:?}");
        all_is_well(&report);
    }
    // Without HEAD, too, nothing tells what is tracked.
    let victim = Victim::new();
    victim.write(".git/index", "");
    victim.write(".git/HEAD", "ref: refs/heads/nowhere\n");
    let report = victim.report();
    assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{report:?}");
}

#[test]
fn a_sparse_index_is_a_sparse_checkout() {
    let victim = Victim::new();
    victim.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "server"]);
    let report = victim.report();
    assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{report:?}");
    assert_eq!(report.item("ci-master")["verdict"], "pass", "{:#}", report.item("ci-master"));
}

#[test]
fn repositories_of_a_later_git_are_unknown() {
    for (format, of) in [("--object-format=sha256", "sha256"), ("--ref-format=reftable", "refstorage")] {
        let victim = Victim::new();
        victim.clear(".git");
        victim.git(&["init", "--quiet", format]);
        victim.git(&["add", "--all"]);
        victim.git(&["commit", "--quiet", "--message", "code"]);
        let report = victim.report();
        assert_eq!(report.item("compatible-licence")["verdict"], "pass");
        report.assert("release-created", "unknown", Some("git"), of);
    }
}

#[test]
fn packs_of_any_kind_are_borne() {
    let name = format!(".git/objects/pack/pack-{}", "1".repeat(40));
    for (pack, index) in [(0, 0), (1 << 40, 0), (1 << 40, 1 << 40), (0, 1 << 33)] {
        let victim = Victim::new();
        for (suffix, size) in [("pack", pack), ("idx", index)] {
            victim.write(&format!("{name}.{suffix}"), "");
            fs::File::create(victim.path(&format!("{name}.{suffix}"))).unwrap().set_len(size).unwrap();
        }
        all_is_well(&victim.report());
    }
    // A real pack whose index leads nowhere: what needs git is unknown, nothing fails for it.
    let victim = Victim::new();
    victim.git(&["gc", "--quiet"]);
    let entry = fs::read_dir(victim.path(".git/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let index = entry.into_iter().find(|path| path.extension().is_some_and(|e| e == "idx")).unwrap();
    let mut bytes = fs::read(&index).unwrap();
    let (middle, end) = (bytes.len() / 2, bytes.len() - 40);
    bytes[middle..end].fill(0xff);
    fs::remove_file(&index).unwrap();
    fs::write(&index, bytes).unwrap();
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{report:?}");
    assert_ne!(report.item("compatible-licence")["verdict"], "fail", "{report:?}");
}

#[test]
fn gits_small_files_may_be_vast() {
    for name in [
        "info/exclude",
        "info/attributes",
        "packed-refs",
        "HEAD",
        "refs/heads/master",
        "refs/tags/v9.0.0",
        "shallow",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/multi-pack-index",
        "commondir",
        "logs/HEAD",
        "info/grafts",
    ] {
        let victim = Victim::new();
        victim.write(&format!(".git/{name}"), "");
        fs::File::create(victim.path(&format!(".git/{name}"))).unwrap().set_len(1 << 40).unwrap();
        let report = victim.report();
        assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{name}");
        assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{name}: {report:?}");
    }
}

#[test]
fn commits_may_bear_any_date() {
    for date in ["-1 +0000", "0 +0000", "4102444800 +1400", "99999999999999 +0000", "9223372036854775807 +9999"] {
        let victim = Victim::new();
        let commit = object(&victim, "commit", &commit_text(&victim, date, "x"));
        victim.write(".git/refs/heads/master", format!("{commit}\n"));
        victim.write(".git/refs/tags/v9.9.9", format!("{commit}\n"));
        let report = victim.report();
        assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{date}: {report:?}");
        assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{date}: {report:?}");
    }
}

#[test]
fn a_submodule_and_a_linked_work_tree_are_plugins_of_their_own() {
    let (outer, inner) = (Victim::new(), Victim::new());
    let url = inner.root().to_str().unwrap();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "add", "--quiet", url, "modules/inner"]);
    all_is_well(&report(&outer.path("modules/inner")));
    all_is_well(&outer.report());
    outer.git(&["worktree", "add", "--quiet", "--detach", "../linked-work-tree-of-a-test"]);
    let linked = outer.root().parent().unwrap().join("linked-work-tree-of-a-test");
    let seen = report(&linked);
    fs::remove_dir_all(linked).unwrap();
    assert_eq!(seen.item("compatible-licence")["verdict"], "pass", "{seen:?}");
}

#[test]
fn a_fifo_deep_among_the_objects_is_not_waited_on() {
    let victim = Victim::new();
    let head = victim.git(&["rev-parse", "HEAD^{tree}"]);
    let (folder, name) = head.trim().split_at(2);
    fifo(&victim.clear(&format!(".git/objects/{folder}/{name}")));
    let ran = check(victim.root());
    assert!(ran.stdout.contains("is a FIFO or device"), "{ran:?}");
}

#[test]
fn references_and_objects_may_all_be_packed() {
    let victim = Victim::new();
    victim.git(&["tag", "v1.0.0"]);
    let before = victim.report();
    victim.git(&["gc", "--quiet", "--prune=now"]);
    assert!(!victim.path(".git/refs/heads/master").exists());
    let after = victim.report();
    all_is_well(&after);
    assert_eq!(after.json["tiers"], before.json["tiers"]);
}

#[test]
fn an_object_may_lie_in_a_vast_file() {
    for revision in ["HEAD", "HEAD^{tree}", "HEAD:plugin-ready.toml", "HEAD~1"] {
        let victim = Victim::new();
        let id = victim.git(&["rev-parse", revision]);
        let (folder, name) = id.trim().split_at(2);
        let path = victim.path(&format!(".git/objects/{folder}/{name}"));
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        fs::OpenOptions::new().append(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        let report = victim.report();
        assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{revision}: {report:?}");
        assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{revision}: {report:?}");
    }
}
