//! A matrix for 80 columns, what to do first, what ends soon, what changed.

use super::super::{Medium, sheet::Sheet, words};
use super::{cell, sums, told};
use crate::checklist::TIERS;
use crate::report::Status;
use crate::report::fleet::{Changes, Fleet, Lever, Outcome, Row};

/// Column heads of the tiers, in their order.
const HEADS: [&str; 4] = ["ci-ext", "release", "community", "market"];
/// Width of a tier's column.
const COLUMN: usize = 10;
/// Shared findings shown.
const LEVERS: usize = 12;
/// Plugins named for a shared finding.
const NAMED: usize = 3;
/// Paths without a verdict that are explained.
const LEFT_OUT: usize = 20;
/// Changes shown of a kind.
const CHANGES: usize = 20;

/// The fleet for people.
pub fn render(fleet: &Fleet, medium: Medium) -> String {
    let mut page = Page { sheet: Sheet::new(medium, 80, 160) };
    page.matrix(fleet);
    page.left_out(&fleet.rows);
    page.levers(&fleet.levers);
    page.ending(fleet);
    if let Some(changes) = &fleet.changes {
        page.changes(changes);
    }
    page.foot(fleet);
    page.sheet.into_text()
}

struct Page {
    sheet: Sheet,
}

impl Page {
    fn name_width(&self) -> usize {
        self.sheet.width - COLUMN * HEADS.len()
    }

    fn matrix(&mut self, fleet: &Fleet) {
        let mut head = format!("{:<width$}", "plugin", width = self.name_width());
        for name in HEADS {
            head.push_str(&format!("{name:<COLUMN$}"));
        }
        let head = self.sheet.paint.bold(head.trim_end());
        self.sheet.line(&head);
        for row in &fleet.rows {
            self.row(row);
        }
    }

    fn row(&mut self, row: &Row) {
        let width = self.name_width();
        let mut line = format!("{:<width$}", short(row, width - 2));
        match &row.outcome {
            Outcome::Plugin(standing) => {
                for tier in &TIERS {
                    let text = format!("{:<COLUMN$}", cell(standing, tier.id));
                    line.push_str(&self.sheet.paint.status(standing.status(tier.id), &text));
                }
            }
            Outcome::NotAPlugin(_) => line.push_str("no plugin"),
            Outcome::Error(_) => line.push_str(&self.sheet.paint.status(Status::Blocked, "could not be judged")),
        }
        self.sheet.line(&line);
    }

    /// Why there is no standing of a path, in full.
    fn left_out(&mut self, rows: &[Row]) {
        let reasons: Vec<(&Row, &str)> = rows
            .iter()
            .filter_map(|row| match &row.outcome {
                Outcome::Plugin(_) => None,
                Outcome::NotAPlugin(why) | Outcome::Error(why) => Some((row, why.as_str())),
            })
            .collect();
        if reasons.is_empty() {
            return;
        }
        self.sheet.blank();
        let head = self.sheet.paint.bold("without a verdict");
        self.sheet.line(&head);
        for (row, why) in reasons.iter().take(LEFT_OUT) {
            self.sheet.wrapped("  ", 2, &row.path);
            self.sheet.wrapped("        ", 8, why);
        }
        if let Some(more) = reasons.len().checked_sub(LEFT_OUT).filter(|more| *more > 0) {
            self.sheet.line(&format!("  and {more} more: see --format json"));
        }
    }

    fn levers(&mut self, levers: &[Lever]) {
        if levers.is_empty() {
            return;
        }
        self.sheet.blank();
        let head = self.sheet.paint.bold("what to do first");
        self.sheet.line(&format!("{head}: findings that several plugins share"));
        for lever in levers.iter().take(LEVERS) {
            let what = if lever.item {
                format!("{}, {}", lever.id, words::who(lever.who))
            } else {
                format!("hint {}", lever.id)
            };
            self.sheet.line(&format!("  {:>3} x {what}", lever.plugins.len()));
            self.sheet.wrapped("        ", 8, &lever.because);
            if let Some(help) = &lever.help {
                self.sheet.wrapped("        -> ", 11, help);
            }
            self.sheet.wrapped("        in ", 11, &some_of(&lever.plugins));
        }
        if let Some(more) = levers.len().checked_sub(LEVERS).filter(|more| *more > 0) {
            self.sheet.line(&format!("        and {more} more: see --format json"));
        }
    }

    fn ending(&mut self, fleet: &Fleet) {
        if fleet.ending.is_empty() {
            return;
        }
        self.sheet.blank();
        let head = self.sheet.paint.bold("waivers and sign-offs that end soon");
        self.sheet.line(&head);
        for ending in &fleet.ending {
            self.sheet.line(&format!("  {} {} of {}, {}", ending.until, ending.what, ending.item, ending.plugin));
        }
    }

    fn changes(&mut self, changes: &Changes) {
        self.sheet.blank();
        let head = self.sheet.paint.bold("since the report before");
        self.sheet.line(&format!(
            "{head}: {} better, {} worse, {} new, {} gone",
            changes.better.len(),
            changes.worse.len(),
            changes.new.len(),
            changes.gone.len()
        ));
        for (label, list) in [("worse", &changes.worse), ("better", &changes.better)] {
            for change in list.iter().take(CHANGES) {
                self.sheet.line(&format!("  {label:<6} {}", told(change, "->")));
            }
            if let Some(more) = list.len().checked_sub(CHANGES).filter(|more| *more > 0) {
                self.sheet.line(&format!("  {label:<6} and {more} more: see --format json"));
            }
        }
        for (label, list) in [("new", &changes.new), ("gone", &changes.gone)] {
            for path in list {
                self.sheet.line(&format!("  {label:<6} {path}"));
            }
        }
    }

    fn foot(&mut self, fleet: &Fleet) {
        self.sheet.blank();
        for warning in &fleet.warnings {
            self.sheet.wrapped("warning: ", 9, warning);
        }
        self.sheet.wrapped("", 0, &sums(fleet));
    }
}

/// A row's title in `room` columns; of a path that is too long, the end is what tells it apart.
fn short(row: &Row, room: usize) -> String {
    let title = row.title();
    let Some(over) = title.chars().count().checked_sub(room).filter(|over| *over > 0) else { return title.to_owned() };
    if title == row.path {
        format!("…{}", title.chars().skip(over + 1).collect::<String>())
    } else {
        format!("{}…", title.chars().take(room - 1).collect::<String>())
    }
}

/// The first few names, and how many more there are.
fn some_of(names: &[String]) -> String {
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
