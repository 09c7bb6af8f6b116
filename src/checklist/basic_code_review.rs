//! `basic-code-review`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A core committer looks the plugin over quickly: it does what it says.
    {
        id: "basic-code-review", title: "basic code review by a core committer", who: CoreCommitter,
        page: (PROCESS_PAGE, PROCESS_DATE, "a core committer looks the plugin over quickly: it does what it says"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
