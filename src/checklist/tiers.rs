//! The deployment tiers, each an ordered list of items.

use super::Item;
use super::*;

/// A stage of deployment. A tier is reached only after the one named in `after`.
#[derive(Debug)]
pub struct Tier {
    /// Stable name, as in `ci-extensions`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// The tier before it.
    pub after: Option<&'static str>,
    /// Its items, in the page's order.
    pub items: &'static [&'static Item],
}

/// Every tier, lowest first.
pub static TIERS: [Tier; 4] = [
    Tier {
        id: "ci-extensions",
        title: "testing of the master branch on ci-extensions",
        after: None,
        items: &[
            &plugin_manifest::ITEM,
            &basic_code_review::ITEM,
            &ci_master::ITEM,
            &nightly_build::ITEM,
            &compatible_licence::ITEM,
        ],
    },
    Tier {
        id: "ci-extensions-release",
        title: "testing of releases on ci-extensions-release",
        after: Some("ci-extensions"),
        items: &[
            &complete_code_review::ITEM,
            &qa_pass::ITEM,
            &pm_ux_review::ITEM,
            &pm_ux_summary::ITEM,
            &pm_ux_use_cases::ITEM,
            &pm_ux_docs::ITEM,
            &pm_ux_communication::ITEM,
            &release_created::ITEM,
            &ci_release::ITEM,
        ],
    },
    Tier {
        id: "community",
        title: "deployment to community.mattermost.com",
        after: Some("ci-extensions-release"),
        items: &[&release_qa_pass::ITEM],
    },
    Tier {
        id: "marketplace",
        title: "marketplace (checklist of 2022)",
        after: Some("community"),
        items: &[
            &osi_licence::ITEM,
            &public_source::ITEM,
            &issue_tracker::ITEM,
            &changelog::ITEM,
            &production_version::ITEM,
            &configured_in_interface::ITEM,
            &unique_id::ITEM,
            &high_availability::ITEM,
            &logging::ITEM,
            &security_review::ITEM,
            &vulnerability_contact::ITEM,
            &min_server_version::ITEM,
            &works_from_min_server_version::ITEM,
            &usage_documentation::ITEM,
            &stable_id::ITEM,
        ],
    },
];

/// The tier that every plugin starts with.
pub fn lowest() -> &'static Tier {
    let [lowest, ..] = &TIERS;
    lowest
}

/// The tiers up to and with `tier`, lowest first.
pub fn up_to(tier: &Tier) -> &'static [Tier] {
    let last = TIERS.iter().position(|other| other.id == tier.id);
    last.and_then(|last| TIERS.get(..=last)).unwrap_or(&TIERS)
}

/// The tier called `id`.
pub fn find(id: &str) -> Option<&'static Tier> {
    TIERS.iter().find(|tier| tier.id == id)
}
