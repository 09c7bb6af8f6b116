use plugin_ready::evidence::boilerplate::line::{collapse, count, hash, is_trivial, key, letters, lines};
use proptest::prelude::*;

fn collapsed(line: &str) -> String {
    String::from_utf8(collapse(line.as_bytes(), &mut Vec::new()).to_vec()).unwrap()
}

#[test]
fn white_space_collapses() {
    assert_eq!(collapsed("  a  b\tc \r"), "a b c");
    assert_eq!(collapsed("a b"), "a b");
    assert_eq!(collapsed(" \t "), "");
    assert_eq!(collapsed("é\u{a0}b"), "é\u{a0}b", "only ASCII white space");
}

#[test]
fn fewer_than_three_letters_or_digits_are_trivial() {
    for line in ["", "}", "  });", "--", "// a", "{ 12", "ab"] {
        assert!(is_trivial(line.as_bytes()), "{line}");
        assert_eq!(key(line.as_bytes(), &mut Vec::new()), None);
    }
    for line in ["abc", "a-b-c", "日本語", "x = 日本", "12.5"] {
        assert!(!is_trivial(line.as_bytes()), "{line}");
    }
    assert!(is_trivial("→ … ▸".as_bytes()), "signs are no letters");
}

#[test]
fn a_pinned_version_tells_nothing() {
    assert_eq!(letters(b"golang.org/x/net v0.17.0"), 0);
    assert_eq!(letters(b"return nil"), 9);
}

#[test]
fn lines_are_those_of_an_editor() {
    let split = |text: &'static [u8]| lines(text).map(|line| line.len()).collect::<Vec<_>>();
    assert_eq!(split(b""), [0usize; 0]);
    assert_eq!(split(b"\n"), [0]);
    assert_eq!(split(b"a\n\nbc"), [1, 0, 2]);
    assert_eq!(split(b"a\n\n"), [1, 0]);
    assert_eq!(split(b"\xef\xbb\xbfab\n"), [2]);
}

proptest! {
    #[test]
    fn counting_agrees_with_splitting(content in proptest::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 0..80)) {
        prop_assume!(!content.starts_with(b"\xef\xbb\xbf"));
        prop_assert_eq!(count(&content), lines(&content).count());
        prop_assert_eq!(count(&content), content.split_inclusive(|byte| *byte == b'\n').count());
    }

    #[test]
    fn collapsing_leaves_words_and_single_blanks(line in "[ab \t\r\u{1}é]{0,40}") {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        prop_assert_eq!(collapsed(&line), words.join(" "));
    }

    #[test]
    fn a_line_keeps_its_key_however_it_is_indented(line in "[a-z(){};=. ]{0,40}", indent in "[ \t]{0,6}") {
        let mut buffer = Vec::new();
        let moved = format!("{indent}{line}\r");
        prop_assert_eq!(hash(line.as_bytes(), &mut buffer), hash(moved.as_bytes(), &mut Vec::new()));
        prop_assert_eq!(key(line.as_bytes(), &mut buffer), key(moved.as_bytes(), &mut Vec::new()));
    }
}
