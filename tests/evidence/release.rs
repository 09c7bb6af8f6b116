//! Which tags are releases, and which is the newest.

use plugin_ready::evidence::Fact;
use plugin_ready::evidence::release::{Releases, Tag, version};
use plugin_ready::evidence::repository::Oid;
use proptest::prelude::*;

fn tags(names: &[&str]) -> Releases {
    let tag = |(index, name): (usize, &&str)| Tag {
        name: (*name).to_owned(),
        commit: Oid([0; 20]),
        date: i64::try_from(index).unwrap(),
        in_history: None,
        manifest: Fact::NotAsked,
    };
    Releases::new(names.iter().enumerate().map(tag).collect(), false)
}

#[test]
fn versions_with_and_without_v_are_releases() {
    let releases = tags(&["v1.0.0", "1.10.0", "v1.9.0", "v1.2.3+build.4"]);
    let names: Vec<&str> = releases.releases.iter().map(|release| release.tag.name.as_str()).collect();
    assert_eq!(names, ["1.10.0", "v1.9.0", "v1.2.3+build.4", "v1.0.0"]);
    assert_eq!(releases.others, [""; 0]);
}

#[test]
fn other_tags_are_told_apart() {
    let others = [
        "client/v1.0.0",
        "latest-master",
        "server/public/v1.2.3",
        "v1.1",
        "v2",
        "vtest-1",
        "vv1.0.0",
        "release-1.0.0",
        "V1.0.0",
    ];
    let releases = tags(&others);
    assert!(releases.releases.is_empty());
    assert_eq!(releases.others.len(), others.len());
    assert!(releases.others.is_sorted());
    assert_eq!(releases.newest(), None);
}

#[test]
fn the_newest_is_stable_where_there_is_a_stable_one() {
    let name = |releases: &Releases| releases.newest().map(|release| release.tag.name.clone());
    assert_eq!(name(&tags(&["v1.0.0", "v2.0.0-rc1"])).as_deref(), Some("v1.0.0"));
    assert_eq!(name(&tags(&["v0.1.0-rc1", "v0.1.0-rc2"])).as_deref(), Some("v0.1.0-rc2"));
    assert_eq!(tags(&["v1.0.0-rc1"]).newest_stable(), None);
    assert_eq!(name(&tags(&["1.0.0", "v1.0.0"])).as_deref(), Some("v1.0.0"), "of one version the younger tag");
    assert_eq!(name(&tags(&["v1.0.0+b", "v1.0.0+a"])).as_deref(), Some("v1.0.0+a"), "build metadata has no precedence");
}

#[test]
fn large_numbers_do_not_overflow() {
    assert_eq!(version("v99999999999999999999.0.0"), None);
    assert!(version("v18446744073709551615.0.0").is_some());
}

proptest! {
    #[test]
    fn every_tag_is_one_or_the_other(names in proptest::collection::vec("v?[0-9]{1,2}(\\.[0-9]{1,2}){0,3}(-rc[0-9])?|[a-z/]{1,8}", 0..20)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let releases = tags(&names);
        prop_assert_eq!(releases.releases.len() + releases.others.len(), names.len());
        let versions: Vec<_> = releases.releases.iter().map(|release| &release.version).collect();
        prop_assert!(versions.windows(2).all(|pair| pair[0].cmp_precedence(pair[1]).is_ge()));
    }
}
