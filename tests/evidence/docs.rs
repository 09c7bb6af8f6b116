use plugin_ready::evidence::docs::topic::{self, Topic};
use plugin_ready::evidence::docs::{self, BlockKind, Document, draft, template, words};
use plugin_ready::evidence::{CauseKind, Fact};
use plugin_ready::verdict::Verdict;
use proptest::prelude::*;

use crate::support::documents::{evidence, judge, readme};
use crate::support::tree::Tree;

fn texts(text: &str) -> Vec<(BlockKind, String)> {
    Document::new("README.md", text.to_owned()).blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

#[test]
fn markdown_becomes_blocks() {
    let blocks = texts(
        "# A *b*\n\nSome `code` and\na [link](https://example.org).\n\n- one\n  - two\n- three\n\n  more\n\n1. step\n",
    );
    assert_eq!(
        blocks,
        [
            (BlockKind::Heading(1), "A b".to_owned()),
            (BlockKind::Paragraph, "Some code and a link.".to_owned()),
            (BlockKind::Bullet { depth: 1 }, "one".to_owned()),
            (BlockKind::Bullet { depth: 2 }, "two".to_owned()),
            (BlockKind::Bullet { depth: 1 }, "three more".to_owned()),
            (BlockKind::Step { depth: 1 }, "step".to_owned()),
        ]
    );
}

#[test]
fn bare_addresses_are_links_where_github_makes_them() {
    let links = |text: &str| {
        let blocks = Document::new("README.md", text.to_owned()).blocks;
        blocks.into_iter().flat_map(|block| block.links).map(|link| link.url).collect::<Vec<_>>()
    };
    assert_eq!(links("Report to https://a.example/x_y_z.\n"), ["https://a.example/x_y_z"]);
    assert_eq!(
        links("(see http://a.example/?a=b&c), or *www.b.example*!\n"),
        ["http://a.example/?a=b&c", "http://www.b.example"]
    );
    assert_eq!(links("- 详见https://a.example/x\n"), ["https://a.example/x"]);
    assert_eq!(links("https://a.example/x_(y)\n"), ["https://a.example/x_(y)"]);
    assert_eq!(
        links("[https://a.example](https://b.example) and <https://c.example>\n"),
        ["https://b.example", "https://c.example"]
    );
    for none in [
        "`https://a.example`\n",
        "```\nhttps://a.example\n```\n",
        "xhttps://a.example\n",
        "https://<host>/x\n",
        "www.\n",
    ] {
        assert_eq!(links(none), [""; 0], "{none}");
    }
}

#[test]
fn html_titles_pictures_and_comments_are_understood() {
    let text = "<h1 align=\"center\">\n  My Plugin\n</h1>\n<p>Does <b>things</b> &amp; more<br>here</p>\n<!-- hidden -->\n\n\
                <img src='a/shot.png' alt=\"Shot > one\">\n";
    let document = Document::new("README.md", text.to_owned());
    let texts: Vec<_> = document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(texts[..2], [(BlockKind::Heading(1), "My Plugin"), (BlockKind::Paragraph, "Does things & more here")]);
    let image = &document.blocks[2].images[0];
    assert_eq!((image.url.as_str(), image.alt.as_str()), ("a/shot.png", "Shot > one"));
    assert_eq!(document.place(&document.blocks[1]).to_string(), "README.md:4:4");
}

#[test]
fn tables_front_matter_and_quotes_are_told_apart() {
    let text = "---\ntitle: x\n---\n\n> [!WARNING]\n> Beware.\n\n| A | B |\n|---|---|\n| one | two |\n";
    let document = Document::new("docs/x.md", text.to_owned());
    assert!(document.blocks[0].quoted && document.blocks[0].text.contains("Beware"));
    assert_eq!((document.blocks[1].kind, document.blocks[1].text.as_str()), (BlockKind::Row, "one two"));
    assert_eq!(document.blocks.len(), 2);
}

#[test]
fn restructured_text_and_asciidoc_are_read_by_their_looks() {
    let rst = "Title\n=====\n\nIt does *things*.\n\n.. image:: shot.png\n\nUsage\n-----\n\n- one\n- two\n";
    let document = Document::new("README.rst", rst.to_owned());
    let kinds: Vec<_> = document.blocks.iter().map(|block| block.kind).collect();
    let bullet = BlockKind::Bullet { depth: 1 };
    let expected =
        [BlockKind::Heading(1), BlockKind::Paragraph, BlockKind::Paragraph, BlockKind::Heading(2), bullet, bullet];
    assert_eq!(kinds, expected);
    assert_eq!(document.blocks[2].images[0].url, "shot.png");
    let org = "#+TITLE: Title\n\n* Title\n\nWords.\n\n* Usage\n\n  * one\n- two\n\n[[file:docs/shot.png]]\n".to_owned();
    let org = Document::new("README.org", org);
    assert_eq!(org.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(org.blocks.iter().filter(|block| block.is_item()).count(), 2);
    assert_eq!(org.blocks.last().unwrap().images[0].url, "docs/shot.png");
    assert!(org.sections.last().unwrap().topics.contains(&Topic::Use));
    let adoc = Document::new("README.adoc", "= Title\n\nWords.\n\n== Usage\n\n* one\n".to_owned());
    assert_eq!(adoc.blocks[2].kind, BlockKind::Heading(2));
}

#[test]
fn headings_mean_topics() {
    let cases: &[(&str, &[Topic])] = &[
        ("✨ Features", &[Topic::Uses]),
        ("3. Installation", &[Topic::Install]),
        ("Installation and configuration", &[Topic::Install, Topic::Configure]),
        ("How to Release", &[Topic::Develop]),
        ("Development setup", &[Topic::Develop]),
        ("Building and installing", &[Topic::Install, Topic::Develop]),
        ("Option A: Release tarball (recommended)", &[Topic::Install]),
        ("Release process", &[Topic::Develop]),
        ("Payment API usage", &[Topic::Develop]),
        ("Reporting Security Vulnerabilities", &[Topic::Security]),
        ("Disclaimer", &[Topic::Notice]),
        ("Why teams use it", &[Topic::Uses]),
        ("使用方法", &[Topic::Use]),
        ("使用说明", &[Topic::Use]),
        ("About the installation", &[Topic::Install]),
        ("Overview and usage", &[Topic::About, Topic::Use]),
        ("Установка", &[Topic::Install]),
        ("Known Issue", &[Topic::Troubleshoot]),
        ("Reminders", &[]),
        ("Step 2: Create a user account to act as a bot", &[]),
        ("6. Setting up a high value for va.bot.to.bot", &[Topic::Install, Topic::Configure]),
        ("How do I fix a 404 error", &[]),
        ("I can't activate the plugin", &[Topic::Troubleshoot]),
        ("Why do I get an error when I use it?", &[Topic::Troubleshoot]),
        ("Next features", &[]),
        ("Features and next steps", &[Topic::Uses]),
        ("Feedback and feature requests", &[Topic::Help]),
        ("About this fork", &[Topic::Other]),
        ("The bot", &[Topic::Use]),
        ("Bot commands", &[Topic::Use]),
    ];
    for (heading, topics) in cases {
        assert_eq!(topic::of_heading(heading).into_iter().collect::<Vec<_>>(), *topics, "{heading}");
    }
}

#[test]
fn sections_inherit_and_development_stays_development() {
    let text = "# My plugin\n\n## Usage\n\n### Polls\n\nWords.\n\n## Development\n\n### Installation\n\nWords.\n";
    let document = Document::new("README.md", text.to_owned());
    let topics = |heading: &str| {
        let section = document.sections.iter().find(|s| document.heading_of(s).is_some_and(|h| h.text == heading));
        section.expect("a section").topics.iter().copied().collect::<Vec<_>>()
    };
    assert_eq!(topics("Polls"), [Topic::Use]);
    assert_eq!(topics("Installation"), [Topic::Develop]);
    assert!(document.sections[1].title);
}

#[test]
fn the_readme_is_found_by_any_name() {
    for path in
        ["readme.md", "README", "Readme.rst", "README.adoc", ".github/README.md", "docs/README.md", "README.en.md"]
    {
        let evidence = evidence(&[(path, "Words of the plugin."), ("server/README.md", "no")]);
        let docs = evidence.docs.seen().expect(path);
        assert_eq!(docs.readme.as_ref().map(|readme| readme.path.as_str()), Some(path));
    }
    let both = evidence(&[("README.md", "a"), ("README_zh.md", "b"), ("docs/use.md", "c"), ("docs/logo.png", "d")]);
    let docs = both.docs.seen().expect("documents");
    let pages: Vec<_> = docs.pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(pages, ["README_zh.md", "docs/use.md"]);
}

#[test]
fn a_plugin_in_a_folder_has_the_folder_s_readme() {
    let tree = Tree::of(&[("README.md", "root"), ("plugin/README.md", "inner"), ("plugin/docs/a.md", "page")]);
    let mut repository = tree.repository();
    repository.prefix = "plugin/".to_owned();
    let Fact::Seen(docs) = docs::collect(&repository, &tree) else { panic!("no documents") };
    assert_eq!(docs.readme.map(|readme| readme.path).as_deref(), Some("plugin/README.md"));
    assert_eq!(docs.pages.iter().map(|page| page.path.as_str()).collect::<Vec<_>>(), ["README.md", "plugin/docs/a.md"]);
}

#[test]
fn nothing_there_is_not_the_same_as_nothing_readable() {
    assert_eq!(evidence(&[("plugin.json", "{}")]).docs, Fact::Absent);
    let tree = Tree::of(&[("README.md", vec![b'a'; (1 << 20) + 1])]);
    let Fact::Blind(cause) = docs::collect(&tree.repository(), &tree) else { panic!("not blind") };
    assert_eq!(cause.kind, CauseKind::TooLarge);
    let tree = Tree::of(&[("README.md", b"a\0b".as_slice())]);
    assert!(matches!(docs::collect(&tree.repository(), &tree), Fact::Blind(_)));
    let tree = Tree::of(&[("README.md", [0xff, 0xfe, b'H', 0, b'i', 0].as_slice())]);
    let Fact::Seen(docs) = docs::collect(&tree.repository(), &tree) else { panic!("UTF-16 not read") };
    assert_eq!(docs.readme.expect("a README").blocks[0].text, "Hi");
}

#[test]
fn badges_and_logos_are_no_screenshots() {
    let text = "![](https://img.shields.io/x.svg) ![logo](a/logo.svg) ![](https://github.com/o/r/actions/workflows/ci.yml/badge.svg)\n\n\
                ![in use](docs/in-use.png)\n";
    let docs = readme(text);
    assert_eq!(docs.screenshots().map(|(_, _, image)| image.url.as_str()).collect::<Vec<_>>(), ["docs/in-use.png"]);
}

const ITEMS: [&str; 3] = ["pm-ux-summary", "pm-ux-use-cases", "pm-ux-docs"];
const MANIFEST: &str = r#"{"id": "org.example.t", "name": "Tickets", "homepage_url": "https://github.com/o/t", "server": {},
    "settings_schema": {"settings": [
        {"key": "Url", "display_name": "Address", "type": "text", "help_text": "Where the\nticket server is."},
        {"key": "Key", "type": "text"}]}}"#;

fn drafted(readme: &str) -> String {
    let evidence = evidence(&[("plugin.json", MANIFEST), ("README.md", readme)]);
    draft::draft(evidence.docs.seen().expect("documents"), evidence.manifest.seen().expect("a manifest"))
}

#[test]
fn a_draft_fails_until_its_last_blank_is_filled() {
    let draft = drafted("# Tickets\n");
    assert!(draft.contains("- **Address**: Where the ticket server is.\n- **Key**: [fill in:"), "{draft}");
    assert!(draft.contains("(https://github.com/o/t/releases)"), "{draft}");
    let verdicts = |readme: &str| {
        ITEMS.map(|id| judge(id, &evidence(&[("plugin.json", MANIFEST), ("README.md", readme)])).verdict)
    };
    let mut readme = format!("# Tickets\n\n{draft}");
    assert_eq!(verdicts(&readme), [Verdict::Fail, Verdict::Fail, Verdict::Fail], "{readme}");
    while let Some(start) = readme.find(template::BLANK) {
        assert!(verdicts(&readme).contains(&Verdict::Fail), "{readme}");
        let end = start + readme[start..].find(']').expect("the end of a blank") + 1;
        readme.replace_range(
            start..end,
            "Members of a support team turn messages into tickets and close them when they are done.",
        );
    }
    assert_eq!(verdicts(&readme), [Verdict::Pass, Verdict::Pass, Verdict::Pass], "{readme}");
    assert_eq!(drafted(&readme), "");
}

#[test]
fn only_what_is_missing_is_drafted() {
    let draft = drafted(
        "# Tickets\n\n## Features\n\n- Open a ticket\n- Close a ticket\n\n## Usage\n\nType `/ticket` in any channel of yours.\n",
    );
    let headings: Vec<_> = draft.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings, ["## Overview", "## Installation", "## Configuration"]);
    let begun = drafted(&format!("# Tickets\n\n{}\n### USAGE\n\nType.\n", drafted("# Tickets\n\n## Usage\n")));
    assert_eq!(begun, "", "what was begun is filled in where it is");
}

