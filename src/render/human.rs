//! For a person: tiers as a path, every item with its fact and place, then who must act next.

use super::words::{self, commit, grouped};
use super::{Medium, sheet::Sheet};
use crate::report::{HintReport, ItemReport, Location, Report, Run, Status, TierReport};
use crate::verdict::Verdict;

/// Where an item's text starts.
const INDENT: &str = "           ";
/// Places shown for one item.
const PLACES: usize = 5;

/// The report for people.
pub fn render(report: &Report, medium: Medium) -> String {
    let mut page = Page { sheet: Sheet::new(medium, 40, 120), quiet: medium.quiet };
    let near = near(report);
    if medium.quiet {
        for tier in report.tiers_to_target().filter(|tier| !tier.settled()) {
            page.tier(tier);
        }
    } else {
        page.head(report);
        page.path(report);
        for (index, tier) in report.tiers.iter().enumerate() {
            if index <= near { page.tier(tier) } else { page.tier_in_short(tier) }
        }
        if let Some(last) = report.tiers.last().filter(|_| near + 1 < report.tiers.len()) {
            page.sheet.blank();
            page.sheet.line(&format!("more on these: plugin-ready check --tier {}", last.tier.id));
        }
        page.code(report);
        page.hints(&report.hints);
    }
    page.foot(report);
    page.sheet.into_text()
}

/// The last tier that is told in full: the target, or the first open one above it.
fn near(report: &Report) -> usize {
    let target = report.tiers_to_target().count().saturating_sub(1);
    let open = report.tiers.iter().position(|tier| tier.status != Status::Ready).unwrap_or(0);
    target.max(open)
}

/// `text` on one line of `room` columns.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(room.saturating_sub(1)).collect();
    short.push('…');
    short
}

struct Page {
    sheet: Sheet,
    quiet: bool,
}

impl Page {
    fn head(&mut self, report: &Report) {
        let plugin = &report.plugin;
        let name = match (&plugin.name, &plugin.id) {
            (Some(name), Some(id)) => format!("{name} ({id})"),
            (Some(name), None) | (None, Some(name)) => name.clone(),
            (None, None) => "plugin".to_owned(),
        };
        let name = self.sheet.paint.bold(&name);
        self.sheet.line(&name);
        let mut parts = Vec::new();
        if plugin.path != "." {
            parts.push(format!("in {}", plugin.path));
        }
        if let Some(id) = &plugin.commit {
            parts.push(format!("at {}", commit(id)));
        }
        if let Some(branch) = &plugin.branch {
            parts.push(format!("on {branch}"));
        }
        if plugin.dirty {
            parts.push("with uncommitted changes".to_owned());
        }
        if !parts.is_empty() {
            self.sheet.wrapped("  ", 2, &parts.join(" "));
        }
    }

    /// Every tier in a line: how far along the path the plugin is.
    fn path(&mut self, report: &Report) {
        self.sheet.blank();
        let widest = report.tiers.iter().map(|tier| tier.tier.id.len()).max().unwrap_or(0);
        for (index, tier) in report.tiers.iter().enumerate() {
            let met = tier.items.iter().filter(|item| item.met()).count();
            let status = match words::stage(report, index) {
                Some(status) => self.sheet.paint.status(status, &format!("{:<18}", words::status(status))),
                None => self.sheet.paint.dim(&format!("{:<18}", words::NOT_REACHED)),
            };
            let target = if tier.tier.id == report.target.id { "  <- target" } else { "" };
            let id = self.sheet.paint.bold(&format!("{:<widest$}", tier.tier.id));
            self.sheet.line(&format!("  {id}  {status}  {met:>2} of {:>2} met{target}", tier.items.len()));
        }
    }

    fn tier(&mut self, tier: &TierReport) {
        self.tier_head(tier);
        let (mut apart, mut first) = (false, true);
        for item in &tier.items {
            if self.quiet && item.settled() {
                continue;
            }
            // What is open stands apart from what is done.
            if apart || !item.met() && !first {
                self.sheet.blank();
            }
            self.item(item);
            (apart, first) = (!item.met(), false);
        }
    }

    /// A tier beyond what is to be done next: a line for each item.
    fn tier_in_short(&mut self, tier: &TierReport) {
        self.tier_head(tier);
        let widest = tier.items.iter().map(|item| item.item.id.len()).max().unwrap_or(0);
        for item in &tier.items {
            let verdict = self.verdict(item);
            let room = self.sheet.width.saturating_sub(INDENT.len() + widest + 2);
            let because = self.sheet.paint.dim(&cut(&item.because, room));
            self.sheet.line(&format!("  {verdict} {:<widest$}  {because}", item.item.id));
        }
    }

    fn tier_head(&mut self, tier: &TierReport) {
        self.sheet.blank();
        let id = self.sheet.paint.bold(tier.tier.id);
        let title = self.sheet.paint.dim(tier.tier.title);
        self.sheet.line(&format!("{id}: {title}"));
    }

