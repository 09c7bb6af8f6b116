//! Sentences that restrict, and those that only sound like it.

use plugin_ready::evidence::licence::restriction::{Talk, find};

#[test]
fn what_takes_back_is_heard_anywhere() {
    for (text, words) in [
        ("This project is for\nnon-commercial use only.", "noncommercial use only"),
        ("It is not licensed for any commercial purpose.", "not licensed for any commercial purpose"),
        (
            "MIT. It may not be used in\n// production without our permission.",
            "not be used in production without our permission",
        ),
        (
            "You cannot use this software without our prior written consent.",
            "cannot use this software without our prior written consent",
        ),
        (
            "Must not be redistributed without the author's permission.",
            "not be redistributed without the authors permission",
        ),
        (
            "Commercial use of this plugin is strictly prohibited.",
            "commercial use of this plugin is strictly prohibited",
        ),
        ("Commercial use is not permitted.", "commercial use is not permitted"),
        ("Commercial users need a contract.", "commercial users need"),
        ("Free for personal and non-commercial use.", "free for personal and noncommercial use"),
        ("Use is restricted to private, non-commercial purposes.", "restricted to private noncommercial"),
        ("Non-commercial use is free.", "noncommercial use is free"),
        ("Companies may not use it commercially.", "not use it commercially"),
        ("You may not sell it.", "may not sell"),
        ("NOT FOR RESALE", "not for resale"),
        ("MIT with the Commons Clause", "commons clause"),
    ] {
        let found = find(text, Talk::OfAnything);
        assert_eq!(found.map(|found| found.words).unwrap_or_default(), words, "{text}");
    }
}

#[test]
fn some_words_restrict_only_where_the_talk_is_of_a_licence() {
    for text in ["The endpoints are for internal use only.", "You must buy a key.", "Strictly confidential."] {
        assert!(find(text, Talk::OfLicence).is_some(), "{text}");
        assert_eq!(find(text, Talk::OfAnything), None, "{text}");
    }
}

#[test]
fn what_grants_or_speaks_of_something_else_does_not_restrict() {
    for text in [
        "Commercial use is allowed, but you must keep the notice.",
        "You may use it for commercial and non-commercial purposes.",
        "Free for commercial and non-commercial use.",
        "If you need commercial support, please contact us.",
        "It does not require a commercial license.",
        "The bot cannot be used without the manage_system permission.",
        "Commands can not be used without permission from an admin.",
        "Not recommended for use in production.",
        "We do not sell your data. Tokens are never sold.",
        "It is not free. For commercial use, see below.",
        "Copyright 2024 Example Ltd. All rights reserved.",
        "Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote \
         products derived from this software without specific prior written permission.",
    ] {
        assert_eq!(find(text, Talk::OfLicence), None, "{text}");
    }
}

#[test]
fn a_restriction_has_its_place() {
    let text = "# Demo\n\nA plugin.\n\nFree, *not for commercial use*.\n";
    let found = find(text, Talk::OfAnything).expect("it restricts");
    assert_eq!(&text[found.range], "not for commercial use");
}
