//! What a past of our own says: the template's commits are a day apart, the first at day 1.

use std::collections::HashMap;
use std::sync::Arc;

use plugin_ready::evidence::boilerplate::history::{Past, Since, Then, revise};
use plugin_ready::evidence::boilerplate::index::Index;
use plugin_ready::evidence::boilerplate::{Boilerplate, Class, Comparison, Lines};
use plugin_ready::evidence::repository::Oid;

use super::{file, letters, names, seen};
use crate::support::template::{blob, index, lines, parts};
use crate::support::tree::Tree;

const DAY: i64 = 86_400;
const WEBPACK: &str = "webapp/webpack.config.js";

/// What the one file of a plugin held from each of these days on, oldest first.
struct Held {
    path: &'static str,
    contents: Vec<Then>,
    texts: HashMap<Oid, String>,
}

impl Held {
    fn new(path: &'static str, held: &[(i64, &str)]) -> Self {
        let then =
            |(day, text): &(i64, &str)| Then { blob: blob(text), since: Since::Then(day * DAY), merged: Vec::new() };
        let texts = held.iter().map(|(_, text)| (blob(text), (*text).to_owned())).collect();
        Self { path, contents: held.iter().rev().map(then).collect(), texts }
    }

    /// The same, as what a branch held that was merged at this day.
    fn merged(self, day: i64) -> Self {
        let blob = self.contents[0].blob;
        let contents = vec![Then { blob, since: Since::Then(day * DAY), merged: self.contents }];
        Self { contents, ..self }
    }

    /// The same, but for what was before the oldest.
    fn cut(mut self) -> Self {
        if let Some(Then { since, .. }) = self.contents.last_mut()
            && let Since::Then(seconds) = *since
        {
            *since = Since::Before(seconds);
        }
        self
    }
}

impl Past for Held {
    fn contents(&self, paths: &[&str]) -> Vec<Vec<Then>> {
        assert_eq!(paths, [self.path]);
        vec![self.contents.clone()]
    }

    fn text(&self, blob: &Oid) -> Option<Arc<[u8]>> {
        self.texts.get(blob).map(|text| Arc::from(text.as_bytes()))
    }
}

/// The lines of `content` by the template of `index` and by what the file `held`.
fn judged(index: &Index, held: &Held, content: &str) -> (String, Boilerplate) {
    let tree = Tree::of(&[(held.path, content)]);
    let mut repository = tree.repository();
    repository.files.iter_mut().for_each(|file| file.oid = Some(blob(content)));
    let names = names();
    let comparison = Comparison::new(index, &repository, &tree, &names);
    let mut found = seen(comparison.all(&tree, None));
    revise(&mut found, &comparison, &tree, held);
    (letters(file(&found, held.path)), found)
}

/// As [`judged`], where the template had `first` at day 1 and `both` at day 2.
fn dated(first: &str, both: &str, content: &str, held: &[(i64, &str)]) -> (String, Boilerplate) {
    judged(&index(&[&[(WEBPACK, first)], &[(WEBPACK, both)]]), &Held::new(WEBPACK, held), content)
}

#[test]
fn what_the_plugin_had_half_a_year_before_the_template_is_its_own() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 3));
    let (both, own) = (format!("{first}{rule}"), format!("{rule}    what only the author has\n"));
    let content = format!("{both}    what only the author has\n");
    let with = |day| [(day, own.as_str()), (3, content.as_str())];
    let (whose, found) = dated(&first, &both, &content, &with(2 - 200));
    assert_eq!(whose, "bbbbbboooo");
    assert_eq!(found.lines, Lines { boilerplate: 6, own: 4, ..Lines::default() });
    assert_eq!(file(&found, WEBPACK).class, Class::Mixed);
    assert_eq!(dated(&first, &both, &content, &with(2 - 20)).0, "bbbbbbbbbo", "both may have it from one hand");
    assert_eq!(dated(&first, &both, &content, &[]).0, "bbbbbbbbbo", "nobody knows");
    let cut = Held::new(WEBPACK, &with(2 - 200)).cut();
    assert_eq!(judged(&index(&[&[(WEBPACK, &first)], &[(WEBPACK, &both)]]), &cut, &content).0, "bbbbbboooo");
}

