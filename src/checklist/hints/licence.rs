//! Advice on what speaks of the licence beside its files.

use super::MOST_PLACES;
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::licence::Licence;
use crate::evidence::licence::category::{self, Standing};
use crate::evidence::licence::dependencies::{Dependencies, Finding};
use crate::evidence::licence::expression::{self, Terms};
use crate::evidence::licence::headers::Claim;
use crate::evidence::licence::terms;
use crate::verdict::Hint;

const PLACEHOLDER: &str = "licence-placeholder";
const NOTICE: &str = "licence-notice";
const PACKAGE: &str = "licence-package-json";
const README: &str = "licence-readme";
const HEADERS: &str = "licence-headers";
const DEPENDENCIES: &str = "licence-dependencies";
const EXCEPTION: &str = "licence-exception";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [PLACEHOLDER, NOTICE, PACKAGE, README, HEADERS, DEPENDENCIES, EXCEPTION].into_iter()
}

/// What the licence's surroundings call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let Some(licence) = evidence.licence.seen() else { return Vec::new() };
    let mut hints = of(licence);
    // That most lockfiles do not tell is so for every plugin; `plugin-ready licence` says it to who asks.
    hints.retain(|hint| {
        let dependencies = &licence.dependencies;
        hint.id != DEPENDENCIES || !dependencies.findings.is_empty() || !dependencies.unread.is_empty()
    });
    hints
}

