//! Formats: each is a pure function from a [`Report`] to text. The exit code never depends on the format.

pub mod concise;
pub mod human;
pub mod json;
pub mod markdown;
pub mod paint;
pub(crate) mod words;

use crate::report::Report;

crate::evidence::kebab_enum! {
    /// The formats of `check`.
    Format {
        /// For a person at a terminal or reading a log.
        Human = "human",
        /// One line an item.
        Concise = "concise",
        /// Version 1 of the JSON report.
        Json = "json",
        /// For a pull request or an issue.
        Markdown = "markdown",
    }
}

/// What a renderer may know of where its text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Medium {
    /// Use ANSI colours.
    pub colour: bool,
    /// Width in columns to wrap at.
    pub width: usize,
}

impl Default for Medium {
    /// A log: 80 columns, no colour.
    fn default() -> Self {
        Self { colour: false, width: 80 }
    }
}

/// `report` in `format`; ends in a newline.
pub fn render(report: &Report, format: Format, medium: Medium) -> String {
    match format {
        Format::Human => human::render(report, medium),
        Format::Concise => concise::render(report, medium),
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report),
    }
}
