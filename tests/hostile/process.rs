//! Surroundings in which little works: the answer stays the same, or the end is one of the table's.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::hostile::{Victim, hold};
use crate::support::run::program;
use crate::support::server::{Server, wait_for_hang_up};

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

/// What 64 MiB of address space are beyond what the program itself takes up, its code and its libraries.
#[test]
fn sixty_four_mebibytes_of_address_space_are_enough() {
    let victim = Victim::new();
    let starts = |limit: &u32| {
        let script = format!("ulimit -v {limit}; exec \"$0\" --version");
        let output = Command::new("sh").args(["-c", &script, PROGRAM]).output().unwrap();
        output.status.success()
    };
    let itself = (8..256).map(|mebibytes| mebibytes << 10).find(starts).expect("it starts in 256 MiB");
    // Each thread reserves its stack, so a machine of many cores would need more.
    let before = format!("ulimit -v {}; RAYON_NUM_THREADS=2", itself + (64 << 10));
    let ran = through_shell(&before, "", &victim);
    assert_eq!((ran.code, &ran.stdout), (Some(0), &victim.report().ran.stdout), "{itself}: {}", ran.stderr);
}

#[test]
fn a_system_that_gives_no_threads_is_an_error_and_no_panic() {
    let victim = Victim::new();
    // The stack of a thread is larger than what is left.
    let script = "ulimit -s 8192; RUST_MIN_STACK=9000000000000 exec \"$0\" check --offline \"$1\"";
    let ran = hold(Command::new("sh").args(["-c", script, PROGRAM]).arg(victim.root()));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("thread"), "{ran:?}");
}

/// A terminal that the program's output and errors both go to; gives what was shown, and the code.
fn on_a_terminal(args: &str, folder: &TempDir, meanwhile: impl FnOnce(&str)) -> (String, String) {
    let (pid, code) = (folder.path().join("pid"), folder.path().join("code"));
    let inner = format!("sh -c 'echo $$ > {}; exec {PROGRAM} {args}'; echo $? > {}", pid.display(), code.display());
    let mut wrapped = Command::new("script");
    wrapped.args(["--quiet", "--command", &inner, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
    wrapped.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    let running = wrapped.spawn().expect("script, of util-linux");
    let began = std::time::Instant::now();
    let started = loop {
        match fs::read_to_string(&pid).unwrap_or_default().trim() {
            "" => assert!(began.elapsed().as_secs() < 60, "it does not start"),
            pid => break pid.to_owned(),
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    meanwhile(&started);
    let output = running.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), fs::read_to_string(code).unwrap().trim().to_owned())
}

#[test]
fn a_fleet_on_a_terminal_shows_how_far_it_is_and_ends_at_an_interrupt_with_what_it_has() {
    let (hanging, folder) = (Server::http(|_, stream| wait_for_hang_up(stream)), TempDir::new().unwrap());
    for (name, url) in [("one", None), ("two", Some(hanging.url("/x")))] {
        let plugin = folder.path().join("fleet").join(name);
        fs::create_dir_all(&plugin).unwrap();
        fs::write(plugin.join("plugin.json"), format!("{{\"id\": \"com.example.{name}\", \"name\": \"{name}\"}}"))
            .unwrap();
        let build = url.map(|url| format!("[build]\nnightly-url = \"{url}\"\n")).unwrap_or_default();
        fs::write(plugin.join("plugin-ready.toml"), build).unwrap();
    }
    let args = format!("fleet --jobs 1 --allow-private-network --timeout 60 {}", folder.path().join("fleet").display());
    let (shown, code) = on_a_terminal(&args, &folder, |pid| {
        while hanging.asked().is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(Command::new("kill").args(["-INT", pid]).status().unwrap().success());
    });
    assert_eq!(code, "2", "{shown}");
    assert!(shown.contains("1 of 2 done"), "progress: {shown:?}");
    assert!(shown.contains("\u{1b}[K"), "what is done is wiped away: {shown:?}");
    assert!(shown.contains("the run was interrupted: 1 of 2 were judged"), "{shown:?}");
    let after = shown.rsplit("\u{1b}[K").next().unwrap();
    assert!(after.contains("one") && !after.contains("done, about"), "{after:?}");
}

#[test]
fn a_second_interrupt_ends_at_once() {
    let (hanging, folder) = (Server::http(|_, stream| wait_for_hang_up(stream)), TempDir::new().unwrap());
    let victim = Victim::new();
    let args = format!(
        "check --allow-private-network --timeout 60 --nightly-url {} {}",
        hanging.url("/x"),
        victim.root().display()
    );
    let (shown, code) = on_a_terminal(&args, &folder, |pid| {
        while hanging.asked().is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        for _ in 0..2 {
            let _ = Command::new("kill").args(["-INT", pid]).stderr(std::process::Stdio::null()).status();
        }
    });
    assert_eq!(code, "2", "{shown}");
}

/// Whoever reads only the beginning has read enough, whatever the command.
#[test]
fn closed_pipes_are_no_trouble() {
    let victim = Victim::new();
    for args in [
        "check --offline --format json",
        "review --format json",
        "fleet --offline",
        "licence",
        "explain",
        "man",
        "completions bash",
        "schema report",
        "list",
        "fix",
        "fix --apply",
        "init --yes --hook --workflow",
        "review --branches",
    ] {
        let path =
            if args.starts_with(['e', 'm', 's']) || args.starts_with("co") || args == "list" { "" } else { "\"$1\"" };
        let script = format!("{{ \"$0\" {args} {path}; echo $? >&2; }} | :");
        let ran = hold(Command::new("sh").args(["-c", &script, PROGRAM]).arg(victim.root()));
        assert_eq!(ran.stderr.lines().last(), Some("0"), "{args}: {ran:?}");
    }
}
