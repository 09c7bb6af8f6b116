//! Advice beside the checklist, as pure functions on facts.

pub mod bundle;
pub mod ci;
pub mod code;
pub mod docs;
pub mod leftovers;
pub mod licence;
pub mod manifest;
pub mod release;

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::manifest::Rule;
use crate::verdict::Hint;

/// Most places that one hint lists.
const MOST_PLACES: usize = 50;

/// Every hint that the evidence calls for, in a fixed order.
pub fn all(evidence: &Evidence) -> Vec<Hint> {
    let leftovers = leftovers::hints(evidence);
    let same = |a: &Place, b: &Place| {
        a.path == b.path && a.span.map(|span| span.start.line) == b.span.map(|span| span.start.line)
    };
    let has = |group: &Hint, at: &Place| group.locations.iter().any(|told| same(told, at));
    let told = |hint: &Hint| leftovers.iter().any(|group| hint.locations.iter().all(|at| has(group, at)));
    let mut hints = manifest::hints(evidence);
    // What the group of leftovers tells is told once.
    hints.retain(|hint| hint.id != Rule::Starter.name() || !told(hint));
    hints.extend(docs::hints(evidence));
    hints.extend(licence::hints(evidence));
    hints.extend(code::hints(evidence));
    hints.extend(ci::hints(evidence));
    hints.extend(release::hints(evidence));
    hints.extend(bundle::hints(evidence));
    hints.extend(leftovers);
    hints
}

/// The names of all hints that there can be, for silencing them.
pub fn ids() -> Vec<&'static str> {
    let mut ids = Vec::new();
    ids.extend(manifest::ids());
    ids.extend(docs::ids());
    ids.extend(licence::ids());
    ids.extend(code::ids());
    ids.extend(ci::ids());
    ids.extend(release::ids());
    ids.extend(bundle::ids());
    ids.extend(leftovers::ids());
    ids
}

/// The item that says the same as the hint called `id`, where that item says what to do at all.
pub fn said_by(id: &str) -> Option<&'static str> {
    match id {
        docs::SUMMARY => Some(super::pm_ux_summary::ITEM.id),
        docs::USES => Some(super::pm_ux_use_cases::ITEM.id),
        release::VERSION => Some(super::release_created::ITEM.id),
        release::FILTER => Some(super::ci_release::ITEM.id),
        _ => None,
    }
}

/// What calls for the hint called `id`, and what to do, where that is the same for every plugin.
pub fn lesson(id: &str) -> Option<(&'static str, &'static str)> {
    code::lesson(id)
}
