//! Troubles of the network, told so that a person knows what to do.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use rustls::CertificateError;

use super::Deadline;
use crate::evidence::{Cause, CauseKind};

/// A cause on its way through [`io::Error`].
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Cause);

impl Trouble {
    /// `cause` as the error of a reader.
    pub(super) fn into_io(cause: Cause) -> io::Error {
        io::Error::other(Self(cause))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Trouble {}

/// The cause in `error`, which came of asking `host`, or the proxy for it.
pub(super) fn cause(error: &reqwest::Error, host: &str, proxied: bool) -> Cause {
    let proxy = format!("the proxy for {host}");
    let peer = if proxied { &proxy } else { host };
    if let Some(Trouble(cause)) = find(error) {
        return cause.clone();
    }
    if let Some(tls) = find(error) {
        return Cause::new(CauseKind::Network, format!("{host}: {}", of_tls(tls)));
    }
    if error.is_timeout() {
        return Cause::new(CauseKind::Timeout, format!("{peer} did not take the connection in time"));
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            Cause::new(CauseKind::Network, format!("{peer} refused the connection"))
        }
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            Cause::new(CauseKind::Network, format!("{peer} broke the connection off"))
        }
        _ => Cause::new(CauseKind::Network, format!("{peer} gave no answer that could be read: {}", innermost(error))),
    }
}

/// Whether asking again may help after `error`.
pub(super) fn may_pass(error: &reqwest::Error) -> bool {
    let refused = find::<Trouble>(error).is_some_and(|Trouble(cause)| cause.kind == CauseKind::Refused);
    !refused && find::<rustls::Error>(error).is_none() && !error.is_builder()
}

/// The cause for a body from `host` that broke off.
pub(super) fn broken_off(error: &reqwest::Error, host: &str) -> Cause {
    Cause::new(CauseKind::Network, format!("{host} broke off in the middle of its answer: {}", innermost(error)))
}

/// The cause when `deadline` is over.
pub(super) fn too_slow(host: &str, deadline: Deadline) -> Cause {
    Cause::new(
        CauseKind::Timeout,
        format!("{host} was not done within {} s; --timeout gives it longer", deadline.limit().as_secs_f32()),
    )
}

fn of_tls(error: &rustls::Error) -> String {
    use CertificateError as C;
    let rustls::Error::InvalidCertificate(certificate) = error else { return format!("TLS failed: {error}") };
    match certificate {
        C::Expired | C::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        C::NotValidYet | C::NotValidYetContext { .. } => "its certificate is not valid yet".to_owned(),
        C::NotValidForName | C::NotValidForNameContext { .. } => "its certificate is for another name".to_owned(),
        C::UnknownIssuer | C::Other(_) => {
            format!("its certificate is not signed by an authority known here ({error}); --ca-cert FILE adds one")
        }
        C::Revoked => "its certificate is revoked".to_owned(),
        _ => format!("its certificate does not hold: {error}"),
    }
}

/// The first error of type `E` in the chain of `error`, looking into I/O errors too.
fn find<'e, E: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // The source of an I/O error skips the error it wraps.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
