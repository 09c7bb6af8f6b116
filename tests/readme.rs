//! What the README shows is what the program does: its generated parts are compared, or written anew with `BLESS=1`.

use std::path::Path;

use plugin_ready::checklist::{self, TIERS};
use plugin_ready::config::{self, Author, NAME, TABLES};
use plugin_ready::render::Format;

use crate::support::fixture::Fixture;
use crate::support::golden;

fn readme() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// `text` with the part called `name` replaced by `content`.
fn with_part(text: &str, name: &str, content: &str) -> String {
    let (before, rest) = text.split_once(&format!("<!-- begin {name}: ")).unwrap();
    let (note, rest) = rest.split_once("-->\n").unwrap();
    let (_, after) = rest.split_once(&format!("<!-- end {name} -->")).unwrap();
    format!("{before}<!-- begin {name}: {note}-->\n{content}<!-- end {name} -->{after}")
}

fn items() -> String {
    let mut table = String::from("| tier | item | who acts | what the page asks |\n|---|---|---|---|\n");
    for tier in &TIERS {
        for item in tier.items {
            table.push_str(&format!("| {} | `{}` | {} | {} |\n", tier.id, item.id, item.who, item.page.asks));
        }
    }
    table
}

fn formats() -> String {
    let mut table = String::from("| format | for |\n|---|---|\n");
    for format in Format::ALL {
        table.push_str(&format!("| `{format}` | {} |\n", format.meaning()));
    }
    table
}

fn session() -> String {
    let ran = Fixture::new("licence-problem").check(&["--offline"]);
    let (tiers, rest) = ran.stdout.split_once("\ncommunity: ").unwrap();
    let end = rest.rfind("\n\n").unwrap();
    format!("```console\n$ plugin-ready check --offline .\n{tiers}\n(…)\n{}```\n", &rest[end + 1..])
}

#[test]
fn readme_shows_what_the_program_does() {
    let mut text = std::fs::read_to_string(readme()).unwrap();
    for (name, content) in [("items", items()), ("formats", formats()), ("session", session())] {
        text = with_part(&text, name, &content);
    }
    golden::same(&readme(), &text);
}

#[test]
fn the_configuration_is_read_as_it_stands_and_leaves_no_key_out() {
    let text = std::fs::read_to_string(readme()).unwrap();
    let (_, rest) = text.split_once("## Configuration\n").unwrap();
    let (_, rest) = rest.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    config::parse(NAME, example, Author::Plugin, &checklist::vocabulary()).unwrap();
    for key in TABLES.iter().flat_map(|(_, keys)| *keys) {
        assert!(example.contains(key), "{key} is not in the README");
    }
}

#[test]
fn the_first_command_works_as_written() {
    let text = std::fs::read_to_string(readme()).unwrap();
    let command = text.lines().find(|line| line.starts_with("cargo run")).unwrap();
    let args: Vec<&str> = command.split(" -- ").nth(1).unwrap().split(' ').collect();
    let output = crate::support::run::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(&args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
