//! What documents say of the plugin's licence.

use plugin_ready::evidence::licence;
use plugin_ready::evidence::licence::readme::Readme;

use crate::support::tree::Tree;

fn readmes(files: &[(&str, &str)]) -> Vec<Readme> {
    let tree = Tree::of(files);
    let fact = licence::collect(&tree.repository(), &tree);
    fact.seen().expect("the licence is seen").statements.readmes.clone()
}

fn readme(text: &str) -> Option<Readme> {
    readmes(&[("LICENSE", "MIT"), ("README.md", text)]).pop()
}

/// A README with a section on the licence that is `body`.
fn with(body: &str) -> Readme {
    readme(&format!("# Demo\n\nA plugin.\n\n## License\n\n{body}\n")).expect("a section on the licence")
}

#[test]
fn a_line_break_of_markdowns_ends_a_sentence() {
    for mark in ["  ", "\\", "<br>"] {
        let found =
            with(&format!("[Demo](https://x.example) is under MIT{mark}\n[LAME](https://y.example) is under LGPL"));
        let lines: Vec<usize> = found.others.iter().filter_map(|(place, _)| Some(place.span?.start.line)).collect();
        assert_eq!(lines, [8], "{mark:?}: {:?}", found.others);
    }
}

#[test]
fn the_licence_of_what_is_vendored_is_not_the_plugins() {
    let of = |body: &str| with(body).others.len();
    assert_eq!(of("Demo is licensed under [MIT](LICENSE).\n\nLAME is licensed under [LGPL](vendor/lame/COPYING)."), 0);
    assert_eq!(of("Demo is licensed under [LGPL](COPYING), and with it comes [LAME](vendor/lame)."), 1);
    assert_eq!(of("Demo is under the LGPL, as LAME is under [LGPL](vendor/lame/COPYING)."), 1);
}

#[test]
fn a_section_is_found_by_its_heading_in_whatever_form() {
    for section in [
        "## Licensing\n\nAGPL-3.0\n",
        "## \u{1f4c4} License ##\n\nAGPL-3.0\n",
        "## 7. License\n\nAGPL-3.0\n",
        "## License and copyright\n\nAGPL-3.0\n",
        "License\n-------\n\nAGPL-3.0\n",
        "== License\n\nAGPL-3.0\n",
        "**License**\n\nAGPL-3.0\n",
        "License\n\nAGPL-3.0\n",
        "## License\n\n### Server\n\nAGPL-3.0\n",
        "## Lizenz\n\nAGPL-3.0\n",
        "## 许可证\n\nAGPL-3.0\n",
        "## Enterprise license\n\nIt works with one.\n\n## License\n\nAGPL-3.0\n",
        "```sh\n# license\nexport KEY=1\n```\n\n## License\n\nAGPL-3.0\n",
        "**License:** AGPL-3.0\n",
        "| License | AGPL-3.0 |\n",
        "![license](https://example.com/badge/license-AGPL--3.0-red)\n",
        "It is published under the AGPL-3.0.\n",
        "The plugin is under the AGPL version 3.\n",
        "An AGPL-licensed plugin.\n",
    ] {
        let found = readme(&format!("# Demo\n\nA plugin.\n\n{section}")).unwrap_or_else(|| panic!("{section}"));
        assert!(
            found.others.iter().any(|(_, ids)| ids.iter().any(|id| id.starts_with("AGPL"))),
            "{section}: {found:?}"
        );
    }
    for section in [
        "- [License](#license)\n- [Support](#support)\n",
        "* License\n* Support: see the AGPL.\n",
        "It is under development. The AGPL is long.\n",
        "What you do is up to you and to\nthe license.\n\nThe AGPL is long.\n",
        "```sh\n## License\nAGPL-3.0\n```\n",
    ] {
        assert_eq!(readme(&format!("# Demo\n\nA plugin.\n\n{section}")), None, "{section}");
    }
}

#[test]
fn licences_outside_of_category_a_are_told_with_their_line() {
    let found = with("The webapp is MIT.\n\n- The server is under the AGPLv3.\n- Its SDK is under the BUSL.");
    let told: Vec<(String, &[&str])> = found.others.iter().map(|(at, ids)| (at.to_string(), &ids[..])).collect();
    assert_eq!(told, [("README.md:9:3".to_owned(), &["AGPL-3.0"][..]), ("README.md:10:3".to_owned(), &["BUSL-1.1"])]);
    let linked =
        with("The webapp is MIT, from [there](https://demo.example/webapp).\n[The server](server) is [AGPL](A).");
    assert_eq!(linked.others.first().map(|(at, _)| at.to_string()).as_deref(), Some("README.md:8:2"));
    let advertising = with("BSD 4-clause").others;
    assert_eq!(advertising.first().map(|(_, ids)| &ids[..]), Some(&["BSD-4-Clause"][..]));
    for harmless in [
        "MIT or GPL-2.0, at your option.",
        "**MIT** OR **GPL-2.0-only**",
        "All code is MIT.\n\nThe icons are under CC BY-NC 4.0.",
        "MIT, as most of its libraries but those under the MPL.",
        "MIT. Mattermost itself is under the AGPL.",
        "MIT. The Mattermost server is under the AGPL.",
    ] {
        assert_eq!(with(harmless).others, [], "{harmless}");
    }
}

