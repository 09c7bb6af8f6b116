//! Jobs that call a workflow: one of this repository, one that the table knows, or one that nobody here can see.

use std::collections::BTreeMap;

use super::super::expression::{self, Value};
use super::super::scan::{Scan, made};
use super::super::{Caveat, Gap, Outcome, Reach, ReasonKind, Run, Situation, System, untracked};
use super::scope::{Call, Job, Scope, holds};
use super::step::ARTIFACT;
use super::trigger::trigger;
use super::{Workflow, Workflows};
use crate::data::ci::{OWN_RELEASE, WORKFLOWS, Workflow as Known};
use crate::evidence::build::Destination;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{Repository, Status};
use crate::evidence::yaml::{Entry, Node, Value as Yaml};

impl Workflows<'_> {
    /// What a job does by calling what `uses` names.
    pub(super) fn called(&self, job: &Job<'_>, uses: &Node, scan: &mut Scan) {
        let target = uses.text().unwrap_or_default();
        let given = job.node.get("with").map(Node::entries).unwrap_or_default();
        let inputs: BTreeMap<String, Value> =
            given.iter().map(|entry| (entry.key.to_lowercase(), input(entry, &job.scope))).gather();
        let call = Call { inputs, called: true, prefix: format!("{} / ", job.name), ..job.scope.call.clone() };
        if let Some(path) = self.local(target, job.scope.call.situation) {
            self.own(job, path, call, scan);
            return;
        }
        if let Some((known, version)) = table(target) {
            self.known(job, uses, known, version, call, scan);
            return;
        }
        let unseen = Outcome::Unclear(format!("it calls {target}, which is not in this repository"));
        let place = job.workflow.source.place(uses);
        scan.bundle(&job.scope.call.situation, &job.name, place, target, job.outcome.clone().and(unseen));
    }

    /// The path of the workflow of this repository that `target` names.
    fn local<'t>(&self, target: &'t str, situation: Situation<'_>) -> Option<&'t str> {
        let by_name = || {
            let (owner, name) = situation.slug?;
            target.strip_prefix(&format!("{owner}/{name}/"))
        };
        let path = target.strip_prefix("./").or_else(by_name)?;
        Some(path.split('@').next().unwrap_or(path))
    }

    /// Whether GitHub takes a workflow with all that it calls in this repository: one call that it refuses keeps every
    /// job from running.
    pub(super) fn accepted(&self, workflow: &Workflow, situation: Situation<'_>, depth: usize) -> Outcome {
        let Some(depth) = depth.checked_sub(1) else { return Outcome::Runs };
        let refused = |why: String| Outcome::not(ReasonKind::Refused, format!("GitHub refuses this call: {why}"));
        let calls = workflow.jobs().filter_map(|(_, job)| job.get("uses"));
        let calls = calls.filter_map(|uses| Some((uses, self.local(uses.text()?, situation)?))).map(|(uses, path)| {
            let target = uses.text().unwrap_or_default();
            let is_here = target.starts_with("./");
            let own = match self.all.iter().find(|other| other.source.path == path) {
                _ if is_here && target.contains('@') => {
                    refused("with `./` there is no `@`, the version is that of the caller".to_owned())
                }
                Some(other) if other.root.get("on").is_none_or(|on| trigger(on, "workflow_call").is_none()) => {
                    refused(format!("{path} has no `workflow_call` under `on`"))
                }
                Some(other) => self.accepted(other, situation, depth),
                None => match self.repository.file(path).map(|file| file.status) {
                    None | Some(Status::Deleted) if is_here => refused(format!("{path} is not there")),
                    Some(Status::Untracked) if is_here => untracked(path),
                    _ => Outcome::Runs,
                },
            };
            own.at(|| workflow.source.place(uses))
        });
        calls.fold(workflow.accepted(), Outcome::and)
    }

    /// A workflow of this repository.
    fn own(&self, job: &Job<'_>, path: &str, mut call: Call<'_>, scan: &mut Scan) {
        let Some(other) = self.all.iter().find(|other| other.source.path == path) else { return };
        let Some(depth) = job.depth.checked_sub(1) else { return };
        let on_call = other.root.get("on").and_then(|on| on.get("workflow_call"));
        for input in on_call.and_then(|on| on.get("inputs")).map(Node::entries).unwrap_or_default() {
            let default = input.value.get("default").map(|default| match default.boolean() {
                Some(flag) => Value::Bool(flag),
                None => Value::text(default.text().unwrap_or_default()),
            });
            call.inputs.entry(input.key.to_lowercase()).or_insert(default.unwrap_or(Value::Null));
        }
        let runs = self.jobs(other, &call, &job.outcome, depth);
        scan.publishes.extend(runs.iter().filter(|run| run.outcome.runs()).flat_map(|run| run.publishes.clone()));
        scan.bundles.extend(runs);
    }

    /// What calls of workflows that the table knows ask of the Makefile in vain.
    pub(in super::super) fn gaps(&self) -> Vec<Gap> {
        let Some(makefile) = self.project.makefile("").filter(|makefile| makefile.is_complete()) else {
            return Vec::new();
        };
        let mut gaps = Vec::new();
        for workflow in &self.all {
            for (id, node) in workflow.jobs() {
                let Some(uses) = node.get("uses") else { continue };
                let Some((known, _)) = table(uses.text().unwrap_or_default()) else { continue };
                let lacking = known.goals.iter().filter(|(_, goal)| makefile.behind(goal).is_empty());
                gaps.extend(lacking.map(|(job, goal)| Gap {
                    job: format!("{id} / {job}"),
                    goal,
                    makefile: makefile.path.clone(),
                    place: workflow.source.place(uses),
                }));
            }
        }
        gaps
    }

    /// A workflow of which the table tells what it runs.
    fn known(
        &self,
        job: &Job<'_>,
        uses: &Node,
        known: &'static Known,
        version: &str,
        mut call: Call<'_>,
        scan: &mut Scan,
    ) {
        for (input, default) in known.inputs {
            call.inputs.entry((*input).to_owned()).or_insert_with(|| match *default {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                default => Value::text(default),
            });
        }
        let inside = Scope { call: &call, jobs: None, job: None, ..job.scope };
        let place = job.workflow.source.place(uses);
        let caveat = caveat(job, uses, known, version);
        let go = call.inputs.get("go-version-file").and_then(Value::shown);
        let set_up = set_up(known, go.as_deref(), self.repository);
        for built in known.builds {
            let command = expression::interpolate(built.what, &inside);
            let effects = self.project.effects(&command, "");
            let made = made(&effects, System::GithubActions, &call.situation);
            let made = made.unwrap_or_else(|| Outcome::not(ReasonKind::Broken, format!("`{command}` makes no bundle")));
            scan.bundles.push(Run {
                system: System::GithubActions,
                event: call.situation.event,
                tag: None,
                job: format!("{} / {}", job.name, built.name),
                place: place.clone(),
                command,
                outcome: job.outcome.clone().and(holds(built.condition, &inside)).and(set_up.clone()).and(made),
                publishes: Vec::new(),
                releases_if: None,
                caveat: caveat.clone(),
            });
        }
        let repository = call.situation.slug.map_or("<repository>", |(_, name)| name);
        let may = |what: &str| what != OWN_RELEASE || grants(job, "contents", "write").unwrap_or(true);
        let delivers = known.delivers.iter().filter(|delivered| may(delivered.what));
        for delivered in delivers.filter(|delivered| holds(delivered.condition, &inside).runs()) {
            scan.publish(
                match delivered.what {
                    "artifact" => ARTIFACT,
                    "release" | OWN_RELEASE => Destination::Release,
                    address => Destination::Store(address.replace("<repo>", repository)),
                },
                &job.outcome,
            );
        }
    }
}

