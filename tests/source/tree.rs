//! What is listed, what is read, and what is never followed.

use std::os::unix::fs::symlink;
use std::path::Path;

use plugin_ready::evidence::repository::{FileKind, Status};
use plugin_ready::evidence::{Cause, CauseKind, LARGE, SMALL};
use plugin_ready::source::Source;
use tempfile::TempDir;

use crate::support::fixture::git;

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// A repository with one commit of `files`.
fn committed(files: &[(&str, &str)]) -> TempDir {
    let root = TempDir::new().unwrap();
    git(root.path(), &["init", "--quiet", "--initial-branch", "master"]);
    for (path, content) in files {
        write(root.path(), path, content);
    }
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--message", "first"]);
    root
}

fn open(root: &Path) -> Source {
    Source::open(root, false).unwrap()
}

fn status(source: &Source, path: &str) -> Option<Status> {
    source.repository.file(path).map(|file| file.status)
}

fn read(source: &Source, path: &str) -> Result<String, Cause> {
    source.reader().read(path, SMALL).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn clean_files_carry_the_object_id_of_the_index() {
    let root = committed(&[("plugin.json", "{}"), ("server/main.go", "package main\n")]);
    let source = open(root.path());
    let file = source.repository.file("server/main.go").unwrap();
    assert_eq!(file.status, Status::Clean);
    assert_eq!(file.oid.unwrap().to_string(), git(root.path(), &["rev-parse", "HEAD:server/main.go"]).trim());
    assert!(!source.repository.git.seen().unwrap().dirty);
}

#[test]
fn a_change_of_the_same_size_within_the_same_second_is_seen() {
    let root = committed(&[("a", "one"), ("b", "two")]);
    let metadata = root.path().join("a").metadata().unwrap();
    write(root.path(), "a", "eno");
    let file = std::fs::File::options().write(true).open(root.path().join("a")).unwrap();
    file.set_modified(metadata.modified().unwrap()).unwrap();
    let source = open(root.path());
    assert_eq!(status(&source, "a"), Some(Status::Modified));
    assert_eq!(status(&source, "b"), Some(Status::Clean));
    assert!(source.repository.git.seen().unwrap().dirty);
}

#[test]
fn touching_a_file_does_not_change_it() {
    let root = committed(&[("a", "one")]);
    let file = std::fs::File::options().write(true).open(root.path().join("a")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    let source = open(root.path());
    assert_eq!(status(&source, "a"), Some(Status::Clean));
}

#[test]
fn a_checkout_with_crlf_is_clean() {
    let root = committed(&[("a", "one\ntwo\n")]);
    write(root.path(), "a", "one\r\ntwo\r\n");
    assert_eq!(status(&open(root.path()), "a"), Some(Status::Clean));
}

#[test]
fn untracked_ignored_and_deleted_files_are_told_apart() {
    let root = committed(&[(".gitignore", "node_modules\n*.log\n"), ("kept", ""), ("gone", "")]);
    std::fs::remove_file(root.path().join("gone")).unwrap();
    write(root.path(), "node_modules/x/index.js", "");
    write(root.path(), "webapp/debug.log", "");
    write(root.path(), "webapp/new.js", "");
    let source = open(root.path());
    assert_eq!(status(&source, "gone"), Some(Status::Deleted));
    assert_eq!(status(&source, "webapp/new.js"), Some(Status::Untracked));
    assert_eq!(status(&source, "webapp/debug.log"), None);
    assert_eq!(status(&source, "node_modules/x/index.js"), None);
    assert!(read(&source, "gone").is_err());
}

#[test]
fn a_link_inside_is_followed_once_and_one_that_leads_out_never() {
    let outside = TempDir::new().unwrap();
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    let root = committed(&[("LICENSE", "text"), ("docs/a", "")]);
    let link = |target: &str, name: &str| symlink(target, root.path().join(name)).unwrap();
    link("../LICENSE", "docs/LICENSE");
    link("docs/LICENSE", "twice");
    link(outside.path().join("secret").to_str().unwrap(), "absolute");
    link("../../../../../../etc/passwd", "upwards");
    link("loop", "loop");
    link("nowhere", "dangling");
    symlink(outside.path(), root.path().join("folder")).unwrap();
    let source = open(root.path());
    assert_eq!(read(&source, "docs/LICENSE").unwrap(), "text");
    for name in ["twice", "absolute", "upwards", "loop", "dangling"] {
        let cause = read(&source, name).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Unreadable, "{name}");
        assert!(cause.detail.contains(name), "{}", cause.detail);
    }
    assert!(source.repository.file("folder/secret").is_none());
    assert!(read(&source, "folder/secret").is_err());
    assert!(read(&source, "../secret").is_err());
    assert!(matches!(&source.repository.file("absolute").unwrap().kind, FileKind::Link { .. }));
}

#[test]
fn a_tracked_file_below_a_folder_that_became_a_link_is_not_read() {
    let outside = TempDir::new().unwrap();
    std::fs::write(outside.path().join("a"), "secret").unwrap();
    let root = committed(&[("folder/a", "public")]);
    std::fs::remove_dir_all(root.path().join("folder")).unwrap();
    symlink(outside.path(), root.path().join("folder")).unwrap();
    let source = open(root.path());
    assert_eq!(status(&source, "folder/a"), Some(Status::Deleted));
    assert!(read(&source, "folder/a").is_err());
}

#[test]
fn a_fifo_is_not_waited_on() {
    let root = committed(&[("a", "")]);
    let made = std::process::Command::new("mkfifo").arg(root.path().join("LICENSE")).status().unwrap();
    assert!(made.success());
    let source = open(root.path());
    assert_eq!(source.repository.file("LICENSE").unwrap().kind, FileKind::Special);
    assert_eq!(read(&source, "LICENSE").unwrap_err().kind, CauseKind::Unreadable);
}

#[test]
fn a_file_over_its_limit_says_so() {
    let root = committed(&[("a", "")]);
    let file = std::fs::File::create(root.path().join("sparse")).unwrap();
    file.set_len(LARGE + 1).unwrap();
    let source = open(root.path());
    assert_eq!(read(&source, "sparse").unwrap_err().kind, CauseKind::TooLarge);
    assert_eq!(source.reader().read("sparse", LARGE).unwrap_err().kind, CauseKind::TooLarge);
}

#[test]
fn names_need_not_be_utf_8_nor_fit_a_line() {
    use std::os::unix::ffi::OsStrExt;
    let root = committed(&[("a", "")]);
    let put =
        |name: &[u8], text: &str| std::fs::write(root.path().join(std::ffi::OsStr::from_bytes(name)), text).unwrap();
    put(b"odd\xff\n\x1b[31m", "read");
    for name in [&b"twin\xfe"[..], b"twin\xff"] {
        put(name, "which?");
    }
    put(b"two\xff", "raw");
    put("two\u{fffd}".as_bytes(), "as shown");
    let source = open(root.path());
    assert_eq!(read(&source, "odd\u{fffd}\n\u{1b}[31m").unwrap(), "read");
    for name in ["twin\u{fffd}", "two\u{fffd}"] {
        let cause = read(&source, name).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Unreadable);
        assert!(cause.detail.contains("several names look like this"), "{cause}");
    }
}

