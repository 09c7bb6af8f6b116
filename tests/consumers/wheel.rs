//! The wheel, in a clean virtual environment on a machine without a compiler.

use std::path::Path;

use tempfile::TempDir;

use super::tools::{python, root, run, succeed, without_compiler};
use crate::support::fixture::Fixture;

const VERSION: &str = concat!("plugin-ready ", env!("CARGO_PKG_VERSION"), "\n");

#[test]
fn it_installs_and_judges_without_a_compiler() {
    let home = TempDir::new().unwrap();
    let bin = home.path().join("venv/bin");
    let command = |program: &Path| without_compiler(program, home.path());
    succeed(command("/usr/bin/python3".as_ref()).args(["-m", "venv"]).arg(home.path().join("venv")));
    succeed(command(&bin.join("pip")).args(["install", concat!("plugin-ready==", env!("CARGO_PKG_VERSION"))]));
    let program = bin.join("plugin-ready");
    assert_eq!(succeed(command(&program).arg("--version")), VERSION);
    for (fixture, ready) in [("ready-ci-extensions", true), ("fresh-from-template", false)] {
        let plugin = Fixture::new(fixture);
        let check = ["check", "--offline", "--format", "concise"];
        let (success, told) = run(command(&program).args(check).arg(plugin.root()));
        assert_eq!(success, ready, "{fixture}: {told}");
        assert!(told.contains("ci-extensions: "), "{told}");
    }
    // It is linked with nothing but what every system of its kind has.
    if cfg!(target_os = "linux") {
        let needed = succeed(command("ldd".as_ref()).arg(&program));
        assert!(needed.contains("libc.so") && !needed.contains("libz") && !needed.contains("libssl"), "{needed}");
    }
}

#[test]
fn pipx_runs_it() {
    let home = TempDir::new().unwrap();
    let mut pipx = without_compiler(python("pipx").get_program(), home.path());
    let told = succeed(pipx.args(["run", "plugin-ready", "--version"]));
    assert!(told.starts_with(VERSION), "{told}");
}

#[test]
fn installing_this_repository_installs_the_published_wheel() {
    let home = TempDir::new().unwrap();
    let command = |program: &Path| without_compiler(program, home.path());
    succeed(command("/usr/bin/python3".as_ref()).args(["-m", "venv"]).arg(home.path().join("venv")));
    // setuptools leaves its traces in the folder that it builds.
    let copy = home.path().join("source");
    std::fs::create_dir(&copy).unwrap();
    std::fs::copy(root().join("pyproject.toml"), copy.join("pyproject.toml")).unwrap();
    succeed(command(&home.path().join("venv/bin/pip")).arg("install").arg(&copy));
    assert_eq!(succeed(command(&home.path().join("venv/bin/plugin-ready")).arg("--version")), VERSION);
}
