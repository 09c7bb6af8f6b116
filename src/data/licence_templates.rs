//! Where the Category-A texts of the SPDX list may vary: whose name stands in them, which parts may be missing, what
//! may stand beside them. Everything else must match word for word.
//!
//! The source of each row is the licence's XML file in github.com/spdx/license-list-XML (2026-07-16: its `alt` and
//! `optional` elements), unless the row says otherwise. Single words are optional only where real files differ in them,
//! because dropping a word is also how a text is falsified. Words are quoted only as far as needed to find the place.

/// What one Category-A licence allows.
pub(crate) struct Template {
    /// SPDX id, also the name of its text in the `spdx` crate.
    pub id: &'static str,
    /// First and last words of what must be there; `""` is the start or the end of the text.
    pub body: (&'static str, &'static str),
    /// Freedoms inside the body.
    pub edits: &'static [Edit],
    /// Stretches that may stand beside the body, each whole and in any place.
    pub beside: &'static [Beside],
}

/// A freedom inside a body.
pub(crate) enum Edit {
    /// Wherever these words stand, one of the others may stand. `{}` among them is a name; `{!}` is a name without
    /// "the", "author" and their like, so that a falsified "the author" is not read as somebody's name.
    Or(&'static str, &'static [&'static str]),
    /// The stretch from the first words to the last may be missing.
    Optional(&'static str, &'static str),
}

/// What may stand beside a body.
pub(crate) enum Beside {
    /// These words.
    Words(&'static str),
    /// The text's own stretch from the first words to the last.
    Stretch(&'static str, &'static str),
}

#[path = "licence_templates/others.rs"]
mod others;
#[path = "licence_templates/recommended.rs"]
mod recommended;

/// What all 42 Category-A licences allow.
pub(crate) fn templates() -> impl Iterator<Item = &'static Template> {
    recommended::TEMPLATES.iter().chain(others::TEMPLATES)
}
