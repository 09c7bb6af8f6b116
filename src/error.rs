//! What went wrong on our side or in the user's input, where, and what helps.

pub mod place;
pub mod text;

use std::fmt;

pub use place::{Place, Position, Span};
pub use text::visible;

/// A failure of the run itself (usage, configuration, input we cannot work with), never of the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The fact, in one sentence.
    pub what: String,
    /// Where it was seen, if it was seen in a file.
    pub place: Option<Place>,
    /// The next command or edit.
    pub help: Option<String>,
}

impl Error {
    /// An error that stands nowhere in particular.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, help: None }
    }

    /// The same error, with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same error, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// `path:line:col: what` and, on a second line, the help. Safe to print: see [`visible`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}: ", visible(&place.to_string()))?;
        }
        write!(f, "{}", visible(&self.what))?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", visible(help))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The only one, where there may be several.
impl From<Error> for Vec<Error> {
    fn from(error: Error) -> Self {
        vec![error]
    }
}
