//! Files that are not what their names say: each ends as the item that reads it must.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use tempfile::TempDir;

use crate::support::hostile::{Victim, fifo};

const SECRET: &str = "xyzzy-secret-of-the-neighbours";

/// What can lie where a file should.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Trap {
    LinkOut,
    LinkToItself,
    LinkToFolder,
    Fifo,
    Socket,
    Device,
    Folder,
    Large,
    Sparse,
}

impl Trap {
    const ALL: [Self; 9] = [
        Self::LinkOut,
        Self::LinkToItself,
        Self::LinkToFolder,
        Self::Fifo,
        Self::Socket,
        Self::Device,
        Self::Folder,
        Self::Large,
        Self::Sparse,
    ];

    /// It is there under its name, but neither a file nor a link nor a folder.
    fn is_special(self) -> bool {
        matches!(self, Self::Fifo | Self::Socket)
    }

    fn is_large(self) -> bool {
        matches!(self, Self::Large | Self::Sparse)
    }

    /// Lays the trap at `name`.
    fn set(self, victim: &Victim, name: &str, outside: &TempDir) {
        let path = victim.clear(name);
        match self {
            Self::LinkOut => {
                let secret = outside.path().join("secret");
                fs::write(&secret, SECRET).unwrap();
                symlink(secret, path).unwrap();
            }
            Self::LinkToItself => symlink(path.file_name().unwrap(), &path).unwrap(),
            Self::LinkToFolder => symlink(outside.path(), path).unwrap(),
            Self::Fifo => fifo(&path),
            Self::Socket => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
            // Only the superuser can make one: a link to one is what a repository can hold.
            Self::Device => symlink("/dev/zero", path).unwrap(),
            Self::Folder => fs::create_dir(path).unwrap(),
            Self::Large => fs::write(path, "x ".repeat((1 << 19) + 1)).unwrap(),
            Self::Sparse => fs::File::create(path).unwrap().set_len(1 << 40).unwrap(),
        }
    }
}

/// Lays every trap at `name` in turn, and looks at the run: nothing of the secret is in it.
fn each(name: &str, look: impl Fn(Trap, &crate::support::hostile::Report)) {
    for trap in Trap::ALL {
        let (victim, outside) = (Victim::new(), TempDir::new().unwrap());
        if !victim.path(name).exists() {
            victim.write(name, "# Dice\n");
            victim.git(&["add", name]);
        }
        trap.set(&victim, name, &outside);
        let report = victim.report();
        assert!(!report.ran.stdout.contains(SECRET) && !report.ran.stderr.contains(SECRET), "{trap:?}");
        look(trap, &report);
    }
}

#[test]
fn the_plugin_is_ready_when_nothing_is_wrong() {
    assert_eq!(Victim::new().report().ran.code, Some(0));
}

#[test]
fn no_trap_is_a_licence() {
    each("LICENSE", |trap, report| {
        if trap.is_large() {
            assert_ne!(report.item("compatible-licence")["verdict"], "pass");
            assert!(report.item("compatible-licence")["because"].as_str().unwrap().contains("1024 KiB"));
        } else {
            report.assert("compatible-licence", "fail", None, "LICENSE is");
        }
    });
}

#[test]
fn a_readme_that_cannot_be_read_is_unknown() {
    each("README.md", |trap, report| {
        if trap == Trap::Folder {
            return report.assert("pm-ux-docs", "fail", None, "neither a README");
        }
        let cause = if trap.is_large() { "too-large" } else { "unreadable" };
        report.assert("pm-ux-docs", "unknown", Some(cause), "README.md");
        if trap.is_large() {
            // It may take back what the licence gives.
            report.assert("compatible-licence", "unknown", Some(cause), "README.md");
        }
    });
}

#[test]
fn a_document_that_cannot_be_read_may_have_what_others_lack() {
    each("SECURITY.md", |trap, report| {
        let (verdict, cause) = match trap {
            Trap::Folder => ("fail", None),
            trap if trap.is_large() => ("unknown", Some("too-large")),
            _ => ("unknown", Some("unreadable")),
        };
        report.assert("vulnerability-contact", verdict, cause, "no document says where");
    });
    // The README is one document; of the others the first 96 are read.
    let victim = Victim::new();
    for number in 0..97 {
        victim.write(&format!("docs/{number:03}.md"), "# Dice\n\nThey roll.\n");
    }
    victim.git(&["add", "docs"]);
    victim.report().assert("vulnerability-contact", "unknown", Some("too-large"), "only 96 documents are read");
}

