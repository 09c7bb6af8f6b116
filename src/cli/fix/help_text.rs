//! Drafts of the help texts that settings lack: the key with a place to fill in.

use std::ops::Range;

use crate::evidence::docs::template::BLANK;
use crate::evidence::manifest::{Manifest, Setting};

/// What to write where in `text`, the manifest in JSON: a draft for each setting that has no help text.
pub(super) fn drafts(text: &str, manifest: &Manifest) -> Vec<(Range<usize>, String)> {
    let draft = format!("\"help_text\": \"{BLANK} what it does, and its default]\"");
    let mut edits = Vec::new();
    // The System Console shows a custom setting as the plugin draws it.
    let custom = |setting: &&Setting| setting.kind.as_ref().is_some_and(|kind| kind.value == "custom");
    for setting in manifest.settings().filter(|setting| !custom(setting)) {
        match &setting.help_text {
            Some(help) if !help.value.trim().is_empty() => {}
            Some(empty) => {
                let value = draft.split_once(": ").map_or(draft.as_str(), |(_, value)| value);
                edits.push((empty.span.clone(), value.to_owned()));
            }
            None => edits.extend(insertion(text, setting, &draft)),
        }
    }
    edits
}

/// Behind the label or the key, on a line of its own where they have one.
fn insertion(text: &str, setting: &Setting, draft: &str) -> Option<(Range<usize>, String)> {
    let anchor = setting.display_name.as_ref().or(setting.key.as_ref())?;
    let before = text.get(setting.span.start..anchor.span.start)?;
    let line_start = text.get(..anchor.span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..anchor.span.start)?;
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if before.contains('\n') { format!(",{newline}{indent}") } else { ", ".to_owned() };
    Some((anchor.span.end..anchor.span.end, format!("{gap}{draft}")))
}

#[cfg(test)]
mod tests {
    use super::drafts;
    use crate::cli::change::splice;
    use crate::evidence::manifest;

    fn drafted(text: &str) -> (String, usize) {
        splice(text, drafts(text, &manifest::parse("plugin.json", text.as_bytes()).unwrap()))
    }

    #[test]
    fn a_setting_without_help_gets_a_draft_in_its_own_style() {
        let text = "{\"id\": \"com.example.a\", \"settings_schema\": {\"settings\": [\n\
                    \t{\n\t\t\"key\": \"A\",\n\t\t\"display_name\": \"A:\",\n\t\t\"type\": \"text\"\n\t},\n\
                    \t{\"key\": \"B\"},\n\t{\"key\": \"C\", \"help_text\": \"\"},\n\t{\"key\": \"D\", \"help_text\": \"d\"}\n]}}";
        let (out, count) = drafted(text);
        assert_eq!(count, 3);
        let draft = "\"help_text\": \"[fill in: what it does, and its default]\"";
        assert!(out.contains(&format!("\"A:\",\n\t\t{draft},\n\t\t\"type\"")), "{out}");
        assert!(out.contains(&format!("{{\"key\": \"B\", {draft}}}")), "{out}");
        assert!(out.contains(&format!("{{\"key\": \"C\", {draft}}}")), "{out}");
        serde_json::from_str::<serde_json::Value>(&out).expect("still JSON");
        assert_eq!(drafted(&out).1, 0, "a second time there is nothing to do");
    }
}