#[test]
fn a_second_copy_came_later_and_may_be_the_templates() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 2));
    let content = format!("{first}{rule}    what only the author has\n{rule}");
    let both = format!("{first}{rule}{rule}");
    let (whose, _) = dated(&first, &both, &content, &[(-300, &rule), (3, &content)]);
    assert_eq!(whose.matches('o').count(), 1, "{whose}");
}

#[test]
fn a_past_that_holds_most_of_the_template_has_a_wrong_date() {
    let (first, rule) = (lines("bundle", 2), lines("sass", 6));
    let both = format!("{first}{rule}");
    let content = format!("{both}    what only the author has\n");
    assert_eq!(dated(&first, &both, &content, &[(-300, &content)]).0, "bbbbbbbbo");
}

#[test]
fn the_templates_own_file_is_never_given_back() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 2));
    let both = format!("{first}{rule}");
    let index = index(&[&[(WEBPACK, &first)], &[(WEBPACK, &both)]]);
    let tree = Tree::of(&[(WEBPACK, &both)]);
    let mut repository = tree.repository();
    repository.files.iter_mut().for_each(|file| file.oid = Some(blob(&both)));
    let names = names();
    let comparison = Comparison::new(&index, &repository, &tree, &names);
    let mut found = seen(comparison.all(&tree, None));
    let held = Held { path: "", contents: Vec::new(), texts: HashMap::new() };
    struct Unasked(Held);
    impl Past for Unasked {
        fn contents(&self, paths: &[&str]) -> Vec<Vec<Then>> {
            assert!(paths.is_empty());
            Vec::new()
        }
        fn text(&self, blob: &Oid) -> Option<Arc<[u8]>> {
            self.0.text(blob)
        }
    }
    revise(&mut found, &comparison, &tree, &Unasked(held));
    assert_eq!(letters(file(&found, WEBPACK)), "bbbbbbbb");
}

/// A template whose Makefile got one line more at day 100, and a plugin's Makefile with that line: of its day, and as it
/// is now, between more lines of the author's than a copy has.
struct Grown {
    index: Index,
    start: String,
    synced: String,
    now: String,
}

const MAKEFILE: &str = "Makefile";

impl Grown {
    fn new() -> Self {
        let (start, rule) = (lines("make", 12), "watch: apply\n");
        let synced = format!("{start}{rule}");
        let mut parts = parts(&[&[(MAKEFILE, &start)], &[(MAKEFILE, &synced)]]);
        parts.commits[1].seconds = 100 * DAY;
        let index = Index::decode(&parts.encode()).unwrap();
        let now = format!("{}{rule}{}", lines("mine", 40), lines("mine too", 40));
        Self { index, start, synced, now }
    }

    /// Whose that line is now.
    fn judged(&self, held: Held) -> String {
        let whose = judged(&self.index, &held, &self.now).0;
        let (before, rest) = whose.split_at(40);
        let (whose, after) = rest.split_at(1);
        assert_eq!([before, after], [&"o".repeat(40), &"o".repeat(40)]);
        whose.to_owned()
    }

    fn after(&self, day: i64) -> Held {
        Held::new(MAKEFILE, &[(day - 1, &self.start), (day, &self.synced), (200, &self.now)])
    }
}

#[test]
fn a_line_that_came_as_the_template_had_it_is_the_templates() {
    assert_eq!(Grown::new().judged(Grown::new().after(101)), "b");
}

#[test]
fn what_came_with_a_merge_came_to_the_branch() {
    let grown = Grown::new();
    assert_eq!(grown.judged(grown.after(101).merged(300)), "b");
    assert_eq!(grown.judged(Held::new(MAKEFILE, &[(300, &grown.now)])), "o");
}

