//! `release-qa-pass`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// QA passes the release to deploy on ci-extensions-release.
    {
        id: "release-qa-pass", title: "QA pass of the release to deploy", who: Qa,
        page: (PROCESS_PAGE, PROCESS_DATE, "QA passes the release to deploy on ci-extensions-release"),
        needs: [SignOffs, Releases], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
