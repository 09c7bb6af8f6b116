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
        ("http-without-user", SERVE, "session, err := p.API.GetSession(c.SessionId)"),
        ("http-without-user", SERVE, "if r.Header.Get(\"Mattermost-Plugin-ID\") != other {"),
        ("http-without-user", SERVE, "payload, err := github.ValidatePayload(r, secret)"),
        ("token-stored-plainly", "p.API.KVSet(id+\"_token\", token)\n", "block, err := aes.NewCipher(key)"),
        ("command-without-autocomplete", REGISTER, "data := model.NewAutocompleteData(\"ticket\", \"\", \"\")"),
        ("command-without-help", "data.AddCommand(connect)\n", "case \"help\":"),
        ("repeats-on-every-server", "t := time.NewTicker(time.Hour)\n", "cluster.Schedule(p.API, \"t\", next, run)"),
    ] {
        assert_eq!(ids(&[("server/a.go", found)]), [id]);
        assert!(!ids(&[("server/a.go", found), ("server/b.go", remedy)]).contains(&id), "{id} in spite of {remedy}");
    }
}

#[test]
fn a_handler_that_never_looks_at_the_request_need_not_know_who_asks() {
    let told = |body: &str| ids(&[("server/a.go", &format!("{SERVE}{body}"))]);
    assert_eq!(told("}\n"), [""; 0]);
    assert_eq!(told("\tfmt.Fprint(w, \"Hello, world!\") // not for r\n}\n\nvar r = 1\n"), [""; 0]);
    assert_eq!(told("\tp.router.ServeHTTP(w, r)\n}\n"), ["http-without-user"]);
    assert_eq!(told(&format!("\t{}\n}}\n", "w.Do(); ".repeat(60))), ["http-without-user"], "too long to tell");
    let one_line = "func (h *Health) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }\n";
    assert_eq!(ids(&[("server/a.go", one_line)]), [""; 0]);
    assert_eq!(ids(&[("server/a.go", &one_line.replace('_', "r").replace("200", "h.code(r)"))]), ["http-without-user"]);
}

#[test]
fn findings_without_a_remedy_elsewhere_are_told_where_they_stand() {
    for (id, line) in [
        ("plugin-id-added", "\treq.Header.Add(\"Mattermost-Plugin-ID\", id)\n"),
        ("secret-compared-plainly", "\tif r.FormValue(\"secret\") != config.Secret {\n"),
        ("hostname-as-identity", "\thost, _ := os.Hostname()\n"),
        ("log-without-pairs", "\tp.API.LogError(\"failed to save %s\", err.Error())\n"),
        ("log-without-pairs", "\tp.client.Log.Warn(\"failed, really\", \"a\", f(b, c), \"error\")\n"),
        ("secret-logged", "\tp.API.LogDebug(\"got it\", \"token\", user.AccessToken)\n"),
        ("weak-cipher", "\tkey, err := rsa.GenerateKey(rand.Reader, 1024)\n"),
        ("weak-cipher", "\tblock, err := des.NewCipher(key)\n"),
        ("shell-command", "\tcmd := exec.Command(\"/bin/sh\", \"-c\", \"convert \"+name)\n"),
        ("shell-command", "\tcmd := exec.CommandContext(ctx, \"bash\", \"-c\", command)\n"),
        (
            "html-by-text-template",
            "import \"text/template\"; var page = template.Must(template.ParseFiles(\"a.html\"))\n",
        ),
    ] {
        let hints = hints::code::hints(&evidence(&[("server/a.go", line)]));
        assert_eq!(hints.iter().map(|hint| hint.id).collect::<Vec<_>>(), [id]);
        assert_eq!(hints[0].locations[0].span.expect("a place").start.line, 1);
    }
    assert_eq!(ids(&[("webapp/src/a.jsx", "ReactDOM.render(<A/>, node);\n")]), ["react-19-removed-api"]);
}

#[test]
fn what_looks_like_a_finding_and_is_none_is_not_told() {
    for line in [
        "\tp.API.LogError(\"failed, twice\", \"error\", err.Error())\n",
        "\tp.API.LogInfo(\"started\")\n",
        "\tp.API.LogWarn(message, pairs...)\n",
        "\tp.API.LogWarn(\"on several lines\",\n\t\t\"error\", err)\n",
        "\tlog.Error(\"failed\", err)\n",
        "\tlogger.Log.Error(\"failed\", err)\n",
        "\tp.API.LogDebug(\"got it\", \"error\", errToken, \"n\", len(token), \"masked\", mask(token))\n",
        "\tif password != confirmPassword {\n",
        "\tif request.PageToken != response.NextPageToken {\n",
        "\tif p.client.token != config.ServiceAPIToken {\n",
        "\tp.API.KVSet(antiCSRFToken, []byte(antiCSRFToken))\n",
        "\tkey, err := rsa.GenerateKey(rand.Reader, 4096)\n",
        "\tcmd := exec.Command(\"sh\", \"-c\", \"ls\")\n",
        "\tcmd := exec.Command(\"convert\", \"-c\", name)\n",
        "import (\n\t\"text/template\"\n\thtml \"html/template\"\n)\nvar page = html.Must(html.ParseFiles(\"a.html\"))\n",
        "import \"text/template\"\nvar mail = template.Must(template.ParseFiles(\"a.txt\"))\n",
    ] {
        assert_eq!(ids(&[("server/a.go", line)]), Vec::<&str>::new(), "{line}");
    }
}

