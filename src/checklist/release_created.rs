//! `release-created`

use semver::Version;
use serde_json::Value;

use super::{PROCESS_DATE, PROCESS_PAGE, changelog};
use crate::error::Place;
use crate::evidence::manifest::{is_placeholder, padded};
use crate::evidence::release::{Release, Releases};
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::verdict::Judgement;

/// Other tags named in a message.
const NAMED: usize = 3;

item! {
    /// A release exists: a tag that names a semantic version, and a manifest at that tag which states the same one.
    ///
    /// A tag counts when it is a semantic version after one leading `v` or none: `v1.2.3`, `1.2.3`, `v2.0.0-rc1`.
    /// Rolling tags (`latest-master`), versions in two parts (`v1.1`) and tags of other packages in the repository
    /// (`client/v1.0.0`) do not. The newest is the highest by semantic versioning; a pre-release is taken only where
    /// there is nothing else.
    ///
    /// The manifest at the tag is read too. Where it states no version, the build derives it from the tag (the starter
    /// template does so since 2024, from a tag that begins with `v`), which is fine. Where it states another, the release
    /// still exists, and the report names the difference: servers and the marketplace go by the manifest.
    ///
    /// A clone without version tags whose history is cut off cannot tell, and says so: `git fetch --tags --unshallow`.
    /// In GitHub Actions, set `fetch-depth: 0` for actions/checkout. A whole clone without them fails; where the tags
    /// are elsewhere, as with a fork, fetch them first.
    ///
    /// How to get there: set the manifest's version, commit, `git tag -a v1.0.0 -m v1.0.0` and push the tag; newer
    /// starter templates have `make patch`, `make minor` and `make major` for it.
    {
        id: "release-created", title: "a release exists", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "a release of the plugin is created"),
        needs: [Releases], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let releases = match releases(evidence) {
        Ok(releases) => releases,
        Err(judgement) => return with_facts(judgement, None, Value::Null),
    };
    let Some(newest) = releases.newest() else { return none(releases, evidence) };
    let mut told = format!("the newest release is {}", newest.tag.name);
    if !newest.version.pre.is_empty() {
        told.push_str(", a pre-release");
    }
    if newest.tag.in_history == Some(false) {
        told.push_str(", tagged on another branch");
    }
    let stated = match &newest.tag.manifest {
        Fact::Seen(stated) => stated,
        Fact::Absent => {
            let told = format!("{told}; there was no manifest at that tag");
            return with_facts(Judgement::pass(told), Some(newest), Value::Null)
                .help("tag a commit that has the plugin's manifest");
        }
        Fact::Blind(cause) => {
            let told = format!("{told}; the manifest at that tag could not be read: {}", cause.detail);
            return with_facts(Judgement::pass(told), Some(newest), Value::Null);
        }
        Fact::NotAsked => return with_facts(Judgement::pass(told), Some(newest), Value::Null),
    };
    let judgement = match stated.version.as_deref() {
        None if wants_v(evidence) && !newest.tag.name.starts_with('v') => Judgement::pass(format!(
            "{told}; the manifest states no version, and its build takes none from a tag that does not begin with `v`"
        ))
        .help("begin the next tag with `v`: until then the bundle is of another version than the release"),
        None if takes_tag(evidence) => {
            Judgement::pass(format!("{told}; the manifest states no version, so its build takes the tag's"))
        }
        None => {
            Judgement::pass(format!("{told}; the manifest states no version, and the build takes none from the tag"))
                .at(Place::file(&stated.path))
                .help(format!("set `version` to {} in the manifest that is released", newest.version))
        }
        Some(version) if is_placeholder(version) => {
            Judgement::pass(format!("{told}; the manifest at that tag leaves its version, {version}, to the build"))
        }
        Some(version) if version == newest.version.to_string() => {
            Judgement::pass(format!("{told}, and the manifest at that tag says {version} too"))
        }
        Some(version) => Judgement::pass(format!("{told}, but the manifest at that tag says {version}"))
            .at(Place::file(&stated.path))
            .help(next_version(evidence)),
    };
    let matches = match stated.version.as_deref() {
        None => Value::Null,
        Some(version) if is_placeholder(version) => Value::Null,
        Some(version) => Value::Bool(version == newest.version.to_string()),
    };
    with_facts(judgement, Some(newest), matches)
}

