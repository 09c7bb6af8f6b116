//! Drone, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::Event;

use crate::support::builds::{best, ci, plugin, told};

fn both(config: &str) -> (String, String) {
    let ci = ci(&plugin().with(".drone.yml", config));
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

fn pipeline(trigger: &str, when: &str) -> (String, String) {
    both(&format!(
        "kind: pipeline\nname: ci\n{trigger}\nsteps:\n  - name: build\n    image: golang\n    commands: [make dist]\n    {when}\n"
    ))
}

#[test]
fn triggers_and_conditions() {
    assert_eq!(pipeline("", ""), ("runs".to_owned(), "runs".to_owned()));
    assert_eq!(
        pipeline("trigger: {event: [push]}", ""),
        ("runs".to_owned(), "not: its events leave out `tag`".to_owned())
    );
    assert_eq!(pipeline("trigger: {event: tag}", "").0, "not: its events leave out `push`");
    assert_eq!(pipeline("trigger: {branch: [main]}", "").0, "not: its filter leaves out master");
    assert_eq!(pipeline("trigger: {branch: {exclude: [mas*]}}", "").0, "not: its filter leaves out master");
    assert_eq!(pipeline("trigger: {branch: {include: ['*']}}", "").0, "runs");
    assert_eq!(
        pipeline("trigger: {ref: ['refs/tags/v*']}", ""),
        ("not: its filter leaves out master".to_owned(), "runs".to_owned())
    );
    assert_eq!(pipeline("", "when: {event: [pull_request]}").0, "not: its events leave out `push`");
    assert_eq!(pipeline("", "when: {branch: master}").0, "runs");
    assert_eq!(pipeline("", "when: {status: [failure]}").0, "not: it runs only after a failure");
    assert_eq!(pipeline("", "when: {status: [success, failure]}").0, "runs");
}

#[test]
fn several_pipelines_and_what_they_publish() {
    let text = "kind: pipeline\nname: build\nsteps: [{image: golang, commands: [make dist]}]\n---\nkind: secret\nname: token\n---\nkind: pipeline\nname: ship\ndepends_on: [build]\ntrigger: {event: [tag]}\nsteps: [{image: 'plugins/github-release:1', settings: {files: dist/*}}]\n";
    let ci = ci(&plugin().with(".drone.yml", text));
    assert_eq!(best(&ci, Event::Push).unwrap().publishes, []);
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [Destination::Release]);
    assert_eq!(ci.configurations[0].jobs, ["build", "ship"]);
}

#[test]
fn the_commands_of_a_step_share_their_folder() {
    let tree = |steps: &str| {
        let makefile = "dist:\n\ttar czf x.tgz y\n";
        let tree = plugin().with("plugin/Makefile", makefile).with("Makefile", "all:\n\tls\n");
        tree.with(".drone.yml", format!("kind: pipeline\nname: ci\nsteps: [{steps}]\n"))
    };
    assert_eq!(told(&ci(&tree("{image: golang, commands: [cd plugin, make dist]}")), Event::Push), "runs");
    let apart = "{image: golang, commands: [cd plugin]}, {image: golang, commands: [make dist]}";
    assert!(told(&ci(&tree(apart)), Event::Push).contains("no rule of Makefile makes `dist`"));
}

#[test]
fn steps_that_fail_and_pipelines_without_a_clone() {
    let with = |more: &str| both(&format!("kind: pipeline\n{more}\n  - {{name: b, commands: [make dist]}}\n")).0;
    assert_eq!(with("steps:\n  - {commands: [exit 1]}"), "not: a step before it ends the job: `exit 1`");
    assert_eq!(with("steps:\n  - {commands: [exit 1], failure: ignore}"), "runs");
    assert_eq!(with("clone: {disable: true}\nsteps:"), "not: no step before it checks the repository out");
    assert_eq!(with("clone: {disable: true}\nsteps:\n  - {commands: [git clone x .]}"), "runs");
    let tag = both("kind: pipeline\nsteps:\n  - commands: ['[ \"$DRONE_BUILD_EVENT\" = tag ] && make dist']\n");
    assert_eq!(tag.0, "not: a condition of its script excludes it: `[ $DRONE_BUILD_EVENT = tag ]`");
    assert_eq!(tag.1, "runs");
}
