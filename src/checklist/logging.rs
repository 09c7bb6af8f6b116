//! `logging`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Important events are logged at fitting levels.
    {
        id: "logging", title: "logs important events at fitting levels", who: CoreCommitter,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "important events are logged at fitting levels"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
