//! The whole probe against a loopback server that plays what servers out there do, each with the verdict it must end in.

use std::time::{Duration, Instant};

use plugin_ready::checklist::nightly_build::judge_for;
use plugin_ready::evidence::nightly::{Content, Nightly};
use plugin_ready::evidence::{CauseKind, Evidence, Fact};
use plugin_ready::source::nightly::{Ask, collect, probe};
use plugin_ready::source::web::{Client, Offline, Options, Proxies, Recorded, Web, tls};
use plugin_ready::verdict::{Judgement, Verdict};

use crate::support::bundle::{BUILT, Pack, gzip, manifest};
use crate::support::git::History;
use crate::support::server::{Asked, Identity, Server, Stream, answer, wait_for_hang_up};

const ID: &str = "com.example.dice";
/// A day after the bundles were built.
const NOW: i64 = BUILT as i64 + 24 * 3600;

fn client() -> Client {
    Client::new(Options { allow_private: true, proxies: Proxies::Direct, ..Options::default() })
}

fn ask(url: &str) -> Ask {
    Ask { stated: Some((url.to_owned(), None)), id: Some(ID.to_owned()), now: NOW, ..Ask::new(Duration::from_secs(3)) }
}

fn look(web: &dyn Web, ask: &Ask) -> (Nightly, Judgement) {
    let nightly = probe(web, ask);
    let evidence = Evidence { nightly: Fact::Seen(nightly.clone()), ..Evidence::default() };
    let judgement = judge_for(&evidence, ask.id.as_deref());
    (nightly, judgement)
}

fn of(url: &str) -> Judgement {
    look(&client(), &ask(url)).1
}

