//! Which events a workflow or job takes: logic statements and filters.

use super::{Config, Instance};
use crate::evidence::ci::pattern::{self, Match};
use crate::evidence::ci::{Event, Outcome, ReasonKind};
use crate::evidence::yaml::{Entry, Node};

impl<'c> Config<'c> {
    /// A condition of CircleCI's logic statements; `None` when it cannot be told.
    pub(super) fn truth(&self, condition: &Node, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        if let Some(text) = condition.text() {
            return match self.pipeline(text).as_deref() {
                Some("" | "false") => Some(false),
                Some(_) => Some(true),
                None => None,
            };
        }
        let Entry { key, value, .. } = condition.entries().first()?;
        match key.as_str() {
            "not" => self.truth(value, depth).map(|truth| !truth),
            "and" => value.items().iter().try_fold(true, |all, item| Some(all && self.truth(item, depth)?)),
            "or" => value.items().iter().try_fold(false, |any, item| Some(any || self.truth(item, depth)?)),
            "equal" => {
                let values: Option<Vec<String>> =
                    value.items().iter().map(|item| self.pipeline(item.text()?)).collect();
                let values = values?;
                Some(values.windows(2).all(|pair| pair.first() == pair.last()))
            }
            "matches" => {
                let value_text = self.pipeline(value.get("value")?.text()?)?;
                match pattern::regex(value.get("pattern")?.text()?, &value_text, true) {
                    Match::Yes => Some(true),
                    Match::No => Some(false),
                    Match::Unclear => None,
                }
            }
            _ => None,
        }
    }

    /// A text with the pipeline's values put in.
    pub(super) fn pipeline(&self, text: &str) -> Option<String> {
        let Some(name) = text.trim().strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")) else {
            return (!text.contains("<<")).then(|| text.to_owned());
        };
        let tag = self.situation.event.tags().first().copied().unwrap_or_default();
        match name.trim() {
            "pipeline.git.branch" if tag.is_empty() => Some(self.situation.branch.to_owned()),
            "pipeline.git.branch" => Some(String::new()),
            "pipeline.git.tag" => Some(tag.to_owned()),
            "pipeline.trigger_source" if self.situation.event != Event::Schedule => Some("webhook".to_owned()),
            "pipeline.trigger_source" => Some("scheduled_pipeline".to_owned()),
            name => {
                let parameter = name.strip_prefix("pipeline.parameters.")?;
                Some(self.root.get("parameters")?.get(parameter)?.get("default")?.text()?.to_owned())
            }
        }
    }

    pub(super) fn filtered(&self, instance: &Instance<'_>) -> Outcome {
        if instance.option("filters").is_some_and(|filters| filters.text().is_some()) {
            return Outcome::Unclear("it depends on the expression in `filters`".to_owned());
        }
        let takes = |of: &str, name: &str| {
            let any = |patterns: &[&str]| {
                let each = patterns.iter().map(|pattern| pattern::whole(pattern, name));
                each.fold(Match::No, |all, one| match (all, one) {
                    (Match::Yes, _) | (_, Match::Yes) => Match::Yes,
                    (Match::Unclear, _) | (_, Match::Unclear) => Match::Unclear,
                    (Match::No, Match::No) => Match::No,
                })
            };
            let only = instance.filter(of, "only").map(|patterns| any(&patterns));
            let ignored = instance.filter(of, "ignore").map(|patterns| any(&patterns));
            match (only, ignored) {
                (Some(Match::No), _) | (_, Some(Match::Yes)) => Match::No,
                (Some(Match::Unclear), _) | (_, Some(Match::Unclear)) => Match::Unclear,
                _ => Match::Yes,
            }
        };
        let event = self.situation.event;
        let tags = event.tags();
        if tags.is_empty() || event == Event::Release {
            let branch = if event == Event::PullRequest { "a-pull-request" } else { self.situation.branch };
            return match takes("branches", branch) {
                Match::Yes => Outcome::Runs,
                Match::Unclear => Outcome::Unclear("it depends on a `branches` filter that cannot be read".to_owned()),
                Match::No => Outcome::not(ReasonKind::Branch, format!("its `branches` filter leaves out {branch}")),
            };
        }
        let has_filter = instance.filter("tags", "only").is_some() || instance.filter("tags", "ignore").is_some();
        if !has_filter {
            return Outcome::not(
                ReasonKind::NoTagFilter,
                "it has no `tags` filter, and without one CircleCI runs no job on tags",
            );
        }
        let first = tags.first().copied().unwrap_or_default();
        match tags.iter().map(|tag| takes("tags", tag)).find(|taken| *taken != Match::No) {
            Some(Match::Yes) => Outcome::Runs,
            Some(_) => Outcome::Unclear("it depends on a `tags` filter that cannot be read".to_owned()),
            None => Outcome::not(ReasonKind::Tag, format!("its `tags` filter does not take {first}")),
        }
    }
}
