use plugin_ready::evidence::ci::pattern::{self, Match};
use proptest::prelude::*;

#[test]
fn github_globs() {
    let cases = [
        ("master", "master", true),
        ("master", "Master", false),
        ("*", "v1.2.3", true),
        ("*", "release/1.0", false),
        ("**", "release/1.0", true),
        ("v*", "v1.2.3", true),
        ("v*", "1.2.3", false),
        ("v[0-9]+.[0-9]+.[0-9]+", "v10.20.3", true),
        ("v[0-9]+.[0-9]+.[0-9]+", "v1.2.3-rc1", false),
        ("v[0-9]+.[0-9]+.[0-9]+*", "v1.2.3-rc1", true),
        ("v[12].*", "v2.0", true),
        ("v[!2]*", "v2.0", false),
        ("^v.*", "v1.2.3", false),
        ("^v.*", "^v.1", true),
        ("v\\d+", "v1", false),
        ("release-?", "release", true),
        ("release-?", "release-", true),
        ("releases/**", "releases/1/2", true),
        ("**/docs/**", "docs/a.md", true),
        ("**/docs/**", "a/docs/b/c.md", true),
        ("**.md", "a/b.md", true),
        ("*.md", "a/b.md", false),
        ("main|master", "main", false),
        ("\\*", "*", true),
        ("", "", true),
        ("[", "x", false),
    ];
    for (glob, name, matches) in cases {
        assert_eq!(pattern::github(glob, name), Match::from(matches), "{glob} on {name}");
    }
}

#[test]
fn later_globs_take_back_what_earlier_ones_gave() {
    assert_eq!(pattern::github_list(["v*", "!v1*"], "v1.2"), Match::No);
    assert_eq!(pattern::github_list(["v*", "!v1*"], "v2.0"), Match::Yes);
    assert_eq!(pattern::github_list(["!v1*", "v*"], "v1.2"), Match::Yes);
    assert_eq!(pattern::github_list([], "v1.2"), Match::No);
}

#[test]
fn regular_expressions_of_the_whole_name_or_a_part() {
    assert_eq!(pattern::whole("/^v.*/", "v1.2.3"), Match::Yes);
    assert_eq!(pattern::whole("/v/", "v1.2.3"), Match::No);
    assert_eq!(pattern::whole("/.*/", "anything/at all"), Match::Yes);
    assert_eq!(pattern::whole("master", "master"), Match::Yes);
    assert_eq!(pattern::whole("mast.*", "master"), Match::No, "without slashes it is a name");
    assert_eq!(pattern::whole("/^(?!master).*$/", "master"), Match::No);
    assert_eq!(pattern::whole("/^(?!master).*$/", "main"), Match::Yes);
    assert_eq!(pattern::whole("/(a(?=b))/", "a"), Match::Unclear, "look-ahead inside cannot be read");
    assert_eq!(pattern::whole(r"/v\d+\.\d+\.\d+/", "v1.22.333"), Match::Yes);
    assert_eq!(pattern::part("/^v/", "v1.2.3"), Match::Yes);
    assert_eq!(pattern::part("/^V/i", "v1.2.3"), Match::Yes);
    assert_eq!(pattern::part("tags/v1", "tags/v1"), Match::Yes);
    assert_eq!(pattern::regex("(((((a{99}){99}){99}){99}){99})", "a", true), Match::Unclear, "too large");
}

#[test]
fn wildcards() {
    assert_eq!(pattern::wildcard("refs/tags/*", "refs/tags/v1.2"), Match::Yes);
    assert_eq!(pattern::wildcard("v1.2", "v1x2"), Match::No);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_pattern_ends(glob in "([a-z*?+!\\[\\]\\\\/.^$-]|\\*\\*){0,40}", name in "[a-z/.-]{0,40}") {
        let _ = pattern::github(&glob, &name);
        let _ = pattern::whole(&format!("/{glob}/"), &name);
        prop_assert_ne!(pattern::wildcard(&glob.replace(['\\', '['], ""), &name), Match::Unclear);
    }

    #[test]
    fn a_name_matches_itself(name in "[a-zA-Z0-9/._-]{0,30}") {
        prop_assert_eq!(pattern::github(&name, &name), Match::Yes);
        prop_assert_eq!(pattern::wildcard(&name, &name), Match::Yes);
    }
}
