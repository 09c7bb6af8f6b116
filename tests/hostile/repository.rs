//! Git repositories that are broken, foreign, or set to run programs: what needs git is unknown, the rest is judged.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use tempfile::TempDir;

use crate::support::hostile::{Report, Victim, check, fifo, report};

/// What needs no git is judged as ever.
#[track_caller]
fn files_are_judged(report: &Report) {
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{report:?}");
    assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{report:?}");
}

/// What git would have told is unknown, and the sentence speaks of `of`.
#[track_caller]
fn git_is_blind(report: &Report, of: &str) {
    files_are_judged(report);
    report.assert("release-created", "unknown", Some("git"), of);
}

#[test]
fn a_fifo_among_gits_own_files_is_not_waited_on() {
    for name in ["HEAD", "config", "index", "packed-refs", "info/exclude", "objects/info/alternates", "refs/heads/x"] {
        let victim = Victim::new();
        fifo(&victim.clear(&format!(".git/{name}")));
        git_is_blind(&victim.report(), name.rsplit('/').next().unwrap());
    }
}

#[test]
fn a_link_to_a_fifo_is_a_fifo() {
    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    let pipe = outside.path().join("pipe");
    fifo(&pipe);
    symlink(&pipe, victim.clear(".git/packed-refs")).unwrap();
    symlink(&pipe, victim.clear("server/.gitignore")).unwrap();
    git_is_blind(&victim.report(), "packed-refs");
    fs::remove_file(victim.path(".git/packed-refs")).unwrap();
    files_are_judged(&victim.report());
}

#[test]
fn a_fifo_behind_a_linked_folder_or_an_alternate_is_not_waited_on() {
    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    fifo(&outside.path().join("pipe"));
    symlink(outside.path(), victim.clear(".git/refs/heads/linked")).unwrap();
    victim.write(".git/HEAD", "ref: refs/heads/linked/pipe\n");
    git_is_blind(&victim.report(), "pipe");

    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    let head = victim.git(&["rev-parse", "HEAD"]);
    let (folder, name) = head.trim().split_at(2);
    let (first, second) = (outside.path().join("first"), outside.path().join("second"));
    fs::create_dir_all(first.join("info")).unwrap();
    fs::create_dir_all(second.join(folder)).unwrap();
    fs::remove_file(victim.path(&format!(".git/objects/{folder}/{name}"))).unwrap();
    fifo(&second.join(folder).join(name));
    fs::write(first.join("info/alternates"), "../second\n").unwrap();
    victim.write(".git/objects/info/alternates", format!("# shared\n {} \n", first.display()));
    git_is_blind(&victim.report(), name);
}

#[test]
fn the_socket_of_gits_own_monitor_is_no_trouble() {
    let victim = Victim::new();
    // The path of a socket is at most about a hundred bytes long.
    let _socket = std::os::unix::net::UnixListener::bind(victim.path(".git/fsmonitor--daemon.ipc")).unwrap();
    let report = victim.report();
    assert_eq!(report.ran.code, Some(0), "{report:?}");
    assert_eq!(report.item("basic-code-review")["verdict"], "pass", "{report:?}");
}

