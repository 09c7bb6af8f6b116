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
        "unclear: it is the template build.yml, which is not in this repository"
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

#[test]
fn templates_of_the_repository_are_followed() {
    let with =
        |config: &str, template: &str| ci(&plugin().with("azure-pipelines.yml", config).with("ci/part.yml", template));
    let steps = "parameters: {goal: dist}\nsteps: [{script: 'make ${{ parameters.goal }}'}]\n";
    let found = with("steps: [{template: ci/part.yml}]\n", steps);
    assert_eq!(told(&found, Event::Push), "runs");
    assert_eq!(best(&found, Event::Push).unwrap().place.to_string(), "ci/part.yml:2:18");
    let given = "steps: [{template: /ci/part.yml@self, parameters: {goal: test}}]\n";
    assert_eq!(told(&with(given, steps), Event::Push), "nothing");
    let unknown = "steps: [{template: ci/part.yml, parameters: {goal: '$(goal)'}}]\n";
    assert!(told(&with(unknown, steps), Event::Push).starts_with("unclear: "));
    let jobs = "jobs: [{job: b, steps: [{script: make dist}]}]\n";
    assert_eq!(told(&with("jobs: [{template: ci/part.yml}]\n", jobs), Event::Push), "runs");
    let stages = format!("stages: [{{stage: s, {}}}]\n", jobs.trim());
    assert_eq!(told(&with("stages: [{template: ci/part.yml}]\n", &stages), Event::Push), "runs");
    assert_eq!(told(&with("extends: {template: ci/part.yml}\n", &stages), Event::Push), "runs");
    let elsewhere = "unclear: it is the template x.yml@templates, which is not in this repository";
    for config in ["steps", "jobs", "stages"].map(|key| format!("{key}: [{{template: x.yml@templates}}]\n")) {
        assert_eq!(both(&config).0, elsewhere, "{config}");
    }
    assert_eq!(both("extends: {template: x.yml@templates}\n").0, elsewhere);
    let circle = format!("steps: [{}]\n", "{template: part.yml}, ".repeat(60));
    let circles = with("steps: [{template: ci/part.yml}]\n", &circle);
    assert!(told(&circles, Event::Push).starts_with("unclear: "));
}

#[test]
fn what_a_condition_puts_in() {
    let with = |condition: &str| both(&format!("steps:\n  - ${{{{ {condition} }}}}:\n    - script: make dist\n"));
    assert_eq!(
        with("if eq(variables['Build.Reason'], 'PullRequest')").0,
        "not: a condition around it excludes it: `if eq(variables['Build.Reason'], 'PullRequest')`"
    );
    assert_eq!(with("if ne(variables['Build.Reason'], 'PullRequest')").0, "runs");
    assert_eq!(with("if eq(variables['x'], 'y')").0, "unclear: it depends on `if eq(variables['x'], 'y')`");
    let parameter = "parameters: [{name: pack, type: boolean, default: false}]\nsteps:\n  - ${{ if eq(parameters.pack, true) }}:\n    - script: make dist\n  - ${{ else }}:\n    - script: make test\n";
    assert!(both(parameter).0.starts_with("not: "));
    assert_eq!(both(&parameter.replace("false", "true")).0, "runs");
    assert_eq!(both(&parameter.replace("make test", "make bundle")).0, "runs");
}

#[test]
fn jobs_and_stages_wait_for_others() {
    let with = |more: &str| {
        both(&format!("jobs:\n  - {{job: a, condition: \"eq(variables['Build.Reason'], 'PullRequest')\", steps: [{{script: ls}}]}}\n  - {{job: b, {more}, steps: [{{script: make dist}}]}}\n")).0
    };
    let waits = "not: it depends on the job `a`, which does not run: its condition excludes it: `eq(variables['Build.Reason'], 'PullRequest')`";
    assert_eq!(with("dependsOn: a"), waits);
    assert_eq!(with("dependsOn: [a], condition: succeeded()"), waits);
    assert_eq!(with("dependsOn: a, condition: always()"), "runs");
    assert_eq!(with("dependsOn: []"), "runs");
    let stages = "stages:\n  - {stage: a, condition: failed(), jobs: [{job: x, steps: [{script: ls}]}]}\n  - {stage: b, jobs: [{job: y, steps: [{script: make dist}]}]}\n";
    assert_eq!(
        both(stages).0,
        "not: it depends on the stage `a`, which does not run: its condition excludes it: `failed()`"
    );
    assert_eq!(both(&stages.replace("stage: b,", "stage: b, dependsOn: [],")).0, "runs");
}

#[test]
fn steps_that_fail_and_what_is_checked_out() {
    let steps = |steps: &str| both(&format!("steps:\n{steps}  - script: make dist\n")).0;
    assert_eq!(steps("  - script: exit 1\n"), "not: a step before it ends the job: `exit 1`");
    assert_eq!(steps("  - script: exit 1\n    continueOnError: true\n"), "runs");
    assert_eq!(steps("  - checkout: none\n"), "not: no step before it checks the repository out");
    assert_eq!(steps("  - checkout: none\n  - script: git clone x .\n"), "runs");
    assert_eq!(steps("  - checkout: self\n"), "runs");
    for branch in ["$(Build.SourceBranch)", "$BUILD_SOURCEBRANCH"] {
        let script = format!("if [[ \"{branch}\" == refs/tags/* ]]; then make dist; fi");
        let (push, tag) = both(&format!(
            "trigger: {{branches: {{include: ['*']}}, tags: {{include: ['*']}}}}\nsteps:\n  - bash: |\n      {script}\n"
        ));
        assert_eq!(push, "not: a condition of its script excludes it: `[[ $BUILD_SOURCEBRANCH == refs/tags/* ]]`");
        assert_eq!(tag, "runs");
    }
}
