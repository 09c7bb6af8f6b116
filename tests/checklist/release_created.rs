//! `release-created`: a version tag, and the manifest at it.

use plugin_ready::checklist::release_created::ITEM;
use plugin_ready::evidence::release::{Releases, Tag};
use plugin_ready::evidence::repository::no_git;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::{Judgement, Verdict};
use serde_json::{Value, json};

use crate::support::plugin::{evidence, with_files};
use crate::support::releases::{tag, with_tags};

fn judge(tags: Vec<Tag>) -> Judgement {
    (ITEM.judge)(&with_tags(Evidence::default(), tags, false))
}

#[test]
fn a_tag_with_its_manifest_passes() {
    let judgement = judge(vec![tag("v1.2.0", "a", Some("1.2.0")), tag("v1.1.0", "a", Some("1.1.0"))]);
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.because, "the newest release is v1.2.0, and the manifest at that tag says 1.2.0 too");
    let facts = json!({"newest": "v1.2.0", "version": "1.2.0", "matches": true});
    assert_eq!(Value::Object(judgement.facts), facts);
}

#[test]
fn tags_of_the_starter_template_are_no_releases() {
    let mut releases = Releases::new(vec![tag("v0.5.0", "com.mattermost.plugin-starter-template", None)], false);
    releases.part_template();
    let judgement = (ITEM.judge)(&Evidence { releases: Fact::Seen(releases), ..Evidence::default() });
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(judgement.because, "the version tags are the starter template's, whose id was there: v0.5.0");
}

#[test]
fn a_version_left_to_the_build_passes() {
    let derived = || with_files(json!({"version": null}), &[("build/setup.mk", "BUILD_TAG_LATEST = x\n")]);
    let judgement = (ITEM.judge)(&with_tags(derived(), vec![tag("v1.2.0", "a", None)], false));
    assert_eq!((judgement.verdict, judgement.help), (Verdict::Pass, None));
    let bare = (ITEM.judge)(&with_tags(derived(), vec![tag("1.2.0", "a", None)], false));
    assert_eq!(bare.verdict, Verdict::Pass);
    assert!(bare.because.ends_with("its build takes none from a tag that does not begin with `v`"), "{}", bare.because);
    assert!(bare.help.unwrap().starts_with("begin the next tag with `v`"));
    assert_eq!(judgement.facts["matches"], Value::Null);
    let nobody = judge(vec![tag("v1.2.0", "a", None)]);
    assert_eq!(nobody.verdict, Verdict::Pass);
    assert!(nobody.because.ends_with("and the build takes none from the tag"), "{}", nobody.because);
    assert_eq!(nobody.help.as_deref(), Some("set `version` to 1.2.0 in the manifest that is released"));
}

#[test]
fn another_version_in_the_manifest_passes_and_is_told() {
    let judgement = judge(vec![tag("v4.5.0", "a", Some("4.4.0"))]);
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.because, "the newest release is v4.5.0, but the manifest at that tag says 4.4.0");
    assert!(judgement.help.unwrap().starts_with("before the next tag, set `version`"));
    assert_eq!(judgement.facts["matches"], json!(false));
}

#[test]
fn pre_releases_and_other_branches_are_told() {
    let other = Tag { in_history: Some(false), ..tag("v1.0.0-rc1", "a", Some("1.0.0-rc1")) };
    assert!(
        judge(vec![other])
            .because
            .starts_with("the newest release is v1.0.0-rc1, a pre-release, tagged on another branch, and")
    );
}

#[test]
fn manifests_that_are_not_there_or_cannot_be_read_do_not_undo_the_release() {
    let absent = judge(vec![Tag { manifest: Fact::Absent, ..tag("v1.0.0", "a", None) }]);
    assert_eq!(absent.verdict, Verdict::Pass);
    assert!(absent.because.ends_with("there was no manifest at that tag"));
    let blind = Tag { manifest: Fact::Blind(Cause::new(CauseKind::Malformed, "broken")), ..tag("v1.0.0", "a", None) };
    assert!(judge(vec![blind]).because.ends_with("could not be read: broken"));
}

