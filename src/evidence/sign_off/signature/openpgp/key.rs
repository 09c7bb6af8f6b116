//! Public keys of OpenPGP, and what their own signatures say of them.

use ring::digest::{SHA256, SHA384, SHA512, digest};
use ring::signature::{self as algorithms, RsaPublicKeyComponents, UnparsedPublicKey};

use super::packet::{self, Bytes, Kind, SIGNATURE, Signed};
use crate::evidence::sign_off::signature::{plain, widened};

const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END: &str = "-----END PGP PUBLIC KEY BLOCK-----";
const PRIMARY: u8 = 6;
const SUBKEY: u8 = 14;
const NAME: u8 = 13;
const MARKER: u8 = 10;
const TRUST: u8 = 12;
const PADDING: u8 = 21;
/// The flag of a key that may sign documents.
const SIGNS: u8 = 2;

const ED25519: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01];
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];

/// A primary key with its subkeys.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    primary: Key,
    /// A signature of the key on itself or on a name is good: without one nothing is known of what it may do.
    proven: bool,
    subkeys: Vec<Key>,
}

/// One key.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) fingerprint: [u8; 20],
    pub(super) public: Public,
    pub(super) revoked: bool,
    pub(super) signs: bool,
    /// Seconds since 1970: its creation, and the last second on which it counts.
    valid: std::ops::RangeInclusive<i64>,
    /// When the newest word on it was given.
    told: i64,
    /// The packet's body as signatures on it have it.
    framed: Vec<u8>,
}

impl Certificate {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.primary).chain(&self.subkeys)
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.primary.revoked
    }

    pub(super) fn holds_at(&self, second: i64) -> bool {
        self.primary.holds_at(second)
    }

    pub(super) fn fingerprint(&self) -> String {
        packet::hexadecimal(&self.primary.fingerprint)
    }

    /// Why no signature by this key can be verified.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if matches!(self.primary.public, Public::Unknown) {
            return Some("of a kind that is not known here (RSA from 2048 bits, Ed25519, P-256 and P-384 are)");
        }
        if !self.proven {
            return Some("without a signature of its own that counts (SHA-1 does not): export it with its names");
        }
        let signs = self.keys().any(|key| key.signs && !matches!(key.public, Public::Unknown));
        (!signs).then_some("without a part that may sign")
    }
}

impl Key {
    fn read(body: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(body);
        if bytes.byte()? != 4 {
            return None;
        }
        let created = i64::try_from(bytes.number(4)?).ok()?;
        let algorithm = bytes.byte()?;
        let framed = [&[0x99], u16::try_from(body.len()).ok()?.to_be_bytes().as_slice(), body].concat();
        Some(Self {
            fingerprint: packet::fingerprint(&framed),
            public: Public::read(algorithm, bytes).unwrap_or(Public::Unknown),
            revoked: false,
            signs: false,
            valid: created..=i64::MAX,
            told: i64::MIN,
            framed,
        })
    }

    pub(super) fn holds_at(&self, second: i64) -> bool {
        self.valid.contains(&second)
    }

    /// Takes over what a good signature by the primary key says, unless a newer one said otherwise.
    fn learn(&mut self, signature: &Signed<'_>, signs: bool) {
        let Some(created) = signature.created.filter(|created| *created >= self.told) else { return };
        let end = |from: i64, seconds: Option<i64>| seconds.map_or(i64::MAX, |seconds| from + seconds - 1);
        let start = *self.valid.start();
        let last = end(start, signature.key_expires).min(end(created, signature.expires));
        self.told = created;
        self.signs = signs;
        self.valid = start..=last;
    }
}

/// The certificates of one armoured text, which may hold several blocks; `None` when it holds none.
pub(super) fn certificates(text: &str) -> Option<Vec<Certificate>> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (block, after) = rest.split_at_checked(rest.find(END)? + END.len())?;
        let bytes = packet::dearmour(block, BEGIN, END)?;
        read(&packet::packets(&bytes)?, &mut all);
        rest = after.trim_start();
    }
    (!all.is_empty()).then_some(all)
}

/// What the signatures that follow are about.
enum About {
    Primary,
    Name(Vec<u8>),
    Subkey(Key),
    Nothing,
}

fn read(packets: &[(u8, &[u8])], all: &mut Vec<Certificate>) {
    let mut about = About::Nothing;
    let mut current: Option<Certificate> = None;
    for (tag, body) in packets {
        match *tag {
            SIGNATURE => {
                if let (Some(certificate), Some(signature)) = (&mut current, Signed::read(body)) {
                    certificate.take(&signature, &mut about);
                }
                continue;
            }
            TRUST | MARKER | PADDING => continue,
            _ => {}
        }
        let before = std::mem::replace(&mut about, About::Nothing);
        keep(&mut current, before);
        match *tag {
            PRIMARY => {
                all.extend(current.take());
                current = Key::read(body).map(|primary| Certificate { primary, proven: false, subkeys: Vec::new() });
                about = About::Primary;
            }
            SUBKEY => about = Key::read(body).map_or(About::Nothing, About::Subkey),
            NAME => about = About::Name(body.to_vec()),
            _ => {}
        }
    }
    keep(&mut current, about);
    all.extend(current);
}

fn keep(current: &mut Option<Certificate>, about: About) {
    if let (Some(certificate), About::Subkey(key)) = (current, about) {
        certificate.subkeys.push(key);
    }
}

