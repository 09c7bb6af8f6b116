//! Advice on the licence's surroundings and on dependencies.

use plugin_ready::checklist::hints::licence::{hints, ids};
use plugin_ready::error::Place;
use plugin_ready::evidence::licence::dependencies::{Exception, NotInstalled};
use plugin_ready::evidence::{Evidence, licence};
use plugin_ready::verdict::Hint;

use crate::support::tree::Tree;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

fn advise_with(files: &[(&str, &str)], exceptions: &[Exception]) -> Vec<Hint> {
    let tree = Tree::of(files);
    let repository = tree.repository();
    let licence = licence::collect_with(&repository, &tree, &NotInstalled, exceptions);
    let hints = hints(&Evidence { repository, licence, ..Evidence::default() });
    assert!(hints.iter().all(|hint| ids().any(|id| id == hint.id)));
    hints
}

fn advise(files: &[(&str, &str)]) -> Vec<Hint> {
    advise_with(files, &[])
}

#[track_caller]
fn only(hints: Vec<Hint>, id: &str, says: &str) -> Hint {
    assert_eq!(hints.iter().map(|hint| hint.id).collect::<Vec<_>>(), [id], "{hints:#?}");
    let hint = hints.into_iter().next().expect("one hint");
    assert!(hint.because.contains(says), "{}", hint.because);
    hint
}

#[test]
fn a_plain_licence_needs_no_advice() {
    let mit = text("MIT").replace("<year> <copyright holders>", "2024 Jane Doe");
    assert_eq!(advise(&[("LICENSE", &mit)]), []);
    assert_eq!(advise(&[("LICENSE", text("Apache-2.0"))]), [], "Apache's appendix is meant to have placeholders");
}

#[test]
fn placeholders_are_told() {
    let hint = only(advise(&[("LICENSE", text("MIT"))]), "licence-placeholder", "not filled in");
    assert_eq!(hint.locations[0].span.expect("a span").start.line, 3);
    only(advise(&[("LICENSE", text("BSD-3-Clause"))]), "licence-placeholder", "not filled in");
}

#[test]
fn a_notice_that_restricts_is_told() {
    let notice = "Demo\nCopyright 2024 Jane Doe\n\nFor non-commercial use only.\n";
    let hint = only(advise(&[("LICENSE", text("Apache-2.0")), ("NOTICE", notice)]), "licence-notice", "NOTICE");
    assert_eq!(hint.locations[0].span.expect("a span").start.line, 4);
    assert_eq!(
        advise(&[("LICENSE", text("Apache-2.0")), ("NOTICE.txt", "This product includes software by Jane Doe.\n")]),
        []
    );
}

#[test]
fn a_package_json_that_says_something_else_is_told() {
    let apache = text("Apache-2.0");
    let with =
        |id: &str| advise(&[("LICENSE", apache), ("webapp/package.json", &format!("{{\"license\": \"{id}\"}}"))]);
    only(with("ISC"), "licence-package-json", "npm's default");
    only(with("my own"), "licence-package-json", "no SPDX expression");
    only(with("MIT"), "licence-package-json", "but the licence is Apache-2.0");
    assert_eq!(with("Apache-2.0"), []);
    assert_eq!(with("SEE LICENSE IN ../LICENSE"), []);
    assert_eq!(with(""), []);
    let vendored = ("lib/others/package.json", "{\"license\": \"MIT\"}");
    let own = ("lib/others/LICENSE", text("MIT"));
    only(advise(&[("LICENSE", apache), vendored]), "licence-package-json", "but the licence is Apache-2.0");
    assert_eq!(advise(&[("LICENSE", apache), vendored, own]), [], "it speaks of the licence beside it");
}

#[test]
fn a_readme_that_says_something_else_is_told() {
    let readme = "# Demo\n\n## License\n\nReleased under the MIT License.\n";
    only(advise(&[("README.md", readme)]), "licence-readme", "there is no licence file");
    only(
        advise(&[("README.md", readme), ("LICENSE", text("Apache-2.0"))]),
        "licence-readme",
        "the licence is Apache-2.0",
    );
}

