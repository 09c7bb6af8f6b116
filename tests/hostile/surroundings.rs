//! Every command where little is at hand: it does the same, or ends with a code of the table and changes nothing.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::LazyLock;

use crate::support::hostile::{Victim, hold};
use crate::support::run::Ran;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-ready");

/// Commands that write nothing.
const READING: &[&str] = &[
    "check --offline",
    "review",
    "licence",
    "fix",
    "fleet --offline .",
    "probe http://127.0.0.1:1/",
    "explain",
    "list",
    "schema report",
    "completions bash",
    "man",
];

/// Commands that write into the repository.
const WRITING: &[&str] = &[
    "check --offline --output json=report.json",
    "review --branches",
    "fix --apply",
    "init --yes --hook --workflow --pm-ux",
    "sign-off complete-code-review --by alice",
];

/// A plugin with something to mend.
fn victim() -> Victim {
    let victim = Victim::new();
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(victim.path("plugin.json")).unwrap()).unwrap();
    manifest["settings_schema"] = serde_json::json!({"settings": [{"key": "A", "display_name": "A", "type": "text"}]});
    victim.write("plugin.json", serde_json::to_string_pretty(&manifest).unwrap());
    victim.git(&["add", "--all"]);
    victim.git(&["commit", "--quiet", "--message", "a setting without help"]);
    victim
}

/// Runs the words of `command` in the plugin, by a shell that does `before` first.
fn run(victim: &Victim, before: &str, command: &str, after: &str) -> Ran {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{before} \"$0\" {command} {after}"), PROGRAM]).current_dir(victim.root());
    hold(shell.env("RAYON_NUM_THREADS", "2").env_remove("CI").env_remove("GITHUB_ACTIONS"))
}

/// What the repository holds, but for what git notes of its own accord.
fn state(victim: &Victim) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(victim.root()).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// What a command shows, but for how long it took, and the code that it ends with.
fn shown(victim: &Victim, before: &str, command: &str) -> (Option<i32>, String) {
    let ran = run(victim, before, command, "");
    let lines = ran.stdout.lines().filter(|line| !line.trim_start().starts_with("took "));
    (ran.code, lines.map(|line| format!("{line}\n")).collect())
}

/// What the repository holds, but for what tells when it was made.
fn undated(victim: &Victim) -> Vec<(String, Vec<u8>)> {
    let root = victim.root().display().to_string();
    let dated = |path: &str| path.ends_with(".git/index") || path.contains("/.git/logs/");
    let kept = state(victim).into_iter().filter(|(path, _)| !dated(path));
    kept.map(|(path, content)| (path.replace(&root, ""), content)).collect()
}

/// What each command shows and writes where nothing is lacking.
type Done = ((Option<i32>, String), Vec<(String, Vec<u8>)>);
static EXPECTED: LazyLock<[Vec<Done>; 2]> = LazyLock::new(|| all("exec"));

fn all(before: &str) -> [Vec<Done>; 2] {
    let untouched = victim();
    let reading = READING.iter().map(|command| (shown(&untouched, before, command), undated(&untouched)));
    let writing = WRITING.iter().map(|command| {
        let victim = victim();
        (shown(&victim, before, command), undated(&victim))
    });
    [reading.collect(), writing.collect()]
}