#[test]
fn words_are_counted_in_every_script() {
    assert_eq!(words("it's a well-known v1.2 /todo command"), 6);
    assert_eq!(words("这是一个插件"), 3);
    assert_eq!(words(" — … "), 0);
}

/// Texts that are hard on careless parsers: what is quadratic in them would not come back in time.
#[test]
fn hostile_texts_are_read_in_time() {
    let hostile = [
        "> ",
        "- ",
        "* a\n",
        "[",
        "![",
        "`",
        "<a ",
        "<",
        "|a",
        "**a _b",
        "# a\n",
        "<!--",
        "&nbsp;",
        "[a](",
        "1. ",
        "\t>",
        "<img x=\"",
        "a:\n\n- b\n\n",
    ];
    for piece in hostile {
        let text = piece.repeat((64 << 10) / piece.len());
        for path in ["README.md", "README.rst"] {
            let started = std::time::Instant::now();
            let evidence = evidence(&[(path, &text)]);
            for id in ITEMS.into_iter().chain(["vulnerability-contact", "usage-documentation"]) {
                judge(id, &evidence);
            }
            assert!(started.elapsed().as_secs() < 20, "{piece:?} in {path} took {:?}", started.elapsed());
        }
    }
}

#[test]
fn a_readme_that_cannot_be_read_is_not_replaced_by_pages() {
    let large = "a".repeat((1 << 20) + 1);
    let evidence = evidence(&[("README.md", &large), ("docs/usage.md", "# Usage\n\nType it into any channel.\n")]);
    for id in ITEMS {
        assert_eq!(judge(id, &evidence).verdict.name(), "unknown", "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_text_upsets_the_readers(text in "[#*\\->|`\\[\\]()!<>=/\"' a-zé功.:\n]{0,300}", name in "README\\.(md|rst|adoc)") {
        let document = Document::new(&name, text.clone());
        for block in &document.blocks {
            let place = document.place(block);
            prop_assert!(block.range.start <= block.range.end && block.range.end <= text.len());
            prop_assert!(place.span.is_some());
        }
        let last = document.sections.last().map_or(0, |section| section.blocks.end);
        prop_assert!(last <= document.blocks.len());
    }
}

#[test]
fn what_the_repository_is_called_is_the_title_of_its_readme() {
    let text = "# Demo\n\nIt shows the tickets of a channel.\n";
    assert!(!Document::new("README.md", text.to_owned()).sections[1].title);
    assert!(Document::of_plugin("README.md", text.to_owned(), Some("demo")).sections[1].title);
}
