//! GitLab CI: jobs with the templates they extend, and files that are included.

mod order;
mod rules;

use std::collections::BTreeSet;

use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::error::Place;
use crate::evidence::build::{Destination, Project};
use crate::evidence::repository::{Repository, Status};
use crate::evidence::yaml::{Node, Source};
use crate::evidence::{Cause, CauseKind, Reader};
use rules::Config;

/// The configuration.
const PATH: &str = ".gitlab-ci.yml";
/// Most files read, included ones among them.
const FILES: usize = 20;
/// Most jobs looked at.
const JOBS: usize = 300;
/// Deepest chain of templates, and of files that include each other.
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
/// Keys of which a job has one.
const WORK: [&str; 5] = ["script", "extends", "trigger", "release", "run"];

/// The configuration of a repository, with the files that it includes.
pub(super) struct GitLab<'a> {
    project: &'a Project<'a>,
    repository: &'a Repository,
    /// The configuration first, and of those that it includes the last first: what stands there counts most.
    files: Vec<File>,
    blind: Vec<(Cause, Option<Place>)>,
    is_there: bool,
    /// Whether every file is there that is included on no condition.
    whole: Outcome,
}

/// A file of the configuration.
struct File {
    source: Source,
    root: Node,
    /// Who includes it: a file, and which of its includes.
    by: Vec<(usize, usize)>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &'a Repository, reader: &dyn Reader, project: &'a Project<'a>) -> GitLab<'a> {
    let is_there = repository.file(PATH).is_some();
    let mut reading =
        GitLab { project, repository, files: Vec::new(), blind: Vec::new(), is_there, whole: Outcome::Runs };
    let mut wanted = if is_there { vec![(PATH.to_owned(), None)] } else { Vec::new() };
    let mut seen = BTreeSet::new();
    while let Some((path, by)) = wanted.pop() {
        if let Some(known) = reading.files.iter_mut().find(|file| file.source.path == path) {
            known.by.extend(by);
            continue;
        }
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
        for (index, include) in root.get("include").map(Node::each).unwrap_or_default().iter().enumerate() {
            match included(include, repository) {
                Included::Here(paths) => {
                    let gone = paths.iter().find(|path| repository.file(path).is_none());
                    // Rules may ask for the file first.
                    if let Some(path) = gone.filter(|_| include.get("rules").is_none()) {
                        let text = format!("GitLab refuses the file: it includes {path}, which is not there");
                        let refused = Outcome::not(ReasonKind::Refused, text).at(|| source.place(include));
                        reading.whole = reading.whole.and(refused);
                    }
                    wanted.extend(paths.into_iter().map(|path| (path, Some((reading.files.len(), index)))));
                }
                Included::Harmless => {}
                Included::Elsewhere(what) => {
                    let text = format!("{} includes {what}, which is not in this repository", source.path);
                    reading.blind.push((Cause::new(CauseKind::Unclear, text), Some(source.place(include))));
                }
            }
        }
        reading.files.push(File { source, root, by: by.into_iter().collect() });
    }
    reading
}

enum Included {
    Here(Vec<String>),
    /// GitLab's own templates: they test and scan, and know nothing of plugins.
    Harmless,
    Elsewhere(String),
}

fn included(include: &Node, repository: &Repository) -> Included {
    let text = |key: &str| include.get(key).and_then(Node::text);
    let path = include.text().filter(|text| !text.contains("://")).or_else(|| text("local"));
    if let Some(path) = path.filter(|path| !path.contains('$')) {
        let path = path.trim_start_matches('/');
        return Included::Here(match path.contains('*') {
            true => matching(path, repository).map(str::to_owned).collect(),
            false => vec![path.to_owned()],
        });
    }
    if text("template").is_some() {
        return Included::Harmless;
    }
    let what = text("project").map(|project| format!("a file of the project {project}"));
    let what = what.or_else(|| text("remote").map(str::to_owned)).or_else(|| text("component").map(str::to_owned));
    Included::Elsewhere(what.or_else(|| include.text().map(str::to_owned)).unwrap_or_else(|| "other files".to_owned()))
}

/// The files in git that a glob takes.
fn matching<'r>(glob: &str, repository: &'r Repository) -> impl Iterator<Item = &'r str> {
    let tracked = repository.files.iter().filter(|file| file.status != Status::Untracked);
    tracked.map(|file| file.path.as_str()).filter(move |path| pattern::github(glob, path) == Match::Yes)
}

impl Reading for GitLab<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        if !self.is_there {
            return Vec::new();
        }
        let jobs = self.jobs().iter().map(|job| job.name.to_owned()).collect();
        vec![Configuration { system: System::GitLab, path: PATH.to_owned(), jobs, blind: self.blind.clone() }]
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let jobs = self.jobs();
        let reading = Config { reading: self, situation };
        let added = jobs.iter().map(|job| reading.added(job)).collect();
        let pipeline = order::Pipeline::new(self, situation.event, &jobs, added);
        let started = reading.workflow().and(self.whole.clone()).and(pipeline.started());
        let done = jobs.iter().zip(pipeline.outcomes()).enumerate().map(|(number, (job, outcome))| {
            let outcome = started.clone().and(outcome);
            Done { name: job.name, needs: pipeline.before(number), scan: reading.scan(job, &outcome), outcome }
        });
        deliver(done.collect())
    }
}

