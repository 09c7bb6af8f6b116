//! `changelog`

use semver::Version;

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, issue_tracker, plugin_manifest};
use crate::error::Place;
use crate::evidence::manifest::{Manifest, RELEASE_NOTES, ReleaseNotes, padded, url};
use crate::evidence::repository::{Leads, Repository, host_and_parts};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use crate::verdict::Judgement;

item! {
    /// The manifest's `release_notes_url` leads to what is new in this release, not in an older one.
    ///
    /// Passes when
    ///
    /// - the address names no version and leads further than to a repository's front page: to a changelog, the list of
    ///   releases, the latest release; or
    /// - it names the version of the manifest, or of the newest release tag where the manifest states none; or
    /// - it is left out, and the starter template's build fills it in (since 2024-01-23: `homepage_url` with
    ///   `/releases/tag/` and the newest tag). `homepage_url` is needed for that, and has to end with a slash where
    ///   `build/manifest/main.go` is older than 2026-01-26 and appends to it as it stands.
    ///
    /// An address that names an older version fails: it is the commonest thing to forget in a release. One that is
    /// still the starter template's fails, too, and so does one that is nobody's (below example.com, say). The author
    /// has to settle it where the address is a repository's front page, names a version that neither the manifest
    /// states nor a tag has, is filled in below a `homepage_url` that has no such pages, or leads to the page of a
    /// release of this repository whose tag is not there. The address itself is not asked.
    ///
    /// How to get there: leave `release_notes_url` out and let the build write it, or link a page that does not move
    /// with the version, such as `https://github.com/OWNER/REPOSITORY/releases`.
    {
        id: "changelog", title: "a changelog", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "a changelog is linked as release_notes_url"),
        needs: [Releases], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let stated = manifest.release_notes_url.as_ref().filter(|address| !address.value.trim().is_empty());
    if stated.is_none() {
        return left_out(evidence, manifest);
    }
    let help = || stay_current(evidence, manifest);
    let address = match plugin_manifest::address(manifest, "release_notes_url", stated, &help) {
        Ok(address) => address,
        Err(judgement) => return judgement,
    };
    let named = version_in(&address.value);
    let judgement = if ["/tag", "/tag/", "/tag/v"].iter().any(|end| address.value.ends_with(end)) {
        let because = format!("release_notes_url ends in front of a version: {}", address.value);
        Judgement::unknown(Cause::new(CauseKind::Unclear, because))
            .help("look into the built bundle's plugin.json whether the build completes it")
    } else {
        match (named, current(evidence, manifest), unmade_release(evidence, &address.value)) {
            (None, ..) if is_front_page(&address.value) => {
                let because = format!("release_notes_url leads to a repository's front page: {}", address.value);
                Judgement::pending(Role::Author, because).help(set_to(evidence))
            }
            (None, ..) => {
                let whose = issue_tracker::whose(evidence, &address.value);
                Judgement::pass(format!("release_notes_url leads to {}{whose}", address.value))
            }
            (Some(named), Current::Is(version, whose), _) if named < version => {
                Judgement::fail(format!("release_notes_url names version {named}, and {whose} is {version}"))
                    .help(stay_current(evidence, manifest))
            }
            (Some(named), Current::Is(version, whose), _) if named > version => {
                let because = format!("release_notes_url names version {named}, and {whose} is only {version}");
                Judgement::pending(Role::Author, because)
                    .help("tag the release that it speaks of, or name the one that is there")
            }
            (Some(_), Current::Is(..), Some(tag)) => {
                let because =
                    format!("release_notes_url leads to the page of the release {tag}, and there is no such tag yet");
                Judgement::pending(Role::Author, because).help("tag that release; until then the page is missing")
            }
            (Some(named), Current::Is(..), None) => {
                let whose = issue_tracker::whose(evidence, &address.value);
                Judgement::pass(format!("release_notes_url names version {named}{whose}"))
            }
            (Some(named), Current::None, _) => Judgement::pending(
                Role::Author,
                format!("release_notes_url names version {named}, and there is neither a version nor a release yet"),
            )
            .help("tag the release that it speaks of"),
            (Some(_), Current::Blind(cause), _) => Judgement::unknown(cause),
        }
    };
    judgement.at(manifest.place(&address.span)).fact("release_notes_url", address.value.clone())
}

