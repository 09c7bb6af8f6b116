//! `pm-ux-communication`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Consider whether other teams or users must be told of the rollout.
    {
        id: "pm-ux-communication", title: "communication about the rollout", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "consider whether other teams or users must be told of the rollout"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
