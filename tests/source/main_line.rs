//! What files once held, by real histories.

use plugin_ready::evidence::boilerplate::history::{Past, Since, Then};
use plugin_ready::evidence::repository::Oid;

use crate::support::git::History;
use crate::support::template::blob;

/// Hours since the first commit, and the content, youngest first; a `-` where it was there before. In brackets what a
/// branch had that was merged.
fn contents(history: &History, path: &str) -> Vec<String> {
    let source = history.source();
    let line = source.main_line().unwrap();
    let start = history.git.head().unwrap().peel_to_commit().unwrap();
    let first = std::iter::successors(Some(start), |commit| commit.parent(0).ok()).last().unwrap().time().seconds();
    let plain = |then: &Then| {
        let text = String::from_utf8(line.text(&then.blob).unwrap().to_vec()).unwrap();
        match then.since {
            Since::Then(seconds) => format!("{} {text}", (seconds - first) / 3600),
            Since::Before(seconds) => format!("-{} {text}", (seconds - first) / 3600),
        }
    };
    let shown = |then: &Then| match &then.merged[..] {
        [] => plain(then),
        merged => format!("{} ({})", plain(then), merged.iter().map(plain).collect::<Vec<_>>().join(", ")),
    };
    let contents = line.contents(&[path, "nothing/there"]);
    assert_eq!(contents[1], []);
    contents[0].iter().map(shown).collect()
}

#[test]
fn a_file_has_a_past_as_long_as_it_is_there() {
    let mut history = History::new();
    history.commit(&[("a/b/file", "one"), ("other", "1")]);
    history.commit(&[("other", "2")]);
    history.commit(&[("a/b/file", "two"), ("a/b/new", "x")]);
    history.commit(&[("other", "3")]);
    history.commit(&[("a/b/file", "one")]);
    assert_eq!(contents(&history, "a/b/file"), ["4 one", "2 two", "0 one"]);
    assert_eq!(contents(&history, "a/b/new"), ["2 x"]);
    assert_eq!(contents(&history, "a/b"), [""; 0], "a folder is no file");
    history.remove(&["a/b/file"]);
    assert_eq!(contents(&history, "a/b/file"), [""; 0]);
    history.commit(&[("a/b/file", "again")]);
    assert_eq!(contents(&history, "a/b/file"), ["6 again"], "what was there before was another");
}

#[test]
fn nobody_knows_what_a_shallow_clone_lacks() {
    let mut history = History::new();
    history.commit(&[("file", "one")]);
    let second = history.commit(&[("file", "two"), ("old", "x")]);
    history.commit(&[("file", "three"), ("new", "x")]);
    history.cut_before(&second);
    assert_eq!(contents(&history, "file"), ["2 three", "-1 two"]);
    assert_eq!(contents(&history, "old"), ["-1 x"]);
    assert_eq!(contents(&history, "new"), ["2 x"]);
}

#[test]
fn a_merge_brings_what_its_branch_had() {
    let mut history = History::new();
    let root = history.commit(&[("file", "one"), ("same", "x")]);
    history.commit(&[("file", "two"), ("new", "first")]);
    let side = history.commit(&[("file", "three"), ("new", "second")]);
    history.reset(&root);
    let main = history.commit(&[("other", "1")]);
    let (tree, parents) = (history.tree_of(&side), [&main, &side].map(|id| git2::Oid::from_str(id).unwrap()));
    let merge = history.commit_tree(tree, &parents);
    history.reset(&merge);
    history.commit(&[("file", "four")]);
    assert_eq!(contents(&history, "file"), ["5 four", "4 three (2 three, 1 two, 0 one)", "0 one"]);
    assert_eq!(contents(&history, "new"), ["4 second (2 second, 1 first)"]);
    assert_eq!(contents(&history, "same"), ["0 x"]);
}

#[test]
fn the_line_of_a_release_ends_with_it() {
    let mut history = History::new();
    let released = git2::Oid::from_str(&history.commit(&[("file", "one")])).unwrap();
    let released = Oid(released.as_bytes().try_into().unwrap());
    history.commit(&[("file", "two")]);
    let source = history.source();
    let wanted =
        [("file".to_owned(), blob("two")), ("file".to_owned(), blob("one")), ("file".to_owned(), blob("none"))];
    assert_eq!(source.main_line_to(&released).unwrap().held(&wanted), [blob("one")].into());
    assert_eq!(source.main_line().unwrap().held(&wanted), [blob("one"), blob("two")].into());
}
