//! Few questions at a time to one host, none twice, none to a host that asked us to come back later.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use plugin_ready::evidence::{Cause, CauseKind};
use plugin_ready::source::web::{Deadline, Mannered, Recorded, Request, Response, Url, Web};

fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

fn api(url: &str) -> Request {
    Request::api(Url::parse(url).unwrap())
}

/// How many bodies are held now, and how many were at most.
#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Counts the bodies that are held.
#[derive(Default)]
struct Counting(Arc<Counts>);

struct Body(Arc<Counts>);

impl std::io::Read for Body {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Ok(0)
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Web for Counting {
    fn get(&self, request: &Request, _: Deadline) -> Result<Response, Cause> {
        let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(now, Ordering::SeqCst);
        Ok(Response {
            url: request.url.to_string(),
            redirects: Vec::new(),
            status: 200,
            headers: std::iter::empty::<(&str, &str)>().collect(),
            proxied: false,
            body: Box::new(Body(Arc::clone(&self.0))),
        })
    }
}

#[test]
fn two_questions_at_a_time_to_one_host() {
    let counts = Arc::new(Counts::default());
    let web = Mannered::new(Counting(Arc::clone(&counts)));
    thread::scope(|scope| {
        for at in 0..8 {
            let web = &web;
            scope.spawn(move || {
                let response = web.get(&Request::new(Url::parse(&format!("https://a.example/{at}")).unwrap()), soon());
                thread::sleep(Duration::from_millis(20));
                drop(response.unwrap());
            });
        }
    });
    assert_eq!(counts.most.load(Ordering::SeqCst), 2);
}

#[test]
fn waiting_for_a_busy_host_ends_with_the_deadline() {
    let answer = || Recorded::new().answer("https://b.example/", 200, "x");
    let web = Mannered::new(answer());
    let ask = |deadline| web.get(&Request::new(Url::parse("https://b.example/").unwrap()), deadline);
    let held = (ask(soon()).unwrap(), ask(soon()).unwrap());
    let cause = ask(Deadline::after(Duration::from_millis(10))).err().unwrap();
    assert_eq!(cause.kind, CauseKind::Timeout);
    drop(held);
    assert!(ask(soon()).is_ok());
}

#[test]
fn an_answer_that_still_holds_is_used_again() {
    struct Fresh(Recorded);
    impl Web for Fresh {
        fn get(&self, request: &Request, deadline: Deadline) -> Result<Response, Cause> {
            let mut response = self.0.get(request, deadline)?;
            if request.etag.as_deref() == Some("\"1\"") {
                response.status = 304;
                response.body = Box::new(std::io::empty());
            }
            Ok(response)
        }
    }
    let url = "https://api.example/repos/o/r";
    let recorded = Recorded::new().answer_with(url, 200, &[("etag", "\"1\"")], "{}");
    let web = Mannered::new(Fresh(recorded));
    for _ in 0..3 {
        let response = web.get(&api(url), soon()).unwrap();
        assert_eq!(response.status, 200);
        assert_eq!(response.read_all(10).unwrap(), b"{}");
    }
}

#[test]
fn a_host_that_asked_us_to_come_back_is_not_asked_again() {
    let url = "https://api.example/repos/o/r";
    let recorded = Recorded::new().answer_with(url, 429, &[("retry-after", "3600")], "");
    let web = Mannered::new(recorded);
    assert_eq!(web.get(&api(url), soon()).unwrap().status, 429);
    let cause = web.get(&api("https://api.example/other"), soon()).err().unwrap();
    assert_eq!(cause.kind, CauseKind::RateLimited);
}
