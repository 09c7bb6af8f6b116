//! For a person: tiers as a path, every item with its fact and place, then who must act next.

use super::{Medium, paint::Paint, words};
use crate::report::{HintReport, ItemReport, Location, Report, Run, TierReport};
use crate::verdict::Verdict;

/// Where an item's text starts.
const INDENT: &str = "           ";
/// Places shown for one item.
const PLACES: usize = 5;

/// The report for people.
pub fn render(report: &Report, medium: Medium) -> String {
    let mut page = Page { paint: Paint::new(medium.colour), width: medium.width.clamp(40, 120), out: String::new() };
    page.head(report);
    for tier in &report.tiers {
        page.tier(tier);
    }
    page.hints(&report.hints);
    page.foot(report);
    page.out
}

struct Page {
    paint: Paint,
    width: usize,
    out: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// `text` wrapped, its first line after `first`, the others `indent` columns in.
    fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        for line in words::wrapped(text, self.width.saturating_sub(indent), first, indent) {
            self.line(&line);
        }
    }

    fn head(&mut self, report: &Report) {
        let plugin = &report.plugin;
        let name = match (&plugin.name, &plugin.id) {
            (Some(name), Some(id)) => format!("{name} ({id})"),
            (Some(name), None) | (None, Some(name)) => name.clone(),
            (None, None) => "plugin".to_owned(),
        };
        let name = self.paint.bold(&name);
        self.line(&name);
        let mut parts = Vec::new();
        if plugin.path != "." {
            parts.push(format!("in {}", plugin.path));
        }
        if let Some(commit) = plugin.commit.as_deref().and_then(|c| c.get(..12)) {
            parts.push(format!("at {commit}"));
        }
        if let Some(branch) = &plugin.branch {
            parts.push(format!("on {branch}"));
        }
        if plugin.dirty {
            parts.push("with uncommitted changes".to_owned());
        }
        if !parts.is_empty() {
            self.wrapped("  ", 2, &parts.join(" "));
        }
    }

    fn tier(&mut self, tier: &TierReport) {
        self.out.push('\n');
        let id = self.paint.bold(tier.tier.id);
        let status = self.paint.status(tier.status, words::status(tier.status));
        let title = self.paint.dim(tier.tier.title);
        self.line(&format!("{id}: {status}"));
        self.line(&format!("  {title}"));
        for item in &tier.items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &ItemReport) {
        let verdict = match item.verdict {
            Verdict::NotApplicable => "n/a",
            ref other => other.name(),
        };
        let verdict = self.paint.verdict(&item.verdict, &format!("{verdict:<8}"));
        self.line(&format!("  {verdict} {}", item.item.id));
        self.wrapped(INDENT, INDENT.len(), &item.because);
        if item.met() {
            if let Some(location) = item.locations.first() {
                let place = self.paint.place(&location.to_string());
                self.line(&format!("{INDENT}{place}"));
            }
        } else {
            for location in item.locations.iter().take(PLACES) {
                self.excerpt(location);
            }
            if let Some(more) = item.locations.len().checked_sub(PLACES).filter(|n| *n > 0) {
                self.line(&format!("{INDENT}and {more} more places: see --format json"));
            }
        }
        if let Some(waived) = &item.waived {
            let text = format!("waived by {} until {}: {}", waived.by, waived.until, waived.reason);
            self.wrapped(INDENT, INDENT.len(), &text);
        }
        if let Some(help) = &item.help {
            self.help(help);
        }
    }

    fn help(&mut self, help: &str) {
        self.wrapped(&format!("{INDENT}-> "), INDENT.len() + 3, help);
    }

    /// `path:line:column`, the source line, and a caret under what is meant.
    fn excerpt(&mut self, location: &Location) {
        let place = self.paint.place(&location.to_string());
        self.line(&format!("{INDENT}{place}"));
        let (Some(excerpt), Some(span)) = (&location.excerpt, location.span) else { return };
        let number = span.start.line.to_string();
        let room = self.width.saturating_sub(INDENT.len() + 3 + number.len()).max(20);
        // A long line is shown from a little before the caret.
        let skip = if excerpt.start + 10 > room { excerpt.start - room / 3 } else { 0 };
        let text: String = excerpt.text.chars().skip(skip).take(room).collect();
        if text.trim().is_empty() {
            return;
        }
        let caret = excerpt.start - skip;
        let carets = (excerpt.end - skip).min(text.trim_end().chars().count()).saturating_sub(caret).max(1);
        let margin = " ".repeat(number.len());
        self.line(&format!("{INDENT}{number} | {text}"));
        self.line(&format!("{INDENT}{margin} | {}{}", " ".repeat(caret), "^".repeat(carets)));
    }

    fn hints(&mut self, hints: &[HintReport]) {
        if hints.is_empty() {
            return;
        }
        self.out.push('\n');
        let head = self.paint.bold("hints");
        self.line(&format!("{head}: advice, never part of a tier"));
        for hint in hints {
            self.line(&format!("  {}", hint.id));
            self.wrapped(INDENT, INDENT.len(), &hint.because);
            if let Some(location) = hint.locations.first() {
                self.excerpt(location);
            }
            self.help(&hint.help);
        }
    }

    fn foot(&mut self, report: &Report) {
        self.out.push('\n');
        for warning in &report.warnings {
            self.wrapped("warning: ", 9, warning);
        }
        let line = format!("{}{}", words::verdict_line(report), restrictions(report.run));
        self.wrapped("", 0, &line);
        for next in &report.next {
            let lead = format!("next, {}: ", words::who(next.who));
            self.wrapped(&lead, lead.chars().count(), &next.items.join(", "));
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
