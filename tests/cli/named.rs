//! Every command of this program that a message, a page, the README or a workflow names is one that it takes.

use std::collections::{BTreeMap, BTreeSet};

use walkdir::WalkDir;

use crate::support::run::run;

/// The files that name commands: what is compiled, and what is read.
fn texts() -> Vec<(String, String)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let rooms = ["src", "README.md", "action.yml", ".pre-commit-hooks.yaml"];
    let files = rooms.iter().flat_map(|room| WalkDir::new(format!("{root}/{room}")).into_iter().map(Result::unwrap));
    let named = files.filter(|entry| entry.file_type().is_file());
    let text = |path: &std::path::Path| String::from_utf8(std::fs::read(path).unwrap()).ok();
    named.filter_map(|entry| Some((entry.path().display().to_string(), text(entry.path())?))).collect()
}

/// The commands in `text`: each after a back quote, `$`, or at the start of a line; up to what ends it there.
fn commands(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.match_indices("plugin-ready ").filter_map(|(at, name)| {
        let before = text[..at].trim_end_matches(' ');
        let is_quoted = before.ends_with(['`', '$', '\n']) || before.ends_with("run:") || before.ends_with("&&");
        let rest = &text[at + name.len()..];
        let end = rest.find(['`', '\n', '#', '"', '\\', '>', '|', ')', '{']).unwrap_or(rest.len());
        let words: Vec<&str> = rest[..end].split_whitespace().collect();
        let is_command = words.first().is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        (is_quoted && is_command).then_some(words)
    })
}

#[test]
fn every_command_that_is_named_is_taken() {
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let mut help = |command: &str| {
        let help = |words: &str| run(&words.split(' ').chain(["--help"]).collect::<Vec<_>>()).stdout;
        helps.entry(command.to_owned()).or_insert_with(|| help(command)).clone()
    };
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for (path, text) in texts() {
        for words in commands(&text) {
            let mut command = words[0].to_owned();
            if ["template", "fleet"].contains(&words[0])
                && ["index", "readme", "merge"].contains(words.get(1).unwrap_or(&""))
            {
                command = format!("{command} {}", words[1]);
            }
            let help = help(&command);
            let flags = words.iter().filter(|word| word.starts_with("--"));
            let unknown = flags.filter(|flag| !help.contains(flag.trim_end_matches(['.', ',', ';', ':'])));
            let unknown: Vec<_> = unknown.collect();
            if help.is_empty() || !unknown.is_empty() {
                wrong.push(format!("{path}: plugin-ready {}: {unknown:?}", words.join(" ")));
            }
            seen.insert(command);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    for command in
        ["check", "explain", "fix", "fleet", "init", "licence", "probe", "review", "sign-off", "template index"]
    {
        assert!(seen.contains(command), "nothing names {command}: {seen:?}");
    }
}
