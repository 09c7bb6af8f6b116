//! Addresses in a repository's own files that may be its nightly URL, and what it could publish builds with.

use std::collections::BTreeSet;

use super::Setup;
use super::address::Address;
use crate::error::Place;
use crate::evidence::ci::own_path;
use crate::evidence::release::{is_bundle, version};
use crate::evidence::repository::Repository;
use crate::evidence::{Fact, Reader, SMALL, kebab_enum};

/// How many are told.
const MOST: usize = 5;
/// Files looked into.
const MOST_FILES: usize = 60;

/// An address in a file of the repository that may serve the latest master build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The address as written.
    pub url: String,
    /// Where it is written.
    pub place: Place,
}

kebab_enum! {
    /// CI systems, for advice on how to publish with them.
    System {
        /// .github/workflows.
        GithubActions = "GitHub Actions",
        /// .circleci/config.yml.
        CircleCi = "CircleCI",
        /// .gitlab-ci.yml.
        GitLab = "GitLab CI",
        /// .travis.yml.
        Travis = "Travis CI",
        /// Jenkinsfile.
        Jenkins = "Jenkins",
        /// .drone.yml.
        Drone = "Drone",
        /// azure-pipelines.yml.
        Azure = "Azure Pipelines",
    }
}

/// The CI system that reads the file at `path`.
fn system(path: &str) -> Option<System> {
    Some(match path {
        ".circleci/config.yml" | ".circleci/config.yaml" => System::CircleCi,
        ".gitlab-ci.yml" | ".gitlab-ci.yaml" => System::GitLab,
        ".travis.yml" => System::Travis,
        "Jenkinsfile" => System::Jenkins,
        ".drone.yml" | ".drone.yaml" => System::Drone,
        "azure-pipelines.yml" | "azure-pipelines.yaml" => System::Azure,
        path => {
            let name = path.strip_prefix(".github/workflows/")?;
            let is_workflow = !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml"));
            return is_workflow.then_some(System::GithubActions);
        }
    })
}

/// Mattermost's own pipelines that upload every master build of its plugins.
const DELIVERY: &[&str] =
    &["mattermost/actions-workflows/.github/workflows/plugin-ci.yml", "plugin-ci/deploy-ci", "plugin-ci/deploy"];

/// Looks through the README and the CI configurations for addresses that name one of `names` (the plugin's id, the
/// repository's name), and for what there is to publish builds with.
pub fn look(repository: &Repository, reader: &dyn Reader, id: Option<&str>) -> (Vec<Candidate>, Setup) {
    let git = repository.git.seen();
    let origin = git.and_then(|git| git.origin.as_ref());
    let names: Vec<String> =
        id.into_iter().chain(origin.map(|origin| origin.name.as_str())).map(str::to_lowercase).collect();
    let mut setup = Setup {
        github: origin.filter(|o| o.host == "github.com").map(|o| (o.owner.clone(), o.name.clone())),
        counts_any_tag: counting(repository, reader),
        ..Setup::default()
    };
    let mut candidates = Vec::new();
    let mut known = BTreeSet::new();
    let regular = repository.files.iter().filter(|file| file.is_regular());
    let interesting = regular.filter(|file| system(&file.path).is_some() || is_readme(&file.path, &repository.prefix));
    for file in interesting.take(MOST_FILES) {
        let system = system(&file.path);
        setup.ci = match (setup.ci, system) {
            (Some(known), Some(this)) => Some(known.min(this)),
            (known, this) => known.or(this),
        };
        let Ok(bytes) = reader.read(&file.path, SMALL) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        setup.orb |= system == Some(System::CircleCi) && text.contains("plugin-ci/build");
        if system.is_some() && origin.is_some_and(|o| o.owner == "mattermost") {
            setup.delivery |= DELIVERY.iter().any(|pipeline| text.contains(pipeline));
        }
        let written =
            addresses(&text).filter(|(url, _)| is_likely(url, &names)).map(|(url, at)| (url.to_owned(), at, url));
        let rolled = rolling_tags(&text).filter(|_| system.is_some()).filter_map(|(tag, at)| {
            let (owner, name) = setup.github.as_ref()?;
            Some((format!("https://github.com/{owner}/{name}/releases/tag/{tag}"), at, tag))
        });
        for (url, at, text_of_it) in written.chain(rolled) {
            if candidates.len() < MOST && known.insert(url.clone()) {
                let place = Place::in_text(&file.path, &text, at..at + text_of_it.len());
                candidates.push(Candidate { url, place });
            }
        }
    }
    (candidates, setup)
}

/// The plugin's Makefile where it asks git for the newest tag of any name, as the starter template's does since
/// 2024-06-06 for `make patch`: a rolling release's tag is none to count on from.
fn counting(repository: &Repository, reader: &dyn Reader) -> Option<String> {
    let path = format!("{}Makefile", repository.prefix);
    let bytes = reader.read(&path, SMALL).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let is_any = |line: &str| {
        line.contains("git describe")
            && line.contains("--tags")
            && !["--match", "--exclude"].iter().any(|option| line.contains(option))
    };
    text.lines().any(is_any).then_some(path)
}

fn is_readme(path: &str, prefix: &str) -> bool {
    let own = path.strip_prefix(prefix).unwrap_or(path);
    [own, path].iter().any(|path| {
        let stem = path.rsplit_once('.').map_or(*path, |(stem, _)| stem);
        !path.contains('/') && stem.eq_ignore_ascii_case("readme")
    })
}

