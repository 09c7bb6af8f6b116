//! Where the consumers are, and how they are run. `tests/consumers/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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

/// The folder with the wheel of this source, and the wheels that are needed to install it. The wheel holds the same
/// program as the other tests run.
pub(crate) fn wheels() -> &'static Path {
    static WHEELS: OnceLock<PathBuf> = OnceLock::new();
    WHEELS.get_or_init(|| {
        let folder = tools().join("wheels");
        let mut maturin = python("maturin");
        maturin.args(["build", "--profile", "dev", "--locked", "--compatibility", "linux", "--out"]).arg(&folder);
        // What cargo tells the tests of themselves would have the cargo under maturin compile anew.
        for (name, _) in std::env::vars_os() {
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "OUT_DIR"]
                .iter()
                .any(|own| name.to_string_lossy().starts_with(own))
            {
                maturin.env_remove(name);
            }
        }
        succeed(maturin.current_dir(root().join(".wheel")));
        folder
    })
}

/// A program on a machine without a compiler, where the package index has this source's wheel: `home` is the user's
/// folder, and stays empty but for what the program leaves there.
pub(crate) fn without_compiler(program: impl AsRef<std::ffi::OsStr>, home: &Path) -> Command {
    let path = [&*tools().join("venv/bin").to_string_lossy(), "/usr/bin", "/bin"].join(":");
    let found = path.split(':').find(|folder| Path::new(folder).join("cargo").exists());
    assert_eq!(found, None, "a compiler would hide that one is needed");
    let mut command = Command::new(program);
    command.env_clear().env("PATH", path).env("HOME", home);
    command.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", wheels()).env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("LANG", "C.UTF-8");
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
