//! Which files of a repository are licences, and of what.

use crate::evidence::repository::{self, File, FileKind, Repository, Status};
use crate::evidence::text::is_one_of;

/// What a file's name says of its part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// `LICENSE`, `COPYING` and the like.
    Main,
    /// `LICENSE-MIT`, `LICENSE.apache`, `MIT-LICENSE`: one licence of several, with the words that name it.
    Named(String),
    /// A text in `LICENSES/`, as REUSE has it, with the id that names it.
    Reuse(String),
    /// `LICENSE.enterprise`, `COMMONS-CLAUSE`, `PATENTS`: a file that takes back, for what it names.
    Restricting(String),
}

/// Why a file that looks like a licence does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// A link to nothing.
    Dangling,
    /// A link that leads back to itself.
    Looping,
    /// A link out of the repository.
    Outside,
    /// It is not in git.
    Untracked,
    /// It is deleted from the work tree.
    Deleted,
    /// A folder, submodule or device.
    NoFile,
    /// It has no words.
    Empty,
}

/// Words in a file's name that say it takes rights back.
const RESTRICTING: &str = "\
    enterprise|ee|commercial|proprietary|commons|eula|paid|premium|pro|business|sla|patents|terms|\
    addendum|restrictions";
/// Words of which the names of files that take rights back may consist without a word for a licence, and those of them
/// without which none does.
const TERMS: &str = "terms|eula|commercial|patent|patents|addendum|rider|restriction|restrictions|proprietary|acceptable|\
                     commonsclause|clause|agreement";
const BESIDE_TERMS: &str = "of|and|use|usage|service|conditions|commons|grant|additional|user|end|policy|ee|enterprise|\
                            plugin|software";
/// Words in a file's name that say it speaks of others' work.
const OTHERS: &str = "\
    third|thirdparty|3rd|3rdparty|dependencies|dependency|deps|vendor|vendored|external|notice|\
    notices|header|template|check|report|bundled|cla|contributor|contributors|contribution";
/// Words for a licence.
pub const LICENCES: &str =
    "license|licence|licenses|licences|lizenz|licencia|licença|licenza|лицензия|许可证|ライセンス";
/// What most call the licences that Apache's page refuses.
const REFUSED: &str = "gpl|agpl|lgpl|mpl|bsl|busl|sspl|eupl|cddl|epl";
/// Endings of files that are documents, and of which no words can be read.
const SEALED: &str = "pdf|doc|docx|odt|rtf";
/// Endings of files that are texts.
const TEXTS: &str = "txt|md|markdown|mkd|rst|html|htm|adoc|asciidoc|text|org";
/// Endings of files that are not.
const OTHER_KINDS: &str = "\
    go|ts|tsx|js|jsx|mjs|cjs|py|sh|json|yml|yaml|toml|lock|xml|java|rb|php|c|h|rs|css|scss|png|svg|\
    jpg|gif|sum|mod|tmpl|tpl|cfg|ini|csv|key|lic|test|snap|orig|bak|old|sig|asc";

/// What the file called `name` is, if it is a licence.
pub fn role(name: &str) -> Option<Role> {
    let name = name.to_lowercase();
    let mut parts: Vec<&str> = name.split(['.', '-', '_', ' ', '+']).filter(|part| !part.is_empty()).collect();
    if let Some((_, ending)) = name.rsplit_once('.') {
        if is_one_of(ending, OTHER_KINDS) {
            return None;
        }
        if is_one_of(ending, TEXTS) || is_one_of(ending, SEALED) {
            parts.pop();
        }
    }
    if parts.iter().any(|part| is_one_of(part, OTHERS)) {
        return None;
    }
    // `LICENSE2` stands beside another.
    let is_licence = |part: &&str| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        word == "copying" || is_one_of(word, LICENCES)
    };
    let takes_back = parts.iter().any(|part| is_one_of(part, RESTRICTING));
    let Some(at) = parts.iter().position(is_licence) else {
        return match parts.as_slice() {
            ["unlicense" | "unlicence"] => Some(Role::Main),
            all => is_of_terms(all).then(|| Role::Restricting(all.join("-"))),
        };
    };
    parts.remove(at);
    if takes_back {
        return Some(Role::Restricting(parts.join("-")));
    }
    match parts.as_slice() {
        [] => Some(Role::Main),
        // A sentence of a name ("license-check-results-of-2020") is no licence.
        short if short.len() <= 4 => Some(Role::Named(parts.join("-"))),
        _ => None,
    }
}

