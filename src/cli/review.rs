//! `plugin-ready review`: the author's own code, for the eyes of a reviewer.

mod branches;
mod sides;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use super::Console;
use crate::error::Error;
use crate::error::text::is_invisible;
use crate::evidence::boilerplate::base::Base;
use crate::evidence::boilerplate::identity::Names;
use crate::evidence::boilerplate::index;
use crate::evidence::boilerplate::{self, Boilerplate, Class};
use crate::evidence::manifest::{self, Manifest};
use crate::evidence::repository::Repository;
use crate::evidence::{Cause, Evidence, Fact, Reader, code, docs};
use crate::exit::Code;
use crate::render::review::{ReviewFormat, human, json, markdown, patch};
use crate::report::review::{Review, Since};
use crate::source::review::{Snapshot, Template};
use crate::source::{Source, names};
use sides::{Earlier, Sides};

/// What `review` is asked.
#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// The folder of a plugin, or a bare repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// How to print the review
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_names())]
    format: ReviewFormat,
    /// Write the branches plugin-ready/base and plugin-ready/compare, for a pull request of the own code at HEAD
    #[arg(long, conflicts_with = "since")]
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

fn format_names() -> impl clap::builder::TypedValueParser<Value = ReviewFormat> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(ReviewFormat::ALL.iter().map(|f| f.name()))
        .try_map(|name| name.parse::<ReviewFormat>().map_err(|()| "no such format"))
}

/// Sorts the plugin's lines and prints what was asked for.
pub(super) fn run(args: &ReviewArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let source = Source::open(&args.path, args.standalone).map_err(|error| vec![error])?;
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => {
            console.error(&super::check::not_a_plugin(&args.path, &other));
            return Ok(Code::NotAPlugin);
        }
    };
    for warning in source.warnings() {
        console.warn(warning);
    }
    review(args, &source, manifest, console).map_err(|error| vec![error])?;
    Ok(Code::Fine)
}

fn review(args: &ReviewArgs, source: &Source, manifest: Fact<Manifest>, console: &mut Console) -> Result<(), Error> {
    let index = index::embedded().map_err(Error::clone)?;
    let template = args.template.as_deref().map(|path| Template::open(path, index)).transpose()?;
    let names = names(manifest.seen());
    let base = source.base(index, true);
    let proven = base.map(|(base, _)| base);
    if args.branches {
        let head = source.snapshot("HEAD")?;
        let state = State::of_commit(&head, &names, proven)?;
        let sides = Sides::new(index, source, template.as_ref(), &state, None);
        let parent = base.and_then(|(_, commit)| commit);
        return branches::write(source, &state, &sides, parent, args.split, console);
    }
    let state = State::new(&source.repository, source.reader(), &names, proven)?;
    let released = args.since.as_ref().map(|tag| source.snapshot(tag)).transpose()?;
    let earlier =
        released.as_ref().map(|released| State::of_commit(released, &names, proven)).transpose()?.map(Earlier::new);
    let sides = Sides::new(index, source, template.as_ref(), &state, earlier.as_ref());
    if args.format == ReviewFormat::Patch {
        return print_patch(&sides, console);
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
        repository: source.repository.clone(),
        docs: docs::collect(&source.repository, source.reader()),
        code: code::collect(&source.repository, source.reader()),
        manifest: manifest.clone(),
        ..Evidence::default()
    };
    let review = Review::new(index, &evidence, &found, since);
    console.print(&match args.format {
        ReviewFormat::Json => json::render(&review),
        ReviewFormat::Markdown => markdown::render(&review),
        ReviewFormat::Human | ReviewFormat::Patch => human::render(&review, console.medium()),
    });
    Ok(())
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
        repository: &'a Repository,
        reader: &'a dyn Reader,
        names: &Names<'a>,
        base: Option<Base>,
    ) -> Result<Self, Error> {
        match boilerplate::collect(repository, reader, names, base) {
            Fact::Seen(found) => Ok(Self { reader, repository, names: names.clone(), found }),
            Fact::Blind(Cause { detail, .. }) => Err(Error::new(detail)),
            Fact::Absent | Fact::NotAsked => Err(Error::new("there are no files to review")),
        }
    }

    fn of_commit(snapshot: &'a Snapshot, names: &Names<'a>, base: Option<Base>) -> Result<Self, Error> {
        Self::new(&snapshot.repository, snapshot.reader(), names, base)
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

fn print_patch(sides: &Sides<'_>, console: &mut Console) -> Result<(), Error> {
    let is_terminal = std::io::stdout().is_terminal();
    sides.each_diff(|diff| {
        let bytes = patch::render(diff);
        if is_terminal {
            console.print(&shown(&String::from_utf8_lossy(&bytes)));
        } else {
            console.print_bytes(&bytes);
        }
    });
    Ok(())
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
