//! A plugin whose every text is an attack, through every command and format: nothing in the output acts.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::bundle::Pack;
use crate::support::fixture::git;
use crate::support::hostile::{Victim, hold};
use crate::support::report::ATTACKS;
use crate::support::run::{Ran, program};
use crate::support::server::{Asked, Server, Stream, answer};

const CHECK: [&str; 10] =
    ["human", "concise", "json", "ndjson", "sarif", "github", "gitlab", "junit", "markdown", "html"];
const FLEET: [&str; 6] = ["human", "json", "ndjson", "csv", "markdown", "html"];

/// What an attack may not reach as it is: the hosts are ours to see, the words are the payload.
const EVIL: &str = "evil.example";

/// The attack without what cannot stand in a file of text.
fn textual(attack: &str) -> String {
    attack.replace(['\0', '\u{fffe}', '\u{ffff}'], "")
}

/// As a string of JSON, TOML and YAML, all three of which read it.
fn quoted(attack: &str) -> String {
    let mut text = String::from("\"");
    for c in textual(attack).chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() || !c.is_ascii() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text + "\""
}

/// As an address, which holds no control character and no space.
fn addressed(attack: &str) -> String {
    let path: String = attack.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    quoted(&format!("https://example.org/{path}"))
}

/// As the name of a file, which may hold all but two characters.
fn named(attack: &str) -> String {
    let name: String = textual(attack).replace('/', "_");
    name.chars().take(80).collect()
}

/// As the name of a branch or tag, where git takes it.
fn referred(attack: &str) -> String {
    let taken = |c: char| !c.is_control() && !" ~^:?*[\\@{}.".contains(c);
    let name: String = textual(attack).chars().filter(|c| taken(*c)).take(60).collect();
    name.trim_matches(['/', '-']).replace("//", "/")
}

/// A plugin with `attack` in every field that we read.
fn plugin(attack: &str) -> Victim {
    let victim = Victim::new();
    let (text, url, quoted) = (textual(attack), addressed(attack), quoted(attack));
    victim.write(
        "plugin.json",
        format!(
            "{{\"id\": \"com.example.dice\", \"name\": {quoted}, \"description\": {quoted}, \"version\": {quoted},\n\
             \"min_server_version\": {quoted}, \"homepage_url\": {quoted}, \"support_url\": {quoted},\n\
             \"release_notes_url\": {quoted}, \"icon_path\": {quoted}, {quoted}: {quoted},\n\
             \"server\": {{\"executables\": {{\"linux-amd64\": {quoted}, {quoted}: {quoted}}}}},\n\
             \"webapp\": {{\"bundle_path\": {quoted}}},\n\
             \"settings_schema\": {{\"header\": {quoted}, \"settings\": [{{\"key\": {quoted}, \"display_name\": {quoted}, \
             \"type\": {quoted}, \"help_text\": {quoted}, \"default\": {quoted}}}]}}}}\n"
        ),
    );
    victim.write(
        "plugin-ready.toml",
        format!(
            "target = \"community\"\n[build]\nnightly-url = {url}\ndefault-branch = {quoted}\n\
             [people]\ncore-committers = [{quoted}, \"alice\"]\nqa = [{quoted}]\n\
             [[sign-off]]\nitem = \"basic-code-review\"\nby = {quoted}\ndate = 2026-03-02\nlink = {quoted}\n\
             commit = \"{}\"\n[[sign-off]]\nitem = \"release-qa-pass\"\nby = {quoted}\ndate = 2026-03-02\n\
             commit = \"{}\"\nrelease = {quoted}\nnote = {quoted}\n\
             [[answer]]\nitem = \"pm-ux-communication\"\ntext = {quoted}\n\
             [[waiver]]\nitem = \"nightly-build\"\nreason = {quoted}\nuntil = 2099-12-15\nby = {quoted}\n",
            "0".repeat(40),
            victim.git(&["rev-parse", "HEAD"]).trim()
        ),
    );
    victim.write("README.md", format!("# {text}\n\n{text}\n\n## Usage\n\n{text}\n\n[{text}](https://{EVIL}/{text})\n"));
    victim.write("CHANGELOG.md", format!("# {text}\n\n- {text}\n"));
    victim.write("LICENSE", format!("MIT License\n\nCopyright (c) 2026 {text}\n\n{text}\n"));
    victim.write("NOTICE", &text);
    victim.write(
        ".github/workflows/ci.yml",
        format!(
            "name: {quoted}\non:\n  push:\n    branches: [{quoted}, master]\n    tags: [{quoted}]\njobs:\n  {quoted}:\n    \
             runs-on: {quoted}\n    if: {quoted}\n    steps:\n      - name: {quoted}\n        uses: {quoted}\n      \
             - run: {quoted}\n      - run: make dist\n"
        ),
    );
    victim.write(".gitlab-ci.yml", format!("{quoted}:\n  script: [{quoted}, make dist]\n  only: [{quoted}]\n"));
    victim.write(".travis.yml", format!("script: {quoted}\nbranches:\n  only: [{quoted}]\n"));
    victim.write("Makefile", format!("dist:\n\techo {text}\n{text}: dist\n"));
    victim.write("go.mod", format!("module {text}\n\ngo 1.22\n\nrequire {text} v1.0.0\n"));
    victim.write("webapp/package.json", format!("{{\"name\": {quoted}, \"license\": {quoted}}}\n"));
    victim.write(
        "webapp/package-lock.json",
        format!(
            "{{\"lockfileVersion\": 3, \"packages\": {{\"node_modules/{{}}\": {{}}, {quoted}: {{\"version\": {quoted}, \
             \"license\": {quoted}}}}}}}\n"
        ),
    );
    victim.write("server/plugin.go", format!("package main\n\n// TODO {text}\nfunc main() {{ http.Get({quoted}) }}\n"));
    let name = named(attack);
    for path in [format!("server/{name}.go"), format!("{name}.d/LICENSE"), format!("docs/{name}.md"), name] {
        if path.len() < 200 {
            victim.write(&path, format!("{text}\n"));
        }
    }
    victim.git(&["add", "--all"]);
    victim.git(&["commit", "--quiet", "--message", &text]);
    let name = referred(attack);
    if victim.git_takes(&["check-ref-format", "--branch", &name]) {
        victim.git(&["tag", &name]);
        victim.git(&["tag", &format!("v1.2.3-{name}")]);
        victim.git(&["checkout", "--quiet", "-b", &name]);
    }
    victim
}

