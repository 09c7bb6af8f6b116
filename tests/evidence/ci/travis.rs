//! Travis CI, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::Event;

use crate::support::builds::{best, ci, plugin, told};

fn both(config: &str) -> (String, String) {
    let ci = ci(&plugin().with(".travis.yml", config));
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

fn runs() -> (String, String) {
    ("runs".to_owned(), "runs".to_owned())
}

#[test]
fn scripts_run_for_every_branch_and_tag() {
    assert_eq!(both("language: go\nscript:\n  - make test\n  - make dist\n"), runs());
    assert_eq!(both("script: make dist\n"), runs());
    assert_eq!(both("script: make test\nafter_success: make bundle\n"), runs());
    assert_eq!(both("script: make test\n").0, "nothing");
}

#[test]
fn go_projects_without_a_script_run_make() {
    assert_eq!(both("language: go\n"), runs());
    assert_eq!(both("language: node_js\n").0, "nothing");
}

#[test]
fn branch_filters_see_tags_as_branches() {
    let with = |filter: &str| both(&format!("script: make dist\nbranches: {{{filter}}}\n"));
    assert_eq!(with("only: [master]"), ("runs".to_owned(), "not: `branches: only` leaves out tags".to_owned()));
    assert_eq!(with("only: [master, '/^v\\d/']"), runs());
    assert_eq!(with("only: [main]").0, "not: `branches: only` leaves out master");
    assert_eq!(with("except: [master]").0, "not: `branches: except` leaves out master");
}

#[test]
fn what_comes_before_a_deployment_runs_only_with_it() {
    let with = |on: &str| {
        both(&format!("script: make test\nbefore_deploy: make dist\ndeploy:\n  provider: releases\n  on: {on}\n"))
    };
    assert_eq!(with("{tags: true}"), ("not: only tags deploy (`on: tags: true`)".to_owned(), "runs".to_owned()));
    assert_eq!(with("{branch: master}").0, "runs");
    assert_eq!(with("{branch: develop}").0, "not: only develop deploys");
    assert_eq!(with("{all_branches: true}").0, "runs");
    assert_eq!(with("{tags: false, branch: master}").1, "not: tags do not deploy (`on: tags: false`)");
    assert!(with("{tags: true, condition: '$X = y'}").1.starts_with("unclear: "));
    assert_eq!(
        both("script: make test\ndeploy: {provider: script, script: make dist}\n").0,
        "runs",
        "master deploys by default"
    );
    assert_eq!(both("script: make test\n"), ("nothing".to_owned(), "nothing".to_owned()));
}

#[test]
fn jobs_and_stages_with_conditions() {
    let text = "stages:\n  - test\n  - {name: release, if: tag IS present}\njobs:\n  include:\n    - {stage: test, script: make test}\n    - {stage: release, script: make dist}\n";
    assert_eq!(both(text), ("not: its condition excludes it: `tag IS present`".to_owned(), "runs".to_owned()));
    let job = |condition: &str| both(&format!("jobs: {{include: [{{script: make dist, if: '{condition}'}}]}}\n")).0;
    assert_eq!(job("branch = master"), "runs");
    assert_eq!(job("type = pull_request"), "not: its condition excludes it: `type = pull_request`");
    assert_eq!(job("env(A) = b"), "unclear: it depends on `env(A) = b`");
}

#[test]
fn where_it_goes() {
    let ci = ci(&plugin().with(
        ".travis.yml",
        "script: make dist\ndeploy:\n  - {provider: releases, on: {tags: true}}\n  - {provider: s3, bucket: demo}\n",
    ));
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [Destination::Release]);
    assert_eq!(best(&ci, Event::Push).unwrap().publishes, [Destination::Store("s3://demo".to_owned())]);
}

#[test]
fn all_phases_share_their_folder() {
    let makefile = "dist:\n\ttar czf x.tgz y\n";
    let with = |config: &str| {
        let tree = plugin().with("plugin/Makefile", makefile).with("Makefile", "all:\n\tls\n");
        ci(&tree.with(".travis.yml", config))
    };
    let found = with("before_script: cd plugin\nscript:\n  - echo\n  - make dist\n");
    assert_eq!(told(&found, Event::Push), "runs");
    assert_eq!(best(&found, Event::Push).unwrap().place.to_string(), ".travis.yml:4:5");
    let deployed =
        with("script: cd plugin\nbefore_deploy: make dist\ndeploy: {provider: releases, on: {tags: true}}\n");
    assert_eq!(told(&deployed, Event::Push), "not: only tags deploy (`on: tags: true`)");
    assert_eq!(told(&deployed, Event::Tag), "runs");
}

#[test]
fn what_ends_a_phase_ends_those_after_it() {
    assert_eq!(both("language: go\nbefore_install: exit 1\n").0, "not: its script ends before that, by `exit 1`");
    assert_eq!(both("language: go\nbefore_install: cd server\n").0, "not: there is no Makefile in `server`");
    let tag = both("script: if [ -n \"$TRAVIS_TAG\" ]; then make dist; fi\n");
    assert_eq!(tag.0, "not: a condition of its script excludes it: `[ -n $TRAVIS_TAG ]`");
    assert_eq!(tag.1, "runs");
}
