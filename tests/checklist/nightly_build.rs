//! `nightly-build` on plain facts: no server, no clock, no git.

use plugin_ready::checklist::nightly_build::ITEM;
use plugin_ready::error::Place;
use plugin_ready::evidence::manifest::parse;
use plugin_ready::evidence::nightly::bundle::{Bundle, Fault, Remark};
use plugin_ready::evidence::nightly::candidate::{Candidate, System};
use plugin_ready::evidence::nightly::{BuiltFrom, Content, MAX_AGE, Master, Nightly, Served, Setup, Stated};
use plugin_ready::evidence::release::{Releases, Tag};
use plugin_ready::evidence::repository::Oid;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::{Judgement, Verdict};

use crate::support::builds;
use crate::support::tree::Tree;

const URL: &str = "https://builds.example.org/dice-ci.tar.gz";
const NOW: i64 = 1_795_392_000; // 2026-11-23
const HOUR: i64 = 3600;

fn bundle() -> Bundle {
    Bundle {
        id: Some("com.example.dice".to_owned()),
        version: Some("1.2.0+4f3a2b1".to_owned()),
        manifest: Some("com.example.dice/plugin.json".to_owned()),
        newest: Some(NOW - HOUR),
        ..Bundle::default()
    }
}

fn served(content: Content) -> Served {
    Served {
        final_url: URL.to_owned(),
        status: 200,
        bytes_read: 1000,
        length: Some(1000),
        last_modified: None,
        proxied: false,
        encoded: false,
        content,
    }
}

fn nightly(served: Served) -> Nightly {
    Nightly {
        stated: Some(Stated { url: URL.to_owned(), place: Some(Place::file("plugin-ready.toml")) }),
        served: Fact::Seen(served),
        master: Fact::Seen(Master {
            branch: "master".to_owned(),
            tip: Oid([1; 20]),
            date: NOW - 100 * HOUR,
            due: Fact::Seen(NOW - 100 * HOUR),
        }),
        max_age: MAX_AGE,
        now: NOW,
        ..Nightly::default()
    }
}

