//! What the text of an address tells: some forms can never serve the latest master build.

use url::Url;

use crate::evidence::release::{is_bundle, version};

/// The forms of addresses that matter here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Whatever it serves is what it serves.
    Direct(Url),
    /// The page of a rolling release on GitHub or a GitHub Enterprise server, whose asset the API names.
    Rolling {
        /// The Enterprise server, as far as its host; `None` for GitHub itself.
        server: Option<Url>,
        /// Owner of the repository.
        owner: String,
        /// Name of the repository.
        name: String,
        /// The release's tag.
        tag: String,
    },
    /// The newest release, whatever that is at the time.
    LatestRelease,
    /// One release for ever: its tag.
    FixedRelease(String),
    /// A place for people to click on: what it is.
    Page(&'static str),
    /// No address of the web at all, and why.
    Malformed(String),
}

impl Address {
    /// What `text` is.
    pub fn of(text: &str) -> Self {
        let url = match Url::parse(text.trim()) {
            Ok(url) => url,
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                return Self::Malformed("it has no scheme, as in https://".to_owned());
            }
            Err(error) => return Self::Malformed(error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Self::Malformed(format!("servers pull over https, not {}:", url.scheme()));
        }
        let parts: Vec<&str> = url.path_segments().map(|parts| parts.collect()).unwrap_or_default();
        let adjacent = |pair: &[&str]| parts.windows(pair.len()).any(|window| window == pair);
        if adjacent(&["releases", "latest"]) || adjacent(&["releases", "permalink", "latest"]) {
            return Self::LatestRelease;
        }
        let github = matches!(url.host_str(), Some("github.com" | "www.github.com"));
        let server = || url.join("/").ok().filter(|_| !github);
        match parts.as_slice() {
            [owner, name, "releases", "tag", tag @ ..] if !tag.is_empty() => {
                let tag = decoded(&tag.join("/"));
                match version(&tag) {
                    Some(_) => Self::FixedRelease(tag),
                    None => {
                        let (owner, name) = ((*owner).to_owned(), (*name).to_owned());
                        Self::Rolling { server: server(), owner, name, tag }
                    }
                }
            }
            [_, _, "releases", "download", tag, _, ..] if version(&decoded(tag)).is_some() => {
                Self::FixedRelease(decoded(tag))
            }
            [_, _, "releases", "download", _, _, ..] if github => Self::Direct(url),
            [_, _, "releases"] | [_, _, "releases", ""] if github => Self::Page("a list of releases"),
            [_, _, "actions", ..] if github => Self::Page("a page of GitHub Actions, whose artifacts need a login"),
            [_, _, "suites", _, "artifacts", ..] if github => {
                Self::Page("an artifact of GitHub Actions, which needs a login")
            }
            [_, _, "blob", ..] if github => Self::Page("GitHub's page about a file"),
            [_, _] | [_, _, ""] if github => Self::Page("the repository's page"),
            [.., file] if is_latest(file) => Self::LatestRelease,
            _ => Self::Direct(url),
        }
    }
}

/// `…-latest.tar.gz`: in Mattermost's own store the newest release, where `…-ci.tar.gz` is the newest master build.
fn is_latest(file: &str) -> bool {
    let stem = file.strip_suffix(".tar.gz").or_else(|| file.strip_suffix(".tgz")).unwrap_or(file);
    stem.ends_with("-latest")
}

fn decoded(part: &str) -> String {
    // A tag's slash and plus come percent-encoded; everything else may stay as it is.
    part.replace("%2F", "/").replace("%2f", "/").replace("%2B", "+").replace("%2b", "+")
}

/// The asset that is the bundle, among `(name, address)` of a release's assets.
///
/// # Errors
/// Why none of them is it, with the names.
pub fn choose_asset<'a>(assets: &'a [(String, String)], id: Option<&str>) -> Result<&'a str, String> {
    let for_all = |asset: &&(String, String)| !PLATFORMS.iter().any(|platform| asset.0.contains(platform));
    let is_named = |asset: &&(String, String)| id.is_some_and(|id| asset.0.starts_with(id));
    let bundles: Vec<&(String, String)> = assets.iter().filter(|(name, _)| is_bundle(name)).collect();
    let whole: Vec<&(String, String)> = bundles.iter().copied().filter(for_all).collect();
    let named: Vec<&(String, String)> = whole.iter().copied().filter(is_named).collect();
    match (bundles.as_slice(), whole.as_slice(), named.as_slice()) {
        ([], ..) => Err("has no .tar.gz among its assets".to_owned()),
        ([one], ..) | (_, [one], _) | (_, _, [one]) => Ok(&one.1),
        _ => {
            let names: Vec<_> = bundles.iter().take(5).map(|asset| asset.0.as_str()).collect();
            Err(format!("has several bundles among its assets: {}", names.join(", ")))
        }
    }
}

/// What the names of bundles for one platform hold.
const PLATFORMS: &[&str] = &["linux-amd64", "linux-arm64", "darwin-", "osx-", "windows-", "freebsd-"];
