use plugin_ready::evidence::boilerplate::identity::{Identity, Names, module, substitute};
use proptest::prelude::*;

fn normal(identity: &Identity, line: &str) -> Option<String> {
    identity.normalise(line.as_bytes()).map(|line| String::from_utf8(line).unwrap().replace('\u{1}', "@"))
}

#[test]
fn every_name_becomes_the_same_mark() {
    let identity = Identity::new(&Names {
        id: Some("org.example.weather"),
        name: Some("Weather Forecast"),
        module: Some("github.com/acme/mattermost-plugin-weather/v2"),
        homepage: Some("https://github.com/acme/weather-home"),
        support: Some("https://github.com/acme/weather.git"),
        ..Names::default()
    });
    for (line, expected) in [
        ("\"id\": \"org.example.weather\"", "\"id\": \"@\""),
        ("# Weather Forecast", "# @"),
        ("import \"github.com/acme/mattermost-plugin-weather/v2/server\"", "import \"@/server\""),
        ("import \"github.com/acme/mattermost-plugin-weather/server\"", "import \"@/server\""),
        ("cd mattermost-plugin-weather", "cd @"),
        ("https://github.com/acme/weather-home/issues", "https://@/issues"),
        ("https://github.com/acme/weather/issues", "https://@/issues"),
    ] {
        assert_eq!(normal(&identity, line).as_deref(), Some(expected), "{line}");
    }
}

#[test]
fn only_an_address_of_a_repository_names_one() {
    for address in ["https://developers.example.org/integrate/apps", "https://github.com/acme/", "mailto:acme"] {
        let identity = Identity::new(&Names { homepage: Some(address), ..Names::default() });
        assert_eq!(normal(&identity, &format!("\"homepage_url\": \"{address}\",")), None, "{address}");
    }
    let hosted = Identity::new(&Names { support: Some("https://gitlab.acme.org/tools/weather"), ..Names::default() });
    assert_eq!(normal(&hosted, "https://gitlab.acme.org/tools/weather/issues").as_deref(), Some("https://@/issues"));
}

#[test]
fn a_name_counts_only_as_a_word_and_only_if_it_says_something() {
    let identity = Identity::new(&Names { id: Some("weather"), name: Some("Todo"), ..Names::default() });
    assert_eq!(normal(&identity, "weatherman"), None);
    assert_eq!(normal(&identity, "my-weather: weatherman, weather"), Some("my-@: weatherman, @".to_owned()));
    assert_eq!(normal(&identity, "Todo"), None, "four letters may be anybody's");
}

#[test]
fn what_could_be_code_is_no_name() {
    for code in ["$(shell rain)", "\" + rain() + \"", "`rain now`", "rain\\nsnow"] {
        let identity = Identity::new(&Names { name: Some(code), ..Names::default() });
        assert_eq!(normal(&identity, &format!("made by {code}")), None, "it would hide what the template never had");
    }
}

#[test]
fn go_mod_gives_the_module() {
    assert_eq!(module("// a plugin\nmodule github.com/a/b // name\n\ngo 1.25\n"), Some("github.com/a/b"));
    assert_eq!(module("module \"github.com/a/b\"\n"), Some("github.com/a/b"));
    assert_eq!(module("modules github.com/a/b\n"), None);
    assert_eq!(module("go 1.25\n"), None);
}

#[test]
fn the_templates_names_give_way_to_the_plugins() {
    let names = Names { id: Some("org.example.weather"), module: Some("example.org/weather/v2"), ..Names::default() };
    let text = b"\"com.mattermost.plugin-starter-template\" github.com/mattermost/mattermost-plugin-starter-template/server Sample Plugin";
    let own = String::from_utf8(substitute(text, &names)).unwrap();
    assert_eq!(own, "\"org.example.weather\" example.org/weather/server Sample Plugin");
}

proptest! {
    #[test]
    fn normalising_never_panics_and_ends(line in proptest::collection::vec(any::<u8>(), 0..200), name in ".{0,12}") {
        let identity = Identity::new(&Names { id: Some(&name), module: Some(&name), homepage: Some(&name), ..Names::default() });
        if let Some(normal) = identity.normalise(&line) {
            prop_assert!(normal.len() <= line.len());
        }
    }
}
