//! `compatible-licence`: one test for every row of the item's table, and for what surrounds the files.

use plugin_ready::checklist::compatible_licence::ITEM;
use plugin_ready::evidence::licence;
use plugin_ready::evidence::repository::{File, FileKind, Repository, Status};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::{Judgement, Verdict};

use crate::support::tree::Tree;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

fn judge_in(tree: &Tree, repository: Repository) -> Judgement {
    let licence = licence::collect(&repository, tree);
    (ITEM.judge)(&Evidence { repository, licence, ..Evidence::default() })
}

fn judge(files: &[(&str, &str)]) -> Judgement {
    let tree = Tree::of(files);
    judge_in(&tree, tree.repository())
}

fn link(path: &str, target: &str) -> File {
    File {
        path: path.to_owned(),
        kind: FileKind::Link { target: target.to_owned() },
        status: Status::Clean,
        oid: None,
        size: 0,
    }
}

fn with_files(tree: &Tree, more: Vec<File>) -> Repository {
    let mut repository = tree.repository();
    repository.files.extend(more);
    repository.files.sort_by(|a, b| a.path.cmp(&b.path));
    repository
}

#[track_caller]
fn passes(judgement: &Judgement, expression: &str, recommended: bool) {
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert_eq!(judgement.facts["expression"], expression);
    assert_eq!(judgement.facts["category"], "A");
    assert_eq!(judgement.facts["recommended"], recommended);
}

#[track_caller]
fn fails(judgement: &Judgement, category: &str, says: &str) {
    assert_eq!(judgement.verdict, Verdict::Fail, "{}", judgement.because);
    assert_eq!(judgement.facts["category"], category);
    assert!(judgement.because.contains(says), "{}", judgement.because);
    assert!(judgement.help.is_some());
}

#[track_caller]
fn pends(judgement: &Judgement, who: Role, category: &str, says: &str) {
    assert_eq!(judgement.verdict, Verdict::Pending(who), "{}", judgement.because);
    assert_eq!(judgement.facts["category"], category, "{}", judgement.because);
    assert!(judgement.because.contains(says), "{}", judgement.because);
    assert!(judgement.help.is_some());
    assert!(!judgement.locations.is_empty());
}

#[test]
fn a_recommended_licence_passes() {
    for id in ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"] {
        for name in [
            "LICENSE",
            "LICENSE.txt",
            "license.md",
            "COPYING",
            "Licence",
            "LICENSE-MIT-style".trim_end_matches("-MIT-style"),
        ] {
            let judgement = judge(&[(name, text(id))]);
            passes(&judgement, id, true);
            assert_eq!(judgement.facts["files"], serde_json::json!([name]));
        }
    }
}

#[test]
fn another_category_a_licence_passes_with_its_row() {
    let judgement = judge(&[("LICENSE", text("Zlib"))]);
    passes(&judgement, "Zlib", false);
    assert!(judgement.because.contains("zlib/libpng"), "{}", judgement.because);
}

#[test]
fn a_licence_close_to_a_row_needs_a_person() {
    pends(&judge(&[("LICENSE", text("X11"))]), Role::CoreCommitter, "unlisted", "MIT/X11");
    pends(&judge(&[("LICENSE", text("Unicode-3.0"))]), Role::CoreCommitter, "unlisted", "UNICODE");
}

#[test]
fn categories_b_and_x_fail_with_the_reason() {
    fails(&judge(&[("LICENSE", text("MPL-2.0"))]), "B", "weak copyleft");
    fails(&judge(&[("LICENSE", text("GPL-3.0-only"))]), "X", "larger works");
    fails(&judge(&[("LICENSE", text("AGPL-3.0-only"))]), "X", "AGPL-3.0");
    fails(&judge(&[("LICENSE", text("JSON"))]), "X", "JSON");
    fails(&judge(&[("LICENSE", text("BSD-4-Clause"))]), "X", "advertising");
    fails(&judge(&[("LICENSE", text("CC-BY-NC-4.0"))]), "X", "commercial");
    fails(&judge(&[("LICENSE", text("BUSL-1.1"))]), "X", "field of use");
}

#[test]
fn no_change_is_promised_where_none_is_shown() {
    let whole = text("GPL-3.0-only");
    let most = whole.char_indices().nth(whole.chars().count() * 6 / 10).map_or(whole, |(at, _)| &whole[..at]);
    let judgement = judge(&[("LICENSE", most)]);
    pends(&judgement, Role::CoreCommitter, "modified", "like GPL-3.0-only, with many changes");
    let help = judgement.help.unwrap();
    assert!(help.starts_with("GPL-3.0-only itself is Category X") && !help.contains("shows every change"), "{help}");
}

