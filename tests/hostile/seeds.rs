//! Every fixture and every seed through the entries that the fuzz targets call: a crash once found stays found.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::fuzz_entries::ENTRIES;
use crate::support::dice::Dice;

/// Longest that one input may take, in a build without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap())).collect()
}

fn replay(inputs: &[(String, Vec<u8>)], entries: &[&(&str, crate::fuzz_entries::Entry)]) {
    for (path, bytes) in inputs {
        for (name, entry) in entries {
            let began = Instant::now();
            if std::panic::catch_unwind(|| entry(bytes)).is_err() {
                panic!("{name} does not bear {path}");
            }
            assert!(began.elapsed() < LONGEST, "{name} took {:?} over {path}", began.elapsed());
        }
    }
}

#[test]
fn every_reader_bears_every_fixture() {
    let mut fixtures = files("fixtures");
    assert!(fixtures.len() > 50);
    // The plugins have much in common.
    fixtures.sort_by(|a, b| a.1.cmp(&b.1));
    fixtures.dedup_by(|a, b| a.1 == b.1);
    replay(&fixtures, &ENTRIES.iter().collect::<Vec<_>>());
}

#[test]
fn every_target_bears_its_seeds_and_has_some() {
    for entry in ENTRIES {
        let seeds = files(&format!("fuzz/seeds/{}", entry.0));
        assert!(!seeds.is_empty(), "{} has no seed", entry.0);
        replay(&seeds, &[entry]);
    }
}

#[test]
fn every_entry_is_a_target_and_every_target_an_entry() {
    let targets = files("fuzz/fuzz_targets");
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    assert_eq!(targets.len(), ENTRIES.len());
    for (name, _) in ENTRIES {
        let call = format!("entries::{name}(bytes)");
        assert!(targets.iter().any(|(_, text)| String::from_utf8_lossy(text).contains(&call)), "{name}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
}

/// The beginnings of every fixture, byte for byte at first: what a cut transfer leaves.
#[test]
fn every_reader_bears_a_cut_file() {
    let readers = ["manifest", "config", "yaml", "docs", "code"];
    let entries: Vec<_> = ENTRIES.iter().filter(|(name, _)| readers.contains(name)).collect();
    let cut = files("fixtures").into_iter().filter(|(path, _)| path.contains("ready-community/")).flat_map(|file| {
        let step = 1 + file.1.len() / 16;
        (0..file.1.len()).step_by(step).map(move |end| (format!("{}[..{end}]", file.0), file.1[..end].to_vec()))
    });
    replay(&cut.collect::<Vec<_>>(), &entries);
}

/// Changed seeds, the same on every run; `SEED_MUTATIONS` says how many of each seed, for longer runs than a test's.
#[test]
fn every_target_bears_changed_seeds() {
    let rounds = std::env::var("SEED_MUTATIONS").ok().map_or(8, |rounds| rounds.parse().unwrap());
    for entry in ENTRIES {
        let seeds = files(&format!("fuzz/seeds/{}", entry.0));
        let mut dice = Dice::new(1);
        for round in 0..rounds {
            for (path, bytes) in &seeds {
                let mut changed = bytes.clone();
                for _ in 0..=dice.below(4) {
                    change(&mut changed, &seeds[dice.below(seeds.len())].1, &mut dice);
                }
                replay(
                    &[(format!("{path}, round {round}: {:?}", String::from_utf8_lossy(&changed)), changed)],
                    &[entry],
                );
            }
        }
    }
}

/// One change: a bit, a byte, a part left out, doubled many times, or taken from `other`.
fn change(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    const TELLING: &[u8] = b"\0\n\t \"'\\{}[]()<>*&!|#%:;,.-+=/$@~^?0919ax\x7f\x80\xff";
    let part = |bytes: &[u8], dice: &mut Dice| {
        let start = dice.below(bytes.len() + 1);
        start..start + dice.below((bytes.len() - start).min(64) + 1)
    };
    let at = dice.below(bytes.len() + 1);
    let range = part(bytes, dice);
    match dice.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        1 => bytes.insert(at, TELLING[dice.below(TELLING.len())]),
        2 => drop(bytes.drain(range)),
        3 => {
            let many = bytes[range].repeat(1 + dice.below(200));
            bytes.splice(at..at, many);
        }
        4 => {
            let taken = other[part(other, dice)].to_vec();
            bytes.splice(at..at, taken);
        }
        _ => bytes.truncate(at),
    }
}
