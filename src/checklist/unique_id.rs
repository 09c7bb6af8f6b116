//! `unique-id`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, plugin_manifest};
use crate::data::listed_plugins::{self, STEWARDS};
use crate::evidence::manifest::{Manifest, id_fault};
use crate::evidence::repository::host_and_parts;
use crate::evidence::{Cause, CauseKind, Evidence, Role};
use crate::verdict::Judgement;

item! {
    /// The plugin's id is its own: no listed plugin has it, and it is not the starter template's.
    ///
    /// Servers know plugins by id alone. Two plugins with one id replace each other, settings and data included, and an
    /// id cannot be changed later without every administrator setting the plugin up again.
    ///
    /// Passes when the id is not among those that the marketplace has listed (our list is of 2024-10-14), or is listed
    /// for this very plugin: the remote called origin is the repository of the list, or one of its name that Mattermost
    /// or its community holds; without a remote, the manifest's addresses tell. A listed id in a repository of another
    /// name fails. A fork, of the same name or with addresses that still lead to the listed one, waits for its author:
    /// on a server it would take the listed plugin's place. Where nothing names the repository, it is unknown.
    ///
    /// The convention is a reverse domain name that the author controls, in lower case (`org.my-team.my-plugin`).
    /// It is advice: of the ids listed in 2023 about half are plain words, so a plain word passes and is only
    /// mentioned. Below `com.example` an id waits for the author: that domain is for examples and nobody's, so that
    /// whoever copies the same example gets the same id.
    ///
    /// How to get there: choose the id before the first release.
    {
        id: "unique-id", title: "an id of its own", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the id collides with no listed plugin and follows the naming convention"),
        needs: [], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let Some(id) = &manifest.id else {
        return plugin_manifest::lacks(manifest, "id", manifest.id_as_written.as_ref(), HELP.to_owned());
    };
    let is_starter = manifest.is_starter(id);
    let judgement = if let Some(fault) = id_fault(&id.value) {
        Judgement::fail(format!("the id {:?} {fault}", id.value)).help(HELP)
    } else if is_starter {
        Judgement::fail(format!("the id {:?} is the starter template's", id.value)).help(HELP)
    } else {
        match listed_plugins::repositories(&id.value) {
            None if is_example(&id.value) => {
                let because =
                    format!("the id {} is below com.example, a domain for examples that nobody owns", id.value);
                Judgement::pending(Role::Author, because).help(format!(
                    "before the first release, {HELP}; servers that have it would take that for another plugin, so where one is \
                     out, keep it and say so in a waiver"
                ))
            }
            None => {
                let date = listed_plugins::DATE;
                Judgement::pass(format!(
                    "no plugin listed until {date} has the id {}{}",
                    id.value,
                    convention(&id.value)
                ))
            }
            Some(slugs) => listed(&id.value, slugs, evidence, manifest),
        }
    };
    judgement.at(manifest.place(&id.span)).fact("id", id.value.clone()).fact("list", listed_plugins::DATE)
}

const HELP: &str = "choose an id of the plugin's own, by convention the reverse of a domain name that is yours: \"org.my-team.my-plugin\"";

/// Whether `id` stands below the domain that RFC 2606 keeps for examples.
fn is_example(id: &str) -> bool {
    id.to_lowercase().starts_with("com.example.")
}

fn convention(id: &str) -> &'static str {
    if id.contains('.') { "" } else { "; it is a plain word, where the convention is a reverse domain name" }
}

fn listed(id: &str, slugs: &[&str], evidence: &Evidence, manifest: &Manifest) -> Judgement {
    let listed = slugs.first().copied().unwrap_or_default();
    let is_named = |name: &str| slugs.iter().any(|slug| slug.rsplit('/').next() == Some(name));
    // Its author's own domain, as in `com.github.OWNER.plugin`, says whose the id is.
    let is_home = |(owner, name): &(String, String)| {
        slugs.contains(&format!("{owner}/{name}").as_str())
            || is_named(name) && (STEWARDS.contains(&owner.as_str()) || id.split('.').any(|part| part == owner))
    };
    let linked = linked(manifest);
    let origin = evidence.repository.origin();
    let own = origin.map(|origin| (origin.owner.to_lowercase(), origin.name.to_lowercase()));
    let leads_home = linked.iter().any(is_home);
    match (origin, own) {
        (_, Some(own)) if is_home(&own) => passes(id, listed),
        (_, None) if leads_home => passes(id, listed),
        (_, None) if linked.is_empty() => {
            let because = format!("the id {id} is listed for {listed}, and nothing says which repository this is");
            Judgement::unknown(Cause::new(CauseKind::Unclear, because))
                .help("judge a clone with its remote, or set \"homepage_url\" to the repository's address")
        }
        (Some(origin), Some((_, name))) if leads_home || is_named(&name) => {
            let because = format!("the id {id} is listed for {listed}, and this is another repository: {origin}");
            Judgement::pending(Role::Author, because).help(format!(
                "a fork that is released by itself needs an id of its own, for on a server it takes the listed plugin's \
                 place: {HELP}; if this is {listed}, moved or mirrored, say so in a waiver"
            ))
        }
        _ => Judgement::fail(format!("the id {id} is taken: the marketplace lists it for {listed}"))
            .help(format!("{HELP}; if this is {listed} under another name, say so in a waiver")),
    }
}

fn passes(id: &str, listed: &str) -> Judgement {
    Judgement::pass(format!("the id {id} is listed for this plugin, {listed}{}", convention(id)))
}

/// Owner and name of the repositories on GitHub that the manifest leads to, in lower case.
fn linked(manifest: &Manifest) -> Vec<(String, String)> {
    let addresses = [&manifest.homepage_url, &manifest.support_url].into_iter().flatten();
    let linked = addresses.filter_map(|address| {
        let (host, parts) = host_and_parts(&address.value)?;
        let [owner, name, ..] = parts.as_slice() else { return None };
        (host == "github.com").then(|| (owner.to_lowercase(), name.to_lowercase()))
    });
    linked.collect()
}
