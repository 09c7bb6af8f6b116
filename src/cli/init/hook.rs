//! The hook for pre-commit: added to a configuration that is there already, of which not a byte changes.

use crate::evidence::yaml;

/// Which changed files make the hook run, as in `.pre-commit-hooks.yaml`; without white space.
pub(super) const FILES: &str = concat!(
    r"(?i)^(.*/)?(plugin\.(json|ya?ml)|plugin-ready\.toml|(un)?licen[cs]es?([.-][^/]*)?|copying([.-][^/]*)?",
    r"|notice([.-][^/]*)?|readme([.-][^/]*)?|change(log|s)([.-][^/]*)?|security([.-][^/]*)?|(gnu)?makefile|[^/]*\.mk",
    r"|go\.mod|package\.json|\.goreleaser\.ya?ml|jenkinsfile|\.gitlab-ci\.yml|\.travis\.yml|\.drone\.yml",
    r"|\.woodpecker\.ya?ml|azure-pipelines\.ya?ml)$|^\.(github|gitlab|circleci|woodpecker|buildkite)/.*\.ya?ml$",
    r"|^(.*/)?docs?/.*\.(md|rst|adoc)$",
);

/// A new configuration with the hook alone; `prefix` is the plugin's folder from the root, with a `/` at its end.
pub(super) fn fresh(prefix: &str) -> String {
    format!("repos:\n{}", entry("  ", prefix))
}

/// `text` with the hook added behind its last repository.
///
/// # Errors
/// Why it cannot be added: it is there already, or the file has a shape that we do not write into.
pub(super) fn added(text: &str, prefix: &str) -> Result<String, String> {
    let before = repos(text)?;
    if before.iter().any(|repo| *repo) {
        return Err("the hook is there already".to_owned());
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let head = lines.iter().position(|line| is_key(line, "repos"));
    let head = head.ok_or("its `repos` is not a list that starts on a line of its own")?;
    let body = lines.get(head + 1..).unwrap_or_default();
    let first = body.iter().find(|line| !is_blank(line)).filter(|line| line.trim_start().starts_with("- "));
    let first = first.ok_or("its `repos` is not a list with an item on each line")?;
    let indent = first.get(..first.len() - first.trim_start().len()).unwrap_or_default();
    // The list goes on as long as lines are indented like its items, or deeper.
    let belongs = |line: &&&str| is_blank(line) || line.starts_with(&format!("{indent}- ")) || is_deeper(line, indent);
    let length = body.iter().take_while(belongs).count();
    let trailing = body.iter().take(length).rev().take_while(|line| is_blank(line)).count();
    let (kept, rest) = lines.split_at(head + 1 + length - trailing);
    let mut out = kept.concat();
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&entry(indent, prefix));
    out.push_str(&rest.concat());
    let after = repos(&out)?;
    let (same, new) = after.split_at(before.len().min(after.len()));
    if same == before && new == [true] { Ok(out) } else { Err("it has a shape that we do not write into".to_owned()) }
}

/// For each repository whether it is ours.
fn repos(text: &str) -> Result<Vec<bool>, String> {
    let document = yaml::parse(text).map_err(|fault| fault.what)?;
    let root = document.as_ref().map(|document| &document.root);
    let repos = root.and_then(|root| root.get("repos")).ok_or("it has no `repos`")?;
    let ours = |repo: &yaml::Node| {
        let hooks = repo.get("hooks").map(yaml::Node::items).unwrap_or_default();
        hooks.iter().any(|hook| {
            hook.get("id")
                .and_then(yaml::Node::text)
                .is_some_and(|id| matches!(id, "plugin-ready" | "plugin-ready-rust"))
        })
    };
    Ok(repos.items().iter().map(ours).collect())
}

/// The wheel's hook, which needs no compiler.
fn entry(indent: &str, prefix: &str) -> String {
    let folder = prefix.trim_end_matches('/');
    // A JSON string is a YAML string.
    let args = if folder.is_empty() { String::new() } else { format!("        args: [{}]\n", quoted(folder)) };
    let version = env!("CARGO_PKG_VERSION");
    let text = format!(
        "- repo: local\n  hooks:\n    - id: plugin-ready\n      name: plugin-ready\n      language: python\n      \
         additional_dependencies: [plugin-ready=={version}]\n      entry: plugin-ready check --offline --quiet\n{}      \
         pass_filenames: false\n      files: '{FILES}'\n",
        args.strip_prefix("  ").unwrap_or(&args),
    );
    text.lines().map(|line| format!("{indent}{line}\n")).collect()
}

/// `text` as a string of JSON, which YAML takes too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')).is_some_and(|rest| {
        let rest = rest.trim();
        rest.is_empty() || rest.starts_with('#')
    })
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

fn is_deeper(line: &str, indent: &str) -> bool {
    line.strip_prefix(indent).is_some_and(|rest| rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::{FILES, added, fresh};

    const PLAIN: &str =
        "# ours\nrepos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: a # why\n";

    #[test]
    fn the_rest_of_the_file_stays_byte_for_byte() {
        for text in [
            PLAIN,
            "repos:\n- repo: local\n  hooks:\n  - id: x\n",
            "ci:\n  skip: [x]\nrepos: # list\n\n  # first\n  - repo: local\n    hooks:\n      - id: x\n\nfail_fast: true\n",
            "repos:\n  - repo: local\n    hooks:\n      - id: x\n\n# the end\n",
            "repos:\n  - repo: local\n    hooks:\n      - id: x",
        ] {
            let out = added(text, "").unwrap_or_else(|why| panic!("{why}: {text}"));
            let diff = similar::TextDiff::from_lines(text, &out);
            let mut gone = diff.iter_all_changes().filter(|change| change.tag() == similar::ChangeTag::Delete);
            // A last line without an end gets one.
            assert!(gone.all(|change| change.missing_newline()), "{out}");
            assert_eq!(added(&out, "").unwrap_err(), "the hook is there already");
        }
    }

    #[test]
    fn shapes_that_cannot_be_kept_are_refused() {
        for text in ["repos: []\n", "repos: [{repo: local, hooks: []}]\n", "x: 1\n", "repos:\n", "- a\n", "a: [\n", ""]
        {
            assert!(added(text, "").is_err(), "{text}");
        }
    }

    #[test]
    fn a_plugin_in_a_folder_is_named() {
        assert!(fresh("plugins/we ather/").contains("args: [\"plugins/we ather\"]\n"));
        assert!(!fresh("").contains("args"));
        assert!(added(PLAIN, "a/").unwrap().contains("      args: [\"a\"]\n"));
    }

    #[test]
    fn the_files_are_those_of_the_hook_that_this_repository_offers() {
        let hooks = include_str!("../../../.pre-commit-hooks.yaml");
        let from = hooks.find("(?xi)").unwrap();
        let to = from + hooks.get(from..).unwrap().find("\n\n").unwrap();
        let pattern: String = hooks.get(from..to).unwrap().chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(pattern.replace("(?xi)", "(?i)"), FILES);
    }
}