/// The workflow that the table has for `target`, and which version of it is called.
fn table(target: &str) -> Option<(&'static Known, &str)> {
    let (path, version) = target.split_once('@').unwrap_or((target, ""));
    let known = WORKFLOWS.iter().find(|known| known.name.eq_ignore_ascii_case(path))?;
    Some((known, version))
}

/// Whether `known` finds in `repository` what it sets Go and Node.js up by.
fn set_up(known: &'static Known, go: Option<&str>, repository: &Repository) -> Outcome {
    let has_go = |path: &str| repository.file(path).is_some_and(|file| file.status != Status::Untracked);
    let (lacking, language) = match go.filter(|path| !has_go(path.trim_start_matches("./"))) {
        Some(path) => (vec![path], "Go"),
        None => (lacking(known, repository).collect::<Vec<_>>(), "Node.js"),
    };
    if let Some(path) = lacking.iter().find(|path| repository.file(path).is_some()) {
        return untracked(path);
    }
    let (are, them) = match lacking.len() {
        0 => return Outcome::Runs,
        1 => ("is", "it"),
        _ => ("are", "them"),
    };
    let (files, name) = (lacking.join(" and "), known.name.rsplit('/').next().unwrap_or_default());
    let text = format!("{files} {are} not there, and {name} cannot set {language} up without {them}");
    Outcome::not(ReasonKind::Missing, text)
}

