//! Azure Pipelines: triggers, stages, jobs and steps; templates of the repository.

mod condition;
mod template;

use std::collections::BTreeMap;

use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::evidence::build::{Destination, Project, join};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::Node;
use crate::evidence::{Cause, Reader};
use condition::holds;
use template::{Files, Part};

/// The names of the configuration.
const PATHS: [&str; 4] =
    ["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines.yml", ".azure-pipelines/azure-pipelines.yml"];
/// Most jobs looked at.
const JOBS: usize = 200;
/// Most steps looked at in one job.
const STEPS: usize = 300;
/// What Azure Pipelines calls a stored file.
const ARTIFACT: Destination = Destination::Artifact("Azure Pipelines artifact");

/// The configuration of a repository.
pub(super) struct Azure<'a> {
    project: &'a Project<'a>,
    path: &'static str,
    files: Option<Result<Files, Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Azure<'a> {
    let path = PATHS.into_iter().find(|path| repository.file(path).is_some());
    let files = path.map(|path| Files::read(path, repository, reader));
    Azure { project, path: path.unwrap_or_default(), files }
}

/// A job with the stage that it stands in.
struct Job<'n> {
    name: &'n str,
    part: Part<'n>,
    stage: Option<usize>,
}

/// A stage.
struct Stage<'n> {
    name: &'n str,
    part: Part<'n>,
}

/// The stages and jobs of a pipeline, whether it has stages, jobs, or steps alone.
fn plan<'n>(files: &'n Files, situation: Situation<'n>) -> (Vec<Stage<'n>>, Vec<Job<'n>>) {
    let mut stages = Vec::new();
    let mut jobs = Vec::new();
    for root in files.roots() {
        for part in files.parts(&root, "stages", situation) {
            if jobs.len() >= JOBS {
                break;
            }
            for job in files.parts(&part, "jobs", situation) {
                jobs.push(Job { name: title(job.node), part: job, stage: Some(stages.len()) });
            }
            if part.opaque.is_some() {
                jobs.push(Job { name: title(part.node), part: part.clone(), stage: None });
            }
            stages.push(Stage { name: part.node.get("stage").and_then(Node::text).unwrap_or_default(), part });
        }
        for job in files.parts(&root, "jobs", situation) {
            jobs.push(Job { name: title(job.node), part: job, stage: None });
        }
        if root.opaque.is_some() || root.node.get("steps").is_some() {
            jobs.push(Job { name: if root.opaque.is_some() { "template" } else { "steps" }, part: root, stage: None });
        }
    }
    jobs.truncate(JOBS);
    (stages, jobs)
}

fn title(job: &Node) -> &str {
    ["job", "deployment", "template"].iter().find_map(|key| job.get(key)?.text()).unwrap_or("job")
}

/// Whether something runs, given what it depends on: by `known` outcomes, else by those of `before` it.
fn after(
    part: &Part<'_>,
    before: Option<&str>,
    known: &BTreeMap<&str, Outcome>,
    what: &str,
    situation: Situation<'_>,
) -> Outcome {
    let condition = part.node.get("condition");
    let own = match condition {
        Some(condition) => holds(condition, situation).at(|| part.source.place(condition)),
        None => Outcome::Runs,
    };
    let own = part.outcome.clone().and(own);
    // A condition of its own stands in the place of "all of them succeeded", unless it asks for that too.
    let text = condition.and_then(Node::text).unwrap_or("succeeded()").to_ascii_lowercase();
    if !text.replace(' ', "").contains("succeeded()") {
        return own;
    }
    let named = part.node.get("dependsOn").map(Node::each).unwrap_or_default().iter().filter_map(Node::text);
    let before = before.filter(|_| part.node.get("dependsOn").is_none());
    named.chain(before).fold(own, |outcome, name| match known.get(name) {
        Some(Outcome::Not(reason)) => outcome.and(reason.passed_on(&format!("it depends on the {what} `{name}`"))),
        Some(other) => outcome.and(other.clone()),
        None => outcome,
    })
}