/// As [`hints`], for one licence, and with what could not be told of its dependencies.
pub fn of(licence: &Licence) -> Vec<Hint> {
    let terms = licence.terms();
    let expression = terms.expression();
    let mut ids: Vec<&str> = terms.files.iter().flat_map(|file| file.accepted_ids()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut hints = Vec::new();
    hints.extend(placeholder(licence));
    hints.extend(notice(licence));
    hints.extend(packages(licence, &terms, expression.as_deref()));
    hints.extend(readme(licence, &terms, &ids));
    hints.extend(headers(licence, &ids));
    hints.extend(dependencies(&licence.dependencies));
    hints.extend(exceptions(&licence.dependencies));
    hints
}

fn placeholder(licence: &Licence) -> Option<Hint> {
    let place = licence.files.iter().find_map(|file| file.placeholder.clone())?;
    Some(Hint {
        id: PLACEHOLDER,
        because: format!("the copyright line in {} is not filled in", place.path),
        help: "write the year and who holds the copyright".to_owned(),
        locations: vec![place],
    })
}

fn notice(licence: &Licence) -> Option<Hint> {
    let places = licence.statements.notice.clone();
    let path = places.first()?.path.clone();
    Some(Hint {
        id: NOTICE,
        because: format!("{path} has words that restrict use; a notice file cannot change the licence"),
        help: "keep only attributions there, and put terms where they hold".to_owned(),
        locations: places,
    })
}

/// A package.json that says something else, or nothing that means anything.
fn packages(licence: &Licence, terms: &terms::Terms<'_>, expression: Option<&str>) -> Vec<Hint> {
    let held: Vec<&str> = terms.files.iter().flat_map(|file| file.accepted_ids()).copied().collect();
    let mut hints = Vec::new();
    for package in licence.statements.packages.iter().filter(|package| package.says_something()) {
        let path = &package.place.path;
        let says = format!("{path} says \"license\": \"{}\"", package.written);
        let because = match package.terms() {
            Terms::Invalid => format!("{says}, which is no SPDX expression"),
            Terms::Nothing => continue,
            Terms::Expression(parsed) => {
                let named: Vec<&str> =
                    parsed.requirements().filter_map(|r| r.req.license.id()).map(|id| id.name).collect();
                if terms.files.is_empty()
                    && let (Some(first), true) = (named.first(), hints.is_empty())
                {
                    hints.push(Hint {
                        id: PACKAGE,
                        because: format!("{says}, but there is no licence file"),
                        help: format!("copy the text that https://spdx.org/licenses/{first}.html shows into LICENSE, if that is meant"),
                        locations: vec![package.place.clone()],
                    });
                }
                if held.is_empty() || named.iter().any(|id| held.contains(id)) {
                    continue;
                }
                let default = if package.written == "ISC" { " (npm's default)" } else { "" };
                format!("{says}{default}, but the licence is {}", expression.unwrap_or("another"))
            }
        };
        let help = match expression {
            Some(expression) if !held.is_empty() => format!("set \"license\": \"{expression}\""),
            _ => "set \"license\" to the SPDX id of the plugin's licence".to_owned(),
        };
        hints.push(Hint { id: PACKAGE, because, help, locations: vec![package.place.clone()] });
    }
    hints
}

/// A README that names another licence of Category A, or the only place that names one; the item itself tells of worse.
fn readme(licence: &Licence, terms: &terms::Terms<'_>, held: &[&str]) -> Option<Hint> {
    let readme = licence.statements.readmes.iter().find(|readme| !readme.ids.is_empty())?;
    let first = readme.ids.first()?;
    let names = readme.ids.join(" and ");
    let (because, help) = if terms.files.is_empty() {
        (
            format!("{} names {names}, but there is no licence file", readme.place.path),
            format!("copy the text that https://spdx.org/licenses/{first}.html shows into LICENSE"),
        )
    } else if !held.is_empty() && !readme.ids.iter().any(|id| held.contains(id)) && readme.ids.iter().any(is_a) {
        (
            format!("{} names {names}, but the licence is {}", readme.place.path, held.join(" and ")),
            "correct the README, or the licence file".to_owned(),
        )
    } else {
        return None;
    };
    Some(Hint { id: README, because, help, locations: vec![readme.place.clone()] })
}

fn is_a(id: &&'static str) -> bool {
    category::of(id) == Standing::A
}

/// Headers that name another Category-A licence: fine, and good to know.
fn headers(licence: &Licence, held: &[&str]) -> Vec<Hint> {
    let mut hints = Vec::new();
    for (claim, claimed) in &licence.statements.headers {
        let Claim::Spdx(written) = claim else { continue };
        let Terms::Expression(parsed) = expression::parse(written) else { continue };
        let known = parsed.requirements().any(|r| r.req.license.id().is_some_and(|id| held.contains(&id.name)));
        if known || held.is_empty() || expression::standing(&parsed) != Standing::A {
            continue;
        }
        let places: Vec<Place> = claimed.places.clone();
        let who = match claimed.paths.as_slice() {
            [path] => format!("the header of {path} says"),
            paths => format!("the headers of {} files say", paths.len()),
        };
        hints.push(Hint {
            id: HEADERS,
            because: format!("{who} {written}, not {}", held.join(" or ")),
            help: "if that is meant, add the licence's text to LICENSES/; else correct the headers".to_owned(),
            locations: places,
        });
    }
    hints
}

/// What the plugin ships of others, in one line: X first, then what nobody listed, then B, then what cannot be told.
fn dependencies(dependencies: &Dependencies) -> Option<Hint> {
    let of = |standing| dependencies.findings.iter().filter(move |finding| finding.standing == standing);
    let mut parts = Vec::new();
    for (standing, what) in [
        (Standing::X, "Category X, so a person has to decide"),
        (Standing::Unlisted, "licences that Apache's page does not list"),
        (Standing::B, "Category B, fine unchanged"),
    ] {
        let found: Vec<&Finding> = of(standing).collect();
        if !found.is_empty() {
            parts.push(format!("{} of {what}: {}", found.len(), named(&found)));
        }
    }
    if dependencies.unknown > 0 {
        parts.push(format!("not determinable offline: {} of {}", dependencies.unknown, dependencies.count));
    }
    parts.extend(dependencies.unread.iter().map(|unread| format!("not looked at: {}", unread.cause.detail)));
    if parts.is_empty() {
        return None;
    }
    let help = if of(Standing::X).next().is_some() {
        "replace them, or say in plugin-ready.toml why they are acceptable: [[dependency]] name, reason, sha256"
    } else if !dependencies.unread.is_empty() {
        "let its package manager write the lockfile anew; a person looks through what is not looked at even then"
    } else {
        "plugin-ready licence looks into node_modules and Go's module cache; or commit a report: go-licenses report ./... > \
         go-licenses.csv"
    };
    Some(Hint {
        id: DEPENDENCIES,
        because: format!("licences of dependencies: {}", parts.join("; ")),
        help: help.to_owned(),
        locations: dependencies
            .findings
            .iter()
            .take(MOST_PLACES)
            .map(|finding| finding.place.clone())
            .chain(dependencies.unread.iter().map(|unread| Place::file(&unread.path)))
            .collect(),
    })
}

/// The first few, with their licences.
fn named(findings: &[&Finding]) -> String {
    const SHOWN: usize = 4;
    let mut names: Vec<String> = findings.iter().take(SHOWN).map(|f| format!("{} ({})", f.name, f.licence)).collect();
    if findings.len() > SHOWN {
        names.push(format!("and {} more", findings.len() - SHOWN));
    }
    names.join(", ")
}

fn exceptions(dependencies: &Dependencies) -> Vec<Hint> {
    let stale = dependencies.stale.iter().map(|exception| Hint {
        id: EXCEPTION,
        because: format!("the exception for {} holds for another text than the one here", exception.name),
        help: "read the licence again, and write its SHA-256; or remove the exception".to_owned(),
        locations: vec![exception.place.clone()],
    });
    stale.collect()
}