/// What to write in place of an address that does not move with the version.
fn stay_current(evidence: &Evidence, manifest: &Manifest) -> String {
    match filled_in(evidence, manifest) {
        Some(build) => format!("leave release_notes_url out, which the build ({build}) then fills in"),
        None => set_to(evidence),
    }
}

/// The tool that would fill release_notes_url in rightly if it were left out.
fn filled_in<'m>(evidence: &Evidence, manifest: &'m Manifest) -> Option<&'m str> {
    let beside = &manifest.surroundings;
    beside.setup()?;
    let tool = beside.manifest_tool.as_ref()?;
    let homepage = manifest.homepage_url.as_ref().filter(|homepage| !manifest.is_starter(homepage))?;
    let homepage = Some(homepage).filter(|homepage| has_release_pages(&evidence.repository, &homepage.value))?;
    let is_right = match tool.release_notes {
        ReleaseNotes::LeftOut => false,
        ReleaseNotes::Appended => homepage.value.ends_with('/'),
        ReleaseNotes::Joined => true,
    };
    is_right.then_some(tool.path.as_str())
}

fn set_to(evidence: &Evidence) -> String {
    let first =
        evidence.manifest.seen().map(|manifest| manifest.surroundings.first(&RELEASE_NOTES)).unwrap_or_default();
    format!("set it to the address of the changelog: \"release_notes_url\": \"{}\"{first}", releases_page(evidence))
}

/// The same for an address that the build would fill in wrongly.
fn set_and_left(evidence: &Evidence) -> String {
    format!("{}; the build then leaves it alone", set_to(evidence))
}

fn set_homepage(evidence: &Evidence, manifest: &Manifest) -> String {
    format!("set \"homepage_url\": {}", issue_tracker::homepage(evidence, manifest))
}

/// Whether `address` is a repository on a forge, and nothing in it.
fn is_front_page(address: &str) -> bool {
    issue_tracker::is_repository(address) && !address.contains(['#', '?'])
}

/// Right when the template's build writes it.
fn left_out(evidence: &Evidence, manifest: &Manifest) -> Judgement {
    let beside = &manifest.surroundings;
    let (build, release_notes) = match (beside.setup(), &beside.manifest_tool) {
        (Some(_), Some(tool)) => (tool.path.as_str(), tool.release_notes),
        (Some(setup), None) => {
            let because = format!(
                "{setup} is the starter template's, whose build may fill release_notes_url in, \
                 but no build/manifest/main.go that does so could be read"
            );
            return Judgement::unknown(Cause::new(CauseKind::Unclear, because).at(Place::file(setup)))
                .help(set_to(evidence));
        }
        (None, _) => ("", ReleaseNotes::LeftOut),
    };
    let homepage = manifest.homepage_url.as_ref().filter(|h| url::fault(&h.value).is_none());
    match (release_notes, homepage) {
        (ReleaseNotes::LeftOut, _) => {
            let empty = manifest.release_notes_url.as_ref();
            plugin_manifest::lacks(manifest, "release_notes_url", empty, set_to(evidence))
        }
        (_, None) => {
            Judgement::fail(format!("the build ({build}) fills release_notes_url in, but needs a homepage_url for it"))
                .help(set_homepage(evidence, manifest))
                .at(Place::file(&manifest.path))
        }
        (_, Some(homepage)) if manifest.is_starter(homepage) => Judgement::fail(format!(
            "the build ({build}) fills release_notes_url in from homepage_url, which is still the starter template's"
        ))
        .help(set_homepage(evidence, manifest))
        .at(manifest.place(&homepage.span)),
        (ReleaseNotes::Appended, Some(homepage)) if !homepage.value.ends_with('/') => {
            let page = format!("{}releases/tag/", homepage.value);
            let help = if has_release_pages(&evidence.repository, &homepage.value) {
                "end homepage_url with a slash, or take the starter template's build/manifest/main.go of 2026-01-26 or later"
                    .to_owned()
            } else {
                set_and_left(evidence)
            };
            Judgement::fail(format!(
                "the build ({build}) fills release_notes_url in without a slash: {page} with the newest tag, which is no page"
            ))
            .help(help)
            .at(manifest.place(&homepage.span))
            .at(Place::file(build))
        }
        (_, Some(homepage)) => {
            let has_release = match &evidence.releases {
                Fact::Seen(releases) => releases.newest().is_some() || releases.shallow,
                Fact::Absent => false,
                Fact::Blind(_) | Fact::NotAsked => true,
            };
            let page = format!("{}/releases/tag/", homepage.value.trim_end_matches('/'));
            if !has_release_pages(&evidence.repository, &homepage.value) {
                let because = format!(
                    "the build ({build}) fills release_notes_url in: {page} with the newest tag, and homepage_url is no \
                     repository on GitHub, where that would be a page"
                );
                Judgement::pending(Role::Author, because)
                    .help(set_and_left(evidence))
                    .at(manifest.place(&homepage.span))
            } else if has_release {
                let whose = issue_tracker::whose(evidence, &homepage.value);
                Judgement::pass(format!(
                    "the build ({build}) fills release_notes_url in: {page} with the newest tag{whose}"
                ))
                .at(manifest.place(&homepage.span))
            } else {
                Judgement::pending(
                    Role::Author,
                    format!("the build ({build}) fills release_notes_url in once there is a release"),
                )
                .help("tag the first release")
            }
        }
    }
}

