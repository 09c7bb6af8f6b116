//! `compatible-licence`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::{Cause, CauseKind, Evidence};
use crate::verdict::Judgement;

item! {
    /// The plugin has a licence of Apache Category A.
    {
        id: "compatible-licence", title: "a compatible licence", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "the plugin has a licence of Apache Category A"),
        needs: [Licence], judge: judge,
    }
}

fn judge(_evidence: &Evidence) -> Judgement {
    Judgement::unknown(Cause::new(CauseKind::Internal, "this item is not judged by this version"))
}
