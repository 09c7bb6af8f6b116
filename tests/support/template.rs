//! A starter template of our own, with a history, and its index.

use git2::{ObjectType, Oid as GitOid};
use plugin_ready::evidence::boilerplate::builder::Builder;
use plugin_ready::evidence::boilerplate::index::{Commit, Index, Parts};
use plugin_ready::evidence::repository::Oid;

/// The id that `content` has as a blob.
pub(crate) fn blob(content: &str) -> Oid {
    let id = GitOid::hash_object(ObjectType::Blob, content.as_bytes()).unwrap();
    Oid(id.as_bytes().try_into().unwrap())
}

/// The parts of the index of a template whose commits hold these files, oldest first.
pub(crate) fn parts(commits: &[&[(&str, &str)]]) -> Parts {
    let mut builder = Builder::default();
    for (number, files) in (1u8..).zip(commits) {
        let commit =
            Commit { oid: Oid([number; 20]), tree: Oid([number + 100; 20]), seconds: i64::from(number) * 86_400 };
        builder.commit(commit, files.iter().map(|(path, content)| ((*path).to_owned(), blob(content))));
    }
    for (_, content) in commits.iter().copied().flatten() {
        builder.content(blob(content), content.as_bytes().to_vec());
    }
    builder.build()
}

/// The index of the same.
pub(crate) fn index(commits: &[&[(&str, &str)]]) -> Index {
    Index::decode(&parts(commits).encode()).unwrap()
}

/// `count` lines that no other text holds, told apart by `what`.
pub(crate) fn lines(what: &str, count: usize) -> String {
    (0..count).map(|number| format!("    {what} step number {number} of the telling ones\n")).collect()
}
