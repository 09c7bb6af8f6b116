//! `high-availability`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// The plugin works with 60,000 concurrent connections and on a High Availability cluster.
    ///
    /// There is no public tool that could tell, so developers judge it as they review the code: state is kept in the
    /// plugin's key-value store and not in the memory of one server, cluster events and mutexes are used where they are
    /// needed, jobs run once in a cluster, and nothing walks over all users or channels on a hook that is called often.
    ///
    /// Passes with a valid sign-off by a core committer; it is stale once the plugin's own code changes. The author
    /// says what they know, "don't know" included, in an `[[answer]]` for this item. The reviewer is shown it; it never
    /// stands for the sign-off.
    ///
    /// How to get there: `plugin-ready sign-off high-availability --by HANDLE`.
    {
        id: "high-availability", title: "works at scale and in High Availability", who: CoreCommitter,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "works for 60k concurrent connections and in High Availability"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no core committer has confirmed that it works at scale and in High Availability",
        "a core committer reads how state, jobs and hooks behave on several servers",
    )
}
