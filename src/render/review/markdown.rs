//! The text of a pull request: what the plugin says it does, where to look first, and what is listed apart.
//! Pointers, never verdicts.

use super::{beside_code, count, grouped};
use crate::evidence::boilerplate::base::Proof;
use crate::render::markdown::escape;
use crate::report::Location;
use crate::report::review::{Commit, Review};

/// Most places of one subject.
const MOST_PLACES: usize = 12;
/// Most files in one list.
const MOST_FILES: usize = 40;

/// The packet as GitHub-flavoured Markdown.
pub fn render(review: &Review) -> String {
    let mut out = String::new();
    let name = review.plugin.name.as_deref().or(review.plugin.id.as_deref()).unwrap_or("plugin");
    out.push_str(&format!("## Review of {}\n\n", escape(name)));
    // Many READMEs begin with the manifest's description.
    let description = review.description.as_ref().filter(|description| review.summary.as_ref() != Some(description));
    for says in description.into_iter().chain(&review.summary) {
        out.push_str(&format!("> {}\n\n", escape(says)));
    }
    out.push_str(&start(review));
    out.push_str("\n| | own lines | files |\n|---|---:|---:|\n");
    for area in &review.areas {
        out.push_str(&format!("| {} | {} | {} |\n", area.area.name(), grouped(area.own), grouped(area.files)));
    }
    let beside = review.beside_code();
    if !beside.is_empty() {
        out.push_str(&format!("\n{}.\n", beside.into_iter().map(beside_code).collect::<Vec<_>>().join("; ")));
    }
    look_first(review, &mut out);
    by_size(review, &mut out);
    apart(review, &mut out);
    out.push_str("\n<sub>Made by plugin-ready review. Pointers for a reviewer, no verdicts.</sub>\n");
    out
}

fn start(review: &Review) -> String {
    let range = match &review.range {
        Some([first, last]) if first == last => {
            format!("Its template files are nearest to the template's {}", named(first))
        }
        Some([first, last]) => {
            format!("Its template files are nearest to the template's {} to {}", named(first), named(last))
        }
        None => "No file of it comes from the starter template".to_owned(),
    };
    let base = match &review.base {
        Some((base, Proof::SharedHistory)) => format!("It shares history with the template's {}. ", named(base)),
        Some((base, Proof::EqualTree)) => format!("It started from the template's {}. ", named(base)),
        None => String::new(),
    };
    let since = match &review.since {
        Some(since) => format!(" Only what is new since {} is counted.", escape(&since.revision)),
        None => String::new(),
    };
    format!(
        "{base}{range}. {} lines are the author's own, {} the template's.{since}\n",
        grouped(review.lines.own),
        grouped(review.lines.boilerplate)
    )
}

fn look_first(review: &Review, out: &mut String) {
    out.push_str("\n### Where to look first\n\n");
    for pointer in &review.pointers {
        let places = pointer.places.iter().take(MOST_PLACES).map(|place| link(review, place));
        let more = match pointer.places.len().saturating_sub(MOST_PLACES) {
            0 => String::new(),
            more => format!(", and {} more", grouped(more)),
        };
        out.push_str(&format!("- **{}**: {}{more}\n", pointer.subject.says(), places.collect::<Vec<_>>().join(", ")));
    }
    let gone: Vec<String> =
        review.missing.iter().filter(|missing| missing.machinery).map(|missing| code(&missing.template_path)).collect();
    if !gone.is_empty() {
        let shown = gone.iter().take(MOST_PLACES).cloned().collect::<Vec<_>>().join(", ");
        let more = match gone.len().saturating_sub(MOST_PLACES) {
            0 => String::new(),
            more => format!(", and {} more", grouped(more)),
        };
        out.push_str(&format!("- **lacks the template's build or CI files**: {shown}{more}\n"));
    }
    if review.pointers.is_empty() && gone.is_empty() {
        out.push_str("- nothing that stands out was seen\n");
    }
}

fn by_size(review: &Review, out: &mut String) {
    let own = review.own();
    out.push_str(&format!("\n<details><summary>{} with own code</summary>\n\n", count(own.len(), "file")));
    out.push_str("| own | template | file |\n|---:|---:|---|\n");
    for file in own.iter().take(MOST_FILES) {
        let (lines, theirs) = (grouped(file.scope.own_lines()), grouped(file.scope.boilerplate_lines()));
        out.push_str(&format!("| {lines} | {theirs} | {} |\n", code(&file.path)));
    }
    if let Some(more) = own.len().checked_sub(MOST_FILES).filter(|more| *more > 0) {
        out.push_str(&format!("\nand {} more\n", grouped(more)));
    }
    out.push_str("\n</details>\n");
}

fn apart(review: &Review, out: &mut String) {
    if review.apart.is_empty() {
        return;
    }
    out.push_str("\n<details><summary>Listed apart: not counted above</summary>\n\n");
    for apart in &review.apart {
        let why = apart.why.map_or("generated", |why| why.name());
        let paths: Vec<String> = apart.paths.iter().take(MOST_FILES).map(|path| code(path)).collect();
        let more = match apart.paths.len().saturating_sub(MOST_FILES) {
            0 => String::new(),
            more => format!(", and {} more", grouped(more)),
        };
        out.push_str(&format!("- {why}: {}{more}\n", paths.join(", ")));
    }
    out.push_str("\n</details>\n");
}

/// A place as a link to the line at the reviewed commit, where the host is known.
fn link(review: &Review, place: &Location) -> String {
    let shown = match place.span {
        Some(span) => format!("{}:{}", place.path, span.start.line),
        None => place.path.clone(),
    };
    let line = place.span.map(|span| format!("#L{}", span.start.line)).unwrap_or_default();
    match &review.link {
        Some(link) => format!("[{}](<{link}{}{line}>)", code(&shown), address(&place.path)),
        None => code(&shown),
    }
}

/// A path in an address: what has a meaning there is escaped.
fn address(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'/' | b'.' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(escape).collect()
}

/// A path as code. A backtick in it would end the code, so it is shown as an apostrophe.
fn code(path: &str) -> String {
    format!("`{}`", path.replace('`', "'").replace('|', "\\|"))
}

fn named(commit: &Commit) -> String {
    format!("`{}` of {}", commit.id.get(..12).unwrap_or(&commit.id), commit.date)
}
