//! `ci-release`: what builds releases, and the traps.

use plugin_ready::checklist::ci_release::ITEM;
use plugin_ready::evidence::release::Releases;
use plugin_ready::evidence::repository::Oid;
use plugin_ready::evidence::{Evidence, Fact, release};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::json;

use crate::support::builds::{evidence, plugin};
use crate::support::plugin::{evidence_in, releases};

const PATH: &str = ".github/workflows/cd.yml";

fn workflow(text: &str) -> Judgement {
    (ITEM.judge)(&evidence(&plugin().with(PATH, text), "master", "example"))
}

fn on(events: &str) -> Judgement {
    workflow(&format!(
        "on: {events}\njobs: {{build: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"
    ))
}

#[test]
fn tags_and_releases_pass() {
    let because = |events: &str| {
        let judgement = on(events);
        assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
        judgement.because
    };
    assert!(because("{push: {tags: ['v*']}}").ends_with("runs `make dist` on version tags like v1.2.3"));
    assert!(because("{push: {tags: ['[0-9]*']}}").ends_with("on version tags like 1.2.3"));
    assert!(because("{release: {types: [published]}}").ends_with("when a release is published"));
    assert_eq!(on("push").facts["evidence"], json!([{"file": PATH, "line": 2, "job": "build"}]));
}

#[test]
fn pushes_and_people_count_when_the_bundle_becomes_a_release() {
    let step = |events: &str, run: &str| {
        workflow(&format!(
            "on: {events}\njobs: {{build: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}, {{run: {run}}}]}}}}\n"
        ))
    };
    let branch = "{push: {branches: [master]}}";
    assert_eq!(step(branch, "gh release create v$(cat VERSION) dist/*.tar.gz").verdict, Verdict::Pass);
    assert_eq!(step(branch, "gh release create nightly --prerelease dist/*.tar.gz").verdict, Verdict::Fail);
    let manual = step("workflow_dispatch", "gh release create v$(cat VERSION) dist/*.tar.gz");
    assert_eq!(manual.verdict, Verdict::Pass);
    assert!(manual.because.contains("when a person starts a release"), "{}", manual.because);
    assert_eq!(step("workflow_dispatch", "echo done").verdict, Verdict::Fail);
}

#[test]
fn a_release_that_only_a_script_decides_on_is_left_open() {
    let script = |condition: &str| {
        let text = format!("make dist\nif {condition}; then\n  gh release create v$V dist/a.tar.gz\nfi\n");
        let call = "on: {push: {branches: [master]}}\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: sh ci.sh}]}}\n";
        (ITEM.judge)(&evidence(&plugin().with(PATH, call).with("ci.sh", text), "master", "example"))
    };
    let unsure = script("[ \"$GITHUB_REPOSITORY_OWNER\" = example ]");
    assert!(matches!(unsure.verdict, Verdict::Unknown(_)), "{}", unsure.because);
    assert!(
        unsure.because.ends_with("its script makes a release only by `[ $GITHUB_REPOSITORY_OWNER = example ]`"),
        "{}",
        unsure.because
    );
    assert_eq!(script("[ \"$GITHUB_REF_TYPE\" = tag ]").verdict, Verdict::Fail, "branches alone start it");
    let own = script("! gh release view v$V");
    assert_eq!(own.verdict, Verdict::Pass, "one that is not there yet is made on such a push: {}", own.because);
}

#[test]
fn a_rolling_release_of_ghr_is_no_release() {
    let circle = |tag: &str| {
        let text = format!(
            "version: 2.1\njobs: {{build: {{docker: [{{image: x}}], steps: [checkout, {{run: make dist}}, {{run: ghr -delete -prerelease {tag} dist/}}]}}}}\nworkflows: {{ci: {{jobs: [build]}}}}\n"
        );
        (ITEM.judge)(&evidence(&plugin().with(".circleci/config.yml", text), "master", "example")).verdict
    };
    assert_eq!(circle("nightly"), Verdict::Fail);
    assert_eq!(circle("v$VERSION"), Verdict::Pass);
}

