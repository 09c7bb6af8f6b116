//! `ci-master`: what proves the build of the default branch, and why not.

use plugin_ready::checklist::ci_master::ITEM;
use plugin_ready::evidence::ci;
use plugin_ready::evidence::repository::Status;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::{CAVEAT, Judgement, Verdict};
use serde_json::json;

use crate::support::builds::{evidence, plugin};
use crate::support::tree::Tree;

const PATH: &str = ".github/workflows/ci.yml";

fn judge(tree: &Tree) -> Judgement {
    (ITEM.judge)(&evidence(tree, "master", "example"))
}

fn workflow(text: &str) -> Judgement {
    judge(&plugin().with(PATH, text))
}

#[test]
fn a_job_that_makes_the_bundle_on_every_push_passes() {
    let judgement = workflow(
        "on: {push: {branches: [master]}}\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make dist\n      - uses: actions/upload-artifact@v4\n",
    );
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(
        judgement.because,
        "job `build` in .github/workflows/ci.yml runs `make dist` on every push to master; \
         it goes to: GitHub Actions artifact (needs a login, expires)"
    );
    assert_eq!(judgement.help, None);
    assert_eq!(judgement.facts["builds"], json!("yes"));
    assert_eq!(judgement.facts["systems"], json!(["github-actions"]));
    assert_eq!(judgement.facts["evidence"], json!([{"file": PATH, "line": 7, "job": "build"}]));
    assert_eq!(judgement.facts["publishes"], json!("GitHub Actions artifact (needs a login, expires)"));
    assert_eq!(judgement.locations[0].to_string(), ".github/workflows/ci.yml:7:14");
}

#[test]
fn a_system_of_another_host_passes_with_what_it_takes() {
    let gitlab = plugin().with(".gitlab-ci.yml", "build: {script: [make dist]}\n");
    let judgement = judge(&gitlab);
    assert_eq!(judgement.verdict, Verdict::Pass);
    let help = judgement.help.unwrap();
    assert!(help.starts_with("GitLab runs it only for a project there that mirrors github.com/example/"), "{help}");
    let own =
        judge(&gitlab.with(
            PATH,
            "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n",
        ));
    assert_eq!((own.facts["evidence"][0]["file"].as_str(), own.help), (Some(PATH), None));
}

#[test]
fn a_job_that_delivers_is_the_better_proof() {
    let text = "on: push\njobs:\n  check: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}\n  build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}, {run: aws s3 cp dist/x.tar.gz s3://b/x.tar.gz}]}\n";
    assert_eq!(workflow(text).facts["evidence"][0]["job"], json!("build"));
}

#[test]
fn a_job_that_tests_the_bundle_is_the_lesser_proof() {
    let text = "on: push\njobs:\n  e2e-tests: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}\n  pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}\n";
    assert_eq!(workflow(text).facts["evidence"][0]["job"], json!("pack"));
    let alone = text.split("  pack").next().unwrap();
    assert_eq!(workflow(alone).facts["evidence"][0]["job"], json!("e2e-tests"));
}

#[test]
fn a_call_that_github_refuses_passes_with_its_repair() {
    let text = "on: push\npermissions: {contents: read}\njobs: {ci: {uses: mattermost/actions-workflows/.github/workflows/plugin-ci.yml@main}}\n";
    let judgement = workflow(text);
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert!(judgement.because.contains("; but GitHub refuses this call: since 2025-06-11"), "{}", judgement.because);
    assert_eq!(judgement.help.as_deref(), Some(COMMUNITY));
    assert_eq!(judgement.locations.len(), 2);
    let beside = text.replace(
        "jobs: {ci: {",
        "jobs: {own: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}, ci: {",
    );
    assert_eq!(workflow(&beside).help.as_deref(), Some(COMMUNITY), "GitHub refuses the whole file");
    let apart = plugin().with(PATH, text).with(".github/workflows/own.yml", OWN);
    assert_eq!(judge(&apart).help, None, "a file that is fine proves it");
}

