//! Ctrl-C in the midst of every command: a code of the table, what is known is told, and nothing is left half-written.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::fixture::Fixture;
use crate::support::hostile::{LONGEST, Victim};
use crate::support::run::{Ran, program};
use crate::support::server::{Server, wait_for_hang_up};

/// Starts the program, and waits until it handles interrupts.
fn start(command: &mut Command) -> Child {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    let handles = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim);
        // SIGINT is 2, so its bit is the second.
        caught.is_none_or(|mask| u64::from_str_radix(mask, 16).unwrap() & 2 != 0)
    };
    while !handles() {
        assert!(began.elapsed() < LONGEST);
        std::thread::sleep(Duration::from_millis(1));
    }
    child
}

/// Interrupts it once, and gives how it ends.
fn interrupt(child: Child) -> Ran {
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
    let interrupted = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(interrupted.elapsed() < Duration::from_secs(20), "it went on for {:?}", interrupted.elapsed());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Everything that lies in the folder, with its content.
fn state(root: &Path) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn every_command_ends_with_a_code_and_nothing_written() {
    let victim = Victim::new();
    // Enough for a run of a second or more.
    victim.fill(60, 200);
    victim.git(&["add", "--all"]);
    victim.git(&["commit", "--quiet", "--message", "many files"]);
    let before = state(victim.root());
    for command in [
        "check --offline",
        "check --offline --output json=report.json",
        "review",
        "review --branches",
        "review --since HEAD",
        "licence",
        "fix",
        "fix --apply",
        "init --yes --hook --workflow --pm-ux",
        "fleet --offline .",
        "sign-off complete-code-review --by alice",
    ] {
        let ran = interrupt(start(program().args(command.split(' ')).current_dir(victim.root())));
        assert_eq!(ran.code, Some(2), "{command}: {ran:?}");
        let told = command.starts_with("check") || command.starts_with("fleet") || command.starts_with("review");
        assert!(!told || format!("{}{}", ran.stdout, ran.stderr).contains("interrupted"), "{command}: {ran:?}");
        if command.ends_with("report.json") {
            let _ = fs::remove_file(victim.path("report.json"));
        }
        assert!(state(victim.root()) == before, "{command}");
    }
}

#[test]
fn what_is_known_by_then_is_reported() {
    let (hanging, victim) = (Server::http(|_, stream| wait_for_hang_up(stream)), Victim::new());
    let url = hanging.url("/x");
    let args = ["check", "--format", "json", "--allow-private-network", "--timeout", "90", "--nightly-url", &url, "."];
    let child = start(program().args(args).current_dir(victim.root()));
    while hanging.asked().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    // What reads files takes a moment longer than the question to the server.
    std::thread::sleep(Duration::from_secs(5));
    let ran = interrupt(child);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let items = report["tiers"].as_array().unwrap().iter().flat_map(|tier| tier["items"].as_array().unwrap());
    let verdict = |id: &str| items.clone().find(|item| item["id"] == id).unwrap()["verdict"].clone();
    assert_eq!(
        (verdict("compatible-licence"), verdict("nightly-build")),
        ("pass".into(), "unknown".into()),
        "{report:#}"
    );
}

#[test]
fn a_probe_ends_too() {
    let hanging = Server::http(|_, stream| wait_for_hang_up(stream));
    let url = hanging.url("/x");
    let child = start(program().args(["probe", "--allow-private-network", "--timeout", "90", &url]));
    while hanging.asked().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(interrupt(child).code, Some(2));
}

/// A plugin in which `fix` and `init` find several files to write.
fn fresh() -> Fixture {
    Fixture::new("fresh-from-template")
}

#[test]
fn changes_are_written_all_or_none() {
    for command in ["fix --apply", "init --yes --hook --workflow --pm-ux", "review --branches"] {
        let run = |root: &Path| program().args(command.split(' ')).current_dir(root).output().unwrap();
        let git = |root: &Path| {
            let git = |args: &[&str]| crate::support::fixture::git(root, args);
            git(&["status", "--porcelain", "--untracked-files=all"]) + &git(&["diff"]) + &git(&["for-each-ref"])
        };
        let (done, began) = (fresh(), Instant::now());
        let untouched = git(done.root());
        assert_eq!(run(done.root()).status.code(), Some(0), "{command}");
        let (takes, complete) = (began.elapsed(), git(done.root()));
        assert_ne!(untouched, complete, "{command}");
        for round in 0..16 {
            let plugin = fresh();
            let child = start(program().args(command.split(' ')).current_dir(plugin.root()));
            std::thread::sleep(takes * round / 16);
            let ran = interrupt(child);
            assert!(matches!(ran.code, Some(0 | 2)), "{command}: {ran:?}");
            let left = git(plugin.root());
            assert!(left == untouched || left == complete, "{command}, round {round}: {left}");
        }
    }
}
