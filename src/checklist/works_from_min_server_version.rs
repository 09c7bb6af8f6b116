//! `works-from-min-server-version`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// The plugin works on every Mattermost server from its `min_server_version` on.
    ///
    /// That the manifest states a `min_server_version` is an item of its own; whether the plugin keeps that promise
    /// takes trying it on the oldest and the newest server. So this passes with a valid sign-off by somebody of QA
    /// (`people.qa`); it is stale once the plugin's own code changes.
    ///
    /// The author says which servers the plugin was tried on, or "don't know", in an `[[answer]]` for this item. QA is
    /// shown it; it never stands for the sign-off.
    ///
    /// How to get there: `plugin-ready sign-off works-from-min-server-version --by HANDLE`.
    {
        id: "works-from-min-server-version", title: "works from min_server_version on", who: Qa,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin works on all servers from min_server_version on"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "nobody of QA has confirmed that it works from min_server_version on",
        "QA tries it on the oldest server that the manifest allows and on the newest",
    )
}