/// What no output may hold, whatever the format.
#[track_caller]
fn is_inert(what: &str, shown: &str) {
    let acts = |c: &char| *c != '\n' && *c != '\r' && plugin_ready::error::text::is_invisible(*c);
    // The word joiner is ours: it keeps Markdown from making links and from calling people.
    let found = shown.chars().filter(|c| *c != '\u{2060}').find(acts);
    assert_eq!(found, None, "{what}: {shown}");
    assert!(!shown.contains("##["), "{what}: {shown}");
}

/// What no output may hold that a runner may take for its own log.
#[track_caller]
fn commands_nothing(what: &str, shown: &str) {
    let line = shown.lines().find(|line| line.trim_start().starts_with("::"));
    assert_eq!(line, None, "{what}");
}

#[track_caller]
fn format_holds(what: &str, format: &str, shown: &str) {
    is_inert(what, shown);
    if format != "github" {
        commands_nothing(what, shown);
    }
    match format {
        "json" | "sarif" | "gitlab" => {
            drop(serde_json::from_str::<Value>(shown).unwrap_or_else(|e| panic!("{what}: {e}")))
        }
        "ndjson" => shown.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap())),
        "github" => workflow_commands(what, shown),
        "markdown" => markdown(what, shown),
        "html" => html(what, shown),
        "junit" => xml(what, shown),
        "csv" => csv(what, shown),
        _ => {}
    }
}

/// Every command is one of ours, and its properties are ours.
fn workflow_commands(what: &str, shown: &str) {
    for line in shown.lines().filter(|line| line.trim_start().starts_with("::")) {
        let (head, _) = line.trim_start_matches(':').split_once("::").unwrap_or_else(|| panic!("{what}: {line}"));
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        assert!(["error", "warning", "notice", "group", "endgroup"].contains(&name), "{what}: {line}");
        for property in properties.split(',').filter(|p| !p.is_empty()) {
            let (key, value) = property.split_once('=').unwrap_or_else(|| panic!("{what}: {line}"));
            assert!(["file", "line", "col", "endLine", "endColumn", "title"].contains(&key), "{what}: {line}");
            assert!(!value.contains(':'), "{what}: {line}");
        }
    }
}

