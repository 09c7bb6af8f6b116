use plugin_ready::evidence::text::{by_mark, is_stub, lossy, utf_16, windows_1252};
use proptest::prelude::*;

#[test]
fn windows_1252_has_signs_where_latin_1_has_controls() {
    assert_eq!(windows_1252(b"\x93caf\xe9\x94 \x80 \x99 \x9f"), "“café” € ™ Ÿ");
    assert_eq!(windows_1252(b"\x92\x81"), "’\u{81}");
}

#[test]
fn a_stub_says_that_something_is_to_be_written() {
    for stub in [
        "TODO",
        "todo",
        "TBD.",
        "TODO: the settings",
        "[TODO] usage",
        "WIP – later",
        "Coming soon!",
        "Use case 2",
        "Feature one",
        "*lorem ipsum* dolor",
    ] {
        assert!(is_stub(stub), "{stub}");
    }
    for text in [
        "",
        "...",
        "Todo lists",
        "TODO-lists for teams",
        "Todo: tasks of a team",
        "Feature flags",
        "Feature 1 of the API",
        "Step back",
        "WIPE it",
    ] {
        assert!(!is_stub(text), "{text}");
    }
}

#[test]
fn a_cut_off_unit_is_a_replacement_character() {
    assert_eq!(utf_16(&[b'a', 0, b'b'], u16::from_le_bytes), "a\u{fffd}");
    assert_eq!(utf_16(&[0xd8, 0x00, 0, b'a'], u16::from_be_bytes), "\u{fffd}a", "half a pair");
}

#[test]
fn without_a_mark_nothing_is_told() {
    assert_eq!(by_mark(b"plain"), None);
    assert_eq!(by_mark(b"\xef\xbb\xbfmarked").as_deref(), Some("marked"));
    assert_eq!(lossy(b"a\xffb"), "a\u{fffd}b");
}

proptest! {
    #[test]
    fn utf_16_comes_back(text in any::<String>()) {
        let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let (little, big) = (by_mark(&little), by_mark(&big));
        prop_assert_eq!(little.as_deref(), Some(text.as_str()));
        prop_assert_eq!(big.as_deref(), Some(text.as_str()));
    }
}
