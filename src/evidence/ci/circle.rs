//! CircleCI: workflows with filters, jobs, commands with parameters, and orbs.

use std::collections::BTreeMap;

use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, Reason, ReasonKind, Run, Situation, System};
use crate::data::ci::ORB_JOBS;
use crate::error::Place;
use crate::evidence::build::{Destination, Project, join};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Entry, Node, Source};
use crate::evidence::{Cause, CauseKind, Reader};

/// The configuration.
const PATH: &str = ".circleci/config.yml";
/// Most jobs looked at in one workflow.
const JOBS: usize = 300;
/// Deepest chain of commands that use commands.
const DEPTH: usize = 6;
/// Most steps looked at in one job.
const STEPS: usize = 500;
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
                let jobs = workflows(root).flat_map(|(_, workflow)| instances(workflow)).map(|job| job.name.to_owned());
                let mut jobs: Vec<String> = jobs.collect();
                jobs.dedup();
                vec![configuration(jobs, dynamic.into_iter().collect())]
            }
        }
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok((source, root))) = &self.source else { return Vec::new() };
        let reading = Config { project: self.project, source, root, situation };
        let mut runs = Vec::new();
        let mut any = false;
        for (name, workflow) in workflows(root) {
            any = true;
            runs.extend(reading.workflow(name, workflow));
        }
        if !any && root.get("jobs").and_then(|jobs| jobs.get("build")).is_some() {
            // Without workflows the job `build` runs on every push to a branch.
            let instance = Instance { name: "build", job: "build", options: None };
            let outcome = match situation.event {
                Event::Push | Event::ReleasePush | Event::PullRequest => Outcome::Runs,
                _ => Outcome::not(ReasonKind::NoTagFilter, "without `workflows` CircleCI builds branches alone"),
            };
            let scan = reading.job(&instance, &outcome);
            runs.extend(deliver(vec![Done { name: "build", needs: Vec::new(), outcome, scan }]));
        }
        runs
    }
}

/// The workflows by name.
fn workflows(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let entries = root.get("workflows").map(Node::entries).unwrap_or_default().iter();
    entries.filter(|entry| entry.key != "version").map(|entry| (entry.key.as_str(), &entry.value))
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

    fn requires(&self) -> Vec<&'n str> {
        let required = self.option("requires").map(Node::each).unwrap_or_default().iter();
        required.filter_map(|node| node.text().or_else(|| Some(node.entries().first()?.key.as_str()))).collect()
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

/// Where jobs and commands are looked up: the configuration, or an orb written in it.
#[derive(Clone, Copy)]
struct Library<'c> {
    root: &'c Node,
    is_orb: bool,
}

