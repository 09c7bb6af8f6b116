//! Fields for a licence in packages and documents.

use plugin_ready::evidence::licence;

use crate::support::tree::Tree;

/// What the fields of the file at `path` say.
fn fields(path: &str, text: &str) -> Vec<String> {
    let tree = Tree::of(&[("LICENSE", "MIT"), (path, text)]);
    let fact = licence::collect(&tree.repository(), &tree);
    let packages = &fact.seen().expect("the licence is seen").statements.packages;
    packages.iter().map(|package| format!("{}: {}", package.place, package.written)).collect()
}

#[test]
fn every_package_manager_has_a_field_for_the_licence() {
    for (path, text, line) in [
        ("pyproject.toml", "[project]\nlicense = \"<id>\"\n", 2),
        ("pyproject.toml", "[project]\nlicense = { text = \"<id>\" }\n", 2),
        ("tool/Cargo.toml", "[package]\nlicense = '<id>'\n", 2),
        ("setup.cfg", "[metadata]\nlicense = <id>\n", 2),
        ("setup.py", "setup(\n    name=\"x\", license=\"<id>\", author=\"y\")\n", 2),
        ("x.gemspec", "s.license = '<id>'\n", 1),
        ("x.gemspec", "s.licenses = ['<id>']\n", 1),
        ("x.podspec", "s.license = { :type => '<id>' }\n", 1),
        ("x.spec", "Name: x\nLicense: <id>\n", 2),
        ("chart/Chart.yaml", "annotations:\n  artifacthub.io/license: <id>\n", 2),
        ("CITATION.cff", "license: \"<id>\" # ours\n", 1),
        ("publiccode.yml", "legal:\n  license: <id>\n", 2),
        (".goreleaser.yml", "nfpms:\n  - license: <id>\n", 2),
        ("plugin.yaml", "licenses:\n  - <id>\n", 1),
        ("plugin.yaml", "licenses: [<id>]\n", 1),
        ("server/openapi.yaml", "info:\n  license:\n    name: <id>\n", 2),
        ("Dockerfile", "LABEL org.opencontainers.image.licenses=<id> a=b\n", 1),
        ("README.md", "---\ntitle: Demo\nLicence: <id>\n---\n\n# Demo\n", 3),
    ] {
        for id in ["GPL-3.0-only", "MIT", "Proprietary"] {
            let found = fields(path, &text.replace("<id>", id));
            let place = format!("{path}:{line}:");
            assert!(
                matches!(&found[..], [one] if one.starts_with(&place) && one.ends_with(&format!(": {id}"))),
                "{path} {text} {found:?}"
            );
        }
    }
    let both = fields("plugin.yaml", "licenses:\n  - MIT\n  - GPL-3.0-only\nid: x\n");
    assert_eq!(both, ["plugin.yaml:1:1: MIT AND GPL-3.0-only"]);
}

#[test]
fn what_is_no_such_field_or_names_a_file_says_nothing() {
    for (path, text) in [
        (
            "pyproject.toml",
            "license = { file = \"LICENSE\" }\nlicense-files = [\"GPL-3.0\"]\n# license = \"GPL-3.0\"\n",
        ),
        ("pyproject.toml", "classifiers = [\"License :: OSI Approved :: MIT License\"]\nlicense.workspace = true\n"),
        ("Cargo.toml", "license-file = \"LICENSE\"\nsublicense = \"GPL-3.0\"\n"),
        ("setup.py", "setup(license=LICENSE, license_file=\"GPL-3.0\")\nif license == \"GPL-3.0\": pass\n"),
        ("x.gemspec", "s.license = File.read('GPL-3.0')\n"),
        ("Chart.yaml", "license: LICENSE.txt\n"),
        ("nfpm.yaml", "license: \"{{ .License }}\"\n"),
        ("openapi.yaml", "info:\n  license:\n    name: Custom\n"),
        // Any words for it will do.
        ("setup.cfg", "license = Apache License, Version 2.0\n"),
        ("docs/Chart.yaml", "license: GPL-3.0-only\n"),
        ("settings.yaml", "license: GPL-3.0-only\n"),
        ("README.md", "# Demo\n\n---\nlicense: GPL-3.0-only\n---\n"),
    ] {
        assert_eq!(fields(path, text), [""; 0], "{path} {text}");
    }
}

#[test]
fn however_many_fields_there_are_one_of_another_licence_is_seen() {
    let many = "license = \"MIT\"\n".repeat(5_000);
    let found = fields("pyproject.toml", &format!("{many}license = \"GPL-3.0-only\"\n"));
    assert_eq!(found.last().map(String::as_str), Some("pyproject.toml:5001:1: GPL-3.0-only"));
    assert!(found.len() < 200, "so many are kept at most: {}", found.len());
    let nested = format!("licenses:\n{}", "  - license:\n".repeat(5_000));
    assert_eq!(fields("plugin.yaml", &nested).len(), 0);
}
