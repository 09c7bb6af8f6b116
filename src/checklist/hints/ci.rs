//! Advice on CI beside the items: jobs that fail though the bundle is made.

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::ci::Gap;
use crate::verdict::Hint;

const GOAL: &str = "ci-goal-missing";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [GOAL].into_iter()
}

/// What the CI configurations call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let gaps = evidence.ci.seen().map(|ci| ci.gaps.as_slice()).unwrap_or_default();
    let Some(Gap { makefile, .. }) = gaps.first() else { return Vec::new() };
    let goals = each(gaps, |gap| gap.goal);
    let jobs = each(gaps, |gap| &gap.job);
    let fail = if jobs.len() == 1 { "job" } else { "jobs" };
    let mut locations: Vec<Place> = gaps.iter().map(|gap| gap.place.clone()).collect();
    locations.dedup();
    vec![Hint {
        id: GOAL,
        because: format!(
            "no rule of {makefile} makes {}, and every run of the {fail} {} fails for it",
            goals.join(" or "),
            jobs.join(", ")
        ),
        help: format!(
            "add it to {makefile}, as the starter template has it; where there is nothing to do, a rule with an empty \
             recipe is enough"
        ),
        locations,
    }]
}

/// What `of` gives of each gap, once, in code spans.
fn each<'g>(gaps: &'g [Gap], of: impl Fn(&'g Gap) -> &'g str) -> Vec<String> {
    let mut all: Vec<&str> = gaps.iter().map(of).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|name| format!("`{name}`")).collect()
}
