use plugin_ready::checklist::hints;

use crate::support::documents::evidence;

/// Ids of the hints on the sources that `files` call for.
fn ids(files: &[(&str, &str)]) -> Vec<&'static str> {
    hints::code::hints(&evidence(files)).into_iter().map(|hint| hint.id).collect()
}

const SERVE: &str = "func (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {\n";
const REGISTER: &str = "\tp.API.RegisterCommand(&model.Command{Trigger: \"ticket\"})\n";

#[test]
fn each_finding_is_told_and_its_remedy_silences_it() {
    for (id, found, remedy) in [
        ("http-without-user", SERVE, "id := r.Header.Get(\"Mattermost-User-Id\")"),
        ("http-without-user", SERVE, "ok := hmac.Equal(a, b)"),
        ("token-stored-plainly", "p.API.KVSet(id+\"_token\", token)\n", "block, err := aes.NewCipher(key)"),
        ("command-without-autocomplete", REGISTER, "data := model.NewAutocompleteData(\"ticket\", \"\", \"\")"),
        ("command-without-help", "words := strings.Fields(args.Command)\n", "case \"help\":"),
        ("repeats-on-every-server", "t := time.NewTicker(time.Hour)\n", "cluster.Schedule(p.API, \"t\", next, run)"),
    ] {
        assert_eq!(ids(&[("server/a.go", found)]), [id]);
        assert!(!ids(&[("server/a.go", found), ("server/b.go", remedy)]).contains(&id), "{id} in spite of {remedy}");
    }
}

#[test]
fn findings_without_a_remedy_elsewhere_are_told_where_they_stand() {
    for (id, line) in [
        ("plugin-id-added", "\treq.Header.Add(\"Mattermost-Plugin-ID\", id)\n"),
        ("secret-compared-plainly", "\tif r.FormValue(\"secret\") != config.Secret {\n"),
        ("hostname-as-identity", "\thost, _ := os.Hostname()\n"),
    ] {
        let hints = hints::code::hints(&evidence(&[("server/a.go", line)]));
        assert_eq!(hints.iter().map(|hint| hint.id).collect::<Vec<_>>(), [id]);
        assert_eq!(hints[0].locations[0].span.expect("a place").start.line, 1);
    }
    assert_eq!(ids(&[("webapp/src/a.jsx", "ReactDOM.render(<A/>, node);\n")]), ["react-19-removed-api"]);
}

#[test]
fn setting_the_plugin_header_is_fine() {
    assert_eq!(ids(&[("server/a.go", "\treq.Header.Set(\"Mattermost-Plugin-ID\", id)\n")]), Vec::<&str>::new());
}

#[test]
fn bundlers_that_know_the_jsx_runtime_are_fine() {
    let config = "module.exports = {\n    externals: {\n        react: 'React',\n    },\n};\n";
    assert_eq!(ids(&[("webapp/webpack.config.js", config)]), ["react-19-jsx-runtime"]);
    let ready = config.replace("    },\n", "        'react/jsx-runtime': 'ReactJSXRuntime',\n    },\n");
    assert_eq!(ids(&[("webapp/webpack.config.js", &ready)]), Vec::<&str>::new());
}

#[test]
fn what_is_not_there_is_not_told_where_a_source_could_not_be_read() {
    let large = format!("{SERVE}{}", " ".repeat(1 << 20));
    assert_eq!(ids(&[("server/a.go", SERVE), ("server/large.go", &large)]), Vec::<&str>::new());
    assert_eq!(ids(&[("server/a.go", "os.Hostname()"), ("server/large.go", &large)]), ["hostname-as-identity"]);
}

#[test]
fn old_tools_are_told() {
    let source = ("server/a.go", "package main\n");
    for (version, old) in
        [("v16.13.1\n", true), ("20.11", true), ("v24.13.1", false), ("22", false), ("lts/*", false), ("25", true)]
    {
        assert_eq!(ids(&[source, (".nvmrc", version)]).contains(&"node-end-of-life"), old, "{version}");
    }
    assert_eq!(ids(&[source, (".golangci.yml", "run:\n  timeout: 5m\n")]), ["golangci-lint-v1"]);
    assert_eq!(ids(&[source, (".golangci.yml", "version: \"2\"\n")]), Vec::<&str>::new());
}

#[test]
fn many_places_are_counted() {
    let hints = hints::code::hints(&evidence(&[("server/a.go", &"\tos.Hostname()\n".repeat(9))]));
    assert_eq!(hints[0].locations.len(), 5);
    assert!(hints[0].because.ends_with("(and 4 more places)"));
}

#[test]
fn every_hint_has_a_name_to_silence_it_by() {
    let ids = hints::ids();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.contains(&"http-without-user") && ids.contains(&"documentation-gaps"));
}
