use plugin_ready::evidence::Fact;
use plugin_ready::evidence::code::{self, Code, SightingKind as S, lexer};
use proptest::prelude::*;

use crate::support::tree::Tree;

fn kinds(path: &str, text: &str) -> Vec<S> {
    code::scan(path, text).into_iter().map(|sighting| sighting.kind).collect()
}

#[test]
fn who_sets_the_header_of_the_user_does_not_read_it() {
    for line in [
        "\treq.Header.Set(\"Mattermost-User-Id\", userID)",
        "\treq.Header.Add(\"Mattermost-User-ID\", userID)",
        "\treq.Header.Set(constants.MattermostUserID, userID)",
        "\tclient.HTTPHeader[\"Mattermost-User-Id\"] = userID",
    ] {
        assert_eq!(kinds("server/plugin.go", line), [], "{line}");
    }
    assert_eq!(kinds("webapp/src/client.ts", "headers: {'Mattermost-User-Id': userId},"), []);
}

#[test]
fn lines_of_go_are_sighted() {
    for (line, kind) in [
        ("func (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {", S::ServesHttp),
        ("\tuserID := r.Header.Get(\"Mattermost-User-Id\")", S::ReadsUserId),
        ("\tuserID := r.Header.Get(constants.MattermostUserID)", S::ReadsUserId),
        ("const HeaderMattermostUserID = \"X\"", S::ReadsUserId),
        ("\tc, err := client.DialTLS(address, nil)", S::OpensSocket),
        ("\tcmd := exec.Command(\"convert\", name)", S::StartsProcess),
        ("\tcmd := exec.Cmd{", S::StartsProcess),
        ("\tl, err := net.Listen(\"tcp\", addr)", S::OpensSocket),
        ("\tl, err := node.ListenTLS(\"tcp\", \":443\")", S::OpensSocket),
        ("\treturn h.Server.ListenAndServe()", S::OpensSocket),
        ("\terr := http.Serve(l, proxy)", S::OpensSocket),
        ("\tconn, _, err := dialer.Dial(url, nil)", S::OpensSocket),
        ("\tconn, err := nats.Connect(address, options...)", S::OpensSocket),
        ("\tb, err := os.ReadFile(path)", S::OpensFile),
        ("\tp.API.KVSet(key, value)", S::UsesStore),
        ("\tp.store = &p.client.KV", S::UsesStore),
        ("\t\tKV: &api.KV,", S::UsesStore),
        ("\tp.store = kvstore.New(p.API, pluginAPI.KV)", S::UsesStore),
        ("\tresp, err := http.Get(url)", S::AsksServer),
        ("\tif err := p.API.RegisterCommand(&model.Command{", S::AddsCommand),
        ("\t_, err := p.API.UpdateTeamMemberRoles(teamID, userID, \"team_admin\")", S::GivesRoles),
        (
            "func (p *Plugin) MessageWillBePosted(c *plugin.Context, post *model.Post) (*model.Post, string) {",
            S::SeesMessages,
        ),
        ("func (p *Plugin) FileWillBeUploaded(", S::SeesMessages),
        ("func (Plugin) UserHasLoggedIn(c *plugin.Context, user *model.User) {", S::SeesLogins),
        ("\tif appErr := p.API.DeleteUser(userID); appErr != nil {", S::ChangesAccounts),
        ("\ttoken, err := p.client.User.CreateAccessToken(userID, \"\")", S::ChangesAccounts),
        ("\terr := p.pluginAPI.Session.Revoke(id)", S::ChangesAccounts),
        ("\t\tAutoComplete: true,", S::CompletesCommand),
        ("\thost, _ := os.Hostname()", S::ReadsHostname),
        ("\tticker := time.NewTicker(time.Minute)", S::Repeats),
        ("\tjob, err := cluster.Schedule(p.API, \"job\", next, run)", S::UsesCluster),
        ("\tTLSClientConfig: &tls.Config{InsecureSkipVerify: true},", S::SkipsTls),
        ("\tif r.FormValue(\"token\") != config.Token {", S::ComparesSecret),
        ("\tif secret != p.getConfiguration().WebhookSecret {", S::ComparesSecret),
        ("\tif token == \"\" || strings.Compare(token, p.configuration.Token) != 0 {", S::ComparesSecret),
        ("\tif !bytes.Equal(sum, signature) {", S::ComparesSecret),
        ("\tif subtle.ConstantTimeCompare(a, b) == 1 {", S::ComparesSafely),
    ] {
        assert_eq!(kinds("server/plugin.go", line), [kind], "{line}");
    }
    assert_eq!(kinds("a.go", "p.API.KVSet(userID+\"_token\", data)"), [S::UsesStore, S::StoresToken]);
}

