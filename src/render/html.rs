//! One self-contained page for a browser: no script, nothing fetched, light and dark, and sound without a mouse or
//! eyes.

mod code_map;
pub(crate) mod frame;
mod item;
pub(crate) mod prose;
mod treemap;

use maud::{Markup, html};

use self::frame::{Own, icon};
use super::words;
use crate::report::{ItemReport, Report, Status, TierReport};
use crate::verdict::Mark;

/// All reports on one page.
pub fn render(reports: &[&Report]) -> String {
    let names: Vec<&str> = reports.iter().map(|report| report.plugin.title()).collect();
    let content = html! {
        @for (index, report) in reports.iter().enumerate() { (one(report, &(index + 1).to_string())) }
    };
    frame::page(&format!("Readiness of {}", names.join(", ")), Own::default(), &content)
}

/// A report; `nth` keeps the page's anchors apart.
fn one(report: &Report, nth: &str) -> Markup {
    html! {
        article.report {
            header.top { div.wrap { (head(report)) } }
            div.wrap {
                (verdict(report))
                (path(report, nth))
                (next(report, nth))
                @for (index, tier) in report.tiers.iter().enumerate() { (tier_section(report, tier, index, nth)) }
                @if let Some(boilerplate) = &report.boilerplate { (code_map::section(boilerplate)) }
                (hints(report))
                (warnings(report))
            }
            footer.wrap { (foot(report)) }
        }
    }
}

fn head(report: &Report) -> Markup {
    let plugin = &report.plugin;
    html! {
        p.brand { "Readiness of a Mattermost plugin" }
        h1 { (plugin.title()) }
        ul.meta {
            @if let (Some(id), Some(_)) = (&plugin.id, &plugin.name) { li.mono { (id) } }
            @if let Some(version) = &plugin.version { li { "version " (version) } }
            @if plugin.path != "." { li { "in " span.mono { (plugin.path) } } }
            @if let Some(commit) = &plugin.commit { li { "commit " span.mono { (words::commit(commit)) } } }
            @if let Some(branch) = &plugin.branch { li { "branch " span.mono { (branch) } } }
            @if plugin.dirty { li { "with uncommitted changes" } }
            @if report.run.offline { li { "offline: no server was asked" } }
            @if report.run.strict { li { "strict: pending and unknown count as failing" } }
            @if report.run.as_official { li { "as official: the plugin’s own people and waivers were not read" } }
        }
    }
}

fn verdict(report: &Report) -> Markup {
    let status = report.status();
    let target = report.target.id;
    let line = words::verdict_line(report);
    let headline = match status {
        Status::Ready => format!("Ready for {target}"),
        Status::Waiting => format!("Waiting for people, on the way to {target}"),
        Status::Unknown => format!("Not known whether it is ready for {target}"),
        Status::Blocked => format!("Not ready for {target} yet"),
    };
    html! {
        div class={ "verdict " (tone_of(status)) } {
            div {
                h2 { (headline) }
                p { (sentence_case(line.strip_prefix(&format!("{target}: ")).unwrap_or(&line))) "." }
            }
            (ring(report))
        }
    }
}

/// The share of each verdict among the items that the exit code speaks of.
fn ring(report: &Report) -> Markup {
    let items: Vec<&ItemReport> = report.targeted().collect();
    let met = items.iter().filter(|item| item.met()).count();
    let count = |tone: &str| items.iter().filter(|item| self::tone(item.verdict.mark()) == tone).count();
    let shares = ["pass", "na", "pending", "unknown", "fail"].map(|tone| (tone, count(tone)));
    frame::ring(&format!("{met} of {} items are met", items.len()), met, "met", &shares)
}

/// How the tier at `index` looks on the path, and what is said of it.
fn stage(report: &Report, index: usize) -> (&'static str, &'static str) {
    words::stage(report, index).map_or(("na", words::NOT_REACHED), |status| (tone_of(status), words::status(status)))
}

