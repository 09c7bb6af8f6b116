//! The house's rules: imports run only downwards, and the pure floors do no I/O.

use std::path::{Path, PathBuf};

/// Lowest floor first; rooms on one floor do not import each other.
const FLOORS: &[&[&str]] = &[
    &["data", "error"],
    &["evidence"],
    &["config", "verdict"],
    &["checklist"],
    &["source", "report", "exit"],
    &["render"],
    &["cli"],
    &["main"],
];

/// Rooms that may not touch the world.
const PURE: &[&str] = &["data", "error", "evidence", "config", "verdict", "checklist", "report", "exit", "render"];

/// What touching the world looks like.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env::",
    "env::var",
    "std::process::Command",
    "std::time::SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "git2::",
    "reqwest::",
    "walkdir::",
    "io::stdin",
    "io::stdout",
    "io::stderr",
];

fn sources() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative = path.strip_prefix(&root).unwrap();
                let room = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
                found.push((room, path));
            }
        }
    }
    found.sort();
    found
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn every_room_has_a_floor() {
    for (room, path) in sources() {
        assert!(room == "lib" || floor(&room).is_some(), "{} is in no room of the house", path.display());
    }
}

#[test]
fn imports_run_only_downwards() {
    let mut wrong = Vec::new();
    for (room, path) in sources().into_iter().filter(|(room, _)| room != "lib") {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            for after in line.split("crate::").skip(1) {
                let imported: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(below) = floor(&imported) else { continue };
                if imported != room && below >= floor(&room).unwrap() {
                    wrong.push(format!("{}:{}: {room} imports {imported}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_floors_do_not_touch_the_world() {
    let mut wrong = Vec::new();
    for (room, path) in sources().into_iter().filter(|(room, _)| PURE.contains(&room.as_str())) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for world in WORLD.iter().filter(|world| line.contains(*world)) {
                wrong.push(format!("{}:{}: {room} reaches for {world}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_item_file_is_in_the_catalogue_and_in_a_tier() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checklist");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && std::fs::read_to_string(path).unwrap().contains("item! {"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-"))
        .collect();
    files.sort();
    let mut listed: Vec<&str> = plugin_ready::checklist::ITEMS.iter().map(|item| item.id).collect();
    listed.sort();
    assert_eq!(files, listed);
    let mut tiered: Vec<&str> = plugin_ready::checklist::TIERS.iter().flat_map(|t| t.items).map(|i| i.id).collect();
    tiered.sort();
    assert_eq!(tiered, listed, "every item is in one tier");
}