/// No link, image or element that is not ours, and nobody is called.
fn markdown(what: &str, shown: &str) {
    for event in Parser::new_ext(shown, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                    let name = tag.trim_start_matches('/').split(' ').next().unwrap();
                    let ours = ["details", "summary", "sub", "br", "b", "p"];
                    assert!(ours.contains(&name), "{what}: <{tag}>\n{shown}");
                    assert!(!tag.contains('='), "{what}: <{tag}>");
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(!dest_url.contains(EVIL), "{what}: {dest_url}\n{shown}")
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{what}: an image from {dest_url}"),
            Event::Text(text) => {
                for bare in ["https://", "http://", "www.", "@channel"] {
                    assert!(!text.contains(&format!("{bare}evil")) && !text.contains("@channel"), "{what}: {text}");
                }
            }
            _ => {}
        }
    }
}

/// No element, attribute or address that is not ours.
fn html(what: &str, shown: &str) {
    let lower = shown.to_lowercase();
    for bad in ["<script>alert", "<img", "<iframe", "javascript:", "<meta http-equiv=\"refresh"] {
        assert!(!lower.contains(bad), "{what}: {bad}");
    }
    for tag in shown.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        // Outside quotes, no attribute starts a program; inside, a quote of the attack would have ended it.
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(!outside.contains(" on") && !outside.contains(EVIL), "{what}: <{tag}>");
        assert!(!(tag.starts_with("a ") && tag.contains(EVIL)), "{what}: <{tag}>");
    }
}

/// Characters that XML has, and elements that JUnit has.
fn xml(what: &str, shown: &str) {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(shown.chars().all(legal), "{what}");
    for tag in shown.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.trim_start_matches(['/', '?']).split([' ', '/']).next().unwrap();
        let ours = [
            "xml",
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "error",
            "skipped",
            "system-out",
            "system-err",
            "properties",
            "property",
        ];
        assert!(ours.contains(&name), "{what}: <{tag}>");
    }
}

/// No cell that a spreadsheet calculates.
fn csv(what: &str, shown: &str) {
    for record in shown.split("\r\n") {
        let (mut quoted, mut start) = (false, true);
        for c in record.chars() {
            assert!(!start || !['=', '+', '-', '@', '\t'].contains(&c), "{what}: {record}");
            start = c == ',' && !quoted || c == '"' && start;
            quoted ^= c == '"';
        }
    }
}

fn on(victim: &Path, args: &[&str]) -> Ran {
    hold(program().args(args).arg(victim))
}

#[test]
fn no_attack_acts_in_any_format_of_check() {
    for attack in ATTACKS {
        let victim = plugin(attack);
        for format in CHECK {
            let ran = on(victim.root(), &["check", "--offline", "--format", format]);
            let what = format!("check --format {format} of {attack:?}");
            format_holds(&what, format, &ran.stdout);
            is_inert(&what, &ran.stderr);
            commands_nothing(&what, &ran.stderr);
            assert!(!ran.stdout.is_empty(), "{what}: {}", ran.stderr);
        }
    }
}

#[test]
fn no_attack_acts_in_review_licence_fix_and_sign_off() {
    for attack in ATTACKS {
        let victim = plugin(attack);
        let licence = victim.path("LICENSE");
        let licence = licence.to_str().unwrap();
        let folder = victim.root().to_str().unwrap();
        for (format, args) in [
            ("human", &["review", folder][..]),
            ("json", &["review", "--format", "json", folder]),
            ("markdown", &["review", "--format", "markdown", folder]),
            ("human", &["licence", licence]),
            ("json", &["licence", "--format", "json", licence]),
            ("human", &["licence", folder]),
            ("human", &["fix", folder]),
            ("human", &["explain", attack]),
            ("human", &["check", attack]),
            ("human", &["check", "--config", licence, folder]),
            ("human", &["probe", attack]),
            ("human", &["licence", attack]),
            ("human", &["fleet", attack]),
        ] {
            if args.iter().any(|arg| arg.contains('\0')) {
                continue;
            }
            let ran = hold(program().args(args));
            let what = format!("{args:?}");
            format_holds(&what, format, &ran.stdout);
            is_inert(&what, &ran.stderr);
            commands_nothing(&what, &ran.stderr);
        }
    }
}

