//! One self-contained page: the matrix, to sort and to filter, and what to do first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::super::words;
use super::{cell, sums};
use crate::checklist::TIERS;
use crate::report::fleet::{Change, Changes, Fleet, Lever, Outcome, Row};

const STYLE: &str = include_str!("fleet.css");
const SCRIPT: &str = include_str!("fleet.js");

/// The fleet as a page. Its policy allows this one style sheet and this one script, and no request at all.
pub fn render(fleet: &Fleet) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "plugin-ready " (env!("CARGO_PKG_VERSION")) };
                title { "Readiness of the fleet" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Readiness of the fleet" }
                    p.sums { (sums(fleet)) }
                    @for warning in &fleet.warnings { p.warning { "Warning: " (warning) } }
                    (matrix(fleet))
                    (levers(&fleet.levers))
                    @if !fleet.ending.is_empty() {
                        h2 { "Waivers and sign-offs that end soon" }
                        ul { @for ending in &fleet.ending { li { (ending.until) ": " (ending.what) " of " (ending.item) ", " (ending.plugin) } } }
                    }
                    @if let Some(changes) = &fleet.changes { (since(changes)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn matrix(fleet: &Fleet) -> Markup {
    html! {
        p.filter {
            label for="filter" { "Show only " }
            input #filter type="search" placeholder="a name, or a word such as fail";
            output #shown for="filter" {}
        }
        table #matrix {
            caption { "Nearest to ready first; choose a column's head to sort by it." }
            thead {
                tr {
                    th scope="col" { button type="button" { "plugin" } }
                    @for tier in &TIERS { th scope="col" { button type="button" { (tier.id) } } }
                    th scope="col" { button type="button" { "not met" } }
                }
            }
            tbody { @for row in &fleet.rows { (table_row(row, fleet)) } }
        }
    }
}

fn table_row(row: &Row, fleet: &Fleet) -> Markup {
    html! {
        tr {
            th scope="row" {
                (row.title())
                @if row.title() != row.path { small { (row.path) } }
            }
            @match &row.outcome {
                Outcome::Plugin(standing) => {
                    @for (index, tier) in TIERS.iter().enumerate() {
                        @let status = standing.status(tier.id);
                        td class=(status) data-sort=(status as usize * 100 + index) { (cell(standing, tier.id)) }
                    }
                    td data-sort=(standing.open(fleet.target)) {
                        details {
                            summary { (standing.open(fleet.target)) " for " (fleet.target.id) }
                            ul {
                                @for (id, item) in standing.items.iter().filter(|(_, item)| item.because.is_some()) {
                                    li { b { (id) } ": " (item.verdict) ", " (words::who(item.who)) ". " (item.because.as_deref().unwrap_or_default()) }
                                }
                            }
                        }
                    }
                }
                Outcome::NotAPlugin(why) => { td.none colspan=(TIERS.len() + 1) data-sort="9998" { "no plugin: " (why) } }
                Outcome::Error(why) => { td.blocked colspan=(TIERS.len() + 1) data-sort="9999" { "could not be judged: " (why) } }
            }
        }
    }
}

fn levers(levers: &[Lever]) -> Markup {
    html! {
        @if !levers.is_empty() {
            h2 { "What to do first" }
            p { "Findings that several plugins share: one change may clear them all." }
            ol {
                @for lever in levers {
                    li {
                        details {
                            summary {
                                b { (lever.plugins.len()) " × " (lever.id) } " "
                                span.who { @if lever.item { (words::who(lever.who)) } @else { "hint" } }
                                br; (lever.because)
                            }
                            @if let Some(help) = &lever.help { p { (help) } }
                            p { (lever.plugins.join(", ")) }
                        }
                    }
                }
            }
        }
    }
}

fn since(changes: &Changes) -> Markup {
    html! {
        h2 { "Since the report before" }
        p { (changes.better.len()) " better, " (changes.worse.len()) " worse, " (changes.new.len()) " new, " (changes.gone.len()) " gone" }
        ul {
            @for change in &changes.worse { li.blocked { "worse: " (told(change)) } }
            @for change in &changes.better { li.ready { "better: " (told(change)) } }
            @for path in &changes.new { li { "new: " (path) } }
            @for path in &changes.gone { li { "gone: " (path) } }
        }
    }
}

fn told(change: &Change) -> String {
    let item = change.item.as_deref().map(|item| format!("{item} ")).unwrap_or_default();
    format!("{}: {item}{} → {}", change.plugin, change.before, change.after)
}
