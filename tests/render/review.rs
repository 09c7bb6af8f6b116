use git2::{ApplyOptions, Diff, Repository};
use plugin_ready::evidence::boilerplate::edit::{Step, base};
use plugin_ready::render::review::patch::{FileDiff, Sides, render};
use proptest::prelude::*;
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Keep,
    Add,
    Remove,
}

fn steps<'a>(lines: &'a [String], kinds: &[Kind]) -> Vec<Step<'a>> {
    let step = |(line, kind): (&'a String, &Kind)| match kind {
        Kind::Keep => Step::Keep(line.as_bytes()),
        Kind::Add => Step::Add(line.as_bytes()),
        Kind::Remove => Step::Remove(line.as_bytes()),
    };
    lines.iter().zip(kinds).map(step).collect()
}

/// What git makes of `old` with the patch applied.
fn applied(path: &str, old: Option<&[u8]>, patch: &[u8]) -> Option<Vec<u8>> {
    let folder = TempDir::new().unwrap();
    let git = Repository::init_bare(folder.path()).unwrap();
    let mut builder = git.treebuilder(None).unwrap();
    if let Some(old) = old {
        builder.insert(path, git.blob(old).unwrap(), 0o100_644).unwrap();
    }
    let tree = git.find_tree(builder.write().unwrap()).unwrap();
    let diff = Diff::from_buffer(patch).unwrap();
    let index = git.apply_to_tree(&tree, &diff, Some(&mut ApplyOptions::new())).unwrap();
    let entry = index.get_path(path.as_ref(), 0)?;
    Some(git.find_blob(entry.id).unwrap().content().to_vec())
}

#[test]
fn a_new_file_is_added_whole() {
    let lines = ["package main\n".to_owned(), "func main() {}".to_owned()];
    let steps = steps(&lines, &[Kind::Add, Kind::Add]);
    let patch = render(&FileDiff { path: "server/main.go", executable: true, sides: Sides::New, steps });
    assert_eq!(
        String::from_utf8(patch).unwrap(),
        "diff --git a/server/main.go b/server/main.go\nnew file mode 100755\n--- /dev/null\n+++ b/server/main.go\n\
         @@ -0,0 +1,2 @@\n+package main\n+func main() {}\n\\ No newline at end of file\n"
    );
}

#[test]
fn unusual_names_are_quoted_as_git_does() {
    let lines = ["x\n".to_owned()];
    let diff = FileDiff {
        path: "a \"b\"\n\u{e9}.go",
        executable: false,
        sides: Sides::New,
        steps: steps(&lines, &[Kind::Add]),
    };
    let patch = String::from_utf8(render(&diff)).unwrap();
    assert!(
        patch.starts_with("diff --git \"a/a \\\"b\\\"\\n\\303\\251.go\" \"b/a \\\"b\\\"\\n\\303\\251.go\"\n"),
        "{patch}"
    );
}

#[test]
fn a_file_without_changes_gives_nothing() {
    let lines = ["x\n".to_owned()];
    let diff = FileDiff { path: "a", executable: false, sides: Sides::Both, steps: steps(&lines, &[Kind::Keep]) };
    assert!(render(&diff).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn git_applies_it_to_the_one_side_and_gets_the_other(
        changes in proptest::collection::vec(
            ("[a-c]{0,3}", prop_oneof![4 => Just(Kind::Keep), 1 => Just(Kind::Add), 1 => Just(Kind::Remove)]), 1..40),
        is_ended in [any::<bool>(), any::<bool>()],
    ) {
        let mut lines: Vec<String> = changes.iter().map(|(line, _)| format!("{line}\n")).collect();
        let kinds: Vec<Kind> = changes.iter().map(|(_, kind)| *kind).collect();
        // The last line of either side may be without an end.
        for (is_ended, other) in is_ended.into_iter().zip([Kind::Add, Kind::Remove]) {
            if let Some(last) = kinds.iter().rposition(|kind| *kind != other).filter(|_| !is_ended) {
                lines[last] = format!("x{}", lines[last].trim_end());
            }
        }
        let steps = steps(&lines, &kinds);
        let side = |other: fn(&Step<'_>) -> bool| -> Vec<u8> {
            let here = steps.iter().filter(|step| !other(step));
            let lines: Vec<&[u8]> =
                here.map(|step| match step { Step::Keep(l) | Step::Add(l) | Step::Remove(l) => *l }).collect();
            let ended = |(at, line): (usize, &&[u8])| {
                let end = if at + 1 < lines.len() && !line.ends_with(b"\n") { "\n" } else { "" };
                [line, end.as_bytes()].concat()
            };
            lines.iter().enumerate().map(ended).collect::<Vec<_>>().concat()
        };
        let old = side(|step| matches!(step, Step::Add(_)));
        prop_assert_eq!(&old, &base(&steps));
        let new = side(|step| matches!(step, Step::Remove(_)));
        let patch = render(&FileDiff { path: "file", executable: false, sides: Sides::Both, steps: steps.clone() });
        if patch.is_empty() {
            prop_assert_eq!(old, new);
        } else {
            prop_assert_eq!(applied("file", Some(&old), &patch), Some(new));
        }
    }
}
