//! What `ci-master` and `ci-release` have in common: which run proves the build, and why there is none.

pub(super) mod advice;

use serde_json::{Value, json};

use crate::data::ci::WORKFLOWS;
use crate::error::Place;
use crate::evidence::build::Destination;
use crate::evidence::ci::github;
use crate::evidence::ci::{Ci, Event, Outcome, Reason, ReasonKind, Run, System};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{Repository, Status};
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::verdict::{CAVEAT, Judgement};

/// Jobs named in a message.
const NAMED: usize = 4;

/// What an item wants of CI.
pub(super) struct Question {
    /// What has to run, as in "on every push to master".
    pub(super) when: String,
    /// The events of which one has to build; those named first are told first.
    pub(super) events: &'static [Event],
    /// How a run counts, beyond its event; `None` when it does not.
    pub(super) counts: fn(&Run) -> Option<Outcome>,
    /// What to do when nothing builds.
    pub(super) remedy: fn(Option<&Reason>, Option<System>, &Evidence) -> String,
}

/// What CI is known to build, or the judgement when nothing is known.
pub(super) fn ci(evidence: &Evidence) -> Result<Option<&Ci>, Judgement> {
    match &evidence.ci {
        Fact::Seen(ci) if ci.configurations.is_empty() => Ok(None),
        Fact::Seen(ci) => Ok(Some(ci)),
        Fact::Absent => Ok(None),
        Fact::Blind(cause) => Err(Judgement::unknown(cause.clone())),
        Fact::NotAsked => {
            let cause = Cause::new(CauseKind::Internal, "CI configurations were not looked at in this run");
            Err(Judgement::unknown(cause))
        }
    }
}

/// Judges whether CI builds the bundle as `question` wants.
pub(super) fn judge(ci: Option<&Ci>, question: &Question, evidence: &Evidence) -> Judgement {
    let Some(ci) = ci else {
        let judgement = match unread(&evidence.repository) {
            None => Judgement::fail("there is no CI configuration in the repository"),
            Some(path) => Judgement::fail(format!(
                "CI systems look for their configuration at the repository's root, and do not read {path}"
            ))
            .at(Place::file(path)),
        };
        let gitlab = evidence.repository.origin().filter(|origin| origin.is_gitlab()).map(|_| System::GitLab);
        return with_facts(judgement, "no", ci, None).help((question.remedy)(None, gitlab, evidence));
    };
    let counted = |run: &Run| Some(Run { outcome: (question.counts)(run)?, ..run.clone() });
    let counted: Vec<Run> = question.events.iter().flat_map(|event| ci.on(*event)).filter_map(counted).collect();
    // Where several prove it, one that nothing speaks against, and one that goes somewhere.
    // And of those the nearest: a job far from the delivery shares its destinations with everything between, and one
    // that tests makes the bundle to try it.
    let place = |run: &Run| {
        let publishes = &run.publishes;
        let foreign = mirrored(run.system, evidence).is_some();
        (foreign, run.caveat.is_some(), !goes_public(run), publishes.is_empty(), is_test(run), publishes.len())
    };
    let runs = counted.iter().sorted_by(|a, b| place(a).cmp(&place(b)));
    if let Some(run) = runs.iter().copied().find(|run| run.outcome.runs()) {
        return pass(run, question, ci, evidence);
    }
    let unclear = runs.iter().copied().find_map(|run| match &run.outcome {
        Outcome::Unclear(why) => Some((run, why)),
        _ => None,
    });
    if let Some((run, why)) = unclear {
        let detail = format!("{} may build the bundle {}: {why}", told(run), question.when);
        let judgement = Judgement::unknown(Cause::new(CauseKind::Unclear, detail)).at(run.place.clone());
        let help = if ci.branch.is_none() && question.events.contains(&Event::Push) {
            "state the name of the default branch in plugin-ready.toml, as default-branch under [build]"
        } else {
            "look at the last runs in the CI system; if they build it, record a waiver in plugin-ready.toml"
        };
        return with_facts(judgement, "unclear", Some(ci), Some(run)).help(help);
    }
    let mut blind = ci.configurations.iter().flat_map(|file| file.blind.iter().map(move |blind| (file, blind)));
    if let Some((file, (cause, place))) = blind.next() {
        let place = place.clone().unwrap_or_else(|| Place::file(&file.path));
        let judgement = Judgement::unknown(cause.clone()).at(place);
        return with_facts(judgement, "unclear", Some(ci), None);
    }
    fail(&runs, question, ci, evidence)
}

