//! What kind of file a changed path is: own code, or one of the kinds that some reviews do not cover.
//!
//! When in doubt it is own code: a review must not stay valid over code that hides behind a name.

use super::rule::Scope;
use super::trace::{Change, ChangeKind};
use crate::evidence::kebab_enum;

kebab_enum! {
    /// The kinds of changed files.
    Class {
        /// The plugin's own code, and everything that we cannot call something else.
        OwnCode = "own code",
        /// Documents, pictures and licence texts.
        Documents = "documents",
        /// Files that only tests use.
        Tests = "tests",
        /// Files that are the starter template's, line for line.
        Boilerplate = "boilerplate",
        /// Settings of editors and of the repository's host.
        Housekeeping = "housekeeping",
        /// plugin-ready.toml itself.
        Record = "sign-offs",
        /// Files beside the plugin's folder.
        Outside = "outside the plugin",
    }
}

impl Class {
    /// Whether a sign-off of this scope covers files of this kind.
    pub fn is_in(self, scope: Scope) -> bool {
        match scope {
            Scope::OwnCode => self == Self::OwnCode,
            Scope::CodeAndDocuments => matches!(self, Self::OwnCode | Self::Documents),
            Scope::Release => false,
        }
    }
}

/// What kind of file `change` is about, for the plugin in the folder `prefix` whose sign-offs stand in the file
/// `record`.
pub fn classify(change: &Change, prefix: &str, record: &str) -> Class {
    let Some(path) = change.path.strip_prefix(prefix) else { return Class::Outside };
    if change.path == record {
        Class::Record
    } else if change.template && change.kind != ChangeKind::Uncommitted {
        Class::Boilerplate
    } else {
        by_path(path)
    }
}

/// What kind of file stands at `path`, from the plugin's folder.
pub fn by_path(path: &str) -> Class {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if is_test(folders, name, extension) {
        Class::Tests
    } else if is_document(folders, name, extension) {
        Class::Documents
    } else if is_housekeeping(folders, name) {
        Class::Housekeeping
    } else {
        Class::OwnCode
    }
}

/// Go compiles `_test.go` files only into tests, but anything else from any folder; bundlers take what is imported, so
/// there the customary names must do.
fn is_test(folders: &str, name: &str, extension: &str) -> bool {
    match extension {
        "go" => name.ends_with("_test.go"),
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" | "mts" | "cts" | "snap" | "json" => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            stem.ends_with(".test")
                || stem.ends_with(".spec")
                || extension == "snap"
                || folders.split('/').any(|folder| matches!(folder, "__tests__" | "__mocks__" | "__snapshots__"))
                || in_test_folder(folders)
        }
        _ => in_test_folder(folders),
    }
}

fn in_test_folder(folders: &str) -> bool {
    folders.split('/').any(|folder| folder == "testdata")
        || matches!(folders.split('/').next(), Some("e2e" | "e2e-tests" | "test" | "tests" | "cypress" | "playwright"))
}

/// The server embeds and serves files from `public` and `assets`: what a browser runs is code there.
fn is_document(folders: &str, name: &str, extension: &str) -> bool {
    let in_docs = matches!(folders.split('/').next(), Some("docs" | "doc" | "documentation"));
    match extension {
        "md" | "mdx" | "markdown" | "rst" | "adoc" | "asciidoc" => true,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "ico" | "bmp" | "mp4" | "webm" | "mov" | "pdf" => true,
        "txt" if in_docs => true,
        "svg" | "drawio" | "puml" | "mmd" if in_docs => true,
        "" | "txt" => {
            let stem = name.strip_suffix(".txt").unwrap_or(name);
            let words = ["license", "licence", "copying", "notice", "readme", "changelog", "changes", "authors"];
            words.contains(&stem)
                || matches!(stem, "contributors" | "contributing" | "security" | "code_of_conduct" | "third_party")
                || stem.starts_with("license-")
                || stem.starts_with("licence-")
        }
        _ => false,
    }
}

fn is_housekeeping(folders: &str, name: &str) -> bool {
    let top = folders.split('/').next().unwrap_or_default();
    match name {
        ".gitignore" | ".editorconfig" | ".mailmap" | "codeowners" => true,
        "funding.yml" | "stale.yml" => folders == ".github",
        _ => matches!(top, ".vscode" | ".idea") || folders.starts_with(".github/issue_template"),
    }
}
