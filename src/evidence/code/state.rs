//! What a Go package keeps in memory: maps and lists at the top of a file that its functions write to.

/// The byte offsets of such names in the Go source `text`, where each is declared.
///
/// A name counts that is declared outside functions, as a map, a slice or a `sync.Map`, and written to in the same file.
/// A table that is only read, or filled by `init` alone, is no state.
pub fn kept(text: &str) -> Vec<usize> {
    if !text.starts_with("var") && memchr::memmem::find(text.as_bytes(), b"\nvar").is_none() {
        return Vec::new();
    }
    declared(text).into_iter().filter(|(_, name)| is_written(text, name)).map(|(at, _)| at).collect()
}

/// Names with the offset of each.
fn declared(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut at = 0;
    let mut in_block = false;
    for line in text.split_inclusive('\n') {
        let stated = match line.strip_prefix("var ") {
            Some("(\n" | "(\r\n") => {
                in_block = true;
                None
            }
            Some(rest) => Some((4, rest)),
            None if in_block && line.starts_with(')') => {
                in_block = false;
                None
            }
            None if in_block => line.strip_prefix('\t').map(|rest| (1, rest)),
            None => None,
        };
        if let Some((indent, rest)) = stated
            && let Some(name) = collection(rest)
        {
            names.push((at + indent, name));
        }
        at += line.len();
    }
    names
}

/// The name in `name = map[string]int{}`, `name map[string]int`, `name []string` or `name sync.Map`.
fn collection(rest: &str) -> Option<&str> {
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, kind) = rest.split_at_checked(length)?;
    let kind = kind.trim_start().trim_start_matches('=').trim_start();
    let kind = kind.strip_prefix("make(").unwrap_or(kind);
    let held = ["map[", "[]", "sync.Map"].iter().any(|start| kind.starts_with(start));
    (held && name.starts_with(char::is_alphabetic)).then_some(name)
}

/// Whether something is put into `name`, or taken out: `name[…] = `, `name[…]++`, `delete(name, …)`,
/// `name = append(name, …)`, `name.Store(…)`.
fn is_written(text: &str, name: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), name).any(|at| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default();
        let part_of_another = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'))
            || after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if part_of_another || before.rsplit('\n').next().is_some_and(|line| line.contains("//")) {
            return false;
        }
        let function = before.rfind("\nfunc ").and_then(|start| before.get(start + 6..)).unwrap_or_default();
        if function.starts_with("init(") {
            return false;
        }
        let start_of_line = before.trim_end_matches([' ', '\t']).ends_with(['\n', '{', ';']);
        let appended = after.trim_start().strip_prefix("= append(").is_some_and(|rest| rest.starts_with(name));
        before.ends_with("delete(")
            || [".Store(", ".LoadOrStore(", ".Delete(", ".LoadAndDelete("].iter().any(|call| after.starts_with(call))
            || start_of_line && (appended && !before.ends_with('\n') || is_set(after))
    })
}

/// `[key] = value`, `[key]++`, `[key] += value`, also with fields and further keys, on one line.
fn is_set(after: &str) -> bool {
    let line = after.lines().next().unwrap_or_default();
    if !line.starts_with('[') {
        return false;
    }
    let mut depth = 0_usize;
    let end = line.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0 && !matches!(c, ']' | '.') && !c.is_alphanumeric()).then_some(at)
    });
    let rest = end.and_then(|at| line.get(at..)).unwrap_or_default().trim_start();
    rest.starts_with("= ") || ["++", "--", "+=", "-="].iter().any(|sign| rest.starts_with(sign))
}
