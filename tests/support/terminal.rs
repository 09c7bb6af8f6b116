//! Running the program on a terminal of its own, as `script` makes one.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the program with `args`, which hold no quotes, on a terminal where `typed` is typed; gives whether it ended with
/// 0, and what the terminal shows.
pub(crate) fn type_into(args: &[&str], folder: &Path, typed: &str) -> (bool, String) {
    let program = env!("CARGO_BIN_EXE_plugin-ready");
    let mut command = Command::new("script");
    if cfg!(target_os = "macos") {
        command.args(["-q", "/dev/null", program]).args(args);
    } else {
        let line: Vec<String> = std::iter::once(&program).chain(args).map(|word| format!("'{word}'")).collect();
        command.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
    }
    command.current_dir(folder).env("TERM", "xterm").env("SHELL", "/bin/sh").env_remove("NO_COLOR");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}