impl Reading for Azure<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        let (jobs, blind) = match &self.files {
            None => return Vec::new(),
            Some(Ok(files)) => {
                let anywhere = Situation { event: Event::Push, branch: "", slug: None };
                (plan(files, anywhere).1.iter().map(|job| job.name.to_owned()).collect(), Vec::new())
            }
            Some(Err(cause)) => (Vec::new(), vec![(cause.clone(), None)]),
        };
        vec![Configuration { system: System::Azure, path: self.path.to_owned(), jobs, blind }]
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok(files)) = &self.files else { return Vec::new() };
        let Some((source, root)) = files.main() else { return Vec::new() };
        let started = match root.entry("trigger") {
            Some(entry) => started(root, situation).at(|| source.key_place(entry)),
            None => started(root, situation),
        };
        let (stages, jobs) = plan(files, situation);
        let mut of_stages: BTreeMap<&str, Outcome> = BTreeMap::new();
        let mut staged = Vec::new();
        let mut before = None;
        for stage in &stages {
            let outcome = after(&stage.part, before, &of_stages, "stage", situation);
            of_stages.insert(stage.name, outcome.clone());
            staged.push(outcome);
            before = Some(stage.name);
        }
        let mut of_jobs: BTreeMap<&str, Outcome> = BTreeMap::new();
        let done = jobs.iter().map(|job| {
            let stage = job.stage.and_then(|stage| staged.get(stage)).cloned().unwrap_or(Outcome::Runs);
            let own = stage.and(after(&job.part, None, &of_jobs, "job", situation));
            of_jobs.insert(job.name, own.clone());
            let outcome = started.clone().and(own);
            let mut scan = Scan::new(System::Azure);
            self.opaque(&job.part, job.name, situation, &outcome, &mut scan);
            let deployed = || job.part.node.get("strategy")?.get("runOnce")?.get("deploy");
            let holder = if job.part.node.get("steps").is_some() { Some(job.part.node) } else { deployed() };
            let inside = holder.map(|node| Part { node, ..job.part.clone() });
            for step in inside.iter().flat_map(|inside| files.parts(inside, "steps", situation)).take(STEPS) {
                self.step(job.name, &step, situation, &outcome, &mut scan);
            }
            let needs = job.part.node.get("dependsOn").map(Node::each).unwrap_or_default();
            Done { name: job.name, needs: needs.iter().filter_map(Node::text).collect(), outcome, scan }
        });
        deliver(done.collect())
    }
}

impl Azure<'_> {
    /// Books that a part may make the bundle that cannot be followed.
    fn opaque(&self, part: &Part<'_>, job: &str, situation: Situation<'_>, outcome: &Outcome, scan: &mut Scan) {
        let Some(why) = &part.opaque else { return };
        let outcome = outcome.clone().and(Outcome::Unclear(why.clone()));
        scan.bundle(&situation, job, part.source.place(part.node), "template", outcome);
    }

    fn step(&self, job: &str, step: &Part<'_>, situation: Situation<'_>, outcome: &Outcome, scan: &mut Scan) {
        let Part { source, node, .. } = step;
        if node.get("enabled").and_then(Node::boolean) == Some(false) {
            return;
        }
        let outcome = outcome.clone().and(step.outcome.clone());
        let outcome = match node.get("condition") {
            Some(condition) => outcome.and(holds(condition, situation).at(|| source.place(condition))),
            None => outcome,
        };
        self.opaque(step, job, situation, &outcome, scan);
        match node.get("checkout").and_then(Node::text) {
            Some("none") => scan.empty(),
            Some("self") => scan.check_out(Outcome::Runs, &outcome),
            _ => {}
        }
        let before = scan.goes_on();
        let inputs = node.get("inputs");
        let input = |key: &str| inputs.and_then(|inputs| inputs.get(key));
        let task = node.get("task").and_then(Node::text).unwrap_or_default();
        let task = task.split('@').next().unwrap_or_default();
        let script = ["script", "bash", "pwsh", "powershell"].iter().find_map(|key| node.get(key));
        let script = script.or_else(|| input("script").filter(|_| matches!(task, "Bash" | "CmdLine" | "PowerShell")));
        let text = |node: Option<&Node>| step.filled(node.and_then(Node::text).unwrap_or_default());
        if let Some(script) = script {
            let directory = text(node.get("workingDirectory").or_else(|| input("workingDirectory")));
            // Azure puts these in itself; a shell sees them by another name.
            let script_text = text(Some(script))
                .replace("$(Build.SourceBranch)", "$BUILD_SOURCEBRANCH")
                .replace("$(Build.SourceBranchName)", "$BUILD_SOURCEBRANCHNAME");
            scan.fetch(&script_text, &outcome);
            let effects = self.project.effects(&script_text, &join("", &directory));
            scan.take(&effects, &situation, job, &outcome, |line| source.line_place(script, line));
        }
        scan.forgive(node.get("continueOnError").and_then(Node::boolean) == Some(true), before);
        if node.get("publish").is_some() {
            scan.publish(ARTIFACT, &outcome);
        }
        match task {
            "PublishBuildArtifacts" | "PublishPipelineArtifact" => scan.publish(ARTIFACT, &outcome),
            "GitHubRelease" => scan.publish(Destination::Release, &outcome),
            "Make" => {
                let command = format!("make {}", text(input("targets")));
                let place = source.place(node);
                scan.take(&self.project.effects(&command, ""), &situation, job, &outcome, |_| place.clone());
            }
            _ => {}
        }
    }
}

