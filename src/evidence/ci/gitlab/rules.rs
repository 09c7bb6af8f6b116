//! Which jobs a pipeline gets: `rules`, `only` and `except`, of jobs, of the pipeline itself and of files it includes.

use super::{DEPTH, GitLab, JOBS, Job, WORK, matching};
use crate::error::Place;
use crate::evidence::ci::environment;
use crate::evidence::ci::logic::{self, Dialect, Variable};
use crate::evidence::ci::pattern::{self, Match};
use crate::evidence::ci::{Event, Outcome, Reason, ReasonKind, Situation, System};
use crate::evidence::yaml::Node;

/// What is told of a job that is not in the pipeline.
const LEFT_OUT: &str = "its rules leave it out";

/// The configuration in a situation.
pub(super) struct Config<'c> {
    pub(super) reading: &'c GitLab<'c>,
    pub(super) situation: Situation<'c>,
}

/// Whether a job is added to the pipeline, and how it starts there.
#[derive(Debug, Clone)]
pub(super) enum Added {
    /// It starts on its own.
    Yes,
    /// Its rules leave it out.
    Never(Reason),
    /// It stands in a file that is not included.
    Absent(Reason),
    /// A person starts it, and where it `blocks`, later stages wait for that.
    ByHand { blocks: bool },
    /// The files do not tell: what it depends on.
    Unclear(String),
}

