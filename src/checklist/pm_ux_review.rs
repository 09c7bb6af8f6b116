//! `pm-ux-review`

use super::{PROCESS_DATE, PROCESS_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// A product manager has gone through the user experience and run through the main use cases.
    ///
    /// Passes with a valid sign-off by a product manager (`people.pm`): the main use cases are complete, clear and
    /// work. What the author prepares for it has items of its own: `pm-ux-summary`, `pm-ux-use-cases`, `pm-ux-docs` and
    /// `pm-ux-communication`.
    ///
    /// The word covers the plugin's own code and its documents: when either changes, the sign-off is stale, and the
    /// report lists what changed and the command that shows it. Changes to tests and to lines that are the starter
    /// template's leave it valid.
    ///
    /// How to get there: show the plugin to the product manager of the Integrations team. Then
    /// `plugin-ready sign-off pm-ux-review --by HANDLE` on the commit that was looked at.
    {
        id: "pm-ux-review", title: "PM/UX review", who: Pm,
        page: (PROCESS_PAGE, PROCESS_DATE, "a product manager goes through the user experience"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no product manager has signed it off",
        "a product manager runs through the main use cases",
    )
}
