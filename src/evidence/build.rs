//! What commands make: which of them build the plugin's bundle, and which send it somewhere.
//!
//! A command is followed through Makefiles, npm scripts and script files of the repository down to the `tar` that
//! packs.

mod command;
mod folder;
mod make;
pub mod makefile;
pub mod shell;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::mem;
use std::rc::Rc;

use super::repository::{Repository, Status};
use super::yaml::{self, Node};
use super::{Reader, SMALL};
pub use command::release;
use command::{Tar, is_command_flag, names_archive, other_archive, packs_in_code, publishes, tar, tool, unwrapped};
pub use folder::join;
use folder::{folder_variable, in_folder, located};
use makefile::Makefile;
use shell::{Command, Reached, commands};

/// Deepest chain of commands that call commands.
const DEPTH: usize = 12;
/// Most commands followed for one repository.
const STEPS: usize = 100_000;
/// Most effects of one kind that one script is told to have.
const ALIKE: usize = 20;
/// Most steps, rules and jobs that readers of CI configurations look at for one repository.
const LOOKS: usize = 300_000;

/// Tools that make one script of a webapp's sources.
const BUNDLERS: [&str; 6] = ["webpack", "vite", "esbuild", "rollup", "parcel", "rspack"];

/// What a command of a script does that matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What it does.
    pub kind: EffectKind,
    /// The command as written.
    pub command: String,
    /// Line of the script on which it starts, from 0.
    pub line: usize,
    /// A condition on branch, tag or event that a shell decides.
    pub condition: Option<String>,
}

impl Effect {
    /// What is left of it after the command `end`, which ends the script.
    fn unreached(self, end: &str) -> Option<Self> {
        let makes = matches!(self.kind, EffectKind::Bundle | EffectKind::PlainTar | EffectKind::Opaque(_));
        let kind = EffectKind::Broken(format!("its script ends before that, by `{end}`"));
        makes.then_some(Self { kind, condition: None, ..self })
    }
}

/// The kinds of [`Effect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKind {
    /// Makes the plugin's bundle.
    Bundle,
    /// Compiles a part of the plugin from its sources.
    Compiles(Part),
    /// Sends files somewhere.
    Publish(Destination),
    /// Runs something that cannot be followed: why.
    Opaque(String),
    /// Would fail: why.
    Broken(String),
    /// Takes the file at this path, which is not in git.
    Untracked(String),
    /// Makes a tar archive that nothing gzips, as far as its script tells.
    PlainTar,
    /// Ends the CI job where the script comes to it.
    EndsJob(Reached),
}

/// The parts of a plugin that are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What the server runs, by Go.
    Server,
    /// What browsers run, by a bundler of scripts.
    Webapp,
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Server, Self::Webapp];
}

/// What a command comes to, and on which condition on branch, tag or event.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    kind: EffectKind,
    condition: Option<String>,
}

impl From<EffectKind> for Found {
    fn from(kind: EffectKind) -> Self {
        Self { kind, condition: None }
    }
}

impl From<Effect> for Found {
    fn from(Effect { kind, condition, .. }: Effect) -> Self {
        Self { kind, condition }
    }
}

/// Where a build lands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// An artifact that the CI system keeps for a while; its name there, as in `GitHub Actions artifact`.
    Artifact(&'static str),
    /// A release of the repository's host for the tag or version.
    Release,
    /// A release that is replaced at each build, with its tag.
    RollingRelease(String),
    /// A bucket or server, as the configuration names it.
    Store(String),
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Artifact(name) => write!(f, "{name} (needs a login, expires)"),
            Self::Release => f.write_str("release of the repository"),
            Self::RollingRelease(tag) => write!(f, "rolling release {tag}"),
            // A variable that only the run knows, as in `curl -T x $url`.
            Self::Store(address) if address.starts_with('$') => write!(f, "a place that the run names ({address})"),
            Self::Store(address) => f.write_str(address),
        }
    }
}

/// Follows commands through a repository; what it has read once it remembers.
pub struct Project<'a> {
    repository: &'a Repository,
    reader: &'a dyn Reader,
    makefiles: RefCell<BTreeMap<String, Option<Rc<Makefile>>>>,
    known: RefCell<HashMap<(String, String), Vec<Effect>>>,
    goals: RefCell<HashMap<(String, usize), Vec<Found>>>,
    /// Where the repository is checked out, when that is a folder of the working directory.
    checkout: RefCell<String>,
    steps: Cell<usize>,
    looks: Cell<usize>,
}