#[test]
fn what_is_swapped_after_the_listing_is_not_read() {
    let root = committed(&[("server/main.go", "package main\n"), ("LICENSE", "MIT"), ("plugin.json", "{}")]);
    let outside = tempfile::TempDir::new().unwrap();
    write(outside.path(), "main.go", "secret");
    write(outside.path(), "LICENSE", "secret");
    let source = open(root.path());
    let path = |name: &str| root.path().join(name);
    std::fs::rename(path("server"), path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(outside.path(), path("server")).unwrap();
    std::fs::remove_file(path("LICENSE")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("LICENSE"), path("LICENSE")).unwrap();
    std::fs::remove_file(path("plugin.json")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path("plugin.json")).status().unwrap().success());
    for name in ["LICENSE", "plugin.json", "server/main.go"] {
        // Elsewhere the folders between are not held.
        if !name.contains('/') || cfg!(target_os = "linux") {
            assert_eq!(read(&source, name).unwrap_err().kind, CauseKind::Unreadable, "{name}");
        }
    }
}

#[test]
fn nested_folders_beyond_the_limit_are_passed_over_not_fatal() {
    let root = committed(&[("a", "")]);
    let deep = root.path().join(vec!["d"; 600].join("/"));
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("f"), "").unwrap();
    assert_eq!(status(&open(root.path()), "a"), Some(Status::Clean));
}

#[test]
fn other_repositories_inside_are_left_alone() {
    let root = committed(&[("a", "")]);
    write(root.path(), "other/b", "");
    git(&root.path().join("other"), &["init", "--quiet"]);
    assert!(open(root.path()).repository.file("other/b").is_none());
}
