//! `issue-tracker`

use plugin_ready::checklist::issue_tracker::ITEM;
use plugin_ready::evidence::{Fact, Role};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::{Value, json};

use crate::support::plugin::{broken, evidence};

fn judge(address: Value) -> Judgement {
    (ITEM.judge)(&evidence(json!({"support_url": address})))
}

#[test]
fn a_visible_tracker_passes() {
    for address in [
        "https://github.com/example/mattermost-plugin-demo/issues",
        "https://gitlab.tickets.example/x/y/-/issues",
        "https://example.atlassian.net/browse/MM",
        "https://github.com/example/mattermost-plugin-demo",
        "https://github.com/example/mattermost-plugin-demo/",
    ] {
        assert_eq!(judge(json!(address)).verdict, Verdict::Pass, "{address}");
    }
}

#[test]
fn the_tracker_of_a_namesake_is_told_to_be_anothers() {
    let parent = judge(json!("https://github.com/parent/mattermost-plugin-demo/issues"));
    assert_eq!(parent.verdict, Verdict::Pass);
    let told = "mattermost-plugin-demo/issues, of another owner's repository (origin: github.com/example/mattermost-plugin-demo)";
    assert!(parent.because.ends_with(told), "{}", parent.because);
    let renamed = judge(json!("https://github.com/example/demo/issues"));
    let told = "demo/issues, of another repository (origin: github.com/example/mattermost-plugin-demo)";
    assert!(renamed.because.ends_with(told), "{}", renamed.because);
    let own = judge(json!("https://github.com/example/mattermost-plugin-demo/issues"));
    assert!(own.because.ends_with("/issues"), "{}", own.because);
}

#[test]
fn another_address_waits_for_the_product_manager() {
    for address in [
        "https://tickets.example/support",
        "https://github.com/example",
        "https://github.com/example-demo/issues",
        "https://forum.tickets.example/c/plugin",
    ] {
        assert_eq!(judge(json!(address)).verdict, Verdict::Pending(Role::Pm), "{address}");
    }
}

#[test]
fn none_or_a_broken_one_fails_and_help_names_this_repository() {
    for address in [json!(null), json!(""), json!("tickets.example/issues")] {
        let judgement = judge(address);
        assert_eq!(judgement.verdict, Verdict::Fail);
        assert!(judgement.help.unwrap().contains("https://github.com/example/mattermost-plugin-demo/issues"));
    }
}

#[test]
fn without_a_remote_help_names_the_repository_that_the_manifest_leads_to() {
    let help = |homepage: &str| {
        let mut evidence = evidence(json!({"support_url": null, "homepage_url": homepage}));
        if let Fact::Seen(git) = &mut evidence.repository.git {
            git.origin = None;
        }
        (ITEM.judge)(&evidence).help.unwrap()
    };
    assert!(help("https://gitlab.com/example/demo#readme").contains("\"https://gitlab.com/example/demo/issues\""));
    for unknown in ["https://tickets.example/a/b", "https://github.com/mattermost/mattermost-plugin-starter-template"] {
        assert!(help(unknown).contains("https://github.com/OWNER/REPOSITORY/issues"), "{unknown}");
    }
}

#[test]
fn an_address_that_is_nobodys_fails() {
    for address in [
        "https://github.com/OWNER/REPOSITORY/issues",
        "https://github.com/your-org/mattermost-plugin-demo/issues",
        "https://gitlab.com/YOUR_USERNAME/demo/-/issues",
        "https://example.com/issues",
        "http://localhost:3000/issues",
    ] {
        let judgement = judge(json!(address));
        assert_eq!(judgement.verdict, Verdict::Fail, "{address}");
        assert!(judgement.because.starts_with(&format!("support_url is {address:?}: it")), "{}", judgement.because);
    }
}

#[test]
fn the_templates_own_tracker_fails() {
    let judgement = judge(json!("https://github.com/mattermost/mattermost-plugin-starter-template/issues"));
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(judgement.because.contains("starter template"), "{}", judgement.because);
}

#[test]
fn placeholders_and_unreadable_manifests_are_unknown() {
    assert!(matches!(judge(json!("__PLUGIN_REPO_URL__/issues")).verdict, Verdict::Unknown(_)));
    assert!(matches!((ITEM.judge)(&broken()).verdict, Verdict::Unknown(_)));
}
