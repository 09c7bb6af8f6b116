//! `qa-pass`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// QA verifies what the plugin advertises.
    {
        id: "qa-pass", title: "QA pass", who: Qa,
        page: (PROCESS_PAGE, PROCESS_DATE, "QA verifies what the plugin advertises"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