fn path(report: &Report, nth: &str) -> Markup {
    let here = report.tiers.iter().position(|tier| tier.status != Status::Ready);
    html! {
        section {
            h2 { "The path" }
            p.soft { "Each tier is reached only after the one before it." }
            ol.path {
                @for (index, tier) in report.tiers.iter().enumerate() {
                    @let target = tier.tier.id == report.target.id;
                    @let met = tier.items.iter().filter(|item| item.met()).count();
                    @let (tone, said) = stage(report, index);
                    li class={ "step " (tone) @if target { " target" } } {
                        div.head { (icon(tone)) (said) }
                        h3 { a href={ "#" (anchor(nth, tier.tier.id)) } { (tier.tier.id) } }
                        p.soft { (tier.tier.title) }
                        @if target || here == Some(index) {
                            div.tags {
                                @if target { span.tag { "target" } }
                                @if here == Some(index) { span.tag { "you are here" } }
                            }
                        }
                        div.sum {
                            p.soft { (met) " of " (tier.items.len()) " met" }
                            ul.dots aria-hidden="true" {
                                @for item in &tier.items { li class=(self::tone(item.verdict.mark())) title=(item.item.id) {} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn next(report: &Report, nth: &str) -> Markup {
    let mark = |id: &str| report.items().find(|item| item.item.id == id).map(|item| item.verdict.mark());
    html! {
        @if !report.next.is_empty() {
            section {
                h2 { "Who must act next" }
                div.cards {
                    @for next in &report.next {
                        div.card {
                            h3 { (sentence_case(words::who(next.who))) }
                            ul {
                                @for id in &next.items {
                                    @let mark = mark(id);
                                    li class=(mark.map_or("na", tone)) {
                                        (icon(mark.map_or("na", tone)))
                                        a href={ "#" (anchor(nth, id)) } { (id) }
                                        span.unseen { " (" (mark.map_or("", Mark::name)) ")" }
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

fn tier_section(report: &Report, tier: &TierReport, index: usize, nth: &str) -> Markup {
    let (tone, said) = stage(report, index);
    let asked = report.tiers_to_target().any(|t| t.tier.id == tier.tier.id);
    html! {
        section.tier id=(anchor(nth, tier.tier.id)) {
            header {
                h2 { (tier.tier.id) }
                span class={ "tag " (tone) } { (said) }
                @if !asked { span.soft { "above the target" } }
            }
            @for item in &tier.items { (item::card(item, asked && !item.met(), nth)) }
        }
    }
}

fn hints(report: &Report) -> Markup {
    html! {
        @if !report.hints.is_empty() {
            section {
                h2 { "Hints" }
                p.soft { "Advice beside the checklist: never part of a tier." }
                @for hint in &report.hints { (item::hint(hint)) }
            }
        }
    }
}

fn warnings(report: &Report) -> Markup {
    html! {
        @if !report.warnings.is_empty() {
            section {
                h2 { "Warnings about this run" }
                ul.panel { @for warning in &report.warnings { li { (warning) } } }
            }
        }
    }
}

fn foot(report: &Report) -> Markup {
    html! {
        p {
            (frame::tool(&report.tool)) "Run it again with " code { "plugin-ready check" } "; "
            code { "plugin-ready explain ITEM" } " tells what an item asks and why."
        }
    }
}

/// The class, and the icon, of a verdict.
pub(crate) fn tone(mark: Mark) -> &'static str {
    match mark {
        Mark::NotApplicable => "na",
        other => other.name(),
    }
}

/// The class, and the icon, of a tier's status.
pub(crate) fn tone_of(status: Status) -> &'static str {
    match status {
        Status::Ready => "pass",
        Status::Waiting => "pending",
        Status::Unknown => "unknown",
        Status::Blocked => "fail",
    }
}

fn anchor(nth: &str, id: &str) -> String {
    format!("r{nth}-{id}")
}

/// `text` with a capital, unless it begins with a name from a file.
fn sentence_case(text: &str) -> String {
    if text.split(' ').next().is_some_and(|word| word.contains('_')) {
        return text.to_owned();
    }
    words::capitalised(text)
}
