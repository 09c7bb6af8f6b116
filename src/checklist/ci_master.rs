//! `ci-master`

use super::builds::advice::{self, Wanted};
use super::builds::{self, Question};
use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::Evidence;
use crate::evidence::ci::{Event, Reason, ReasonKind, System};
use crate::verdict::Judgement;

item! {
    /// A CI configuration in the repository builds the plugin's bundle on every push to the default branch.
    ///
    /// ci-extensions takes the newest master build each night, so there has to be one. Tests and lint alone do not
    /// count, nor does a build that only tags, pull requests, a person or the clock start, nor one whose filters or
    /// conditions leave out the default branch or some of the plugin's sources.
    ///
    /// Read are GitHub Actions, CircleCI, Travis CI, GitLab CI, Drone, Azure Pipelines and Jenkins. Commands are
    /// followed through Makefiles, npm scripts and scripts of the repository to the `tar` that packs the bundle;
    /// Mattermost's reusable workflows and its orb are known by a dated table. What cannot be followed (a private
    /// include, a condition on a secret) is unknown, with the reason.
    ///
    /// What GitHub refuses by now, such as a retired version of an action, counts for commits from before that day
    /// alone. Files that are not in git do not count.
    ///
    /// The default branch is `build.default-branch` of plugin-ready.toml, else origin/HEAD, else the branch checked
    /// out.
    ///
    /// How to get there on GitHub: a workflow with `on: push: branches: [master]` whose job runs `make dist` or calls
    /// `mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml` (`plugin-ci.yml` in the mattermost
    /// organisation). With a folder `webapp` those need `.nvmrc` and `webapp/package-lock.json` as well.
    {
        id: "ci-master", title: "CI builds the default branch", who: Ci,
        page: (PROCESS_PAGE, PROCESS_DATE, "CI is set up to build master"),
        needs: [Ci], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let ci = match builds::ci(evidence) {
        Ok(ci) => ci,
        Err(judgement) => return judgement,
    };
    let question = Question {
        when: format!("on every push to {}", branch(evidence)),
        events: &[Event::Push],
        counts: |run| Some(run.outcome.clone()),
        remedy,
    };
    builds::judge(ci, &question, evidence)
}

fn branch(evidence: &Evidence) -> &str {
    let known = evidence
        .ci
        .seen()
        .and_then(|ci| ci.branch.as_deref())
        .or_else(|| evidence.repository.default_branch.seen().map(|branch| branch.name.as_str()));
    known.unwrap_or("the default branch")
}

fn remedy(reason: Option<&Reason>, system: Option<System>, evidence: &Evidence) -> String {
    let branch = branch(evidence);
    let new_job =
        |system| advice::new_job(system, Wanted::Pushes(branch), builds::packing(evidence)) + &builds::unmade(evidence);
    let Some(reason) = reason else {
        return match system {
            None if !builds::is_built_as_template(evidence) && !builds::is_mattermosts(evidence) => {
                new_job(System::GithubActions)
            }
            None => {
                let file = if builds::is_mattermosts(evidence) { "plugin-ci.yml" } else { "community-plugin-ci.yml" };
                format!(
                    "add .github/workflows/ci.yml: on push to {branch}, a job that uses \
                     mattermost/actions-workflows/.github/workflows/{file}@main, which runs the goals check-style, apply, \
                     test and dist of the Makefile as the starter template has them{}",
                    builds::lacking(file, evidence)
                )
            }
            Some(system) => new_job(system),
        };
    };
    match (reason.kind, system) {
        (ReasonKind::Branch | ReasonKind::TagsOnly, Some(System::GithubActions)) => {
            format!("let `on.push.branches` name {branch}")
        }
        (ReasonKind::Trigger, Some(System::GithubActions)) => format!("add `push: {{branches: [{branch}]}}` to `on`"),
        (ReasonKind::Paths, _) => "drop the path filter, or let it take every source of the plugin".to_owned(),
        _ => system
            .and_then(|system| advice::let_in(reason, system, Wanted::Pushes(branch)))
            .or_else(|| builds::common_remedy(reason, evidence))
            .unwrap_or_else(|| format!("let that job run on every push to {branch}")),
    }
}
