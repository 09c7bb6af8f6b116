//! The few questions that `--github` asks GitHub's REST API: a pull request, its reviews, its labels' history, and what
//! a release has to offer.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Host;

use super::web::{Deadline, Request, Response, Url, Web};
use crate::error::text::visible_within;
use crate::evidence::release::{Asset, Published};
use crate::evidence::repository::Origin;
use crate::evidence::sign_off::Linked;
use crate::evidence::sign_off::review::{LabelEvent, PullRequest, Review, State};
use crate::evidence::{Cause, CauseKind, Fact, LARGE, SMALL};

/// GitHub's own API.
pub const API: &str = "https://api.github.com/";

/// Elements on one page, GitHub's most.
const PAGE: usize = 100;
/// Pages read of one list.
const PAGES: usize = 10;
/// Pull requests asked for in one run.
const MOST_LINKS: usize = 20;
/// Characters shown of what GitHub says about a refusal.
const LONGEST_TOLD: usize = 100;
/// Branches that the review's pull request is opened against: the name in Mattermost's best practices.
const BASES: &[&str] = &["base"];

/// Somebody to ask, at one address.
pub struct GitHub<'a> {
    web: &'a dyn Web,
    api: Url,
    deadline: Deadline,
}

/// A pull request, as an address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    owner: String,
    name: String,
    number: u64,
}

impl<'a> GitHub<'a> {
    /// The API at `api`: GitHub's own, or an Enterprise server's `https://host/api/v3`.
    pub fn new(web: &'a dyn Web, api: Url, deadline: Deadline) -> Self {
        Self { web, api, deadline }
    }

