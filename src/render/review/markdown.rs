//! The text of a pull request: what the plugin says it does, where to look first, and what is listed apart.
//! Pointers, never verdicts.

use super::beside_code;
use crate::evidence::boilerplate::base::Proof;
use crate::evidence::docs::quote;
use crate::render::markdown::{code, escape, in_table};
use crate::render::words::{self, count, grouped, reference};
use crate::report::Location;
use crate::report::review::{Commit, Missing, Review};

/// Most characters of a pull request's text on GitHub.
const LONGEST: usize = 65_536;
/// Most characters of what the plugin says of itself.
const LONGEST_QUOTE: usize = 1_000;
/// How much is shown, the first that fits.
const MOST: [Most; 3] = [Most { places: 12, files: 40 }, Most { places: 2, files: 5 }, Most { places: 0, files: 0 }];

/// How many of a list are shown; of the others, how many they are.
#[derive(Clone, Copy)]
struct Most {
    /// Places of one subject.
    places: usize,
    /// Files in one list.
    files: usize,
}

/// The packet as GitHub-flavoured Markdown.
pub fn render(review: &Review) -> String {
    let fits = |text: &String| text.chars().count() <= LONGEST;
    let texts = || MOST.iter().map(|most| text(review, *most));
    texts().find(fits).or_else(|| texts().next_back()).unwrap_or_default()
}

fn text(review: &Review, most: Most) -> String {
    let mut out = String::new();
    out.push_str(&format!("## Review of {}\n\n", escape(&quote(review.plugin.title(), LONGEST_QUOTE))));
    // Many READMEs begin with the manifest's description.
    let description = review.description.as_ref().filter(|description| review.summary.as_ref() != Some(description));
    for says in description.into_iter().chain(&review.summary) {
        out.push_str(&format!("> {}\n\n", escape(&quote(says, LONGEST_QUOTE))));
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
    look_first(review, most, &mut out);
    by_size(review, most, &mut out);
    apart(review, most, &mut out);
    out.push_str("\n<sub>Made by plugin-ready review. Pointers for a reviewer, no verdicts. What tests, mocks and tools do was not looked into.</sub>\n");
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

fn look_first(review: &Review, most: Most, out: &mut String) {
    out.push_str("\n### Where to look first\n\n");
    for pointer in &review.pointers {
        let places = listed(&pointer.places, most.places, |place| link(review, place));
        out.push_str(&format!("- **{}**: {places}\n", pointer.subject.says()));
    }
    let gone: Vec<&Missing> = review.missing.iter().filter(|missing| missing.machinery).collect();
    if !gone.is_empty() {
        let shown = listed(&gone, most.places, |missing| code(&missing.template_path));
        out.push_str(&format!("- **lacks the template's build or CI files**: {shown}\n"));
    }
    if review.pointers.is_empty() && gone.is_empty() {
        out.push_str("- nothing that stands out was seen\n");
    }
}

fn by_size(review: &Review, most: Most, out: &mut String) {
    let own = review.own();
    out.push_str(&format!("\n<details><summary>{} with own code</summary>\n\n", count(own.len(), "file")));
    out.push_str("| own | template | file |\n|---:|---:|---|\n");
    for file in own.iter().take(most.files) {
        let (lines, theirs) = (grouped(file.scope.own_lines()), grouped(file.scope.boilerplate_lines()));
        out.push_str(&format!("| {lines} | {theirs} | {} |\n", in_table(&code(&file.path))));
    }
    if let Some(more) = own.len().checked_sub(most.files).filter(|more| *more > 0) {
        out.push_str(&format!("\nand {} more\n", grouped(more)));
    }
    out.push_str("\n</details>\n");
}

fn apart(review: &Review, most: Most, out: &mut String) {
    if review.apart.is_empty() {
        return;
    }
    out.push_str("\n<details><summary>Listed apart: not counted above</summary>\n\n");
    for apart in &review.apart {
        let why = apart.why.map_or("generated", |why| why.name());
        out.push_str(&format!("- {why}: {}\n", listed(&apart.paths, most.files, |path| code(path))));
    }
    out.push_str("\n</details>\n");
}

/// The first `most` of `all` as `show` has them, and how many more there are.
fn listed<T>(all: &[T], most: usize, show: impl Fn(&T) -> String) -> String {
    let mut shown: Vec<String> = all.iter().take(most).map(show).collect();
    match all.len() - shown.len() {
        0 => {}
        more if shown.is_empty() => shown.push(grouped(more)),
        more => shown.push(format!("and {} more", grouped(more))),
    }
    shown.join(", ")
}

/// A place as a link to the line at the reviewed commit, where the host is known.
fn link(review: &Review, place: &Location) -> String {
    let shown = match place.span {
        Some(span) => format!("{}:{}", place.path, span.start.line),
        None => place.path.clone(),
    };
    let line = place.span.map(|span| format!("#L{}", span.start.line)).unwrap_or_default();
    match &review.link {
        Some(link) => format!("[{}](<{link}{}{line}>)", code(&shown), reference(&place.path)),
        None => code(&shown),
    }
}

fn named(commit: &Commit) -> String {
    format!("`{}` of {}", words::commit(&commit.id), commit.date)
}
