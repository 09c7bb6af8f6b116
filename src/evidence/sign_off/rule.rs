//! Which items people sign off, in which role, and what of the plugin their word covers.

use crate::evidence::Role;
use crate::evidence::kebab_enum;

/// How an item is signed off.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The item's id.
    pub item: &'static str,
    /// Who signs it off.
    pub role: Role,
    /// What the word covers.
    pub scope: Scope,
}

kebab_enum! {
    /// What a sign-off covers: a later change outside its scope leaves it valid.
    Scope {
        /// The plugin's own code.
        OwnCode = "own code",
        /// The plugin's own code, and its documents.
        CodeAndDocuments = "own code and documents",
        /// One release and no other, whatever changes after it.
        Release = "one release",
    }
}

/// Every item that people sign off.
///
/// The roles of the marketplace rows are those that the marketplace's checklist of 2022 names for each group of rows.
pub static RULES: &[Rule] = &[
    Rule { item: "basic-code-review", role: Role::CoreCommitter, scope: Scope::OwnCode },
    Rule { item: "complete-code-review", role: Role::CoreCommitter, scope: Scope::OwnCode },
    Rule { item: "qa-pass", role: Role::Qa, scope: Scope::CodeAndDocuments },
    Rule { item: "pm-ux-review", role: Role::Pm, scope: Scope::CodeAndDocuments },
    Rule { item: "release-qa-pass", role: Role::Qa, scope: Scope::Release },
    Rule { item: "configured-in-interface", role: Role::Pm, scope: Scope::OwnCode },
    Rule { item: "high-availability", role: Role::CoreCommitter, scope: Scope::OwnCode },
    Rule { item: "logging", role: Role::CoreCommitter, scope: Scope::OwnCode },
    Rule { item: "security-review", role: Role::Security, scope: Scope::OwnCode },
    Rule { item: "works-from-min-server-version", role: Role::Qa, scope: Scope::OwnCode },
];

/// The rule of the item called `item`; `None` for items that no person signs off.
pub fn find(item: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.item == item)
}

/// Whether an author's answer to the item called `item` is looked at: for what people decide, and the one question that
/// the author answers alone.
pub fn is_answered(item: &str) -> bool {
    item == "pm-ux-communication" || find(item).is_some()
}
