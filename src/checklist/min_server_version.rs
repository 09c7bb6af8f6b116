//! `min-server-version`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Min_server_version is set in the manifest.
    {
        id: "min-server-version", title: "min_server_version is set", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "min_server_version is set in the manifest"),
        needs: [], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
