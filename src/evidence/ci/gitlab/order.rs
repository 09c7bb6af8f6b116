//! What the jobs of a pipeline wait for: those that they need, and people at the end of earlier stages.

use std::collections::BTreeMap;

use super::rules::Added;
use super::{GitLab, Job};
use crate::evidence::ci::{Event, Outcome, ReasonKind};
use crate::evidence::gather::Gather as _;
use crate::evidence::yaml::Node;

/// Most jobs looked at that one job needs.
const NEEDS: usize = 100;

/// The jobs of a pipeline, with whether they are in it.
pub(super) struct Pipeline<'g> {
    reading: &'g GitLab<'g>,
    event: Event,
    jobs: Vec<Planned<'g>>,
}

struct Planned<'g> {
    name: &'g str,
    added: Added,
    /// Its stage by name and number; there is no number where there is no such stage.
    stage: (&'g str, Option<usize>),
    /// What it names under `needs`; without that key it waits for the stages before its own.
    needs: Option<Vec<Need<'g>>>,
}

/// A job that another one needs.
struct Need<'g> {
    name: &'g str,
    /// Its number among the jobs.
    job: Option<usize>,
    /// The other one starts even where it is not in the pipeline.
    is_optional: bool,
    node: &'g Node,
}

impl<'g> Pipeline<'g> {
    pub(super) fn new(reading: &'g GitLab<'g>, event: Event, jobs: &[Job<'g>], added: Vec<Added>) -> Self {
        let numbers: BTreeMap<&str, usize> = jobs.iter().enumerate().map(|(number, job)| (job.name, number)).gather();
        let stages = reading.stages();
        let planned = jobs.iter().zip(added).map(|(job, added)| {
            let stage = job.get("stage").and_then(Node::text).unwrap_or("test");
            let needs = job.get("needs").map(|needs| {
                let each = needs.each().iter().take(NEEDS);
                let each = each.filter_map(|node| {
                    // What is under `pipeline` or `project` is of another pipeline.
                    let is_here = node.get("pipeline").or_else(|| node.get("project")).is_none();
                    let name = node.text().or_else(|| node.get("job")?.text()).filter(|_| is_here)?;
                    let is_optional = node.get("optional").and_then(Node::boolean) == Some(true);
                    Some(Need { name, job: numbers.get(name).copied(), is_optional, node })
                });
                each.collect()
            });
            let number = stages.iter().position(|known| *known == stage);
            Planned { name: job.name, added, stage: (stage, number), needs }
        });
        Self { reading, event, jobs: planned.collect() }
    }

    /// Whether GitLab starts the pipeline: one job that waits for what is not there keeps it from all.
    pub(super) fn started(&self) -> Outcome {
        // Files that are not here may have the stages and jobs that are missing.
        if !self.reading.blind.is_empty() {
            return Outcome::Runs;
        }
        let there = self.jobs.iter().filter(|job| !matches!(job.added, Added::Absent(_)));
        there.map(|job| self.accepted(job)).fold(Outcome::Runs, Outcome::and)
    }

    fn accepted(&self, job: &Planned<'_>) -> Outcome {
        let refused = |why: String| Outcome::not(ReasonKind::Refused, format!("GitLab refuses the file: {why}"));
        let name = job.name;
        if let (stage, None) = job.stage {
            return refused(format!("the job `{name}` is in the stage `{stage}`, which is not under `stages`"));
        }
        let needs = job.needs.iter().flatten().filter(|need| !need.is_optional);
        let each = needs.map(|need| {
            let text = format!("the job `{name}` needs `{}`", need.name);
            let outcome = match need.job.and_then(|number| self.jobs.get(number)) {
                None | Some(Planned { added: Added::Absent(_), .. }) => refused(format!("{text}, which is not there")),
                Some(other) if other.stage.1 > job.stage.1 => refused(format!("{text}, which is in a later stage")),
                Some(Planned { added: Added::Never(_), .. }) if job.is_added() => {
                    let text = format!("GitLab starts no pipeline: {text}, which its rules leave out");
                    Outcome::not(ReasonKind::Needs, text)
                }
                Some(Planned { added: Added::Unclear(why), .. }) if job.is_added() => {
                    Outcome::Unclear(format!("{text}, and whether that is in the pipeline is not told: {why}"))
                }
                Some(_) => Outcome::Runs,
            };
            outcome.at(|| self.reading.place(need.node))
        });
        each.fold(Outcome::Runs, Outcome::and)
    }

    /// Whether each job runs once the pipeline has started.
    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        let mut outcomes: Vec<Option<Outcome>> = vec![None; self.jobs.len()];
        // Each job after those that it needs; what needs itself never runs.
        loop {
            let mut any = false;
            for (number, job) in self.jobs.iter().enumerate() {
                if outcomes.get(number) == Some(&None)
                    && self.reading.project.look()
                    && let Some(outcome) = self.outcome(job, &outcomes)
                    && let Some(own) = outcomes.get_mut(number)
                {
                    *own = Some(outcome);
                    any = true;
                }
            }
            if !any {
                break;
            }
        }
        let circle = || Outcome::not(ReasonKind::Refused, "GitLab refuses the file: jobs need each other");
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(circle)).collect()
    }

    /// Whether a job runs, once that is known of all that it needs.
    fn outcome(&self, job: &Planned<'_>, known: &[Option<Outcome>]) -> Option<Outcome> {
        let own = match &job.added {
            Added::Yes => Outcome::Runs,
            Added::ByHand { .. } if self.waits_for_people() => {
                Outcome::not(ReasonKind::Condition, "it waits for a person (`when: manual`)")
            }
            Added::ByHand { .. } => Outcome::Runs,
            Added::Never(reason) | Added::Absent(reason) => Outcome::Not(reason.clone()),
            Added::Unclear(why) => Outcome::Unclear(why.clone()),
        };
        let own = match job.stage {
            (stage, None) if !self.reading.blind.is_empty() => {
                own.and(Outcome::Unclear(format!("its stage `{stage}` is not in this repository")))
            }
            _ => own,
        };
        let Some(needs) = &job.needs else { return Some(own.and(self.earlier_people(job))) };
        needs.iter().try_fold(own, |outcome, need| {
            let Some(number) = need.job else {
                let is_elsewhere = !self.reading.blind.is_empty() && !need.is_optional;
                let why = format!("it needs the job `{}`, which is not in this repository", need.name);
                return Some(if is_elsewhere { outcome.and(Outcome::Unclear(why)) } else { outcome });
            };
            let is_in = self.jobs.get(number).is_some_and(Planned::is_added);
            Some(match known.get(number)?.as_ref()? {
                Outcome::Not(_) if !is_in => outcome,
                Outcome::Not(reason) => outcome.and(reason.passed_on(&format!("it needs the job `{}`", need.name))),
                other => outcome.and(other.clone()),
            })
        })
    }

    fn waits_for_people(&self) -> bool {
        matches!(self.event, Event::Push | Event::ReleasePush | Event::Schedule)
    }

    /// Whether a stage before that of `job` ends only when a person has started a job of it.
    fn earlier_people(&self, job: &Planned<'_>) -> Outcome {
        let blocks =
            |other: &&Planned<'_>| matches!(other.added, Added::ByHand { blocks: true }) && other.stage.1 < job.stage.1;
        match self.jobs.iter().filter(|_| self.waits_for_people()).find(blocks) {
            Some(other) => Outcome::not(
                ReasonKind::Condition,
                format!("the job `{}` of a stage before it waits for a person (`when: manual`)", other.name),
            ),
            None => Outcome::Runs,
        }
    }

    /// The jobs of which the one with this number may get files.
    pub(super) fn before(&self, number: usize) -> Vec<&'g str> {
        let Some(job) = self.jobs.get(number) else { return Vec::new() };
        match &job.needs {
            Some(needs) => needs.iter().map(|need| need.name).collect(),
            None => self.jobs.iter().filter(|other| other.stage.1 < job.stage.1).map(|other| other.name).collect(),
        }
    }
}

impl Planned<'_> {
    fn is_added(&self) -> bool {
        matches!(self.added, Added::Yes | Added::ByHand { .. })
    }
}
