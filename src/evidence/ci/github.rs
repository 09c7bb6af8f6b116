//! GitHub Actions: workflows, the events that start them, their jobs, and what those call.

mod call;
mod job;
mod scope;
mod step;
mod trigger;

use super::super::build::Project;
use super::super::repository::{FileKind, Repository};
use super::super::yaml::{Node, Source};
use super::super::{Cause, CauseKind, Reader, Unread};
use super::{Configuration, Outcome, Reach, Reading, ReasonKind, Run, Situation, System};
use crate::error::Place;
pub use call::lacking;
use scope::Call;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Most workflow files read.
const FILES: usize = 100;
/// Deepest chain of workflows that call or start each other.
const DEPTH: usize = 4;
/// The folder of workflows.
const FOLDER: &str = ".github/workflows/";

/// The workflows of a repository.
pub(super) struct Workflows<'a> {
    repository: &'a Repository,
    reader: &'a dyn Reader,
    project: &'a Project<'a>,
    all: Vec<Workflow>,
    blind: Vec<Unread>,
    /// Actions of the repository itself, by file; `None` for one that cannot be read.
    composites: RefCell<BTreeMap<String, Option<Rc<Source>>>>,
}

/// A workflow file.
struct Workflow {
    source: Source,
    root: Node,
    /// A key that is there twice, for which GitHub refuses the file.
    twice: Option<(String, Range<usize>)>,
}

impl Workflow {
    /// Whether GitHub takes the file as such.
    fn accepted(&self) -> Outcome {
        let refused = |why: String| Outcome::not(ReasonKind::Refused, format!("GitHub refuses the file: {why}"));
        if let Some((key, range)) = &self.twice {
            return refused(format!("it has the key `{key}` twice")).at(|| self.source.range_place(range.clone()));
        }
        let is_nowhere = |(_, job): &(&str, &Node)| ["runs-on", "uses"].iter().all(|key| job.get(key).is_none());
        if let Some((id, job)) = self.jobs().find(is_nowhere) {
            return refused(format!("the job `{id}` has no `runs-on`")).at(|| self.source.place(job));
        }
        let events = self.root.get("on").map(Node::entries).unwrap_or_default();
        let both = events.iter().find_map(|event| {
            ["branches", "tags", "paths"].into_iter().find_map(|filter| {
                event.value.entry(filter)?;
                Some((&event.key, filter, event.value.entry(&format!("{filter}-ignore"))?))
            })
        });
        both.map_or(Outcome::Runs, |(event, filter, ignore)| {
            refused(format!("`{event}` has both `{filter}` and `{filter}-ignore`")).at(|| self.source.key_place(ignore))
        })
    }

    /// Its name, by which `workflow_run` calls it.
    fn name(&self) -> &str {
        self.root.get("name").and_then(Node::text).unwrap_or(&self.source.path)
    }

    fn jobs(&self) -> impl Iterator<Item = (&str, &Node)> {
        let jobs = self.root.get("jobs").map(Node::entries).unwrap_or_default();
        jobs.iter().map(|entry| (entry.key.as_str(), &entry.value))
    }
}

