//! JUnit XML: a suite for each tier, a case for each item. What the exit code does not count is skipped, with its
//! reason.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::finding::fails;
use super::words;
use crate::report::{ItemReport, Report, TierReport};
use crate::verdict::Verdict;

/// All reports in one document.
pub fn render(reports: &[&Report]) -> String {
    let suites: Vec<Suite<'_>> = reports.iter().flat_map(|report| suites(report)).collect();
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = document(&suites, &mut Writer::new_with_indent(&mut text, b' ', 4));
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// A tier.
struct Suite<'a> {
    name: String,
    report: &'a Report,
    tier: &'a TierReport,
    cases: Vec<Case<'a>>,
}

/// An item.
struct Case<'a> {
    item: &'a ItemReport,
    outcome: Outcome,
    /// The exit code counts its tier.
    counted: bool,
}

/// What became of a case, in JUnit's words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Success,
    Skipped,
    Failure,
    Error,
}

impl Outcome {
    fn of(report: &Report, item: &ItemReport, counted: bool) -> Self {
        match item.verdict {
            Verdict::Pass => Self::Success,
            _ if !counted || !fails(report, item) => Self::Skipped,
            Verdict::Unknown(_) => Self::Error,
            _ => Self::Failure,
        }
    }

    /// The element that tells it; success has none.
    fn element(self) -> Option<&'static str> {
        match self {
            Self::Success => None,
            Self::Skipped => Some("skipped"),
            Self::Failure => Some("failure"),
            Self::Error => Some("error"),
        }
    }
}

fn suites(report: &Report) -> impl Iterator<Item = Suite<'_>> {
    let counted = report.tiers_to_target().count();
    report.tiers.iter().enumerate().map(move |(index, tier)| {
        let name = match report.plugin.path.as_str() {
            "." => tier.tier.id.to_owned(),
            path => format!("{path}: {}", tier.tier.id),
        };
        let counted = index < counted;
        let case = |item| Case { item, outcome: Outcome::of(report, item, counted), counted };
        Suite { name, report, tier, cases: tier.items.iter().map(case).collect() }
    })
}

fn document(suites: &[Suite<'_>], xml: &mut Writer<impl Write>) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let root = xml.create_element("testsuites").with_attribute(("name", "plugin-ready"));
    root.with_attributes(sums(cases()).iter().map(pair))
        .write_inner_content(|xml| suites.iter().try_for_each(|suite| suite.write(xml)))?;
    Ok(())
}

/// How many of `cases` there are, and of each kind.
fn sums<'a>(cases: impl Iterator<Item = &'a Case<'a>> + Clone) -> [(&'static str, String); 4] {
    let count = |outcome| cases.clone().filter(|case| case.outcome == outcome).count().to_string();
    [
        ("tests", cases.clone().count().to_string()),
        ("skipped", count(Outcome::Skipped)),
        ("failures", count(Outcome::Failure)),
        ("errors", count(Outcome::Error)),
    ]
}

fn pair<'a>((name, value): &'a (&'static str, String)) -> (&'a str, &'a str) {
    (name, value)
}

impl Suite<'_> {
    fn write(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let element = xml.create_element("testsuite").with_attribute(("name", legal(&self.name).as_str()));
        element.with_attributes(sums(self.cases.iter()).iter().map(pair)).write_inner_content(|xml| {
            xml.create_element("properties").write_inner_content(|xml| {
                property(xml, "status", self.tier.status.name())?;
                self.report.plugin.id.iter().try_for_each(|id| property(xml, "plugin", id))
            })?;
            self.cases.iter().try_for_each(|case| case.write(&self.name, xml))
        })?;
        Ok(())
    }
}

fn property(xml: &mut Writer<impl Write>, name: &str, value: &str) -> io::Result<()> {
    xml.create_element("property").with_attributes([("name", name), ("value", &legal(value))]).write_empty()?;
    Ok(())
}

impl Case<'_> {
    fn write(&self, suite: &str, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let class = legal(&format!("plugin-ready.{suite}"));
        let element = xml.create_element("testcase");
        let element = element.with_attributes([("name", self.item.item.id), ("classname", class.as_str())]);
        let Some(outcome) = self.outcome.element() else { return element.write_empty().map(|_| ()) };
        let verdict = self.item.verdict.name();
        let kind = if self.counted { verdict.to_owned() } else { format!("{verdict}, above the target") };
        let message = legal(&format!("{kind}: {}", self.item.because));
        element.write_inner_content(|xml| {
            let told = xml.create_element(outcome).with_attributes([("message", message.as_str()), ("type", &kind)]);
            told.write_text_content(BytesText::new(&legal(&description(self.item)))).map(|_| ())
        })?;
        Ok(())
    }
}

fn description(item: &ItemReport) -> String {
    let mut lines = vec![item.because.clone()];
    lines.extend(item.locations.iter().map(|location| format!("at {location}")));
    lines.extend(item.help.iter().map(|help| format!("next ({}): {help}", words::who(item.who()))));
    if let Some(waived) = &item.waived {
        lines.push(format!("waived by {} until {}: {}", waived.by, waived.until, waived.reason));
    }
    lines.join("\n")
}

/// `text` with the characters replaced that XML forbids.
fn legal(text: &str) -> String {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_legal(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}
