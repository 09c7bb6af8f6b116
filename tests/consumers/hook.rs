//! The hooks in the real pre-commit, on plugins of the fixtures.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::tools::{python, root, run, succeed, without_compiler};
use crate::support::fixture::{Fixture, git};
use crate::support::run::program;

/// This repository as one that a hook is taken from: the files as they are now, with the tag of their version.
fn this_repository() -> TempDir {
    let copy = TempDir::new().unwrap();
    for path in git(root(), &["ls-files", "--cached", "--others", "--exclude-standard"]).lines() {
        let (from, to) = (root().join(path), copy.path().join(path));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        if from.exists() {
            fs::copy(from, to).unwrap();
        }
    }
    git(copy.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(copy.path(), &["add", "--all"]);
    git(copy.path(), &["commit", "--quiet", "--message", "all"]);
    git(copy.path(), &["tag", concat!("v", env!("CARGO_PKG_VERSION"))]);
    copy
}

/// What someone writes who takes the hook called `id` from `repository`.
fn configuration(repository: &Path, id: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("repos:\n  - repo: {}\n    rev: v{version}\n    hooks:\n      - id: {id}\n", repository.display())
}

fn pre_commit(plugin: &Path, home: &Path, args: &[&str]) -> Command {
    let mut command = without_compiler(python("pre-commit").get_program(), home);
    command.current_dir(plugin).args(args);
    command
}

/// Commits what is staged, as someone whose network is down.
fn commit(plugin: &Path, home: &Path, prepare: impl Fn(&mut Command)) -> (bool, String) {
    let mut command = without_compiler("git", home);
    prepare(&mut command);
    command.current_dir(plugin).args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--message",
        "x",
    ]);
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(proxy, "http://127.0.0.1:1");
    }
    run(&mut command)
}

/// A plugin that is ready and one that is not, with `write` having written their configuration of hooks: the one commits
/// and the other does not, and where no file that matters changed, nothing runs.
fn works(write: impl Fn(&Path), prepare: impl Fn(&mut Command)) {
    let home = TempDir::new().unwrap();
    for (fixture, ready) in [("ready-ci-extensions", true), ("licence-problem", false)] {
        let plugin = Fixture::new(fixture);
        write(plugin.root());
        succeed(&mut pre_commit(plugin.root(), home.path(), &["validate-config"]));
        let mut install = pre_commit(plugin.root(), home.path(), &["install", "--install-hooks"]);
        prepare(&mut install);
        succeed(&mut install);

        let change = |path: &str| {
            let path = plugin.root().join(path);
            let text = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, format!("{text}\n")).unwrap();
            git(plugin.root(), &["add", path.to_str().unwrap()]);
        };
        change("notes.txt");
        let (success, told) = commit(plugin.root(), home.path(), &prepare);
        assert!(success && told.contains("(no files to check)Skipped"), "{fixture}: {told}");

        change("README.md");
        let begun = Instant::now();
        let (success, told) = commit(plugin.root(), home.path(), &prepare);
        let took = begun.elapsed();
        assert_eq!(success, ready, "{fixture}: {told}");
        assert!(told.contains(if ready { "Passed" } else { "Failed" }), "{fixture}: {told}");
        assert!(
            ready || told.contains("fail     nightly-build") && told.contains("exit code: 1"),
            "it says why: {told}"
        );
        assert!(took < Duration::from_secs(20), "{took:?} for a commit, on a busy machine");
    }
}

#[test]
fn the_manifest_of_the_hooks_is_valid() {
    succeed(python("pre-commit").arg("validate-manifest").arg(root().join(".pre-commit-hooks.yaml")));
}

#[test]
fn the_hook_of_the_wheel_needs_no_compiler() {
    let hooks = this_repository();
    let write = |plugin: &Path| {
        fs::write(plugin.join(".pre-commit-config.yaml"), configuration(hooks.path(), "plugin-ready")).unwrap();
        git(plugin, &["add", ".pre-commit-config.yaml"]);
    };
    works(write, |_| {});
}

#[test]
fn the_hook_that_init_writes_works() {
    let write = |plugin: &Path| {
        let config = ["init", "--hook", "--yes", plugin.to_str().unwrap()];
        assert!(program().args(config).output().unwrap().status.success());
        git(plugin, &["add", ".pre-commit-config.yaml"]);
    };
    works(write, |_| {});
}

/// Compiling takes minutes and gives what the other tests run, so here cargo is one that checks what it is asked for and
/// installs the program that is there.
#[test]
fn the_hook_of_the_source_asks_cargo_for_the_program() {
    let (hooks, bin) = (this_repository(), TempDir::new().unwrap());
    let cargo = bin.path().join("cargo");
    let program = env!("CARGO_BIN_EXE_plugin-ready");
    let script = format!(
        "#!/bin/sh\nset -eu\nif [ \"$1\" = --version ]; then exit 0; fi\ntest \"$1 $2 $3 $5 $6\" = 'install --bins --root --path .'\n\
         grep -q '^name = \"plugin-ready\"' Cargo.toml\nmkdir -p \"$4/bin\"\ncp '{program}' \"$4/bin/\"\n"
    );
    fs::write(&cargo, script).unwrap();
    succeed(Command::new("chmod").arg("+x").arg(&cargo));
    let write = |plugin: &Path| {
        fs::write(plugin.join(".pre-commit-config.yaml"), configuration(hooks.path(), "plugin-ready-rust")).unwrap();
        git(plugin, &["add", ".pre-commit-config.yaml"]);
    };
    works(write, |command| {
        command.env("PATH", format!("{}:/usr/bin:/bin", bin.path().display()));
    });
}
