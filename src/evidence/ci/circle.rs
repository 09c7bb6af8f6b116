//! CircleCI: workflows with filters, jobs, commands with parameters, and orbs.

mod condition;
mod parameters;
mod step;

use std::collections::BTreeMap;

use super::pattern::{self, Match};
use super::scan::{Done, deliver};
use super::{Configuration, Event, Outcome, Reading, Reason, ReasonKind, Run, Situation, System};
use crate::evidence::build::{Destination, Project};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Entry, Node, Source};
use crate::evidence::{Cause, CauseKind, Reader};

/// The configuration.
const PATH: &str = ".circleci/config.yml";
/// Most jobs looked at in one workflow.
const JOBS: usize = 300;
/// Deepest chain of commands that use commands.
const DEPTH: usize = 6;
/// What CircleCI calls a stored file.
const ARTIFACT: Destination = Destination::Artifact("CircleCI artifact");

/// The configuration of a repository.
pub(super) struct Circle<'a> {
    project: &'a Project<'a>,
    source: Option<Result<(Source, Node), Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Circle<'a> {
    let source = super::document(PATH, repository, reader);
    Circle { project, source }
}

impl Reading for Circle<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        let system = System::CircleCi;
        let configuration = |jobs, blind| Configuration { system, path: PATH.to_owned(), jobs, blind };
        match &self.source {
            None => Vec::new(),
            Some(Err(cause)) => vec![configuration(Vec::new(), vec![(cause.clone(), None)])],
            Some(Ok((source, root))) => {
                let dynamic = root.entry("setup").filter(|entry| entry.value.boolean() == Some(true)).map(|entry| {
                    let text = "this is a setup configuration: what runs after it is made during the run";
                    (Cause::new(CauseKind::Unclear, text), Some(source.key_place(entry)))
                });
                let jobs = workflows(root).flat_map(|(_, workflow)| instances(workflow)).chain(sole(root));
                let mut jobs: Vec<String> = jobs.map(|job| job.name.to_owned()).collect();
                jobs.dedup();
                vec![configuration(jobs, dynamic.into_iter().collect())]
            }
        }
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok((source, root))) = &self.source else { return Vec::new() };
        let reading = Config { project: self.project, source, root, situation };
        let mut runs: Vec<Run> =
            workflows(root).flat_map(|(name, workflow)| reading.workflow(name, workflow)).collect();
        if let Some(instance) = sole(root) {
            let outcome = match situation.event {
                Event::Push | Event::ReleasePush | Event::PullRequest => Outcome::Runs,
                _ => Outcome::not(ReasonKind::NoTagFilter, "without `workflows` CircleCI builds branches alone"),
            };
            let scan = reading.job(&instance, &outcome);
            runs.extend(deliver(vec![Done { name: instance.name, needs: Vec::new(), outcome, scan }]));
        }
        runs
    }
}

/// The workflows by name.
fn workflows(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let entries = root.get("workflows").map(Node::entries).unwrap_or_default().iter();
    entries.filter(|entry| entry.key != "version").map(|entry| (entry.key.as_str(), &entry.value))
}

/// The job that runs where there are no workflows: `build`, on every push to a branch.
fn sole(root: &Node) -> Option<Instance<'_>> {
    let is_there = workflows(root).next().is_none() && root.get("jobs")?.get("build").is_some();
    is_there.then_some(Instance { name: "build", job: "build", options: None })
}

/// A job as a workflow names it.
#[derive(Clone, Copy)]
struct Instance<'n> {
    /// Its name there.
    name: &'n str,
    /// The job it is made of.
    job: &'n str,
    /// Filters, requirements and parameters.
    options: Option<&'n Node>,
}

fn instances(workflow: &Node) -> Vec<Instance<'_>> {
    let jobs = workflow.get("jobs").map(Node::items).unwrap_or_default().iter().take(JOBS);
    jobs.filter_map(|item| match item.text() {
        Some(name) => Some(Instance { name, job: name, options: None }),
        None => {
            let Entry { key, value, .. } = item.entries().first()?;
            let name = value.get("name").and_then(Node::text).unwrap_or(key);
            Some(Instance { name, job: key, options: Some(value) })
        }
    })
    .collect()
}

