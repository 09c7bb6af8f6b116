//! Standard output and error: what may be coloured, how wide it is, and what happens when nobody reads.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use colored::{Color, Colorize};

use crate::error::{Error, visible};
use crate::exit::Code;
use crate::render::Medium;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColourChoice {
    /// If the stream is a terminal, and the environment does not say otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where a command writes: the report to standard output, everything else to standard error.
pub struct Console {
    choice: ColourChoice,
    out: BufWriter<io::Stdout>,
    /// The first failure to write; a closed pipe is no failure.
    failure: Option<io::Error>,
    closed: bool,
}

impl Console {
    /// A console that colours as `choice` says.
    pub fn new(choice: ColourChoice) -> Self {
        Self { choice, out: BufWriter::new(io::stdout()), failure: None, closed: false }
    }

    /// What a renderer may know of standard output.
    pub fn medium(&self) -> Medium {
        let stdout = io::stdout();
        let width = if stdout.is_terminal() {
            terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
        } else {
            80
        };
        Medium { colour: self.colours(stdout.is_terminal()), width, quiet: false }
    }

    fn colours(&self, terminal: bool) -> bool {
        decide(self.choice, terminal, |name| std::env::var(name).ok())
    }

    /// Writes to standard output.
    pub fn print(&mut self, text: &str) {
        self.print_bytes(text.as_bytes());
    }

    /// Writes bytes that need not be text to standard output.
    pub fn print_bytes(&mut self, bytes: &[u8]) {
        if self.failure.is_some() || self.closed {
            return;
        }
        if let Err(error) = self.out.write_all(bytes) {
            self.note(error);
        }
    }

    fn note(&mut self, error: io::Error) {
        if error.kind() == io::ErrorKind::BrokenPipe {
            self.closed = true;
        } else {
            self.failure = Some(error);
        }
    }

    /// Writes `error: …` to standard error.
    pub fn error(&mut self, error: &Error) {
        self.tell("error", Color::Red, &error.to_string());
        if let Some(excerpt) = error.place.as_ref().and_then(|place| place.excerpt.as_deref()) {
            let _ = writeln!(io::stderr(), "  | {}", visible(excerpt));
        }
    }

    /// Writes `warning: …` to standard error.
    pub fn warn(&mut self, text: &str) {
        self.tell("warning", Color::Yellow, &visible(text));
    }

    /// Writes a plain line to standard error.
    pub fn say(&mut self, text: &str) {
        let _ = self.out.flush();
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Sends what was printed, so that a question comes after it.
    pub fn flush(&mut self) {
        if let Err(error) = self.out.flush() {
            self.note(error);
        }
    }

    fn tell(&mut self, label: &str, colour: Color, text: &str) {
        let label = if self.colours(io::stderr().is_terminal()) {
            colored::control::set_override(true);
            label.color(colour).bold().to_string()
        } else {
            label.to_owned()
        };
        self.say(&format!("{label}: {text}"));
    }

    /// Flushes, and gives the code to end with: a closed pipe is fine, any other failure to write is an error.
    pub fn finish(mut self, code: Code) -> Code {
        if let Err(error) = self.out.flush() {
            self.note(error);
        }
        if let Some(error) = self.failure.take() {
            let _ = writeln!(io::stderr(), "error: the report could not be written: {error}");
            return Code::Error;
        }
        // Whoever closed the pipe has read enough; the rest of the buffer has no reader.
        if self.closed {
            let _ = self.out.into_parts();
            return Code::Fine;
        }
        code
    }
}

/// Colours or not: the option, then NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, TERM=dumb, CLICOLOR=0, then the stream.
fn decide(choice: ColourChoice, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let forced = |name: &str| set(name).is_some_and(|value| value != "0");
    match choice {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto if set("NO_COLOR").is_some() => false,
        ColourChoice::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        ColourChoice::Auto => {
            terminal
                && set("TERM").is_none_or(|term| term != "dumb")
                && set("CLICOLOR").is_none_or(|value| value != "0")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ColourChoice, decide};

    fn auto(terminal: bool, environment: &[(&str, &str)]) -> bool {
        decide(ColourChoice::Auto, terminal, |name| {
            environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_option_beats_the_environment() {
        let all = |_: &str| Some("1".to_owned());
        assert!(decide(ColourChoice::Always, false, all));
        assert!(!decide(ColourChoice::Never, true, all));
    }

    #[test]
    fn the_environment_beats_the_stream() {
        assert!(auto(true, &[]));
        assert!(!auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1")]));
        assert!(auto(true, &[("NO_COLOR", "")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(auto(false, &[("FORCE_COLOR", "3")]));
        assert!(!auto(false, &[("FORCE_COLOR", "0")]));
        assert!(!auto(false, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]));
        assert!(!auto(true, &[("TERM", "dumb")]));
        assert!(!auto(true, &[("CLICOLOR", "0")]));
        assert!(auto(true, &[("TERM", "xterm"), ("CLICOLOR", "1")]));
    }
}
