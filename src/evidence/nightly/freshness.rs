//! Whether a bundle is the latest master build: by the commit in its version, else by its date.

use super::{Nightly, commit_of, span, timestamp};
use crate::evidence::{Cause, CauseKind, Fact};

/// The outcome, with its grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Everything on the default branch that is older than `max_age` is in it.
    Fresh(String),
    /// Something is not.
    Stale(String),
    /// It was built from something else than the default branch.
    Elsewhere(String),
    /// That cannot be told.
    Unclear(Cause),
}

/// Judges the bundle of `version` that `nightly` speaks of.
pub fn of(nightly: &Nightly, version: Option<&str>) -> Freshness {
    if let (Some(commit), Fact::Seen(origin), Fact::Seen(master)) =
        (version.and_then(commit_of), &nightly.origin, &nightly.master)
    {
        let branch = &master.branch;
        if !origin.on_master {
            return Freshness::Elsewhere(format!("it was built from {commit}, which is not on {branch}"));
        }
        let Some(oldest) = origin.oldest_missing.filter(|_| origin.behind > 0) else {
            return Freshness::Fresh(format!("it was built from {commit}, the newest commit on {branch}"));
        };
        let waiting = nightly.now.saturating_sub(oldest).max(0);
        let told = format!("it was built from {commit}, and {branch} has {} newer", commits(origin.behind));
        return if waiting > nightly.max_age {
            Freshness::Stale(format!("{told}, the oldest of them {} old", span(waiting)))
        } else {
            Freshness::Fresh(format!("{told}, none of them older than {}", span(nightly.max_age)))
        };
    }
    match (by_date(nightly), &nightly.origin) {
        // Young as it is, it may be of another branch or of nobody's.
        (Freshness::Fresh(_), Fact::Blind(cause)) => Freshness::Unclear(cause.clone()),
        (freshness, _) => freshness,
    }
}

fn by_date(nightly: &Nightly) -> Freshness {
    let Some(built) = nightly.built() else {
        return Freshness::Unclear(Cause::new(
            CauseKind::Unclear,
            "nothing tells when it was built: no commit in its version, no Last-Modified, no date on its entries",
        ));
    };
    match &nightly.master {
        Fact::Seen(master) => {
            let date = timestamp(built);
            let branch = &master.branch;
            match &master.due {
                _ if built >= master.date => {
                    Freshness::Fresh(format!("it was built on {date}, after the newest commit on {branch}"))
                }
                Fact::Seen(due) if built < *due => Freshness::Stale(format!(
                    "it was built on {date}, and {branch} has a commit of {} that waits",
                    timestamp(*due)
                )),
                Fact::Blind(cause) => Freshness::Unclear(cause.clone()),
                _ => Freshness::Fresh(format!(
                    "it was built on {date}, and no commit on {branch} that it lacks is older than {}",
                    span(nightly.max_age)
                )),
            }
        }
        master => {
            let age = nightly.now.saturating_sub(built).max(0);
            if age <= nightly.max_age {
                return Freshness::Fresh(format!("it was built {} ago", span(age)));
            }
            let kind = match master {
                Fact::Blind(cause) => cause.kind,
                _ => CauseKind::NoGit,
            };
            let detail = format!(
                "it was built {} ago, and without the default branch's history nothing tells if it is the latest",
                span(age)
            );
            Freshness::Unclear(Cause::new(kind, detail))
        }
    }
}

fn commits(count: usize) -> String {
    if count == 1 { "1 commit".to_owned() } else { format!("{count} commits") }
}
