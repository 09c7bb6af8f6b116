//! `unique-id`

use plugin_ready::checklist::unique_id::ITEM;
use plugin_ready::data::listed_plugins::{DATE, LISTED};
use plugin_ready::evidence::{Evidence, Fact, Role};
use plugin_ready::verdict::Verdict;
use serde_json::{Value, json};

use crate::support::plugin::{broken, evidence, evidence_in};
use crate::support::tree::Tree;

fn of(owner: &str, name: &str, changes: Value) -> Evidence {
    let mut evidence = evidence(changes);
    if let Fact::Seen(git) = &mut evidence.repository.git {
        let origin = git.origin.as_mut().unwrap();
        (origin.owner, origin.name) = (owner.to_owned(), name.to_owned());
    }
    evidence
}

#[test]
fn an_id_that_nobody_has_passes() {
    let example = (ITEM.judge)(&evidence(json!({})));
    assert_eq!(example.verdict, Verdict::Pending(Role::Author), "nobody's, and anybody's");
    assert!(example.because.starts_with("the id com.example.weather is below com.example"), "{}", example.because);
    let own = (ITEM.judge)(&evidence(json!({"id": "org.weather.plugin"})));
    assert_eq!(own.verdict, Verdict::Pass);
    assert_eq!(own.because, "no plugin listed until 2024-10-14 has the id org.weather.plugin");
    let plain = (ITEM.judge)(&evidence(json!({"id": "weather"})));
    assert_eq!(plain.verdict, Verdict::Pass);
    assert!(plain.because.contains("plain word"), "{}", plain.because);
}

#[test]
fn a_listed_plugin_keeps_its_id_where_its_makers_hold_it() {
    let judge = |owner: &str, name: &str, id: &str| {
        let manifest = json!({"id": id, "homepage_url": null, "support_url": null});
        (ITEM.judge)(&of(owner, name, manifest)).verdict
    };
    assert_eq!(judge("Mattermost", "Mattermost-Plugin-Jira", "Jira"), Verdict::Pass);
    assert_eq!(judge("cpanato", "mattermost-plugin-alertmanager", "alertmanager"), Verdict::Pass);
    assert_eq!(judge("mattermost-community", "mattermost-plugin-antivirus", "antivirus"), Verdict::Pass, "handed over");
    let id = "com.github.manland.mattermost-plugin-gitlab";
    assert_eq!(judge("manland", "mattermost-plugin-gitlab", id), Verdict::Pass, "the id names its owner");
}

#[test]
fn a_fork_of_a_listed_plugin_waits_for_its_author() {
    let fork = (ITEM.judge)(&of("example", "mattermost-plugin-jira", json!({"id": "jira", "homepage_url": null})));
    assert_eq!(fork.verdict, Verdict::Pending(Role::Author));
    assert_eq!(
        fork.because,
        "the id jira is listed for mattermost/mattermost-plugin-jira, and this is another repository: github.com/example/mattermost-plugin-jira"
    );
    let renamed = json!({"id": "jira", "homepage_url": "https://github.com/mattermost/mattermost-plugin-jira"});
    assert_eq!((ITEM.judge)(&of("example", "plugin", renamed.clone())).verdict, Verdict::Pending(Role::Author));
    let mut unnamed = evidence(renamed);
    if let Fact::Seen(git) = &mut unnamed.repository.git {
        git.origin = None;
    }
    assert_eq!((ITEM.judge)(&unnamed).verdict, Verdict::Pass, "the homepage says which plugin it is");
}

#[test]
fn a_taken_id_fails() {
    let judgement = (ITEM.judge)(&evidence(json!({"id": "jira"})));
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert!(judgement.because.contains("mattermost-plugin-jira"), "{}", judgement.because);
    let help = judgement.help.unwrap();
    assert!(help.contains("if this is mattermost/mattermost-plugin-jira under another name"), "{help}");
}

#[test]
fn a_listed_id_without_a_name_for_the_repository_is_unknown() {
    let tree = Tree::of(&[("plugin.json", r#"{"id": "jira", "webapp": {"bundle_path": "webapp/dist/main.js"}}"#)]);
    let judgement = (ITEM.judge)(&evidence_in(tree.repository(), &tree));
    assert!(matches!(judgement.verdict, Verdict::Unknown(_)));
}

#[test]
fn the_templates_id_no_id_and_an_odd_id_fail() {
    for id in [
        json!("com.mattermost.plugin-starter-template"),
        json!("com.mattermost.sample-plugin"),
        json!(null),
        json!("a b c"),
    ] {
        assert_eq!((ITEM.judge)(&evidence(json!({"id": id}))).verdict, Verdict::Fail, "{id}");
    }
}

#[test]
fn without_a_readable_manifest_it_is_unknown() {
    assert!(matches!((ITEM.judge)(&broken()).verdict, Verdict::Unknown(_)));
}

#[test]
fn the_list_is_sorted_lower_case_and_dated_as_the_page_says() {
    assert!(LISTED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(LISTED.iter().all(|(id, slugs)| *id == id.to_lowercase() && !slugs.is_empty()));
    let slugs = LISTED.iter().flat_map(|(_, slugs)| *slugs);
    assert!(slugs.into_iter().all(|slug| *slug == slug.to_lowercase() && slug.split('/').count() == 2));
    assert!(ITEM.doc.contains(DATE));
}
