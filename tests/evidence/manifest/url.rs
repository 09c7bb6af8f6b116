//! Addresses that the server's rule takes and refuses.

use plugin_ready::evidence::manifest::url::fault;
use proptest::prelude::*;

#[test]
fn what_the_server_takes() {
    for address in [
        "https://example.org",
        "http://example.org/",
        "https://user:pass@example.org:8080/a%20b?q=%zz#top",
        "https://example.org//double",
        "https://example.org/a b",
        "https://[::1]:443/x",
        "https://bücher.example/",
        "https://:80/",
    ] {
        assert_eq!(fault(address), None, "{address}");
    }
}

#[test]
fn what_the_server_refuses() {
    for (address, because) in [
        ("", "start with"),
        ("example.org", "start with"),
        ("HTTPS://example.org", "start with"),
        (" https://example.org", "start with"),
        ("ftp://example.org", "start with"),
        ("mailto:a@example.org", "start with"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://user@/path", "no host"),
        ("https://exa mple.org", "host holds a character"),
        ("https://{host}/", "host holds a character"),
        ("https://example.org:port/", "port"),
        ("https://example.org/%zz", "hexadecimal"),
        ("https://example.org/%", "hexadecimal"),
        ("https://example.org/\n", "control character"),
    ] {
        assert!(fault(address).is_some_and(|found| found.contains(because)), "{address}: {:?}", fault(address));
    }
}

proptest! {
    #[test]
    fn any_text_is_judged(text in "(https?://)?\\PC{0,40}") {
        let _ = fault(&text);
    }
}
