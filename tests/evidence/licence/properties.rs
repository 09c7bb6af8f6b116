//! What holds of every text and every byte.

use plugin_ready::evidence::licence::identify::{Content, identify};
use plugin_ready::evidence::licence::pattern::{Patterns, Stream};
use plugin_ready::evidence::licence::residue;
use plugin_ready::evidence::licence::words::Words;
use plugin_ready::evidence::licence::{self, decode::decode};
use proptest::prelude::*;

use crate::support::tree::Tree;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

/// Text with what the splitter looks at: markup, entities, signs, and letters of many scripts.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[ a-zA-Z0-9.,()'\"-]{0,12}",
        2 => "\\PC{0,6}",
        1 => prop::sample::select(vec![
            "<p class=\"x\">", "<!--", "-->", "](", "[a](#b)", "~~", "```text", "&copy;", "&#110;", "\u{ad}", "\u{202e}",
            "\r\n", "\n\n", "Copyright (c) 2024 ", "SPDX-License-Identifier: MIT", "MIT License", "<", "&", "©", "1.",
            "me@example.org", "<a at b dot c>", "https://example.org/x", "This product bundles x which is available under",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn is_binary(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("%PDF-") || start.starts_with("{\\rtf") || start.starts_with("PK\u{3}\u{4}")
}

fn text_of(bytes: &[u8]) -> Option<String> {
    decode(bytes).map(|text| text.into_owned())
}

fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn words_lie_in_order_within_the_text(text in any_text()) {
        let words = Words::of(&text);
        let mut end = 0;
        for word in &words.list {
            prop_assert!(word.source.start >= end, "{:?} in {text:?}", word.source);
            prop_assert!(word.source.start < word.source.end);
            prop_assert!(text.get(word.source.clone()).is_some(), "{:?} in {text:?}", word.source);
            prop_assert!(!words.letters(word).is_empty());
            end = word.source.end;
        }
        prop_assert!(words.list.len() <= text.chars().count());
    }

    #[test]
    fn any_bytes_decode_or_are_no_text(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Some(text) = decode(&bytes) {
            prop_assert!(!text.contains('\0'));
        }
    }

    #[test]
    fn every_encoding_gives_the_text_back(text in "[^\0\u{feff}]{0,60}") {
        prop_assume!(!is_binary(&text));
        let marked = format!("\u{feff}{text}");
        prop_assert_eq!(text_of(text.as_bytes()), Some(text.clone()));
        prop_assert_eq!(text_of(marked.as_bytes()), Some(text.clone()));
        for bytes in [utf_16(&text, u16::to_le_bytes), utf_16(&text, u16::to_be_bytes)] {
            prop_assert_eq!(text_of(&bytes), Some(text.clone()));
        }
    }

    #[test]
    fn latin_1_gives_the_text_back(text in "[ -~\n\u{a0}-\u{ff}]{0,60}\u{e9}") {
        let bytes: Vec<u8> = text.chars().map(|c| u32::from(c) as u8).collect();
        prop_assume!(std::str::from_utf8(&bytes).is_err() && !is_binary(&text));
        prop_assume!(!bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff"));
        prop_assert_eq!(text_of(&bytes), Some(text.clone()));
    }

    #[test]
    fn what_is_found_lies_within_the_text(before in any_text(), behind in any_text(), id in prop::sample::select(vec!["MIT", "ISC", "Zlib"])) {
        let text = format!("{before}\n\n{}\n\n{behind}", text(id));
        let words = Words::of(&text);
        let stream = Stream::of(&words);
        let hits = Patterns::get().find(&stream);
        let mut end = 0;
        for hit in &hits {
            prop_assert!(end <= hit.start && hit.start < hit.end && hit.end <= stream.len());
            end = hit.end;
        }
        match residue::read(&text, &stream, &hits, &[]) {
            Ok(_) => {
                let complete = matches!(identify(&text), Content::Complete { .. });
                prop_assert!(hits.is_empty() || complete);
            }
            Err(offence) => prop_assert!(offence.start < offence.end && offence.end <= stream.len()),
        }
    }

    #[test]
    fn differences_lie_within_the_text(noise in any_text(), at in 0_usize..1000) {
        let mit = text("MIT");
        let at = at.min(mit.len());
        let text = format!("{}{noise}{}", &mit[..at], &mit[at..]);
        if let Content::Modified { differences, .. } = identify(&text) {
            for difference in differences {
                prop_assert!(text.get(difference.range.clone()).is_some(), "{:?}", difference.range);
            }
        }
    }

    /// A text passes when nothing is left of it, and any words that are left keep it from passing.
    #[test]
    fn words_of_any_kind_keep_a_text_from_passing(
        words in "[a-z]{3,10}( [a-z]{3,10}){0,8}",
        id in prop::sample::select(vec!["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Unlicense"]),
        first in any::<bool>(),
    ) {
        prop_assert!(residue::complete(text(id)).is_some());
        let text = if first { format!("{words}\n\n{}", text(id)) } else { format!("{}\n\n{words}\n", text(id)) };
        prop_assert!(residue::complete(&text).is_none(), "{words}");
    }
}

/// Made of what costs most, a text eight times as long must not take much more than eight times as long.
#[test]
fn long_texts_are_read_in_proportion() {
    for piece in [
        "](",
        "[](",
        "<",
        "<a b=\"",
        "&",
        "~",
        "~~",
        "(c) ",
        "copyright ",
        "a-",
        "&#",
        "copyright a at ",
        "<a at b\n",
        "é",
        "1.",
    ] {
        let short = piece.repeat((1 << 13) / piece.len());
        let long = piece.repeat((1 << 16) / piece.len());
        let time = |text: &str| {
            let start = std::time::Instant::now();
            assert!(residue::complete(text).is_none());
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(&short), time(&long));
        // Eight times the text would take 64 times as long if every piece were looked at from every other.
        assert!(long < short.max(0.05) * 32.0, "{piece:?}: {short} s, and eight times as much takes {long} s");
    }
}

/// So must a text with the same licence again and again, and a file with nothing but annotations.
#[test]
fn what_stands_there_again_and_again_is_read_in_proportion() {
    let annotated = |text: &str| {
        let tree = Tree::of(&[("LICENSE", "MIT"), ("REUSE.toml", text)]);
        assert!(licence::collect(&tree.repository(), &tree).seen().is_some());
    };
    let identified = |text: &str| assert_ne!(identify(text), Content::Empty);
    for (piece, read) in [(text("MIT"), &identified as &dyn Fn(&str)), ("SPDX-License-Identifier: MIT\n", &annotated)] {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len());
            let start = std::time::Instant::now();
            read(&text);
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(1 << 16), time(1 << 19));
        assert!(long < short.max(0.05) * 32.0, "{piece:?}: {short} s, and eight times as much takes {long} s");
    }
}
