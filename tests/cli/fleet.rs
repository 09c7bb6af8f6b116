//! `plugin-ready fleet` on many repositories made from the fixtures.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::fixture::{self, Fixture, git};
use crate::support::git::History;
use crate::support::run::{Ran, run, run_in};

/// `count` repositories, made in turn from every fixture that is checked at its root.
fn fleet(count: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let originals: Vec<Fixture> =
        fixture::names().iter().filter(|name| *name != "monorepo").map(|name| Fixture::new(name)).collect();
    for at in 0..count {
        let original = originals[at % originals.len()].root().to_str().unwrap();
        let clone = folder.path().join(format!("plugin-{at:03}"));
        git(folder.path(), &["clone", "--quiet", "--local", original, clone.to_str().unwrap()]);
    }
    folder
}

fn run_on(folder: &Path, args: &[&str]) -> Ran {
    run(&[&["fleet", "--offline", folder.to_str().unwrap()], args].concat())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[test]
fn two_hundred_repositories_give_two_hundred_rows() {
    let folder = fleet(200);
    let ran = run_on(folder.path(), &["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report = json(&ran);
    assert_eq!(report["repositories"].as_array().unwrap().len(), 200);
    assert_eq!((&report["census"]["not_plugins"], &report["census"]["errors"]), (&20.into(), &0.into()));
    let schema: Value = serde_json::from_str(&run(&["schema", "fleet"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn neither_the_jobs_nor_the_shards_show() {
    let folder = fleet(12);
    let one = run_on(folder.path(), &["--format", "json", "--jobs", "1"]);
    assert_eq!(one.stdout, run_on(folder.path(), &["--format", "json", "--jobs", "4"]).stdout);
    let parts = ["1/3", "2/3", "3/3"].map(|part| {
        let file = folder.path().join(format!("{}.ndjson", &part[..1]));
        std::fs::write(&file, run_on(folder.path(), &["--format", "ndjson", "--shard", part]).stdout).unwrap();
        file.to_str().unwrap().to_owned()
    });
    let merge = ["fleet", "merge", "--format", "json", &parts[0], &parts[1], &parts[2]];
    assert_eq!(json(&run(&merge)), json(&one), "the joined parts are the whole");
    let [fleet, merge, _, _, files @ ..] = merge;
    let told = run(&[&[fleet, merge][..], &files].concat()).stdout;
    assert_eq!(told, run_on(folder.path(), &[]).stdout, "and how they were made is told, too");
    assert!(told.contains("offline\n"), "{told}");
}

#[test]
fn joined_reports_tell_that_they_were_made_in_different_ways() {
    let folder = fleet(1);
    let file = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, run_on(&folder.path().join("plugin-000"), more).stdout).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let plain = file("1.ndjson", &["--format", "ndjson"]);
    let official = file("2.json", &["--format", "json", "--as-official"]);
    let merged = json(&run(&["fleet", "merge", "--format", "json", &plain, &official]));
    assert_eq!((&merged["offline"], &merged["as_official"]), (&true.into(), &true.into()));
    assert!(merged["warnings"][0].as_str().unwrap().contains("2.json was made with other rules, options"), "{merged}");
    let older = std::fs::read_to_string(&plain).unwrap().replace(",\"offline\":true,\"as_official\":false", "");
    std::fs::write(folder.path().join("3.ndjson"), older).unwrap();
    let older = folder.path().join("3.ndjson");
    assert_eq!(json(&run(&["fleet", "merge", "--format", "json", older.to_str().unwrap()]))["offline"], false);
}

#[test]
fn a_repository_that_cannot_be_judged_is_a_row() {
    let folder = fleet(3);
    std::fs::write(folder.path().join("plugin-001/plugin-ready.toml"), "nonsense = 1\n").unwrap();
    let ran = run_on(folder.path(), &["--format", "json"]);
    assert_eq!(ran.code, Some(0));
    let report = json(&ran);
    assert_eq!(report["census"]["errors"], 1);
    let last = report["repositories"].as_array().unwrap().iter().find(|row| row["error"].is_string()).unwrap();
    assert!(last["error"].as_str().unwrap().contains("nonsense"), "{last}");
}

#[test]
fn only_a_strict_run_fails_on_what_is_open() {
    let folder = fleet(2);
    assert_eq!(run_on(folder.path(), &["--tier", "marketplace"]).code, Some(0));
    assert_eq!(run_on(folder.path(), &["--tier", "marketplace", "--strict"]).code, Some(1));
    std::fs::write(folder.path().join("plugin-001/plugin-ready.toml"), "nonsense = 1\n").unwrap();
    assert_eq!(run_on(folder.path(), &["--strict"]).code, Some(1), "what cannot be judged is not ready");
}

#[test]
fn what_another_shard_judges_is_not_gone() {
    let folder = fleet(4);
    let old = folder.path().join("old.json");
    std::fs::write(&old, run_on(folder.path(), &["--format", "json"]).stdout).unwrap();
    let ran = run_on(folder.path(), &["--shard", "1/2", "--against", old.to_str().unwrap()]);
    assert!(ran.stdout.contains("0 better, 0 worse, 0 new, 0 gone"), "{}", ran.stdout);
}

#[test]
fn a_list_file_gives_labels_and_paths_from_its_own_folder() {
    let folder = fleet(2);
    let list = folder.path().join("fleet.txt");
    std::fs::write(&list, "# ours\nplugin-000 The first one\n\nplugin-001\nnowhere\n").unwrap();
    let report = json(&run_on(&list, &["--format", "json"]));
    let labels: Vec<&Value> = report["repositories"].as_array().unwrap().iter().map(|row| &row["label"]).collect();
    assert!(labels.contains(&&Value::from("The first one")), "{labels:?}");
    assert_eq!(report["census"]["errors"], 1, "a path that is not there is a row, too");
}

#[test]
fn a_listed_path_may_hold_blanks() {
    let folder = fleet(1);
    std::fs::rename(folder.path().join("plugin-000"), folder.path().join("the first one")).unwrap();
    let list = folder.path().join("fleet.txt");
    std::fs::write(&list, "the first one\n").unwrap();
    let report = json(&run_on(&list, &["--format", "json"]));
    assert!(report["repositories"][0]["path"].as_str().unwrap().ends_with("the first one"), "{report}");
    assert_eq!(report["repositories"][0]["label"], Value::Null);
}

#[test]
fn what_has_no_verdict_is_explained_in_full_and_without_a_line_break_in_a_cell() {
    let folder = TempDir::new().unwrap();
    let monorepo = Fixture::new("monorepo");
    let list = folder.path().join("fleet.txt");
    let root = monorepo.root().to_str().unwrap();
    std::fs::write(&list, format!("{root}\nhttps://example.org/a.git\n")).unwrap();
    let told = |format| run_on(&list, &["--format", format]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let human = told("human");
    assert!(human.contains("No such file or directory (os error 2): clone it first"), "{human}");
    assert!(human.contains(&format!("plugin-ready fleet {root}/")), "{human}");
    let csv = told("csv");
    assert!(csv.contains("clone it first") && !csv.contains("\\n"), "{csv}");
}

#[test]
fn a_strict_run_that_judged_no_plugin_is_no_success() {
    let monorepo = Fixture::new("monorepo");
    assert_eq!(run_on(monorepo.root(), &[]).code, Some(0));
    let ran = run_on(monorepo.root(), &["--strict"]);
    assert_eq!((ran.code, ran.stdout.contains("0 plugins")), (Some(1), true), "{ran:?}");
    assert_eq!(run_on(monorepo.root(), &["--strict", "--shard", "2/2"]).code, Some(0), "a part may hold none");
}

#[test]
fn one_clone_is_one_row_however_it_is_spelt() {
    let folder = fleet(1);
    let ran = run_in(folder.path(), &["fleet", "--offline", "--format", "ndjson", "plugin-000", "./plugin-000/", "."]);
    assert_eq!(ran.stdout.matches("\"path\":\"").count(), 1, "{}", ran.stdout);
}

#[test]
fn plugins_of_one_name_go_by_their_paths() {
    let folder = TempDir::new().unwrap();
    let original = Fixture::new("ready-ci-extensions");
    for clone in ["one", "two"] {
        git(folder.path(), &["clone", "--quiet", "--local", original.root().to_str().unwrap(), clone]);
    }
    let human = run_in(folder.path(), &["fleet", "--offline", "."]).stdout;
    assert!(human.contains("\n./one ") && human.contains("\n./two "), "{human}");
    assert!(human.contains("in ./one, ./two"), "{human}");
}

#[test]
fn what_changed_is_told_and_fails_the_run_only_when_asked() {
    let folder = fleet(2);
    let old = folder.path().join("old.json");
    std::fs::write(&old, run_on(folder.path(), &["--format", "json"]).stdout).unwrap();
    let against = ["--against", old.to_str().unwrap()];
    let calm = run_on(folder.path(), &[&against[..], &["--fail-on", "regression"]].concat());
    assert_eq!(calm.code, Some(0));
    assert!(calm.stdout.contains("0 better, 0 worse, 0 new, 0 gone"), "{}", calm.stdout);

    std::fs::remove_file(folder.path().join("plugin-000/LICENSE")).unwrap();
    std::fs::rename(folder.path().join("plugin-001"), folder.path().join("plugin-002")).unwrap();
    let worse = run_on(folder.path(), &against);
    assert_eq!(worse.code, Some(0), "a regression fails the run only with --fail-on");
    assert!(worse.stdout.contains("compatible-licence pass -> fail"), "{}", worse.stdout);
    assert!(worse.stdout.contains("worse, 1 new, 1 gone"), "{}", worse.stdout);
    assert_eq!(run_on(folder.path(), &[&against[..], &["--fail-on", "regression"]].concat()).code, Some(1));
}

#[test]
fn waivers_that_end_soon_are_listed() {
    let folder = fleet(1);
    let soon = jiff::Zoned::now().date().checked_add(jiff::Span::new().days(10)).unwrap();
    let config = format!("[[waiver]]\nitem = \"nightly-build\"\nreason = \"r\"\nuntil = {soon}\nby = \"alice\"\n");
    std::fs::write(folder.path().join("plugin-000/plugin-ready.toml"), config).unwrap();
    let report = json(&run_on(folder.path(), &["--format", "json"]));
    assert_eq!(report["ending"][0]["item"], "nightly-build");
    assert_eq!(report["ending"][0]["until"], soon.to_string());
    assert_eq!(report["ending"][0]["what"], "waiver");
}

#[test]
fn sign_offs_that_end_soon_are_listed_and_later_ones_are_not() {
    let mut history = History::new();
    history.commit(&[("plugin.json", r#"{"id": "com.example.a", "version": "1.0.0", "server": {}}"#)]);
    let day = |days| jiff::Zoned::now().date().checked_add(jiff::Span::new().days(days)).unwrap().to_string();
    for (item, until) in [("basic-code-review", day(20)), ("qa-pass", day(60))] {
        let signed = run_in(history.path(), &["sign-off", item, "--by", "alice", "--until", &until]);
        assert_eq!(signed.code, Some(0), "{signed:?}");
    }
    let report = json(&run_on(history.path(), &["--format", "json"]));
    let ending = &report["ending"];
    assert_eq!(ending.as_array().unwrap().len(), 1, "{ending}");
    assert_eq!((&ending[0]["what"], &ending[0]["item"]), (&"sign-off".into(), &"basic-code-review".into()));
    assert_eq!(ending[0]["until"], day(20));
}

#[test]
fn what_clears_many_comes_with_its_edit_and_names() {
    let folder = fleet(20);
    let ran = run_on(folder.path(), &[]);
    let (_, levers) = ran.stdout.split_once("what to do first").unwrap();
    assert!(levers.contains("-> ") && levers.contains(" more\n"), "{levers}");
}

#[test]
fn every_format_shows_every_row_and_eighty_columns_are_enough() {
    let folder = fleet(10);
    for format in ["human", "json", "ndjson", "csv", "markdown", "html"] {
        let ran = run_on(folder.path(), &["--format", format]);
        assert_eq!(ran.code, Some(0), "{format}");
        for name in ["Poll Box", "Night Sky", "plugin-003"] {
            assert!(ran.stdout.contains(name), "{format} lacks {name}");
        }
        if format == "human" {
            assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);
        }
    }
}

#[test]
fn a_policy_speaks_for_every_repository() {
    let folder = fleet(5);
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "target = \"community\"\n[people]\ncore-committers = [\"carol\"]\n").unwrap();
    let report = json(&run_on(folder.path(), &["--format", "json", "--policy", policy.to_str().unwrap()]));
    assert_eq!(report["target"], "community");
    let ready = report["repositories"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["plugin"]["id"] == "com.example.dice")
        .unwrap();
    assert_eq!(ready["plugin"]["items"]["basic-code-review"]["verdict"], "pending", "alice is no core committer there");
}

#[test]
fn untrusted_names_cannot_act_in_any_format() {
    let folder = TempDir::new().unwrap();
    let plugin = folder.path().join("p");
    std::fs::create_dir(&plugin).unwrap();
    let name = "=cmd()<script>alert(1)</script>\\u001b[31m\\u202e\\n::error::x";
    std::fs::write(
        plugin.join("plugin.json"),
        format!("{{\"id\": \"com.example.a\", \"name\": \"{name}\", \"server\": {{}}}}"),
    )
    .unwrap();
    for format in ["human", "json", "ndjson", "csv", "markdown", "html"] {
        let out = run_on(folder.path(), &["--format", format]).stdout;
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{format}");
        assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{format}");
        assert!(format != "html" && format != "markdown" || !out.contains("<script>alert"), "{format}");
        assert!(format != "csv" || !out.contains(",=cmd"), "{out}");
    }
}

#[test]
fn usage_errors_end_with_2() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    for args in [
        &["fleet"][..],
        &["fleet", path],
        &["fleet", path, "--shard", "3/2"],
        &["fleet", path, "--fail-on", "regression"],
        &["fleet", "merge", "no/such/file"],
        &["fleet", "merge", "Cargo.toml"],
    ] {
        assert_eq!(run(args).code, Some(2), "{args:?}");
    }
}
