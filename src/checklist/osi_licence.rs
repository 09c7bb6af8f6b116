//! `osi-licence`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The plugin is under an open-source licence.
    {
        id: "osi-licence", title: "an OSI-approved licence", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin is under an open-source licence"),
        needs: [Licence], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
