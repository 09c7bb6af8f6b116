//! A Jenkinsfile never proves a build.

use plugin_ready::evidence::ci::Event;

use crate::support::builds::{best, ci, plugin, told};

#[test]
fn what_sh_steps_run_is_seen_and_when_is_not() {
    let text = "pipeline {\n  stages {\n    stage('Build') { steps { sh 'make check-style' } }\n    stage('Pack') {\n      steps {\n        sh \"\"\"\n          make dist\n        \"\"\"\n      }\n    }\n  }\n}\n";
    let ci = ci(&plugin().with("Jenkinsfile", text));
    assert!(told(&ci, Event::Push).starts_with("unclear: for which branches"), "{}", told(&ci, Event::Push));
    assert_eq!(best(&ci, Event::Push).unwrap().place.span.unwrap().start.line, 6);
    assert!(ci.configurations[0].blind.is_empty());
}

#[test]
fn files_without_visible_builds() {
    let tests = ci(&plugin().with("Jenkinsfile", "node { sh(script: 'make test') }\n"));
    assert_eq!(told(&tests, Event::Push), "nothing");
    assert!(tests.configurations[0].blind.is_empty());
    for library in ["@Library('corp') _\nbuildPlugin()\n", "node { buildPlugin() }\n", "node { push 'x' }\n"] {
        let hidden = ci(&plugin().with("Jenkinsfile", library));
        assert_eq!(hidden.configurations[0].blind.len(), 1, "{library}");
    }
}

#[test]
fn a_folder_that_groovy_goes_to_is_not_taken_for_the_root() {
    let tree = plugin().with("Makefile", "all:\n\tls\n").with("plugin/Makefile", "dist:\n\ttar czf x.tgz y\n");
    let found = ci(&tree.with("Jenkinsfile", "node { dir('plugin') { sh 'make dist' } }\n"));
    assert!(told(&found, Event::Push).starts_with("unclear: "), "{}", told(&found, Event::Push));
}
