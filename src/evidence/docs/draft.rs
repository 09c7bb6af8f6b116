//! What `init --pm-ux` writes for the author to fill in. A draft left as it is fails the items that it is for.

use super::summary::{self, Summary};
use super::template::BLANK;
use super::uses::{self, Sign};
use super::{BlockKind, Docs, Topic, guides, html, quote};
use crate::evidence::manifest::{Manifest, Setting, Spanned};

/// Longest help text taken over from a setting, in characters.
const HELP_TEXT: usize = 300;

/// The sections that the documents lack, as Markdown for the README; empty when they lack none. What has its heading
/// in the README already is to be filled in there.
///
/// What the manifest tells is filled in: the plugin's name, its settings with their help text.
pub fn draft(docs: &Docs, manifest: &Manifest) -> String {
    let guides = guides::find(docs);
    let lacks = |topic: Topic| !guides.parts.contains_key(&topic) && guides.product.is_none();
    let listed = uses::find(docs).is_some_and(|list| list.sign != Sign::Usage);
    let parts = [
        (!matches!(summary::find(docs), Summary::Found(found) if !found.is_thin())).then(overview),
        (!listed).then(use_cases),
        lacks(Topic::Install).then(|| installation(manifest)),
        lacks(Topic::Configure).then(|| configuration(manifest)).flatten(),
        lacks(Topic::Use).then(usage),
    ];
    let begun = |part: &String| {
        let title = part.lines().next().unwrap_or_default().trim_start_matches("## ");
        let mut blocks = docs.readme.iter().flat_map(|readme| &readme.blocks);
        blocks.any(|block| matches!(block.kind, BlockKind::Heading(_)) && block.text.eq_ignore_ascii_case(title))
    };
    parts.into_iter().flatten().filter(|part| !begun(part)).collect::<Vec<_>>().join("\n")
}

fn blank(what: &str) -> String {
    format!("{BLANK} {what}]")
}

fn overview() -> String {
    let blank =
        blank("one paragraph: who uses this plugin, what it lets them do in Mattermost, and what they get from it");
    format!("## Overview\n\n{blank}\n")
}

fn use_cases() -> String {
    let first = blank("who does what, and what they get: one line for each use case");
    let next = blank("the next use case");
    format!("## Use cases\n\n- {first}\n- {next}\n- {next}\n")
}

fn installation(manifest: &Manifest) -> String {
    let releases = match stated(&manifest.homepage_url) {
        Some(url) if url.contains("github.com/") => format!("[releases page]({}/releases)", url.trim_end_matches('/')),
        _ => blank("where the bundle is"),
    };
    let needs = blank(
        "what else must be there first, such as an account of the other service; delete this line if nothing must",
    );
    format!(
        "## Installation\n\n\
         1. Download the bundle (`.tar.gz`) of the latest release from the {releases}.\n\
         2. In Mattermost, open **System Console > Plugins > Plugin Management** and upload it.\n\
         3. Enable **{}** there.\n\n{needs}\n",
        name(manifest)
    )
}

/// Nothing for a plugin without settings.
fn configuration(manifest: &Manifest) -> Option<String> {
    let settings: Vec<String> = manifest.settings().map(setting).collect();
    let other =
        blank("what to prepare on the other side, and where each value comes from; delete this line if nothing must");
    (!settings.is_empty()).then(|| {
        let list = settings.join("\n");
        format!("## Configuration\n\nIn **System Console > Plugins > {}**:\n\n{list}\n\n{other}\n", name(manifest))
    })
}

fn setting(setting: &Setting) -> String {
    let label = stated(&setting.display_name).or(stated(&setting.key)).unwrap_or("setting");
    let told = stated(&setting.help_text).map(|text| quote(&line(text), HELP_TEXT));
    format!("- **{}**: {}", line(label), told.unwrap_or_else(|| blank("what it does, and its default")))
}

fn usage() -> String {
    let blank = blank("what a user clicks or types, step by step; each slash command with an example");
    format!("## Usage\n\n{blank}\n")
}

fn name(manifest: &Manifest) -> String {
    line(stated(&manifest.name).unwrap_or("the plugin"))
}

fn stated(value: &Option<Spanned<String>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.trim()).filter(|value| !value.is_empty())
}

/// `text` on one line.
fn line(text: &str) -> String {
    let mut folded = String::new();
    html::fold(&mut folded, text);
    folded.trim_end().to_owned()
}
