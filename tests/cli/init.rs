//! `init`: shows what it would write, writes it when agreed, and never over what is there.

use std::fs;
use std::path::Path;

use crate::support::fixture::{Fixture, git};
use crate::support::run::{Ran, run};
use crate::support::terminal::type_into;

fn init(folder: &Path, args: &[&str]) -> Ran {
    let mut all = vec!["init", folder.to_str().unwrap()];
    all.extend(args);
    run(&all)
}

#[test]
fn without_a_terminal_it_shows_and_writes_nothing() {
    let plugin = Fixture::new("fresh-from-template");
    let ran = init(plugin.root(), &["--hook", "--workflow"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("add --yes to write it"), "{}", ran.stderr);
    for path in ["plugin-ready.toml", ".pre-commit-config.yaml", ".github/workflows/plugin-ready.yml"] {
        assert!(ran.stdout.contains(&format!("+++ b/{path}\n")), "{path}: {}", ran.stdout);
        assert!(!plugin.root().join(path).exists(), "{path}");
    }
}

#[test]
fn where_there_is_no_work_tree_nothing_is_written() {
    let plugin = Fixture::new("fresh-from-template");
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["clone", "--quiet", "--bare", plugin.root().to_str().unwrap(), "bare"]);
    let ran = init(&folder.path().join("bare"), &["--yes", "--hook", "--workflow"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("no work tree to write into"), "{}", ran.stderr);
    assert!(!folder.path().join("bare/plugin-ready.toml").exists());
}

#[test]
fn on_a_terminal_it_shows_and_asks() {
    for (typed, written) in
        [("y\n", true), ("yes\n", true), ("n\n", false), ("\n", false), ("maybe\n", false), ("\u{4}", false)]
    {
        let plugin = Fixture::new("fresh-from-template");
        let (success, shown) = type_into(&["init", "--hook"], plugin.root(), typed);
        assert!(success, "{typed:?}: {shown}");
        let question = shown.find("Write these files? [y/N] ").unwrap_or_else(|| panic!("{typed:?}: {shown}"));
        assert!(shown[..question].contains("+++ b/.pre-commit-config.yaml"), "the diff comes first: {shown}");
        assert!(shown[..question].contains("\u{1b}[32m+"), "in colour: {shown}");
        let told = if written { "wrote plugin-ready.toml, .pre-commit-config.yaml" } else { "nothing was written" };
        assert!(shown[question..].contains(told), "{typed:?}: {shown}");
        assert_eq!(plugin.root().join("plugin-ready.toml").exists(), written, "{typed:?}");
        assert_eq!(plugin.root().join(".pre-commit-config.yaml").exists(), written, "{typed:?}");
    }
}

#[test]
fn what_it_shows_is_what_git_would_apply() {
    let plugin = Fixture::new("fresh-from-template");
    let patch = plugin.root().join("../").canonicalize().unwrap().join(format!("init-{}.patch", std::process::id()));
    fs::write(&patch, init(plugin.root(), &["--hook", "--workflow", "--pm-ux"]).stdout).unwrap();
    git(plugin.root(), &["apply", patch.to_str().unwrap()]);
    fs::remove_file(patch).unwrap();
    let applied = fs::read_to_string(plugin.root().join("README.md")).unwrap();
    let other = Fixture::new("fresh-from-template");
    assert_eq!(init(other.root(), &["--hook", "--workflow", "--pm-ux", "--yes"]).code, Some(0));
    for path in ["README.md", "plugin-ready.toml", ".pre-commit-config.yaml", ".github/workflows/plugin-ready.yml"] {
        let (a, b) = (plugin.root().join(path), other.root().join(path));
        assert_eq!(fs::read_to_string(a).unwrap(), fs::read_to_string(b).unwrap(), "{path}");
    }
    assert!(applied.contains("[fill in:"), "{applied}");
}

#[test]
fn a_readme_that_git_does_not_track_is_left_alone() {
    let plugin = Fixture::new("fresh-from-template");
    git(plugin.root(), &["rm", "--quiet", "--cached", "README.md"]);
    let before = fs::read_to_string(plugin.root().join("README.md")).unwrap();
    let ran = init(plugin.root(), &["--pm-ux", "--yes"]);
    assert!(ran.stderr.contains("README.md is not tracked by git: `git add` it"), "{ran:?}");
    assert_eq!(fs::read_to_string(plugin.root().join("README.md")).unwrap(), before);
}

#[test]
fn what_it_writes_is_taken_and_a_second_run_writes_nothing() {
    let plugin = Fixture::new("fresh-from-template");
    let ran = init(plugin.root(), &["--hook", "--workflow", "--pm-ux", "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("wrote plugin-ready.toml, .pre-commit-config.yaml"), "{}", ran.stderr);
    assert!(plugin.check(&["--offline"]).code < Some(2), "the configuration is read");
    let again = init(plugin.root(), &["--hook", "--workflow", "--pm-ux", "--yes"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), "nothing to write\n"));
    assert!(again.stderr.contains("plugin-ready.toml is there already and stays as it is"), "{}", again.stderr);
    assert!(again.stderr.contains("the hook is there already"), "{}", again.stderr);
    assert!(again.stderr.contains("has a heading for each section"), "{}", again.stderr);
}

#[test]
fn a_workflow_for_a_repository_on_gitlab_comes_with_a_warning() {
    let plugin = Fixture::new("fresh-from-template");
    git(plugin.root(), &["remote", "set-url", "origin", "git@gitlab.com:group/sub/plugin.git"]);
    let told = "GitHub runs the workflow only for a project there that mirrors gitlab.com/group/sub/plugin";
    let ran = init(plugin.root(), &["--workflow", "--yes"]);
    assert!(ran.stderr.contains(told), "{ran:?}");
    assert!(!init(plugin.root(), &[]).stderr.contains(told));
}

#[test]
fn a_plugin_in_a_folder_gets_its_configuration_there_and_the_rest_at_the_root() {
    let plugin = Fixture::new("monorepo");
    let folder = plugin.root().join("plugin");
    let ran = init(&folder, &["--hook", "--workflow", "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(folder.join("plugin-ready.toml").exists());
    let hooks = fs::read_to_string(plugin.root().join(".pre-commit-config.yaml")).unwrap();
    assert!(hooks.contains("args: [\"plugin\"]"), "{hooks}");
    let workflow = fs::read_to_string(plugin.root().join(".github/workflows/plugin-ready.yml")).unwrap();
    assert!(workflow.contains("working-directory: \"plugin\""), "{workflow}");
}

#[test]
fn nothing_is_written_through_a_link_out_of_the_repository() {
    let (plugin, outside) = (Fixture::new("fresh-from-template"), tempfile::tempdir().unwrap());
    fs::remove_dir_all(plugin.root().join(".github")).unwrap();
    std::os::unix::fs::symlink(outside.path(), plugin.root().join(".github")).unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", plugin.root().join("plugin-ready.toml")).unwrap();
    let ran = init(plugin.root(), &["--workflow", "--yes"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("leads out of the repository"), "{}", ran.stderr);
    assert!(ran.stderr.contains("plugin-ready.toml is there already"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn it_wants_a_plugin() {
    assert_eq!(init(Fixture::new("not-a-plugin").root(), &["--yes"]).code, Some(3));
}
