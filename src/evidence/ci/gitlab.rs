//! GitLab CI: jobs with rules or only/except, templates they extend, files that are included.

use std::collections::BTreeSet;

use super::logic::{self, Dialect, Variable};
use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::error::Place;
use crate::evidence::build::{Destination, Project};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Entry, Node, Source};
use crate::evidence::{Cause, CauseKind, Reader};

/// The configuration.
const PATH: &str = ".gitlab-ci.yml";
/// Most files read, included ones among them.
const FILES: usize = 20;
/// Most jobs looked at.
const JOBS: usize = 300;
/// Deepest chain of templates.
const DEPTH: usize = 8;
/// What GitLab calls a stored file.
const ARTIFACT: Destination = Destination::Artifact("GitLab job artifact");
/// Keys of the file that are no jobs.
const RESERVED: [&str; 13] = [
    "stages",
    "variables",
    "default",
    "include",
    "workflow",
    "image",
    "services",
    "before_script",
    "after_script",
    "cache",
    "spec",
    "types",
    "pages:deploy",
];

/// The configuration of a repository, with the files that it includes.
pub(super) struct GitLab<'a> {
    project: &'a Project<'a>,
    files: Vec<(Source, Node)>,
    blind: Vec<(Cause, Option<Place>)>,
    is_there: bool,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> GitLab<'a> {
    let is_there = repository.file(PATH).is_some();
    let mut reading = GitLab { project, files: Vec::new(), blind: Vec::new(), is_there };
    let mut wanted = if is_there { vec![PATH.to_owned()] } else { Vec::new() };
    let mut seen = BTreeSet::new();
    while let Some(path) = wanted.pop() {
        if !seen.insert(path.clone()) || seen.len() > FILES {
            continue;
        }
        let mut source = match Source::read(&path, reader) {
            Ok(source) => source,
            Err(cause) => {
                reading.blind.push((cause, None));
                continue;
            }
        };
        // A header (`spec:`) may come before the configuration itself.
        let Some(root) = source.documents.pop().map(|document| document.root) else { continue };
        for include in root.get("include").map(Node::each).unwrap_or_default() {
            match local(include) {
                Included::Here(path) => wanted.push(path),
                Included::Harmless => {}
                Included::Elsewhere(what) => {
                    let text = format!("{} includes {what}, which is not in this repository", source.path);
                    reading.blind.push((Cause::new(CauseKind::Unclear, text), Some(source.place(include))));
                }
            }
        }
        reading.files.push((source, root));
    }
    reading
}

enum Included {
    Here(String),
    /// GitLab's own templates: they test and scan, and know nothing of plugins.
    Harmless,
    Elsewhere(String),
}

fn local(include: &Node) -> Included {
    let text = |key: &str| include.get(key).and_then(Node::text);
    let path = include.text().filter(|text| !text.contains("://")).or_else(|| text("local"));
    if let Some(path) = path.filter(|path| !path.contains(['$', '*'])) {
        return Included::Here(path.trim_start_matches('/').to_owned());
    }
    if text("template").is_some() {
        return Included::Harmless;
    }
    let what = text("project").map(|project| format!("a file of the project {project}"));
    let what = what.or_else(|| text("remote").map(str::to_owned)).or_else(|| text("component").map(str::to_owned));
    Included::Elsewhere(what.or_else(|| include.text().map(str::to_owned)).unwrap_or_else(|| "other files".to_owned()))
}

impl Reading for GitLab<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        if !self.is_there {
            return Vec::new();
        }
        let jobs = self.jobs().map(|(_, entry)| entry.key.clone()).collect();
        vec![Configuration { system: System::GitLab, path: PATH.to_owned(), jobs, blind: self.blind.clone() }]
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let stages = self.stages();
        let reading = Config { reading: self, situation };
        let workflow = reading.workflow();
        let all: Vec<Job<'_>> = self.jobs().map(|(source, entry)| self.job(source, entry)).collect();
        let stage = |job: &Job<'_>| {
            let name = job.get("stage").and_then(Node::text).unwrap_or("test");
            stages.iter().position(|stage| *stage == name).unwrap_or(0)
        };
        let ranks: Vec<usize> = all.iter().map(stage).collect();
        let done = all.iter().zip(&ranks).map(|(job, rank)| {
            let outcome = workflow.clone().and(reading.started(job));
            let earlier = all.iter().zip(&ranks).filter(|(_, other)| *other < rank).map(|(other, _)| other.name);
            Done { name: job.name, needs: earlier.collect(), scan: reading.scan(job, &outcome), outcome }
        });
        deliver(done.collect())
    }
}

