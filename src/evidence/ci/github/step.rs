//! Steps: scripts, actions, and actions of the repository that are lists of steps themselves.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::expression::{self, Value};
use super::super::scan::Scan;
use super::super::{Outcome, ReasonKind};
use super::Workflows;
use super::scope::{Job, Scope, holds};
use crate::data::ci::{ACTIONS, RELEASE_ACTIONS, RELEASE_TOOLS};
use crate::error::Place;
use crate::evidence::SMALL;
use crate::evidence::build::{Destination, join, release};
use crate::evidence::yaml::{Node, Source};

/// Most steps looked at in one list.
const STEPS: usize = 300;
/// What GitHub Actions calls a stored file.
pub(super) const ARTIFACT: Destination = Destination::Artifact("GitHub Actions artifact");

/// The steps of a job or of a composite action, and what they see.
pub(super) struct Steps<'s> {
    source: &'s Source,
    items: &'s [Node],
    scope: Scope<'s>,
    /// Working directory by default.
    directory: Option<&'s Node>,
    job: &'s str,
    /// Whether the first step is reached.
    outcome: Outcome,
    /// The step that calls a composite action: what people can change in their workflow.
    caller: Option<Place>,
}

/// One step.
struct Step<'s> {
    node: &'s Node,
    scope: Scope<'s>,
    outcome: Outcome,
}

impl<'s> Steps<'s> {
    pub(super) fn of(job: &'s Job<'s>) -> Self {
        let defaults = |node: &'s Node| node.get("defaults")?.get("run")?.get("working-directory");
        Self {
            source: &job.workflow.source,
            items: job.node.get("steps").map(Node::items).unwrap_or_default(),
            scope: job.scope,
            directory: defaults(job.node).or_else(|| defaults(&job.workflow.root)),
            job: &job.name,
            outcome: job.outcome.clone(),
            caller: None,
        }
    }

    fn place(&self, node: &Node) -> Place {
        self.caller.clone().unwrap_or_else(|| self.source.place(node))
    }
}

/// Whether an `actions/checkout` with these inputs gets what started the workflow.
fn checked_out(with: Option<&Node>, scope: &Scope<'_>) -> Outcome {
    // What an expression gives is nearly always what started it.
    let stated = |key: &str| with?.get(key)?.text().filter(|text| !text.is_empty() && !text.contains("${{"));
    let own = scope.call.situation.slug.map(|(owner, name)| format!("{owner}/{name}"));
    let foreign = stated("repository").zip(own).filter(|(stated, own)| !stated.eq_ignore_ascii_case(own));
    if let Some((repository, _)) = foreign {
        return Outcome::not(ReasonKind::Checkout, format!("its job checks out {repository}, not this repository"));
    }
    let fire = &scope.call.fire;
    let reference = stated("ref").unwrap_or_default();
    let name = ["refs/heads/", "refs/tags/"].into_iter().find_map(|kind| reference.strip_prefix(kind));
    match name.unwrap_or(reference) {
        "" => Outcome::Runs,
        name if name == fire.ref_name || fire.tag.as_deref() == Some(name) || reference.starts_with("refs/pull/") => {
            Outcome::Runs
        }
        name => Outcome::Unclear(format!("its job checks out `{name}`, whatever starts it")),
    }
}

/// Where a job checks its repository out: `""` for the working directory itself.
fn checkout(steps: &Steps<'_>) -> String {
    let own = steps.items.iter().find_map(|step| {
        let action = step.get("uses")?.text()?.split('@').next()?;
        let with = step.get("with").filter(|_| action == "actions/checkout")?;
        if checked_out(Some(with), &steps.scope).runs() { with.get("path")?.text() } else { None }
    });
    own.map(|path| expression::interpolate(path, &steps.scope)).unwrap_or_default()
}

