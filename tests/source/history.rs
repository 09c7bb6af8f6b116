//! Every state that git can be in gives an answer.

use std::path::Path;

use plugin_ready::evidence::repository::{BranchSource, Git, Status};
use plugin_ready::evidence::{CauseKind, Fact, SMALL};
use plugin_ready::source::Source;
use tempfile::TempDir;

use crate::support::fixture::git;

fn repository() -> TempDir {
    let root = TempDir::new().unwrap();
    git(root.path(), &["init", "--quiet", "--initial-branch", "master"]);
    std::fs::write(root.path().join("plugin.json"), "{}").unwrap();
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--message", "first"]);
    root
}

fn open(path: &Path) -> Source {
    Source::open(path, false).unwrap()
}

fn facts(source: &Source) -> &Git {
    source.repository.git.seen().unwrap()
}

fn default_branch(source: &Source) -> (&str, BranchSource) {
    let branch = source.repository.default_branch.seen().unwrap();
    (&branch.name, branch.source)
}

#[test]
fn no_git_is_absent() {
    let root = TempDir::new().unwrap();
    std::fs::write(root.path().join("plugin.json"), "{}").unwrap();
    let source = open(root.path());
    assert!(matches!(source.repository.git, Fact::Absent));
    assert!(source.repository.file("plugin.json").is_some());
}

#[test]
fn standalone_does_not_look_above() {
    let root = repository();
    std::fs::create_dir(root.path().join("plugin")).unwrap();
    let below = root.path().join("plugin");
    assert_eq!(open(&below).repository.prefix, "plugin/");
    let alone = Source::open(&below, true).unwrap();
    assert_eq!(alone.repository.prefix, "");
    assert!(matches!(alone.repository.git, Fact::Absent));
}

#[test]
fn a_bare_repository_shows_the_files_of_head() {
    let root = repository();
    let bare = TempDir::new().unwrap();
    git(bare.path(), &["clone", "--quiet", "--bare", root.path().to_str().unwrap(), "."]);
    let source = open(bare.path());
    assert!(facts(&source).bare);
    assert_eq!(default_branch(&source), ("master", BranchSource::Current));
    assert_eq!(&*source.reader().read("plugin.json", SMALL).unwrap(), b"{}");
    assert_eq!(source.reader().read("plugin.json", 1).unwrap_err().kind, CauseKind::TooLarge);
}

#[test]
fn a_worktree_is_a_repository_of_its_own() {
    let root = repository();
    let parent = TempDir::new().unwrap();
    let tree = parent.path().join("tree");
    git(root.path(), &["worktree", "add", "--quiet", "-b", "side", tree.to_str().unwrap()]);
    let source = open(&tree);
    assert_eq!(facts(&source).branch.as_deref(), Some("side"));
    assert_eq!(default_branch(&source), ("master", BranchSource::Named));
    assert!(!facts(&source).dirty);
}

