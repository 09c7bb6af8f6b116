//! Formats of `review`: for people, for machines, as a pull request's text, and as a patch.

pub mod human;
pub mod json;
pub mod markdown;
pub mod patch;

use super::words::{count, grouped};
use crate::report::review::{Part, PartSum};

crate::evidence::kebab_enum! {
    /// The formats of `review`.
    ReviewFormat {
        /// For a person at a terminal.
        Human = "human",
        /// Version 1 of the JSON document.
        Json = "json",
        /// The author's own code alone, as a unified diff.
        Patch = "patch",
        /// The text of a pull request: where to look first.
        Markdown = "markdown",
    }
}

/// `90 of the own lines are in 2 files of tests`.
fn beside_code(sum: PartSum) -> String {
    let (noun, what) = match sum.part {
        Part::Code => ("file", " of code"),
        Part::Tests => ("file", " of tests"),
        Part::Documents => ("document", ""),
        Part::Data => ("file", " of data"),
        Part::Drawings => ("drawing", " (.svg)"),
    };
    let be = if sum.own == 1 { "is" } else { "are" };
    format!("{} of the own lines {be} in {}{what}", grouped(sum.own), count(sum.files, noun))
}
