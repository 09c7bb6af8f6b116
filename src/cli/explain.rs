//! `plugin-ready explain` and `plugin-ready list`.

use serde_json::json;

use super::{Console, Listing, names, nearest};
use crate::checklist::{self, Item, TIERS, Tier, hints};
use crate::error::Error;
use crate::exit::Code;
use crate::render::words;

/// Prints the page of an item or a tier, or all of them.
pub(super) fn explain(name: Option<&str>, console: &mut Console) -> Result<Code, Vec<Error>> {
    let text = match name {
        None => TIERS.iter().map(tier_page).chain([hint_list()]).collect::<Vec<_>>().join("\n"),
        Some(name) => match (checklist::find(name), checklist::tiers::find(name)) {
            (Some(item), _) => item_page(item),
            (None, Some(tier)) => tier_page(tier),
            (None, None) if hints::ids().contains(&name) => hint_page(name),
            (None, None) => return Err(unknown(name).into()),
        },
    };
    console.print(&text);
    Ok(Code::Fine)
}

fn unknown(name: &str) -> Error {
    let error = Error::new(format!("no item, tier or hint is called {name}"));
    let part_of: Vec<&str> = names().filter(|known| name.len() > 2 && known.contains(name)).collect();
    if part_of.len() > 1 {
        return error.help(format!("it is part of these names: {}", part_of.join(", ")));
    }
    match part_of.first().copied().or_else(|| nearest(name, names().chain(hints::ids()))) {
        Some(near) => error.help(format!("did you mean {near}? plugin-ready explain {near}")),
        None => error.help("plugin-ready list shows them all"),
    }
}

/// What a hint is and how to be rid of it; its own words come with each finding.
fn hint_page(name: &str) -> String {
    let lesson = hints::lesson(name).map(|(because, help)| format!("Told where {because}.\n\nWhat to do: {help}.\n\n"));
    let lesson = lesson.unwrap_or_default();
    format!(
        "{name}: a hint\n\n{lesson}\
         Advice beside the checklist: never part of a tier, and without influence on the exit code. `plugin-ready check`\n\
         tells where it applies, why, and what to edit.\n\n\
         Where it does not fit your plugin, silence it in plugin-ready.toml, with the reason:\n\n\
         [[silence]]\nhint = \"{name}\"\nreason = \"...\"\n"
    )
}

fn hint_list() -> String {
    let mut text =
        "hints: advice, never part of a tier; plugin-ready explain HINT tells how to silence one\n".to_owned();
    for id in hints::ids() {
        text.push_str(&format!("  {id}\n"));
    }
    text
}

fn item_page(item: &Item) -> String {
    let tier = TIERS.iter().find(|tier| tier.items.iter().any(|i| i.id == item.id));
    let doc: String = item.doc.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
    format!(
        "{}: {}\n\n{doc}\ntier:  {}\nwho:   {}\npage:  {} ({})\nasks:  {}\n\
         waive: [[waiver]] in plugin-ready.toml, with item, reason, until and by: no pass, but fails no run until that day\n",
        item.id,
        item.title,
        tier.map_or("", |t| t.id),
        words::a_who(item.who),
        item.page.url,
        item.page.date,
        item.page.asks
    )
}

fn tier_page(tier: &Tier) -> String {
    let mut text = format!("{}: {}\n", tier.id, tier.title);
    if let Some(after) = tier.after {
        text.push_str(&format!("after {after}\n"));
    }
    for item in tier.items {
        text.push_str(&format!("  {:<30} {:<15} {}\n", item.id, words::who(item.who), item.title));
    }
    text
}

/// Prints the tiers and their items.
pub(super) fn list(format: Listing, console: &mut Console) -> Result<Code, Vec<Error>> {
    match format {
        Listing::Human => explain(None, console),
        Listing::Json => {
            let tiers: Vec<_> = TIERS
                .iter()
                .map(|tier| {
                    let items: Vec<_> = tier.items.iter().map(|item| json_item(item)).collect();
                    json!({"id": tier.id, "title": tier.title, "after": tier.after, "items": items})
                })
                .collect();
            let text = serde_json::to_string_pretty(&json!({"version": 1, "tiers": tiers, "hints": hints::ids()}))
                .unwrap_or_default();
            console.print(&format!("{text}\n"));
            Ok(Code::Fine)
        }
    }
}

fn json_item(item: &Item) -> serde_json::Value {
    json!({
        "id": item.id,
        "title": item.title,
        "who": item.who.name(),
        "page": {"url": item.page.url, "date": item.page.date, "asks": item.page.asks},
        "explanation": item.doc.lines().map(|l| l.strip_prefix(' ').unwrap_or(l)).collect::<Vec<_>>().join("\n"),
    })
}