impl<'a> Project<'a> {
    /// A project of the files of `repository`.
    pub fn new(repository: &'a Repository, reader: &'a dyn Reader) -> Self {
        Self {
            repository,
            reader,
            makefiles: RefCell::default(),
            known: RefCell::default(),
            goals: RefCell::default(),
            checkout: RefCell::default(),
            steps: Cell::new(STEPS),
            looks: Cell::new(LOOKS),
        }
    }

    /// Takes one look at a step, rule or job from the budget; false when there is none left.
    pub fn look(&self) -> bool {
        let left = self.looks.get();
        self.looks.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether anything was left out because it was too much.
    pub fn gave_up(&self) -> bool {
        self.looks.get() == 0 || self.steps.get() == 0
    }

    /// From now on the repository is checked out at `folder` of the working directory, as `actions/checkout` may do.
    pub fn check_out_at(&self, folder: &str) {
        *self.checkout.borrow_mut() = join("", folder);
    }

    /// `directory` seen from `at`, from the repository's root.
    fn join(&self, at: &str, directory: &str) -> String {
        let joined = join(at, directory);
        let checkout = self.checkout.borrow();
        match joined.strip_prefix(checkout.as_str()) {
            Some(inside) if !checkout.is_empty() => inside.to_owned(),
            _ => joined,
        }
    }

    /// What `script` does, run in `directory` (from the repository's root, `""` or with a `/` at its end).
    pub fn effects(&self, script: &str, directory: &str) -> Vec<Effect> {
        let directory = self.join("", directory);
        let key = (script.to_owned(), format!("{} {directory}", self.checkout.borrow()));
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let mut effects = self.script(script, &directory, DEPTH);
        // More of one kind say no more.
        let mut counts = HashMap::new();
        effects.retain(|effect| {
            let count = counts.entry(mem::discriminant(&effect.kind)).or_insert(0);
            *count += 1;
            *count <= ALIKE
        });
        self.known.borrow_mut().insert(key, effects.clone());
        effects
    }

    /// The Makefile of `directory`.
    pub fn makefile(&self, directory: &str) -> Option<Rc<Makefile>> {
        let mut known = self.makefiles.borrow_mut();
        let read = || Makefile::find(directory, self.repository, self.reader).map(Rc::new);
        known.entry(directory.to_owned()).or_insert_with(read).clone()
    }

    fn script(&self, script: &str, directory: &str, depth: usize) -> Vec<Effect> {
        self.follow(commands(script).into_iter().filter(Command::is_called), directory, depth)
    }

    fn follow(&self, commands: impl Iterator<Item = Command>, directory: &str, depth: usize) -> Vec<Effect> {
        let mut at = directory.to_owned();
        let mut effects = Vec::new();
        // Where the commands around each subshell are; and folders that variables stand for.
        let mut outside: Vec<(usize, String)> = Vec::new();
        let mut folders: Vec<(String, String)> = Vec::new();
        let mut ended: Option<String> = None;
        for command in commands {
            if self.steps.get() == 0 {
                let kind = EffectKind::Opaque("more commands than this tool follows".to_owned());
                effects.push(Effect { kind, command: shown(&command), line: command.line, condition: None });
                break;
            }
            self.steps.set(self.steps.get() - 1);
            while let Some((_, around)) = outside.pop_if(|(subshell, _)| !command.subshells.contains(subshell)) {
                at = around;
            }
            outside.extend(command.subshells.iter().skip(outside.len()).map(|subshell| (*subshell, at.clone())));
            let located: Vec<String> = command.words.iter().map(|word| located(word, &folders)).collect();
            if let [word] = located.as_slice()
                && let Some((name, to)) = folder_variable(word)
            {
                folders.push((name.to_owned(), self.join(&at, to)));
            }
            let words = unwrapped(&located);
            if let ["cd" | "pushd", to, ..] = words.as_slice() {
                at = self.join(&at, to);
                continue;
            }
            if words == ["popd"] {
                directory.clone_into(&mut at);
                continue;
            }
            if matches!(words.first(), Some(&("gzip" | "pigz")))
                && let Some(plain) =
                    effects.iter_mut().rev().find(|effect: &&mut Effect| effect.kind == EffectKind::PlainTar)
            {
                plain.kind = EffectKind::Bundle;
            }
            let found = self.command(&words, &at, depth).into_iter().map(|found| Effect {
                kind: match found.kind {
                    EffectKind::EndsJob(reached) => EffectKind::EndsJob(reached.min(command.reached)),
                    kind => kind,
                },
                command: shown(&command),
                line: command.line,
                condition: shell::both(command.condition.clone(), found.condition),
            });
            match &ended {
                None => effects.extend(found),
                Some(end) => effects.extend(found.filter_map(|effect| effect.unreached(end))),
            }
            if let (["exit", code @ ..], Reached::Always, None) = (words.as_slice(), command.reached, &ended) {
                ended = Some(shown(&command));
                // The end of a step of CI fails the job.
                let fails = code.first().is_some_and(|code| code.parse::<u32>().is_ok_and(|code| code > 0));
                effects.extend((depth == DEPTH && fails).then(|| Effect {
                    kind: EffectKind::EndsJob(Reached::Always),
                    command: shown(&command),
                    line: command.line,
                    condition: None,
                }));
            }
        }
        effects
    }

    fn command(&self, words: &[&str], at: &str, depth: usize) -> Vec<Found> {
        let [name, arguments @ ..] = words else { return Vec::new() };
        if depth == 0 {
            return vec![EffectKind::Opaque("commands call each other too deeply".to_owned()).into()];
        }
        let base = tool(name);
        match base {
            "make" | "gmake" => self.make(arguments, at, depth),
            "tar" | "gtar" | "bsdtar" => match (tar(arguments), self.other_archive(arguments, at)) {
                (Tar::Packs, None) => vec![EffectKind::Bundle.into()],
                (Tar::Packs, Some(name)) => {
                    vec![EffectKind::Opaque(format!("`tar`, and {name} need not be the plugin's bundle")).into()]
                }
                (Tar::Plain, _) => vec![EffectKind::PlainTar.into()],
                (Tar::Other, _) => Vec::new(),
            },
            "npm" | "yarn" | "pnpm" | "bun" => self.npm(base, arguments, at, depth),
            "bash" | "sh" | "zsh" | "dash" => match arguments.iter().position(is_command_flag) {
                Some(flag) => self.nested(arguments.get(flag + 1), at, depth),
                None => self.program(arguments, at, depth, false),
            },
            "source" | "." => self.program(arguments, at, depth, true),
            "node" | "python" | "python3" | "ruby" | "perl" | "deno" | "tsx" | "pwsh" => {
                self.program(arguments, at, depth, false)
            }
            "go" if arguments.first() == Some(&"run") => {
                self.program(arguments.get(1..).unwrap_or_default(), at, depth, false)
            }
            "go" if matches!(arguments.first(), Some(&("build" | "install"))) => {
                vec![EffectKind::Compiles(Part::Server).into()]
            }
            "gox" => vec![EffectKind::Compiles(Part::Server).into()],
            _ if BUNDLERS.contains(&base) => vec![EffectKind::Compiles(Part::Webapp).into()],
            "docker" | "podman" if arguments.contains(&"build") => self.image(arguments, at, depth),
            "docker" | "podman" | "docker-compose" | "nix" | "nix-shell" | "devbox" | "mise" | "direnv" | "nerdctl" => {
                self.wrapped(arguments, at, depth)
            }
            "circleci" | "circleci-agent" if arguments.starts_with(&["step", "halt"]) => {
                vec![EffectKind::EndsJob(Reached::Always).into()]
            }
            "goreleaser" => self.goreleaser(arguments, at, depth),
            "task" | "just" | "mage" | "earthly" | "bazel" | "gulp" | "grunt" | "dagger" | "invoke" => {
                vec![EffectKind::Opaque(format!("`{base}`, which this tool does not follow")).into()]
            }
            _ => {
                let published = publishes(base, arguments).map(EffectKind::Publish);
                let mut effects: Vec<Found> = published.into_iter().map(Found::from).collect();
                if name.contains('/') {
                    effects.extend(self.program(words, at, depth, false));
                    effects.extend(self.compiled(words, at, depth));
                }
                effects
            }
        }
    }

    /// The archive of a `tar` at `at` that need not be the plugin's: by its name, or because the plugin has a folder of
    /// its own, and nothing is taken from there.
    fn other_archive<'w>(&self, arguments: &[&'w str], at: &str) -> Option<&'w str> {
        let prefix = self.repository.prefix.as_str();
        let folder = prefix.trim_end_matches('/');
        let is_elsewhere = || !at.starts_with(prefix) && !arguments.iter().any(|word| word.contains(folder));
        let archive = || arguments.iter().copied().find(|word| names_archive(word)).unwrap_or("its archive");
        other_archive(arguments).or_else(|| is_elsewhere().then(archive))
    }

    /// A shell's `-c` text.
    fn nested(&self, script: Option<&&str>, at: &str, depth: usize) -> Vec<Found> {
        let effects = script.map(|script| self.script(script, at, depth - 1)).unwrap_or_default();
        effects.into_iter().map(Found::from).collect()
    }

    /// A command inside a container or an environment: from the first word that is one we follow.
    fn wrapped(&self, arguments: &[&str], at: &str, depth: usize) -> Vec<Found> {
        const FOLLOWED: [&str; 9] = ["make", "gmake", "bash", "sh", "npm", "yarn", "pnpm", "tar", "go"];
        if let Some(run) = arguments.iter().position(|word| *word == "--run" || *word == "--command") {
            return self.nested(arguments.get(run + 1), at, depth);
        }
        // `-e GOPATH=/tmp/go` is no command.
        let is_followed = |word: &&str| !word.contains('=') && FOLLOWED.contains(&tool(word));
        match arguments.iter().position(is_followed) {
            Some(start) => self.command(arguments.get(start..).unwrap_or_default(), at, depth - 1),
            None => Vec::new(),
        }
    }

    /// `docker build`: what its Dockerfile makes lies in the image, and somebody has to take it out.
    fn image(&self, arguments: &[&str], at: &str, depth: usize) -> Vec<Found> {
        let after =
            |flag: &str| arguments.iter().position(|word| *word == flag).and_then(|index| arguments.get(index + 1));
        let stated = after("-f").or_else(|| after("--file")).map(|file| self.join(at, file));
        let context = arguments.last().filter(|word| !word.starts_with('-')).copied().unwrap_or(".");
        let path = stated.unwrap_or_else(|| format!("{}Dockerfile", self.join(at, context)));
        let Ok(Some(text)) = self.read(path.trim_end_matches('/')) else { return Vec::new() };
        let joined = text.replace("\\\n", " ");
        let run = joined.lines().filter_map(|line| line.trim().strip_prefix("RUN "));
        let makes =
            run.flat_map(|script| self.script(script, "", depth - 1)).any(|effect| effect.kind == EffectKind::Bundle);
        let what = "`docker build`, which leaves the bundle in an image".to_owned();
        makes.then(|| EffectKind::Opaque(what).into()).into_iter().collect()
    }

    fn npm(&self, tool: &str, arguments: &[&str], at: &str, depth: usize) -> Vec<Found> {
        let mut directory = at.to_owned();
        let mut words = arguments.iter();
        let mut plain = Vec::new();
        while let Some(word) = words.next() {
            match *word {
                "--prefix" | "-C" | "--cwd" | "--dir" => directory = self.join(&directory, words.next().unwrap_or(&"")),
                word if word.starts_with('-') => {}
                word => plain.push(word),
            }
        }
        let script = match plain.as_slice() {
            ["run" | "run-script", script, ..] => *script,
            [script @ ("test" | "start"), ..] => *script,
            ["t" | "tst", ..] if tool == "npm" => "test",
            [script, ..] if tool != "npm" => *script,
            _ => return Vec::new(),
        };
        let path = format!("{directory}package.json");
        let text = match self.read(&path) {
            Ok(text) => text,
            Err(opaque) => return vec![opaque.into()],
        };
        let package = text.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
        let scripts = package.as_ref().and_then(|package| package.get("scripts"));
        // Those before and after it run with it.
        let named = ["pre", "", "post"].map(|when| format!("{when}{script}"));
        let commands = named.iter().filter_map(|name| scripts?.get(name)?.as_str());
        let effects = commands.flat_map(|command| self.script(command, &directory, depth - 1));
        // Whatever a build runs, it compiles.
        let compiles = script.contains("build") || BUNDLERS.contains(&script);
        effects.map(Found::from).chain(compiles.then(|| EffectKind::Compiles(Part::Webapp).into())).collect()
    }

    /// GoReleaser: its hooks run before it, and its archives are bundles if the manifest is in them.
    fn goreleaser(&self, arguments: &[&str], at: &str, depth: usize) -> Vec<Found> {
        const NAMES: [&str; 4] = [".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml"];
        // Its other commands check and build; `build` runs the hooks, and packs nothing.
        let packs = matches!(arguments.iter().find(|word| !word.starts_with('-')), None | Some(&("release" | "r")));
        if !packs && !arguments.iter().any(|word| matches!(*word, "build" | "b")) {
            return Vec::new();
        }
        let stays = |word: &&str| word.contains("snapshot") || word.contains("skip") && word.contains("publish");
        let publishes =
            packs && !arguments.iter().any(stays) && !arguments.windows(2).any(|two| two == ["--skip", "publish"]);
        let release = publishes.then(|| Found::from(EffectKind::Publish(Destination::Release)));
        let mut effects: Vec<Found> = release.into_iter().collect();
        let text = NAMES.iter().find_map(|name| self.read(&format!("{at}{name}")).ok()?);
        let Some(document) = text.and_then(|text| yaml::parse(&text).ok().flatten()) else {
            let text = "`goreleaser` without a configuration that can be read";
            effects.push(EffectKind::Opaque(text.to_owned()).into());
            return effects;
        };
        let root = &document.root;
        for hook in root.get("before").and_then(|before| before.get("hooks")).map(Node::items).unwrap_or_default() {
            let command = hook.text().or_else(|| hook.get("cmd")?.text()).unwrap_or_default();
            effects.extend(self.script(command, at, depth - 1).into_iter().map(Found::from));
        }
        let archives = root.get("archives").or_else(|| root.get("archive")).map(Node::each).unwrap_or_default();
        let files = archives.iter().flat_map(|archive| archive.get("files").map(Node::items).unwrap_or_default());
        let named = files.filter_map(|file| file.text().or_else(|| file.get("src")?.text()));
        if packs && named.into_iter().any(|file| file.contains("plugin.json") || file.contains("plugin.y")) {
            effects.push(EffectKind::Bundle.into());
        }
        effects
    }

    /// A script or program file of the repository: a shell script is followed, of others we see whether they pack.
    ///
    /// What `sourced` scripts define, who sources them may call.
    fn program(&self, words: &[&str], at: &str, depth: usize, sourced: bool) -> Vec<Found> {
        let Some(name) = words.iter().find(|word| !word.starts_with('-')) else { return Vec::new() };
        let path = self.join(at, name);
        let path = path.trim_end_matches('/');
        let text = match self.read(path) {
            Ok(text) => text,
            Err(opaque) => return vec![opaque.into()],
        };
        if let Some(text) = text {
            let first = text.lines().next().unwrap_or_default();
            let is_shell = first.starts_with("#!") && first.contains("sh") || path.ends_with(".sh");
            if is_shell {
                // A script runs where it is called, unless it goes elsewhere.
                let text = in_folder(&text, path.rsplit_once('/').map_or("", |(folder, _)| folder));
                let run = commands(&text).into_iter().filter(|command| sourced || command.is_called());
                return self.follow(run, at, depth - 1).into_iter().map(Found::from).collect();
            }
            return if packs_in_code(&text) {
                vec![EffectKind::Bundle.into()]
            } else if names_archive(&text) {
                vec![EffectKind::Opaque(format!("`{path}`, which names a .tar.gz and may make it")).into()]
            } else {
                Vec::new()
            };
        }
        let folder = format!("{path}/");
        let mut sources = self.repository.directly_in(&folder).filter(|(_, name)| name.ends_with(".go"));
        if sources.any(|(file, _)| matches!(self.read(&file.path), Ok(Some(text)) if packs_in_code(&text))) {
            return vec![EffectKind::Bundle.into()];
        }
        Vec::new()
    }

    /// A program that the build compiles first, told to pack: `./build/bin/manifest bundle`. The starter template
    /// compiles to `build/bin/manifest` what lies in `build/manifest`.
    fn compiled(&self, words: &[&str], at: &str, depth: usize) -> Vec<Found> {
        let [name, "bundle" | "pack" | "package", ..] = words else { return Vec::new() };
        let path = self.join(at, name);
        if self.repository.file(path.trim_end_matches('/')).is_some() {
            return Vec::new();
        }
        let found = self.program(&[&name.replace("/bin/", "/")], at, depth, false);
        if found.is_empty() {
            let why = format!(
                "`{}`, a program that is not in git",
                words.iter().take(2).copied().collect::<Vec<_>>().join(" ")
            );
            return vec![EffectKind::Opaque(why).into()];
        }
        found
    }

    fn is_untracked(&self, path: &str) -> bool {
        self.repository.file(path).is_some_and(|file| file.status == Status::Untracked)
    }

    /// The text of the file at `path`, where there is one; what it does cannot be told where it cannot be read.
    fn read(&self, path: &str) -> Result<Option<String>, EffectKind> {
        if self.repository.file(path).is_none_or(|file| file.status == Status::Deleted) {
            return Ok(None);
        }
        if self.is_untracked(path) {
            return Err(EffectKind::Untracked(path.to_owned()));
        }
        match self.reader.read(path, SMALL) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(cause) => Err(EffectKind::Opaque(cause.detail)),
        }
    }
}

/// A command as messages show it.
fn shown(command: &Command) -> String {
    const LONGEST: usize = 120;
    let text = command.words.join(" ");
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}
