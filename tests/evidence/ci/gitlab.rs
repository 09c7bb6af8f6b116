//! GitLab CI, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::Event;

use crate::support::builds::{best, ci, plugin, told};

const PATH: &str = ".gitlab-ci.yml";

fn both(config: &str) -> (String, String) {
    let ci = ci(&plugin().with(PATH, config));
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

fn job(more: &str) -> (String, String) {
    both(&format!("bundle:\n  script: [make dist]\n  {more}\n"))
}

fn told_as(push: &str, tag: &str) -> (String, String) {
    (push.to_owned(), tag.to_owned())
}

const OUT: &str = "not: its rules leave it out";

#[test]
fn jobs_run_for_branches_and_tags() {
    assert_eq!(job(""), told_as("runs", "runs"));
    assert_eq!(both("bundle: {script: make dist}\n"), told_as("runs", "runs"));
    assert_eq!(both("test: {script: [make test]}\n.hidden: {script: [make dist]}\n").0, "nothing");
}

#[test]
fn only_and_except() {
    assert_eq!(job("only: [tags]"), told_as(OUT, "runs"));
    assert_eq!(job("only: [master]"), told_as("runs", OUT));
    assert_eq!(job("only: {refs: [branches]}"), told_as("runs", OUT));
    assert_eq!(job("only: ['/^v/']"), told_as(OUT, "runs"));
    assert_eq!(job("except: [tags]"), told_as("runs", OUT));
    assert_eq!(job("except: [master]"), told_as(OUT, "runs"));
    assert_eq!(job("only: [merge_requests]").0, OUT);
    assert!(job("only: {variables: [$X]}").0.starts_with("unclear: "));
}

#[test]
fn rules() {
    assert_eq!(job("rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]"), told_as("runs", OUT));
    assert_eq!(job("rules: [{if: $CI_COMMIT_TAG}]"), told_as(OUT, "runs"));
    assert_eq!(job("rules: [{if: $CI_COMMIT_TAG, when: never}, {when: always}]"), told_as("runs", OUT));
    assert_eq!(job("rules: [{if: $SECRET}, {when: always}]").0, "unclear: it depends on `$SECRET`");
    assert_eq!(job("rules: [{when: manual}]"), told_as("not: it waits for a person (`when: manual`)", "runs"));
    assert_eq!(job("when: manual").0, "not: it waits for a person (`when: manual`)");
    assert!(job("rules: [{changes: [server/**]}]").0.starts_with("unclear: "));
    assert_eq!(job("rules: []").0, OUT);
}

#[test]
fn workflow_rules_come_first() {
    let text = "workflow: {rules: [{if: $CI_COMMIT_TAG}]}\nbundle: {script: [make dist]}\n";
    assert_eq!(both(text), told_as("not: `workflow: rules` start no pipeline for it", "runs"));
}

#[test]
fn templates_references_and_defaults() {
    let text = ".build:\n  script: [make dist]\n  rules: [{if: $CI_COMMIT_TAG}]\nbundle:\n  extends: .build\n";
    assert_eq!(both(text), told_as(OUT, "runs"));
    let nearer = ".build: {script: [make dist], rules: [{if: $CI_COMMIT_TAG}]}\nbundle: {extends: [.build], rules: [{when: always}]}\n";
    assert_eq!(both(nearer).0, "runs");
    let reference = ".a: {script: [make dist]}\nbundle:\n  script:\n    - !reference [.a, script]\n  rules:\n    - !reference [.rules, rules]\n.rules: {rules: [{when: always}]}\n";
    assert_eq!(both(reference).0, "runs");
    assert_eq!(both("before_script: [make dist]\ntest: {script: [make test]}\n").0, "runs");
    assert_eq!(
        both("default: {before_script: [make dist]}\ntest: {script: [make test], before_script: []}\n").0,
        "nothing"
    );
    assert_eq!(
        both(".a: {extends: .b, script: [make dist]}\n.b: {extends: .a}\nbundle: {extends: .a}\n").0,
        "runs",
        "circles end"
    );
}

#[test]
fn includes_are_followed_where_they_can_be() {
    let with = |include: &str| {
        ci(&plugin()
            .with(PATH, format!("include: {include}\n"))
            .with("ci/build.yml", "bundle: {script: [make dist]}\n"))
    };
    assert_eq!(told(&with("/ci/build.yml"), Event::Push), "runs");
    let local = with("[{local: ci/build.yml}]");
    assert_eq!(best(&local, Event::Push).unwrap().place.path, "ci/build.yml");
    let template = with("[{template: Security/SAST.gitlab-ci.yml}]");
    assert_eq!((told(&template, Event::Push).as_str(), template.configurations[0].blind.len()), ("nothing", 0));
    for elsewhere in [
        "[{project: corp/ci, file: private.yml}]",
        "https://example.org/ci.yml",
        "[{component: x/y@1}]",
        "[{local: $X}]",
    ] {
        assert_eq!(with(elsewhere).configurations[0].blind.len(), 1, "{elsewhere}");
    }
    assert_eq!(with("[{local: gone.yml}]").configurations[0].blind.len(), 1);
}

#[test]
fn where_it_goes() {
    let text = "stages: [make, ship]\nbundle: {stage: make, script: [make dist], artifacts: {paths: [dist]}}\nrelease: {stage: ship, script: ['echo'], release: {tag_name: $CI_COMMIT_TAG}, rules: [{if: $CI_COMMIT_TAG}]}\n";
    let ci = ci(&plugin().with(PATH, text));
    let artifact = Destination::Artifact("GitLab job artifact");
    assert_eq!(best(&ci, Event::Push).unwrap().publishes, std::slice::from_ref(&artifact));
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [artifact, Destination::Release]);
}

#[test]
fn the_commands_of_a_script_share_their_folder() {
    let makefile = "dist:\n\ttar czf x.tgz y\n";
    let tree = |script: &str| {
        let config = format!("b:\n  before_script: [cd plugin]\n  script:\n    - echo\n    - {script}\n");
        plugin().with("plugin/Makefile", makefile).with("Makefile", "all:\n\tls\n").with(PATH, config)
    };
    let found = ci(&tree("make dist"));
    assert_eq!(told(&found, Event::Push), "runs");
    assert_eq!(best(&found, Event::Push).unwrap().place.to_string(), ".gitlab-ci.yml:5:7");
    assert!(told(&ci(&tree("cd .. && make dist")), Event::Push).contains("no rule of Makefile makes `dist`"));
}

#[test]
fn what_runs_after_a_failure_alone_builds_nothing() {
    assert_eq!(job("when: on_failure").0, OUT);
    assert_eq!(job("rules: [{if: $CI_COMMIT_BRANCH, when: on_failure}]").0, OUT);
}
