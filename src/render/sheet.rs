//! A text of lines of limited width: what the formats for people are written on.

use super::{Medium, paint::Paint, words};

/// Lines as they are written, in colour or not.
pub(crate) struct Sheet {
    /// Colours, or none.
    pub(crate) paint: Paint,
    /// Columns to wrap at.
    pub(crate) width: usize,
    text: String,
}

impl Sheet {
    /// An empty sheet for `medium`, at least `narrowest` and at most `widest` columns wide.
    pub(crate) fn new(medium: Medium, narrowest: usize, widest: usize) -> Self {
        let width = medium.width.clamp(narrowest, widest);
        Self { paint: Paint::new(medium.colour), width, text: String::new() }
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Writes `text` wrapped, its first line after `first`, the others `indent` columns in.
    pub(crate) fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        for line in words::wrapped(text, self.width.saturating_sub(indent), first, indent) {
            self.line(&line);
        }
    }

    /// Leaves one line free, but not at the top.
    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}
