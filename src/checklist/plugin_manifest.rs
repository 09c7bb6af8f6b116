//! `plugin-manifest`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// (ours) a plugin that a server can install, the ground of every other item.
    {
        id: "plugin-manifest", title: "a manifest that a server accepts", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "(ours) a plugin that a server can install, the ground of every other item"),
        needs: [], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