impl Certificate {
    /// Learns from one signature of the block.
    fn take(&mut self, signature: &Signed<'_>, about: &mut About) {
        match (about, signature.kind) {
            (About::Primary, Kind::KeyRevoked) => self.primary.revoked = true,
            (About::Subkey(key), Kind::SubkeyRevoked) => key.revoked = true,
            (About::Primary, Kind::Direct) => self.own(signature, &[]),
            (About::Name(name), Kind::Name) => {
                let Ok(length) = u32::try_from(name.len()) else { return };
                let framed = [&[0xB4], length.to_be_bytes().as_slice(), name].concat();
                self.own(signature, &framed);
            }
            (About::Subkey(key), Kind::Subkey) if self.holds(signature, &key.framed) => {
                let signs = signature.flags.is_some_and(|flags| flags & SIGNS != 0)
                    && signature.embedded.and_then(Signed::read).is_some_and(|back| self.agrees(key, &back));
                key.learn(signature, signs);
            }
            _ => {}
        }
    }

    /// A signature of the key on itself, or on a name.
    fn own(&mut self, signature: &Signed<'_>, more: &[u8]) {
        if signature.is_by(&self.primary.fingerprint) && self.holds(signature, more) {
            self.proven = true;
            self.primary.learn(signature, signature.flags.is_none_or(|flags| flags & SIGNS != 0));
        }
    }

    /// Whether the primary key made a signature on itself and `more`.
    fn holds(&self, signature: &Signed<'_>, more: &[u8]) -> bool {
        let signed = [self.primary.framed.as_slice(), more].concat();
        !signature.critical && self.primary.public.holds(signature, &signed) == Some(true)
    }

    /// Whether the subkey says itself that it belongs to this key: else anybody could claim another's.
    fn agrees(&self, key: &Key, back: &Signed<'_>) -> bool {
        let signed = [self.primary.framed.as_slice(), &key.framed].concat();
        back.kind == Kind::Primary && !back.critical && key.public.holds(back, &signed) == Some(true)
    }
}

/// The public part of a key.
#[derive(Debug, Clone)]
pub(super) enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ed25519 { legacy: bool, point: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Unknown,
}

impl Public {
    fn read(algorithm: u8, mut bytes: Bytes<'_>) -> Option<Self> {
        match algorithm {
            1 | 3 => {
                let (n, e) = (plain(bytes.mpi()?).to_vec(), plain(bytes.mpi()?).to_vec());
                // ring checks neither smaller nor larger ones.
                (256..=1024).contains(&n.len()).then_some(Self::Rsa { n, e })
            }
            19 | 22 => {
                let length = usize::from(bytes.byte()?);
                let curve = bytes.take(length)?;
                let point = bytes.mpi()?;
                match (algorithm, curve) {
                    (22, ED25519) => Some(Self::Ed25519 { legacy: true, point: point.strip_prefix(&[0x40])?.to_vec() }),
                    (19, P256) => Some(Self::P256(point.to_vec())),
                    (19, P384) => Some(Self::P384(point.to_vec())),
                    _ => None,
                }
            }
            27 => Some(Self::Ed25519 { legacy: false, point: bytes.take(32)?.to_vec() }),
            _ => None,
        }
    }

    /// Whether this key made `signature` on `what`; `None` for algorithms that are not known here.
    pub(super) fn holds(&self, signature: &Signed<'_>, what: &[u8]) -> Option<bool> {
        let signed = signature.signed(what)?;
        let mut proof = Bytes(signature.proof);
        let good = match (self, signature.algorithm, signature.hash) {
            (Self::Rsa { n, e }, 1 | 3, hash) => {
                let algorithm = match hash {
                    8 => &algorithms::RSA_PKCS1_2048_8192_SHA256,
                    9 => &algorithms::RSA_PKCS1_2048_8192_SHA384,
                    10 => &algorithms::RSA_PKCS1_2048_8192_SHA512,
                    _ => return None,
                };
                let proof = proof.mpi().and_then(|proof| widened(proof, n.len()));
                proof.is_some_and(|proof| RsaPublicKeyComponents { n, e }.verify(algorithm, &signed, &proof).is_ok())
            }
            (Self::Ed25519 { legacy, point }, 22 | 27, hash) if *legacy == (signature.algorithm == 22) => {
                let algorithm = match hash {
                    8 => &SHA256,
                    9 => &SHA384,
                    10 => &SHA512,
                    _ => return None,
                };
                let proof = if *legacy { pair(&mut proof, 32) } else { proof.take(64).map(<[u8]>::to_vec) };
                let key = UnparsedPublicKey::new(&algorithms::ED25519, point);
                proof.is_some_and(|proof| key.verify(digest(algorithm, &signed).as_ref(), &proof).is_ok())
            }
            (Self::P256(point), 19, 8) => {
                let key = UnparsedPublicKey::new(&algorithms::ECDSA_P256_SHA256_FIXED, point);
                pair(&mut proof, 32).is_some_and(|proof| key.verify(&signed, &proof).is_ok())
            }
            (Self::P384(point), 19, 9) => {
                let key = UnparsedPublicKey::new(&algorithms::ECDSA_P384_SHA384_FIXED, point);
                pair(&mut proof, 48).is_some_and(|proof| key.verify(&signed, &proof).is_ok())
            }
            _ => return None,
        };
        Some(good)
    }
}

/// Two numbers of `width` bytes each.
fn pair(proof: &mut Bytes<'_>, width: usize) -> Option<Vec<u8>> {
    Some([widened(proof.mpi()?, width)?, widened(proof.mpi()?, width)?].concat())
}
