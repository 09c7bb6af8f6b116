//! Which events start a workflow: `on:` with its branch, tag, path and type filters.

use super::super::pattern::{self, Match};
use super::super::{Event, Outcome, ReasonKind, Situation};
use super::{Workflow, Workflows};
use crate::evidence::repository::Repository;
use crate::evidence::yaml::Node;

/// One way in which a situation starts a workflow, or does not.
#[derive(Debug, Clone)]
pub(super) struct Fire {
    /// `github.event_name`.
    pub(super) event_name: &'static str,
    /// `github.ref`.
    pub(super) reference: String,
    /// `github.ref_name`.
    pub(super) ref_name: String,
    /// The tag, for tags and releases.
    pub(super) tag: Option<String>,
    /// Whether the workflow starts.
    pub(super) outcome: Outcome,
}

impl Fire {
    fn on_branch(event_name: &'static str, branch: &str, outcome: Outcome) -> Self {
        let reference = format!("refs/heads/{branch}");
        Self { event_name, reference, ref_name: branch.to_owned(), tag: None, outcome }
    }

    fn on_tag(event_name: &'static str, tag: &str, outcome: Outcome) -> Self {
        let reference = format!("refs/tags/{tag}");
        Self { event_name, reference, ref_name: tag.to_owned(), tag: Some(tag.to_owned()), outcome }
    }
}

/// The value of a trigger: `Some(None)` when it is named without filters.
pub(super) fn trigger<'n>(on: &'n Node, name: &str) -> Option<Option<&'n Node>> {
    if let Some(entry) = on.entry(name) {
        return Some(Some(&entry.value));
    }
    on.each().iter().any(|node| node.text() == Some(name)).then_some(None)
}

/// The names of the events that start a workflow.
fn names(on: &Node) -> Vec<&str> {
    let mapped = on.entries().iter().map(|entry| entry.key.as_str());
    mapped.chain(on.each().iter().filter_map(Node::text)).collect()
}

fn patterns<'n>(filter: Option<&'n Node>, key: &str) -> Option<Vec<&'n str>> {
    Some(filter?.get(key)?.each().iter().filter_map(Node::text).collect())
}

