//! Advice on the manifest: what only the template's `manifest check` refuses, and what works but could be better.

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::manifest::{Manifest, Problem, Rule, Severity, StaleCopy};
use crate::verdict::Hint;

/// The hint for a generated copy of the manifest that says something else.
const STALE_COPY: &str = "manifest-stale-copy";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let rules = Rule::ALL.iter().filter(|rule| rule.severity() != Severity::ServerRefuses);
    rules.map(|rule| rule.name()).chain([STALE_COPY])
}

/// What the manifest calls for beside `plugin-manifest`, the item for what servers refuse.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let Some(manifest) = evidence.manifest.seen() else { return Vec::new() };
    let by_rule = Rule::ALL.iter().filter(|rule| rule.severity() != Severity::ServerRefuses).flat_map(|rule| {
        let problems: Vec<&Problem> = manifest.problems.iter().filter(|problem| problem.rule == *rule).collect();
        hints_of(*rule, &problems, manifest)
    });
    let beside = &manifest.surroundings;
    by_rule
        .chain(beside.starter_module.iter().map(starter_module))
        .chain(beside.stale_copies.iter().map(stale_copy))
        .collect()
}

/// Hints shown one by one for one rule; more of a kind are counted in the last.
const MOST: usize = 10;

fn hints_of(rule: Rule, problems: &[&Problem], manifest: &Manifest) -> Vec<Hint> {
    let more = problems.len().saturating_sub(MOST);
    let shown = problems.iter().take(MOST).enumerate();
    let hint = |(index, problem): (usize, &&Problem)| {
        let more =
            if index + 1 == MOST && more > 0 { format!(" (and {more} more of this kind)") } else { String::new() };
        Hint {
            id: rule.name(),
            because: format!("{}{more}{}", problem.what, refused_by(rule, manifest)),
            help: problem.help.clone(),
            locations: std::iter::once(manifest.place(&problem.span)).chain(elsewhere(rule, manifest)).collect(),
        }
    };
    shown.map(hint).collect()
}

/// The other file that a rule speaks of.
fn elsewhere(rule: Rule, manifest: &Manifest) -> Option<Place> {
    let dependency = manifest.surroundings.server_dependency.as_ref();
    dependency.filter(|_| rule == Rule::ServerDependency).map(|dependency| dependency.place.clone())
}

/// Who minds, as the end of a sentence: servers do not.
fn refused_by(rule: Rule, manifest: &Manifest) -> String {
    if rule.severity() != Severity::ManifestCheckRefuses || rule == Rule::Yaml {
        return String::new();
    }
    // How servers take a version the problem tells itself.
    let installs = if rule == Rule::Version { "" } else { "servers install it all the same, but " };
    let at_any_age = matches!(rule, Rule::UnknownKey | Rule::RemovedKey);
    match &manifest.surroundings.manifest_tool {
        Some(tool) if tool.checks || at_any_age => {
            format!("; {installs}your build's manifest tool refuses it ({})", tool.path)
        }
        _ => format!("; {installs}the starter template's `manifest check` (2024) refuses it"),
    }
}

fn starter_module(place: &Place) -> Hint {
    Hint {
        id: Rule::Starter.name(),
        because: "go.mod still names the starter template's module".to_owned(),
        help: "rename the module, its imports, and local-prefixes in .golangci.yml".to_owned(),
        locations: vec![place.clone()],
    }
}

fn stale_copy(copy: &StaleCopy) -> Hint {
    Hint {
        id: STALE_COPY,
        because: format!(
            "{} is a copy of the manifest with the {} {:?}; the manifest says {:?}",
            copy.place.path, copy.key, copy.copy, copy.manifest
        ),
        help: "run `make apply` and commit the result, or stop tracking the file".to_owned(),
        locations: vec![copy.place.clone()],
    }
}
