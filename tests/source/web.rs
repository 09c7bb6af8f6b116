//! The client against servers that misbehave. Every server here is on loopback, so the guard is lifted but where the
//! guard itself is tested.

mod guard;
mod manners;

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use plugin_ready::evidence::{Cause, CauseKind};
use plugin_ready::source::web::{
    Client, Deadline, Offline, Options, Proxies, Recorded, Request, Response, Token, Url, Web, shown, tls,
};

use crate::support::server::{Asked, Identity, Server, Stream, answer, wait_for_hang_up};

fn open() -> Options {
    Options { allow_private: true, proxies: Proxies::Direct, ..Options::default() }
}

fn request(url: &str) -> Request {
    Request::new(Url::parse(url).unwrap())
}

fn get(url: &str) -> Result<Response, Cause> {
    Client::new(open()).get(&request(url), Deadline::after(Duration::from_secs(5)))
}

fn body(response: Response) -> Result<Vec<u8>, Cause> {
    response.read_all(1 << 20)
}

/// The cause that asking `url` ends in, and that it comes within `seconds`.
fn cause_within(seconds: f32, url: &str) -> Cause {
    let start = Instant::now();
    let asked = Client::new(open()).get(&request(url), Deadline::after(Duration::from_millis(600)));
    let cause = asked.and_then(body).expect_err("no answer to be had");
    assert!(start.elapsed().as_secs_f32() < seconds, "took {:?}: {cause}", start.elapsed());
    cause
}

fn redirecting(location: &'static str) -> Server {
    Server::http(move |_, out| answer(out, "302 Found", &[&format!("Location: {location}")], b""))
}

#[test]
fn an_answer_streams_with_its_head() {
    let server = Server::http(|_, out| {
        answer(out, "200 OK", &["Content-Type: text/plain", "X-Twice: one", "X-Twice: two"], b"hello");
    });
    let response = get(&server.url("/a?b=c")).unwrap();
    assert_eq!((response.status, response.url.as_str()), (200, server.url("/a?b=c").as_str()));
    assert_eq!(response.headers.get("content-type"), Some("text/plain"));
    assert_eq!(response.headers.get("x-twice"), Some("one"));
    assert!(!response.proxied);
    assert_eq!(body(response).unwrap(), b"hello");
    let asked = &server.asked()[0];
    assert_eq!(asked.target, "/a?b=c");
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
    assert!(asked.header("user-agent").unwrap().starts_with("plugin-ready/"));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(asked.header("referer"), None);
}