/// Reads the workflows of `repository`.
pub(super) fn read<'a>(repository: &'a Repository, reader: &'a dyn Reader, project: &'a Project<'a>) -> Workflows<'a> {
    let composites = RefCell::default();
    let mut workflows = Workflows { repository, reader, project, all: Vec::new(), blind: Vec::new(), composites };
    let is_workflow = |path: &str| {
        path.strip_prefix(FOLDER)
            .is_some_and(|name| !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml")))
    };
    for (before, file) in repository.files.iter().filter(|file| is_workflow(&file.path)).enumerate() {
        if before == FILES {
            workflows.blind.push(Unread::beyond(&file.path, FILES, "workflows"));
            break;
        }
        let regular = match &file.kind {
            FileKind::Regular { .. } => Ok(()),
            FileKind::Link { target } => Err(format!("a link to {target}, which is not followed here")),
            FileKind::Submodule => Err("a submodule, not a file".to_owned()),
            FileKind::Special => Err("a FIFO, socket or device, which is never opened".to_owned()),
        };
        let readable = regular.map_err(|kind| Cause::new(CauseKind::Unreadable, format!("{} is {kind}", file.path)));
        match readable.and_then(|()| Source::read(&file.path, reader)) {
            Ok(mut source) => {
                let document = source.documents.pop();
                workflows.all.extend(document.map(|document| {
                    let twice = document.duplicates.into_iter().next();
                    Workflow { source, root: document.root, twice }
                }));
            }
            Err(cause) => workflows.blind.push(Unread { path: file.path.clone(), cause }),
        }
    }
    workflows
}

impl Reading for Workflows<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        let read = self.all.iter().map(|workflow| Configuration {
            system: System::GithubActions,
            path: workflow.source.path.clone(),
            jobs: workflow.jobs().map(|(id, _)| id.to_owned()).collect(),
            blind: Vec::new(),
        });
        let blind = self.blind.iter().map(|Unread { path, cause }| Configuration {
            system: System::GithubActions,
            path: path.clone(),
            jobs: Vec::new(),
            blind: vec![(cause.clone(), None)],
        });
        read.chain(blind).collect()
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let mut runs = Vec::new();
        for workflow in self.all.iter().filter(|workflow| !self.is_only_called(workflow)) {
            let accepted = self.accepted(workflow, situation, DEPTH);
            let mut best: Option<Vec<Run>> = None;
            for fire in self.fires(workflow, situation, DEPTH) {
                let outcome = fire.outcome.clone().and(accepted.clone());
                let tag = fire.tag.clone();
                let mut found = self.jobs(workflow, &Call::of(situation, fire), &outcome, DEPTH);
                found.iter_mut().for_each(|run| run.tag.clone_from(&tag));
                refuse_all(&mut found);
                best = Some(match best {
                    Some(known) => better(known, found),
                    None => found,
                });
            }
            runs.extend(best.unwrap_or_default());
        }
        runs
    }
}

impl Workflows<'_> {
    /// Whether a workflow starts by the calls of others alone, and is called: it is then seen through those.
    fn is_only_called(&self, workflow: &Workflow) -> bool {
        let Some(on) = workflow.root.get("on") else { return false };
        let only = on.text() == Some("workflow_call")
            || matches!(on.entries(), [one] if one.key == "workflow_call")
            || matches!(on.items(), [one] if one.text() == Some("workflow_call"));
        let target = format!("./{}", workflow.source.path);
        let calls = |other: &Workflow| {
            other.jobs().any(|(_, job)| job.get("uses").and_then(Node::text) == Some(target.as_str()))
        };
        only && self.all.iter().any(calls)
    }

    /// Where release-please makes tags with the token of its own job, as it does unless it is given another.
    pub(super) fn silent_tags(&self) -> Option<Place> {
        self.all.iter().find_map(|workflow| {
            let mut steps = workflow.jobs().flat_map(|(_, job)| job.get("steps").map(Node::items).unwrap_or_default());
            steps.find_map(|step| {
                let uses = step.get("uses")?;
                let given = |input: &str| step.get("with")?.get(input)?.text();
                let own = |token: &str| token.contains("GITHUB_TOKEN") || token.contains("github.token");
                let tags = uses.text()?.split('@').next()?.ends_with("/release-please-action")
                    && given("token").is_none_or(own)
                    && given("skip-github-release") != Some("true");
                tags.then(|| workflow.source.place(uses))
            })
        })
    }
}

/// What GitHub refuses the file for, it refuses of every job in it.
fn refuse_all(runs: &mut [Run]) {
    let refusal = runs.iter().filter_map(|run| run.caveat.as_ref()).find(|caveat| caveat.reach == Reach::File).cloned();
    runs.iter_mut().for_each(|run| run.caveat = run.caveat.take().or_else(|| refusal.clone()));
}

/// Of two evaluations of the same jobs the better one, job by job.
fn better(known: Vec<Run>, other: Vec<Run>) -> Vec<Run> {
    let mut merged = known;
    for run in other {
        match merged.iter_mut().find(|own| own.job == run.job && own.place == run.place) {
            Some(own) if rank(&run.outcome) > rank(&own.outcome) => *own = run,
            Some(_) => {}
            None => merged.push(run),
        }
    }
    merged
}

fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Runs => 2,
        Outcome::Unclear(_) => 1,
        Outcome::Not(_) => 0,
    }
}
