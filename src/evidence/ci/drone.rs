//! Drone: pipelines with triggers, steps with conditions of their own.

use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::evidence::build::{Destination, Project};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Node, Source};
use crate::evidence::{Cause, Reader};

/// The names of the configuration.
const PATHS: [&str; 2] = [".drone.yml", ".drone.yaml"];
/// Most steps looked at in one pipeline.
const STEPS: usize = 300;

/// The configuration of a repository.
pub(super) struct Drone<'a> {
    project: &'a Project<'a>,
    path: &'static str,
    source: Option<Result<Source, Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Drone<'a> {
    let path = PATHS.into_iter().find(|path| repository.file(path).is_some());
    Drone { project, path: path.unwrap_or_default(), source: path.map(|path| Source::read(path, reader)) }
}

/// The pipelines of a file, with their names.
fn pipelines(source: &Source) -> impl Iterator<Item = (&str, &Node)> {
    let roots = source.documents.iter().map(|document| &document.root);
    let pipelines = roots.filter(|root| root.get("kind").is_none_or(|kind| kind.text() == Some("pipeline")));
    pipelines.map(|root| (root.get("name").and_then(Node::text).unwrap_or("default"), root))
}

impl Reading for Drone<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        let (jobs, blind) = match &self.source {
            None => return Vec::new(),
            Some(Ok(source)) => (pipelines(source).map(|(name, _)| name.to_owned()).collect(), Vec::new()),
            Some(Err(cause)) => (Vec::new(), vec![(cause.clone(), None)]),
        };
        vec![Configuration { system: System::Drone, path: self.path.to_owned(), jobs, blind }]
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok(source)) = &self.source else { return Vec::new() };
        let done = pipelines(source).map(|(name, root)| {
            let outcome = match root.get("trigger") {
                Some(trigger) => takes(trigger, situation).at(|| source.place(trigger)),
                None => by_default(situation),
            };
            let mut scan = Scan::new(System::Drone);
            if root.get("clone").and_then(|clone| clone.get("disable")).and_then(Node::boolean) == Some(true) {
                scan.empty();
            }
            for step in root.get("steps").map(Node::items).unwrap_or_default().iter().take(STEPS) {
                let outcome = match step.get("when") {
                    Some(when) => outcome.clone().and(takes(when, situation).at(|| source.place(when))),
                    None => outcome.clone(),
                };
                let commands = step.get("commands").map(Node::each).unwrap_or_default();
                let commands: Vec<_> = commands.iter().map(|command| (command, outcome.clone())).collect();
                let before = scan.goes_on();
                scan.shell(self.project, &commands, &situation, name, |command, line| source.line_place(command, line));
                scan.forgive(step.get("failure").and_then(Node::text) == Some("ignore"), before);
                let image = step.get("image").and_then(Node::text).unwrap_or_default();
                match image.split(':').next().unwrap_or_default() {
                    "plugins/github-release" | "plugins/gitea-release" => scan.publish(Destination::Release, &outcome),
                    "plugins/s3" | "plugins/gcs" => {
                        let bucket =
                            step.get("settings").and_then(|settings| settings.get("bucket")).and_then(Node::text);
                        scan.publish(
                            Destination::Store(format!("bucket {}", bucket.unwrap_or("(a secret)"))),
                            &outcome,
                        );
                    }
                    _ => {}
                }
            }
            let needs = root.get("depends_on").map(Node::each).unwrap_or_default().iter().filter_map(Node::text);
            Done { name, needs: needs.collect(), outcome, scan }
        });
        deliver(done.collect())
    }
}

/// Without a trigger a pipeline runs for everything that the repository's settings let through: pushes and tags.
fn by_default(situation: Situation<'_>) -> Outcome {
    match situation.event {
        Event::Release => Outcome::not(ReasonKind::Trigger, "Drone runs for pushes of branches and tags alone"),
        _ => Outcome::Runs,
    }
}

/// Whether a `trigger` or `when` takes the event.
fn takes(filter: &Node, situation: Situation<'_>) -> Outcome {
    let name = match situation.event {
        Event::Push | Event::ReleasePush => "push",
        Event::Tag | Event::BareTag => "tag",
        Event::Release => return by_default(situation),
        Event::PullRequest => "pull_request",
        Event::Schedule => "cron",
        Event::Manual => "custom",
    };
    if !included(filter.get("event"), &[name]) {
        let kind = if name == "tag" { ReasonKind::Tag } else { ReasonKind::Trigger };
        return Outcome::not(kind, format!("its events leave out `{name}`"));
    }
    if !included(filter.get("status"), &["success"]) {
        return Outcome::not(ReasonKind::Condition, "it runs only after a failure");
    }
    let tags = situation.event.tags();
    if name == "tag" {
        let references: Vec<String> = tags.iter().map(|tag| format!("refs/tags/{tag}")).collect();
        let references: Vec<&str> = references.iter().map(String::as_str).collect();
        // A branch filter says nothing of tags, but for a pipeline that names branches alone Drone sees none.
        return if included(filter.get("ref"), &references) {
            Outcome::Runs
        } else {
            Outcome::not(ReasonKind::Tag, "its `ref` filter leaves out version tags")
        };
    }
    let reference = format!("refs/heads/{}", situation.branch);
    if !included(filter.get("branch"), &[situation.branch]) || !included(filter.get("ref"), &[reference.as_str()]) {
        return Outcome::not(ReasonKind::Branch, format!("its filter leaves out {}", situation.branch));
    }
    Outcome::Runs
}

/// Whether a filter takes one of `names`: a list, or lists to include and exclude.
fn included(filter: Option<&Node>, names: &[&str]) -> bool {
    let Some(filter) = filter else { return true };
    let any = |list: &Node| {
        let patterns = list.each().iter().filter_map(Node::text);
        patterns.into_iter().any(|one| names.iter().any(|name| pattern::wildcard(one, name) != Match::No))
    };
    match (filter.get("include"), filter.get("exclude")) {
        (None, None) => any(filter),
        (include, exclude) => include.is_none_or(any) && !exclude.is_some_and(any),
    }
}
