//! `fix`: shows what it would mend, and writes it with `--apply`, to tracked and clean files only.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::TempDir;

use crate::support::fixture::{Fixture, git};
use crate::support::run::{Ran, run};

const MANIFEST: &str = r#"{
    "id": "com.example.weather",
    "name": "Weather",
    "support_url": "https://github.com/mattermost/mattermost-plugin-starter-template/issues",
    "server": {"executable": "server/a"},
    "settings_schema": {
        "settings": [
            {
                "key": "Token",
                "display_name": "Token:",
                "type": "text"
            }
        ]
    }
}
"#;
const MAIN: &str =
    "package main\n\nimport \"github.com/mattermost/mattermost-plugin-starter-template/server/command\"\n";
const WORKFLOW: &str = "on:\n  push:\n    tags: ['^v.*']\njobs: {}\n";
const LICENCE: &str = "MIT License\n\nCopyright (c) [year] [fullname]\n";

/// A plugin with one of everything that can be mended.
fn plugin() -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, text) in [
        ("plugin.json", MANIFEST),
        ("go.mod", "module github.com/mattermost/mattermost-plugin-starter-template\n"),
        ("server/main.go", MAIN),
        ("Makefile", "dist:\n\t./build/pack.sh\n"),
        ("build/pack.sh", "#!/bin/sh\ntrue\n"),
        ("build/other.sh", "#!/bin/sh\ntrue\n"),
        (".github/workflows/release.yml", WORKFLOW),
        ("LICENSE", LICENCE),
        ("README.md", "Made from github.com/mattermost/mattermost-plugin-starter-template.\n"),
    ] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    git(root.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(root.path(), &["remote", "add", "origin", "https://github.com/example/weather.git"]);
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--message", "code"]);
    root
}

fn fix(root: &Path, args: &[&str]) -> Ran {
    run(&[&["fix", root.to_str().unwrap()], args].concat())
}

