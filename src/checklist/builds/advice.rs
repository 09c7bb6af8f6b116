//! What to write into which system's configuration.

use crate::checklist::release_created;
use crate::evidence::Evidence;
use crate::evidence::ci::{Reason, ReasonKind, System};

/// What a job has to run on.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Wanted<'a> {
    /// Every push to this branch.
    Pushes(&'a str),
    /// Version tags.
    Tags(TagForm),
}

/// How the plugin's version tags are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum TagForm {
    /// As in `v1.2.3`.
    WithV,
    /// As in `1.2.3`.
    Bare,
}

impl TagForm {
    /// That of the newest release; without one, or where the build takes no other, that of the starter template.
    pub(in super::super) fn of(evidence: &Evidence) -> Self {
        let newest = evidence.releases.seen().and_then(|releases| releases.newest());
        let newest = newest.filter(|_| !release_created::wants_v(evidence));
        if newest.is_some_and(|newest| !newest.tag.name.starts_with('v')) { Self::Bare } else { Self::WithV }
    }

    /// As a glob.
    pub(in super::super) fn glob(self) -> &'static str {
        match self {
            Self::WithV => "v*",
            Self::Bare => "[0-9]*",
        }
    }

    /// As the beginning of a regular expression.
    pub(in super::super) fn regex(self) -> &'static str {
        match self {
            Self::WithV => "^v",
            Self::Bare => "^[0-9]",
        }
    }
}

/// A job that makes the bundle by `command`, for a configuration of `system` that has none.
pub(in super::super) fn new_job(system: System, wanted: Wanted<'_>, command: &str) -> String {
    let job = match system {
        System::GithubActions => format!("a job with checkout and the step `run: {command}` to a workflow"),
        System::CircleCi => format!("a job with checkout and the step `run: {command}`, and name it in a workflow"),
        System::Travis => format!("`{command}` to `script`"),
        System::GitLab => format!("to .gitlab-ci.yml a job with `script: [{command}]`"),
        System::Drone => format!("a step with `commands: [{command}]` and an image that has Go and Node.js"),
        System::Azure => format!("the step `script: {command}`"),
        System::Jenkins | System::Other => format!("what runs `{command}`"),
    };
    let on = match (system, wanted) {
        (System::GithubActions, Wanted::Pushes(branch)) => format!(" with `on: push: branches: [{branch}]`"),
        (System::GithubActions, Wanted::Tags(form)) => format!(" with `on: push: tags: [\"{}\"]`", form.glob()),
        // Without filters a workflow runs for every push.
        (System::CircleCi, Wanted::Pushes(_)) => String::new(),
        (System::CircleCi, Wanted::Tags(form)) => format!(" with `filters: tags: only: /{}.*/`", form.regex()),
        (System::GitLab, Wanted::Tags(_)) => " and `rules: [{if: $CI_COMMIT_TAG}]`".to_owned(),
        (System::GitLab, Wanted::Pushes(branch)) => {
            format!(" and `rules: [{{if: $CI_COMMIT_BRANCH == \"{branch}\"}}]`")
        }
        (System::Drone, Wanted::Tags(_)) => ", on the event `tag`".to_owned(),
        (System::Drone, Wanted::Pushes(branch)) => format!(", on the event `push` of {branch}"),
        (System::Travis, Wanted::Tags(form)) => {
            format!(", and `/{}/` to `branches: only` where that is there", form.regex())
        }
        (System::Travis, Wanted::Pushes(branch)) => format!(", and {branch} to `branches: only` where that is there"),
        (System::Azure, _) => format!(", and {}", azure(wanted)),
        (_, Wanted::Tags(form)) => format!(" on tags `{}`", form.glob()),
        (_, Wanted::Pushes(branch)) => format!(" on every push to {branch}"),
    };
    format!("add {job}{on}")
}

/// How a filter of `system` takes what is wanted, where it is one that leaves it out.
pub(in super::super) fn let_in(reason: &Reason, system: System, wanted: Wanted<'_>) -> Option<String> {
    use ReasonKind::{Branch, NoTagFilter, Tag, TagPattern, TagsOnly, Trigger};
    if !matches!(reason.kind, Branch | NoTagFilter | Tag | TagPattern | TagsOnly | Trigger) {
        return None;
    }
    Some(match (system, wanted) {
        (System::CircleCi, _) if reason.kind == Trigger => {
            "name that job in a workflow without `triggers`, which pushes start".to_owned()
        }
        (System::CircleCi, Wanted::Tags(form)) => {
            format!("give the job and every job that it requires `filters: tags: only: /{}.*/`", form.regex())
        }
        (System::CircleCi, Wanted::Pushes(branch)) => format!("let `filters: branches` of that job take {branch}"),
        (System::GitLab, Wanted::Tags(_)) => {
            "let its `rules` take `$CI_COMMIT_TAG`, or its `only` name `tags`".to_owned()
        }
        (System::Travis, Wanted::Tags(form)) => {
            format!("add `/{}/` to `branches: only`, which filters tags as well", form.regex())
        }
        (System::Travis, Wanted::Pushes(branch)) => format!("let `branches: only` name {branch}"),
        (System::Drone, Wanted::Tags(_)) => "let `trigger`, and `when` of the step, take the event `tag`".to_owned(),
        (System::Drone, Wanted::Pushes(branch)) => {
            format!("let `trigger`, and `when` of the step, take the event `push` and the branch {branch}")
        }
        (System::Azure, _) => azure(wanted),
        _ => return None,
    })
}

fn azure(wanted: Wanted<'_>) -> String {
    match wanted {
        // Its globs know no classes.
        Wanted::Tags(form) => format!(
            "add `tags: {{include: ['{}']}}` to `trigger`, whose branches then stand under `branches: include`",
            if form == TagForm::WithV { "v*" } else { "*" }
        ),
        Wanted::Pushes(branch) => format!("let `trigger: branches: include` name {branch}"),
    }
}
