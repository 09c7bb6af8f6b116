//! OpenPGP signatures of version 4 (RFC 4880, RFC 9580), checked against keys that the configuration names.
//!
//! Stricter than OpenPGP where that is safer: SHA-1 and MD5 count nowhere, a revocation counts at any time and without
//! proof, and what is not known here is never taken for good.

mod key;
mod packet;

use super::Told;
use crate::evidence::text::day;
use key::{Certificate, Key};
use packet::{Kind, Signed};

/// How such a signature starts.
pub(super) const BEGIN: &str = "-----BEGIN PGP SIGNATURE-----";
const END: &str = "-----END PGP SIGNATURE-----";
/// Longest signature read, in bytes of armour.
const LONGEST: usize = 16 << 10;
/// Most keys that one configuration may name.
const MOST: usize = 1_000;

/// Keys by the handle of the person who holds them.
#[derive(Debug, Clone, Default)]
pub struct Keyring(Vec<(String, Certificate)>);

impl Keyring {
    /// Adds the keys in `armoured` as those of `handle`; [`fault`] tells what of them is of no use.
    pub fn add(&mut self, handle: &str, armoured: &str) {
        let room = MOST.saturating_sub(self.0.len());
        let keys = key::certificates(armoured).unwrap_or_default();
        self.0.extend(keys.into_iter().take(room).map(|key| (handle.to_owned(), key)));
    }
}

/// Why `armoured` is no block of public keys, or has a key that can verify nothing.
pub fn fault(armoured: &str) -> Option<String> {
    let Some(keys) = key::certificates(armoured) else {
        return Some("is no armoured block of OpenPGP public keys".to_owned());
    };
    let useless = |key: &Certificate| key.fault().map(|fault| format!("has key {}, {fault}", key.fingerprint()));
    keys.iter().find_map(useless)
}

pub(super) fn verify(armoured: &str, message: &[u8], keyring: &Keyring) -> Told {
    let damaged = || Told::Worthless("it is damaged".to_owned());
    let unchecked = |what: &str| Told::Unchecked(format!("it is an OpenPGP signature {what}"));
    if armoured.len() > LONGEST {
        return damaged();
    }
    let Some(bytes) = packet::dearmour(armoured, BEGIN, END) else { return damaged() };
    let Some(packets) = packet::packets(&bytes) else { return damaged() };
    let [(packet::SIGNATURE, body)] = packets.as_slice() else { return unchecked("of several parts") };
    let Some(signature) = Signed::read(body) else { return unchecked("of a version that is not known here") };
    if signature.kind != Kind::Document || signature.critical || signature.expires.is_some() {
        return unchecked("with conditions that are not known here");
    }
    let Some(created) = signature.created else { return damaged() };
    let named = keyring.0.iter().flat_map(|(handle, certificate)| {
        let keys = certificate.keys().filter(|key| signature.is_by(&key.fingerprint));
        keys.map(move |key| (handle, certificate, key))
    });
    let mut told = None;
    for (handle, certificate, key) in named {
        told = match key.public.holds(&signature, message) {
            None => Some(unchecked("with a kind of key or hash that is not known here")),
            Some(false) => told.or_else(|| Some(Told::Worthless("it does not belong to this commit".to_owned()))),
            Some(true) => match invalid(certificate, key, created) {
                Some(why) => Some(Told::Worthless(why)),
                None => return Told::Verified(vec![handle.clone()]),
            },
        };
    }
    told.unwrap_or_else(|| unchecked(&format!("by key {}, which people.openpgp-keys does not name", signature.by())))
}

/// Why a key's signature of that second counts for nothing.
fn invalid(certificate: &Certificate, key: &Key, created: i64) -> Option<String> {
    let name = packet::hexadecimal(&key.fingerprint);
    if certificate.is_revoked() || key.revoked {
        return Some(format!("its key {name} is revoked"));
    }
    if let Some(fault) = certificate.fault() {
        return Some(format!("its key {name} belongs to a key {fault}"));
    }
    if !key.signs {
        return Some(format!("its key {name} is not meant for signing"));
    }
    if !certificate.holds_at(created) || !key.holds_at(created) {
        return Some(format!("its key {name} was not valid on {}", day(created).unwrap_or_default()));
    }
    None
}
