//! For a pull request, an issue or a job summary. Untrusted text is escaped: no links, mentions, headings or HTML of its own.

use super::words;
use crate::report::{ItemReport, Location, Report};
use crate::verdict::Verdict;

/// The report as GitHub-flavoured Markdown.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let name = escape(report.plugin.title());
    out.push_str(&format!("## Readiness of {name}\n\n{}\n", escape(&words::verdict_line(report))));
    for tier in &report.tiers {
        out.push_str(&format!("\n### {}: {}\n\n", tier.tier.id, words::status(tier.status)));
        out.push_str("| | item | fact | next |\n|---|---|---|---|\n");
        for item in &tier.items {
            out.push_str(&row(item));
        }
    }
    if !report.hints.is_empty() {
        out.push_str("\n<details><summary>Hints: advice, never part of a tier</summary>\n\n");
        for hint in &report.hints {
            let place = place(&hint.locations);
            out.push_str(&format!("- **{}**: {}{place}. {}\n", hint.id, message(&hint.because), message(&hint.help)));
        }
        out.push_str("\n</details>\n");
    }
    if !report.next.is_empty() {
        out.push_str("\nNext:\n\n");
        for next in &report.next {
            out.push_str(&format!("- **{}**: {}\n", words::who(next.who), next.items.join(", ")));
        }
    }
    for warning in &report.warnings {
        out.push_str(&format!("\n> Warning: {}\n", escape(warning)));
    }
    out.push_str(&format!(
        "\n<sub>plugin-ready {}, checklist of {}, template index {}, licence table of {}</sub>\n",
        report.tool.version,
        report.tool.checklist,
        escape(&report.tool.template_index),
        escape(&report.tool.licence_table)
    ));
    out
}

fn row(item: &ItemReport) -> String {
    let waived = item
        .waived
        .as_ref()
        .map(|w| format!(" _waived by {} until {}: {}_", escape(&w.by), escape(&w.until), escape(&w.reason)))
        .unwrap_or_default();
    format!(
        "| {} | {} | {} | {} |\n",
        mark(&item.verdict),
        item.item.id,
        in_table(&format!("{}{}{waived}", message(&item.because), place(&item.locations))),
        in_table(&item.help.as_deref().map(message).unwrap_or_default())
    )
}

/// Markdown in the cell of a table, which a bar ends even in code; what is escaped outside of code stays as it is.
pub(crate) fn in_table(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for c in markdown.chars() {
        if c == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn mark(verdict: &Verdict) -> String {
    let sign = match verdict {
        Verdict::Pass => "✅",
        Verdict::Fail => "❌",
        Verdict::Pending(_) => "⏳",
        Verdict::Unknown(_) => "❔",
        Verdict::NotApplicable => "➖",
    };
    format!("{sign} {}", verdict.name())
}

/// The first place, as code.
fn place(locations: &[Location]) -> String {
    locations.first().map(|location| format!(" ({})", code(&location.to_string()))).unwrap_or_default()
}

/// `text` as code. A backtick would end the code, a line break the cell of a table, and a bar behind a backslash cannot
/// be written there, so others stand in for them.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace("\\|", "\\¦").replace(['\n', '\r'], " "))
}

/// A message of ours in which backticks mark code, but for an odd one; the rest of it is shown as it is.
pub(crate) fn message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|part| part.trim().is_empty()) {
        return prose(text);
    }
    parts.iter().enumerate().map(|(at, part)| if at % 2 == 1 { code(part) } else { prose(part) }).collect()
}

/// `text` as it is, with addresses as code: they can be copied, and lead nowhere by themselves.
fn prose(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = [rest.find("https://"), rest.find("http://")].into_iter().flatten().min() {
        let (before, from) = rest.split_at(start);
        let ends = |c: char| c.is_whitespace() || "()<>[]\"'“”,;".contains(c);
        let address = from.split(ends).next().unwrap_or_default().trim_end_matches(['.', ':']);
        out.push_str(&escape(before));
        out.push_str(&code(address));
        rest = from.get(address.len()..).unwrap_or_default();
    }
    out + &escape(rest)
}

/// `text` so that Markdown shows it as it is.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A word joiner keeps GitHub from notifying people.
            '@' => out.push_str("@\u{2060}"),
            // Nor does an escape keep it from making a number a link, which shows at the issue.
            '#' if chars.peek().is_some_and(char::is_ascii_digit) => out.push_str("#\u{2060}"),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // Bare addresses would become links by themselves.
    out.replace("://", ":\u{2060}//").replace("www.", "www\u{2060}.").replace("GH-", "GH\u{2060}-")
}
