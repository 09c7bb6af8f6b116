//! `basic-code-review`

use super::{PROCESS_DATE, PROCESS_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// A core committer has looked the plugin over quickly: it does what it says it does.
    ///
    /// Passes with a valid sign-off by a core committer in plugin-ready.toml. A sign-off names the commit that was read
    /// and is judged again on every run:
    ///
    /// - **valid**: HEAD descends from that commit, and none of the plugin's own code changed since. Changes to tests,
    ///   documents and lines that are the starter template's do not matter here;
    /// - **stale**: own code changed since. The changed files and lines are listed, with the command that shows the
    ///   difference to read again;
    /// - **void**: the word cannot count. The commit is gone or on another line of history, the person is not in
    ///   `people.core-committers`, or the date is still to come.
    ///
    /// A stale or void sign-off waits for a person; it never fails the plugin. A shallow clone may not be able to tell,
    /// and says so.
    ///
    /// How to get there: `plugin-ready review` prepares what there is to read, own code without the template's. Ask for
    /// a reviewer in the Integrations and Apps channel of the community server. The reviewer runs
    /// `plugin-ready sign-off basic-code-review --by HANDLE` on the commit that was read and commits plugin-ready.toml.
    /// That is best done on the default branch: a squash merge replaces the commits of a pull request.
    ///
    /// Who is a core committer is for `[people]` in plugin-ready.toml or in an organisation's policy to say; there has
    /// been no public list since 2022. Without one the role is not checked, and the report says so; `--as-official`
    /// takes only those whom the policy names.
    ///
    /// How much proof an entry needs is for `people.proof` to say: `claimed` (the entry alone), `authored` (its commit
    /// names the person as author) or `verified` (its commit is signed by a key of the person: an SSH key named in
    /// `people.allowed-signers`, or an OpenPGP key under the person's handle in `people.openpgp-keys`).
    {
        id: "basic-code-review", title: "basic code review by a core committer", who: CoreCommitter,
        page: (PROCESS_PAGE, PROCESS_DATE, "a core committer looks the plugin over quickly: it does what it says"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no core committer has signed off a basic code review",
        "a core committer reads what `plugin-ready review` prints",
    )
}
