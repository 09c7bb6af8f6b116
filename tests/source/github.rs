//! GitHub's answers, in the shapes that its REST API documents, and its troubles.

use std::time::Duration;

use plugin_ready::evidence::release::{Asset, Published};
use plugin_ready::evidence::repository::Origin;
use plugin_ready::evidence::sign_off::Linked;
use plugin_ready::evidence::sign_off::review::State;
use plugin_ready::evidence::{Cause, CauseKind, Fact, Role};
use plugin_ready::source::github::{API, GitHub};
use plugin_ready::source::web::{Deadline, Offline, Recorded, Url, Web};
use serde_json::{Value, json};

const LINK: &str = "https://github.com/olga/mattermost-plugin-demo/pull/12";
const PULL: &str = "https://api.github.com/repos/olga/mattermost-plugin-demo/pulls/12";
const REVIEWS: &str = "https://api.github.com/repos/olga/mattermost-plugin-demo/pulls/12/reviews?per_page=100&page=1";
const TIMELINE: &str =
    "https://api.github.com/repos/olga/mattermost-plugin-demo/issues/12/timeline?per_page=100&page=1";
const BASE: &str = "https://api.github.com/repos/olga/mattermost-plugin-demo/pulls?state=all&base=base&per_page=5";
const REPOSITORY: &str = "https://api.github.com/repos/olga/mattermost-plugin-demo";

fn pull() -> Value {
    json!({
        "html_url": LINK, "number": 12, "state": "open", "title": "Initial plugin review",
        "user": {"login": "olga", "type": "User", "id": 1},
        "head": {"ref": "compare", "sha": "a".repeat(40)}, "base": {"ref": "base", "sha": "b".repeat(40)},
        "merged_at": null, "labels": [{"id": 7, "name": "2: Dev Review", "color": "ffffff"}]
    })
}

fn review(by: &str, state: &str) -> Value {
    json!({
        "id": 1, "user": {"login": by, "type": if by.ends_with("[bot]") { "Bot" } else { "User" }}, "state": state,
        "body": "", "commit_id": "a".repeat(40), "submitted_at": "2026-06-01T10:00:00Z", "author_association": "MEMBER"
    })
}

fn recorded(reviews: Value, timeline: Value) -> Recorded {
    Recorded::new().answer(PULL, 200, pull().to_string()).answer(REVIEWS, 200, reviews.to_string()).answer(
        TIMELINE,
        200,
        timeline.to_string(),
    )
}

fn ask(web: &dyn Web, origin: Option<&Origin>, links: &[&str]) -> Vec<Linked> {
    let deadline = Deadline::after(Duration::from_secs(5));
    GitHub::new(web, Url::parse(API).unwrap(), deadline).pull_requests(origin, links.iter().copied())
}

fn one(web: &dyn Web) -> Fact<plugin_ready::evidence::sign_off::PullRequest> {
    ask(web, None, &[LINK]).remove(0).seen
}

fn cause(web: &dyn Web) -> Cause {
    match one(web) {
        Fact::Blind(cause) => cause,
        other => panic!("{other:?}"),
    }
}

fn origin() -> Origin {
    Origin { host: "github.com".into(), owner: "olga".into(), name: "mattermost-plugin-demo".into() }
}

#[test]
fn a_pull_request_with_its_reviews_and_labels() {
    let web = recorded(
        json!([
            review("alice", "CHANGES_REQUESTED"),
            review("olga", "APPROVED"),
            review("linter[bot]", "APPROVED"),
            review("bob", "APPROVED"),
            review("alice", "APPROVED"),
            review("alice", "COMMENTED"),
            review("carl", "A_NEW_STATE"),
            {"user": null, "state": "APPROVED", "commit_id": null}
        ]),
        json!([
            {"event": "labeled", "label": {"name": "3: QA Review"}, "actor": {"login": "olga"}},
            {"event": "commented", "body": "hello"},
            {"event": "unlabeled", "label": {"name": "3: QA Review"}, "actor": {"login": "quinn"}},
            {"sha": "c", "message": "a commit has no actor"}
        ]),
    );
    let pull = one(&web).seen().unwrap().clone();
    let decisions: Vec<_> = pull.decisions().iter().map(|review| (review.by.as_str(), review.state)).collect();
    assert_eq!(decisions, [("alice", State::Approved), ("bob", State::Approved)]);
    assert_eq!(pull.decision_of("@Bob").unwrap().association, "MEMBER");
    assert_eq!(pull.done_by_labels(Role::Qa).as_deref(), Some("`3: QA Review` was taken off by quinn"));
    assert_eq!(pull.waits_by_labels(Role::CoreCommitter), Some("2: Dev Review"));
    assert!(web.asked().iter().all(|request| request.authorised), "the token may go to the API's host");
}

