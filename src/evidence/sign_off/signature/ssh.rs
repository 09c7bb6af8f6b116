//! SSH signatures, checked against lists of allowed signers.
//!
//! The formats are OpenSSH's: PROTOCOL.sshsig for signatures, "ALLOWED SIGNERS" in ssh-keygen(1) for the lists.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use ring::digest::{SHA256, SHA512, digest};
use ring::signature::{self as algorithms, RsaPublicKeyComponents, UnparsedPublicKey};

use super::{Told, plain, widened};

/// How such a signature starts.
pub(super) const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";
/// The namespace in which git signs.
const NAMESPACE: &str = "git";
/// Longest signature read, in bytes; an RSA one of 16,384 bits has 6 KiB.
const LONGEST: usize = 16 << 10;
/// Most signers read of one list.
const MOST: usize = 10_000;

/// Whose keys count.
#[derive(Debug, Clone, Default)]
pub struct Signers(Vec<Signer>);

#[derive(Debug, Clone)]
struct Signer {
    principals: Vec<String>,
    /// Patterns; `None` allows every namespace.
    namespaces: Option<Vec<String>>,
    /// Seconds since 1970.
    valid: std::ops::RangeInclusive<i64>,
    key: Vec<u8>,
}

impl Signers {
    /// Adds the lines of a list; lines that say nothing of a signer are passed over, as OpenSSH does.
    pub fn add(&mut self, list: &str) {
        let room = MOST.saturating_sub(self.0.len());
        self.0.extend(list.lines().filter_map(signer).take(room));
    }

    /// Whether `line` is one of a list of allowed signers.
    pub fn is_line(line: &str) -> bool {
        !line.contains('\n') && signer(line).is_some()
    }

    fn principals(&self, key: &[u8], when: i64) -> Vec<String> {
        let fits = |signer: &&Signer| {
            let here =
                signer.namespaces.as_ref().is_none_or(|all| all.iter().any(|name| name == NAMESPACE || name == "*"));
            signer.key == key && here && signer.valid.contains(&when)
        };
        self.0.iter().filter(fits).flat_map(|signer| signer.principals.clone()).collect()
    }
}

/// `principals [options] type key [comment]`. Certificate authorities are not followed.
fn signer(line: &str) -> Option<Signer> {
    let mut words = words(line.trim()).into_iter();
    let principals = words.next().filter(|word| !word.starts_with('#'))?;
    let mut kind = words.next()?;
    let (mut namespaces, mut after, mut before) = (None, i64::MIN, i64::MAX);
    if !is_key_type(&kind) {
        for option in split(&kind) {
            match option.split_once('=') {
                Some((name, value)) if name.eq_ignore_ascii_case("namespaces") => {
                    namespaces = Some(value.split(',').map(str::to_owned).collect());
                }
                Some((name, value)) if name.eq_ignore_ascii_case("valid-after") => after = seconds(value)?,
                Some((name, value)) if name.eq_ignore_ascii_case("valid-before") => before = seconds(value)?,
                _ => return None,
            }
        }
        kind = words.next().filter(|kind| is_key_type(kind))?;
    }
    let key = STANDARD.decode(words.next()?).ok()?;
    let named = Bytes(&key).string()? == kind.as_bytes();
    let principals = principals.split(',').filter(|p| !p.is_empty()).map(str::to_owned).collect();
    (named && after <= before).then_some(Signer { principals, namespaces, valid: after..=before, key })
}

fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-"].iter().any(|start| word.starts_with(start))
}

/// Words between blanks; quotation marks keep blanks together and fall away.
fn words(line: &str) -> Vec<String> {
    pieces(line, |c| c == ' ' || c == '\t', false)
}

/// Options between commas; quotation marks keep commas together and fall away.
fn split(options: &str) -> Vec<String> {
    pieces(options, |c| c == ',', true)
}

fn pieces(text: &str, ends: impl Fn(char) -> bool, unquote: bool) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        if ends(c) && !quoted {
            all.push(String::new());
        } else if let Some(last) = all.last_mut()
            && (c != '"' || !unquote)
        {
            last.push(c);
        }
    }
    all.retain(|piece| !piece.is_empty());
    all.into_iter()
        .map(|piece| match piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) if !inner.contains('"') => inner.to_owned(),
            _ => piece,
        })
        .collect()
}

/// `YYYYMMDD[HHMM[SS]]`, taken as UTC with or without the `Z`.
fn seconds(stamp: &str) -> Option<i64> {
    let digits = stamp.strip_suffix(['Z', 'z']).unwrap_or(stamp);
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let pair = |at: usize| digits.get(at..at + 2).map_or(Some(0), |pair| pair.parse().ok());
    let year = digits.get(..4)?.parse().ok()?;
    let time = DateTime::new(year, pair(4)?, pair(6)?, pair(8)?, pair(10)?, pair(12)?, 0).ok()?;
    Some(Offset::UTC.to_timestamp(time).ok()?.as_second())
}