const OWN: &str = "on: push\njobs: {own: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";

const COMMUNITY: &str = "call mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml@main instead, which asks for no such permission";

#[test]
fn a_call_of_anothers_workflow_without_permissions_gives_no_id_token() {
    let text = "on: push\njobs: {ci: {uses: mattermost/actions-workflows/.github/workflows/plugin-ci.yml@main}}\n";
    let judgement = workflow(text);
    assert!(judgement.because.ends_with("and no `permissions` give it"), "{}", judgement.because);
    assert_eq!(judgement.help.as_deref(), Some(COMMUNITY));
    assert_eq!(judgement.locations[1].to_string(), ".github/workflows/ci.yml:2:19");
    let official = |text: &str| (ITEM.judge)(&evidence(&plugin().with(PATH, text), "master", "mattermost"));
    assert_eq!(official(text).help, None, "within an organisation its settings may give it");
    let few = official(&format!("permissions: {{contents: read}}\n{text}"));
    assert_eq!(few.help.as_deref(), Some("add `id-token: write` to `permissions`"));
    for fine in ["permissions: write-all", "permissions: {id-token: write}"] {
        assert_eq!(workflow(&format!("{fine}\n{text}")).help, None, "{fine}");
    }
}

#[test]
fn what_github_refused_when_the_commit_was_made_builds_nothing() {
    let on_tree = |tree: Tree, committed| {
        let mut repository = tree.in_git("master", "example");
        if let Fact::Seen(git) = &mut repository.git {
            git.committed = Some(committed);
        }
        let ci = ci::collect(&repository, &tree);
        (ITEM.judge)(&Evidence { repository, ci, ..Evidence::default() })
    };
    let on = |text: &str, committed| on_tree(plugin().with(PATH, text), committed);
    let call = "on: push\njobs: {ci: {uses: mattermost/actions-workflows/.github/workflows/plugin-ci.yml@main}}\n";
    let action = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {uses: actions/cache@v2}, {run: make dist}]}}\n";
    // The end of 2025-06-11 and the day after; of 2025-03-01 likewise.
    for (text, day) in [(call, 1_749_686_399), (action, 1_740_873_599)] {
        let before = on(text, day);
        assert_eq!(before.verdict, Verdict::Pass);
        assert!(before.because.contains("; but GitHub "), "{}", before.because);
        assert!(before.facts[CAVEAT].as_str().unwrap().starts_with("GitHub "));
        let after = on(text, day + 1);
        assert_eq!(after.verdict, Verdict::Fail, "{}", after.because);
        assert!(after.because.contains("but not on every push to master: GitHub "), "{}", after.because);
        assert_eq!(after.help, before.help);
        assert_eq!(after.locations[0], before.locations[1]);
    }
    let beside = |text: &str| {
        text.replace("jobs: {", "jobs: {own: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}, ")
    };
    assert_eq!(on(&beside(call), 1_800_000_000).verdict, Verdict::Fail, "GitHub refuses the whole file");
    assert_eq!(on(&beside(action), 1_800_000_000).verdict, Verdict::Pass, "that job alone fails");
    let apart = plugin().with(PATH, call).with(".github/workflows/own.yml", OWN);
    assert_eq!(on_tree(apart, 1_800_000_000).verdict, Verdict::Pass, "a file that is fine proves it");
}

