//! A unified diff as git writes it, from steps that are known already.

use crate::evidence::boilerplate::edit::Step;

/// Lines shown around a change.
const CONTEXT: usize = 3;

/// A file that is on both sides, or on one of them.
#[derive(Debug, Clone)]
pub struct FileDiff<'a> {
    /// Its path.
    pub path: &'a str,
    /// Whether it may be run.
    pub executable: bool,
    /// Which sides have it.
    pub sides: Sides<'a>,
    /// Its lines.
    pub steps: Vec<Step<'a>>,
}

/// Which sides have a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides<'a> {
    /// Both.
    Both,
    /// Both, the earlier state at this path.
    Renamed(&'a str),
    /// The plugin alone.
    New,
    /// The earlier state alone.
    Old,
}

/// Bytes that `git apply` takes; nothing where nothing differs. The text is the files' own: it is not safe to show as it is.
pub fn render(diff: &FileDiff<'_>) -> Vec<u8> {
    let changes: Vec<usize> =
        diff.steps.iter().enumerate().filter(|(_, step)| !matches!(step, Step::Keep(_))).map(|(at, _)| at).collect();
    let from = match diff.sides {
        Sides::Renamed(from) => from,
        _ if changes.is_empty() => return Vec::new(),
        _ => diff.path,
    };
    let (old, new) = (quoted("a/", from), quoted("b/", diff.path));
    let mut out = format!("diff --git {old} {new}\n").into_bytes();
    if from != diff.path {
        let kept = (diff.steps.len() - changes.len()) * 100 / diff.steps.len().max(1);
        let (from, to) = (quoted("", from), quoted("", diff.path));
        out.extend(format!("similarity index {kept}%\nrename from {from}\nrename to {to}\n").bytes());
    }
    let mode = if diff.executable { "100755" } else { "100644" };
    match diff.sides {
        _ if changes.is_empty() => {}
        Sides::Both | Sides::Renamed(_) => out.extend(format!("--- {old}\n+++ {new}\n").bytes()),
        Sides::New => out.extend(format!("new file mode {mode}\n--- /dev/null\n+++ {new}\n").bytes()),
        Sides::Old => out.extend(format!("deleted file mode {mode}\n--- {old}\n+++ /dev/null\n").bytes()),
    }
    for group in changes.chunk_by(|a, b| b - a <= 2 * CONTEXT + 1) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        hunk(&mut out, &diff.steps, first.saturating_sub(CONTEXT), (last + CONTEXT + 1).min(diff.steps.len()));
    }
    out
}

fn hunk(out: &mut Vec<u8>, steps: &[Step<'_>], from: usize, to: usize) {
    let sides = |steps: &[Step<'_>]| {
        let old = steps.iter().filter(|step| !matches!(step, Step::Add(_))).count();
        let new = steps.iter().filter(|step| !matches!(step, Step::Remove(_))).count();
        (old, new)
    };
    let (before, here) = (steps.get(..from).unwrap_or_default(), steps.get(from..to).unwrap_or_default());
    let ((old_before, new_before), (old, new)) = (sides(before), sides(here));
    // A side without lines is named by the line before it.
    let start = |before: usize, count: usize| before + usize::from(count > 0);
    let (old_start, new_start) = (start(old_before, old), start(new_before, new));
    out.extend(format!("@@ -{old_start},{old} +{new_start},{new} @@\n").bytes());
    let is_last = |at: usize, is_other: fn(&Step<'_>) -> bool| steps.iter().skip(at + 1).all(is_other);
    // A new line without an end comes last, behind what is removed.
    let mut unended = None;
    for (at, step) in (from..).zip(here) {
        // On either side, only the last line may be without a line end.
        let old = |line: &[u8]| line.ends_with(b"\n") || !is_last(at, |step| matches!(step, Step::Add(_)));
        let new = |line: &[u8]| line.ends_with(b"\n") || !is_last(at, |step| matches!(step, Step::Remove(_)));
        match *step {
            Step::Keep(line) if old(line) == new(line) => push(out, b' ', line, old(line)),
            Step::Keep(line) => {
                push(out, b'-', line, old(line));
                if new(line) {
                    push(out, b'+', line, true);
                } else {
                    unended = Some(line);
                }
            }
            Step::Add(line) if !new(line) => unended = Some(line),
            Step::Add(line) => push(out, b'+', line, true),
            Step::Remove(line) => push(out, b'-', line, old(line)),
        }
    }
    if let Some(line) = unended {
        push(out, b'+', line, false);
    }
}

fn push(out: &mut Vec<u8>, sign: u8, line: &[u8], is_ended: bool) {
    out.push(sign);
    out.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
    out.push(b'\n');
    if !is_ended {
        out.extend_from_slice(b"\\ No newline at end of file\n");
    }
}

/// A path as git writes it in a diff: in quotes, with escapes, where it holds anything unusual.
fn quoted(side: &str, path: &str) -> String {
    if path.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\') {
        return format!("{side}{path}");
    }
    let escape = |byte: u8| match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\t' => "\\t".to_owned(),
        0x20..0x7f => char::from(byte).to_string(),
        other => format!("\\{other:03o}"),
    };
    format!("\"{side}{}\"", path.bytes().map(escape).collect::<String>())
}
