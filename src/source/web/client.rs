//! The client that really asks, behind its guards: public addresses only, a deadline over everything, few redirects and
//! fewer retries, and no secret for anybody but the host it was given for.

use std::fmt;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, IF_NONE_MATCH, LOCATION, RETRY_AFTER};
use rustls::pki_types::CertificateDer;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use url::{Origin, Url};

use super::resolver::Resolver;
use super::trouble::{self, Trouble};
use super::{Deadline, Headers, Request, Response, Web, guard, shown, tls};
use crate::evidence::nightly::http_date;
use crate::evidence::{Cause, CauseKind};

/// How often one address is asked.
const TRIES: usize = 3;
/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// Waits before the second and the third try, where the server names none.
const BACK_OFF: [Duration; TRIES - 1] = [Duration::from_millis(250), Duration::from_secs(1)];
/// The longest wait that a server's `Retry-After` is honoured for.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The longest that dialling may take, so that one dead address leaves time for another try.
const DIAL: Duration = Duration::from_secs(10);

/// What the user allows and adds.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Ask private, loopback and link-local addresses too.
    pub allow_private: bool,
    /// Certificate authorities beside the system's; see [`tls::certificates`].
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// A secret for one host.
    pub token: Option<Token>,
    /// Whom to go through.
    pub proxies: Proxies,
}

/// A bearer token and the only place it is sent to.
#[derive(Clone)]
pub struct Token {
    /// The base address of the API: scheme, host and port must be equal.
    pub api: Url,
    /// The secret.
    pub secret: String,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("api", &self.api.as_str()).finish_non_exhaustive()
    }
}

/// Which proxies to use.
#[derive(Debug, Clone, Default)]
pub enum Proxies {
    /// Those that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name.
    #[default]
    Environment,
    /// None at all.
    Direct,
    /// This one for everything.
    Through(Url),
}

/// Asks servers. Nothing is set up before the first request.
#[derive(Debug, Default)]
pub struct Client {
    options: Options,
    engine: OnceLock<Result<Arc<Engine>, Cause>>,
}

/// The parts that are costly to build.
struct Engine {
    /// `None` only while dropping.
    runtime: Option<Runtime>,
    direct: reqwest::Client,
    proxied: reqwest::Client,
    matcher: Matcher,
    /// Why https cannot be spoken.
    no_tls: Option<Cause>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Client {
    /// A client that will ask as `options` say.
    pub fn new(options: Options) -> Self {
        Self { options, engine: OnceLock::new() }
    }

    fn engine(&self) -> Result<Arc<Engine>, Cause> {
        self.engine.get_or_init(|| Engine::new(&self.options).map(Arc::new)).clone()
    }
}

impl Web for Client {
    fn get(&self, request: &Request, deadline: Deadline) -> Result<Response, Cause> {
        let mut url = request.url.clone();
        let secret = Secret::of(request, &mut url, self.options.token.as_ref());
        let mut redirects = Vec::new();
        loop {
            guard::check(&url, self.options.allow_private)?;
            let engine = self.engine()?;
            if let (Some(cause), "https") = (&engine.no_tls, url.scheme()) {
                return Err(cause.clone());
            }
            let (response, proxied) = engine.persist(&url, request, &secret, deadline)?;
            let status = response.status().as_u16();
            if let 301 | 302 | 303 | 307 | 308 = status {
                let next = target(&url, response.headers().get(LOCATION).map(|l| l.as_bytes()))?;
                if redirects.len() == REDIRECTS {
                    return Err(Cause::new(
                        CauseKind::Network,
                        format!("{} redirects more than {REDIRECTS} times", shown(&request.url)),
                    ));
                }
                redirects.push(shown(&url));
                url = next;
                continue;
            }
            let headers = response
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
                .collect::<Headers>();
            let host = url.host_str().unwrap_or_default().to_owned();
            let body = Body { engine, response: Some(response), chunk: Cursor::default(), deadline, host };
            return Ok(Response { url: shown(&url), redirects, status, headers, proxied, body: Box::new(body) });
        }
    }
}

impl Engine {
    fn new(options: &Options) -> Result<Self, Cause> {
        let internal = |what: &str, e: &dyn fmt::Display| {
            Cause::new(CauseKind::Internal, format!("no {what} for the network: {e}"))
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(4)
            .build()
            .map_err(|e| internal("runtime", &e))?;
        let (tls, no_tls) = match tls::config(&options.extra_roots) {
            Ok(config) => (config, None),
            Err(cause) => (tls::trusting_nobody()?, Some(cause)),
        };
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("plugin-ready/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .connect_timeout(DIAL)
        };
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|e| internal("client", &e));
        let direct = build(builder().no_proxy().dns_resolver(Resolver { allow_private: options.allow_private }))?;
        let (matcher, proxied) = match &options.proxies {
            Proxies::Environment => (Matcher::from_env(), build(builder())?),
            Proxies::Direct => (Matcher::builder().build(), direct.clone()),
            Proxies::Through(proxy) => {
                let through = reqwest::Proxy::all(proxy.clone()).map_err(|e| internal("proxy", &e))?;
                (Matcher::builder().all(proxy.as_str()).build(), build(builder().no_proxy().proxy(through))?)
            }
        };
        Ok(Self { runtime: Some(runtime), direct, proxied, matcher, no_tls })
    }

