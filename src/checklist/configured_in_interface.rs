//! `configured-in-interface`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// All configuration happens in the Mattermost interface.
    {
        id: "configured-in-interface", title: "configured through the Mattermost interface", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "all configuration happens in the Mattermost interface"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
