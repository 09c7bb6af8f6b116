//! `public-source`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, issue_tracker, plugin_manifest};
use crate::error::Place;
use crate::evidence::manifest::{Manifest, Spanned, url};
use crate::evidence::repository::{FORGES, Leads, Origin, host_and_parts, no_git};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use crate::verdict::Judgement;

item! {
    /// Anybody can read the source: it is in a public git repository, and the manifest leads there.
    ///
    /// Passes when the manifest's `homepage_url`, `support_url` or `release_notes_url` leads to the repository that
    /// this clone came from (the remote called origin), or to one of the same name, on a forge that hosts public
    /// repositories. An author who sends every user there means it to be read.
    ///
    /// The forge is not asked, so this says where the source is, not that the door is open. Where the manifest leads
    /// elsewhere, or to the repository on a host that is no such forge, the item waits for the product manager, who
    /// opens the address without logging in. Without a remote there is nothing to tell from.
    ///
    /// How to get there: publish the repository, and link it from the manifest:
    ///
    /// ```json
    /// "homepage_url": "https://github.com/OWNER/REPOSITORY"
    /// ```
    {
        id: "public-source", title: "source in a public git repository", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the source is in a public git repository"),
        needs: [], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let git = match &evidence.repository.git {
        Fact::Seen(git) => git,
        Fact::Blind(cause) => return Judgement::unknown(cause.clone()),
        Fact::Absent | Fact::NotAsked => return Judgement::unknown(no_git()),
    };
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let linked = match &git.origin {
        Some(origin) => {
            let leading = |to: Leads| links(manifest).find(|(_, link)| origin.leads(&link.value) == to);
            leading(Leads::Here).or_else(|| leading(Leads::Namesake))
        }
        None => on_forges(manifest).next(),
    };
    let origin = git.origin.as_ref().map(Origin::to_string);
    let filled_in = links(manifest).find(|(_, link)| plugin_manifest::is_placeholder(manifest, link));
    if let (None, Some((key, link))) = (&linked, filled_in) {
        return plugin_manifest::placeholder(manifest, key, link).fact("origin", origin);
    }
    let judgement = match (&git.origin, linked) {
        (Some(at), Some((key, link))) if FORGES.contains(&at.host.as_str()) => {
            let told = if at.leads(&link.value) == Leads::Here {
                format!("{key} leads to the repository: {}", link.value)
            } else {
                format!("{key} leads to a repository of the same name of another owner: {} (origin: {at})", link.value)
            };
            Judgement::pass(told).at(manifest.place(&link.span))
        }
        (Some(at), Some((key, link))) => {
            let because =
                format!("{key} leads to the repository, {}; nothing tells whether {} is public", link.value, at.host);
            Judgement::pending(Role::Pm, because)
                .help("the product manager opens the address without logging in")
                .at(manifest.place(&link.span))
        }
        (None, Some((key, link))) => {
            let because =
                format!("{key} leads to {}; this clone has no origin on a host to compare it with", link.value);
            Judgement::unknown(Cause::new(CauseKind::Unclear, because)).help(ORIGIN).at(manifest.place(&link.span))
        }
        (Some(at), None) => {
            let instead = on_forges(manifest).next().map(|(key, link)| format!(" ({key} leads to {})", link.value));
            let instead = instead.unwrap_or_default();
            let because =
                format!("the source is at https://{at}, and nothing in the manifest leads users there{instead}");
            Judgement::pending(Role::Pm, because)
                .help(format!(
                    "link it in the manifest, \"homepage_url\": {}, or show the product manager that it is public",
                    issue_tracker::homepage(evidence, manifest)
                ))
                .at(Place::file(&manifest.path))
        }
        (None, None) => {
            let because = "the clone has no origin on a host, and the manifest leads to no repository";
            Judgement::unknown(Cause::new(CauseKind::Unclear, because))
                .help("publish the repository, and link it in the manifest as \"homepage_url\"")
                .at(Place::file(&manifest.path))
        }
    };
    judgement.fact("origin", origin)
}

const ORIGIN: &str = "judge a clone of the published repository; or name it here: `git remote add origin ADDRESS`, and \
    `git remote set-url origin ADDRESS` where there is an origin";

fn links(manifest: &Manifest) -> impl Iterator<Item = (&'static str, &Spanned<String>)> {
    let links = [
        ("homepage_url", &manifest.homepage_url),
        ("support_url", &manifest.support_url),
        ("release_notes_url", &manifest.release_notes_url),
    ];
    let there = links.into_iter().filter_map(|(key, link)| link.as_ref().map(|link| (key, link)));
    there.filter(|(_, link)| url::nobodys(&link.value).is_none())
}

/// The links to repositories on forges that host public ones.
fn on_forges(manifest: &Manifest) -> impl Iterator<Item = (&'static str, &Spanned<String>)> {
    let is_repository = |(host, parts): (String, Vec<&str>)| FORGES.contains(&host.as_str()) && parts.len() >= 2;
    links(manifest).filter(move |(_, link)| host_and_parts(&link.value).is_some_and(is_repository))
}