#[test]
fn long_lists_are_read_page_by_page_and_endless_ones_not_at_all() {
    let full: Vec<Value> = (0..100).map(|n| review(&format!("user{n}"), "APPROVED")).collect();
    let page = |n: usize| REVIEWS.replace("&page=1", &format!("&page={n}"));
    let web = recorded(json!(full), json!([])).answer(&page(2), 200, json!([review("last", "APPROVED")]).to_string());
    assert_eq!(one(&web).seen().unwrap().reviews.len(), 101);
    let mut endless = recorded(json!(full), json!([]));
    for n in 2..=10 {
        endless = endless.answer(&page(n), 200, json!(full).to_string());
    }
    assert_eq!(cause(&endless).kind, CauseKind::TooLarge);
}

/// A change of mind on a page that was not seen would turn the verdict.
#[test]
fn a_list_that_breaks_off_is_no_list() {
    let full: Vec<Value> = (0..100).map(|n| review(&format!("user{n}"), "APPROVED")).collect();
    let second = REVIEWS.replace("&page=1", "&page=2");
    let broken = recorded(json!(full), json!([])).answer(&second, 404, "{}");
    assert_eq!(cause(&broken).kind, CauseKind::Unclear);
    assert!(cause(&broken).detail.contains("no page 2 of repos/olga/mattermost-plugin-demo/pulls/12/reviews"));
    let first = recorded(json!([]), json!([])).answer(TIMELINE, 410, "{}");
    assert_eq!(cause(&first).kind, CauseKind::Unclear);
    let cut = recorded(json!(full), json!([])).answer(&second, 200, "[{\"state\": \"APPR");
    assert_eq!(cause(&cut).kind, CauseKind::Malformed);
}

#[test]
fn a_short_page_is_the_last_one_unless_another_is_announced_and_no_announced_address_is_asked() {
    let next = [("link", "<https://evil.example/reviews?page=1>; rel=\"next\", <https://evil.example/>; rel=\"last\"")];
    let second = REVIEWS.replace("&page=1", "&page=2");
    let short = json!([review("alice", "APPROVED")]).to_string();
    let web = recorded(json!([]), json!([])).answer_with(REVIEWS, 200, &next, short.clone()).answer(
        &second,
        200,
        json!([review("alice", "CHANGES_REQUESTED")]).to_string(),
    );
    assert_eq!(one(&web).seen().unwrap().decision_of("alice").unwrap().state, State::ChangesRequested);
    assert!(web.asked().iter().all(|request| request.url.host_str() == Some("api.github.com")));
    let round = (1..=10).map(|n| REVIEWS.replace("&page=1", &format!("&page={n}")));
    let round =
        round.fold(recorded(json!([]), json!([])), |web, page| web.answer_with(&page, 200, &next, short.clone()));
    assert_eq!(cause(&round).kind, CauseKind::TooLarge);
    assert_eq!(round.asked().len(), 11);
}

