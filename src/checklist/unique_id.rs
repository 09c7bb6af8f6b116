//! `unique-id`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The id collides with no listed plugin and follows the naming convention.
    {
        id: "unique-id", title: "an id of its own", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the id collides with no listed plugin and follows the naming convention"),
        needs: [], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