#[test]
fn every_listed_text_gets_its_category() {
    let mut wrong = Vec::new();
    for (id, text) in spdx::text::LICENSE_TEXTS {
        let category = licence::category::of(id).name();
        if matches!(category, "B" | "X") {
            let judgement = judge(&[("LICENSE", text)]);
            if judgement.verdict != Verdict::Fail || judgement.facts["category"] != category {
                wrong.push(format!("{id}: {} {}", judgement.verdict.name(), judgement.because));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_commons_clause_fails_whatever_it_stands_beside() {
    let clause =
        "\"Commons Clause\" License Condition v1.0\n\nThe License does not include the right to Sell the Software.\n\n";
    let judgement = judge(&[("LICENSE", &format!("{clause}{}", text("Apache-2.0")))]);
    fails(&judgement, "X", "Commons Clause");
}

#[test]
fn unlisted_and_custom_texts_need_a_person() {
    pends(&judge(&[("LICENSE", text("Elastic-2.0"))]), Role::CoreCommitter, "unlisted", "Elastic-2.0");
    pends(&judge(&[("LICENSE", text("EUPL-1.2"))]), Role::CoreCommitter, "unlisted", "EUPL-1.2");
    let custom = "You may look at this plugin, and tell your friends about it, as long as you smile while doing so.";
    pends(&judge(&[("LICENSE", custom)]), Role::CoreCommitter, "unlisted", "text of its own");
    let reserved = "Copyright 2024 Example Ltd. All rights reserved. No part of this plugin may leave the building.";
    pends(&judge(&[("LICENSE", reserved)]), Role::CoreCommitter, "unlisted", "reserves all rights");
}

#[test]
fn mattermosts_own_source_available_licence_fails_by_name() {
    let short = "The Mattermost Source Available License license (the \"Source Available License\")\n\nUse in production needs a valid subscription.";
    fails(&judge(&[("LICENSE", short)]), "unlisted", "Mattermost Source Available License");
}

#[test]
fn a_modified_text_needs_a_person_and_shows_the_words() {
    let changed = text("MIT").replace("without restriction", "with some restriction");
    let judgement = judge(&[("LICENSE", &changed)]);
    pends(&judgement, Role::Author, "modified", "MIT with \"with some\" in place of \"without\"");
    let span = judgement.locations[0].span.expect("a span");
    let line = changed.lines().nth(span.start.line - 1).expect("the line");
    let words: String =
        line.chars().skip(span.start.column - 1).take(span.end.column - span.start.column + 1).collect();
    assert_eq!(words, "with some");

    let added = format!("{}\nNot for use in submarines.\n", text("Apache-2.0"));
    let judgement = judge(&[("LICENSE", &added)]);
    pends(&judgement, Role::Author, "modified", "added words: \"not for use in submarines\"");

    let dropped = text("BSD-3-Clause").replace("without specific prior written permission", "");
    pends(
        &judge(&[("LICENSE", &dropped)]),
        Role::Author,
        "modified",
        "without the words \"without specific prior written permission\"",
    );
}

#[test]
fn a_notice_or_a_name_needs_the_full_text() {
    let apache = text("Apache-2.0");
    let notice = &apache[apache.find("Licensed under the Apache License").expect("the notice")..];
    pends(
        &judge(&[("LICENSE", &format!("Copyright 2020 Example Ltd\n\n{notice}"))]),
        Role::Author,
        "none",
        "only names Apache-2.0",
    );
    pends(&judge(&[("LICENSE", "MIT License")]), Role::Author, "none", "only names MIT");
    pends(
        &judge(&[("LICENSE", "SPDX-License-Identifier: BSD-3-Clause")]),
        Role::Author,
        "none",
        "only names BSD-3-Clause",
    );
}

#[test]
fn no_licence_file_fails() {
    let judgement = judge(&[("README.md", "# Demo\n\n## License\n\nMIT License\n")]);
    fails(&judgement, "none", "no licence file");
    assert_eq!(judgement.facts["files"], serde_json::json!([]));
    let nothing = (ITEM.judge)(&Evidence::default());
    fails(&nothing, "none", "no licence file");
}

#[test]
fn a_file_that_cannot_count_fails_with_its_reason() {
    fails(&judge(&[("LICENSE", " \n\t\n")]), "none", "empty");
    let tree = Tree::of(&[("plugin.json", "{}")]);
    for (target, says) in [
        ("COPYING", "link to nothing"),
        ("LICENSE", "back to itself"),
        ("../LICENSE", "out of the repository"),
        ("/usr/share/common-licenses/MIT", "out of the repository"),
    ] {
        fails(&judge_in(&tree, with_files(&tree, vec![link("LICENSE", target)])), "none", says);
    }
    let tree = Tree::of(&[("LICENSE", text("MIT"))]);
    for (status, says) in [(Status::Untracked, "not tracked"), (Status::Deleted, "deleted")] {
        let mut repository = tree.repository();
        repository.files[0].status = status;
        fails(&judge_in(&tree, repository), "none", says);
    }
}

#[test]
fn a_link_to_a_text_counts() {
    let tree = Tree::of(&[("docs/licence.txt", text("MIT"))]);
    passes(&judge_in(&tree, with_files(&tree, vec![link("LICENSE", "./docs/licence.txt")])), "MIT", true);
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let tree = Tree::of(&[("LICENSE", vec![b' '; (1 << 20) + 1])]);
    let judgement = judge_in(&tree, tree.repository());
    assert!(
        matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::TooLarge),
        "{judgement:?}"
    );
    let tree = Tree::of(&[("LICENSE", b"%PDF-1.7\n\x00\x01\x02")]);
    let judgement = judge_in(&tree, tree.repository());
    assert!(
        matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Malformed),
        "{judgement:?}"
    );
    let licence = Fact::Blind(Cause::new(CauseKind::Git, "no objects"));
    let judgement = (ITEM.judge)(&Evidence { licence, ..Evidence::default() });
    assert!(matches!(judgement.verdict, Verdict::Unknown(_)));
}

#[test]
fn encodings_do_not_matter() {
    let mit = text("MIT");
    let utf_16: Vec<u8> = mit.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut marked = vec![0xff, 0xfe];
    marked.extend(&utf_16);
    for bytes in [
        utf_16,
        marked,
        [b"\xef\xbb\xbf", mit.as_bytes()].concat(),
        [b"Copyright \xa9 2024 Jos\xe9\n", mit.as_bytes()].concat(),
    ] {
        let tree = Tree::of(&[("LICENSE", bytes)]);
        passes(&judge_in(&tree, tree.repository()), "MIT", true);
    }
}

// Several files

#[test]
fn several_root_files_hold_together() {
    let judgement = judge(&[("LICENSE", text("MIT")), ("LICENSE-APACHE", text("Apache-2.0"))]);
    passes(&judgement, "MIT AND Apache-2.0", true);
    fails(&judge(&[("LICENSE", text("MIT")), ("LICENSE-GPL", text("GPL-3.0-only"))]), "X", "GPL-3.0");
}

#[test]
fn files_named_after_licences_are_a_choice() {
    let judgement = judge(&[("LICENSE-MIT", text("MIT")), ("LICENSE-APACHE", text("Apache-2.0"))]);
    passes(&judgement, "Apache-2.0 OR MIT", true);
    let (mit, gpl) = (("LICENSE.mit", text("MIT")), ("LICENSE.gpl", text("GPL-2.0-only")));
    let judgement = judge(&[mit, gpl]);
    assert_eq!(judgement.verdict, Verdict::Pending(Role::Author), "in doubt it is no choice: {}", judgement.because);
    assert!(judgement.because.contains("LICENSE.gpl alone would not pass"), "{}", judgement.because);
    let readme = "# Demo\n\nLicensed under either of the MIT License or the GNU General Public License v2.0 only, at your option.\n";
    let judgement = judge(&[mit, gpl, ("README.md", readme)]);
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
}

#[test]
fn a_text_that_offers_the_choice_makes_it_one() {
    let offer = "Licensed under either of the Apache License, Version 2.0 or the MIT License at your option.";
    let judgement = judge(&[("LICENSE", offer), ("LICENSE-MIT", text("MIT")), ("LICENSE-APACHE", text("Apache-2.0"))]);
    passes(&judgement, "Apache-2.0 OR MIT", true);
    let readme = "# Demo\n\n## License\n\nDual-licensed under the MIT License or the GNU General Public License v3.0 only, at your option.\n";
    let judgement = judge(&[("LICENSE", text("MIT")), ("COPYING", text("GPL-3.0-only")), ("README.md", readme)]);
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
}

#[test]
fn a_readme_may_name_the_licences_of_a_choice_by_their_ids_or_files() {
    let (apache, gpl) = (("LICENSE-APACHE", text("Apache-2.0")), ("LICENSE-GPL", text("GPL-3.0-only")));
    let with = |says: &str| judge(&[apache, gpl, ("README.md", &format!("# Demo\n\n## License\n\n{says}\n"))]);
    for says in [
        "Licensed under either of Apache-2.0 or GPL-3.0 at your option.",
        "Apache-2.0 or GPL-3.0-or-later, at your option.",
        "Either [Apache](LICENSE-APACHE) or [GPL](./LICENSE-GPL).",
    ] {
        let judgement = with(says);
        assert_eq!(judgement.verdict, Verdict::Pass, "{says}: {}", judgement.because);
    }
    for says in [
        "Apache-2.0 for the server, GPL-3.0 for the webapp.",
        "The server is under Apache-2.0; the webapp under GPL-3.0, either version 3 or (at your option) any later version.",
        "Either way, see LICENSE-APACHE and LICENSE-OTHER.",
        "MyApache-2.0x or XGPL-3.0-1 at your option.",
    ] {
        assert_eq!(with(says).verdict, Verdict::Pending(Role::Author), "{says}");
    }
    let says = "# Demo\n\n## License\n\nAGPL-3.0.\n";
    let contradicted = judge(&[("LICENSE", text("MIT")), ("README.md", says)]);
    pends(&contradicted, Role::Author, "unlisted", "README.md says AGPL-3.0, not MIT");
}

#[test]
fn a_choice_covers_what_its_sentence_names_and_nothing_else() {
    let (mit, apache) = (("LICENSE-MIT", text("MIT")), ("LICENSE-APACHE", text("Apache-2.0")));
    let of = |other: (&str, &str), says: &str| {
        judge(&[mit, apache, other, ("README.md", &format!("# Demo\n\n## License\n\n{says}\n"))])
    };
    let offer = "Licensed under either of\n\n* Apache License, Version 2.0 (LICENSE-APACHE)\n* MIT license (LICENSE-MIT)\n\nat your option.";
    for path in ["LICENSE-GPL", "COPYING", "LICENSES/GPL-3.0-only.txt"] {
        let judgement = of((path, text("GPL-3.0-only")), offer);
        pends(&judgement, Role::Author, "unlisted", &format!("{path} alone would not pass"));
    }
    assert_ne!(of(("LICENSE", "Ask us for a subscription."), offer).verdict, Verdict::Pass);
    let notice = "Licensed under either of the Apache License, Version 2.0 or the MIT License at your option.";
    let files = [("LICENSE", notice), mit, apache, ("COPYING", text("GPL-3.0-only"))];
    pends(&judge(&files), Role::Author, "unlisted", "COPYING alone would not pass");
    let named = "Licensed under any of MIT, Apache-2.0 or GPLv3 (LICENSE-GPL), at your option.";
    assert_eq!(of(("LICENSE-GPL", text("GPL-3.0-only")), named).verdict, Verdict::Pass);
}

#[test]
fn what_is_no_choice_of_the_plugins_licence_is_none() {
    for says in [
        "MIT for schools, GPL-3.0 for others; not at your option.",
        "Either MIT (for schools) or GPL-3.0 (for companies) applies, depending on who you are.",
        "Dual licensed: MIT for the webapp or the docs, GPL-3.0 for the server.",
        "MIT for the webapp and GPL-3.0 for the server; either file has to be shipped.",
        "This plugin is GPL-3.0. It uses jszip, dual-licensed under MIT or GPL-3.0.",
        "Until 1.0 this was available under either MIT or GPL-3.0. Since then it is GPL-3.0.",
        "The icons are under either MIT or Apache-2.0 at your option. The code is under GPL-3.0.",
    ] {
        let readme = format!("# Demo\n\n## License\n\n{says}\n");
        for (mit, gpl) in [("LICENSE-MIT", "LICENSE-GPL"), ("LICENSE", "COPYING")] {
            let files = [(mit, text("MIT")), (gpl, text("GPL-3.0-only")), ("README.md", readme.as_str())];
            assert_ne!(judge(&files).verdict, Verdict::Pass, "{says}");
        }
    }
}

#[test]
fn what_reuse_says_of_other_files_counts() {
    let forms = [
        ("REUSE.toml", "version = 1\n\n[[annotations]]\npath = \"server/**\"\nSPDX-License-Identifier = \"<id>\"\n"),
        (".reuse/dep5", "Files: server/*\nCopyright: Example Ltd\nLicense: <id>\n"),
        ("server/logo.png.license", "SPDX-FileCopyrightText: Example Ltd\n\nSPDX-License-Identifier: <id>\n"),
    ];
    for (path, form) in forms {
        let of = |id: &str| judge(&[("LICENSE", text("MIT")), (path, &form.replace("<id>", id))]);
        passes(&of("MIT"), "MIT", true);
        pends(&of("GPL-3.0-only"), Role::Author, "unlisted", &format!("{path} says GPL-3.0-only, not MIT"));
    }
    for form in [
        "\"SPDX-License-Identifier\" = \"<id>\"",
        "SPDX-License-Identifier = [\"MIT\", \"<id>\"]",
        "SPDX-License-Identifier = [\n  \"MIT\",\n  \"<id>\",\n]",
        "SPDX-License-Identifier = \"MIT\"\nSPDX-License-Identifier = \"<id>\" # theirs",
    ] {
        let of = |id: &str| judge(&[("LICENSE", text("MIT")), ("REUSE.toml", &form.replace("<id>", id))]);
        passes(&of("Apache-2.0"), "MIT", true);
        pends(&of("EUPL-1.2"), Role::Author, "unlisted", "REUSE.toml says EUPL-1.2, not MIT");
    }
    let comment = "# SPDX-License-Identifier: EUPL-1.2 is what others have.\n";
    passes(&judge(&[("LICENSE", text("MIT")), ("REUSE.toml", comment)]), "MIT", true);
}

#[test]
fn a_dual_licence_without_category_a_never_passes() {
    let offer = "This plugin is available under the GNU Affero General Public License v3.0 or a commercial licence of Example Ltd.";
    let judgement =
        judge(&[("LICENSE", &format!("{offer}\n\n{}", text("AGPL-3.0-only"))), ("LICENSE.commercial", "Ask us.")]);
    fails(&judgement, "X", "AGPL-3.0");
    assert_ne!(judge(&[("LICENSE", offer)]).verdict, Verdict::Pass);
}

#[test]
fn a_policy_with_several_complete_licences_never_passes() {
    let policy = format!(
        "Licensing policy\n\nThe source code is available under the AGPL or a commercial licence. Admin tools are under Apache.\n\n{}\n\n{}",
        text("Apache-2.0"),
        text("AGPL-3.0-only")
    );
    assert_ne!(judge(&[("LICENSE.txt", &policy)]).verdict, Verdict::Pass);
    let prose = format!("Everything in ee/ needs a subscription.\n\n{}", text("Apache-2.0"));
    pends(&judge(&[("LICENSE.txt", &prose)]), Role::Author, "modified", "needs a subscription");
}

#[test]
fn differing_copies_need_a_person() {
    let judgement = judge(&[("LICENSE", text("MIT")), ("COPYING", text("Apache-2.0"))]);
    pends(&judgement, Role::Author, "unlisted", "COPYING is Apache-2.0, but LICENSE is MIT");
    passes(&judge(&[("LICENSE", text("MIT")), ("LICENSE.md", &text("MIT").to_uppercase())]), "MIT", true);
}

#[test]
fn reuse_texts_count() {
    passes(&judge(&[("LICENSES/Apache-2.0.txt", text("Apache-2.0"))]), "Apache-2.0", true);
    passes(
        &judge(&[("LICENSES/MIT.txt", text("MIT")), ("LICENSES/CC0-1.0.txt", text("CC0-1.0"))]),
        "CC0-1.0 AND MIT",
        false,
    );
    fails(&judge(&[("LICENSES/GPL-3.0-only.txt", text("GPL-3.0-only"))]), "X", "GPL-3.0");
    pends(&judge(&[("LICENSES/MIT.txt", text("Apache-2.0"))]), Role::Author, "modified", "not what its name says");
    for path in ["LICENSES/CC-BY-4.0.txt", "LICENSE-docs"] {
        let beside = [("LICENSE", text("MIT")), (path, text("CC-BY-4.0"))];
        pends(&judge(&beside), Role::CoreCommitter, "unlisted", "some files are under CC-BY-4.0");
        fails(&judge(&beside[1..]), "B", "CC-BY-4.0");
    }
    let server = [("LICENSE", text("MIT")), ("LICENSE-server", text("MPL-2.0"))];
    fails(&judge(&server), "B", "MPL-2.0");
    pends(
        &judge(&[("LICENSES/LicenseRef-Ours.txt", "Ask us first.")]),
        Role::CoreCommitter,
        "unlisted",
        "text of its own",
    );
}

// What takes something back

#[test]
fn siblings_that_restrict_need_a_person() {
    for name in
        ["COMMONS-CLAUSE", "LICENSE.enterprise", "LICENSE-COMMERCIAL.md", "COMMERCIAL.txt", "PATENTS", "EULA.txt"]
    {
        let judgement = judge(&[("LICENSE", text("Apache-2.0")), (name, "You need a subscription.")]);
        pends(&judgement, Role::CoreCommitter, "unlisted", name);
    }
}

#[test]
fn a_named_folder_with_other_terms_passes_and_is_named() {
    let enterprise = "Mattermost Source Available License\n\nUse in production needs a valid subscription.";
    let files = [("LICENSE.txt", text("Apache-2.0")), ("server/enterprise/LICENSE", enterprise)];
    let judgement = judge(&files);
    passes(&judgement, "Apache-2.0", true);
    assert!(judgement.because.contains("server/enterprise/"), "{}", judgement.because);
    assert!(judgement.because.contains("Mattermost Source Available License"), "{}", judgement.because);

    let tree = Tree::of(&files);
    let judgement = judge_in(&tree, with_files(&tree, vec![link("LICENSE.enterprise", "./server/enterprise/LICENSE")]));
    passes(&judgement, "Apache-2.0", true);
    assert_eq!(judgement.facts["other_terms"], serde_json::json!(["server/enterprise/"]));

    let tree = Tree::of(&files[..1]);
    let judgement = judge_in(&tree, with_files(&tree, vec![link("LICENSE.enterprise", "server/enterprise/LICENSE")]));
    passes(&judgement, "Apache-2.0", true);
    assert!(
        judgement.because.ends_with("; LICENSE.enterprise links to server/enterprise/LICENSE, which is not there"),
        "a dangling link names the folder, too: {}",
        judgement.because
    );
}

#[test]
fn other_terms_in_two_languages_are_told_once() {
    let fonts = [("fonts/LICENSE_E", "Ask us first."), ("fonts/LICENSE_J", "Fragt uns zuerst.")];
    let judgement = judge(&[&[("LICENSE", text("MIT")), ("a.go", ""), ("b.go", "")], fonts.as_slice()].concat());
    passes(&judgement, "MIT", true);
    assert_eq!(judgement.because.matches("fonts/ has other terms").count(), 1, "{}", judgement.because);
    assert_eq!(judgement.facts["other_terms"], serde_json::json!(["fonts/"]));
}

#[test]
fn other_terms_for_half_of_the_plugin_need_a_person() {
    let judgement = judge(&[("LICENSE", text("MIT")), ("server/LICENSE", text("AGPL-3.0-only"))]);
    pends(&judgement, Role::CoreCommitter, "unlisted", "server/ has other terms");
}

#[test]
fn what_share_of_the_plugin_has_other_terms_is_told_by_its_sources_as_well() {
    let of = |sources: &[&str]| {
        let fixed = [("LICENSE", text("MIT")), ("core/LICENSE", "Ask us first.")];
        judge(&fixed.into_iter().chain(sources.iter().map(|path| (*path, "package core\n"))).collect::<Vec<_>>())
    };
    for most in [
        &["core/a.go", "core/b.go", "main.go", "core_test.go", "extra_test.go"][..],
        &["core/a.go", "a/x.ts", "a/y.ts", "a/z.ts"],
        &["core/a.ts", "core/b.ts", "main.go"],
    ] {
        pends(&of(most), Role::CoreCommitter, "unlisted", "core/ has other terms");
    }
    for least in [&["core/a.go", "a.go", "b.go"][..], &["core/a.ts", "a.ts", "main.go"], &[]] {
        let judgement = of(least);
        passes(&judgement, "MIT", true);
        assert_eq!(judgement.facts["other_terms"], serde_json::json!(["core/"]));
    }
    for folder in ["backend", "web", "license", "server/plugin"] {
        let path = format!("{folder}/LICENSE");
        let judgement = judge(&[("LICENSE", text("MIT")), (&path, "Ask us first."), ("a.go", ""), ("b.go", "")]);
        pends(&judgement, Role::CoreCommitter, "unlisted", &format!("{folder}/ has other terms"));
    }
}

#[test]
fn a_link_to_nothing_beside_the_licence_needs_a_person() {
    let tree = Tree::of(&[("LICENSE", text("MIT"))]);
    for (path, target) in [("COPYING", "gone"), ("LICENSE.md", "../../LICENSE"), ("LICENSE.txt", "LICENSE.txt")] {
        let judgement = judge_in(&tree, with_files(&tree, vec![link(path, target)]));
        pends(&judgement, Role::Author, "unlisted", &format!("{path} is a link "));
    }
    let judgement = judge_in(&tree, with_files(&tree, vec![link("LICENSE.md", "LICENSE")]));
    passes(&judgement, "MIT", true);
}

#[test]
fn a_link_in_a_folder_counts_for_what_it_leads_to() {
    let ours = [("LICENSE", text("MIT")), ("a.go", "package main\n"), ("b.go", "package main\n")];
    let tree = Tree::of(&[&ours[..], &[("ee/LICENSE", "Ask us first.")]].concat());
    for (target, says) in [("../ee/LICENSE", "a text of its own"), ("../gone", "server/ has other terms")] {
        let judgement = judge_in(&tree, with_files(&tree, vec![link("server/LICENSE", target)]));
        pends(&judgement, Role::CoreCommitter, "unlisted", says);
        assert_eq!(judgement.locations[0].path, "server/LICENSE");
    }
    let tree = Tree::of(&ours);
    passes(&judge_in(&tree, with_files(&tree, vec![link("server/LICENSE", "../LICENSE")])), "MIT", true);
}

#[test]
fn licences_of_others_work_do_not_count() {
    let files = [
        ("LICENSE", text("MIT")),
        ("vendor/example.com/x/LICENSE", text("GPL-3.0-only")),
        ("webapp/node_modules/x/LICENSE", text("GPL-3.0-only")),
        ("LICENSE-3RD-PARTY.txt", text("GPL-3.0-only")),
        (".assistant/license-review.md", "How to review a licence."),
        ("docs/license-review.md", "How to review a licence."),
        ("server/license.go", "package server\n"),
        ("client/LICENSE", text("Apache-2.0")),
    ];
    passes(&judge(&files), "MIT", true);
}

#[test]
fn headers_that_name_something_else_need_a_person() {
    let header = |id: &str| {
        format!("// SPDX-FileCopyrightText: 2024 Example Ltd\n// SPDX-License-Identifier: {id}\n\npackage main\n")
    };
    let eupl = header("EUPL-1.2");
    let files = [("LICENSE", text("Apache-2.0")), ("server/a.go", eupl.as_str()), ("server/b.go", eupl.as_str())];
    pends(&judge(&files), Role::Author, "unlisted", "server/a.go (and 1 more) says EUPL-1.2, not Apache-2.0");
    let mit = header("MIT OR GPL-3.0-only");
    passes(&judge(&[("LICENSE", text("Apache-2.0")), ("server/a.go", mit.as_str())]), "Apache-2.0", true);
    let points = "// Copyright Example Ltd\n// See LICENSE.enterprise for license information.\n\npackage main\n";
    let judgement = judge(&[("LICENSE", text("Apache-2.0")), ("server/a.go", points)]);
    pends(&judgement, Role::Author, "unlisted", "points to LICENSE.enterprise");
    let ours = [("LICENSE", text("Apache-2.0")), ("server/a.go", "package main\n"), ("server/b.go", "package main\n")];
    let files = [&ours[..], &[("server/ee/LICENSE", "Ask us first."), ("server/ee/a.go", points)]].concat();
    passes(&judge(&files), "Apache-2.0", true);
}

#[test]
fn a_header_that_names_another_licence_in_words_needs_a_person() {
    let of = |header: &str| {
        let source = format!("{header}\npackage main\n");
        judge(&[("LICENSE", text("Apache-2.0")), ("server/a.go", source.as_str())])
    };
    let gnu = "// This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public\n\
        // License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any\n\
        // later version.\n";
    pends(&of(gnu), Role::Author, "unlisted", "the header of server/a.go names GPL-3.0-or-later, not Apache-2.0");
    assert_eq!(of(&format!("// A robot.\n{gnu}")).locations[0].to_string(), "server/a.go:2:1");
    for (header, id) in [
        ("/* GNU Lesser General Public License version 2.1. */", "LGPL-2.1-only"),
        ("// Distributed under the GNU Affero General Public License.", "AGPL-3.0-or-later"),
        ("# Released under the GNU General Public License", "GPL-1.0-or-later"),
        ("// GNU General Public License version 2.\n// Parts are under the MIT License.", "GPL-2.0-only"),
        ("// subject to the terms of the Mozilla Public License, v. 2.0.", "MPL-2.0"),
        ("// This file is licensed under the Elastic License 2.0.", "Elastic-2.0"),
        ("// Licensed under GPLv3", "GPL-3.0"),
        ("// Released under the GPL v3", "GPL-3.0"),
        ("/**\n * License: GPL\n */", "GPL-1.0-or-later"),
    ] {
        pends(&of(header), Role::Author, "unlisted", &format!("names {id}, not Apache-2.0"));
    }
    for (header, words) in [
        ("// Copyright Example Ltd.\n// PROPRIETARY AND CONFIDENTIAL", "proprietary and confidential"),
        ("/*\nUnauthorized copying of this file is prohibited.\n*/", "unauthorized copying"),
        ("#!/bin/sh\n# For internal use only.", "for internal use only"),
        ("// Copyright Example Ltd. Proprietary. Do not distribute.", "proprietary"),
        ("// Not open source.", "not open source"),
        ("// You may not copy this file.", "may not copy this file"),
        ("// Copyright Example Ltd. Use is limited to customers.", "use is limited"),
    ] {
        pends(&of(header), Role::Author, "unlisted", &format!("server/a.go says \"{words}\", not Apache-2.0"));
    }
    for (header, says) in [
        ("/**\n * @license GPL-3.0\n */", "GPL-3.0"),
        ("// Copyright Example Ltd.\n// Licence: AGPL-3.0-only", "AGPL-3.0-only"),
        ("# License: Commercial", "Commercial"),
    ] {
        pends(&of(header), Role::Author, "unlisted", &format!("the header of server/a.go says {says}, not Apache-2.0"));
    }
    for harmless in [
        "// License: MIT",
        "/* @license React\n * Copyright Example Ltd. */",
        "// License: see LICENSE",
        "// Unless required by law, software distributed under the License is distributed \"as is\".",
        "package main\n\n// License: GPL is what it prints.",
        "// Dual licensed under the MIT License or the GNU General Public License version 2.",
        "// PublicLicenseKey opens the public licence server.",
        "// Copyright Example Ltd. All rights reserved.",
        "// Licensed under MIT, and of use with GPLv3.",
        "package main\n\n// Servers licensed under the Elastic License are listed.",
        "package main\n\n// It warns of messages that are proprietary and confidential.",
    ] {
        assert_eq!(of(harmless).verdict, Verdict::Pass, "{harmless}");
    }
}

#[test]
fn what_a_header_says_beside_an_id_of_category_a_counts() {
    let of = |header: &str| {
        let source = format!("{header}\n\npackage main\n");
        judge(&[("LICENSE", text("MIT")), ("server/a.go", source.as_str()), ("server/b.go", "package main\n")])
    };
    for (header, told) in [
        ("// SPDX-License-Identifier: MIT\n// SPDX-License-Identifier: AGPL-3.0-only", "says AGPL-3.0-only"),
        ("// SPDX-License-Identifier: MIT\n// For internal use only.", "says \"for internal use only\""),
        (
            "// SPDX-License-Identifier: MIT\n// See LICENSE.enterprise for license information.",
            "points to LICENSE.enterprise",
        ),
        ("// Governed by the terms in EULA.md.", "points to EULA.md"),
        ("// See server/ee/LICENSE.", "points to server/ee/LICENSE"),
        ("// Available under the Elastic License 2.0.", "names Elastic-2.0"),
        ("// Licensed under the Acme Enterprise License.", "says \"licensed under the acme enterprise license\""),
        ("'use strict';\n/* Licensed under the AGPLv3. */", "names AGPL-3.0"),
        ("-- Licensed under the AGPLv3.", "names AGPL-3.0"),
    ] {
        pends(&of(header), Role::Author, "unlisted", told);
    }
    for harmless in [
        "// SPDX-License-Identifier: MIT\n// SPDX-License-Identifier: Apache-2.0",
        "// SPDX-License-Identifier: MIT\n// See LICENSE.txt for license information.",
        "// Licensed under the same terms as Go.",
        "// Licensed under a BSD-style license that is in LICENSE.",
        "// Licensed under the terms found in server/LICENSE.",
        "// Licensed under the License.",
        "// Every team gets a list. Licensed under MIT.",
    ] {
        assert_eq!(of(harmless).verdict, Verdict::Pass, "{harmless}: {}", of(harmless).because);
    }
}

#[test]
fn a_header_counts_however_long_the_source_is_and_one_that_cannot_be_read_is_unknown() {
    let of = |source: &str| judge(&[("LICENSE", text("Apache-2.0")), ("server/api.go", source)]);
    let header = "// SPDX-License-Identifier: GPL-3.0-only\n\npackage main\n";
    let long = format!("{header}{}", "// more\n".repeat(200_000));
    pends(&of(&long), Role::Author, "unlisted", "server/api.go");
    let too_long = format!("{header}{}", "// more\n".repeat(3_000_000));
    let judgement = of(&too_long);
    assert!(
        matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::TooLarge),
        "{judgement:?}"
    );
    assert_eq!(judgement.locations[0].path, "server/api.go");
}

#[test]
fn a_package_json_that_contradicts_needs_a_person() {
    let package = |id: &str| format!("{{\n  \"name\": \"demo\",\n  \"license\": \"{id}\"\n}}\n");
    for (id, verdict) in [
        ("MIT", Verdict::Pass),
        ("ISC", Verdict::Pass),
        ("SEE LICENSE IN LICENSE", Verdict::Pass),
        ("my own", Verdict::Pending(Role::Author)),
        ("GPL-3.0", Verdict::Pending(Role::Author)),
        ("UNLICENSED", Verdict::Pending(Role::Author)),
        ("Apache License, Version 2.0", Verdict::Pass),
        ("Apache2", Verdict::Pass),
        ("GPL", Verdict::Pending(Role::Author)),
        ("GPLv3", Verdict::Pending(Role::Author)),
        ("SSPL", Verdict::Pending(Role::Author)),
        ("Commercial", Verdict::Pending(Role::Author)),
        ("Elastic License 2.0", Verdict::Pending(Role::Author)),
        ("MIT with Commons Clause", Verdict::Pending(Role::Author)),
        ("SEE LICENSE IN EULA.md", Verdict::Pending(Role::Author)),
    ] {
        let judgement = judge(&[("LICENSE", text("MIT")), ("webapp/package.json", &package(id))]);
        assert_eq!(judgement.verdict, verdict, "{id}: {}", judgement.because);
    }
}

#[test]
fn every_field_for_a_licence_counts_in_any_package_of_the_plugins() {
    for (path, package) in [
        ("webapp/package.json", "{\"licence\": \"GPL-3.0\"}"),
        ("webapp/package.json", "{\"License\": {\"name\": \"GPL-3.0\"}}"),
        ("webapp/package.json", "{\"license\": \"MIT\", \"licenses\": [{\"type\": \"GPL-3.0\"}]}"),
        ("webapp/package.json", "{\"license\": [\"MIT\", \"GPL-3.0\"]}"),
        ("webapp/packages/core/a/package.json", "{\"license\": \"GPL-3.0\"}"),
        ("plugin.json", "{\"license\": \"Proprietary\"}"),
        ("composer.json", "{\"license\": \"proprietary\"}"),
        ("package.json", "{\"license\": \"SEE LICENSE IN docs/terms.md\"}"),
        ("package.json", "{\"license\": \"SEE LICENSE IN ee/LICENSE\"}"),
        ("package.json", "{\"license\": \"MIT for students\"}"),
    ] {
        let judgement = judge(&[("LICENSE", text("MIT")), (path, package)]);
        pends(&judgement, Role::Author, "unlisted", path);
    }
    for (path, package) in [
        ("webapp/package.json", "{\"license\": [\"MIT\", \"Apache-2.0\"]}"),
        ("webapp/package.json", "{\"license\": \"See license in ../LICENSE.txt\"}"),
        ("webapp/package.json", "{\"license\": \"The MIT License\"}"),
        ("webapp/package.json", "{\"license\": \"MIT/Apache-2.0\"}"),
        ("docs/package.json", "{\"license\": \"GPL-3.0\"}"),
        ("plugin.json", "{\"settings\": {\"license\": \"GPL-3.0\"}}"),
    ] {
        passes(&judge(&[("LICENSE", text("MIT")), (path, package)]), "MIT", true);
    }
    let judgement = judge(&[("LICENSE", text("MIT")), ("webapp/package.json", "{\n// ours\n\"license\": \"MIT\"}")]);
    assert!(
        matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Malformed),
        "{judgement:?}"
    );
}