#[test]
fn traps_are_named_with_their_repair() {
    let failing = |judgement: Judgement, text: &str, help: &str| {
        assert_eq!(judgement.verdict, Verdict::Fail);
        assert!(judgement.because.contains(text), "{}", judgement.because);
        assert_eq!(judgement.help.as_deref(), Some(help));
    };
    failing(
        on("{push: {tags: ['^v.*']}}"),
        "is a regular expression where GitHub takes a glob",
        "write the tag filter as a glob: `tags: [\"v*\"]`",
    );
    failing(on("{push: {branches: [master]}}"), "`push` names branches and no tags", "let `on.push.tags` name `v*`");
    failing(on("pull_request"), "only `pull_request` starts it", "add `push: {tags: [\"v*\"]}` to `on`");
    for (jobs, text) in [
        (
            "build: {if: false, runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}",
            "its condition excludes it: `false`",
        ),
        (
            "a: {if: false, runs-on: x, steps: []}, build: {needs: a, runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}",
            "it needs the job `a`, which does not run",
        ),
    ] {
        for tags in ["v*", "[0-9]*"] {
            let judgement = workflow(&format!("on: {{push: {{tags: ['{tags}']}}}}\njobs: {{{jobs}}}\n"));
            assert!(judgement.because.contains(text), "{}", judgement.because);
        }
    }
    let circle =
        "version: 2.1\norbs: {plugin-ci: mattermost/plugin-ci@0.1.6}\nworkflows: {ci: {jobs: [plugin-ci/build]}}\n";
    failing(
        (ITEM.judge)(&evidence(&plugin().with(".circleci/config.yml", circle), "master", "example")),
        "without one CircleCI runs no job on tags",
        "give the job and every job that it requires `filters: tags: only: /^v.*/`",
    );
    let nothing = "on: push\njobs: {test: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make test}]}}\n";
    let tree = plugin().with(PATH, nothing);
    failing(
        (ITEM.judge)(&evidence(&tree.clone().with("build/setup.mk", ""), "master", "example")),
        "no job makes the plugin's bundle",
        "add .github/workflows/cd.yml: on push of tags `v*`, a job with `permissions: contents: write` that uses mattermost/actions-workflows/.github/workflows/community-plugin-cd.yml@main",
    );
    failing(
        (ITEM.judge)(&evidence(&tree, "master", "example")),
        "no job makes the plugin's bundle",
        "add a job with checkout and the step `run: make dist` to a workflow with `on: push: tags: [\"v*\"]`; with `permissions: contents: write` and `env: GH_TOKEN: ${{ github.token }}` it can go on with `gh release create \"$GITHUB_REF_NAME\" dist/*.tar.gz`",
    );
    let elsewhere = tree.with("Makefile", "all:\n\ttar -czvf demo.tar.gz demo\n");
    let help = (ITEM.judge)(&evidence(&elsewhere, "master", "example")).help.unwrap();
    assert!(help.contains("`run: make`") && help.ends_with(" dist/*.tar.gz`, with the bundle's own path"), "{help}");
}

#[test]
fn official_plugins_are_told_to_take_tags_in_their_workflow() {
    let judgement = (ITEM.judge)(&evidence(&plugin(), "master", "mattermost"));
    assert_eq!(judgement.help.as_deref(), Some("add `tags: [\"v*\"]` to `on.push` of the workflow that builds"));
}

