//! JSON, one object a line: what was judged, each item, each tier after its items, hints, warnings, and where it
//! stands.

use serde::Serialize;

use super::json::{self, Boilerplate, Hint, Item, Next, Plugin, Tool};
use crate::report::Report;

/// One line; `kind` tells which.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line<'a> {
    Report {
        version: u32,
        tool: Tool<'a>,
        plugin: Plugin<'a>,
        target: &'a str,
    },
    Item {
        tier: &'a str,
        #[serde(flatten)]
        item: Item<'a>,
    },
    Tier {
        id: &'a str,
        title: &'a str,
        status: &'a str,
    },
    Hint {
        #[serde(flatten)]
        hint: Hint<'a>,
    },
    Warning {
        text: &'a str,
    },
    End {
        status: &'a str,
        ready_tier: Option<&'a str>,
        boilerplate: Option<Boilerplate<'a>>,
        next: Vec<Next<'a>>,
    },
}

/// The report as JSON lines.
pub fn render(report: &Report) -> String {
    let mut lines = vec![Line::Report {
        version: 1,
        tool: json::tool(&report.tool),
        plugin: json::plugin(&report.plugin),
        target: report.target.id,
    }];
    for tier in &report.tiers {
        let id = tier.tier.id;
        lines.extend(tier.items.iter().map(|item| Line::Item { tier: id, item: json::item(item) }));
        lines.push(Line::Tier { id, title: tier.tier.title, status: tier.status.name() });
    }
    lines.extend(report.hints.iter().map(|hint| Line::Hint { hint: json::hint(hint) }));
    lines.extend(report.warnings.iter().map(|text| Line::Warning { text }));
    lines.push(Line::End {
        status: report.status().name(),
        ready_tier: report.ready_tier().map(|tier| tier.id),
        boilerplate: report.boilerplate.as_ref().map(json::boilerplate),
        next: json::next(report),
    });
    lines.iter().map(|line| serde_json::to_string(line).unwrap_or_default() + "\n").collect()
}