impl Step<'_> {
    /// `command` with its `<input>` put in; without that input there is no command.
    fn filled(&self, command: &str) -> String {
        let Some((before, rest)) = command.split_once('<') else { return command.to_owned() };
        let (name, after) = rest.split_once('>').unwrap_or((rest, ""));
        self.input(name).map(|given| format!("{before}{given}{after}")).unwrap_or_default()
    }

    fn input(&self, key: &str) -> Option<String> {
        let inputs = self.node.get("with")?.entries();
        let entry = inputs.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
        Some(expression::interpolate(entry.value.text()?, &self.scope))
    }
}

impl Workflows<'_> {
    /// What `steps` do, with `depth` more actions inside actions.
    pub(super) fn steps(&self, steps: &Steps<'_>, depth: usize, scan: &mut Scan) {
        let [workflow_env, job_env, _] = steps.scope.env;
        if steps.caller.is_none() {
            self.project.check_out_at(&checkout(steps));
        }
        for node in steps.items.iter().take(STEPS) {
            if !self.project.look() {
                return;
            }
            let scope = Scope { env: [workflow_env, job_env, node.get("env")], ..steps.scope };
            let outcome = match node.get("if") {
                Some(condition) => {
                    let holds = holds(condition.text().unwrap_or("true"), &scope);
                    steps.outcome.clone().and(holds.at(|| steps.place(condition)))
                }
                None => steps.outcome.clone(),
            };
            let step = Step { node, scope, outcome };
            if let Some(run) = node.get("run") {
                self.script(steps, &step, run, scan);
            } else if let Some(uses) = node.get("uses") {
                self.action(steps, &step, uses, depth, scan);
            }
        }
    }

    fn script(&self, steps: &Steps<'_>, step: &Step<'_>, run: &Node, scan: &mut Scan) {
        let directory = step.node.get("working-directory").or(steps.directory).and_then(Node::text).unwrap_or_default();
        let directory = join("", &expression::interpolate(directory, &step.scope));
        let script = expression::interpolate(run.text().unwrap_or_default(), &step.scope);
        let effects = self.project.effects(&script, &directory);
        let before = scan.goes_on();
        scan.fetch(&script, &step.outcome);
        let place = |line| steps.caller.clone().unwrap_or_else(|| steps.source.line_place(run, line));
        scan.take(&effects, &step.scope.call.situation, steps.job, &step.outcome, place);
        scan.forgive(step.node.get("continue-on-error").and_then(Node::boolean) == Some(true), before);
    }

    fn action(&self, steps: &Steps<'_>, step: &Step<'_>, uses: &Node, depth: usize, scan: &mut Scan) {
        let name = uses.text().unwrap_or_default().split('@').next().unwrap_or_default();
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if let Some(path) = name.strip_prefix("./") {
            self.composite(path, steps, step, uses, depth, scan);
        } else if is("actions/checkout") {
            let own = checked_out(step.node.get("with"), &step.scope).at(|| steps.place(uses));
            scan.check_out(own, &step.outcome);
        } else if let Some((_, command, keeps)) = ACTIONS.iter().find(|(known, ..)| is(known)) {
            let effects = self.project.effects(&step.filled(command), "");
            let place = steps.place(uses);
            scan.take(&effects, &step.scope.call.situation, steps.job, &step.outcome, |_| place.clone());
            if *keeps {
                scan.publish(ARTIFACT, &step.outcome);
            }
        } else if is("actions/upload-artifact") {
            scan.publish(ARTIFACT, &step.outcome);
        } else if let Some((_, input)) = RELEASE_ACTIONS.iter().find(|(known, _)| is(known)) {
            let tag = step.input(input).filter(|tag| !tag.is_empty());
            match tag {
                Some(tag) => scan.publish(release(tag.trim_start_matches("refs/tags/")), &step.outcome),
                // Without a tag of its own it takes the one that started the workflow.
                None if step.scope.call.fire.tag.is_some() => scan.publish(Destination::Release, &step.outcome),
                None => {}
            }
        } else if RELEASE_TOOLS.iter().any(|(known, ..)| is(known) && known.contains("semantic")) {
            scan.publish(Destination::Release, &step.outcome);
        } else if is("actions/download-artifact") {
            scan.check_out(Outcome::Runs, &step.outcome);
        } else if !name.starts_with("actions/setup-") {
            // It may get the files in a way of its own.
            let unless = Outcome::Unclear(format!("no step before it checks the repository out, unless {name} does"));
            scan.check_out(unless, &step.outcome);
        }
    }

    /// The action in `file`, read once however many steps use it.
    fn composite_at(&self, file: String) -> Option<Rc<Source>> {
        let mut known = self.composites.borrow_mut();
        let entry = known.entry(file);
        entry.or_insert_with_key(|file| Source::read(file, self.reader).ok().map(Rc::new)).clone()
    }

    /// An action of this repository: most are lists of steps.
    fn composite(&self, path: &str, steps: &Steps<'_>, step: &Step<'_>, uses: &Node, depth: usize, scan: &mut Scan) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let folder = join("", path);
        let mut files = ["action.yml", "action.yaml"].iter().map(|file| format!("{folder}{file}"));
        let Some(file) = files.find(|file| self.repository.file(file).is_some()) else { return };
        let Some(source) = self.composite_at(file) else { return };
        let Some(root) = source.root() else { return };
        let Some(items) = root.get("runs").and_then(|runs| runs.get("steps")) else {
            return self.program(root, &folder, steps, step, uses, scan);
        };
        let mut inputs = BTreeMap::new();
        for input in root.get("inputs").map(Node::entries).unwrap_or_default() {
            let default = input.value.get("default").and_then(Node::text).unwrap_or_default();
            inputs.insert(input.key.to_lowercase(), Value::text(default));
        }
        for given in step.node.get("with").map(Node::entries).unwrap_or_default() {
            let text = given.value.text().unwrap_or_default();
            inputs.insert(given.key.to_lowercase(), expression::value(text, &step.scope));
        }
        let inner = Steps {
            source: &source,
            items: items.items(),
            scope: Scope { action_inputs: Some(&inputs), ..step.scope },
            directory: None,
            job: steps.job,
            outcome: step.outcome.clone(),
            caller: Some(steps.place(uses)),
        };
        self.steps(&inner, depth, scan);
    }

    /// An action of this repository in `folder` that is a program or a container: followed where that is a shell script.
    fn program(&self, root: &Node, folder: &str, steps: &Steps<'_>, step: &Step<'_>, uses: &Node, scan: &mut Scan) {
        let runs = root.get("runs");
        let stated = |key: &str| runs.and_then(|runs| runs.get(key)).and_then(Node::text);
        let start = stated("entrypoint").map(str::to_owned).or_else(|| self.entry_point(folder, stated("image")?));
        // Where it lies in the container does not matter.
        let script = start.as_deref().and_then(|start| start.rsplit('/').next()).filter(|name| name.ends_with(".sh"));
        let script = script.map(|name| format!("{folder}{name}")).filter(|path| self.repository.file(path).is_some());
        let situation = &step.scope.call.situation;
        match script {
            Some(script) => {
                let effects = self.project.effects(&format!("./{script}"), "");
                scan.take(&effects, situation, steps.job, &step.outcome, |_| steps.place(uses));
            }
            None => {
                let action = uses.text().unwrap_or_default();
                let why = format!("it uses the action {action}, a program that this tool does not follow");
                let outcome = step.outcome.clone().and(Outcome::Unclear(why));
                scan.bundle(situation, steps.job, steps.place(uses), action, outcome);
            }
        }
    }

    /// The script that the `image` of an action in `folder` starts with, where the repository builds that image.
    fn entry_point(&self, folder: &str, image: &str) -> Option<String> {
        let path = self.repository.file(&format!("{folder}{}", image.trim_start_matches("./")))?.path.as_str();
        let text = String::from_utf8_lossy(&self.reader.read(path, SMALL).ok()?).into_owned();
        let line = text.lines().rev().map(str::trim).find(|line| line.starts_with("ENTRYPOINT"))?;
        let words = line.split(|c: char| c.is_whitespace() || "[]\",'".contains(c));
        words.into_iter().find(|word| word.ends_with(".sh")).map(str::to_owned)
    }
}
