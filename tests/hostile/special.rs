//! What not every machine can do: `.ci/run` runs what it can of this, and says what it did not run.

/// As the superuser: `cargo test --test all -- --ignored hostile::special::superuser`.
mod superuser {
    use std::process::Command;

    use crate::hostile::same;
    use crate::support::fixture::Fixture;
    use crate::support::hostile::{Victim, hold};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-ready");

    #[test]
    #[ignore = "needs the superuser"]
    fn a_file_system_that_cannot_be_written_is_judged() {
        let victim = Victim::new();
        let expected = victim.report().ran.stdout;
        let script = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && ! touch \"$1/x\" 2>/dev/null && \
                      cd \"$1\" && exec \"$0\" $2 \"$1\"";
        let run = |args: &str| {
            let mut command = Command::new("unshare");
            hold(command.args(["--mount", "sh", "-c", script, PROGRAM]).arg(victim.root()).arg(args))
        };
        assert_eq!(run("check --offline --format json").stdout, expected);
        for writing in
            ["fix --apply", "init --yes --hook --workflow", "review --branches", "check --offline --output json=r.json"]
        {
            let ran = run(writing);
            assert!(matches!(ran.code, Some(0 | 2)), "{writing}: {ran:?}");
        }
        let ran = run("check --offline --output json=r.json");
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("r.json"), "{ran:?}");
    }

    #[test]
    #[ignore = "needs the superuser"]
    fn another_user_sees_the_same() {
        use std::os::unix::process::CommandExt as _;
        let fixture = Fixture::new("ready-community");
        let (one, two) = (same::clone(&fixture), same::clone(&fixture));
        for entry in walkdir::WalkDir::new(two.path()) {
            std::os::unix::fs::lchown(entry.unwrap().path(), Some(65_534), Some(65_534)).unwrap();
        }
        let copy = two.path().join("../plugin-ready-of-a-test");
        std::fs::copy(env!("CARGO_BIN_EXE_plugin-ready"), &copy).unwrap();
        for format in same::FORMATS {
            let mut command = std::process::Command::new(&copy);
            command.uid(65_534).gid(65_534).env_clear().current_dir(two.path());
            let theirs = hold(command.args(["check", "--offline", "--format", format, "."]));
            assert_eq!(theirs.stdout, same::run(one.path(), format, &[]), "{format}: {}", theirs.stderr);
        }
        std::fs::remove_file(copy).unwrap();
    }

    #[test]
    #[ignore = "needs the superuser"]
    fn a_repository_of_another_user_is_unknown_with_the_way_to_trust_it() {
        let victim = Victim::new();
        for entry in walkdir::WalkDir::new(victim.root()) {
            std::os::unix::fs::lchown(entry.unwrap().path(), Some(12_345), Some(12_345)).unwrap();
        }
        let report = victim.report();
        assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{report:?}");
        report.assert("release-created", "unknown", Some("git"), "safe.directory");
    }

    /// What a repository can hold only where the superuser put it.
    #[test]
    #[ignore = "needs the superuser"]
    fn devices_are_not_opened() {
        for (name, major, minor) in
            [("LICENSE", "1", "5"), (".github/workflows/ci.yml", "1", "8"), (".git/packed-refs", "1", "5")]
        {
            let victim = Victim::new();
            let path = victim.clear(name);
            let made = std::process::Command::new("mknod").arg(&path).args(["c", major, minor]).status().unwrap();
            assert!(made.success());
            let report = victim.report();
            assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{name}");
            if name.starts_with(".git/") {
                report.assert("release-created", "unknown", Some("git"), "device");
            }
        }
    }
}

/// With libfaketime, as Debian and Ubuntu pack it: `cargo test --test all -- --ignored hostile::special::clock`.
mod clock {
    use crate::support::hostile::{Victim, hold};
    use crate::support::run::program;

    /// The date decides on waivers and on how old a build is, and on nothing else.
    #[test]
    #[ignore = "needs libfaketime"]
    fn a_clock_that_is_far_off_is_borne() {
        let library =
            walkdir::WalkDir::new("/usr/lib").into_iter().flatten().find(|e| e.file_name() == "libfaketime.so.1");
        let library = library.expect("libfaketime is installed");
        let victim = Victim::new();
        let expected = victim.report();
        for clock in ["@1970-01-02 00:00:00", "@1969-12-01 00:00:00", "@2038-01-20 00:00:00", "@2200-01-01 00:00:00"] {
            let mut command = program();
            command.env("LD_PRELOAD", library.path()).env("FAKETIME", clock).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            let ran = hold(command.args(["check", "--offline", "--format", "json"]).arg(victim.root()));
            let report: serde_json::Value =
                serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{clock}: {e}: {ran:?}"));
            for (tier, before) in
                report["tiers"].as_array().unwrap().iter().zip(expected.json["tiers"].as_array().unwrap())
            {
                for (item, before) in tier["items"].as_array().unwrap().iter().zip(before["items"].as_array().unwrap())
                {
                    // A review of this year was not made yet in 1970.
                    let dated = item["id"] == "basic-code-review";
                    assert!(dated || item["verdict"] == before["verdict"], "{clock}: {item:#}");
                }
            }
        }
    }
}

/// More files than every run of the tests should make; its smaller sister is in files.rs.
mod large {
    use crate::support::hostile::Victim;

    /// `cargo test --test all -- --ignored hostile::special::large`
    #[test]
    #[ignore = "makes 200,000 files"]
    fn a_work_tree_of_two_hundred_thousand_files_is_judged() {
        let victim = Victim::new();
        victim.fill(200, 1000);
        let mut command = crate::support::run::program();
        let ran = crate::support::hostile::hold_within(
            400 << 10,
            command.args(["check", "--offline", "--format", "json"]).arg(victim.root()),
        );
        assert!(ran.stdout.contains("com.example.dice"), "{ran:?}");
    }
}