#[test]
fn a_shallow_clone_says_so() {
    let root = repository();
    git(root.path(), &["commit", "--quiet", "--allow-empty", "--message", "second"]);
    let clone = TempDir::new().unwrap();
    let url = format!("file://{}", root.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth", "1", &url, "."]);
    assert!(facts(&open(clone.path())).shallow);
    assert_eq!(default_branch(&open(clone.path())), ("master", BranchSource::OriginHead));
}

#[test]
fn a_detached_head_has_no_branch() {
    let root = repository();
    git(root.path(), &["checkout", "--quiet", "--detach"]);
    let source = open(root.path());
    assert_eq!(facts(&source).branch, None);
    assert!(facts(&source).head.is_some());
    assert_eq!(default_branch(&source), ("master", BranchSource::Named));
    git(root.path(), &["branch", "--quiet", "--move", "master", "trunk"]);
    assert!(matches!(&open(root.path()).repository.default_branch, Fact::Blind(cause) if cause.kind == CauseKind::Git));
}

#[test]
fn an_unborn_head_has_a_branch_and_no_commit() {
    let root = TempDir::new().unwrap();
    git(root.path(), &["init", "--quiet", "--initial-branch", "main"]);
    let source = open(root.path());
    assert_eq!(facts(&source).head, None);
    assert_eq!(facts(&source).branch.as_deref(), Some("main"));
}

#[test]
fn the_default_branch_is_the_configured_one_then_origins() {
    let root = repository();
    git(root.path(), &["checkout", "--quiet", "-b", "feature"]);
    git(root.path(), &["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    git(root.path(), &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    let mut source = open(root.path());
    assert_eq!(default_branch(&source), ("trunk", BranchSource::OriginHead));
    source.set_default_branch("release");
    assert_eq!(default_branch(&source), ("release", BranchSource::Configured));
}

#[test]
fn both_master_and_main_leave_the_current_branch() {
    let root = repository();
    git(root.path(), &["branch", "main"]);
    assert_eq!(default_branch(&open(root.path())), ("master", BranchSource::Current));
    git(root.path(), &["checkout", "--quiet", "-b", "feature"]);
    assert_eq!(default_branch(&open(root.path())), ("feature", BranchSource::Current));
}

#[test]
fn origins_are_read_in_every_spelling() {
    let root = repository();
    git(root.path(), &["remote", "add", "origin", "x"]);
    for (address, expected) in [
        ("https://GitHub.com/owner/name.git", Some(("github.com", "owner", "name"))),
        ("https://user:secret@github.com/owner/name/", Some(("github.com", "owner", "name"))),
        ("git@github.com:owner/name.git", Some(("github.com", "owner", "name"))),
        ("ssh://git@gitlab.com:2222/group/sub/name", Some(("gitlab.com", "group/sub", "name"))),
        ("/srv/git/name.git", None),
        ("file:///srv/git/name.git", None),
        ("x", None),
    ] {
        git(root.path(), &["remote", "set-url", "origin", address]);
        let source = open(root.path());
        let origin = facts(&source).origin.as_ref();
        assert_eq!(origin.map(|o| (o.host.as_str(), o.owner.as_str(), o.name.as_str())), expected, "{address}");
    }
}

#[test]
fn a_broken_repository_is_a_cause_and_the_files_are_still_listed() {
    let root = repository();
    std::fs::write(root.path().join(".git/config"), "[core\nbroken").unwrap();
    let source = open(root.path());
    assert!(matches!(&source.repository.git, Fact::Blind(cause) if cause.kind == CauseKind::Git));
    assert!(source.repository.file("plugin.json").is_some());
}

#[test]
fn a_broken_index_is_a_warning() {
    let root = repository();
    std::fs::write(root.path().join(".git/index"), "junk").unwrap();
    let source = open(root.path());
    assert!(source.warnings().iter().any(|warning| warning.contains("index")), "{:?}", source.warnings());
}

#[test]
fn sha_256_repositories_are_a_cause() {
    let root = TempDir::new().unwrap();
    git(root.path(), &["init", "--quiet", "--object-format", "sha256"]);
    assert!(matches!(&open(root.path()).repository.git, Fact::Blind(cause) if cause.kind == CauseKind::Git));
}

#[test]
fn staged_changes_are_changes() {
    let root = repository();
    std::fs::write(root.path().join("plugin.json"), "{ }").unwrap();
    git(root.path(), &["add", "--all"]);
    assert!(facts(&open(root.path())).dirty);
}

#[test]
fn without_an_index_head_tells_what_is_tracked() {
    let root = repository();
    std::fs::remove_file(root.path().join(".git/index")).unwrap();
    let source = open(root.path());
    assert_eq!(source.repository.file("plugin.json").unwrap().status, Status::Clean);
    assert!(source.warnings().iter().any(|warning| warning.contains("no index")), "{:?}", source.warnings());

    let fresh = TempDir::new().unwrap();
    git(fresh.path(), &["init", "--quiet"]);
    assert_eq!(open(fresh.path()).warnings(), [""; 0]);
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    assert!(Source::open(Path::new("no/such/folder"), false).is_err());
    assert!(Source::open(Path::new("Cargo.toml"), false).is_err());
}
