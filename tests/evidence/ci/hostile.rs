//! Configurations made to be slow or to break readers.

use std::time::{Duration, Instant};

use plugin_ready::evidence::CauseKind;
use plugin_ready::evidence::ci::collect;
use proptest::prelude::*;

use crate::fuzz_entries::CI;
use crate::support::builds::{ci, plugin};

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn they_end_in_time() {
    let circle_commands = "version: 2.1\ncommands:\n".to_owned()
        + &many(7, |n| format!("  c{n}: {{steps: [{}]}}\n", format!("c{}, ", n + 1).repeat(60)))
        + "jobs: {build: {steps: [c0]}}\nworkflows: {ci: {jobs: [build]}}\n";
    let gitlab_references =
        many(9, |n| format!(".s{n}: {{script: [{}]}}\n", format!("!reference [.s{}, script], ", n + 1).repeat(60)))
            + "bundle: {script: [!reference [.s0, script]]}\n";
    let gitlab_rules =
        many(9, |n| format!(".r{n}: {{rules: [{}]}}\n", format!("!reference [.r{}, rules], ", n + 1).repeat(60)))
            + "bundle: {script: [make dist], rules: [!reference [.r0, rules]]}\n";
    let cases = [
        (
            "steps times matrix",
            CI[0],
            format!(
                "on: push\njobs:\n  a:\n    strategy: {{matrix: {{x: [{0}], y: [{0}]}}}}\n    steps:\n{1}",
                "1, ".repeat(40),
                many(280, |n| format!("      - {{run: echo {n}}}\n"))
            ),
        ),
        (
            "many jobs",
            CI[0],
            format!(
                "on: push\njobs:\n{}",
                many(2_000, |n| format!("  j{n}: {{needs: [j{}], steps: [{{run: make}}]}}\n", n + 1))
            ),
        ),
        (
            "dense needs",
            CI[0],
            format!(
                "on: push\njobs:\n{}",
                many(140, |n| format!(
                    "  j{n}: {{needs: [{}], steps: [{{run: make dist}}]}}\n",
                    many(n, |m| format!("j{m},"))
                ))
            ),
        ),
        (
            "conditions of scripts",
            CI[0],
            format!(
                "on: push\njobs:\n  a:\n    runs-on: x\n    strategy: {{matrix: {{x: [{}]}}}}\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n{}",
                "1, ".repeat(64),
                many(1_900, |n| format!(
                    "          [[ $GITHUB_REF == refs/tags/v{n}* ]] && gh release create v{n} x\n"
                ))
            ),
        ),
        ("commands of commands", CI[1], circle_commands),
        ("references of references", CI[3], gitlab_references),
        ("rules of rules", CI[3], gitlab_rules),
        (
            "extends",
            CI[3],
            many(300, |n| format!(".t{n}: {{extends: [.t{}, .t{}, .t{}]}}\n", n + 1, n + 2, n + 3))
                + "b: {extends: .t0, script: make}\n",
        ),
        (
            "templates of templates",
            CI[5],
            format!(
                "jobs:\n{}steps: &s [{}]\n",
                many(250, |n| format!("  - {{job: j{n}, steps: [{{template: {}}}]}}\n", CI[5])),
                format!("{{template: {}}}, ", CI[5]).repeat(60)
            ),
        ),
        ("conditions", CI[5], format!("steps: [{{script: make dist, condition: '{}'}}]\n", "and(".repeat(1_000))),
    ];
    for (name, path, text) in cases {
        let start = Instant::now();
        let _ = ci(&plugin().with(path, text));
        assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn what_is_too_much_is_told() {
    let steps = many(280, |n| format!("      - {{run: echo {n}}}\n"));
    let jobs = many(60, |n| {
        format!("  j{n}:\n    strategy: {{matrix: {{x: [{}]}}}}\n    steps: &s{n}\n{steps}", "1, ".repeat(60))
    });
    let tree = plugin().with(CI[0], format!("on: push\njobs:\n{jobs}"));
    let ci = ci(&tree);
    assert!(ci.configurations[0].blind.iter().any(|(cause, _)| cause.kind == CauseKind::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_configuration_is_read(text in "(on|jobs|steps|run|script|rules|only|if|workflows|trigger|uses|needs|deploy|- |: |\n|\n  |\n    |\\[|\\]|\\{|\\}|, |push|make dist|build|!reference |&a |\\*a|<<){0,50}") {
        let tree = CI.iter().fold(plugin(), |tree, path| tree.with(path, &text));
        let _ = collect(&tree.in_git("master", "example"), &tree);
        let _ = collect(&tree.repository(), &tree);
    }
}
