//! Which addresses may be asked: public ones, unless the user lifts the guard.
//!
//! A host written as an address in any spelling (`127.1`, `2130706433`, `0x7f.1`, `[::ffff:127.0.0.1]`) is an address
//! once the URL is parsed; names are checked by every address that they resolve to, at the moment of dialling.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::evidence::{Cause, CauseKind};

/// Whether `url` may be asked, as far as its text tells.
///
/// # Errors
/// The cause: a scheme other than http and https, no host, or an address that is not public while the guard is up.
pub fn check(url: &Url, allow_private: bool) -> Result<(), Cause> {
    let refused = |detail: String| Err(Cause::new(CauseKind::Refused, detail));
    if !matches!(url.scheme(), "http" | "https") {
        return refused(format!("{}: is never asked, only http: and https: are", url.scheme()));
    }
    let address = match url.host() {
        None => return refused(format!("{url} names no host")),
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            if !allow_private && (name == "localhost" || name.ends_with(".localhost")) {
                return refused(not_public(name, "loopback"));
            }
            return Ok(());
        }
    };
    match reserved(address) {
        // With its brackets, without which a leading `::` is shown as something that a CI runner might act on.
        Some(range) if !allow_private => refused(not_public(url.host_str().unwrap_or_default(), range)),
        _ => Ok(()),
    }
}

/// Those of the addresses `found` for `host` that may be dialled.
///
/// # Errors
/// The cause when none may, though some were found.
pub fn admit(
    host: &str,
    found: impl IntoIterator<Item = SocketAddr>,
    allow_private: bool,
) -> Result<Vec<SocketAddr>, Cause> {
    let mut refused = None;
    let mut admitted = Vec::new();
    for address in found {
        match reserved(address.ip()) {
            Some(range) if !allow_private => refused = Some((address.ip(), range)),
            _ => admitted.push(address),
        }
    }
    match refused {
        Some((ip, range)) if admitted.is_empty() => {
            Err(Cause::new(CauseKind::Refused, not_public(&format!("{host} ({ip})"), range)))
        }
        _ => Ok(admitted),
    }
}

fn not_public(host: &str, range: &str) -> String {
    format!("{host} is not a public address ({range}); --allow-private-network asks it all the same")
}

/// The reserved range that `address` lies in; `None` for public addresses.
///
/// The ranges are those of the IANA special-purpose registries, as in the reserved list of Mattermost's own client for
/// outgoing requests, and the addresses that only wrap an IPv4 address.
pub fn reserved(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => reserved_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => reserved_v4(v4),
            None => reserved_v6(v6),
        },
    }
}

fn reserved_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    V4.iter().find(|(network, length, _)| bits >> (32 - length) == network.to_bits() >> (32 - length)).map(|r| r.2)
}

fn reserved_v6(address: Ipv6Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    V6.iter().find(|(network, length, _)| bits >> (128 - length) == network.to_bits() >> (128 - length)).map(|r| r.2)
}

const fn v4(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, d)
}

const fn v6(a: u16, b: u16, c: u16) -> Ipv6Addr {
    Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)
}

/// Network, prefix length, and what it is for.
const V4: &[(Ipv4Addr, u32, &str)] = &[
    (v4(0, 0, 0, 0), 8, "this network"),
    (v4(10, 0, 0, 0), 8, "private"),
    (v4(100, 64, 0, 0), 10, "carrier NAT"),
    (v4(127, 0, 0, 0), 8, "loopback"),
    (v4(169, 254, 0, 0), 16, "link-local"),
    (v4(172, 16, 0, 0), 12, "private"),
    (v4(192, 0, 0, 0), 24, "protocol assignments"),
    (v4(192, 0, 2, 0), 24, "documentation"),
    (v4(192, 88, 99, 0), 24, "6to4 relay"),
    (v4(192, 168, 0, 0), 16, "private"),
    (v4(198, 18, 0, 0), 15, "benchmarking"),
    (v4(198, 51, 100, 0), 24, "documentation"),
    (v4(203, 0, 113, 0), 24, "documentation"),
    (v4(224, 0, 0, 0), 4, "multicast"),
    (v4(240, 0, 0, 0), 4, "reserved or broadcast"),
];

const V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::LOCALHOST, 128, "loopback"),
    (v6(0, 0, 0), 96, "unspecified or IPv4-compatible"),
    (v6(0x64, 0xff9b, 0), 96, "NAT64"),
    (v6(0x64, 0xff9b, 1), 48, "NAT64"),
    (v6(0x100, 0, 0), 64, "discard-only"),
    (v6(0x2001, 0, 0), 32, "Teredo"),
    (v6(0x2001, 0, 0), 23, "protocol assignments"),
    (v6(0x2001, 0xdb8, 0), 32, "documentation"),
    (v6(0x2002, 0, 0), 16, "6to4"),
    (v6(0x3fff, 0, 0), 20, "documentation"),
    (v6(0x5f00, 0, 0), 16, "segment routing"),
    (v6(0xfc00, 0, 0), 7, "private"),
    (v6(0xfe80, 0, 0), 10, "link-local"),
    (v6(0xfec0, 0, 0), 10, "site-local"),
    (v6(0xff00, 0, 0), 8, "multicast"),
];
