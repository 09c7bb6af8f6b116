//! `issue-tracker`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, plugin_manifest};
use crate::evidence::manifest::{ADDRESSES, Manifest, url};
use crate::evidence::repository::{FORGES, Leads, Origin, host_and_parts};
use crate::evidence::{Evidence, Role};
use crate::verdict::Judgement;

item! {
    /// Users find a public issue tracker through the manifest's `support_url`.
    ///
    /// Passes when `support_url` is an http(s) address that is visibly a tracker: `/issues` of a repository on a forge,
    /// or a tracker such as Jira. The address of a repository on a forge passes, too, for the tracker is one click
    /// away. Where the repository is another than this one, as a fork's may be, that is told.
    ///
    /// Another address waits for the product manager, who looks whether issues can be reported there. A missing or
    /// broken address fails, and so does one that still leads to the starter template's tracker, or that is nobody's:
    /// below example.com, or on the reader's own machine.
    ///
    /// The address is not asked: whether it is public is not checked from here.
    ///
    /// How to get there, in the manifest:
    ///
    /// ```json
    /// "support_url": "https://github.com/OWNER/REPOSITORY/issues"
    /// ```
    {
        id: "issue-tracker", title: "a public issue tracker", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "a public issue tracker is linked as support_url"),
        needs: [], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let stated = manifest.support_url.as_ref();
    let address = match plugin_manifest::address(manifest, "support_url", stated, &|| example(evidence)) {
        Ok(address) => address,
        Err(judgement) => return judgement,
    };
    let judgement = if !lacks_owner(&address.value) && (is_tracker(&address.value) || is_repository(&address.value)) {
        Judgement::pass(format!("support_url leads to {}{}", address.value, whose(evidence, &address.value)))
    } else {
        Judgement::pending(Role::Pm, format!("support_url leads to {}, not visibly an issue tracker", address.value))
            .help("the product manager looks whether issues can be reported there, or the author links the tracker itself")
    };
    judgement.at(manifest.place(&address.span)).fact("support_url", address.value.clone())
}

fn example(evidence: &Evidence) -> String {
    let first = evidence.manifest.seen().map(|manifest| manifest.surroundings.first(&ADDRESSES)).unwrap_or_default();
    format!("set it to the tracker: \"support_url\": \"https://{}/issues\"{first}", repository(evidence))
}

/// A word on an `address` that belongs to another repository, as those of a fork or of a renamed one may.
pub(super) fn whose(evidence: &Evidence, address: &str) -> String {
    let Some(origin) = evidence.repository.origin() else { return String::new() };
    let is_beside = || host_and_parts(address).is_some_and(|(host, parts)| host == origin.host && parts.len() >= 2);
    match origin.leads(address) {
        Leads::Namesake => format!(", of another owner's repository (origin: {origin})"),
        Leads::Elsewhere if is_beside() => format!(", of another repository (origin: {origin})"),
        Leads::Here | Leads::Elsewhere => String::new(),
    }
}

/// The repository's address without a protocol: that of the remote, else the one that the manifest leads to, else what
/// stands for it.
pub(super) fn repository(evidence: &Evidence) -> String {
    let linked = || {
        let manifest = evidence.manifest.seen()?;
        let addresses = [&manifest.homepage_url, &manifest.support_url].into_iter().flatten();
        let mut own =
            addresses.filter(|address| !manifest.is_starter(address) && url::nobodys(&address.value).is_none());
        own.find_map(|address| match host_and_parts(&address.value)? {
            (host, parts) if FORGES.contains(&host.as_str()) => match parts.as_slice() {
                [owner, name, ..] => Some(format!("{host}/{owner}/{name}")),
                _ => None,
            },
            _ => None,
        })
    };
    let known = evidence.repository.origin().map(Origin::to_string).or_else(linked);
    known.unwrap_or_else(|| "github.com/OWNER/REPOSITORY".to_owned())
}

/// That address as `homepage_url`, with the slash at its end that the build may want.
pub(super) fn homepage(evidence: &Evidence, manifest: &Manifest) -> String {
    let slash = if manifest.wants_slash() { "/" } else { "" };
    format!("\"https://{}{slash}\"", repository(evidence))
}

/// `https://github.com/mattermost-plugin-demo/issues`: the tracker of no repository, unless one is called `issues`.
fn lacks_owner(address: &str) -> bool {
    host_and_parts(address).is_some_and(|(host, parts)| {
        FORGES.contains(&host.as_str()) && matches!(parts.as_slice(), [] | [_] | [_, "issues"])
    })
}

/// What every address of an issue tracker seems to have.
fn is_tracker(address: &str) -> bool {
    let lower = address.to_lowercase();
    let words = [
        "/issues",
        "/issue",
        "/bugs",
        "tracker",
        "bugzilla",
        "jira",
        "redmine",
        "youtrack",
        "atlassian.net",
        "linear.app",
    ];
    words.iter().any(|word| lower.contains(word))
}

/// The front page of a repository on a forge that has a tracker for each.
pub(super) fn is_repository(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let mut parts = rest.trim_end_matches('/').split('/');
    let host = parts.next().unwrap_or_default().to_lowercase();
    FORGES.contains(&host.as_str()) && parts.filter(|part| !part.is_empty()).count() == 2
}
