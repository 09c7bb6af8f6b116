//! Addresses, assets, candidates and dates, all from text alone.

use plugin_ready::evidence::nightly::address::{Address, choose_asset};
use plugin_ready::evidence::nightly::candidate::{self, System};
use plugin_ready::evidence::nightly::{commit_of, http_date, span};
use proptest::prelude::*;

use crate::support::tree::Tree;

#[test]
fn the_form_of_an_address_tells_what_it_can_serve() {
    for url in [
        "https://builds.example.org/dice-ci.tar.gz",
        "http://builds.example.org/",
        "https://github.com/o/r/releases/download/nightly/dice.tar.gz",
        "https://github.com/o/r/releases/download/latest/dice-latest.tar.gz",
        "https://gitlab.example.org/g/p/-/jobs/artifacts/master/raw/dist/x.tar.gz?job=build",
        "https://example.org/latest/dice.tar.gz",
        "https://example.org/dice-latest-ci.tar.gz",
        "  https://example.org/x.tar.gz\n",
    ] {
        assert!(matches!(Address::of(url), Address::Direct(_)), "{url}");
    }
    for url in [
        "https://github.com/o/r/releases/latest",
        "https://github.com/o/r/releases/latest/",
        "https://github.com/o/r/releases/latest/download/x.tar.gz",
        "https://ghe.example.org/o/r/releases/latest/download/x.tar.gz",
        "https://gitlab.com/g/p/-/releases/permalink/latest/downloads/x.tar.gz",
        "https://plugins.example.org/release/mattermost-plugin-dice-latest.tar.gz",
        "https://plugins.example.org/dice-latest.tgz?x=1",
    ] {
        assert_eq!(Address::of(url), Address::LatestRelease, "{url}");
    }
    let on = |server: Option<&str>, tag: &str| Address::Rolling {
        server: server.map(|server| server.parse().unwrap()),
        owner: "o".to_owned(),
        name: "r".to_owned(),
        tag: tag.to_owned(),
    };
    let rolling = |tag: &str| on(None, tag);
    let enterprise = Address::of("https://ghe.example.org:8443/o/r/releases/tag/nightly");
    assert_eq!(enterprise, on(Some("https://ghe.example.org:8443/"), "nightly"));
    for (url, tag) in [
        ("https://github.com/o/r/releases/tag/latest-master", "latest-master"),
        ("https://www.github.com/o/r/releases/tag/nightly?x#y", "nightly"),
        ("https://github.com/o/r/releases/tag/build/nightly", "build/nightly"),
        ("https://github.com/o/r/releases/tag/build%2Fnightly", "build/nightly"),
    ] {
        assert_eq!(Address::of(url), rolling(tag), "{url}");
    }
    for url in
        ["https://github.com/o/r/releases/tag/v1.2.3", "https://github.com/o/r/releases/download/v1.2.3/x.tar.gz"]
    {
        assert_eq!(Address::of(url), Address::FixedRelease("v1.2.3".to_owned()), "{url}");
    }
    for url in [
        "https://github.com/o/r",
        "https://github.com/o/r/",
        "https://github.com/o/r/releases",
        "https://github.com/o/r/actions/runs/1",
        "https://github.com/o/r/suites/1/artifacts/2",
        "https://github.com/o/r/blob/master/dist/x.tar.gz",
    ] {
        assert!(matches!(Address::of(url), Address::Page(_)), "{url}");
    }
    for url in ["", "x.tar.gz", "//example.org/x", "ftp://example.org/x", "file:///x", "https://", "https://[::1/x"] {
        assert!(matches!(Address::of(url), Address::Malformed(_)), "{url}: {:?}", Address::of(url));
    }
}