    /// One address, asked again while its trouble may pass; and whether a proxy did it.
    fn persist(
        &self,
        url: &Url,
        request: &Request,
        secret: &Secret,
        deadline: Deadline,
    ) -> Result<(reqwest::Response, bool), Cause> {
        let proxied = url.as_str().parse::<http::Uri>().ok().is_some_and(|uri| self.matcher.intercept(&uri).is_some());
        let client = if proxied { &self.proxied } else { &self.direct };
        let host = url.host_str().unwrap_or_default();
        let mut back_off = BACK_OFF.iter();
        loop {
            let mut asking =
                client.get(secret.written_into(url)).header(ACCEPT, request.accept).header(ACCEPT_ENCODING, "identity");
            if let Some(etag) = &request.etag {
                asking = asking.header(IF_NONE_MATCH, etag);
            }
            if let Some(bearer) = secret.bearer(url) {
                asking = asking.header(AUTHORIZATION, bearer);
            }
            let answer = self.within(deadline, host, asking.send())?;
            let wait = match (&answer, back_off.next()) {
                (_, None) => None,
                (Ok(answer), Some(pause)) if matches!(answer.status().as_u16(), 408 | 425 | 429 | 500 | 502..=504) => {
                    let named = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                    Some(named.map_or(*pause, |value| retry_after(value, SystemTime::now())))
                }
                (Ok(_), _) => None,
                (Err(error), Some(pause)) => trouble::may_pass(error).then_some(*pause),
            };
            match wait {
                Some(pause) if pause <= LONGEST_WAIT && pause < deadline.left() => std::thread::sleep(pause),
                _ => return answer.map(|a| (a, proxied)).map_err(|e| trouble::cause(&e, host, proxied)),
            }
        }
    }

    /// What `future` gives, or the cause when it does not come before the deadline.
    fn within<T>(&self, deadline: Deadline, host: &str, future: impl Future<Output = T>) -> Result<T, Cause> {
        let Some(runtime) = &self.runtime else {
            return Err(Cause::new(CauseKind::Internal, "the network was shut down"));
        };
        runtime
            .block_on(async { timeout(deadline.left(), future).await })
            .map_err(|_| trouble::too_slow(host, deadline))
    }
}

/// Look-ups of names cannot be broken off: they are left behind rather than waited for.
impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What proves who we are, and to whom alone it is shown.
struct Secret(Option<(Origin, Proof)>);

enum Proof {
    Bearer(String),
    /// User and password, as the address writes them.
    Basic(String, String),
}

impl Secret {
    /// The secret for `request`, whose user and password move out of `url`.
    fn of(request: &Request, url: &mut Url, token: Option<&Token>) -> Self {
        let (user, password) = strip(url);
        let origin = url.origin();
        if !user.is_empty() || !password.is_empty() {
            return Self(Some((origin, Proof::Basic(user, password))));
        }
        let token = token.filter(|token| request.authorised && token.api.origin() == origin);
        Self(token.map(|token| (origin, Proof::Bearer(format!("Bearer {}", token.secret)))))
    }

    fn bearer(&self, url: &Url) -> Option<&str> {
        match &self.0 {
            Some((origin, Proof::Bearer(value))) if *origin == url.origin() => Some(value),
            _ => None,
        }
    }

    fn written_into(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if let Some((origin, Proof::Basic(user, password))) = &self.0
            && *origin == url.origin()
        {
            let _ = url.set_username(user);
            let _ = url.set_password(Some(password));
        }
        url
    }
}

/// Takes user and password out of `url`, still percent-encoded.
fn strip(url: &mut Url) -> (String, String) {
    let credentials = (url.username().to_owned(), url.password().unwrap_or_default().to_owned());
    // Both fail only for addresses without a host, which have no credentials either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    credentials
}

/// Where `from` redirects to.
fn target(from: &Url, location: Option<&[u8]>) -> Result<Url, Cause> {
    let host = from.host_str().unwrap_or_default();
    let Some(location) = location else {
        return Err(Cause::new(CauseKind::Network, format!("{host} redirects without saying where to")));
    };
    let location = String::from_utf8_lossy(location);
    let mut next = from.join(&location).map_err(|e| {
        Cause::new(CauseKind::Network, format!("{host} redirects to something that is no address: {e}"))
    })?;
    // A redirect may not make us log in anywhere, nor bring its password into our output.
    strip(&mut next);
    if from.scheme() == "https" && next.scheme() == "http" {
        return Err(Cause::new(
            CauseKind::Refused,
            format!("{host} redirects from https to {}, which is not followed", shown(&next)),
        ));
    }
    Ok(next)
}

/// The wait that a `Retry-After` of `value` asks for: seconds, or a date.
fn retry_after(value: &str, now: SystemTime) -> Duration {
    if let Ok(seconds) = value.trim().parse() {
        return Duration::from_secs(seconds);
    }
    let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let then = http_date(value).and_then(|then| u64::try_from(then).ok());
    Duration::from_secs(then.map_or(u64::MAX, |then| then.saturating_sub(now)))
}

/// A body on its way. Reading waits no longer than the deadline.
struct Body {
    engine: Arc<Engine>,
    /// `None` only while dropping.
    response: Option<reqwest::Response>,
    chunk: Cursor<Vec<u8>>,
    deadline: Deadline,
    host: String,
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.chunk.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(response) = &mut self.response else { return Ok(0) };
            let next = self.engine.within(self.deadline, &self.host, response.chunk());
            match next.map_err(Trouble::into_io)? {
                Ok(Some(bytes)) => self.chunk = Cursor::new(bytes.into()),
                Ok(None) => return Ok(0),
                Err(error) => return Err(Trouble::into_io(trouble::broken_off(&error, &self.host))),
            }
        }
    }
}

/// The connection's task only runs while somebody waits on the runtime: let it see the end, and hang up.
impl Drop for Body {
    fn drop(&mut self) {
        drop(self.response.take());
        if let Some(runtime) = &self.engine.runtime {
            runtime.block_on(tokio::task::yield_now());
        }
    }
}