#[test]
fn without_a_version_tag_it_fails_with_the_command() {
    let judgement = (ITEM.judge)(&with_tags(evidence(json!({"version": "1.2.0"})), Vec::new(), false));
    assert_eq!(
        (judgement.verdict, judgement.because.as_str()),
        (Verdict::Fail, "there are no tags, so nothing is released")
    );
    assert_eq!(judgement.help.as_deref(), Some("git tag -a v1.2.0 -m v1.2.0 && git push origin v1.2.0"));
    let page = "https://github.com/example/mattermost-plugin-demo/releases/tag/v1.2.0";
    let named = evidence(json!({"version": "1.2.0", "release_notes_url": page}));
    let help = (ITEM.judge)(&with_tags(named, Vec::new(), false)).help.unwrap();
    assert!(help.starts_with("release_notes_url names 1.2.0 already: `git fetch --tags` first"), "{help}");
    let template = "https://github.com/mattermost/mattermost-plugin-starter-template/releases/tag/v1.2.0";
    let leftover = evidence(json!({"version": "1.2.0", "release_notes_url": template}));
    let help = (ITEM.judge)(&with_tags(leftover, Vec::new(), false)).help.unwrap();
    assert!(help.starts_with("git tag"), "the template's releases are not this plugin's: {help}");
    for (module, tag) in [("example.org/plugin/v3", "v3.0.0"), ("example.org/plugin", "v1.0.0")] {
        let go_mod = format!("module {module} // the plugin\n\ngo 1.22\n");
        let unstated = with_files(json!({"version": null}), &[("go.mod", &go_mod)]);
        let help = (ITEM.judge)(&with_tags(unstated, Vec::new(), false)).help.unwrap();
        assert_eq!(help, format!("git tag -a {tag} -m {tag} && git push origin {tag}"));
    }
    let names = ["client/v1.0.0", "latest", "v1.1", "vtest-1"];
    let others = judge(names.iter().map(|name| tag(name, "a", None)).collect());
    assert_eq!(others.because, "no tag names a semantic version: there are client/v1.0.0, latest, v1.1 and 1 more");
}

#[test]
fn the_first_release_is_no_older_than_what_was_tagged_in_two_parts() {
    let help = |version: Value, names: &[&str]| {
        let tags = names.iter().map(|name| tag(name, "a", None)).collect();
        (ITEM.judge)(&with_tags(evidence(json!({"version": version})), tags, false)).help.unwrap()
    };
    let set = |version: &str| {
        format!(
            "set `version` to {version} in the manifest, and commit that; then git tag -a v{version} -m v{version} && git \
             push origin v{version}"
        )
    };
    assert_eq!(help(json!("1.1"), &["1.0", "1.1"]), set("1.1.0"));
    assert_eq!(help(json!("1.2.0"), &["v1.10"]), set("1.10.0"));
    assert!(help(json!("1.2.0"), &["v1.1", "20190301", "latest"]).starts_with("git tag -a v1.2.0"));
    assert!(help(json!(null), &["v2.1"]).starts_with("git tag -a v2.1.0"));
}

#[test]
fn a_clone_that_cannot_tell_is_unknown() {
    let shallow = (ITEM.judge)(&with_tags(Evidence::default(), vec![tag("latest", "a", None)], true));
    assert!(matches!(&shallow.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Shallow));
    assert_eq!(shallow.help.as_deref(), Some("git fetch --tags --unshallow"));
    let tagged = (ITEM.judge)(&with_tags(Evidence::default(), vec![tag("v1.0.0", "a", None)], true));
    assert_eq!(tagged.verdict, Verdict::Pass, "what is there is there");
    let outside = (ITEM.judge)(&Evidence { releases: Fact::Blind(no_git()), ..Evidence::default() });
    assert!(matches!(&outside.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::NoGit));
    assert!(matches!((ITEM.judge)(&Evidence::default()).verdict, Verdict::Unknown(_)));
    assert_eq!(outside.facts["newest"], Value::Null);
}
