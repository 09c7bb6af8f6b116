use plugin_ready::evidence::sign_off::{Class, handle, scope};
use proptest::prelude::*;

#[test]
fn what_kind_of_file_a_path_is() {
    for (path, class) in [
        ("server/plugin.go", Class::OwnCode),
        ("server/plugin_test.go", Class::Tests),
        ("server/testdata/input.json", Class::Tests),
        ("server/testdata/evil.go", Class::OwnCode),
        ("test/helper.go", Class::OwnCode),
        ("webapp/src/index.tsx", Class::OwnCode),
        ("webapp/src/index.test.tsx", Class::Tests),
        ("webapp/src/__tests__/a.js", Class::Tests),
        ("webapp/src/__snapshots__/a.snap", Class::Tests),
        ("webapp/src/tests/a.js", Class::OwnCode),
        ("e2e/cypress/login.js", Class::Tests),
        ("README.md", Class::Documents),
        ("docs/setup.txt", Class::Documents),
        ("docs/evil.go", Class::OwnCode),
        ("docs/app.js", Class::OwnCode),
        ("requirements.txt", Class::OwnCode),
        ("LICENSE", Class::Documents),
        ("LICENSE.txt", Class::Documents),
        ("NOTICE.txt", Class::Documents),
        ("license.go", Class::OwnCode),
        ("assets/screenshot.png", Class::Documents),
        ("assets/icon.svg", Class::OwnCode),
        ("public/help.html", Class::OwnCode),
        ("Makefile", Class::OwnCode),
        ("go.sum", Class::OwnCode),
        (".github/workflows/ci.yml", Class::OwnCode),
        (".github/ISSUE_TEMPLATE/bug.md", Class::Documents),
        (".github/CODEOWNERS", Class::Housekeeping),
        (".gitignore", Class::Housekeeping),
        (".vscode/settings.json", Class::Housekeeping),
        ("plugin.json", Class::OwnCode),
        ("", Class::OwnCode),
    ] {
        assert_eq!(scope::by_path(path), class, "{path}");
    }
}

#[test]
fn who_an_author_claims_to_be() {
    for (handle, name, email, same) in [
        ("alice", "Alice", "x@example.org", true),
        ("@alice", "A. Example", "alice@example.org", true),
        ("alice", "A", "12345+Alice@users.noreply.github.com", true),
        ("alice", "A", "alice@users.noreply.github.com", true),
        ("alice", "A", "12345+alice@example.org", false),
        ("12345", "A", "12345+alice@users.noreply.github.com", false),
        ("alice@example.org", "A", "alice@example.org", true),
        ("alice", "Alice Example", "a@example.org", false),
        ("alice", "A", "malice@example.org", false),
        ("", "", "", false),
        ("@", "", "@example.org", false),
    ] {
        assert_eq!(handle::is_author(handle, name, email), same, "{handle} {name} <{email}>");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn go_that_can_reach_a_build_is_always_own_code(folders in "([a-z_.]{1,9}/){0,4}", name in "[a-zA-Z_.-]{1,12}") {
        let path = format!("{folders}{name}.go");
        prop_assert_eq!(scope::by_path(&path) == Class::OwnCode, !path.to_lowercase().ends_with("_test.go"), "{}", path);
    }

    #[test]
    fn any_path_and_any_name_have_an_answer(path in "\\PC{0,60}", name in "\\PC{0,20}", email in "\\PC{0,30}") {
        let _ = scope::by_path(&path);
        let _ = handle::is_author(&name, &path, &email);
        prop_assert!(handle::same(&name, &name));
    }
}
