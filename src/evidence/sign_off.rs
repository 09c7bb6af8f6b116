//! People's word: sign-offs and answers in plugin-ready.toml, and what git and GitHub say of them.
//!
//! A sign-off binds a person's word to a commit. What git knows of that commit arrives as a [`Trace`]; the rules in
//! [`standing`] turn entry, trace and people into a [`Standing`]. Nothing here looks at the world.

pub mod handle;
pub mod review;
pub mod rule;
pub mod scope;
pub mod signature;
pub mod standing;
pub mod trace;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Role, kebab_enum, text};
use crate::error::Place;

pub use review::{Linked, PullRequest};
pub use rule::{RULES, Rule, Scope};
pub use scope::Class;
pub use standing::{Changes, SignOff, Standing, Void};
pub use trace::{Author, Change, ChangeKind, Introduced, Lines, Reach, Signature, Trace};

/// One `[[sign-off]]`, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The checklist item's id.
    pub item: String,
    /// The handle of the person.
    pub by: String,
    /// The commit that was looked at, as written; only a full id counts.
    pub commit: String,
    /// When.
    pub date: Date,
    /// The last day on which it counts; `None` for as long as nothing changes.
    pub until: Option<Date>,
    /// What the person looked for in particular.
    pub focus: Option<Focus>,
    /// The tag of the release that was looked at.
    pub release: Option<String>,
    /// Where the review can be read.
    pub link: Option<String>,
    /// A remark of the person.
    pub note: Option<String>,
    /// Where the entry stands.
    pub place: Place,
}

kebab_enum! {
    /// What a reviewer looks for in particular.
    Focus {
        /// Security implications.
        Security = "security",
    }
}

/// One `[[answer]]`: the author's word on a question that only people can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The checklist item's id.
    pub item: String,
    /// The answer, as written.
    pub text: String,
    /// Where the entry stands.
    pub place: Place,
}

impl Answer {
    /// Nothing is said: empty, without a letter or digit, or a placeholder such as `TODO`.
    pub fn is_blank(&self) -> bool {
        !self.text.chars().any(char::is_alphanumeric) || text::is_stub(&self.text)
    }

    /// The author says that they do not know.
    pub fn is_dont_know(&self) -> bool {
        let plain: String = self.text.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).collect();
        let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        words.next_if(|word| matches!(*word, "i" | "we"));
        matches!(
            (words.next(), words.next(), words.next()),
            (Some("unsure" | "unknown"), ..)
                | (Some("dont"), Some("know"), _)
                | (Some("not"), Some("sure"), _)
                | (Some("do"), Some("not"), Some("know"))
        )
    }
}

/// Who may sign off what, from `[people]` of the policy or of plugin-ready.toml. An empty set: nobody is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Core committers.
    pub core_committers: BTreeSet<String>,
    /// The QA team.
    pub qa: BTreeSet<String>,
    /// Product managers.
    pub pm: BTreeSet<String>,
    /// Security reviewers.
    pub security: BTreeSet<String>,
    /// What a sign-off must have going for it besides the entry itself.
    pub proof: Proof,
    /// Whose keys prove a commit, in lines of OpenSSH's lists of allowed signers.
    pub allowed_signers: BTreeSet<String>,
    /// Whose OpenPGP keys prove a commit: armoured blocks by handle.
    pub openpgp_keys: BTreeMap<String, String>,
}

kebab_enum! {
    /// How much proof `people.proof` demands that a person really gave their word.
    Proof {
        /// The entry alone, whoever wrote it.
        Claimed = "claimed",
        /// The commit that added the entry has the person as its author; anybody can write that.
        Authored = "authored",
        /// The commit that added the entry is signed with a key of the person.
        Verified = "verified",
    }
}

#[expect(clippy::derivable_impls, reason = "kebab_enum! has no place for the attribute on a variant")]
impl Default for Proof {
    fn default() -> Self {
        Self::Claimed
    }
}

/// What plugin-ready.toml and the policy say, before git is asked.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The path of plugin-ready.toml from the repository's root.
    pub path: String,
    /// Its sign-offs, in order.
    pub entries: Vec<Entry>,
    /// Its answers, in order.
    pub answers: Vec<Answer>,
    /// Who may sign off.
    pub people: People,
    /// `--as-official`: only the policy's people count.
    pub official: bool,
}

/// Every sign-off with its standing, every answer, and what GitHub says if it was asked.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The path of plugin-ready.toml from the repository's root.
    pub path: String,
    /// The sign-offs, in the order of the file.
    pub sign_offs: Vec<SignOff>,
    /// The author's answers.
    pub answers: Vec<Answer>,
    /// Who may sign off.
    pub people: People,
    /// `--as-official`: only the policy's people count.
    pub official: bool,
    /// Pull requests that sign-offs link to, and the review's own; empty without `--github`.
    pub pull_requests: Vec<Linked>,
}

impl Ledger {
    /// The sign-offs of the item called `item`, in the order of the file.
    pub fn of<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a SignOff> {
        self.sign_offs.iter().filter(move |s| s.entry.item == item)
    }

    /// The author's answer for the item called `item`, if something is said.
    pub fn answer(&self, item: &str) -> Option<&Answer> {
        self.answers.iter().find(|a| a.item == item && !a.is_blank())
    }
}

impl People {
    /// Those who hold `role`; nobody for roles that no list names.
    pub fn of(&self, role: Role) -> Option<&BTreeSet<String>> {
        match role {
            Role::CoreCommitter => Some(&self.core_committers),
            Role::Qa => Some(&self.qa),
            Role::Pm => Some(&self.pm),
            Role::Security => Some(&self.security),
            Role::Author | Role::Ci => None,
        }
    }
}
