//! `pm-ux-review`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A product manager goes through the user experience.
    {
        id: "pm-ux-review", title: "PM/UX review", who: Pm,
        page: (PROCESS_PAGE, PROCESS_DATE, "a product manager goes through the user experience"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
