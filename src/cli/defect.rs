//! A panic is a defect of this program: it is told in one line, and the program ends with a code of the table.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Display;
use std::io::{self, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use crate::error::visible;
use crate::exit::Code;

/// Has every panic of this program told to standard error, with the calls that led to it where `RUST_BACKTRACE` asks.
pub(super) fn tell() {
    panic::set_hook(Box::new(|panic| {
        let mut stderr = io::stderr();
        let _ = writeln!(stderr, "{}", line(panic));
        let calls = Backtrace::capture();
        if calls.status() == BacktraceStatus::Captured {
            let _ = writeln!(stderr, "{calls}");
        }
    }));
}

/// The library's words on a panic may quote the text that it was reading.
fn line(panic: &impl Display) -> String {
    format!("error: a defect in this program, please report it: {}", visible(&panic.to_string()))
}

/// What `program` ends with, whatever befalls it.
pub(super) fn coded(program: impl FnOnce() -> ExitCode) -> ExitCode {
    // Nothing of the program is used after a panic.
    panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or_else(|_| Code::Error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_with_a_code_of_the_table() {
        let code = coded(|| panic!("on purpose"));
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(2)));
    }

    #[test]
    fn the_words_on_a_panic_are_one_visible_line() {
        let told = line(&"panicked at src/lib.rs:1:2:\nbyte index 1 of `\u{1b}[2J` \u{202e}");
        assert!(!told.contains(['\n', '\u{1b}', '\u{202e}']), "{told}");
        assert!(told.contains("please report it: panicked at src/lib.rs:1:2:"), "{told}");
    }
}