#[test]
fn ci_gets_what_is_in_git() {
    let with = |path: &str, status: Status| {
        let tree = plugin().with("ci.sh", "make dist\n").with(
            PATH,
            "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: sh ci.sh}]}}\n",
        );
        let mut repository = tree.in_git("master", "example");
        repository.files.iter_mut().find(|file| file.path == path).unwrap().status = status;
        let ci = ci::collect(&repository, &tree);
        (ITEM.judge)(&Evidence { repository, ci, ..Evidence::default() })
    };
    for path in [PATH, "ci.sh", "Makefile"] {
        assert_eq!(with(path, Status::Modified).verdict, Verdict::Pass, "{path}");
        let untracked = with(path, Status::Untracked);
        assert_eq!(untracked.verdict, Verdict::Fail, "{path}");
        assert!(untracked.because.ends_with(&format!("{path} is not in git")), "{}", untracked.because);
        assert_eq!(untracked.help.unwrap(), format!("`git add {path}`, and commit it: CI gets what is in git"));
    }
    let deleted = with(PATH, Status::Deleted);
    assert_eq!(
        (deleted.verdict, deleted.because.as_str()),
        (Verdict::Fail, "there is no CI configuration in the repository")
    );
}

#[test]
fn the_workflow_that_one_edit_mends_is_told() {
    let release = "on: {push: {tags: ['v*']}}\njobs:\n  a-release:\n    if: startsWith(github.ref, 'refs/tags/v')\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: make dist}]\n";
    let tree = plugin().with(".github/workflows/cd.yml", release);
    let with_ci = tree.clone().with(PATH, "on: {push: {branches: [main]}}\njobs: {lint: {runs-on: x, steps: []}, z: {needs: lint, if: \"needs.lint.result == 'success'\", runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n");
    let judgement = judge(&with_ci);
    assert!(
        judgement.because.starts_with("job `z` in .github/workflows/ci.yml makes the bundle"),
        "{}",
        judgement.because
    );
    assert_eq!(judgement.help.as_deref(), Some("let `on.push.branches` name master"));
    let alone = judge(&tree);
    assert!(
        alone.because.ends_with(
            "only pushes of tags start it, and its condition excludes it: `startsWith(github.ref, 'refs/tags/v')`"
        ),
        "{}",
        alone.because
    );
    assert!(alone.help.unwrap().starts_with("build in another job"));
}

#[test]
fn a_job_with_an_action_that_github_refuses_passes_with_its_repair() {
    let text = |uses: &str| {
        format!(
            "on: push\njobs: {{build: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{uses: {uses}}}, {{run: make dist}}]}}}}\n"
        )
    };
    let judgement = workflow(&text("actions/upload-artifact@v3.1.0"));
    assert_eq!(judgement.verdict, Verdict::Pass);
    let because = "; but GitHub fails this job: since 2025-01-30 it refuses actions/upload-artifact@v3.1.0";
    assert!(judgement.because.ends_with(because), "{}", judgement.because);
    assert_eq!(judgement.help.as_deref(), Some("use actions/upload-artifact@v4 or later"));
    assert_eq!(judgement.locations[1].to_string(), ".github/workflows/ci.yml:2:72");
    let several = text("actions/cache@v2}, {uses: actions/upload-artifact@v2}, {uses: actions/cache@v1");
    let judgement = workflow(&several);
    assert!(
        judgement.because.ends_with("since 2025-01-30 it refuses actions/upload-artifact@v2"),
        "since when it fails"
    );
    assert_eq!(judgement.help.as_deref(), Some("use actions/cache@v3 and actions/upload-artifact@v4 or later"));
    for fine in ["actions/cache@v3", "actions/upload-artifact@v4", "actions/cache@0123abc", "someone/cache@v1"] {
        assert_eq!(workflow(&text(fine)).help, None, "{fine}");
    }
}

#[test]
fn a_configuration_in_the_plugins_folder_is_named_as_unread() {
    let tree = Tree::of(&[("chat/plugin.json", "{}"), ("chat/.circleci/config.yml", "version: 2\n")]);
    let mut repository = tree.in_git("master", "example");
    repository.prefix = "chat/".to_owned();
    let ci = ci::collect(&repository, &tree);
    let judgement = (ITEM.judge)(&Evidence { repository, ci, ..Evidence::default() });
    assert_eq!(judgement.verdict, Verdict::Fail);
    let told =
        "CI systems look for their configuration at the repository's root, and do not read chat/.circleci/config.yml";
    assert_eq!(judgement.because, told);
}

