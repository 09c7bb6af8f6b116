//! Hints on releases: what tags, CI and GitHub's page of a release say together.

use plugin_ready::checklist::hints;
use plugin_ready::evidence::release::{Asset, Published};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::Hint;

use crate::support::builds::{self, plugin};
use crate::support::releases::{tag, with_tags};

fn hints(evidence: &Evidence) -> Vec<Hint> {
    hints::release::hints(evidence)
}

fn ids(evidence: &Evidence) -> Vec<&'static str> {
    hints(evidence).iter().map(|hint| hint.id).collect()
}

fn released(tag_name: &str, version: Option<&str>, published: Fact<Published>) -> Evidence {
    let mut evidence = with_tags(Evidence::default(), vec![tag(tag_name, "demo", version)], false);
    if let Fact::Seen(releases) = &mut evidence.releases {
        releases.published = published;
    }
    evidence
}

fn assets(names: &[&str]) -> Fact<Published> {
    let assets = names.iter().map(|name| Asset { name: (*name).to_owned(), size: 1 });
    Fact::Seen(Published::Assets(assets.collect()))
}

#[test]
fn a_manifest_with_another_version_than_its_tag_is_told() {
    for (name, version, told) in [
        ("v1.2.3", Some("1.2.3"), false),
        ("1.2.3", Some("1.2.3"), false),
        ("v1.2.3", None, false),
        ("v1.2.3-rc1", Some("1.2.3-rc1"), false),
        ("v1.2.3", Some("1.2.2"), true),
        ("v1.2.3", Some("v1.2.3"), true),
        ("v1.2.3", Some("{{VERSION}}"), false),
    ] {
        let hints = hints(&released(name, version, Fact::NotAsked));
        assert_eq!(hints.iter().any(|hint| hint.id == "release-version-differs"), told, "{name} {version:?}");
    }
    let hint = hints(&released("v0.5.1", Some("0.5.0"), Fact::NotAsked)).remove(0);
    assert!(hint.because.contains("the manifest at v0.5.1 says 0.5.0"), "{}", hint.because);
    assert_eq!(hint.locations[0].path, "plugin.json");
    assert_eq!(ids(&Evidence::default()), Vec::<&str>::new());
}

#[test]
fn a_release_is_to_have_a_bundle_among_its_files() {
    for (published, says) in [
        (Fact::Seen(Published::NoRelease), "shows the tag v1.0.0 and no release"),
        (assets(&[]), "has no file"),
        (assets(&["demo.zip", "plugin-linux-amd64"]), "no .tar.gz among its files (demo.zip, plugin-linux-amd64)"),
    ] {
        let hint = hints(&released("v1.0.0", None, published)).remove(0);
        assert_eq!(hint.id, "release-without-bundle");
        assert!(hint.because.contains(says), "{}", hint.because);
        assert!(hint.help.contains("run `make dist` at v1.0.0"), "{}", hint.help);
    }
    let unknown = Fact::Blind(Cause::new(CauseKind::RateLimited, "later"));
    for published in [assets(&["demo-1.0.0.tar.gz", "demo.tar.gz.sig"]), assets(&["demo.tgz"]), Fact::NotAsked, unknown]
    {
        assert_eq!(ids(&released("v1.0.0", None, published)), Vec::<&str>::new());
    }
}

/// A plugin with that workflow on tags, and a release without files.
fn with_workflow(path: &str, text: &str) -> Evidence {
    let tree = plugin().with(path, text);
    let evidence = builds::evidence(&tree, "master", "example");
    let mut evidence = with_tags(evidence, vec![tag("v1.0.0", "demo", None)], false);
    if let Fact::Seen(releases) = &mut evidence.releases {
        releases.published = Fact::Seen(Published::NoRelease);
    }
    evidence
}

const ON_TAGS: &str = "on:\n  push:\n    tags: [\"v*\"]\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      \
                       - uses: actions/checkout@v4\n      - run: make dist\n";

#[test]
fn the_help_knows_what_ci_does_on_tags() {
    let keeps = hints(&with_workflow(".github/workflows/cd.yml", ON_TAGS)).remove(0);
    assert!(keeps.help.contains("let it attach dist/*.tar.gz"), "{}", keeps.help);
    let attaches = format!(
        "{ON_TAGS}      - uses: softprops/action-gh-release@v2\n        with:\n          files: dist/*.tar.gz\n"
    );
    let attaches = hints(&with_workflow(".github/workflows/cd.yml", &attaches)).remove(0);
    assert!(attaches.help.contains("see why its run for v1.0.0 did not"), "{}", attaches.help);
}

fn filter(path: &str, text: &str) -> Option<Hint> {
    hints(&with_workflow(path, text)).into_iter().find(|hint| hint.id == "tag-filter-never-fires")
}

#[test]
fn a_tag_filter_that_never_fires_is_told() {
    let slip = ON_TAGS.replace("v*", "^v.*");
    let hint = filter(".github/workflows/cd.yml", &slip).unwrap();
    assert!(hint.because.contains("job `release`") && hint.help.contains("globs"), "{hint:?}");
    assert_eq!(hint.locations[0].path, ".github/workflows/cd.yml");
    assert_eq!(filter(".github/workflows/cd.yml", ON_TAGS), None);
    let two = ON_TAGS.replace("tags: [\"v*\"]", "tags: [\"^v.*\", \"v*\"]");
    assert_eq!(filter(".github/workflows/cd.yml", &two), None, "one that fires is enough");
    let branches = ON_TAGS.replace("tags: [\"v*\"]", "branches: [master]");
    assert_eq!(filter(".github/workflows/ci.yml", &branches), None, "not meant for tags");
}

const CIRCLE: &str = "version: 2.1\njobs:\n  build:\n    docker: [{image: cimg/go:1.22}]\n    steps:\n      - checkout\n      \
                      - run: make dist\nworkflows:\n  main:\n    jobs:\n      - build\n";

#[test]
fn circle_ci_runs_nothing_on_tags_without_a_filter_and_a_filter_that_says_no_is_meant() {
    let hint = filter(".circleci/config.yml", CIRCLE).unwrap();
    assert!(hint.help.contains("filters: tags: only"), "{}", hint.help);
    let only = CIRCLE.replace("      - build\n", "      - build:\n          filters: {tags: {only: /^v.*/}}\n");
    assert_eq!(filter(".circleci/config.yml", &only), None);
    let ignored = CIRCLE.replace("      - build\n", "      - build:\n          filters: {tags: {ignore: /.*/}}\n");
    assert_eq!(filter(".circleci/config.yml", &ignored), None);
}
