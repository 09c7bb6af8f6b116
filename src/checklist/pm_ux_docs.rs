//! `pm-ux-docs`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Documentation supports the plugin, help text included.
    {
        id: "pm-ux-docs", title: "documentation that supports the plugin", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "documentation supports the plugin, help text included"),
        needs: [Docs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
