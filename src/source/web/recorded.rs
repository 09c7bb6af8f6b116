//! Answers given beforehand, so that tests ask no server.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Mutex;

use super::{Deadline, Headers, Request, Response, Web};
use crate::evidence::{Cause, CauseKind};

/// Plays recorded answers by address, and remembers what it was asked.
#[derive(Debug, Default)]
pub struct Recorded {
    answers: BTreeMap<String, Result<Answer, Cause>>,
    asked: Mutex<Vec<Request>>,
}

#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    headers: Headers,
    body: Vec<u8>,
}

impl Recorded {
    /// Nothing recorded yet: every address is a cause of kind `internal`.
    pub fn new() -> Self {
        Self::default()
    }

    /// `url` answers `status` with `body`.
    #[must_use]
    pub fn answer(self, url: &str, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.answer_with(url, status, &[], body)
    }

    /// `url` answers `status` with header fields and `body`.
    #[must_use]
    pub fn answer_with(mut self, url: &str, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().copied().collect();
        self.answers.insert(url.to_owned(), Ok(Answer { status, headers, body: body.into() }));
        self
    }

    /// `url` cannot be asked, because of `cause`.
    #[must_use]
    pub fn trouble(mut self, url: &str, cause: Cause) -> Self {
        self.answers.insert(url.to_owned(), Err(cause));
        self
    }

    /// Every request so far, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }
}

impl Web for Recorded {
    fn get(&self, request: &Request, _deadline: Deadline) -> Result<Response, Cause> {
        if let Ok(mut asked) = self.asked.lock() {
            asked.push(request.clone());
        }
        let Some(answer) = self.answers.get(request.url.as_str()) else {
            return Err(Cause::new(CauseKind::Internal, format!("no answer was recorded for {}", request.url)));
        };
        let Answer { status, headers, body } = answer.clone()?;
        Ok(Response {
            url: request.url.to_string(),
            redirects: Vec::new(),
            status,
            headers,
            proxied: false,
            body: Box::new(Cursor::new(body)),
        })
    }
}