fn evidence(nightly: Nightly) -> Evidence {
    Evidence {
        nightly: Fact::Seen(nightly),
        manifest: Fact::Seen(parse("plugin.json", br#"{"id": "com.example.dice"}"#).unwrap()),
        ..Evidence::default()
    }
}

fn judge(nightly: Nightly) -> Judgement {
    (ITEM.judge)(&evidence(nightly))
}

fn of_bundle(bundle: Bundle) -> Judgement {
    judge(nightly(served(Content::Bundle(bundle))))
}

#[track_caller]
fn fails(judgement: &Judgement, with: &str) {
    assert_eq!(judgement.verdict, Verdict::Fail, "{}", judgement.because);
    assert!(judgement.because.contains(with), "{}", judgement.because);
    assert!(judgement.help.is_some());
}

#[test]
fn a_fresh_bundle_of_this_plugin_passes_with_its_facts() {
    let judgement = of_bundle(bundle());
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert!(judgement.because.contains("after the newest commit on master"), "{}", judgement.because);
    assert_eq!(judgement.locations, [Place::file("plugin-ready.toml")]);
    let facts = &judgement.facts;
    assert_eq!(facts["url"], URL);
    assert_eq!(facts["final_url"], URL);
    assert_eq!(facts["status"], 200);
    assert_eq!(facts["bytes_read"], 1000);
    assert_eq!(facts["bundle"]["id"], "com.example.dice");
    assert_eq!(facts["bundle"]["version"], "1.2.0+4f3a2b1");
    assert_eq!(facts["built"], "2026-11-22T23:00:00Z");
}

#[test]
fn what_was_not_looked_at_is_unknown() {
    let not_asked = (ITEM.judge)(&Evidence::default());
    assert!(matches!(not_asked.verdict, Verdict::Unknown(_)));
    for kind in [CauseKind::Offline, CauseKind::Network, CauseKind::Timeout, CauseKind::RateLimited, CauseKind::Refused]
    {
        let cause = Cause::new(kind, "why");
        let judgement = judge(Nightly { served: Fact::Blind(cause.clone()), ..nightly(served(Content::Unread)) });
        assert_eq!(judgement.verdict, Verdict::Unknown(cause));
        assert_eq!(judgement.facts["url"], URL);
    }
}

#[test]
fn without_an_address_it_fails_with_what_to_do_here() {
    let unstated = |setup| Nightly { stated: None, served: Fact::NotAsked, setup, ..Nightly::default() };
    let github = Some(("example".to_owned(), "dice".to_owned()));
    for (ci, told) in [
        (Some(System::GithubActions), "https://github.com/example/dice/releases/tag/nightly"),
        (Some(System::CircleCi), "ghr -delete -prerelease nightly dist/"),
        (Some(System::GitLab), "/-/jobs/artifacts/master/raw/dist/"),
        (Some(System::Jenkins), "lastSuccessfulBuild"),
        (Some(System::Travis), "ghr -delete -prerelease nightly dist/"),
        (None, "ci-master"),
    ] {
        let judgement = judge(unstated(Setup { ci, github: github.clone(), ..Setup::default() }));
        fails(&judgement, "no URL is stated");
        let help = judgement.help.unwrap();
        assert!(help.contains(told) && help.contains("plugin-ready.toml"), "{help}");
    }
    let delivered =
        judge(unstated(Setup { ci: Some(System::GithubActions), github, delivery: true, ..Setup::default() }));
    assert!(delivered.help.unwrap().contains("-ci.tar.gz"));
}

#[test]
fn the_advice_names_the_goal_that_makes_the_bundle_here() {
    let setup = || Setup { ci: Some(System::GithubActions), ..Setup::default() };
    let unstated = || Nightly { stated: None, served: Fact::NotAsked, setup: setup(), ..Nightly::default() };
    let workflow = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make bundle}]}}\n";
    let tree =
        Tree::of(&[("Makefile", "bundle:\n\ttar -czf dist/a.tar.gz a\n"), (".github/workflows/ci.yml", workflow)]);
    let Evidence { ci, .. } = builds::evidence(&tree, "master", "example");
    let help = (ITEM.judge)(&Evidence { ci, ..evidence(unstated()) }).help.unwrap();
    assert!(
        help.contains("that runs `make bundle`, then `gh release delete nightly --cleanup-tag -y || true`"),
        "{help}"
    );
    assert!(help.contains("dist/*.tar.gz`, with the bundle's own path (artifacts"), "{help}");
    assert!(judge(unstated()).help.unwrap().contains("that runs `make dist`"));
    let deploys = tree.with(".github/workflows/ci.yml", workflow.replace("bundle", "deploy"));
    let deploys = deploys.with("Makefile", "deploy:\n\ttar -czf dist/a.tar.gz a\n");
    let Evidence { ci, .. } = builds::evidence(&deploys, "master", "example");
    let help = (ITEM.judge)(&Evidence { ci, ..evidence(unstated()) }).help.unwrap();
    assert!(help.contains("that runs `make dist`"), "it needs a server: {help}");
    assert!(help.ends_with("as the starter template's does: no rule of Makefile makes `dist`"), "{help}");
}

#[test]
fn the_advice_names_a_goal_that_does_not_want_others_before_it() {
    let setup = Setup { ci: Some(System::GithubActions), ..Setup::default() };
    let nightly = Nightly { stated: None, served: Fact::NotAsked, setup, ..Nightly::default() };
    let workflow = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make server}, {run: make bundle}]}}\n";
    let makefile = |bundle: &str| {
        format!("all: server bundle\nserver:\n\tgo build -o dist/a .\nbundle:{bundle}\n\ttar -czf a.tar.gz dist\n")
    };
    for (needs, told) in [("", "that runs `make`, then"), (" server", "that runs `make bundle`, then")] {
        let tree = Tree::of(&[("Makefile", makefile(needs).as_str()), (".github/workflows/ci.yml", workflow)]);
        let Evidence { ci, .. } = builds::evidence(&tree, "master", "example");
        let help = (ITEM.judge)(&Evidence { ci, ..evidence(nightly.clone()) }).help.unwrap();
        assert!(help.contains(told) && help.contains("dist/*.tar.gz`, with the bundle's own path ("), "{help}");
    }
}

