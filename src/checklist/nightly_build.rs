//! `nightly-build`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The author gives a URL where the latest master build can be pulled every night.
    {
        id: "nightly-build", title: "a URL serves the latest master build", who: Ci,
        page: (PROCESS_PAGE, PROCESS_DATE, "the author gives a URL where the latest master build can be pulled every night"),
        needs: [Nightly], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