/// Whether there are pages of releases below `homepage` as GitHub has them.
pub(crate) fn has_release_pages(repository: &Repository, homepage: &str) -> bool {
    const HOSTS: [&str; 3] = ["github.com", "codeberg.org", "gitea.com"];
    let Some((host, parts)) = host_and_parts(homepage) else { return false };
    // A host of one's own may be like GitHub.
    let is_own = repository.origin().is_some_and(|origin| origin.leads(homepage) == Leads::Here);
    parts.len() == 2 && HOSTS.contains(&host.as_str()) || is_own && host != "gitlab.com"
}

/// Where GitHub lists the releases.
fn releases_page(evidence: &Evidence) -> String {
    format!("https://{}/releases", issue_tracker::repository(evidence))
}

/// The version that release notes should be of.
enum Current {
    Is(Version, &'static str),
    None,
    Blind(Cause),
}

/// The newer of the manifest's version and the newest release.
fn current(evidence: &Evidence, manifest: &Manifest) -> Current {
    let stated = manifest.version.as_ref().and_then(|v| padded(&v.value));
    let stated = stated.map(|version| (version, "the manifest's version"));
    let tagged = match &evidence.releases {
        Fact::Seen(releases) => releases.newest().map(|release| (release.version.clone(), "the newest release")),
        Fact::Blind(cause) if stated.is_none() => return Current::Blind(cause.clone()),
        _ => None,
    };
    match stated.into_iter().chain(tagged).max_by(|a, b| a.0.cmp_precedence(&b.0)) {
        Some((version, whose)) => Current::Is(version, whose),
        None => Current::None,
    }
}

/// The tag whose release on this repository's own host `address` shows, where it is known that there is none.
fn unmade_release<'a>(evidence: &Evidence, address: &'a str) -> Option<&'a str> {
    let releases = evidence.releases.seen().filter(|releases| !releases.shallow)?;
    let (_, tag) = address.split_once("/releases/tag/")?;
    let tag = tag.split(['#', '?', '/']).next()?;
    let is_own = evidence.repository.origin().is_some_and(|origin| origin.leads(address) == Leads::Here);
    let tags =
        releases.releases.iter().map(|release| &release.tag.name).chain(&releases.others).chain(&releases.template);
    (is_own && tags.into_iter().all(|there| there != tag)).then_some(tag)
}

/// The last version in an address: `v1.2.3`, `1.2.3` or `v1.2`.
pub(super) fn version_in(address: &str) -> Option<Version> {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path)?;
    path.split(['/', '#', '?', '=']).rev().find_map(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_ascii_digit());
        let part = part.trim_end_matches(".md").trim_end_matches(".html");
        Version::parse(part)
            .ok()
            .or_else(|| part.contains('.').then(|| Version::parse(&format!("{part}.0")).ok()).flatten())
    })
}