#[test]
fn setting_the_plugin_header_is_fine() {
    assert_eq!(ids(&[("server/a.go", "\treq.Header.Set(\"Mattermost-Plugin-ID\", id)\n")]), Vec::<&str>::new());
}

#[test]
fn bundlers_that_know_the_jsx_runtime_are_fine() {
    let component = ("webapp/src/root.tsx", "export const root = null;\n");
    let config = "module.exports = {\n    externals: {\n        react: 'React',\n    },\n};\n";
    assert_eq!(ids(&[component, ("webapp/webpack.config.js", config)]), ["react-19-jsx-runtime"]);
    let ready = config.replace("    },\n", "        'react/jsx-runtime': 'ReactJSXRuntime',\n    },\n");
    assert_eq!(ids(&[component, ("webapp/webpack.config.js", &ready)]), Vec::<&str>::new());
}

#[test]
fn what_is_not_there_is_not_told_where_a_source_could_not_be_read() {
    let large = format!("{SERVE}{}", " ".repeat(1 << 20));
    assert_eq!(ids(&[("server/a.go", SERVE), ("server/large.go", &large)]), Vec::<&str>::new());
    let adds = "req.Header.Add(\"Mattermost-Plugin-ID\", id)";
    assert_eq!(ids(&[("server/a.go", adds), ("server/large.go", &large)]), ["plugin-id-added"]);
    let names = ("server/a.go", "os.Hostname()");
    assert_eq!(ids(&[names]), ["hostname-as-identity"]);
    assert_eq!(ids(&[names, ("server/b.go", "cluster.NewMutex(p.API, \"leader\")")]), Vec::<&str>::new());
}

#[test]
fn old_tools_are_told() {
    let source = ("server/a.go", "package main\n");
    for (version, old) in
        [("v16.13.1\n", true), ("20.11", true), ("v24.13.1", false), ("22", false), ("lts/*", false), ("25", true)]
    {
        assert_eq!(
            ids(&[source, ("package.json", "{}"), (".nvmrc", version)]).contains(&"node-end-of-life"),
            old,
            "{version}"
        );
    }
    assert_eq!(ids(&[source, (".golangci.yml", "run:\n  timeout: 5m\n")]), ["golangci-lint-v1"]);
    assert_eq!(ids(&[source, (".golangci.yml", "version: \"2\"\n")]), Vec::<&str>::new());
}

#[test]
fn many_places_are_counted() {
    let hints = hints::code::hints(&evidence(&[("server/a.go", &"\tos.Hostname()\n".repeat(59))]));
    assert_eq!(hints[0].locations.len(), 50);
    assert!(hints[0].because.ends_with("(the first 50 of 59 places)"));
}

#[test]
fn state_in_memory_is_told_and_tables_are_not() {
    let told = |text: &str| ids(&[("server/a.go", text)]).contains(&"state-in-memory");
    for state in [
        "var sessions = map[string]*Session{}\n\nfunc add(s *Session) {\n\tsessions[s.ID] = s\n}\n",
        "var sessions = make(map[string]int)\n\nfunc count(id string) {\n\tsessions[id]++\n}\n",
        "var (\n\tsessions map[string]int\n)\n\nfunc drop(id string) {\n\tdelete(sessions, id)\n}\n",
        "var seen []string\n\nfunc add(id string) {\n\tseen = append(seen, id)\n}\n",
        "var cache sync.Map\n\nfunc add(id string) {\n\tcache.Store(id, true)\n}\n",
    ] {
        assert!(told(state), "{state}");
        let cluster = ("server/b.go", "cluster.NewMutex(p.API, key)");
        assert!(!ids(&[("server/a.go", state), cluster]).contains(&"state-in-memory"), "it knows of clusters");
    }
    for table in [
        "var names = map[string]int{\"a\": 1}\n\nfunc f(n string) int {\n\treturn names[n]\n}\n",
        "var days = map[string]int{}\n\nfunc init() {\n\tdays[\"mon\"] = 1\n}\n",
        "func f() {\n\tvar seen = map[string]bool{}\n\tseen[\"a\"] = true\n}\n",
        "var names = map[string]int{}\n\nfunc f(p *P) {\n\tp.names[\"a\"] = 1\n\tif names[\"a\"] == 1 {\n\t}\n}\n",
        "var names = []string{\"a\"}\n\nfunc f() []string {\n\tother := append(names, \"b\")\n\treturn other\n}\n",
        "var names = []string{}\n\n// names = append(names, \"a\")\nfunc f() {}\n",
        "var count int\n\nfunc f() {\n\tcount++\n}\n",
    ] {
        assert!(!told(table), "{table}");
    }
    let hints = hints::code::hints(&evidence(&[(
        "server/a.go",
        "package main\n\nvar s = map[int]int{}\n\nfunc f() {\n\ts[1] = 2\n}\n",
    )]));
    assert_eq!(hints[0].locations[0].to_string(), "server/a.go:3:5");
}

