//! Azure Pipelines: triggers, stages, jobs and steps; templates of the repository.

use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::evidence::build::{Destination, Project, join};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Node, Source};
use crate::evidence::{Cause, Reader};

/// The names of the configuration.
const PATHS: [&str; 4] =
    ["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines.yml", ".azure-pipelines/azure-pipelines.yml"];
/// Most jobs looked at.
const JOBS: usize = 200;
/// Most steps looked at in one job.
const STEPS: usize = 300;
/// Deepest nesting of a condition.
const DEPTH: usize = 16;
/// What Azure Pipelines calls a stored file.
const ARTIFACT: Destination = Destination::Artifact("Azure Pipelines artifact");

/// The configuration of a repository.
pub(super) struct Azure<'a> {
    project: &'a Project<'a>,
    path: &'static str,
    source: Option<Result<(Source, Node), Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Azure<'a> {
    let path = PATHS.into_iter().find(|path| repository.file(path).is_some()).unwrap_or_default();
    Azure { project, path, source: super::document(path, repository, reader) }
}

/// A job with the stage that it stands in.
struct Job<'n> {
    name: &'n str,
    node: &'n Node,
    stage: Option<&'n Node>,
}

/// The jobs of a file, whether it has stages, jobs, or steps alone.
fn jobs(root: &Node) -> Vec<Job<'_>> {
    let mut all = Vec::new();
    for stage in root.get("stages").map(Node::items).unwrap_or_default() {
        for job in stage.get("jobs").map(Node::items).unwrap_or_default() {
            all.push(Job { name: title(job), node: job, stage: Some(stage) });
        }
    }
    for job in root.get("jobs").map(Node::items).unwrap_or_default() {
        all.push(Job { name: title(job), node: job, stage: None });
    }
    if root.get("steps").is_some() {
        all.push(Job { name: "steps", node: root, stage: None });
    }
    all.truncate(JOBS);
    all
}

fn title(job: &Node) -> &str {
    ["job", "deployment", "template"].iter().find_map(|key| job.get(key)?.text()).unwrap_or("job")
}

impl Reading for Azure<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        super::configuration(System::Azure, self.path, self.source.as_ref(), |root| {
            jobs(root).iter().map(|job| job.name.to_owned()).collect()
        })
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok((source, root))) = &self.source else { return Vec::new() };
        let started = started(root, situation);
        let started = match root.entry("trigger") {
            Some(entry) => started.at(|| source.key_place(entry)),
            None => started,
        };
        let all = jobs(root);
        let done = all.iter().map(|job| {
            let conditions = [job.stage.and_then(|stage| stage.get("condition")), job.node.get("condition")];
            let outcome = conditions.into_iter().flatten().fold(started.clone(), |outcome, condition| {
                outcome.and(holds(condition, situation).at(|| source.place(condition)))
            });
            let mut scan = Scan::new(System::Azure);
            if let Some(template) = job.node.get("template") {
                let why = format!(
                    "it is the template {}, which this tool does not follow",
                    template.text().unwrap_or_default()
                );
                scan.bundle(
                    &situation,
                    job.name,
                    source.place(template),
                    "template",
                    outcome.clone().and(Outcome::Unclear(why)),
                );
            }
            for step in steps(job.node).iter().take(STEPS) {
                let outcome = match step.get("condition") {
                    Some(condition) => outcome.clone().and(holds(condition, situation).at(|| source.place(condition))),
                    None => outcome.clone(),
                };
                if step.get("enabled").and_then(Node::boolean) == Some(false) {
                    continue;
                }
                self.step(source, job.name, step, &situation, &outcome, &mut scan);
            }
            let needs = job.node.get("dependsOn").map(Node::each).unwrap_or_default().iter().filter_map(Node::text);
            Done { name: job.name, needs: needs.collect(), outcome, scan }
        });
        deliver(done.collect())
    }
}

/// The steps of a job, or of a deployment's one run.
fn steps(job: &Node) -> &[Node] {
    let deployed = || job.get("strategy")?.get("runOnce")?.get("deploy")?.get("steps");
    job.get("steps").or_else(deployed).map(Node::items).unwrap_or_default()
}