#[test]
fn a_definite_answer_is_given_as_it_is_and_not_asked_twice() {
    for status in ["204 No Content", "206 Partial", "401 No", "403 No", "404 No", "405 No", "410 Gone"] {
        let server = Server::http(move |_, out| answer(out, status, &[], b""));
        let response = get(&server.url("/")).unwrap();
        assert!(status.starts_with(&response.status.to_string()));
        assert_eq!(response.trouble(), None, "{status}");
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[test]
fn troubles_that_may_pass_are_asked_again_three_times_at_most() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let server = Server::http(move |_, out| match counter.fetch_add(1, Ordering::SeqCst) {
        0 => answer(out, "503 Busy", &["Retry-After: 0"], b""),
        1 => answer(out, "429 Slow down", &["Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"], b""),
        _ => answer(out, "200 OK", &[], b"at last"),
    });
    assert_eq!(get(&server.url("/")).and_then(body).unwrap(), b"at last");

    let server = Server::http(|_, out| answer(out, "500 Oops", &["Retry-After: 0"], b""));
    let response = get(&server.url("/")).unwrap();
    assert_eq!(server.asked().len(), 3);
    let cause = response.trouble().unwrap();
    assert_eq!(cause.kind, CauseKind::Network);
    assert!(cause.detail.contains("500"), "{cause}");
}

#[test]
fn a_long_retry_after_is_told_not_waited_for() {
    for (value, told) in
        [("3600", "3600 s"), ("Fri, 31 Dec 2999 23:59:59 GMT", "Fri, 31 Dec 2999"), ("soon", "retry after soon")]
    {
        let server = Server::http(move |_, out| answer(out, "429 Too Many", &[&format!("Retry-After: {value}")], b""));
        let start = Instant::now();
        let cause = get(&server.url("/")).unwrap().trouble().unwrap();
        assert!(start.elapsed() < Duration::from_secs(2));
        assert_eq!(cause.kind, CauseKind::RateLimited);
        assert!(cause.detail.contains(told), "{cause}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn a_spent_rate_limit_at_403_is_a_rate_limit() {
    let server = Server::http(|_, out| answer(out, "403 No", &["X-RateLimit-Remaining: 0"], b""));
    assert_eq!(get(&server.url("/")).unwrap().trouble().unwrap().kind, CauseKind::RateLimited);
}

#[test]
fn no_server_is_a_cause() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cause = cause_within(3.0, &format!("http://127.0.0.1:{port}/"));
    assert!(cause.detail.contains("refused the connection") || cause.kind == CauseKind::Timeout, "{cause}");
    let cause = Client::new(open())
        .get(&request("http://no-such-host.invalid/"), Deadline::after(Duration::from_secs(20)))
        .unwrap_err();
    assert_eq!(cause.kind, CauseKind::Network);
    assert!(cause.detail.contains("no-such-host.invalid has no address"), "{cause}");
}

#[test]
fn the_deadline_bounds_every_kind_of_slowness() {
    let silent = Server::http(|_, out| wait_for_hang_up(out));
    let slow_head = Server::http(|_, out| drip(out, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"));
    let slow_body = Server::http(|_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        drip(out, &[b'x'; 1000]);
    });
    let interim = Server::http(|_, out| while out.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n").is_ok() {});
    let handshake = Server::raw("https", |mut connection| {
        let _ = connection.read_to_end(&mut Vec::new());
    });
    for server in [&silent, &slow_head, &slow_body, &interim, &handshake] {
        let cause = cause_within(2.0, &server.url("/"));
        assert_eq!(cause.kind, CauseKind::Timeout, "{cause}");
        assert!(cause.detail.contains("0.6 s"), "{cause}");
    }
}

fn drip(out: &mut dyn Stream, bytes: &[u8]) {
    for byte in bytes {
        if out.write_all(&[*byte]).is_err() {
            return;
        }
        let _ = out.flush();
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn broken_answers_are_causes() {
    let endless_head = Server::http(|_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\n");
        while out.write_all(b"X-Header: and another one that is long\r\n").is_ok() {}
    });
    let reset = Server::raw("http", drop);
    let garbage = Server::http(|_, out| {
        let _ = out.write_all(b"220 ftp.example.org ready\r\n");
    });
    let short = Server::http(|_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
    });
    let cut_chunks = Server::http(|_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nonly this");
    });
    for (name, server) in
        [("head", endless_head), ("reset", reset), ("garbage", garbage), ("short", short), ("chunks", cut_chunks)]
    {
        let cause = get(&server.url("/")).and_then(body).expect_err(name);
        assert_eq!(cause.kind, CauseKind::Network, "{name}: {cause}");
        assert!(cause.detail.starts_with("127.0.0.1 "), "{name}: {cause}");
    }
}

#[test]
fn too_long_a_body_is_not_read_on() {
    let server = Server::http(|_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while out.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let cause = get(&server.url("/")).unwrap().read_all(10_000).unwrap_err();
    assert_eq!(cause.kind, CauseKind::TooLarge);
}

#[test]
fn five_redirects_are_followed_and_six_are_not() {
    let server = Server::http(|asked: &Asked, out| match asked.target.trim_start_matches('/').parse::<u32>() {
        Ok(0) => answer(out, "200 OK", &[], b"there"),
        Ok(n) => answer(out, "307 Temporary", &[&format!("Location: {}", n - 1)], b""),
        Err(_) => answer(out, "301 Moved", &["Location: /loop"], b""),
    });
    let response = get(&server.url("/5")).unwrap();
    assert_eq!(response.url, server.url("/0"));
    assert_eq!(response.redirects.len(), 5);
    assert_eq!(response.redirects[0], server.url("/5"));
    assert_eq!(body(response).unwrap(), b"there");
    for path in ["/6", "/loop"] {
        let cause = get(&server.url(path)).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Network);
        assert!(cause.detail.contains("more than 5 times"), "{cause}");
    }
}

#[test]
fn redirects_to_anything_but_the_web_are_refused() {
    for location in ["file:///etc/passwd", "data:text/plain,hi", "gopher://example.org/", "ftp://example.org/x"] {
        let cause = get(&redirecting(location).url("/")).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Refused, "{location}");
        assert!(cause.detail.contains("never asked"), "{cause}");
    }
    let nowhere = Server::http(|_, out| answer(out, "302 Found", &[], b""));
    let cause = get(&nowhere.url("/")).unwrap_err();
    assert!(cause.detail.contains("without saying where"), "{cause}");
    let cause = get(&redirecting("http://[oops/").url("/")).unwrap_err();
    assert!(cause.detail.contains("no address"), "{cause}");
}

#[test]
fn a_redirect_cannot_make_us_log_in_nor_show_its_password() {
    let server = Server::http(|asked: &Asked, out| match asked.target.as_str() {
        "/" => {
            let host = asked.header("host").unwrap();
            answer(out, "302 Found", &[&format!("Location: http://me:hunter2@{host}/there?sig=abc&x=1#top")], b"");
        }
        _ => answer(out, "200 OK", &[], b"there"),
    });
    let response = get(&server.url("/")).unwrap();
    assert_eq!(response.url, server.url("/there?sig=...&x=1"));
    let asked = server.asked();
    assert_eq!(asked[1].header("authorization"), None);
    assert_eq!(asked[1].target, "/there?sig=abc&x=1");
}

#[test]
fn credentials_stay_with_the_host_they_were_given_for() {
    let other = Server::http(|_, out| answer(out, "200 OK", &[], b"other"));
    let elsewhere = other.named_url("/other");
    let first = Server::http(move |asked: &Asked, out| match asked.target.as_str() {
        "/" => answer(out, "302 Found", &["Location: /same"], b""),
        _ => answer(out, "302 Found", &[&format!("Location: {elsewhere}")], b""),
    });
    let stated = first.url("/").replace("//", "//me:hunter%202@");
    let response = get(&stated).unwrap();
    assert!(response.redirects.iter().all(|url| !url.contains("hunter")), "{:?}", response.redirects);
    let basic = "Basic bWU6aHVudGVyIDI="; // me:hunter 2
    assert_eq!(first.asked()[0].header("authorization"), Some(basic));
    assert_eq!(first.asked()[1].header("authorization"), Some(basic));
    assert_eq!(other.asked()[0].header("authorization"), None);
}

#[test]
fn the_token_goes_to_its_api_alone_and_only_when_asked_to() {
    let other = Server::http(|_, out| answer(out, "200 OK", &[], b"{}"));
    let elsewhere = other.url("/other");
    let api = Server::http(move |_, out| answer(out, "302 Found", &[&format!("Location: {elsewhere}")], b""));
    let token = Token { api: Url::parse(&api.url("/")).unwrap(), secret: "s3cret".to_owned() };
    assert!(!format!("{token:?}").contains("s3cret"));
    let client = Client::new(Options { token: Some(token), ..open() });
    let deadline = Deadline::after(Duration::from_secs(5));
    let url = |server: &Server| Url::parse(&server.url("/repos")).unwrap();
    client.get(&Request::api(url(&api)), deadline).unwrap();
    client.get(&Request::new(url(&api)), deadline).unwrap();
    client.get(&Request::api(url(&other)), deadline).unwrap();
    let sent: Vec<_> = api.asked().iter().map(|a| a.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, [Some("Bearer s3cret".to_owned()), None]);
    assert!(other.asked().iter().all(|asked| asked.header("authorization").is_none()));
    assert_eq!(api.asked()[0].header("accept"), Some("application/json"));
}

#[test]
fn an_etag_asks_only_for_news() {
    let server = Server::http(|asked: &Asked, out| match asked.header("if-none-match") {
        Some("\"v1\"") => answer(out, "304 Not Modified", &[], b""),
        _ => answer(out, "200 OK", &["ETag: \"v1\""], b"{}"),
    });
    let first = get(&server.url("/")).unwrap();
    let etag = first.headers.get("etag").map(str::to_owned);
    let again = Request { etag, ..request(&server.url("/")) };
    let second = Client::new(open()).get(&again, Deadline::after(Duration::from_secs(5))).unwrap();
    assert_eq!((first.status, second.status), (200, 304));
}

fn over_tls(identity: &Identity, options: Options) -> Result<Response, Cause> {
    let server = Server::https(identity, |_, out| answer(out, "200 OK", &[], b"safe"));
    Client::new(options).get(&request(&server.named_url("/")), Deadline::after(Duration::from_secs(5)))
}

fn trusting(identity: &Identity) -> Options {
    Options { extra_roots: tls::certificates(identity.authority.as_bytes()).unwrap(), ..open() }
}

#[test]
fn tls_holds_what_it_promises() {
    let good = Identity::new("localhost", 2090);
    assert_eq!(over_tls(&good, trusting(&good)).and_then(body).unwrap(), b"safe");

    let cause = over_tls(&good, open()).unwrap_err();
    assert_eq!(cause.kind, CauseKind::Network);
    assert!(cause.detail.contains("--ca-cert FILE"), "{cause}");

    let expired = Identity::new("localhost", 2021);
    let cause = over_tls(&expired, trusting(&expired)).unwrap_err();
    assert!(cause.detail.contains("expired"), "{cause}");

    let misnamed = Identity::new("example.org", 2090);
    let cause = over_tls(&misnamed, trusting(&misnamed)).unwrap_err();
    assert!(cause.detail.contains("for another name"), "{cause}");
}

#[test]
fn https_never_becomes_http() {
    let plain = Server::http(|_, out| answer(out, "200 OK", &[], b"plain"));
    let identity = Identity::new("localhost", 2090);
    let location = format!("Location: {}", plain.url("/"));
    let secure = Server::https(&identity, move |_, out| answer(out, "302 Found", &[&location], b""));
    let cause = Client::new(trusting(&identity))
        .get(&request(&secure.named_url("/")), Deadline::after(Duration::from_secs(5)))
        .unwrap_err();
    assert_eq!(cause.kind, CauseKind::Refused);
    assert!(cause.detail.contains("from https to http://"), "{cause}");
    assert!(plain.asked().is_empty());
}

#[test]
fn a_ca_file_without_a_certificate_is_refused() {
    assert!(tls::certificates(b"").unwrap_err().what.contains("no certificate"));
    assert!(tls::certificates(b"-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----\n").is_err());
}

#[test]
fn a_proxy_is_used_and_said() {
    let proxy = Server::http(|asked: &Asked, out| answer(out, "200 OK", &[], asked.target.as_bytes()));
    let options = Options { proxies: Proxies::Through(Url::parse(&proxy.url("/")).unwrap()), ..Options::default() };
    let response = Client::new(options)
        .get(&request("http://plugins.example.org/x.tar.gz"), Deadline::after(Duration::from_secs(5)))
        .unwrap();
    assert!(response.proxied);
    assert_eq!(body(response).unwrap(), b"http://plugins.example.org/x.tar.gz");
}

#[test]
fn a_proxy_that_is_not_there_is_not_taken_for_the_server() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let proxy = Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    let client = Client::new(Options { proxies: Proxies::Through(proxy), ..open() });
    let cause =
        client.get(&request("http://plugins.example.org/"), Deadline::after(Duration::from_secs(5))).unwrap_err();
    assert_eq!(cause.detail, "the proxy for plugins.example.org refused the connection");
}

#[test]
fn offline_asks_nobody() {
    let cause = Offline.get(&request("https://example.org/x"), Deadline::after(Duration::ZERO)).unwrap_err();
    assert_eq!(cause, Cause::new(CauseKind::Offline, "offline: example.org was not asked"));
}

#[test]
fn recorded_answers_are_played() {
    let web = Recorded::new()
        .answer_with("https://example.org/a", 200, &[("ETag", "x")], "body")
        .trouble("https://example.org/b", Cause::new(CauseKind::Timeout, "slow"));
    let deadline = Deadline::after(Duration::from_secs(1));
    let response = web.get(&request("https://example.org/a"), deadline).unwrap();
    assert_eq!(response.headers.get("etag"), Some("x"));
    assert_eq!(body(response).unwrap(), b"body");
    assert_eq!(web.get(&request("https://example.org/b"), deadline).unwrap_err().kind, CauseKind::Timeout);
    assert_eq!(web.get(&request("https://example.org/c"), deadline).unwrap_err().kind, CauseKind::Internal);
    assert_eq!(web.asked().len(), 3);
}

#[test]
fn addresses_are_shown_without_their_secrets() {
    let url = Url::parse("https://u:p@h.example/p?X-Amz-Signature=1&job=build&private_token=2&flag#f").unwrap();
    assert_eq!(shown(&url), "https://h.example/p?X-Amz-Signature=...&job=build&private_token=...&flag");
}

#[test]
fn hanging_up_early_stops_the_server() {
    let (told, heard) = std::sync::mpsc::channel();
    let told = std::sync::Mutex::new(told);
    let server = Server::http(move |_, out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let mut sent = 0_u64;
        while out.write_all(&[b'x'; 65_536]).is_ok() {
            sent += 65_536;
        }
        told.lock().unwrap().send(sent).unwrap();
    });
    let client = Client::new(open());
    let mut response = client.get(&request(&server.url("/")), Deadline::after(Duration::from_secs(5))).unwrap();
    response.body.read_exact(&mut [0; 1000]).unwrap();
    drop(response);
    let sent = heard.recv_timeout(Duration::from_secs(5)).expect("the connection closes with the response");
    assert!(sent < 64 << 20, "{sent} bytes were sent to a reader of 1000");
}
