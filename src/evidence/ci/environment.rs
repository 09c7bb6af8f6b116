//! What a shell of a job sees of the event in its environment, and whether the conditions of its scripts hold there.

use super::logic::Variable;
use super::pattern::{self, Match};
use super::{Event, Situation, System};
use crate::evidence::build::shell::AND;

/// Whether the `condition` of a script holds in a job of `system`; `None` when that cannot be told.
pub(super) fn holds(condition: &str, system: System, situation: &Situation<'_>) -> Option<bool> {
    let each = condition.split(AND).map(|one| list(one, system, situation));
    each.reduce(|all, one| if all == Some(false) || one == Some(false) { Some(false) } else { all.and(one) })?
}

/// Tests joined by `&&` and `||`, of which a shell takes one after the other.
fn list(text: &str, system: System, situation: &Situation<'_>) -> Option<bool> {
    if let Some(text) = text.strip_prefix("not ") {
        return list(text, system, situation).map(|truth| !truth);
    }
    // Within these a text without quotes is a pattern.
    let is_pattern = text.contains("[[");
    let one = |text: &str| test(text, is_pattern, system, situation);
    match (text.rfind(" && "), text.rfind(" || ")) {
        (None, None) => one(text),
        (and, or) => {
            let at = and.max(or)?;
            let (left, right) = (list(text.get(..at)?, system, situation)?, one(text.get(at + 4..)?)?);
            Some(if and > or { left & right } else { left | right })
        }
    }
}

/// One test, as in `[ -n $TAG ]` or `$TAG == v*`.
fn test(text: &str, is_pattern: bool, system: System, situation: &Situation<'_>) -> Option<bool> {
    if let Some(text) = text.trim_start().strip_prefix("! ") {
        return test(text, is_pattern, system, situation).map(|truth| !truth);
    }
    let is_test = text.contains('[') || text.starts_with("test ");
    let words = text.split_whitespace().filter(|word| !matches!(*word, "[" | "[[" | "]" | "]]" | "test"));
    let words: Vec<&str> = words.collect();
    let value = |word: &str| expanded(word, system, situation);
    let like = |pattern: &str, word: &str| {
        let (pattern, text) = (value(pattern)?, value(word)?);
        truth(if is_pattern { pattern::wildcard(&pattern, &text) } else { Match::from(pattern == text) })
    };
    match words.as_slice() {
        ["true"] => Some(true),
        ["false"] => Some(false),
        ["-n", word] => Some(!value(word)?.is_empty()),
        ["-z", word] | [word, "=" | "=="] => Some(value(word)?.is_empty()),
        [word] | [word, "!="] if is_test || words.len() > 1 => Some(!value(word)?.is_empty()),
        [left, "=" | "==", right] => like(right, left),
        [left, "!=", right] => like(right, left).map(|truth| !truth),
        [left, "=~", right] => truth(pattern::regex(&value(right)?, &value(left)?, false)),
        _ => None,
    }
}

fn truth(found: Match) -> Option<bool> {
    match found {
        Match::Yes => Some(true),
        Match::No => Some(false),
        Match::Unclear => None,
    }
}

/// A word with its variables put in; `None` where one of them is not known.
fn expanded(word: &str, system: System, situation: &Situation<'_>) -> Option<String> {
    let mut parts = word.split('$');
    let first = parts.next()?.to_owned();
    parts.enumerate().try_fold(first, |mut text, (index, part)| {
        let (name, rest) = match part.strip_prefix('{') {
            Some(inner) => inner.split_once('}')?,
            None => part.split_at(part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len())),
        };
        // At a pattern's end it stands for that.
        if name.is_empty() && rest.is_empty() && index > 0 {
            text.push('$');
            return Some(text);
        }
        match variable(name.trim_end_matches(":-").trim_end_matches('-'), system, situation) {
            Variable::Set(value) => text.push_str(&value),
            Variable::Unset => {}
            Variable::Unknown => return None,
        }
        text.push_str(rest);
        Some(text)
    })
}

/// A variable that `system` sets for the event.
pub(super) fn variable(name: &str, system: System, situation: &Situation<'_>) -> Variable {
    use System::{Azure, CircleCi, Drone, GitLab, GithubActions, Travis};
    let set = |text: &str| Variable::Set(text.to_owned());
    let (event, branch) = (situation.event, situation.branch);
    let (tag, is_pull) = (event.tags().first().copied(), event == Event::PullRequest);
    match (system, name) {
        (GithubActions, "GITHUB_REF") | (Azure, "BUILD_SOURCEBRANCH") => Variable::Set(match tag {
            Some(tag) => format!("refs/tags/{tag}"),
            None if is_pull => "refs/pull/1/merge".to_owned(),
            None => format!("refs/heads/{branch}"),
        }),
        (GithubActions, "GITHUB_REF_NAME")
        | (GitLab, "CI_COMMIT_REF_NAME" | "CI_COMMIT_REF_SLUG")
        | (Travis, "TRAVIS_BRANCH")
        | (Azure, "BUILD_SOURCEBRANCHNAME") => set(tag.unwrap_or(branch)),
        (GithubActions, "GITHUB_REF_TYPE") => set(if tag.is_some() { "tag" } else { "branch" }),
        (CircleCi, "CIRCLE_TAG") | (GitLab, "CI_COMMIT_TAG") | (Travis, "TRAVIS_TAG") | (Drone, "DRONE_TAG") => {
            tag.map_or(Variable::Unset, set)
        }
        (CircleCi, "CIRCLE_BRANCH") if tag.is_some() => Variable::Unset,
        (GitLab, "CI_COMMIT_BRANCH") if tag.is_some() || is_pull => Variable::Unset,
        (Drone, "DRONE_BRANCH") if tag.is_some() => Variable::Unknown,
        (CircleCi, "CIRCLE_BRANCH") | (Drone, "DRONE_BRANCH") | (GitLab, "CI_COMMIT_BRANCH" | "CI_DEFAULT_BRANCH") => {
            set(branch)
        }
        (Drone, "DRONE_BUILD_EVENT") if tag.is_some() => set("tag"),
        (Travis, "TRAVIS_PULL_REQUEST") => set(if is_pull { "1" } else { "false" }),
        (GithubActions, "GITHUB_EVENT_NAME") if event == Event::Release => set("release"),
        (GithubActions, "GITHUB_EVENT_NAME") | (Drone, "DRONE_BUILD_EVENT") if is_push(event) => set("push"),
        (GitLab, "CI_PIPELINE_SOURCE") => set(match event {
            Event::PullRequest => "merge_request_event",
            Event::Schedule => "schedule",
            Event::Manual => "web",
            _ => "push",
        }),
        (Azure, "BUILD_REASON") => set(match event {
            Event::PullRequest => "PullRequest",
            Event::Schedule => "Schedule",
            Event::Manual => "Manual",
            _ => "IndividualCI",
        }),
        _ => Variable::Unknown,
    }
}

fn is_push(event: Event) -> bool {
    !matches!(event, Event::Manual | Event::Schedule | Event::PullRequest)
}