/// Whether the `parts` of a file's name say that it holds terms, or a licence that Apache's page refuses: `AGPL-3.0`.
fn is_of_terms(parts: &[&str]) -> bool {
    let is_term = |part: &&str| is_one_of(part, TERMS);
    let Some((first, version)) = parts.split_first() else { return false };
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('v');
    let is_version = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit()) || is_one_of(part, "only|or|later");
    is_one_of(name, REFUSED) && version.iter().all(is_version)
        || parts.iter().any(&is_term) && parts.iter().all(|part| is_term(part) || is_one_of(part, BESIDE_TERMS))
}

/// Whether the licence file at `path` takes rights back, by its own name or its folder's.
pub fn restricts(path: &str) -> bool {
    let in_folder = || folder(path).split('/').any(|part| is_one_of(&part.to_lowercase(), RESTRICTING));
    role(name(path)).is_some_and(|role| matches!(role, Role::Restricting(_)) || in_folder())
}

/// Whether the file called `name` is a text for people.
pub fn is_document(name: &str) -> bool {
    name.rsplit_once('.').is_none_or(|(_, ending)| is_one_of(&ending.to_lowercase(), TEXTS))
}

/// Whether `folder` is by its name one of those that plugins keep their main code in, or the terms for it.
pub fn is_main_folder(folder: &str) -> bool {
    let last = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    is_one_of(
        last,
        "server|webapp|src|plugin|plugins|cmd|app|pkg|internal|backend|frontend|client|web|ui|license|licence|legal",
    )
}

/// The file that `file` stands for when links are followed.
///
/// # Errors
/// Why it stands for none.
pub fn resolve<'r>(repository: &'r Repository, file: &'r File) -> Result<&'r File, Unusable> {
    let mut file = file;
    for _ in 0..8 {
        match file.status {
            Status::Untracked => return Err(Unusable::Untracked),
            Status::Deleted => return Err(Unusable::Deleted),
            _ => {}
        }
        match &file.kind {
            FileKind::Regular { .. } => return Ok(file),
            FileKind::Link { target } => {
                let path = target_path(&file.path, target).ok_or(Unusable::Outside)?;
                file = repository.file(&path).ok_or(Unusable::Dangling)?;
            }
            FileKind::Submodule | FileKind::Special => return Err(Unusable::NoFile),
        }
    }
    Err(Unusable::Looping)
}

/// The path that a link at `path` leads to; `None` when it leaves the repository.
pub fn target_path(path: &str, target: &str) -> Option<String> {
    if target.contains(':') { None } else { repository::resolve(path, target) }
}

/// The folder of `path`, with `/` at its end; `""` for the root.
pub fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|i| path.get(..=i)).unwrap_or("")
}

/// The last part of `path`.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether `path` lies in a folder of others' or of generated work.
pub fn is_foreign(path: &str) -> bool {
    folder(path).split('/').any(|part| {
        // `.git`, `.yarn`, and what assistants and editors keep.
        part.starts_with('.')
            || matches!(
                part,
                "vendor"
                    | "node_modules"
                    | "third_party"
                    | "third-party"
                    | "thirdparty"
                    | "3rdparty"
                    | "external"
                    | "dist"
                    | "testdata"
                    | "fixtures"
                    | "__fixtures__"
                    | "bower_components"
                    | "e2e-tests"
                    | "e2e"
            )
    })
}