/// A CI configuration in the plugin's folder, where that is not the repository's root.
fn unread(repository: &Repository) -> Option<&str> {
    const NAMES: [&str; 4] = [".circleci/config.yml", ".github/workflows/", ".gitlab-ci.yml", ".travis.yml"];
    let is_configuration = |path: &str| NAMES.iter().any(|name| path.starts_with(name));
    let files = repository.files.iter().filter(|file| !repository.prefix.is_empty() && file.status != Status::Deleted);
    let mut paths = files.map(|file| file.path.as_str());
    paths.find(|path| path.strip_prefix(&repository.prefix).is_some_and(is_configuration))
}

fn pass(run: &Run, question: &Question, ci: &Ci, evidence: &Evidence) -> Judgement {
    let to: Vec<String> = run.publishes.iter().map(Destination::to_string).collect();
    let lands = if to.is_empty() { String::new() } else { format!("; it goes to: {}", to.join(", ")) };
    let told = format!("{} runs `{}` {}{lands}", told(run), run.command, question.when);
    let judgement = match &run.caveat {
        None => {
            let judgement = Judgement::pass(told).at(run.place.clone());
            match mirrored(run.system, evidence) {
                Some(help) => judgement.help(help),
                None => judgement,
            }
        }
        Some(caveat) => Judgement::pass(format!("{told}; but {}", caveat.text))
            .at(run.place.clone())
            .at(caveat.place.clone())
            .help(caveat.help.clone())
            .fact(CAVEAT, caveat.text.as_str()),
    };
    with_facts(judgement, "yes", Some(ci), Some(run))
}

/// What has to be there for a CI system that belongs to another host than the repository's.
fn mirrored(system: System, evidence: &Evidence) -> Option<String> {
    let origin = evidence.repository.origin()?;
    let other = match (system, origin.host.as_str()) {
        (System::GitLab, "github.com" | "bitbucket.org") => "GitLab",
        (System::GithubActions, "gitlab.com" | "bitbucket.org") => "GitHub",
        _ => return None,
    };
    Some(format!(
        "{other} runs it only for a project there that mirrors {origin}; else let the CI of {} do it",
        origin.host
    ))
}