#[test]
fn prop_types_are_told_where_they_are_set() {
    let told = |line: &str| ids(&[("webapp/src/a.jsx", line)]) == ["react-19-prop-types"];
    for line in ["Button.propTypes = {", "    static propTypes = {", "Modal.propTypes = shared;"] {
        assert!(told(line), "{line}");
    }
    for line in [
        "const {propTypes} = Button;",
        "if (Button.propTypes === undefined) {",
        "// Button.propTypes = {}",
        "import PropTypes from 'prop-types';",
        "const propTypes = {",
        "schema.propTypes = {",
    ] {
        assert!(!told(line), "{line}");
    }
}

#[test]
fn dependencies_that_nobody_mends_are_told_once() {
    let go = |text: &str| hints::code::hints(&evidence(&[("server/a.go", "package main\n"), ("go.mod", text)]));
    let both = go(
        "module x\n\nrequire (\n\tgithub.com/mattermost/mattermost-plugin-api v0.0.27\n\tgithub.com/mattermost/mattermost-server/v6 \
                   v6.7.2\n)\n",
    );
    assert_eq!(both.len(), 1);
    assert_eq!(both[0].id, "dependency-retired");
    let lines: Vec<_> = both[0].locations.iter().map(|place| place.span.unwrap().start.line).collect();
    assert_eq!(lines, [4, 5]);
    assert!(both[0].help.contains("github.com/mattermost/mattermost/server/public"), "{}", both[0].help);
    assert!(both[0].help.ends_with("; `govulncheck ./...` tells what else is known"), "{}", both[0].help);
    assert_eq!(go("module x\nrequire github.com/dgrijalva/jwt-go v3.2.0+incompatible\n")[0].id, "dependency-retired");
    for fine in [
        "module x\nrequire github.com/mattermost/mattermost/server/public v0.1.0\n",
        "module x\nrequire (\n\tgithub.com/dgrijalva/jwt-go v3.2.0+incompatible // indirect\n)\n",
        "module x\nrequire github.com/dgrijalva/jwt-go v3.2.0+incompatible\nreplace github.com/dgrijalva/jwt-go => \
         github.com/golang-jwt/jwt v3.2.1+incompatible\n",
        "module x\nrequire github.com/dgrijalva/jwt-gopher v1.0.0\n",
        "module github.com/mattermost/mattermost-server/v6\n",
        "module x\nexclude (\n\tgithub.com/dgrijalva/jwt-go v3.2.0+incompatible\n)\n",
    ] {
        assert_eq!(go(fine), [], "{fine}");
    }
    let package = "{\n  \"devDependencies\": {\n    \"node-sass\": \"4.14.1\"\n  }\n}\n";
    let npm = hints::code::hints(&evidence(&[("server/a.go", "package main\n"), ("webapp/package.json", package)]));
    assert_eq!(npm[0].id, "dependency-retired");
    assert_eq!(npm[0].locations[0].span.unwrap().start.line, 3);
    assert!(npm[0].help.ends_with("; `npm audit` tells what else is known"), "{}", npm[0].help);
    let fine = package.replace("node-sass", "sass");
    assert_eq!(ids(&[("server/a.go", "package main\n"), ("webapp/package.json", &fine)]), Vec::<&str>::new());
}

#[test]
fn dependencies_that_nothing_pins_are_told() {
    let source = ("server/a.go", "package main\n");
    let package = ("webapp/package.json", "{\"dependencies\": {\"react\": \"18\"}}");
    assert_eq!(ids(&[source, package]), ["dependency-unpinned"]);
    for lockfile in ["webapp/package-lock.json", "webapp/yarn.lock", "pnpm-lock.yaml"] {
        assert_eq!(ids(&[source, package, (lockfile, "{}")]), Vec::<&str>::new(), "{lockfile}");
    }
    assert_eq!(ids(&[source, ("package.json", "{\"name\": \"hooks\"}")]), Vec::<&str>::new(), "nothing to pin");
    assert_eq!(ids(&[source, ("webapp/package.json", "not JSON")]), Vec::<&str>::new());
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

#[test]
fn who_only_sets_the_plugin_header_authenticates_nobody() {
    let sets = "\treq.Header.Set(\"Mattermost-Plugin-ID\", id)\n";
    assert_eq!(ids(&[("server/a.go", SERVE), ("server/b.go", sets)]), ["http-without-user"]);
}
