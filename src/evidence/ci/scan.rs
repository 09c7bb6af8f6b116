//! What jobs do with the bundle, whatever the system: who makes it, and who sends it on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, ReasonKind, Run, Situation, System, environment, untracked};
use crate::error::Place;
use crate::evidence::build::shell::Reached;
use crate::evidence::build::{Destination, Effect, EffectKind, Project};
use crate::evidence::gather::Gather as _;
use crate::evidence::yaml::Node;

/// Commands of one script that make the bundle: more of them say no more.
const BUNDLES: usize = 8;

/// What one job does.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) system: System,
    pub(super) bundles: Vec<Run>,
    pub(super) publishes: BTreeSet<Destination>,
    /// The condition of a script on which it makes a release, where only the run can tell it.
    pub(super) releases_if: Option<String>,
    /// Whether the steps so far have got the repository's files.
    checkout: Outcome,
    /// Whether the job goes on after the steps so far.
    goes_on: Outcome,
}

/// A job with what it waits for.
#[derive(Debug, Clone)]
pub(super) struct Done<'n> {
    pub(super) name: &'n str,
    pub(super) needs: Vec<&'n str>,
    pub(super) outcome: Outcome,
    pub(super) scan: Scan,
}

impl Scan {
    pub(super) fn new(system: System) -> Self {
        let (bundles, publishes) = (Vec::new(), BTreeSet::new());
        let (checkout, goes_on) = (Outcome::Runs, Outcome::Runs);
        let mut scan = Self { system, bundles, publishes, releases_if: None, checkout, goes_on };
        if matches!(system, System::GithubActions | System::CircleCi) {
            scan.empty();
        }
        scan
    }

    /// The same job further on, with nothing booked yet.
    pub(super) fn further(&self) -> Self {
        Self { checkout: self.checkout.clone(), goes_on: self.goes_on.clone(), ..Self::new(self.system) }
    }

    /// Books that nothing is checked out of itself.
    pub(super) fn empty(&mut self) {
        self.checkout = Outcome::not(ReasonKind::Checkout, "no step before it checks the repository out");
    }

    /// Whether the job goes on after the steps so far.
    pub(super) fn goes_on(&self) -> Outcome {
        self.goes_on.clone()
    }

    /// Books that the job goes on as `before` a step that may fail, where it `may`.
    pub(super) fn forgive(&mut self, may: bool, before: Outcome) {
        if may {
            self.goes_on = before;
        }
    }

    /// Books that a step gets files, of which `own` tells whether they are the repository's, if it is reached.
    pub(super) fn check_out(&mut self, own: Outcome, outcome: &Outcome) {
        if !matches!(outcome, Outcome::Not(_)) && !self.checkout.runs() {
            self.checkout = own;
        }
    }

    /// Books what a script may get by other ways than the system's own.
    pub(super) fn fetch(&mut self, script: &str, outcome: &Outcome) {
        const FETCH: [&str; 7] = ["git clone", "git fetch", "git init", "git pull", "gh repo clone", "curl ", "wget "];
        let fetches = |line: &str| FETCH.iter().any(|command| line.contains(command));
        if !self.checkout.runs() && script.lines().take(200).any(fetches) {
            self.check_out(Outcome::Runs, outcome);
        }
    }

    /// Books what commands do: `place` tells where a line of them stands.
    pub(super) fn take(
        &mut self,
        effects: &[Effect],
        situation: &Situation<'_>,
        job: &str,
        outcome: &Outcome,
        place: impl Fn(usize) -> Place,
    ) {
        self.take_each(effects, situation, job, |line| Some((outcome, line)), place);
    }

    /// Books what one shell does that runs `commands` one after the other: what one of them changes, such as the folder,
    /// holds for the next. `place` tells where a line of a command stands.
    pub(super) fn shell(
        &mut self,
        project: &Project<'_>,
        commands: &[(&Node, Outcome)],
        situation: &Situation<'_>,
        job: &str,
        place: impl Fn(&Node, usize) -> Place,
    ) {
        let texts: Vec<&str> = commands.iter().map(|(command, _)| command.text().unwrap_or_default()).collect();
        let effects = project.effects(&texts.join("\n"), "");
        commands.iter().for_each(|(command, outcome)| self.fetch(command.text().unwrap_or_default(), outcome));
        let lines = |text: &str| text.split('\n').count();
        let starts = texts.iter().scan(0, |next, text| Some(std::mem::replace(next, *next + lines(text))));
        let starts: Vec<usize> = starts.collect();
        let at = |line: usize| {
            let index = starts.partition_point(|start| *start <= line).checked_sub(1)?;
            let (command, outcome) = commands.get(index)?;
            Some((outcome, (*command, line - starts.get(index)?)))
        };
        self.take_each(&effects, situation, job, at, |(command, line)| place(command, line));
    }