/// How a behaviour must end.
enum Ends {
    Pass,
    Fail(&'static str),
    Unknown(CauseKind, &'static str),
}
use Ends::{Fail, Pass, Unknown};

type Play = Box<dyn Fn(&Asked, &mut dyn Stream) + Send + Sync>;

fn plays(play: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static) -> Play {
    Box::new(play)
}

fn serving(body: Vec<u8>) -> Play {
    plays(move |_, out| answer(out, "200 OK", &["Content-Type: application/gzip"], &body))
}

fn status(status: &'static str, headers: &'static [&'static str]) -> Play {
    plays(move |_, out| answer(out, status, headers, b"see elsewhere"))
}

fn page(status: &'static str, body: &'static str) -> Play {
    plays(move |_, out| answer(out, status, &["Content-Type: text/html"], body.as_bytes()))
}

fn raw(head: &'static str, body: Vec<u8>) -> Play {
    plays(move |_, out| {
        let _ = out.write_all(head.as_bytes());
        let _ = out.write_all(&body);
    })
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

#[test]
fn every_behaviour_has_its_verdict() {
    use CauseKind::{Network, RateLimited, Refused, Timeout, TooLarge};
    let good = || Pack::of("1.2.0").gz();
    let mut bad_sum = good();
    let sum = bad_sum.len() - 6;
    bad_sum[sum] ^= 1;
    let bomb = gzip(&Pack::new().file("d/zeros", 0o644, &vec![0; 300 << 20]).tar());
    let behaviours: Vec<(&str, Play, Ends)> = vec![
        ("a bundle", serving(good()), Pass),
        ("a chunked bundle", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunked(&good())), Pass),
        ("a bundle until the connection closes", raw("HTTP/1.1 200 OK\r\n\r\n", good()), Pass),
        (
            "early hints first",
            plays(move |_, out| {
                let _ = out.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
                answer(out, "200 OK", &[], &Pack::of("1.2.0").gz());
            }),
            Pass,
        ),
        ("trailing garbage", serving([good(), b"garbage".to_vec()].concat()), Pass),
        (
            "two members",
            serving({
                let tar = Pack::of("1.2.0").tar();
                [gzip(&tar[..900]), gzip(&tar[900..])].concat()
            }),
            Pass,
        ),
        ("404", status("404 Not Found", &[]), Fail("answered 404")),
        ("410", status("410 Gone", &[]), Fail("answered 410")),
        ("401", status("401 Unauthorized", &["WWW-Authenticate: Basic"]), Fail("asks for a login")),
        (
            "403 of a store",
            plays(|_, out| {
                answer(out, "403 Forbidden", &[], b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>");
            }),
            Fail("AccessDenied"),
        ),
        ("403", status("403 Forbidden", &[]), Unknown(Network, "answered 403")),
        ("403 with a spent limit", status("403 Forbidden", &["X-RateLimit-Remaining: 0"]), Unknown(RateLimited, "403")),
        ("405", status("405 Method Not Allowed", &[]), Unknown(Network, "answered 405")),
        ("429 in seconds", status("429 Slow Down", &["Retry-After: 600"]), Unknown(RateLimited, "retry after 600 s")),
        (
            "429 until a date",
            status("429 Slow Down", &["Retry-After: Fri, 31 Dec 2100 23:59:59 GMT"]),
            Unknown(RateLimited, "31 Dec 2100"),
        ),
        ("500", status("500 Oops", &["Retry-After: 0"]), Unknown(Network, "answered 500")),
        ("503", status("503 Busy", &["Retry-After: 900"]), Unknown(Network, "answered 503")),
        ("507", status("507 Full", &[]), Unknown(Network, "answered 507")),
        ("204", raw("HTTP/1.1 204 No Content\r\n\r\n", vec![]), Fail("nothing in it")),
        ("206", status("206 Partial Content", &["Content-Range: bytes 0-12/100"]), Unknown(Network, "answered 206")),
        ("an empty body", serving(vec![]), Fail("nothing in it")),
        ("an HTML page", page("200 OK", "<!DOCTYPE html><title>Releases</title>"), Fail("serves an HTML page")),
        ("a login page", page("200 OK", "<html><form><input type='password'></form>"), Fail("is a login page")),
        (
            "a redirect to a login",
            plays(|asked, out| match asked.target.as_str() {
                "/users/sign_in" => answer(out, "200 OK", &[], b"<html><body>Choose how to go on</body></html>"),
                _ => answer(out, "302 Found", &["Location: /users/sign_in"], b""),
            }),
            Fail("is a login page"),
        ),
        ("JSON", page("200 OK", "{\"error\": \"no such build\"}"), Fail("serves a JSON document")),
        ("an LFS pointer", page("200 OK", "version https://git-lfs.github.com/spec/v1\n"), Fail("a Git LFS pointer")),
        ("a zip", serving(b"PK\x03\x04xxxxxxxx".to_vec()), Fail("serves a zip archive")),
        ("a bare tar", serving(Pack::of("1.2.0").tar()), Fail("not gzipped")),
        (
            "another plugin",
            serving(Pack::new().file("d/plugin.json", 0o644, b"{\"id\": \"com.example.other\"}").gz()),
            Fail("of another plugin"),
        ),
        ("no manifest", serving(Pack::new().file("d/main.go", 0o644, b"").gz()), Fail("holds no manifest")),
        (
            "two manifests",
            serving(
                Pack::of("1.2.0").file("com.example.dice/plugin.yml", 0o644, b"id: com.example.dice\nname: d\n").gz(),
            ),
            Pass,
        ),
        ("a manifest outside", serving(Pack::new().file("../../plugin.json", 0o644, b"{}").gz()), Fail("leads out")),
        (
            "links and devices",
            serving(
                Pack::of("1.2.0")
                    .entry(tar::EntryType::Symlink, "com.example.dice/l", 0o777, b"")
                    .entry(tar::EntryType::Block, "com.example.dice/sda", 0o666, b"")
                    .gz(),
            ),
            Pass,
        ),
        (
            "no x bit",
            serving(
                Pack::new()
                    .file("d/plugin.json", 0o644, manifest(ID, "1.2.0").as_bytes())
                    .file("d/server/dist/plugin-linux-amd64", 0o644, b"")
                    .file("d/webapp/dist/main.js", 0o644, b"")
                    .gz(),
            ),
            Fail("may not be executed"),
        ),
        (
            "macOS leftovers",
            serving(
                Pack::new().file("._d", 0o644, b"").file("d/plugin.json", 0o644, manifest(ID, "1.2.0").as_bytes()).gz(),
            ),
            Fail("._d"),
        ),
        (
            "an old bundle",
            serving(
                Pack::new().dated(BUILT - 900_000).file("d/plugin.json", 0o644, b"{\"id\": \"com.example.dice\"}").gz(),
            ),
            Unknown(CauseKind::NoGit, "without the default branch's history"),
        ),
        ("a bundle cut at the server", serving(half(&good())), Fail("ends in the middle")),
        ("a bad checksum", serving(bad_sum), Fail("gzip stream is broken")),
        ("a gzip bomb", serving(bomb), Unknown(TooLarge, "unpacks to over")),
        (
            "an endless tar header",
            serving(gzip(
                &[Pack::new().hollow(tar::EntryType::XHeader, "h", 5 << 30).tar(), vec![b'x'; 3 << 20]].concat(),
            )),
            Fail("1 MiB"),
        ),
        (
            "a short body",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", half(&good())),
            Unknown(Network, "broke off"),
        ),
        (
            "a closed connection amid the bundle",
            raw("HTTP/1.1 200 OK\r\n\r\n", half(&good())),
            Unknown(Network, "broke off"),
        ),
        (
            "cut chunks",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"ffff\r\n\x1f\x8b".to_vec()),
            Unknown(Network, "broke off"),
        ),
        ("silence", plays(|_, out| wait_for_hang_up(out)), Unknown(Timeout, "--timeout")),
        (
            "a byte a while",
            plays(|_, out| {
                let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n\x1f\x8b\x08\0");
                while out.write_all(&[0]).is_ok() {
                    let _ = out.flush();
                    std::thread::sleep(Duration::from_millis(100));
                }
            }),
            Unknown(Timeout, "--timeout"),
        ),
        ("not HTTP", raw("SSH-2.0-OpenSSH_9.9\r\n", vec![]), Unknown(Network, "no answer that could be read")),
        ("hanging up at once", plays(|_, _| {}), Unknown(Network, "127.0.0.1")),
        (
            "a header flood",
            plays(|_, out| {
                let _ = out.write_all(b"HTTP/1.1 200 OK\r\n");
                while out.write_all(b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n").is_ok() {}
            }),
            Unknown(Network, "127.0.0.1"),
        ),
        (
            "a flood of interim answers",
            plays(|_, out| while out.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").is_ok() {}),
            Unknown(Timeout, "--timeout"),
        ),
        (
            "a redirect loop",
            plays(|_, out| answer(out, "302 Found", &["Location: /again"], b"")),
            Unknown(Network, "more than 5 times"),
        ),
        ("a redirect to nowhere", status("302 Found", &[]), Unknown(Network, "without saying where")),
        ("a redirect to a file", status("302 Found", &["Location: file:///etc/passwd"]), Unknown(Refused, "file:")),
        ("304 to what was never asked before", status("304 Not Modified", &[]), Unknown(Network, "answered 304")),
    ];
    assert!(behaviours.len() >= 45);
    std::thread::scope(|scope| {
        for (name, play, ends) in behaviours {
            scope.spawn(move || {
                let server = Server::http(move |asked, out| play(asked, out));
                let start = Instant::now();
                let judgement = of(&server.url("/dice-ci.tar.gz"));
                let told = &judgement.because;
                match (&judgement.verdict, ends) {
                    (Verdict::Pass, Pass) => {}
                    (Verdict::Fail, Fail(because)) if told.contains(because) => {}
                    (Verdict::Unknown(cause), Unknown(kind, because))
                        if cause.kind == kind && told.contains(because) => {}
                    (verdict, _) => panic!("{name}: {verdict:?}: {told}"),
                }
                assert!(start.elapsed() < Duration::from_secs(15), "{name} took {:?}", start.elapsed());
            });
        }
    });
}

fn chunked(bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in bytes.chunks(100) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    body
}

#[test]
fn a_bundle_over_tls() {
    let identity = Identity::new("localhost", 2090);
    let server = Server::https(&identity, |_, out| answer(out, "200 OK", &[], &Pack::of("1.2.0").gz()));
    let url = server.named_url("/dice-ci.tar.gz");
    let roots = tls::certificates(identity.authority.as_bytes()).unwrap();
    let options = Options { allow_private: true, extra_roots: roots, proxies: Proxies::Direct, ..Options::default() };
    assert_eq!(look(&Client::new(options), &ask(&url)).1.verdict, Verdict::Pass);
    let untrusted = of(&url);
    assert!(matches!(&untrusted.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Network));
    assert!(untrusted.because.contains("--ca-cert"), "{}", untrusted.because);
}

#[test]
fn what_was_seen_is_told() {
    let server = Server::http(|asked, out| match asked.target.as_str() {
        "/here" => answer(out, "200 OK", &["Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT"], &Pack::of("1.2.0").gz()),
        _ => answer(out, "302 Found", &["Location: /here"], b""),
    });
    let (nightly, judgement) = look(&client(), &ask(&server.url("/there")));
    let served = nightly.served.seen().unwrap();
    assert_eq!(served.final_url, server.url("/here"));
    assert_eq!(served.last_modified, Some(1_795_255_200));
    assert_eq!(served.length, Some(served.bytes_read));
    assert_eq!(judgement.facts["url"], server.url("/there"));
    assert_eq!(judgement.facts["final_url"], server.url("/here"));
    assert_eq!(judgement.facts["built"], "2026-11-20T00:00:00Z");
}

#[test]
fn secrets_of_the_stated_address_are_not_told() {
    let server = Server::http(|_, out| answer(out, "404 Not Found", &[], b""));
    let stated = server.url("/x?private_token=hunter2").replace("//", "//me:hunter3@");
    let judgement = of(&stated);
    let told = format!("{judgement:?}");
    assert!(!told.contains("hunter"), "{told}");
    assert!(server.asked()[0].header("authorization").is_some());
    assert!(server.asked()[0].target.contains("hunter2"));
}

#[test]
fn offline_and_hopeless_addresses_ask_nobody() {
    let judgement = look(&Offline, &ask("https://builds.example.org/dice-ci.tar.gz")).1;
    assert!(matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Offline));
    let web = Recorded::new();
    let judgement = look(&web, &ask("https://github.com/o/r/releases/latest/download/dice.tar.gz")).1;
    assert_eq!(judgement.verdict, Verdict::Fail);
    assert_eq!(look(&web, &Ask { stated: None, ..ask("") }).1.verdict, Verdict::Fail);
    assert!(web.asked().is_empty());
}

const PAGE: &str = "https://github.com/example/dice/releases/tag/latest-master";
const API: &str = "https://api.github.com/repos/example/dice/releases/tags/latest-master";

fn release(assets: &[&str]) -> String {
    let asset = |name: &&str| {
        format!(
            r#"{{"name": "{name}", "browser_download_url": "https://github.com/example/dice/releases/download/latest-master/{name}"}}"#
        )
    };
    format!(
        r#"{{"tag_name": "latest-master", "prerelease": true, "assets": [{}]}}"#,
        assets.iter().map(asset).collect::<Vec<_>>().join(",")
    )
}

#[test]
fn a_rolling_release_is_resolved_to_its_bundle() {
    let asset = "https://github.com/example/dice/releases/download/latest-master/com.example.dice-1.2.0.tar.gz";
    let assets = [
        "com.example.dice-1.2.0.tar.gz",
        "com.example.dice-1.2.0.tar.gz.sig",
        "com.example.dice-1.2.0-linux-amd64.tar.gz",
    ];
    let web = Recorded::new().answer(API, 200, release(&assets)).answer(asset, 200, Pack::of("1.2.0").gz());
    let (nightly, judgement) = look(&web, &ask(PAGE));
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert_eq!(judgement.facts["url"], PAGE);
    assert_eq!(nightly.served.seen().unwrap().final_url, asset);
    assert!(web.asked().iter().all(|request| !request.authorised));
}

#[test]
fn a_rolling_release_of_an_enterprise_server_is_resolved_there() {
    let page = "https://ghe.example.org/example/dice/releases/tag/nightly";
    let api = "https://ghe.example.org/api/v3/repos/example/dice/releases/tags/nightly";
    let asset = "https://github.com/example/dice/releases/download/latest-master/dice.tar.gz";
    let web = Recorded::new().answer(api, 200, release(&["dice.tar.gz"])).answer(asset, 200, Pack::of("1.2.0").gz());
    let (nightly, judgement) = look(&web, &ask(page));
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert_eq!(nightly.served.seen().unwrap().final_url, asset);
    let web = Recorded::new().answer(api, 404, "{}").answer(page, 200, Pack::of("1.2.0").gz());
    assert_eq!(look(&web, &ask(page)).1.verdict, Verdict::Pass, "no Enterprise server, and the bundle itself");
    let web = Recorded::new().answer(api, 404, "{}").answer(page, 200, "<!doctype html>");
    let judgement = look(&web, &ask(page)).1;
    assert!(judgement.because.contains("serves an HTML page"), "{}", judgement.because);
    let limited = Recorded::new().answer_with(api, 403, &[("X-RateLimit-Remaining", "0")], "{}");
    assert!(
        matches!(look(&limited, &ask(page)).1.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::RateLimited)
    );
}

#[test]
fn a_release_without_a_bundle_or_without_itself_fails() {
    let found = |answer: Recorded| look(&answer, &ask(PAGE));
    let none = found(Recorded::new().answer(API, 200, release(&["notes.txt"])));
    assert!(matches!(&none.0.served.seen().unwrap().content, Content::NoAsset(_)));
    assert!(none.1.because.contains("latest-master has no .tar.gz"), "{}", none.1.because);
    let many = found(Recorded::new().answer(API, 200, release(&["a.tar.gz", "b.tar.gz"]))).1;
    assert!(many.verdict == Verdict::Fail && many.because.contains("a.tar.gz, b.tar.gz"), "{}", many.because);
    assert_eq!(found(Recorded::new().answer(API, 404, "{}")).1.verdict, Verdict::Fail);

    let limited = found(Recorded::new().answer_with(API, 403, &[("X-RateLimit-Remaining", "0")], "{}")).1;
    assert!(matches!(&limited.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::RateLimited));
    for answer in ["<html>", "{\"assets\": 1}", ""] {
        let odd = found(Recorded::new().answer(API, 200, answer)).1;
        assert!(matches!(odd.verdict, Verdict::Unknown(_)), "{}", odd.because);
    }
    let http = release(&["a.tar.gz"]).replace("https:", "http:");
    assert!(matches!(found(Recorded::new().answer(API, 200, http)).1.verdict, Verdict::Unknown(_)));
}

#[test]
fn a_release_is_resolved_at_the_api_that_was_configured() {
    let server = Server::http(|asked, out| match asked.target.as_str() {
        "/api/v3/repos/example/dice/releases/tags/nightly%2Fbuild" => {
            let host = asked.header("host").unwrap();
            let body = format!(r#"{{"assets": [{{"name": "d.tar.gz", "browser_download_url": "http://{host}/d"}}]}}"#);
            answer(out, "200 OK", &[], body.as_bytes());
        }
        "/d" => answer(out, "200 OK", &[], &Pack::of("1.2.0").gz()),
        _ => answer(out, "404 Not Found", &[], b""),
    });
    let page = "https://github.com/example/dice/releases/tag/nightly/build";
    let ask = Ask { github_api: server.url("/api/v3/"), ..ask(page) };
    let judgement = look(&client(), &ask).1;
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
}

#[test]
fn the_deadline_is_one_for_all_steps() {
    let server = Server::http(|asked, out| {
        std::thread::sleep(Duration::from_millis(400));
        let next: u32 = asked.target.trim_start_matches('/').parse().unwrap();
        answer(out, "302 Found", &[&format!("Location: /{}", next + 1)], b"");
    });
    let start = Instant::now();
    let ask = Ask { timeout: Duration::from_secs(1), ..ask(&server.url("/0")) };
    let judgement = look(&client(), &ask).1;
    assert!(matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Timeout));
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

/// A repository with a commit each hour from the start of 2026, and what the URL is found to serve at `hour`.
fn beside_git(history: &History, version: &str, built: i64, hour: i64) -> Judgement {
    let start = 1_767_225_600;
    let url = "https://builds.example.org/dice-ci.tar.gz";
    let pack = Pack::new().dated(u64::try_from(start + built * 3600).unwrap());
    let manifest = format!(r#"{{"id": "{ID}", "version": "{version}"}}"#);
    let web = Recorded::new().answer(url, 200, pack.file("d/plugin.json", 0o644, manifest.as_bytes()).gz());
    let ask = Ask { now: start + hour * 3600, ..ask(url) };
    let source = history.source();
    let nightly = collect(&source, &web, &ask);
    let evidence =
        Evidence { nightly: Fact::Seen(nightly), repository: source.repository.clone(), ..Evidence::default() };
    judge_for(&evidence, Some(ID))
}

#[test]
fn the_commit_of_the_version_is_looked_up_in_git() {
    let mut history = History::new();
    let commits: Vec<String> =
        (0..5).map(|n| history.commit(&[("plugin.json", &format!("{{\"id\": \"{ID}\", \"x\": {n}}}"))])).collect();
    let version = |n: usize| format!("1.2.0+{}", &commits[n][..8]);

    let newest = beside_git(&history, &version(4), 0, 9000);
    assert_eq!(newest.verdict, Verdict::Pass, "{}", newest.because);
    assert!(newest.because.contains("the newest commit on master"), "{}", newest.because);
    // The second commit was made at hour 1 and waits from then on.
    assert_eq!(beside_git(&history, &version(0), 0, 48).verdict, Verdict::Pass);
    let stale = beside_git(&history, &version(0), 0, 50);
    assert_eq!(stale.verdict, Verdict::Fail);
    assert!(stale.because.contains("4 commits newer"), "{}", stale.because);

    // A commit that only another branch has.
    history.reset(&commits[1]);
    history.commit(&[("other", "x")]);
    let elsewhere = beside_git(&history, &version(4), 0, 10);
    assert!(elsewhere.verdict == Verdict::Fail && elsewhere.because.contains("not on master"), "{}", elsewhere.because);
}

#[test]
fn a_commit_that_a_whole_clone_lacks_never_passes_by_the_date() {
    let mut history = History::new();
    (0..5).for_each(|n| drop(history.commit(&[("plugin.json", &format!("{{\"id\": \"{ID}\", \"x\": {n}}}"))])));
    let version = "1.2.0+0123456789abcdef";
    let unknown = |version: &str, built, hour| {
        let judgement = beside_git(&history, version, built, hour);
        assert!(matches!(judgement.verdict, Verdict::Unknown(_)), "{}", judgement.because);
        assert!(
            judgement.because.contains("commit 0123456789abcdef is not in this clone: git fetch"),
            "{}",
            judgement.because
        );
    };
    unknown(version, 5, 9000);
    unknown(version, 3, 51);
    assert_eq!(beside_git(&history, "1.2.0+20260101", 5, 9000).verdict, Verdict::Pass, "a date, not a commit");
    let stale = beside_git(&history, version, 3, 53);
    assert!(stale.verdict == Verdict::Fail && stale.because.contains("that waits"), "{}", stale.because);
    // A tag called like the version's commit is not that commit.
    let tip = history.git.head().unwrap().target().unwrap().to_string();
    history.tag("0123456789abcdef", &tip);
    assert_eq!(beside_git(&history, version, 3, 53).verdict, Verdict::Fail);
    // A clone of one branch need not have it, nor a shallow one.
    history
        .git
        .remote_with_fetch("origin", "https://example.org/x", "+refs/heads/master:refs/remotes/origin/master")
        .unwrap();
    assert_eq!(beside_git(&history, version, 5, 9000).verdict, Verdict::Pass);
    history.git.remote_delete("origin").unwrap();
    history.cut_before(&tip);
    assert_eq!(beside_git(&history, version, 5, 9000).verdict, Verdict::Pass);
}

#[test]
fn a_shallow_clone_does_not_tell_what_was_due() {
    let mut history = History::new();
    let tip = history.commit(&[("plugin.json", "{}")]);
    history.cut_before(&tip);
    let judgement = beside_git(&history, "1.2.0", -10, 1);
    assert!(matches!(&judgement.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Shallow), "{judgement:?}");
    assert_eq!(beside_git(&history, "1.2.0", 1, 2).verdict, Verdict::Pass);
}

#[test]
fn without_an_address_the_repository_is_looked_through() {
    let mut history = History::new();
    history.commit(&[("README.md", "https://builds.example.org/com.example.dice-ci.tar.gz"), (".travis.yml", "")]);
    let web = Recorded::new();
    let nightly = collect(&history.source(), &web, &Ask { stated: None, ..ask("") });
    assert_eq!(nightly.candidates.len(), 1);
    assert!(nightly.setup.ci.is_some());
    assert!(web.asked().is_empty());
}
