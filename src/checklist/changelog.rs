//! `changelog`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// A changelog is linked as release_notes_url.
    {
        id: "changelog", title: "a changelog", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "a changelog is linked as release_notes_url"),
        needs: [Releases], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
