//! Travis CI: phases, deployments that only some builds reach, jobs and stages.

use super::logic::{self, Dialect, Variable};
use super::pattern::{self, Match};
use super::scan::{Done, Scan, deliver};
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::evidence::build::{Destination, Project};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Node, Scalar, Source, Value};
use crate::evidence::{Cause, Reader};

/// The configuration.
const PATH: &str = ".travis.yml";
/// Most jobs looked at.
const JOBS: usize = 100;
/// Phases that every build goes through.
const PHASES: [&str; 7] =
    ["before_install", "install", "before_script", "script", "after_success", "after_script", "before_cache"];

/// The configuration of a repository.
pub(super) struct Travis<'a> {
    project: &'a Project<'a>,
    source: Option<Result<(Source, Node), Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Travis<'a> {
    Travis { project, source: super::document(PATH, repository, reader) }
}

impl Reading for Travis<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        super::configuration(System::Travis, PATH, self.source.as_ref(), |root| {
            jobs(root).into_iter().map(|(name, _)| name).collect()
        })
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok((source, root))) = &self.source else { return Vec::new() };
        let reading = Config { project: self.project, source, root, situation };
        let all = jobs(root);
        let done = all.iter().map(|(name, job)| {
            let outcome = reading.started(*job);
            Done { name, needs: Vec::new(), scan: reading.job(name, *job, &outcome), outcome }
        });
        deliver(done.collect())
    }
}

/// The jobs that are listed, else the one that the file as a whole describes.
fn jobs(root: &Node) -> Vec<(String, Option<&Node>)> {
    let listed = ["jobs", "matrix"].iter().find_map(|key| root.get(key)?.get("include")).map(Node::items);
    let named = listed.unwrap_or_default().iter().take(JOBS).enumerate().map(|(index, job)| {
        let text = |key: &str| job.get(key).and_then(Node::text).map(str::to_owned);
        let name = text("name").or_else(|| text("stage")).unwrap_or_else(|| format!("job {}", index + 1));
        (name, Some(job))
    });
    let named: Vec<_> = named.collect();
    if named.is_empty() { vec![("build".to_owned(), None)] } else { named }
}

struct Config<'c> {
    project: &'c Project<'c>,
    source: &'c Source,
    root: &'c Node,
    situation: Situation<'c>,
}

