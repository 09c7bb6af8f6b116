use std::ops::Range;

use plugin_ready::evidence::boilerplate::edit::{Step, added, additions, base, edits, own_lines};
use plugin_ready::evidence::boilerplate::identity::{Identity, Names};
use plugin_ready::evidence::boilerplate::scope::Area;
use plugin_ready::evidence::boilerplate::{Class, Scope};
use proptest::prelude::*;

/// A scope of one letter a line: `b` of the template, `o` own, `.` trivial.
fn scope(letters: &str) -> Scope {
    let ranges = |wanted: char| -> Vec<Range<u32>> {
        (0u32..).zip(letters.chars()).filter(|(_, c)| *c == wanted).map(|(n, _)| n..n + 1).collect()
    };
    Scope {
        path: "file".to_owned(),
        class: Class::Mixed,
        exclusion: None,
        area: Area::Tooling,
        origin: None,
        own: ranges('o'),
        boilerplate: ranges('b'),
        lines: letters.chars().count(),
        trivial: letters.chars().filter(|c| *c == '.').count(),
        leftovers: Vec::new(),
        doubtful: None,
    }
}

fn shown(steps: &[Step<'_>]) -> String {
    let text = |sign: char, line: &[u8]| format!("{sign}{}", String::from_utf8_lossy(line));
    let show = |step: &Step<'_>| match step {
        Step::Keep(line) => text(' ', line),
        Step::Add(line) => text('+', line),
        Step::Remove(line) => text('-', line),
    };
    steps.iter().map(show).collect()
}

#[test]
fn a_trivial_line_goes_with_its_neighbours() {
    let own = |letters: &str| -> String {
        own_lines(&scope(letters)).into_iter().map(|own| if own { 'o' } else { 'b' }).collect()
    };
    assert_eq!(own("b.b"), "bbb");
    assert_eq!(own("b.o.b"), "booob");
    assert_eq!(own(".b."), "bbb");
    assert_eq!(own("...o"), "oooo", "a file without a line of the template is the author's");
}

#[test]
fn without_the_templates_text_the_own_lines_are_added() {
    let steps = additions(b"theirs 1\nmine\n}\ntheirs 2", &scope("bo.b"));
    assert_eq!(shown(&steps), " theirs 1\n+mine\n+}\n theirs 2");
    assert_eq!(base(&steps), b"theirs 1\ntheirs 2");
}

#[test]
fn with_it_edits_show_as_removal_and_addition() {
    let identity = Identity::new(&Names { id: Some("org.example.weather"), ..Names::default() });
    let before = b"one\ntwo of the template\n  three org.example.weather\n";
    let content = b"one\ntwo of mine\n\tthree org.example.weather\nfrom a later version\n";
    let steps = edits(before, content, &scope("bobb"), &identity, |_| true);
    assert_eq!(
        shown(&steps),
        " one\n-two of the template\n+two of mine\n \tthree org.example.weather\n from a later version\n"
    );
    let quiet = edits(before, content, &scope("bobb"), &identity, |line| line != 1);
    assert!(!shown(&quiet).contains("two of the template"));
}

#[test]
fn only_new_own_lines_count_since_a_release() {
    let scope = scope("oo.b");
    let identity = Identity::default();
    let steps = edits(b"old of mine\ntheirs\n", b"old of mine\nnew of mine\n}\ntheirs\n", &scope, &identity, |_| true);
    assert_eq!(added(&steps, &scope), [1..2]);
}

#[test]
fn a_line_more_in_a_long_file_is_one_line() {
    let before: String = (0..60_000).map(|line| format!("line {line}\n")).collect();
    let added_to = |content: &str| {
        let scope = scope(&"o".repeat(content.lines().count()));
        let steps = edits(before.as_bytes(), content.as_bytes(), &scope, &Identity::default(), |_| true);
        let gone = steps.iter().filter(|step| matches!(step, Step::Remove(_))).count();
        (added(&steps, &scope), gone)
    };
    assert_eq!(added_to(&before), (vec![], 0));
    assert_eq!(added_to(&before.replace("line 30000\n", "line 30000\nmore\n")), (vec![30_001..30_002], 0));
    let at_both_ends = format!("first\n{}last\n", before.replace("line 30000\n", ""));
    assert_eq!(added_to(&at_both_ends), (vec![0..1, 60_000..60_001], 1));
}

#[test]
fn a_name_that_the_template_left_is_no_edit() {
    let mut identity = Identity::new(&Names { id: Some("org.example.weather"), ..Names::default() });
    identity.add_template();
    let steps =
        edits(b"id org.example.weather\n", b"id com.mattermost.sample-plugin\n", &scope("b"), &identity, |_| true);
    assert_eq!(shown(&steps), " id com.mattermost.sample-plugin\n");
}

#[test]
fn no_two_lines_run_together_where_one_had_no_end() {
    let steps = edits(b"18.18.2", b"24.13.1\n", &scope("b"), &Identity::default(), |_| true);
    assert_eq!(base(&steps), b"18.18.2\n24.13.1\n");
}

proptest! {
    #[test]
    fn both_sides_come_out_of_the_steps(
        before in proptest::collection::vec("[a-d]{1,2}", 0..12),
        after in proptest::collection::vec(("[a-d]{1,2}", "[bo.]"), 0..12),
    ) {
        let before: String = before.iter().map(|line| format!("{line}\n")).collect();
        let content: String = after.iter().map(|(line, _)| format!("{line}\n")).collect();
        let scope = scope(&after.iter().map(|(_, letter)| letter.as_str()).collect::<String>());
        let steps = edits(before.as_bytes(), content.as_bytes(), &scope, &Identity::default(), |_| true);
        let new: Vec<u8> = steps.iter().filter_map(|step| match step {
            Step::Keep(line) | Step::Add(line) => Some(*line),
            Step::Remove(_) => None,
        }).collect::<Vec<_>>().concat();
        prop_assert_eq!(new, content.as_bytes());
    }
}
