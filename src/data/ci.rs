//! Reusable workflows, actions and orbs that plugins share: what each runs and where it sends the bundle.
//!
//! Read in mattermost/actions-workflows at 6e3b523 (2026-02-17), mattermost/actions at 21fc5e2 (2026-03-19) and
//! mattermost/circleci-orbs at ea9f345 (2022-11-23).

/// Date of the newest source read, as `YYYY-MM-DD`.
pub const DATE: &str = "2026-03-19";

/// A reusable workflow of GitHub Actions.
#[derive(Debug)]
pub struct Workflow {
    /// Repository and path, without the version.
    pub name: &'static str,
    /// Its inputs with their defaults.
    pub inputs: &'static [(&'static str, &'static str)],
    /// The jobs that make the bundle.
    pub builds: &'static [Job],
    /// The jobs that send it somewhere.
    pub delivers: &'static [Job],
    /// Goals of the Makefile that its other jobs run, with the job.
    pub goals: &'static [(&'static str, &'static str)],
    /// Files without which it cannot set Node.js up, where there is a folder `webapp`.
    pub webapp_files: &'static [&'static str],
    /// Inputs that it no longer takes, with the day on which that changed.
    pub removed_inputs: &'static [(&'static str, &'static str)],
    /// A permission that the caller has to give, with the day since when.
    pub permission: Option<(&'static str, &'static str, &'static str)>,
}

/// A job of a reusable workflow.
#[derive(Debug)]
pub struct Job {
    /// Its name.
    pub name: &'static str,
    /// Its condition, in GitHub's expressions.
    pub condition: &'static str,
    /// What it runs; of a delivering job where the bundle goes: `artifact`, `release`, [`OWN_RELEASE`], or an address
    /// with `<repo>` for the repository's name.
    pub what: &'static str,
}

/// A release that a job makes with its own token, which needs `contents: write` for it.
pub const OWN_RELEASE: &str = "release by the job's token";

/// What `plugin-ci/lint` and `plugin-ci/test` of mattermost/actions run.
const LINT_AND_TEST: &[(&str, &str)] = &[("lint", "check-style"), ("lint", "apply"), ("test", "test")];
/// What `plugin-ci/setup` gives to actions/setup-node: without either that action fails, and the job with it.
const NODE_FILES: &[&str] = &[".nvmrc", "webapp/package-lock.json"];

/// The input that names what it gives to actions/setup-go, which fails without that file.
const GO_FILE: (&str, &str) = ("go-version-file", "go.mod");

const NOT_SCHEDULED_ELSEWHERE: &str =
    "github.repository_owner == 'mattermost' || github.event_name != 'schedule' || inputs.run-scheduled";
const VERSION_TAG: &str = "startsWith(github.ref, 'refs/tags/v')";

/// The reusable workflows.
pub static WORKFLOWS: &[Workflow] = &[
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/plugin-ci.yml",
        inputs: &[("run-scheduled", "false"), GO_FILE],
        builds: &[Job { name: "build", condition: NOT_SCHEDULED_ELSEWHERE, what: "make dist" }],
        delivers: &[
            Job { name: "build", condition: "true", what: "artifact" },
            Job {
                name: "delivery",
                condition: "github.repository_owner == 'mattermost' && github.event_name != 'schedule' && \
                            (github.ref_name == 'master' || github.ref_name == 'main')",
                what: "s3://mattermost-plugins-delivery/ci/<repo>-ci.tar.gz",
            },
        ],
        goals: LINT_AND_TEST,
        webapp_files: NODE_FILES,
        removed_inputs: &[("golang-version", "2026-02-16")],
        permission: Some(("id-token", "write", "2025-06-11")),
    },
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/plugin-cd.yml",
        inputs: &[GO_FILE],
        builds: &[Job { name: "build", condition: VERSION_TAG, what: "make dist" }],
        delivers: &[
            Job { name: "build", condition: VERSION_TAG, what: "artifact" },
            Job {
                name: "release-s3",
                condition: "startsWith(github.ref, 'refs/tags/v') && github.repository_owner == 'mattermost'",
                what: "s3://mattermost-plugins-delivery/release/<repo>-latest.tar.gz",
            },
            // It needs release-s3, and so is skipped for every other owner.
            Job {
                name: "release-github",
                condition: "startsWith(github.ref, 'refs/tags/v') && github.repository_owner == 'mattermost'",
                what: "release",
            },
        ],
        goals: &[],
        webapp_files: NODE_FILES,
        removed_inputs: &[("golang-version", "2026-02-16")],
        permission: Some(("id-token", "write", "2025-06-11")),
    },
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml",
        inputs: &[GO_FILE],
        builds: &[Job { name: "build", condition: "true", what: "make dist" }],
        delivers: &[Job { name: "build", condition: "true", what: "artifact" }],
        goals: LINT_AND_TEST,
        webapp_files: NODE_FILES,
        removed_inputs: &[("golang-version", "2026-02-16")],
        permission: None,
    },
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/community-plugin-cd.yml",
        inputs: &[GO_FILE],
        builds: &[Job { name: "build", condition: "true", what: "make dist" }],
        delivers: &[
            Job { name: "build", condition: "true", what: "artifact" },
            Job { name: "release-github", condition: "github.ref_type == 'tag'", what: OWN_RELEASE },
        ],
        goals: &[("build / lint", "check-style"), ("build / lint", "apply"), ("build / test", "test")],
        webapp_files: NODE_FILES,
        removed_inputs: &[("golang-version", "2026-02-16")],
        permission: None,
    },
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/plugin-dist-pr.yml",
        inputs: &[("dist-target", "dist-ci"), ("verify-target", "dist")],
        builds: &[
            Job { name: "dist", condition: "true", what: "make ${{ inputs.dist-target }}" },
            Job { name: "dist", condition: "true", what: "make ${{ inputs.verify-target }}" },
        ],
        // Its bucket is private.
        delivers: &[],
        goals: &[],
        webapp_files: &[],
        removed_inputs: &[],
        permission: Some(("id-token", "write", "2025-11-07")),
    },
    Workflow {
        name: "mattermost/actions-workflows/.github/workflows/snyk-sbom.yml",
        inputs: &[],
        builds: &[],
        delivers: &[],
        goals: &[],
        webapp_files: &[],
        removed_inputs: &[],
        permission: None,
    },
];

