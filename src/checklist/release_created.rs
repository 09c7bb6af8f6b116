//! `release-created`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A release has been created.
    {
        id: "release-created", title: "a release exists", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "a release has been created"),
        needs: [Releases], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
