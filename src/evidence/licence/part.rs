//! Which files of a repository may say something of the plugin's licence, beside the licence itself.

use super::{files, readme};
use crate::evidence::SMALL;
use crate::evidence::repository::{File, FileKind, Repository, Status};
use crate::evidence::text::is_one_of;

/// Which statement a file may hold.
#[derive(PartialEq, Eq)]
pub(super) enum Part {
    Package,
    Metadata,
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
    } else if is_metadata(rest) {
        Some(Part::Metadata)
    } else if !rest.contains('/') && name.to_uppercase().starts_with("NOTICE") {
        Some(Part::Notice)
    } else if !rest.contains('/') && readme::is_paper(name) {
        Some(Part::Paper)
    } else if is_annotation(rest) {
        Some(Part::Annotations)
    } else {
        (file.is_regular() && (file.is_source() || has_header(name) || is_script(file, name))).then_some(Part::Source)
    }
}

/// Whether the file called `name` may have a header, though it may be no program's source.
fn has_header(name: &str) -> bool {
    const ENDINGS: &str = "go|mts|cts|py|bash|zsh|fish|ps1|bat|cmd|pl|pm|lua|r|jl|cs|fs|vb|hh|hpp|hxx|cxx|m|mm|s|asm|cu|kts|\
                           scala|groovy|gradle|clj|dart|ex|exs|erl|hs|zig|nix|sol|coffee|elm|astro|sass|styl|html|htm|\
                           hbs|ejs|tmpl|tpl|graphql|tf|wat|awk|yml|yaml|toml|mk|cmake|xml|jsonc";
    const NAMES: &str = "Makefile|GNUmakefile|Dockerfile|Jenkinsfile|Rakefile|Gemfile|Vagrantfile|CMakeLists.txt";
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    is_one_of(&ending.to_ascii_lowercase(), ENDINGS) || is_one_of(name, NAMES)
}

/// Whether `file`, called `name`, may be a script without an ending; programs are larger.
fn is_script(file: &File, name: &str) -> bool {
    file.kind == FileKind::Regular { executable: true } && !name.contains('.') && (1..=SMALL).contains(&file.size)
}

/// Whether the file at `path` is about a package of the plugin's, and not about its tools or its documentation.
fn is_of_package(path: &str) -> bool {
    const BESIDE: &str = "docs|doc|website|tools|scripts|build|dev|examples|test|tests";
    const DEEPEST: usize = 4;
    let folder = path.split('/').next().unwrap_or_default();
    path.matches('/').count() <= DEEPEST && !is_one_of(folder, BESIDE)
}

/// Whether the file at `path` tells the licence of a package as JSON.
fn is_package(path: &str) -> bool {
    matches!(path, "plugin.json" | "composer.json") || files::name(path) == "package.json" && is_of_package(path)
}

/// Whether the file at `path` tells the licence of a package in a field on a line, as TOML, YAML, Python and Ruby do.
fn is_metadata(path: &str) -> bool {
    const NAMES: &str = "pyproject.toml|setup.cfg|setup.py|Cargo.toml|Chart.yaml|CITATION.cff|nfpm.yaml|nfpm.yml|\
                         .goreleaser.yml|.goreleaser.yaml|publiccode.yml|plugin.yaml|plugin.yml|openapi.yaml|openapi.yml|\
                         swagger.yaml|swagger.yml|Dockerfile";
    const ENDINGS: &str = "gemspec|podspec|spec";
    let name = files::name(path);
    let is_one = || is_one_of(name.rsplit_once('.').map_or("", |(_, ending)| ending), ENDINGS);
    (is_one_of(name, NAMES) || is_one()) && is_of_package(path)
}

/// Whether the file at `path` tells others' licences, as REUSE has it: `REUSE.toml`, `.reuse/dep5`, `x.png.license`.
pub fn is_annotation(path: &str) -> bool {
    let name = files::name(path);
    name == "REUSE.toml"
        || path.ends_with(".reuse/dep5")
        || name.strip_suffix(".license").is_some_and(|of| of.contains('.'))
}
