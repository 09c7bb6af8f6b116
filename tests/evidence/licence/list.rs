//! Every text of the SPDX list, as the `spdx` crate has them.

use plugin_ready::evidence::licence::category::preferred;
use plugin_ready::evidence::licence::category::{self, Standing};
use plugin_ready::evidence::licence::identify::{Content, Known, identify};

/// The category that `text` is refused for, if it is.
fn refused(text: &str) -> Option<(&'static str, Standing)> {
    let Content::Known { licence: Known::Ids(ids), .. } = identify(text) else { return None };
    let id = preferred(&ids);
    Some((id, category::of(id))).filter(|(_, standing)| matches!(standing, Standing::B | Standing::X))
}

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

#[test]
fn every_text_of_category_a_is_complete_and_no_other_is() {
    let mut wrong = Vec::new();
    let mut accepted = 0;
    for (id, text) in spdx::text::LICENSE_TEXTS {
        // A deprecated name for the same words.
        let id = if *id == "StandardML-NJ" { "SMLNJ" } else { id };
        let content = identify(text);
        let is_a = category::of(id) == Standing::A;
        let passes = matches!(&content, Content::Complete { .. });
        let named = matches!(&content, Content::Complete { ids, .. } if ids == &[id]);
        accepted += usize::from(named && is_a);
        if is_a != passes || is_a != named {
            wrong.push(format!("{id}: {content:?}"));
        }
    }
    assert!(wrong.is_empty(), "{accepted} accepted; wrong:\n{}", wrong.join("\n"));
    assert_eq!(accepted, 43, "42 ids, and one under two names");
}

/// As Linux distributions, older projects and the FSF itself have them: none is word for word the SPDX list's.
#[test]
fn other_editions_of_gnu_licences_are_the_same_licences() {
    let lesser = text("LGPL-3.0-only");
    let another = lesser.find("GNU GENERAL PUBLIC LICENSE\nVersion 3").expect("the text that it adds to");
    let without_appendix = |id| text(id).split_inclusive("END OF TERMS AND CONDITIONS").next().expect("its terms");
    let addressed = |id, old, new| {
        assert!(text(id).contains(old), "{id} has another address");
        text(id).replace(old, new)
    };
    let editions = [
        ("LGPL-3.0-only", lesser[..another].to_owned()),
        ("GPL-3.0-only", lesser[another..].to_owned()),
        ("GPL-1.0-only", without_appendix("GPL-1.0-only").to_owned()),
        ("GPL-2.0-only", without_appendix("GPL-2.0-only").to_owned()),
        ("GPL-3.0-only", without_appendix("GPL-3.0-only").to_owned()),
        ("LGPL-2.1-only", without_appendix("LGPL-2.1-only").to_owned()),
        ("AGPL-3.0-only", without_appendix("AGPL-3.0-only").to_owned()),
        (
            "GPL-2.0-only",
            addressed("GPL-2.0-only", "51 Franklin Street, Fifth Floor", "59 Temple Place, Suite 330")
                .replace("the GNU Lesser General Public License", "the GNU Library General Public License"),
        ),
        ("LGPL-2.1-only", addressed("LGPL-2.1-only", "51 Franklin Street, Fifth Floor", "59 Temple Place, Suite 330")),
        ("GPL-3.0-only", format!("Glossary, a plugin\nCopyright (C) 2026 Ann Example\n\n{}", text("GPL-3.0-only"))),
    ];
    for (id, edition) in editions {
        assert_eq!(refused(&edition), Some((id, category::of(id))), "{}…", &edition[..80]);
    }
}

#[test]
fn words_that_may_grant_more_than_a_refused_licence_are_for_a_person() {
    for (id, words) in [
        (
            "GPL-2.0-only",
            "As a special exception, linking this plugin with a server does not make that server a work under it.",
        ),
        ("GPL-3.0-only", "Instead, you may use this plugin under the terms that the README gives."),
        ("MPL-2.0", "Alternatively, at your option, the MIT license applies."),
    ] {
        for edition in [format!("{words}\n\n{}", text(id)), format!("{}\n\n{words}\n", text(id))] {
            let Content::Modified { nearest, differences, .. } = identify(&edition) else {
                panic!("{id} with {words:?}: {:?}", identify(&edition));
            };
            assert_eq!((nearest, differences.len()), (id, 1), "{differences:?}");
            assert!(differences[0].expected.is_empty() && !differences[0].found.is_empty());
        }
    }
    let both = |between: &str| identify(&format!("{}\n\n{between}\n\n{}", text("Apache-2.0"), text("AGPL-3.0-only")));
    assert!(matches!(both("Either of the two licenses, at your option."), Content::Modified { .. }));
    let parted = both("You may use the folder docs under the first license. The rest is under this one:");
    assert!(matches!(parted, Content::Known { beside, .. } if beside == ["Apache-2.0"]));
    assert_eq!(
        refused(&format!("{}\n\nNo part of this plugin is for sale.\n", text("GPL-3.0-only"))).map(|r| r.0),
        Some("GPL-3.0-only")
    );
}