#[test]
fn a_dry_run_shows_a_patch_and_changes_nothing() {
    let root = plugin();
    let ran = fix(root.path(), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(git(root.path(), &["status", "--porcelain"]), "");
    assert!(ran.stdout.contains("+    tags: ['v*']"), "{}", ran.stdout);
    let next = format!("next: plugin-ready fix --apply {}", root.path().display());
    assert!(ran.stderr.contains(&next), "the command works from here, too: {}", ran.stderr);
    assert!(
        ran.stderr.contains("1 placeholder of a copyright holder") || ran.stderr.contains("1 tag filter"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("--holder"), "{}", ran.stderr);

    let patch = TempDir::new().unwrap();
    let file = patch.path().join("fix.patch");
    fs::write(&file, &ran.stdout).unwrap();
    git(root.path(), &["apply", file.to_str().unwrap()]);
    let other = plugin();
    assert_eq!(fix(other.path(), &["--apply"]).code, Some(0));
    let diff = |root: &Path| git(root, &["diff"]);
    assert_eq!(diff(root.path()), diff(other.path()), "git applies what --apply writes");
}

#[test]
fn a_terminal_changes_nothing_but_the_colours() {
    let root = plugin();
    let (success, shown) = crate::support::terminal::type_into(&["fix"], root.path(), "y\n");
    assert!(success, "{shown}");
    assert!(
        shown.contains("\u{1b}[32m+    tags: ['v*']") && shown.contains("next: plugin-ready fix --apply"),
        "{shown}"
    );
    assert_eq!(git(root.path(), &["status", "--porcelain"]), "", "only --apply writes: {shown}");
}

#[test]
fn everything_is_mended_once_and_for_all() {
    let root = plugin();
    let ran = fix(root.path(), &["--apply", "--holder", "Jane Doe"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let read = |path: &str| fs::read_to_string(root.path().join(path)).unwrap();
    assert!(read("server/main.go").contains("\"github.com/example/weather/server/command\""));
    assert!(read("go.mod").contains("module github.com/example/weather\n"));
    assert!(read("plugin.json").contains("\"https://github.com/example/weather/issues\""));
    assert!(read(".github/workflows/release.yml").contains("tags: ['v*']"));
    assert!(read("LICENSE").contains(" Jane Doe\n") && !read("LICENSE").contains('['));
    assert!(read("README.md").contains("mattermost-plugin-starter-template"), "a credit stays");
    let executable = |path: &str| fs::metadata(root.path().join(path)).unwrap().permissions().mode() & 0o100 != 0;
    assert!(executable("build/pack.sh") && !executable("build/other.sh"));
    assert!(read("plugin.json").contains("\"help_text\": \"[fill in:"), "{}", read("plugin.json"));
    git(root.path(), &["commit", "--quiet", "--all", "--message", "mended"]);
    let last = fix(root.path(), &["--apply"]);
    assert_eq!((last.stdout.as_str(), last.stderr.trim()), ("", "nothing to mend mechanically"));
}

#[test]
fn another_plugin_below_it_stays_as_it_is() {
    let root = plugin();
    let copy = root.path().join("starter-template");
    fs::create_dir_all(copy.join("server")).unwrap();
    fs::write(copy.join("plugin.json"), "{\"id\": \"com.mattermost.plugin-starter-template\"}\n").unwrap();
    fs::write(copy.join("server/main.go"), MAIN).unwrap();
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--message", "a copy of the template"]);
    let ran = fix(root.path(), &[]);
    assert!(
        ran.stdout.contains("+++ b/server/main.go") && !ran.stdout.contains("b/starter-template/"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_plugin_in_a_folder_gets_that_folders_module() {
    let root = TempDir::new().unwrap();
    fs::create_dir_all(root.path().join("chat")).unwrap();
    fs::write(root.path().join("chat/plugin.json"), "{\"id\": \"org.example.chat\", \"server\": {}}\n").unwrap();
    let module = "module github.com/mattermost/mattermost-plugin-starter-template\n";
    fs::write(root.path().join("chat/go.mod"), module).unwrap();
    git(root.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(root.path(), &["remote", "add", "origin", "https://github.com/example/weather.git"]);
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--message", "code"]);
    let ran = fix(&root.path().join("chat"), &[]);
    assert!(ran.stdout.contains("+module github.com/example/weather/chat\n"), "{}", ran.stdout);
}

#[test]
fn the_slash_that_the_build_needs_is_put_behind_the_homepage() {
    const HOME: &str = "https://github.com/example/weather";
    let template = "https://github.com/mattermost/mattermost-plugin-starter-template";
    let mended = |home: &str, tool: &str| {
        let root = plugin();
        let manifest =
            MANIFEST.replace("    \"support_url\"", &format!("    \"homepage_url\": \"{home}\",\n    \"support_url\""));
        for (path, text) in [
            ("plugin.json", manifest.as_str()),
            ("build/setup.mk", "BUILD_TAG_LATEST = x\n"),
            ("build/manifest/main.go", tool),
        ] {
            fs::create_dir_all(root.path().join("build/manifest")).unwrap();
            fs::write(root.path().join(path), text).unwrap();
        }
        git(root.path(), &["add", "--all"]);
        git(root.path(), &["commit", "--quiet", "--message", "build"]);
        let ran = fix(root.path(), &["--apply"]);
        let text = fs::read_to_string(root.path().join("plugin.json")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        (
            value["homepage_url"].as_str().unwrap().to_owned(),
            ran.stderr.contains("1 missing slash at the end of homepage_url"),
        )
    };
    let appends = "manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\" + tag";
    let slashed = format!("{HOME}/");
    assert_eq!(mended(HOME, appends), (slashed.clone(), true));
    assert_eq!(mended(template, appends), (slashed.clone(), true), "with a leftover in the same value");
    assert_eq!(mended(&slashed, appends), (slashed, false));
    assert_eq!(mended(HOME, "manifest.ReleaseNotesURL = page"), (HOME.to_owned(), false), "this build joins them");
    let manual = "https://weather.example/manual";
    assert_eq!(mended(manual, appends), (manual.to_owned(), false), "that has no pages of releases");
}

#[test]
fn files_with_changes_of_the_user_stay_as_they_are() {
    let root = plugin();
    let mine = format!("{MAIN}// mine\n");
    fs::write(root.path().join("server/main.go"), &mine).unwrap();
    fs::write(root.path().join("server/new.go"), MAIN).unwrap();
    let ran = fix(root.path(), &["--apply"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(fs::read_to_string(root.path().join("server/main.go")).unwrap(), mine);
    assert_eq!(fs::read_to_string(root.path().join("server/new.go")).unwrap(), MAIN);
    assert!(ran.stderr.contains("server/main.go could be mended but has uncommitted changes"), "{}", ran.stderr);
    assert!(ran.stderr.contains("server/new.go could be mended but is not tracked"), "{}", ran.stderr);
}

#[test]
fn outside_git_nothing_is_mended() {
    let root = TempDir::new().unwrap();
    fs::write(root.path().join("plugin.json"), MANIFEST).unwrap();
    let ran = fix(root.path(), &["--apply"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("no git repository"), "{}", ran.stderr);
    let plugin = Fixture::new("fresh-from-template");
    fs::write(plugin.root().join(".git/config"), "#".repeat(2 << 20)).unwrap();
    let ran = fix(plugin.root(), &["--apply"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("its file config is larger than 1024 KiB"), "not that there is none: {}", ran.stderr);
}

#[test]
fn a_manifest_that_cannot_be_read_is_told_with_its_place() {
    let root = plugin();
    fs::write(root.path().join("plugin.json"), "{\n  \"id\": ]\n}\n").unwrap();
    let ran = fix(root.path(), &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.starts_with("error: plugin.json:2:9: plugin.json cannot be read as JSON"), "{}", ran.stderr);
    assert!(ran.stderr.contains("\n  help: mend that first") && ran.stderr.contains("|   \"id\": ]"), "{}", ran.stderr);
}
