//! OpenPGP signatures: some that GnuPG made once, with keys that were thrown away, and some made here.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugin_ready::evidence::sign_off::Signature;
use plugin_ready::evidence::sign_off::signature::openpgp::fault;
use plugin_ready::evidence::sign_off::signature::{Keys, verify};
use proptest::prelude::*;

use crate::support::openpgp::{Key, armour, block, packet, subpacket};

const MESSAGE: &[u8] = include_bytes!("message");

macro_rules! made_by_gnupg {
    ($name:literal) => {
        include_str!(concat!("openpgp/", $name))
    };
}

const ED: &str = made_by_gnupg!("ed.key");
const SUB: &str = made_by_gnupg!("sub.key");

fn check(armoured: &str, message: &[u8], keys: &str) -> Signature {
    let mut all = Keys::default();
    all.add_openpgp(&BTreeMap::from([("alice".to_owned(), keys.to_owned())]));
    verify(armoured, message, &all, 0, "git verify-commit abc")
}

fn verified() -> Signature {
    Signature::Verified { principals: vec!["alice".to_owned()] }
}

#[track_caller]
fn worthless(signature: Signature, says: &str) {
    match signature {
        Signature::Worthless(why) => assert!(why.contains(says), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn unchecked(signature: Signature, says: &str) {
    match signature {
        Signature::Unchecked(how) => {
            assert!(how.contains(says) && how.ends_with("`git verify-commit abc` checks it"), "{how}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_gnupg_signs_is_verified_for_every_kind_of_key() {
    for (key, signature) in [
        (ED, made_by_gnupg!("ed.sig")),
        (made_by_gnupg!("rsa.key"), made_by_gnupg!("rsa.sig")),
        (made_by_gnupg!("p256.key"), made_by_gnupg!("p256.sig")),
        (made_by_gnupg!("p384.key"), made_by_gnupg!("p384.sig")),
        (SUB, made_by_gnupg!("subkey-rsa.sig")),
        (SUB, made_by_gnupg!("subkey-ed.sig")),
        (made_by_gnupg!("short.key"), made_by_gnupg!("short.sig")),
    ] {
        assert_eq!(fault(key), None);
        assert_eq!(check(signature, MESSAGE, key), verified());
        worthless(check(signature, b"another commit", key), "does not belong to this commit");
        unchecked(check(signature, MESSAGE, ""), "which people.openpgp-keys does not name");
    }
    let several = [ED, SUB, made_by_gnupg!("rsa.key")].join("\n");
    assert_eq!(check(made_by_gnupg!("subkey-ed.sig"), MESSAGE, &several), verified(), "one person, several keys");
    unchecked(check(made_by_gnupg!("ed.sig"), MESSAGE, SUB), "by key ");
}

#[test]
fn what_is_not_known_here_is_not_checked_and_says_what_does() {
    for (key, signature, says) in [
        (made_by_gnupg!("p521.key"), made_by_gnupg!("p521.sig"), "a kind of key or hash that is not known here"),
        (made_by_gnupg!("p256.key"), made_by_gnupg!("p256-sha512.sig"), "a kind of key or hash that is not known here"),
        (made_by_gnupg!("rsa.key"), made_by_gnupg!("sha1.sig"), "a kind of key or hash that is not known here"),
        (ED, made_by_gnupg!("text.sig"), "conditions that are not known here"),
        (ED, made_by_gnupg!("expiring.sig"), "conditions that are not known here"),
    ] {
        unchecked(check(signature, MESSAGE, key), says);
    }
    let key = Key::new(1);
    let twice = [packet(2, &key.signature(0, MESSAGE, &[], &[])), packet(2, &key.signature(0, MESSAGE, &[], &[]))];
    unchecked(check(&armour("SIGNATURE", &twice.concat()), MESSAGE, &key.public("a")), "of several parts");
    let six = packet(2, &[6, 0, 27, 8, 0, 0, 0, 0]);
    unchecked(check(&armour("SIGNATURE", &six), MESSAGE, &key.public("a")), "of a version");
}

#[test]
fn a_key_counts_only_while_it_holds() {
    let late = made_by_gnupg!("short-late.sig");
    worthless(check(late, MESSAGE, made_by_gnupg!("short.key")), "was not valid on 2026-03-01");
    assert_eq!(check(late, MESSAGE, made_by_gnupg!("short-prolonged.key")), verified(), "the newest word counts");
    worthless(check(made_by_gnupg!("ed.sig"), MESSAGE, made_by_gnupg!("ed-revoked.key")), "is revoked");
    let revoked = made_by_gnupg!("sub-revoked.key");
    worthless(check(made_by_gnupg!("subkey-ed.sig"), MESSAGE, revoked), "is revoked");
    assert_eq!(check(made_by_gnupg!("subkey-rsa.sig"), MESSAGE, revoked), verified(), "the other subkey is not");
}

#[test]
fn what_the_tests_sign_themselves_is_verified() {
    let key = Key::new(1);
    assert_eq!(check(&key.sign(MESSAGE), MESSAGE, &key.public("alice")), verified());
    unchecked(check(&Key::new(2).sign(MESSAGE), MESSAGE, &key.public("alice")), "does not name");
}

/// The packets of `primary` with a subkey, and what the two say of each other.
fn with_subkey(primary: &Key, sub: &Key, flags: u8, back: Option<&Key>) -> String {
    let both = [primary.framed(), sub.framed()].concat();
    let back = back.map(|key| subpacket(32, &key.signature(0x19, &both, &[], &[]))).unwrap_or_default();
    let bound = primary.signature(0x18, &both, &subpacket(27, &[flags]), &back);
    block(&[primary.named("alice"), sub.packet(14), packet(2, &bound)].concat())
}

#[test]
fn a_subkey_must_be_bound_both_ways_and_meant_for_signing() {
    let (primary, sub) = (Key::new(1), Key::new(2));
    let signed = sub.sign(MESSAGE);
    assert_eq!(check(&signed, MESSAGE, &with_subkey(&primary, &sub, 2, Some(&sub))), verified());
    for keys in [
        with_subkey(&primary, &sub, 2, None),
        with_subkey(&primary, &sub, 2, Some(&primary)),
        with_subkey(&primary, &sub, 12, Some(&sub)),
        block(&[primary.named("alice"), sub.packet(14)].concat()),
    ] {
        worthless(check(&signed, MESSAGE, &keys), "not meant for signing");
    }
    let stolen = [Key::new(3).named("mallory"), sub.packet(14)].concat();
    let both = [primary.framed(), sub.framed()].concat();
    let bound = primary.signature(0x18, &both, &subpacket(27, &[2]), &[]);
    let stolen = block(&[stolen, packet(2, &bound)].concat());
    worthless(check(&signed, MESSAGE, &stolen), "not meant for signing");
}

#[test]
fn a_key_that_says_nothing_of_itself_counts_for_nothing() {
    let key = Key::new(1);
    let name = b"alice".as_slice();
    let what = [key.framed().as_slice(), &[0xB4, 0, 0, 0, 5], name].concat();
    let with = |signature: &[u8]| block(&[key.packet(6), packet(13, name), packet(2, signature)].concat());
    let cases = [
        (block(&key.packet(6)), "without a signature of its own"),
        (with(&Key::new(2).signature(0x13, &what, &[], &[])), "without a signature of its own"),
        (with(&key.signature(0x13, b"another name", &[], &[])), "without a signature of its own"),
        (with(&key.signature(0x30, &what, &[], &[])), "without a signature of its own"),
        (with(&key.signature(0x13, &what, &subpacket(0x80 | 99, &[]), &[])), "without a signature of its own"),
        (with(&key.signature(0x13, &what, &subpacket(27, &[1]), &[])), "without a part that may sign"),
    ];
    for (keys, says) in cases {
        assert!(fault(&keys).unwrap().contains(says), "{:?}", fault(&keys));
        worthless(check(&key.sign(MESSAGE), MESSAGE, &keys), says);
    }
    assert_eq!(fault(&with(&key.signature(0x13, &what, &[], &[]))), None, "no flags: whatever the kind of key can do");
    let lasts =
        |kind: u8, seconds: u32| with(&key.signature(0x13, &what, &subpacket(kind, &seconds.to_be_bytes()), &[]));
    for keys in [lasts(9, 0), lasts(9, 61), lasts(3, 0)] {
        assert_eq!(check(&key.sign(MESSAGE), MESSAGE, &keys), verified());
    }
    worthless(check(&key.sign(MESSAGE), MESSAGE, &lasts(9, 60)), "was not valid on 2026-01-01");
}

#[test]
fn a_signature_made_for_something_else_is_no_signature_on_a_commit() {
    let key = Key::new(1);
    let keys = key.public("alice");
    for kind in [0x01, 0x02, 0x10, 0x13, 0x18, 0x1F, 0x20, 0x40, 0x50] {
        let signature = armour("SIGNATURE", &packet(2, &key.signature(kind, MESSAGE, &[], &[])));
        unchecked(check(&signature, MESSAGE, &keys), "conditions");
    }
    let critical = armour("SIGNATURE", &packet(2, &key.signature(0, MESSAGE, &subpacket(0x80 | 20, b"n"), &[])));
    unchecked(check(&critical, MESSAGE, &keys), "conditions");
    let other = subpacket(33, &[[4].as_slice(), &Key::new(2).fingerprint()].concat());
    let misled = armour("SIGNATURE", &packet(2, &key.signature(0, MESSAGE, &[], &other)));
    assert_eq!(check(&misled, MESSAGE, &keys), verified(), "what is not signed does not lead astray");
}

#[test]
fn blocks_that_are_no_keys_are_told() {
    for text in ["", "x", ED.trim_end().strip_suffix("-----").unwrap(), made_by_gnupg!("ed.sig"), &block(&[0x99, 9, 9])]
    {
        assert_eq!(fault(text).as_deref(), Some("is no armoured block of OpenPGP public keys"), "{text}");
    }
    let unknown = fault(made_by_gnupg!("p521.key")).unwrap();
    assert!(unknown.contains("of a kind that is not known here"), "{unknown}");
}

fn bytes(armoured: &str) -> Vec<u8> {
    let body: String = armoured.lines().filter(|line| !line.starts_with(['-', '='])).collect();
    STANDARD.decode(body).unwrap()
}

#[test]
fn a_flipped_bit_in_what_counts_never_verifies() {
    let key = Key::new(1);
    let signature = bytes(&key.sign(MESSAGE));
    // All but the first two bytes of the digest, which only help to reject early, and numbers' lengths in bits.
    let from_end = |index: usize| signature.len() - index;
    let counts = |index: usize| !matches!(from_end(index), 70 | 69 | 67 | 33);
    for index in (0..signature.len()).filter(|index| counts(*index)) {
        let mut bent = signature.clone();
        bent[index] ^= 1;
        let told = check(&armour("SIGNATURE", &bent), MESSAGE, &key.public("alice"));
        assert!(!matches!(told, Signature::Verified { .. } | Signature::Unsigned), "byte {index}: {told:?}");
    }
    let body = key.packet(6);
    for index in 0..body.len() {
        let mut bent = key.named("alice");
        bent[index] ^= 1;
        let told = check(&key.sign(MESSAGE), MESSAGE, &block(&bent));
        assert!(!matches!(told, Signature::Verified { .. }), "byte {index} of the key");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_made_up_is_ever_verified(body in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..2000, with in any::<u8>()) {
        let made_up = [armour("SIGNATURE", &body), armour("SIGNATURE", &packet(2, &[&[4, 0, 22, 8], body.as_slice()].concat()))];
        for signature in made_up {
            let told = check(&signature, MESSAGE, SUB);
            let verified = matches!(told, Signature::Verified { .. });
            prop_assert!(!verified);
        }
        let _ = fault(&block(&body));
        let mut bent = bytes(SUB);
        let length = bent.len();
        bent[at % length] = with;
        let _ = check(made_by_gnupg!("subkey-ed.sig"), MESSAGE, &block(&bent));
    }
}
