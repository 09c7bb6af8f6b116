//! Release tags made up for judging.

use plugin_ready::evidence::release::{Releases, Stated, Tag};
use plugin_ready::evidence::repository::Oid;
use plugin_ready::evidence::{Evidence, Fact};

/// A tag whose manifest states `id` and `version`.
pub(crate) fn tag(name: &str, id: &str, version: Option<&str>) -> Tag {
    let stated = Stated { path: "plugin.json".into(), id: Some(id.into()), version: version.map(str::to_owned) };
    Tag { name: name.into(), commit: Oid([1; 20]), date: 0, in_history: Some(true), manifest: Fact::Seen(stated) }
}

/// Evidence with these tags.
pub(crate) fn with_tags(evidence: Evidence, tags: Vec<Tag>, shallow: bool) -> Evidence {
    Evidence { releases: Fact::Seen(Releases::new(tags, shallow)), ..evidence }
}
