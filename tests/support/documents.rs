//! Evidence that consists of documents.

use plugin_ready::checklist;
use plugin_ready::evidence::docs::{self, Docs};
use plugin_ready::evidence::{Evidence, Fact, code, manifest};
use plugin_ready::verdict::Judgement;

use super::tree::Tree;

/// Evidence with the given files, as `(path, text)`: documents, sources, and the manifest if there is one.
pub(crate) fn evidence(files: &[(&str, &str)]) -> Evidence {
    let tree = Tree::of(files);
    let repository = tree.repository();
    let docs = docs::collect(&repository, &tree);
    let code = code::collect(&repository, &tree);
    let manifest = manifest::find(&repository, &tree).fact().unwrap_or_default();
    Evidence { repository, docs, code, manifest, ..Evidence::default() }
}

/// The documents as `README.md` with `text`.
pub(crate) fn readme(text: &str) -> Docs {
    match evidence(&[("README.md", text)]).docs {
        Fact::Seen(docs) => docs,
        other => panic!("not seen: {other:?}"),
    }
}

/// What the item called `id` says of `evidence`.
pub(crate) fn judge(id: &str, evidence: &Evidence) -> Judgement {
    (checklist::find(id).expect("an item of the checklist").judge)(evidence)
}

/// `name because` of the item called `id` on a `README.md` with `text`.
pub(crate) fn verdict(id: &str, text: &str) -> (&'static str, String) {
    let judgement = judge(id, &evidence(&[("README.md", text)]));
    (judgement.verdict.name(), judgement.because)
}
