//! `plugin-ready review`: the author's own code, for the eyes of a reviewer.

mod branches;
mod sides;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::change::operand;
use super::watch::Watch;
use super::{Console, one_of};
use crate::error::Error;
use crate::error::text::{is_invisible, shell_word, visible};
use crate::evidence::boilerplate::base::Base;
use crate::evidence::boilerplate::history::{self, Past};
use crate::evidence::boilerplate::identity::Names;
use crate::evidence::boilerplate::index::{self, Index};
use crate::evidence::boilerplate::{self, Boilerplate, Class, Comparison};
use crate::evidence::manifest::{self, Manifest, NotAPlugin};
use crate::evidence::repository::{Repository, Status};
use crate::evidence::{Evidence, Fact, Reader, code, docs};
use crate::exit::Code;
use crate::render::Medium;
use crate::render::review::{ReviewFormat, human, json, markdown, patch};
use crate::report::review::{Review, Since};
use crate::source::review::{Snapshot, Template};
use crate::source::{Source, names, template};
use branches::Start;
use sides::{Earlier, Sides};

/// What `review` is asked.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReviewArgs {
    /// The folder of a plugin, or a bare repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// How to print the review
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = one_of::<ReviewFormat>(ReviewFormat::names()))]
    format: ReviewFormat,
    /// Write the branches plugin-ready/base and plugin-ready/compare, for a pull request of the own code at HEAD
    #[arg(long)]
    branches: bool,
    /// With --branches: one compare branch each for server, webapp and tooling
    #[arg(long, requires = "branches")]
    split: bool,
    /// Only what is new since this release
    #[arg(long, value_name = "TAG")]
    since: Option<String>,
    /// A clone of the starter template: its true text, so that edits and removals show
    #[arg(long, value_name = "PATH")]
    template: Option<PathBuf>,
    /// Take PATH as a repository of its own: do not look for git above it
    #[arg(long)]
    standalone: bool,
}

impl ReviewArgs {
    /// What another command on the same review begins with.
    fn again(&self) -> String {
        let option = |name: &str, value: Option<&str>| {
            value.map(|value| format!(" --{name} {}", shell_word(&visible(value)))).unwrap_or_default()
        };
        let template = self.template.as_ref().map(|path| path.to_string_lossy());
        let standalone = if self.standalone { " --standalone" } else { "" };
        let (since, template) = (option("since", self.since.as_deref()), option("template", template.as_deref()));
        format!("{}{standalone}{since}{template}", operand(&self.path))
    }
}

/// What a review has to say, kept until it is done: it is made where the console is not.
struct Desk {
    medium: Medium,
    is_terminal: bool,
    out: Vec<u8>,
    warnings: Vec<String>,
}

impl Desk {
    fn print(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn warn(&mut self, text: String) {
        self.warnings.push(text);
    }
}

/// Sorts the plugin's lines and prints what was asked for, within the time that `check` has.
pub(super) fn run(args: &ReviewArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let is_terminal = std::io::stdout().is_terminal();
    let desk = Desk { medium: console.medium(), is_terminal, out: Vec::new(), warnings: Vec::new() };
    let asked = args.clone();
    // Half a review would pass for a whole one, so there is none.
    let done = Watch::begin().over(move || work(&asked, desk)).value("review");
    let (desk, other) = done.map_err(|why| Error::new(format!("{}: {why}", args.path.display())))??;
    desk.warnings.iter().for_each(|warning| console.warn(warning));
    console.print_bytes(&desk.out);
    let Some(other) = other else { return Ok(Code::Fine) };
    console.error(&super::check::not_a_plugin("review", &args.path, &other));
    Ok(Code::NotAPlugin)
}

/// Fills the desk, or tells what the folder is instead of a plugin.
fn work(args: &ReviewArgs, mut desk: Desk) -> Result<(Desk, Option<NotAPlugin>), Error> {
    let source = Source::open(&args.path, args.standalone)?;
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => return Ok((desk, Some(other))),
    };
    desk.warnings.extend_from_slice(source.warnings());
    review(args, &source, &manifest, &mut desk)?;
    Ok((desk, None))
}

/// The index of the template's clone at `path`, and its text.
fn cloned(path: &Path, source: &Source) -> Result<(Index, Template), Error> {
    let index = template::ready_index(path)?;
    template::is_not(&source.repository, &index, path)?;
    Ok((index, Template::open(path)?))
}