    /// What GitHub says of the pull requests at `links`, and of the review's own in the repository `origin`: one whose
    /// base is the branch that holds the template. Links that are no pull request of this GitHub are left out.
    pub fn pull_requests<'l>(&self, origin: Option<&Origin>, links: impl IntoIterator<Item = &'l str>) -> Vec<Linked> {
        let origin = origin.filter(|o| self.serves(&o.host) && is_name(&o.owner) && is_name(&o.name));
        let mut found: Vec<Linked> = Vec::new();
        let mut known: Vec<(Number, Fact<PullRequest>)> = Vec::new();
        for link in links {
            let Some(number) = self.number(link) else { continue };
            if found.iter().any(|linked| linked.link == link) || found.len() == MOST_LINKS {
                continue;
            }
            let seen = match known.iter().find(|(other, _)| *other == number) {
                Some((_, seen)) => seen.clone(),
                None => self.pull_request(&number),
            };
            known.push((number, seen.clone()));
            found.push(Linked { link: link.to_owned(), seen });
        }
        if let Some(origin) = origin {
            match self.review_pulls(origin) {
                Ok(numbers) => {
                    for number in numbers.into_iter().filter(|number| !known.iter().any(|(other, _)| other == number)) {
                        let seen = self.pull_request(&number);
                        let link = seen.seen().map_or_else(|| number.path(), |pull| pull.url.clone());
                        found.push(Linked { link, seen });
                    }
                }
                Err(cause) => {
                    let link = format!("{}/{}/pulls", origin.owner, origin.name);
                    found.push(Linked { link, seen: Fact::Blind(cause) });
                }
            }
        }
        found
    }

    /// What `origin` shows under the tag; not asked where another host has the repository.
    pub fn release(&self, origin: &Origin, tag: &str) -> Fact<Published> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+');
        if !self.serves(&origin.host) || !is_name(&origin.owner) || !is_name(&origin.name) || !tag.bytes().all(plain) {
            return Fact::NotAsked;
        }
        let repository = format!("repos/{}/{}", origin.owner, origin.name);
        let asked = self.get::<RawRelease>(&format!("{repository}/releases/tags/{}", tag.replace('+', "%2B")));
        match asked {
            Ok(Answer::Json(release)) => {
                let assets = release.assets.into_iter().map(|asset| Asset { name: asset.name, size: asset.size });
                Fact::Seen(Published::Assets(assets.collect()))
            }
            Ok(Answer::Missing) => match self.get::<serde::de::IgnoredAny>(&repository) {
                Ok(Answer::Json(_)) => Fact::Seen(Published::NoRelease),
                Ok(Answer::Missing) => Fact::Blind(hidden(&origin.owner, &origin.name)),
                Err(cause) => Fact::Blind(cause),
            },
            Err(cause) => Fact::Blind(cause),
        }
    }

    /// Whether this API speaks for the web pages of `host`: an Enterprise server knows nothing of github.com, and what
    /// it says of repositories of the same name must not pass for that. A stand-in on this machine speaks for it.
    fn serves(&self, host: &str) -> bool {
        let stands_in = match self.api.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let api = self.api.host_str().unwrap_or_default();
        host == api.strip_prefix("api.").unwrap_or(api) || stands_in && host == "github.com"
    }

    /// The pull request at the address `link`.
    fn number(&self, link: &str) -> Option<Number> {
        let url = Url::parse(link).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        if !self.serves(url.host_str()?) {
            return None;
        }
        let mut parts = url.path_segments()?;
        let (owner, name) = (parts.next()?, parts.next()?);
        let number = (parts.next()? == "pull").then(|| parts.next()?.parse().ok())??;
        (is_name(owner) && is_name(name)).then(|| Number { owner: owner.to_owned(), name: name.to_owned(), number })
    }

    /// The pull requests that show all of the author's code: those whose base is the template's commit.
    fn review_pulls(&self, origin: &Origin) -> Result<Vec<Number>, Cause> {
        let mut numbers = Vec::new();
        for base in BASES {
            let path = format!("repos/{}/{}/pulls?state=all&base={base}&per_page=5", origin.owner, origin.name);
            let listed: Vec<Listed> = match self.get(&path)? {
                Answer::Json(listed) => listed,
                Answer::Missing => return Err(hidden(&origin.owner, &origin.name)),
            };
            numbers.extend(listed.into_iter().map(|pull| Number {
                owner: origin.owner.clone(),
                name: origin.name.clone(),
                number: pull.number,
            }));
        }
        Ok(numbers)
    }

    fn pull_request(&self, number: &Number) -> Fact<PullRequest> {
        match self.ask(number) {
            Ok(Some(pull)) => Fact::Seen(pull),
            Ok(None) => Fact::Absent,
            Err(cause) => Fact::Blind(cause),
        }
    }

    /// `None` when the repository is there to see and has no such pull request.
    fn ask(&self, number: &Number) -> Result<Option<PullRequest>, Cause> {
        let pull: Pull = match self.get(&number.path())? {
            Answer::Json(pull) => pull,
            Answer::Missing => {
                let repository = format!("repos/{}/{}", number.owner, number.name);
                return match self.get::<serde::de::IgnoredAny>(&repository)? {
                    Answer::Json(_) => Ok(None),
                    Answer::Missing => Err(hidden(&number.owner, &number.name)),
                };
            }
        };
        let reviews: Vec<RawReview> = self.list(&format!("{}/reviews", number.path()))?;
        let issue = format!("repos/{}/{}/issues/{}", number.owner, number.name, number.number);
        let events: Vec<RawEvent> = self.list(&format!("{issue}/timeline"))?;
        Ok(Some(PullRequest {
            url: pull.html_url,
            author: login(pull.user.as_ref()),
            head: pull.head.sha,
            merged: pull.merged_at.is_some(),
            reviews: reviews.into_iter().filter_map(RawReview::review).collect(),
            labels: pull.labels.into_iter().map(|label| label.name).collect(),
            label_events: events.into_iter().filter_map(RawEvent::label).collect(),
        }))
    }

    /// Every element of a list of something that is there. A list that is too long, or that breaks off, is no list: its
    /// end is what matters most. Where a next page leads is not believed: pages are counted.
    fn list<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Cause> {
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let asked = format!("{path}?per_page={PAGE}&page={page}");
            let (elements, goes_on): (Vec<T>, bool) = match self.page(&asked)? {
                Answer::Json(page) => page,
                Answer::Missing => {
                    let detail = format!("GitHub shows no page {page} of {path}, though it shows whose list that is");
                    return Err(Cause::new(CauseKind::Unclear, detail));
                }
            };
            let full = elements.len() >= PAGE;
            all.extend(elements);
            if !full && !goes_on {
                return Ok(all);
            }
        }
        Err(Cause::new(CauseKind::TooLarge, format!("{path} has more than {PAGES} pages")))
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Answer<T>, Cause> {
        Ok(match self.page(path)? {
            Answer::Json((whole, _)) => Answer::Json(whole),
            Answer::Missing => Answer::Missing,
        })
    }

    /// The answer, and whether the server says that another page follows it.
    fn page<T: DeserializeOwned>(&self, path: &str) -> Result<Answer<(T, bool)>, Cause> {
        let base = self.api.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}/{path}"))
            .map_err(|error| Cause::new(CauseKind::Internal, format!("{base}/{path}: {error}")))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let response = self.web.get(&Request::api(url), self.deadline)?;
        if let Some(cause) = response.trouble() {
            return Err(cause);
        }
        match response.status {
            200 => {}
            404 | 410 => return Ok(Answer::Missing),
            _ => return Err(refusal(&host, response)),
        }
        let goes_on = response.headers.get("link").is_some_and(|link| link.contains("rel=\"next\""));
        let body = response.read_all(LARGE)?;
        serde_json::from_slice(&body).map(|whole| Answer::Json((whole, goes_on))).map_err(|error| {
            Cause::new(CauseKind::Malformed, format!("{host} did not answer as its API documents: {error}"))
        })
    }
}