    /// Books what commands do: `at` tells of a line of theirs whether the job gets there, and what `place` needs.
    fn take_each<'o, P>(
        &mut self,
        effects: &[Effect],
        situation: &Situation<'_>,
        job: &str,
        at: impl Fn(usize) -> Option<(&'o Outcome, P)>,
        place: impl Fn(P) -> Place,
    ) {
        let mut bundles = 0;
        let mut goes_on = self.goes_on.clone();
        for effect in effects {
            let Some((outcome, line)) = at(effect.line) else { continue };
            if let EffectKind::EndsJob(reached) = effect.kind {
                goes_on = goes_on.and(match outcome {
                    _ if decided(effect, self.system, situation) == Ok(false) => Outcome::Runs,
                    Outcome::Runs if reached == Reached::Always => {
                        let text = format!("a step before it ends the job: `{}`", effect.command);
                        Outcome::not(ReasonKind::Ends, text).at(|| place(line))
                    }
                    Outcome::Not(_) => Outcome::Runs,
                    // Who writes such a step wants it to fail where something is missing.
                    _ if effect.command.starts_with("exit") => Outcome::Runs,
                    _ => Outcome::Unclear(format!("a step before it may end the job: `{}`", effect.command)),
                });
            } else if let EffectKind::Publish(destination) = &effect.kind {
                match decided(effect, self.system, situation) {
                    Ok(true) => self.publish(destination.clone(), outcome),
                    Ok(false) => {}
                    // On a tag such a condition is nearly always that of a tag.
                    Err(_) if !situation.event.tags().is_empty() => self.publish(destination.clone(), outcome),
                    Err(condition) if *destination == Destination::Release && !matches!(outcome, Outcome::Not(_)) => {
                        self.releases_if.get_or_insert(condition);
                    }
                    Err(_) => {}
                }
            } else if bundles < BUNDLES
                && let Some(made) = made(std::slice::from_ref(effect), self.system, situation)
            {
                bundles += 1;
                let outcome = outcome.clone().and(made);
                self.bundle(situation, job, place(line), &effect.command, outcome);
            }
        }
        self.goes_on = goes_on;
    }

    /// Books a command that makes the bundle.
    pub(super) fn bundle(
        &mut self,
        situation: &Situation<'_>,
        job: &str,
        place: Place,
        command: &str,
        outcome: Outcome,
    ) {
        self.bundles.push(Run {
            system: self.system,
            event: situation.event,
            tag: None,
            job: job.to_owned(),
            place,
            command: command.to_owned(),
            outcome: outcome.and(self.checkout.clone()).and(self.goes_on.clone()),
            publishes: Vec::new(),
            releases_if: None,
            caveat: None,
        });
    }

    /// Books where files go, unless it is known not to happen.
    pub(super) fn publish(&mut self, destination: Destination, outcome: &Outcome) {
        if !matches!((outcome, &self.goes_on), (Outcome::Not(_), _) | (_, Outcome::Not(_))) {
            self.publishes.insert(destination);
        }
    }

    /// Takes in the same job under other parameters: one that runs is enough.
    pub(super) fn merge(&mut self, other: Self) {
        for run in other.bundles {
            match self.bundles.iter_mut().find(|own| own.place == run.place && own.command == run.command) {
                Some(own) => own.outcome = own.outcome.clone().or(run.outcome),
                None => self.bundles.push(run),
            }
        }
        self.publishes.extend(other.publishes);
        self.releases_if = self.releases_if.take().or(other.releases_if);
    }
}

/// Whether the condition of an effect holds; as an error the condition, where only the run can tell.
fn decided(effect: &Effect, system: System, situation: &Situation<'_>) -> Result<bool, String> {
    let Some(condition) = &effect.condition else { return Ok(true) };
    environment::holds(condition, system, situation).ok_or_else(|| condition.clone())
}

/// What effects say of the bundle: made, perhaps made, cannot be made; `None` when they have nothing to do with it.
pub(super) fn made(effects: &[Effect], system: System, situation: &Situation<'_>) -> Option<Outcome> {
    let each = effects.iter().filter_map(|effect| match &effect.kind {
        EffectKind::Bundle | EffectKind::Opaque(_) | EffectKind::PlainTar
            if decided(effect, system, situation) == Ok(false) =>
        {
            let condition = effect.condition.as_deref().unwrap_or_default();
            let text = format!("a condition of its script excludes it: `{condition}`");
            Some(Outcome::not(ReasonKind::Condition, text))
        }
        EffectKind::Bundle => Some(match decided(effect, system, situation) {
            Err(condition) => Outcome::Unclear(format!("its script decides by `{condition}`")),
            Ok(_) => Outcome::Runs,
        }),
        EffectKind::Opaque(what) => Some(Outcome::Unclear(format!("it runs {what}"))),
        EffectKind::PlainTar => {
            Some(Outcome::Unclear("it runs `tar`, and nothing tells that the archive is gzipped".to_owned()))
        }
        EffectKind::Broken(why) => Some(Outcome::not(ReasonKind::Broken, why)),
        EffectKind::Untracked(path) => Some(untracked(path)),
        EffectKind::Publish(_) | EffectKind::Compiles(_) | EffectKind::EndsJob(_) => None,
    });
    each.reduce(Outcome::or)
}

/// Gives each job's runs the destinations of the job itself and of all jobs after it.
pub(super) fn deliver(jobs: Vec<Done<'_>>) -> Vec<Run> {
    let mut after: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| !matches!(job.outcome, Outcome::Not(_))) {
        for needed in &job.needs {
            after.entry(needed).or_default().push(index);
        }
    }
    let mut all = Vec::new();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| !job.scan.bundles.is_empty()) {
        let mut reached = BTreeSet::from([index]);
        let mut open = vec![index];
        let mut to: BTreeSet<Destination> = BTreeSet::new();
        let mut releases_if = None;
        while let Some(index) = open.pop() {
            let Some(next) = jobs.get(index) else { continue };
            to.extend(next.scan.publishes.iter().cloned());
            releases_if = releases_if.or(next.scan.releases_if.as_ref());
            let more = after.get(next.name).into_iter().flatten().copied();
            open.extend(more.filter(|more| reached.insert(*more)));
        }
        for run in &job.scan.bundles {
            let to: BTreeSet<Destination> = run.publishes.iter().chain(&to).cloned().gather();
            let releases_if = run.releases_if.as_ref().or(releases_if).cloned();
            all.push(Run { publishes: to.into_iter().collect(), releases_if, ..run.clone() });
        }
    }
    all
}
