//! `qa-pass`

use super::{PROCESS_DATE, PROCESS_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// QA has tried what the plugin says it does.
    ///
    /// Passes with a valid sign-off by somebody of QA (`people.qa`). The page asks that the set-up documentation can be
    /// followed; that an instance or test account exists where the plugin talks to a third party's service; that the
    /// functions were tested; and, for plugins that Mattermost owns, that release tests cover the main ones.
    ///
    /// The word covers the plugin's own code and its documents: when either changes, the sign-off is stale, and the
    /// report lists what changed and the command that shows it. Changes to tests and to lines that are the starter
    /// template's leave it valid.
    ///
    /// How to get there: give QA a bundle, a server and the accounts that the plugin needs. Then
    /// `plugin-ready sign-off qa-pass --by HANDLE` on the commit that was tried.
    {
        id: "qa-pass", title: "QA pass", who: Qa,
        page: (PROCESS_PAGE, PROCESS_DATE, "QA verifies what the plugin advertises"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "nobody of QA has signed it off",
        "QA follows the set-up documentation and tries what the plugin says it does",
    )
}
