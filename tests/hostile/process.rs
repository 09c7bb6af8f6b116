//! Surroundings in which little works: the answer stays the same, or the end is one of the table's.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use tempfile::TempDir;

use crate::support::hostile::{Victim, hold};
use crate::support::run::program;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-ready");

/// Runs the program through a shell that first does `before`, with `after` behind the command.
fn through_shell(before: &str, after: &str, victim: &Victim) -> crate::support::run::Ran {
    let script = format!("{before} exec \"$0\" check --offline --format json \"$1\" {after}");
    hold(Command::new("sh").args(["-c", &script, PROGRAM]).arg(victim.root()))
}

#[test]
fn an_empty_environment_is_enough() {
    let victim = Victim::new();
    let mut command = Command::new(PROGRAM);
    let ran = hold(command.env_clear().args(["check", "--offline", "--format", "json"]).arg(victim.root()));
    assert_eq!((ran.code, ran.stdout), (Some(0), victim.report().ran.stdout));
}

#[test]
fn homes_that_are_none_and_locales_that_nobody_has_change_nothing() {
    let victim = Victim::new();
    let expected = victim.report().ran.stdout;
    for (name, value) in [
        ("HOME", ""),
        ("HOME", "/dev/null"),
        ("HOME", "/nowhere/at/all"),
        ("XDG_CONFIG_HOME", "/dev/null"),
        ("LC_ALL", "C"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LC_ALL", "nonsense"),
        ("TZ", "nonsense"),
        ("TZ", "../../../../etc/passwd"),
        ("TMPDIR", "/nowhere"),
        ("TERM", "\u{1b}"),
        ("PATH", ""),
        ("GIT_DIR", "/nowhere"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CEILING_DIRECTORIES", "/"),
    ] {
        let ran = hold(program().env(name, value).args(["check", "--offline", "--format", "json"]).arg(victim.root()));
        assert_eq!((ran.code, &ran.stdout), (Some(0), &expected), "{name}={value}");
    }
}

#[test]
fn a_repository_that_cannot_be_written_is_judged() {
    let victim = Victim::new();
    let mode = |mode| {
        for entry in walkdir::WalkDir::new(victim.root()).into_iter().flatten().filter(|e| e.file_type().is_dir()) {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    mode(0o555);
    let ran = hold(program().current_dir(victim.root()).args(["check", "--offline"]));
    mode(0o755);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn few_file_descriptors_are_enough() {
    let victim = Victim::new();
    let expected = victim.report().ran.stdout;
    for limit in [64, 32, 20] {
        let ran = through_shell(&format!("ulimit -n {limit};"), "", &victim);
        assert_eq!((ran.code, &ran.stdout), (Some(0), &expected), "{limit}: {}", ran.stderr);
    }
    for limit in [4, 6, 8, 10] {
        let ran = through_shell(&format!("ulimit -n {limit};"), "", &victim);
        assert!(ran.code.is_some(), "{limit}");
    }
}

#[test]
fn closed_streams_are_no_trouble() {
    let victim = Victim::new();
    for after in ["<&-", "2>&-", "<&- 2>&-", ">&-", "<&- >&- 2>&-"] {
        let ran = through_shell("", after, &victim);
        assert_eq!(ran.code, Some(0), "{after}: {}", ran.stderr);
    }
}

#[test]
fn a_current_folder_that_is_gone_is_an_error_and_no_panic() {
    let victim = Victim::new();
    let gone = TempDir::new().unwrap();
    let script = "cd \"$2\" && rmdir \"$2\" && exec \"$0\" check --offline $1";
    let run = |path: &str| hold(Command::new("sh").args(["-c", script, PROGRAM, path]).arg(gone.path()));
    assert_eq!(run("").code, Some(2));
    fs::create_dir(gone.path()).unwrap();
    assert_eq!(run(victim.root().to_str().unwrap()).code, Some(0));
    fs::create_dir(gone.path()).unwrap();
}

#[test]
fn a_gibibyte_of_address_space_is_enough() {
    let victim = Victim::new();
    let ran = through_shell("ulimit -v 1048576;", "", &victim);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}
