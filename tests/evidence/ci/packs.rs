//! Which command makes the bundle from a fresh clone.

use plugin_ready::evidence::Fact;
use plugin_ready::evidence::ci::collect;

use crate::support::builds::{MAKEFILE, ci, plugin};
use crate::support::tree::Tree;

fn packs(tree: &Tree) -> Option<String> {
    ci(tree).packs
}

/// What makes the bundle of a plugin with these rules in its Makefile.
fn goal(rules: &str) -> Option<String> {
    packs(&plugin().with("Makefile", rules))
}

#[test]
fn the_plugins_folder_is_one_word_for_the_shell() {
    let packs_in = |folder: &str| {
        let tree = Tree::of(&[
            (format!("{folder}/plugin.json").as_str(), "{}"),
            (format!("{folder}/Makefile").as_str(), MAKEFILE),
            (format!("{folder}/server/main.go").as_str(), "package main\n"),
        ]);
        let mut repository = tree.in_git("main", "example");
        repository.prefix = format!("{folder}/");
        let Fact::Seen(ci) = collect(&repository, &tree) else { panic!("no CI") };
        ci.packs
    };
    assert_eq!(packs_in("plugin").as_deref(), Some("cd plugin && make dist"));
    assert_eq!(packs_in("my plugin").as_deref(), Some("cd 'my plugin' && make dist"));
}

const SERVER: &str = "server:\n\tcd server && go build\n";
const WEBAPP: &str = "web:\n\tcd web && npx webpack\n";
const PACK: &str = "\ttar -czf demo.tar.gz demo\n";

#[test]
fn a_goal_that_packs_and_compiles_goes_before_one_that_packs() {
    for (rules, command) in [
        (format!("dist: server bundle\n{SERVER}bundle:\n{PACK}"), "make dist"),
        (format!("all: server bundle clean\n{SERVER}bundle:\n{PACK}clean:\n"), "make"),
        (format!("help:\n\techo\nall: server bundle\n{SERVER}bundle:\n{PACK}"), "make all"),
        (format!("help:\n\techo\nbundle: server\n{PACK}all: server web bundle\n{SERVER}{WEBAPP}"), "make all"),
        (format!("all: server\n{SERVER}dist:\n{PACK}"), "make all dist"),
        (format!("build:\n\tgo build\n{PACK}dist:\n\tgo build\n"), "make"),
        // As good as each other.
        (format!("all: test dist\ntest:\ndist:\n\tgo build\n{PACK}"), "make dist"),
        (format!("bundle:\n\tdocker run golang make inner\ninner:\n{PACK}"), "make bundle"),
    ] {
        assert_eq!(goal(&rules).as_deref(), Some(command), "{rules}");
    }
}

#[test]
fn what_ci_cannot_run_is_not_advised() {
    for rules in [
        format!("all: bundle deploy\nbundle:\n\tdocker run golang go build\ndeploy: bundle\n{PACK}"),
        format!("package:\n{PACK}\tgh release create v1 demo.tar.gz\n"),
        format!("package:\nifdef GITHUB_REF\n{PACK}endif\n"),
    ] {
        assert_eq!(goal(&rules), None, "{rules}");
    }
}

const ARCHIVES: &str =
    "import tarfile\nwith tarfile.open(\"dist/demo.tar.gz\", \"w:gz\") as tar:\n    tar.add(\"demo\")\n";

#[test]
fn a_script_that_a_job_runs_is_what_makes_the_bundle() {
    let text = |step: &str| {
        format!(
            "on: push\njobs: {{a: {{if: github.ref == 'refs/tags/v1', runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: {step}}}]}}}}\n"
        )
    };
    let tree = || plugin().without("Makefile").with("assemble.py", ARCHIVES);
    let packs = |step: &str| packs(&tree().with(".github/workflows/ci.yml", text(step)));
    assert_eq!(packs("python assemble.py").as_deref(), Some("python assemble.py"));
    assert_eq!(packs("tar -czf demo.tar.gz plugin.json"), None, "a step of several");
    let own = plugin().with("Makefile", format!("help:\n\techo\nready:\n\tgo build\n{PACK}"));
    let own = own.with(".github/workflows/ci.yml", text("make ready"));
    assert_eq!(ci(&own).packs.as_deref(), Some("make ready"), "a goal of another name");
}

#[test]
fn a_script_that_plainly_packs_is_what_makes_the_bundle() {
    let bare = || plugin().without("Makefile");
    assert_eq!(packs(&bare()), None);
    assert_eq!(
        packs(&bare().with("build.sh", "go build\ntar -czf demo.tar.gz demo\n")).as_deref(),
        Some("bash build.sh")
    );
    assert_eq!(packs(&bare().with("build.sh", "go build\n")), None);
    assert_eq!(packs(&bare().with("build.sh", "case $1 in pack) tar -czf demo.tar.gz demo ;; esac\n")), None);
    assert_eq!(packs(&bare().with("scripts/package.py", ARCHIVES)).as_deref(), Some("python3 scripts/package.py"));
    let package = r#"{"scripts": {"build": "webpack", "dist": "npm run build && tar -czf demo.tar.gz demo"}}"#;
    let npm = bare().with("package.json", package);
    assert_eq!(packs(&npm).as_deref(), Some("npm install && npm run dist"));
    assert_eq!(packs(&npm.with("package-lock.json", "{}")).as_deref(), Some("npm ci && npm run dist"));
}

#[test]
fn the_command_of_a_plugin_in_a_folder_goes_there() {
    let tree = plugin().with("plugins/demo/Makefile", format!("dist:\n{PACK}"));
    let mut repository = tree.in_git("master", "example");
    repository.prefix = "plugins/demo/".to_owned();
    let ci = plugin_ready::evidence::ci::collect(&repository, &tree);
    assert_eq!(ci.seen().and_then(|ci| ci.packs.as_deref()), Some("cd plugins/demo && make dist"));
}
