//! `stable-id`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The id stays the same between releases.
    {
        id: "stable-id", title: "the id never changes", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the id stays the same between releases"),
        needs: [Releases], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
