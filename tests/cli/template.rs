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
