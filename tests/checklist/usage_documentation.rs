use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::verdict::{Judgement, Verdict};

use crate::support::documents::{evidence, judge};
use crate::support::tree::Tree;

const ID: &str = "usage-documentation";
const COMPLETE: &str = "# T\n\n![a ticket](docs/ticket.png)\n\n## Features\n\n- Open tickets\n- Close tickets\n\n## Development\n\nRun `make dist` to build the whole bundle.\n";

fn judged(homepage: &str, readme: &str) -> Judgement {
    let manifest = format!(r#"{{"id": "org.example.t", "name": "T", "server": {{}}, "homepage_url": "{homepage}"}}"#);
    judge(ID, &evidence(&[("plugin.json", &manifest), ("README.md", readme), ("docs/ticket.png", "PNG")]))
}

const HERE: &str = "https://github.com/o/mattermost-plugin-t";

#[test]
fn a_repository_with_all_three_passes() {
    let judgement = judged("https://github.com/o/mattermost-plugin-t", COMPLETE);
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert_eq!(judgement.locations.len(), 4);
    assert!(judgement.help.unwrap_or_default().contains("installation"));
}

#[test]
fn what_the_build_fills_in_is_unknown() {
    let judgement = judged("__REPO__", COMPLETE);
    assert!(matches!(judgement.verdict, Verdict::Unknown(_)), "{judgement:?}");
    assert_eq!(judgement.because, "homepage_url is a placeholder, \"__REPO__\", which the build has to fill in");
}

#[test]
fn without_any_document_the_advice_is_to_write_one() {
    let manifest = format!(r#"{{"id": "org.example.t", "name": "T", "server": {{}}, "homepage_url": "{HERE}"}}"#);
    let judgement = judge(ID, &evidence(&[("plugin.json", &manifest)]));
    assert_eq!(judgement.because, "the repository has neither a README nor a docs folder");
    assert!(judgement.help.unwrap().starts_with("add a README with a screenshot"));
}

#[test]
fn what_the_documents_lack_is_told_before_homepage_url_leads_to_them() {
    let to_set =
        "set homepage_url to the usage documentation: \"https://github.com/OWNER/REPOSITORY\", if that is the README";
    for (homepage, told) in [
        ("", "homepage_url is empty"),
        ("https://example.com", "homepage_url is"),
        ("https://github.com/mattermost/mattermost-plugin-starter-template", "homepage_url still leads"),
    ] {
        let complete = judged(homepage, COMPLETE);
        assert!(complete.because.starts_with(told), "{}", complete.because);
        assert_eq!(complete.help.as_deref(), Some(to_set));
        let bare =
            judged(homepage, &COMPLETE.replace("## Features", "## Requirements").replace("docs/ticket", "docs/no"));
        let lacks = format!("{to_set}, and add to it: a screenshot, a list of features");
        assert_eq!(bare.help, Some(lacks));
    }
}

#[test]
fn whatever_is_missing_is_named() {
    let badge = COMPLETE.replace("docs/ticket.png", "https://img.shields.io/ticket.svg");
    for (readme, missing) in [
        (badge.as_str(), "screenshot"),
        (&COMPLETE.replace("## Features", "## Requirements"), "list of features"),
        (&COMPLETE.replace("## Development", "## Licence"), "development guide"),
    ] {
        let judgement = judged("https://github.com/o/mattermost-plugin-t", readme);
        assert_eq!(judgement.verdict, Verdict::Fail);
        assert_eq!(judgement.facts["missing"], serde_json::json!([missing]));
        assert!(judgement.because.contains(missing));
    }
}

#[test]
fn a_picture_is_a_file_of_the_repository_or_on_a_server() {
    for there in [
        "./docs/ticket.png",
        "/docs/ticket.png?raw=true",
        "docs/%74icket.png#top",
        "https://a.example/t.png",
        "../../raw/main/t.png",
    ] {
        let judgement = judged(HERE, &COMPLETE.replace("docs/ticket.png", there));
        assert_eq!(judgement.verdict, Verdict::Pass, "{there}: {}", judgement.because);
    }
    for lost in ["docs/missing.png", "ticket.png"] {
        let judgement = judged(HERE, &COMPLETE.replace("docs/ticket.png", lost));
        assert_eq!(judgement.verdict, Verdict::Fail, "{lost}");
        assert!(
            judgement
                .because
                .ends_with(&format!("no screenshot; README.md shows {lost}, which is not in the repository"))
        );
    }
}

#[test]
fn a_guide_for_contributors_says_something() {
    let manifest = format!(r#"{{"id": "org.example.t", "server": {{}}, "homepage_url": "{HERE}"}}"#);
    let readme = COMPLETE.replace("## Development", "## Licence").replace("docs/ticket.png", "https://a.example/t.png");
    let of = |guide: &str| {
        judge(ID, &evidence(&[("plugin.json", &manifest), ("README.md", &readme), ("CONTRIBUTING.md", guide)])).verdict
    };
    assert_eq!(of("# Contributing\n"), Verdict::Fail);
    assert_eq!(of("# Contributing\n\nhttps://tickets.example/guide\n"), Verdict::Pass);
    assert_eq!(of("# Contributing\n\nRun the tests with `make test` before you push.\n"), Verdict::Pass);
}

#[test]
fn the_page_of_the_template_fails() {
    let judgement = judged("https://github.com/mattermost/mattermost-plugin-starter-template", COMPLETE);
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(judgement.because.contains("starter template"), "{}", judgement.because);
}

#[test]
fn pages_elsewhere_wait_for_a_person() {
    assert_eq!(judged("https://tickets.example/manual", COMPLETE).verdict, Verdict::Pending(Role::Pm));
    assert_eq!(judged("https://example.com/manual", COMPLETE).verdict, Verdict::Fail, "nobody can have that domain");
}

#[test]
fn a_repository_of_the_same_name_of_another_owner_waits_for_a_person() {
    let cloned = |homepage: &str, readme: &str| {
        let manifest = format!(r#"{{"id": "org.example.t", "server": {{}}, "homepage_url": "https://{homepage}"}}"#);
        let files = [("plugin.json", manifest.as_str()), ("README.md", readme), ("docs/ticket.png", "PNG")];
        let repository = Tree::of(&files).in_git("master", "acme");
        judge(ID, &Evidence { repository, ..evidence(&files) })
    };
    for same in ["www.github.com/Acme/mattermost-plugin-demo.git", "github.com/acme/mattermost-plugin-demo/wiki"] {
        assert_eq!(cloned(same, COMPLETE).verdict, Verdict::Pass, "{same}");
    }
    for readme in [COMPLETE, "# T\n"] {
        let judgement = cloned("github.com/another/mattermost-plugin-demo", readme);
        assert_eq!(judgement.verdict, Verdict::Pending(Role::Pm), "{}", judgement.because);
        let help = judgement.help.unwrap();
        assert!(
            help.contains("set homepage_url to \"https://github.com/acme/mattermost-plugin-demo\"; else"),
            "{help}"
        );
    }
    let elsewhere = cloned("gitlab.com/another/something-else", "# T\n");
    assert_eq!(elsewhere.verdict, Verdict::Pending(Role::Pm), "not this one's: {}", elsewhere.because);
}

#[test]
fn no_homepage_fails() {
    let judgement = judged("", COMPLETE);
    assert_eq!((judgement.verdict, judgement.because.as_str()), (Verdict::Fail, "homepage_url is empty"));
    let number =
        judge(ID, &evidence(&[("plugin.json", r#"{"id": "org.example.t", "server": {}, "homepage_url": 5}"#)]));
    assert!(number.because.starts_with("homepage_url is a number"), "{}", number.because);
    let nowhere = judged("www.weather.example", COMPLETE);
    assert_eq!(nowhere.verdict, Verdict::Fail, "nobody can look there");
    assert!(nowhere.because.contains("it does not start with http"), "{}", nowhere.because);
}

#[test]
fn what_could_not_be_read_is_unknown() {
    let manifest =
        r#"{"id": "org.example.t", "server": {}, "homepage_url": "https://github.com/o/mattermost-plugin-t"}"#;
    let cause = Cause::new(CauseKind::TooLarge, "README.md is over 1024 KiB");
    let blind = Evidence { docs: Fact::Blind(cause.clone()), ..evidence(&[("plugin.json", manifest)]) };
    assert_eq!(judge(ID, &blind).verdict, Verdict::Unknown(cause));
    assert!(matches!(judge(ID, &evidence(&[("plugin.json", "{")])).verdict, Verdict::Unknown(_)));
    let none = Evidence { docs: Fact::Absent, ..evidence(&[("plugin.json", manifest)]) };
    assert_eq!(judge(ID, &none).verdict, Verdict::Fail, "no document at all");
}