/// Whether the event starts the pipeline.
fn started(root: &Node, situation: Situation<'_>) -> Outcome {
    let trigger = root.get("trigger");
    let is_none = |node: &Node| node.text() == Some("none");
    match situation.event {
        Event::Release => {
            return Outcome::not(ReasonKind::Trigger, "Azure Pipelines runs for pushes of branches and tags alone");
        }
        Event::Manual => return Outcome::Runs,
        Event::Schedule if root.get("schedules").is_some() => return Outcome::Runs,
        Event::Schedule => return Outcome::not(ReasonKind::Trigger, "it has no schedule"),
        Event::PullRequest if root.get("pr").is_some_and(is_none) => {
            return Outcome::not(ReasonKind::Trigger, "pull requests do not start it");
        }
        Event::PullRequest => return Outcome::Runs,
        Event::Push | Event::ReleasePush | Event::Tag | Event::BareTag => {}
    }
    let tags = situation.event.tags();
    let Some(trigger) = trigger else {
        return if tags.is_empty() {
            Outcome::Runs
        } else {
            Outcome::not(ReasonKind::Tag, "without a `tags` trigger Azure Pipelines runs for branches alone")
        };
    };
    if is_none(trigger) {
        return Outcome::not(ReasonKind::Trigger, "`trigger: none` lets no push start it");
    }
    let filter = |key: &str| trigger.get(key);
    let taken = |filter: &Node, name: &str| {
        let any = |list: &Node| {
            let patterns = list.each().iter().filter_map(Node::text);
            patterns.into_iter().any(|one| {
                let one = one.trim_start_matches("refs/heads/").trim_start_matches("refs/tags/");
                pattern::wildcard(one, name) != Match::No
            })
        };
        match (filter.get("include"), filter.get("exclude")) {
            (None, None) => any(filter),
            (include, exclude) => include.is_none_or(any) && !exclude.is_some_and(any),
        }
    };
    if !tags.is_empty() {
        return match filter("tags") {
            Some(wanted) if tags.iter().any(|tag| taken(wanted, tag)) => Outcome::Runs,
            Some(_) => Outcome::not(ReasonKind::Tag, "its `tags` trigger leaves out version tags"),
            None => Outcome::not(ReasonKind::Tag, "without a `tags` trigger Azure Pipelines runs for branches alone"),
        };
    }
    let branches = if trigger.entries().is_empty() { Some(trigger) } else { filter("branches") };
    match branches {
        Some(wanted) if !taken(wanted, situation.branch) => {
            Outcome::not(ReasonKind::Branch, format!("its trigger leaves out {}", situation.branch))
        }
        None if filter("tags").is_some() => Outcome::not(ReasonKind::Branch, "only pushes of tags start it"),
        _ if filter("paths").is_some() => {
            Outcome::Unclear("it depends on which files changed (`trigger: paths`)".to_owned())
        }
        _ => Outcome::Runs,
    }
}
