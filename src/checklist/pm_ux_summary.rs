//! `pm-ux-summary`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A one-paragraph summary of the integration exists.
    {
        id: "pm-ux-summary", title: "a one-paragraph summary", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "a one-paragraph summary of the integration exists"),
        needs: [Docs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