#[test]
fn without_ci_it_fails_with_the_workflow_to_add() {
    let tree = || plugin().with("build/setup.mk", "");
    let judgement = judge(&tree());
    assert_eq!(
        (judgement.verdict, judgement.because.as_str()),
        (Verdict::Fail, "there is no CI configuration in the repository")
    );
    assert!(judgement.help.unwrap().contains("community-plugin-ci.yml@main"));
    assert_eq!(judgement.facts["builds"], json!("no"));
    let official = (ITEM.judge)(&evidence(&plugin(), "main", "mattermost"));
    assert_eq!(
        official.help.unwrap(),
        "add .github/workflows/ci.yml: on push to main, a job that uses mattermost/actions-workflows/.github/workflows/plugin-ci.yml@main, \
         which runs the goals check-style, apply, test and dist of the Makefile as the starter template has them"
    );
    let own = "add a job with checkout and the step `run: make dist` to a workflow with `on: push: branches: [master]`";
    assert_eq!(judge(&plugin()).help.as_deref(), Some(own), "those workflows are made for the template's build");
    assert_eq!(judge(&tree().without("go.mod")).help.as_deref(), Some(own), "they set Go up by that file");
    let mut nested = evidence(&tree(), "master", "example");
    nested.repository.prefix = "plugins/demo/".to_owned();
    let help = (ITEM.judge)(&nested).help.unwrap();
    assert!(help.starts_with("add a job with checkout"), "they run at the root: {help}");
    for (makefile, goal) in [
        ("all:\n\tmake pack\npack:\n\ttar -czvf demo.tar.gz demo\n", "make"),
        ("help:\n\techo\nbundle:\n\ttar -czvf demo.tar.gz demo\n", "make bundle"),
    ] {
        let help = judge(&plugin().with("Makefile", makefile)).help.unwrap();
        assert_eq!(help, own.replace("make dist", goal), "what the build shows to make the bundle");
    }
    let first = "; first let `make dist` make the bundle, as the starter template's does: ";
    let help = judge(&plugin().with("Makefile", "help:\n\techo\n")).help.unwrap();
    assert_eq!(help, format!("{own}{first}no rule of Makefile makes `dist`"));
    let included = "include build/setup.mk\ndist:\n\ttar -czvf demo.tar.gz demo\n";
    let help = judge(&plugin().with("Makefile", included)).help.unwrap();
    assert_eq!(help, format!("{own}{first}Makefile includes build/setup.mk, which is not in the repository"));
    let help = judge(&plugin().without("Makefile")).help.unwrap();
    assert!(help.starts_with(&format!("{own}{first}there is no Makefile in ")), "{help}");
    let help = judge(&tree().without(".nvmrc").without("webapp/package-lock.json")).help.unwrap();
    assert!(
        help.ends_with("; add .nvmrc and webapp/package-lock.json too, without which it cannot set Node.js up"),
        "{help}"
    );
}

#[test]
fn a_call_that_cannot_set_node_js_up_fails_with_the_file_to_add() {
    let text =
        "on: push\njobs: {ci: {uses: mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml@main}}\n";
    let judgement = judge(&plugin().with(".github/workflows/ci.yml", text).without(".nvmrc"));
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(
        judgement
            .because
            .ends_with(".nvmrc is not there, and community-plugin-ci.yml cannot set Node.js up without it")
    );
    assert!(judgement.help.unwrap().starts_with("commit what is not there, as the starter template has it"));
    assert_eq!(judgement.locations.len(), 1);
    let bare = plugin().with(".github/workflows/ci.yml", text).without(".nvmrc").without("webapp/package-lock.json");
    let both = ".nvmrc and webapp/package-lock.json are not there, and community-plugin-ci.yml cannot set Node.js up without them";
    assert!(judge(&bare).because.ends_with(both), "{}", judge(&bare).because);
}

