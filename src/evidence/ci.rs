//! What CI builds, and when: one model for every system, which job runs which command on which event.
//!
//! A system's reader takes a [`Situation`] and says of each job that makes the bundle whether it runs then: it runs, it
//! does not and why, or the files do not tell.

pub mod azure;
pub mod circle;
pub mod drone;
mod environment;
pub mod expression;
pub mod github;
pub mod gitlab;
pub mod jenkins;
pub mod logic;
mod packs;
pub mod pattern;
mod scan;
pub mod travis;

use super::build::{Destination, Project};
use super::repository::{Repository, Status};
use super::yaml::{Node, Source};
use super::{Cause, CauseKind, Fact, Reader, kebab_enum, text};
use crate::data::ci::UNREAD;
use crate::error::Place;
pub use packs::own_path;

kebab_enum! {
    /// The CI systems whose configuration is read.
    System {
        /// .github/workflows
        GithubActions = "github-actions",
        /// .circleci/config.yml
        CircleCi = "circleci",
        /// .travis.yml
        Travis = "travis",
        /// .gitlab-ci.yml
        GitLab = "gitlab-ci",
        /// .drone.yml
        Drone = "drone",
        /// azure-pipelines.yml
        Azure = "azure-pipelines",
        /// Jenkinsfile
        Jenkins = "jenkins",
        /// A system that this tool does not read.
        Other = "other",
    }
}

impl System {
    /// Its name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::GithubActions => "GitHub Actions",
            Self::CircleCi => "CircleCI",
            Self::Travis => "Travis CI",
            Self::GitLab => "GitLab CI",
            Self::Drone => "Drone",
            Self::Azure => "Azure Pipelines",
            Self::Jenkins => "Jenkins",
            Self::Other => "CI",
        }
    }
}

kebab_enum! {
    /// What can happen to a repository for which CI may run.
    Event {
        /// A push to the default branch.
        Push = "push",
        /// A push of a version tag like `v1.2.3`.
        Tag = "tag",
        /// A push of a version tag like `1.2.3`.
        BareTag = "bare-tag",
        /// A release is published on the repository's host.
        Release = "release",
        /// A push to the default branch on which a release tool (release-please, semantic-release) makes a release.
        ReleasePush = "release-push",
        /// A person starts it.
        Manual = "manual",
        /// The clock starts it.
        Schedule = "schedule",
        /// A pull request to the default branch.
        PullRequest = "pull-request",
    }
}

/// An event with the names that filters and conditions see.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The event.
    pub event: Event,
    /// The default branch.
    pub branch: &'a str,
    /// Owner and name of the repository on its host, where known.
    pub slug: Option<(&'a str, &'a str)>,
}

/// Version tags tried against a tag filter: one match is enough, filters may name one major version.
pub const VERSION_TAGS: [&str; 8] = ["v1.2.3", "v0.1.0", "v2.0.0", "v3.4.5", "v4.0.1", "v5.1.0", "v6.0.0", "v10.11.12"];
/// The same without the `v`.
pub const BARE_TAGS: [&str; 8] = ["1.2.3", "0.1.0", "2.0.0", "3.4.5", "4.0.1", "5.1.0", "6.0.0", "10.11.12"];

impl Event {
    /// The tags to try, for events that have one.
    pub fn tags(self) -> &'static [&'static str] {
        match self {
            Self::Tag | Self::Release => &VERSION_TAGS,
            Self::BareTag => &BARE_TAGS,
            _ => &[],
        }
    }
}

/// Whether something runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It runs.
    Runs,
    /// The files do not tell: what it depends on.
    Unclear(String),
    /// It does not run: why.
    Not(Reason),
}

impl Outcome {
    /// It does not run, for `kind`, as told in `text`.
    pub fn not(kind: ReasonKind, text: impl Into<String>) -> Self {
        Self::Not(Reason { kind, text: text.into(), place: None, next: None })
    }

    /// Where the reason for not running stands.
    #[must_use]
    pub fn at(mut self, place: impl FnOnce() -> Place) -> Self {
        if let Self::Not(reason) = &mut self {
            reason.place.get_or_insert_with(place);
        }
        self
    }

