//! Conditions: functions of functions, as in `and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'))`.

use crate::evidence::ci::environment::variable;
use crate::evidence::ci::logic::Variable;
use crate::evidence::ci::{Outcome, ReasonKind, Situation, System};
use crate::evidence::yaml::Node;

/// Deepest nesting of a condition.
const DEPTH: usize = 16;

/// Whether a condition holds.
pub(super) fn holds(condition: &Node, situation: Situation<'_>) -> Outcome {
    let text = condition.text().unwrap_or_default();
    match truth(text, situation) {
        Some(true) => Outcome::Runs,
        Some(false) => Outcome::not(ReasonKind::Condition, format!("its condition excludes it: `{text}`")),
        None => Outcome::Unclear(format!("it depends on `{text}`")),
    }
}

/// Whether a condition holds; `None` when that cannot be told.
pub(super) fn truth(text: &str, situation: Situation<'_>) -> Option<bool> {
    boolean(text, situation, DEPTH)
}

fn boolean(text: &str, situation: Situation<'_>, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    let Some((name, arguments)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
        return match value(text, situation)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
    };
    let arguments = split(arguments);
    let value = |index: usize| value(arguments.get(index)?.trim(), situation).map(|text| text.to_lowercase());
    let mut each = arguments.iter().map(|one| boolean(one, situation, depth));
    match name.trim().to_ascii_lowercase().as_str() {
        "succeeded" | "always" | "succeededorfailed" => Some(true),
        "failed" | "canceled" => Some(false),
        "not" => each.next()?.map(|truth| !truth),
        "and" => each
            .try_fold(Some(true), |all, one| match one {
                Some(false) => Err(false),
                one => Ok(all.zip(one).map(|_| true)),
            })
            .unwrap_or(Some(false)),
        "or" => each
            .try_fold(Some(false), |any, one| match one {
                Some(true) => Err(true),
                one => Ok(any.zip(one).map(|_| false)),
            })
            .unwrap_or(Some(true)),
        "eq" => Some(value(0)? == value(1)?),
        "ne" => Some(value(0)? != value(1)?),
        "startswith" => Some(value(0)?.starts_with(&value(1)?)),
        "endswith" => Some(value(0)?.ends_with(&value(1)?)),
        "contains" => Some(value(0)?.contains(&value(1)?)),
        "in" => {
            let wanted = value(0)?;
            (1..arguments.len()).try_fold(false, |found, index| Some(found || value(index)? == wanted))
        }
        _ => None,
    }
}

/// A text in quotes, or a variable.
fn value(text: &str, situation: Situation<'_>) -> Option<String> {
    if let Some(text) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Some(text.to_owned());
    }
    let name = text.strip_prefix("variables['").and_then(|rest| rest.strip_suffix("']"));
    let name = name.or_else(|| text.strip_prefix("variables."));
    let Some(name) = name else { return matches!(text, "true" | "false").then(|| text.to_owned()) };
    match variable(&name.to_uppercase().replace('.', "_"), System::Azure, &situation) {
        Variable::Set(value) => Some(value),
        Variable::Unset | Variable::Unknown => None,
    }
}

/// Cuts arguments at commas outside brackets and quotes.
fn split(arguments: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, 0_usize);
    let mut parts = Vec::new();
    for (index, char) in arguments.char_indices() {
        match char {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.extend(arguments.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(arguments.get(start..).filter(|part| !part.trim().is_empty()));
    parts
}