#[test]
fn every_trouble_is_a_cause_and_not_a_finding() {
    let limited = [("x-ratelimit-remaining", "0"), ("x-ratelimit-limit", "60")];
    let until = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795420800")];
    let slower = "{\"message\": \"You have exceeded a secondary rate limit. Please wait a few minutes.\"}";
    let sso = "{\"message\": \"Resource protected by organization SAML enforcement.\"}";
    for (status, headers, body, kind, says) in [
        (403, limited.as_slice(), "", CauseKind::RateLimited, "wants fewer requests, retry later"),
        (403, &until, "", CauseKind::RateLimited, "retry after 2026-11-23T08:00:00Z"),
        (403, &[], slower, CauseKind::RateLimited, "exceeded a secondary rate limit"),
        (429, &[("retry-after", "60")], "", CauseKind::RateLimited, "retry after 60 s"),
        (429, &[("x-ratelimit-reset", "soon")], "", CauseKind::RateLimited, "retry later"),
        (403, &[], "{}", CauseKind::Network, "no token with the permission pull_requests=read"),
        (403, &[("x-accepted-github-permissions", "metadata=read")], "<html>", CauseKind::Network, "metadata=read"),
        (403, &[], sso, CauseKind::Network, "“Resource protected by organization SAML enforcement.”"),
        (401, &[], "", CauseKind::Network, "GITHUB_TOKEN holds no token that it accepts"),
        (503, &[], "", CauseKind::Network, "503"),
        (304, &[], "", CauseKind::Network, "304"),
        (418, &[], "", CauseKind::Network, "418"),
    ] {
        let cause = cause(&Recorded::new().answer_with(PULL, status, headers, body));
        assert_eq!(cause.kind, kind, "{status}");
        assert!(cause.detail.contains(says), "{}", cause.detail);
    }
    assert_eq!(cause(&Offline).kind, CauseKind::Offline);
    assert_eq!(cause(&Recorded::new().answer(PULL, 200, "<html>")).kind, CauseKind::Malformed);
    assert_eq!(cause(&Recorded::new().answer(PULL, 200, "[]")).kind, CauseKind::Malformed);
    let broken = Recorded::new().trouble(PULL, Cause::new(CauseKind::Timeout, "too slow"));
    assert_eq!(cause(&broken).kind, CauseKind::Timeout);
    let half = Recorded::new().answer(PULL, 200, pull().to_string()).answer(REVIEWS, 502, "");
    assert_eq!(cause(&half).kind, CauseKind::Network, "a pull request without its reviews is not one without any");
}

#[test]
fn a_missing_pull_request_is_told_from_a_hidden_repository() {
    let missing = Recorded::new().answer(PULL, 404, "{}").answer(REPOSITORY, 200, "{\"private\": false}");
    assert_eq!(one(&missing), Fact::Absent);
    let hidden = Recorded::new().answer(PULL, 404, "{}").answer(REPOSITORY, 404, "{}");
    let cause = cause(&hidden);
    assert_eq!(cause.kind, CauseKind::Unclear);
    assert!(cause.detail.contains("private"), "{}", cause.detail);
}