    /// Both are needed.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Not(filter), Self::Not(own)) => Self::Not(filter.with(own)),
            (Self::Not(reason), _) | (_, Self::Not(reason)) => Self::Not(reason),
            (Self::Unclear(why), _) | (_, Self::Unclear(why)) => Self::Unclear(why),
            (Self::Runs, Self::Runs) => Self::Runs,
        }
    }

    /// One is enough.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Runs, _) | (_, Self::Runs) => Self::Runs,
            (Self::Unclear(why), _) | (_, Self::Unclear(why)) => Self::Unclear(why),
            (Self::Not(reason), Self::Not(_)) => Self::Not(reason),
        }
    }

    /// Whether it runs for certain.
    pub fn runs(&self) -> bool {
        matches!(self, Self::Runs)
    }
}

/// Why something does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The kind, which decides on the advice.
    pub kind: ReasonKind,
    /// The fact, as part of a sentence: "only tags start it".
    pub text: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// What the job lacks as well, so that one edit after the other need not show it.
    pub next: Option<Box<Reason>>,
}

impl Reason {
    /// This reason, of a job that for its `own` reason would not run either if this one were gone.
    fn with(self, own: Self) -> Self {
        let is_filter = matches!(self.kind, ReasonKind::Branch | ReasonKind::TagsOnly);
        match own.kind {
            ReasonKind::Missing | ReasonKind::Untracked | ReasonKind::Broken => {
                Self { next: self.next.or_else(|| Some(Box::new(own))), ..self }
            }
            ReasonKind::Condition | ReasonKind::Needs if is_filter => {
                Self { kind: ReasonKind::Several, text: format!("{}, and {}", self.text, own.text), ..self }
            }
            _ => self,
        }
    }

    /// For a job that cannot run without the one that this is the reason of; `needs` says so, as in "it needs the job
    /// `test`". Of a chain of such jobs the first link is told.
    fn passed_on(&self, needs: &str) -> Outcome {
        let why = match self.kind {
            ReasonKind::Needs => "it waits for another that does not",
            _ => &self.text,
        };
        Outcome::not(ReasonKind::Needs, format!("{needs}, which does not run: {why}"))
    }
}

/// The kinds of [`Reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonKind {
    /// The host refuses the call or the action by now.
    Ended,
    /// A file that it takes is not in git.
    Untracked,
    /// A file that it takes is not in the repository.
    Missing,
    /// A tag filter is a regular expression in a field that takes globs, and so matches nothing.
    TagPattern,
    /// The command would fail, or gives something else.
    Broken,
    /// A step before ends the job.
    Ends,
    /// No step gets the repository's files, or one gets others.
    Checkout,
    /// The system refuses the file or the call.
    Refused,
    /// There is no tag filter, and without one the system runs nothing on tags.
    NoTagFilter,
    /// A tag filter does not match.
    Tag,
    /// A branch filter leaves the default branch out.
    Branch,
    /// Only pushes of tags start it.
    TagsOnly,
    /// A path filter leaves out some of the plugin's sources.
    Paths,
    /// A condition excludes it.
    Condition,
    /// Something that it needs does not run.
    Needs,
    /// A filter of branches leaves the default branch out, and what would run then has a reason of its own not to.
    Several,
    /// The event starts nothing there.
    Trigger,
}

/// A job that makes the bundle, on one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The CI system.
    pub system: System,
    /// The event.
    pub event: Event,
    /// The tag, of which the event was tried, where it is one that the system's filter takes.
    pub tag: Option<String>,
    /// The job, as in `build`; through a called workflow as in `ci / build`.
    pub job: String,
    /// The command or call that makes the bundle.
    pub place: Place,
    /// That command as written.
    pub command: String,
    /// Whether the job gets to that command.
    pub outcome: Outcome,
    /// Where the bundle goes from there.
    pub publishes: Vec<Destination>,
    /// A condition on branch, tag or event, on which alone a script makes a release of it.
    pub releases_if: Option<String>,
    /// What speaks against it although it is set up: as a sentence, and what to do.
    pub caveat: Option<Caveat>,
}

/// Something that is set up and yet will not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// The fact.
    pub text: String,
    /// What to do.
    pub help: String,
    /// Where it stands.
    pub place: Place,
    /// Since when, as `YYYY-MM-DD`.
    pub since: &'static str,
    /// What it keeps from running.
    pub reach: Reach,
}

/// How far a [`Caveat`] reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Its own job alone fails.
    Job,
    /// The whole file is refused, with every job in it.
    File,
}

