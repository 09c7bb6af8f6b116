//! Which command makes the bundle from a fresh clone: what advice names.

use std::collections::BTreeSet;

use super::Run;
use crate::error::text::shell_word;
use crate::evidence::build::{EffectKind, Part, Project};
use crate::evidence::repository::{Repository, Status};

/// Goals that make the bundle by custom, in the order of preference; `""` is the default goal. Then those that compile
/// what the last one packs.
const GOALS: [&str; 15] = [
    "dist",
    "bundle",
    "package",
    "",
    "all",
    "build",
    "pack",
    "all dist",
    "all bundle",
    "all package",
    "all pack",
    "build dist",
    "build bundle",
    "build package",
    "build pack",
];
/// Names of scripts that make the bundle by custom.
const NAMES: [&str; 5] = ["dist", "bundle", "package", "pack", "build"];
/// Folders in which plugins keep such scripts.
const FOLDERS: [&str; 5] = ["", "scripts/", "build/", "tools/", "ci/"];
/// What runs a script, by the ending of its name.
const RUNNERS: [(&str, &str); 4] = [("sh", "bash"), ("py", "python3"), ("js", "node"), ("mjs", "node")];
/// What installs the packages of a package.json, by the lock file beside it.
const INSTALLERS: [(&str, &str); 3] =
    [("package-lock.json", "npm ci"), ("yarn.lock", "yarn install"), ("pnpm-lock.yaml", "pnpm install")];

/// The command that makes the bundle of the plugin; `None` where none is seen to.
pub(super) fn find(project: &Project<'_>, repository: &Repository, runs: &[Run]) -> Option<String> {
    let packing = Packing { project, repository };
    let command = packing
        .best(packing.goals())
        .or_else(|| packing.best(packing.run_by_ci(runs)))
        .or_else(|| packing.best(packing.npm_scripts()))
        .or_else(|| packing.best(packing.scripts()))?;
    let folder = repository.prefix.trim_end_matches('/');
    Some(if folder.is_empty() { command } else { format!("cd {} && {command}", shell_word(folder)) })
}

/// Why `make dist` makes no bundle of the plugin, as far as that is known.
pub(super) fn dist_fails(project: &Project<'_>, repository: &Repository) -> Option<String> {
    let effects = project.effects("make dist", &repository.prefix);
    let broken = effects.into_iter().find_map(|effect| match effect.kind {
        EffectKind::Broken(why) => Some(why),
        _ => None,
    });
    broken.or_else(|| project.makefile(&repository.prefix)?.lacks())
}

/// That the bundle which `command` makes need not be `dist/*.tar.gz`, as the end of an advice that says so.
pub fn own_path(command: &str) -> &'static str {
    if command == "make dist" { "" } else { ", with the bundle's own path" }
}

struct Packing<'p, 'a> {
    project: &'p Project<'a>,
    repository: &'p Repository,
}

impl Packing<'_, '_> {
    /// The first of those that make the bundle and compile most parts of the plugin: one that only packs takes what
    /// another has to compile first, and fails alone.
    fn best(&self, commands: impl IntoIterator<Item = String>) -> Option<String> {
        let mut best: Option<(usize, String)> = None;
        for command in commands {
            let Some(parts) = self.compiles(&command) else { continue };
            if best.as_ref().is_none_or(|(most, _)| parts > *most) {
                best = Some((parts, command));
            }
            if parts == Part::ALL.len() {
                break;
            }
        }
        best.map(|(_, command)| command)
    }

    /// How many parts `command` compiles; `None` where it makes no bundle, or sends it on, for which CI needs a secret.
    fn compiles(&self, command: &str) -> Option<usize> {
        let effects = self.project.effects(command, &self.repository.prefix);
        let packs = effects.iter().any(|effect| effect.kind == EffectKind::Bundle && effect.condition.is_none());
        let publishes = effects.iter().any(|effect| matches!(effect.kind, EffectKind::Publish(_)));
        let parts = effects.iter().filter_map(|effect| match effect.kind {
            EffectKind::Compiles(part) => Some(part),
            _ => None,
        });
        (packs && !publishes).then(|| parts.collect::<BTreeSet<_>>().len())
    }

    fn goals(&self) -> Vec<String> {
        let Some(makefile) = self.project.makefile(&self.repository.prefix) else { return Vec::new() };
        // What deploys as well needs a server, which CI need not have.
        let deploys = |goal: &str| {
            makefile.behind(goal).iter().any(|(rule, _)| rule.targets.iter().any(|target| target.contains("deploy")))
        };
        let goals = GOALS.iter().filter(|goal| match **goal {
            "" => makefile.default_goal().is_some_and(|goal| !deploys(goal)),
            goals => !goals.split(' ').any(deploys),
        });
        goals.map(|goal| format!("make {goal}").trim_end().to_owned()).collect()
    }

    /// Goals and scripts of the repository that jobs run, the plainest first; a `tar` among a job's steps takes what
    /// those before it made.
    fn run_by_ci(&self, runs: &[Run]) -> Vec<String> {
        let is_script = |word: &str| self.is_file(word.trim_start_matches("./"));
        let is_own = |command: &&String| {
            let mut words = command.split(' ');
            let is_tar = command.starts_with("tar ");
            !is_tar && !command.contains("deploy") && (command.starts_with("make ") || words.any(is_script))
        };
        let mut commands: Vec<String> = runs.iter().map(|run| &run.command).filter(is_own).cloned().collect();
        commands.sort_by_key(String::len);
        commands
    }

    /// The scripts of package.json, which want its packages installed.
    fn npm_scripts(&self) -> Vec<String> {
        let scripts = NAMES.iter().map(|name| format!("npm run {name}"));
        let lock = INSTALLERS.iter().find(|(lock, _)| self.is_file(lock));
        let install = lock.map_or("npm install", |(_, install)| install);
        scripts.map(|script| format!("{install} && {script}")).collect()
    }

    fn scripts(&self) -> Vec<String> {
        let each = FOLDERS.iter().flat_map(|folder| {
            let named = NAMES.iter().flat_map(move |name| RUNNERS.iter().map(move |runner| (*folder, *name, *runner)));
            named.map(|(folder, name, (ending, runner))| (runner, format!("{folder}{name}.{ending}")))
        });
        each.filter(|(_, path)| self.is_file(path)).map(|(runner, path)| format!("{runner} {path}")).collect()
    }

    fn is_file(&self, name: &str) -> bool {
        let file = self.repository.file(&format!("{}{name}", self.repository.prefix));
        file.is_some_and(|file| file.status != Status::Deleted)
    }
}
