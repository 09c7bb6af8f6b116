//! CircleCI, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::{Event, ReasonKind, System};

use crate::support::builds::{best, ci, ci_of, plugin, reason, told};

const PATH: &str = ".circleci/config.yml";
const ARTIFACT: Destination = Destination::Artifact("CircleCI artifact");

const JOBS: &str = "version: 2.1\njobs:\n  lint: {steps: [checkout, {run: make check-style}]}\n  build:\n    steps:\n      - checkout\n      - run:\n          name: Build\n          command: |\n            npm ci\n            make dist\n      - store_artifacts: {path: dist}\n";

fn both(config: &str) -> (String, String) {
    let ci = ci(&plugin().with(PATH, config));
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

fn with(workflow: &str) -> (String, String) {
    both(&format!("{JOBS}workflows:\n  version: 2\n  ci:\n    jobs: [{workflow}]\n"))
}

const NO_FILTER: &str = "not: it has no `tags` filter, and without one CircleCI runs no job on tags";

#[test]
fn filters() {
    let tags = "tags: {only: '/^v.*/'}";
    let cases = [
        ("build".to_owned(), "runs", NO_FILTER),
        (format!("build: {{filters: {{{tags}}}}}"), "runs", "runs"),
        (
            format!("build: {{filters: {{{tags}, branches: {{ignore: '/.*/'}}}}}}"),
            "not: its `branches` filter leaves out master",
            "runs",
        ),
        ("build: {filters: {branches: {only: master}}}".to_owned(), "runs", NO_FILTER),
        (
            "build: {filters: {branches: {only: [main, '/release-.*/']}}}".to_owned(),
            "not: its `branches` filter",
            NO_FILTER,
        ),
        ("build: {filters: {branches: {ignore: [master]}}}".to_owned(), "not: its `branches` filter", NO_FILTER),
        ("build: {filters: {tags: {only: 'v.*'}}}".to_owned(), "runs", "not: its `tags` filter does not take v1.2.3"),
        ("build: {filters: {tags: {ignore: '/^v.*/'}}}".to_owned(), "runs", "not: its `tags` filter"),
        ("build: {filters: {branches: {only: '/((/'}}}".to_owned(), "unclear: ", NO_FILTER),
        ("build: {filters: 'pipeline.git.branch == \"master\"'}".to_owned(), "unclear: ", "unclear: "),
    ];
    for (workflow, push, tag) in cases {
        let told = with(&workflow);
        assert!(told.0.starts_with(push), "{workflow} on push: {}", told.0);
        assert!(told.1.starts_with(tag), "{workflow} on a tag: {}", told.1);
    }
}

#[test]
fn what_a_job_requires_needs_the_filter_too() {
    let filtered = "filters: {tags: {only: '/.*/'}}";
    let told = with(&format!("lint, {{build: {{requires: [lint], {filtered}}}}}"));
    assert_eq!(told.0, "runs");
    assert_eq!(told.1, "not: it requires `lint`, which has no `tags` filter that takes version tags");
    assert_eq!(with(&format!("{{lint: {{{filtered}}}}}, {{build: {{requires: [lint], {filtered}}}}}")).1, "runs");
    assert!(with("{build: {requires: [gone]}}").0.starts_with("not: "));
    assert!(with("{build: {requires: [build]}}").0.starts_with("not: "));
}

#[test]
fn approvals_wait_for_people() {
    let told = with(
        "{hold: {type: approval, filters: {tags: {only: '/.*/'}}}}, {build: {requires: [hold], filters: {tags: {only: '/.*/'}}}}",
    );
    assert!(told.0.contains("`hold` waits for a person"), "{}", told.0);
    assert_eq!(told.1, "runs");
}

#[test]
fn a_configuration_without_workflows_runs_build_on_branches() {
    let told = both("version: 2\njobs:\n  build:\n    steps: [checkout, {run: make dist}]\n");
    assert_eq!(told.0, "runs");
    assert_eq!(told.1, "not: without `workflows` CircleCI builds branches alone");
    let first_form =
        "version: 2\njobs:\n  build:\n    steps: [checkout, {type: shell, name: Build, command: make dist}]\n";
    assert_eq!(both(first_form), told);
    let jobs = |config: &str| ci(&plugin().with(PATH, config)).configurations[0].jobs.clone();
    let both_jobs =
        "version: 2\njobs:\n  build: {steps: [checkout, {run: go test ./...}]}\n  other: {steps: [checkout]}\n";
    assert_eq!(jobs(both_jobs), ["build"], "no workflow runs the other one");
    assert_eq!(jobs(&format!("{both_jobs}workflows: {{ci: {{jobs: [other]}}}}\n")), ["other"]);
}

const ORB: &str = "version: 2.1\norbs: {plugin-ci: mattermost/plugin-ci@0.1.6}\nworkflows:\n  ci:\n    jobs:\n";

#[test]
fn the_plugin_orb() {
    let plain = format!("{ORB}      - plugin-ci/lint\n      - plugin-ci/test\n      - plugin-ci/build\n");
    assert_eq!(both(&plain), ("runs".to_owned(), NO_FILTER.to_owned()));
    assert_eq!(both(&format!("{ORB}      - plugin-ci/lint\n      - plugin-ci/coverage\n")).0, "nothing");
    let full = format!(
        "{ORB}      - plugin-ci/build: {{filters: {{tags: {{only: '/^v.*/'}}}}}}\n      - plugin-ci/deploy-ci: {{requires: [plugin-ci/build], filters: {{branches: {{only: master}}}}}}\n      - plugin-ci/deploy-release-github: {{requires: [plugin-ci/build], filters: {{tags: {{only: '/^v.*/'}}, branches: {{ignore: '/.*/'}}}}}}\n"
    );
    let ci = ci_of(&plugin().with(PATH, &full), "master", "mattermost");
    let other = ci_of(&plugin().with(PATH, &full), "master", "example");
    assert_eq!(best(&other, Event::Push).unwrap().publishes, [ARTIFACT], "the store is Mattermost's");
    let store = Destination::Store("s3://mattermost-plugins-ci/ci/mattermost-plugin-demo-ci.tar.gz".to_owned());
    assert_eq!(best(&ci, Event::Push).unwrap().publishes, [ARTIFACT, store]);
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [ARTIFACT, Destination::Release]);
    assert_eq!(best(&ci, Event::Push).unwrap().place.span.unwrap().start.line, 6);
    assert_eq!(ci.systems(), [System::CircleCi]);
}

