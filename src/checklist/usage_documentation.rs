//! `usage-documentation`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, issue_tracker, plugin_manifest, pm_ux_docs};
use crate::error::Place;
use crate::evidence::docs::guides::{self, Guides};
use crate::evidence::docs::{Docs, Document, Image, Topic, quote, uses};
use crate::evidence::manifest::{ADDRESSES, Manifest};
use crate::evidence::repository::{FORGES, Leads, host_and_parts};
use crate::evidence::{Evidence, Role};
use crate::verdict::Judgement;

item! {
    /// `homepage_url` leads to usage documentation with a screenshot, a list of features and a development guide.
    ///
    /// The marketplace shows `homepage_url` beside the plugin: whoever considers installing it lands there. The
    /// checklist of 2022 asks that they find at least one picture of the plugin at work, what it can do, and how to
    /// work on it.
    ///
    /// **Passes** when `homepage_url` leads to the repository, and its documents hold all three: a picture that is
    /// neither badge nor logo and, where its address is relative, a file of the repository; a list of features or use
    /// cases; and a section on development or a `CONTRIBUTING.md`, with a sentence or a link at least. Which of the
    /// usual parts of a manual are missing (requirements, installation, configuration, usage, troubleshooting, whom to
    /// ask) is named in any case.
    ///
    /// **Waits for a product manager** when `homepage_url` leads elsewhere, as this tool does not open it. That is so
    /// for a repository of the same name of another owner, too, which may be this one before it moved, or not.
    ///
    /// **Fails** when `homepage_url` is missing, no address, the starter template's or nobody's (below example.com,
    /// say), or leads to the repository and something of the three is not there.
    {
        id: "usage-documentation", title: "usage documentation with a screenshot", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "homepage_url leads to usage documentation with a screenshot, \
            features and a development guide"),
        needs: [Docs], judge: judge,
    }
}

/// The usual parts of a manual, as the checklist names them.
const USUAL: &[(Topic, &str)] = &[
    (Topic::Requirements, "requirements"),
    (Topic::Install, "installation"),
    (Topic::Configure, "configuration"),
    (Topic::Use, "usage"),
    (Topic::Troubleshoot, "troubleshooting"),
    (Topic::Help, "whom to ask for help"),
];

fn judge(evidence: &Evidence) -> Judgement {
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let help = || set_to(evidence, manifest) + &manifest.surroundings.first(&ADDRESSES);
    let homepage = match plugin_manifest::address(manifest, "homepage_url", manifest.homepage_url.as_ref(), &help) {
        Ok(homepage) => homepage,
        Err(judgement) => return judgement,
    };
    let place = manifest.place(&homepage.span);
    let look = "a product manager looks there for a screenshot, a list of features and a development guide";
    let (what, help) = match (leads(&homepage.value, evidence), evidence.repository.origin()) {
        (Leads::Elsewhere, _) => ("which this tool does not open", look.to_owned()),
        (Leads::Namesake, Some(_)) => (
            "a repository of the same name of another owner, which this tool does not open",
            format!(
                "if this repository is meant, set homepage_url to {}; else {look}",
                issue_tracker::homepage(evidence, manifest)
            ),
        ),
        (Leads::Here, _) | (Leads::Namesake, None) => {
            return match pm_ux_docs::docs(evidence) {
                Ok(docs) => of_repository(docs, evidence, place).fact("homepage_url", homepage.value.clone()),
                Err(judgement) => {
                    judgement.at(place).help("add a README with a screenshot, a list of features, a development guide")
                }
            };
        }
    };
    Judgement::pending(Role::Pm, format!("homepage_url leads to {}, {what}", quote(&homepage.value, 100)))
        .at(place)
        .help(help)
        .fact("homepage_url", homepage.value.clone())
}

/// What to write, and what is then still to do.
fn set_to(evidence: &Evidence, manifest: &Manifest) -> String {
    let docs = pm_ux_docs::docs(evidence).ok().filter(|docs| docs.unread.is_empty());
    let missing = docs.map(|docs| missing(&parts(docs, &guides::find(docs), evidence))).unwrap_or_default();
    let add = if missing.is_empty() { String::new() } else { format!(", and add to it: a {}", missing.join(", a ")) };
    let homepage = issue_tracker::homepage(evidence, manifest);
    format!("set homepage_url to the usage documentation: {homepage}, if that is the README{add}")
}

/// Where the three stand that have to be there.
fn parts(docs: &Docs, guides: &Guides<'_>, evidence: &Evidence) -> [(&'static str, Option<Place>); 3] {
    let is_there = |document: &Document, image: &Image| image.is_there(&document.path, &evidence.repository);
    let screenshot = docs.screenshots().find(|(document, _, image)| is_there(document, image));
    let develop = guides.parts.get(&Topic::Develop);
    [
        ("screenshot", screenshot.map(|(document, block, _)| document.place(block))),
        ("list of features", uses::find(docs).map(|list| list.document.place(list.heading.unwrap_or(list.first)))),
        ("development guide", develop.map(|part| part.document.place(part.block))),
    ]
}

fn missing(parts: &[(&'static str, Option<Place>)]) -> Vec<&'static str> {
    parts.iter().filter(|(_, place)| place.is_none()).map(|(name, _)| *name).collect()
}

fn of_repository(docs: &Docs, evidence: &Evidence, homepage: Place) -> Judgement {
    let guides = guides::find(docs);
    let parts = parts(docs, &guides, evidence);
    let missing = missing(&parts);
    let lost = docs.screenshots().next().filter(|_| missing.contains(&"screenshot"));
    let usual = missing_usual(&guides);
    // What is there is no place of what is not.
    let shown = parts.into_iter().filter_map(|(_, place)| place).filter(|_| missing.is_empty());
    let places: Vec<Place> = std::iter::once(homepage).chain(shown).collect();
    let beside = format!("a manual usually also has: {}", usual.join(", "));
    let judgement = if missing.is_empty() {
        let judgement =
            Judgement::pass("the repository's documents have a screenshot, features, a guide for developers");
        if usual.is_empty() { judgement } else { judgement.help(beside) }
    } else {
        let lacks = missing.join(", no ");
        let broken = lost.map_or_else(String::new, |(document, _, image)| {
            format!("; {} shows {}, which is not in the repository", document.path, quote(&image.url, 80))
        });
        let add = missing.join(", a ");
        let add = if usual.is_empty() { add } else { format!("{add}; {beside}") };
        let because = format!("homepage_url leads to the repository, whose documents have no {lacks}{broken}");
        pm_ux_docs::lack(docs, Judgement::fail(because)).help(format!("add to the README: a {add}"))
    };
    judgement.at_all(places).fact("missing", missing).fact("usual_missing", usual)
}

fn missing_usual(guides: &Guides<'_>) -> Vec<&'static str> {
    USUAL.iter().filter(|(topic, _)| !guides.parts.contains_key(topic)).map(|(_, name)| *name).collect()
}

/// Where `url` leads; to this repository, too, where it is one on a forge and git does not tell which this is.
fn leads(url: &str, evidence: &Evidence) -> Leads {
    if let Some(origin) = evidence.repository.origin() {
        return origin.leads(url);
    }
    let is_repository = host_and_parts(url).is_some_and(|(host, parts)| {
        let forge = FORGES.contains(&host.as_str()) || host.starts_with("gitlab.") || host.starts_with("git.");
        forge && parts.len() >= 2
    });
    if is_repository { Leads::Here } else { Leads::Elsewhere }
}
