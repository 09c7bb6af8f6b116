//! One line an item, one line a tier: for `grep` and for logs.

use super::{Medium, paint::Paint, words};
use crate::report::{Location, Report};

/// `verdict item path:line:column: because`, grouped by tier.
pub fn render(report: &Report, medium: Medium) -> String {
    let paint = Paint::new(medium.colour);
    let mut out = String::new();
    for tier in &report.tiers {
        out.push_str(&format!("{} {}\n", paint.bold(tier.tier.id), paint.status(tier.status, tier.status.name())));
        for item in &tier.items {
            let waived = if item.waived.is_some() { " (waived)" } else { "" };
            let verdict = paint.verdict(&item.verdict, item.verdict.name());
            let place = place(&item.locations);
            out.push_str(&format!("{verdict}{waived} {} {place}{}\n", item.item.id, item.because));
        }
    }
    for hint in &report.hints {
        out.push_str(&format!("hint {} {}{}\n", hint.id, place(&hint.locations), hint.because));
    }
    out.push_str(&words::verdict_line(report));
    out.push('\n');
    out
}

fn place(locations: &[Location]) -> String {
    locations.first().map(|location| format!("{location}: ")).unwrap_or_default()
}
