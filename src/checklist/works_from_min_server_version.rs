//! `works-from-min-server-version`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The plugin works on all servers from min_server_version on.
    {
        id: "works-from-min-server-version", title: "works from min_server_version on", who: Qa,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin works on all servers from min_server_version on"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