#[test]
fn look_alikes_are_passed_over() {
    for line in [
        "// p.API.RegisterCommand(command)",
        "\tMessageHasBeenPosted(c *plugin.Context, post *model.Post)",
        "\tp.MessageHasBeenPosted(c, post)",
        "func (p *Plugin) OnActivate() error { p.UserHasLoggedIn(c, user) }",
        "\terr := p.store.User.Delete(id)",
        "\terr := p.zoom.DeleteUser(id)",
        "/* exec.Command\n os.Hostname() */",
        "log(\"exec.Command failed\")",
        "if token == nil {",
        "if config.Token == \"\" {",
        "if kind == TypeToken {",
        "if len(secret) != 32 {",
        "if c.Key != \"\" && (old == nil || c.APIKey != old.APIKey) {",
        "case token == html.ErrorToken:",
        "if strings.EqualFold(a.Token, b.Token) {",
        "if strings.Compare(first, second) == 0 {",
        "func RegisterCommand(c *model.Command) error {",
        "func (s *Server) ListenAndServe() error {",
        "func run(cmd *exec.Cmd) error {",
        "router.HandleFunc(path.KV+key, handle)",
        "type stores struct{ KV *pluginapi.KVService }",
        "if stateToken != storedState {",
        "\tMattermostUserID string `json:\"mattermost_user_id\"`",
        "user, err := store.Load(mattermostUserID)",
        "func settings(header *model.CommandArgs, mattermostUserId string) {",
        "return p.settingsNotifications(header, ji, mattermostUserId, args)",
        "AutoComplete: false,",
        "InsecureSkipVerify: false,",
    ] {
        assert_eq!(kinds("server/plugin.go", line), [], "{line}");
    }
    assert_eq!(kinds("a.go", "// Code generated by mockery. DO NOT EDIT.\nfunc f() { os.Hostname() }"), []);
}

#[test]
fn subcommands_of_a_program_for_a_shell_are_none_of_mattermost_s() {
    let add = "root.AddCommand(aws)\n";
    assert_eq!(kinds("cmd/tool/aws.go", add), [S::AddsSubcommand]);
    assert_eq!(kinds("cmd/tool/aws.go", &format!("import \"github.com/spf13/cobra\"\n{add}")), []);
}

#[test]
fn script_is_sighted_too() {
    assert_eq!(kinds("webapp/src/a.tsx", "ReactDOM.render(<A/>, node);"), [S::UsesOldReact]);
    assert_eq!(kinds("webapp/src/a.tsx", "<p dangerouslySetInnerHTML={{__html: text}}/>"), [S::InsertsHtml]);
    assert_eq!(kinds("webapp/src/a.tsx", "const ws = new WebSocket(url);"), [S::OpensSocket]);
}