/// A job with the templates that it extends, nearest first.
struct Job<'g> {
    source: &'g Source,
    name: &'g str,
    layers: Vec<&'g Node>,
}

impl<'g> Job<'g> {
    fn get(&self, key: &str) -> Option<&'g Node> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }
}

impl GitLab<'_> {
    fn jobs(&self) -> impl Iterator<Item = (&Source, &Entry)> {
        let entries =
            self.files.iter().flat_map(|(source, root)| root.entries().iter().map(move |entry| (source, entry)));
        let is_job = |entry: &Entry| {
            !entry.key.starts_with('.')
                && !RESERVED.contains(&entry.key.as_str())
                && ["script", "extends", "trigger", "release", "run"].iter().any(|key| entry.value.get(key).is_some())
        };
        entries.filter(move |(_, entry)| is_job(entry)).take(JOBS)
    }

    fn named(&self, name: &str) -> Option<&Node> {
        self.files.iter().find_map(|(_, root)| root.get(name))
    }

    fn stages(&self) -> Vec<&str> {
        let listed = self.named("stages").map(Node::items).unwrap_or_default().iter().filter_map(Node::text);
        let listed: Vec<&str> = listed.collect();
        if listed.is_empty() { vec!["build", "test", "deploy"] } else { listed }
    }

    fn job<'g>(&'g self, source: &'g Source, entry: &'g Entry) -> Job<'g> {
        let mut layers = Vec::new();
        self.layers(&entry.value, DEPTH, &mut layers);
        Job { source, name: &entry.key, layers }
    }

    fn layers<'g>(&'g self, node: &'g Node, depth: usize, layers: &mut Vec<&'g Node>) {
        layers.push(node);
        let Some(depth) = depth.checked_sub(1) else { return };
        // Of several templates the last one counts most.
        for name in
            node.get("extends").map(Node::each).unwrap_or_default().iter().rev().take(DEPTH).filter_map(Node::text)
        {
            if let Some(template) = self.named(name)
                && layers.len() < JOBS
            {
                self.layers(template, depth, layers);
            }
        }
    }

    /// The file that a node stands in.
    fn holder(&self, node: &Node) -> Option<&Source> {
        let holds = |root: &Node| contains(root, node, &mut 20_000);
        self.files.iter().find(|(_, root)| self.files.len() == 1 || holds(root)).map(|(source, _)| source)
    }

    /// What `!reference [job, key]` means.
    fn referred<'g>(&'g self, node: &'g Node) -> Option<&'g Node> {
        node.tag.as_deref().filter(|tag| *tag == "!reference")?;
        let mut path = node.items().iter().filter_map(Node::text);
        let first = self.named(path.next()?)?;
        path.try_fold(first, |node, key| node.get(key))
    }

    /// The commands of a script: texts, lists in lists, and references to other jobs' scripts.
    fn script<'g>(&'g self, node: &'g Node, depth: usize, out: &mut Vec<&'g Node>) {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.project.look()) else { return };
        if let Some(target) = self.referred(node) {
            return self.script(target, depth, out);
        }
        for item in node.each() {
            match item.text() {
                Some(_) if !self.project.look() => return,
                Some(_) => out.push(item),
                None => self.script(item, depth, out),
            }
        }
    }
}

struct Config<'c> {
    reading: &'c GitLab<'c>,
    situation: Situation<'c>,
}

/// Whether a job is added to the pipeline, and how it starts there.
enum Added {
    Yes,
    Never(Option<Place>),
    ByHand,
    Unclear(String),
}

