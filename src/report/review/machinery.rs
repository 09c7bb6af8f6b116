//! Files that decide how a plugin is built, tested or deployed, and where the author edited them.

use crate::error::Place;
use crate::evidence::boilerplate::scope::Area;
use crate::evidence::boilerplate::{Boilerplate, Class, Scope, line};
use crate::evidence::repository::file_name;
use crate::evidence::{LARGE, Reader};
use crate::report::Location;

/// A file that decides how the plugin is built, tested or deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machinery {
    /// Where the author's own lines begin.
    pub place: Location,
    /// The author's own lines.
    pub own: usize,
    /// All of it is the author's.
    pub is_new: bool,
}

/// Those of the plugin in the folder `prefix`, whose files `reader` reads, with lines of the author's own.
pub(super) fn find(prefix: &str, found: &Boilerplate, reader: &dyn Reader) -> Vec<Machinery> {
    let files = found.files.iter().filter(|scope| is(prefix, &scope.path, scope.area) && !scope.own.is_empty());
    let machinery = |scope: &Scope| {
        // Of a file that was edited since a release, only the new lines are left.
        let is_new = scope.class == Class::Own && scope.own_lines() + scope.trivial == scope.lines;
        let first = if is_new { scope.own.first()?.start } else { first_that_acts(scope, reader)? };
        let place = Location::new(&Place::start_of_line(&scope.path, first as usize + 1));
        Some(Machinery { place, own: scope.own_lines(), is_new })
    };
    files.filter(|scope| scope.class != Class::Excluded).filter_map(machinery).collect()
}

/// The first of the author's own lines that is no comment, else the first, for what was made a comment acts no more;
/// none where all that was added is comments at the file's head, such as a notice of copyright.
fn first_that_acts(scope: &Scope, reader: &dyn Reader) -> Option<u32> {
    let first = scope.own.first()?.start;
    let Ok(content) = reader.read(&scope.path, LARGE) else { return Some(first) };
    let lines: Vec<&[u8]> = line::lines(&content).collect();
    let has_slashes = [".go", ".js", ".ts"].iter().any(|end| scope.path.ends_with(end));
    let is_comment = |line: &[u8]| match line.trim_ascii() {
        line if has_slashes => line.starts_with(b"//") && !line.starts_with(b"//go:"),
        line => line.starts_with(b"#") && !line.starts_with(b"#!"),
    };
    let acts = |number: &u32| lines.get(*number as usize).is_none_or(|line| !is_comment(line));
    let is_head =
        scope.boilerplate.first().is_some_and(|templates| scope.own.iter().all(|own| own.end <= templates.start));
    scope.own.iter().cloned().flatten().find(acts).or((!is_head).then_some(first))
}

/// Whether a file decides how the plugin in the folder `prefix` is built, tested or deployed, and so what ends up in the
/// bundle.
pub(super) fn is(prefix: &str, path: &str, area: Area) -> bool {
    let path = path.strip_prefix(prefix).unwrap_or(path);
    let name = file_name(path);
    let folder = path.split('/').next().unwrap_or_default();
    if name.ends_with(".md") || matches!(folder, ".claude" | ".devcontainer") {
        // What people read when they open an issue, and what helps whoever writes the plugin.
        return false;
    }
    if let Some(inside) = path.strip_prefix(".github/") {
        // The rest asks for money, labels issues or brings updates.
        let folder = inside.split_once('/').map(|(folder, _)| folder.to_ascii_lowercase());
        return folder.is_some_and(|folder| !folder.ends_with("_template"));
    }
    matches!(folder, "build" | ".circleci" | ".gitlab" | ".buildkite")
        || matches!(
            name,
            "Makefile" | "Dockerfile" | ".gitlab-ci.yml" | ".travis.yml" | "Jenkinsfile" | ".goreleaser.yml"
        )
        || name.ends_with(".mk")
        || name.ends_with(".sh")
        || ["webpack.config", "vite.config"].iter().any(|config| name.starts_with(config))
        || name == path && name.starts_with("build.")
        || name.ends_with(".go") && area == Area::Tooling
}
