//! Formats of a fleet: one row a plugin, then what to do first.

pub mod csv;
pub mod html;
pub mod human;
pub mod json;
pub mod markdown;

use super::Medium;
use crate::report::Status;
use crate::report::fleet::{Change, Fleet, Standing};

crate::evidence::kebab_enum! {
    /// The formats of `fleet`.
    Format {
        /// For a person at a terminal or reading a log.
        Human = "human",
        /// Version 1 of the fleet's JSON report.
        Json = "json",
        /// JSON, one object a line: what `fleet merge` joins.
        Ndjson = "ndjson",
        /// For a spreadsheet.
        Csv = "csv",
        /// For an issue or a wiki.
        Markdown = "markdown",
        /// One self-contained page, to sort and filter in a browser.
        Html = "html",
    }
}

/// `fleet` in `format`; ends in a newline.
pub fn render(fleet: &Fleet, format: Format, medium: Medium) -> String {
    match format {
        Format::Human => human::render(fleet, medium),
        Format::Json => json::render(fleet),
        Format::Ndjson => json::lines(fleet),
        Format::Csv => csv::render(fleet),
        Format::Markdown => markdown::render(fleet),
        Format::Html => html::render(fleet),
    }
}

/// Where a plugin stands in a tier, in a few characters: `ready`, `3 fail`, `2 wait`, `1 ?`; `below` when only the
/// tiers below keep it from the tier.
fn cell(standing: &Standing, tier: &str) -> String {
    let Some(own) = standing.tiers.get(tier) else { return String::new() };
    match (own.status, own.fail, own.unknown, own.wait) {
        (Status::Ready, ..) => "ready".to_owned(),
        (_, fail @ 1.., _, _) => format!("{fail} fail"),
        (_, 0, unknown @ 1.., _) => format!("{unknown} ?"),
        (_, 0, 0, wait @ 1..) => format!("{wait} wait"),
        (_, 0, 0, 0) => "below".to_owned(),
    }
}

/// The sums in one line, as in
/// `40 plugins: 3 ready for ci-extensions, 30 blocked, 7 waiting for people; 1 is no plugin`.
fn sums(fleet: &Fleet) -> String {
    let census = fleet.census();
    let plugins = census.ready + census.waiting + census.unknown + census.blocked;
    let mut line = format!(
        "{plugins} {}: {} ready for {}",
        if plugins == 1 { "plugin" } else { "plugins" },
        census.ready,
        fleet.target.id
    );
    for (count, what) in
        [(census.blocked, "blocked"), (census.waiting, "waiting for people"), (census.unknown, "not known")]
    {
        if count > 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    for (count, one, many) in [
        (census.errors, "could not be judged", "could not be judged"),
        (census.not_plugins, "is no plugin", "are no plugins"),
    ] {
        if count > 0 {
            line.push_str(&format!("; {count} {}", if count == 1 { one } else { many }));
        }
    }
    if fleet.run.offline {
        line.push_str("; offline");
    }
    line
}

/// What changed, as in `weather: ci-master fail -> pass`.
fn told(change: &Change, arrow: &str) -> String {
    let item = change.item.as_deref().map(|item| format!("{item} ")).unwrap_or_default();
    format!("{}: {item}{} {arrow} {}", change.plugin, change.before, change.after)
}