#[test]
fn a_field_for_the_licence_counts_in_whatever_package_and_in_a_readmes_front_matter() {
    for (path, form) in [
        ("pyproject.toml", "[project]\nlicense = \"<id>\"\n"),
        ("Dockerfile", "FROM scratch\nLABEL org.opencontainers.image.licenses=\"<id>\"\n"),
        ("README.md", "---\nlicense: <id>\n---\n\n# Demo\n"),
    ] {
        let of = |id: &str| judge(&[("LICENSE", text("MIT")), (path, &form.replace("<id>", id))]);
        for id in ["GPL-3.0-only", "Proprietary", "GPL v3", "Ours"] {
            pends(&of(id), Role::Author, "unlisted", &format!("{path} says \"license\": \"{id}\", not MIT"));
        }
        for id in ["MIT", "MIT License", "Apache-2.0"] {
            passes(&of(id), "MIT", true);
        }
    }
}

#[test]
fn a_plugin_in_a_subfolder_is_covered_from_above() {
    let tree = Tree::of(&[("LICENSE", text("MIT")), ("plugins/demo/plugin.json", "{}")]);
    let mut repository = tree.repository();
    repository.prefix = "plugins/demo/".to_owned();
    passes(&judge_in(&tree, repository), "MIT", true);
    let tree = Tree::of(&[("LICENSE", text("GPL-3.0-only")), ("plugins/demo/LICENSE", text("MIT"))]);
    let mut repository = tree.repository();
    repository.prefix = "plugins/demo/".to_owned();
    passes(&judge_in(&tree, repository), "MIT", true);
}

