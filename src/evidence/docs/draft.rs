//! What `init --pm-ux` writes for the author to fill in. A draft left as it is fails the items.

use super::template::BLANK;
use super::{Docs, Topic, guides, summary, uses};
use crate::evidence::manifest::Manifest;

/// The sections that the README lacks, as Markdown; empty when it lacks none.
pub fn draft(docs: &Docs, _manifest: &Manifest) -> String {
    let mut parts = Vec::new();
    if !matches!(summary::find(docs), summary::Summary::Found(found) if !found.is_thin()) {
        parts.push(section(
            "Overview",
            &[&format!(
                "{BLANK} one paragraph: who uses this plugin, what it lets them do in Mattermost, and why that helps]"
            )],
        ));
    }
    if uses::find(docs).is_none_or(|list| list.sign == uses::Sign::Usage) {
        let line = |what: &str| format!("- {BLANK} {what}]");
        let lines = [
            line("who does what, and what they get: one use case a line"),
            line("the next use case"),
            line("the next use case"),
        ];
        parts.push(section("Use cases", &[&lines.join("\n")]));
    }
    let guides = guides::find(docs);
    for (topic, title, what) in [
        (Topic::Install, "Installation", "where the bundle is and how an administrator installs and enables it"),
        (Topic::Configure, "Configuration", "each setting of the System Console, and what the other side needs"),
        (Topic::Use, "Usage", "what a user clicks or types, each slash command with an example"),
    ] {
        if !guides.parts.contains_key(&topic) && guides.product.is_none() {
            parts.push(section(title, &[&format!("{BLANK} {what}]")]));
        }
    }
    parts.join("\n")
}

fn section(title: &str, paragraphs: &[&str]) -> String {
    format!("## {title}\n\n{}\n", paragraphs.join("\n\n"))
}
