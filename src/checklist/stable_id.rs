//! `stable-id`

use super::release_created::releases;
use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE};
use crate::evidence::manifest::Spanned;
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::verdict::Judgement;

item! {
    /// The plugin's id is the same in every release.
    ///
    /// A server knows a plugin by its id: settings, stored keys, the installed folder and updates all hang on it. A
    /// plugin that changes its id is another plugin to every server that has it, and loses what it stored.
    ///
    /// Read is the manifest at the newest fifty release tags; the ids there and the one of today have to be one. Case
    /// does not matter, servers lower it.
    ///
    /// How to get there: keep the id. One that changed long ago stays changed: say so in a waiver, with the release
    /// since which the new one holds.
    {
        id: "stable-id", title: "the id never changes", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the id stays the same between releases"),
        needs: [Releases], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let releases = match releases(evidence) {
        Ok(releases) => releases,
        Err(judgement) => return judgement,
    };
    if releases.releases.is_empty() {
        return Judgement::not_applicable("there is no release yet, so the id cannot have changed");
    }
    let today = evidence.manifest.seen().and_then(|manifest| Some((manifest, manifest.id.as_ref()?)));
    let Some((manifest, Spanned { value: id, span })) = today else {
        let cause = Cause::new(CauseKind::Malformed, "the manifest's id is not known, so there is nothing to compare");
        return Judgement::unknown(cause);
    };
    let mut read = 0_usize;
    let mut trouble = None;
    for release in &releases.releases {
        match &release.tag.manifest {
            Fact::Seen(stated) => {
                let Some(other) = &stated.id else { continue };
                read += 1;
                if !other.eq_ignore_ascii_case(id) {
                    return Judgement::fail(format!("the id is {id}, and was {other} up to {}", release.tag.name))
                        .at(manifest.place(span))
                        .help(format!(
                            "if servers run the new id already, keep it, and say since when in a waiver; else go back to {other}"
                        ))
                        .fact("id", id.as_str())
                        .fact("was", other.as_str())
                        .fact("release", release.tag.name.as_str());
                }
            }
            Fact::Blind(cause) => trouble = Some(cause.clone()),
            Fact::Absent | Fact::NotAsked => {}
        }
    }
    if read == 0 {
        let none = || Cause::new(CauseKind::Unclear, "no release has a manifest with an id to compare");
        return Judgement::unknown(trouble.unwrap_or_else(none));
    }
    let releases = if read == 1 { "the one release".to_owned() } else { format!("all {read} releases") };
    Judgement::pass(format!("the id is {id} in {releases} that could be read")).fact("id", id.as_str())
}
