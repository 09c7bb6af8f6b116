//! One self-contained page: how many are ready, what to do first, and the matrix, to sort and to filter.

use maud::{Markup, html};

use super::super::html::frame::{self, Own, icon};
use super::super::html::{prose, tone, tone_of};
use super::super::words;
use super::{cell, sums, told};
use crate::checklist::{TIERS, Tier};
use crate::report::Status;
use crate::report::fleet::{Changes, Fleet, Lever, Outcome, Row, Standing, TierStanding};

/// Shared findings that are shown without being asked for.
const LEVERS: usize = 6;
/// Columns of the matrix: the plugin, the tiers, and what is open.
const COLUMNS: usize = TIERS.len() + 2;

/// The fleet as a page. Without its script it can be read, but neither sorted nor filtered.
pub fn render(fleet: &Fleet) -> String {
    let own = Own { style: Some(include_str!("fleet.css")), script: Some(include_str!("fleet.js")) };
    let content = html! {
        header.top { div.wrap { (head(fleet)) } }
        div.wrap {
            (verdict(fleet))
            (levers(&fleet.levers))
            (matrix(fleet))
            (ending(fleet))
            @if let Some(changes) = &fleet.changes { (since(changes)) }
            @if !fleet.warnings.is_empty() {
                section {
                    h2 { "Warnings about this run" }
                    ul.panel { @for warning in &fleet.warnings { li { (warning) } } }
                }
            }
        }
        footer.wrap { p { (frame::tool(&fleet.tool)) "Run it again with " code { "plugin-ready fleet" } "." } }
    };
    frame::page("Readiness of the fleet", own, &content)
}

fn head(fleet: &Fleet) -> Markup {
    html! {
        p.brand { "Readiness of Mattermost plugins" }
        h1 { "The fleet" }
        ul.meta {
            li { "target " span.mono { (fleet.target.id) } }
            @if fleet.run.offline { li { "offline: no server was asked" } }
        }
    }
}

fn verdict(fleet: &Fleet) -> Markup {
    let census = fleet.census();
    let counts = [
        (Status::Ready, census.ready),
        (Status::Waiting, census.waiting),
        (Status::Unknown, census.unknown),
        (Status::Blocked, census.blocked),
    ];
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let worst = counts.iter().rev().find(|(_, count)| *count > 0).map_or(Status::Unknown, |(status, _)| *status);
    let verb = if census.ready == 1 { "is" } else { "are" };
    let headline = match all {
        0 => "No plugin was judged".to_owned(),
        all => format!("{} of {all} {verb} ready for {}", census.ready, fleet.target.id),
    };
    let shares = counts.map(|(status, count)| (tone_of(status), count));
    html! {
        div class={ "verdict " (tone_of(worst)) } {
            div { h2 { (headline) } p { (sums(fleet)) "." } }
            (frame::ring(&format!("{} of {all} plugins are ready", census.ready), census.ready, "ready", &shares))
        }
    }
}

fn levers(levers: &[Lever]) -> Markup {
    let (first, more) = levers.split_at(levers.len().min(LEVERS));
    html! {
        @if !levers.is_empty() {
            section {
                h2 { "What to do first" }
                p.soft { "Findings that several plugins share: one change may clear them all." }
                @for lever in first { (card(lever)) }
                @if !more.is_empty() {
                    details.more {
                        summary { (more.len()) " more" }
                        @for lever in more { (card(lever)) }
                    }
                }
            }
        }
    }
}

fn card(lever: &Lever) -> Markup {
    html! {
        details.item.lever {
            summary {
                b.count { (lever.plugins.len()) span.unseen { " plugins:" } }
                div { h3 { (lever.id) } p { (prose::inline(&lever.because)) } }
                span.tag { @if lever.item { (words::who(lever.who)) } @else { "hint" } }
                svg.chevron aria-hidden="true" { use href="#icon-chevron" {} }
            }
            div.body {
                @if let Some(help) = &lever.help { p.next { b { "Next" } (prose::inline(help)) } }
                ul.names { @for plugin in &lever.plugins { li { (plugin) } } }
            }
        }
    }
}

