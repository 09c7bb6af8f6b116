//! `plugin-ready probe`, and `check` where it asks the network, as a user runs them.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::bundle::{Pack, manifest};
use crate::support::run::program;
use crate::support::server::{Asked, Identity, Server, Stream, answer};

/// A bundle that was built just now.
fn fresh(version: &str) -> Vec<u8> {
    let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_secs();
    Pack::new()
        .dated(now)
        .file("d/plugin.json", 0o644, manifest("com.example.dice", version).as_bytes())
        .file("d/server/dist/plugin-linux-amd64", 0o755, b"")
        .file("d/server/dist/plugin-windows-amd64.exe", 0o755, b"")
        .file("d/webapp/dist/main.js", 0o644, b"")
        .gz()
}

fn serving() -> Server {
    Server::http(|asked: &Asked, out: &mut dyn Stream| match asked.target.as_str() {
        "/gone" => answer(out, "404 Not Found", &[], b""),
        "/busy" => answer(out, "503 Busy", &["Retry-After: 99"], b""),
        "/hostile" => answer(out, "200 OK", &[], &fresh("1.0.0\\u001b[31m::error::x")),
        _ => answer(out, "200 OK", &[], &fresh("1.2.0+4f3a2b1")),
    })
}

fn probe(url: &str, args: &[&str]) -> (Option<i32>, String, String) {
    ran(program().args(["probe", url, "--allow-private-network", "--timeout", "5"]).args(args))
}

fn ran(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn it_shows_what_is_served() {
    let server = serving();
    let (code, shown, errors) = probe(&server.url("/x"), &["--id", "com.example.Dice"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{shown}");
    for told in
        ["status  200", "id  com.example.dice", "version  1.2.0+4f3a2b1", "for servers  9.5.0", "pass  the URL serves"]
    {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let (code, shown, _) = probe(&server.url("/x"), &["--id", "com.example.other"]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("another plugin"), "{shown}");
    assert_eq!(probe(&server.url("/gone"), &[]).0, Some(1));
}

#[test]
fn trouble_is_unknown_and_no_failure() {
    let (code, shown, _) = probe(&serving().url("/busy"), &[]);
    assert_eq!(code, Some(0));
    assert!(shown.contains("unknown  127.0.0.1 answered 503"), "{shown}");
}

#[test]
fn what_is_no_address_is_a_slip_and_a_page_gets_advice_that_needs_no_repository() {
    for url in ["notaurl", "", "example.org/x.tar.gz", "ftp://example.org/x.tar.gz", "https://"] {
        let (code, shown, told) = probe(url, &[]);
        assert_eq!((code, shown.as_str()), (Some(2), ""), "{url}");
        assert!(told.contains("write the https:// address"), "{told}");
    }
    let (code, shown, _) = probe(" https://github.com/o/n/releases/latest/download/x.tar.gz", &[]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("`plugin-ready explain nightly-build` tells") && !shown.contains("CI"), "{shown}");
}

#[test]
fn json_is_for_machines() {
    let server = serving();
    let (_, shown, _) = probe(&server.url("/x"), &["--format", "json"]);
    let document: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["verdict"], "pass");
    assert_eq!(document["facts"]["bundle"]["version"], "1.2.0+4f3a2b1");
    let (_, shown, _) = probe(&server.url("/busy"), &["--format", "json"]);
    let document: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&document["verdict"], &document["cause"]), (&"unknown".into(), &"network".into()));
}

#[test]
fn what_a_bundle_says_cannot_act_on_a_terminal() {
    for format in ["human", "json"] {
        let (_, shown, _) = probe(&serving().url("/hostile"), &["--format", format]);
        assert!(!shown.contains('\u{1b}') && shown.contains("u{1b}"), "{shown}");
    }
}

#[test]
fn loopback_is_not_asked_by_default() {
    let server = serving();
    let (code, shown, _) = ran(program().args(["probe", &server.url("/x")]));
    assert_eq!(code, Some(0));
    assert!(shown.contains("unknown") && shown.contains("--allow-private-network"), "{shown}");
    assert!(server.asked().is_empty());
}

#[test]
fn a_machine_without_certificate_authorities_is_told_what_helps() {
    let bare = |command: &mut Command| {
        command.env("SSL_CERT_FILE", "/nowhere/ca.pem").env("SSL_CERT_DIR", "/nowhere");
        ran(command.args(["--allow-private-network"]))
    };
    let (code, shown, errors) = bare(program().args(["probe", "https://localhost:1/x"]));
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert!(shown.contains("no certificate authority") && shown.contains("--ca-cert"), "{shown}");
    // Without TLS there is nothing to certify.
    let (_, shown, _) = bare(program().args(["probe", &serving().url("/x")]));
    assert!(shown.contains("pass"), "{shown}");

    let identity = Identity::new("localhost", 2090);
    let secure = Server::https(&identity, |_, out| answer(out, "200 OK", &[], &fresh("1.2.0")));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, &identity.authority).unwrap();
    let file = file.to_str().unwrap();
    let (_, shown, _) = bare(program().args(["probe", &secure.named_url("/x"), "--ca-cert", file]));
    assert!(shown.contains("pass"), "{shown}");
}

