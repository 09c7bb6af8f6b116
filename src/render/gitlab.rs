//! GitLab's Code Quality report: a JSON array of findings.

use serde::Serialize;

use super::finding::{Level, findings};
use super::json;
use crate::report::Report;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The findings of all reports in one array.
pub fn render(reports: &[&Report]) -> String {
    let issues: Vec<Issue> = reports
        .iter()
        .flat_map(|report| findings(report))
        .map(|finding| Issue {
            description: finding.message(". Next: "),
            check_name: finding.id.to_owned(),
            severity: match finding.level {
                Level::Error => "critical",
                Level::Warning => "minor",
                Level::Note => "info",
            },
            location: Place { lines: Lines { begin: finding.line() }, path: finding.at.path },
            fingerprint: finding.fingerprint,
        })
        .collect();
    json::indented(&issues)
}