impl Number {
    /// Its address in the API, from the base.
    fn path(&self) -> String {
        format!("repos/{}/{}/pulls/{}", self.owner, self.name, self.number)
    }
}

/// What GitHub calls owners and repositories; anything else would lead elsewhere in its API.
fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.bytes().all(plain) && text.bytes().any(|b| b != b'.')
}

/// GitHub does not tell a repository that is private from one that is not there.
fn hidden(owner: &str, name: &str) -> Cause {
    let detail = format!(
        "GitHub shows no repository {owner}/{name}: it is not there, or private and GITHUB_TOKEN may not see it"
    );
    Cause::new(CauseKind::Unclear, detail)
}

/// Why `host` did not answer what it was asked, with what it says about that itself.
fn refusal(host: &str, response: Response) -> Cause {
    let status = response.status;
    let wanted = response.headers.get("x-accepted-github-permissions").unwrap_or("pull_requests=read").to_owned();
    let told = response.read_all(SMALL).ok().and_then(|body| serde_json::from_slice::<Told>(&body).ok());
    let told = told.map(|told| format!(" (“{}”)", visible_within(&told.message, LONGEST_TOLD))).unwrap_or_default();
    let answered = format!("{host} answered {status}{told}");
    match status {
        403 if told.to_lowercase().contains("rate limit") => {
            Cause::new(CauseKind::RateLimited, format!("{answered}: it wants fewer requests, retry later"))
        }
        401 => Cause::new(CauseKind::Network, format!("{answered}: GITHUB_TOKEN holds no token that it accepts")),
        403 => Cause::new(
            CauseKind::Network,
            format!("{answered}: GITHUB_TOKEN holds no token with the permission {wanted}"),
        ),
        _ => Cause::new(CauseKind::Network, format!("{answered}, which its API does not document here")),
    }
}

enum Answer<T> {
    Json(T),
    Missing,
}

/// The body of a refusal.
#[derive(Deserialize)]
struct Told {
    message: String,
}

#[derive(Deserialize)]
struct RawRelease {
    #[serde(default)]
    assets: Vec<RawAsset>,
}

#[derive(Deserialize)]
struct RawAsset {
    name: String,
    #[serde(default)]
    size: u64,
}

#[derive(Deserialize)]
struct Listed {
    number: u64,
}

#[derive(Deserialize)]
struct Pull {
    html_url: String,
    user: Option<User>,
    head: Head,
    merged_at: Option<String>,
    #[serde(default)]
    labels: Vec<Label>,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

#[derive(Deserialize)]
struct User {
    login: String,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct RawReview {
    user: Option<User>,
    state: String,
    commit_id: Option<String>,
    author_association: Option<String>,
}

#[derive(Deserialize)]
struct RawEvent {
    #[serde(default)]
    event: String,
    label: Option<Label>,
    actor: Option<User>,
}

fn login(user: Option<&User>) -> String {
    user.map(|user| user.login.clone()).unwrap_or_default()
}

impl RawReview {
    /// A state that is not known decides nothing.
    fn review(self) -> Option<Review> {
        let state = self.state.parse::<State>().ok()?;
        Some(Review {
            by: login(self.user.as_ref()),
            bot: self.user.is_some_and(|user| user.kind == "Bot"),
            state,
            commit: self.commit_id,
            association: self.author_association.unwrap_or_else(|| "NONE".to_owned()),
        })
    }
}

impl RawEvent {
    fn label(self) -> Option<LabelEvent> {
        let added = match self.event.as_str() {
            "labeled" => true,
            "unlabeled" => false,
            _ => return None,
        };
        Some(LabelEvent { label: self.label?.name, added, by: login(self.actor.as_ref()) })
    }
}