fn fail(runs: &[&Run], question: &Question, ci: &Ci, evidence: &Evidence) -> Judgement {
    let reasons = runs.iter().filter_map(|run| match &run.outcome {
        Outcome::Not(reason) => Some((*run, reason)),
        _ => None,
    });
    // One form of version tags is enough: where a filter takes `v1.2.3`, it is not at fault for not taking `1.2.3`.
    let is_tag = |run: &Run| matches!(run.event, Event::Tag | Event::BareTag);
    let inner = |run: &Run| match &run.outcome {
        Outcome::Not(reason) => matches!(reason.kind, ReasonKind::Condition | ReasonKind::Needs | ReasonKind::Refused),
        _ => false,
    };
    let same_job = |one: &Run, other: &Run| one.job == other.job && one.place.path == other.place.path;
    let reasons = reasons.filter(|(run, reason)| {
        let is_filter = matches!(reason.kind, ReasonKind::Tag | ReasonKind::TagPattern | ReasonKind::NoTagFilter);
        !(is_filter && is_tag(run) && runs.iter().any(|other| is_tag(other) && inner(other) && same_job(run, other)))
    });
    let Some((run, reason)) = reasons.min_by_key(|(_, reason)| reason.kind) else {
        let system = ci.configurations.first().map(|file| file.system);
        let files = ci.configurations.iter().take(NAMED).map(|file| Place::file(&file.path));
        let judgement =
            Judgement::fail(format!("CI runs, but no job makes the plugin's bundle: {}", jobs(ci))).at_all(files);
        return with_facts(judgement, "no", Some(ci), None).help((question.remedy)(None, system, evidence));
    };
    // On other events, that is: here it does not run.
    let same = |other: &&Run| same_job(run, other);
    // What such a job runs where it does may be a script that is not understood.
    let is_doubtful = ci.runs.iter().filter(same).any(|other| matches!(other.outcome, Outcome::Unclear(_)));
    let makes = if is_doubtful { "may make" } else { "makes" };
    let because = match reason.kind {
        ReasonKind::Broken => format!("{} runs `{}`, but {}", told(run), run.command, reason.text),
        _ => format!("{} {makes} the bundle, but not {}: {}", told(run), question.when, reason.text),
    };
    // With each edit one more would come to light.
    let next = reason.next.as_deref().map(|next| (next.text.clone(), common_remedy(next, evidence)));
    let refused = run.caveat.as_ref().filter(|_| reason.kind != ReasonKind::Ended);
    let refused = refused.map(|caveat| (caveat.text.clone(), Some(caveat.help.clone())));
    let also: Vec<(String, Option<String>)> = next.into_iter().chain(refused).collect();
    let because = also.iter().fold(because, |told, (text, _)| format!("{told}; and {text}"));
    let releases = question.events == [Event::Push]
        && ci.runs.iter().filter(same).any(|other| other.publishes.contains(&Destination::Release));
    let help = match (reason.kind, &run.caveat) {
        (ReasonKind::Ended, Some(caveat)) => caveat.help.clone(),
        (kind, _) if releases && !matches!(kind, ReasonKind::Broken | ReasonKind::Untracked | ReasonKind::Ended) => {
            let new_job = (question.remedy)(None, Some(run.system), evidence);
            format!("{new_job}; what builds now makes a release each time")
        }
        _ => {
            let help = (question.remedy)(Some(reason), Some(run.system), evidence);
            also.into_iter().filter_map(|(_, help)| help).fold(help, |told, help| format!("{told}; also {help}"))
        }
    };
    let judgement = Judgement::fail(because).at_all(reason.place.clone()).at(run.place.clone()).help(help);
    with_facts(judgement, "no", Some(ci), Some(run))
}

/// "job `build` in .github/workflows/ci.yml".
fn told(run: &Run) -> String {
    format!("job `{}` in {}", run.job, run.place.path)
}

/// What jobs there are instead.
fn jobs(ci: &Ci) -> String {
    let named: Vec<String> = ci
        .configurations
        .iter()
        .map(|file| match file.jobs.as_slice() {
            [] => format!("{} has no jobs", file.path),
            jobs if jobs.len() <= NAMED => format!("{} has {}", file.path, jobs.join(", ")),
            jobs => {
                let first: Vec<&str> = jobs.iter().take(NAMED).map(String::as_str).collect();
                format!("{} has {} and {} more", file.path, first.join(", "), jobs.len() - NAMED)
            }
        })
        .collect();
    let shown = named.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if named.len() > NAMED { format!("{shown}; and {} more files", named.len() - NAMED) } else { shown }
}

/// Whether the job is named after tests.
fn is_test(run: &Run) -> bool {
    let words = run.job.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(str::to_ascii_lowercase)
        .any(|word| matches!(word.as_str(), "test" | "tests" | "e2e" | "cypress" | "playwright"))
}

/// Whether the bundle goes where others can fetch it.
pub(super) fn goes_public(run: &Run) -> bool {
    run.publishes.iter().any(|to| !matches!(to, Destination::Artifact(_)))
}

