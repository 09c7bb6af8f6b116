//! Where untrusted text becomes safe to show: everything that enters a report passes here, once.

use serde_json::{Map, Value};

use super::{HintReport, Waived};
use crate::error::text::visible_within;
use crate::error::{Place, Span, visible};
use crate::evidence::Cause;
use crate::evidence::gather::Gather as _;
use crate::verdict::{Hint, Verdict};

/// Longest message; messages are composed from bounded parts.
const MESSAGE: usize = 1000;

/// A place, safe to show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path from the repository's root.
    pub path: String,
    /// The stretch of text meant, as it is in the file.
    pub span: Option<Span>,
    /// The source line and where the span lies in it, as shown.
    pub excerpt: Option<Excerpt>,
}

/// A source line with the stretch of it that is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The line.
    pub text: String,
    /// First character meant, from 0.
    pub start: usize,
    /// One past the last character meant; at least `start + 1`.
    pub end: usize,
}

impl Location {
    /// `place`, made safe. Escapes widen a line, so the excerpt carries offsets of its own.
    pub(super) fn new(place: &Place) -> Self {
        let excerpt = place.span.zip(place.excerpt.as_deref()).map(|(span, line)| {
            let shown = |count: usize| {
                let prefix: String = line.chars().take(count).collect();
                visible_within(&prefix, usize::MAX).chars().count()
            };
            let text = visible_within(line, usize::MAX);
            let last = if span.end.line == span.start.line { span.end.column } else { usize::MAX };
            let start = shown(span.start.column - 1);
            let end = shown(last).max(start + 1);
            Excerpt { text, start, end }
        });
        Self { path: visible_within(&place.path, MESSAGE), span: place.span, excerpt }
    }
}

/// `path` or `path:line:column`.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.span {
            None => f.write_str(&self.path),
            Some(span) => write!(f, "{}:{}:{}", self.path, span.start.line, span.start.column),
        }
    }
}

pub(super) fn text(text: &str) -> String {
    visible_within(text, MESSAGE)
}

pub(super) fn verdict(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Unknown(cause) => Verdict::Unknown(Cause::new(cause.kind, text(&cause.detail))),
        other => other,
    }
}

pub(super) fn waived(waived: &Waived) -> Waived {
    Waived { reason: visible(&waived.reason), until: visible(&waived.until), by: visible(&waived.by) }
}

pub(super) fn hint(hint: Hint) -> HintReport {
    HintReport {
        id: hint.id,
        because: text(&hint.because),
        help: text(&hint.help),
        locations: hint.locations.iter().map(Location::new).collect(),
    }
}

pub(super) fn map(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().map(|(key, item)| (text(&key), value(item))).gather()
}

pub(super) fn value(item: Value) -> Value {
    match item {
        Value::String(string) => Value::String(text(&string)),
        Value::Array(items) => Value::Array(items.into_iter().map(value).collect()),
        Value::Object(members) => Value::Object(map(members)),
        other => other,
    }
}
