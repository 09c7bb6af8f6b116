//! The checklist: tiers as data, one file an item. Judging is a pure function on facts.
//!
//! A new item is one new file with an [`item!`](crate::checklist) in it, one word in the `catalogue!` below, one word
//! in [`tiers`], and one fixture.

mod builds;
pub mod hints;
pub(crate) mod persons;
pub mod tiers;

use crate::config::Vocabulary;
use crate::evidence::{Evidence, Need, Role};
use crate::verdict::Judgement;

pub use tiers::{TIERS, Tier};

/// One item of the checklist.
#[derive(Debug)]
pub struct Item {
    /// Stable name, as in `compatible-licence`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// Who the item is about: whoever acts when it fails.
    pub who: Role,
    /// Whose rule it is.
    pub page: Page,
    /// The parts of the evidence that `judge` reads.
    pub needs: &'static [Need],
    /// The item's page: what passes, why, and how to get there. The doc comment of the static.
    pub doc: &'static str,
    /// The rule.
    pub judge: fn(&Evidence) -> Judgement,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Address of the page.
    pub url: &'static str,
    /// Date of the text we read, as `YYYY-MM-DD`.
    pub date: &'static str,
    /// The sentence that the item serves, in a few words of our own.
    pub asks: &'static str,
}

/// Mattermost's page on plugins for its community server.
pub const PROCESS_PAGE: &str = "https://docs.mattermost.com/developers/integrate/plugins/community_process";
/// Last edit of that page's text.
pub const PROCESS_DATE: &str = "2022-11-24";

/// The marketplace checklist for community plugins.
pub const MARKETPLACE_PAGE: &str =
    "https://docs.mattermost.com/developers/integrate/plugins/community-plugin-marketplace";
/// Date of the text we read.
pub const MARKETPLACE_DATE: &str = "2022-11-24";

/// Declares an item; its doc comment is captured as the item's page.
macro_rules! item {
    ($(#[doc = $doc:literal])+ {
        id: $id:literal, title: $title:literal, who: $who:ident,
        page: ($url:expr, $date:expr, $asks:literal $(,)?),
        needs: [$($need:ident),* $(,)?], judge: $judge:expr $(,)?
    }) => {
        $(#[doc = $doc])+
        pub static ITEM: $crate::checklist::Item = $crate::checklist::Item {
            id: $id,
            title: $title,
            who: $crate::evidence::Role::$who,
            page: $crate::checklist::Page { url: $url, date: $date, asks: $asks },
            needs: &[$($crate::evidence::Need::$need),*],
            doc: concat!($($doc, "\n"),+),
            judge: $judge,
        };
    };
}

macro_rules! catalogue {
    ($($name:ident),+ $(,)?) => {
        $(pub mod $name;)+
        /// Every item, in the order of the tiers.
        pub static ITEMS: &[&Item] = &[$(&$name::ITEM),+];
    };
}

catalogue! {
    plugin_manifest,
    basic_code_review,
    ci_master,
    nightly_build,
    compatible_licence,
    complete_code_review,
    qa_pass,
    pm_ux_review,
    pm_ux_summary,
    pm_ux_use_cases,
    pm_ux_docs,
    pm_ux_communication,
    release_created,
    ci_release,
    release_qa_pass,
    osi_licence,
    public_source,
    issue_tracker,
    changelog,
    production_version,
    configured_in_interface,
    unique_id,
    high_availability,
    logging,
    security_review,
    vulnerability_contact,
    min_server_version,
    works_from_min_server_version,
    usage_documentation,
    stable_id,
}

/// The item called `id`.
pub fn find(id: &str) -> Option<&'static Item> {
    ITEMS.iter().copied().find(|item| item.id == id)
}

/// The names that a configuration file may use.
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        items: ITEMS.iter().map(|item| item.id).collect(),
        tiers: TIERS.iter().map(|tier| tier.id).collect(),
        hints: hints::ids(),
    }
}