    fn verdict(&self, item: &ItemReport) -> String {
        let verdict = match item.verdict {
            Verdict::NotApplicable => "n/a",
            ref other => other.name(),
        };
        self.sheet.paint.verdict(&item.verdict, &format!("{verdict:<8}"))
    }

    fn item(&mut self, item: &ItemReport) {
        let verdict = self.verdict(item);
        let id = if item.met() { item.item.id.to_owned() } else { self.sheet.paint.bold(item.item.id) };
        self.sheet.line(&format!("  {verdict} {id}"));
        self.sheet.wrapped(INDENT, INDENT.len(), &item.because);
        if item.met() {
            if let Some(location) = item.locations.first().filter(|l| !item.because.contains(&l.path)) {
                let place = self.sheet.paint.place(&location.to_string());
                self.sheet.line(&format!("{INDENT}{place}"));
            }
        } else {
            for location in item.locations.iter().take(PLACES) {
                self.excerpt(location);
            }
            if let Some(more) = item.locations.len().checked_sub(PLACES).filter(|n| *n > 0) {
                self.sheet.line(&format!("{INDENT}and {more} more places: see --format json"));
            }
        }
        if let Some(waived) = &item.waived {
            let text = format!("waived by {} until {}: {}", waived.by, waived.until, waived.reason);
            self.sheet.wrapped(INDENT, INDENT.len(), &text);
        }
        if let Some(help) = &item.help {
            self.help(help);
        }
    }

    fn help(&mut self, help: &str) {
        self.sheet.wrapped(&format!("{INDENT}-> "), INDENT.len() + 3, help);
    }

    /// `path:line:column`, the source line, and a caret under what is meant.
    fn excerpt(&mut self, location: &Location) {
        let place = self.sheet.paint.place(&location.to_string());
        self.sheet.line(&format!("{INDENT}{place}"));
        let (Some(excerpt), Some(span)) = (&location.excerpt, location.span) else { return };
        let number = span.start.line.to_string();
        let room = self.sheet.width.saturating_sub(INDENT.len() + 3 + number.len()).max(20);
        // A long line is shown from a little before the caret.
        let skip = if excerpt.start + 10 > room { excerpt.start - room / 3 } else { 0 };
        let shown: String = excerpt.text.chars().skip(skip).collect();
        let text = cut(&shown, room);
        if text.trim().is_empty() {
            return;
        }
        let caret = excerpt.start - skip;
        let carets = (excerpt.end - skip).min(text.trim_end().chars().count()).saturating_sub(caret).max(1);
        let margin = " ".repeat(number.len());
        self.sheet.line(&format!("{INDENT}{number} | {text}"));
        self.sheet.line(&format!("{INDENT}{margin} | {}{}", " ".repeat(caret), "^".repeat(carets)));
    }

    /// One line on whose code it is, and what it was compared with.
    fn code(&mut self, report: &Report) {
        let Some(found) = &report.boilerplate else { return };
        let (own, theirs) = (grouped(found.lines.own), grouped(found.lines.boilerplate));
        let head = self.sheet.paint.bold("code");
        self.sheet.blank();
        let start = found.base.as_deref().map(|base| format!(", based on its {}", commit(base)));
        let (start, tip) = (start.unwrap_or_default(), commit(&report.tool.template_index));
        let text = format!(
            "{own} lines of its own, {theirs} of the starter template{start}, known up to {tip}; plugin-ready review shows \
             which, and asks the history too"
        );
        self.sheet.wrapped(&format!("{head}: "), 6, &text);
    }

    fn hints(&mut self, hints: &[HintReport]) {
        if hints.is_empty() {
            return;
        }
        self.sheet.blank();
        let head = self.sheet.paint.bold("hints");
        self.sheet.line(&format!("{head}: advice, never part of a tier"));
        for hint in hints {
            self.sheet.line(&format!("  {}", hint.id));
            self.sheet.wrapped(INDENT, INDENT.len(), &hint.because);
            if let Some(location) = hint.locations.first() {
                let place = self.sheet.paint.place(&location.to_string());
                let more = match hint.locations.len() - 1 {
                    0 => String::new(),
                    1 => " and 1 more place".to_owned(),
                    more => format!(" and {more} more places"),
                };
                self.sheet.line(&format!("{INDENT}{place}{more}"));
            }
            self.help(&hint.help);
        }
    }

    fn foot(&mut self, report: &Report) {
        self.sheet.blank();
        for warning in &report.warnings {
            self.sheet.wrapped("warning: ", 9, warning);
        }
        let line = format!("{}{}", words::verdict_line(report), restrictions(report.run));
        self.sheet.wrapped("", 0, &line);
        for next in &report.next {
            let lead = format!("next, {}: ", words::who(next.who));
            self.sheet.wrapped(&lead, lead.chars().count(), &next.items.join(", "));
        }
    }
}

fn restrictions(run: Run) -> String {
    let mut text = String::new();
    if run.as_official {
        text.push_str("; as official: the plugin's own people and waivers were not read");
    }
    if run.strict {
        text.push_str("; strict: pending and unknown count as failing");
    }
    text
}