#[test]
fn configurations_that_stall_libgit2_are_not_read() {
    for (config, of) in [
        ("[include]\n\tpath = /PIPE\n", "pipe"),
        ("[include] path = \"/PIPE\"\n", "pipe"),
        ("[includeIf \"gitdir:/**\"]\n\tPath = ../../../../../../../../../../../../../../PIPE\n", "pipe"),
        ("[include]\n\tpath = /PIPE # a note\n", "pipe"),
        ("[include]\n\tpath = /\"PIPE\"\n", "pipe"),
        ("[include]\n\tpath = /PI\\\nPE\n", "pipe"),
        ("[includeIf \"gitdir:/]\"] path = /PIPE ;]\n", "pipe"),
        ("[include]\n\tpath = /PIPE\0\n", "zero byte"),
        ("[include]\n\tpath = config\n", "includes itself"),
        ("[include]\n\tpath = /dev/zero\n", "zero"),
    ] {
        let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
        let pipe = outside.path().join("pipe");
        fifo(&pipe);
        let folder = outside.path().to_str().unwrap();
        let config = [("/PIPE", "/pipe"), ("/\"PIPE", "/\"pipe"), ("/PI\\\nPE", "/pi\\\npe")]
            .iter()
            .fold(config.to_owned(), |config, (here, name)| config.replace(here, &format!("{folder}{name}")));
        let own = fs::read_to_string(victim.path(".git/config")).unwrap();
        victim.write(".git/config", own + &config);
        git_is_blind(&victim.report(), of);
    }
    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    fifo(&outside.path().join("pipe"));
    let marked = format!("\u{feff}[include]\n\tpath = {}\n", outside.path().join("pipe").display());
    let own = fs::read_to_string(victim.path(".git/config")).unwrap();
    victim.write(".git/config", marked + &own);
    git_is_blind(&victim.report(), "pipe");
    let victim = Victim::new();
    victim.write(".git/config", "# filled\n".repeat(4 << 20));
    git_is_blind(&victim.report(), "1024 KiB");
    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    fifo(&outside.path().join("pipe"));
    victim.git(&["config", "core.excludesFile", outside.path().join("pipe").to_str().unwrap()]);
    files_are_judged(&victim.report());
}

#[test]
fn an_include_of_a_missing_file_is_nothing() {
    let victim = Victim::new();
    victim.git(&["config", "include.path", "../nowhere"]);
    let report = victim.report();
    assert_eq!(report.ran.code, Some(0), "{report:?}");
}

#[test]
fn no_program_that_a_repository_names_is_run() {
    let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
    let marker = outside.path().join("ran");
    let script = outside.path().join("script");
    fs::write(&script, format!("#!/bin/sh\ntouch {}\ncat\n", marker.display())).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.to_str().unwrap();
    for (key, value) in [
        ("core.fsmonitor", script.to_owned()),
        ("core.sshCommand", script.to_owned()),
        ("core.pager", script.to_owned()),
        ("core.editor", script.to_owned()),
        ("core.gitProxy", script.to_owned()),
        ("core.alternateRefsCommand", script.to_owned()),
        ("core.hooksPath", outside.path().to_str().unwrap().to_owned()),
        ("credential.helper", format!("!{script}")),
        ("filter.x.clean", script.to_owned()),
        ("filter.x.smudge", script.to_owned()),
        ("filter.x.process", script.to_owned()),
        ("diff.external", script.to_owned()),
        ("diff.x.textconv", script.to_owned()),
        ("gpg.program", script.to_owned()),
        ("gpg.ssh.program", script.to_owned()),
        ("remote.origin.uploadpack", script.to_owned()),
        ("remote.origin.vcs", "x".to_owned()),
        ("uploadpack.packObjectsHook", script.to_owned()),
        ("alias.status", format!("!{script}")),
    ] {
        // Git itself would run the monitor by now: the configuration is written, not asked for.
        let text = fs::read_to_string(victim.path(".git/config")).unwrap();
        let (section, name) = key.rsplit_once('.').unwrap();
        let header = match section.split_once('.') {
            Some((section, sub)) => format!("[{section} \"{sub}\"]"),
            None => format!("[{section}]"),
        };
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        victim.write(".git/config", format!("{text}{header}\n\t{name} = \"{value}\"\n"));
    }
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        let path = victim.clear(&format!(".git/hooks/{hook}"));
        fs::copy(script, path).unwrap();
    }
    victim.write(".gitattributes", "* filter=x diff=x\n");
    victim.write("server/main.go", "package main\n\nfunc main() {}\n");
    files_are_judged(&victim.report());
    for command in [&["review"][..], &["licence"], &["review", "--branches"]] {
        let mut program = crate::support::run::program();
        crate::support::hostile::hold(program.args(command).arg(victim.root()));
    }
    assert!(!marker.exists());
}

#[test]
fn head_may_point_nowhere() {
    for head in [
        "ref: refs/heads/nowhere\n",
        "ref: refs/heads/../../../../etc/passwd\n",
        "ref: HEAD\n",
        "0123456789012345678901234567890123456789\n",
        "junk\n",
        "",
    ] {
        let victim = Victim::new();
        victim.write(".git/HEAD", head);
        files_are_judged(&victim.report());
    }
}

