//! The same commit gives the same report, byte for byte, whoever looks and from wherever.

use std::path::Path;

use tempfile::TempDir;

use crate::support::fixture::{Fixture, git};
use crate::support::hostile::{check, hold};
use crate::support::run::program;

pub(super) const FORMATS: [&str; 10] =
    ["human", "concise", "json", "ndjson", "sarif", "github", "gitlab", "junit", "markdown", "html"];

pub(super) fn clone(of: &Fixture) -> TempDir {
    let folder = TempDir::new().unwrap();
    let url = format!("file://{}", of.root().display());
    git(folder.path(), &["clone", "--quiet", &url, "."]);
    folder
}

pub(super) fn run(root: &Path, format: &str, environment: &[(&str, &str)]) -> String {
    let mut command = program();
    command.envs(environment.iter().copied());
    hold(command.args(["check", "--offline", "--format", format]).arg(root)).stdout
}

#[test]
fn two_clones_two_users_and_two_time_zones_see_the_same() {
    let fixture = Fixture::new("ready-community");
    let (one, two) = (clone(&fixture), clone(&fixture));
    let (ada, bob) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let config = "[core]\n\tquotePath = false\n\tautocrlf = input\n[user]\n\tname = Bob\n[init]\n\tdefaultBranch = trunk\n\
                  [log]\n\tshowSignature = true\n[safe]\n\tdirectory = *\n";
    std::fs::write(bob.path().join(".gitconfig"), config).unwrap();
    let ada = [("HOME", ada.path().to_str().unwrap()), ("TZ", "Asia/Kolkata"), ("LANG", "C"), ("USER", "ada")];
    let bob = [("HOME", bob.path().to_str().unwrap()), ("TZ", "America/St_Johns"), ("LANG", "fr_FR.UTF-8")];
    for format in FORMATS {
        assert_eq!(run(one.path(), format, &ada), run(two.path(), format, &bob), "{format}");
    }
}

#[test]
fn neither_the_mask_of_new_files_nor_the_number_of_jobs_shows() {
    let fixture = Fixture::new("ready-community");
    let fleets = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    for (fleet, mask) in fleets.iter().zip(["022", "077"]) {
        for name in ["a", "b", "c"] {
            let script = "umask \"$0\" && GIT_CONFIG_GLOBAL=/dev/null git clone --quiet \"$1\" \"$2\"";
            let mut command = std::process::Command::new("sh");
            let (from, to) = (format!("file://{}", fixture.root().display()), fleet.path().join(name));
            assert!(command.args(["-c", script, mask, &from]).arg(to).status().unwrap().success());
        }
    }
    for format in FORMATS {
        assert_eq!(run(&fleets[0].path().join("a"), format, &[]), run(&fleets[1].path().join("a"), format, &[]));
    }
    for format in ["human", "json", "ndjson", "csv", "markdown", "html"] {
        let fleet = |folder: &TempDir, jobs: &str| {
            let mut command = program();
            // Paths stand in the report as they were given.
            command.current_dir(folder.path()).args(["fleet", ".", "--offline", "--jobs", jobs, "--format", format]);
            hold(&mut command).stdout
        };
        let expected = fleet(&fleets[0], "1");
        assert_eq!(fleet(&fleets[0], "2"), expected, "{format}");
        assert_eq!(fleet(&fleets[1], "2"), expected, "{format}");
    }
}

#[test]
fn it_does_not_matter_how_the_folder_is_named_or_how_many_threads_look() {
    let fixture = Fixture::new("ready-community");
    let expected = check(fixture.root()).stdout;
    for arguments in [&[][..], &["."], &["./"], &["server/.."]] {
        let mut command = program();
        command.current_dir(fixture.root()).args(["check", "--offline", "--format", "json"]).args(arguments);
        assert_eq!(hold(&mut command).stdout, expected, "{arguments:?}");
    }
    for threads in ["1", "2", "7"] {
        assert_eq!(run(fixture.root(), "json", &[("RAYON_NUM_THREADS", threads)]), expected);
    }
}

#[test]
fn the_order_in_which_files_came_to_be_does_not_matter() {
    let fixture = Fixture::new("ready-community");
    let clone = clone(&fixture);
    let names = ["b.md", "a.md", "c.go", "z/LICENSE", "y/COPYING"];
    let write = |root: &Path, name: &str| {
        std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        std::fs::write(root.join(name), format!("# {name}\n")).unwrap();
    };
    let other = self::clone(&fixture);
    names.iter().for_each(|name| write(clone.path(), name));
    names.iter().rev().for_each(|name| write(other.path(), name));
    assert_eq!(check(clone.path()).stdout, check(other.path()).stdout);
}