#[test]
fn of_a_releases_assets_the_whole_bundle_is_chosen() {
    let choose = |names: &[&str], id| {
        let assets: Vec<_> = names.iter().map(|name| ((*name).to_owned(), format!("https://x/{name}"))).collect();
        choose_asset(&assets, id).map(str::to_owned)
    };
    assert_eq!(choose(&["a.tar.gz", "a.tar.gz.sig", "sums.txt"], None).unwrap(), "https://x/a.tar.gz");
    assert_eq!(choose(&["a-1-linux-amd64.tar.gz", "a-1.tar.gz"], None).unwrap(), "https://x/a-1.tar.gz");
    assert_eq!(choose(&["a-1.tar.gz", "docs.tar.gz"], Some("a")).unwrap(), "https://x/a-1.tar.gz");
    assert_eq!(choose(&["a-linux-amd64.tgz"], None).unwrap(), "https://x/a-linux-amd64.tgz");
    assert!(choose(&[], None).unwrap_err().contains("no .tar.gz"));
    assert!(choose(&["a.zip"], Some("a")).unwrap_err().contains("no .tar.gz"));
    assert!(choose(&["a-1.tar.gz", "a-2.tar.gz"], Some("a")).unwrap_err().contains("a-1.tar.gz, a-2.tar.gz"));
}

#[test]
fn candidates_are_found_where_people_write_them() {
    let tree = Tree::of(&[
        (
            "README.md",
            "# Demo\n[![nightly](https://img.shields.io/x.svg)](https://github.com/o/mattermost-plugin-demo/releases/tag/nightly).\n\
             Not https://github.com/o/mattermost-plugin-demo/releases/latest/download/demo.tar.gz,\n\
             nor https://dl.example.org/go1.22.tar.gz.\n",
        ),
        (
            ".github/workflows/ci.yml",
            "run: curl -T dist/x \"https://builds.example.org/com.example.demo-ci.tar.gz\"\n\
             # again https://builds.example.org/com.example.demo-ci.tar.gz\n",
        ),
        ("docs/notes.md", "https://builds.example.org/com.example.demo-other.tar.gz"),
    ]);
    let repository = tree.in_git("main", "o");
    let (candidates, setup) = candidate::look(&repository, &tree, Some("com.example.demo"));
    let found: Vec<_> = candidates.iter().map(|c| (c.url.as_str(), c.place.to_string())).collect();
    assert_eq!(
        found,
        [
            ("https://builds.example.org/com.example.demo-ci.tar.gz", ".github/workflows/ci.yml:1:22".to_owned()),
            ("https://github.com/o/mattermost-plugin-demo/releases/tag/nightly", "README.md:2:44".to_owned()),
        ]
    );
    assert_eq!(setup.ci, Some(System::GithubActions));
    assert_eq!(setup.github, Some(("o".to_owned(), "mattermost-plugin-demo".to_owned())));
    assert!(!setup.delivery);
    assert_eq!(candidate::branch(&repository), "main");
}

