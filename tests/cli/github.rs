//! `check --github` against a GitHub on loopback.

use crate::support::git::History;
use crate::support::run::program;
use crate::support::server::{Asked, Server, Stream, answer};

const REVIEWER: &str = "alice";

fn github(reviewed: &str) -> Server {
    let reviewed = reviewed.to_owned();
    Server::http(move |asked: &Asked, stream: &mut dyn Stream| {
        let path = asked.target.split('?').next().unwrap().to_owned();
        let body = match path.strip_prefix("/api/v3/repos/olga/mattermost-plugin-demo/").unwrap_or_default() {
            "pulls" => "[{\"number\": 12}]".to_owned(),
            "pulls/12" => "{\"html_url\": \"https://github.com/olga/mattermost-plugin-demo/pull/12\", \"user\": \
                           {\"login\": \"olga\", \"type\": \"User\"}, \"head\": {\"sha\": \"\"}, \"merged_at\": null, \
                           \"labels\": []}"
                .to_owned(),
            "pulls/12/reviews" => format!(
                "[{{\"user\": {{\"login\": \"{REVIEWER}\", \"type\": \"User\"}}, \"state\": \"APPROVED\", \"commit_id\": \
                 \"{reviewed}\", \"author_association\": \"MEMBER\"}}]"
            ),
            "issues/12/timeline" => "[]".to_owned(),
            _ => return answer(stream, "404 Not Found", &[], b"{}"),
        };
        answer(stream, "200 OK", &["Content-Type: application/json"], body.as_bytes());
    })
}

fn plugin() -> (History, String) {
    let mut history = History::new();
    let commit = history.commit(&[
        ("plugin.json", "{\"id\": \"com.example.demo\", \"name\": \"Demo\"}\n"),
        ("plugin-ready.toml", "[people]\ncore-committers = [\"alice\"]\n"),
    ]);
    history.git.remote("origin", "https://github.com/olga/mattermost-plugin-demo.git").unwrap();
    (history, commit)
}

fn check(history: &History, api: &str, more: &[&str]) -> (serde_json::Value, String) {
    let output = program()
        .args(["check", "--github", "--format", "json", "--timeout", "10"])
        .args(more)
        .arg(history.path())
        .env("GITHUB_API_URL", api)
        .env("GITHUB_TOKEN", "ghp_secret")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!text.contains("ghp_secret") && !stderr.contains("ghp_secret"));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let item = report["tiers"][0]["items"].as_array().into_iter().flatten().find(|i| i["id"] == "basic-code-review");
    (item.cloned().unwrap_or_default(), stderr)
}

#[test]
fn an_approval_on_the_review_pull_request_is_shown() {
    let (history, commit) = plugin();
    let server = github(&commit);
    let (item, stderr) = check(&history, &server.url("/api/v3"), &["--allow-private-network"]);
    assert_eq!(item["verdict"], "pending", "{stderr}");
    let because = item["because"].as_str().unwrap();
    assert!(because.contains(&format!("approved by {REVIEWER} (MEMBER) on commit {}", &commit[..12])), "{because}");
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|asked| asked.header("authorization") == Some("Bearer ghp_secret")));
}

#[test]
fn a_private_address_is_not_asked_unless_allowed() {
    let (history, commit) = plugin();
    let server = github(&commit);
    let (item, _) = check(&history, &server.url("/api/v3"), &[]);
    assert_eq!(item["verdict"], "pending");
    assert!(item["because"].as_str().unwrap().contains("GitHub: "), "{item}");
    assert!(server.asked().is_empty());
}

#[test]
fn an_api_address_that_is_none_is_a_usage_error() {
    let (history, _) = plugin();
    let (_, stderr) = check(&history, "ftp://example.org", &[]);
    assert!(stderr.contains("GITHUB_API_URL is no web address"), "{stderr}");
}
