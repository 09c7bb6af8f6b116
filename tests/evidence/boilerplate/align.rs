//! Which of equal lines are paired.

use plugin_ready::evidence::boilerplate::align::{FileLine, Pair, align, weigh};
use plugin_ready::evidence::boilerplate::index::Line;
use plugin_ready::evidence::boilerplate::line;
use proptest::prelude::*;

use crate::support::template::index;

/// The pairs of a file and a template, whose lines are given by words.
fn pairs(file: &[&str], version: &[&str]) -> Vec<(usize, usize)> {
    let template: String = version.iter().map(|word| format!("{word} is a line of it\n")).collect();
    let index = index(&[&[("Makefile", &template)]]);
    let line = |word: &&str| index.line(line::hash(format!("{word} is a line of it").as_bytes(), &mut Vec::new()));
    let file = (0..).zip(file.iter().map(line)).map(|(number, line)| FileLine { number, line, letters: 12 });
    let version: Vec<Line> = version.iter().filter_map(line).collect();
    let file: Vec<FileLine> = file.collect();
    let pairs = align(&index, &file, &version);
    let weight: u32 = pairs.iter().map(|pair| index.weight(version[pair.version])).sum();
    assert_eq!(weigh(&index, &file, &version), weight);
    pairs.into_iter().map(|Pair { file, version }| (file, version)).collect()
}

#[test]
fn of_equal_lines_the_one_among_the_same_neighbours_is_paired() {
    let version = ["all", "endif", "clean"];
    assert_eq!(pairs(&["all", "own", "endif", "own", "endif", "clean"], &version), [(0, 0), (4, 1), (5, 2)]);
    assert_eq!(pairs(&["all", "endif", "own", "endif", "own", "clean"], &version), [(0, 0), (1, 1), (5, 2)]);
    assert_eq!(pairs(&["own", "all", "own", "endif", "own", "endif", "clean"], &version), [(1, 0), (5, 1), (6, 2)]);
}

#[test]
fn no_neighbour_is_worth_a_line() {
    let version = ["deps", "test", "dist", "logs", "dist", "endif"];
    assert_eq!(pairs(&["dist", "endif", "logs", "own", "dist"], &version), [(0, 2), (2, 3), (4, 4)]);
    assert_eq!(pairs(&["endif", "test", "logs", "own"], &version), [(1, 1), (2, 3)]);
    assert_eq!(pairs(&["own", "other"], &version), []);
    assert_eq!(pairs(&[], &version), []);
}

#[test]
fn behind_lines_that_gave_way_to_the_authors_comes_the_last_that_it_can_be() {
    let version = ["all", "lint", "endif", "clean"];
    assert_eq!(pairs(&["all", "own", "endif", "own", "endif", "own", "clean"], &version), [(0, 0), (4, 2), (6, 3)]);
    let version = ["all", "endif", "lint", "clean"];
    assert_eq!(pairs(&["all", "own", "endif", "own", "endif", "own", "clean"], &version), [(0, 0), (2, 1), (6, 3)]);
}

/// The heaviest common subsequence by trying everything; all lines weigh the same here.
fn most(file: &[usize], version: &[usize]) -> usize {
    match (file, version) {
        ([a, file @ ..], [b, version @ ..]) if a == b => 1 + most(file, version),
        ([_, shorter @ ..], [_, less @ ..]) => most(shorter, version).max(most(file, less)),
        _ => 0,
    }
}

proptest! {
    #[test]
    fn no_common_subsequence_is_heavier(
        file in proptest::collection::vec(0..5usize, 0..9),
        version in proptest::collection::vec(0..4usize, 0..9),
    ) {
        const WORDS: [&str; 5] = ["all", "dist", "endif", "clean", "own"];
        let words = |numbers: &[usize]| numbers.iter().map(|number| WORDS[*number]).collect::<Vec<_>>();
        let pairs = pairs(&words(&file), &words(&version));
        prop_assert_eq!(pairs.len(), most(&file, &version));
        prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        prop_assert!(pairs.iter().all(|(a, b)| file[*a] == version[*b]));
    }
}
