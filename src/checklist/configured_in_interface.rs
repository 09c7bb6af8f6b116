//! `configured-in-interface`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, persons};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

item! {
    /// Everything that can be configured can be configured in Mattermost itself.
    ///
    /// An administrator must not need a file on the server or an environment variable: settings stand in the System
    /// Console, or in dialogs and slash commands. Only a person can tell, so this passes with a valid sign-off by a
    /// product manager (`people.pm`); it is stale once the plugin's own code changes.
    ///
    /// The author says what they know in an `[[answer]]` for this item, for example that all settings are in
    /// `settings_schema`. "don't know" is an answer too. The reviewer is shown it; it never stands for the sign-off.
    ///
    /// How to get there: `plugin-ready sign-off configured-in-interface --by HANDLE`.
    {
        id: "configured-in-interface", title: "configured through the Mattermost interface", who: Pm,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "all configuration happens in the Mattermost interface"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    persons::judge(
        evidence,
        &ITEM,
        "no product manager has confirmed that all configuration is in the Mattermost interface",
        "a product manager configures the plugin from nothing in the System Console",
    )
}