#[test]
fn other_orbs() {
    let orbs = "version: 2.1\norbs:\n  node: circleci/node@5\n  corp: corp/build@1\n  own:\n    commands: {pack: {parameters: {goal: {default: test}}, steps: [checkout, {run: 'make << parameters.goal >>'}]}}\n    jobs: {build: {steps: [checkout, {pack: {goal: dist}}]}}\n";
    let job = |name: &str| both(&format!("{orbs}workflows: {{ci: {{jobs: [{name}]}}}}\n")).0;
    assert_eq!(job("node/test"), "nothing");
    assert_eq!(job("own/build"), "runs");
    assert_eq!(
        job("corp/pack"),
        "unclear: it is the job `pack` of the orb corp/build@1, which is not in this repository"
    );
}

#[test]
fn commands_parameters_and_anchors() {
    let text = "version: 2.1\nshared: &shared\n  steps: [checkout, build-it]\ncommands:\n  build-it:\n    parameters: {goal: {type: string, default: dist}}\n    steps:\n      - checkout\n      - run: make << parameters.goal >>\njobs:\n  build:\n    <<: *shared\n  other:\n    parameters: {what: {type: string}}\n    steps: [checkout, {build-it: {goal: << parameters.what >>}}]\nworkflows:\n  ci:\n    jobs: [JOB]\n";
    let job = |job: &str| {
        both(&text.replace("JOB", job).replace("{goal: << parameters.what >>}", "{goal: '<< parameters.what >>'}")).0
    };
    assert_eq!(job("build"), "runs");
    assert_eq!(job("other: {what: test}"), "nothing");
    assert_eq!(job("other: {what: bundle}"), "runs");
    assert_eq!(job("other: {matrix: {parameters: {what: [test, dist]}}}"), "runs");
    assert!(job("other").starts_with("not: no rule") || job("other").starts_with("unclear"), "{}", job("other"));
}

#[test]
fn commands_that_use_themselves_end() {
    let text = "version: 2.1\ncommands: {again: {steps: [again, again, {run: make dist}]}}\njobs: {build: {steps: [checkout, again]}}\nworkflows: {ci: {jobs: [build]}}\n";
    assert_eq!(both(text).0, "runs");
}

