//! `changelog`

use plugin_ready::checklist::changelog::ITEM;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::{Value, json};

use crate::support::plugin::{broken, evidence, releases, with_files};

const PAGES: &str = "https://github.com/example/mattermost-plugin-demo/releases";

fn judge(changes: Value, tags: &[&str]) -> Judgement {
    (ITEM.judge)(&Evidence { releases: releases(tags), ..evidence(changes) })
}

#[test]
fn a_page_of_no_version_in_particular_passes() {
    for page in [PAGES, &format!("{PAGES}/latest"), "https://tickets.example/CHANGELOG.md", "https://tickets.example"] {
        assert_eq!(judge(json!({"release_notes_url": page}), &["v9.9.9"]).verdict, Verdict::Pass, "{page}");
    }
}

#[test]
fn the_current_version_passes_and_an_older_one_fails() {
    let at = |version: &str| json!({"release_notes_url": format!("{PAGES}/tag/v{version}")});
    assert_eq!(judge(at("1.2.0"), &["v1.2.0"]).verdict, Verdict::Pass);
    let to_come = judge(at("1.2.0"), &["v1.1.0"]);
    assert_eq!(to_come.verdict, Verdict::Pending(Role::Author));
    assert_eq!(
        to_come.because,
        "release_notes_url leads to the page of the release v1.2.0, and there is no such tag yet"
    );
    let elsewhere = json!({"release_notes_url": "https://github.com/other/tickets/releases/tag/v1.2.0"});
    assert_eq!(judge(elsewhere, &["v1.1.0"]).verdict, Verdict::Pass, "nobody here knows the tags there");
    let parents = json!({"release_notes_url": "https://github.com/parent/mattermost-plugin-demo/releases"});
    let told = judge(parents, &[]).because;
    assert!(
        told.ends_with(", of another owner's repository (origin: github.com/example/mattermost-plugin-demo)"),
        "{told}"
    );
    let ahead = judge(at("9.0.0"), &["v1.2.0"]);
    assert_eq!(ahead.verdict, Verdict::Pending(Role::Author));
    assert_eq!(ahead.because, "release_notes_url names version 9.0.0, and the newest release is only 1.2.0");
    let short = json!({"version": "0.1", "release_notes_url": format!("{PAGES}/tag/v1.0.0")});
    assert_eq!(
        judge(short, &[]).because,
        "release_notes_url names version 1.0.0, and the manifest's version is only 0.1.0"
    );
    let older = judge(at("1.1.9"), &["v1.1.9"]);
    assert_eq!(older.verdict, Verdict::Fail);
    assert_eq!(older.because, "release_notes_url names version 1.1.9, and the manifest's version is 1.2.0");
    let newer_tag = judge(at("1.2.0"), &["v1.4.0", "v1.2.0"]);
    assert_eq!(newer_tag.because, "release_notes_url names version 1.2.0, and the newest release is 1.4.0");
    for page in [
        "https://tickets.example/docs/1.1.0/changes.html",
        "https://tickets.example/changes#1.1.0",
        "https://tickets.example/v1.1/",
    ] {
        assert_eq!(judge(json!({"release_notes_url": page}), &[]).verdict, Verdict::Fail, "{page}");
    }
}

#[test]
fn a_front_page_is_for_the_author_to_settle() {
    for page in ["https://github.com/example/mattermost-plugin-demo", "https://gitlab.com/example/demo/"] {
        let judgement = judge(json!({"release_notes_url": page}), &[]);
        assert_eq!(judgement.verdict, Verdict::Pending(Role::Author), "{page}");
        assert!(judgement.help.unwrap().contains(PAGES));
    }
    let section = json!({"release_notes_url": "https://github.com/example/mattermost-plugin-demo#changelog"});
    assert_eq!(judge(section, &[]).verdict, Verdict::Pass);
}