#[test]
fn what_a_filter_leaves_out_and_would_fail_as_well_is_told_at_once() {
    let text = "on: {push: {branches: [release]}}\n\
                jobs: {ci: {uses: mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml@main}}\n";
    let tree = || plugin().with(".github/workflows/ci.yml", text);
    let alone = judge(&tree());
    assert_eq!(alone.help.as_deref(), Some("let `on.push.branches` name master"));
    let both = judge(&tree().without(".nvmrc"));
    let lacks = "; and .nvmrc is not there, and community-plugin-ci.yml cannot set Node.js up without it";
    assert_eq!(both.because, alone.because + lacks);
    let help = both.help.unwrap();
    assert!(help.starts_with("let `on.push.branches` name master; also commit what is not there, "), "{help}");
    let official = judge(&plugin().with(".github/workflows/ci.yml", text.replace("community-", "")));
    assert!(official.because.contains("; and GitHub refuses this call: since 2025-06-11 "), "{}", official.because);
    assert!(official.help.unwrap().ends_with(&format!("; also {COMMUNITY}")));
}

#[test]
fn tests_alone_fail_and_name_the_jobs() {
    let judgement = workflow(
        "on: push\njobs: {lint: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make check-style}]}, test: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make test}]}}\n",
    );
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(
        judgement.because,
        "CI runs, but no job makes the plugin's bundle: .github/workflows/ci.yml has lint, test"
    );
    assert_eq!(
        judgement.help.as_deref(),
        Some("add a job with checkout and the step `run: make dist` to a workflow with `on: push: branches: [master]`")
    );
}

#[test]
fn a_job_that_makes_releases_is_not_to_run_on_every_push() {
    let text = "on: {push: {tags: ['v*']}}\njobs: {pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}, {run: gh release create v1 dist/a.tar.gz}]}}\n";
    let told = "add a job with checkout and the step `run: make dist` to a workflow with `on: push: branches: [master]`; \
                what builds now makes a release each time";
    assert_eq!(workflow(text).help.as_deref(), Some(told));
    let alone = text.replace(", {run: gh release create v1 dist/a.tar.gz}", "");
    assert!(!workflow(&alone).help.unwrap().contains("release"));
}

#[test]
fn every_reason_has_its_advice() {
    let with = |on: &str, job: &str| {
        let judgement = workflow(&format!(
            "on: {on}\njobs: {{build: {{{job} runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"
        ));
        assert_eq!(judgement.verdict, Verdict::Fail);
        assert!(judgement.because.starts_with(
            "job `build` in .github/workflows/ci.yml makes the bundle, but not on every push to master: "
        ));
        assert_eq!(judgement.locations.last().unwrap().path, PATH);
        judgement.help.unwrap()
    };
    assert_eq!(with("{push: {branches: [main]}}", ""), "let `on.push.branches` name master");
    assert_eq!(with("{push: {tags: ['v*']}}", ""), "let `on.push.branches` name master");
    assert_eq!(with("pull_request", ""), "add `push: {branches: [master]}` to `on`");
    assert_eq!(
        with("{push: {paths: [docs/**]}}", ""),
        "drop the path filter, or let it take every source of the plugin"
    );
    assert_eq!(with("push", "if: false,"), "change the condition, or build in a job without it");
}

#[test]
fn of_a_script_that_is_not_understood_no_bundle_is_asserted() {
    let tree = plugin()
        .with("pack.ps1", "Compress-Bundle -To dist/demo.tar.gz\n")
        .with(PATH, "on: {push: {tags: ['v*']}}\njobs: {pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: ./pack.ps1, shell: pwsh}]}}\n");
    assert_eq!(
        judge(&tree).because,
        "job `pack` in .github/workflows/ci.yml may make the bundle, but not on every push to master: \
         only pushes of tags start it"
    );
}

