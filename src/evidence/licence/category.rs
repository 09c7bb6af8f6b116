//! What Apache's page says of an SPDX id.

use crate::data::licence::{Category, RECOMMENDED, ROWS, Row};
use crate::evidence::kebab_enum;

kebab_enum! {
    /// How a licence stands on the page, from best to worst.
    Standing {
        /// Category A.
        A = "A",
        /// The page does not decide it: a person has to.
        Unlisted = "unlisted",
        /// Category B.
        B = "B",
        /// Category X.
        X = "X",
    }
}

/// The row of the page that lists `id`, if one does.
pub fn row(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.ids.contains(&id))
}

/// The row that `id` is close to, where no source asserts that it is the same licence.
pub fn close_row(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.close.contains(&id))
}

/// How `id` stands. Every other Creative Commons licence with "NC" in it is one of the family that the page names.
pub fn of(id: &str) -> Standing {
    match row(id).map(|row| row.category) {
        Some(Category::A) => Standing::A,
        Some(Category::B) => Standing::B,
        Some(Category::X) => Standing::X,
        None if id.starts_with("CC-BY-NC-") => Standing::X,
        None => Standing::Unlisted,
    }
}

/// Whether Mattermost's page recommends `id`.
pub fn is_recommended(id: &str) -> bool {
    RECOMMENDED.contains(&id)
}

/// Of the ids that share a text, the one to name: listed on Apache's page, and not deprecated.
pub fn preferred(ids: &[&'static str]) -> &'static str {
    let listed = |id: &&&'static str| of(id) != Standing::Unlisted;
    let current = |id: &&&'static str| spdx::license_id(id).is_some_and(|id| !id.is_deprecated());
    let best = ids.iter().filter(listed).find(current);
    best.or_else(|| ids.iter().find(listed))
        .or_else(|| ids.iter().find(current))
        .or(ids.first())
        .copied()
        .unwrap_or_default()
}
