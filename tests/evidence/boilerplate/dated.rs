//! What the plugin had first, by a history of our own: the template's commits are a day apart, the first at day 1.

use std::collections::BTreeMap;
use std::sync::Arc;

use plugin_ready::evidence::boilerplate::dated::{Past, revise};
use plugin_ready::evidence::boilerplate::identity::Identity;
use plugin_ready::evidence::boilerplate::{Boilerplate, Class, Lines, compare};

use super::{file, letters, names, seen};
use crate::support::template::{blob, index, lines};
use crate::support::tree::Tree;

const DAY: i64 = 86_400;

/// What one file held from each of these days on.
struct Held(BTreeMap<i64, String>);

impl Past for Held {
    fn before(&self, path: &str, seconds: i64) -> Option<Arc<[u8]>> {
        assert_eq!(path, "webapp/webpack.config.js");
        let (_, content) = self.0.range(..seconds).next_back()?;
        Some(Arc::from(content.as_bytes()))
    }
}

/// The lines of `content`, which `held` tells the past of, where the template had `first` at day 1 and `both` at day 2.
fn judged(first: &str, both: &str, content: &str, held: &[(i64, &str)]) -> (String, Boilerplate) {
    let path = "webapp/webpack.config.js";
    let index = index(&[&[(path, first)], &[(path, both)]]);
    let tree = Tree::of(&[(path, content)]);
    let mut repository = tree.repository();
    repository.files.iter_mut().for_each(|file| file.oid = Some(blob(content)));
    let mut found = seen(compare(&index, &repository, &tree, &names(), None));
    let past = Held(held.iter().map(|(day, content)| (day * DAY, (*content).to_owned())).collect());
    revise(&mut found, &index, &repository, &tree, &Identity::new(&names()), &past);
    (letters(file(&found, path)), found)
}

#[test]
fn what_the_plugin_had_half_a_year_before_the_template_is_its_own() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 3));
    let (both, own) = (format!("{first}{rule}"), format!("{rule}    what only the author has\n"));
    let content = format!("{both}    what only the author has\n");
    let (early, late) = ((2 - 200, own.as_str()), (2 - 20, own.as_str()));
    let (whose, found) = judged(&first, &both, &content, &[early]);
    assert_eq!(whose, "bbbbbboooo");
    assert_eq!(found.lines, Lines { boilerplate: 6, own: 4, ..Lines::default() });
    assert_eq!(file(&found, "webapp/webpack.config.js").class, Class::Mixed);
    assert_eq!(judged(&first, &both, &content, &[late]).0, "bbbbbbbbbo", "both may have it from one hand");
    assert_eq!(judged(&first, &both, &content, &[]).0, "bbbbbbbbbo", "nobody knows");
}

#[test]
fn a_second_copy_came_later_and_may_be_the_templates() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 2));
    let content = format!("{first}{rule}    what only the author has\n{rule}");
    let both = format!("{first}{rule}{rule}");
    let (whose, _) = judged(&first, &both, &content, &[(-300, &rule)]);
    assert_eq!(whose.matches('o').count(), 1, "{whose}");
}

#[test]
fn a_past_that_holds_most_of_the_template_has_a_wrong_date() {
    let (first, rule) = (lines("bundle", 2), lines("sass", 6));
    let both = format!("{first}{rule}");
    let content = format!("{both}    what only the author has\n");
    assert_eq!(judged(&first, &both, &content, &[(-300, &content)]).0, "bbbbbbbbo");
}

#[test]
fn the_templates_own_file_is_never_given_back() {
    let (first, rule) = (lines("bundle", 6), lines("sass", 2));
    let both = format!("{first}{rule}");
    assert_eq!(judged(&first, &both, &both, &[(-300, &rule)]).0, "bbbbbbbb");
}
