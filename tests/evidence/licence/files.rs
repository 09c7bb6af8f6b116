//! What the names of files say of their part in the licence.

use plugin_ready::evidence::licence::files::{Role, restricts, role};

#[test]
fn names_of_terms_restrict_and_need_no_word_for_a_licence() {
    for name in [
        "EULA.pdf",
        "TERMS.md",
        "TERMS_OF_USE.md",
        "Terms-and-Conditions.txt",
        "ADDITIONAL_TERMS.md",
        "END-USER-AGREEMENT",
        "USE-RESTRICTIONS.md",
        "ACCEPTABLE_USE_POLICY.md",
        "CommonsClause.txt",
        "PROPRIETARY",
        "COMMERCIAL-LICENSE.docx",
        "LICENSE-ADDENDUM",
        "LICENSE.terms",
        "GPL",
        "agplv3.txt",
        "BSL.txt",
        "AGPL-3.0.txt",
        "MPL-2.0",
    ] {
        assert!(matches!(role(name), Some(Role::Restricting(_))), "{name}: {:?}", role(name));
    }
    for name in ["LICENSE2", "LIZENZ.md", "Licencia.txt", "许可证.txt"] {
        assert!(role(name).is_some(), "{name}");
    }
}

#[test]
fn names_of_other_papers_are_none() {
    for name in [
        "use.md",
        "software-and-service.md",
        "terms.go",
        "agreement.json",
        "enterprise.md",
        "GPL.go",
        "MIT-0.txt",
        "Apache-2.0.md",
        "LICENSE-CLA.md",
        "LICENSE.old",
        "contributor-license-agreement.md",
        "end-user-guide.md",
        "notes.pdf",
    ] {
        assert_eq!(role(name), None, "{name}");
    }
}

#[test]
fn a_folder_may_say_that_the_licence_in_it_restricts() {
    for path in ["EULA.md", "docs/EULA.md", "ee/LICENSE", "server/enterprise/LICENSE.txt", "LICENSE.enterprise"] {
        assert!(restricts(path), "{path}");
    }
    for path in ["LICENSE", "server/LICENSE", "ee/README.md", "https://www.apache.org/licenses/LICENSE-2.0"] {
        assert!(!restricts(path), "{path}");
    }
}
