//! The plugins in `fixtures/`, made into git repositories with the history that their recipe asks for.

use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;
use tempfile::TempDir;

use super::run::{Ran, run};
use super::server::{Server, answer};

/// Where the fixtures are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The names of all fixtures, sorted.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The commit that the fixtures' sign-offs name; in a repository, the commit of their code takes its place.
const SIGNED: &str = "0123456789abcdef0123456789abcdef01234567";

/// How a fixture becomes a repository: `fixtures/<name>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    /// The address of the remote called origin.
    origin: Option<String>,
    /// The branch that is checked out.
    branch: String,
    /// Tags on the first commit.
    #[serde(default)]
    tags: Vec<String>,
    /// Files that come with a second commit; `SIGNED` in them becomes the id of the first.
    #[serde(default)]
    last: Vec<String>,
    /// The folder to check.
    #[serde(default)]
    check: String,
}

/// A fixture as a repository of its own.
pub(crate) struct Fixture {
    root: TempDir,
    check: String,
    nightly: Option<Server>,
}

impl Fixture {
    /// The fixture called `name`, with a server for its nightly build if it states a URL.
    pub(crate) fn new(name: &str) -> Self {
        let recipe = std::fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
        let recipe: Recipe = toml::from_str(&recipe).unwrap();
        let root = TempDir::new().unwrap();
        copy(&folder().join(name), root.path(), &|path| !recipe.last.iter().any(|last| path.ends_with(last)));
        let git = |args: &[&str]| git(root.path(), args);
        git(&["init", "--quiet", "--initial-branch", &recipe.branch]);
        if let Some(origin) = &recipe.origin {
            git(&["remote", "add", "origin", origin]);
        }
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--message", "code"]);
        for tag in &recipe.tags {
            git(&["tag", tag]);
        }
        let code = git(&["rev-parse", "HEAD"]);
        for last in &recipe.last {
            let text = std::fs::read_to_string(folder().join(name).join(last)).unwrap();
            std::fs::write(root.path().join(last), text.replace(SIGNED, code.trim())).unwrap();
        }
        if !recipe.last.is_empty() {
            git(&["add", "--all"]);
            git(&["commit", "--quiet", "--message", "record what was decided"]);
        }
        let nightly = nightly(&root.path().join(&recipe.check));
        Self { root, check: recipe.check, nightly }
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Runs `plugin-ready check` on it with more arguments, asking the fixture's own server for the nightly build.
    pub(crate) fn check(&self, args: &[&str]) -> Ran {
        let path = self.root.path().join(&self.check);
        let mut all = vec!["check", path.to_str().unwrap()];
        let url = self.nightly.as_ref().map(|server| server.url("/ci.tar.gz"));
        if let Some(url) = &url {
            all.extend(["--nightly-url", url, "--allow-private-network"]);
        }
        all.extend(args);
        let mut ran = run(&all);
        if let Some(server) = &self.nightly {
            // The port is the system's choice, the same report byte for byte is ours.
            let (host, stable) = (server.url("").trim_end_matches('/').to_owned(), "http://127.0.0.1:1");
            ran.stdout = ran.stdout.replace(&host, stable);
            ran.stderr = ran.stderr.replace(&host, stable);
        }
        ran
    }
}

/// A server of the latest bundle, if the plugin states a nightly URL.
fn nightly(plugin: &Path) -> Option<Server> {
    let config = std::fs::read_to_string(plugin.join("plugin-ready.toml")).unwrap_or_default();
    if !config.contains("nightly-url") {
        return None;
    }
    let manifest = std::fs::read_to_string(plugin.join("plugin.json")).unwrap();
    let bundle = bundle(&manifest);
    let fresh = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let modified = format!("Last-Modified: {}", fresh.strftime("%a, %d %b %Y %H:%M:%S GMT"));
    Some(Server::http(move |_, stream| {
        answer(stream, "200 OK", &["Content-Type: application/gzip", &modified], &bundle);
    }))
}

/// The bundle that the manifest promises.
fn bundle(manifest: &str) -> Vec<u8> {
    let parsed: serde_json::Value = serde_json::from_str(manifest).unwrap();
    let id = parsed["id"].as_str().unwrap();
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut add = |path: &str, mode: u32, content: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        header.set_mtime(jiff::Timestamp::now().as_second().unsigned_abs());
        header.set_cksum();
        tar.append_data(&mut header, format!("{id}/{path}"), content).unwrap();
    };
    add("plugin.json", 0o644, manifest.as_bytes());
    for path in parsed["server"]["executables"].as_object().into_iter().flatten().map(|(_, path)| path) {
        add(path.as_str().unwrap(), 0o755, b"\x7fELF");
    }
    if let Some(path) = parsed["webapp"]["bundle_path"].as_str() {
        add(path, 0o644, b"void 0;");
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target, wanted);
        } else if wanted(&entry.path()) {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Runs git as nobody in particular, on a fixed day; gives what it prints.
pub(crate) fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "core.autocrlf=false", "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false"])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs(["AUTHOR", "COMMITTER"].iter().flat_map(|who| {
            [
                (format!("GIT_{who}_NAME"), "Author"),
                (format!("GIT_{who}_EMAIL"), "author@example.org"),
                (format!("GIT_{who}_DATE"), "2026-03-01T12:00:00+00:00"),
            ]
        }))
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
