//! For a spreadsheet: a line a row, a column a tier and an item.

use crate::checklist::{ITEMS, TIERS};
use crate::report::fleet::{Fleet, Outcome, Row};

/// The rows as RFC 4180 has them.
pub fn render(fleet: &Fleet) -> String {
    let mut out = String::new();
    let columns = ["path", "label", "id", "name", "commit", "ready_tier", "error"].into_iter();
    line(&mut out, columns.chain(TIERS.iter().map(|tier| tier.id)).chain(ITEMS.iter().map(|item| item.id)));
    for row in &fleet.rows {
        line(&mut out, fields(row).iter().map(String::as_str));
    }
    out
}

fn fields(row: &Row) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut fields = vec![row.path.clone(), text(&row.label)];
    match &row.outcome {
        Outcome::Plugin(standing) => {
            let named = [&standing.id, &standing.name, &standing.commit, &standing.ready_tier];
            fields.extend(named.map(text));
            fields.push(String::new());
            fields.extend(TIERS.iter().map(|tier| standing.status(tier.id).to_string()));
            let verdict = |id: &str| standing.items.get(id).map(|item| item.verdict.to_string()).unwrap_or_default();
            fields.extend(ITEMS.iter().map(|item| verdict(item.id)));
        }
        Outcome::NotAPlugin(why) | Outcome::Error(why) => {
            fields.extend([const { String::new() }; 4]);
            fields.push(why.clone());
        }
    }
    fields.resize(7 + TIERS.len() + ITEMS.len(), String::new());
    fields
}

fn line<'a>(out: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(field));
    }
    out.push_str("\r\n");
}

/// `field` as text: a spreadsheet must not take it for a formula.
fn quoted(field: &str) -> String {
    let guarded =
        if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() };
    if guarded.contains(['"', ',', '\n', '\r', '\'']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