#[test]
fn workflows_with_conditions_and_triggers() {
    let workflow = |more: &str| {
        both(&format!("{JOBS}parameters: {{deploy: {{type: boolean, default: false}}}}\nworkflows:\n  ci:\n    {more}\n    jobs: [build]\n")).0
    };
    assert_eq!(
        workflow(
            "when: {equal: [master, << pipeline.git.branch >>]}".replace("<<", "'<<").replace(">>", ">>'").as_str()
        ),
        "runs"
    );
    assert!(workflow("when: '<< pipeline.parameters.deploy >>'").starts_with("not: its workflow's condition"));
    assert_eq!(workflow("unless: '<< pipeline.parameters.deploy >>'"), "runs");
    assert_eq!(workflow("when: {and: [true, {not: false}]}"), "runs");
    assert_eq!(workflow("when: {matches: {pattern: '^mas.*$', value: '<< pipeline.git.branch >>'}}"), "runs");
    assert!(workflow("when: '<< pipeline.parameters.gone >>'").starts_with("unclear: "));
    let nightly = workflow("triggers: [{schedule: {cron: '0 0 * * *', filters: {branches: {only: master}}}}]");
    assert_eq!(nightly, "not: only the clock starts its workflow");
}

#[test]
fn conditions_on_steps() {
    let text = |condition: &str| {
        format!(
            "version: 2.1\njobs: {{build: {{steps: [checkout, {{when: {{condition: {condition}, steps: [checkout, {{run: make dist}}]}}}}]}}}}\nworkflows: {{ci: {{jobs: [build]}}}}\n"
        )
    };
    assert_eq!(both(&text("true")).0, "runs");
    assert!(both(&text("false")).0.starts_with("not: "));
    assert!(both(&text("'<< pipeline.number >>'")).0.starts_with("unclear: "));
}

#[test]
fn setup_configurations_are_unclear() {
    let tree = plugin()
        .with(PATH, "version: 2.1\nsetup: true\njobs: {go: {steps: [checkout]}}\nworkflows: {s: {jobs: [go]}}\n");
    let ci = ci(&tree);
    assert_eq!(told(&ci, Event::Push), "nothing");
    assert_eq!(ci.configurations[0].blind.len(), 1);
}

#[test]
fn releases_of_the_host_start_nothing() {
    let ci = ci(&plugin().with(PATH, format!("{JOBS}workflows: {{ci: {{jobs: [build]}}}}\n")));
    assert_eq!(reason(&ci, Event::Release), ReasonKind::Trigger);
}

#[test]
fn the_place_is_the_line_of_the_command() {
    let ci = ci(&plugin().with(PATH, format!("{JOBS}workflows: {{ci: {{jobs: [build]}}}}\n")));
    let run = best(&ci, Event::Push).unwrap();
    assert_eq!((run.job.as_str(), run.place.span.unwrap().start.line), ("ci / build", 11));
    assert_eq!(run.publishes, [ARTIFACT]);
}

#[test]
fn a_step_after_a_failure_builds_nothing() {
    let run = |when: &str| {
        both(&format!("version: 2.1\njobs: {{build: {{steps: [checkout, {{run: {{command: make dist, when: {when}}}}}]}}}}\nworkflows: {{ci: {{jobs: [build]}}}}\n")).0
    };
    assert_eq!(run("on_fail"), "not: its step runs only after one that failed");
    assert_eq!(run("always"), "runs");
}

