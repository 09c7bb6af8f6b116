//! The `plugin-ready` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugin_ready::cli::main()
}
