//! `plugin-ready licence`

use crate::support::run::{program, run};

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

fn mit() -> String {
    text("MIT").replace("<year> <copyright holders>", "2024 Jane Doe")
}

/// A folder with the given files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

#[test]
fn a_file_is_named_with_its_category_and_row() {
    let folder = folder(&[("LICENSE", &mit())]);
    let ran = run(&["licence", folder.path().join("LICENSE").to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("licence  MIT\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("category  A (row \"MIT/X11\""), "{}", ran.stdout);
    assert!(ran.stdout.contains("recommended  yes"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("pass  MIT: the complete text of a recommended licence\n"), "{}", ran.stdout);
}

#[test]
fn the_words_that_differ_have_carets_under_them() {
    let changed = mit().replace("without restriction", "with grave restriction").replace(", sublicense", "");
    let folder = folder(&[("LICENSE", &changed)]);
    let ran = run(&["licence", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "a person has to decide; nothing fails");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let at = lines.iter().position(|line| line.contains("with grave restriction")).expect("the line");
    let start = lines[at].split("with grave").next().unwrap().chars().count();
    let carets: String = lines[at + 1].chars().skip(start).collect();
    assert_eq!(carets, "^^^^^^^^^^ MIT has \"without\"", "{}", ran.stdout);
    assert!(ran.stdout.contains("^^^ MIT has \"sublicense\" before this"), "{}", ran.stdout);
    assert!(ran.stdout.contains("--> LICENSE:6:"), "{}", ran.stdout);
}

#[test]
fn json_has_the_items_verdict_and_facts() {
    let folder = folder(&[("LICENSE", text("MPL-2.0"))]);
    let ran = run(&["licence", folder.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(ran.code, Some(1));
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["verdict"], "fail");
    assert_eq!(document["locations"][0]["path"], "LICENSE");
    assert_eq!(
        document["facts"],
        serde_json::json!({"expression": "MPL-2.0", "category": "B", "recommended": false, "files": ["LICENSE"]})
    );
}

#[test]
fn a_folder_with_other_terms_is_named() {
    let other = "Mattermost Source Available License\n\nUse in production needs a valid subscription.";
    let folder = folder(&[("LICENSE", text("Apache-2.0")), ("server/enterprise/LICENSE", other)]);
    let ran = run(&["licence", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("server/enterprise/\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("own terms  Mattermost Source Available License"), "{}", ran.stdout);
}

#[test]
fn installed_packages_are_looked_at() {
    let lock = r#"{"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "1.0.0"}}}"#;
    let folder = folder(&[
        ("LICENSE", text("Apache-2.0")),
        ("webapp/package-lock.json", lock),
        ("webapp/node_modules/a/package.json", r#"{"license": "AGPL-3.0-only"}"#),
        ("webapp/node_modules/b/package.json", r#"{"license": "MIT"}"#),
    ]);
    let ran = run(&["licence", folder.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("1 of Category X, so a person has to decide: a (AGPL-3.0-only)"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("not determinable"), "{}", ran.stdout);
}

#[test]
fn a_package_that_is_a_link_out_of_the_repository_is_not_read() {
    let lock = r#"{"packages": {"node_modules/a": {"version": "1.0.0"}}}"#;
    let plugin = folder(&[("LICENSE", text("Apache-2.0")), ("package-lock.json", lock), ("node_modules/.keep", "")]);
    let outside = folder(&[("package.json", r#"{"license": "AGPL-3.0-only"}"#), ("LICENSE", text("AGPL-3.0-only"))]);
    let link = plugin.path().join("node_modules/a");
    std::os::unix::fs::symlink(outside.path(), &link).unwrap();
    let ran = run(&["licence", plugin.path().to_str().unwrap()]);
    assert!(!ran.stdout.contains("AGPL") && ran.stdout.contains("not determinable"), "{}", ran.stdout);
    std::fs::remove_file(&link).unwrap();
    std::fs::create_dir(plugin.path().join("store")).unwrap();
    std::fs::write(plugin.path().join("store/package.json"), r#"{"license": "AGPL-3.0-only"}"#).unwrap();
    std::os::unix::fs::symlink("../store", &link).unwrap();
    let ran = run(&["licence", plugin.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("a (AGPL-3.0-only)"), "a link that stays inside is: {}", ran.stdout);
}

#[test]
fn what_is_not_there_or_hostile_is_an_error_or_shown_plainly() {
    let ran = run(&["licence", "/nowhere/LICENSE"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("/nowhere/LICENSE"));
    let hostile = format!("{}\n\u{1b}[2Jnot for sale\u{202e}\n", mit());
    let folder = folder(&[("LICENSE", &hostile)]);
    let ran = run(&["licence", folder.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("not for sale"), "{}", ran.stdout);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{}", ran.stdout);
}

#[test]
fn a_file_that_is_too_long_is_unknown_with_its_cause() {
    let folder = folder(&[("LICENSE", &" ".repeat((1 << 20) + 1))]);
    let path = folder.path().join("LICENSE");
    for path in [path.as_path(), folder.path()] {
        let ran = run(&["licence", path.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(ran.stdout.contains("\nunknown  "), "{}", ran.stdout);
        assert!(ran.stdout.contains("help: keep the licence in a plain text file of its own"), "{}", ran.stdout);
    }
}

#[test]
fn several_licences_in_one_file_have_a_category_each() {
    let both = format!("{}\n\n{}", mit(), text("Apache-2.0"));
    let folder = folder(&[("LICENSE", &both)]);
    let ran = run(&["licence", folder.path().join("LICENSE").to_str().unwrap()]);
    assert!(ran.stdout.contains("category  MIT: A (row \"MIT/X11\""), "{}", ran.stdout);
    assert!(ran.stdout.contains("category  Apache-2.0: A (row \"Apache License 2.0\""), "{}", ran.stdout);
    assert!(ran.stdout.contains("pass  MIT AND Apache-2.0: complete texts of recommended licences"), "{}", ran.stdout);
}

#[test]
fn a_long_difference_is_cut_and_says_so() {
    let folder = folder(&[("LICENSE", &text("Apache-2.0")[..5000])]);
    let ran = run(&["licence", folder.path().join("LICENSE").to_str().unwrap()]);
    let longest = ran.stdout.lines().filter(|line| line.contains("^^")).map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest < 200), "{}", ran.stdout);
    assert!(ran.stdout.contains(" …\""), "{}", ran.stdout);
}

#[test]
fn a_notice_of_a_licence_outside_category_a_does_not_ask_for_its_text() {
    let folder = folder(&[("LICENSE", "Released under the GNU Affero General Public License, version 3.\n")]);
    let ran = run(&["licence", folder.path().join("LICENSE").to_str().unwrap()]);
    assert!(ran.stdout.contains("only names AGPL-3.0-only (Category X)"), "{}", ran.stdout);
    assert!(ran.stdout.contains("help: put the full text of a Category-A licence there instead"), "{}", ran.stdout);
}

#[test]
fn gos_module_cache_is_looked_at() {
    let module = "module example.org/demo\n\nrequire (\n\texample.org/One v1.0.0\n\texample.org/two v1.0.0\n)\n";
    let plugin = folder(&[("LICENSE", text("Apache-2.0")), ("go.mod", module)]);
    let cache = folder(&[
        ("example.org/!one@v1.0.0/LICENSE", text("GPL-3.0-only")),
        ("example.org/two@v1.0.0/LICENSE.txt", text("BSD-3-Clause")),
    ]);
    let output = program().args(["licence"]).arg(plugin.path()).env("GOMODCACHE", cache.path()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("1 of Category X, so a person has to decide: example.org/One (GPL-3.0"), "{told}");
    assert!(!told.contains("not determinable"), "{told}");
}

#[test]
fn an_exception_in_the_configuration_holds_for_its_text_alone() {
    use ring::digest::{SHA256, digest};
    let lock = r#"{"packages": {"node_modules/a": {"version": "1.0.0", "license": "AGPL-3.0-only"}}}"#;
    let agpl = text("AGPL-3.0-only");
    let digest: String = digest(&SHA256, agpl.as_ref()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let judged = |sha256: &str| {
        let accepted =
            format!("[[dependency]]\nname = \"a\"\nreason = \"only its types are used\"\nsha256 = \"{sha256}\"\n");
        let plugin = folder(&[
            ("LICENSE", text("Apache-2.0")),
            ("package-lock.json", lock),
            ("node_modules/a/package.json", "{}"),
            ("node_modules/a/LICENSE", agpl),
            ("plugin-ready.toml", &accepted),
        ]);
        run(&["licence", plugin.path().to_str().unwrap()]).stdout
    };
    let told = judged(&digest);
    assert!(!told.contains("\nhint"), "{told}");
    let told = judged(&"0".repeat(64));
    assert!(told.contains("1 of Category X"), "{told}");
    assert!(told.contains("plugin-ready.toml"), "a stale exception is reported: {told}");
}