#[test]
fn a_step_may_end_the_job() {
    let with = |steps: &str| {
        both(&format!(
            "version: 2.1\njobs:\n  build:\n    steps:\n      - checkout\n{steps}workflows: {{ci: {{jobs: [build]}}}}\n"
        ))
        .0
    };
    let ends = "not: a step before it ends the job: `circleci step halt`";
    let script = "      - run: |\n          if ! git diff --name-only | grep server; then\n            circleci-agent step halt\n          fi\n";
    assert_eq!(
        with(&format!("{script}      - run: make dist\n")),
        "unclear: a step before it may end the job: `circleci-agent step halt`"
    );
    assert_eq!(with(&format!("      - run: make dist\n{script}")), "runs");
    let nested =
        "      - when: {condition: true, steps: [checkout, {run: circleci step halt}]}\n      - run: make dist\n";
    assert_eq!(with(nested), ends);
    let never =
        "      - when: {condition: false, steps: [checkout, {run: circleci step halt}]}\n      - run: make dist\n";
    assert_eq!(with(never), "runs");
    assert_eq!(
        with("      - run: {command: circleci-agent step halt, when: on_fail}\n      - run: make dist\n"),
        "runs"
    );
    let tree = |script: &str| {
        let text = "version: 2.1\ncommands: {skip: {steps: [checkout, {run: ./skip.sh}]}}\njobs: {build: {steps: [skip, {run: make dist}]}}\nworkflows: {ci: {jobs: [build]}}\n";
        ci(&plugin().with(PATH, text).with("skip.sh", script))
    };
    assert_eq!(
        told(&tree("#!/bin/sh\ncircleci-agent step halt\n"), Event::Push),
        "not: a step before it ends the job: `./skip.sh`"
    );
    assert_eq!(told(&tree("#!/bin/sh\nls\n"), Event::Push), "runs");
    let before = "version: 2.1\njobs: {build: {steps: [checkout, {run: make dist}]}}\nworkflows: {ci: {jobs: [{build: {pre-steps: [{run: circleci step halt}]}}]}}\n";
    assert_eq!(both(before).0, ends);
}

#[test]
fn what_a_matrix_leaves_out_is_not_built_and_its_jobs_have_names() {
    let jobs = "version: 2.1\njobs:\n  make:\n    parameters: {goal: {type: string}}\n    steps: [checkout, {run: 'make << parameters.goal >>'}]\n  ship: {steps: [checkout, {run: make dist}]}\n";
    let with = |jobs_of: &str| both(&format!("{jobs}workflows: {{ci: {{jobs: [{jobs_of}]}}}}\n")).0;
    let matrix = "matrix: {parameters: {goal: [test, dist]}";
    assert_eq!(with(&format!("{{make: {{{matrix}, exclude: [{{goal: dist}}]}}}}}}")), "nothing");
    assert_eq!(with(&format!("{{make: {{{matrix}, exclude: [{{goal: test}}]}}}}}}")), "runs");
    let jobs = jobs.replace("make << parameters.goal >>", "echo << parameters.goal >>");
    let needed = |make: &str, needed: &str| {
        let jobs_of = format!("{{make: {{{matrix}{make}}}}}, {{ship: {{requires: [{needed}]}}}}");
        both(&format!("{jobs}workflows: {{ci: {{jobs: [{jobs_of}]}}}}\n")).0
    };
    assert_eq!(needed("}", "make-test"), "runs");
    assert_eq!(needed("}", "make"), "runs");
    assert_eq!(needed(", alias: all}", "all"), "runs");
    assert_eq!(needed("}, name: 'm-<< matrix.goal >>'", "m-test"), "runs");
    assert_eq!(needed("}", "gone"), "not: it requires a job that is not in its workflow");
}

#[test]
fn a_job_without_checkout_has_nothing_to_build() {
    let with = |steps: &str| {
        both(&format!(
            "version: 2.1\norbs: {{corp: corp/build@1}}\njobs: {{build: {{steps: [{steps}{{run: make dist}}]}}}}\nworkflows: {{ci: {{jobs: [build]}}}}\n"
        ))
        .0
    };
    assert_eq!(with(""), "not: no step before it checks the repository out");
    for got in ["checkout, ", "{attach_workspace: {at: .}}, ", "corp/get, ", "{run: git clone x .}, "] {
        assert_eq!(with(got), "runs", "{got}");
    }
    assert_eq!(with("checkout, {run: exit 1}, "), "not: a step before it ends the job: `exit 1`");
}

#[test]
fn conditions_of_scripts_on_branch_and_tag_are_followed() {
    let with = |step: &str| {
        both(&format!(
            "version: 2.1\njobs:\n  build:\n    steps:\n      - checkout\n{step}workflows: {{ci: {{jobs: [{{build: {{filters: {{tags: {{only: /.*/}}}}}}}}]}}}}\n"
        ))
    };
    let tag = with("      - run: if [ -n \"$CIRCLE_TAG\" ]; then make dist; fi\n");
    assert_eq!(tag.0, "not: a condition of its script excludes it: `[ -n $CIRCLE_TAG ]`");
    assert_eq!(tag.1, "runs");
    let halt =
        with("      - run: if [ -n \"${CIRCLE_TAG:-}\" ]; then circleci step halt; fi\n      - run: make dist\n");
    assert_eq!(halt.0, "runs");
    assert_eq!(halt.1, "unclear: a step before it may end the job: `circleci step halt`");
}
