//! `ci-release`

use super::builds::advice::{self, TagForm, Wanted};
use super::builds::{self, Question};
use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::Evidence;
use crate::evidence::build::Destination;
use crate::evidence::ci::{Event, Outcome, Reason, ReasonKind, Run, System, own_path};
use crate::verdict::Judgement;

item! {
    /// A CI configuration in the repository builds the plugin's bundle for releases.
    ///
    /// ci-extensions-release tests released bundles, and those should come from CI, not from somebody's machine. Passes
    /// when a job makes the bundle on a version tag (`v1.2.3` or `1.2.3`), when a release is published, or when a
    /// release tool such as release-please makes one on the default branch; also when a person starts a job that
    /// attaches the bundle to a release. Where the bundle goes from there is told, but not judged: Mattermost's own
    /// plugins are released by a platform outside their repositories.
    ///
    /// Common traps: GitHub's tag filters are globs, so `^v.*` matches nothing; CircleCI runs a job on tags only when
    /// it and every job that it requires have a `tags` filter; `push: branches: [...]` without `tags` leaves tags out.
    ///
    /// How to get there on GitHub: a workflow with `on: push: tags: ["v*"]` whose job calls
    /// `mattermost/actions-workflows/.github/workflows/community-plugin-cd.yml`, or runs `make dist` and
    /// `gh release create "$GITHUB_REF_NAME" dist/*.tar.gz`.
    {
        id: "ci-release", title: "CI builds releases", who: Ci,
        page: (PROCESS_PAGE, PROCESS_DATE, "CI is set up to build releases"),
        needs: [Ci, Releases], judge: judge,
    }
}

const EVENTS: &[Event] = &[Event::Tag, Event::BareTag, Event::Release, Event::ReleasePush, Event::Push, Event::Manual];

fn judge(evidence: &Evidence) -> Judgement {
    let ci = match builds::ci(evidence) {
        Ok(ci) => ci,
        Err(judgement) => return judgement,
    };
    let running = |event| {
        let runs = |run: &&Run| counts(run).is_some_and(|outcome| outcome.runs());
        ci.into_iter().flat_map(move |ci| ci.on(event)).filter(runs)
    };
    let runs = |event| running(event).next().is_some();
    let tags: Vec<&str> = [(Event::Tag, "v1.2.3"), (Event::BareTag, "1.2.3")]
        .into_iter()
        .flat_map(|(event, tag)| running(event).map(move |run| run.tag.as_deref().unwrap_or(tag)))
        .collect();
    let when = if let Some(tag) = tags.first() {
        format!("on version tags like {tag}")
    } else if runs(Event::Release) {
        "when a release is published".to_owned()
    } else if runs(Event::ReleasePush) {
        "when a push to the default branch makes a release".to_owned()
    } else if runs(Event::Manual) {
        "when a person starts a release".to_owned()
    } else {
        "for releases".to_owned()
    };
    let question = Question { when, events: EVENTS, counts, remedy };
    let judgement = builds::judge(ci, &question, evidence);
    // Tags are made one way, and CI listens for the other.
    let newest = evidence.releases.seen().and_then(|releases| releases.newest()).map(|newest| newest.tag.name.as_str());
    match (newest, tags.first()) {
        (Some(newest), Some(taken))
            if !runs(Event::Release) && tags.iter().all(|tag| before_version(tag) != before_version(newest)) =>
        {
            let first = judgement.help.as_ref().map(|help| format!("{help}; ")).unwrap_or_default();
            let mend = match before_version(taken) {
                "" => format!("take the tags `{}*` too", before_version(newest)),
                word => format!("begin the next tag with `{word}`"),
            };
            judgement.help(format!("{first}the newest release is tagged {newest}, which CI does not build: {mend}"))
        }
        _ => judgement,
    }
}

/// What stands before the version in a tag: `v`, `release-`, or nothing.
fn before_version(tag: &str) -> &str {
    tag.find(|c: char| c.is_ascii_digit()).and_then(|at| tag.get(..at)).unwrap_or(tag)
}

/// A push to a branch or a person's start is a release only if the bundle is attached to one.
fn counts(run: &Run) -> Option<Outcome> {
    match (run.event, &run.releases_if) {
        (Event::Schedule | Event::PullRequest, _) => None,
        (Event::Tag | Event::BareTag | Event::Release, _) => Some(run.outcome.clone()),
        _ if run.publishes.contains(&Destination::Release) => Some(run.outcome.clone()),
        (_, Some(condition)) => {
            let unsure = format!("its script makes a release only by `{condition}`");
            Some(run.outcome.clone().and(Outcome::Unclear(unsure)))
        }
        (_, None) => None,
    }
}

fn remedy(reason: Option<&Reason>, system: Option<System>, evidence: &Evidence) -> String {
    let form = TagForm::of(evidence);
    let glob = form.glob();
    let packing = builds::packing(evidence);
    let new_job = |system| advice::new_job(system, Wanted::Tags(form), packing);
    match (reason.map(|reason| reason.kind), system) {
        (Some(ReasonKind::TagPattern), _) => format!("write the tag filter as a glob: `tags: [\"{glob}\"]`"),
        // There is a `push` by then, and a second one would not be taken.
        (Some(ReasonKind::Tag | ReasonKind::Branch), Some(System::GithubActions)) => {
            format!("let `on.push.tags` name `{glob}`")
        }
        (Some(ReasonKind::TagsOnly | ReasonKind::Trigger), Some(System::GithubActions)) => {
            format!("add `push: {{tags: [\"{glob}\"]}}` to `on`")
        }
        (Some(_), _) => reason
            .zip(system)
            .and_then(|(reason, system)| advice::let_in(reason, system, Wanted::Tags(form)))
            .or_else(|| builds::common_remedy(reason?, evidence))
            .unwrap_or_else(|| format!("let that job run on tags `{glob}`")),
        (None, Some(system)) if system != System::GithubActions => new_job(system) + &builds::unmade(evidence),
        (None, _) if builds::is_mattermosts(evidence) => {
            format!("add `tags: [\"{glob}\"]` to `on.push` of the workflow that builds")
        }
        (None, _) if !builds::is_built_as_template(evidence) => format!(
            "{}; with `permissions: contents: write` and `env: GH_TOKEN: ${{{{ github.token }}}}` it can go on with \
             `gh release create \"$GITHUB_REF_NAME\" dist/*.tar.gz`{}{}",
            new_job(System::GithubActions),
            own_path(packing),
            builds::unmade(evidence)
        ),
        (None, _) => {
            let file = "community-plugin-cd.yml";
            format!(
                "add .github/workflows/cd.yml: on push of tags `{glob}`, a job with `permissions: contents: write` that uses \
                 mattermost/actions-workflows/.github/workflows/{file}@main{}",
                builds::lacking(file, evidence)
            )
        }
    }
}
