//! Release tags, with what the manifest said at the newest of them.

use git2::Repository as Git;
use walkdir::WalkDir;

use super::history::oid;
use super::{objects, past};
use crate::evidence::release::{Releases, Stated, Tag};
use crate::evidence::{Cause, CauseKind, Fact, LARGE, SMALL, manifest};

/// Most tags read; of more, nobody can tell which is the newest without reading them all.
const MOST_TAGS: usize = 10_000;
/// Releases whose manifest is read, newest first.
const MANIFESTS: usize = 50;

/// The releases of the plugin whose manifest lies in the folder `prefix`; those of the starter template are not its own
/// if it `has_own_id`.
pub(super) fn releases(git: &Git, prefix: &str, has_own_id: bool) -> Fact<Releases> {
    if is_crowded(git) {
        return too_many();
    }
    let mut tags = Vec::new();
    let references = match git.references_glob("refs/tags/*") {
        Ok(references) => references,
        Err(error) => {
            return Fact::Blind(Cause::new(CauseKind::Git, format!("tags could not be read: {}", error.message())));
        }
    };
    // A damaged tag says nothing of the others.
    for (count, reference) in references.flatten().enumerate() {
        if count == MOST_TAGS {
            return too_many();
        }
        let Ok(commit) = objects::at_reference(git, &reference) else { continue };
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
    if has_own_id {
        releases.part_template();
    }
    let head = objects::head(git);
    if let (Some(head), Some(newest)) = (head, newest(&mut releases)) {
        newest.in_history =
            git2::Oid::from_bytes(&newest.commit.0).and_then(|commit| past::descends(git, head.id(), commit)).ok();
    }
    Fact::Seen(releases)
}

/// Whether listing the tags would take much memory: libgit2 loads every packed reference, and every name of a folder.
pub(super) fn is_crowded(git: &Git) -> bool {
    let folder = git.commondir();
    let is_large = folder.join("packed-refs").metadata().is_ok_and(|metadata| metadata.len() > LARGE);
    let loose =
        || WalkDir::new(folder.join("refs/tags")).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    is_large || loose().nth(MOST_TAGS).is_some()
}

fn too_many() -> Fact<Releases> {
    let detail =
        format!("there are too many references to tell which tag is the newest: at most {MOST_TAGS} tags are read");
    Fact::Blind(Cause::new(CauseKind::TooLarge, detail))
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
    let commit = match git2::Oid::from_bytes(&tag.commit.0).and_then(|id| objects::commit(git, id)) {
        Ok(commit) => commit,
        Err(error) => return blind(error),
    };
    for name in manifest::NAMES {
        let path = format!("{prefix}{name}");
        let blob = match objects::file_at(git, &commit, &path) {
            Ok(None) => continue,
            Ok(Some(id)) => id,
            Err(error) => return blind(error),
        };
        if objects::header(git, blob).is_ok_and(|(_, size)| size > SMALL) {
            return Fact::Blind(Cause::new(CauseKind::TooLarge, format!("{path} at {} is too large", tag.name)));
        }
        let content = match objects::blob(git, blob, SMALL) {
            Ok(blob) => blob,
            Err(error) => return blind(error),
        };
        return match manifest::parse(&path, content.content()) {
            Ok(manifest) => Fact::Seen(Stated { path, id: text(&manifest.id), version: text(&manifest.version) }),
            Err(cause) => Fact::Blind(cause),
        };
    }
    Fact::Absent
}

fn text(value: &Option<manifest::Spanned<String>>) -> Option<String> {
    value.as_ref().map(|spanned| spanned.value.clone()).filter(|text| !text.trim().is_empty())
}
