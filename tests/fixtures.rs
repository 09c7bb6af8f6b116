//! Every item over every fixture.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::fixture::{self, Fixture};
use crate::support::golden;

/// The JSON report of each fixture is what its file says, and the matrix of verdicts shows at a glance what a change of a
/// rule does elsewhere.
#[test]
fn reports_and_matrix() {
    let mut columns = Vec::new();
    let mut rows: BTreeMap<(usize, String), Vec<&'static str>> = BTreeMap::new();
    let mut endings = String::new();
    for name in fixture::names() {
        let fixture = Fixture::new(&name);
        let ran = fixture.check(&["--format", "json"]);
        writeln!(endings, "{name}: exit {}", ran.code.unwrap()).unwrap();
        if ran.code == Some(3) {
            assert_eq!(ran.stdout, "");
            continue;
        }
        assert!(matches!(ran.code, Some(0 | 1)), "{name}: {ran:?}");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        golden::same(&fixture::folder().join(format!("{name}.json")), &steady(report.clone()));
        let hints = report["hints"].as_array().unwrap();
        assert!((1..hints.len()).all(|at| !hints[at..].contains(&hints[at - 1])), "{name}: a hint is told twice");
        let mut row = 0;
        for tier in report["tiers"].as_array().unwrap() {
            for item in tier["items"].as_array().unwrap() {
                let cells = rows.entry((row, item["id"].as_str().unwrap().to_owned())).or_default();
                cells.push(letter(item["verdict"].as_str().unwrap()));
                row += 1;
            }
            let cells = rows.entry((row, format!("= {}", tier["id"].as_str().unwrap()))).or_default();
            cells.push(letter(tier["status"].as_str().unwrap()));
            row += 1;
        }
        columns.push(name);
    }
    let mut matrix = String::new();
    for (index, name) in columns.iter().enumerate() {
        writeln!(matrix, "{}{name}", "|".repeat(index)).unwrap();
    }
    for ((_, id), cells) in rows {
        writeln!(matrix, "{} {id}", cells.concat()).unwrap();
    }
    golden::same(&fixture::folder().join("matrix.txt"), &format!("{matrix}\n{endings}"));
}

fn letter(verdict: &str) -> &'static str {
    match verdict {
        "pass" => "P",
        "fail" => "F",
        "pending" => "w",
        "unknown" => "?",
        "not-applicable" => "-",
        "ready" => "R",
        "blocked" => "B",
        "waiting" => "W",
        other => panic!("no letter for {other}"),
    }
}

/// The report without what changes from one day to the next: the stated times.
fn steady(mut report: Value) -> String {
    visit(&mut report);
    serde_json::to_string_pretty(&report).unwrap() + "\n"
}

fn visit(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if matches!(key.as_str(), "built" | "age" | "elapsed_ms" | "last_modified" | "bytes_read" | "size") {
                    *member = Value::from("(time)");
                } else {
                    visit(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(visit),
        Value::String(text) => *text = without_times(text),
        _ => {}
    }
}

/// `text` with `(time)` in the place of every time of the form `2026-11-22T08:14:44Z`.
fn without_times(text: &str) -> String {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:ddZ";
    let fits = |window: &[u8]| {
        window.iter().zip(SHAPE).all(|(byte, shape)| if *shape == b'd' { byte.is_ascii_digit() } else { byte == shape })
    };
    match text.as_bytes().windows(SHAPE.len()).position(fits) {
        None => text.to_owned(),
        Some(at) => format!("{}(time){}", &text[..at], without_times(&text[at + SHAPE.len()..])),
    }
}
