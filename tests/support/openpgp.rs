//! OpenPGP keys that sign as GnuPG does, and as it never would.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

/// Seconds of the creation of every key: 2026-01-01 00:00 UTC.
pub(crate) const CREATED: u32 = 1_767_225_600;

/// An Ed25519 key of version 4.
pub(crate) struct Key(Ed25519KeyPair);

impl Key {
    /// The key that grows from `seed`.
    pub(crate) fn new(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    fn body(&self) -> Vec<u8> {
        let curve = [9, 0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01];
        let point = [&[0x01, 0x07, 0x40], self.0.public_key().as_ref()].concat();
        [[4].as_slice(), &CREATED.to_be_bytes(), &[22], &curve, &point].concat()
    }

    /// The body as signatures on the key have it.
    pub(crate) fn framed(&self) -> Vec<u8> {
        let body = self.body();
        [&[0x99], u16::try_from(body.len()).unwrap().to_be_bytes().as_slice(), &body].concat()
    }

    pub(crate) fn fingerprint(&self) -> Vec<u8> {
        digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.framed()).as_ref().to_vec()
    }

    /// A public-key packet, or that of a subkey.
    pub(crate) fn packet(&self, tag: u8) -> Vec<u8> {
        packet(tag, &self.body())
    }

    /// The body of a signature of `kind` on `what`, with those subpackets beside issuer and date.
    pub(crate) fn signature(&self, kind: u8, what: &[u8], inside: &[u8], beside: &[u8]) -> Vec<u8> {
        let issuer = subpacket(33, &[[4].as_slice(), &self.fingerprint()].concat());
        let date = subpacket(2, &(CREATED + 60).to_be_bytes());
        let inside = [issuer.as_slice(), &date, inside].concat();
        let hashed = [[4, kind, 22, 8].as_slice(), &counted(&inside)].concat();
        let length = u32::try_from(hashed.len()).unwrap().to_be_bytes();
        let digest = digest::digest(&digest::SHA256, &[what, &hashed, &[4, 0xFF], &length].concat());
        let proof = self.0.sign(digest.as_ref());
        let (r, s) = proof.as_ref().split_at(32);
        [hashed.as_slice(), &counted(beside), &digest.as_ref()[..2], &number(r), &number(s)].concat()
    }

    /// The armoured public key of somebody called `name`.
    pub(crate) fn public(&self, name: &str) -> String {
        block(&self.named(name))
    }

    /// The key's packet, a name, and its own signature on that.
    pub(crate) fn named(&self, name: &str) -> Vec<u8> {
        let length = u32::try_from(name.len()).unwrap().to_be_bytes();
        let what = [self.framed().as_slice(), &[0xB4], &length, name.as_bytes()].concat();
        let own = self.signature(0x13, &what, &subpacket(27, &[3]), &[]);
        [self.packet(6), packet(13, name.as_bytes()), packet(2, &own)].concat()
    }

    /// An armoured signature on `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        armour("SIGNATURE", &packet(2, &self.signature(0, message, &[], &[])))
    }
}

/// Packets as an armoured block of public keys.
pub(crate) fn block(packets: &[u8]) -> String {
    armour("PUBLIC KEY BLOCK", packets)
}

pub(crate) fn armour(what: &str, packets: &[u8]) -> String {
    let body = STANDARD.encode(packets);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PGP {what}-----\n\n{}\n-----END PGP {what}-----\n", lines.join("\n"))
}

/// A packet in the new format.
pub(crate) fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[0xC0 | tag, 255], u32::try_from(body.len()).unwrap().to_be_bytes().as_slice(), body].concat()
}

pub(crate) fn subpacket(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[255], u32::try_from(body.len() + 1).unwrap().to_be_bytes().as_slice(), &[kind], body].concat()
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    [u16::try_from(bytes.len()).unwrap().to_be_bytes().as_slice(), bytes].concat()
}

fn number(bytes: &[u8]) -> Vec<u8> {
    let bytes: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let bits = bytes.len() * 8 - bytes.first().map_or(0, |byte| byte.leading_zeros() as usize);
    [u16::try_from(bits).unwrap().to_be_bytes().as_slice(), &bytes].concat()
}
