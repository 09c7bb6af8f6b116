//! What the signature on a commit proves, against the keys that the configuration names.
//!
//! SSH and OpenPGP signatures are checked here. No program is run and no keyring of the user's is read: a signature
//! that is of another kind, or by a key that nobody named, comes with the command that checks it.

pub mod openpgp;
pub mod ssh;

use std::collections::BTreeMap;

use super::trace::Signature;

/// Whose keys count.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    ssh: ssh::Signers,
    openpgp: openpgp::Keyring,
}

impl Keys {
    /// Adds a list of allowed signers, as OpenSSH has them.
    pub fn add_signers(&mut self, list: &str) {
        self.ssh.add(list);
    }

    /// Adds armoured OpenPGP keys by the handle of the person who holds them.
    pub fn add_openpgp(&mut self, keys: &BTreeMap<String, String>) {
        for (handle, armoured) in keys {
            self.openpgp.add(handle, armoured);
        }
    }
}

/// What `armoured`, the signature on a commit made at `when` (seconds since 1970), proves of `message`, the commit's
/// text.
/// `elsewhere` is the command that checks what is not checked here.
pub fn verify(armoured: &str, message: &[u8], keys: &Keys, when: i64, elsewhere: &str) -> Signature {
    let armoured = armoured.trim();
    let told = if armoured.starts_with(ssh::BEGIN) {
        ssh::verify(armoured, message, &keys.ssh, when)
    } else if armoured.starts_with(openpgp::BEGIN) {
        openpgp::verify(armoured, message, &keys.openpgp)
    } else if armoured.starts_with("-----BEGIN SIGNED MESSAGE-----") {
        Told::Unchecked("it is an X.509 signature".to_owned())
    } else {
        Told::Unchecked("it is neither an SSH nor an OpenPGP signature".to_owned())
    };
    match told {
        Told::Verified(principals) => Signature::Verified { principals },
        Told::Worthless(why) => Signature::Worthless(why),
        Told::Unchecked(what) => Signature::Unchecked(format!("{what}; `{elsewhere}` checks it")),
    }
}

/// What one kind of signature proves.
enum Told {
    /// It is good, and its key is named for these.
    Verified(Vec<String>),
    /// It proves nothing.
    Worthless(String),
    /// It is of a kind that is not checked here.
    Unchecked(String),
}

/// A number without leading zeros.
fn plain(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// A number in `width` bytes.
fn widened(number: &[u8], width: usize) -> Option<Vec<u8>> {
    let number = plain(number);
    let mut wide = vec![0; width.checked_sub(number.len())?];
    wide.extend(number);
    Some(wide)
}