/// The web addresses in `text`, with their first bytes.
fn addresses(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices("http").filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        if !rest.starts_with("https://") && !rest.starts_with("http://") {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "\"'`<>()[]{}|\\".contains(c)).unwrap_or(rest.len());
        let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
        (url.len() <= 500).then_some((url, at))
    })
}

/// What stands before the tag of a release that a CI configuration makes.
const RELEASING: &[&str] = &[
    "gh release create ",
    "gh release upload ",
    "tag_name: ",
    "automatic_release_tag: ",
    "-replace -prerelease ",
    "-delete -prerelease ",
];

/// The tags of releases that a CI configuration makes anew each time, with their first bytes: those that are no
/// version.
fn rolling_tags(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let after = RELEASING.iter().flat_map(|words| text.match_indices(words).map(|(at, words)| at + words.len()));
    after.filter_map(|at| {
        let rest = text.get(at..)?;
        let start = rest.len() - rest.trim_start_matches(['"', '\'', ' ']).len();
        let word = rest.get(start..)?.split(|c: char| c.is_whitespace() || "\"'`;|&)".contains(c)).next()?;
        let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b));
        let is_tag = plain && word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.len() <= 100;
        (is_tag && version(word).is_none()).then_some((word, at + start))
    })
}

/// Names the plugin, is a bundle or a rolling release, and not a form that can never be the latest master build.
fn is_likely(url: &str, names: &[String]) -> bool {
    let lower = url.to_lowercase();
    if !names.iter().any(|name| lower.contains(name)) {
        return false;
    }
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    match Address::of(url) {
        Address::Rolling { .. } => true,
        Address::Direct(_) => is_bundle(path) || path.contains("/-/jobs/artifacts/"),
        _ => false,
    }
}

impl Setup {
    /// What comes before that advice where nothing builds `branch` yet; a workflow for GitHub makes its own build.
    pub fn first(&self, branch: &str) -> String {
        let needs_build = self.ci.is_some_and(|system| system != System::GithubActions);
        if needs_build {
            format!("first let CI build each push to {branch} (see ci-master); then ")
        } else {
            String::new()
        }
    }

    /// How to get a nightly URL with what this repository has, for the default branch `branch` and the `command` that
    /// makes the bundle, or does once what it lacks is there, of which `unmade` tells.
    pub fn advice(&self, branch: &str, command: &str, unmade: &str) -> String {
        let state = "then state it in plugin-ready.toml as nightly-url under [build]";
        let counted = self.counts_any_tag.as_ref().map_or_else(String::new, |makefile| {
            format!("; give `git describe` in {makefile} a `--match 'v*'`, for nightly is no version")
        });
        let rolling = self.github.as_ref().map_or_else(
            || "its page's address".to_owned(),
            |(owner, name)| format!("https://github.com/{owner}/{name}/releases/tag/nightly"),
        );
        if self.delivery {
            return format!(
                "Mattermost's pipeline, which this CI runs, stores each {branch} build as <repository>-ci.tar.gz: \
                 ask in the Integrations and Apps channel for the address it is served at, {state}"
            );
        }
        match self.ci {
            Some(System::GithubActions) => format!(
                "add a job with checkout on pushes to {branch}, with `permissions: contents: write` and `env: GH_TOKEN: ${{{{ github.token }}}}`, \
                 that runs `{command}`, then `gh release delete nightly --cleanup-tag -y || true`, then `gh release create \
                 nightly --prerelease --target {branch} dist/*.tar.gz`{} (artifacts of a run need a login){counted}; {state}: {rolling}{unmade}",
                own_path(command)
            ),
            Some(System::CircleCi) if self.orb => format!(
                "add a job on {branch} that requires `plugin-ci/build` and takes its workspace (`attach_workspace: at: dist`): \
                 `go install github.com/tcnksm/ghr@latest`, then `ghr -delete -prerelease nightly dist/`, makes a rolling \
                 release on GitHub with a GITHUB_TOKEN in its environment; or copy dist/*.tar.gz to a public \
                 bucket under a name that stays{counted}; {state}: {rolling}"
            ),
            Some(System::CircleCi | System::Travis | System::Drone | System::Azure) => {
                format!(
                    "let the job that builds {branch} go on with `go install github.com/tcnksm/ghr@latest`, then \
                 `ghr -delete -prerelease nightly dist/`, on pushes to {branch} alone and with a GITHUB_TOKEN in its \
                 environment, which makes a rolling release on GitHub; or let it copy dist/*.tar.gz to a public bucket \
                 under a name that stays{counted}; {state}: {rolling}"
                )
            }
            Some(System::GitLab) => format!(
                "keep the bundle as an artifact of the job that builds {branch} (artifacts: paths: [dist/*.tar.gz]) under a \
                 name that stays: https://<host>/<group>/<project>/-/jobs/artifacts/{branch}/raw/dist/<name>.tar.gz?job=<job> \
                 serves the newest; {state}"
            ),
            Some(System::Jenkins) => format!(
                "archive the bundle in the job that builds {branch} (archiveArtifacts 'dist/*.tar.gz') and use \
                 <job>/lastSuccessfulBuild/artifact/dist/<name>.tar.gz, readable without a login; {state}"
            ),
            None => format!(
                "first let a CI system build each push to {branch} (see ci-master) and upload the bundle under a name that \
                 stays; {state}"
            ),
        }
    }
}

/// The default branch's name, for advice.
pub fn branch(repository: &Repository) -> &str {
    match &repository.default_branch {
        Fact::Seen(branch) => &branch.name,
        _ => "master",
    }
}