/// A CI configuration of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The system that reads it.
    pub system: System,
    /// Its path from the repository's root.
    pub path: String,
    /// The jobs in it.
    pub jobs: Vec<String>,
    /// Why it, or a part of it, could not be followed.
    pub blind: Vec<(Cause, Option<Place>)>,
}

/// A goal that a called workflow asks of the Makefile, which has no rule for it: that job fails on every run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The job, as in `ci / lint`.
    pub job: String,
    /// The goal.
    pub goal: &'static str,
    /// The Makefile's path.
    pub makefile: String,
    /// The call.
    pub place: Place,
}

/// What the CI configurations of a repository build, and what a new one would run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ci {
    /// The configurations, by path; empty where there is none.
    pub configurations: Vec<Configuration>,
    /// Every job that makes the bundle, once an event; by event, then in the files' order.
    pub runs: Vec<Run>,
    /// Goals that the Makefile lacks.
    pub gaps: Vec<Gap>,
    /// The default branch; `None` when it is not known, and then both master and main were tried.
    pub branch: Option<String>,
    /// What makes the bundle from a fresh clone; `None` where no such command is seen to.
    pub packs: Option<String>,
    /// Why `make dist` makes no bundle there, as far as that is known.
    pub dist_fails: Option<String>,
    /// Where a tool makes releases with the token of its own job: GitHub starts no workflow for their tags.
    pub silent_tags: Option<Place>,
}

impl Ci {
    /// The systems with a configuration, sorted.
    pub fn systems(&self) -> Vec<System> {
        let mut systems: Vec<System> = self.configurations.iter().map(|configuration| configuration.system).collect();
        systems.sort_unstable();
        systems.dedup();
        systems
    }

    /// The jobs that make the bundle, on `event`.
    pub fn on(&self, event: Event) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(move |run| run.event == event)
    }
}

/// Reads one system's configurations: what they are, and which runs a situation gives.
trait Reading {
    /// The configurations found.
    fn configurations(&self) -> Vec<Configuration>;
    /// Every job that makes the bundle, with its outcome; the same jobs in the same order for every situation.
    fn runs(&self, situation: Situation<'_>) -> Vec<Run>;
}

/// Looks at every CI configuration of `repository`.
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Fact<Ci> {
    // What is deleted in the work tree goes with the next commit.
    if repository.files.iter().any(|file| file.status == Status::Deleted) {
        let there = repository.files.iter().filter(|file| file.status != Status::Deleted);
        return look(&Repository { files: there.cloned().collect(), ..repository.clone() }, reader);
    }
    look(repository, reader)
}

fn look(repository: &Repository, reader: &dyn Reader) -> Fact<Ci> {
    let project = Project::new(repository, reader);
    let workflows = github::read(repository, reader, &project);
    let gaps = workflows.gaps();
    let silent_tags = workflows.silent_tags();
    let readings: Vec<Box<dyn Reading + '_>> = vec![
        Box::new(workflows),
        Box::new(circle::read(repository, reader, &project)),
        Box::new(travis::read(repository, reader, &project)),
        Box::new(gitlab::read(repository, reader, &project)),
        Box::new(drone::read(repository, reader, &project)),
        Box::new(azure::read(repository, reader, &project)),
        Box::new(jenkins::read(repository, reader, &project)),
    ];
    let mut configurations: Vec<Configuration> = readings.iter().flat_map(|reading| reading.configurations()).collect();
    configurations.extend(unread(repository));
    let git = repository.git.seen();
    let branch = repository.default_branch.seen().map(|branch| branch.name.clone());
    let origin = git.and_then(|git| git.origin.as_ref());
    let slug = origin.map(|origin| (origin.owner.as_str(), origin.name.as_str()));
    let mut runs = Vec::new();
    for event in Event::ALL.iter().copied() {
        for reading in &readings {
            project.check_out_at("");
            let on = |branch| reading.runs(Situation { event, branch, slug });
            match &branch {
                Some(branch) => runs.extend(on(branch)),
                None => {
                    let mut main = on("main");
                    runs.extend(on("master").into_iter().map(|run| {
                        let same = main.iter().position(|other| other.job == run.job && other.place == run.place);
                        either(run, same.map(|index| main.swap_remove(index)), ["master", "main"])
                    }));
                    // What a job on master does not come to.
                    runs.extend(main.into_iter().map(|run| either(run, None, ["main", "master"])));
                }
            }
        }
    }
    if project.gave_up()
        && let Some(first) = configurations.first_mut()
    {
        let text = "the CI configurations hold more steps than this tool follows";
        first.blind.push((Cause::new(CauseKind::TooLarge, text), None));
    }
    let day = git.and_then(|git| text::day(git.committed?));
    for run in &mut runs {
        in_the_commit(run, repository, day.as_deref());
    }
    let (packs, dist_fails) = (packs::find(&project, repository, &runs), packs::dist_fails(&project, repository));
    Fact::Seen(Ci { configurations, runs, gaps, branch, packs, dist_fails, silent_tags })
}

