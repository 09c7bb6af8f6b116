//! Colour, or none.

use colored::{Color, Colorize};

use crate::report::Status;
use crate::verdict::Verdict;

/// Paints text, or leaves it plain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// Paints if `on`. The command line has decided; `colored`'s own guess is switched off.
    pub(crate) fn new(on: bool) -> Self {
        if on {
            colored::control::set_override(true);
        }
        Self { on }
    }

    /// `text` in bold.
    pub(crate) fn bold(self, text: &str) -> String {
        if self.on { text.bold().to_string() } else { text.to_owned() }
    }

    /// `text` dimmed.
    pub(crate) fn dim(self, text: &str) -> String {
        if self.on { text.dimmed().to_string() } else { text.to_owned() }
    }

    /// `text` in the colour of `verdict`.
    pub(crate) fn verdict(self, verdict: &Verdict, text: &str) -> String {
        let colour = match verdict {
            Verdict::Pass => Color::Green,
            Verdict::Fail => Color::Red,
            Verdict::Pending(_) => Color::Yellow,
            Verdict::Unknown(_) => Color::Magenta,
            Verdict::NotApplicable => Color::BrightBlack,
        };
        self.colour(colour, text)
    }

    /// `text` in the colour of `status`.
    pub(crate) fn status(self, status: Status, text: &str) -> String {
        let colour = match status {
            Status::Ready => Color::Green,
            Status::Waiting => Color::Yellow,
            Status::Unknown => Color::Magenta,
            Status::Blocked => Color::Red,
        };
        self.colour(colour, text)
    }

    /// `text` as the place of something.
    pub(crate) fn place(self, text: &str) -> String {
        self.colour(Color::Cyan, text)
    }

    fn colour(self, colour: Color, text: &str) -> String {
        if self.on { text.color(colour).to_string() } else { text.to_owned() }
    }
}
