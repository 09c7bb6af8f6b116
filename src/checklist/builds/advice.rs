//! What to write into which system's configuration.

use crate::evidence::ci::{Reason, ReasonKind, System};

/// What a job has to run on.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Wanted<'a> {
    /// Every push to this branch.
    Pushes(&'a str),
    /// Version tags.
    Tags,
}

/// A job that makes the bundle, for a configuration of `system` that has none.
pub(in super::super) fn new_job(system: System, wanted: Wanted<'_>) -> String {
    let job = match system {
        System::GithubActions => "a job with checkout and the step `run: make dist` to a workflow",
        System::CircleCi => "a job with checkout and the step `run: make dist`, and name it in a workflow",
        System::Travis => "`make dist` to `script`",
        System::GitLab => "a job with `script: [make dist]`",
        System::Drone => "a step with `commands: [make dist]` and an image that has Go and Node.js",
        System::Azure => "the step `script: make dist`",
        System::Jenkins | System::Other => "what runs `make dist`",
    };
    let on = match (system, wanted) {
        (System::GithubActions, Wanted::Pushes(branch)) => format!(" with `on: push: branches: [{branch}]`"),
        // Without filters a workflow runs for every push.
        (System::CircleCi, Wanted::Pushes(_)) => String::new(),
        (System::CircleCi, Wanted::Tags) => " with `filters: tags: only: /^v.*/`".to_owned(),
        (System::GitLab, Wanted::Tags) => " and `rules: [{if: $CI_COMMIT_TAG}]`".to_owned(),
        (System::GitLab, Wanted::Pushes(branch)) => {
            format!(" and `rules: [{{if: $CI_COMMIT_BRANCH == \"{branch}\"}}]`")
        }
        (System::Drone, Wanted::Tags) => ", on the event `tag`".to_owned(),
        (System::Drone, Wanted::Pushes(branch)) => format!(", on the event `push` of {branch}"),
        (System::Travis, Wanted::Tags) => ", and `/^v\\d/` to `branches: only` where that is there".to_owned(),
        (System::Travis, Wanted::Pushes(branch)) => format!(", and {branch} to `branches: only` where that is there"),
        (System::Azure, _) => format!(", and {}", azure(wanted)),
        (_, Wanted::Tags) => " on tags `v*`".to_owned(),
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
        (System::CircleCi, Wanted::Tags) => {
            "give the job and every job that it requires `filters: tags: only: /^v.*/`".to_owned()
        }
        (System::CircleCi, Wanted::Pushes(branch)) => format!("let `filters: branches` of that job take {branch}"),
        (System::GitLab, Wanted::Tags) => "let its `rules` take `$CI_COMMIT_TAG`, or its `only` name `tags`".to_owned(),
        (System::Travis, Wanted::Tags) => "add `/^v\\d/` to `branches: only`, which filters tags as well".to_owned(),
        (System::Travis, Wanted::Pushes(branch)) => format!("let `branches: only` name {branch}"),
        (System::Drone, Wanted::Tags) => "let `trigger`, and `when` of the step, take the event `tag`".to_owned(),
        (System::Drone, Wanted::Pushes(branch)) => {
            format!("let `trigger`, and `when` of the step, take the event `push` and the branch {branch}")
        }
        (System::Azure, _) => azure(wanted),
        _ => return None,
    })
}

fn azure(wanted: Wanted<'_>) -> String {
    match wanted {
        Wanted::Tags => {
            "add `tags: {include: ['v*']}` to `trigger`, whose branches then stand under `branches: include`"
        }
        Wanted::Pushes(branch) => return format!("let `trigger: branches: include` name {branch}"),
    }
    .to_owned()
}
