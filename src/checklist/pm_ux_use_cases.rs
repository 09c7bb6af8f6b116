//! `pm-ux-use-cases`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The main use cases are written as bullets.
    {
        id: "pm-ux-use-cases", title: "main use cases as bullets", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "the main use cases are written as bullets"),
        needs: [Docs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
