//! Formats of `review`: for people, for machines, as a pull request's text, and as a patch.

pub mod human;
pub mod json;
pub mod markdown;
pub mod patch;

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

/// `number` with a comma between each three digits.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}