#[test]
fn a_git_file_may_lead_anywhere() {
    let outside = Victim::new();
    for target in ["/nowhere", "/etc", "/dev/zero", ".", "..", outside.path(".git").to_str().unwrap(), "\0", ""] {
        let victim = Victim::new();
        victim.clear(".git");
        victim.write(".git", format!("gitdir: {target}\n"));
        files_are_judged(&victim.report());
    }
}

#[test]
fn objects_may_be_broken() {
    let victim = Victim::new();
    let mut objects = 0;
    for entry in walkdir::WalkDir::new(victim.path(".git/objects")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            fs::remove_file(entry.path()).unwrap();
            fs::write(entry.path(), [b"\x78\x9c".as_slice(), &[0xff; 64]].concat()).unwrap();
            objects += 1;
        }
    }
    assert!(objects > 10);
    files_are_judged(&victim.report());
    // The same without a work tree: HEAD cannot be read, so there is no manifest to judge.
    fs::rename(victim.path(".git"), victim.path("bare.git")).unwrap();
    victim.git(&["config", "--file", "bare.git/config", "core.bare", "true"]);
    assert_ne!(check(&victim.path("bare.git")).code, Some(0));
}

#[test]
fn alternates_may_go_round_in_circles() {
    let (one, two) = (Victim::new(), Victim::new());
    let objects = |victim: &Victim| format!("{}\n", victim.path(".git/objects").display());
    one.write(".git/objects/info/alternates", objects(&two) + &objects(&one) + "/nowhere\n");
    two.write(".git/objects/info/alternates", objects(&one));
    let report = one.report();
    assert_eq!(report.ran.code, Some(0), "{report:?}");
}

#[test]
fn a_locked_index_is_read_all_the_same() {
    let victim = Victim::new();
    victim.write(".git/index.lock", "");
    assert_eq!(victim.report().ran.code, Some(0));
}

#[test]
fn a_partial_clone_tells_what_is_missing() {
    let victim = Victim::new();
    victim.git(&["config", "uploadpack.allowFilter", "true"]);
    let parent = TempDir::new().unwrap();
    let url = format!("file://{}", victim.root().display());
    crate::support::fixture::git(parent.path(), &["clone", "--quiet", "--bare", "--filter=blob:none", &url, "bare"]);
    // Without its configuration, nobody can say what the plugin wants to be judged by.
    let ran = check(&parent.path().join("bare"));
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("plugin-ready.toml is not in this clone"), "{}", ran.stderr);
    victim.git(&["rm", "--quiet", "plugin-ready.toml"]);
    victim.git(&["commit", "--quiet", "--message", "no configuration"]);
    crate::support::fixture::git(parent.path(), &["clone", "--quiet", "--bare", "--filter=blob:none", &url, "second"]);
    let bare = report(&parent.path().join("second"));
    bare.assert("plugin-manifest", "unknown", Some("shallow"), "not in this clone");
    crate::support::fixture::git(parent.path(), &["clone", "--quiet", "--filter=blob:none", &url, "full"]);
    files_are_judged(&report(&parent.path().join("full")));
}

#[test]
fn a_sparse_checkout_is_not_a_plugin_without_files() {
    let victim = Victim::new();
    victim.git(&["sparse-checkout", "set", "--no-cone", "/plugin.json", "/LICENSE"]);
    let report = victim.report();
    files_are_judged(&report);
    assert_eq!(report.item("ci-master")["verdict"], "pass", "{:#}", report.item("ci-master"));
}

#[test]
fn what_looks_like_a_bare_repository_is_a_plugin_where_a_manifest_lies_in_it() {
    for missing in [None, Some("refs"), Some("objects"), Some("HEAD")] {
        let folder = tempfile::TempDir::new().unwrap();
        crate::support::fixture::git(folder.path(), &["init", "--quiet", "--bare", "."]);
        if let Some(name) = missing {
            let path = folder.path().join(name);
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
        fs::write(folder.path().join("plugin.json"), "{\"id\": \"com.example.demo\"}").unwrap();
        let ran = check(folder.path());
        assert_eq!(ran.code, Some(1), "without {missing:?}: {ran:?}");
        assert!(ran.stdout.contains("com.example.demo"), "without {missing:?}: {ran:?}");
    }
}