impl Azure<'_> {
    fn step(
        &self,
        source: &Source,
        job: &str,
        step: &Node,
        situation: &Situation<'_>,
        outcome: &Outcome,
        scan: &mut Scan,
    ) {
        let inputs = step.get("inputs");
        let input = |key: &str| inputs.and_then(|inputs| inputs.get(key));
        let task = step.get("task").and_then(Node::text).unwrap_or_default();
        let task = task.split('@').next().unwrap_or_default();
        let script = ["script", "bash", "pwsh", "powershell"].iter().find_map(|key| step.get(key));
        let script = script.or_else(|| input("script").filter(|_| matches!(task, "Bash" | "CmdLine" | "PowerShell")));
        if let Some(script) = script {
            let directory = step.get("workingDirectory").or_else(|| input("workingDirectory")).and_then(Node::text);
            let effects =
                self.project.effects(script.text().unwrap_or_default(), &join("", directory.unwrap_or_default()));
            scan.take(&effects, situation, job, outcome, |line| source.line_place(script, line));
        }
        if step.get("publish").is_some() {
            scan.publish(ARTIFACT, outcome);
        }
        match task {
            "PublishBuildArtifacts" | "PublishPipelineArtifact" => scan.publish(ARTIFACT, outcome),
            "GitHubRelease" => scan.publish(Destination::Release, outcome),
            "Make" => {
                let command = format!("make {}", input("targets").and_then(Node::text).unwrap_or_default());
                let place = source.place(step);
                scan.take(&self.project.effects(&command, ""), situation, job, outcome, |_| place.clone());
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

/// Whether a condition holds: functions of functions, as in
/// `and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'))`.
fn holds(condition: &Node, situation: Situation<'_>) -> Outcome {
    let text = condition.text().unwrap_or_default();
    match boolean(text, situation, DEPTH) {
        Some(true) => Outcome::Runs,
        Some(false) => Outcome::not(ReasonKind::Condition, format!("its condition excludes it: `{text}`")),
        None => Outcome::Unclear(format!("it depends on `{text}`")),
    }
}

fn boolean(text: &str, situation: Situation<'_>, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    let Some((name, arguments)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
        return match value(text, situation)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
    };
    let arguments = split(arguments);
    let value = |index: usize| value(arguments.get(index)?.trim(), situation).map(|text| text.to_lowercase());
    let mut each = arguments.iter().map(|one| boolean(one, situation, depth));
    match name.trim().to_ascii_lowercase().as_str() {
        "succeeded" | "always" | "succeededorfailed" => Some(true),
        "failed" | "canceled" => Some(false),
        "not" => each.next()?.map(|truth| !truth),
        "and" => each
            .try_fold(Some(true), |all, one| match one {
                Some(false) => Err(false),
                one => Ok(all.zip(one).map(|_| true)),
            })
            .unwrap_or(Some(false)),
        "or" => each
            .try_fold(Some(false), |any, one| match one {
                Some(true) => Err(true),
                one => Ok(any.zip(one).map(|_| false)),
            })
            .unwrap_or(Some(true)),
        "eq" => Some(value(0)? == value(1)?),
        "ne" => Some(value(0)? != value(1)?),
        "startswith" => Some(value(0)?.starts_with(&value(1)?)),
        "endswith" => Some(value(0)?.ends_with(&value(1)?)),
        "contains" => Some(value(0)?.contains(&value(1)?)),
        "in" => {
            let wanted = value(0)?;
            (1..arguments.len()).try_fold(false, |found, index| Some(found || value(index)? == wanted))
        }
        _ => None,
    }
}

/// A text in quotes, or a variable.
fn value(text: &str, situation: Situation<'_>) -> Option<String> {
    if let Some(text) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Some(text.to_owned());
    }
    let name = text.strip_prefix("variables['").and_then(|rest| rest.strip_suffix("']"));
    let name = name.or_else(|| text.strip_prefix("variables."));
    let Some(name) = name else { return matches!(text, "true" | "false").then(|| text.to_owned()) };
    let tag = situation.event.tags().first();
    Some(match name {
        "Build.SourceBranch" => match tag {
            Some(tag) => format!("refs/tags/{tag}"),
            None if situation.event == Event::PullRequest => "refs/pull/1/merge".to_owned(),
            None => format!("refs/heads/{}", situation.branch),
        },
        "Build.SourceBranchName" => tag.map_or_else(|| situation.branch.to_owned(), |tag| (*tag).to_owned()),
        "Build.Reason" => match situation.event {
            Event::PullRequest => "PullRequest",
            Event::Schedule => "Schedule",
            Event::Manual => "Manual",
            _ => "IndividualCI",
        }
        .to_owned(),
        _ => return None,
    })
}

/// Cuts arguments at commas outside brackets and quotes.
fn split(arguments: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, 0_usize);
    let mut parts = Vec::new();
    for (index, char) in arguments.char_indices() {
        match char {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.extend(arguments.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(arguments.get(start..).filter(|part| !part.trim().is_empty()));
    parts
}
