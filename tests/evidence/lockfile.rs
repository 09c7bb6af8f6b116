//! Lockfiles of every kind.

use plugin_ready::evidence::lockfile::{Ecosystem, Lockfile, parse};
use proptest::prelude::*;

fn names(lockfile: &Lockfile) -> Vec<String> {
    let shown = lockfile.packages.iter().map(|package| match &package.licence {
        Some(licence) => format!("{} {} {licence}", package.name, package.version),
        None => format!("{} {}", package.name, package.version),
    });
    shown.collect()
}

#[test]
fn npm_2_and_3_name_shipped_packages_with_their_licences() {
    let text = r#"{"lockfileVersion": 3, "packages": {
        "": {"name": "demo", "license": "MIT"},
        "own": {"version": "1.0.0"},
        "node_modules/own": {"resolved": "own", "link": true},
        "node_modules/a": {"version": "1.0.0", "license": "ISC"},
        "node_modules/@x/b": {"version": "2.0.0", "license": {"type": "MPL-2.0", "url": "https://example.org"}},
        "node_modules/a/node_modules/c": {"version": "3.0.0", "licenses": [{"type": "MIT"}, {"type": "GPL-2.0"}]},
        "node_modules/d": {"version": "4.0.0", "license": 7},
        "node_modules/alias": {"name": "real", "version": "5.0.0"},
        "node_modules/tool": {"version": "6.0.0", "dev": true, "license": "GPL-3.0"}
    }, "dependencies": {"a": {"version": "1.0.0"}}}"#;
    let lockfile = parse("package-lock.json", text).expect("a lockfile");
    assert_eq!(
        names(&lockfile),
        ["@x/b 2.0.0 MPL-2.0", "a 1.0.0 ISC", "c 3.0.0 (MIT OR GPL-2.0)", "d 4.0.0", "real 5.0.0"]
    );
    assert_eq!(lockfile.packages[2].installed, "node_modules/a/node_modules/c");
    assert!(!lockfile.development_included);
}

#[test]
fn npm_1_nests_its_packages() {
    let text = r#"{"lockfileVersion": 1, "dependencies": {
        "a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}},
        "tool": {"version": "3.0.0", "dev": true}
    }}"#;
    let lockfile = parse("npm-shrinkwrap.json", text).expect("a lockfile");
    assert_eq!(names(&lockfile), ["a 1.0.0", "b 2.0.0"]);
    assert_eq!(lockfile.packages[1].installed, "node_modules/a/node_modules/b");
}

#[test]
fn yarn_classic_and_berry() {
    let classic = "# yarn lockfile v1\n\n\n\"@x/a@^1.0.0\", \"@x/a@^1.1.0\":\n  version \"1.1.0\"\n  resolved \"https://example.org\"\n\nb@^2.0.0, b@~2.1.0:\n  version \"2.1.3\"\n  dependencies:\n    \"@x/a\" \"^1.0.0\"\n";
    assert_eq!(names(&parse("yarn.lock", classic).expect("a lockfile")), ["@x/a 1.1.0", "b 2.1.3"]);
    let berry = "__metadata:\n  version: 6\n\n\"@x/a@npm:^1.0.0\":\n  version: 1.1.0\n  resolution: \"@x/a@npm:1.1.0\"\n  linkType: hard\n\n\"demo@workspace:.\":\n  version: 0.0.0-use.local\n\n\"b@npm:^2.0.0\":\n  version: 2.1.3\n";
    let lockfile = parse("yarn.lock", berry).expect("a lockfile");
    assert_eq!(names(&lockfile), ["@x/a 1.1.0", "b 2.1.3"]);
    assert!(lockfile.development_included);
}

#[test]
fn pnpm_in_its_three_notations() {
    let five = "lockfileVersion: 5.4\n\npackages:\n\n  /@x/a/1.1.0:\n    resolution: {integrity: x}\n    dev: false\n\n  /tool/1.0.0:\n    resolution: {integrity: x}\n    dev: true\n";
    let lockfile = parse("pnpm-lock.yaml", five).expect("a lockfile");
    assert_eq!(names(&lockfile), ["@x/a 1.1.0"]);
    assert!(!lockfile.development_included);
    let six = "packages:\n\n  /b@2.1.3(react@18.0.0):\n    dev: false\n";
    assert_eq!(names(&parse("pnpm-lock.yaml", six).expect("a lockfile")), ["b 2.1.3"]);
    let nine = "packages:\n\n  '@x/a@1.1.0':\n    resolution: {integrity: x}\n\nsnapshots:\n\n  '@x/a@1.1.0': {}\n";
    let lockfile = parse("pnpm-lock.yaml", nine).expect("a lockfile");
    assert_eq!(names(&lockfile), ["@x/a 1.1.0"]);
    assert!(lockfile.development_included);
}

#[test]
fn go_modules() {
    let text = "module example.org/demo\n\ngo 1.22\n\nrequire example.org/one v1.0.0\n\nrequire (\n\texample.org/two v0.1.0 // indirect\n\t\"example.org/three\" v3.0.0+incompatible\n)\n\nreplace example.org/one => ../one\n";
    let lockfile = parse("go.mod", text).expect("a lockfile");
    assert_eq!(
        names(&lockfile),
        ["example.org/one v1.0.0", "example.org/three v3.0.0+incompatible", "example.org/two v0.1.0"]
    );
    assert!(lockfile.packages.iter().all(|package| package.ecosystem == Ecosystem::Go));
}

#[test]
fn what_is_broken_or_unknown_is_no_lockfile() {
    assert_eq!(names(&parse("package-lock.json", "{\"lockfileVersion\": 1}").unwrap()), Vec::<String>::new());
    assert_eq!(parse("package-lock.json", "{\"name\": \"x\"}"), None);
    assert_eq!(parse("package-lock.json", "{"), None);
    assert_eq!(parse("package-lock.json", "[]"), None);
    assert_eq!(parse("Cargo.lock", ""), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_a_parser_panic(text in "[\\PC\n\"@:/ (){}]{0,300}") {
        for name in plugin_ready::evidence::lockfile::NAMES {
            let _ = parse(name, &text);
        }
    }
}