#[test]
fn places_count_lines_and_columns() {
    let found = code::scan("a.go", "package a\n\n/* two\nlines */ x := `raw\nos.Hostname`\n\té := os.Hostname()\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.to_string(), "a.go:6:10");
    assert_eq!(found[0].place.excerpt.as_deref(), Some("\té := os.Hostname()"));
}

#[test]
fn only_the_plugin_s_own_sources_are_read() {
    for own in
        ["server/plugin.go", "webapp/src/index.tsx", "plugin.go", "server/command/command.go", "server/tools/header.go"]
    {
        assert!(code::is_own_source(own), "{own}");
    }
    for other in [
        "server/plugin_test.go",
        "vendor/x/a.go",
        "webapp/node_modules/a/i.js",
        "webapp/dist/main.js",
        "build/manifest/main.go",
        "tools/server/main.go",
        "webapp/src/a.test.tsx",
        "server/mocks/mock_a.go",
        "webapp/webpack.config.js",
        "README.md",
        "e2e/a.ts",
    ] {
        assert!(!code::is_own_source(other), "{other}");
    }
}

#[test]
fn collecting_tells_absent_from_unreadable() {
    let none = Tree::of(&[("README.md", "")]);
    assert_eq!(code::collect(&none.repository(), &none), Fact::Absent);
    let tree = Tree::of(&[("server/a.go", "os.Hostname()".to_owned()), ("server/b.go", " ".repeat((1 << 20) + 1))]);
    let Fact::Seen(Code { sightings, files, unread, .. }) = code::collect(&tree.repository(), &tree) else { panic!() };
    assert_eq!((sightings.len(), files, unread), (1, 1, vec!["server/b.go".to_owned()]));
}

#[test]
fn what_a_plugin_has_from_the_template_and_does_not_use_is_left_aside() {
    let webpack = ("webapp/webpack.config.js", "externals: {react: 'React'}");
    let seen = |files: &[(&str, &str)]| {
        let tree = Tree::of(files);
        let Fact::Seen(code) = code::collect(&tree.repository(), &tree) else { panic!() };
        (code.node.is_some(), code.has(S::LeavesReactOut))
    };
    let node = (".nvmrc", "16.13.1");
    assert_eq!(seen(&[node, webpack, ("webapp/package.json", "{}"), ("webapp/src/a.tsx", "")]), (true, true));
    assert_eq!(seen(&[node, webpack, ("webapp/package.json", "{}"), ("webapp/src/a.ts", "")]), (true, false));
    assert_eq!(seen(&[node, ("server/main.go", "")]), (false, false));
}

#[test]
fn another_plugin_in_a_folder_of_this_one_says_nothing_of_it() {
    let reads = "id := r.Header.Get(\"Mattermost-User-ID\")";
    let seen = |manifest: &str| {
        let tree = Tree::of(&[
            ("plugin.json", "{\"id\": \"org.example.own\", \"server\": {}}"),
            (
                "server/main.go",
                "func (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {",
            ),
            ("template/plugin.json", manifest),
            ("template/server/main.go", reads),
        ]);
        let Fact::Seen(code) = code::collect(&tree.repository(), &tree) else { panic!() };
        (code.has(S::ServesHttp), code.has(S::ReadsUserId))
    };
    assert_eq!(seen("{\"id\": \"com.mattermost.plugin-starter-template\", \"server\": {}}"), (true, false));
    assert_eq!(seen("{\"id\": \"ORG.example.own\", \"server\": {}}"), (true, true), "a copy of its own manifest");
    assert_eq!(seen("{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}"), (true, true), "of another program");
}

#[test]
fn a_long_line_stays_cheap() {
    let line = "p.API.KVSet(token, x) ".repeat(40_000);
    assert!(code::scan("a.go", &line).len() <= 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_text_upsets_the_lexer(text in "[a-zé/*\"'`=!.\\\\\n ]{0,200}") {
        let mut last = 0;
        for token in lexer::tokens(&text) {
            prop_assert!(token.start >= last && token.start <= text.len());
            prop_assert!(token.line >= 1 && token.line <= text.matches('\n').count() + 1);
            last = token.start;
        }
    }
}
