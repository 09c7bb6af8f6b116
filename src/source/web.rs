//! Asking servers: one trait, and the ways to answer it. A [`Deadline`] bounds everything that one question takes.
//!
//! [`Client`] asks for real, behind its guards; [`Offline`] never asks; [`Recorded`] plays answers given beforehand.

pub mod client;
pub mod guard;
pub mod manners;
pub mod recorded;
pub mod resolver;
pub mod tls;
mod trouble;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, Instant};

pub use client::{Client, Options, Proxies, Token};
pub use manners::Mannered;
pub use recorded::Recorded;
pub use url::Url;

use crate::evidence::nightly::timestamp;
use crate::evidence::{Cause, CauseKind};
use trouble::Trouble;

/// Something that answers GET requests.
pub trait Web: Sync {
    /// The server's answer to a GET of `request`, whatever its status, as soon as its head is there: the body streams.
    ///
    /// Redirects are followed and passing troubles retried before this returns, all before `deadline`; reading the
    /// body ends at `deadline` too.
    ///
    /// # Errors
    /// The cause, when no server gave an answer, or when we would not ask.
    fn get(&self, request: &Request, deadline: Deadline) -> Result<Response, Cause>;
}

/// One GET request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What to get.
    pub url: Url,
    /// The `Accept` header.
    pub accept: &'static str,
    /// Send the token that the client was given, if it was given one for this very host.
    pub authorised: bool,
    /// The `ETag` of an earlier answer: the server may then answer 304.
    pub etag: Option<String>,
}

impl Request {
    /// Anything that `url` serves.
    pub fn new(url: Url) -> Self {
        Self { url, accept: "*/*", authorised: false, etag: None }
    }

    /// The JSON that `url` serves, with the client's token if the host is the one it was given for.
    pub fn api(url: Url) -> Self {
        Self { accept: "application/json", authorised: true, ..Self::new(url) }
    }
}

/// A server's answer. Dropping it hangs up.
pub struct Response {
    /// Where the answer came from after all redirects, without user and password.
    pub url: String,
    /// The addresses that redirected, in order, without user and password.
    pub redirects: Vec<String>,
    /// HTTP status code.
    pub status: u16,
    /// Header fields.
    pub headers: Headers,
    /// The answer came through a proxy, so that nobody checked which address the proxy asked.
    pub proxied: bool,
    /// The body; an error in it carries a [`Cause`] (see [`cause_of`]).
    pub body: Box<dyn Read + Send>,
}

impl Response {
    /// The cause in an answer that tells nothing about what was asked for: the server is in trouble, or wants us to
    /// come back later.
    pub fn trouble(&self) -> Option<Cause> {
        let host = Url::parse(&self.url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
        let spent = self.headers.get("x-ratelimit-remaining") == Some("0") || self.headers.get("retry-after").is_some();
        match self.status {
            429 => Some(Cause::new(
                CauseKind::RateLimited,
                format!("{host} answered 429: too many requests, {}", self.headers.come_back()),
            )),
            403 if spent => Some(Cause::new(
                CauseKind::RateLimited,
                format!("{host} answered 403 and wants fewer requests, {}", self.headers.come_back()),
            )),
            407 => Some(Cause::new(CauseKind::Network, "the proxy answered 407: it wants a user and password")),
            status @ (408 | 425 | 500..) => {
                Some(Cause::new(CauseKind::Network, format!("{host} answered {status}: the server is in trouble")))
            }
            _ => None,
        }
    }

    /// The whole body, if it is no longer than `limit` bytes.
    ///
    /// # Errors
    /// The cause, when reading breaks off or the body is too long.
    pub fn read_all(self, limit: u64) -> Result<Vec<u8>, Cause> {
        let mut bytes = Vec::new();
        self.body.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| cause_of(&e))?;
        if bytes.len() as u64 > limit {
            return Err(Cause::new(CauseKind::TooLarge, format!("{} answered more than {limit} bytes", self.url)));
        }
        Ok(bytes)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("url", &self.url).field("status", &self.status).finish_non_exhaustive()
    }
}

/// Header fields by lower-case name; of a field that comes more than once, the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(BTreeMap<String, String>);

impl Headers {
    /// The value of `name`, which is given in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn come_back(&self) -> String {
        match self.get("retry-after") {
            Some(when) if when.bytes().all(|b| b.is_ascii_digit()) => format!("retry after {when} s"),
            Some(when) => format!("retry after {when}"),
            None => match self.get("x-ratelimit-reset").and_then(|reset| reset.parse().ok()) {
                Some(reset) => format!("retry after {}", timestamp(reset)),
                None => "retry later".to_owned(),
            },
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut headers = BTreeMap::new();
        for (name, value) in fields {
            headers.entry(name.into().to_ascii_lowercase()).or_insert_with(|| value.into());
        }
        Self(headers)
    }
}

/// The moment at which everything that was asked for ends: tries, waits, redirects and bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    end: Instant,
    limit: Duration,
}

impl Deadline {
    /// `limit` from now.
    pub fn after(limit: Duration) -> Self {
        let now = Instant::now();
        Self { end: now.checked_add(limit).unwrap_or(now), limit }
    }

    /// The time left; zero when it is over.
    pub fn left(self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// The time there was at first.
    pub fn limit(self) -> Duration {
        self.limit
    }
}

/// `url` fit to be shown: without user, password and fragment, and without the values of queries that look secret.
pub fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // These fail only for addresses without a host, which have no credentials either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    if let Some(query) = url.query() {
        let fields = query.split('&').map(|field| match field.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}=..."),
            _ => field.to_owned(),
        });
        shown.set_query(Some(&fields.collect::<Vec<_>>().join("&")));
    }
    shown.into()
}

/// Parts of the names of query fields whose values sign or open something.
const SECRETS: &[&str] = &["token", "sig", "secret", "password", "passwd", "key", "auth", "credential", "jwt"];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// Asks nobody, for `--offline`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Web for Offline {
    fn get(&self, request: &Request, _deadline: Deadline) -> Result<Response, Cause> {
        let host = request.url.host_str().unwrap_or("the server");
        Err(Cause::new(CauseKind::Offline, format!("offline: {host} was not asked")))
    }
}

/// The cause inside an error of [`Response::body`].
pub fn cause_of(error: &io::Error) -> Cause {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Trouble>()) {
        Some(Trouble(cause)) => cause.clone(),
        None => Cause::new(CauseKind::Network, format!("reading the answer broke off: {error}")),
    }
}
