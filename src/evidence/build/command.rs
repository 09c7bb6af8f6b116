//! What one command does, as far as its own words tell.

use super::Destination;

/// The words of a command without what only surrounds it: assignments, `sudo`, `env`, `timeout 60` and the like.
pub(super) fn unwrapped(words: &[String]) -> Vec<&str> {
    let is_assignment = |word: &str| {
        word.split_once('=')
            .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()))
    };
    let mut rest: Vec<&str> = words.iter().map(String::as_str).collect();
    while let Some(word) = rest.first().copied() {
        let skipped = match word {
            "sudo" | "env" | "nice" | "nohup" | "exec" | "eval" | "command" | "xvfb-run" | "time" | "npx"
            | "cross-env" => 1,
            "timeout" | "travis_wait" | "travis_retry" => {
                1 + usize::from(rest.get(1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())))
            }
            _ if is_assignment(word) => 1,
            _ => break,
        };
        rest.drain(..skipped);
        if word != "exec" {
            let flags = rest.iter().take_while(|next| next.starts_with('-')).count();
            rest.drain(..flags);
        }
    }
    rest
}

/// The tool that a word names: by its path, or by where it lies, as in `$(shell command -v npm 2> /dev/null)`.
pub(super) fn tool(word: &str) -> &str {
    let asked = word.strip_prefix("$(").and_then(|inner| {
        let (_, rest) = inner.split_once("command -v ").or_else(|| inner.split_once("which "))?;
        rest.split([' ', ')']).next()
    });
    let word = asked.unwrap_or(word);
    word.rsplit('/').next().unwrap_or(word)
}

/// What `tar` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tar {
    /// It makes a gzipped archive.
    Packs,
    /// It makes an archive that something else may gzip.
    Plain,
    /// Neither.
    Other,
}

/// What `tar` with these arguments does.
pub(super) fn tar(arguments: &[&str]) -> Tar {
    let short = |word: &str, letter: char| word.starts_with('-') && !word.starts_with("--") && word.contains(letter);
    let bundled =
        arguments.first().filter(|word| !word.starts_with('-') && word.chars().all(|c| c.is_ascii_alphabetic()));
    let has = |letter: char, long: &str| {
        bundled.is_some_and(|word| word.contains(letter)) || arguments.iter().any(|w| short(w, letter) || *w == long)
    };
    let named = arguments.iter().any(|word| names_archive(word));
    // Servers take no other compression.
    let otherwise = [".xz", ".bz2", ".zst", ".lz4"].iter().any(|end| arguments.iter().any(|word| word.ends_with(end)));
    let otherwise = otherwise || has('J', "--xz") || has('j', "--bzip2") || arguments.contains(&"--zstd");
    match has('c', "--create") && !has('x', "--extract") {
        true if has('z', "--gzip") || named && !otherwise => Tar::Packs,
        true if !otherwise => Tar::Plain,
        _ => Tar::Other,
    }
}

/// The archive of a `tar`, where its name tells of something else than a plugin.
pub(super) fn other_archive<'w>(arguments: &[&'w str]) -> Option<&'w str> {
    const OTHER: [&str; 22] = [
        "artifacts",
        "backup",
        "cache",
        "cover",
        "coverage",
        "cypress",
        "doc",
        "docs",
        "fixtures",
        "lcov",
        "log",
        "logs",
        "modules",
        "playwright",
        "report",
        "reports",
        "results",
        "screenshots",
        "source",
        "sources",
        "src",
        "vendor",
    ];
    arguments.iter().copied().filter(|word| !word.starts_with('-') && names_archive(word)).find(|word| {
        let name = word.rsplit('/').next().unwrap_or(word);
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| OTHER.iter().any(|other| word.eq_ignore_ascii_case(other)))
    })
}

/// Whether a program's text writes a gzipped tar archive.
pub(super) fn packs_in_code(text: &str) -> bool {
    const WRITERS: [&str; 9] = [
        "tarfile.open",
        "tar.NewWriter",
        "make_archive",
        "tar.create",
        "tar.c(",
        "tar.pack",
        "archiver(",
        "tar -c",
        "tar c",
    ];
    (text.contains("tar.gz") || text.contains("tgz") || text.contains("gz")) && WRITERS.iter().any(|w| text.contains(w))
}