#[test]
fn the_templates_pages_fail() {
    let template = "https://github.com/mattermost/mattermost-plugin-starter-template";
    let notes = judge(json!({"release_notes_url": format!("{template}/releases/tag/v1.2.0")}), &["v1.2.0"]);
    assert_eq!(notes.verdict, Verdict::Fail);
    assert!(notes.because.contains("starter template"), "{}", notes.because);
    for (home, tool) in [
        (template.to_owned(), "manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\""),
        (format!("{template}/"), "manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\""),
        (template.to_owned(), "manifest.ReleaseNotesURL = page"),
    ] {
        let files = [("build/setup.mk", "BUILD_TAG_LATEST = x\n"), ("build/manifest/main.go", tool)];
        let filled = with_files(json!({"release_notes_url": null, "homepage_url": home}), &files);
        let judgement = (ITEM.judge)(&Evidence { releases: releases(&["v1.2.0"]), ..filled });
        assert_eq!(judgement.verdict, Verdict::Fail, "{home}");
        let slash = if tool.contains("+") { "/" } else { "" };
        let own = format!("set \"homepage_url\": \"https://github.com/example/mattermost-plugin-demo{slash}\"");
        assert_eq!(judgement.help, Some(own), "the build appends to it as it stands, or not");
    }
}

#[test]
fn an_empty_address_is_shown_where_it_stands() {
    let judgement = judge(json!({"release_notes_url": ""}), &[]);
    assert_eq!((judgement.verdict, judgement.because.as_str()), (Verdict::Fail, "release_notes_url is empty"));
    assert_eq!(judgement.locations[0].excerpt.as_deref(), Some("  \"release_notes_url\": \"\","));
    assert!(judgement.help.unwrap().starts_with("set it to"));
}

#[test]
fn without_a_version_the_tags_decide() {
    let changes = json!({"version": null, "release_notes_url": format!("{PAGES}/tag/v1.1.0")});
    assert_eq!(judge(changes.clone(), &["v1.2.0"]).verdict, Verdict::Fail);
    assert_eq!(judge(changes.clone(), &[]).verdict, Verdict::Pending(Role::Author));
    let blind = Fact::Blind(Cause::new(CauseKind::Shallow, "a shallow clone has no tags"));
    let judgement = (ITEM.judge)(&Evidence { releases: blind, ..evidence(changes) });
    assert!(matches!(judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Shallow));
}

#[test]
fn none_fails_unless_the_build_fills_it_in() {
    let without = json!({"release_notes_url": null});
    assert_eq!(judge(without.clone(), &["v1.2.0"]).verdict, Verdict::Fail);
    let setup = ("build/setup.mk", "BUILD_TAG_LATEST = x\n");
    let build: &[(&str, &str)] = &[setup, ("build/manifest/main.go", "manifest.ReleaseNotesURL = page")];
    let filled = |changes: Value, tags: &[&str]| {
        (ITEM.judge)(&Evidence { releases: releases(tags), ..with_files(changes, build) })
    };
    assert_eq!(filled(without.clone(), &["v1.2.0"]).verdict, Verdict::Pass);
    assert_eq!(filled(without.clone(), &[]).verdict, Verdict::Pending(Role::Author));
    let no_home = json!({"release_notes_url": null, "homepage_url": null});
    assert_eq!(filled(no_home, &["v1.2.0"]).verdict, Verdict::Fail);
    let no_tool = Evidence { releases: releases(&["v1.2.0"]), ..with_files(without.clone(), &[setup]) };
    let unclear = (ITEM.judge)(&no_tool);
    assert!(matches!(unclear.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Unclear));
    let pluginctl = with_files(without, &[("build/_setup.mk", "\n")]);
    assert_eq!((ITEM.judge)(&Evidence { releases: releases(&["v1.2.0"]), ..pluginctl }).verdict, Verdict::Fail);
}