#[test]
fn tags_made_in_one_way_and_built_in_another_are_told() {
    let with = |tags: &str, newest: &str| {
        let base = evidence(
            &plugin().with(
                PATH,
                format!("on: {{push: {{tags: ['{tags}']}}}}\njobs: {{b: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"),
            ),
            "master",
            "example",
        );
        let tag = release::Tag {
            name: newest.into(),
            commit: Oid([1; 20]),
            date: 0,
            in_history: None,
            manifest: Fact::NotAsked,
        };
        (ITEM.judge)(&Evidence { releases: Fact::Seen(Releases::new(vec![tag], false)), ..base })
    };
    assert_eq!(
        with("v*", "1.0.0").help.as_deref(),
        Some("the newest release is tagged 1.0.0, which CI does not build: begin the next tag with `v`")
    );
    assert_eq!(
        with("[0-9]*", "v1.0.0").help.as_deref(),
        Some("the newest release is tagged v1.0.0, which CI does not build: take the tags `v*` too")
    );
    let worded = with("release-*", "v1.0.0");
    assert!(worded.because.ends_with("on version tags like release-1.2.3"), "{}", worded.because);
    assert_eq!(
        worded.help.as_deref(),
        Some("the newest release is tagged v1.0.0, which CI does not build: begin the next tag with `release-`")
    );
    assert_eq!(with("v*", "v1.0.0").help, None);
    assert_eq!(with("v*", "1.0.0").verdict, Verdict::Pass);
}

#[test]
fn without_ci_it_fails_and_without_a_look_it_is_unknown() {
    assert_eq!((ITEM.judge)(&evidence(&plugin(), "master", "example")).verdict, Verdict::Fail);
    assert!(matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(_)));
}

/// Configurations that build nothing on tags, what is advised, and the same with that done.
const ADVICE: [(&str, &str, &str, &str); 7] = [
    (
        ".circleci/config.yml",
        "version: 2.1\njobs: {test: {steps: [checkout, {run: make test}]}}\nworkflows: {ci: {jobs: [test]}}\n",
        "add a job with checkout and the step `run: make dist`, and name it in a workflow with `filters: tags: only: /^v.*/`",
        "version: 2.1\njobs: {pack: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [{pack: {filters: {tags: {only: /^v.*/}}}}]}}\n",
    ),
    (
        ".gitlab-ci.yml",
        "test: {script: [make test]}\n",
        "add to .gitlab-ci.yml a job with `script: [make dist]` and `rules: [{if: $CI_COMMIT_TAG}]`",
        "test: {script: [make test]}\npack: {script: [make dist], rules: [{if: $CI_COMMIT_TAG}]}\n",
    ),
    (
        ".gitlab-ci.yml",
        "pack: {script: [make dist], only: [master]}\n",
        "let its `rules` take `$CI_COMMIT_TAG`, or its `only` name `tags`",
        "pack: {script: [make dist], only: [master, tags]}\n",
    ),
    (
        ".travis.yml",
        "branches: {only: [master]}\nscript: make dist\n",
        "add `/^v/` to `branches: only`, which filters tags as well",
        "branches: {only: [master, '/^v/']}\nscript: make dist\n",
    ),
    (
        ".travis.yml",
        "script: make test\nbefore_deploy: make dist\ndeploy: {provider: s3, on: {tags: false}}\n",
        "change the condition, or build in a job without it",
        "script: make test\nbefore_deploy: make dist\ndeploy: {provider: releases, on: {tags: true}}\n",
    ),
    (
        ".drone.yml",
        "kind: pipeline\ntrigger: {event: [push]}\nsteps: [{commands: [make dist]}]\n",
        "let `trigger`, and `when` of the step, take the event `tag`",
        "kind: pipeline\ntrigger: {event: [push, tag]}\nsteps: [{commands: [make dist]}]\n",
    ),
    (
        "azure-pipelines.yml",
        "trigger: [master]\nsteps: [{script: make dist}]\n",
        "add `tags: {include: ['v*']}` to `trigger`, whose branches then stand under `branches: include`",
        "trigger: {branches: {include: [master]}, tags: {include: ['v*']}}\nsteps: [{script: make dist}]\n",
    ),
];