#[test]
fn no_attack_acts_in_any_format_of_fleet() {
    for attack in ATTACKS {
        let folder = TempDir::new().unwrap();
        let victim = plugin(attack);
        let name = named(attack);
        git(folder.path(), &["clone", "--quiet", victim.root().to_str().unwrap(), &format!("./{name}")]);
        fs::create_dir(folder.path().join("broken")).unwrap();
        fs::write(folder.path().join("broken/plugin.json"), format!("{{ {attack}")).unwrap();
        fs::write(folder.path().join("broken/plugin-ready.toml"), format!("x = \"{attack}\" {attack}")).unwrap();
        let text = textual(attack).replace(['\n', '\r'], " ");
        fs::write(folder.path().join("list"), format!("broken {text}\n{text}\n./{}\n", named(&text))).unwrap();
        for format in FLEET {
            for path in [folder.path().to_owned(), folder.path().join("list")] {
                let ran = on(&path, &["fleet", "--offline", "--format", format]);
                let what = format!("fleet --format {format} of {attack:?}");
                format_holds(&what, format, &ran.stdout);
                is_inert(&what, &ran.stderr);
                commands_nothing(&what, &ran.stderr);
            }
        }
    }
}

#[test]
fn no_answer_of_a_server_acts() {
    for attack in ATTACKS {
        let text = textual(attack);
        let line = text.replace(['\n', '\r'], " ");
        let quoted = quoted(attack);
        let bundle = Pack::new()
            .file(
                "d/plugin.json",
                0o644,
                format!("{{\"id\": {quoted}, \"name\": {quoted}, \"version\": {quoted}}}").as_bytes(),
            )
            .file(&format!("d/{}", named(attack).chars().take(20).collect::<String>()), 0o644, b"")
            .gz();
        let server = Server::http(move |asked: &Asked, out: &mut dyn Stream| match asked.target.as_str() {
            "/bundle" => answer(out, "200 OK", &[&format!("Last-Modified: {line}")], &bundle),
            "/there" => answer(out, "302 Found", &[&format!("Location: https://evil.example/{line}")], b""),
            "/status" => answer(out, &format!("418 {line}"), &[], text.as_bytes()),
            "/busy" => answer(out, "429 Slow", &[&format!("Retry-After: {line}")], b""),
            "/store" => answer(out, "403 No", &[], format!("<Error><Code>{text}</Code></Error>").as_bytes()),
            _ => answer(out, "200 OK", &[&format!("Content-Type: {line}")], text.as_bytes()),
        });
        for path in ["/bundle", "/there", "/status", "/busy", "/store", "/page"] {
            for format in ["human", "json"] {
                let url = server.url(path);
                let args = [
                    "probe",
                    &url,
                    "--id",
                    "com.example.dice",
                    "--allow-private-network",
                    "--timeout",
                    "5",
                    "--format",
                ];
                let ran = hold(program().args(args).arg(format).env("https_proxy", server.url("/")));
                let what = format!("probe {path} of {attack:?}");
                format_holds(&what, format, &ran.stdout);
                is_inert(&what, &ran.stderr);
                commands_nothing(&what, &ran.stderr);
            }
        }
    }
}