// A contradiction beside a clean text

#[test]
fn a_readme_that_says_otherwise_needs_a_person() {
    for (says, told) in [
        ("GNU Affero General Public License v3.0 only", "README.md says AGPL-3.0-only, not MIT"),
        ("Free for personal use; companies ask us.", "README.md restricts what MIT allows"),
        ("MIT License. Commercial use requires a subscription.", "README.md restricts what MIT allows"),
        ("This project is licensed under the GPLv3.", "README.md says GPL-3.0, not MIT"),
        ("CC BY-NC-SA 4.0", "README.md says CC-BY-NC-4.0, not MIT"),
        ("Mattermost Source Available License", "README.md says the Mattermost Source Available License, not MIT"),
    ] {
        let readme = format!("# Demo\n\n## License\n\n{says}\n");
        let judgement = judge(&[("LICENSE", text("MIT")), ("README.md", &readme)]);
        pends(&judgement, Role::Author, "unlisted", told);
    }
    let readme = "# Demo\n\nNot for\ncommercial use.\n\n## Install\n";
    let judgement = judge(&[("LICENSE", text("MIT")), ("README.md", readme)]);
    pends(&judgement, Role::Author, "unlisted", "README.md restricts what MIT allows: \"not for commercial use\"");
    assert_eq!(judgement.locations[0].to_string(), "README.md:3:1");
    let readme = "# Demo\n\n## License\n\nMIT License, except for server/enterprise, which is under other terms.\n";
    passes(&judge(&[("LICENSE", text("MIT")), ("README.md", readme)]), "MIT", true);
    let readme =
        "# Demo\n\n## License\n\nApache 2.0. Mattermost itself has the Mattermost Source Available License, too.\n";
    passes(&judge(&[("LICENSE", text("Apache-2.0")), ("README.md", readme)]), "Apache-2.0", true);
}

