//! Release tags, with what the manifest said at the newest of them.

use git2::{ObjectType, Repository as Git};

use super::extent::is_within;
use super::history::oid;
use crate::evidence::release::{Releases, Stated, Tag};
use crate::evidence::{Cause, CauseKind, Fact, SMALL, manifest};

/// Most tags read.
const MOST_TAGS: usize = 10_000;
/// Releases whose manifest is read, newest first.
const MANIFESTS: usize = 50;

/// The releases of the plugin whose manifest lies in the folder `prefix`.
pub(super) fn releases(git: &Git, prefix: &str) -> Fact<Releases> {
    let mut tags = Vec::new();
    let references = match git.references_glob("refs/tags/*") {
        Ok(references) => references,
        Err(error) => {
            return Fact::Blind(Cause::new(CauseKind::Git, format!("tags could not be read: {}", error.message())));
        }
    };
    // A damaged tag says nothing of the others.
    for reference in references.flatten().take(MOST_TAGS) {
        if reference.target().is_some_and(|id| !is_within(git, id, SMALL)) {
            continue;
        }
        let Ok(commit) = reference.peel_to_commit() else { continue };
        let name = String::from_utf8_lossy(reference.shorthand_bytes()).into_owned();
        tags.push(Tag {
            name,
            commit: oid(commit.id()),
            date: commit.time().seconds(),
            in_history: None,
            manifest: Fact::NotAsked,
        });
    }
    let mut releases = Releases::new(tags, git.is_shallow());
    for release in releases.releases.iter_mut().take(MANIFESTS) {
        release.tag.manifest = stated(git, &release.tag, prefix);
    }
    let head = git.head().ok().and_then(|head| head.peel_to_commit().ok());
    if let (Some(head), Some(newest)) = (head, newest(&mut releases)) {
        newest.in_history = git2::Oid::from_bytes(&newest.commit.0)
            .and_then(|commit| Ok(commit == head.id() || git.graph_descendant_of(head.id(), commit)?))
            .ok();
    }
    Fact::Seen(releases)
}

fn newest(releases: &mut Releases) -> Option<&mut Tag> {
    let commit = releases.newest()?.tag.name.clone();
    releases.releases.iter_mut().map(|release| &mut release.tag).find(|tag| tag.name == commit)
}

/// What the manifest in `prefix` said at `tag`.
fn stated(git: &Git, tag: &Tag, prefix: &str) -> Fact<Stated> {
    let blind = |error: git2::Error| {
        Fact::Blind(Cause::new(CauseKind::Git, format!("{} could not be read: {}", tag.name, error.message())))
    };
    let tree = match git2::Oid::from_bytes(&tag.commit.0).and_then(|id| git.find_commit(id)?.tree()) {
        Ok(tree) => tree,
        Err(error) => return blind(error),
    };
    for name in manifest::NAMES {
        let path = format!("{prefix}{name}");
        let Ok(entry) = tree.get_path(std::path::Path::new(&path)) else { continue };
        if entry.kind() != Some(ObjectType::Blob) {
            continue;
        }
        let blob = match git.find_blob(entry.id()) {
            Ok(blob) => blob,
            Err(error) => return blind(error),
        };
        if blob.size() as u64 > SMALL {
            return Fact::Blind(Cause::new(CauseKind::TooLarge, format!("{path} at {} is too large", tag.name)));
        }
        return match manifest::parse(&path, blob.content()) {
            Ok(manifest) => Fact::Seen(Stated { path, id: text(&manifest.id), version: text(&manifest.version) }),
            Err(cause) => Fact::Blind(cause),
        };
    }
    Fact::Absent
}

fn text(value: &Option<manifest::Spanned<String>>) -> Option<String> {
    value.as_ref().map(|spanned| spanned.value.clone())
}
