//! Azure Pipelines, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::Event;

use crate::support::builds::{best, ci, plugin, told};

fn both(config: &str) -> (String, String) {
    let ci = ci(&plugin().with("azure-pipelines.yml", config));
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

fn with(trigger: &str) -> (String, String) {
    both(&format!("{trigger}\nsteps:\n  - script: make dist\n"))
}

const BRANCHES: &str = "not: without a `tags` trigger Azure Pipelines runs for branches alone";

#[test]
fn triggers() {
    assert_eq!(with(""), ("runs".to_owned(), BRANCHES.to_owned()));
    assert_eq!(with("trigger: none").0, "not: `trigger: none` lets no push start it");
    assert_eq!(with("trigger: [master, 'release/*']"), ("runs".to_owned(), BRANCHES.to_owned()));
    assert_eq!(with("trigger: [main]").0, "not: its trigger leaves out master");
    assert_eq!(
        with("trigger: {branches: {include: ['*'], exclude: [master]}}").0,
        "not: its trigger leaves out master"
    );
    let tags = with("trigger: {tags: {include: ['v*']}}");
    assert_eq!(tags, ("not: only pushes of tags start it".to_owned(), "runs".to_owned()));
    assert_eq!(
        with("trigger: {branches: {include: [master]}, tags: {include: ['v*']}}"),
        ("runs".to_owned(), "runs".to_owned())
    );
    assert_eq!(with("trigger: {tags: {include: [nightly]}}").1, "not: its `tags` trigger leaves out version tags");
    assert!(with("trigger: {branches: {include: [master]}, paths: {include: [server]}}").0.starts_with("unclear: "));
}

#[test]
fn conditions() {
    let step = |condition: &str| both(&format!("steps:\n  - bash: make dist\n    condition: {condition}\n")).0;
    assert_eq!(step("succeeded()"), "runs");
    assert_eq!(step("and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/master'))"), "runs");
    assert_eq!(step("ne(variables['Build.Reason'], 'PullRequest')"), "runs");
    assert_eq!(
        step("startsWith(variables['Build.SourceBranch'], 'refs/tags/')"),
        "not: its condition excludes it: `startsWith(variables['Build.SourceBranch'], 'refs/tags/')`"
    );
    assert_eq!(step("or(failed(), not(in(variables['Build.SourceBranchName'], 'main', 'dev')))"), "runs");
    assert!(step("eq(variables['secret'], 'x')").starts_with("unclear: "));
    assert!(step("and(eq(variables['secret'], 'x'), failed())").starts_with("not: "));
}

#[test]
fn stages_jobs_tasks_and_destinations() {
    let text = "trigger: {branches: {include: ['*']}, tags: {include: ['*']}}\nstages:\n  - stage: one\n    jobs:\n      - job: build\n        steps:\n          - task: Bash@3\n            inputs: {targetType: inline, script: cd server && cd .. && make dist}\n          - publish: dist\n      - job: ship\n        dependsOn: build\n        condition: startsWith(variables['Build.SourceBranch'], 'refs/tags/')\n        steps: [{task: GitHubRelease@1}]\n";
    let ci = ci(&plugin().with("azure-pipelines.yml", text));
    let artifact = Destination::Artifact("Azure Pipelines artifact");
    assert_eq!(best(&ci, Event::Push).unwrap().publishes, std::slice::from_ref(&artifact));
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [artifact, Destination::Release]);
    assert_eq!(
        both("jobs: [{template: build.yml}]\n").0,
        "unclear: it is the template build.yml, which this tool does not follow"
    );
    assert_eq!(
        both("jobs: [{deployment: d, strategy: {runOnce: {deploy: {steps: [{script: make dist}]}}}}]\n").0,
        "runs"
    );
}

#[test]
fn steps_that_are_off_do_nothing() {
    assert_eq!(both("steps: [{script: make dist, enabled: false}]\n").0, "nothing");
    assert_eq!(both("steps: [{script: make dist, enabled: true}]\n").0, "runs");
}
