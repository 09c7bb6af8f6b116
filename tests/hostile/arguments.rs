//! Arguments that are attacks: whatever complains of one shows it, and does not act on it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use plugin_ready::error::text::is_invisible;
use tempfile::TempDir;

use crate::support::hostile::hold;
use crate::support::report::ATTACKS;
use crate::support::run::{Ran, program};

#[track_caller]
fn is_inert(what: &str, ran: &Ran) {
    let shown = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(shown.chars().find(|c| *c != '\n' && is_invisible(*c)), None, "{what}: {shown}");
    assert!(!shown.contains("##["), "{what}: {shown}");
    assert_eq!(shown.lines().find(|line| line.trim_start().starts_with("::")), None, "{what}");
}

/// Each place of the command line in which an argument can be wrong.
const COMMANDS: &[&str] = &[
    "X",
    "--X",
    "--color X list",
    "check X",
    "check --X",
    "check --format X",
    "check --output X",
    "check --output X=file",
    "check --output json=X",
    "check --tier X",
    "check --timeout X",
    "check --config X",
    "check --policy X",
    "check --nightly-url X",
    "check --template X",
    "check --ca-cert X",
    "review X",
    "review --since X",
    "review --format X",
    "licence X",
    "probe X",
    "probe http://127.0.0.1:1/ --id X",
    "fleet X",
    "fleet --jobs X .",
    "fleet --shard X .",
    "fleet --against X .",
    "fleet --fail-on X .",
    "fleet merge X",
    "explain X",
    "list --format X",
    "sign-off X --by alice",
    "sign-off basic-code-review --by X",
    "sign-off basic-code-review --by alice --focus X",
    "sign-off basic-code-review --by alice --until X",
    "sign-off basic-code-review --by alice --link X",
    "init X",
    "fix X",
    "fix --holder X .",
    "template index X --out file",
    "template X",
    "schema X",
    "completions X",
    "man X",
];

fn run(folder: &TempDir, command: &str, attack: &[u8]) -> Ran {
    let mut program = program();
    for word in command.split(' ') {
        let attacked = match word.split_once('X') {
            Some((before, after)) => [before.as_bytes(), attack, after.as_bytes()].concat(),
            None => word.as_bytes().to_vec(),
        };
        program.arg(OsStr::from_bytes(&attacked));
    }
    hold(program.current_dir(folder.path()))
}

#[test]
fn no_argument_acts_in_what_complains_of_it() {
    let folder = TempDir::new().unwrap();
    // What a user's shell or a CI job can hand over; a NUL byte cannot be handed over at all.
    let attacks = ATTACKS.iter().map(|attack| attack.replace('\0', "").into_bytes());
    for attack in attacks.chain([b"\xff\xfe\x1b[2J".to_vec(), b"\n::error::x\n##[error]x".to_vec()]) {
        for command in COMMANDS {
            let what = format!("{command} with {:?}", String::from_utf8_lossy(&attack));
            is_inert(&what, &run(&folder, command, &attack));
        }
    }
}

#[test]
fn a_complaint_shows_what_was_wrong_and_a_long_argument_shortened() {
    let folder = TempDir::new().unwrap();
    let ran = run(&folder, "check --tier X", "a\u{202e}b".as_bytes());
    assert!(ran.code == Some(2) && ran.stderr.contains("invalid value 'a\\u{202e}b' for '--tier <ID>'"), "{ran:?}");
    assert!(ran.stderr.contains("\n  [possible values: ci-extensions"), "{ran:?}");
    let ran = run(&folder, "check --tier X", "a".repeat(100_000).as_bytes());
    assert!(ran.code == Some(2) && ran.stderr.len() < 2000, "{ran:?}");
}
