//! `public-source`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The source is in a public git repository.
    {
        id: "public-source", title: "source in a public git repository", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the source is in a public git repository"),
        needs: [], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