fn review(args: &ReviewArgs, source: &Source, manifest: &Fact<Manifest>, desk: &mut Desk) -> Result<(), Error> {
    let cloned = args.template.as_deref().map(|path| cloned(path, source)).transpose()?;
    let (index, template) = match &cloned {
        Some((index, template)) => (index, Some(template)),
        None => (index::embedded().map_err(Error::clone)?, None),
    };
    args.template.iter().filter_map(|path| template::unknown(index, path)).for_each(|warning| desk.warn(warning));
    let names = names(manifest.seen());
    let base = source.base(index);
    let proven = base.map(|(base, _)| base);
    let released = args.since.as_ref().map(|tag| source.snapshot(tag)).transpose()?;
    let of_commit = |snapshot| State::of_commit(index, source, snapshot, &names, proven);
    let earlier = released.as_ref().map(of_commit).transpose()?.map(Earlier::new);
    if args.branches {
        let head = source.snapshot("HEAD")?;
        let state = of_commit(&head)?;
        let sides = Sides::new(index, source, template, &state, earlier.as_ref());
        let parent = released.as_ref().map(|released| released.commit).or(base.map(|(_, commit)| commit));
        let start = Start { parent, since: args.since.as_deref(), path: &args.path, asked: &args.again() };
        return branches::write(source, &state, &sides, &start, args.split, desk);
    }
    let head = at_head(args, source, desk)?;
    let (repository, reader) = match &head {
        Some(head) => (&head.repository, head.reader()),
        None => (&source.repository, source.reader()),
    };
    let main_line = source.main_line();
    let past = main_line.as_ref().map(|past| past as &dyn Past);
    let state = State::new(index, repository, reader, &names, proven, past)?;
    let sides = Sides::new(index, source, template, &state, earlier.as_ref());
    if args.format == ReviewFormat::Patch {
        print_patch(&sides, desk);
        return Ok(());
    }
    let mut found = state.found.clone();
    if earlier.is_some() {
        narrow(&mut found, &sides);
    }
    let since = args
        .since
        .clone()
        .zip(released.as_ref())
        .map(|(revision, released)| Since { revision, commit: released.commit.to_string() });
    let evidence = Evidence {
        repository: repository.clone(),
        docs: docs::collect(repository, reader),
        code: code::collect(repository, reader),
        manifest: manifest.clone(),
        ..Evidence::default()
    };
    let review = Review::new(index, &evidence, &found, reader, since);
    let text = match args.format {
        ReviewFormat::Json => json::render(&review),
        ReviewFormat::Markdown => markdown::render(&review),
        ReviewFormat::Human | ReviewFormat::Patch => human::render(&review, &args.again(), desk.medium),
    };
    desk.print(&text);
    Ok(())
}

/// HEAD, where the work tree differs from it and the review is for a pull request: its links are to HEAD's lines.
fn at_head(args: &ReviewArgs, source: &Source, desk: &mut Desk) -> Result<Option<Snapshot>, Error> {
    let differs = source.repository.git.seen().is_some_and(|git| git.dirty && git.head.is_some());
    if args.format != ReviewFormat::Markdown || !differs {
        return Ok(None);
    }
    // The file that the packet is being written to is no change that anybody misses.
    if source.repository.files.iter().any(|file| matches!(file.status, Status::Modified | Status::Deleted)) {
        desk.warn("uncommitted changes are not in this review: it shows HEAD".to_owned());
    }
    source.snapshot("HEAD").map(Some)
}

/// A state of the plugin with its lines sorted.
struct State<'a> {
    reader: &'a dyn Reader,
    repository: &'a Repository,
    names: Names<'a>,
    found: Boilerplate,
}

impl<'a> State<'a> {
    fn new(
        index: &Index,
        repository: &'a Repository,
        reader: &'a dyn Reader,
        names: &Names<'a>,
        base: Option<Base>,
        past: Option<&dyn Past>,
    ) -> Result<Self, Error> {
        let comparison = Comparison::new(index, repository, reader, names);
        match comparison.all(reader, base) {
            Fact::Seen(mut found) => {
                if let Some(past) = past {
                    history::revise(&mut found, &comparison, reader, past);
                }
                Ok(Self { reader, repository, names: names.clone(), found })
            }
            Fact::Blind(cause) => Err(cause.into()),
            Fact::Absent | Fact::NotAsked => Err(Error::new("there are no files to review")),
        }
    }

    fn of_commit(
        index: &Index,
        source: &Source,
        snapshot: &'a Snapshot,
        names: &Names<'a>,
        base: Option<Base>,
    ) -> Result<Self, Error> {
        let main_line = source.main_line_to(&snapshot.commit);
        let past = main_line.as_ref().map(|past| past as &dyn Past);
        Self::new(index, &snapshot.repository, snapshot.reader(), names, base, past)
    }
}

/// Leaves only those lines the author's own that are new.
fn narrow(found: &mut Boilerplate, sides: &Sides<'_>) {
    for scope in &mut found.files {
        if !scope.own.is_empty() && scope.class != Class::Excluded {
            scope.own = sides.added(scope);
        }
    }
    found.lines = boilerplate::Lines::of(&found.files);
}

fn print_patch(sides: &Sides<'_>, desk: &mut Desk) {
    sides.each_diff(|diff| {
        let bytes = patch::render(diff);
        if desk.is_terminal {
            desk.print(&shown(&String::from_utf8_lossy(&bytes)));
        } else {
            desk.out.extend(bytes);
        }
    });
}

/// A patch as a terminal may have it: controls show as escapes.
fn shown(patch: &str) -> String {
    let escape = |c: char| match c {
        '\n' | '\t' => c.to_string(),
        c if is_invisible(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    patch.chars().map(escape).collect()
}

/// What a file may hold to count as a pointer that git LFS left.
pub(super) const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The folder of GitHub's workflows, which many tokens may not push.
pub(super) fn is_workflow(repository: &Repository, path: &str) -> bool {
    path.strip_prefix(&repository.prefix).unwrap_or(path).starts_with(".github/workflows/")
        || path.starts_with(".github/workflows/")
}