impl<'n> Instance<'n> {
    fn option(&self, key: &str) -> Option<&'n Node> {
        self.options?.get(key)
    }

    /// The jobs among `all` that it requires, by name; what is not among them stays as written.
    fn requires(&self, all: &[Self]) -> Vec<&'n str> {
        let required = self.option("requires").map(Node::each).unwrap_or_default().iter();
        let named = required.filter_map(|node| node.text().or_else(|| Some(node.entries().first()?.key.as_str())));
        let of_matrix = |name: &str| all.iter().find(|job| job.is_of_matrix(name)).map(|job| job.name);
        named
            .map(|name| if all.iter().any(|job| job.name == name) { name } else { of_matrix(name).unwrap_or(name) })
            .collect()
    }

    /// Whether `name` is that of its matrix, or of one of the jobs that the matrix makes: `build-linux`.
    fn is_of_matrix(&self, name: &str) -> bool {
        let Some(matrix) = self.option("matrix") else { return false };
        // Its name may say how theirs are made, as in `build-<< matrix.os >>`; else their values stand after it.
        let mut parts = self.name.split("<<");
        let first = parts.next().unwrap_or_default().to_owned();
        let glob =
            parts.fold(first, |glob, part| format!("{glob}*{}", part.split_once(">>").map_or("", |(_, rest)| rest)));
        let glob = if glob.contains('*') { glob } else { format!("{glob}-*") };
        matrix.get("alias").and_then(Node::text) == Some(name) || pattern::wildcard(&glob, name) == Match::Yes
    }

    fn filter(&self, of: &str, key: &str) -> Option<Vec<&'n str>> {
        Some(self.option("filters")?.get(of)?.get(key)?.each().iter().filter_map(Node::text).collect())
    }
}

/// The configuration in a situation.
struct Config<'c> {
    project: &'c Project<'c>,
    source: &'c Source,
    root: &'c Node,
    situation: Situation<'c>,
}

impl<'c> Config<'c> {
    fn workflow(&self, name: &str, workflow: &'c Node) -> Vec<Run> {
        let started = self.started(workflow);
        let instances = instances(workflow);
        let mut outcomes: BTreeMap<&str, Outcome> = BTreeMap::new();
        // Each job after those it requires; what requires itself never runs.
        let mut waiting: Vec<&Instance<'_>> = instances.iter().collect();
        loop {
            let count = waiting.len();
            waiting.retain(|instance| {
                let requires = if self.project.look() { instance.requires(&instances) } else { Vec::new() };
                let is_ready = requires.iter().all(|name| outcomes.contains_key(name));
                if is_ready {
                    let outcome = self.instance(instance, &requires, &outcomes);
                    outcomes.insert(instance.name, started.clone().and(outcome));
                }
                !is_ready
            });
            if waiting.len() == count {
                break;
            }
        }
        let done = instances.iter().map(|instance| {
            let missing = || Outcome::not(ReasonKind::Refused, "it requires a job that is not in its workflow");
            let outcome = outcomes.get(instance.name).cloned().unwrap_or_else(missing);
            let mut scan = self.job(instance, &outcome);
            for run in &mut scan.bundles {
                run.job = format!("{name} / {}", run.job);
            }
            Done { name: instance.name, needs: instance.requires(&instances), outcome, scan }
        });
        deliver(done.collect())
    }

    /// Whether the event starts a workflow.
    fn started(&self, workflow: &'c Node) -> Outcome {
        let event = self.situation.event;
        let scheduled = workflow.get("triggers").is_some_and(|triggers| !triggers.items().is_empty());
        let outcome = match event {
            Event::Schedule if scheduled => Outcome::Runs,
            _ if scheduled => Outcome::not(ReasonKind::Trigger, "only the clock starts its workflow"),
            Event::Schedule | Event::Manual => Outcome::not(ReasonKind::Trigger, "only pushes start its workflow"),
            Event::Release => Outcome::not(ReasonKind::Trigger, "CircleCI runs for pushes of branches and tags alone"),
            _ => Outcome::Runs,
        };
        let when = workflow.get("when").map(|condition| (condition, true));
        let unless = workflow.get("unless").map(|condition| (condition, false));
        when.into_iter().chain(unless).fold(outcome, |outcome, (condition, wanted)| {
            outcome.and(match self.truth(condition, DEPTH) {
                Some(truth) if truth == wanted => Outcome::Runs,
                Some(_) => Outcome::not(ReasonKind::Condition, "its workflow's condition excludes it")
                    .at(|| self.source.place(condition)),
                None => Outcome::Unclear("it depends on its workflow's condition".to_owned()),
            })
        })
    }

    /// Whether a job of a workflow runs: its filters take the event, and those of all that it requires do.
    fn instance(&self, instance: &Instance<'c>, requires: &[&str], outcomes: &BTreeMap<&str, Outcome>) -> Outcome {
        let mut outcome = self.filtered(instance);
        let approval = instance.option("type").and_then(Node::text) == Some("approval");
        if approval && matches!(self.situation.event, Event::Push | Event::ReleasePush) {
            outcome =
                outcome.and(Outcome::not(ReasonKind::Condition, format!("`{}` waits for a person", instance.name)));
        }
        for required in requires {
            outcome = outcome.and(match outcomes.get(required) {
                Some(Outcome::Not(Reason { kind: kind @ (ReasonKind::Tag | ReasonKind::NoTagFilter), .. })) => {
                    let text = format!("it requires `{required}`, which has no `tags` filter that takes version tags");
                    Outcome::not(*kind, text)
                }
                Some(Outcome::Not(reason)) => reason.passed_on(&format!("it requires `{required}`")),
                Some(other) => other.clone(),
                None => Outcome::Runs,
            });
        }
        match instance.options {
            Some(options) => outcome.at(|| self.source.place(options)),
            None => outcome,
        }
    }
}