pub(super) fn verify(armoured: &str, message: &[u8], signers: &Signers, when: i64) -> Told {
    let unchecked = |kind: &str| Told::Unchecked(format!("it is made with {kind} that is not known here"));
    let Some(parts) = Parts::read(armoured) else { return Told::Worthless("it is damaged".to_owned()) };
    if parts.namespace != NAMESPACE.as_bytes() {
        return Told::Worthless("it was not made for git".to_owned());
    }
    let Some(signed) = parts.signed(message) else { return unchecked("a hash") };
    match parts.holds(&signed) {
        None => unchecked("a kind of key"),
        Some(false) => Told::Worthless("it does not belong to this commit".to_owned()),
        Some(true) => match signers.principals(&parts.key, when) {
            principals if principals.is_empty() => {
                let key = STANDARD_NO_PAD.encode(digest(&SHA256, &parts.key));
                Told::Worthless(format!("no list of allowed signers has its key SHA256:{key}"))
            }
            principals => Told::Verified(principals),
        },
    }
}

/// A signature taken apart.
struct Parts {
    key: Vec<u8>,
    namespace: Vec<u8>,
    reserved: Vec<u8>,
    hash: Vec<u8>,
    signature: Vec<u8>,
}

impl Parts {
    fn read(armoured: &str) -> Option<Self> {
        let body = armoured.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
        if body.len() > LONGEST {
            return None;
        }
        let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes = STANDARD.decode(body).ok()?;
        let mut bytes = Bytes(bytes.strip_prefix(MAGIC)?);
        if bytes.number()? != 1 {
            return None;
        }
        let mut next = || bytes.string().map(<[u8]>::to_vec);
        let parts = Self { key: next()?, namespace: next()?, reserved: next()?, hash: next()?, signature: next()? };
        bytes.0.is_empty().then_some(parts)
    }

    /// The bytes that the key signed.
    fn signed(&self, message: &[u8]) -> Option<Vec<u8>> {
        let digest = match self.hash.as_slice() {
            b"sha256" => digest(&SHA256, message).as_ref().to_vec(),
            b"sha512" => digest(&SHA512, message).as_ref().to_vec(),
            _ => return None,
        };
        let mut signed = MAGIC.to_vec();
        for part in [&self.namespace, &self.reserved, &self.hash, &digest] {
            signed.extend(u32::try_from(part.len()).ok()?.to_be_bytes());
            signed.extend(part);
        }
        Some(signed)
    }

    /// Whether the key made the signature; `None` for kinds of keys that are not known here.
    fn holds(&self, signed: &[u8]) -> Option<bool> {
        let mut key = Bytes(&self.key);
        let mut signature = Bytes(&self.signature);
        let (Some(kind), Some(algorithm), Some(proof)) = (key.string(), signature.string(), signature.string()) else {
            return Some(false);
        };
        let held =
            match kind {
                b"ssh-ed25519" => (algorithm == kind).then(|| ed25519(key.string()?, signed, proof)),
                b"sk-ssh-ed25519@openssh.com" => (algorithm == kind)
                    .then(|| ed25519(key.string()?, &touched(&mut key, &mut signature, signed)?, proof)),
                b"ecdsa-sha2-nistp256" => (algorithm == kind)
                    .then(|| ecdsa(&mut key, &algorithms::ECDSA_P256_SHA256_FIXED, 32, signed, proof)),
                b"ecdsa-sha2-nistp384" => (algorithm == kind)
                    .then(|| ecdsa(&mut key, &algorithms::ECDSA_P384_SHA384_FIXED, 48, signed, proof)),
                b"ssh-rsa" => Some(rsa(&mut key, algorithm, signed, proof)),
                _ => return None,
            };
        Some(held.flatten().is_some())
    }
}

/// Each of these is `Some` when the signature holds.
fn ed25519(key: &[u8], signed: &[u8], proof: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(&algorithms::ED25519, key).verify(signed, proof).ok()
}

/// What a security key signs: the application's name, that somebody touched it, how often it signed, and the message.
fn touched(key: &mut Bytes<'_>, signature: &mut Bytes<'_>, signed: &[u8]) -> Option<Vec<u8>> {
    let mut text = digest(&SHA256, key.string()?).as_ref().to_vec();
    let flags = signature.take(1)?;
    text.extend(flags);
    text.extend(signature.take(4)?);
    text.extend_from_slice(digest(&SHA256, signed).as_ref());
    (flags.first()? & 1 == 1).then_some(text)
}

fn ecdsa(
    key: &mut Bytes<'_>,
    algorithm: &'static algorithms::EcdsaVerificationAlgorithm,
    width: usize,
    signed: &[u8],
    proof: &[u8],
) -> Option<()> {
    let _curve = key.string()?;
    let point = key.string()?;
    let mut proof = Bytes(proof);
    let (r, s) = (proof.string()?, proof.string()?);
    let fixed = [widened(r, width)?, widened(s, width)?].concat();
    UnparsedPublicKey::new(algorithm, point).verify(signed, &fixed).ok()
}

fn rsa(key: &mut Bytes<'_>, algorithm: &[u8], signed: &[u8], proof: &[u8]) -> Option<()> {
    let algorithm = match algorithm {
        b"rsa-sha2-512" => &algorithms::RSA_PKCS1_2048_8192_SHA512,
        b"rsa-sha2-256" => &algorithms::RSA_PKCS1_2048_8192_SHA256,
        _ => return None,
    };
    let (e, n) = (plain(key.string()?), plain(key.string()?));
    RsaPublicKeyComponents { n, e }.verify(algorithm, signed, proof).ok()
}

/// SSH's wire format.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }
}