#[test]
fn a_useless_ca_file_is_an_error_of_usage() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "not a certificate").unwrap();
    for file in [file.to_str().unwrap(), "/nowhere/ca.pem"] {
        let (code, shown, errors) = probe("https://localhost:1/", &["--ca-cert", file]);
        assert_eq!((code, shown.as_str()), (Some(2), ""));
        assert!(errors.contains("ca.pem"), "{errors}");
    }
}

#[test]
fn proxies_of_the_environment_are_used_and_told() {
    let proxy = serving();
    let url = "http://builds.example.org/x";
    let (_, shown, _) = ran(program().env("http_proxy", proxy.url("/")).args(["probe", url]));
    assert!(shown.contains("pass") && shown.contains("through a proxy"), "{shown}");
    assert_eq!(proxy.asked()[0].target, url);

    let direct = serving();
    let mut command = program();
    command.env("http_proxy", proxy.url("/")).env("no_proxy", "127.0.0.1");
    let (_, shown, _) = ran(command.args(["probe", &direct.url("/x"), "--allow-private-network"]));
    assert!(shown.contains("pass") && !shown.contains("proxy"), "{shown}");
    assert_eq!(proxy.asked().len(), 1);
}

/// A plugin's folder outside git whose configuration states `url`.
fn plugin(url: &str) -> TempDir {
    let root = TempDir::new().unwrap();
    std::fs::write(root.path().join("plugin.json"), manifest("com.example.dice", "1.2.0")).unwrap();
    std::fs::write(root.path().join("plugin-ready.toml"), format!("[build]\nnightly-url = \"{url}\"\n")).unwrap();
    root
}

fn nightly(root: &TempDir, args: &[&str]) -> Value {
    let mut command = program();
    command.args(["check", root.path().to_str().unwrap(), "--standalone", "--format", "json"]).args(args);
    let (_, shown, errors) = ran(&mut command);
    let report: Value = serde_json::from_str(&shown).unwrap_or_else(|e| panic!("{e}: {shown} {errors}"));
    let mut items = report["tiers"].as_array().unwrap().iter().flat_map(|tier| tier["items"].as_array().unwrap());
    items.find(|item| item["id"] == "nightly-build").cloned().unwrap()
}

#[test]
fn check_asks_the_stated_address() {
    let server = serving();
    let root = plugin(&server.url("/x"));
    let item = nightly(&root, &["--allow-private-network"]);
    assert_eq!(item["verdict"], "pass", "{item}");
    assert_eq!(item["locations"][0]["path"], "plugin-ready.toml");
    assert_eq!(item["facts"]["status"], 200);

    let item = nightly(&root, &["--allow-private-network", "--nightly-url", &server.url("/gone")]);
    assert_eq!(item["verdict"], "fail", "{item}");

    let before = server.asked().len();
    let item = nightly(&root, &["--offline"]);
    assert_eq!((&item["verdict"], &item["cause"]), (&"unknown".into(), &"offline".into()));
    assert_eq!(nightly(&root, &[])["cause"], "refused");
    assert_eq!(server.asked().len(), before);
}

#[test]
fn proxies_come_from_the_environment_but_not_from_a_request() {
    let proxy = Server::http(|_, out| answer(out, "404 Not Found", &[], b""));
    let run = |environment: &[(&str, &str)]| {
        let before = proxy.asked().len();
        let mut command = program();
        command.args(["probe", "http://plugins.invalid/x.tar.gz", "--timeout", "5"]).envs(environment.iter().copied());
        let (code, shown, errors) = ran(&mut command);
        assert!(!errors.contains("panicked"), "{errors}");
        (code, shown, proxy.asked().len() - before)
    };
    let (url, with_password) = (proxy.url("/"), proxy.url("/").replace("http://", "http://me:hunter2@"));
    for (name, value) in
        [("http_proxy", &url), ("HTTP_PROXY", &url), ("ALL_PROXY", &url), ("http_proxy", &with_password)]
    {
        let (code, shown, asked) = run(&[(name, value)]);
        assert_eq!((code, asked), (Some(1), 1), "{name}: {shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    // Where a web server runs us, HTTP_PROXY is the header Proxy of whoever asks.
    let (_, shown, asked) = run(&[("HTTP_PROXY", &url), ("REQUEST_METHOD", "GET")]);
    assert_eq!(asked, 0, "{shown}");
    let (_, shown, asked) = run(&[("http_proxy", &url), ("no_proxy", "plugins.invalid")]);
    assert_eq!(asked, 0, "{shown}");
    for nonsense in ["", "\u{1b}", "http://", "ftp://x", "http://[::1%lo]:1", "file:///etc/passwd"] {
        let (code, shown, asked) = run(&[("http_proxy", nonsense)]);
        assert!(matches!(code, Some(0 | 2)) && asked == 0, "{nonsense:?}: {code:?} {shown}");
    }
}