impl Config<'_> {
    fn tag(&self) -> Option<&'static str> {
        match self.situation.event {
            Event::Tag | Event::BareTag => self.situation.event.tags().first().copied(),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Variable {
        let set = |text: &str| Variable::Set(text.to_owned());
        let branch = self.situation.branch;
        let is_pull = self.situation.event == Event::PullRequest;
        match name {
            "CI_DEFAULT_BRANCH" => set(branch),
            "CI_COMMIT_TAG" => self.tag().map_or(Variable::Unset, set),
            "CI_COMMIT_BRANCH" if self.tag().is_some() || is_pull => Variable::Unset,
            "CI_COMMIT_BRANCH" => set(branch),
            "CI_COMMIT_REF_NAME" | "CI_COMMIT_REF_SLUG" => set(self.tag().unwrap_or(branch)),
            "CI_COMMIT_REF_PROTECTED" => set("true"),
            "CI_MERGE_REQUEST_IID" | "CI_MERGE_REQUEST_ID" | "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" if !is_pull => {
                Variable::Unset
            }
            "CI_OPEN_MERGE_REQUESTS" if !is_pull => Variable::Unset,
            "CI_PIPELINE_SOURCE" => set(match self.situation.event {
                Event::PullRequest => "merge_request_event",
                Event::Schedule => "schedule",
                Event::Manual => "web",
                _ => "push",
            }),
            "CI_PROJECT_NAMESPACE" => self.situation.slug.map_or(Variable::Unknown, |(owner, _)| set(owner)),
            "CI_PROJECT_NAME" => self.situation.slug.map_or(Variable::Unknown, |(_, name)| set(name)),
            "CI_PROJECT_PATH" => {
                self.situation.slug.map_or(Variable::Unknown, |(owner, name)| Variable::Set(format!("{owner}/{name}")))
            }
            _ => match self.reading.named("variables").and_then(|all| all.get(name)) {
                Some(value) => value.text().or_else(|| value.get("value")?.text()).map_or(Variable::Unknown, set),
                None => Variable::Unknown,
            },
        }
    }

    /// Whether there is a pipeline at all.
    fn workflow(&self) -> Outcome {
        let event = self.situation.event;
        if event == Event::Release {
            return Outcome::not(ReasonKind::Trigger, "GitLab CI runs for pushes of branches and tags alone");
        }
        let Some((source, rules)) =
            self.reading.files.iter().find_map(|(source, root)| Some((source, root.get("workflow")?.get("rules")?)))
        else {
            return Outcome::Runs;
        };
        match self.rules(source, rules) {
            Added::Yes | Added::ByHand => Outcome::Runs,
            Added::Unclear(why) => Outcome::Unclear(why),
            Added::Never(place) => {
                let outcome = Outcome::not(self.kind(), "`workflow: rules` start no pipeline for it");
                outcome.at(|| place.unwrap_or_else(|| source.place(rules)))
            }
        }
    }

    fn kind(&self) -> ReasonKind {
        if self.tag().is_some() { ReasonKind::Tag } else { ReasonKind::Condition }
    }

    fn started(&self, job: &Job<'_>) -> Outcome {
        let event = self.situation.event;
        let when = job.get("when").and_then(Node::text);
        let added = if let Some(rules) = job.get("rules") {
            self.rules(job.source, rules)
        } else {
            match self.only(job) {
                Added::Yes if when == Some("manual") => Added::ByHand,
                Added::Yes if matches!(when, Some("never" | "on_failure")) => Added::Never(None),
                other => other,
            }
        };
        match added {
            Added::Yes => Outcome::Runs,
            Added::ByHand if matches!(event, Event::Push | Event::ReleasePush | Event::Schedule) => {
                Outcome::not(ReasonKind::Condition, "it waits for a person (`when: manual`)")
            }
            Added::ByHand => Outcome::Runs,
            Added::Unclear(why) => Outcome::Unclear(why),
            Added::Never(place) => {
                let outcome = Outcome::not(self.kind(), "its rules leave it out");
                place.map_or(outcome.clone(), |place| outcome.at(|| place))
            }
        }
    }

    /// The first rule that holds decides.
    fn rules(&self, source: &Source, rules: &Node) -> Added {
        let mut flat = Vec::new();
        self.reading.flat_rules(rules, DEPTH, &mut flat);
        for rule in flat {
            let condition = rule.get("if").and_then(Node::text);
            let holds = match condition {
                Some(text) => logic::truth(text, Dialect::GitLab, &|name| self.variable(name)),
                None => Some(true),
            };
            match holds {
                Some(false) => continue,
                None => return Added::Unclear(format!("it depends on `{}`", condition.unwrap_or_default())),
                Some(true) => {}
            }
            if self.tag().is_none() && rule.get("changes").is_some() {
                return Added::Unclear("it depends on which files changed (`rules: changes`)".to_owned());
            }
            return match rule.get("when").and_then(Node::text) {
                // What runs after a failure alone builds nothing when all is well.
                Some("never" | "on_failure") => Added::Never(Some(source.place(rule))),
                Some("manual") => Added::ByHand,
                _ => Added::Yes,
            };
        }
        Added::Never(Some(source.place(rules)))
    }

    /// `only` and `except`; without either a job runs for branches and tags.
    fn only(&self, job: &Job<'_>) -> Added {
        let (only, except) = (job.get("only"), job.get("except"));
        let listed = |filter: Option<&Node>| -> Option<bool> {
            let refs = filter.map(|filter| filter.get("refs").unwrap_or(filter))?;
            if !refs.entries().is_empty() {
                return None;
            }
            Some(refs.each().iter().filter_map(Node::text).any(|name| self.is_ref(name)))
        };
        let place = |filter: Option<&Node>| filter.map(|filter| job.source.place(filter));
        let conditional = |filter: Option<&Node>| {
            filter.is_some_and(|filter| filter.get("variables").is_some() || filter.get("changes").is_some())
        };
        if conditional(only) || conditional(except) {
            return Added::Unclear("it depends on `only` or `except` with variables or changes".to_owned());
        }
        if listed(only) == Some(false) {
            return Added::Never(place(only));
        }
        if listed(except) == Some(true) {
            return Added::Never(place(except));
        }
        if only.is_none() && self.situation.event == Event::PullRequest {
            return Added::Never(None);
        }
        Added::Yes
    }

    /// Whether a name of `only` or `except` means the event.
    fn is_ref(&self, name: &str) -> bool {
        let event = self.situation.event;
        let reference = self.tag().unwrap_or(self.situation.branch);
        match name.split('@').next().unwrap_or(name) {
            "branches" => self.tag().is_none() && event != Event::PullRequest,
            "tags" => self.tag().is_some(),
            "pushes" => matches!(event, Event::Push | Event::ReleasePush | Event::Tag | Event::BareTag),
            "merge_requests" | "external_pull_requests" => event == Event::PullRequest,
            "schedules" => event == Event::Schedule,
            "web" => event == Event::Manual,
            "api" | "triggers" | "pipelines" | "chat" => false,
            pattern => {
                let tried = self.situation.event.tags().iter().copied();
                let mut names = tried.chain(self.tag().is_none().then_some(reference));
                names.any(|name| pattern::part(pattern, name) == Match::Yes)
            }
        }
    }

    /// Books what the commands of `parts` do, one after the other.
    fn script(&self, job: &Job<'_>, parts: &[Option<&Node>], outcome: &Outcome, scan: &mut Scan) {
        let mut commands = Vec::new();
        for part in parts.iter().copied().flatten() {
            self.reading.script(part, DEPTH, &mut commands);
        }
        let texts: Vec<&str> = commands.iter().filter_map(|command| command.text()).collect();
        let effects = self.reading.project.effects(&texts.join("\n"), "");
        scan.take(&effects, &self.situation, job.name, outcome, |line| {
            let mut line = line;
            for (command, text) in commands.iter().zip(&texts) {
                let lines = text.split('\n').count();
                if line < lines {
                    let source = self.reading.holder(command).unwrap_or(job.source);
                    return source.line_place(command, line);
                }
                line -= lines;
            }
            Place::file(&job.source.path)
        });
    }

    fn scan(&self, job: &Job<'_>, outcome: &Outcome) -> Scan {
        let mut scan = Scan::new(System::GitLab);
        let default = || self.reading.named("default").and_then(|default| default.get("before_script"));
        let before = job.get("before_script").or_else(default).or_else(|| self.reading.named("before_script"));
        // Both are one script for GitLab: what a command changes, such as the folder, holds for the next.
        self.script(job, &[before, job.get("script")], outcome, &mut scan);
        self.script(job, &[job.get("after_script")], outcome, &mut scan);
        if job.get("artifacts").is_some_and(|artifacts| artifacts.get("paths").is_some()) {
            scan.publish(ARTIFACT, outcome);
        }
        if job.get("release").is_some() {
            scan.publish(Destination::Release, outcome);
        }
        scan
    }
}

impl GitLab<'_> {
    /// Rules, those that are referred to put in.
    fn flat_rules<'g>(&'g self, rules: &'g Node, depth: usize, out: &mut Vec<&'g Node>) {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.project.look()) else { return };
        if let Some(target) = self.referred(rules) {
            return self.flat_rules(target, depth, out);
        }
        for rule in rules.items().iter().take(JOBS) {
            if rule.entries().is_empty() {
                self.flat_rules(rule, depth, out);
            } else {
                out.push(rule);
            }
        }
    }
}

/// Whether `node` is a part of `root`, looking at `left` nodes at most.
fn contains(root: &Node, node: &Node, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    std::ptr::eq(root, node)
        || root.items().iter().any(|item| contains(item, node, left))
        || root.entries().iter().any(|entry| contains(&entry.value, node, left))
}