#[test]
fn a_readme_may_say_of_a_folder_what_its_licence_says_and_must_say_something_of_the_plugin() {
    let says = "# Demo\n\n## License\n\nApache 2.0, except for server/enterprise, which is under the Mattermost Source \
                Available License.\n";
    let readme = ("README.md", says);
    let enterprise = ("server/enterprise/LICENSE", "Mattermost Source Available License\n\nAsk us first.");
    passes(&judge(&[("LICENSE", text("Apache-2.0")), readme, enterprise]), "Apache-2.0", true);
    let judgement = judge(&[("LICENSE", text("Apache-2.0")), readme]);
    pends(
        &judgement,
        Role::Author,
        "unlisted",
        "README.md says the Mattermost Source Available License, not Apache-2.0",
    );
    assert_eq!(judgement.locations[0].to_string(), "README.md:5:1");
    let silent = "# Demo\n\n## License\n\nTo be found.\n";
    let judgement = judge(&[("LICENSE", text("MIT")), ("README.md", silent)]);
    pends(&judgement, Role::Author, "unlisted", "README.md does not say MIT in its section on the licence");
    assert_eq!(judgement.locations[0].to_string(), "README.md:3:1");
}

#[test]
fn one_licence_for_each_half_is_no_choice() {
    for says in [
        "This plugin is dual-licensed: its server under the GNU Affero General Public License v3.0 only, its webapp under the MIT License.",
        "Neither the MIT License nor the GNU Affero General Public License v3.0 only covers the logo.",
    ] {
        let readme = format!("# Demo\n\n## License\n\n{says}\n");
        let files = [("LICENSE", text("MIT")), ("LICENSE.agpl", text("AGPL-3.0-only")), ("README.md", readme.as_str())];
        fails(&judge(&files), "X", "AGPL-3.0");
    }
}