/// How the manifest at the next tag comes to state that tag's version.
pub(super) fn next_version(evidence: &Evidence) -> &'static str {
    if takes_tag(evidence) {
        "take `version` out of the manifest: the build writes the tag's in"
    } else {
        "before the next tag, set `version` in the manifest to the tag's number (1.2.0 for v1.2.0), and commit that"
    }
}

/// Whether the build is known to fill in the version from the tag.
fn takes_tag(evidence: &Evidence) -> bool {
    evidence.manifest.seen().is_some_and(|manifest| manifest.surroundings.version_from_tag.is_some())
}

/// Whether the version is the build's, as the starter template's fills it in: from tags that begin with `v` alone.
pub(super) fn wants_v(evidence: &Evidence) -> bool {
    evidence.manifest.seen().is_some_and(|manifest| {
        let is_stated = manifest.version.as_ref().is_some_and(|version| !version.value.is_empty());
        let build = manifest.surroundings.version_from_tag.as_deref();
        !is_stated && build.is_some_and(|path| path.ends_with("setup.mk"))
    })
}

/// The release tags, or the judgement when they are not known.
pub(super) fn releases(evidence: &Evidence) -> Result<&Releases, Judgement> {
    let cause = match &evidence.releases {
        Fact::Seen(releases) if releases.releases.is_empty() && releases.shallow => {
            let told = "the clone's history is cut off, and it has no version tags: they may be missing";
            Cause::new(CauseKind::Shallow, told)
        }
        Fact::Seen(releases) => return Ok(releases),
        Fact::Blind(cause) => cause.clone(),
        Fact::Absent => {
            Cause::new(CauseKind::NoGit, "this folder is not a git repository, so there are no tags to see")
        }
        Fact::NotAsked => Cause::new(CauseKind::Internal, "release tags were not looked at in this run"),
    };
    let judgement = Judgement::unknown(cause.clone());
    Err(match cause.kind {
        CauseKind::Shallow => judgement.help("git fetch --tags --unshallow"),
        CauseKind::NoGit => judgement.help("run this in a clone of the repository, with its tags"),
        _ => judgement,
    })
}

fn none(releases: &Releases, evidence: &Evidence) -> Judgement {
    let listed = |tags: &[String]| {
        let named: Vec<&str> = tags.iter().take(NAMED).map(String::as_str).collect();
        let more = if tags.len() > NAMED { format!(" and {} more", tags.len() - NAMED) } else { String::new() };
        format!("{}{more}", named.join(", "))
    };
    let told = match (releases.template.as_slice(), releases.others.as_slice()) {
        ([], []) => "there are no tags, so nothing is released".to_owned(),
        ([], others) => format!("no tag names a semantic version: there are {}", listed(others)),
        (template, _) => {
            format!("the version tags are the starter template's, whose id was there: {}", listed(template))
        }
    };
    let manifest = evidence.manifest.seen();
    let stated = manifest.and_then(|manifest| manifest.version.as_ref()).map(|version| version.value.as_str());
    let major = manifest.and_then(|manifest| manifest.surroundings.major()).unwrap_or(1);
    let first = stated.and_then(padded).unwrap_or(Version::new(major, 0, 0));
    // No release is to look older than what was tagged as `v1.1`.
    let tagged = releases.others.iter().filter(|name| name.contains('.')).filter_map(|name| padded(name)).max();
    let tag = tagged.unwrap_or(Version::new(0, 0, 0)).max(first);
    let mut help = format!("git tag -a v{tag} -m v{tag} && git push origin v{tag}");
    if stated.is_some_and(|stated| !is_placeholder(stated) && stated != tag.to_string()) {
        help = format!("set `version` to {tag} in the manifest, and commit that; then {help}");
    }
    let notes = manifest
        .and_then(|manifest| manifest.release_notes_url.as_ref().filter(|address| !manifest.is_starter(address)));
    if notes.and_then(|notes| changelog::version_in(&notes.value)).as_ref() == Some(&tag) {
        help = format!(
            "release_notes_url names {tag} already: `git fetch --tags` first, in a fork from where it came; else {help}"
        );
    }
    with_facts(Judgement::fail(told), None, Value::Null).help(help)
}

fn with_facts(judgement: Judgement, newest: Option<&Release>, matches: Value) -> Judgement {
    judgement
        .fact("newest", newest.map_or(Value::Null, |newest| newest.tag.name.as_str().into()))
        .fact("version", newest.map_or(Value::Null, |newest| newest.version.to_string().into()))
        .fact("matches", matches)
}