/// A list of steps with what its parameters are.
struct Steps<'c> {
    items: &'c [Node],
    library: Library<'c>,
    parameters: BTreeMap<&'c str, String>,
    job: &'c str,
    outcome: Outcome,
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
                let requires = if self.project.look() { instance.requires() } else { Vec::new() };
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
            Done { name: instance.name, needs: instance.requires(), outcome, scan }
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

    /// A condition of CircleCI's logic statements; `None` when it cannot be told.
    fn truth(&self, condition: &Node, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        if let Some(text) = condition.text() {
            return match self.pipeline(text).as_deref() {
                Some("" | "false") => Some(false),
                Some(_) => Some(true),
                None => None,
            };
        }
        let Entry { key, value, .. } = condition.entries().first()?;
        match key.as_str() {
            "not" => self.truth(value, depth).map(|truth| !truth),
            "and" => value.items().iter().try_fold(true, |all, item| Some(all && self.truth(item, depth)?)),
            "or" => value.items().iter().try_fold(false, |any, item| Some(any || self.truth(item, depth)?)),
            "equal" => {
                let values: Option<Vec<String>> =
                    value.items().iter().map(|item| self.pipeline(item.text()?)).collect();
                let values = values?;
                Some(values.windows(2).all(|pair| pair.first() == pair.last()))
            }
            "matches" => {
                let value_text = self.pipeline(value.get("value")?.text()?)?;
                match pattern::regex(value.get("pattern")?.text()?, &value_text, true) {
                    Match::Yes => Some(true),
                    Match::No => Some(false),
                    Match::Unclear => None,
                }
            }
            _ => None,
        }
    }

    /// A text with the pipeline's values put in.
    fn pipeline(&self, text: &str) -> Option<String> {
        let Some(name) = text.trim().strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")) else {
            return (!text.contains("<<")).then(|| text.to_owned());
        };
        let tag = self.situation.event.tags().first().copied().unwrap_or_default();
        match name.trim() {
            "pipeline.git.branch" if tag.is_empty() => Some(self.situation.branch.to_owned()),
            "pipeline.git.branch" => Some(String::new()),
            "pipeline.git.tag" => Some(tag.to_owned()),
            "pipeline.trigger_source" if self.situation.event != Event::Schedule => Some("webhook".to_owned()),
            "pipeline.trigger_source" => Some("scheduled_pipeline".to_owned()),
            name => {
                let parameter = name.strip_prefix("pipeline.parameters.")?;
                Some(self.root.get("parameters")?.get(parameter)?.get("default")?.text()?.to_owned())
            }
        }
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

    fn filtered(&self, instance: &Instance<'_>) -> Outcome {
        if instance.option("filters").is_some_and(|filters| filters.text().is_some()) {
            return Outcome::Unclear("it depends on the expression in `filters`".to_owned());
        }
        let takes = |of: &str, name: &str| {
            let any = |patterns: &[&str]| {
                let each = patterns.iter().map(|pattern| pattern::whole(pattern, name));
                each.fold(Match::No, |all, one| match (all, one) {
                    (Match::Yes, _) | (_, Match::Yes) => Match::Yes,
                    (Match::Unclear, _) | (_, Match::Unclear) => Match::Unclear,
                    (Match::No, Match::No) => Match::No,
                })
            };
            let only = instance.filter(of, "only").map(|patterns| any(&patterns));
            let ignored = instance.filter(of, "ignore").map(|patterns| any(&patterns));
            match (only, ignored) {
                (Some(Match::No), _) | (_, Some(Match::Yes)) => Match::No,
                (Some(Match::Unclear), _) | (_, Some(Match::Unclear)) => Match::Unclear,
                _ => Match::Yes,
            }
        };
        let event = self.situation.event;
        let tags = event.tags();
        if tags.is_empty() || event == Event::Release {
            let branch = if event == Event::PullRequest { "a-pull-request" } else { self.situation.branch };
            return match takes("branches", branch) {
                Match::Yes => Outcome::Runs,
                Match::Unclear => Outcome::Unclear("it depends on a `branches` filter that cannot be read".to_owned()),
                Match::No => Outcome::not(ReasonKind::Branch, format!("its `branches` filter leaves out {branch}")),
            };
        }
        let has_filter = instance.filter("tags", "only").is_some() || instance.filter("tags", "ignore").is_some();
        if !has_filter {
            return Outcome::not(
                ReasonKind::NoTagFilter,
                "it has no `tags` filter, and without one CircleCI runs no job on tags",
            );
        }
        let first = tags.first().copied().unwrap_or_default();
        match tags.iter().map(|tag| takes("tags", tag)).find(|taken| *taken != Match::No) {
            Some(Match::Yes) => Outcome::Runs,
            Some(_) => Outcome::Unclear("it depends on a `tags` filter that cannot be read".to_owned()),
            None => Outcome::not(ReasonKind::Tag, format!("its `tags` filter does not take {first}")),
        }
    }

    /// What a job of a workflow does.
    fn job(&self, instance: &Instance<'c>, outcome: &Outcome) -> Scan {
        let mut scan = Scan::new(System::CircleCi);
        let here = Library { root: self.root, is_orb: false };
        if let Some(job) = self.root.get("jobs").and_then(|jobs| jobs.get(instance.job)) {
            self.steps_of(job, here, instance, outcome, &mut scan);
        } else if let Some((orb, name)) = instance.job.split_once('/') {
            self.orb_job(orb, name, instance, outcome, &mut scan);
        }
        for steps in ["pre-steps", "post-steps"].iter().filter_map(|key| instance.option(key)) {
            let steps = Steps {
                items: steps.items(),
                library: here,
                parameters: BTreeMap::new(),
                job: instance.name,
                outcome: outcome.clone(),
            };
            self.steps(&steps, None, DEPTH, &mut scan);
        }
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
        for parameters in combinations(job, instance) {
            let mut found = Scan::new(System::CircleCi);
            let steps = Steps {
                items: job.get("steps").map(Node::items).unwrap_or_default(),
                library,
                parameters,
                job: instance.name,
                outcome: outcome.clone(),
            };
            self.steps(&steps, None, DEPTH, &mut found);
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
    fn steps(&self, steps: &Steps<'c>, caller: Option<&'c Node>, depth: usize, scan: &mut Scan) {
        for item in steps.items.iter().take(STEPS) {
            if !self.project.look() {
                return;
            }
            let (name, options) = match (item.text(), item.entries().first()) {
                (Some(name), _) => (name, None),
                // As `run` was written at first.
                _ if item.get("type").and_then(Node::text) == Some("shell") => ("run", Some(item)),
                (None, Some(entry)) => (entry.key.as_str(), Some(&entry.value)),
                (None, None) => continue,
            };
            match name {
                "run" => self.script(steps, options, caller, scan),
                "store_artifacts" => scan.publish(ARTIFACT, &steps.outcome),
                "when" | "unless" => self.conditional(steps, name, options, caller, depth, scan),
                "aws-s3/copy" | "aws-s3/sync" => {
                    if let Some(to) = options.and_then(|options| options.get("to")).and_then(Node::text) {
                        scan.publish(Destination::Store(put(to, &steps.parameters)), &steps.outcome);
                    }
                }
                name => self.command(steps, name, options, caller.unwrap_or(item), depth, scan),
            }
        }
    }

    fn script(&self, steps: &Steps<'_>, options: Option<&Node>, caller: Option<&Node>, scan: &mut Scan) {
        let Some(options) = options else { return };
        let Some(command) = options.text().map(|_| options).or_else(|| options.get("command")) else { return };
        let directory = options.get("working_directory").and_then(Node::text).unwrap_or_default();
        let directory = join("", &put(directory, &steps.parameters));
        let effects = self.project.effects(&put(command.text().unwrap_or_default(), &steps.parameters), &directory);
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
        self.steps(&inner, caller, depth, scan);
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
                let Some(orb) = self.root.get("orbs").and_then(|orbs| orbs.get(orb)) else { return };
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
        self.steps(&inner, Some(caller), depth, scan);
    }
}

/// The parameters of a job or command with their defaults.
fn defaults(of: &Node) -> BTreeMap<&str, String> {
    let parameters = of.get("parameters").map(Node::entries).unwrap_or_default().iter();
    let default = |entry: &'_ Entry| entry.value.get("default").and_then(Node::text).map(str::to_owned);
    parameters.filter_map(|entry| Some((entry.key.as_str(), default(entry)?))).gather()
}

/// A condition's text, with the parameter that it names put in.
fn parameter(text: &str, parameters: &BTreeMap<&str, String>) -> String {
    let name = text.trim().strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")).map(str::trim);
    let known = name.and_then(|name| parameters.get(name.strip_prefix("parameters.")?));
    known.cloned().unwrap_or_else(|| text.to_owned())
}

/// The parameters under which a workflow runs a job: one set, or one for each value of its matrix.
fn combinations<'c>(job: &'c Node, instance: &Instance<'c>) -> Vec<BTreeMap<&'c str, String>> {
    const MOST: usize = 32;
    let mut base = defaults(job);
    for given in instance.options.map(Node::entries).unwrap_or_default() {
        if let Some(text) = given.value.text() {
            base.insert(&given.key, text.to_owned());
        }
    }
    let mut all = vec![base];
    let matrix = instance.option("matrix").and_then(|matrix| matrix.get("parameters"));
    for entry in matrix.map(Node::entries).unwrap_or_default() {
        let grown = all.iter().flat_map(|known| {
            entry.value.items().iter().filter_map(Node::text).map(|value| {
                let mut more = known.clone();
                more.insert(entry.key.as_str(), value.to_owned());
                more
            })
        });
        let grown: Vec<_> = grown.take(MOST).collect();
        if !grown.is_empty() {
            all = grown;
        }
    }
    all
}

/// `text` with `<< parameters.x >>` replaced; what is not known becomes `${parameters.x}`, which no shell can mistake.
fn put(text: &str, parameters: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("<<") {
        out.push_str(rest.get(..start).unwrap_or_default());
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find(">>").unwrap_or(0);
        let name = tail
            .get(2..end)
            .map(str::trim)
            .filter(|name| name.starts_with("parameters.") || name.starts_with("pipeline."));
        let known = name.and_then(|name| parameters.get(name.strip_prefix("parameters.")?));
        match (known, name) {
            (Some(value), _) => out.push_str(value),
            (None, Some(name)) => out.push_str(&format!("${{{name}}}")),
            (None, None) => {
                out.push_str("<<");
                rest = tail.get(2..).unwrap_or_default();
                continue;
            }
        }
        rest = tail.get(end + 2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