/// Every command does under `before` what it does without it.
fn same(before: &str) {
    let commands = READING.iter().chain(WRITING);
    for (command, (done, expected)) in commands.zip(all(before).concat().iter().zip(EXPECTED.concat().iter())) {
        assert_eq!(done.0, expected.0, "{before} {command}");
        assert_eq!(names(&done.1), names(&expected.1), "{before} {command}");
        assert!(done.1 == expected.1 || *command == WRITING[0], "{before} {command}");
    }
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn no_command_needs_an_environment() {
    same("exec env -i");
}

#[test]
fn no_command_needs_a_home() {
    same("HOME=/nowhere/at/all XDG_CONFIG_HOME=/dev/null TMPDIR=/nowhere LC_ALL=nonsense exec");
}

#[test]
fn no_command_needs_many_file_descriptors() {
    same("ulimit -n 32; exec");
}

#[test]
fn no_command_needs_input_or_a_place_for_errors() {
    same("exec <&- 2>&-; exec");
}

#[test]
fn no_command_needs_more_than_sixty_four_mebibytes_of_address_space() {
    let starts = |limit: &u32| {
        let script = format!("ulimit -v {limit}; exec \"$0\" --version");
        Command::new("sh").args(["-c", &script, PROGRAM]).output().unwrap().status.success()
    };
    let itself = (8..256).map(|mebibytes| mebibytes << 10).find(starts).expect("it starts in 256 MiB");
    same(&format!("ulimit -v {}; exec", itself + (64 << 10)));
}

#[test]
fn too_few_file_descriptors_end_every_command_with_a_code_of_the_table() {
    for limit in [16, 9, 5] {
        for command in READING.iter().chain(WRITING) {
            let victim = victim();
            let before = state(&victim);
            let ran = run(&victim, &format!("ulimit -n {limit}; exec"), command, "");
            if ran.code == Some(2) {
                // Objects that nothing refers to are what git, too, leaves behind.
                let after = state(&victim).into_iter().filter(|(path, _)| !path.contains("/.git/objects/"));
                let before = before.into_iter().filter(|(path, _)| !path.contains("/.git/objects/"));
                assert!(after.eq(before), "{limit}: {command}: {ran:?}");
            }
        }
    }
}

#[test]
fn a_full_disk_at_standard_output_is_told() {
    for command in READING {
        let victim = victim();
        let expected = run(&victim, "exec", command, "");
        let ran = run(&victim, "exec", command, "> /dev/full");
        let told = !expected.stdout.is_empty();
        assert_eq!(ran.code, if told { Some(2) } else { expected.code }, "{command}: {ran:?}");
        assert!(!told || ran.stderr.contains("could not be written: No space left"), "{command}: {ran:?}");
    }
}

/// The program for somebody whom permissions bind: the superuser becomes somebody else.
struct Bound {
    bin: tempfile::TempDir,
    superuser: bool,
}

impl Bound {
    fn new() -> Self {
        let bin = tempfile::TempDir::new().unwrap();
        fs::copy(PROGRAM, bin.path().join("plugin-ready")).unwrap();
        fs::set_permissions(bin.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let superuser = fs::metadata(bin.path()).unwrap().uid() == 0;
        Self { bin, superuser }
    }

    fn run(&self, command: &str, folder: &std::path::Path) -> Ran {
        let mut command_line = Command::new(self.bin.path().join("plugin-ready"));
        if self.superuser {
            command_line.uid(65_534).gid(65_534);
        }
        command_line.args(command.split(' ')).current_dir(folder).env_clear();
        hold(&mut command_line)
    }
}

/// What looks empty to whoever may not look is an error, not a folder without a plugin.
#[test]
fn what_may_not_be_looked_at_is_no_plugin_that_is_not_there() {
    let (bound, root) = (Bound::new(), tempfile::TempDir::new().unwrap());
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    crate::support::fixture::git(root.path(), &["init", "--quiet", "--bare", "bare"]);
    let victim = victim();
    crate::support::fixture::git(root.path(), &["clone", "--quiet", victim.root().to_str().unwrap(), "clone"]);
    fs::create_dir(root.path().join("closed")).unwrap();
    fs::set_permissions(root.path().join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let mut untold = vec![("closed", "Permission denied")];
    if bound.superuser {
        untold.push(("bare", "git does not trust this repository"));
        let ran = bound.run("check --offline clone", root.path());
        let told = "warning: the history was not looked at: git does not trust this repository";
        assert!(ran.stdout.contains(told), "{ran:?}");
    }
    let fleet = bound.run("fleet --offline --format json .", root.path());
    for (folder, why) in untold {
        for command in ["check --offline", "review", "licence"] {
            let ran = bound.run(&format!("{command} {folder}"), root.path());
            assert_eq!(ran.code, Some(2), "{command} {folder}: {ran:?}");
            assert!(ran.stderr.contains(why), "{command} {folder}: {ran:?}");
        }
        assert!(fleet.stdout.contains(&format!("./{folder}: {why}")), "{fleet:?}");
    }
    fs::set_permissions(root.path().join("closed"), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Folders that nobody may write into.
#[test]
fn what_cannot_be_written_stays_as_it_is() {
    let bound = Bound::new();
    for command in READING.iter().chain(WRITING) {
        let victim = victim();
        let (expected, before) = (run(&victim, "exec", READING[0], ""), state(&victim));
        let all = || walkdir::WalkDir::new(victim.root()).into_iter().map(Result::unwrap);
        for entry in all() {
            if bound.superuser {
                std::os::unix::fs::lchown(entry.path(), Some(65_534), Some(65_534)).unwrap();
            }
        }
        let mode = |mode| {
            for folder in all().filter(|entry| entry.file_type().is_dir()) {
                fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
            }
        };
        mode(0o555);
        let ran = bound.run(command, victim.root());
        mode(0o755);
        if WRITING.contains(command) {
            assert_eq!(ran.code, Some(2), "{command}: {ran:?}");
            assert!(ran.stderr.contains("written"), "{command}: {ran:?}");
        } else if *command == READING[0] {
            assert_eq!((ran.code, ran.stdout), (expected.code, expected.stdout), "{command}: {}", ran.stderr);
        }
        assert!(state(&victim) == before, "{command}");
    }
}