fn with_facts(judgement: Judgement, builds: &str, ci: Option<&Ci>, run: Option<&Run>) -> Judgement {
    let systems: Vec<&str> = ci.map(Ci::systems).unwrap_or_default().into_iter().map(System::name).collect();
    let evidence: Vec<Value> = run
        .map(|run| {
            let line = run.place.span.map(|span| span.start.line);
            json!({ "file": run.place.path, "line": line, "job": run.job })
        })
        .into_iter()
        .collect();
    let to: Vec<String> = run
        .filter(|run| run.outcome.runs())
        .map(|run| run.publishes.iter().map(Destination::to_string).collect())
        .unwrap_or_default();
    let publishes = if to.is_empty() { Value::Null } else { to.join("; ").into() };
    judgement.fact("builds", builds).fact("systems", systems).fact("evidence", evidence).fact("publishes", publishes)
}

/// What to change, for reasons that are told alike for every item.
pub(super) fn common_remedy(reason: &Reason, evidence: &Evidence) -> Option<String> {
    match reason.kind {
        ReasonKind::Untracked => {
            let path = reason.place.as_ref().map(|place| place.path.as_str())?;
            Some(format!("`git add {path}`, and commit it: CI gets what is in git"))
        }
        ReasonKind::Missing => {
            Some("commit what is not there, as the starter template has it; or build in a job of your own".to_owned())
        }
        ReasonKind::Several => {
            Some("build in another job: one without that condition, in a workflow without that filter".to_owned())
        }
        ReasonKind::Broken => Some(match evidence.ci.seen().and_then(|ci| ci.packs.as_deref()) {
            Some(command) => format!("let it run `{command}` at the root of the repository, which makes the bundle"),
            None => "give the Makefile a rule that makes the bundle, as the starter template's `dist` does".to_owned(),
        }),
        ReasonKind::Refused => Some("repair the configuration: the CI system refuses it as it is".to_owned()),
        ReasonKind::Condition => Some("change the condition, or build in a job without it".to_owned()),
        ReasonKind::Ends => Some("let that step do well, or build in another job".to_owned()),
        ReasonKind::Checkout => Some(
            "let a step before it check out what started it: `actions/checkout` without `repository` and `ref` in GitHub \
             Actions, `checkout` in CircleCI"
                .to_owned(),
        ),
        ReasonKind::Needs => Some("let what it needs run too, or drop it from what it needs".to_owned()),
        _ => None,
    }
}

/// What makes the bundle, as far as the build shows it: else the starter template's goal.
pub(super) fn packing(evidence: &Evidence) -> &str {
    evidence.ci.seen().and_then(|ci| ci.packs.as_deref()).unwrap_or("make dist")
}

/// What the build lacks for that goal, as the end of an advice to run it.
pub(super) fn unmade(evidence: &Evidence) -> String {
    let ci = evidence.ci.seen().filter(|ci| ci.packs.is_none());
    let told = |why: &String| format!("; first let `make dist` make the bundle, as the starter template's does: {why}");
    ci.and_then(|ci| ci.dist_fails.as_ref()).map(told).unwrap_or_default()
}

/// Whether the plugin is Mattermost's own, for which its workflows do more than for others.
pub(super) fn is_mattermosts(evidence: &Evidence) -> bool {
    let git = evidence.repository.git.seen();
    git.and_then(|git| git.origin.as_ref()).is_some_and(|origin| origin.owner == "mattermost")
}

/// Whether the plugin builds as the starter template does, for which Mattermost's workflows are made.
pub(super) fn is_built_as_template(evidence: &Evidence) -> bool {
    let repository = &evidence.repository;
    let has = |name: &str| repository.file(name).is_some();
    // Those workflows run at the root, and set Go up by go.mod.
    repository.prefix.is_empty() && has("go.mod") && ["build/setup.mk", "build/_setup.mk"].into_iter().any(has)
}

/// What the plugin lacks for a call of the starter template's workflow `file`, as the end of an advice.
pub(super) fn lacking(file: &str, evidence: &Evidence) -> String {
    let known = WORKFLOWS.iter().find(|workflow| workflow.name.rsplit('/').next() == Some(file));
    let lacking: Vec<&str> = known.into_iter().flat_map(|known| github::lacking(known, &evidence.repository)).collect();
    match lacking.as_slice() {
        [] => String::new(),
        files => format!("; add {} too, without which it cannot set Node.js up", files.join(" and ")),
    }
}