#[test]
fn a_goal_that_packs_nothing_is_told_as_such() {
    let with = |makefile: &str| {
        let text = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";
        judge(&plugin().with("Makefile", makefile).with(PATH, text))
    };
    let judgement = with("dist:\n\tgo build ./...\n");
    assert_eq!(
        judgement.because,
        "job `build` in .github/workflows/ci.yml runs `make dist`, but the rule `dist` of Makefile packs nothing: \
         neither it nor what it needs runs `tar`"
    );
    assert!(judgement.help.unwrap().starts_with("give the Makefile a rule that makes the bundle"));
    let other = with("dist:\n\tgo build ./...\nbuild: dist\n\ttar -czf demo.tar.gz demo\n");
    assert_eq!(
        other.help.as_deref(),
        Some("let it run `make build` at the root of the repository, which makes the bundle")
    );
}

#[test]
fn what_cannot_be_told_is_unknown_with_the_reason() {
    let unknown = |judgement: Judgement, text: &str| {
        let Verdict::Unknown(cause) = &judgement.verdict else { panic!("{judgement:?}") };
        assert!(cause.detail.contains(text), "{cause}");
        assert_eq!(judgement.facts["builds"], json!("unclear"));
    };
    unknown(
        workflow(
            "on: push\njobs: {build: {if: vars.X, runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n",
        ),
        "it depends on `vars.x`",
    );
    unknown(
        workflow("on: push\njobs: {ci: {uses: corp/x/.github/workflows/y.yml@v1}}\n"),
        "which is not in this repository",
    );
    unknown(workflow("on: [push\n"), ".github/workflows/ci.yml:");
    unknown(
        judge(&plugin().with(".gitlab-ci.yml", "include: [{project: corp/ci, file: x.yml}]\n")),
        "includes a file of the project corp/ci",
    );
    unknown(judge(&plugin().with("Jenkinsfile", "node { sh 'make dist' }\n")), "stands in Jenkins");
}

#[test]
fn certainty_beats_doubt_and_doubt_beats_failure() {
    let private = "include: [{project: corp/ci, file: x.yml}]\n";
    let building = plugin()
        .with(PATH, "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n")
        .with(".gitlab-ci.yml", private);
    assert_eq!(judge(&building).verdict, Verdict::Pass);
    assert_eq!(judge(&building).facts["systems"], json!(["github-actions", "gitlab-ci"]));
    let testing = plugin()
        .with(PATH, "on: push\njobs: {test: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make test}]}}\n")
        .with(".gitlab-ci.yml", private);
    assert!(matches!(judge(&testing).verdict, Verdict::Unknown(_)));
}

#[test]
fn what_could_not_be_looked_at_is_unknown() {
    let blind = Evidence { ci: Fact::Blind(Cause::new(CauseKind::Unreadable, "no")), ..Evidence::default() };
    assert!(matches!((ITEM.judge)(&blind).verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Unreadable));
    assert!(
        matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Internal)
    );
}

#[test]
fn what_a_deployment_of_travis_builds_is_to_be_built_before_it() {
    let text = "script: make test\nbefore_deploy: make dist\ndeploy:\n  provider: releases\n  on:\n    repo: example/demo\n    tags: true\n";
    let judgement = judge(&plugin().with(".travis.yml", text));
    assert_eq!(
        judgement.help.as_deref(),
        Some(
            "add `make dist` to `script`, and master to `branches: only` where that is there; what builds now makes a release each time"
        )
    );
    assert_eq!(judgement.locations[0].to_string(), ".travis.yml:7:11", "{}", judgement.because);
    assert_eq!(
        judge(&plugin().with(".travis.yml", text.replace("make test", "make test dist"))).verdict,
        Verdict::Pass
    );
}

