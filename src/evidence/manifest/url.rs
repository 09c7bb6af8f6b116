//! Addresses as Go's `net/url` and the server's `IsValidHTTPURL` take them.

use crate::evidence::repository::FORGES;

/// Why `text` is not an address that the server takes; `None` when it is one.
///
/// The rule of `IsValidHTTPURL`: it starts with `http://` or `https://`, in lower case, and `url.ParseRequestURI`
/// reads it with a host. A general URL crate follows browsers instead, which mend what Go refuses.
pub fn fault(text: &str) -> Option<&'static str> {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else {
        return Some("it does not start with http:// or https://");
    };
    if text.bytes().any(|b| b < b' ' || b == 0x7f) {
        return Some("it holds a control character");
    }
    let rest = rest.split('?').next().unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    if host.is_empty() {
        Some("it names no host")
    } else if !host.chars().all(stands_in_host) || user.is_some_and(|user| !user.chars().all(stands_in_user)) {
        Some("its host holds a character that cannot stand there")
    } else if !port(host).bytes().all(|b| b.is_ascii_digit()) {
        Some("its port is not a number")
    } else if !escapes_are_whole(path) {
        Some("a % in it is not followed by two hexadecimal digits")
    } else {
        None
    }
}

/// Domains for examples (RFC 2606).
const EXAMPLES: &[&str] = &["example.com", "example.org", "example.net"];

/// Why an address that the server takes leads nobody anywhere; `None` when it may lead somewhere.
pub fn nobodys(address: &str) -> Option<&'static str> {
    let path = address.split_once("://").map_or("", |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    let host = path.split(['/', ':']).next().unwrap_or_default().to_lowercase();
    let lies_in = |domain: &&str| host.strip_suffix(*domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
    let lower = address.to_lowercase();
    let owner = path.split('/').nth(1).filter(|_| FORGES.contains(&host.as_str()));
    if lower.contains("vx.x.x") || lower.contains("vx.y.z") || path.contains("/OWNER/REPOSITORY") {
        Some("it is an example")
    } else if owner.is_some_and(is_yours) {
        Some("its owner is still to be filled in")
    } else if EXAMPLES.iter().any(lies_in) {
        Some("its host is for examples, and nobody can have it (RFC 2606)")
    } else if host == "localhost" || host.starts_with("127.") {
        Some("it leads to the reader's own machine")
    } else {
        None
    }
}

/// Whether `owner` stands for the reader's own name: `your-org`, `YOUR_USERNAME`.
fn is_yours(owner: &str) -> bool {
    let plain = owner.to_lowercase().replace(['-', '_'], "");
    let rest = plain.strip_prefix("your").map(|rest| rest.strip_prefix("github").unwrap_or(rest));
    rest.is_some_and(|rest| {
        matches!(rest, "company" | "name" | "org" | "organisation" | "organization" | "user" | "username")
    })
}

fn stands_in_host(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(c)
}

fn stands_in_user(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)
}

/// What follows the last colon of a host that is not an IPv6 address, or the closing bracket of one that is.
fn port(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((_, after)) => after.strip_prefix(':').unwrap_or(after),
        None => host.rsplit_once(':').map_or("", |(_, port)| port),
    }
}

fn escapes_are_whole(path: &str) -> bool {
    path.split('%').skip(1).all(|after| after.get(..2).is_some_and(|d| d.bytes().all(|b| b.is_ascii_hexdigit())))
}