fn matrix(fleet: &Fleet) -> Markup {
    html! {
        section {
            h2 { "Plugin by plugin" }
            p.soft { "Nearest to ready first. “Open” counts what keeps a plugin from " (fleet.target.id) "." }
            p.filter {
                label for="filter" { "Show only" }
                input #filter type="search" placeholder="a name, or a word such as nightly-build" autocomplete="off";
                output #shown for="filter" {}
            }
            div.panel.scroll role="region" aria-label="Matrix of plugins by tier" tabindex="0" {
                table #matrix {
                    caption.unseen { "Where each plugin stands in each tier; the head of a column sorts by it" }
                    thead {
                        tr {
                            th scope="col" { button type="button" { "plugin" } }
                            @for tier in &TIERS { th scope="col" { button type="button" { (tier.id) } } }
                            th.n scope="col" { button type="button" { "open" } }
                        }
                    }
                    @for row in &fleet.rows { tbody { (table_row(row, fleet)) } }
                }
            }
        }
    }
}

/// A row, and under it what is not met, to be opened.
fn table_row(row: &Row, fleet: &Fleet) -> Markup {
    html! {
        tr {
            th scope="row" {
                (row.title())
                @if row.title() != row.path { small.mono { (row.path) } }
            }
            @match &row.outcome {
                Outcome::Plugin(standing) => {
                    @for tier in &TIERS { (tier_cell(standing, tier)) }
                    td.n data-sort=(standing.open(fleet.target)) { (standing.open(fleet.target)) }
                }
                Outcome::NotAPlugin(why) => {
                    td.na colspan=(COLUMNS - 1) data-sort="99998" { span.standing { (icon("na")) "no plugin: " (why) } }
                }
                Outcome::Error(why) => {
                    td.fail colspan=(COLUMNS - 1) data-sort="99999" {
                        span.standing { (icon("fail")) "could not be judged: " (why) }
                    }
                }
            }
        }
        @if let Outcome::Plugin(standing) = &row.outcome { (open_items(standing)) }
    }
}

fn tier_cell(standing: &Standing, tier: &Tier) -> Markup {
    let own = standing.tiers.get(tier.id);
    let own_tone = own.map_or("na", own_tone);
    // Failing weighs more than not looked at, and that more than waiting.
    let weight = own.map_or(0, |own| own.fail * 10_000 + own.unknown * 100 + own.wait);
    html! {
        td class=(own_tone) data-sort=(weight) {
            span.standing { (icon(own_tone)) (cell(standing, tier.id)) }
            ul.dots aria-hidden="true" {
                @for item in tier.items {
                    @let verdict = standing.items.get(item.id).map(|item| item.verdict);
                    li class=(verdict.map_or("na", tone)) title=(item.id) {}
                }
            }
        }
    }
}

fn open_items(standing: &Standing) -> Markup {
    html! {
        @let open: Vec<_> = standing.items.iter().filter(|(_, item)| item.because.is_some()).collect();
        @if !open.is_empty() {
            tr.open {
                td colspan=(COLUMNS) {
                    details {
                        summary { (open.len()) " items to act on, in all tiers" }
                        ul {
                            @for (id, item) in open {
                                li class=(tone(item.verdict)) {
                                    (icon(tone(item.verdict)))
                                    span {
                                        b { (id) } " " span.soft { (item.verdict) ", " (words::who(item.who)) }
                                        br; (prose::inline(item.because.as_deref().unwrap_or_default()))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The tone of a tier by its own items, whatever the tiers below it say.
fn own_tone(tier: &TierStanding) -> &'static str {
    match (tier.status, tier.fail, tier.unknown, tier.wait) {
        (Status::Ready, ..) => "pass",
        (_, 1.., ..) => "fail",
        (_, 0, 1.., _) => "unknown",
        (_, 0, 0, 1..) => "pending",
        (_, 0, 0, 0) => "na",
    }
}

fn ending(fleet: &Fleet) -> Markup {
    html! {
        @if !fleet.ending.is_empty() {
            section {
                h2 { "Waivers and sign-offs that end soon" }
                ul.panel {
                    @for ending in &fleet.ending {
                        li { b { (ending.until) } ": " (ending.what) " of " (ending.item) ", " (ending.plugin) }
                    }
                }
            }
        }
    }
}

fn since(changes: &Changes) -> Markup {
    html! {
        section {
            h2 { "Since the report before" }
            p.soft {
                (changes.better.len()) " better, " (changes.worse.len()) " worse, " (changes.new.len()) " new, "
                (changes.gone.len()) " gone"
            }
            ul.panel.changes {
                @for change in &changes.worse { li.fail { (icon("fail")) span { "worse: " (told(change, "→")) } } }
                @for change in &changes.better { li.pass { (icon("pass")) span { "better: " (told(change, "→")) } } }
                @for path in &changes.new { li.na { (icon("na")) span { "new: " (path) } } }
                @for path in &changes.gone { li.na { (icon("na")) span { "gone: " (path) } } }
            }
        }
    }
}