#[test]
fn what_is_too_many_to_be_read_is_no_pass_and_no_fail() {
    let many = |count: usize, name: &dyn Fn(usize) -> String, content: &str| {
        let victim = Victim::new();
        (0..count).for_each(|number| victim.write(&name(number), content));
        victim.report()
    };
    let mit = fs::read_to_string(Victim::new().path("LICENSE")).unwrap();
    let report = many(201, &|number| format!("assets/{number}/LICENSE"), &mit);
    report.assert("compatible-licence", "unknown", Some("too-large"), "only the first 200 licence files are read");
    let report = many(100, &|number| format!(".github/workflows/{number:03}.yml"), "on: push\njobs: {}\n");
    report.assert("ci-master", "unknown", Some("too-large"), "only the first 100 workflows are read");
    let report = many(41, &|number| format!("build/{number}.mk"), "# nothing\n");
    assert_eq!(report.item("ci-master")["verdict"], "pass", "nobody includes them");
    let victim = Victim::new();
    (0..41).for_each(|number| victim.write(&format!("build/{number}.mk"), "# nothing\n"));
    victim.write("Makefile", "include $(wildcard build/*.mk)\ninclude build/*.mk\n");
    victim.git(&["add", "build"]);
    assert_eq!(victim.report().item("ci-master")["verdict"], "unknown");
    let victim = Victim::new();
    victim.fill(11, 1_000);
    victim.report().assert("compatible-licence", "unknown", Some("too-large"), "only the first 10000 sources are read");
}

#[test]
fn a_lockfile_that_cannot_be_read_is_named() {
    let written = |name: &str, content: &[u8]| {
        let victim = Victim::new();
        victim.write(name, content);
        let report = victim.report();
        assert_eq!(report.item("compatible-licence")["verdict"], "pass");
        let hints = report.json["hints"].as_array().unwrap();
        let hint = hints.iter().find(|hint| hint["id"] == "licence-dependencies").unwrap_or(&serde_json::Value::Null);
        let because = hint["because"].as_str().unwrap_or_default().to_owned();
        assert!(hint.is_null() || hint["locations"][0]["path"] == name, "{hint:#}");
        because
    };
    let large = written("webapp/package-lock.json", &b" ".repeat((16 << 20) + 1));
    assert!(large.contains("not looked at: webapp/package-lock.json is larger than 16384 KiB"), "{large}");
    let broken = written("package-lock.json", b"{\"packages\": {");
    assert!(broken.contains("not looked at: package-lock.json is broken"), "{broken}");
    let mut many = String::from("module a\n\nrequire (\n");
    (0..20_003).for_each(|number| many.push_str(&format!("\texample.org/m{number:05} v1.0.0\n")));
    let many = written("go.mod", (many + ")\n").as_bytes());
    assert!(many.contains("not looked at: go.mod names 3 packages too many"), "{many}");
    assert_eq!(written("go.mod", b"module a\n"), "");
}

#[test]
fn a_script_that_cannot_be_read_is_not_the_plugins_fault() {
    const CI: &str = ".github/workflows/ci.yml";
    for (command, name) in
        [("./build.sh", "build.sh"), ("npm run pack", "package.json"), ("make dist", "build/rules.mk")]
    {
        let victim = Victim::new();
        let workflow = fs::read_to_string(victim.path(CI)).unwrap();
        let run = workflow.lines().find(|line| line.trim_start().starts_with("- run: make")).unwrap();
        let start = &run[..run.find("make").unwrap()];
        victim.write(CI, workflow.replace(run, &format!("{start}{command}")));
        victim.write("Makefile", "-include build/rules.mk\n");
        victim.write(name, b" ".repeat((1 << 20) + 1));
        victim.git(&["add", "--all"]);
        victim.git(&["add", name]);
        let report = victim.report();
        assert_eq!(report.item("ci-master")["verdict"], "unknown", "{command}: {:#}", report.item("ci-master"));
    }
}

#[test]
fn a_manifest_that_cannot_be_read_is_unknown_and_something_else_of_its_name_is_none() {
    each("plugin.json", |trap, report| {
        if trap.is_special() || trap == Trap::Folder {
            assert_eq!(report.ran.code, Some(3));
            let expected = if trap.is_special() { "plugin.json is no file" } else { "there is no plugin.yml" };
            assert!(report.ran.stderr.contains(expected), "{}", report.ran.stderr);
        } else {
            let cause = if trap.is_large() { "too-large" } else { "unreadable" };
            report.assert("plugin-manifest", "unknown", Some(cause), "plugin.json");
        }
    });
}

#[test]
fn a_workflow_that_cannot_be_read_is_no_pass() {
    each(".github/workflows/ci.yml", |trap, report| {
        if trap.is_large() {
            report.assert("ci-master", "unknown", Some("too-large"), "ci.yml");
        } else if trap == Trap::Folder {
            assert_ne!(report.item("ci-master")["verdict"], "pass", "{trap:?}");
        } else {
            report.assert("ci-master", "unknown", Some("unreadable"), ".github/workflows/ci.yml is a");
        }
    });
}

#[test]
fn a_folder_of_workflows_that_cannot_be_looked_into_is_no_pass() {
    each(".github", |trap, report| assert_ne!(report.item("ci-master")["verdict"], "pass", "{trap:?}"));
}

#[test]
fn a_makefile_that_cannot_be_read_is_not_the_plugins_fault() {
    each("Makefile", |trap, report| {
        if trap != Trap::Folder {
            assert_eq!(report.item("ci-master")["verdict"], "unknown", "{trap:?}: {:#}", report.item("ci-master"));
            assert!(report.item("ci-master")["because"].as_str().unwrap().contains("Makefile"));
        }
    });
}

