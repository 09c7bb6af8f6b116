//! Jobs: in which order they come, whether they start, and under which parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::super::expression::{self, Value};
use super::super::scan::{Done, Scan, deliver};
use super::super::{Caveat, Outcome, Reach, ReasonKind, Run, System};
use super::scope::{Call, Ended, Job, Scope, holds};
use super::step::Steps;
use super::{DEPTH, Workflow, Workflows};
use crate::data::ci::ENDED_ACTIONS;
use crate::evidence::gather::Gather as _;
use crate::evidence::yaml::{Entry, Node, Value as Yaml};

/// Most jobs looked at in one workflow.
const JOBS: usize = 300;
/// Most combinations of a matrix that are tried.
const COMBINATIONS: usize = 64;

impl Workflows<'_> {
    /// Every job of `workflow` that makes the bundle, when it is started by `call`, with `outcome` for whether it is.
    pub(super) fn jobs(&self, workflow: &Workflow, call: &Call<'_>, outcome: &Outcome, depth: usize) -> Vec<Run> {
        let Some(jobs) = workflow.root.get("jobs") else { return Vec::new() };
        let mut ended: BTreeMap<String, Ended> = BTreeMap::new();
        let mut outcomes: BTreeMap<&str, Outcome> = BTreeMap::new();
        let mut done = Vec::new();
        let matrix = BTreeMap::new();
        for id in in_order(jobs) {
            let Some(node) = jobs.get(id).filter(|_| self.project.look()) else { continue };
            let env = [workflow.root.get("env"), node.get("env"), None];
            let scope =
                Scope { call, jobs: Some(jobs), job: None, ended: &ended, action_inputs: None, matrix: &matrix, env };
            // What the jobs do among themselves, whether or not the workflow starts.
            let own = starts(workflow, node, &scope, &outcomes);
            let started = outcome.clone().and(own.clone());
            let name = format!("{}{id}", call.prefix);
            let scan = self.job(&Job { workflow, name, node, scope, outcome: started.clone(), depth });
            let ending = match &own {
                Outcome::Runs => Ended::Ran,
                Outcome::Not(_) => Ended::Skipped,
                Outcome::Unclear(_) => Ended::Unknown,
            };
            ended.insert(id.to_lowercase(), ending);
            outcomes.insert(id, own);
            done.push(Done { name: id, needs: needs(node).collect(), outcome: started, scan });
        }
        deliver(done)
    }

    fn job(&self, job: &Job<'_>) -> Scan {
        let mut scan = Scan::new(System::GithubActions);
        for matrix in combinations(job.node) {
            if !self.project.look() {
                break;
            }
            let scope = Scope { job: Some(job.node), matrix: &matrix, ..job.scope };
            let job = Job { name: job.name.clone(), outcome: job.outcome.clone(), scope, ..*job };
            let mut found = Scan::new(System::GithubActions);
            self.project.check_out_at("");
            match job.node.get("uses") {
                Some(uses) => {
                    found.check_out(Outcome::Runs, &job.outcome);
                    self.called(&job, uses, &mut found);
                }
                None => self.steps(&Steps::of(&job), DEPTH, &mut found),
            }
            scan.merge(found);
        }
        if let Some(caveat) = ended_action(job.workflow, job.node) {
            scan.bundles.iter_mut().for_each(|run| run.caveat = run.caveat.take().or(Some(caveat.clone())));
        }
        scan
    }
}

/// Steps by which GitHub fails the whole job before it begins: the one that it has refused longest, and what mends all.
fn ended_action(workflow: &Workflow, job: &Node) -> Option<Caveat> {
    let steps = job.get("steps").map(Node::items).unwrap_or_default();
    let ended = |uses: &'_ Node| {
        let (name, version) = uses.text()?.split_once('@')?;
        let major: u32 = version.strip_prefix('v')?.split('.').next()?.parse().ok()?;
        let is_it = |(action, newest, _): &&(&str, u32, &str)| name.eq_ignore_ascii_case(action) && major <= *newest;
        ENDED_ACTIONS.iter().find(is_it)
    };
    let found: Vec<_> =
        steps.iter().filter_map(|step| step.get("uses")).filter_map(|uses| Some((uses, ended(uses)?))).collect();
    let (uses, (_, _, since)) = found.iter().min_by_key(|(_, (_, _, since))| since)?;
    let mut newer: Vec<String> =
        found.iter().map(|(_, (action, newest, _))| format!("{action}@v{}", newest + 1)).collect();
    newer.sort_unstable();
    newer.dedup();
    Some(Caveat {
        text: format!("GitHub fails this job: since {since} it refuses {}", uses.text()?),
        help: format!("use {} or later", newer.join(" and ")),
        since,
        place: workflow.source.place(uses),
        reach: Reach::Job,
    })
}

