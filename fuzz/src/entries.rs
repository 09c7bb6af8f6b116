//! One entry for each reader of untrusted bytes. The fuzz targets call them, and so does a test with every seed.
//!
//! An entry panics when the reader does, or when what it gives breaks a promise.

use std::collections::BTreeMap;
use std::hint::black_box;

use plugin_ready::config::{self, Author};
use plugin_ready::evidence::boilerplate::identity::Names;
use plugin_ready::evidence::boilerplate::{self, index::Index};
use plugin_ready::evidence::build::{Project, shell};
use plugin_ready::evidence::ci::{self, pattern};
use plugin_ready::evidence::licence::{Licence, bill, expression, identify};
use plugin_ready::evidence::manifest::{self, json};
use plugin_ready::evidence::nightly::{self, address::Address};
use plugin_ready::evidence::sign_off::Signature;
use plugin_ready::evidence::sign_off::signature::{Keys, openpgp, verify};
use plugin_ready::evidence::{code, docs, lockfile, release, yaml};
use plugin_ready::source::bundle::{self, Limits};
use plugin_ready::{checklist, error};

use crate::support::tree::Tree;

/// An entry: bytes in, nothing out.
pub type Entry = fn(&[u8]);

/// Every entry by the name of its target.
pub const ENTRIES: &[(&str, Entry)] = &[
    ("bundle", bundle),
    ("ci", ci),
    ("code", code),
    ("config", config),
    ("docs", docs),
    ("index", index),
    ("licence", licence),
    ("lockfile", lockfile),
    ("manifest", manifest),
    ("signature", signature),
    ("tags", tags),
    ("yaml", yaml),
];

fn as_text(bytes: &[u8], with: impl FnOnce(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        with(text);
    }
}

/// The signature on a commit, and the keys that it is checked against, in one text.
pub fn signature(bytes: &[u8]) {
    as_text(bytes, |text| {
        let (armoured, keys) = text.split_once("\n\n\n").unwrap_or((text, text));
        black_box(openpgp::fault(keys));
        let mut known = Keys::default();
        known.add_signers(keys);
        known.add_openpgp(&BTreeMap::from([("alice".to_owned(), keys.to_owned())]));
        let said = verify(armoured, b"a commit that no key has signed", &known, 0, "git verify-commit");
        assert!(!matches!(said, Signature::Verified { .. }), "a signature on something else was taken for good");
    });
}

/// A plugin's bundle: gzip, tar, and the manifest in it.
pub fn bundle(mut bytes: &[u8]) {
    let length = bytes.len() as u64;
    let scan = bundle::scan(&mut bytes, Limits::default());
    assert!(scan.read <= length, "more was read than there is");
    black_box(scan);
}

/// Where each CI system looks for its configuration.
pub const CI: [&str; 7] = [
    ".github/workflows/ci.yml",
    ".circleci/config.yml",
    ".travis.yml",
    ".gitlab-ci.yml",
    ".drone.yml",
    "azure-pipelines.yml",
    "Jenkinsfile",
];

/// A configuration of each CI system.
pub fn ci(bytes: &[u8]) {
    let tree = CI.iter().fold(Tree::default(), |tree, path| tree.with(path, bytes));
    black_box(ci::collect(&tree.in_git("master", "example"), &tree));
}

/// A source file, read for what it does and compared with the starter template; the same bytes as what builds a plugin.
pub fn code(bytes: &[u8]) {
    as_text(bytes, |text| {
        for path in ["server/plugin.go", "webapp/src/index.tsx", "go.mod"] {
            black_box(code::scan(path, text));
        }
        black_box(shell::commands(text));
    });
    let tree =
        Tree::of(&[("server/plugin.go", bytes), ("Makefile", bytes), ("build.sh", bytes), ("package.json", bytes)]);
    let repository = tree.repository();
    let project = Project::new(&repository, &tree);
    for script in ["make", "make dist", "bash build.sh", "npm run build"] {
        black_box(project.effects(script, ""));
    }
    as_text(bytes, |text| drop(black_box(project.effects(text, ""))));
    black_box(boilerplate::collect(&repository, &tree, &Names::default(), None));
}

/// plugin-ready.toml.
pub fn config(bytes: &[u8]) {
    as_text(bytes, |text| {
        for author in [Author::Plugin, Author::Organisation] {
            if let Err(errors) = config::parse(config::NAME, text, author, &checklist::vocabulary()) {
                assert!(!errors.is_empty(), "refused without a reason");
                errors.iter().for_each(|error| no_controls(&error.to_string()));
            }
        }
    });
}

/// A README in each of its languages.
pub fn docs(bytes: &[u8]) {
    for path in ["README.md", "README.rst", "README"] {
        let tree = Tree::of(&[(path, bytes)]);
        black_box(docs::collect(&tree.repository(), &tree));
    }
}

/// The index of the starter template.
pub fn index(bytes: &[u8]) {
    if let Ok(index) = Index::decode(bytes) {
        let tree = Tree::of(&[("server/plugin.go", "package main\n\nfunc main() {\n\tplugin.ClientMain(nil)\n}\n")]);
        black_box(boilerplate::compare(&index, &tree.repository(), &tree, &Names::default(), None));
    }
}

/// A LICENSE, and an SPDX expression.
pub fn licence(bytes: &[u8]) {
    black_box(Licence::of_text("LICENSE", bytes));
    as_text(bytes, |text| {
        black_box(identify::identify(text));
        black_box(expression::parse(text));
    });
}

/// A manifest in both languages, with the files beside it that it is compared with.
pub fn manifest(bytes: &[u8]) {
    for path in manifest::NAMES {
        black_box(manifest::parse(path, bytes).ok());
    }
    as_text(bytes, |text| {
        black_box(json::first_value(text).ok());
    });
    let tree = Tree::of(&[("plugin.json", bytes), ("go.mod", bytes), ("webapp/package.json", bytes)]);
    black_box(manifest::find(&tree.in_git("master", "example"), &tree));
}

/// Each kind of lockfile, and a list of dependencies' licences.
pub fn lockfile(bytes: &[u8]) {
    as_text(bytes, |text| {
        for name in lockfile::NAMES {
            let Some(read) = lockfile::parse(name, text) else { continue };
            assert!(read.packages.len() <= text.len(), "more packages than bytes");
        }
        black_box(bill::parse(text));
    });
}

/// Short texts: the name of a tag, a version, an id, an address, a date, and a filter of branches on the
/// first line with a branch after it. None of them is shown as it came.
pub fn tags(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown = error::visible(&text);
    assert!(!shown.chars().any(error::text::is_invisible), "{shown:?}");
    assert!(!shown.contains("##[") && !shown.trim_start().starts_with("::"), "{shown:?}");

    as_text(bytes, |text| {
        black_box(release::version(text));
        black_box(manifest::version_fault(text));
        black_box(manifest::id_fault(text));
        black_box(Address::of(text));
        black_box(nightly::http_date(text).map(nightly::timestamp));
        black_box(nightly::commit_of(text));

        let (filter, name) = text.split_once('\n').unwrap_or((text, "master"));
        black_box(pattern::github(filter, name));
        black_box(pattern::whole(filter, name));
        black_box(pattern::part(filter, name));
        black_box(pattern::wildcard(filter, name));
        black_box(pattern::regex(filter, name, true));
    });
}

/// A YAML file.
pub fn yaml(bytes: &[u8]) {
    as_text(bytes, |text| {
        black_box(yaml::parse_all(text).ok());
    });
}

fn no_controls(text: &str) {
    assert!(!text.chars().any(|c| c != '\n' && error::text::is_invisible(c)), "{text:?}");
}
