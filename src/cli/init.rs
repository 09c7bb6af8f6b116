//! `plugin-ready init`: a configuration with what could be inferred, and on request the hook, the workflow, and drafts
//! of the sections that the README lacks.

mod hook;

use super::change::{self, Change, Edit};
use super::{Console, InitArgs};
use crate::config;
use crate::error::{Error, visible};
use crate::evidence::docs::{self, draft};
use crate::evidence::manifest::Manifest;
use crate::evidence::repository::{BranchSource, DefaultBranch};
use crate::evidence::{Fact, SMALL};
use crate::exit::Code;
use crate::source::Source;

const HOOKS: &str = ".pre-commit-config.yaml";
const WORKFLOW: &str = ".github/workflows/plugin-ready.yml";

/// Writes what is missing, after showing it; what is there stays.
pub(super) fn run(args: &InitArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let opened = change::plugin(&args.path, console)?;
    let Some((source, manifest)) = opened else { return Ok(Code::NotAPlugin) };
    let plan = Plan { source: &source, manifest: &manifest };
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    let mut add = |planned: Result<Change, String>| match planned {
        Ok(change) => changes.push(change),
        Err(why) => left.push(why),
    };
    add(plan.configuration());
    if args.hook {
        add(plan.hook());
    }
    if args.workflow {
        add(plan.workflow());
        if let Some(origin) = source.repository.origin().filter(|origin| origin.is_gitlab()) {
            console.warn(&format!(
                "GitHub runs the workflow only for a project there that mirrors {origin}; the README of plugin-ready has \
                 the job for .gitlab-ci.yml"
            ));
        }
    }
    if args.pm_ux {
        add(plan.documents());
    }
    for why in left {
        console.warn(&why);
    }
    if changes.is_empty() {
        console.print("nothing to write\n");
        return Ok(Code::Fine);
    }
    let colour = console.medium().colour;
    console.print(&change::diff(&changes, colour));
    let question = if changes.len() == 1 { "Write this file?" } else { "Write these files?" };
    if !change::agreed(args.yes, question, console)? {
        console.say("nothing was written");
        return Ok(Code::Fine);
    }
    change::apply(source.root(), &changes)?;
    let paths: Vec<String> = changes.iter().map(|change| visible(&change.path)).collect();
    console.say(&format!("wrote {}\nnext: plugin-ready check{}", paths.join(", "), change::operand(&args.path)));
    Ok(Code::Fine)
}

struct Plan<'a> {
    source: &'a Source,
    manifest: &'a Manifest,
}