#[test]
fn what_the_build_makes_of_it_has_to_be_an_address() {
    let tool = |source: &str, homepage: &str| {
        let changes = json!({"release_notes_url": null, "homepage_url": homepage});
        let files = [("build/setup.mk", "BUILD_TAG_LATEST = x\n"), ("build/manifest/main.go", source)];
        (ITEM.judge)(&Evidence { releases: releases(&["v1.2.0"]), ..with_files(changes, &files) })
    };
    let home = "https://github.com/example/demo";
    let appends = "manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\" + BuildTagLatest";
    let glued = tool(appends, home);
    assert_eq!(glued.verdict, Verdict::Fail);
    assert!(
        glued.because.contains("https://github.com/example/demoreleases/tag/ with the newest tag"),
        "{}",
        glued.because
    );
    assert!(glued.help.unwrap().starts_with("end homepage_url with a slash"));
    let no_repository = tool(appends, "https://github.com/example-demo");
    assert_eq!(no_repository.verdict, Verdict::Fail);
    assert!(no_repository.help.unwrap().starts_with("set it to the address of the changelog"), "a slash is not enough");
    assert_eq!(tool(appends, &format!("{home}/")).verdict, Verdict::Pass);
    assert_eq!(tool(&appends.replace("\"rel", "\"/rel"), home).verdict, Verdict::Pass);
    let joins =
        "manifest.ReleaseNotesURL, err = url.JoinPath(manifest.HomepageURL, \"releases\", \"tag\", BuildTagLatest)";
    assert_eq!(tool(joins, home).verdict, Verdict::Pass);
    assert_eq!(tool("package main", home).verdict, Verdict::Fail, "a tool of before 2024 writes none");
}

#[test]
fn what_the_build_fills_in_is_a_page_below_a_repository_alone() {
    let with = |homepage: &str| {
        let changes = json!({"release_notes_url": null, "homepage_url": homepage});
        let files = [
            ("build/setup.mk", "BUILD_TAG_LATEST = x\n"),
            ("build/manifest/main.go", "manifest.ReleaseNotesURL = page"),
        ];
        (ITEM.judge)(&Evidence { releases: releases(&["v1.2.0"]), ..with_files(changes, &files) })
    };
    for repository in ["https://github.com/other/tickets", "https://github.com/example/mattermost-plugin-demo/"] {
        assert_eq!(with(repository).verdict, Verdict::Pass, "{repository}");
    }
    for elsewhere in ["https://tickets.example", "https://github.com/example", "https://gitlab.com/example/demo"] {
        let judgement = with(elsewhere);
        assert_eq!(judgement.verdict, Verdict::Pending(Role::Author), "{elsewhere}");
        assert!(judgement.help.unwrap().starts_with("set it to the address of the changelog"));
    }
}

#[test]
fn what_to_do_about_an_old_version_depends_on_the_build() {
    let old = |homepage: &str, files: &[(&str, &str)]| {
        let changes = json!({"release_notes_url": format!("{PAGES}/tag/v1.1.0"), "homepage_url": homepage});
        let evidence = Evidence { releases: releases(&["v1.2.0"]), ..with_files(changes, files) };
        (ITEM.judge)(&evidence).help.unwrap()
    };
    let home = "https://github.com/example/mattermost-plugin-demo";
    let link = format!("set it to the address of the changelog: \"release_notes_url\": \"{PAGES}\"");
    assert_eq!(old(home, &[]), link);
    let tool =
        |source: &'static str| [("build/setup.mk", "BUILD_TAG_LATEST = x\n"), ("build/manifest/main.go", source)];
    let joins = tool("manifest.ReleaseNotesURL = page");
    assert_eq!(
        old(home, &joins),
        "leave release_notes_url out, which the build (build/manifest/main.go) then fills in"
    );
    let appends = tool("manifest.ReleaseNotesURL = manifest.HomepageURL + \"releases/tag/\"");
    assert_eq!(old(home, &appends), link, "glued to it, it would be no page");
}

#[test]
fn half_an_address_is_unknown_and_none_at_all_fails() {
    let half = judge(json!({"release_notes_url": format!("{PAGES}/tag/v")}), &["v1.2.0"]);
    assert!(matches!(half.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Unclear));
    assert!(matches!(judge(json!({"release_notes_url": "__NOTES__"}), &[]).verdict, Verdict::Unknown(_)));
    assert_eq!(judge(json!({"release_notes_url": "CHANGELOG.md"}), &[]).verdict, Verdict::Fail);
    assert!(matches!((ITEM.judge)(&broken()).verdict, Verdict::Unknown(_)));
}
