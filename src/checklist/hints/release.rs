//! Advice on releases: what CI does with tags, and what users find under a release.

use crate::checklist::builds::advice::TagForm;
use crate::checklist::release_created::next_version;
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::build::Destination;
use crate::evidence::ci::{Ci, Event, Outcome, Reason, ReasonKind, Run};
use crate::evidence::manifest::is_placeholder;
use crate::evidence::release::{Published, Release, is_bundle};
use crate::verdict::Hint;

pub(super) const VERSION: &str = "release-version-differs";
const NO_BUNDLE: &str = "release-without-bundle";
pub(super) const FILTER: &str = "tag-filter-never-fires";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [VERSION, NO_BUNDLE, FILTER].into_iter()
}

/// What the releases call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let newest = evidence.releases.seen().and_then(|releases| releases.newest());
    let told = [
        newest.and_then(|newest| differing_version(evidence, newest)),
        newest.and_then(|newest| without_bundle(evidence, newest)),
        evidence.ci.seen().and_then(|ci| dead_filter(ci, TagForm::of(evidence))),
    ];
    told.into_iter().flatten().collect()
}

/// The bundle is named after the manifest's version, so that people install something else than the release says.
fn differing_version(evidence: &Evidence, newest: &Release) -> Option<Hint> {
    let stated = newest.tag.manifest.seen()?;
    let version = stated
        .version
        .as_deref()
        .filter(|version| *version != newest.version.to_string() && !is_placeholder(version))?;
    let tag = &newest.tag.name;
    Some(Hint {
        id: VERSION,
        because: format!(
            "the manifest at {tag} says {version}: the bundle is named after that, and servers show it, so nobody can \
             tell what they run"
        ),
        help: format!("{}; {tag} itself stays as it is", next_version(evidence)),
        locations: vec![Place::file(&stated.path)],
    })
}

/// Who finds no bundle under a release takes the source archive, which no server installs.
fn without_bundle(evidence: &Evidence, newest: &Release) -> Option<Hint> {
    let tag = &newest.tag.name;
    let releases = evidence.releases.seen()?;
    let because = match releases.published.seen()? {
        Published::NoRelease => {
            format!("GitHub shows the tag {tag} and no release of it: users look there for the bundle")
        }
        Published::Assets(assets) if assets.iter().any(|asset| is_bundle(&asset.name)) => return None,
        Published::Assets(assets) if assets.is_empty() => {
            format!("the release {tag} on GitHub has no file: users take the source archive, which no server installs")
        }
        Published::Assets(assets) => format!(
            "the release {tag} on GitHub has no .tar.gz among its files ({}): users take the source archive, which no \
             server installs",
            assets.iter().take(3).map(|asset| asset.name.as_str()).collect::<Vec<_>>().join(", ")
        ),
    };
    let builds = evidence.ci.seen().is_some_and(|ci| of_releases(ci).any(|run| run.outcome.runs()));
    let attaches = evidence.ci.seen().is_some_and(|ci| {
        of_releases(ci).any(|run| run.outcome.runs() && run.publishes.contains(&Destination::Release))
    });
    let help = match (builds, attaches) {
        (_, true) => format!("CI is to attach it: see why its run for {tag} did not"),
        (true, false) => {
            "CI builds the bundle on tags and keeps it: let it attach dist/*.tar.gz to the release".to_owned()
        }
        (false, false) => format!("run `make dist` at {tag}, and attach dist/*.tar.gz to the release"),
    };
    Some(Hint { id: NO_BUNDLE, because, help, locations: Vec::new() })
}

/// A push that makes a release is only worth the name if it attaches the bundle.
fn of_releases(ci: &Ci) -> impl Iterator<Item = &Run> {
    let events = [Event::Tag, Event::BareTag, Event::Release, Event::ReleasePush];
    let attaches = |run: &Run| run.publishes.contains(&Destination::Release);
    let runs = events.into_iter().flat_map(|event| ci.on(event));
    runs.filter(move |run| run.event != Event::ReleasePush || attaches(run))
}

/// A job that makes the bundle was meant for tags, and never sees one.
fn dead_filter(ci: &Ci, form: TagForm) -> Option<Hint> {
    if of_releases(ci).any(|run| !matches!(run.outcome, Outcome::Not(_))) {
        return None;
    }
    let dead = ci.on(Event::Tag).filter_map(|run| match &run.outcome {
        Outcome::Not(reason) if is_slip(reason) => Some((run, reason)),
        _ => None,
    });
    let (run, reason) = dead.min_by_key(|(_, reason)| reason.kind)?;
    let help = match reason.kind {
        ReasonKind::NoTagFilter => format!(
            "CircleCI ignores tags unless a job and all that it requires have `filters: tags: only: /{}.*/`",
            form.regex()
        ),
        _ => format!("filters of tags are globs there, not regular expressions: `{}`", form.glob()),
    };
    Some(Hint {
        id: FILTER,
        because: format!("job `{}` makes the bundle, and no version tag ever starts it: {}", run.job, reason.text),
        help,
        locations: vec![reason.place.clone().unwrap_or_else(|| run.place.clone())],
    })
}

/// A regular expression among globs, or no filter where one is needed: who states one that leaves tags out means it.
fn is_slip(reason: &Reason) -> bool {
    matches!(reason.kind, ReasonKind::TagPattern | ReasonKind::NoTagFilter)
}