impl Config<'_> {
    fn tag(&self) -> Option<&'static str> {
        match self.situation.event {
            Event::Tag | Event::BareTag => self.situation.event.tags().first().copied(),
            _ => None,
        }
    }

    /// A variable as the rules of `job` see it, or those of the whole pipeline.
    fn variable(&self, name: &str, job: Option<&Job<'_>>) -> Variable {
        let set = |text: &str| Variable::Set(text.to_owned());
        let is_pull = self.situation.event == Event::PullRequest;
        let known = environment::variable(name, System::GitLab, &self.situation);
        match name {
            _ if known != Variable::Unknown => known,
            "CI_COMMIT_REF_PROTECTED" => set("true"),
            "CI_MERGE_REQUEST_IID" | "CI_MERGE_REQUEST_ID" | "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" if !is_pull => {
                Variable::Unset
            }
            "CI_OPEN_MERGE_REQUESTS" if !is_pull => Variable::Unset,
            "CI_PROJECT_NAMESPACE" => self.situation.slug.map_or(Variable::Unknown, |(owner, _)| set(owner)),
            "CI_PROJECT_NAME" => self.situation.slug.map_or(Variable::Unknown, |(_, name)| set(name)),
            "CI_PROJECT_PATH" => {
                self.situation.slug.map_or(Variable::Unknown, |(owner, name)| Variable::Set(format!("{owner}/{name}")))
            }
            "CI" | "GITLAB_CI" => set("true"),
            _ => {
                let layers = job.map(|job| job.layers.as_slice()).unwrap_or_default().iter().copied();
                let own = layers.filter_map(|layer| layer.get("variables"));
                let value = own.chain(self.reading.all_named("variables")).find_map(|all| all.get(name));
                let text = value.and_then(|value| value.text().or_else(|| value.get("value")?.text()));
                text.map_or(Variable::Unknown, set)
            }
        }
    }

    /// Whether there is a pipeline at all.
    pub(super) fn workflow(&self) -> Outcome {
        if self.situation.event == Event::Release {
            return Outcome::not(ReasonKind::Trigger, "GitLab CI runs for pushes of branches and tags alone");
        }
        let Some(rules) = self.reading.all_named("workflow").find_map(|workflow| workflow.get("rules")) else {
            return Outcome::Runs;
        };
        self.there(self.rules(rules, None, "`workflow: rules` start no pipeline for it"))
    }

    /// Whether what `added` is there, however it starts.
    fn there(&self, added: Added) -> Outcome {
        match added {
            Added::Yes | Added::ByHand { .. } => Outcome::Runs,
            Added::Unclear(why) => Outcome::Unclear(why),
            Added::Never(reason) | Added::Absent(reason) => Outcome::Not(reason),
        }
    }

    /// What is left out, as `told`, by what stands at `place`.
    fn left_out(&self, told: &str, place: Option<Place>) -> Added {
        let kind = if self.tag().is_some() { ReasonKind::Tag } else { ReasonKind::Condition };
        Added::Never(Reason { kind, text: told.to_owned(), place, next: None })
    }

    /// Whether the file at `index` is a part of the configuration.
    fn included(&self, index: usize, depth: usize) -> Outcome {
        let Some(file) = self.reading.files.get(index) else { return Outcome::Runs };
        let Some(depth) = depth.checked_sub(1).filter(|_| index > 0) else { return Outcome::Runs };
        let each = file.by.iter().map(|(by, include)| {
            let includes = self.reading.files.get(*by).and_then(|by| by.root.get("include"));
            let rules = includes.and_then(|includes| includes.each().get(*include)?.get("rules"));
            let told = || format!("the rules on which {} is included leave it out", file.source.path);
            let own = rules.map_or(Outcome::Runs, |rules| self.there(self.rules(rules, None, &told())));
            self.included(*by, depth).and(own)
        });
        each.reduce(Outcome::or).unwrap_or(Outcome::Runs)
    }

    /// Whether one of the files that have `job` is a part of the configuration.
    fn part(&self, job: &Job<'_>) -> Outcome {
        let holds = |root: &Node| root.get(job.name).is_some_and(|node| WORK.iter().any(|key| node.get(key).is_some()));
        let files = self.reading.files.iter().enumerate().filter(|(_, file)| holds(&file.root));
        files.map(|(index, _)| self.included(index, DEPTH)).reduce(Outcome::or).unwrap_or(Outcome::Runs)
    }

    /// Whether a job is added to the pipeline.
    pub(super) fn added(&self, job: &Job<'_>) -> Added {
        match self.part(job) {
            Outcome::Runs => {}
            Outcome::Unclear(why) => return Added::Unclear(why),
            Outcome::Not(reason) => return Added::Absent(reason),
        }
        if let Some(rules) = job.get("rules") {
            return self.rules(rules, Some(job), LEFT_OUT);
        }
        match (self.only(job), job.get("when").and_then(Node::text)) {
            // Without rules the others do not wait for it.
            (Added::Yes, Some("manual")) => Added::ByHand { blocks: self.blocks(job.get("allow_failure"), false) },
            (Added::Yes, Some("never" | "on_failure")) => self.left_out(LEFT_OUT, None),
            (added, _) => added,
        }
    }

    fn blocks(&self, allow_failure: Option<&Node>, default: bool) -> bool {
        allow_failure.and_then(Node::boolean).map_or(default, |allowed| !allowed)
    }

    /// The first rule that holds decides; what is left out by it is, as `told`.
    fn rules(&self, rules: &Node, job: Option<&Job<'_>>, told: &str) -> Added {
        let mut flat = Vec::new();
        self.reading.flat_rules(rules, DEPTH, &mut flat);
        for rule in flat {
            let condition = rule.get("if").and_then(Node::text);
            let holds = match condition {
                Some(text) => logic::truth(text, Dialect::GitLab, &|name| self.variable(name, job)),
                None => Some(true),
            };
            match holds {
                Some(false) => continue,
                None => return Added::Unclear(format!("it depends on `{}`", condition.unwrap_or_default())),
                Some(true) => {}
            }
            match rule.get("exists").map(|exists| self.exists(exists)) {
                None | Some(Some(true)) => {}
                Some(Some(false)) => continue,
                Some(None) => return Added::Unclear("it depends on which files are there (`exists`)".to_owned()),
            }
            if self.tag().is_none() && rule.get("changes").is_some() {
                return Added::Unclear("it depends on which files changed (`rules: changes`)".to_owned());
            }
            let when = rule.get("when").or_else(|| job?.get("when")).and_then(Node::text);
            return match when {
                // What runs after a failure alone builds nothing when all is well.
                Some("never" | "on_failure") => self.left_out(told, Some(self.reading.place(rule))),
                Some("manual") => {
                    let allow_failure = rule.get("allow_failure").or_else(|| job?.get("allow_failure"));
                    Added::ByHand { blocks: self.blocks(allow_failure, true) }
                }
                _ => Added::Yes,
            };
        }
        self.left_out(told, Some(self.reading.place(rules)))
    }

    /// Whether one of the files of `exists` is there; `None` when that cannot be told.
    fn exists(&self, exists: &Node) -> Option<bool> {
        if exists.get("project").is_some() {
            return None;
        }
        let globs: Vec<&str> = exists.get("paths").unwrap_or(exists).each().iter().filter_map(Node::text).collect();
        let found =
            globs.iter().any(|glob| matching(glob.trim_start_matches('/'), self.reading.repository).next().is_some());
        if found || globs.iter().all(|glob| !glob.contains('$')) { Some(found) } else { None }
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
        let place = |filter: Option<&Node>| filter.map(|filter| self.reading.place(filter));
        let conditional = |filter: Option<&Node>| {
            filter.is_some_and(|filter| filter.get("variables").is_some() || filter.get("changes").is_some())
        };
        if conditional(only) || conditional(except) {
            return Added::Unclear("it depends on `only` or `except` with variables or changes".to_owned());
        }
        if listed(only) == Some(false) {
            return self.left_out(LEFT_OUT, place(only));
        }
        if listed(except) == Some(true) {
            return self.left_out(LEFT_OUT, place(except));
        }
        if only.is_none() && self.situation.event == Event::PullRequest {
            return self.left_out(LEFT_OUT, None);
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
