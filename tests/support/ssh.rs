//! SSH keys that sign as OpenSSH does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, SHA512, digest};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

/// An Ed25519 key; with an application, one on a security key.
pub(crate) struct Key {
    pair: Ed25519KeyPair,
    application: Option<&'static str>,
}

impl Key {
    /// The key that grows from `seed`.
    pub(crate) fn new(seed: u8) -> Self {
        Self { pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(), application: None }
    }

    /// The same on a security key.
    pub(crate) fn on_token(seed: u8) -> Self {
        Self { application: Some("ssh:"), ..Self::new(seed) }
    }

    fn kind(&self) -> &'static str {
        self.application.map_or("ssh-ed25519", |_| "sk-ssh-ed25519@openssh.com")
    }

    fn blob(&self) -> Vec<u8> {
        let mut blob = string(self.kind().as_bytes());
        blob.extend(string(self.pair.public_key().as_ref()));
        blob.extend(self.application.map(|name| string(name.as_bytes())).unwrap_or_default());
        blob
    }

    /// Type and key, as a list of allowed signers has them.
    pub(crate) fn public(&self) -> String {
        format!("{} {}", self.kind(), STANDARD.encode(self.blob()))
    }

    /// An armoured signature on `message`.
    pub(crate) fn sign(&self, namespace: &str, message: &[u8]) -> String {
        self.sign_as(namespace, message, 1)
    }

    /// With a security key's flags: 1 means that somebody touched it.
    pub(crate) fn sign_as(&self, namespace: &str, message: &[u8], flags: u8) -> String {
        let hash = digest(&SHA512, message);
        let head = [namespace.as_bytes(), b"", b"sha512"].map(string).concat();
        let signed = [b"SSHSIG".as_slice(), &head, &string(hash.as_ref())].concat();
        let counter = [0, 0, 0, 7];
        let (text, tail) = match self.application {
            None => (signed, Vec::new()),
            Some(name) => {
                let text =
                    [digest(&SHA256, name.as_bytes()).as_ref(), &[flags], &counter, digest(&SHA256, &signed).as_ref()]
                        .concat();
                (text, [[flags].as_slice(), &counter].concat())
            }
        };
        let proof = [string(self.kind().as_bytes()), string(self.pair.sign(&text).as_ref()), tail].concat();
        let body = [b"SSHSIG".as_slice(), &[0, 0, 0, 1], &string(&self.blob()), &head, &string(&proof)].concat();
        let lines: Vec<String> =
            STANDARD.encode(body).as_bytes().chunks(70).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
        format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----", lines.join("\n"))
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    let mut string = u32::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    string.extend(bytes);
    string
}
