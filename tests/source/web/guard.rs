//! The guard: every spelling of an address that is not public, names, redirects, proxies.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use plugin_ready::evidence::CauseKind;
use plugin_ready::source::web::resolver::Resolver;
use plugin_ready::source::web::{Client, Deadline, Options, Proxies, Url, Web, guard};
use proptest::prelude::*;
use reqwest::dns::Resolve;

use super::request;
use crate::support::server::{Server, answer};

#[test]
fn no_spelling_of_a_private_address_is_asked() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "0.0.0.0",
        "0",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "foo.localhost",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "[2001:db8::1]",
        "192.88.99.1",
        "[100::1]",
        "[3fff::1]",
        "[64:ff9b:1::1]",
        "[::]",
    ] {
        let url = Url::parse(&format!("http://{host}/x")).unwrap_or_else(|e| panic!("{host}: {e}"));
        let cause = guard::check(&url, false).expect_err(host);
        assert_eq!(cause.kind, CauseKind::Refused);
        assert!(cause.detail.contains("--allow-private-network") && !cause.detail.starts_with(':'), "{host}: {cause}");
        assert_eq!(guard::check(&url, true), Ok(()), "{host}");
    }
}

#[test]
fn public_addresses_and_names_are_asked() {
    for host in [
        "example.org",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "[2606:4700::1]",
        "192.0.1.1",
        "[::ffff:8.8.8.8]",
        "localhost.example.org",
        "11.0.0.0",
        "223.255.255.255",
    ] {
        let url = Url::parse(&format!("https://{host}/x")).unwrap();
        assert_eq!(guard::check(&url, false), Ok(()), "{host}");
    }
}

#[test]
fn only_the_web_is_asked_even_with_the_guard_lifted() {
    for url in ["file:///etc/passwd", "ftp://example.org/", "data:,x", "gopher://example.org/", "mailto:a@example.org"]
    {
        assert_eq!(guard::check(&Url::parse(url).unwrap(), true).unwrap_err().kind, CauseKind::Refused, "{url}");
    }
}

#[test]
fn of_a_rebinding_name_only_public_addresses_are_dialled() {
    let address = |ip: &str| SocketAddr::new(ip.parse().unwrap(), 0);
    let mixed = [address("127.0.0.1"), address("8.8.8.8"), address("fe80::1")];
    assert_eq!(guard::admit("x.example", mixed, false).unwrap(), [address("8.8.8.8")]);
    assert_eq!(guard::admit("x.example", mixed, true).unwrap().len(), 3);
    let cause = guard::admit("x.example", [address("10.0.0.1")], false).unwrap_err();
    assert_eq!(cause.kind, CauseKind::Refused);
    assert!(cause.detail.contains("x.example (10.0.0.1)") && cause.detail.contains("private"), "{cause}");
}

#[test]
fn the_resolver_dials_what_the_guard_admits() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let resolve = |allow_private| {
        let resolving = Resolver { allow_private }.resolve("localhost".parse().unwrap());
        runtime.block_on(resolving).map(|found| found.count()).map_err(|e| e.to_string())
    };
    assert!(resolve(true).unwrap() > 0);
    let error = resolve(false).unwrap_err();
    assert!(error.contains("not a public address"), "{error}");
}

#[test]
fn the_guard_holds_at_every_redirect() {
    let inside = Server::http(|_, out| answer(out, "200 OK", &[], b"secret"));
    for target in [inside.url("/"), inside.named_url("/"), "http://169.254.169.254/latest/meta-data/".to_owned()] {
        // The proxy plays a public server, the only way to have one here.
        let location = format!("Location: {target}");
        let proxy = Server::http(move |_, out| answer(out, "302 Found", &[&location], b""));
        let options = Options { proxies: Proxies::Through(Url::parse(&proxy.url("/")).unwrap()), ..Options::default() };
        let cause = Client::new(options)
            .get(&request("http://plugins.example.org/"), Deadline::after(Duration::from_secs(5)))
            .unwrap_err();
        assert_eq!(cause.kind, CauseKind::Refused, "{cause}");
        assert_eq!(proxy.asked().len(), 1);
    }
    assert!(inside.asked().is_empty());
}

#[test]
fn a_guarded_client_does_not_dial_loopback() {
    let server = Server::http(|_, out| answer(out, "200 OK", &[], b"secret"));
    let client = Client::new(Options { proxies: Proxies::Direct, ..Options::default() });
    for url in [server.url("/"), server.named_url("/")] {
        let cause = client.get(&request(&url), Deadline::after(Duration::from_secs(5))).unwrap_err();
        assert_eq!(cause.kind, CauseKind::Refused);
    }
    assert!(server.asked().is_empty());
}

/// An address with a zone is none that a URL can hold; were one let through, the guard would have to see the address.
#[test]
fn an_address_with_a_zone_is_not_asked() {
    let server = Server::http(|_, out| answer(out, "200 OK", &[], b"secret"));
    let port = Url::parse(&server.url("/")).unwrap().port().unwrap();
    for host in
        ["[::1%lo]", "[::1%25lo]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::ffff:127.0.0.1%251]", "[::1%]", "::1%lo"]
    {
        let ran = crate::support::hostile::hold(crate::support::run::program().args([
            "probe",
            "--timeout",
            "5",
            &format!("http://{host}:{port}/x"),
        ]));
        assert!(!ran.stdout.contains("secret") && !ran.stdout.contains("status"), "{host}: {ran:?}");
        let location = format!("Location: http://{host}:{port}/");
        let elsewhere = Server::http(move |_, out| answer(out, "302 Found", &[&location], b""));
        let cause = super::get(&elsewhere.url("/")).unwrap_err();
        assert!(cause.detail.contains("no address"), "{host}: {cause}");
    }
    assert!(server.asked().is_empty());
}

proptest! {
    #[test]
    fn no_zone_hides_an_address(
        address in prop::sample::select(vec!["::1", "fe80::1", "::ffff:127.0.0.1", "fd00::1", "::", "64:ff9b::7f00:1"]),
        percent in prop::sample::select(vec!["%", "%25", "%2525", "\u{ff05}"]),
        // An `@` or `/` would make another host of it.
        zone in "[%a-zA-Z0-9.~_:-]{0,12}",
    ) {
        if let Ok(url) = Url::parse(&format!("http://[{address}{percent}{zone}]/x")) {
            prop_assert!(guard::check(&url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn wrapping_an_address_in_ipv6_never_helps(bits: u32) {
        let v4 = std::net::Ipv4Addr::from_bits(bits);
        prop_assert_eq!(guard::reserved(IpAddr::V4(v4)), guard::reserved(IpAddr::V6(v4.to_ipv6_mapped())));
        prop_assert!(guard::reserved(IpAddr::V6(v4.to_ipv6_compatible())).is_some());
        if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_documentation() {
            prop_assert!(guard::reserved(IpAddr::V4(v4)).is_some());
        }
    }
}