#[test]
fn what_the_original_lacked_is_chance_where_it_stands_alone() {
    let (start, rule, more) = (lines("make", 12), "watch: apply of the server\n", "apply: build of the server\n");
    for (came, whose) in [(rule.to_owned(), "o"), (format!("{rule}{more}"), "bb")] {
        let content = format!("{start}{came}");
        let mut parts = parts(&[&[(MAKEFILE, &start)], &[(MAKEFILE, &content)]]);
        parts.commits[1].seconds = 100 * DAY;
        let index = Index::decode(&parts.encode()).unwrap();
        let content = format!("{content}    what only the author has\n");
        let early = Held::new(MAKEFILE, &[(49, &start), (50, &content)]);
        assert_eq!(judged(&index, &early, &content).0, format!("{}{whose}o", "b".repeat(12)));
        let late = Held::new(MAKEFILE, &[(49, &start), (101, &content)]);
        assert_eq!(judged(&index, &late, &content).0, format!("{}{}o", "b".repeat(12), "b".repeat(whose.len())));
    }
}

#[test]
fn nobody_copies_what_is_not_written() {
    let grown = Grown::new();
    assert_eq!(grown.judged(grown.after(100 - 40)), "o");
    assert_eq!(grown.judged(grown.after(100 - 20)), "b", "pull requests and clocks are ahead");
}

#[test]
fn a_line_that_came_when_the_file_was_no_copy_is_the_authors() {
    let grown = Grown::new();
    assert_eq!(grown.judged(Held::new(MAKEFILE, &[(199, &lines("mine", 40)), (200, &grown.now)])), "o");
    assert_eq!(grown.judged(Held::new(MAKEFILE, &[(200, &grown.now)])), "o");
}

#[test]
fn where_a_clone_begins_nobody_knows_what_came() {
    let grown = Grown::new();
    let (synced, now) = (grown.synced.as_str(), grown.now.as_str());
    let held = || Held::new(MAKEFILE, &[(101, synced), (200, now)]);
    assert_eq!(grown.judged(held()), "b");
    assert_eq!(grown.judged(held().cut()), "o");
    let mut lost = held();
    lost.texts.remove(&blob(synced));
    assert_eq!(grown.judged(lost), "o", "an object is missing");
}

#[test]
fn what_is_not_committed_came_today() {
    let grown = Grown::new();
    let held = Held::new(MAKEFILE, &[(50, &grown.start)]);
    let (whose, _) = judged(&grown.index, &held, &format!("{}{}", grown.synced, lines("mine", 80)));
    assert_eq!(whose, format!("{}{}", "b".repeat(13), "o".repeat(80)));
}

#[test]
fn pins_that_came_with_those_of_the_template_are_the_templates() {
    let pin = |n: usize| format!("example.org/module/number{n} v1.{n}.0 // indirect\n");
    let (template, own): (String, String) = ((0..12).map(pin).collect(), (20..50).map(pin).collect());
    let content = format!("{template}{own}");
    let index = index(&[&[("go.mod", &template)]]);
    let late = Held::new("go.mod", &[(2, &template), (3, &content)]);
    assert_eq!(judged(&index, &late, &content).0, format!("{}{}", "b".repeat(12), "o".repeat(30)));
    for path in ["build/go.mod", "tools/lint/go.mod"] {
        let elsewhere = Held::new(path, &[(2, &template), (3, &content)]);
        assert_eq!(judged(&index, &elsewhere, &content).0, format!("{}{}", "b".repeat(12), "o".repeat(30)), "{path}");
    }
    let grown = Held::new("go.mod", &[(2, &own), (3, &content)]);
    let whose = judged(&index, &grown, &content).0;
    assert_eq!(whose, format!("{}{}", "b".repeat(12), "o".repeat(30)), "all of the template's came at once");
}