impl<'c> Config<'c> {
    /// The name that branch filters see: on a tag the tag.
    fn name(&self) -> &'c str {
        match self.situation.event {
            Event::Tag | Event::BareTag => self.situation.event.tags().first().copied().unwrap_or_default(),
            _ => self.situation.branch,
        }
    }

    fn on_tag(&self) -> bool {
        matches!(self.situation.event, Event::Tag | Event::BareTag)
    }

    fn variable(&self, name: &str) -> Variable {
        let tag = if self.on_tag() { Variable::Set(self.name().to_owned()) } else { Variable::Unset };
        match name {
            "branch" => Variable::Set(self.name().to_owned()),
            "tag" => tag,
            "type" => Variable::Set(
                match self.situation.event {
                    Event::PullRequest => "pull_request",
                    Event::Schedule => "cron",
                    Event::Manual => "api",
                    _ => "push",
                }
                .to_owned(),
            ),
            "fork" => Variable::Set("false".to_owned()),
            "repo" => match self.situation.slug {
                Some((owner, name)) => Variable::Set(format!("{owner}/{name}")),
                None => Variable::Unknown,
            },
            _ => Variable::Unknown,
        }
    }

    fn condition(&self, node: &Node) -> Outcome {
        let text = node.text().unwrap_or_default();
        match logic::truth(text, Dialect::Travis, &|name| self.variable(name)) {
            Some(true) => Outcome::Runs,
            Some(false) => Outcome::not(ReasonKind::Condition, format!("its condition excludes it: `{text}`"))
                .at(|| self.source.place(node)),
            None => Outcome::Unclear(format!("it depends on `{text}`")),
        }
    }

    /// Whether the event starts a job: branch filters, its own condition and that of its stage.
    fn started(&self, job: Option<&Node>) -> Outcome {
        let outcome = match self.situation.event {
            Event::Release => Outcome::not(ReasonKind::Trigger, "Travis CI runs for pushes of branches and tags alone"),
            Event::Schedule | Event::Manual => Outcome::not(ReasonKind::Trigger, "the file does not start it so"),
            _ => self.branches(),
        };
        let stage = job.and_then(|job| job.get("stage")).and_then(Node::text);
        let stages = self.root.get("stages").map(Node::items).unwrap_or_default();
        let stage = stages.iter().find(|one| stage.is_some() && one.get("name").and_then(Node::text) == stage);
        let conditions =
            [self.root.get("if"), stage.and_then(|stage| stage.get("if")), job.and_then(|job| job.get("if"))];
        conditions.into_iter().flatten().fold(outcome, |outcome, condition| outcome.and(self.condition(condition)))
    }

    fn branches(&self) -> Outcome {
        let Some(branches) = self.root.get("branches") else { return Outcome::Runs };
        let any = |key: &str| {
            let patterns = branches.get(key)?.each();
            Some(patterns.iter().filter_map(Node::text).any(|one| pattern::part(one, self.name()) == Match::Yes))
        };
        if any("only") == Some(false) {
            let kind = if self.on_tag() { ReasonKind::Tag } else { ReasonKind::Branch };
            let what = if self.on_tag() { "tags" } else { self.name() };
            return Outcome::not(kind, format!("`branches: only` leaves out {what}"))
                .at(|| self.source.place(branches));
        }
        if any("except") == Some(true) {
            let text = format!("`branches: except` leaves out {}", self.name());
            return Outcome::not(ReasonKind::Branch, text).at(|| self.source.place(branches));
        }
        Outcome::Runs
    }

    /// A phase of a job: its own, else that of the file.
    fn phase(&self, job: Option<&'c Node>, name: &str) -> Option<&'c Node> {
        job.and_then(|job| job.get(name)).or_else(|| self.root.get(name))
    }

    fn job(&self, name: &str, job: Option<&'c Node>, outcome: &Outcome) -> Scan {
        let mut scan = Scan::new(System::Travis);
        // Without a script Travis runs `make` for Go projects that have a Makefile.
        let go = self.phase(job, "language").filter(|language| language.text() == Some("go"));
        let go = go.filter(|_| self.project.makefile("").is_some());
        let make = go.map(|go| Node {
            value: Value::Scalar(Scalar { text: "make".to_owned(), plain: true }),
            range: go.range.clone(),
            tag: None,
        });
        // All phases are one script for Travis.
        let mut commands = Vec::new();
        fn run<'n>(commands: &mut Vec<(&'n Node, Outcome)>, phase: Option<&'n Node>, outcome: &Outcome) {
            let each = phase.map(Node::each).unwrap_or_default().iter();
            commands.extend(each.map(|command| (command, outcome.clone())));
        }
        for phase in PHASES {
            run(&mut commands, self.phase(job, phase).or(make.as_ref().filter(|_| phase == "script")), outcome);
        }
        for deploy in self.phase(job, "deploy").map(Node::each).unwrap_or_default() {
            let deployed = outcome.clone().and(self.deploys(deploy));
            run(&mut commands, self.phase(job, "before_deploy"), &deployed);
            let provider = deploy.get("provider").and_then(Node::text).unwrap_or_default();
            match provider {
                "script" => run(&mut commands, deploy.get("script"), &deployed),
                "releases" => scan.publish(Destination::Release, &deployed),
                "s3" | "gcs" | "cloudfiles" => {
                    let bucket = deploy.get("bucket").and_then(Node::text).unwrap_or("a bucket");
                    scan.publish(Destination::Store(format!("{provider}://{bucket}")), &deployed);
                }
                _ => {}
            }
        }
        scan.shell(self.project, &commands, &self.situation, name, |command, line| {
            self.source.line_place(command, line)
        });
        // A command that every deployment repeats is one command.
        let mut merged = Scan::new(System::Travis);
        merged.merge(scan);
        merged
    }

    /// Whether a deployment takes place: `on`, by default on the default branch alone.
    fn deploys(&self, deploy: &Node) -> Outcome {
        if self.situation.event == Event::PullRequest {
            return Outcome::not(ReasonKind::Condition, "pull requests deploy nothing");
        }
        let on = deploy.get("on");
        let get = |key: &str| on.and_then(|on| on.get(key));
        let telling = get("tags").or_else(|| get("branch")).or(on).unwrap_or(deploy);
        let place = self.source.place(telling);
        let tags = get("tags").and_then(Node::boolean);
        let outcome = match (tags, self.on_tag()) {
            (Some(true), false) => Outcome::not(ReasonKind::Condition, "only tags deploy (`on: tags: true`)"),
            (Some(false), true) => Outcome::not(ReasonKind::Condition, "tags do not deploy (`on: tags: false`)"),
            (Some(true), true) => Outcome::Runs,
            _ if get("all_branches").and_then(Node::boolean) == Some(true) => Outcome::Runs,
            _ => {
                let wanted: Vec<&str> =
                    get("branch").map(Node::each).unwrap_or_default().iter().filter_map(Node::text).collect();
                let wanted = if wanted.is_empty() { vec!["master"] } else { wanted };
                let kind = if self.on_tag() { ReasonKind::Condition } else { ReasonKind::Branch };
                let listed = wanted.join(", ");
                if wanted.iter().any(|one| pattern::part(one, self.name()) == Match::Yes) {
                    Outcome::Runs
                } else {
                    Outcome::not(kind, format!("only {listed} deploys"))
                }
            }
        };
        let condition = get("condition").and_then(Node::text);
        let outcome = match condition {
            Some(condition) => outcome.and(Outcome::Unclear(format!("it depends on `{condition}`"))),
            None => outcome,
        };
        outcome.at(|| place)
    }
}