#[test]
fn where_nothing_builds_the_branch_that_comes_first() {
    let config = |only: &str| {
        format!(
            "version: 2\njobs: {{build: {{machine: true, steps: [checkout, {{run: make dist}}]}}}}\nworkflows:\n  w:\n    \
             jobs: [{{build: {{filters: {{branches: {{only: {only}}}}}}}}}]\n"
        )
    };
    let first = "first let CI build each push to master (see ci-master); then let the job that builds master go on";
    for (only, wanted) in [("release", true), ("master", false)] {
        let setup = Setup { ci: Some(System::CircleCi), ..Setup::default() };
        let nightly = Nightly { stated: None, served: Fact::NotAsked, setup, ..Nightly::default() };
        let makefile = "dist:\n\ttar -czf dist/a.tar.gz a\n";
        let tree = Tree::of(&[("Makefile", makefile), (".circleci/config.yml", config(only).as_str())]);
        let Evidence { ci, .. } = builds::evidence(&tree, "master", "example");
        let help = (ITEM.judge)(&Evidence { ci, ..evidence(nightly) }).help.unwrap();
        assert_eq!(help.starts_with(first), wanted, "{help}");
    }
}

#[test]
fn the_tag_of_a_rolling_release_is_kept_from_counting_as_a_version() {
    let advice = |ci| {
        let counts_any_tag = Some("Makefile".to_owned());
        let setup = Setup { ci: Some(ci), counts_any_tag, ..Setup::default() };
        judge(Nightly { stated: None, served: Fact::NotAsked, setup, ..Nightly::default() }).help.unwrap()
    };
    let told = "; give `git describe` in Makefile a `--match 'v*'`, for nightly is no version; then state it";
    for ci in [System::GithubActions, System::CircleCi, System::Travis] {
        assert!(advice(ci).contains(told), "{}", advice(ci));
    }
    assert!(!advice(System::GitLab).contains("git describe"), "an artifact has no tag");
}

#[test]
fn candidates_are_named_with_their_places() {
    let place = Place::in_text("README.md", "see https://x", 4..13);
    let candidates = vec![Candidate { url: URL.to_owned(), place: place.clone() }];
    let judgement = judge(Nightly { stated: None, served: Fact::NotAsked, candidates, ..Nightly::default() });
    fails(&judgement, "https://builds.example.org/dice-ci.tar.gz at README.md:1:5");
    assert_eq!(judgement.locations, [place]);
    assert!(judgement.help.unwrap().contains("plugin-ready probe https://builds.example.org/dice-ci.tar.gz"));
}

#[test]
fn some_addresses_fail_by_themselves() {
    for (url, told) in [
        (
            "https://github.com/o/r/releases/latest/download/x.tar.gz",
            "serves the latest release, not the latest build of master",
        ),
        ("https://plugins.example.org/release/dice-latest.tar.gz", "serves the latest release"),
        ("https://github.com/o/r/releases/download/v1.2.3/x.tar.gz", "serves the release v1.2.3 for ever"),
        ("https://github.com/o/r/releases/tag/1.0.0", "serves the release 1.0.0 for ever"),
        ("https://github.com/o/r/actions/runs/1/artifacts/2", "need a login"),
        ("builds/dice.tar.gz", "no scheme"),
        ("s3://bucket/dice-ci.tar.gz", "not s3:"),
    ] {
        let stated = Some(Stated { url: url.to_owned(), place: None });
        let offline = Fact::Blind(Cause::new(CauseKind::Offline, "offline"));
        fails(&judge(Nightly { stated, served: offline, ..nightly(served(Content::Unread)) }), told);
    }
}

