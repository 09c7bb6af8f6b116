//! `complete-code-review`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Two core committers review it thoroughly, one of them for security.
    {
        id: "complete-code-review", title: "complete code review by two core committers", who: CoreCommitter,
        page: (PROCESS_PAGE, PROCESS_DATE, "two core committers review it thoroughly, one of them for security"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