#[test]
fn where_no_licence_file_is_package_json_tells_which_was_meant() {
    let hint = only(advise(&[("package.json", r#"{"license": "MIT"}"#)]), "licence-package-json", "no licence file");
    assert!(hint.help.contains("https://spdx.org/licenses/MIT.html"), "{}", hint.help);
}

#[test]
fn headers_with_another_category_a_licence_are_told() {
    let files = [("LICENSE", text("Apache-2.0")), ("server/a.go", "// SPDX-License-Identifier: MIT\npackage main\n")];
    only(advise(&files), "licence-headers", "the header of server/a.go says MIT, not Apache-2.0");
    let gpl = [("LICENSE", text("Apache-2.0")), ("server/a.go", "// License: GPL-3.0\npackage main\n")];
    assert_eq!(advise(&gpl), [], "the item itself asks");
}

// Dependencies

const LOCK: &str = r#"{"lockfileVersion": 3, "packages": {
    "node_modules/a": {"version": "1.0.0", "license": "MIT"},
    "node_modules/b": {"version": "1.0.0", "license": "MPL-2.0"},
    "node_modules/c": {"version": "1.0.0", "license": "GPL-3.0-only"},
    "node_modules/d": {"version": "1.0.0", "license": "(MIT OR GPL-2.0-only)"},
    "node_modules/e": {"version": "1.0.0"},
    "node_modules/f": {"version": "1.0.0", "license": "Artistic-2.0"},
    "node_modules/@mattermost/types": {"version": "1.0.0"}
}}"#;

#[test]
fn dependencies_are_told_by_category() {
    let apache = text("Apache-2.0");
    let hint = only(advise(&[("LICENSE", apache), ("webapp/package-lock.json", LOCK)]), "licence-dependencies", "");
    assert_eq!(
        hint.because,
        "licences of dependencies: 1 of Category X, so a person has to decide: c (GPL-3.0-only); 1 of licences that Apache's page \
         does not list: f (Artistic-2.0); 1 of Category B, fine unchanged: b (MPL-2.0); not determinable offline: 1 of 6"
    );
}

#[test]
fn vendored_texts_and_reports_tell_go_modules() {
    let module = "module example.org/demo\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n\tgithub.com/hashicorp/yamux v0.1.2\n\tgithub.com/mattermost/mattermost/server/public v0.1.0\n)\n";
    let apache = text("Apache-2.0");
    let files = [("LICENSE", apache), ("go.mod", module)];
    assert_eq!(advise(&files), [], "what nobody can tell offline is said by the command alone");
    let tree = Tree::of(&files);
    let licence = licence::collect(&tree.repository(), &tree);
    let told = plugin_ready::checklist::hints::licence::of(licence.seen().expect("a licence"));
    only(told, "licence-dependencies", "not determinable offline: 2 of 3");
    let vendored = [
        files[0],
        files[1],
        ("vendor/example.org/a/LICENSE", text("MIT")),
        ("vendor/example.org/b/LICENSE.txt", text("GPL-2.0-only")),
    ];
    only(advise(&vendored), "licence-dependencies", "example.org/b (GPL-2.0-only)");
    for (name, report) in [
        ("go-licenses.csv", "example.org/a,https://example.org/a,MIT\nexample.org/b,https://example.org/b,MPL-2.0\n"),
        (
            "sbom.spdx.json",
            r#"{"spdxVersion": "SPDX-2.3", "packages": [
            {"name": "example.org/a", "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT"},
            {"name": "example.org/b", "licenseConcluded": "MPL-2.0"}]}"#,
        ),
        (
            "bom.json",
            r#"{"bomFormat": "CycloneDX", "components": [
            {"name": "example.org/a", "licenses": [{"license": {"id": "MIT"}}]},
            {"group": "example.org", "name": "b", "licenses": [{"expression": "MPL-2.0"}]}]}"#,
        ),
        (
            "license-checker.json",
            r#"{"example.org/a@1.0.0": {"licenses": "MIT"}, "example.org/b@1.0.0": {"licenses": ["MPL-2.0"]}}"#,
        ),
    ] {
        let hint = only(advise(&[files[0], files[1], (name, report)]), "licence-dependencies", "example.org/b");
        assert!(!hint.because.contains("not determinable"), "{name}: {}", hint.because);
    }
}

#[test]
fn an_exception_holds_for_its_text_alone() {
    let module = "module example.org/demo\n\nrequire example.org/b v1.0.0\n";
    let gpl = text("GPL-2.0-only");
    let files = [("LICENSE", text("Apache-2.0")), ("go.mod", module), ("vendor/example.org/b/LICENSE", gpl)];
    let exception = |sha256: String| Exception {
        name: "example.org/b".to_owned(),
        reason: "used as a tool only".to_owned(),
        sha256,
        place: Place::file("plugin-ready.toml"),
    };
    let digest: String = {
        use ring::digest::{SHA256, digest};
        digest(&SHA256, gpl.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    assert_eq!(advise_with(&files, &[exception(digest)]), []);
    let hints = advise_with(&files, &[exception("0".repeat(64))]);
    let ids: Vec<&str> = hints.iter().map(|hint| hint.id).collect();
    assert_eq!(ids, ["licence-dependencies", "licence-exception"]);
}
