//! What libgit2 must not be let near: it waits for ever on a FIFO, and spends seconds on a huge configuration.

use std::fs::{File, Metadata};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::evidence::{Cause, CauseKind, LARGE, SMALL};

/// Entries of a git folder that are looked at.
const MOST_ENTRIES: usize = 200_000;
/// Configurations that may include each other, as git itself has it.
const DEPTH: usize = 10;

/// Looks at the git folders that libgit2 would open for `folder`, without opening anything but small regular files.
///
/// # Errors
/// The cause, when one of them holds a file that must not be opened.
pub(super) fn in_git_folders(folder: &Path, standalone: bool) -> Result<(), Cause> {
    let above = if standalone { 1 } else { usize::MAX };
    for folder in folder.ancestors().take(above) {
        let dot_git = folder.join(".git");
        let bare = ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).symlink_metadata().is_ok());
        let git = match dot_git.metadata() {
            Ok(metadata) if metadata.is_file() => elsewhere(&dot_git, "gitdir:"),
            Ok(metadata) if metadata.is_dir() => Some(dot_git),
            _ if bare => Some(folder.to_owned()),
            _ => None,
        };
        let Some(git) = git else { continue };
        let common = elsewhere(&git.join("commondir"), "");
        for git in [Some(git), common].into_iter().flatten() {
            in_git_folder(&git)?;
        }
    }
    Ok(())
}

/// Whether an ignore file is one that libgit2 can be let read: it is not there, or regular and small.
pub(super) fn is_harmless(path: &Path) -> bool {
    path.metadata().map_or(true, |metadata| metadata.is_dir() || is_small(&metadata))
}

fn is_small(metadata: &Metadata) -> bool {
    metadata.is_file() && metadata.len() <= SMALL
}

/// The folder that a file of git's names after `label`.
fn elsewhere(file: &Path, label: &str) -> Option<PathBuf> {
    let text = text(file)?;
    Some(file.parent()?.join(text.strip_prefix(label)?.trim()))
}

fn text(file: &Path) -> Option<String> {
    if !file.metadata().is_ok_and(|metadata| is_small(&metadata)) {
        return None;
    }
    super::read_named(file, SMALL).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn in_git_folder(git: &Path) -> Result<(), Cause> {
    for name in ["config", "config.worktree"] {
        in_configuration(&git.join(name), DEPTH)?;
    }
    for entry in WalkDir::new(git).max_depth(16).into_iter().take(MOST_ENTRIES).flatten() {
        let kind = entry.file_type();
        let opens = if kind.is_symlink() {
            entry.path().metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
        } else {
            !kind.is_file() && !kind.is_dir()
        };
        if opens {
            return Err(refused(entry.path(), "is a FIFO, socket or device"));
        }
    }
    let packed_refs = git.join("packed-refs");
    if is_unsorted_and_large(&packed_refs) {
        return Err(refused(&packed_refs, "is larger than 16384 KiB and not sorted"));
    }
    Ok(())
}

/// libgit2 loads such a list of references whole; of one that is sorted it reads the lines that it needs.
fn is_unsorted_and_large(packed_refs: &Path) -> bool {
    if !packed_refs.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() > LARGE) {
        return false;
    }
    let Ok(file) = File::open(packed_refs) else { return false };
    let mut first = Vec::new();
    let _ = BufReader::new(file.take(SMALL)).read_until(b'\n', &mut first);
    !first.windows(8).any(|part| part == b" sorted ")
}

fn in_configuration(path: &Path, depth: usize) -> Result<(), Cause> {
    let Ok(metadata) = path.metadata() else { return Ok(()) };
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(refused(path, "is a FIFO, socket or device"));
    }
    if metadata.len() > SMALL {
        return Err(refused(path, "is larger than 1024 KiB"));
    }
    let Some(text) = text(path) else { return Ok(()) };
    for included in included(&text) {
        let home = || included.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
        let target = home().unwrap_or_else(|| path.parent().unwrap_or(Path::new("")).join(&included));
        if depth == 0 {
            return Err(refused(path, "includes itself, or too many others"));
        }
        in_configuration(&target, depth - 1)?;
    }
    Ok(())
}

/// The paths that a configuration includes, whatever the condition.
fn included(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let mut line = line.trim();
        if line.starts_with('[') {
            inside = line.to_lowercase().starts_with("[include");
            line = line.rsplit_once(']').map_or("", |(_, rest)| rest.trim());
        }
        let Some((key, value)) = line.split_once('=').filter(|_| inside) else { continue };
        if key.trim().eq_ignore_ascii_case("path") {
            paths.push(value.trim().trim_matches('"').to_owned());
        }
    }
    paths
}

fn refused(path: &Path, why: &str) -> Cause {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Cause::new(CauseKind::Git, format!("git was not asked, because its file {name} {why}"))
}