impl Plan<'_> {
    fn prefix(&self) -> &str {
        &self.source.repository.prefix
    }

    fn new_file(&self, path: String, text: String) -> Result<Change, String> {
        // A link that leads nowhere is listed and not there: still never written over.
        let listed = self.source.repository.file(&path).is_some();
        if listed || self.source.root().join(&path).symlink_metadata().is_ok() {
            return Err(format!("{path} is there already and stays as it is"));
        }
        Ok(Change { path, edit: Edit::Create(text) })
    }

    /// The text of a file that is there, if it is one that we may write to.
    fn text_of(&self, path: &str) -> Option<Result<String, String>> {
        let file = self.source.repository.file(path)?;
        if !file.is_regular() {
            return Some(Err(format!("{path} is no regular file and stays as it is")));
        }
        let bytes = match self.source.reader().read(path, SMALL) {
            Ok(bytes) => bytes,
            Err(cause) => return Some(Err(cause.detail)),
        };
        Some(String::from_utf8(bytes.to_vec()).map_err(|_| format!("{path} is not UTF-8 and stays as it is")))
    }

    fn default_branch(&self) -> Option<&DefaultBranch> {
        self.source.repository.default_branch.seen()
    }

    fn configuration(&self) -> Result<Change, String> {
        let id = self.manifest.id.as_ref().map_or("com.example.plugin", |id| id.value.as_str());
        let branch = match self.default_branch() {
            Some(branch) => {
                // What git states needs no second statement; what was guessed is for the author to confirm.
                let guessed = matches!(branch.source, BranchSource::Current | BranchSource::Named);
                format!("{}default-branch = {}", if guessed { "" } else { "# " }, toml_string(&branch.name))
            }
            None => "# default-branch = \"main\"".to_owned(),
        };
        let nightly = toml_string(&format!("https://example.org/{id}-ci.tar.gz"));
        let text = format!(
            "# What plugin-ready cannot see by itself. Every key may be left out; `plugin-ready schema config` describes them all.\n\
             \n\
             # The tier that `plugin-ready check` must find ready: ci-extensions, ci-extensions-release, community, marketplace.\n\
             target = \"ci-extensions\"\n\
             \n\
             [build]\n\
             # Where the latest build of the default branch can be pulled, for the item nightly-build.\n\
             # nightly-url = {nightly}\n\
             # The branch that the checklist calls master.\n\
             {branch}\n\
             \n\
             # Who may sign off. Without it, the sign-off counts and the role is not checked.\n\
             # [people]\n\
             # core-committers = [\"alice\", \"bob\"]\n\
             \n\
             # Must other teams or users be told of the rollout? The item pm-ux-communication asks.\n\
             # [[answer]]\n\
             # item = \"pm-ux-communication\"\n\
             # text = \"none needed: no other team is touched\"\n\
             \n\
             # People sign off with `plugin-ready sign-off ITEM --by HANDLE`, which writes [[sign-off]] here.\n"
        );
        self.new_file(format!("{}{}", self.prefix(), config::NAME), text)
    }

    fn hook(&self) -> Result<Change, String> {
        match self.text_of(HOOKS) {
            None => self.new_file(HOOKS.to_owned(), hook::fresh(self.prefix())),
            Some(text) => {
                let before = text?;
                let after =
                    hook::added(&before, self.prefix()).map_err(|why| format!("{HOOKS}: {why}; it stays as it is"))?;
                Ok(Change { path: HOOKS.to_owned(), edit: Edit::Replace { before, after } })
            }
        }
    }

    fn workflow(&self) -> Result<Change, String> {
        let branch = hook::quoted(self.default_branch().map_or("main", |branch| branch.name.as_str()));
        let folder = self.prefix().trim_end_matches('/');
        let folder = match folder {
            "" => String::new(),
            folder => format!("        working-directory: {}\n", hook::quoted(folder)),
        };
        let version = env!("CARGO_PKG_VERSION");
        let text = format!(
            "# Judges the plugin against Mattermost's deployment checklist, with annotations and a summary.\n\
             name: plugin-ready\n\
             \n\
             on:\n  push:\n    branches: [{branch}]\n  pull_request:\n\
             \n\
             permissions: {{}}\n\
             \n\
             concurrency:\n  group: plugin-ready-${{{{ github.ref }}}}\n  cancel-in-progress: true\n\
             \n\
             jobs:\n  check:\n    name: Deployment checklist\n    runs-on: ubuntu-latest\n    permissions:\n      contents: read\n    \
             steps:\n      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0\n        with:\n          \
             fetch-depth: 0 # tags and history: without them release items are unknown\n          \
             persist-credentials: false\n      - name: Check\n{folder}        run: >-\n          pipx run --spec \
             plugin-ready=={version} plugin-ready check\n          --format github --output github-summary\n"
        );
        self.new_file(WORKFLOW.to_owned(), text)
    }

    /// The README with drafts of the sections that it lacks.
    fn documents(&self) -> Result<Change, String> {
        let docs = match docs::collect(&self.source.repository, self.source.reader()) {
            Fact::Seen(docs) => docs,
            Fact::Blind(cause) => return Err(cause.detail),
            Fact::Absent | Fact::NotAsked => docs::Docs::default(),
        };
        if let Some(unread) = docs.readme_unread() {
            return Err(unread.cause.detail.clone());
        }
        if let Some(path) = docs.readme_untracked() {
            return Err(format!("{path} is not tracked by git: `git add` it, and run this again"));
        }
        let draft = draft::draft(&docs, self.manifest);
        let Some(readme) = &docs.readme else {
            let name = self.manifest.name.as_ref().map_or("This plugin", |name| name.value.as_str());
            return self.new_file(format!("{}README.md", self.prefix()), format!("# {}\n\n{draft}", visible(name)));
        };
        if draft.is_empty() {
            return Err(format!("{} has a heading for each section: nothing to draft", readme.path));
        }
        if [".rst", ".adoc", ".org"].iter().any(|end| readme.path.to_ascii_lowercase().ends_with(end)) {
            return Err(format!("{} is not Markdown: no sections are drafted into it", readme.path));
        }
        let before = self.text_of(&readme.path).unwrap_or_else(|| Err(format!("{} is not there", readme.path)))?;
        let newline = if before.ends_with('\n') { "\n" } else { "\n\n" };
        let added = format!("{newline}{draft}");
        let added = if before.contains("\r\n") { added.replace('\n', "\r\n") } else { added };
        let after = format!("{before}{added}");
        Ok(Change { path: readme.path.clone(), edit: Edit::Replace { before, after } })
    }
}

fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
