//! JUnit XML: a suite for each tier, a case for each item. What the exit code does not count is skipped, with its
//! reason.

use quick_junit::{NonSuccessKind, Property, Report as Document, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::finding::fails;
use super::words;
use crate::report::{ItemReport, Report, TierReport};
use crate::verdict::Verdict;

/// All reports in one document.
pub fn render(reports: &[&Report]) -> String {
    let mut document = Document::new("plugin-ready");
    for report in reports {
        let counted = report.tiers_to_target().count();
        for (index, tier) in report.tiers.iter().enumerate() {
            document.add_test_suite(suite(report, tier, index < counted));
        }
    }
    // Writing to a string fails only for invalid names, and all of them are ours.
    let mut text = document.to_string().unwrap_or_default();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn suite(report: &Report, tier: &TierReport, counted: bool) -> TestSuite {
    let name = match report.plugin.path.as_str() {
        "." => tier.tier.id.to_owned(),
        path => format!("{path}: {}", tier.tier.id),
    };
    let mut suite = TestSuite::new(xml(&name));
    suite.add_property(Property::new("status", tier.status.name()));
    if let Some(id) = &report.plugin.id {
        suite.add_property(Property::new("plugin", xml(id)));
    }
    for item in &tier.items {
        let mut case = TestCase::new(item.item.id, status(item, counted, counted && fails(report, item)));
        case.set_classname(xml(&format!("plugin-ready.{name}")));
        suite.add_test_case(case);
    }
    suite
}

fn status(item: &ItemReport, counted: bool, fails: bool) -> TestCaseStatus {
    if item.verdict == Verdict::Pass {
        return TestCaseStatus::success();
    }
    let mut lines = vec![item.because.clone()];
    lines.extend(item.locations.iter().map(|location| format!("at {location}")));
    lines.extend(item.help.iter().map(|help| format!("next ({}): {help}", words::who(item.who()))));
    if let Some(waived) = &item.waived {
        lines.push(format!("waived by {} until {}: {}", waived.by, waived.until, waived.reason));
    }
    let kind =
        if counted { item.verdict.name().to_owned() } else { format!("{}, above the target", item.verdict.name()) };
    let mut status = if fails {
        let kind = match item.verdict {
            Verdict::Unknown(_) => NonSuccessKind::Error,
            _ => NonSuccessKind::Failure,
        };
        TestCaseStatus::non_success(kind)
    } else {
        TestCaseStatus::skipped()
    };
    status.set_type(xml(&kind));
    status.set_message(xml(&format!("{kind}: {}", item.because)));
    status.set_description(xml(&lines.join("\n")));
    status
}

/// `text` with the two code points replaced that XML forbids and the library lets through.
fn xml(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}