/// A job with the templates that it extends, nearest first.
struct Job<'g> {
    name: &'g str,
    layers: Vec<&'g Node>,
}

impl<'g> Job<'g> {
    fn get(&self, key: &str) -> Option<&'g Node> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }
}

impl GitLab<'_> {
    fn jobs(&self) -> Vec<Job<'_>> {
        let mut names = BTreeSet::new();
        let entries = self.files.iter().flat_map(|file| file.root.entries());
        let is_job = |key: &str| !key.starts_with('.') && !RESERVED.contains(&key);
        let new = entries.map(|entry| entry.key.as_str()).filter(|key| is_job(key) && names.insert(*key));
        let jobs = new.map(|name| {
            let mut layers = Vec::new();
            self.layers(name, DEPTH, &mut layers);
            Job { name, layers }
        });
        jobs.filter(|job| WORK.iter().any(|key| job.get(key).is_some())).take(JOBS).collect()
    }

    /// What the files have under a name, the one that counts most first.
    fn all_named<'g>(&'g self, name: &str) -> impl Iterator<Item = &'g Node> {
        self.files.iter().filter_map(move |file| file.root.get(name))
    }

    fn named(&self, name: &str) -> Option<&Node> {
        self.all_named(name).next()
    }

    fn layers<'g>(&'g self, name: &str, depth: usize, layers: &mut Vec<&'g Node>) {
        let own: Vec<&Node> = self.all_named(name).collect();
        let extends = own.iter().find_map(|node| node.get("extends"));
        layers.extend(own);
        let Some(depth) = depth.checked_sub(1) else { return };
        // Of several templates the last one counts most.
        for name in extends.map(Node::each).unwrap_or_default().iter().rev().take(DEPTH).filter_map(Node::text) {
            if layers.len() < JOBS {
                self.layers(name, depth, layers);
            }
        }
    }

    /// The stages in their order.
    fn stages(&self) -> Vec<&str> {
        let listed = self.named("stages").map(Node::items).unwrap_or_default().iter().filter_map(Node::text);
        let listed: Vec<&str> = listed.collect();
        let own = if listed.is_empty() { vec!["build", "test", "deploy"] } else { listed };
        [".pre"].into_iter().chain(own).chain([".post"]).collect()
    }

    /// Where a node stands.
    fn place(&self, node: &Node) -> Place {
        self.holder(node).map_or_else(|| Place::file(PATH), |source| source.place(node))
    }

    /// The file that a node stands in.
    fn holder(&self, node: &Node) -> Option<&Source> {
        let holds = |root: &Node| contains(root, node, &mut 20_000);
        self.files.iter().find(|file| self.files.len() == 1 || holds(&file.root)).map(|file| &file.source)
    }

    /// What `!reference [job, key]` means.
    fn referred<'g>(&'g self, node: &'g Node) -> Option<&'g Node> {
        node.tag.as_deref().filter(|tag| *tag == "!reference")?;
        let (name, keys) = node.items().split_first()?;
        let keys = keys.iter().filter_map(Node::text);
        self.all_named(name.text()?).find_map(|first| keys.clone().try_fold(first, |node, key| node.get(key)))
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

impl Config<'_> {
    /// What a job does.
    fn scan(&self, job: &Job<'_>, outcome: &Outcome) -> Scan {
        let mut scan = Scan::new(System::GitLab);
        let default = || self.reading.named("default").and_then(|default| default.get("before_script"));
        let before = job.get("before_script").or_else(default).or_else(|| self.reading.named("before_script"));
        // Both are one script for GitLab: what a command changes, such as the folder, holds for the next.
        self.script(job, &[before, job.get("script")], outcome, &mut scan);
        self.script(job, &[job.get("after_script")], outcome, &mut scan);
        if let Some(child) = job.get("trigger").and_then(|trigger| trigger.get("include")) {
            let why = "it starts a child pipeline, which this tool does not follow".to_owned();
            let outcome = outcome.clone().and(Outcome::Unclear(why));
            scan.bundle(&self.situation, job.name, self.reading.place(child), "trigger", outcome);
        }
        if job.get("artifacts").is_some_and(|artifacts| artifacts.get("paths").is_some()) {
            scan.publish(ARTIFACT, outcome);
        }
        if job.get("release").is_some() {
            scan.publish(Destination::Release, outcome);
        }
        scan
    }

    /// Books what the commands of `parts` do, one after the other.
    fn script(&self, job: &Job<'_>, parts: &[Option<&Node>], outcome: &Outcome, scan: &mut Scan) {
        let mut commands = Vec::new();
        for part in parts.iter().copied().flatten() {
            self.reading.script(part, DEPTH, &mut commands);
        }
        let commands: Vec<_> = commands.into_iter().map(|command| (command, outcome.clone())).collect();
        scan.shell(self.reading.project, &commands, &self.situation, job.name, |command, line| {
            let source = self.reading.holder(command);
            source.map_or_else(|| Place::file(PATH), |source| source.line_place(command, line))
        });
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
