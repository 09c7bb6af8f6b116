//! For an issue or a wiki.

use super::super::markdown::{escape, in_table, message};
use super::super::words;
use super::{cell, sums, told};
use crate::checklist::TIERS;
use crate::report::fleet::{Fleet, Outcome, Row};

/// The fleet as GitHub-flavoured Markdown.
pub fn render(fleet: &Fleet) -> String {
    let mut out = format!("## Readiness of the fleet\n\n{}\n\n", escape(&sums(fleet)));
    let tiers: Vec<&str> = TIERS.iter().map(|tier| tier.id).collect();
    out.push_str(&format!("| plugin | {} |\n|---|{}\n", tiers.join(" | "), "---|".repeat(tiers.len())));
    for row in &fleet.rows {
        out.push_str(&table_row(row));
    }
    if !fleet.levers.is_empty() {
        out.push_str("\n### What to do first\n\n| plugins | finding | who | fact |\n|---|---|---|---|\n");
        for lever in &fleet.levers {
            let who = if lever.item { words::who(lever.who) } else { "hint" };
            out.push_str(&format!(
                "| {} | {} | {who} | {} |\n",
                lever.plugins.len(),
                lever.id,
                in_table(&message(&lever.because))
            ));
        }
    }
    if !fleet.ending.is_empty() {
        out.push_str("\n### Waivers and sign-offs that end soon\n\n");
        for ending in &fleet.ending {
            out.push_str(&format!(
                "- {}: {} of {}, {}\n",
                ending.until,
                ending.what,
                ending.item,
                escape(&ending.plugin)
            ));
        }
    }
    if let Some(changes) = &fleet.changes {
        out.push_str("\n### Since the report before\n\n");
        for (label, list) in [("worse", &changes.worse), ("better", &changes.better)] {
            list.iter().for_each(|change| out.push_str(&format!("- **{label}**: {}\n", escape(&told(change, "→")))));
        }
        for (label, list) in [("new", &changes.new), ("gone", &changes.gone)] {
            list.iter().for_each(|path| out.push_str(&format!("- **{label}**: {}\n", escape(path))));
        }
    }
    for warning in &fleet.warnings {
        out.push_str(&format!("\n> Warning: {}\n", escape(warning)));
    }
    out
}

fn table_row(row: &Row) -> String {
    let title = escape(row.title());
    match &row.outcome {
        Outcome::Plugin(standing) => {
            let cells: Vec<String> = TIERS.iter().map(|tier| cell(standing, tier.id)).collect();
            format!("| {title} | {} |\n", cells.join(" | "))
        }
        Outcome::NotAPlugin(why) => {
            format!("| {title} | no plugin: {} |{}\n", escape(why), " |".repeat(TIERS.len() - 1))
        }
        Outcome::Error(why) => format!("| {title} | error: {} |{}\n", escape(why), " |".repeat(TIERS.len() - 1)),
    }
}
