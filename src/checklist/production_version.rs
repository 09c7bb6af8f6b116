//! `production-version`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The plugin is out of beta and at least 1.0.0.
    {
        id: "production-version", title: "out of beta, at least 1.0.0", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin is out of beta and at least 1.0.0"),
        needs: [Releases], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
