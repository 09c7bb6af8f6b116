//! One line an item, one line a tier: for `grep` and for logs.

use super::{Medium, paint::Paint, words};
use crate::report::{Location, Report};

/// `verdict item path:line:column: because`, grouped by tier.
pub fn render(report: &Report, medium: Medium) -> String {
    let paint = Paint::new(medium.colour);
    let mut out = String::new();
    let asked = report.tiers_to_target().count();
    let shown = report.tiers.iter().take(if medium.quiet { asked } else { report.tiers.len() });
    for tier in shown.filter(|tier| !medium.quiet || !tier.settled()) {
        out.push_str(&format!("{} {}\n", paint.bold(tier.tier.id), paint.status(tier.status, tier.status.name())));
        for item in tier.items.iter().filter(|item| !medium.quiet || !item.settled()) {
            let waived = if item.waived.is_some() { " (waived)" } else { "" };
            let verdict = paint.verdict(&item.verdict, item.verdict.name());
            let place = place(&item.locations);
            out.push_str(&format!("{verdict}{waived} {} {place}{}\n", item.item.id, item.because));
        }
    }
    for hint in report.hints.iter().filter(|_| !medium.quiet) {
        out.push_str(&format!("hint {} {}{}\n", hint.id, place(&hint.locations), hint.because));
    }
    out.push_str(&words::verdict_line(report));
    out.push('\n');
    out
}

fn place(locations: &[Location]) -> String {
    locations.first().map(|location| format!("{location}: ")).unwrap_or_default()
}
