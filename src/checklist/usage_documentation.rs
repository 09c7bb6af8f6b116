//! `usage-documentation`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// Homepage_url leads to usage documentation with a screenshot, features and a development guide.
    {
        id: "usage-documentation", title: "usage documentation with a screenshot", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "homepage_url leads to usage documentation with a screenshot, features and a development guide"),
        needs: [Docs], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