#[test]
fn only_pull_requests_of_this_github_are_asked_for_and_each_once() {
    let web = recorded(json!([]), json!([]));
    let links = [
        LINK,
        LINK,
        "https://github.com/olga/mattermost-plugin-demo/pull/12/files#r1",
        "https://github.com/olga/mattermost-plugin-demo/issues/12",
        "https://example.org/olga/mattermost-plugin-demo/pull/12",
        "https://github.com/olga/%2e%2e/pull/12",
        "https://github.com/olga/a%2fb/pull/12",
        "https://github.com/olga",
        "file:///olga/mattermost-plugin-demo/pull/12",
        "not an address",
    ];
    let found = ask(&web, None, &links);
    let found: Vec<&str> = found.iter().map(|linked| linked.link.as_str()).collect();
    assert_eq!(found, [LINK, links[2]]);
    assert_eq!(web.asked().len(), 3);
    let many: Vec<String> = (0..50).map(|n| format!("https://github.com/o/r/pull/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(ask(&Offline, None, &many).len(), 20, "a file with very many links is not followed for ever");
}

#[test]
fn without_any_sign_off_the_review_is_found_by_its_base() {
    let web = recorded(json!([review("alice", "APPROVED")]), json!([])).answer(
        BASE,
        200,
        json!([{"number": 12, "base": {"ref": "base"}}]).to_string(),
    );
    let found = ask(&web, Some(&origin()), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].link, LINK);
    assert!(found[0].seen.seen().unwrap().decision_of("alice").is_some());
    let found = ask(&web, Some(&origin()), &[LINK]);
    assert_eq!(found.len(), 1, "it is the one that a sign-off links to");
    let none = Recorded::new().answer(BASE, 200, "[]");
    assert!(ask(&none, Some(&origin()), &[]).is_empty());
    let hidden = Recorded::new().answer(BASE, 404, "{}");
    assert!(
        matches!(&ask(&hidden, Some(&origin()), &[])[0].seen, Fact::Blind(cause) if cause.kind == CauseKind::Unclear)
    );
    let elsewhere = Origin { host: "gitlab.com".into(), ..origin() };
    let odd = Origin { owner: "..".into(), ..origin() };
    for other in [elsewhere, odd] {
        let web = Recorded::new();
        assert!(ask(&web, Some(&other), &[]).is_empty());
        assert!(web.asked().is_empty());
    }
}

#[test]
fn an_enterprise_server_is_asked_under_its_own_base() {
    let base = "https://git.example.org/api/v3";
    let at = |path: &str| format!("{base}/repos/olga/demo/{path}");
    let web = Recorded::new()
        .answer(&at("pulls/3"), 200, pull().to_string())
        .answer(&at("pulls/3/reviews?per_page=100&page=1"), 200, "[]")
        .answer(&at("issues/3/timeline?per_page=100&page=1"), 200, "[]");
    let github = GitHub::new(&web, Url::parse(base).unwrap(), Deadline::after(Duration::from_secs(5)));
    let found = github.pull_requests(None, ["https://git.example.org/olga/demo/pull/3", LINK]);
    assert!(found[0].seen.seen().is_some());
    assert_eq!(found.len(), 1, "what it says of a repository of the same name is no word of github.com's");
    let public = Origin { host: "github.com".into(), ..origin() };
    assert_eq!(github.release(&public, "v1.0.0"), Fact::NotAsked);
}

#[test]
fn a_release_and_its_files_are_looked_up_by_tag() {
    const RELEASE: &str = "https://api.github.com/repos/olga/mattermost-plugin-demo/releases/tags/v1.0.0";
    let release = |web: &dyn Web, tag: &str| {
        let deadline = Deadline::after(Duration::from_secs(5));
        GitHub::new(web, Url::parse(API).unwrap(), deadline).release(&origin(), tag)
    };
    let assets = json!({"tag_name": "v1.0.0", "draft": false, "assets": [
        {"name": "demo-1.0.0.tar.gz", "size": 1234, "browser_download_url": "https://github.com/x"}
    ]});
    let web = Recorded::new().answer(RELEASE, 200, assets.to_string());
    let asset = Asset { name: "demo-1.0.0.tar.gz".to_owned(), size: 1234 };
    assert_eq!(release(&web, "v1.0.0"), Fact::Seen(Published::Assets(vec![asset])));
    let web = Recorded::new().answer(RELEASE, 404, "{}").answer(REPOSITORY, 200, "{}");
    assert_eq!(release(&web, "v1.0.0"), Fact::Seen(Published::NoRelease));
    let web = Recorded::new().answer(RELEASE, 404, "{}").answer(REPOSITORY, 404, "{}");
    assert!(matches!(release(&web, "v1.0.0"), Fact::Blind(cause) if cause.kind == CauseKind::Unclear));
    assert!(matches!(release(&Offline, "v1.0.0"), Fact::Blind(cause) if cause.kind == CauseKind::Offline));
    assert_eq!(release(&Offline, "../../x"), Fact::NotAsked, "no tag of git's leads elsewhere in the API");
    let deadline = Deadline::after(Duration::from_secs(5));
    let elsewhere = Origin { host: "gitlab.com".into(), ..origin() };
    let github = GitHub::new(&Offline, Url::parse(API).unwrap(), deadline);
    assert_eq!(github.release(&elsewhere, "v1.0.0"), Fact::NotAsked);
}
