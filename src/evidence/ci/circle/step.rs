//! Steps: scripts, steps under conditions, commands, and the jobs of orbs.

use std::collections::BTreeMap;

use super::parameters::{combinations, defaults, parameter, put};
use super::{ARTIFACT, Config, DEPTH, Instance, PATH, workflows};
use crate::data::ci::ORB_JOBS;
use crate::error::Place;
use crate::evidence::build::{Destination, join};
use crate::evidence::ci::scan::Scan;
use crate::evidence::ci::{Outcome, ReasonKind, System};
use crate::evidence::yaml::Node;

/// Most steps looked at in one job.
const STEPS: usize = 500;

/// Where jobs and commands are looked up: the configuration, or an orb written in it.
#[derive(Clone, Copy)]
struct Library<'c> {
    root: &'c Node,
    is_orb: bool,
}

/// A list of steps with what its parameters are.
#[derive(Clone)]
struct Steps<'c> {
    items: &'c [Node],
    library: Library<'c>,
    parameters: BTreeMap<&'c str, String>,
    job: &'c str,
    outcome: Outcome,
}

impl<'c> Config<'c> {
    /// What a job of a workflow does.
    pub(super) fn job(&self, instance: &Instance<'c>, outcome: &Outcome) -> Scan {
        let mut scan = Scan::new(System::CircleCi);
        let here = Library { root: self.root, is_orb: false };
        let mut around = Steps {
            items: &[],
            library: here,
            parameters: BTreeMap::new(),
            job: instance.name,
            outcome: outcome.clone(),
        };
        let steps = |key: &str| instance.option(key).map(Node::items).unwrap_or_default();
        around.items = steps("pre-steps");
        self.steps(around.clone(), None, DEPTH, &mut scan);
        if let Some(job) = self.root.get("jobs").and_then(|jobs| jobs.get(instance.job)) {
            self.steps_of(job, here, instance, outcome, &mut scan);
        } else if let Some((orb, name)) = instance.job.split_once('/') {
            self.orb_job(orb, name, instance, outcome, &mut scan);
        }
        around.items = steps("post-steps");
        self.steps(around, None, DEPTH, &mut scan);
        scan
    }

    fn steps_of(
        &self,
        job: &'c Node,
        library: Library<'c>,
        instance: &Instance<'c>,
        outcome: &Outcome,
        scan: &mut Scan,
    ) {
        let before = scan.further();
        for parameters in combinations(job, instance) {
            let mut found = before.further();
            let steps = Steps {
                items: job.get("steps").map(Node::items).unwrap_or_default(),
                library,
                parameters,
                job: instance.name,
                outcome: outcome.clone(),
            };
            self.steps(steps, None, DEPTH, &mut found);
            scan.merge(found);
        }
    }

    fn orb_job(&self, orb: &str, name: &str, instance: &Instance<'c>, outcome: &Outcome, scan: &mut Scan) {
        let place = instance
            .options
            .map_or_else(|| self.job_place(instance.job), |options| self.key_place(options, instance.job));
        let Some(definition) = self.root.get("orbs").and_then(|orbs| orbs.get(orb)) else { return };
        let Some(reference) = definition.text() else {
            if let Some(job) = definition.get("jobs").and_then(|jobs| jobs.get(name)) {
                self.steps_of(job, Library { root: definition, is_orb: true }, instance, outcome, scan);
            }
            return;
        };
        scan.check_out(Outcome::Runs, outcome);
        let source = reference.split('@').next().unwrap_or_default();
        let known = ORB_JOBS.iter().find(|(orb, job, ..)| *orb == source && *job == name);
        if let Some((_, _, command, to)) = known {
            let effects = self.project.effects(command, "");
            scan.take(&effects, &self.situation, instance.name, outcome, |_| place.clone());
            let repository = self.situation.slug.map_or("<repository>", |(_, name)| name);
            match *to {
                "" => {}
                "artifact" => scan.publish(ARTIFACT, outcome),
                "release" => scan.publish(Destination::Release, outcome),
                // Nobody else may write there.
                address if self.situation.slug.is_none_or(|(owner, _)| owner == "mattermost") => {
                    scan.publish(Destination::Store(address.replace("<repo>", repository)), outcome);
                }
                _ => {}
            }
        } else if !source.starts_with("circleci/") && !ORB_JOBS.iter().any(|(orb, ..)| *orb == source) {
            let why = format!("it is the job `{name}` of the orb {reference}, which is not in this repository");
            let outcome = outcome.clone().and(Outcome::Unclear(why));
            scan.bundle(&self.situation, instance.name, place, instance.job, outcome);
        }
    }

    /// Where a workflow names a job.
    fn job_place(&self, job: &str) -> Place {
        let items =
            workflows(self.root).flat_map(|(_, workflow)| workflow.get("jobs").map(Node::items).unwrap_or_default());
        let found = items.into_iter().find(|item| item.text() == Some(job));
        found.map_or_else(|| Place::file(PATH), |item| self.source.place(item))
    }

    fn key_place(&self, options: &Node, job: &str) -> Place {
        let items =
            workflows(self.root).flat_map(|(_, workflow)| workflow.get("jobs").map(Node::items).unwrap_or_default());
        let mut entries = items.into_iter().filter_map(|item| item.entries().first());
        let found = entries.find(|entry| entry.key == job && std::ptr::eq(&entry.value, options));
        found.map_or_else(|| Place::file(PATH), |entry| self.source.key_place(entry))
    }

