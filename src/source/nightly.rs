//! What the nightly URL serves: asked, streamed, and put beside what git says of the default branch.

use std::io::Read;
use std::time::Duration;

use git2::ObjectType;
use serde::Deserialize;

use super::bundle::{Limits, scan};
use super::past::{self, Ancestors};
use super::web::{Deadline, Request, Response, Url, Web, cause_of, shown};
use super::{Source, github, objects};
use crate::error::Place;
use crate::evidence::nightly::address::{Address, choose_asset};
use crate::evidence::nightly::bundle::{Bundle, End, Fault};
use crate::evidence::nightly::{
    BuiltFrom, Content, MAX_AGE, Master, Nightly, Served, Stated, candidate, commit_of, http_date,
};
use crate::evidence::repository::Repository;
use crate::evidence::{Cause, CauseKind, Fact};

/// How much of a body that is no bundle is looked into, for a form that asks for a password.
const PAGE: u64 = 64 << 10;
/// How long an answer of the API may be.
const API_ANSWER: u64 = 4 << 20;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The address, and where it is stated.
    pub stated: Option<(String, Option<Place>)>,
    /// The plugin's id.
    pub id: Option<String>,
    /// See [`Nightly::max_age`].
    pub max_age: i64,
    /// The moment of looking, in seconds since 1970.
    pub now: i64,
    /// The base of GitHub's REST API.
    pub github_api: String,
    /// The time that all of it may take.
    pub timeout: Duration,
}

impl Ask {
    /// Nothing yet, with `timeout` for all of it.
    pub fn new(timeout: Duration) -> Self {
        Self { stated: None, id: None, max_age: MAX_AGE, now: 0, github_api: github::API.to_owned(), timeout }
    }
}

/// Everything about the nightly build of the plugin in `source`.
pub fn collect(source: &Source, web: &dyn Web, ask: &Ask) -> Nightly {
    let repository = &source.repository;
    let mut nightly = probe(web, ask);
    if matches!(nightly.served, Fact::NotAsked) {
        (nightly.candidates, nightly.setup) = candidate::look(repository, source.reader(), ask.id.as_deref());
    }
    nightly.master = match (source.git(), &nightly.served) {
        (Some(git), Fact::Seen(_)) => master(git, repository, ask),
        _ => Fact::NotAsked,
    };
    if let (Fact::Seen(served), Fact::Seen(master), Some(git)) = (&nightly.served, &nightly.master, source.git())
        && let Content::Bundle(bundle) = &served.content
        && let Some(commit) = bundle.version.as_deref().and_then(commit_of)
    {
        nightly.origin = built_from(git, master, commit);
    }
    nightly
}

/// What the stated address serves, without a repository to compare it with.
pub fn probe(web: &dyn Web, ask: &Ask) -> Nightly {
    let mut nightly = Nightly { max_age: ask.max_age, now: ask.now, ..Nightly::default() };
    let Some((text, place)) = &ask.stated else { return nightly };
    let url = Url::parse(text.trim()).map_or_else(|_| text.clone(), |url| shown(&url));
    nightly.stated = Some(Stated { url, place: place.clone() });
    let deadline = Deadline::after(ask.timeout);
    let served = match Address::of(text) {
        Address::Direct(url) => serve(web, &Request::new(url), deadline),
        Address::Rolling { server: None, owner, name, tag } => {
            resolve(web, ask, &ask.github_api, &[&owner, &name, &tag], deadline)
        }
        Address::Rolling { server: Some(server), owner, name, tag } => {
            let resolved = resolve(web, ask, &format!("{server}api/v3"), &[&owner, &name, &tag], deadline);
            match (resolved, Url::parse(text.trim())) {
                // Other hosts have such addresses, too: then what is there is the answer.
                (Ok(Served { status, .. }), Ok(page)) if status != 200 => serve(web, &Request::new(page), deadline),
                (resolved, _) => resolved,
            }
        }
        _ => return nightly,
    };
    nightly.served = served.map_or_else(Fact::Blind, Fact::Seen);
    nightly
}