/// CI sees what is in git, and its host refuses what it refused on the `day` that HEAD was committed, as `YYYY-MM-DD`.
fn in_the_commit(run: &mut Run, repository: &Repository, day: Option<&str>) {
    if matches!(run.outcome, Outcome::Not(_)) {
        return;
    }
    if repository.file(&run.place.path).is_some_and(|file| file.status == Status::Untracked) {
        run.outcome = untracked(&run.place.path);
    } else if let Some(caveat) = &run.caveat
        && day.is_some_and(|day| day > caveat.since)
    {
        run.outcome = Outcome::not(ReasonKind::Ended, &caveat.text).at(|| caveat.place.clone());
    }
}

/// CI does not get the file at `path`.
fn untracked(path: &str) -> Outcome {
    Outcome::not(ReasonKind::Untracked, format!("{path} is not in git")).at(|| Place::file(path))
}

/// Configurations of systems that nothing here reads, one each.
fn unread(repository: &Repository) -> impl Iterator<Item = Configuration> {
    UNREAD.iter().filter_map(|name| {
        let is_it = |path: &str| path == *name || name.ends_with('/') && path.starts_with(name);
        let tracked = repository.files.iter().filter(|file| file.status != Status::Untracked);
        let path = tracked.map(|file| &file.path).find(|path| is_it(path))?;
        let text = format!("{path} is of a CI system that this tool does not read");
        let blind = vec![(Cause::new(CauseKind::Unclear, text), None)];
        Some(Configuration { system: System::Other, path: path.clone(), jobs: Vec::new(), blind })
    })
}

/// The one document of the file at `path`, with its source; `None` when there is no such file.
fn document(path: &str, repository: &Repository, reader: &dyn Reader) -> Option<Result<(Source, Node), Cause>> {
    repository.file(path)?;
    Some(Source::read(path, reader).and_then(|mut source| {
        let empty = || Cause::new(CauseKind::Malformed, format!("{path} is empty"));
        let root = source.documents.pop().ok_or_else(empty)?.root;
        Ok((source, root))
    }))
}

/// The configuration of a system that has one file.
fn configuration(
    system: System,
    path: &str,
    source: Option<&Result<(Source, Node), Cause>>,
    jobs: impl Fn(&Node) -> Vec<String>,
) -> Vec<Configuration> {
    let (jobs, blind) = match source {
        None => return Vec::new(),
        Some(Ok((_, root))) => (jobs(root), Vec::new()),
        Some(Err(cause)) => (Vec::new(), vec![(cause.clone(), None)]),
    };
    vec![Configuration { system, path: path.to_owned(), jobs, blind }]
}

/// One run of two on the two `branches`, for when the default branch may be either.
fn either(one: Run, other: Option<Run>, branches: [&str; 2]) -> Run {
    let [first, second] = branches;
    let unsure = |run: Run, [runs, not]: [&str; 2]| {
        let why = format!("it runs on {runs} and not on {not}, and the default branch is not known");
        Run { outcome: Outcome::Unclear(why), ..run }
    };
    match (&one.outcome, other) {
        (Outcome::Unclear(_), _) => one,
        (_, Some(other)) if matches!(other.outcome, Outcome::Unclear(_)) => other,
        (Outcome::Runs, Some(other)) if other.outcome.runs() => one,
        (Outcome::Runs, _) => unsure(one, [first, second]),
        // What it makes of the bundle shows where it runs.
        (Outcome::Not(_), Some(other)) if other.outcome.runs() => unsure(other, [second, first]),
        (Outcome::Not(_), _) => one,
    }
}
