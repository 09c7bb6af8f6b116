//! `production-version`

use semver::Version;

use super::release_created::releases;
use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::error::Place;
use crate::evidence::{Cause, Evidence, Fact, Role};
use crate::verdict::Judgement;

item! {
    /// The plugin is out of beta: its newest release is 1.0.0 or later, and not a pre-release.
    ///
    /// The marketplace of 2020-2022 listed community plugins that were ready for production. Semantic versioning keeps
    /// 0.x for plugins that may still change in any way; `v1.0.0-rc1` and the like are made for trying.
    ///
    /// Judged is the newest release by version. A manifest that states a later version than any tag does not count: it
    /// is not released. Where the README's title still says “beta”, the author has to settle which is true.
    ///
    /// How to get there: when settings, commands and the stored data are to stay as they are, release 1.0.0.
    {
        id: "production-version", title: "out of beta, at least 1.0.0", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin is out of beta and at least 1.0.0"),
        needs: [Releases, Docs], judge: judge,
    }
}

/// Where the README's title says so itself; the cause why a README that is there could not be read.
fn beta(evidence: &Evidence) -> Result<Option<Place>, &Cause> {
    let docs = match &evidence.docs {
        Fact::Seen(docs) => docs,
        Fact::Blind(cause) => return Err(cause),
        Fact::Absent | Fact::NotAsked => return Ok(None),
    };
    docs.readme_unread().map_or(Ok(()), |unread| Err(&unread.cause))?;
    let Some(readme) = &docs.readme else { return Ok(None) };
    let title = readme.sections.iter().find(|section| section.title).and_then(|section| readme.heading_of(section));
    let title = title.filter(|title| {
        let mut words = title.text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("beta"))
    });
    Ok(title.map(|title| readme.place(title)))
}

fn judge(evidence: &Evidence) -> Judgement {
    let releases = match releases(evidence) {
        Ok(releases) => releases,
        Err(judgement) => return judgement,
    };
    let Some(newest) = releases.newest() else {
        return Judgement::fail("nothing is released yet")
            .help("release 1.0.0: see `plugin-ready explain release-created`");
    };
    let name = newest.tag.name.as_str();
    let Version { major, minor, patch, .. } = newest.version;
    let stated = evidence.manifest.seen().and_then(|manifest| Version::parse(&manifest.version.as_ref()?.value).ok());
    let stated = stated.filter(|stated| stated.major > 0 && stated.pre.is_empty() && *stated > newest.version);
    let early = match stated {
        Some(stated) => format!("the manifest says {stated}, and the newest tag is {name}: tag v{stated}"),
        None => "release 1.0.0 when settings, commands and stored data are to stay as they are".to_owned(),
    };
    let judgement = if !newest.version.pre.is_empty() {
        let ready = format!("release {major}.{minor}.{patch} when it is ready for production");
        Judgement::fail(format!("the newest release is {name}, and every one so far is a pre-release"))
            .help(if major == 0 { early } else { ready })
    } else if major == 0 {
        Judgement::fail(format!("the newest release is {name}, below 1.0.0")).help(early)
    } else {
        match beta(evidence) {
            Ok(None) => Judgement::pass(format!("the newest release is {name}")),
            Ok(Some(place)) => {
                let because = format!("the newest release is {name}, but the README's title calls the plugin a beta");
                Judgement::pending(Role::Author, because)
                    .at(place)
                    .help("take “beta” out of the title once that is over")
            }
            Err(cause) => Judgement::unknown(cause.clone()),
        }
    };
    judgement.fact("newest", name).fact("version", newest.version.to_string())
}
