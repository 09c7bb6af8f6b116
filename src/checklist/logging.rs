//! `logging`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// The plugin logs what matters at levels that fit, so that an administrator can find out what went wrong.
    ///
    /// Errors that need somebody to act are errors, the rest is not; messages name the thing they speak of; no secret
    /// and no message of a user ends up in a log. How well that is done only a person can tell, so this passes with a
    /// valid sign-off by a core committer; it is stale once the plugin's own code changes.
    ///
    /// The author says what they know, "don't know" included, in an `[[answer]]` for this item. The reviewer is shown
    /// it; it never stands for the sign-off.
    ///
    /// How to get there: `plugin-ready sign-off logging --by HANDLE`.
    {
        id: "logging", title: "logs important events at fitting levels", who: CoreCommitter,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "important events are logged at fitting levels"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no core committer has confirmed that important events are logged at fitting levels",
        "a core committer reads the calls of `LogDebug`, `LogInfo`, `LogWarn` and `LogError`",
    )
}