/// Configurations that build nothing on master, what is advised, and the same with that done.
const ADVICE: [(&str, &str, &str, &str); 8] = [
    (
        ".circleci/config.yml",
        "version: 2.1\njobs: {test: {steps: [checkout, {run: make test}]}}\nworkflows: {ci: {jobs: [test]}}\n",
        "add a job with checkout and the step `run: make dist`, and name it in a workflow",
        "version: 2.1\njobs: {test: {steps: [checkout, {run: make test}]}, pack: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [test, pack]}}\n",
    ),
    (
        ".circleci/config.yml",
        "version: 2.1\njobs: {pack: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [{pack: {filters: {branches: {only: [main]}}}}]}}\n",
        "let `filters: branches` of that job take master",
        "version: 2.1\njobs: {pack: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [{pack: {filters: {branches: {only: [main, master]}}}}]}}\n",
    ),
    (
        ".gitlab-ci.yml",
        "test: {script: [make test]}\n",
        "add to .gitlab-ci.yml a job with `script: [make dist]` and `rules: [{if: $CI_COMMIT_BRANCH == \"master\"}]`",
        "test: {script: [make test]}\npack: {script: [make dist], rules: [{if: $CI_COMMIT_BRANCH == \"master\"}]}\n",
    ),
    (
        ".travis.yml",
        "branches: {only: [main]}\nscript: make dist\n",
        "let `branches: only` name master",
        "branches: {only: [main, master]}\nscript: make dist\n",
    ),
    (
        ".drone.yml",
        "kind: pipeline\ntrigger: {event: [tag]}\nsteps: [{commands: [make dist]}]\n",
        "let `trigger`, and `when` of the step, take the event `push` and the branch master",
        "kind: pipeline\ntrigger: {event: [tag, push]}\nsteps: [{commands: [make dist]}]\n",
    ),
    (
        ".drone.yml",
        "kind: pipeline\nsteps: [{commands: [make test]}]\n",
        "add a step with `commands: [make dist]` and an image that has Go and Node.js, on the event `push` of master",
        "kind: pipeline\nsteps: [{commands: [make test]}, {image: golang, commands: [make dist], when: {event: push, branch: master}}]\n",
    ),
    (
        "azure-pipelines.yml",
        "trigger: {branches: {include: [main]}}\nsteps: [{script: make dist}]\n",
        "let `trigger: branches: include` name master",
        "trigger: {branches: {include: [main, master]}}\nsteps: [{script: make dist}]\n",
    ),
    (
        "azure-pipelines.yml",
        "trigger: [master]\nsteps: [{script: make test}]\n",
        "add the step `script: make dist`, and let `trigger: branches: include` name master",
        "trigger: {branches: {include: [master]}}\nsteps: [{script: make test}, {script: make dist}]\n",
    ),
];

#[test]
fn what_is_advised_for_each_system_works_there() {
    for (path, before, help, after) in ADVICE {
        let failing = judge(&plugin().with(path, before));
        assert_eq!((failing.verdict, failing.help.as_deref()), (Verdict::Fail, Some(help)), "{before}");
        let mended = judge(&plugin().with(path, after));
        assert_eq!(mended.verdict, Verdict::Pass, "{after}: {}", mended.because);
    }
}

#[test]
fn what_keeps_a_job_from_building_has_its_own_remedy() {
    let help = |path: &str, text: &str| judge(&plugin().with(path, text)).help.unwrap();
    let steps = |steps: &str| {
        help(PATH, &format!("on: push\njobs: {{b: {{runs-on: x, steps: [{steps}{{run: make dist}}]}}}}\n"))
    };
    assert_eq!(
        steps(""),
        "let a step before it check out what started it: `actions/checkout` without `repository` and `ref` in GitHub \
         Actions, `checkout` in CircleCI"
    );
    assert_eq!(steps("{uses: actions/checkout@v4}, {run: exit 1}, "), "let that step do well, or build in another job");
    let clock = "version: 2.1\njobs: {b: {steps: [checkout, {run: make dist}]}}\nworkflows: {w: {triggers: [{schedule: {cron: '0 0 * * *'}}], jobs: [b]}}\n";
    assert_eq!(
        help(".circleci/config.yml", clock),
        "name that job in a workflow without `triggers`, which pushes start"
    );
}