/// The files that git does not have in `repository` and that the job of `known` fails without.
pub fn lacking<'r>(known: &'static Known, repository: &'r Repository) -> impl Iterator<Item = &'static str> + use<'r> {
    let tracked = |path: &str| repository.file(path).is_some_and(|file| file.status != Status::Untracked);
    let has_webapp = repository.files.iter().any(|file| file.path.starts_with("webapp/"));
    known.webapp_files.iter().copied().filter(move |path| has_webapp && !tracked(path))
}

fn input(entry: &Entry, scope: &Scope<'_>) -> Value {
    match entry.value.boolean() {
        Some(flag) => Value::Bool(flag),
        None => expression::value(entry.value.text().unwrap_or_default(), scope),
    }
}

fn permissions<'j>(job: &Job<'j>) -> Option<&'j Entry> {
    [job.node, &job.workflow.root].into_iter().find_map(|node| node.entry("permissions"))
}

/// Whether the `permissions` of a job, or of its workflow, give `level` of `permission`; `None` without them.
fn grants(job: &Job<'_>, permission: &str, level: &str) -> Option<bool> {
    let given = &permissions(job)?.value;
    Some(match &given.value {
        Yaml::Scalar(all) => all.text == "write-all",
        _ => given.get(permission).and_then(Node::text) == Some(level),
    })
}

/// What the caller of a known workflow does that GitHub refuses.
fn caveat(job: &Job<'_>, uses: &Node, known: &Known, version: &str) -> Option<Caveat> {
    // A commit keeps the workflow as it was.
    if version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let source = &job.workflow.source;
    let file = known.name.rsplit('/').next().unwrap_or_default();
    let given = job.node.get("with").map(Node::entries).unwrap_or_default();
    let removed = known.removed_inputs.iter().find_map(|(input, since)| {
        let entry = given.iter().find(|entry| entry.key.eq_ignore_ascii_case(input))?;
        Some(Caveat {
            text: format!("GitHub refuses this call: {file} takes no input `{input}` since {since}"),
            help: format!("remove `{input}` from the call; the Go version is that of go.mod"),
            place: source.key_place(entry),
            since,
            reach: Reach::File,
        })
    });
    removed.or_else(|| {
        let (permission, level, since) = known.permission?;
        let permissions = permissions(job);
        let owner = job.scope.call.situation.slug.map(|(owner, _)| owner);
        // Without the key, a workflow of the same owner may get it by the settings, one of another owner never does
        // (GitHub's changelog of 2023-06-15).
        let is_given =
            grants(job, permission, level).unwrap_or_else(|| owner.is_none_or(|owner| owner == "mattermost"));
        (!is_given).then(|| Caveat {
            text: format!(
                "GitHub refuses this call: since {since} {file} asks for `{permission}: {level}`, \
                 and {}",
                if permissions.is_some() { "`permissions` does not give it" } else { "no `permissions` give it" }
            ),
            help: {
                let give = format!("add `{permission}: {level}` to `permissions`");
                // What it uploads with that permission are Mattermost's plugins alone.
                let community = community(known);
                let releases = if community.ends_with("plugin-cd.yml") {
                    ", and makes the release with `contents: write`"
                } else {
                    ""
                };
                let call = format!("call {community}@main instead, which asks for no such permission{releases}");
                match owner {
                    Some("mattermost") => give,
                    Some(_) => call,
                    None => format!("{give}; outside the mattermost organisation {call}"),
                }
            },
            place: permissions.map_or_else(|| source.place(uses), |entry| source.key_place(entry)),
            since,
            reach: Reach::File,
        })
    })
}

/// The workflow that plugins of others call in the place of `known`.
fn community(known: &Known) -> &'static str {
    let file =
        if known.name.ends_with("/plugin-cd.yml") { "/community-plugin-cd.yml" } else { "/community-plugin-ci.yml" };
    WORKFLOWS.iter().map(|workflow| workflow.name).find(|name| name.ends_with(file)).unwrap_or(known.name)
}
