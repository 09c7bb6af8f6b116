//! `ci-release`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// CI is set up to build releases.
    {
        id: "ci-release", title: "CI builds releases", who: Ci,
        page: (PROCESS_PAGE, PROCESS_DATE, "CI is set up to build releases"),
        needs: [Ci], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
