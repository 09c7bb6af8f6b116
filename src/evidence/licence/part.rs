//! Which files of a repository may say something of the plugin's licence, beside the licence itself.

use super::{files, readme};
use crate::evidence::repository::{File, FileKind, Repository, Status};
use crate::evidence::text::is_one_of;

/// Which statement a file may hold.
#[derive(PartialEq, Eq)]
pub(super) enum Part {
    Package,
    Notice,
    Readme,
    Paper,
    Annotations,
    Source,
}

/// Which statement `file` may hold.
pub(super) fn part(repository: &Repository, file: &File) -> Option<Part> {
    let rest = file.path.strip_prefix(repository.prefix.as_str())?;
    let there = file.is_regular() || matches!(file.kind, FileKind::Link { .. });
    if there && file.status != Status::Deleted && rest == ".reuse/dep5" {
        return Some(Part::Annotations);
    }
    let name = files::name(&file.path);
    let is_shown = matches!(files::folder(rest), "" | ".github/" | "docs/" | "server/" | "webapp/");
    if there && file.status != Status::Deleted && is_shown && readme::is_readme(name) {
        return Some(Part::Readme);
    }
    if !there || file.status == Status::Deleted || files::is_foreign(&file.path) {
        return None;
    }
    if is_package(rest) {
        Some(Part::Package)
    } else if !rest.contains('/') && name.to_uppercase().starts_with("NOTICE") {
        Some(Part::Notice)
    } else if !rest.contains('/') && readme::is_paper(name) {
        Some(Part::Paper)
    } else if is_annotation(rest) {
        Some(Part::Annotations)
    } else {
        (file.is_regular() && file.is_source()).then_some(Part::Source)
    }
}

/// Whether the file at `path` tells the licence of a package of the plugin's, and not of its tools or its documentation.
fn is_package(path: &str) -> bool {
    const BESIDE: &str = "docs|doc|website|tools|scripts|build|dev|examples|test|tests";
    const DEEPEST: usize = 4;
    let folder = path.split('/').next().unwrap_or_default();
    matches!(path, "plugin.json" | "composer.json")
        || files::name(path) == "package.json" && path.matches('/').count() <= DEEPEST && !is_one_of(folder, BESIDE)
}

/// Whether the file at `path` tells others' licences, as REUSE has it: `REUSE.toml`, `.reuse/dep5`, `x.png.license`.
pub fn is_annotation(path: &str) -> bool {
    let name = files::name(path);
    name == "REUSE.toml"
        || path.ends_with(".reuse/dep5")
        || name.strip_suffix(".license").is_some_and(|of| of.contains('.'))
}
