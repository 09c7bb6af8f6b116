//! Version 1 of the JSON report: a frozen shape, described by `plugin-ready schema report`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::evidence::boilerplate as evidence;
use crate::evidence::gather::Gather as _;
use crate::report::{self, Report};

/// The report as JSON, indented.
pub fn render(report: &Report) -> String {
    indented(&document(report))
}

/// Several reports as an array of such documents.
pub fn render_all(reports: &[&Report]) -> String {
    indented(&reports.iter().map(|report| document(report)).collect::<Vec<_>>())
}

/// `value` as JSON, indented; ends in a newline.
pub(super) fn indented(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// The report as the JSON document that is written out.
pub fn document(report: &Report) -> Document<'_> {
    Document {
        version: 1,
        tool: tool(&report.tool),
        plugin: plugin(&report.plugin),
        target: report.target.id,
        status: report.status().name(),
        ready_tier: report.ready_tier().map(|tier| tier.id),
        tiers: report.tiers.iter().map(tier).collect(),
        hints: report.hints.iter().map(hint).collect(),
        boilerplate: report.boilerplate.as_ref().map(boilerplate),
        next: next(report),
        warnings: &report.warnings,
    }
}

/// The whole document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    version: u32,
    tool: Tool<'a>,
    plugin: Plugin<'a>,
    target: &'a str,
    status: &'a str,
    ready_tier: Option<&'a str>,
    tiers: Vec<Tier<'a>>,
    hints: Vec<Hint<'a>>,
    boilerplate: Option<Boilerplate<'a>>,
    next: Vec<Next<'a>>,
    warnings: &'a [String],
}

#[derive(Debug, Serialize)]
pub(super) struct Boilerplate<'a> {
    files: BTreeMap<&'a str, usize>,
    lines: Lines,
    base: Option<&'a str>,
    range: Option<&'a [String; 2]>,
    folders: Vec<Folder<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Lines {
    boilerplate: usize,
    own: usize,
    trivial: usize,
    excluded: usize,
    generated: usize,
}

#[derive(Debug, Serialize)]
struct Folder<'a> {
    path: &'a str,
    deep: bool,
    files: usize,
    lines: Lines,
}

#[derive(Debug, Serialize)]
pub(super) struct Tool<'a> {
    name: &'a str,
    version: &'a str,
    checklist: &'a str,
    template_index: &'a str,
    licence_table: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Plugin<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    version: Option<&'a str>,
    path: &'a str,
    commit: Option<&'a str>,
    branch: Option<&'a str>,
    dirty: bool,
}

#[derive(Debug, Serialize)]
struct Tier<'a> {
    id: &'a str,
    title: &'a str,
    status: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    id: &'a str,
    title: &'a str,
    verdict: &'a str,
    because: &'a str,
    help: Option<&'a str>,
    who: &'a str,
    cause: Option<&'a str>,
    locations: Vec<Location<'a>>,
    waived: Option<Waived<'a>>,
    facts: &'a Map<String, Value>,
    page: Page<'a>,
}

/// Lines and columns count from 1 and the end is inclusive; all four are absent when the whole file is meant.
#[derive(Debug, Serialize)]
pub(crate) struct Location<'a> {
    path: &'a str,
    #[serde(flatten)]
    span: Option<Span>,
}

#[derive(Debug, Serialize)]
struct Span {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Serialize)]
struct Waived<'a> {
    reason: &'a str,
    until: &'a str,
    by: &'a str,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    url: &'a str,
    date: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Hint<'a> {
    id: &'a str,
    because: &'a str,
    help: &'a str,
    locations: Vec<Location<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Next<'a> {
    who: &'a str,
    items: &'a [&'static str],
}

pub(super) fn tool(tool: &report::Tool) -> Tool<'_> {
    Tool {
        name: "plugin-ready",
        version: tool.version,
        checklist: tool.checklist,
        template_index: &tool.template_index,
        licence_table: &tool.licence_table,
    }
}

pub(super) fn plugin(plugin: &report::Plugin) -> Plugin<'_> {
    Plugin {
        id: plugin.id.as_deref(),
        name: plugin.name.as_deref(),
        version: plugin.version.as_deref(),
        path: &plugin.path,
        commit: plugin.commit.as_deref(),
        branch: plugin.branch.as_deref(),
        dirty: plugin.dirty,
    }
}

pub(super) fn next(report: &Report) -> Vec<Next<'_>> {
    report.next.iter().map(|next| Next { who: next.who.name(), items: &next.items }).collect()
}

pub(super) fn boilerplate(found: &report::Boilerplate) -> Boilerplate<'_> {
    Boilerplate {
        files: found.files.iter().map(|(class, count)| (class.name(), *count)).gather(),
        lines: lines(&found.lines),
        base: found.base.as_deref(),
        range: found.range.as_ref(),
        folders: found
            .folders
            .iter()
            .map(|f| Folder { path: &f.path, deep: f.deep, files: f.files, lines: lines(&f.lines) })
            .collect(),
    }
}

pub(super) fn lines(lines: &evidence::Lines) -> Lines {
    Lines {
        boilerplate: lines.boilerplate,
        own: lines.own,
        trivial: lines.trivial,
        excluded: lines.excluded,
        generated: lines.generated,
    }
}

fn tier(tier: &report::TierReport) -> Tier<'_> {
    Tier {
        id: tier.tier.id,
        title: tier.tier.title,
        status: tier.status.name(),
        items: tier.items.iter().map(item).collect(),
    }
}

pub(super) fn item(item: &report::ItemReport) -> Item<'_> {
    Item {
        id: item.item.id,
        title: item.item.title,
        verdict: item.verdict.name(),
        because: &item.because,
        help: item.help.as_deref(),
        who: item.who().name(),
        cause: item.verdict.cause().map(|cause| cause.kind.name()),
        locations: item.locations.iter().map(location).collect(),
        waived: item.waived.as_ref().map(|w| Waived { reason: &w.reason, until: &w.until, by: &w.by }),
        facts: &item.facts,
        page: Page { url: item.item.page.url, date: item.item.page.date },
    }
}

pub(super) fn hint(hint: &report::HintReport) -> Hint<'_> {
    Hint {
        id: hint.id,
        because: &hint.because,
        help: &hint.help,
        locations: hint.locations.iter().map(location).collect(),
    }
}

/// A place as JSON.
pub(crate) fn location(location: &report::Location) -> Location<'_> {
    Location {
        path: &location.path,
        span: location.span.map(|span| Span {
            line: span.start.line,
            column: span.start.column,
            end_line: span.end.line,
            end_column: span.end.column,
        }),
    }
}
