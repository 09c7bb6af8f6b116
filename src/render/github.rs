//! Workflow commands: the runner of GitHub Actions makes annotations of them.

use super::finding::{Finding, Level, findings};
use super::words;
use crate::report::Report;

/// One command a finding, then the line that says where the plugin stands.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in findings(report) {
        out.push_str(&command(&finding));
    }
    // The runner takes commands at the start of any line.
    out.push_str(words::verdict_line(report).trim_start_matches(':'));
    out.push('\n');
    out
}

fn command(finding: &Finding<'_>) -> String {
    let name = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = vec![format!("file={}", property(&finding.at.path))];
    if let Some(span) = finding.at.span {
        properties.push(format!("line={},endLine={}", span.start.line, span.end.line));
        // The runner refuses columns for more than one line.
        if span.start.line == span.end.line {
            properties.push(format!("col={},endColumn={}", span.start.column, span.end.column));
        }
    }
    let kind = if finding.item.is_some() { finding.id.to_owned() } else { format!("hint: {}", finding.id) };
    properties.push(format!("title={}", property(&kind)));
    let mut message = finding.message("\n");
    if let Some(waived) = finding.waived() {
        message.push_str(&format!("\nwaived by {} until {}: {}", waived.by, waived.until, waived.reason));
    }
    format!("::{name} {}::{}\n", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