/// What `request` gives.
fn serve(web: &dyn Web, request: &Request, deadline: Deadline) -> Result<Served, Cause> {
    let mut response = web.get(request, deadline)?;
    if let Some(cause) = response.trouble() {
        return Err(cause);
    }
    let mut served = Served {
        final_url: response.url.clone(),
        status: response.status,
        bytes_read: 0,
        length: response.headers.get("content-length").and_then(|length| length.parse().ok()),
        last_modified: response.headers.get("last-modified").and_then(http_date),
        proxied: response.proxied,
        encoded: response.headers.get("content-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("gzip")),
        content: Content::Unread,
    };
    match response.status {
        200 | 203 | 204 | 205 => {
            (served.content, served.bytes_read) = content(&mut response)?;
            if let Content::Bundle(Bundle { end: End::Whole { .. }, .. }) = served.content {
                served.length = Some(served.bytes_read);
            }
        }
        403 => {
            // The status is the answer, whether or not its page can be read.
            let page = head(&mut response, PAGE).unwrap_or_default();
            if contains(&page, b"<Code>AccessDenied</Code>") {
                served.content = Content::AccessDenied;
            }
        }
        _ => {}
    }
    Ok(served)
}

/// What the body is, and how many bytes of it were read.
fn content(response: &mut Response) -> Result<(Content, u64), Cause> {
    let mut start = head(response, 512)?;
    if start.is_empty() {
        return Ok((Content::Empty, 0));
    }
    if !start.starts_with(&[0x1f, 0x8b]) {
        start.append(&mut head(response, PAGE)?);
        let elsewhere = !response.redirects.is_empty();
        let content = if is_login_page(&start, elsewhere.then_some(response.url.as_str())) {
            Content::LoginPage
        } else {
            Content::Other(form(&start))
        };
        return Ok((content, start.len() as u64));
    }
    let delimited =
        response.headers.get("content-length").is_some() || response.headers.get("transfer-encoding").is_some();
    let scanned = scan(&mut start.as_slice().chain(&mut response.body), Limits::default());
    let bundle = scanned.bundle?;
    if bundle.faults.first() == Some(&Fault::Truncated) && !delimited {
        // Nothing but the archive itself says where such an answer ends.
        return Err(Cause::new(CauseKind::Network, format!("{} broke off in the middle of the bundle", response.url)));
    }
    Ok((Content::Bundle(bundle), scanned.read))
}

/// At most `limit` more bytes of the body.
fn head(response: &mut Response, limit: u64) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    (&mut response.body).take(limit).read_to_end(&mut bytes).map_err(|error| cause_of(&error))?;
    Ok(bytes)
}

/// What bytes that are no gzip archive look like.
fn form(start: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(start.get(..1024).unwrap_or(start)).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text {
        _ if start.starts_with(b"PK\x03\x04") => "a zip archive",
        _ if start.starts_with(b"BZh") => "a bzip2 archive",
        _ if start.starts_with(b"\xfd7zXZ") => "an xz archive",
        _ if start.starts_with(b"\x28\xb5\x2f\xfd") => "a zstd archive",
        _ if start.get(257..262) == Some(b"ustar") => "a tar archive that is not gzipped",
        _ if text.starts_with("<!doctype html") || text.contains("<html") || text.contains("<head") => "an HTML page",
        _ if text.starts_with("<?xml") || text.starts_with("<error") => "an XML document",
        _ if text.starts_with(['{', '[']) => "a JSON document",
        _ if text.starts_with("version https://git-lfs") => "a Git LFS pointer",
        _ if !text.contains(|c: char| c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())) => "a text",
        _ => "something else",
    }
}

/// A page that asks for a password, or any page at the end of redirects to an address for logging in.
fn is_login_page(start: &[u8], redirected_to: Option<&str>) -> bool {
    if form(start) != "an HTML page" {
        return false;
    }
    let page = start.to_ascii_lowercase();
    let asks =
        [&b"type=\"password\""[..], b"type='password'", b"type=password"].iter().any(|form| contains(&page, form));
    let url = redirected_to.and_then(|url| Url::parse(url).ok());
    asks || url.is_some_and(|url| {
        let words = ["login", "signin", "sign_in", "sign-in", "sso", "oauth", "saml", "accounts", "auth"];
        let host = url.host_str().unwrap_or_default().to_owned();
        let parts = host.split('.').chain(url.path_segments().into_iter().flatten());
        parts.map(str::to_lowercase).any(|part| words.contains(&part.as_str()))
    })
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}

/// A release, by GitHub's API.
#[derive(Deserialize)]
struct Release {
    #[serde(default)]
    assets: Vec<Asset>,
}

#[derive(Deserialize)]
struct Asset {
    name: String,
    browser_download_url: String,
}