/// Whether a program's text names a gzipped tar archive, which it may make in a way of its own.
pub(super) fn names_archive(text: &str) -> bool {
    text.contains(".tar.gz") || text.contains(".tgz")
}

/// Flags of `gh release` and `glab release` that take the next word.
const GH_FLAGS: &[&str] = &[
    "-t",
    "--title",
    "-n",
    "--notes",
    "-N",
    "--name",
    "-F",
    "--notes-file",
    "--notes-start-tag",
    "--target",
    "-r",
    "--ref",
    "-R",
    "--repo",
    "--discussion-category",
    "-m",
    "--milestone",
    "-a",
    "--assets-links",
];
/// Flags of `ghr` that take the next word.
const GHR_FLAGS: &[&str] = &[
    "-t",
    "-token",
    "-u",
    "-username",
    "-r",
    "-repository",
    "-c",
    "-commitish",
    "-n",
    "-name",
    "-b",
    "-body",
    "-p",
    "-parallel",
];

/// The words that are neither a flag nor what one of the flags in `valued` takes.
fn operands<'w>(arguments: &[&'w str], valued: &[&str]) -> Vec<&'w str> {
    let mut words = arguments.iter();
    let mut plain = Vec::new();
    while let Some(word) = words.next() {
        if valued.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            plain.push(*word);
        }
    }
    plain
}

/// Where a command sends files, if that is what it does.
pub(super) fn publishes(name: &str, arguments: &[&str]) -> Option<Destination> {
    let positional: Vec<&str> = arguments.iter().copied().filter(|word| !word.starts_with('-')).collect();
    // The destination is the last thing but for flags; what a flag takes may follow.
    let last_remote = |scheme: &str| {
        let at = arguments.iter().rposition(|word| word.starts_with(scheme))?;
        let is_last = arguments.get(at + 1).is_none_or(|next| next.starts_with('-'));
        arguments.get(at).filter(|_| is_last).map(|to| Destination::Store((*to).to_owned()))
    };
    match (name, positional.as_slice()) {
        ("gh" | "glab", ["release", "create" | "upload", ..]) => {
            Some(operands(arguments, GH_FLAGS).get(2).map_or(Destination::Release, |tag| release(tag)))
        }
        ("gh" | "hub" | "glab", ["release", "create" | "upload" | "edit", ..]) => Some(Destination::Release),
        ("ghr", _) => Some(operands(arguments, GHR_FLAGS).first().map_or(Destination::Release, |tag| release(tag))),
        ("semantic-release", _) => Some(Destination::Release),
        ("aws", ["s3", "cp" | "sync" | "mv", ..]) => last_remote("s3://"),
        ("gsutil", _) => last_remote("gs://"),
        ("scp" | "rsync", [_, .., to]) if to.contains(':') => Some(Destination::Store((*to).to_owned())),
        ("curl", _) => {
            let uploads = arguments.iter().any(|word| {
                matches!(*word, "-T" | "--upload-file") || word.starts_with("--upload-file=") || word.contains("=@")
            });
            let url = arguments.iter().find(|word| word.starts_with("http") || word.starts_with('$'))?;
            // To a server's own API a plugin is uploaded to run there, not for others to fetch.
            let uploads = uploads && !url.contains("/api/v4/");
            uploads.then(|| Destination::Store((*url).to_owned()))
        }
        _ => None,
    }
}

/// A release with `tag`: a name without a version is one that each build replaces.
pub fn release(tag: &str) -> Destination {
    let is_fixed = !tag.contains(['$', '<']) && !tag.chars().any(|c| c.is_ascii_digit()) && !tag.is_empty();
    if is_fixed { Destination::RollingRelease(tag.to_owned()) } else { Destination::Release }
}

pub(super) fn is_command_flag(word: &&str) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.ends_with('c')
}
