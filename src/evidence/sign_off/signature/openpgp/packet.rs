//! The packets of OpenPGP, and the signature packet.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;

/// The tag of a signature packet.
pub(super) const SIGNATURE: u8 = 2;
/// Most packets of one block.
const MOST: usize = 10_000;

/// The bytes between `begin` and `end`, without the armour's headers. The checksum is not looked at, as RFC 9580 asks.
pub(super) fn dearmour(text: &str, begin: &str, end: &str) -> Option<Vec<u8>> {
    let body = text.trim().strip_prefix(begin)?.strip_suffix(end)?;
    let lines = body.lines().map(str::trim).skip_while(|line| line.is_empty());
    let body: String = lines.filter(|line| !line.contains(':')).take_while(|line| !line.starts_with('=')).collect();
    STANDARD.decode(body).ok()
}

/// Each packet's tag and body; `None` where lengths do not fit, or are of the forms that neither keys nor signatures
/// use.
pub(super) fn packets(bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut bytes = Bytes(bytes);
    let mut packets = Vec::new();
    while !bytes.0.is_empty() {
        let head = bytes.byte()?;
        let (tag, length) = match head {
            0xC0.. => (head & 0x3F, bytes.length()?),
            0x80.. => (head >> 2 & 0x0F, bytes.number(*[1, 2, 4].get(usize::from(head & 3))?)?),
            _ => return None,
        };
        packets.push((tag, bytes.take(length)?));
        if packets.len() > MOST {
            return None;
        }
    }
    Some(packets)
}

/// What a signature says of what it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document as it is, byte for byte.
    Document,
    /// That a name belongs to the key.
    Name,
    /// Something of the key itself.
    Direct,
    /// That a subkey belongs to the key.
    Subkey,
    /// The subkey's word that it belongs to the key.
    Primary,
    /// The key is no longer to be used.
    KeyRevoked,
    /// The subkey is no longer to be used.
    SubkeyRevoked,
    /// Anything else.
    Other,
}

/// A signature packet of version 4.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    pub(super) kind: Kind,
    /// The number of the public-key algorithm.
    pub(super) algorithm: u8,
    /// The number of the hash algorithm.
    pub(super) hash: u8,
    /// Seconds since 1970.
    pub(super) created: Option<i64>,
    /// Seconds from `created` on, after which the signature says nothing.
    pub(super) expires: Option<i64>,
    /// Seconds from the key's creation on, after which the key is not to be used.
    pub(super) key_expires: Option<i64>,
    /// What the key may be used for.
    pub(super) flags: Option<u8>,
    /// Something that must be understood is not known here.
    pub(super) critical: bool,
    /// A signature inside this one.
    pub(super) embedded: Option<&'a [u8]>,
    /// The end of its key's fingerprint, or all of it.
    issuer: Option<&'a [u8]>,
    hashed: &'a [u8],
    /// What the algorithm made.
    pub(super) proof: &'a [u8],
}

impl<'a> Signed<'a> {
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let mut bytes = Bytes(body);
        let [4, kind, algorithm, hash] = *bytes.take(4)? else { return None };
        let length = bytes.number(2)?;
        let inside = bytes.take(length)?;
        let hashed = body.get(..6 + length)?;
        let length = bytes.number(2)?;
        let beside = bytes.take(length)?;
        let _left = bytes.take(2)?;
        let mut signed = Self {
            kind: match kind {
                0x00 => Kind::Document,
                0x10..=0x13 => Kind::Name,
                0x18 => Kind::Subkey,
                0x19 => Kind::Primary,
                0x1F => Kind::Direct,
                0x20 => Kind::KeyRevoked,
                0x28 => Kind::SubkeyRevoked,
                _ => Kind::Other,
            },
            algorithm,
            hash,
            created: None,
            expires: None,
            key_expires: None,
            flags: None,
            critical: false,
            embedded: None,
            issuer: None,
            hashed,
            proof: bytes.0,
        };
        // What is signed has the last word.
        signed.parts(beside, false)?;
        signed.parts(inside, true)?;
        Some(signed)
    }

    /// Subpackets: what is not signed may only help to find the key.
    fn parts(&mut self, bytes: &'a [u8], signed: bool) -> Option<()> {
        let mut bytes = Bytes(bytes);
        while !bytes.0.is_empty() {
            let length = bytes.length()?;
            let mut part = Bytes(bytes.take(length)?);
            let kind = part.byte()?;
            let seconds = || Bytes(part.0).number(4).and_then(|number| i64::try_from(number).ok());
            match kind & 0x7F {
                16 if part.0.len() == 8 => self.issuer = self.issuer.or(Some(part.0)),
                33 if part.0.len() == 21 => self.issuer = part.0.get(1..),
                32 => self.embedded = Some(part.0),
                _ if !signed => {}
                2 => self.created = Some(seconds()?),
                3 => self.expires = Some(seconds()?).filter(|seconds| *seconds > 0),
                9 => self.key_expires = Some(seconds()?).filter(|seconds| *seconds > 0),
                27 => self.flags = Some(part.0.first().copied().unwrap_or_default()),
                // Preferences, features, names, addresses and reasons, of which none makes a signature mean less.
                7 | 11 | 21..=26 | 28..=31 | 34 | 35 | 39 => {}
                _ => self.critical |= kind & 0x80 != 0,
            }
        }
        Some(())
    }

    /// Whether the signature says that the key with that fingerprint made it, or does not say.
    pub(super) fn is_by(&self, fingerprint: &[u8]) -> bool {
        self.issuer.is_none_or(|issuer| fingerprint.ends_with(issuer))
    }

    /// Whose it says it is.
    pub(super) fn by(&self) -> String {
        self.issuer.map_or_else(|| "unknown".to_owned(), hexadecimal)
    }

    /// The bytes that the key signed: `what`, then the signature's own words.
    pub(super) fn signed(&self, what: &[u8]) -> Option<Vec<u8>> {
        let length = u32::try_from(self.hashed.len()).ok()?.to_be_bytes();
        Some([what, self.hashed, &[4, 0xFF], &length].concat())
    }
}

/// The fingerprint of a version-4 key with that body.
pub(super) fn fingerprint(framed: &[u8]) -> [u8; 20] {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, framed);
    digest.as_ref().try_into().unwrap_or_default()
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// OpenPGP's wire format.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number of `width` bytes, at most four.
    pub(super) fn number(&mut self, width: usize) -> Option<usize> {
        Some(self.take(width)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// The length of a packet or subpacket; lengths in parts are refused.
    fn length(&mut self) -> Option<usize> {
        match self.byte()? {
            first @ ..192 => Some(usize::from(first)),
            first @ 192..224 => Some(((usize::from(first) - 192) << 8) + self.number(1)? + 192),
            255 => self.number(4),
            _ => None,
        }
    }

    /// A number with its length in bits before it.
    pub(super) fn mpi(&mut self) -> Option<&'a [u8]> {
        let bits = self.number(2)?;
        self.take(bits.div_ceil(8))
    }
}