#[test]
fn only_definite_answers_fail() {
    let answer = |status, content| judge(nightly(Served { status, ..served(content) }));
    for status in [404, 410] {
        fails(&answer(status, Content::Unread), &format!("answered {status}"));
    }
    fails(&answer(401, Content::Unread), "login");
    fails(&answer(403, Content::AccessDenied), "AccessDenied");
    fails(&answer(200, Content::LoginPage), "login page");
    fails(&answer(200, Content::Other("an HTML page")), "serves an HTML page");
    fails(&answer(204, Content::Empty), "with nothing in it");
    fails(
        &answer(200, Content::NoAsset("the release nightly has no .tar.gz among its assets".to_owned())),
        "no .tar.gz",
    );
    for status in [206, 304, 400, 403, 405, 418, 451] {
        let judgement = answer(status, Content::Unread);
        assert!(matches!(judgement.verdict, Verdict::Unknown(_)), "{status}");
        assert_eq!(judgement.facts["status"], status);
    }
}

#[test]
fn a_fault_of_the_bundle_fails_with_its_remedy() {
    let faults =
        vec![Fault::NotExecutable { path: "server/p".to_owned(), mode: 0o644 }, Fault::NoWebapp("w".to_owned())];
    let judgement = of_bundle(Bundle { faults, ..bundle() });
    fails(&judgement, "server/p in the bundle may not be executed (mode 0644) (and 1 more)");
    assert!(judgement.help.unwrap().contains("chmod +x"));
    assert_eq!(judgement.facts["bundle"]["faults"].as_array().unwrap().len(), 2);
}

#[test]
fn another_plugins_bundle_fails() {
    let judgement = of_bundle(Bundle { id: Some("com.example.other".to_owned()), ..bundle() });
    fails(&judgement, "its id is com.example.other, this one's is com.example.dice");
}

#[test]
fn an_older_version_than_the_newest_release_fails() {
    let tag = |name: &str| Tag {
        name: name.to_owned(),
        commit: Oid([2; 20]),
        date: 0,
        in_history: None,
        manifest: Fact::NotAsked,
    };
    let with = |version: &str, shallow| {
        let content = Content::Bundle(Bundle { version: Some(version.to_owned()), ..bundle() });
        let releases = Releases::new(vec![tag("v1.3.0"), tag("v2.0.0-rc1")], shallow);
        (ITEM.judge)(&Evidence { releases: Fact::Seen(releases), ..evidence(nightly(served(content))) })
    };
    fails(&with("1.2.0+4f3a2b1", false), "version 1.2.0+4f3a2b1 is older than the newest release v1.3.0");
    fails(&with("v1.2.0+4f3a2b1", false), "version 1.2.0+4f3a2b1 is older than the newest release v1.3.0");
    let odd = with("1.2", false);
    assert_eq!(odd.verdict, Verdict::Pass);
    assert!(odd.because.contains("1.2 is no semantic version"), "{}", odd.because);
    let untagged = with("0.0.0+4f3a2b1", false);
    fails(&untagged, "0.0.0+4f3a2b1");
    assert!(untagged.help.unwrap().contains("fetch-depth: 0"));
    assert_eq!(with("1.3.0+4f3a2b1", false).verdict, Verdict::Pass);
    assert_eq!(with("1.2.0", true).verdict, Verdict::Pass, "tags may be missing in a shallow clone");
}

