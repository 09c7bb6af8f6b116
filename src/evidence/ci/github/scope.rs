//! What expressions see: the event, inputs, environment, matrix, and what other jobs and steps give.

use std::collections::BTreeMap;

use super::super::expression::{self, Context, Value};
use super::super::{Event, Outcome, ReasonKind, Situation};
use super::Workflow;
use super::trigger::Fire;
use crate::data::ci::RELEASE_TOOLS;
use crate::evidence::yaml::Node;

/// One start of a workflow: by an event, or by another workflow's job.
#[derive(Debug, Clone)]
pub(super) struct Call<'a> {
    pub(super) situation: Situation<'a>,
    pub(super) fire: Fire,
    /// The inputs given, by lower-case name.
    pub(super) inputs: BTreeMap<String, Value>,
    /// Set when another workflow calls: inputs that nobody gave are then nothing, not a person's choice.
    pub(super) called: bool,
    /// What the jobs' names begin with.
    pub(super) prefix: String,
}

impl<'a> Call<'a> {
    pub(super) fn of(situation: Situation<'a>, fire: Fire) -> Self {
        Self { situation, fire, inputs: BTreeMap::new(), called: false, prefix: String::new() }
    }
}

/// How a job ended, for those that need it.
#[derive(Debug, Clone)]
pub(super) enum Ended {
    /// It ran: its node, for its outputs.
    Ran,
    /// It was skipped.
    Skipped,
    /// The files do not tell.
    Unknown,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) call: &'s Call<'s>,
    /// The jobs of the workflow.
    pub(super) jobs: Option<&'s Node>,
    /// The job whose steps the expression sees.
    pub(super) job: Option<&'s Node>,
    /// How earlier jobs ended.
    pub(super) ended: &'s BTreeMap<String, Ended>,
    /// The inputs of the composite action that the expression stands in.
    pub(super) action_inputs: Option<&'s BTreeMap<String, Value>>,
    pub(super) matrix: &'s BTreeMap<String, Value>,
    /// `env` of the workflow, job and step, outermost first.
    pub(super) env: [Option<&'s Node>; 3],
}

/// A job that may start.
pub(super) struct Job<'s> {
    pub(super) workflow: &'s Workflow,
    /// Its name in messages, with those of the jobs that called its workflow.
    pub(super) name: String,
    pub(super) node: &'s Node,
    pub(super) scope: Scope<'s>,
    /// Whether it starts.
    pub(super) outcome: Outcome,
    /// How many more workflows may be called.
    pub(super) depth: usize,
}

/// Whether a condition holds.
pub(super) fn holds(text: &str, scope: &Scope<'_>) -> Outcome {
    match expression::condition(text, scope) {
        Value::Unknown(name) => Outcome::Unclear(format!("it depends on {name}")),
        value if value.truth() == Some(true) => Outcome::Runs,
        _ => Outcome::not(ReasonKind::Condition, format!("its condition excludes it: `{}`", text.trim())),
    }
}

impl Context for Scope<'_> {
    fn lookup(&self, path: &[String]) -> Value {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let unknown = || Value::Unknown(format!("`{}`", path.join(".")));
        match names.as_slice() {
            ["github", rest @ ..] => self.github(rest).unwrap_or_else(unknown),
            ["inputs", name] => self.input(name).unwrap_or_else(unknown),
            ["env", name] => self.environment(name).unwrap_or_else(unknown),
            ["matrix", name] => self.matrix.get(*name).cloned().unwrap_or_else(unknown),
            ["needs", job, "result"] => match self.ended.get(*job) {
                Some(Ended::Ran) => Value::text("success"),
                Some(Ended::Skipped) => Value::text("skipped"),
                Some(Ended::Unknown) | None => unknown(),
            },
            ["needs", job, "outputs", output] => self.job_output(job, output).unwrap_or_else(unknown),
            ["steps", step, "outputs", output] => self.step_output(step, output).unwrap_or_else(unknown),
            ["steps", _, "outcome" | "conclusion"] | ["job", "status"] => Value::text("success"),
            ["runner", "os"] => Value::text("Linux"),
            _ => unknown(),
        }
    }
}

