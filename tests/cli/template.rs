use plugin_ready::data::template_readme::SENTENCES;
use plugin_ready::evidence::docs::template::hash;

use crate::support::git::History;
use crate::support::run::run;
use crate::support::template::lines;

#[test]
fn the_index_is_built_from_a_clones_main_branch_and_is_the_same_each_time() {
    let mut history = History::new();
    history.commit(&[("Makefile", &lines("make", 4)), ("plugin.json", "{\"id\": \"com.example.template\"}\n")]);
    let tip = history.commit(&[("Makefile", &lines("make", 6))]);
    let folder = tempfile::tempdir().unwrap();
    let (once, again) = (folder.path().join("once"), folder.path().join("again"));
    for out in [&once, &again] {
        let ran = run(&["template", "index", history.path().to_str().unwrap(), "--out", out.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stdout.contains(&format!("2 commits up to {tip}, 2 files in 3 versions")), "{}", ran.stdout);
    }
    assert_eq!(std::fs::read(once).unwrap(), std::fs::read(again).unwrap());
}

#[test]
fn a_folder_that_is_no_clone_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ran = run(&["template", "index", folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("cannot read the template's clone") && ran.stderr.contains("git clone"),
        "{}",
        ran.stderr
    );
    assert!(!out.exists());
}

#[test]
fn a_clone_without_its_history_is_refused() {
    let mut history = History::new();
    let tip = history.commit(&[("Makefile", "all: of it\n")]);
    std::fs::write(history.path().join(".git/shallow"), format!("{tip}\n")).unwrap();
    let path = history.path().to_str().unwrap();
    let ran = run(&["template", "index", path, "--out", &format!("{path}/index")]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("is a shallow clone"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("git -C {path} fetch --unshallow")), "{}", ran.stderr);
}

#[test]
fn the_table_of_sentences_holds_those_of_every_readme_of_the_main_branch() {
    let mut history = History::new();
    history.commit(&[("README.md", "# Demo\n\nBuild the plugin with care. Two words.\n")]);
    history.commit(&[
        ("README.md", "# Demo\n\nIt plays at dice in channels.\n"),
        ("docs/README.md", "None of these words.\n"),
    ]);
    let tip = history.commit(&[("server/main.go", "package main\n")]);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("table.rs");
    let ran = run(&["template", "readme", history.path().to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains(&format!("2 sentences of every README up to {tip}")), "{}", ran.stdout);
    let table = std::fs::read_to_string(out).unwrap();
    let mut hashes = ["build the plugin with care", "it plays at dice in channels"].map(hash);
    hashes.sort_unstable();
    let written: Vec<u64> = table
        .lines()
        .filter_map(|line| line.strip_prefix("    0x"))
        .flat_map(|line| line.split(", "))
        .map(|hash| {
            u64::from_str_radix(&hash.trim_start_matches("0x").trim_end_matches(',').replace('_', ""), 16).unwrap()
        })
        .collect();
    assert_eq!(written, hashes);
    assert!(table.contains(&format!("up to commit {tip}.")) && !table.contains("dice"));
    assert!(SENTENCES.is_sorted(), "the committed one is searched by halves");
}