#[test]
fn the_commit_in_the_version_goes_before_dates() {
    let old = Bundle { newest: Some(NOW - 9000 * HOUR), ..bundle() };
    let built_from = |on_master, behind, oldest_missing| {
        let origin = Fact::Seen(BuiltFrom { commit: Oid([4; 20]), on_master, behind, oldest_missing });
        judge(Nightly { origin, ..nightly(served(Content::Bundle(old.clone()))) })
    };
    let newest = built_from(true, 0, None);
    assert_eq!(newest.verdict, Verdict::Pass);
    assert!(newest.because.contains("4f3a2b1, the newest commit on master"), "{}", newest.because);
    assert_eq!(built_from(true, 3, Some(NOW - 47 * HOUR)).verdict, Verdict::Pass);
    fails(&built_from(true, 3, Some(NOW - 49 * HOUR)), "master has 3 commits newer, the oldest of them 2 days old");
    fails(&built_from(false, 3, Some(NOW)), "not on master");
}

#[test]
fn dates_are_held_against_what_master_had() {
    let dated = |newest, last_modified, due: Fact<i64>, tip| {
        let content = Content::Bundle(Bundle { version: Some("1.2.0".to_owned()), newest, ..bundle() });
        let mut nightly = nightly(Served { last_modified, ..served(content) });
        if let Fact::Seen(master) = &mut nightly.master {
            (master.due, master.date) = (due, tip);
        }
        judge(nightly)
    };
    let due = NOW - 50 * HOUR;
    fails(&dated(Some(due - HOUR), None, Fact::Seen(due), NOW), "stale");
    assert_eq!(dated(Some(due + HOUR), None, Fact::Seen(due), NOW).verdict, Verdict::Pass);
    // A quiet branch needs no new build.
    let year = NOW - 9000 * HOUR;
    assert_eq!(dated(Some(year + HOUR), None, Fact::Seen(year), year).verdict, Verdict::Pass);
    // Reproducible builds and wrong clocks: the upload's date counts then.
    for odd in [0, 315_532_800, NOW + 100 * 24 * HOUR, i64::MAX, i64::MIN] {
        fails(&dated(Some(odd), Some(due - HOUR), Fact::Seen(due), NOW), "stale");
        let undated = dated(Some(odd), None, Fact::Seen(due), NOW);
        assert!(matches!(undated.verdict, Verdict::Unknown(_)), "{odd}: {}", undated.because);
    }
    // A shallow clone does not tell what the branch was like two nights ago.
    let blind = Fact::Blind(Cause::new(CauseKind::Shallow, "the clone is shallow"));
    let shallow = dated(Some(NOW - HOUR), None, blind, NOW);
    assert!(matches!(shallow.verdict, Verdict::Unknown(Cause { kind: CauseKind::Shallow, .. })), "{}", shallow.because);
}

#[test]
fn without_git_only_a_young_bundle_passes() {
    let aged = |hours: i64| {
        let content = Content::Bundle(Bundle { version: None, newest: Some(NOW - hours * HOUR), ..bundle() });
        judge(Nightly { master: Fact::Absent, ..nightly(served(content)) })
    };
    assert_eq!(aged(47).verdict, Verdict::Pass);
    let old = aged(49);
    assert!(matches!(&old.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::NoGit), "{}", old.because);
}

#[test]
fn remarks_size_and_proxies_are_told_with_a_pass() {
    let remarked = of_bundle(Bundle { remarks: vec![Remark::Trailing], ..bundle() });
    assert_eq!(remarked.verdict, Verdict::Pass);
    assert!(remarked.because.contains("something follows the end"), "{}", remarked.because);
    for (length, told) in
        [(60 << 20, "60 MB, and servers before 5.33 take 50"), (140 << 20, "140 MB, and servers take 100")]
    {
        let judgement = judge(nightly(Served { length: Some(length), ..served(Content::Bundle(bundle())) }));
        assert_eq!(judgement.verdict, Verdict::Pass);
        assert!(judgement.because.contains(told), "{}", judgement.because);
    }
    let encoded = judge(nightly(Served { encoded: true, ..served(Content::Bundle(bundle())) }));
    assert!(encoded.because.contains("Content-Encoding: gzip"), "{}", encoded.because);
    let proxied = judge(nightly(Served { proxied: true, ..served(Content::Bundle(bundle())) }));
    assert!(proxied.because.contains("a proxy asked"), "{}", proxied.because);
}
