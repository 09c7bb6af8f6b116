use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use git2::Repository;
use serde_json::Value;

use crate::support::git::History;
use crate::support::run::{Ran, program, run};
use crate::support::template::lines;

const MANIFEST: &str =
    "{\n    \"id\": \"org.example.weather\",\n    \"name\": \"Weather\",\n    \"description\": \"Rain.\"\n}\n";
/// A manifest of which most lines stand in the template's, too.
const OWN: &str = "package main\n\nfunc forecast() string {\n\treturn \"rain\"\n}\n";
const HANDLER: &str = "package main\n\nfunc (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {\n\t_ = r.Header.Get(\"Mattermost-User-Id\")\n}\n";

fn plugin() -> History {
    let mut history = History::new();
    history.commit(&[
        ("plugin.json", MANIFEST),
        ("go.mod", "module github.com/acme/mattermost-plugin-weather\n"),
        ("go.sum", "a sum\n"),
        ("LICENSE", "words\n"),
        ("Makefile", "forecast: rain\n\trun the forecast\n"),
        (".github/workflows/ci.yml", "on: weather changes\n"),
        ("server/forecast.go", OWN),
        ("server/http.go", HANDLER),
        ("webapp/src/weather.js", "export const weather = 'rain';\n"),
    ]);
    history
}

fn review(path: &Path, args: &[&str]) -> Ran {
    run(&[&["review", path.to_str().unwrap(), "--standalone"], args].concat())
}

/// Whether git can undo `patch` in the work tree at `path`.
fn git_takes_back(path: &Path, patch: &str) -> bool {
    let mut git = Command::new("git");
    let git = git.arg("-C").arg(path).args(["apply", "--reverse", "--check", "-"]).stdin(Stdio::piped());
    let mut git = git.spawn().unwrap();
    git.stdin.take().unwrap().write_all(patch.as_bytes()).unwrap();
    git.wait().unwrap().success()
}

fn document(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn tree(git: &Repository, revision: &str) -> git2::Oid {
    git.revparse_single(revision).unwrap().peel_to_tree().unwrap().id()
}

fn paths(git: &Repository, revision: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let tree = git.find_tree(tree(git, revision)).unwrap();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            paths.push(format!("{folder}{}", entry.name().unwrap()));
        }
        git2::TreeWalkResult::Ok
    })
    .unwrap();
    paths
}

