//! `plugin-ready check` as a user runs it.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::fixture::{self, Fixture};
use crate::support::run::{program, run, run_in};
use crate::support::server::{Server, wait_for_hang_up};

/// A plugin that nothing else is known of.
fn plugin(config: &str) -> TempDir {
    let root = TempDir::new().unwrap();
    let manifest = r#"{"id": "com.example.a", "name": "A", "server": {"executable": "server/a"}}"#;
    std::fs::write(root.path().join("plugin.json"), manifest).unwrap();
    if !config.is_empty() {
        std::fs::write(root.path().join("plugin-ready.toml"), config).unwrap();
    }
    root
}

fn check(root: &TempDir, args: &[&str]) -> crate::support::run::Ran {
    let path = root.path().to_str().unwrap();
    run(&[&["check", "--offline", path], args].concat())
}

#[test]
fn a_tag_from_before_the_plugin_had_an_id_of_its_own_is_the_template_s() {
    let root = plugin("");
    fixture::git(root.path(), &["init", "--quiet", "--initial-branch", "master"]);
    let tagged = |id: &str, tag: &str| {
        let manifest = format!(r#"{{"id": "{id}", "name": "A", "server": {{"executable": "server/a"}}}}"#);
        std::fs::write(root.path().join("plugin.json"), manifest).unwrap();
        fixture::git(root.path(), &["add", "--all"]);
        fixture::git(root.path(), &["commit", "--quiet", "--allow-empty", "--message", tag]);
        fixture::git(root.path(), &["tag", tag]);
        check(&root, &["--format", "json"]).stdout
    };
    let told = tagged("com.mattermost.plugin-starter-template", "v0.5.0");
    assert!(told.contains("the newest release is v0.5.0"), "{told}");
    let told = tagged("com.example.tickets", "nightly");
    assert!(told.contains("the version tags are the starter template's, whose id was there: v0.5.0"), "{told}");
    let told = tagged("com.example.tickets", "v0.1.0");
    assert!(told.contains("the newest release is v0.1.0"), "{told}");
}

#[test]
fn something_else_than_a_plugin_ends_with_3_and_one_sentence() {
    let root = TempDir::new().unwrap();
    let ran = check(&root, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    let path = fixture::folder().join("not-a-plugin");
    let ran = run(&["check", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("Helm"), "{}", ran.stderr);
    let server = plugin("");
    fixture::git(server.path(), &["init", "--quiet"]);
    std::fs::create_dir(server.path().join("server")).unwrap();
    let ran = run_in(&server.path().join("server"), &["check", "--offline"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.ends_with("  help: plugin-ready check ..\n"), "{}", ran.stderr);
}

#[test]
fn a_path_that_is_not_there_ends_with_2() {
    let ran = run(&["check", "no/such/folder"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("no/such/folder"), "{}", ran.stderr);
}

#[test]
fn of_several_paths_the_worst_counts_and_the_others_are_still_judged() {
    let root = plugin("");
    let empty = TempDir::new().unwrap();
    let ran = check(&root, &[empty.path().to_str().unwrap(), "--format", "concise"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.contains("plugin-manifest"), "{}", ran.stdout);
}

#[test]
fn every_fault_of_the_configuration_is_told_with_its_place_and_the_nearest_name() {
    let root = plugin(
        "targt = \"ci-extensions\"\n\n[[waiver]]\nitem = \"nightly-bild\"\nreason = \"r\"\nuntil = 1\nby = \"b\"\n",
    );
    let ran = check(&root, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    for expected in
        ["plugin-ready.toml:1:1", "target", "plugin-ready.toml:4:8", "nightly-build", "plugin-ready.toml:6:9"]
    {
        assert!(ran.stderr.contains(expected), "{expected} is missing in\n{}", ran.stderr);
    }
}

#[test]
fn a_broken_manifest_fails_its_item_and_the_others_are_still_judged() {
    let root = plugin("");
    std::fs::write(root.path().join("plugin.json"), "{\n  \"id\": \"a\",\n  oops\n}").unwrap();
    let ran = check(&root, &["--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let items = report["tiers"][0]["items"].as_array().unwrap();
    assert_eq!(items[0]["verdict"], "fail");
    assert_eq!(items[0]["locations"][0]["line"], 3);
    assert_eq!(items[1]["verdict"], "pending");
}

#[test]
fn a_waiver_keeps_the_run_from_failing_and_is_never_a_pass() {
    let waiver = "[[waiver]]\nitem = \"ITEM\"\nreason = \"soon\"\nuntil = 2999-01-01\nby = \"alice\"\n";
    let all = ["ci-master", "nightly-build", "compatible-licence"].map(|item| waiver.replace("ITEM", item)).concat();
    let root = plugin(&all);
    let ran = check(&root, &["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let licence = &report["tiers"][0]["items"][4];
    assert_eq!(licence["verdict"], "fail");
    assert_eq!(licence["waived"]["reason"], "soon");
    assert_ne!(report["tiers"][0]["status"], "ready");
    assert_eq!(check(&root, &["--strict"]).code, Some(1));
    assert_eq!(check(&root, &["--as-official"]).code, Some(1));
}

#[test]
fn expired_and_needless_waivers_are_reported() {
    let root = plugin(
        "[[waiver]]\nitem = \"ci-master\"\nreason = \"r\"\nuntil = 2020-01-01\nby = \"b\"\n\
         [[waiver]]\nitem = \"plugin-manifest\"\nreason = \"r\"\nuntil = 2999-01-01\nby = \"b\"\n",
    );
    let ran = check(&root, &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("the waiver for ci-master ended on 2020-01-01"), "{}", ran.stdout);
    assert!(ran.stdout.contains("the waiver for plugin-manifest is not needed"), "{}", ran.stdout);
}

#[test]
fn the_target_comes_from_the_option_then_from_the_file() {
    let root = plugin("target = \"community\"\n");
    let target = |args: &[&str]| -> String {
        let ran = check(&root, &[&["--format", "json"], args].concat());
        serde_json::from_str::<Value>(&ran.stdout).unwrap()["target"].as_str().unwrap().to_owned()
    };
    assert_eq!(target(&[]), "community");
    assert_eq!(target(&["--tier", "ci-extensions-release"]), "ci-extensions-release");
    let ran = check(&root, &["--tier", "comunity"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("community"), "{}", ran.stderr);
}

#[test]
fn nothing_is_written_anywhere() {
    let fixture = Fixture::new("ready-community");
    let listing = |root: &std::path::Path| {
        let mut all: Vec<_> = walkdir::WalkDir::new(root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().modified().unwrap()))
            .collect();
        all.sort();
        all
    };
    let before = listing(fixture.root());
    fixture.check(&[]);
    assert_eq!(before, listing(fixture.root()));
}

#[test]
fn the_same_commit_gives_the_same_report_from_two_clones() {
    let (one, two) = (Fixture::new("ready-marketplace"), Fixture::new("ready-marketplace"));
    for format in ["human", "json", "markdown", "sarif"] {
        let args = ["--offline", "--format", format];
        assert_eq!(one.check(&args).stdout, two.check(&args).stdout, "{format}");
    }
}

#[test]
fn a_reader_who_hangs_up_is_fine() {
    let root = plugin("");
    let mut child = program()
        .args(["check", "--offline", root.path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_an_error() {
    let root = plugin("");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let status = program()
        .args(["check", "--offline", root.path().to_str().unwrap()])
        .stdout(full)
        .stderr(Stdio::null())
        .status();
    assert_eq!(status.unwrap().code(), Some(2));
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let root = plugin("");
    assert!(!check(&root, &[]).stdout.contains('\u{1b}'));
    assert!(check(&root, &["--color", "always"]).stdout.contains('\u{1b}'));
    let path = root.path().to_str().unwrap();
    let forced = program().args(["check", "--offline", path]).env("FORCE_COLOR", "1").output().unwrap();
    assert!(forced.stdout.contains(&0x1b));
}

#[test]
fn eighty_columns_are_enough() {
    let fixture = Fixture::new("fresh-from-template");
    let ran = fixture.check(&["--offline"]);
    for line in ran.stdout.lines().filter(|line| !line.contains('/')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn untrusted_text_cannot_act_in_a_terminal() {
    let root = plugin("");
    let manifest = "{\"id\": \"com.example.a\", \"name\": \"\\u001b[31mred\\u202e\\n::error::x\", \"server\": {}}";
    std::fs::write(root.path().join("plugin.json"), manifest).unwrap();
    for format in ["human", "concise", "markdown", "json"] {
        let ran = check(&root, &["--format", format]);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{format}: {}", ran.stdout);
        assert!(!ran.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{format}");
    }
}

#[test]
fn an_interrupt_prints_what_is_known() {
    let server = Server::http(|_, stream| wait_for_hang_up(stream));
    let root = plugin("");
    let child = program()
        .args(["check", root.path().to_str().unwrap(), "--allow-private-network", "--timeout", "60"])
        .args(["--nightly-url", &server.url("/ci.tar.gz")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while server.asked().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pressed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(pressed.success());
    let output = child.wait_with_output().unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{report}");
    assert!(report.contains("the run was interrupted"), "{report}");
    assert!(report.contains("pass     plugin-manifest"), "{report}");
    assert!(report.contains("unknown  nightly-build"), "{report}");
}

#[test]
fn a_clone_of_the_template_goes_before_the_embedded_index() {
    let (plugin, template) = (Fixture::new("ready-community"), Fixture::new("ready-marketplace"));
    let path = template.root().to_str().unwrap();
    let ran = plugin.check(&["--offline", "--format", "json", "--template", path]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let head = fixture::git(template.root(), &["rev-parse", "HEAD"]);
    assert_eq!(report["tool"]["template_index"], head.trim());
    assert_eq!(plugin.check(&["--template", "no/such/clone"]).code, Some(2));
}
