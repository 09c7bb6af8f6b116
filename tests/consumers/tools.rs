//! Where the consumers are, and how they are run. `tests/consumers/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of this project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the tools are installed.
pub(crate) fn tools() -> PathBuf {
    root().join("target/consumers")
}

/// A Python tool.
pub(crate) fn python(name: &str) -> Command {
    Command::new(tools().join("venv/bin").join(name))
}

/// A script of ours in `tests/consumers`, run where node finds its packages.
pub(crate) fn node(script: &str) -> Command {
    let copy = tools().join(script);
    std::fs::copy(root().join("tests/consumers").join(script), &copy).unwrap();
    let mut command = Command::new("node");
    command.arg(copy);
    command
}

/// Runs `command`; gives whether it succeeded, and everything it printed.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; see tests/consumers/run"));
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

/// Runs `command`, which has to succeed.
#[track_caller]
pub(crate) fn succeed(command: &mut Command) -> String {
    let (success, text) = run(command);
    assert!(success, "{command:?}:\n{text}");
    text
}