#[test]
fn a_section_that_names_no_licence_is_told() {
    let found = with("For customers of Acme and their friends, in the whole world, for ever and a day.");
    assert_eq!(found.silent.expect("it names none").to_string(), "README.md:5:1");
    for telling in [
        "MIT",
        "See [the text](./LICENSE.txt).",
        "See the license file.",
        "Public domain.",
        "Free and open source.",
        "Made from the starter template.",
        "Commercial use is allowed.",
        "Do whatever you want with it.",
        "This plugin is free software.",
        "Creative Commons CC0",
        "(c) 2024 Acme",
        "Copyright 2024 Jane Doe and contributors",
        "![License](https://example.com/github/license/acme/demo)",
        "It is released under the license in this repository.",
    ] {
        assert_eq!(with(telling).silent, None, "{telling}");
    }
    for doubtful in [
        "Free to use for members.",
        "Free to use within your team.",
        "Commercial use is allowed after 2030.",
        "Free to use. The server is for hire.",
        "Do what you want until 2030.",
        "Commercial use is allowed, if we agree.",
        "Copyright 2024 Acme. All rights reserved.",
        "Copyright 2024 Acme. Ask us first.",
    ] {
        assert!(with(doubtful).silent.is_some(), "{doubtful}");
    }
    assert_eq!(readme("# Demo\n\n## License\n\n## Support\n\nAsk us.\n").expect("a section").silent, None);
    // An account's licence is another matter.
    assert_eq!(readme("# Demo\n\n## License key\n\nEnter it.\n").and_then(|found| found.silent), None);
}

#[test]
fn what_restricts_others_does_not_restrict_the_plugin() {
    assert_eq!(with("MIT for up to 10 users.").restriction.map(|(_, words)| words).as_deref(), Some("up to 10 users"));
    for harmless in [
        "MIT. The logo may not be used without permission.",
        "MIT. It requires a Mattermost Enterprise license.",
        "MIT. Contributions need a license agreement.",
        "MIT. You may not use it, except in compliance with that license.",
        "MIT. It may not be copied, modified or distributed except according to those terms.",
        "MIT, for commercial and non-commercial use.",
        "MIT. Jira is a trademark and may not be used without permission.",
        "MIT. You can use it in closed source and proprietary products.",
        "MIT. Third-party libraries have a separate license.",
    ] {
        assert_eq!(with(harmless).restriction, None, "{harmless}");
    }
    for restricting in [
        "You may not distribute this plugin to third parties.",
        "MIT. You may not use this software and its documentation without our permission.",
        "MIT. You may not use it except in compliance with the agreement of Acme.",
    ] {
        assert!(with(restricting).restriction.is_some(), "{restricting}");
    }
}

#[test]
fn the_whole_text_of_a_licence_in_a_section_is_read_as_that() {
    let bsd = spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "BSD-3-Clause").expect("a text").1;
    let found = with(bsd);
    assert_eq!((found.restriction, found.silent, found.others), (None, None, Vec::new()));
    assert!(with(&format!("{bsd}\n\nTeams buy a license.")).restriction.is_some());
}

#[test]
fn readmes_count_in_any_language_and_papers_on_terms_as_a_whole() {
    let says = "# Demo\n\n## License\n\nAGPL-3.0\n";
    for path in
        ["README_CN.md", "readme.zh-hans.md", "README.rst", ".github/README.md", "docs/README.md", "server/README.md"]
    {
        let found = readmes(&[("LICENSE", "MIT"), ("README.md", "# Demo\n"), (path, says)]);
        assert_eq!(found.iter().map(|found| found.place.path.as_str()).collect::<Vec<_>>(), [path]);
    }
    for path in ["LICENSING.md", "COPYRIGHT", "Legal.txt", "PRICING.md"] {
        let found = readmes(&[("LICENSE", "MIT"), (path, "Free for up to 10 users.\n")]);
        assert!(found.iter().any(|found| found.restriction.is_some() && found.silent.is_none()), "{path}: {found:?}");
    }
    for path in
        ["docs/api/README.md", "readme.go", "README-of-the-whole-build-system.md", "docs/LEGAL.md", "pricing.go"]
    {
        assert_eq!(readmes(&[("LICENSE", "MIT"), (path, says)]), [], "{path}");
    }
}

#[test]
fn what_is_said_again_and_again_is_told_once_and_of_long_documents_the_first_are_read() {
    let again =
        with(&"The server is under the GPL-3.0.\n\n## License\n\nThe rest is under the AGPL-3.0, too.\n\n".repeat(40));
    assert_eq!(again.others.iter().map(|(_, ids)| ids.join(" ")).collect::<Vec<_>>(), ["GPL-3.0", "AGPL-3.0"]);

    let long = format!("## License\n\nMIT\n\n## Use\n\n{}", "word ".repeat(200_000));
    let documents = (1..=4).map(|n| (format!("README.{n}.md"), &long));
    let tree = documents.fold(Tree::of(&[("LICENSE", "MIT")]), |tree, (path, text)| tree.with(&path, text));
    let fact = licence::collect(&tree.repository(), &tree);
    let statements = &fact.seen().expect("the licence is seen").statements;
    let [unread] = &statements.unread[..] else { panic!("{:?}", statements.unread) };
    assert_eq!(statements.readmes.len(), 2);
    assert_eq!(
        unread.cause.detail,
        "only the first 2 megabytes of documents on the licence are read, so README.3.md is not"
    );
}
