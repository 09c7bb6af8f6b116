//! Formats: each is a pure function from a [`Report`] to text. The exit code never depends on the format.

pub mod concise;
mod finding;
pub mod fleet;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod ndjson;
pub mod paint;
pub mod review;
pub mod sarif;
pub(crate) mod sheet;
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
        /// JSON, one object a line, items as they come.
        Ndjson = "ndjson",
        /// SARIF 2.1.0, for code scanning.
        Sarif = "sarif",
        /// Annotations in GitHub Actions.
        Github = "github",
        /// GitLab's Code Quality report.
        Gitlab = "gitlab",
        /// JUnit XML, for test reports.
        Junit = "junit",
        /// For a pull request or an issue.
        Markdown = "markdown",
        /// One page for a browser.
        Html = "html",
    }
}

/// What a renderer may know of where its text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Medium {
    /// Use ANSI colours.
    pub colour: bool,
    /// Width in columns to wrap at.
    pub width: usize,
    /// Show only what is not met, of the target tier and those below it.
    pub quiet: bool,
}

impl Default for Medium {
    /// A log: 80 columns, no colour.
    fn default() -> Self {
        Self { colour: false, width: 80, quiet: false }
    }
}

/// `report` in `format`; ends in a newline.
pub fn render(report: &Report, format: Format, medium: Medium) -> String {
    match format {
        Format::Human => human::render(report, medium),
        Format::Concise => concise::render(report, medium),
        Format::Json => json::render(report),
        Format::Ndjson => ndjson::render(report),
        Format::Sarif => sarif::render(&[report]),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(&[report]),
        Format::Junit => junit::render(&[report]),
        Format::Markdown => markdown::render(report),
        Format::Html => html::render(&[report]),
    }
}

/// Several reports in `format`, as one text: formats that are one document stay one document.
pub fn render_all(reports: &[&Report], format: Format, medium: Medium) -> String {
    match (format, reports) {
        (_, [report]) => render(report, format, medium),
        (Format::Json, _) => json::render_all(reports),
        (Format::Sarif, _) => sarif::render(reports),
        (Format::Gitlab, _) => gitlab::render(reports),
        (Format::Html, _) => html::render(reports),
        (Format::Junit, _) => junit::render(reports),
        (Format::Ndjson, _) => reports.iter().map(|report| ndjson::render(report)).collect(),
        _ => reports.iter().map(|report| render(report, format, medium)).collect::<Vec<String>>().join("\n"),
    }
}