/// Whether a job starts once its workflow has: what it needs has run, and its condition holds.
fn starts(workflow: &Workflow, job: &Node, scope: &Scope<'_>, outcomes: &BTreeMap<&str, Outcome>) -> Outcome {
    let condition = job.get("if");
    let text = condition.and_then(Node::text).unwrap_or("true");
    let mut outcome = Outcome::Runs;
    if !expression::speaks_of_status(text) || text.replace(' ', "").contains("success()") {
        for needed in needs(job) {
            outcome = outcome.and(match outcomes.get(needed) {
                Some(Outcome::Not(reason)) => reason.passed_on(&format!("it needs the job `{needed}`")),
                Some(other) => other.clone(),
                None => Outcome::not(ReasonKind::Refused, format!("it needs the job `{needed}`, which is not there")),
            });
        }
    }
    match condition {
        Some(condition) => outcome.and(holds(text, scope).at(|| workflow.source.place(condition))),
        None => outcome,
    }
}

/// The jobs that a job needs.
fn needs(job: &Node) -> impl Iterator<Item = &str> {
    job.get("needs").map(Node::each).unwrap_or_default().iter().filter_map(Node::text)
}

/// The jobs, each after those that it needs; jobs that need each other come last, in the file's order.
fn in_order(jobs: &Node) -> Vec<&str> {
    let mut ordered: Vec<&str> = Vec::new();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<_> = jobs.entries().iter().take(JOBS).collect();
    loop {
        let count = ordered.len();
        waiting.retain(|entry| {
            let is_ready = needs(&entry.value).all(|needed| placed.contains(needed) || jobs.entry(needed).is_none());
            if is_ready {
                placed.insert(&entry.key);
                ordered.push(&entry.key);
            }
            !is_ready
        });
        if ordered.len() == count {
            break;
        }
    }
    ordered.extend(waiting.iter().map(|entry| entry.key.as_str()));
    ordered
}

/// The combinations of a job's matrix, as far as the file lists them; one empty one without a matrix.
fn combinations(job: &Node) -> Vec<BTreeMap<String, Value>> {
    let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
        return vec![BTreeMap::new()];
    };
    let value = |node: &Node| match node.text() {
        Some(text) if !text.contains("${{") => node.boolean().map_or_else(|| Value::text(text), Value::Bool),
        _ => Value::Unknown("`matrix`".to_owned()),
    };
    let mut all: Vec<BTreeMap<String, Value>> = vec![BTreeMap::new()];
    let axes = || matrix.entries().iter().filter(|entry| entry.key != "include" && entry.key != "exclude");
    // GitHub fails a job with an empty list.
    let is_empty = |entry: &Entry| matches!(&entry.value.value, Yaml::Sequence(items) if items.is_empty());
    if axes().any(is_empty) {
        return Vec::new();
    }
    for entry in axes() {
        let values = entry.value.items();
        let grown = all.iter().flat_map(|known| {
            values.iter().map(|node| {
                let mut more = known.clone();
                more.insert(entry.key.to_lowercase(), value(node));
                more
            })
        });
        let grown: Vec<_> = grown.take(COMBINATIONS).collect();
        if !grown.is_empty() {
            all = grown;
        }
    }
    let listed = |key: &str| matrix.get(key).map(Node::items).unwrap_or_default().iter().take(COMBINATIONS);
    for exclude in listed("exclude") {
        let named = exclude.entries();
        let is_named = |known: &BTreeMap<String, Value>, entry: &Entry| {
            let own = known.get(&entry.key.to_lowercase()).filter(|own| !matches!(own, Value::Unknown(_)));
            own.is_some_and(|own| *own == value(&entry.value))
        };
        all.retain(|known| named.is_empty() || !named.iter().all(|entry| is_named(known, entry)));
    }
    let of_axes = if axes().next().is_some() { all.len() } else { 0 };
    for include in listed("include") {
        let extra: BTreeMap<String, Value> =
            include.entries().iter().map(|entry| (entry.key.to_lowercase(), value(&entry.value))).gather();
        // It adds to the combinations of the axes that it does not contradict, or is one of its own.
        let is_axis = |key: &str| axes().any(|axis| axis.key.eq_ignore_ascii_case(key));
        let agrees = |known: &BTreeMap<String, Value>| {
            extra.iter().all(|(key, value)| !is_axis(key) || known.get(key).is_none_or(|own| own == value))
        };
        let mut added = false;
        for known in all.iter_mut().take(of_axes).filter(|known| agrees(known)) {
            known.extend(extra.clone());
            added = true;
        }
        if !added {
            all.push(extra);
        }
    }
    if all.len() > 1 {
        all.retain(|combination| !combination.is_empty());
    }
    all.truncate(COMBINATIONS);
    all
}
