//! Tag filters of GitHub workflows that are written as regular expressions, where GitHub takes globs.

use crate::cli::change::splice;
use crate::evidence::ci::pattern::Match;
use crate::evidence::ci::pattern::{github, looks_like_regex};
use crate::evidence::ci::{BARE_TAGS, VERSION_TAGS};
use crate::evidence::yaml;

/// `text`, a workflow, with those filters as globs, and how many.
pub(super) fn mend(text: &str) -> (String, usize) {
    let Ok(Some(document)) = yaml::parse(text) else { return (text.to_owned(), 0) };
    let tags = document.root.get("on").and_then(|on| on.get("push")).and_then(|push| push.get("tags"));
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for node in tags.map(yaml::Node::each).unwrap_or_default() {
        let Some(glob) = node.text().filter(|tag| looks_like_regex(tag)).and_then(glob) else { continue };
        let quote = match text.get(node.range.clone()) {
            Some(written) if written.starts_with('"') => '"',
            Some(_) => '\'',
            None => continue,
        };
        edits.push((node.range.clone(), format!("{quote}{glob}{quote}")));
    }
    splice(text, edits)
}

/// The glob for a regular expression, if there is one that matches version tags.
fn glob(regex: &str) -> Option<String> {
    let bare = regex.strip_prefix('/').map_or(regex, |rest| rest.strip_suffix('/').unwrap_or(rest));
    let bare = bare.strip_prefix('^').unwrap_or(bare);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    let glob = bare.replace("\\d", "[0-9]").replace("\\.", "\u{0}").replace(".*", "*").replace(".+", "*");
    // What is left of a regular expression has no simple glob.
    let simple = |c: char| c.is_ascii_alphanumeric() || "\u{0}-_/*+[]".contains(c);
    if !glob.chars().all(simple) {
        return None;
    }
    let glob = glob.replace('\u{0}', ".");
    let matches = VERSION_TAGS.iter().chain(&BARE_TAGS).any(|tag| github(&glob, tag) == Match::Yes);
    (glob != regex && matches).then_some(glob)
}

#[cfg(test)]
mod tests {
    use super::{glob, mend};

    #[test]
    fn regular_expressions_become_globs_that_match() {
        for (regex, expected) in [
            ("^v.*", "v*"),
            ("/^v.*$/", "v*"),
            ("^v\\d+\\.\\d+\\.\\d+$", "v[0-9]+.[0-9]+.[0-9]+"),
            ("v[0-9]+\\.[0-9]+\\.[0-9]+$", "v[0-9]+.[0-9]+.[0-9]+"),
        ] {
            assert_eq!(glob(regex).as_deref(), Some(expected), "{regex}");
        }
        for regex in ["^release-(a|b)$", "^x.*", "^v?\\d+$"] {
            assert_eq!(glob(regex), None, "{regex}");
        }
    }

    #[test]
    fn only_the_filter_changes() {
        let text = "on:\n  push:\n    branches: ['^v.*']\n    tags:\n      - '^v.*' # releases\n      - \"/^v\\\\d+$/\"\njobs: {}\n";
        let (out, count) = mend(text);
        assert_eq!(count, 1, "{out}");
        assert_eq!(out, text.replacen("      - '^v.*'", "      - 'v*'", 1));
        assert_eq!(mend(&out).1, 0);
        assert_eq!(mend("on: [push"), ("on: [push".to_owned(), 0));
    }
}
