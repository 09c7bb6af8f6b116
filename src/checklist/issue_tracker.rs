//! `issue-tracker`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A public issue tracker is linked as support_url.
    {
        id: "issue-tracker", title: "a public issue tracker", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "a public issue tracker is linked as support_url"),
        needs: [], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