/// The bundle among the assets of the release that `[owner, name, tag]` name.
fn resolve(web: &dyn Web, ask: &Ask, api: &str, parts: &[&str; 3], deadline: Deadline) -> Result<Served, Cause> {
    let [owner, name, tag] = parts;
    let internal = |error| Cause::new(CauseKind::Internal, format!("{api} is no address: {error}"));
    let mut url = Url::parse(api).map_err(internal)?;
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(["repos", owner, name, "releases", "tags", tag]);
    }
    let request = Request { accept: "application/json", ..Request::new(url) };
    let response = web.get(&request, deadline)?;
    if let Some(cause) = response.trouble() {
        return Err(cause);
    }
    let served = |status, content| Served {
        final_url: response.url.clone(),
        status,
        bytes_read: 0,
        length: None,
        last_modified: None,
        proxied: response.proxied,
        encoded: false,
        content,
    };
    if response.status != 200 {
        return Ok(served(response.status, Content::Unread));
    }
    let without_assets = served(200, Content::Unread);
    let host = request.url.host_str().unwrap_or_default().to_owned();
    let bytes = response.read_all(API_ANSWER)?;
    let unreadable = |how: &dyn std::fmt::Display| {
        Cause::new(CauseKind::Network, format!("{host} described the release in a way that cannot be read: {how}"))
    };
    let release: Release = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
    let assets: Vec<_> = release.assets.into_iter().map(|asset| (asset.name, asset.browser_download_url)).collect();
    match choose_asset(&assets, ask.id.as_deref()) {
        Err(how) => Ok(Served { content: Content::NoAsset(format!("the release {tag} {how}")), ..without_assets }),
        Ok(asset) => {
            let asset = Url::parse(asset).map_err(|error| unreadable(&error))?;
            if request.url.scheme() == "https" && asset.scheme() != "https" {
                return Err(unreadable(&format_args!("{} is not https", shown(&asset))));
            }
            serve(web, &Request::new(asset), deadline)
        }
    }
}

/// The default branch where it was last seen: at origin, else here.
fn master(git: &git2::Repository, repository: &Repository, ask: &Ask) -> Fact<Master> {
    let branch = match &repository.default_branch {
        Fact::Seen(branch) => branch.name.as_str(),
        Fact::Blind(cause) => return Fact::Blind(cause.clone()),
        Fact::Absent | Fact::NotAsked => return Fact::Absent,
    };
    let look = || -> Result<Fact<Master>, git2::Error> {
        let names = [format!("refs/remotes/origin/{branch}"), format!("refs/heads/{branch}")];
        let Some(tip) = names.iter().find_map(|name| git.find_reference(name).ok()) else { return Ok(Fact::Absent) };
        let tip = objects::at_reference(git, &tip)?;
        let limit = ask.now.saturating_sub(ask.max_age);
        let mut past = Ancestors::of(git, tip.id())?;
        let mut due = Fact::Absent;
        while let Some(commit) = past.next()? {
            if commit.seconds <= limit {
                due = Fact::Seen(commit.seconds);
                break;
            }
        }
        if due == Fact::Absent && git.is_shallow() {
            due = Fact::Blind(Cause::new(
                CauseKind::Shallow,
                format!("the clone is shallow: nothing tells what {branch} was like before; git fetch --unshallow"),
            ));
        }
        let date = tip.time().seconds();
        Ok(Fact::Seen(Master { branch: branch.to_owned(), tip: super::history::oid(tip.id()), date, due }))
    };
    look().unwrap_or_else(|error| Fact::Blind(git_trouble(&error)))
}

/// The commit that a version names, against `master`.
fn built_from(git: &git2::Repository, master: &Master, commit: &str) -> Fact<BuiltFrom> {
    let look = || -> Result<Fact<BuiltFrom>, git2::Error> {
        let found = match objects::abbreviated(git, commit) {
            Some(id) if matches!(objects::header(git, id), Ok((ObjectType::Commit, _))) => id,
            // Digits alone may be a date, and a part of the history need not have it.
            _ if !commit.contains(|c: char| c.is_ascii_alphabetic()) || is_partial(git) => return Ok(Fact::Absent),
            _ => {
                let text = format!(
                    "its commit {commit} is not in this clone: git fetch; if it is not there then, it was never pushed"
                );
                return Ok(Fact::Blind(Cause::new(CauseKind::Unclear, text)));
            }
        };
        let missing = past::beyond(git, git2::Oid::from_bytes(&master.tip.0)?, found)?;
        if !missing.descends && git.is_shallow() {
            return Ok(Fact::Absent);
        }
        Ok(Fact::Seen(BuiltFrom {
            commit: super::history::oid(found),
            on_master: missing.descends,
            behind: missing.commits,
            oldest_missing: missing.oldest,
        }))
    };
    look().unwrap_or_else(|error| Fact::Blind(git_trouble(&error)))
}

/// Whether commits or branches of the origin may be missing: in a shallow clone, or one of a single branch.
fn is_partial(git: &git2::Repository) -> bool {
    let Ok(origin) = git.find_remote("origin") else { return git.is_shallow() };
    let takes_all =
        origin.refspecs().any(|spec| spec.src().is_ok_and(|source| source == "refs/heads/*" || source == "refs/*"));
    git.is_shallow() || !takes_all
}

fn git_trouble(error: &git2::Error) -> Cause {
    Cause::new(CauseKind::Git, format!("git's history could not be read: {}", error.message()))
}
