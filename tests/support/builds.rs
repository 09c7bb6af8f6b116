//! Repositories whose CI builds a bundle, or does not.

use plugin_ready::evidence::ci::{self, Ci, Event, Outcome, ReasonKind, Run};
use plugin_ready::evidence::{Evidence, Fact};

use super::tree::Tree;

/// A Makefile of which the goals `all`, `dist` and `bundle` make the bundle, `test` and `check-style` do not.
pub(crate) const MAKEFILE: &str = "\
BUNDLE ?= demo.tar.gz
.PHONY: default
default: all
all: check-style test dist
check-style:
\tgolangci-lint run ./...
test:
\tgo test ./server/...
server:
\tcd server && go build -o dist/plugin-linux-amd64
bundle:
\tmkdir -p dist/demo
\tcd dist && tar -cvzf $(BUNDLE) demo
dist: server bundle
";

/// A plugin with [`MAKEFILE`] and some sources.
pub(crate) fn plugin() -> Tree {
    Tree::of(&[
        (".nvmrc", "20\n"),
        ("Makefile", MAKEFILE),
        ("go.mod", "module github.com/example/demo\n"),
        ("plugin.json", "{\"id\": \"com.example.demo\"}"),
        ("server/main.go", "package main\n"),
        ("webapp/package-lock.json", "{}\n"),
        ("webapp/src/index.tsx", "export {};\n"),
    ])
}

/// What CI builds in `tree`, with master as default branch and example as owner.
pub(crate) fn ci(tree: &Tree) -> Ci {
    ci_of(tree, "master", "example")
}

/// What CI builds in `tree`.
pub(crate) fn ci_of(tree: &Tree, branch: &str, owner: &str) -> Ci {
    match ci::collect(&tree.in_git(branch, owner), tree) {
        Fact::Seen(ci) => ci,
        other => panic!("no CI: {other:?}"),
    }
}

/// The evidence that the CI items read.
pub(crate) fn evidence(tree: &Tree, branch: &str, owner: &str) -> Evidence {
    let repository = tree.in_git(branch, owner);
    let ci = ci::collect(&repository, tree);
    Evidence { repository, ci, ..Evidence::default() }
}

/// The run on `event` that comes furthest.
pub(crate) fn best(ci: &Ci, event: Event) -> Option<&Run> {
    let rank = |run: &&Run| match run.outcome {
        Outcome::Runs => 2,
        Outcome::Unclear(_) => 1,
        Outcome::Not(_) => 0,
    };
    ci.on(event).max_by_key(rank)
}

/// Whether the bundle is built on `event`: "runs", "unclear: why", "not: why", or "nothing" without a job that makes it.
pub(crate) fn told(ci: &Ci, event: Event) -> String {
    match best(ci, event).map(|run| &run.outcome) {
        None => "nothing".to_owned(),
        Some(Outcome::Runs) => "runs".to_owned(),
        Some(Outcome::Unclear(why)) => format!("unclear: {why}"),
        Some(Outcome::Not(reason)) => format!("not: {}", reason.text),
    }
}

/// Why the bundle is not built on `event`.
pub(crate) fn reason(ci: &Ci, event: Event) -> ReasonKind {
    match best(ci, event).map(|run| &run.outcome) {
        Some(Outcome::Not(reason)) => reason.kind,
        other => panic!("{other:?}"),
    }
}
