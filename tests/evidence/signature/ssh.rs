//! SSH signatures: some that ssh-keygen made once, with keys that were thrown away, and some made here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugin_ready::evidence::sign_off::Signature;
use plugin_ready::evidence::sign_off::signature::ssh::Signers;
use plugin_ready::evidence::sign_off::signature::{Keys, verify};
use proptest::prelude::*;

use crate::support::ssh::Key;

const MESSAGE: &[u8] = include_bytes!("message");
const ALLOWED: &str = include_str!("allowed");
const ED25519: &str = include_str!("ed25519.sig");

fn check(armoured: &str, message: &[u8], allowed: &str) -> Signature {
    check_at(armoured, message, allowed, 0)
}

fn check_at(armoured: &str, message: &[u8], allowed: &str, when: i64) -> Signature {
    let mut keys = Keys::default();
    keys.add_signers(allowed);
    verify(armoured, message, &keys, when, "git verify-commit abc")
}

fn verified(names: &[&str]) -> Signature {
    Signature::Verified { principals: names.iter().map(|name| (*name).to_owned()).collect() }
}

#[track_caller]
fn worthless(signature: Signature, says: &str) {
    match signature {
        Signature::Worthless(why) => assert!(why.contains(says), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_openssh_signs_is_verified_for_every_kind_of_key() {
    for (armoured, name) in [
        (ED25519, "ed25519@example.org"),
        (include_str!("sha256.sig"), "ed25519@example.org"),
        (include_str!("ecdsa-b256.sig"), "ecdsa-b256@example.org"),
        (include_str!("ecdsa-b384.sig"), "ecdsa-b384@example.org"),
        (include_str!("rsa-b2048.sig"), "rsa-b2048@example.org"),
    ] {
        assert_eq!(check(armoured, MESSAGE, ALLOWED), verified(&[name]));
        worthless(check(armoured, b"another commit", ALLOWED), "does not belong to this commit");
        worthless(check(armoured, MESSAGE, ""), "no list of allowed signers has its key SHA256:");
    }
    worthless(check(include_str!("file.sig"), MESSAGE, ALLOWED), "not made for git");
}

#[test]
fn a_flipped_bit_anywhere_never_verifies() {
    let body: String = ED25519.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = STANDARD.decode(body).unwrap();
    for index in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[index] ^= 1;
        let armoured =
            format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", STANDARD.encode(bent));
        let signature = check(&armoured, MESSAGE, ALLOWED);
        assert!(!matches!(signature, Signature::Verified { .. } | Signature::Unsigned), "byte {index}: {signature:?}");
    }
}

#[test]
fn a_security_key_must_have_been_touched() {
    let key = Key::on_token(3);
    let allowed = format!("alice {}", key.public());
    assert_eq!(check(&key.sign("git", MESSAGE), MESSAGE, &allowed), verified(&["alice"]));
    worthless(check(&key.sign_as("git", MESSAGE, 0), MESSAGE, &allowed), "does not belong");
}

#[test]
fn other_kinds_of_signatures_are_not_checked_and_say_what_does() {
    for (armoured, kind) in [
        ("-----BEGIN SIGNED MESSAGE-----\n", "an X.509 signature"),
        ("-----BEGIN PGP MESSAGE-----\n", "neither an SSH nor an OpenPGP signature"),
        ("", "neither"),
    ] {
        match check(armoured, MESSAGE, ALLOWED) {
            Signature::Unchecked(how) => {
                assert!(how.contains(kind) && how.contains("`git verify-commit abc`"), "{how}");
            }
            other => panic!("{other:?}"),
        }
    }
    worthless(
        check("-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----", MESSAGE, ALLOWED),
        "damaged",
    );
}

#[test]
fn lists_of_allowed_signers_are_read_as_openssh_reads_them() {
    let key = Key::new(1);
    let signed = key.sign("git", MESSAGE);
    let public = key.public();
    let new_year = 1_767_225_600;
    for (line, principals) in [
        (format!("alice {public}"), Some(vec!["alice"])),
        (format!("  alice,alice@example.org\t{public} a comment"), Some(vec!["alice", "alice@example.org"])),
        (format!("\"alice\" {public}"), Some(vec!["alice"])),
        (format!("alice namespaces=\"git,file\" {public}"), Some(vec!["alice"])),
        (format!("alice namespaces=\"file\" {public}"), None),
        (format!("alice NAMESPACES=git,valid-before=\"20260102Z\" {public}"), Some(vec!["alice"])),
        (format!("alice valid-before=\"20251231\" {public}"), None),
        (format!("alice valid-after=\"202601010000\",valid-before=\"20260101000001\" {public}"), Some(vec!["alice"])),
        (format!("alice valid-after=\"20260102\" {public}"), None),
        (format!("alice valid-after=\"never\" {public}"), None),
        (format!("alice cert-authority {public}"), None),
        (format!("alice unheard-of {public}"), None),
        (format!("# alice {public}"), None),
        (format!("#alice {public}"), None),
        (public.clone(), None),
        (format!("alice {}", Key::new(2).public()), None),
        (format!("alice {}", public.replace("ssh-ed25519 ", "ssh-rsa ")), None),
        ("alice ssh-ed25519 !!!".to_owned(), None),
        ("alice".to_owned(), None),
        (String::new(), None),
    ] {
        match (check_at(&signed, MESSAGE, &line, new_year), principals) {
            (signature, Some(principals)) => assert_eq!(signature, verified(&principals), "{line}"),
            (signature, None) => worthless(signature, "no list of allowed signers"),
        }
    }
    assert!(Signers::is_line(&format!("alice {public}")));
    assert!(!Signers::is_line(&format!("# {public}")) && !Signers::is_line(&format!("alice {public}\nbob {public}")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_made_up_is_ever_verified(body in proptest::collection::vec(any::<u8>(), 0..300), list in "\\PC{0,120}") {
        let mut bytes = b"SSHSIG\0\0\0\x01".to_vec();
        bytes.extend(body);
        let armoured =
            format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----", STANDARD.encode(bytes));
        for signature in [check(&armoured, MESSAGE, &list), check(&list, MESSAGE, ALLOWED)] {
            let verified = matches!(signature, Signature::Verified { .. });
            prop_assert!(!verified);
        }
    }
}
