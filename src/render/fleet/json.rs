//! Version 1 of the fleet's JSON report, whole or a line a row; and reading both back.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::render::json::indented;
use crate::report::fleet::{Census, Changes, Ending, Fleet, Lever, Row};

/// What stands before the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Always 1.
    pub version: u32,
    /// Which rules were applied.
    pub tool: Tool,
    /// The tier that the order and the sums speak of.
    pub target: String,
    /// No server was asked.
    #[serde(default)]
    pub offline: bool,
    /// The plugins' own people and waivers were ignored.
    #[serde(default)]
    pub as_official: bool,
}

/// Which rules were applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Always `plugin-ready`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Date of the checklist's text.
    pub checklist: String,
    /// Commit of the starter template that the embedded index was built from.
    pub template_index: String,
    /// Date of the licence table.
    pub licence_table: String,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    census: Census,
    repositories: &'a [Row],
    levers: &'a [Lever],
    ending: &'a [Ending],
    changes: Option<&'a Changes>,
    warnings: &'a [String],
}

fn head(fleet: &Fleet) -> Head {
    Head {
        version: 1,
        tool: Tool {
            name: "plugin-ready".to_owned(),
            version: fleet.tool.version.to_owned(),
            checklist: fleet.tool.checklist.to_owned(),
            template_index: fleet.tool.template_index.clone(),
            licence_table: fleet.tool.licence_table.clone(),
        },
        target: fleet.target.id.to_owned(),
        offline: fleet.run.offline,
        as_official: fleet.run.as_official,
    }
}

/// The whole report, indented.
pub fn render(fleet: &Fleet) -> String {
    let document = Document {
        head: head(fleet),
        census: fleet.census(),
        repositories: &fleet.rows,
        levers: &fleet.levers,
        ending: &fleet.ending,
        changes: fleet.changes.as_ref(),
        warnings: &fleet.warnings,
    };
    indented(&document)
}

/// The head, then a line for each row.
pub fn lines(fleet: &Fleet) -> String {
    let mut text = serde_json::to_string(&head(fleet)).unwrap_or_default() + "\n";
    for row in &fleet.rows {
        text.push_str(&(serde_json::to_string(row).unwrap_or_default() + "\n"));
    }
    text
}

/// An earlier report, as far as it is compared or joined.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// What stands before the rows.
    pub head: Head,
    /// The rows.
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Whole {
    #[serde(flatten)]
    head: Head,
    repositories: Vec<Row>,
}

/// Reads what [`render`] or [`lines`] wrote; `name` is the file's, for errors.
///
/// # Errors
/// It is neither, or of another version.
pub fn read(name: &str, text: &str) -> Result<Earlier, Error> {
    let wrong = |line: usize, why: String| {
        Error::new(format!("{name}:{line}: not a report of plugin-ready fleet: {why}"))
            .help("write one with plugin-ready fleet --format json, or ndjson")
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let first = lines.next().map(|(_, line)| serde_json::from_str::<Head>(line));
    let earlier = if let Some(Ok(head)) = first.filter(|_| !text.trim_start().starts_with("{\n")) {
        let rows = lines.map(|(at, line)| serde_json::from_str(line).map_err(|error| wrong(at + 1, error.to_string())));
        Earlier { head, rows: rows.collect::<Result<_, _>>()? }
    } else {
        let whole: Whole = serde_json::from_str(text).map_err(|error| wrong(error.line().max(1), error.to_string()))?;
        Earlier { head: whole.head, rows: whole.repositories }
    };
    match earlier.head.version {
        1 => Ok(earlier),
        other => Err(wrong(1, format!("its version is {other}, and this program reads version 1"))),
    }
}
