//! Which files count: what a path or a header says of a file before its lines are compared.

use memchr::{memchr, memchr_iter, memmem};

use crate::evidence::kebab_enum;
use crate::evidence::repository::file_name;

kebab_enum! {
    /// The parts of a plugin that reviewers share out.
    Area {
        /// Go code of the server side.
        Server = "server",
        /// The web app.
        Webapp = "webapp",
        /// Build scripts, CI, documents and everything else.
        Tooling = "tooling",
    }
}

kebab_enum! {
    /// Why a file is listed apart and never counted as review scope.
    Exclusion {
        /// A lockfile: written by a package manager.
        Lockfile = "lockfile",
        /// Third-party code kept in the repository.
        Vendored = "vendored",
        /// A file of another plugin in the same repository.
        OtherPlugin = "other-plugin",
        /// A licence or notice text.
        Licence = "licence",
        /// Not text.
        Binary = "binary",
        /// A link, submodule or device: it has no lines of its own.
        NotAFile = "not-a-file",
        /// Over the size that we read.
        TooLarge = "too-large",
        /// It could not be read.
        Unreadable = "unreadable",
    }
}

const LOCKFILES: &[&str] = &[
    "go.sum",
    "go.work.sum",
    "gopkg.lock",
    "glide.lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "cargo.lock",
    "poetry.lock",
    "pipfile.lock",
    "composer.lock",
    "gemfile.lock",
];

const BINARY: &[&str] = &[
    "7z", "aac", "aiff", "apk", "avi", "bin", "bmp", "bz2", "class", "cur", "db", "deb", "dll", "dmg", "doc", "docx",
    "dylib", "eot", "exe", "flac", "flv", "gif", "gz", "heic", "icns", "ico", "jar", "jpeg", "jpg", "keystore", "lz4",
    "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "node", "odp", "ods", "odt", "ogg", "otf", "p12", "pdf",
    "pfx", "png", "ppt", "pptx", "psd", "pyc", "rar", "rpm", "so", "sqlite", "stl", "svgz", "tar", "tgz", "tif",
    "tiff", "ttc", "ttf", "wasm", "wav", "webm", "webp", "wma", "wmv", "woff", "woff2", "xls", "xlsx", "xz", "zip",
    "zst",
];

/// The area of the file at `path`, from the plugin's root.
pub fn area(path: &str) -> Area {
    match path.split_once('/').map(|(folder, _)| folder) {
        Some("server") => Area::Server,
        Some("webapp" | "web") => Area::Webapp,
        Some("build" | ".github" | ".circleci" | "dev" | "scripts" | "docs") => Area::Tooling,
        // Code in `assets` or `public` embeds what lies beside it, for the server.
        Some(_) if path.ends_with(".go") => Area::Server,
        Some(_) => Area::Tooling,
        None if path.ends_with(".go") => Area::Server,
        None => Area::Tooling,
    }
}

/// The reason to list the file at `path` apart, as far as its name tells.
pub fn exclusion(path: &str) -> Option<Exclusion> {
    let written = file_name(path);
    let name = written.to_ascii_lowercase();
    let mut folders = path.split('/').rev().skip(1);
    if folders.any(|folder| matches!(folder, "vendor" | "node_modules" | "third_party")) {
        return Some(Exclusion::Vendored);
    }
    if LOCKFILES.contains(&name.as_str()) {
        return Some(Exclusion::Lockfile);
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    if BINARY.contains(&extension) {
        return Some(Exclusion::Binary);
    }
    if matches!(extension, "license" | "licence") {
        return Some(Exclusion::Licence);
    }
    let is_prose = matches!(extension, "" | "txt" | "md" | "rst" | "html" | "apache" | "mit" | "enterprise");
    let base = if is_prose { stem } else { return None };
    // "LICENSE-MIT" is one, "license-reviewer.md" is not.
    let is_shouted = written.contains(|c: char| c.is_ascii_uppercase());
    let is_end = |rest: &str| rest.is_empty() || is_shouted && !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let words = ["license", "licence", "notice", "copying", "unlicense"];
    let is_legal = words.iter().any(|word| base.strip_prefix(word).is_some_and(is_end));
    is_legal.then_some(Exclusion::Licence)
}

/// Bytes at a file's start in which git, and we, look for a NUL.
const PEEK: usize = 8000;

/// Whether `content` is not text: git's rule, a NUL near its start.
pub fn is_binary(content: &[u8]) -> bool {
    memchr(0, content.get(..PEEK).unwrap_or(content)).is_some()
}

/// Lines at a file's start in which generators write their notice.
const HEADER: usize = 10;

/// Whether a Go source says by a build constraint that it is a program beside the plugin: one for mage, or for `go run`.
pub fn is_tool(content: &[u8]) -> bool {
    let is_package = |line: &&[u8]| line.starts_with(b"package ");
    let tags = super::line::lines(content).take_while(|line| !is_package(line)).filter_map(|line| {
        line.strip_prefix(b"//go:build ").or_else(|| line.strip_prefix(b"// +build ")).map(<[u8]>::trim_ascii)
    });
    tags.into_iter().any(|tag| matches!(tag, b"ignore" | b"mage" | b"tools"))
}

/// Whether a comment begins by saying so in words of its own: `This file is auto-generated from the list of emoji`.
fn says_generated(comment: &str) -> bool {
    let lower = comment.to_lowercase();
    let said = lower.strip_prefix("this file is ").or(lower.strip_prefix("this file was ")).unwrap_or(&lower);
    ["auto-generated ", "autogenerated ", "automatically generated "].iter().any(|made| said.starts_with(made))
}

/// Whether the header says that a program wrote the file: Go's convention, and that of the template's manifest tool.
pub fn is_generated(content: &[u8]) -> bool {
    let end = memchr_iter(b'\n', content).nth(HEADER - 1).unwrap_or(content.len());
    let head = content.get(..end).unwrap_or_default();
    memmem::find(head, b"generated").is_some()
        && super::line::lines(head).any(|line| {
            let Ok(line) = std::str::from_utf8(line) else { return false };
            let text = line.trim();
            let comment = text.trim_start_matches(['/', '*', '#', ' ', ';', '-', '<', '!']);
            (comment.starts_with("Code generated") && comment.contains("DO NOT EDIT"))
                || comment.starts_with("This file is automatically generated. Do not modify it manually")
                || comment.starts_with("@generated")
                || comment != text && says_generated(comment)
        })
}