#[test]
fn a_grant_of_patents_beside_the_licence_needs_a_person() {
    let grant = "Additional grant of patent rights\n\nThe grant ends if you assert any patent against Example Ltd.";
    for name in ["PATENTS", "PATENTS.txt"] {
        let judgement = judge(&[("LICENSE", text("BSD-3-Clause")), (name, grant)]);
        pends(&judgement, Role::CoreCommitter, "unlisted", name);
    }
}

#[test]
fn a_notice_that_adds_terms_changes_nothing() {
    let notice = "Example plugin\nCopyright 2024 Example Ltd.\nFor evaluation purposes only.";
    passes(&judge(&[("LICENSE", text("Apache-2.0")), ("NOTICE", notice)]), "Apache-2.0", true);
}

#[test]
fn copies_that_differ_in_one_word_need_a_person() {
    let other = text("MIT").replace("without restriction", "with restriction");
    let judgement = judge(&[("LICENSE", text("MIT")), ("LICENSE.md", &other)]);
    pends(&judgement, Role::Author, "modified", "\"with\" in place of \"without\"");
}

#[test]
fn what_is_no_file_is_no_licence() {
    let tree = Tree::of(&[("plugin.json", "{}")]);
    for kind in [FileKind::Submodule, FileKind::Special] {
        let file = File { kind, ..link("LICENSE", "") };
        fails(&judge_in(&tree, with_files(&tree, vec![file])), "none", "LICENSE is no file");
    }
    // A folder called LICENSE.
    fails(&judge(&[("plugin.json", "{}"), ("LICENSE/MIT", text("MIT"))]), "none", "no licence file");
}

