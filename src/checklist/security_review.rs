//! `security-review`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// A security review found nothing in the plugin that could be exploited.
    ///
    /// Passes with a valid sign-off by a member of the security team (`people.security`). The word covers the plugin's
    /// own code: when it changes, the sign-off is stale, and the report lists what changed and the command that shows
    /// it. The page asks for a review of the difference only, from the version that the marketplace lists.
    ///
    /// How to get there: `plugin-ready review` prints what there is to read, and `plugin-ready review --since TAG` what
    /// is new since a release. Then `plugin-ready sign-off security-review --by HANDLE` on the commit that was read.
    ///
    /// An author who knows of earlier reviews or findings says so in an `[[answer]]` for this item; the reviewer is
    /// shown it, a "don't know" included. An answer never stands for the review.
    {
        id: "security-review", title: "security review", who: Security,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the security review found nothing exploitable"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no security reviewer has signed it off",
        "a security reviewer reads what `plugin-ready review` prints",
    )
}