impl Scope<'_> {
    fn github(&self, path: &[&str]) -> Option<Value> {
        let fire = &self.call.fire;
        let situation = &self.call.situation;
        let slug = || situation.slug.map(|(owner, name)| Value::Text(format!("{owner}/{name}")));
        let is_pull = fire.event_name.starts_with("pull_request");
        Some(match path {
            ["ref"] => Value::text(&*fire.reference),
            ["ref_name"] => Value::text(&*fire.ref_name),
            ["ref_type"] => Value::text(if fire.reference.starts_with("refs/tags/") { "tag" } else { "branch" }),
            ["event_name"] => Value::text(fire.event_name),
            ["base_ref"] => Value::text(if is_pull { situation.branch } else { "" }),
            ["head_ref"] if !is_pull => Value::text(""),
            ["repository"] | ["event", "repository", "full_name"] => slug()?,
            ["repository_owner"] => Value::text(situation.slug?.0),
            ["event", "repository", "name"] => Value::text(situation.slug?.1),
            ["event", "repository", "default_branch"] => Value::text(situation.branch),
            ["event", "repository", "fork"] | ["event", "deleted" | "forced"] => Value::Bool(false),
            // An ordinary push by an ordinary person; a release tool's push has its own message.
            ["actor" | "triggering_actor"] => Value::text("somebody"),
            ["event", "head_commit", "message"] if situation.event == Event::ReleasePush => {
                Value::Text(format!("chore({}): release 1.2.3", situation.branch))
            }
            ["event", "head_commit", "message"] if fire.event_name == "push" => Value::text("Change something"),
            ["event", "inputs", name] => self.input(name)?,
            ["event", "release", "tag_name"] if fire.event_name == "release" => Value::text(fire.tag.as_deref()?),
            ["event", "release", "prerelease" | "draft"] if fire.event_name == "release" => Value::Bool(false),
            ["event", "action"] if fire.event_name == "release" => Value::text("published"),
            ["event", "ref"] if fire.event_name == "push" => Value::text(&*fire.reference),
            ["event", "workflow_run", rest @ ..] if fire.event_name == "workflow_run" => match rest {
                ["conclusion"] => Value::text("success"),
                ["event"] => Value::text("push"),
                ["head_branch"] => Value::text(fire.tag.as_deref().unwrap_or(situation.branch)),
                ["head_repository", "full_name"] => slug()?,
                _ => return None,
            },
            // Of other events' payloads there is nothing.
            ["event", "pull_request" | "issue" | "label" | "number", ..] if !is_pull => Value::Null,
            ["event", "release", ..] if fire.event_name != "release" => Value::Null,
            ["event", "workflow_run", ..] if fire.event_name != "workflow_run" => Value::Null,
            ["event", "schedule"] if fire.event_name != "schedule" => Value::Null,
            ["workspace"] => return None,
            _ => return None,
        })
    }

    fn input(&self, name: &str) -> Option<Value> {
        if let Some(inputs) = self.action_inputs {
            return Some(inputs.get(name).cloned().unwrap_or(Value::Null));
        }
        match self.call.inputs.get(name) {
            Some(value) => Some(value.clone()),
            None if self.call.called || self.call.fire.event_name != "workflow_dispatch" => Some(Value::Null),
            None => None,
        }
    }

    fn environment(&self, name: &str) -> Option<Value> {
        for (index, env) in self.env.iter().enumerate().rev() {
            let entry = env.and_then(|env| env.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(name)));
            let Some(entry) = entry else { continue };
            // An `env` sees those around it, not itself.
            let mut outer = *self;
            outer.env.iter_mut().skip(index).for_each(|env| *env = None);
            // Whatever it was, in the environment it is a text.
            return Some(match expression::value(entry.value.text()?, &outer) {
                unknown @ Value::Unknown(_) => unknown,
                value => Value::text(value.shown().unwrap_or_default()),
            });
        }
        // Variables that the runner sets itself.
        match name {
            "github_ref" => self.github(&["ref"]),
            "github_ref_name" => self.github(&["ref_name"]),
            "github_event_name" => self.github(&["event_name"]),
            "github_repository" => self.github(&["repository"]),
            _ => None,
        }
    }

    /// What a job gives to those that need it.
    fn job_output(&self, id: &str, output: &str) -> Option<Value> {
        match self.ended.get(id)? {
            Ended::Skipped => return Some(Value::text("")),
            Ended::Unknown => return None,
            Ended::Ran => {}
        }
        let jobs = self.jobs?.entries();
        let job = &jobs.iter().find(|entry| entry.key.eq_ignore_ascii_case(id))?.value;
        let outputs = job.get("outputs")?.entries();
        let text = outputs.iter().find(|entry| entry.key.eq_ignore_ascii_case(output))?.value.text()?;
        let inside = Scope { job: Some(job), jobs: None, action_inputs: None, ..*self };
        match expression::value(text, &inside) {
            Value::Unknown(_) => None,
            value => Some(value),
        }
    }

    /// What a step gives: known only of tools that make releases.
    fn step_output(&self, id: &str, output: &str) -> Option<Value> {
        let steps = self.job?.get("steps")?.items();
        let is_it = |step: &&Node| step.get("id").and_then(Node::text).is_some_and(|own| own.eq_ignore_ascii_case(id));
        let action = steps.iter().find(is_it)?.get("uses")?.text()?;
        let action = action.split('@').next().unwrap_or_default();
        let (_, flags, tag) = RELEASE_TOOLS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(action))?;
        let released = self.call.situation.event == Event::ReleasePush;
        // Of a path in a monorepo the name is `path--release_created`.
        let last = output.rsplit("--").next().unwrap_or(output);
        if flags.contains(&last) {
            return Some(Value::text(if released { "true" } else { "" }));
        }
        (last == *tag).then(|| Value::text(if released { "v1.2.3" } else { "" }))
    }
}
