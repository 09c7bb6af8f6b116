//! SARIF 2.1.0, for code scanning: open items of the target tier and those below it, and hints, with the items' pages
//! as the rules' help.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::finding::{Finding, Level, findings};
use super::json;
use super::words::{capitalised, reference};
use crate::checklist::{Item, PROCESS_PAGE};
use crate::evidence::gather::Gather as _;
use crate::report::{Location, Report};
use crate::verdict::Verdict;

/// The schema that the output keeps to.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run for each report.
pub fn render(reports: &[&Report]) -> String {
    json::indented(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": reports.iter().map(|report| run(report)).collect::<Vec<Value>>(),
    }))
}

fn run(report: &Report) -> Value {
    let findings = findings(report);
    let mut rules: Vec<Rule> = report.targeted().map(|item| Rule::of_item(item.item)).collect();
    let hints: BTreeMap<&str, Rule> =
        findings.iter().filter(|f| f.item.is_none()).map(|f| (f.id, Rule::of_hint(f))).gather();
    rules.extend(hints.into_values());
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &rules)).collect();
    let notifications: Vec<Value> = report
        .warnings
        .iter()
        .map(|text| json!({ "level": "warning", "message": { "text": message(text) } }))
        .collect();
    let driver = json!({
        "name": "plugin-ready",
        "version": report.tool.version,
        "semanticVersion": report.tool.version,
        "informationUri": PROCESS_PAGE,
        "rules": rules,
        "properties": {
            "checklist": report.tool.checklist,
            "templateIndex": report.tool.template_index,
            "licenceTable": report.tool.licence_table,
        },
    });
    let folder = if report.plugin.path == "." { String::new() } else { format!("{}/", report.plugin.path) };
    json!({
        "tool": { "driver": driver },
        // Several plugins of one repository stay apart: this is the category of their alerts.
        "automationDetails": { "id": format!("plugin-ready/{folder}") },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The root of the repository." } } },
        "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
        "results": results,
        "properties": {
            "target": report.target.id,
            "status": report.status().name(),
            "readyTier": report.ready_tier().map(|tier| tier.id),
        },
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    full_description: Text,
    help: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
    default_configuration: Value,
    properties: Value,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Text {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), markdown: None }
    }
}

impl Rule {
    fn of_item(item: &Item) -> Self {
        let page: String =
            item.doc.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
        let page = page.trim();
        let source = format!("Whose rule: [{}]({}), text of {}.", item.page.asks, item.page.url, item.page.date);
        Self {
            id: item.id.to_owned(),
            short_description: Text::plain(sentence(item.title)),
            full_description: Text::plain(page.split("\n\n").next().unwrap_or(page).replace('\n', " ")),
            help: Text { text: page.to_owned(), markdown: Some(format!("{page}\n\n{source}")) },
            help_uri: Some(item.page.url),
            default_configuration: json!({ "level": "error" }),
            properties: json!({ "tags": ["mattermost", "readiness", item.who.name()] }),
        }
    }

    fn of_hint(finding: &Finding<'_>) -> Self {
        let help = finding.help.unwrap_or_default();
        Self {
            id: finding.id.to_owned(),
            short_description: Text::plain(sentence(&finding.id.replace('-', " "))),
            full_description: Text::plain(
                "Advice beside the checklist: never part of a tier, never changes an exit code.",
            ),
            help: Text::plain(message(help)),
            help_uri: None,
            default_configuration: json!({ "level": "note" }),
            properties: json!({ "tags": ["mattermost", "hint"] }),
        }
    }
}

fn result(finding: &Finding<'_>, rules: &[Rule]) -> Value {
    // The standard allows a level only beside the kind "fail".
    let (kind, level) = match (finding.item.map(|item| &item.verdict), finding.level) {
        (Some(Verdict::Pending(_)), Level::Note) => ("review", "none"),
        (Some(Verdict::Unknown(_)), Level::Warning | Level::Note) => ("open", "none"),
        (_, Level::Error) => ("fail", "error"),
        (_, Level::Warning) => ("fail", "warning"),
        (_, Level::Note) => ("fail", "note"),
    };
    let mut result = json!({
        "ruleId": finding.id,
        "ruleIndex": rules.iter().position(|rule| rule.id == finding.id),
        "kind": kind,
        "level": level,
        "message": { "text": message(&finding.message(". Next: ")) },
        "locations": [location(&finding.at)],
        "partialFingerprints": { "pluginReady/v1": finding.fingerprint },
    });
    let Some(members) = result.as_object_mut() else { return result };
    if !finding.others.is_empty() {
        members.insert("relatedLocations".to_owned(), finding.others.iter().map(location).collect());
    }
    if let Some(waived) = finding.waived() {
        let why = format!("{} (by {}, until {})", waived.reason, waived.by, waived.until);
        let suppression = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
        members.insert("suppressions".to_owned(), suppression);
    }
    if let Some(item) = finding.item {
        let properties = json!({ "verdict": item.verdict.name(), "who": item.who().name() });
        members.insert("properties".to_owned(), properties);
    }
    result
}

fn location(location: &Location) -> Value {
    // SARIF's end column is exclusive.
    let region = match location.span {
        None => json!({ "startLine": 1 }),
        Some(span) => json!({
            "startLine": span.start.line,
            "startColumn": span.start.column,
            "endLine": span.end.line,
            "endColumn": span.end.column + 1,
        }),
    };
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": reference(&location.path), "uriBaseId": "SRCROOT" },
            "region": region,
        }
    })
}

/// `text` as a message: SARIF viewers make links of `[text](target)`, so none is left standing.
fn message(text: &str) -> String {
    text.replace("](", "] (")
}

fn sentence(text: &str) -> String {
    format!("{}.", capitalised(text.trim_end_matches('.')))
}