#[test]
fn json_tells_each_files_class_and_lines() {
    let history = plugin();
    history.write(&[("server/untracked.go", "package main // not in git yet\n")]);
    let document = document(&review(history.path(), &["--format", "json"]));
    assert_eq!(document["version"], 1);
    assert_eq!(document["base"], Value::Null);
    assert_eq!(document["plugin"]["dirty"], true);
    let file = |path: &str| {
        let files = document["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("{path}")).clone()
    };
    assert_eq!(file("server/forecast.go")["class"], "own");
    assert_eq!(file("server/forecast.go")["own"], serde_json::json!([[1, 1], [3, 4]]));
    assert_eq!(file("server/forecast.go")["boilerplate"], serde_json::json!([]));
    assert_eq!(file("server/untracked.go")["class"], "own");
    assert_eq!(
        (file("go.sum")["class"].clone(), file("go.sum")["exclusion"].clone()),
        ("excluded".into(), "lockfile".into())
    );
    assert_eq!(file("LICENSE")["class"], "excluded");
    let lines = document["lines"].as_object().unwrap();
    assert_eq!(lines.keys().collect::<Vec<_>>(), ["boilerplate", "excluded", "generated", "own", "trivial"]);
    assert_eq!(document["lines"]["excluded"], 2);
}

#[test]
fn people_see_where_to_look() {
    let ran = review(plugin().path(), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in
        ["Weather at ", "own lines in 6 files", "serves HTTP", "server/http.go:3", "reads who calls", "lockfile"]
    {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
}

/// The last file in the list of own code.
fn last_file(review: &str) -> &str {
    let files = review.split("Own code by file\n").nth(1).unwrap().split("\n\n").next().unwrap();
    files.lines().last().unwrap()
}

#[test]
fn drawings_come_after_all_that_is_read() {
    let mut history = plugin();
    let drawing = (0..90).map(|at| format!("<path d=\"M{at} 17\"/>\n")).collect::<String>();
    history.commit(&[("assets/weather.svg", &drawing)]);
    let text = review(history.path(), &[]).stdout;
    assert!(text.contains("\n  90 of the own lines are in 1 drawing (.svg)\n"), "{text}");
    assert!(last_file(&text).ends_with("90  assets/weather.svg"), "{text}");
}

#[test]
fn tests_come_after_what_they_test() {
    let mut history = plugin();
    history.commit(&[("server/forecast_test.go", &"// a case of many\n".repeat(50))]);
    let text = review(history.path(), &[]).stdout;
    assert!(text.contains("\n  50 of the own lines are in 1 file of tests\n"), "{text}");
    assert!(last_file(&text).ends_with("50  server/forecast_test.go"), "{text}");
}

#[test]
fn long_lists_are_told_from_code_and_come_after_it() {
    let mut history = plugin();
    history.commit(&[
        ("server/domains.txt", &"example.org of many\n".repeat(300)),
        ("server/settings.json", "{\"rain\": true}\n"),
        ("docs/weather.md", "What it tells of the weather.\n"),
    ]);
    let text = review(history.path(), &[]).stdout;
    assert!(text.contains("\n  300 of the own lines are in 1 file of data\n"), "{text}");
    assert!(text.contains("\n  1 of the own lines is in 1 document\n"), "{text}");
    assert!(last_file(&text).ends_with("300  server/domains.txt"), "{text}");
    let packet = review(history.path(), &["--format", "markdown"]).stdout;
    assert!(packet.contains("1 document; 300 of the own lines are in 1 file of data."), "{packet}");
    let document = document(&review(history.path(), &["--format", "json"]));
    let part = |path: &str| {
        let files = document["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap()["part"].clone()
    };
    assert_eq!(
        ["server/domains.txt", "server/settings.json", "docs/weather.md"].map(part),
        ["data", "code", "documents"]
    );
}

#[test]
fn programs_that_build_the_plugin_are_tooling_and_run_nothing_in_it() {
    let mut history = plugin();
    let program = "//go:build mage\n// +build mage\n\npackage main\n\nfunc Pack() {\n\texec.Command(name)\n}\n";
    history.commit(&[("Makefile.go", program), ("main.go", &program.replace(" mage", " linux"))]);
    let ran = document(&review(history.path(), &["--format", "json"]));
    let area =
        |path: &str| ran["files"].as_array().unwrap().iter().find(|file| file["path"] == path).unwrap()["area"].clone();
    assert_eq!([area("Makefile.go"), area("main.go")], ["tooling", "server"]);
    let places = |subject: &str| -> Vec<&str> {
        let pointer = ran["pointers"].as_array().unwrap().iter().find(|pointer| pointer["subject"] == subject).unwrap();
        pointer["locations"].as_array().unwrap().iter().map(|at| at["path"].as_str().unwrap()).collect()
    };
    assert_eq!(places("starts-processes"), ["main.go"]);
    assert!(places("adds-machinery").contains(&"Makefile.go"), "{ran:#}");
}

#[test]
fn what_asks_for_money_or_embeds_files_builds_nothing() {
    let mut history = plugin();
    let embeds = "package public\n\n//go:embed formats\nvar files embed.FS\n";
    history.commit(&[
        (".github/FUNDING.yml", "github: someone_or_other\n"),
        (".github/ISSUE_TEMPLATE/bug.yml", "name: something went wrong\n"),
        (".github/actions/pack/action.yml", "runs: {using: composite, steps: []}\n"),
        ("public/formats.go", embeds),
        ("build.py", "bundle(everything)\n"),
        ("web/vite.config.ts", "export default pack(everything);\n"),
        ("web/build.ts", "export const build = everything;\n"),
        (".claude/helpers/checkpoint.sh", "echo \"saved everything\"\n"),
        (".devcontainer/Dockerfile", "FROM some/image:1.2.3\n"),
    ]);
    let ran = document(&review(history.path(), &["--format", "json"]));
    let files = ran["files"].as_array().unwrap();
    let embedding = files.iter().find(|file| file["path"] == "public/formats.go").unwrap();
    assert_eq!(embedding["area"], "server");
    let pointers = ran["pointers"].as_array().unwrap();
    let machinery = pointers.iter().find(|pointer| pointer["subject"] == "adds-machinery").unwrap();
    let paths: Vec<&str> =
        machinery["locations"].as_array().unwrap().iter().map(|at| at["path"].as_str().unwrap()).collect();
    for builds in [".github/actions/pack/action.yml", "build.py", "web/vite.config.ts"] {
        assert!(paths.contains(&builds), "{paths:?}");
    }
    let others = [
        ".github/FUNDING.yml",
        ".github/ISSUE_TEMPLATE/bug.yml",
        "public/formats.go",
        "web/build.ts",
        ".claude/helpers/checkpoint.sh",
        ".devcontainer/Dockerfile",
    ];
    assert!(!paths.iter().any(|path| others.contains(path)), "{paths:?}");
}

#[test]
fn a_request_to_mattermost_itself_is_no_pointer() {
    let history = plugin();
    for (line, is_told) in [
        ("fetch('https://api.example.org/rain');", true),
        ("fetch('/plugins/org.example.weather/rain');", false),
        ("fetch(`${getPluginServerRoute(state)}/rain`);", false),
        ("new XMLHttpRequest();", true),
    ] {
        history.write(&[("webapp/src/ask.js", &format!("export const ask = () => {line}\n"))]);
        let text = review(history.path(), &[]).stdout;
        assert_eq!(text.contains("sends HTTP requests"), is_told, "{line}: {text}");
    }
}

#[test]
fn every_subject_is_pointed_to() {
    let subjects = [
        ("starts processes", "exec.Command(name)"),
        ("opens sockets", "net.Listen(\"tcp\", address)"),
        ("sends HTTP requests", "http.Get(address)"),
        ("opens files", "os.Open(name)"),
        ("opens a database", "sql.Open(driver, source)"),
        ("uses the key-value store", "p.API.KVSet(key, data)"),
        ("handles secrets", "aes.NewCipher(key)"),
        ("handles secrets", "p.API.KVSet(userID+\"_token\", data)"),
        ("sees or changes what users write", "}\nfunc (p *Plugin) MessageWillBePosted() {"),
        ("sees logins or changes accounts", "p.API.UpdateUserActive(user, false)"),
        ("checks a secret or a signature", "hmac.Equal(sum, signature)"),
        ("gives permissions", "p.API.UpdateUserRoles(user, roles)"),
        ("adds slash commands", "p.API.RegisterCommand(command)"),
    ];
    for (subject, line) in subjects {
        let history = plugin();
        history.write(&[("server/more.go", &format!("package main\n\nfunc more() {{\n\t{line}\n}}\n"))]);
        let ran = review(history.path(), &[]);
        let told = ran.stdout.lines().find(|told| told.trim_start().starts_with(subject));
        assert!(told.is_some_and(|told| told.contains("server/more.go:")), "{subject}, {line}: {}", ran.stdout);
    }
}

#[test]
fn every_format_tells_where_nothing_asks_who_calls() {
    let mut history = plugin();
    let unasked = HANDLER.replace("r.Header.Get(\"Mattermost-User-Id\")", "r.FormValue(\"user\")");
    for (handler, beside, is_told) in [
        (HANDLER, OWN, false),
        (&unasked, OWN, true),
        // What compares a signature need not know the user: the hint `http-without-user` goes by the same.
        (&unasked, "package main\n\nvar is = hmac.Equal(sum, signature)\n", false),
    ] {
        history.commit(&[("server/http.go", handler), ("server/beside.go", beside)]);
        for format in ["human", "markdown"] {
            let text = review(history.path(), &["--format", format]).stdout;
            assert_eq!(text.contains("serves HTTP, and nothing seen asks who calls"), is_told, "{text}");
        }
        let document = document(&review(history.path(), &["--format", "json"]));
        let subject = if is_told { "serves-http-for-anybody" } else { "serves-http" };
        let pointer = document["pointers"].as_array().unwrap().iter().find(|pointer| pointer["subject"] == subject);
        let location = &pointer.unwrap_or_else(|| panic!("{document:#}"))["locations"][0];
        assert_eq!((&location["path"], &location["line"]), (&"server/http.go".into(), &3.into()), "{location}");
    }
}

#[test]
fn it_says_what_no_pointer_leads_into() {
    let mut history = plugin();
    history.commit(&[("server/mocks/evil.go", "package mocks\n\nvar run = exec.Command(\"rain\")\n")]);
    for format in ["human", "markdown"] {
        let text = review(history.path(), &["--format", format]).stdout;
        assert!(!text.contains("starts processes"), "{text}");
        assert!(text.contains("tests, mocks and tools do"), "{text}");
    }
}

#[test]
fn an_update_that_serves_more_to_known_users_is_not_called_open() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    history.commit(&[("server/more.go", "package main\n\nvar more = http.HandleFunc(\"/more\", more)\n")]);
    let text = review(history.path(), &["--since", "v1.0.0"]).stdout;
    assert!(text.contains("  serves HTTP  server/more.go:3"), "{text}");
}

#[test]
fn edited_build_files_come_last_and_new_ones_first() {
    let (mut template, mut plugin) = (History::new(), plugin());
    let make = lines("make", 9);
    template.commit(&[("build/setup.mk", &make), ("build/pack.mk", &lines("pack", 9))]);
    plugin.author("Ada Other", "ada@example.org");
    plugin.commit(&[("build/setup.mk", &format!("{make}forecast:\n\trun the forecast\n"))]);
    let document =
        document(&review(plugin.path(), &["--format", "json", "--template", template.path().to_str().unwrap()]));
    let subjects: Vec<&str> =
        document["pointers"].as_array().unwrap().iter().map(|pointer| pointer["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects.first().zip(subjects.last()), Some((&"adds-machinery", &"edits-machinery")), "{subjects:?}");
}

#[test]
fn an_edited_build_file_is_pointed_at_where_it_acts() {
    let make = lines("make", 9);
    for (path, edited, line) in [
        ("build/setup.mk", format!("# ours, and not theirs\nforecast:\n\trun the forecast\n{make}"), Some(2)),
        ("build/setup.mk", format!("# ours, and not theirs\n# see our licence\n{make}"), None),
        ("build/pack/main.go", format!("// Copyright Acme\n\n{make}//nolint:all\n\nvar rain = snow()\n"), Some(14)),
        ("build/pack/main.go", format!("// Copyright Acme\n// All rights reserved\n\n{make}"), None),
        // What was made a comment acts no more.
        ("build/setup.mk", make.replace("    make step number 3", "#   make step number 3"), Some(4)),
    ] {
        let (mut template, mut plugin) = (History::new(), plugin());
        template.commit(&[(path, &make)]);
        plugin.author("Ada Other", "ada@example.org");
        plugin.commit(&[(path, &edited)]);
        let ran = review(plugin.path(), &["--format", "json", "--template", template.path().to_str().unwrap()]);
        let document = document(&ran);
        let pointers = document["pointers"].as_array().unwrap();
        let edits = pointers.iter().find(|pointer| pointer["subject"] == "edits-machinery");
        let at = edits.map(|edits| (edits["locations"][0]["path"].clone(), edits["locations"][0]["line"].clone()));
        assert_eq!(at, line.map(|line| (path.into(), line.into())), "{edited}{document:#}");
    }
}

#[test]
fn a_workflow_that_an_update_edits_is_not_called_new() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    history.commit(&[(".github/workflows/ci.yml", "on: weather changes\nrun: the forecast\n")]);
    let document = document(&review(history.path(), &["--since", "v1.0.0", "--format", "json"]));
    assert_eq!(document["pointers"][0]["subject"], "edits-machinery", "{document:#}");
    assert_eq!(document["pointers"][0]["locations"][0]["line"], 2, "{document:#}");
}

#[test]
fn the_packet_links_lines_at_the_commit_and_escapes() {
    let mut history = plugin();
    let commit = history.commit(&[(
        "plugin.json",
        "{\"id\": \"org.example.weather\", \"name\": \"<b>@all</b> [x](y) acme/x#3 GH-7\"}\n",
    )]);
    history.git.remote("origin", "https://github.com/acme/mattermost-plugin-weather.git").unwrap();
    let ran = review(history.path(), &["--format", "markdown"]);
    let link = format!("https://github.com/acme/mattermost-plugin-weather/blob/{commit}/server/http.go#L3");
    assert!(ran.stdout.contains(&link), "{}", ran.stdout);
    assert!(!ran.stdout.contains("<b>") && !ran.stdout.contains("@all") && !ran.stdout.contains("[x](y)"));
    assert!(!ran.stdout.contains("#3") && !ran.stdout.contains("GH-7"), "issues: {}", ran.stdout);
    for verdict in ["pass", "fail", "approved", "LGTM"] {
        assert!(!ran.stdout.contains(verdict), "pointers, never verdicts: {verdict}");
    }
}

#[test]
fn the_packet_is_never_longer_than_github_takes() {
    let mut history = plugin();
    let says = "Shows the rain of tomorrow to all who are in a channel. ".repeat(3_000);
    let folder = ["d".repeat(200).as_str(); 8].join("/");
    let paths: Vec<String> = (0..40).map(|n| format!("server/{folder}/f{n}.go")).collect();
    let code = "package main\n\nvar all = os.Open(exec.Command(p.API.KVGet(net.Dial(sql.Open()))))\n";
    let mut files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), code)).collect();
    let readme = format!("# Weather\n\n{says}\n");
    files.extend([("README.md", readme.as_str()), ("server/a|`b.go", code)]);
    history.commit(&files);
    let packet = review(history.path(), &["--format", "markdown"]).stdout;
    assert!(packet.chars().count() <= 65_536, "{}", packet.len());
    assert!(packet.lines().any(|line| line.starts_with("> Shows the rain") && line.ends_with('…')), "{packet}");
    assert!(packet.contains("- **starts processes**: `server/a|'b.go:3`, "), "{packet}");
    assert!(packet.contains(", and 39 more\n"), "{packet}");
    assert!(packet.contains("| 2 | 0 | `server/a\\|'b.go` |\n"), "a cell goes on: {packet}");
}

#[test]
fn the_packet_says_once_what_manifest_and_readme_both_say() {
    let mut history = plugin();
    let says = "Shows the rain of tomorrow to all who are in a channel.";
    let manifest = format!("{{\"id\": \"org.example.weather\", \"description\": \"{says}\"}}\n");
    history.commit(&[("plugin.json", &manifest), ("README.md", &format!("# Weather\n\n{says}\n"))]);
    let packet = review(history.path(), &["--format", "markdown"]).stdout;
    assert_eq!(packet.matches(&format!("> {says}\n")).count(), 1, "{packet}");
}

#[test]
fn the_patch_holds_own_code_alone_and_git_takes_it_back() {
    let history = plugin();
    let ran = review(history.path(), &["--format", "patch"]);
    for path in ["go.sum", "LICENSE"] {
        assert!(!ran.stdout.contains(&format!("b/{path}")), "{path}");
    }
    assert!(ran.stdout.contains("+\treturn \"rain\"\n"));
    let diff = git2::Diff::from_buffer(ran.stdout.as_bytes()).unwrap();
    assert_eq!(diff.deltas().len(), 6, "go.mod holds the template's line alone");
}

#[test]
fn branches_show_own_code_and_leave_everything_else_alone() {
    let history = plugin();
    let before = std::fs::read(history.path().join(".git/index")).unwrap();
    let ran = review(history.path(), &["--branches"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let git = history.handle();
    let id = |name: &str| git.revparse_single(name).unwrap().id();
    let (base, compare) = (id("plugin-ready/base"), id("plugin-ready/compare"));
    assert_eq!(git.merge_base(base, compare).unwrap(), base);
    assert_eq!(tree(&git, "plugin-ready/compare"), tree(&git, "HEAD"));
    assert!(git.graph_descendant_of(compare, id("HEAD")).unwrap());
    let in_base = paths(&git, "plugin-ready/base");
    assert!(!in_base.iter().any(|path| path == "server/forecast.go"), "{in_base:?}");
    for same in ["go.sum", "LICENSE", ".github/workflows/ci.yml"] {
        assert!(in_base.iter().any(|path| path == same), "{same} is on both sides");
    }
    assert_eq!(std::fs::read(history.path().join(".git/index")).unwrap(), before);
    assert_eq!(git.head().unwrap().name().unwrap(), "refs/heads/master");
    assert!(git.statuses(None).unwrap().is_empty());
    for part in
        ["git -C ", "push --force-with-lease REMOTE plugin-ready/base plugin-ready/compare", "gh pr create", "ci.yml"]
    {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let message = git.find_commit(compare).unwrap().message().unwrap().to_owned();
    assert!(message.contains("[skip ci]"), "{message}");

    let again = review(history.path(), &["--branches"]);
    assert_eq!((id("plugin-ready/base"), id("plugin-ready/compare")), (base, compare));
    assert!(again.stdout.contains("plugin-ready/compare (unchanged)"), "{}", again.stdout);
}

#[test]
fn a_request_on_gitlab_is_made_as_one_is_made_there() {
    let history = plugin();
    history.handle().remote("origin", "https://gitlab.com/group/plugin.git").unwrap();
    let ran = review(history.path(), &["--branches"]);
    let told = "glab mr create --target-branch plugin-ready/base --source-branch plugin-ready/compare ";
    assert!(ran.stdout.contains(told) && !ran.stdout.contains("gh pr"), "{ran:?}");
}

#[test]
fn without_git_only_what_works_without_is_advised() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("plugin.json"), MANIFEST).unwrap();
    let ran = review(folder.path(), &[]);
    assert!(ran.stdout.contains("--format patch") && !ran.stdout.contains("--branches"), "{ran:?}");
    assert!(review(plugin().path(), &[]).stdout.contains("--branches"));
}

#[test]
fn split_gives_each_area_its_branch() {
    let history = plugin();
    let ran = review(history.path(), &["--branches", "--split"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let git = history.handle();
    let server = paths(&git, "plugin-ready/compare-server");
    assert!(server.iter().any(|path| path == "server/forecast.go"));
    assert!(!server.iter().any(|path| path == "webapp/src/weather.js"), "{server:?}");
    assert!(paths(&git, "plugin-ready/compare-webapp").iter().any(|path| path == "webapp/src/weather.js"));
    assert!(git.find_branch("plugin-ready/compare-tooling", git2::BranchType::Local).is_ok());
}

#[test]
fn a_branch_of_somebody_else_is_never_touched() {
    let history = plugin();
    let head = history.git.head().unwrap().peel_to_commit().unwrap();
    history.git.branch("plugin-ready/compare", &head, false).unwrap();
    let ran = review(history.path(), &["--branches"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("plugin-ready/compare that this program did not make"), "{}", ran.stderr);
    assert!(history.git.find_branch("plugin-ready/base", git2::BranchType::Local).is_err(), "nothing was written");
    assert_eq!(history.git.revparse_single("plugin-ready/compare").unwrap().id(), head.id());
}

#[test]
fn a_branch_that_is_checked_out_is_not_moved() {
    let mut history = plugin();
    assert_eq!(review(history.path(), &["--branches"]).code, Some(0));
    history.git.set_head("refs/heads/plugin-ready/compare").unwrap();
    history.commit(&[]);
    let ran = review(history.path(), &["--branches"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn since_a_release_only_what_is_new_counts() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    let changed = OWN.replace("\treturn", "\tlog.Println(\"asked for the weather\")\n\treturn");
    history.commit(&[("server/forecast.go", &changed), ("server/new.go", "package main // new in the update\n")]);
    history.remove(&["webapp/src/weather.js"]);
    let document = document(&review(history.path(), &["--since", "v1.0.0", "--format", "json"]));
    assert_eq!(document["since"], released);
    assert_eq!(document["lines"]["own"], 2, "{document}");
    let patch = review(history.path(), &["--since", "v1.0.0", "--format", "patch"]).stdout;
    assert!(patch.contains("+\tlog.Println"), "{patch}");
    assert!(patch.contains("deleted file mode 100644\n--- a/webapp/src/weather.js"), "{patch}");
    assert!(!patch.contains("b/server/http.go") && !patch.contains("+\treturn \"rain\""), "{patch}");
    let human = review(history.path(), &["--since", "v1.0.0"]).stdout;
    assert!(human.contains("since v1.0.0"), "{human}");
}

#[test]
fn a_file_renamed_since_is_no_new_code() {
    let mut history = plugin();
    let old = format!("{OWN}\n{}", lines("forecast", 8));
    let released = history.commit(&[("server/forecast.go", &old), ("server/snow.go", &lines("moved as it is", 5))]);
    history.tag("v1.0.0", &released);
    history.remove(&["server/forecast.go", "server/snow.go"]);
    let new = old.replace("rain", "snow");
    history.commit(&[("server/outlook/forecast.go", &new), ("server/c.go", &lines("moved as it is", 5))]);
    let since = |more: &[&str]| review(history.path(), &[&["--since", "v1.0.0"], more].concat());
    let document = document(&since(&["--format", "json"]));
    assert_eq!(document["lines"]["own"], 1, "{document}");
    let patch = since(&["--format", "patch"]).stdout;
    assert!(patch.contains("rename from server/forecast.go\nrename to server/outlook/forecast.go\n---"), "{patch}");
    assert!(patch.contains("similarity index 100%\nrename from server/snow.go\nrename to server/c.go\n"), "{patch}");
    assert_eq!(patch.matches("\n+").count(), 2, "one header and one line: {patch}");
    assert!(git_takes_back(history.path(), &patch));
    assert_eq!(since(&["--branches", "--split"]).code, Some(0));
    let git = history.handle();
    assert_eq!(tree(&git, "plugin-ready/base"), tree(&git, "v1.0.0"));
    assert_eq!(tree(&git, "plugin-ready/compare-server"), tree(&git, "HEAD"));
}

#[test]
fn files_that_were_renamed_or_are_gone_keep_their_executable_bit() {
    let mut history = plugin();
    let script = format!("#!/bin/sh\n{}", lines("fetch the forecast", 8));
    history.write(&[("fetch.sh", &script), ("gone.sh", "#!/bin/sh\nsnow and ice\n")]);
    let make_executable = |path: &str| {
        fs::set_permissions(history.path().join(path), fs::Permissions::from_mode(0o755)).unwrap();
    };
    ["fetch.sh", "gone.sh"].into_iter().for_each(make_executable);
    let released = history.commit(&[]);
    history.tag("v1.0.0", &released);
    history.remove(&["gone.sh"]);
    fs::create_dir(history.path().join("scripts")).unwrap();
    fs::rename(history.path().join("fetch.sh"), history.path().join("scripts/fetch.sh")).unwrap();
    history.commit(&[]);
    let patch = review(history.path(), &["--since", "v1.0.0", "--format", "patch"]).stdout;
    assert!(patch.contains("rename to scripts/fetch.sh\n"), "{patch}");
    assert!(patch.contains("deleted file mode 100755\n--- a/gone.sh\n"), "{patch}");
    assert_eq!(review(history.path(), &["--since", "v1.0.0", "--branches"]).code, Some(0));
    let git = history.handle();
    assert_eq!(tree(&git, "plugin-ready/base"), tree(&git, "v1.0.0"), "as it was");
}

#[test]
fn a_name_that_changed_since_is_a_change() {
    let mut history = plugin();
    let bot = |name: &str| format!("package main\n\nvar bot = \"made by the {name} plugin\"\n");
    let released = history.commit(&[("server/bot.go", &bot("org.example.weather"))]);
    history.tag("v1.0.0", &released);
    history.commit(&[("server/bot.go", &bot("Weather"))]);
    let since = |format: &str| review(history.path(), &["--since", "v1.0.0", "--format", format]);
    assert_eq!(document(&since("json"))["lines"]["own"], 1);
    let patch = since("patch").stdout;
    assert!(patch.contains("-var bot = \"made by the org.example.weather plugin\"\n+var bot"), "{patch}");
}

#[test]
fn a_plugin_that_was_moved_into_a_folder_has_no_new_code() {
    let mut history = plugin();
    let released = history.commit(&[("webapp/i18n/en.json", "{}\n"), ("server/gone.go", "{\n}\n")]);
    history.tag("v1.0.0", &released);
    let git = history.handle();
    let old: Vec<String> = paths(&git, "HEAD").into_iter().filter(|path| !path.starts_with('.')).collect();
    let moved: Vec<(String, String)> = old
        .iter()
        .filter(|path| *path != "server/gone.go")
        .map(|path| (format!("plugin/{path}"), content(&git, "HEAD", path).unwrap()))
        .collect();
    history.remove(&old.iter().map(String::as_str).collect::<Vec<_>>());
    history.commit(&moved.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let path = history.path().join("plugin");
    let since = |more: &[&str]| run(&[&["review", path.to_str().unwrap(), "--since", "v1.0.0"], more].concat());
    assert_eq!(document(&since(&["--format", "json"]))["lines"]["own"], 0);
    let patch = since(&["--format", "patch"]).stdout;
    assert_eq!(patch.matches("\n@@").count(), 1, "one file is gone: {patch}");
    assert!(!patch.contains("en.json"), "it is as empty as the template's: {patch}");
    assert!(patch.contains("deleted file mode 100644\n--- a/server/gone.go"), "{patch}");
}

#[test]
fn the_next_commands_are_of_the_same_review() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    let path = history.path().to_str().unwrap();
    let human = review(history.path(), &["--since", "v1.0.0"]).stdout;
    let next = format!("plugin-ready review {path} --standalone --since v1.0.0 --format markdown");
    assert!(human.contains(&next), "{human}");
}

#[test]
fn what_cannot_be_done_is_an_error_with_the_next_step() {
    let history = plugin();
    let nothing = review(history.path(), &["--since", "v9"]);
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    assert!(nothing.stderr.contains("there is no commit v9"), "{}", nothing.stderr);
    let template = review(history.path(), &["--template", history.path().to_str().unwrap()]);
    assert_eq!(template.code, Some(2));
    assert!(template.stderr.contains("holds the plugin itself, not the template"), "{}", template.stderr);
    let none = review(history.path(), &["--template", "/nowhere/at/all"]);
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("git clone"), "{}", none.stderr);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(review(folder.path(), &[]).code, Some(3), "no plugin");
    std::fs::write(folder.path().join("plugin.json"), MANIFEST).unwrap();
    assert_eq!(review(folder.path(), &[]).code, Some(0), "a plugin outside git can be reviewed");
    let branches = review(folder.path(), &["--branches"]);
    assert_eq!(branches.code, Some(2));
    assert!(branches.stderr.contains("not a git repository"), "{}", branches.stderr);
    Repository::init(folder.path()).unwrap();
    let unborn = review(folder.path(), &["--branches"]);
    assert!(unborn.stderr.contains("no commit yet") && unborn.stderr.contains("git commit"), "{}", unborn.stderr);
}

/// A template of our own with two states, and a plugin that started from the first of them by copying.
fn template_and_plugin() -> (History, History) {
    let (make, setup, main) = (lines("make", 20), lines("set up", 9), lines("main", 9));
    let mut template = History::new();
    let files = [("Makefile", make.as_str()), ("build/setup.mk", &setup), ("server/main.go", &main)];
    template.commit(&files);
    template.commit(&[("Makefile", &format!("{make}{}", lines("later", 3)))]);
    let edited = make.replace(&line("make", 4), "\tmy own step\n").replace(&line("make", 9), "");
    let mut plugin = History::new();
    plugin.commit(&[
        ("plugin.json", MANIFEST),
        ("Makefile", &edited),
        ("server/main.go", &main),
        ("server/own.go", OWN),
    ]);
    (template, plugin)
}

fn line(what: &str, number: usize) -> String {
    format!("    {what} step number {number} of the telling ones\n")
}

fn content(git: &Repository, revision: &str, path: &str) -> Option<String> {
    let tree = git.find_tree(tree(git, revision)).unwrap();
    let blob = tree.get_path(Path::new(path)).ok()?.to_object(git).unwrap().peel_to_blob().unwrap();
    Some(String::from_utf8(blob.content().to_vec()).unwrap())
}

#[test]
fn with_the_templates_clone_edits_and_removals_show() {
    let (template, plugin) = template_and_plugin();
    let clone = template.path().to_str().unwrap();
    let patch = review(plugin.path(), &["--template", clone, "--format", "patch"]);
    assert_eq!(patch.code, Some(0), "{patch:?}");
    for part in [
        format!("-{}+\tmy own step\n", line("make", 4)),
        format!("-{}", line("make", 9)),
        format!(
            "deleted file mode 100644\n--- a/build/setup.mk\n+++ /dev/null\n@@ -1,9 +0,0 @@\n-{}",
            line("set up", 0)
        ),
    ] {
        assert!(patch.stdout.contains(&part), "{part}: {}", patch.stdout);
    }
    assert!(!patch.stdout.contains("server/main.go"), "{}", patch.stdout);

    let ran = review(plugin.path(), &["--template", clone, "--branches"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let git = plugin.handle();
    let id = |name: &str| git.revparse_single(name).unwrap().id();
    let (base, compare) = (id("plugin-ready/base"), id("plugin-ready/compare"));
    assert_eq!(tree(&git, "plugin-ready/compare"), tree(&git, "HEAD"));
    assert_eq!(git.merge_base(base, compare).unwrap(), base);
    assert_eq!(content(&git, "plugin-ready/base", "Makefile"), Some(lines("make", 20)));
    assert_eq!(content(&git, "plugin-ready/base", "build/setup.mk"), Some(lines("set up", 9)));
    assert_eq!(content(&git, "plugin-ready/base", "server/own.go"), None);
    review(plugin.path(), &["--template", clone, "--branches"]);
    assert_eq!((id("plugin-ready/base"), id("plugin-ready/compare")), (base, compare));
    review(plugin.path(), &["--template", clone, "--branches", "--split"]);
    assert_eq!(content(&git, "plugin-ready/compare-tooling", "build/setup.mk"), None);
    assert_eq!(content(&git, "plugin-ready/compare-server", "build/setup.mk"), Some(lines("set up", 9)));
}

#[test]
fn check_tells_whose_clone_it_was_given_as_review_does() {
    let (template, plugin) = template_and_plugin();
    let check = |clone: &Path| {
        let (path, clone) = (plugin.path().to_str().unwrap(), clone.to_str().unwrap());
        run(&["check", path, "--standalone", "--offline", "--template", clone])
    };
    let other = check(template.path());
    assert!(other.stdout.contains("has no commit of"), "{}", other.stdout);
    let itself = check(plugin.path());
    assert_eq!((itself.code, itself.stdout.as_str()), (Some(2), ""));
    assert!(itself.stderr.contains("holds the plugin itself, not the template"), "{}", itself.stderr);
}

#[test]
fn template_files_that_are_gone_are_named() {
    let (template, plugin) = template_and_plugin();
    let clone = template.path().to_str().unwrap();
    let document = document(&review(plugin.path(), &["--template", clone, "--format", "json"]));
    assert_eq!(document["missing"], serde_json::json!(["build/setup.mk"]));
    assert_eq!(document["drift"][0]["path"], "Makefile");
    let human = review(plugin.path(), &["--template", clone]).stdout;
    assert!(human.contains("build/setup.mk  (it builds, tests or deploys)"), "{human}");
    let packet = review(plugin.path(), &["--template", clone, "--format", "markdown"]).stdout;
    assert!(packet.contains("- **lacks the template's build or CI files**: `build/setup.mk`"), "{packet}");
}

#[test]
fn branches_of_an_update_stand_on_the_release() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    history.commit(&[
        ("server/forecast.go", &OWN.replace("rain", "a lot of rain")),
        ("server/new.go", "package main // new in the update\n"),
    ]);
    history.remove(&["webapp/src/weather.js"]);
    let ran = review(history.path(), &["--since", "v1.0.0", "--branches"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("--since v1.0.0 --format markdown > review.md"), "{}", ran.stdout);
    assert!(ran.stdout.contains("plugin-ready/compare: 4 lines in 3 files"), "{}", ran.stdout);
    let git = history.handle();
    let id = |name: &str| git.revparse_single(name).unwrap().id();
    let (base, compare) = (id("plugin-ready/base"), id("plugin-ready/compare"));
    assert_eq!(git.find_commit(base).unwrap().parent_id(0).unwrap().to_string(), released);
    assert_eq!(git.merge_base(base, compare).unwrap(), base);
    assert_eq!(tree(&git, "plugin-ready/compare"), tree(&git, "HEAD"));
    assert_eq!(tree(&git, "plugin-ready/base"), tree(&git, "v1.0.0"), "only own code changed");
    history.tag("v1.1.0", &id("HEAD").to_string());
    let nothing = review(history.path(), &["--since", "v1.1.0", "--branches"]);
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    assert!(nothing.stderr.contains("no own code has changed since v1.1.0"), "{}", nothing.stderr);
}

#[test]
fn where_workflows_alone_changed_since_there_is_no_branch_but_a_patch() {
    let mut history = plugin();
    let released = history.commit(&[("CHANGES.md", "first release of it\n")]);
    history.tag("v1.0.0", &released);
    history.commit(&[(".github/workflows/ci.yml", "on: weather changes\nrun: a forecast\n")]);
    let ran = review(history.path(), &["--since", "v1.0.0", "--branches"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("only workflows differ"), "{}", ran.stderr);
    assert!(ran.stderr.contains(".github/workflows/ci.yml\n"), "{}", ran.stderr);
    let patch = review(history.path(), &["--since", "v1.0.0", "--format", "patch"]).stdout;
    assert!(patch.contains("+run: a forecast\n"), "{patch}");
}

#[test]
fn a_repository_that_cannot_be_opened_is_not_passed_over() {
    let history = plugin();
    fs::write(history.path().join(".git/config"), "[core\n").unwrap();
    let why = "the git repository could not be opened: ";
    let ran = review(history.path(), &["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains(&format!("the history was not looked at: {why}")), "{}", ran.stderr);
    for args in [["--branches"].as_slice(), &["--since", "v1.0.0"]] {
        let ran = review(history.path(), args);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(&format!("error: {why}")), "{}", ran.stderr);
    }
}

#[test]
fn what_github_does_not_show_is_warned_of() {
    let many = |count: usize| -> Vec<(String, String)> {
        (0..count).map(|n| (format!("server/f{n}.go"), format!("package f{n}\n"))).collect()
    };
    let one = |text: String| vec![("server/long.go".to_owned(), text)];
    for (what, files, is_over) in [
        ("300 files with the manifest", many(299), false),
        ("301 files", many(301), true),
        ("20,000 lines with the manifest", one("rain or snow\n".repeat(19_999)), false),
        ("20,001 lines", one("rain or snow\n".repeat(20_001)), true),
        ("1,000,001 bytes", one(format!("{}\n", "rain ".repeat(200)).repeat(1000)), true),
    ] {
        let mut history = History::new();
        let manifest = [("plugin.json", "{\"id\": \"org.example.weather\"}\n")];
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        history.commit(&manifest.into_iter().chain(files).collect::<Vec<_>>());
        let ran = review(history.path(), &["--branches"]);
        assert_eq!(ran.code, Some(0), "{what}: {}", ran.stderr);
        assert_eq!(ran.stderr.contains("larger than GitHub shows"), is_over, "{what}: {} {}", ran.stdout, ran.stderr);
        if is_over {
            assert!(ran.stderr.contains("--split makes one each"), "{what}: {}", ran.stderr);
            let split = review(history.path(), &["--branches", "--split"]);
            assert!(split.stderr.contains("plugin-ready/compare-server is larger"), "{what}: {}", split.stderr);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_review_that_hangs_ends_with_an_interrupt_and_gives_no_half_review() {
    let (plugin, template) = (plugin(), History::new());
    let pipe = template.path().join(".git/packed-refs");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let child = program()
        .args([
            "review",
            plugin.path().to_str().unwrap(),
            "--standalone",
            "--template",
            template.path().to_str().unwrap(),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for a writer, who never comes; before that it has said that it takes interrupts.
    let status = format!("/proc/{}/status", child.id());
    let caught = || {
        let status = std::fs::read_to_string(&status).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
        u64::from_str_radix(&mask, 16).unwrap() & 2 != 0
    };
    while !caught() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(pressed.success());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("the review was interrupted") && output.stdout.is_empty(), "{told}");
}

#[test]
fn check_and_review_name_the_same_base_where_several_trees_could_be_meant() {
    let (mut template, mut plugin) = (History::new(), History::new());
    let (old, new) = (lines("make", 9), lines("build", 9));
    let first = template.commit(&[("build/setup.mk", &old)]);
    template.commit(&[("build/setup.mk", &new)]);
    plugin.author("Ada Other", "ada@example.org");
    let start = git2::Oid::from_str(&plugin.commit(&[("build/setup.mk", &old)])).unwrap();
    plugin.commit(&[("build/setup.mk", &new)]);
    // The newer tree stays in the repository, and leaves the history.
    let reset = |commit| plugin.git.reset(commit, git2::ResetType::Hard, None).unwrap();
    reset(plugin.git.find_commit(start).unwrap().as_object());
    plugin.commit(&[("plugin.json", MANIFEST), ("server/forecast.go", OWN)]);

    let clone = template.path().to_str().unwrap();
    let reviewed = document(&review(plugin.path(), &["--format", "json", "--template", clone]));
    assert_eq!(reviewed["base"], first);
    let path = plugin.path().to_str().unwrap();
    let checked = run(&["check", path, "--standalone", "--offline", "--format", "json", "--template", clone]);
    let checked: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(checked["boilerplate"]["base"], first, "{:#}", checked["boilerplate"]);
}

#[test]
fn a_tree_that_only_lies_among_the_objects_is_no_base() {
    let (mut template, mut plugin) = (History::new(), History::new());
    let make = lines("make", 9);
    template.commit(&[("build/setup.mk", &make)]);
    plugin.author("Ada Other", "ada@example.org");
    let start = plugin.commit(&[("plugin.json", MANIFEST), ("server/forecast.go", OWN)]);
    plugin.remove(&["plugin.json", "server/forecast.go"]);
    plugin.commit(&[("build/setup.mk", &make)]);
    // As on a branch that was never merged: its commit stays in the repository, and leaves the history.
    let reset = |start: git2::Object<'_>| plugin.git.reset(&start, git2::ResetType::Hard, None).unwrap();
    reset(plugin.git.find_object(git2::Oid::from_str(&start).unwrap(), None).unwrap());
    plugin.commit(&[("build/setup.mk", &make)]);
    let (path, clone) = (plugin.path().to_str().unwrap(), template.path().to_str().unwrap());
    let checked = run(&["check", path, "--standalone", "--offline", "--format", "json", "--template", clone]);
    let checked: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(checked["boilerplate"]["base"], Value::Null, "{:#}", checked["boilerplate"]);
}

#[test]
fn a_plugin_whose_history_holds_the_templates_is_based_on_it() {
    let mut plugin = History::new();
    plugin.commit(&[("build/setup.mk", &lines("make", 9))]);
    let template = tempfile::tempdir().unwrap();
    Repository::clone(plugin.path().to_str().unwrap(), template.path()).unwrap();
    plugin.commit(&[("plugin.json", MANIFEST), ("server/forecast.go", OWN)]);
    let human = review(plugin.path(), &["--template", template.path().to_str().unwrap()]).stdout;
    let told = human.lines().nth(1).unwrap();
    assert!(told.starts_with("  is based on the template's") && told.ends_with("holds that commit"), "{human}");
}

#[test]
fn the_history_tells_what_the_plugin_had_before_the_template() {
    let (mut template, mut plugin) = (History::new(), History::new());
    let (make, rule) = (lines("make", 9), lines("lint", 3));
    template.commit(&[("build/setup.mk", &make)]);
    template.later(400).commit(&[("build/setup.mk", &format!("{make}{rule}"))]);
    plugin.author("Ada Other", "ada@example.org").later(1);
    plugin.commit(&[("plugin.json", MANIFEST), ("build/setup.mk", &rule)]);
    plugin.later(500).commit(&[("build/setup.mk", &format!("{make}{rule}    what only the author has\n"))]);

    let clone = template.path().to_str().unwrap();
    let reviewed = document(&review(plugin.path(), &["--format", "json", "--template", clone]));
    let setup = reviewed["files"].as_array().unwrap().iter().find(|file| file["path"] == "build/setup.mk").unwrap();
    assert_eq!(setup["own"], serde_json::json!([[10, 13]]), "{setup:#}");
    assert_eq!(setup["boilerplate"], serde_json::json!([[1, 9]]));
    let patch = review(plugin.path(), &["--format", "patch", "--template", clone]).stdout;
    let added = patch.lines().filter(|line| line.starts_with('+') && line.contains("lint step")).count();
    assert_eq!(added, 3, "{patch}");
}

#[test]
fn the_history_tells_what_the_plugin_copied_before_its_file_grew() {
    let (mut template, mut plugin) = (History::new(), History::new());
    let (make, rule) = (lines("make", 12), "watch: apply\n");
    let synced = format!("{make}{rule}");
    template.commit(&[("Makefile", &make)]);
    template.later(100).commit(&[("Makefile", &synced)]);
    plugin.author("Ada Other", "ada@example.org").later(120).commit(&[("plugin.json", MANIFEST), ("Makefile", &make)]);
    plugin.commit(&[("Makefile", &synced)]);
    let grown = format!("{}{rule}{}", lines("mine", 40), lines("mine too", 40));
    plugin.commit(&[("Makefile", &grown)]);

    let clone = template.path().to_str().unwrap();
    let reviewed = document(&review(plugin.path(), &["--format", "json", "--template", clone]));
    let makefile = reviewed["files"].as_array().unwrap().iter().find(|file| file["path"] == "Makefile").unwrap();
    assert_eq!(makefile["boilerplate"], serde_json::json!([[41, 41]]), "{makefile:#}");
    let patch = review(plugin.path(), &["--format", "patch", "--template", clone]).stdout;
    assert!(patch.contains("\n watch: apply\n") && !patch.contains("+watch: apply"), "{patch}");
    assert_eq!(review(plugin.path(), &["--branches", "--template", clone]).code, Some(0));
    assert_eq!(content(&plugin.git, "plugin-ready/base", "Makefile").as_deref(), Some(rule));
    assert_eq!(content(&plugin.git, "plugin-ready/compare", "Makefile"), Some(grown));
}

/// The ids of the branches that a review of HEAD gives.
fn branches(path: &Path, args: &[&str]) -> [git2::Oid; 2] {
    let ran = review(path, &[&["--branches"], args].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let git = Repository::open(path).unwrap();
    ["plugin-ready/base", "plugin-ready/compare"].map(|name| git.revparse_single(name).unwrap().id())
}

#[test]
fn branches_and_packets_are_of_head_whatever_else_lies_about() {
    let (template, mut plugin) = template_and_plugin();
    plugin.git.remote("upstream", "https://github.com/acme/mattermost-plugin-weather.git").unwrap();
    let commit = plugin.commit(&[("server/http.go", HANDLER)]);
    let path = plugin.path().to_owned();
    let clean = branches(&path, &[]);
    let packet = review(&path, &["--format", "markdown"]);
    assert!(packet.stdout.contains(&format!("blob/{commit}/server/http.go#L3")), "{}", packet.stdout);
    plugin.write(&[("server/new.go", OWN)]);
    assert_eq!(branches(&path, &[]), clean, "a file that is not in git");
    assert_eq!(review(&path, &["--format", "markdown"]).stdout, packet.stdout);
    plugin.write(&[("server/http.go", &HANDLER.replace("main\n", "main\n\n// More\n// and more.\n"))]);
    let told = review(&path, &["--format", "markdown"]);
    assert_eq!(told.stdout, packet.stdout);
    assert!(told.stderr.contains("uncommitted changes are not in this review: it shows HEAD"), "{}", told.stderr);
    assert!(review(&path, &[]).stdout.contains("server/http.go:6"), "the work tree, for its author");

    // The template's texts lie among the objects now, and are none of the plugin's.
    branches(&path, &["--template", template.path().to_str().unwrap()]);
    assert_eq!(branches(&path, &[]), clean);
    let text = review(&path, &["--branches"]).stdout;
    assert!(text.contains("push --force-with-lease upstream plugin-ready/base"), "{text}");
}

#[test]
fn the_templates_text_is_taken_from_the_plugins_own_history() {
    let (template, mut plugin) = (template_and_plugin().0, History::new());
    let make = lines("make", 20);
    plugin.commit(&[("plugin.json", MANIFEST), ("Makefile", &make), ("server/own.go", OWN)]);
    plugin.commit(&[("Makefile", &make.replace(&line("make", 9), ""))]);
    // What the program itself knows of is the true template.
    let patch = review(plugin.path(), &["--format", "patch"]).stdout;
    assert!(!patch.contains("make step number 9"), "{patch}");
    let with = review(plugin.path(), &["--format", "patch", "--template", template.path().to_str().unwrap()]);
    assert!(with.stdout.contains(&format!("-{}", line("make", 9))), "{}", with.stdout);
    assert!(with.stderr.contains("has no commit of https://github.com/mattermost/"), "{}", with.stderr);
}

#[test]
fn a_branch_in_another_work_tree_is_not_moved_and_an_older_one_is_told() {
    let mut history = plugin();
    let path = history.path().to_owned();
    branches(&path, &[]);
    let elsewhere = tempfile::tempdir().unwrap();
    let linked = elsewhere.path().join("linked");
    crate::support::fixture::git(&path, &["worktree", "add", "--quiet", linked.to_str().unwrap(), "plugin-ready/base"]);
    history.commit(&[("server/more.go", "package main // more\n")]);
    let ran = review(&path, &["--branches"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("plugin-ready/base is checked out, here or in another work tree"), "{}", ran.stderr);
    crate::support::fixture::git(&path, &["worktree", "remove", linked.to_str().unwrap()]);
    let split = review(&path, &["--branches", "--split"]);
    assert_eq!(split.code, Some(0), "{split:?}");
    assert!(split.stderr.contains("git branch -D plugin-ready/compare"), "{}", split.stderr);
}

#[test]
fn a_sparse_checkout_is_reviewed_whole() {
    let history = plugin();
    let whole = review(history.path(), &["--format", "json"]);
    crate::support::fixture::git(history.path(), &["sparse-checkout", "set", "webapp"]);
    assert!(!history.path().join("server").exists());
    assert_eq!(review(history.path(), &["--format", "json"]).stdout, whole.stdout);
}

#[test]
fn a_partial_clone_gets_its_branches() {
    let history = plugin();
    history.git.config().unwrap().set_bool("uploadpack.allowFilter", true).unwrap();
    let mut history = history;
    history.commit(&[("assets/big.png", &"\u{1}".repeat(30_000))]);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", history.path().display());
    let clone = ["clone", "--quiet", "--no-checkout", "--filter=blob:limit=20k", &url, "partial"];
    crate::support::fixture::git(folder.path(), &clone);
    let path = folder.path().join("partial");
    crate::support::fixture::git(&path, &["sparse-checkout", "set", "--no-cone", "/*", "!/assets"]);
    crate::support::fixture::git(&path, &["checkout", "--quiet", "master"]);
    let here = |path: &Path| branches(path, &[]);
    assert_eq!(here(&path)[1], here(history.path())[1]);
}

#[test]
fn a_checkout_with_other_line_ends_gives_the_same_patch() {
    let history = plugin();
    let patch = review(history.path(), &["--format", "patch"]).stdout;
    let folder = tempfile::tempdir().unwrap();
    let clone = ["-c", "core.autocrlf=true", "clone", "--quiet", history.path().to_str().unwrap(), "crlf"];
    crate::support::fixture::git(folder.path(), &clone);
    let path = folder.path().join("crlf");
    crate::support::fixture::git(&path, &["config", "core.autocrlf", "true"]);
    assert!(std::fs::read(path.join("server/forecast.go")).unwrap().contains(&b'\r'));
    assert_eq!(review(&path, &["--format", "patch"]).stdout, patch);
}

#[test]
fn what_a_program_wrote_is_in_no_patch() {
    let mut history = plugin();
    history
        .commit(&[("server/made.go", "// Code generated by a program. DO NOT EDIT.\npackage main\n\nvar made = 1\n")]);
    let patch = review(history.path(), &["--format", "patch"]).stdout;
    assert!(patch.contains("b/server/forecast.go") && !patch.contains("made.go"), "{patch}");
}