impl Workflows<'_> {
    /// The ways in which `situation` starts `workflow`; always at least one, for the reason when it does not.
    pub(super) fn fires(&self, workflow: &Workflow, situation: Situation<'_>, depth: usize) -> Vec<Fire> {
        let Some(entry) = workflow.root.entry("on") else {
            let outcome = Outcome::not(ReasonKind::Trigger, "no event starts it: it has no `on`");
            return vec![Fire::on_branch("", situation.branch, outcome)];
        };
        let on = &entry.value;
        let mut fires = Vec::new();
        match situation.event {
            Event::Push | Event::ReleasePush => fires.extend(trigger(on, "push").map(|filter| {
                let outcome = self.branch_push(filter, situation.branch);
                let place = workflow.source.place(filter.unwrap_or(on));
                Fire::on_branch("push", situation.branch, outcome.at(|| place))
            })),
            Event::Tag | Event::BareTag => {
                fires.extend(trigger(on, "push").map(|filter| {
                    let (tag, outcome) = tag_push(filter, situation.event.tags());
                    Fire::on_tag("push", tag, outcome.at(|| workflow.source.place(filter.unwrap_or(on))))
                }));
                let tag = situation.event.tags().first().copied().unwrap_or_default();
                fires.extend(trigger(on, "create").map(|_| Fire::on_tag("create", tag, Outcome::Runs)));
            }
            Event::Release => fires.extend(trigger(on, "release").map(|filter| {
                let tag = situation.event.tags().first().copied().unwrap_or_default();
                let wanted = ["published", "released", "created", "prereleased"];
                let outcome = match patterns(filter, "types") {
                    Some(types) if !types.iter().any(|kind| wanted.contains(kind)) => {
                        Outcome::not(ReasonKind::Trigger, format!("only `release: {}` starts it", types.join(", ")))
                    }
                    _ => Outcome::Runs,
                };
                Fire::on_tag("release", tag, outcome.at(|| workflow.source.place(filter.unwrap_or(on))))
            })),
            Event::Manual => fires.extend(
                trigger(on, "workflow_dispatch")
                    .map(|_| Fire::on_branch("workflow_dispatch", situation.branch, Outcome::Runs)),
            ),
            Event::Schedule => fires
                .extend(trigger(on, "schedule").map(|_| Fire::on_branch("schedule", situation.branch, Outcome::Runs))),
            Event::PullRequest => {
                for name in ["pull_request", "pull_request_target"] {
                    fires.extend(trigger(on, name).map(|_| Fire {
                        event_name: name,
                        reference: "refs/pull/1/merge".to_owned(),
                        ref_name: "1/merge".to_owned(),
                        tag: None,
                        outcome: Outcome::Runs,
                    }));
                }
            }
        }
        fires.extend(self.after_another(on, situation, depth));
        if fires.is_empty() {
            let outcome = Outcome::not(ReasonKind::Trigger, only(&names(on), situation.event));
            fires.push(Fire::on_branch("", situation.branch, outcome.at(|| workflow.source.key_place(entry))));
        }
        fires
    }

    fn branch_push(&self, filter: Option<&Node>, branch: &str) -> Outcome {
        if let Some(branches) = patterns(filter, "branches") {
            match pattern::github_list(branches.iter().copied(), branch) {
                Match::Yes => {}
                Match::Unclear => return Outcome::Unclear(format!("`branches: {}`", branches.join(", "))),
                Match::No => {
                    let text =
                        format!("`push` wants the branches {}, and the default branch is {branch}", quoted(&branches));
                    return Outcome::not(ReasonKind::Branch, text);
                }
            }
        } else if let Some(ignored) = patterns(filter, "branches-ignore") {
            if pattern::github_list(ignored.iter().copied(), branch) == Match::Yes {
                let text = format!("`branches-ignore` leaves out {branch}");
                return Outcome::not(ReasonKind::Branch, text);
            }
        } else if patterns(filter, "tags").or_else(|| patterns(filter, "tags-ignore")).is_some() {
            return Outcome::not(ReasonKind::TagsOnly, "only pushes of tags start it");
        }
        let taken = |path: &str| match (patterns(filter, "paths"), patterns(filter, "paths-ignore")) {
            (Some(paths), _) => pattern::github_list(paths, path) != Match::No,
            (None, Some(ignored)) => pattern::github_list(ignored, path) != Match::Yes,
            (None, None) => true,
        };
        match sources(self.repository).into_iter().find(|path| !taken(path)) {
            Some(path) => {
                Outcome::not(ReasonKind::Paths, format!("its path filter leaves out pushes that change {path}"))
            }
            None => Outcome::Runs,
        }
    }

    /// `workflow_run`: starts when another workflow ends, on the default branch's code.
    fn after_another(&self, on: &Node, situation: Situation<'_>, depth: usize) -> Option<Fire> {
        let filter = trigger(on, "workflow_run")??;
        let depth = depth.checked_sub(1)?;
        let wanted = patterns(Some(filter), "workflows")?;
        let earlier = self.all.iter().filter(|other| wanted.contains(&other.name()));
        let fire = earlier.flat_map(|other| self.fires(other, situation, depth)).find(|fire| fire.outcome.runs())?;
        let head = &fire.ref_name;
        let outcome = match (patterns(Some(filter), "branches"), patterns(Some(filter), "branches-ignore")) {
            (Some(branches), _) if pattern::github_list(branches.iter().copied(), head) == Match::No => {
                Outcome::not(ReasonKind::Branch, format!("`workflow_run` wants the branches {}", quoted(&branches)))
            }
            (_, Some(ignored)) if pattern::github_list(ignored.iter().copied(), head) == Match::Yes => {
                Outcome::not(ReasonKind::Branch, format!("`workflow_run` leaves out {head}"))
            }
            _ => Outcome::Runs,
        };
        Some(Fire { tag: fire.tag.clone(), ..Fire::on_branch("workflow_run", situation.branch, outcome) })
    }
}