#[test]
fn rolling_releases_of_the_ci_are_candidates() {
    let found = |text: &str| {
        let tree = Tree::of(&[(".github/workflows/ci.yml", text)]);
        let (candidates, _) = candidate::look(&tree.in_git("main", "o"), &tree, None);
        candidates.into_iter().map(|c| (c.url, c.place.to_string())).collect::<Vec<_>>()
    };
    for (text, tag, at) in [
        ("run: gh release create latest-master --prerelease dist/*.tar.gz", "latest-master", "1:24"),
        ("  tag_name: \"nightly\"\n", "nightly", "1:14"),
        ("automatic_release_tag: 'edge'", "edge", "1:25"),
        ("run: ghr -replace -prerelease nightly dist/", "nightly", "1:31"),
        ("run: ghr -delete -prerelease nightly dist/", "nightly", "1:30"),
    ] {
        let url = format!("https://github.com/o/mattermost-plugin-demo/releases/tag/{tag}");
        assert_eq!(found(text), [(url, format!(".github/workflows/ci.yml:{at}"))], "{text}");
    }
    for text in [
        "gh release create v1.2.3",
        "gh release create \"$TAG\"",
        "tag_name: ${{ github.ref_name }}",
        "gh release create -d",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn the_setup_is_told_from_the_files() {
    let of = |files: &[(&str, &str)], owner: &str| {
        let tree = Tree::of(files);
        candidate::look(&tree.in_git("master", owner), &tree, None).1
    };
    for (path, system) in [
        (".circleci/config.yml", System::CircleCi),
        (".gitlab-ci.yml", System::GitLab),
        (".travis.yml", System::Travis),
        ("Jenkinsfile", System::Jenkins),
        (".drone.yml", System::Drone),
        ("azure-pipelines.yml", System::Azure),
        (".github/workflows/x.yaml", System::GithubActions),
    ] {
        assert_eq!(of(&[(path, "")], "o").ci, Some(system), "{path}");
    }
    assert_eq!(of(&[(".github/workflows/sub/x.yml", ""), ("sub/.travis.yml", "")], "o").ci, None);
    let pipeline = "uses: mattermost/actions-workflows/.github/workflows/plugin-ci.yml@main";
    assert!(of(&[(".github/workflows/ci.yml", pipeline)], "mattermost").delivery);
    assert!(!of(&[(".github/workflows/ci.yml", pipeline)], "somebody").delivery, "it uploads for its owner alone");
    let counting = |line: &str| of(&[("Makefile", &format!("patch:\n\techo\n{line}\n"))], "o").counts_any_tag;
    let newest = "CURRENT_VERSION := $(strip $(shell git describe --abbrev=0 --tags))";
    assert_eq!(counting(newest).as_deref(), Some("Makefile"));
    assert_eq!(counting(&newest.replace("--tags", "--tags --match 'v*'")), None);
    assert_eq!(counting("BUILD_HASH = $(shell git rev-parse HEAD)"), None);
    let orb = "workflows: {ci: {jobs: [plugin-ci/lint, plugin-ci/build]}}";
    let advice = |text: &str| of(&[(".circleci/config.yml", text)], "o").advice("master", "make dist", "");
    assert!(advice(orb).starts_with("add a job on master that requires `plugin-ci/build`"), "{}", advice(orb));
    assert!(advice("jobs: {build: {}}").starts_with("let the job that builds master go on with `go install"));
    let community = "uses: mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml@main";
    assert!(!of(&[(".github/workflows/ci.yml", community)], "mattermost").delivery);
}

#[test]
fn commits_are_read_from_versions() {
    assert_eq!(commit_of("1.2.0+4f3a2b1"), Some("4f3a2b1"));
    assert_eq!(commit_of("1.2.0-rc1+4F3A2B1c"), Some("4F3A2B1c"));
    assert_eq!(commit_of("1.2.0+20261120.g4f3a2b1"), Some("4f3a2b1"));
    assert_eq!(commit_of("1.2.0+5.4f3a2b1"), Some("4f3a2b1"));
    assert_eq!(commit_of("1.2.0+1234567"), Some("1234567"));
    for version in ["1.2.0", "1.2.0+", "1.2.0+abc", "1.2.0+build", "1.2.0-4f3a2b1", ""] {
        assert_eq!(commit_of(version), None, "{version}");
    }
}

#[test]
fn dates_and_spans() {
    assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
    for odd in ["", "yesterday", "0", "Sun, 06 Nov 199999 08:49:37 GMT"] {
        assert_eq!(http_date(odd), None, "{odd}");
    }
    assert_eq!([span(600), span(10 * 3600), span(49 * 3600)], ["10 min", "10 h", "2 days"]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String, words in "(https?://)?[a-z/.:%\\[\\]-]{0,60}") {
        let _ = Address::of(&text);
        let _ = Address::of(&words);
        let _ = commit_of(&text);
        let _ = http_date(&text);
        let tree = Tree::of(&[("README.md", format!("{text} https://demo{words} demo {text}"))]);
        let (candidates, _) = candidate::look(&tree.in_git("master", "o"), &tree, Some("demo"));
        prop_assert!(candidates.len() <= 5);
    }
}
