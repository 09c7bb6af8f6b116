//! Advice on CI beside the items: jobs that fail though the bundle is made.

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::build::Destination;
use crate::evidence::ci::{Ci, Event, Gap};
use crate::verdict::Hint;

const GOAL: &str = "ci-goal-missing";
const SILENT: &str = "ci-tags-start-nothing";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [GOAL, SILENT].into_iter()
}

/// What the CI configurations call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let ci = evidence.ci.seen();
    ci.and_then(missing_goals).into_iter().chain(ci.and_then(silent_tags)).collect()
}

/// Goals that the Makefile lacks.
fn missing_goals(ci: &Ci) -> Option<Hint> {
    let gaps = ci.gaps.as_slice();
    let Gap { makefile, .. } = gaps.first()?;
    let goals = each(gaps, |gap| gap.goal);
    let jobs = each(gaps, |gap| &gap.job);
    let fail = if jobs.len() == 1 { "job" } else { "jobs" };
    let mut locations: Vec<Place> = gaps.iter().map(|gap| gap.place.clone()).collect();
    locations.dedup();
    Some(Hint {
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
    })
}

/// A job that waits for tags, and a tool whose tags start nothing: releases then come without a bundle.
fn silent_tags(ci: &Ci) -> Option<Hint> {
    let place = ci.silent_tags.clone()?;
    let of_tags = [Event::Tag, Event::Release].into_iter().flat_map(|event| ci.on(event));
    let waits = of_tags.into_iter().find(|run| run.outcome.runs())?;
    if ci.on(Event::ReleasePush).any(|run| run.outcome.runs() && run.publishes.contains(&Destination::Release)) {
        return None;
    }
    Some(Hint {
        id: SILENT,
        because: format!(
            "release-please makes its tags with the token of its own job, and GitHub starts no workflow for those: job \
             `{}` in {} builds what people tag, and no other release",
            waits.job, waits.place.path
        ),
        help:
            "give it the token of a person or an app as `token`; or build in its workflow, in a job with `needs` and \
               `if: needs.JOB.outputs.release_created`"
                .to_owned(),
        locations: vec![place],
    })
}

/// What `of` gives of each gap, once, in code spans.
fn each<'g>(gaps: &'g [Gap], of: impl Fn(&'g Gap) -> &'g str) -> Vec<String> {
    let mut all: Vec<&str> = gaps.iter().map(of).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|name| format!("`{name}`")).collect()
}
