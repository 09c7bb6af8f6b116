//! What the formats for code reviews show: the items that the exit code speaks of and somebody has to act on, and the
//! hints.

use ring::digest::SHA256;

use crate::checklist::plugin_manifest;
use crate::evidence::gather::Gather as _;
use crate::exit::Code;
use crate::report::{HintReport, ItemReport, Location, Report, Waived};
use crate::verdict::Verdict;

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// It fails the run.
    Error,
    /// It may: we could not look.
    Warning,
    /// It does not: it waits for a person, is waived, or is advice.
    Note,
}

/// An item that is not settled, or a hint, with the one place that a review tool anchors it to.
pub(crate) struct Finding<'a> {
    /// The item's or hint's name.
    pub(crate) id: &'a str,
    /// The item; `None` for a hint.
    pub(crate) item: Option<&'a ItemReport>,
    /// How loud it is.
    pub(crate) level: Level,
    /// The fact.
    pub(crate) because: &'a str,
    /// The next command or edit.
    pub(crate) help: Option<&'a str>,
    /// The place to show it at: its own first one, else the manifest.
    pub(crate) at: Location,
    /// Its other places.
    pub(crate) others: &'a [Location],
    /// The same for the same finding in every run, wherever lines move to; unique within a report.
    pub(crate) fingerprint: String,
}

impl<'a> Finding<'a> {
    /// The fact, and what to do about it.
    pub(crate) fn message(&self, between: &str) -> String {
        match self.help {
            None => self.because.to_owned(),
            Some(help) => format!("{}{between}{help}", self.because),
        }
    }

    /// The waiver that lies over it.
    pub(crate) fn waived(&self) -> Option<&'a Waived> {
        self.item.and_then(|item| item.waived.as_ref())
    }

    /// The first line meant, from 1.
    pub(crate) fn line(&self) -> usize {
        self.at.span.map_or(1, |span| span.start.line)
    }
}

/// The findings of `report`, the loudest first, then in the order of the tiers.
pub(crate) fn findings(report: &Report) -> Vec<Finding<'_>> {
    let manifest = manifest(report);
    let mut found: Vec<Finding<'_>> =
        report.targeted().filter(|item| !item.settled()).map(|item| of_item(report, item, &manifest)).collect();
    let mut seen: Vec<String> = Vec::new();
    for hint in &report.hints {
        let key = hint_key(report, hint);
        let nth = seen.iter().filter(|k| **k == key).count();
        let fingerprint = digest(&format!("{key}\n{nth}"));
        seen.push(key);
        found.push(of_hint(hint, &manifest, fingerprint));
    }
    found.into_iter().sorted_by(|a, b| a.level.cmp(&b.level))
}

fn of_item<'a>(report: &Report, item: &'a ItemReport, manifest: &Location) -> Finding<'a> {
    let level = match item.verdict {
        _ if fails(report, item) => Level::Error,
        Verdict::Unknown(_) if item.waived.is_none() => Level::Warning,
        _ => Level::Note,
    };
    Finding {
        id: item.item.id,
        item: Some(item),
        level,
        because: &item.because,
        help: item.help.as_deref(),
        at: item.locations.first().unwrap_or(manifest).clone(),
        others: item.locations.get(1..).unwrap_or_default(),
        fingerprint: digest(&format!("item\n{}\n{}", report.plugin.path, item.item.id)),
    }
}

/// The item, on its own, would make the exit code 1.
pub(crate) fn fails(report: &Report, item: &ItemReport) -> bool {
    Code::of([(&item.verdict, item.waived.is_some())], report.run.strict) == Code::Failing
}

fn of_hint<'a>(hint: &'a HintReport, manifest: &Location, fingerprint: String) -> Finding<'a> {
    Finding {
        id: hint.id,
        item: None,
        level: Level::Note,
        because: &hint.because,
        help: Some(&hint.help),
        at: hint.locations.first().unwrap_or(manifest).clone(),
        others: hint.locations.get(1..).unwrap_or_default(),
        fingerprint,
    }
}

/// Where a hint stands, by the text of its line and not its number.
fn hint_key(report: &Report, hint: &HintReport) -> String {
    let at = hint.locations.first();
    let path = at.map_or("", |l| l.path.as_str());
    let line = at.and_then(|l| l.excerpt.as_ref()).map_or("", |e| e.text.trim());
    format!("hint\n{}\n{}\n{path}\n{line}", report.plugin.path, hint.id)
}

/// Review tools refuse a finding without a place; the manifest stands for the plugin as a whole.
fn manifest(report: &Report) -> Location {
    let item = report.items().find(|item| item.item.id == plugin_manifest::ITEM.id);
    let seen = item.and_then(|item| item.locations.first());
    let path = match (seen, report.plugin.path.as_str()) {
        (Some(location), _) => location.path.clone(),
        (None, ".") => "plugin.json".to_owned(),
        (None, folder) => format!("{folder}/plugin.json"),
    };
    Location { path, span: None, excerpt: None }
}

fn digest(text: &str) -> String {
    let digest = ring::digest::digest(&SHA256, text.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
