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

#[test]
fn a_file_is_included_where_its_rules_hold() {
    let with = |include: &str| {
        let tree = plugin().with(PATH, format!("include: [{include}]\n"));
        let ci = ci(&tree.with("ci/build.yml", "bundle: {script: [make dist]}\n"));
        (told(&ci, Event::Push), told(&ci, Event::Tag))
    };
    let out = "not: the rules on which ci/build.yml is included leave it out";
    assert_eq!(with("{local: ci/build.yml, rules: [{if: $CI_COMMIT_TAG}]}"), told_as(out, "runs"));
    assert_eq!(with("{local: ci/build.yml, rules: [{if: $CI_COMMIT_TAG, when: never}]}"), told_as(out, out));
    assert_eq!(with("{local: ci/build.yml, rules: [{exists: [Makefile]}]}"), told_as("runs", "runs"));
    assert_eq!(with("{local: ci/build.yml, rules: [{exists: ['**/*.rs']}]}"), told_as(out, out));
    let twice =
        "{local: ci/build.yml, rules: [{if: $CI_COMMIT_TAG}]}, {local: ci/build.yml, rules: [{if: $CI_COMMIT_BRANCH}]}";
    assert_eq!(with(twice), told_as("runs", "runs"));
    assert_eq!(with("ci/*.yml"), told_as("runs", "runs"));
    assert_eq!(with("{local: ci/build.yml, rules: [{if: $X}]}").0, "unclear: it depends on `$X`");
}

#[test]
fn what_the_file_itself_has_is_laid_over_what_it_includes() {
    let tree = plugin().with(PATH, "include: ci/build.yml\nbundle:\n  rules: [{if: $CI_COMMIT_TAG}]\n");
    let ci = ci(&tree.with("ci/build.yml", "\n\nbundle: {script: [make dist]}\n"));
    assert_eq!((told(&ci, Event::Push), told(&ci, Event::Tag)), told_as(OUT, "runs"));
    assert_eq!(best(&ci, Event::Tag).unwrap().place.to_string(), "ci/build.yml:3:19");
}

#[test]
fn what_a_job_needs_has_to_be_there() {
    let with = |other: &str, needs: &str| {
        both(&format!("a: {{script: [make test]{other}}}\nbundle: {{script: [make dist], needs: {needs}}}\n"))
    };
    assert_eq!(with("", "[a]"), told_as("runs", "runs"));
    assert_eq!(with("", "[{job: gone, optional: true}, {pipeline: $X, job: y}]"), told_as("runs", "runs"));
    let gone = "not: GitLab refuses the file: the job `bundle` needs `gone`, which is not there";
    assert_eq!(with("", "[gone]"), told_as(gone, gone));
    let on_tags = ", rules: [{if: $CI_COMMIT_TAG}]";
    let left_out = "not: GitLab starts no pipeline: the job `bundle` needs `a`, which its rules leave out";
    assert_eq!(with(on_tags, "[a]"), told_as(left_out, "runs"));
    assert_eq!(with(on_tags, "[{job: a, optional: true}]"), told_as("runs", "runs"));
    assert_eq!(
        with(", rules: [{if: $X}]", "[a]").0,
        "unclear: the job `bundle` needs `a`, and whether that is in the pipeline is not told: it depends on `$X`"
    );
    let by_hand = "not: it needs the job `a`, which does not run: it waits for a person (`when: manual`)";
    assert_eq!(with(", when: manual", "[a]"), told_as(by_hand, "runs"));
    assert!(with(", needs: [bundle]", "[a]").0.contains("jobs need each other"));
    let later = "a: {stage: deploy, script: [ls]}\nbundle: {stage: build, needs: [a], script: [make dist]}\n";
    assert!(both(later).0.ends_with("needs `a`, which is in a later stage"));
    let elsewhere = "include: {project: corp/ci, file: x.yml}\nbundle: {needs: [gone], script: [make dist]}\n";
    assert_eq!(both(elsewhere).0, "unclear: it needs the job `gone`, which is not in this repository");
    let another = "a: {needs: [gone], script: [ls]}\nbundle: {script: [make dist]}\n";
    assert!(
        both(another).0.starts_with("not: GitLab refuses the file: the job `a` needs"),
        "it refuses the whole file"
    );
}

#[test]
fn stages_are_in_the_list_and_wait_for_people() {
    let with = |before: &str| {
        both(&format!(
            "stages: [test, build]\nbefore: {{stage: test, script: [ls], {before}}}\nbundle: {{stage: build, script: [make dist]}}\n"
        ))
    };
    assert_eq!(with("when: manual"), told_as("runs", "runs"), "without rules it may fail");
    let waits = "not: the job `before` of a stage before it waits for a person (`when: manual`)";
    assert_eq!(with("rules: [{when: manual}]"), told_as(waits, "runs"));
    assert_eq!(with("when: manual, allow_failure: false"), told_as(waits, "runs"));
    assert_eq!(with("rules: [{when: manual, allow_failure: true}]"), told_as("runs", "runs"));
    let absent = "stages: [test]\nbundle: {stage: build, script: [make dist]}\n";
    assert!(both(absent).0.ends_with("the job `bundle` is in the stage `build`, which is not under `stages`"));
    assert_eq!(both("stages: [test]\nbundle: {stage: .post, script: [make dist]}\n").0, "runs");
    let elsewhere = "include: {project: corp/ci, file: x.yml}\nbundle: {stage: pack, script: [make dist]}\n";
    assert_eq!(both(elsewhere).0, "unclear: its stage `pack` is not in this repository");
}

#[test]
fn child_pipelines_are_not_followed() {
    let with = |trigger: &str| both(&format!("child: {{trigger: {trigger}}}\n")).0;
    assert_eq!(with("{include: ci/child.yml}"), "unclear: it starts a child pipeline, which this tool does not follow");
    assert_eq!(with("corp/other"), "nothing");
}

#[test]
fn a_file_that_is_included_and_not_there_is_refused() {
    let with = |include: &str| both(&format!("include: {include}\nbundle: {{script: [make dist]}}\n")).0;
    assert_eq!(with("gone.yml"), "not: GitLab refuses the file: it includes gone.yml, which is not there");
    assert_eq!(
        with("[{local: /ci/gone.yml}]"),
        "not: GitLab refuses the file: it includes ci/gone.yml, which is not there"
    );
    assert_eq!(with("[{local: gone.yml, rules: [{exists: [gone.yml]}]}]"), "runs");
    assert_eq!(with("['ci/*.yml']"), "runs");
}

#[test]
fn conditions_of_scripts_and_exits() {
    let out = |condition: &str| format!("not: a condition of its script excludes it: `{condition}`");
    let tag = "[ $CI_COMMIT_TAG ]";
    assert_eq!(both("bundle: {script: ['[ \"$CI_COMMIT_TAG\" ] && make dist']}\n"), (out(tag), "runs".to_owned()));
    let master = both("bundle: {script: ['if [ -z \"$CI_COMMIT_TAG\" ]; then make dist; fi']}\n");
    assert_eq!(master, ("runs".to_owned(), out("[ -z $CI_COMMIT_TAG ]")));
    assert_eq!(
        both("bundle: {before_script: [exit 1], script: [make dist]}\n").0,
        "not: its script ends before that, by `exit 1`"
    );
}