/// The first of `tags` that starts a push trigger; else the first one and why not.
fn tag_push(filter: Option<&Node>, tags: &'static [&'static str]) -> (&'static str, Outcome) {
    let first = tags.first().copied().unwrap_or_default();
    if let Some(wanted) = patterns(filter, "tags") {
        if let Some(tag) = tags.iter().find(|tag| pattern::github_list(wanted.iter().copied(), tag) == Match::Yes) {
            return (tag, Outcome::Runs);
        }
        if tags.first().is_some_and(|tag| tag.starts_with('v'))
            && let Some(tag) = wanted.iter().find_map(|glob| prefixed(glob))
        {
            return (tag, Outcome::Runs);
        }
        let regex = wanted.iter().find(|glob| pattern::looks_like_regex(glob));
        let outcome = match regex {
            Some(glob) => Outcome::not(
                ReasonKind::TagPattern,
                format!(
                    "its tag filter `{glob}` is a regular expression where GitHub takes a glob, so it never matches"
                ),
            ),
            None => Outcome::not(ReasonKind::Tag, format!("its tag filter {} does not match {first}", quoted(&wanted))),
        };
        return (first, outcome);
    }
    if let Some(ignored) = patterns(filter, "tags-ignore") {
        let taken = tags.iter().find(|tag| pattern::github_list(ignored.iter().copied(), tag) != Match::Yes);
        return match taken {
            Some(tag) => (tag, Outcome::Runs),
            None => (first, Outcome::not(ReasonKind::Tag, format!("`tags-ignore` leaves out {first}"))),
        };
    }
    if patterns(filter, "branches").or_else(|| patterns(filter, "branches-ignore")).is_some() {
        return (first, Outcome::not(ReasonKind::Tag, "`push` names branches and no tags"));
    }
    (first, Outcome::Runs)
}

/// A version tag with a word before it, if the filter wants such: `release-v1.2.3`, `plugin/1.2.3`.
fn prefixed(glob: &str) -> Option<&'static str> {
    const TAGS: [&str; 12] = [
        "release-1.2.3",
        "release-v1.2.3",
        "release/1.2.3",
        "release/v1.2.3",
        "releases/1.2.3",
        "releases/v1.2.3",
        "version-1.2.3",
        "version/1.2.3",
        "plugin-1.2.3",
        "plugin-v1.2.3",
        "plugin/1.2.3",
        "plugin/v1.2.3",
    ];
    TAGS.into_iter().find(|tag| pattern::github(glob, tag) == Match::Yes)
}

/// Which events start it instead.
fn only(names: &[&str], event: Event) -> String {
    let listed = quoted(names);
    match event {
        _ if names.is_empty() => "no event starts it".to_owned(),
        Event::Push | Event::ReleasePush if names.iter().all(|name| name.starts_with("pull_request")) => {
            "only pull requests start it".to_owned()
        }
        _ if names == ["workflow_call"] => "only other workflows call it".to_owned(),
        _ if names.len() == 1 => format!("only {listed} starts it"),
        _ => format!("only {listed} start it"),
    }
}

fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Files of which a change changes the plugin: manifest, Go sources of the server, sources of the web app.
fn sources(repository: &Repository) -> Vec<&str> {
    const ENDINGS: [&str; 6] = [".go", ".ts", ".tsx", ".js", ".jsx", ".scss"];
    let under = |path: &str, folder: &str| {
        path.strip_prefix(repository.prefix.as_str()).is_some_and(|rest| rest.starts_with(folder))
    };
    let is_test = |path: &str| path.contains("test") || path.contains("mock") || path.contains("e2e");
    let is_source = |path: &str| {
        let own = path.strip_prefix(repository.prefix.as_str()).unwrap_or_default();
        matches!(own, "plugin.json" | "plugin.yaml" | "plugin.yml")
            || (under(path, "server/") || under(path, "webapp/src/"))
                && ENDINGS.iter().any(|ending| path.ends_with(ending))
                && !is_test(path)
    };
    repository.files.iter().map(|file| file.path.as_str()).filter(|path| is_source(path)).take(2_000).collect()
}
