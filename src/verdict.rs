//! Verdicts and the judgements that carry them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::error::Place;
use crate::evidence::{Cause, Role, kebab_enum};

/// What an item's rule says of the facts. Only [`Verdict::Pass`] and [`Verdict::NotApplicable`] let a tier be ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The item is met.
    Pass,
    /// The item is not met, and the plugin can change that.
    Fail,
    /// A person has to act or decide.
    Pending(Role),
    /// We could not look, and why.
    Unknown(Cause),
    /// The item does not concern this plugin.
    NotApplicable,
}

kebab_enum! {
    /// A verdict without its grounds.
    Mark {
        /// The item is met.
        Pass = "pass",
        /// The item does not concern the plugin.
        NotApplicable = "not-applicable",
        /// A person has to act.
        Pending = "pending",
        /// We could not look.
        Unknown = "unknown",
        /// The item is not met.
        Fail = "fail",
    }
}

impl Verdict {
    /// The verdict alone.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Pass => Mark::Pass,
            Self::NotApplicable => Mark::NotApplicable,
            Self::Pending(_) => Mark::Pending,
            Self::Unknown(_) => Mark::Unknown,
            Self::Fail => Mark::Fail,
        }
    }

    /// The name used in reports.
    pub fn name(&self) -> &'static str {
        self.mark().name()
    }

    /// Why we could not look, where that is the verdict.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Unknown(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The key under [`Judgement::facts`] of why an item that is met will not be so again: its help is due all the same.
pub const CAVEAT: &str = "caveat";

/// A verdict with its grounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The fact that led to it, in one line.
    pub because: String,
    /// Where that fact stands; the first place is the main one.
    pub locations: Vec<Place>,
    /// The next command or edit; `None` when there is nothing to do.
    pub help: Option<String>,
    /// The last day of a sign-off that counts, the earliest of several.
    pub ends: Option<Date>,
    /// Details for machines; the keys are part of the JSON contract.
    pub facts: Map<String, Value>,
}

impl Judgement {
    fn new(verdict: Verdict, because: impl Into<String>) -> Self {
        Self { verdict, because: because.into(), locations: Vec::new(), help: None, ends: None, facts: Map::new() }
    }

    /// The item is met.
    pub fn pass(because: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, because)
    }

    /// The item is not met.
    pub fn fail(because: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, because)
    }

    /// `who` has to act or decide.
    pub fn pending(who: Role, because: impl Into<String>) -> Self {
        Self::new(Verdict::Pending(who), because)
    }

    /// We could not look; the cause's detail is the reason given, and its place the location.
    pub fn unknown(cause: Cause) -> Self {
        let (because, place) = (cause.detail.clone(), cause.place.clone());
        Self::new(Verdict::Unknown(cause), because).at_all(place)
    }

    /// The item does not concern this plugin.
    pub fn not_applicable(because: impl Into<String>) -> Self {
        Self::new(Verdict::NotApplicable, because)
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.locations.push(place);
        self
    }

    /// Adds several places.
    #[must_use]
    pub fn at_all(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.locations.extend(places);
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a detail for machines.
    #[must_use]
    pub fn fact(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(key.to_owned(), value.into());
        self
    }
}

/// Advice beside the checklist: never part of a tier, never changes an exit code.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// Stable name, for silencing it.
    pub id: &'static str,
    /// The fact, in one line.
    pub because: String,
    /// The next command or edit.
    pub help: String,
    /// Where it stands.
    pub locations: Vec<Place>,
}