/// Actions that run commands of the repository: name without the version, the commands with `<input>` for what that
/// input says, and whether they keep an artifact.
pub static ACTIONS: &[(&str, &str, bool)] = &[
    ("mattermost/actions/plugin-ci/build", "make dist", true),
    ("mattermost/actions/plugin-ci/lint", "make check-style", false),
    ("mattermost/actions/plugin-ci/test", "make test", false),
    ("goreleaser/goreleaser-action", "goreleaser <args>", false),
    ("nick-fields/retry", "<command>", false),
    ("nick-invision/retry", "<command>", false),
    ("devcontainers/ci", "<runCmd>", false),
    ("addnab/docker-run-action", "<run>", false),
    ("uraimo/run-on-arch-action", "<run>", false),
];

/// Actions that GitHub no longer runs, so that it fails each job with one: name, the newest major version that is
/// refused, and the day since when (GitHub's changelog of 2024-04-16 and 2024-12-05).
pub static ENDED_ACTIONS: &[(&str, u32, &str)] = &[
    ("actions/upload-artifact", 3, "2025-01-30"),
    ("actions/download-artifact", 3, "2025-01-30"),
    ("actions/cache", 2, "2025-03-01"),
];

/// Configurations of systems that this tool does not read: a file, or a folder with a `/` at its end.
pub static UNREAD: &[&str] = &[
    "bitbucket-pipelines.yml",
    "appveyor.yml",
    ".appveyor.yml",
    ".buildkite/",
    ".cirrus.yml",
    ".semaphore/",
    ".woodpecker.yml",
    ".woodpecker.yaml",
    ".woodpecker/",
    ".gitea/workflows/",
    ".forgejo/workflows/",
    ".builds/",
    ".build.yml",
    "cloudbuild.yaml",
    "wercker.yml",
    "buildspec.yml",
    ".teamcity/",
];

/// Actions that attach files to a release of the repository, with the input that names its tag.
pub static RELEASE_ACTIONS: &[(&str, &str)] = &[
    ("softprops/action-gh-release", "tag_name"),
    ("ncipollo/release-action", "tag"),
    ("svenstaro/upload-release-action", "tag"),
    ("marvinpinto/action-automatic-releases", "automatic_release_tag"),
    ("actions/create-release", "tag_name"),
    ("actions/upload-release-asset", "tag_name"),
    ("AButler/upload-release-assets", "release-tag"),
    ("shogo82148/actions-upload-release-asset", "upload_url"),
    ("skx/github-action-publish-binaries", "releaseId"),
    ("eloquent/github-release-action", "tag"),
    ("elgohr/Github-Release-Action", "tag"),
    ("xresloader/upload-to-github-release", "tag_name"),
    ("meeDamian/github-release", "tag"),
];

/// Actions that make a release from commits on the default branch: name, outputs that are true when they did, output
/// with the tag.
pub static RELEASE_TOOLS: &[(&str, &[&str], &str)] = &[
    ("googleapis/release-please-action", &["release_created", "releases_created"], "tag_name"),
    ("google-github-actions/release-please-action", &["release_created", "releases_created"], "tag_name"),
    ("cycjimmy/semantic-release-action", &["new_release_published"], "new_release_git_tag"),
    ("codfish/semantic-release-action", &["new-release-published"], "release-version"),
    ("changesets/action", &["published"], "publishedpackages"),
];

/// A job of a CircleCI orb: orb without its version, job, what it runs, and where it sends the bundle.
pub static ORB_JOBS: &[(&str, &str, &str, &str)] = &[
    ("mattermost/plugin-ci", "lint", "make check-style", ""),
    ("mattermost/plugin-ci", "test", "make test", ""),
    ("mattermost/plugin-ci", "coverage", "make coverage", ""),
    ("mattermost/plugin-ci", "build", "make dist", "artifact"),
    ("mattermost/plugin-ci", "deploy-ci", "", "s3://mattermost-plugins-ci/ci/<repo>-ci.tar.gz"),
    ("mattermost/plugin-ci", "deploy-release", "", "s3://mattermost-plugins-ci/release/<repo>-latest.tar.gz"),
    ("mattermost/plugin-ci", "deploy-release-github", "", "release"),
];
