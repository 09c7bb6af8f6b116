//! Manners for a run over many plugins: few questions at a time to one host, none twice, and none to a host that has
//! asked us to come back later.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Deadline, Headers, Request, Response, Web};
use crate::evidence::{Cause, CauseKind, SMALL};

/// Most questions to one host at a time.
const AT_A_TIME: usize = 2;
/// Most answers kept for the run.
const KEPT: usize = 512;

/// Asks through `W`, politely.
pub struct Mannered<W> {
    inner: W,
    hosts: Arc<Hosts>,
    kept: Mutex<BTreeMap<String, Kept>>,
}

/// What is going on with each host.
#[derive(Default)]
struct Hosts {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    busy: BTreeMap<String, usize>,
    /// Hosts that have asked us to come back later.
    spent: BTreeMap<String, Cause>,
}

/// An answer that may be used again if the server says that it still holds.
#[derive(Clone)]
struct Kept {
    etag: String,
    status: u16,
    headers: Headers,
    body: Arc<[u8]>,
}

impl<W: Web> Mannered<W> {
    /// Good manners for `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, hosts: Arc::default(), kept: Mutex::default() }
    }

    /// Keeps a small answer that carries an `ETag`.
    fn keep(&self, key: &str, mut response: Response) -> Result<Response, Cause> {
        let etag = response.headers.get("etag").map(str::to_owned);
        let (Some(etag), 200) = (etag, response.status) else { return Ok(response) };
        let mut body = Vec::new();
        response.body.by_ref().take(SMALL + 1).read_to_end(&mut body).map_err(|error| super::cause_of(&error))?;
        if body.len() as u64 > SMALL {
            response.body = Box::new(Cursor::new(body).chain(response.body));
            return Ok(response);
        }
        let body: Arc<[u8]> = body.into();
        let mut kept = lock(&self.kept);
        if kept.len() < KEPT {
            let answer = Kept { etag, status: 200, headers: response.headers.clone(), body: Arc::clone(&body) };
            kept.insert(key.to_owned(), answer);
        }
        response.body = Box::new(Cursor::new(body));
        Ok(response)
    }
}

impl<W: Web> Web for Mannered<W> {
    fn get(&self, request: &Request, deadline: Deadline) -> Result<Response, Cause> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let slot = Slot::take(&self.hosts, &host, deadline)?;
        // Only answers of an API are asked for again and again; a bundle is read once.
        let key = request.authorised.then(|| request.url.as_str().to_owned());
        let known = key.as_ref().and_then(|key| lock(&self.kept).get(key).cloned());
        let mut asking = request.clone();
        asking.etag = asking.etag.or_else(|| known.as_ref().map(|known| known.etag.clone()));
        let mut response = self.inner.get(&asking, deadline)?;
        if let Some(cause) = response.trouble().filter(|cause| cause.kind == CauseKind::RateLimited) {
            lock(&self.hosts.state).spent.insert(host, cause);
        }
        match (known, key) {
            (Some(known), _) if response.status == 304 => {
                response.status = known.status;
                response.headers = known.headers;
                response.body = Box::new(Cursor::new(known.body));
            }
            (_, Some(key)) => response = self.keep(&key, response)?,
            _ => {}
        }
        response.body = Box::new(Held { body: response.body, _slot: slot });
        Ok(response)
    }
}

/// A body that holds its host's slot until it is dropped.
struct Held {
    body: Box<dyn Read + Send>,
    _slot: Slot,
}

impl Read for Held {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.body.read(buffer)
    }
}

/// The right to ask a host one question.
struct Slot {
    hosts: Arc<Hosts>,
    host: String,
}

impl Slot {
    fn take(hosts: &Arc<Hosts>, host: &str, deadline: Deadline) -> Result<Self, Cause> {
        let mut state = lock(&hosts.state);
        loop {
            if let Some(cause) = state.spent.get(host) {
                return Err(cause.clone());
            }
            let busy = state.busy.entry(host.to_owned()).or_default();
            if *busy < AT_A_TIME {
                *busy += 1;
                return Ok(Self { hosts: Arc::clone(hosts), host: host.to_owned() });
            }
            let left = deadline.left();
            if left.is_zero() {
                let detail = format!("{host} was busy with our other questions until the time for this one was over");
                return Err(Cause::new(CauseKind::Timeout, detail));
            }
            state =
                hosts.freed.wait_timeout(state, left).map_or_else(|broken| broken.into_inner().0, |(state, _)| state);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(busy) = lock(&self.hosts.state).busy.get_mut(&self.host) {
            *busy = busy.saturating_sub(1);
        }
        self.hosts.freed.notify_all();
    }
}

/// A thread that panicked while it held the lock left plain counts behind: they are still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