#[test]
fn no_answer_of_github_acts_and_no_token_is_told() {
    const SECRET: &str = "ghp_0123456789abcdefSECRET";
    for attack in ATTACKS {
        let victim = Victim::new();
        let head = victim.git(&["rev-parse", "HEAD"]).trim().to_owned();
        victim.git(&["remote", "set-url", "origin", "https://github.com/olga/mattermost-plugin-dice.git"]);
        let quoted = quoted(attack);
        let line = textual(attack).replace(['\n', '\r'], " ");
        let elsewhere = Server::http(|_, out| answer(out, "200 OK", &[], b"[]"));
        let other = elsewhere.url("/elsewhere");
        let server = Server::http(move |asked: &Asked, out: &mut dyn Stream| {
            let path = asked.target.split('?').next().unwrap_or_default();
            let body = match path.rsplit('/').next().unwrap_or_default() {
                "pulls" => "[{\"number\": 12}]".to_owned(),
                "12" => format!(
                    "{{\"html_url\": {quoted}, \"title\": {quoted}, \"user\": {{\"login\": {quoted}, \"type\": \"User\"}}, \
                     \"head\": {{\"sha\": {quoted}}}, \"merged_at\": null, \"labels\": [{{\"name\": {quoted}}}, \
                     {{\"name\": \"2: Dev Review\"}}]}}"
                ),
                "reviews" => format!(
                    "[{{\"user\": {{\"login\": {quoted}, \"type\": \"User\"}}, \"state\": \"APPROVED\", \
                     \"commit_id\": \"{head}\", \"author_association\": {quoted}}}]"
                ),
                "timeline" => format!(
                    "[{{\"event\": \"unlabeled\", \"label\": {{\"name\": {quoted}}}, \"actor\": {{\"login\": {quoted}}}}}]"
                ),
                "topics" | "releases" | "issues" => {
                    return answer(out, "302 Found", &[&format!("Location: {other}")], b"");
                }
                _ => {
                    return answer(
                        out,
                        &format!("403 {line}"),
                        &[&format!("X-Accepted-GitHub-Permissions: {line}")],
                        b"",
                    );
                }
            };
            answer(out, "200 OK", &[&format!("ETag: {line}")], body.as_bytes());
        });
        for format in CHECK {
            let mut command = program();
            command.args(["check", "--github", "--allow-private-network", "--timeout", "5", "--format", format]);
            command.args(["--nightly-url", &server.url("/nightly")]).arg(victim.root());
            command.env("GITHUB_API_URL", server.url("/api/v3")).env("GITHUB_TOKEN", SECRET);
            let ran = hold(&mut command);
            let what = format!("check --github --format {format} of {attack:?}");
            format_holds(&what, format, &ran.stdout);
            is_inert(&what, &ran.stderr);
            commands_nothing(&what, &ran.stderr);
            assert!(!ran.stdout.contains("SECRET") && !ran.stderr.contains("SECRET"), "{what}");
        }
        // The build's server is on the same machine, and still another service than the API.
        let nightly = server.asked().into_iter().filter(|asked| asked.target.starts_with("/nightly"));
        assert!(nightly.inspect(|asked| assert_eq!(asked.header("authorization"), None)).count() > 0);
        assert!(server.asked().iter().any(|asked| asked.header("authorization").is_some()));
        assert!(elsewhere.asked().iter().all(|asked| asked.header("authorization").is_none()));
    }
}

#[test]
fn a_token_is_in_no_error_either() {
    const SECRET: &str = "ghp_0123456789abcdefSECRET";
    let victim = Victim::new();
    victim.git(&[
        "remote",
        "set-url",
        "origin",
        &format!("https://x:{SECRET}@github.com/olga/mattermost-plugin-dice.git"),
    ]);
    let refusing =
        Server::http(|_, out| answer(out, "401 Bad credentials", &[], b"{\"message\": \"Bad credentials\"}"));
    let path = victim.root().to_str().unwrap();
    for api in [refusing.url("/"), "ftp://nowhere".to_owned(), "http://127.0.0.1:1/".to_owned(), "://".to_owned()] {
        for format in CHECK {
            let mut command = program();
            command.args(["check", "--github", "--allow-private-network", "--timeout", "3", "--format", format, path]);
            let ran = hold(command.env("GITHUB_API_URL", &api).env("GITHUB_TOKEN", SECRET));
            assert!(!ran.stdout.contains("SECRET") && !ran.stderr.contains("SECRET"), "{api} {format}: {ran:?}");
        }
    }
    // A token that no header can hold.
    let mut command = program();
    command.args(["check", "--github", "--allow-private-network", "--timeout", "3", path]);
    let ran = hold(command.env("GITHUB_API_URL", refusing.url("/")).env("GITHUB_TOKEN", "line\nSECRET\u{1}"));
    assert!(!ran.stdout.contains("SECRET") && !ran.stderr.contains("SECRET"), "{ran:?}");
    // Nor is one that stands in an address.
    let stated = refusing.url("/x?private_token=SECRET").replace("//", "//olga:SECRET@");
    for format in ["human", "json"] {
        let ran = hold(program().args(["probe", &stated, "--allow-private-network", "--format", format]));
        assert!(!ran.stdout.contains("SECRET") && !ran.stderr.contains("SECRET"), "{ran:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_that_was_made_visible_acts(text in "(::|##\\[|\\PC|\\pC|[\r\n\t =+@-]){0,40}") {
        let shown = plugin_ready::error::visible(&text);
        is_inert("visible", &shown);
        commands_nothing("visible", &shown);
        prop_assert!(!shown.contains(['\n', '\r']));
    }
}
