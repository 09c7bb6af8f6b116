//! What stayed from one list to the next.

use plugin_ready::evidence::difference::kept;

fn stayed(old: &str, new: &str) -> Option<Vec<Option<usize>>> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    kept(&old, &new, &mut 10_000)
}

#[test]
fn each_item_is_what_it_was() {
    assert_eq!(stayed("abc", "abc"), Some(vec![Some(0), Some(1), Some(2)]));
    assert_eq!(stayed("abc", "abxc"), Some(vec![Some(0), Some(1), None, Some(2)]));
    assert_eq!(stayed("abc", "ac"), Some(vec![Some(0), Some(2)]));
    assert_eq!(stayed("aa", "a"), Some(vec![Some(0)]));
    assert_eq!(stayed("a", "aa"), Some(vec![Some(0), None]));
    assert_eq!(stayed("xabyc", "zaybc"), Some(vec![None, Some(1), None, Some(2), Some(4)]));
    assert_eq!(stayed("", "ab"), Some(vec![None, None]));
    assert_eq!(stayed("ab", ""), Some(vec![]));
}

#[test]
fn what_would_take_long_is_not_told() {
    let (old, new): (Vec<usize>, Vec<usize>) = ((0..100).collect(), (0..100).rev().collect());
    let mut work = 70_000;
    assert!(kept(&old, &new, &mut work).is_some());
    assert_eq!(work, 30_000);
    assert_eq!(kept(&old, &new, &mut work), None);
    assert_eq!(work, 30_000);
    assert!(kept(&old, &old, &mut work).is_some(), "equal lists are free");
    assert!(kept(&old, &(100..900).collect::<Vec<_>>(), &mut work).is_some(), "so are those that share nothing");
    assert_eq!(work, 30_000);
}
