//! Changes to a repository's files: shown first, written only when the user agrees, each file whole or not at all.

use std::cmp::Reverse;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use similar::{DiffTag, group_diff_ops};

use super::watch::unbroken;
use super::{Console, write};
use crate::error::Error;
use crate::error::text::{shell_word, visible, visible_within};
use crate::evidence::manifest::{self, Manifest};
use crate::evidence::{Fact, difference};
use crate::source::Source;

/// Unchanged lines that a diff shows around changed ones.
const CONTEXT: usize = 3;

/// The plugin at `path` whose files are to be changed; `None`, which has then been told, if there is none.
///
/// # Errors
/// It cannot be read.
pub(super) fn plugin(path: &Path, console: &mut Console) -> Result<Option<(Source, Manifest)>, Error> {
    let source = Source::open(path, false)?;
    if source.repository.git.seen().is_some_and(|git| git.bare) {
        return Err(Error::new("this repository has no work tree to write into").help("run this in a clone of it"));
    }
    match manifest::find(&source.repository, source.reader()).fact() {
        Ok(Fact::Seen(manifest)) => Ok(Some((source, manifest))),
        Ok(Fact::Blind(cause)) => Err(Error::from(cause).help("mend that first: plugin-ready explain plugin-manifest")),
        Ok(Fact::Absent | Fact::NotAsked) => Ok(Some((source, Manifest::default()))),
        Err(other) => {
            console.error(&Error::new(other.sentence).help("run this in the plugin's folder"));
            Ok(None)
        }
    }
}

/// ` PATH` for the end of a command that is to act on the same folder; nothing for the one that we stand in.
pub(super) fn operand(path: &Path) -> String {
    if path == Path::new(".") { String::new() } else { format!(" {}", shell_word(&visible(&path.to_string_lossy()))) }
}

/// One file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Its path from the repository's root.
    pub(super) path: String,
    /// What happens to it.
    pub(super) edit: Edit,
}

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// It is written where none is.
    Create(String),
    /// Its text becomes another.
    Replace {
        /// The text as it was read.
        before: String,
        /// The text to be.
        after: String,
    },
    /// It gets its executable bit.
    MakeExecutable,
}

/// `text` with another text in place of each range, and how many there were; a range that is none of `text` is left
/// out.
pub(super) fn splice(text: &str, mut edits: Vec<(Range<usize>, String)>) -> (String, usize) {
    edits.retain(|(range, _)| text.get(range.clone()).is_some());
    // From the end, so that the ranges before an edit stay true.
    edits.sort_by_key(|(range, _)| Reverse(range.start));
    let mut out = text.to_owned();
    for (range, edit) in &edits {
        out.replace_range(range.clone(), edit);
    }
    (out, edits.len())
}

/// `changes` as a unified diff that `git apply` takes. Control characters of the files are shown, not sent.
pub(super) fn diff(changes: &[Change], colour: bool) -> String {
    let mut out = String::new();
    for change in changes {
        let path = visible_within(&change.path, usize::MAX);
        let mut head = |line: String| out.push_str(&paint(&(line + "\n"), "1", colour));
        head(format!("diff --git a/{path} b/{path}"));
        match &change.edit {
            Edit::Create(after) => {
                head("new file mode 100644".to_owned());
                head("--- /dev/null".to_owned());
                head(format!("+++ b/{path}"));
                hunks("", after, colour, &mut out);
            }
            Edit::Replace { before, after } => {
                head(format!("--- a/{path}"));
                head(format!("+++ b/{path}"));
                hunks(before, after, colour, &mut out);
            }
            Edit::MakeExecutable => {
                head("old mode 100644".to_owned());
                head("new mode 100755".to_owned());
            }
        }
    }
    out
}

fn hunks(before: &str, after: &str, colour: bool, out: &mut String) {
    let [old, new] = [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    for hunk in group_diff_ops(difference::edits(&old, &new), CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let range = |start: usize, end: usize| match end - start {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            count => format!("{},{count}", start + 1),
        };
        let gone = range(first.old_range().start, last.old_range().end);
        let come = range(first.new_range().start, last.new_range().end);
        out.push_str(&paint(&format!("@@ -{gone} +{come} @@\n"), "36", colour));
        for edit in hunk {
            let mut lines = |sign, code, lines: Option<&[&str]>| {
                for line in lines.unwrap_or_default() {
                    out.push_str(&paint(&format!("{sign}{}\n", shown(line)), code, colour && sign != " "));
                    if !line.ends_with('\n') {
                        out.push_str("\\ No newline at end of file\n");
                    }
                }
            };
            let (gone, come) = (old.get(edit.old_range()), new.get(edit.new_range()));
            if edit.tag() == DiffTag::Equal {
                lines(" ", "0", gone);
            } else {
                lines("-", "31", gone);
                lines("+", "32", come);
            }
        }
    }
}

/// A line without its end; tabs stay, and so does a carriage return before the end.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let parts: Vec<String> = line.split('\t').map(|part| visible_within(part, usize::MAX)).collect();
    parts.join("\t") + end
}

fn paint(text: &str, code: &str, colour: bool) -> String {
    match text.strip_suffix('\n') {
        Some(line) if colour => format!("\x1b[{code}m{line}\x1b[0m\n"),
        _ => text.to_owned(),
    }
}

/// Whether the user agrees: said with `--yes`, or asked for on a terminal.
///
/// # Errors
/// There is nobody to ask.
pub(super) fn agreed(yes: bool, question: &str, console: &mut Console) -> Result<bool, Error> {
    if yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Error::new("nothing was written: there is no terminal to ask on").help("add --yes to write it"));
    }
    console.flush();
    let mut stderr = io::stderr();
    let _ = write!(stderr, "{question} [y/N] ");
    let _ = stderr.flush();
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Writes `changes` under `root`, the folder that their paths start from.
///
/// # Errors
/// A file is not what it was when it was read, lies outside the repository, or cannot be written. The changes before it
/// are then written.
pub(super) fn apply(root: &Path, changes: &[Change]) -> Result<(), Error> {
    unbroken(|| apply_each(root, changes))
}

fn apply_each(root: &Path, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        let path = inside(root, &change.path)?;
        match &change.edit {
            Edit::Create(text) => write::create(&path, text)?,
            Edit::Replace { before, after } => {
                let now = fs::read(&path).map_err(|error| Error::new(format!("{}: {error}", change.path)))?;
                if now != before.as_bytes() {
                    return Err(Error::new(format!("{} changed in the meantime", change.path)).help("run this again"));
                }
                write::replace(&path, after)?;
            }
            Edit::MakeExecutable => make_executable(&path)?,
        }
    }
    Ok(())
}

/// The place of `path` in the file system, if no link on the way to it leads out of the repository.
fn inside(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let full = root.join(path);
    let existing = full.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()).unwrap_or_default();
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if existing.starts_with(&root) {
        return Ok(full);
    }
    Err(Error::new(format!("{path} leads out of the repository")).help("replace the link by a folder of its own"))
}

fn make_executable(path: &Path) -> Result<(), Error> {
    let failed = |error: io::Error| Error::new(format!("{}: {error}", path.display()));
    let mut permissions = fs::metadata(path).map_err(failed)?.permissions();
    // Whoever may read it may run it.
    let mode = permissions.mode();
    permissions.set_mode(mode | ((mode & 0o444) >> 2));
    fs::set_permissions(path, permissions).map_err(failed)
}
