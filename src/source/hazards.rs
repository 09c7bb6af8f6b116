//! What libgit2 must not be let near: it waits for ever on a FIFO, and spends seconds on a huge configuration.

use std::ffi::OsStr;
use std::fs::{File, FileType, Metadata};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use memchr::memchr;
use walkdir::WalkDir;

use crate::evidence::{Cause, CauseKind, LARGE, SMALL};

/// Entries of git folders that are looked at.
const MOST_ENTRIES: usize = 200_000;
/// Configurations that may include each other, as git itself has it.
const DEPTH: usize = 10;
/// Folders of objects that may name each other, as libgit2 has it.
const ALTERNATES: usize = 5;

/// Looks at the git folders that libgit2 would open for `folder`, without opening anything but small regular files.
///
/// # Errors
/// The cause, when one of them holds a file that must not be opened.
pub(super) fn in_git_folders(folder: &Path, standalone: bool) -> Result<(), Cause> {
    let above = if standalone { 1 } else { usize::MAX };
    for folder in folder.ancestors().take(above) {
        let dot_git = folder.join(".git");
        let git = match dot_git.metadata() {
            Ok(metadata) if metadata.is_file() => elsewhere(&dot_git, b"gitdir:"),
            Ok(metadata) if metadata.is_dir() => Some(dot_git),
            _ if super::is_bare(folder) => Some(folder.to_owned()),
            _ => None,
        };
        let Some(git) = git else { continue };
        let common = elsewhere(&git.join("commondir"), b"");
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
fn elsewhere(file: &Path, label: &[u8]) -> Option<PathBuf> {
    let content = content(file)?;
    Some(file.parent()?.join(path(content.strip_prefix(label)?.trim_ascii())))
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn content(file: &Path) -> Option<std::sync::Arc<[u8]>> {
    if !file.metadata().is_ok_and(|metadata| is_small(&metadata)) {
        return None;
    }
    super::read_named(file, SMALL).ok()
}

fn in_git_folder(git: &Path) -> Result<(), Cause> {
    for name in ["config", "config.worktree"] {
        in_configuration(&git.join(name), DEPTH)?;
    }
    let mut left = MOST_ENTRIES;
    in_folder(git, &mut left)?;
    in_alternates(&git.join("objects"), ALTERNATES, &mut left)?;
    let packed_refs = git.join("packed-refs");
    if is_unsorted_and_large(&packed_refs) {
        return Err(refused(&packed_refs, "is larger than 16384 KiB and not sorted"));
    }
    Ok(())
}

/// Looks at `left` entries at most, behind links too: libgit2 follows them where it is led by a name.
fn in_folder(folder: &Path, left: &mut usize) -> Result<(), Cause> {
    for entry in WalkDir::new(folder).max_depth(16).follow_links(true) {
        let Some(fewer) = left.checked_sub(1) else { break };
        *left = fewer;
        if let Some(entry) = entry.ok().filter(|entry| waits(entry.file_type())) {
            return Err(refused(entry.path(), "is a FIFO or device"));
        }
    }
    Ok(())
}

/// Whether opening it may wait for ever, or never come to an end; a socket, as git's own monitor has one, just fails.
fn waits(kind: FileType) -> bool {
    kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
}

/// The folders that have objects too, as `info/alternates` names them.
fn in_alternates(objects: &Path, depth: usize, left: &mut usize) -> Result<(), Cause> {
    let Some(named) = content(&objects.join("info/alternates")).filter(|_| depth > 0) else { return Ok(()) };
    for line in named.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()) {
        let folder = objects.join(path(line));
        in_folder(&folder, left)?;
        in_alternates(&folder, depth - 1, left)?;
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

fn in_configuration(file: &Path, depth: usize) -> Result<(), Cause> {
    let Ok(metadata) = file.metadata() else { return Ok(()) };
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(refused(file, "is a FIFO, socket or device"));
    }
    if metadata.len() > SMALL {
        return Err(refused(file, "is larger than 1024 KiB"));
    }
    let Some(text) = content(file) else { return Ok(()) };
    // libgit2 takes it for the end of the line, and git for a fault.
    if memchr(0, &text).is_some() {
        return Err(refused(file, "holds a zero byte"));
    }
    for included in included(&text) {
        let included = path(&included);
        let home = || Some(std::env::home_dir()?.join(included.strip_prefix("~").ok()?));
        let target = home().unwrap_or_else(|| file.parent().unwrap_or(Path::new("")).join(included));
        if depth == 0 {
            return Err(refused(file, "includes itself, or too many others"));
        }
        in_configuration(&target, depth - 1)?;
    }
    Ok(())
}

/// The paths that a configuration includes, whatever the condition.
fn included(text: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    let (mut paths, mut inside) = (Vec::new(), false);
    while let Some(first) = rest.first() {
        let line = memchr(b'\n', rest).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let equals = memchr(b'=', line).filter(|_| !matches!(first, b'#' | b';'));
        rest = match (first, equals) {
            (b'[', _) => {
                let name = line.get(1..).unwrap_or_default().trim_ascii_start().to_ascii_lowercase();
                inside = name.starts_with(b"include");
                after_heading(rest)
            }
            (_, Some(equals)) => {
                let (key, value) = rest.split_at(equals);
                let (value, after) = unquoted(value.get(1..).unwrap_or_default());
                if inside && key.trim_ascii().eq_ignore_ascii_case(b"path") {
                    paths.push(value);
                }
                after
            }
            _ => rest.get(line.len()..).unwrap_or_default(),
        }
        .trim_ascii_start();
    }
    paths
}

/// What follows a section's heading, whose quotes may hold a bracket.
fn after_heading(text: &[u8]) -> &[u8] {
    let (mut quoted, mut escaped) = (false, false);
    let end = text.iter().position(|byte| {
        quoted ^= *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        *byte == b'\n' || *byte == b']' && !quoted
    });
    end.and_then(|end| text.get(end + 1..)).unwrap_or_default()
}

/// The value that `text` starts with, as git reads it, and what follows its line.
fn unquoted(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let (mut value, mut quoted, mut comment, mut kept) = (Vec::new(), false, false, 0);
    let mut bytes = text.trim_ascii_start().iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' => break,
            _ if comment => {}
            b'#' | b';' if !quoted => comment = true,
            b'"' => quoted = !quoted,
            b'\\' => match bytes.next() {
                None | Some(b'\n') => {}
                Some(b'\r') if bytes.as_slice().first() == Some(&b'\n') => {
                    bytes.next();
                }
                Some(escaped) => value.push(match escaped {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'b' => 8,
                    other => *other,
                }),
            },
            byte => value.push(*byte),
        }
        // Only what is quoted ends in spaces.
        if quoted || !value.last().is_some_and(u8::is_ascii_whitespace) {
            kept = value.len();
        }
    }
    value.truncate(kept);
    (value, bytes.as_slice())
}

fn refused(path: &Path, why: &str) -> Cause {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Cause::new(CauseKind::Git, format!("git was not asked, because its file {name} {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn included_paths_are_read_as_git_reads_them() {
        for (text, paths) in [
            ("[include]\n\tpath = one\n[user]\npath = no\n[INCLUDE] Path=two # note\n", vec!["one", "two"]),
            ("\u{feff}[include]\npath = \"a b \"\n", vec!["a b "]),
            ("[include]\npath = pi\\\npe\npath = t\\\r\nwo\n", vec!["pipe", "two"]),
            ("[include]\npath = pi\"pe # ;\" ; no\n", vec!["pipe # ;"]),
            ("[includeIf \"gitdir:/]\\\"]\"] path = one ;]\n# path = no\n; path = no\npath\n", vec!["one"]),
            ("[ include ]\r\n path = tab\\t\\\\ \r\n", vec!["tab\t\\"]),
            ("[include\npath = one\n", vec!["one"]),
            ("", vec![]),
            ("[", vec![]),
            ("[include]path=", vec![""]),
        ] {
            let expected: Vec<Vec<u8>> = paths.iter().map(|path| path.as_bytes().to_vec()).collect();
            assert_eq!(included(text.as_bytes()), expected, "{text:?}");
        }
    }
}