#[test]
fn what_is_advised_for_each_system_works_there() {
    let judge = |path: &str, text: &str| (ITEM.judge)(&evidence(&plugin().with(path, text), "master", "example"));
    for (path, before, help, after) in ADVICE {
        let failing = judge(path, before);
        assert_eq!((failing.verdict, failing.help.as_deref()), (Verdict::Fail, Some(help)), "{before}");
        let mended = judge(path, after);
        assert_eq!(mended.verdict, Verdict::Pass, "{after}: {}", mended.because);
    }
}

#[test]
fn a_job_that_makes_releases_and_listens_for_no_tag_is_the_one_to_mend() {
    let text = "on: {push: {tags: ['^v.*']}}\njobs: {pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}, {run: gh release create v1 dist/a.tar.gz}]}}\n";
    assert_eq!(workflow(text).help.as_deref(), Some("write the tag filter as a glob: `tags: [\"v*\"]`"));
    let circle = "version: 2.1\njobs: {pack: {steps: [checkout, {run: make dist}, {run: 'ghr v1 dist/'}]}}\nworkflows: {ci: {jobs: [{pack: {filters: {branches: {ignore: /.*/}}}}]}}\n";
    let judgement = (ITEM.judge)(&evidence(&plugin().with(".circleci/config.yml", circle), "master", "example"));
    assert_eq!(
        judgement.help.as_deref(),
        Some("give the job and every job that it requires `filters: tags: only: /^v.*/`")
    );
}

#[test]
fn advice_on_tags_goes_by_how_this_plugin_writes_them() {
    let help = |path: &str, text: &str| {
        let mut evidence = evidence(&plugin().with(path, text), "master", "example");
        evidence.releases = releases(&["1.2.1"]);
        (ITEM.judge)(&evidence).help.unwrap()
    };
    let circle = "version: 2.1\njobs: {pack: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [pack]}}\n";
    assert!(help(".circleci/config.yml", circle).ends_with("`filters: tags: only: /^[0-9].*/`"));
    let on_branches = "on: {push: {branches: [master]}}\njobs: {pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";
    assert_eq!(help(PATH, on_branches), "let `on.push.tags` name `[0-9]*`");
    let azure = "trigger: [master]\nsteps: [{script: make dist}]\n";
    assert!(help("azure-pipelines.yml", azure).starts_with("add `tags: {include: ['*']}` to `trigger`"));
}

#[test]
fn a_repository_on_gitlab_is_told_of_gitlabs_ci() {
    for host in ["gitlab.com", "gitlab.example.org"] {
        let mut evidence = evidence(&plugin(), "master", "example");
        if let Fact::Seen(git) = &mut evidence.repository.git
            && let Some(origin) = &mut git.origin
        {
            origin.host = host.to_owned();
        }
        let help = (ITEM.judge)(&evidence).help.unwrap();
        assert_eq!(help, "add to .gitlab-ci.yml a job with `script: [make dist]` and `rules: [{if: $CI_COMMIT_TAG}]`");
        let help = (plugin_ready::checklist::ci_master::ITEM.judge)(&evidence).help.unwrap();
        assert!(help.starts_with("add to .gitlab-ci.yml a job with `script: [make dist]`"), "{help}");
    }
}

#[test]
fn where_the_build_takes_the_version_of_tags_with_a_v_no_others_are_asked_for() {
    let help = |version: &str| {
        let manifest = format!("{{\"id\": \"com.example.demo\", \"server\": {{\"executable\": \"a\"}}{version}}}");
        let tree = plugin().with("plugin.json", manifest).with("build/setup.mk", "BUILD_TAG_LATEST = x\n");
        let judged = Evidence { releases: releases(&["1.0.0"]), ..evidence(&tree, "master", "example") };
        let manifest = evidence_in(tree.in_git("master", "example"), &tree).manifest;
        (ITEM.judge)(&Evidence { manifest, ..judged }).help.unwrap()
    };
    assert!(help("").contains("on push of tags `v*`"), "{}", help(""));
    let stated = help(", \"version\": \"1.0.0\"");
    assert!(stated.contains("on push of tags `[0-9]*`"), "{stated}");
}