    /// What steps do. Of a command's steps the use of the command is told: the `caller`.
    fn steps(&self, steps: Steps<'c>, caller: Option<&'c Node>, depth: usize, scan: &mut Scan) {
        for item in steps.items.iter().take(STEPS) {
            if !self.project.look() {
                break;
            }
            let (name, options) = match (item.text(), item.entries().first()) {
                (Some(name), _) => (name, None),
                // As `run` was written at first.
                _ if item.get("type").and_then(Node::text) == Some("shell") => ("run", Some(item)),
                (None, Some(entry)) => (entry.key.as_str(), Some(&entry.value)),
                (None, None) => continue,
            };
            match name {
                "run" => self.script(&steps, options, caller, scan),
                "when" | "unless" => self.conditional(&steps, name, options, caller, depth, scan),
                "checkout" | "attach_workspace" => scan.check_out(Outcome::Runs, &steps.outcome),
                "store_artifacts" => scan.publish(ARTIFACT, &steps.outcome),
                "aws-s3/copy" | "aws-s3/sync" => {
                    if let Some(to) = options.and_then(|options| options.get("to")).and_then(Node::text) {
                        scan.publish(Destination::Store(put(to, &steps.parameters)), &steps.outcome);
                    }
                }
                name => self.command(&steps, name, options, caller.unwrap_or(item), depth, scan),
            }
        }
    }

    fn script(&self, steps: &Steps<'_>, options: Option<&Node>, caller: Option<&Node>, scan: &mut Scan) {
        let command = options.and_then(|options| options.text().map(|_| options).or_else(|| options.get("command")));
        let (Some(options), Some(command)) = (options, command) else { return };
        let directory = options.get("working_directory").and_then(Node::text).unwrap_or_default();
        let directory = join("", &put(directory, &steps.parameters));
        let command_text = put(command.text().unwrap_or_default(), &steps.parameters);
        let effects = self.project.effects(&command_text, &directory);
        let place = |line| match caller {
            Some(caller) => self.source.place(caller),
            None => self.source.line_place(command, line),
        };
        let outcome = match options.get("when").and_then(Node::text) {
            Some("on_fail") => {
                let failing = Outcome::not(ReasonKind::Condition, "its step runs only after one that failed");
                steps.outcome.clone().and(failing)
            }
            _ => steps.outcome.clone(),
        };
        scan.fetch(&command_text, &outcome);
        scan.take(&effects, &self.situation, steps.job, &outcome, place);
    }

    /// Steps under `when` or `unless`.
    fn conditional(
        &self,
        steps: &Steps<'c>,
        kind: &str,
        options: Option<&'c Node>,
        caller: Option<&'c Node>,
        depth: usize,
        scan: &mut Scan,
    ) {
        let (Some(options), Some(depth)) = (options, depth.checked_sub(1)) else { return };
        let truth = options.get("condition").and_then(|condition| match condition.text() {
            Some(text) => match self.pipeline(&parameter(text, &steps.parameters)).as_deref() {
                Some("" | "false") => Some(false),
                Some(_) => Some(true),
                None => None,
            },
            None => self.truth(condition, DEPTH),
        });
        let holds = match truth.map(|truth| truth == (kind == "when")) {
            Some(true) => Outcome::Runs,
            Some(false) => Outcome::not(ReasonKind::Condition, "a condition on its step excludes it"),
            None => Outcome::Unclear("it depends on a condition on its step".to_owned()),
        };
        let inner = Steps {
            items: options.get("steps").map(Node::items).unwrap_or_default(),
            library: steps.library,
            parameters: steps.parameters.clone(),
            job: steps.job,
            outcome: steps.outcome.clone().and(holds),
        };
        self.steps(inner, caller, depth, scan);
    }

    /// A command of the configuration, or of an orb written in it.
    fn command(
        &self,
        steps: &Steps<'c>,
        name: &str,
        options: Option<&'c Node>,
        caller: &'c Node,
        depth: usize,
        scan: &mut Scan,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let found = |root: &'c Node, name: &str| root.get("commands")?.get(name);
        let (command, library) = match name.split_once('/') {
            Some((orb, name)) if !steps.library.is_orb => {
                // What an orb of elsewhere does is not known, such as a checkout of its own.
                let Some(orb) = self.root.get("orbs").and_then(|orbs| orbs.get(orb)) else { return };
                if orb.text().is_some() {
                    scan.check_out(Outcome::Runs, &steps.outcome);
                }
                (found(orb, name), Library { root: orb, is_orb: true })
            }
            _ => (found(steps.library.root, name), steps.library),
        };
        let Some(command) = command else { return };
        let mut parameters = defaults(command);
        for given in options.map(Node::entries).unwrap_or_default() {
            if let Some(text) = given.value.text() {
                parameters.insert(&given.key, put(text, &steps.parameters));
            }
        }
        let inner = Steps {
            items: command.get("steps").map(Node::items).unwrap_or_default(),
            library,
            parameters,
            job: steps.job,
            outcome: steps.outcome.clone(),
        };
        self.steps(inner, Some(caller), depth, scan);
    }
}