#[test]
fn copying_counts_like_license() {
    passes(&judge(&[("COPYING", text("MIT"))]), "MIT", true);
    passes(&judge(&[("COPYING", text("Apache-2.0")), ("LICENSE-MIT", text("MIT"))]), "Apache-2.0 AND MIT", true);
}

#[test]
fn googles_grant_of_patents_alone_is_no_licence() {
    // The grant's own text is Google's; a text like it stands beside, and only the exact one is told by its number.
    let judgement = judge(&[("PATENTS", "Additional IP rights grant")]);
    fails(&judgement, "none", "no licence file");
}

// The plugin's own name as a title

#[test]
fn the_plugins_own_name_may_head_the_text() {
    let manifest = r#"{"id": "com.example.demo-board", "name": "Demo Board"}"#;
    let judged = |title: &str| {
        let licence = format!("{title}\n\n{}", text("MIT"));
        judge(&[("plugin.json", manifest), ("LICENSE", licence.as_str())])
    };
    for title in [
        "Demo Board",
        "Mattermost Demo Board Plugin",
        "# Demo Board Plugin for Mattermost",
        "com.example.demo-board",
        "The Demo Board License",
    ] {
        passes(&judged(title), "MIT", true);
    }
    for title in ["Other Board", "Demo Board for companies", "Demo Board. Hobbyists only.", "Demo", "Not Demo Board"] {
        assert_ne!(judged(title).verdict, Verdict::Pass, "{title}");
    }
    let manifest = r#"{"id": "com.example.demo", "name": "Noncommercial use only"}"#;
    let licence = format!("Noncommercial use only\n\n{}", text("MIT"));
    assert_ne!(judge(&[("plugin.json", manifest), ("LICENSE", licence.as_str())]).verdict, Verdict::Pass);
}
