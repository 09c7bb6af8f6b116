//! Advice on the documents: what passes, but thinly, and what users of other plugins have missed.

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::code::SightingKind;
use crate::evidence::docs::summary::{self, Summary};
use crate::evidence::docs::uses::{self, Sign};
use crate::evidence::docs::{Docs, Topic, guides, quote};
use crate::verdict::Hint;

pub(super) const SUMMARY: &str = "summary-thin";
pub(super) const USES: &str = "use-cases-unnamed";
const GAPS: &str = "documentation-gaps";
const COMMAND: &str = "command-undocumented";

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [SUMMARY, USES, GAPS, COMMAND].into_iter()
}

/// What the documents call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let Some(docs) = evidence.docs.seen() else { return Vec::new() };
    let told = [thin_summary(docs), unnamed_uses(docs), gaps(docs, evidence), undocumented_command(docs, evidence)];
    told.into_iter().flatten().collect()
}

fn thin_summary(docs: &Docs) -> Option<Hint> {
    let Summary::Found(found) = summary::find(docs) else { return None };
    found.is_thin().then(|| Hint {
        id: SUMMARY,
        because: format!("the summary is one line of {} words: “{}”", found.words, quote(&found.block.text, 80)),
        help: "make it a paragraph: who uses the plugin, and what they get from it".to_owned(),
        locations: vec![found.document.place(found.block)],
    })
}

fn unnamed_uses(docs: &Docs) -> Option<Hint> {
    let list = uses::find(docs).filter(|list| list.sign == Sign::Usage)?;
    Some(Hint {
        id: USES,
        because: format!("the uses are listed as a part of the usage, from “{}” on", quote(&list.first.text, 60)),
        help: "list them under “Use cases” or “Features”: a reviewer runs through them one by one".to_owned(),
        locations: vec![list.document.place(list.heading.unwrap_or(list.first))],
    })
}

/// What people look for in a README before they open an issue.
fn gaps(docs: &Docs, evidence: &Evidence) -> Option<Hint> {
    let readme = docs.readme.as_ref()?;
    let guides = guides::find(docs);
    let has = |topic: Topic| guides.parts.contains_key(&topic) || guides.product.is_some();
    let usage = has(Topic::Use) || uses::find(docs).is_some();
    let pictured = docs.screenshots().any(|(document, _, image)| image.is_there(&document.path, &evidence.repository));
    let parts = [
        (has(Topic::Install), "how to install it"),
        (usage, "how to use it"),
        (pictured, "a picture of it at work"),
        (has(Topic::Troubleshoot), "what to do when it does not work"),
    ];
    let missing: Vec<&str> = parts.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect();
    // Simple plugins do well without a chapter on trouble: alone it is not worth a word.
    let worth = missing.len() > 1 || !missing.is_empty() && has(Topic::Troubleshoot);
    worth.then(|| Hint {
        id: GAPS,
        because: format!("the documents lack {}", missing.join(", ")),
        help: "add it to the README, or to docs/ with a link from there: what is not told comes back as issues"
            .to_owned(),
        locations: vec![Place::file(&readme.path)],
    })
}

fn undocumented_command(docs: &Docs, evidence: &Evidence) -> Option<Hint> {
    let command = evidence.code.seen()?.of(SightingKind::AddsCommand).next()?;
    let named = docs
        .documents()
        .any(|document| document.blocks.iter().any(|block| guides::slash_command(&block.text).is_some()));
    let elsewhere = guides::find(docs).product.is_some();
    (!named && !elsewhere).then(|| Hint {
        id: COMMAND,
        because: "the plugin registers a slash command that no document names".to_owned(),
        help: "show the command with an example under “Usage” in the README".to_owned(),
        locations: vec![command.place.clone()],
    })
}
