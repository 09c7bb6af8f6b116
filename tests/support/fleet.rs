//! Fleets made by hand.

use plugin_ready::report::Report;
use plugin_ready::report::fleet::{Fleet, Occasion, Outcome, Row, Standing};

use super::report::Sketch;

/// A row for `report`.
pub(crate) fn row(path: &str, report: &Report) -> Row {
    Row { path: path.into(), label: None, outcome: Outcome::Plugin(Box::new(Standing::new(report))), twin: false }
}

/// The fleet of `rows`, compared with that of `before`.
pub(crate) fn fleet(rows: Vec<Row>, before: Option<&[Row]>) -> Fleet {
    let report = Sketch::mixed().report();
    let warnings = vec!["the network was slow".to_owned()];
    let today = jiff::civil::date(2026, 11, 22);
    Fleet::new(rows, before, Occasion { tool: report.tool, target: report.target, run: report.run, today, warnings })
}

/// One of everything: ready, mixed, hostile, no plugin, an error, a waiver that ends soon, and changes since a report before.
pub(crate) fn mixed() -> Fleet {
    let mut rows = vec![
        row("plugins/ready", &Sketch::new().report()),
        row("plugins/mixed", &Sketch::mixed().report()),
        row("plugins/mixed-too", &Sketch::mixed().report()),
        row("plugins/hostile", &Sketch::hostile().report()),
        Row {
            path: "chart".into(),
            label: None,
            outcome: Outcome::NotAPlugin("plugin.yaml is a Helm plugin's".into()),
            twin: false,
        },
        Row {
            path: "lost".into(),
            label: Some("Lost".into()),
            outcome: Outcome::Error("no such folder".into()),
            twin: false,
        },
    ];
    let mut before = rows.clone();
    before.truncate(3);
    before[0] = row("plugins/ready", &Sketch::mixed().report());
    before[1] = row("plugins/mixed", &Sketch::new().report());
    before.push(row("plugins/gone", &Sketch::new().report()));
    rows[0].label = Some("The ready one".into());
    fleet(rows, Some(&before))
}