#[test]
fn a_configuration_that_cannot_be_read_is_an_error() {
    each("plugin-ready.toml", |trap, report| {
        // A folder of that name is no configuration: without one, there is no nightly build.
        let expected = if trap == Trap::Folder { Some(1) } else { Some(2) };
        assert_eq!(report.ran.code, expected, "{trap:?}: {}", report.ran.stderr);
        assert!(trap == Trap::Folder || report.ran.stderr.contains("plugin-ready.toml"), "{}", report.ran.stderr);
    });
}

#[test]
fn nothing_is_asked_of_files_that_git_alone_obeys() {
    for name in [".gitignore", ".gitattributes", "server/.gitignore", "go.mod", "webapp/package.json"] {
        each(name, |trap, report| {
            assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{name}, {trap:?}");
            if name == "webapp/package.json" && trap.is_large() {
                // It may name another licence.
                report.assert("compatible-licence", "unknown", Some("too-large"), name);
            } else {
                assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{name}, {trap:?}");
            }
        });
    }
}

#[test]
fn files_without_permission_are_unknown() {
    let victim = Victim::new();
    for name in ["README.md", ".github/workflows/ci.yml"] {
        fs::set_permissions(victim.path(name), fs::Permissions::from_mode(0o000)).unwrap();
    }
    if fs::read(victim.path("README.md")).is_ok() {
        // The superuser reads everything: the same answer comes from the reader, by another way to be unreadable.
        for name in ["README.md", ".github/workflows/ci.yml"] {
            let path = victim.clear(name);
            symlink("/proc/self/mem", path).unwrap();
        }
    }
    let report = victim.report();
    report.assert("pm-ux-docs", "unknown", Some("unreadable"), "README.md");
    assert_ne!(report.item("ci-master")["verdict"], "pass");
}

#[test]
fn names_that_differ_in_case_alone_are_two_files() {
    let victim = Victim::new();
    victim.write("License", "All rights reserved. Nobody may use this.\n");
    victim.write("readme.md", "# another\n");
    victim.write("PLUGIN.JSON", "{}");
    victim.git(&["add", "--all"]);
    victim.git(&["commit", "--quiet", "--message", "more of the same"]);
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass");
    assert_ne!(report.item("compatible-licence")["verdict"], "pass");
}

#[test]
fn names_may_hold_anything() {
    use std::os::unix::ffi::OsStrExt;
    let victim = Victim::new();
    for name in
        [&b"server/\xff\xfe.go"[..], b"LICENSE\n::error::x", b"docs\x1b[31m.md", b"README\xe2\x80\xae.md", b" ", b"-rf"]
    {
        fs::write(victim.root().join(std::ffi::OsStr::from_bytes(name)), "package main\n").unwrap();
    }
    for format in ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"] {
        let mut command = crate::support::run::program();
        let ran =
            crate::support::hostile::hold(command.args(["check", "--offline", "--format", format]).arg(victim.root()));
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{format}");
        let commands = ran.stdout.lines().filter(|line| line.trim_start().starts_with("::error::"));
        assert_eq!(commands.count(), 0, "{format}: {}", ran.stdout);
    }
}

#[test]
fn twenty_thousand_files_are_no_trouble() {
    let victim = Victim::new();
    victim.fill(100, 200);
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass");
    // Each of them makes the sign-off stale; they are counted, and not all told.
    let sign_off = &report.item("basic-code-review")["facts"]["sign_offs"][0];
    assert_eq!((&sign_off["standing"], &sign_off["changed_unnamed"]), (&"stale".into(), &19_000.into()));
    assert!(report.item("basic-code-review")["because"].as_str().unwrap().contains("19997 more files"), "{report:?}");
    // As many entries as the file has room for.
    let commit = victim.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let config = fs::read_to_string(victim.path("plugin-ready.toml")).unwrap();
    let entry = |n: usize| {
        let by = if n.is_multiple_of(2) { "alice" } else { "bob" };
        let what = format!("[[sign-off]]\nitem = \"complete-code-review\"\nby = \"{by}\"\n");
        format!("{what}commit = \"{}\"\ndate = 2026-03-02\nnote = \"{n}\"\n", commit.trim())
    };
    let entries: String = (0..900).map(entry).collect();
    victim.write("plugin-ready.toml", config + &entries);
    let report = victim.report();
    assert_eq!(report.item("complete-code-review")["verdict"], "pending", "{:?}", report.ran.code);
    assert!(report.ran.stdout.len() < 8 << 20, "{} bytes", report.ran.stdout.len());
}

#[test]
fn a_thousand_nested_folders_are_no_trouble() {
    let victim = Victim::new();
    let mut folder = victim.path("server");
    // Beyond the longest path of the system, so folder by folder.
    for _ in 0..1000 {
        folder.push("d");
        if fs::create_dir(&folder).is_err() {
            break;
        }
    }
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass");
    assert_eq!(report.item("compatible-licence")["verdict"], "pass");
}
