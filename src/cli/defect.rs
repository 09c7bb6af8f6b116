//! A panic is a defect of this program. It is told in one line, and ends the work that it befell: a repository's, where
//! others are judged beside it, else the program, with a code of the table.
//!
//! The released program is built without unwinding, which makes it a tenth smaller. So nothing is unwound: the thread
//! stops where it is, and whoever waits for its work is told.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::cell::RefCell;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::error::visible;
use crate::exit::Code;

/// A piece of work that somebody waits for, and whether a defect befell it.
#[derive(Clone, Default)]
pub(super) struct Work(Arc<AtomicBool>);

thread_local! {
    /// What this thread works on.
    static WORK: RefCell<Option<Work>> = const { RefCell::new(None) };
}

impl Work {
    /// Has the thread that calls this stop at a panic, and not end the program.
    pub(super) fn begin_here(&self) {
        WORK.set(Some(self.clone()));
    }

    /// A thread of this work stopped.
    pub(super) fn is_cut_short(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Has every panic of this program told to standard error, with the calls that led to it where `RUST_BACKTRACE` asks.
pub(super) fn tell() {
    panic::set_hook(Box::new(|panic| {
        let mut stderr = io::stderr();
        let _ = writeln!(stderr, "{}", line(panic));
        let calls = Backtrace::capture();
        if calls.status() == BacktraceStatus::Captured {
            let _ = writeln!(stderr, "{calls}");
        }
        stop();
    }));
}

/// Stops this thread for good, or the program where nobody waits for a work of this thread's.
#[expect(clippy::exit, reason = "there is nothing to go back to")]
fn stop() {
    let Ok(Some(work)) = WORK.try_with(RefCell::take) else { std::process::exit(i32::from(Code::Error as u8)) };
    work.0.store(true, Ordering::Relaxed);
    loop {
        thread::park();
    }
}

/// The library's words on a panic may quote the text that it was reading.
fn line(panic: &impl Display) -> String {
    format!("error: a defect in this program, please report it: {}", visible(&panic.to_string()))
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::*;
    use crate::cli::watch::{Outcome, Watch};

    /// Set for the process that has the defects.
    const CHILD: &str = "PLUGIN_READY_TEST_OF_DEFECTS";

    #[test]
    fn a_defect_cuts_its_work_short_and_no_other() {
        if std::env::var_os(CHILD).is_none() {
            let name = "cli::defect::tests::a_defect_cuts_its_work_short_and_no_other";
            let mut child = Command::new(std::env::current_exe().unwrap());
            let ended = child.args([name, "--exact", "--nocapture"]).env(CHILD, "1").output().unwrap();
            let told = String::from_utf8_lossy(&ended.stderr).into_owned();
            assert_eq!(ended.status.code(), Some(2), "{told}");
            let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("error: a defect")).collect();
            assert_eq!(lines.len(), 3, "{told}");
            assert!(lines[2].ends_with("nobody waits"), "{told}");
            return;
        }
        tell();
        let watch = Watch::of(Duration::from_secs(60));
        assert!(matches!(watch.over(|| panic!("at once")), Outcome::<()>::Died));
        let beside = watch.over_one_of(2);
        let beside = thread::spawn(move || beside.over(|| thread::sleep(Duration::from_millis(500))));
        let deep = || rayon::join(|| thread::sleep(Duration::from_millis(100)), || panic!("deep inside"));
        assert!(matches!(watch.over(deep), Outcome::<((), ())>::Died));
        assert!(matches!(beside.join(), Ok(Outcome::Done(()))));
        panic!("nobody waits");
    }

    #[test]
    fn the_words_on_a_panic_are_one_visible_line() {
        let told = line(&"panicked at src/lib.rs:1:2:\nbyte index 1 of `\u{1b}[2J` \u{202e}");
        assert!(!told.contains(['\n', '\u{1b}', '\u{202e}']), "{told}");
        assert!(told.contains("please report it: panicked at src/lib.rs:1:2:"), "{told}");
    }
}
