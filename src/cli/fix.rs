//! `plugin-ready fix`: what can be mended without a decision. It shows a diff; `--apply` writes it, to tracked and
//! clean files only.

mod help_text;
mod holder;
mod leftovers;
mod tag_filter;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::leftovers::Own;
use super::change::{self, Change, Edit};
use super::{Console, FixArgs};
use crate::checklist::changelog::has_release_pages;
use crate::error::Error;
use crate::evidence::boilerplate::scope;
use crate::evidence::manifest::{self, Format, Manifest};
use crate::evidence::repository::{File, FileKind, Origin, Status, file_name};
use crate::evidence::{Fact, SMALL};
use crate::exit::Code;
use crate::render::words::count;
use crate::source::{Source, ledger};

/// Shows what can be mended, or writes it.
pub(super) fn run(args: &FixArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let opened = change::plugin(&args.path, console)?;
    let Some((source, manifest)) = opened else { return Ok(Code::NotAPlugin) };
    if source.git().is_none() {
        let error = match &source.repository.git {
            Fact::Blind(cause) => cause.clone().into(),
            _ => Error::new("this is no git repository: a change could not be undone").help("run this in a git clone"),
        };
        return Err(error.into());
    }
    let mut mending = Mending { source: &source, manifest: &manifest, args, found: BTreeMap::new(), notes: Vec::new() };
    let changes = mending.changes();
    let (found, notes) = (mending.found, mending.notes);
    console.print(&change::diff(&changes, console.medium().colour));
    for note in &notes {
        console.warn(note);
    }
    let told: Vec<String> = found.iter().map(|(mend, number)| mend.told(*number)).collect();
    let folder = change::operand(&args.path);
    let told = format!("{}, in {}", told.join(", "), count(changes.len(), "file"));
    if changes.is_empty() {
        console.say("nothing to mend mechanically");
    } else if args.apply {
        change::apply(source.root(), &changes)?;
        console.say(&format!("mended: {told}\nnext: git{} diff", folder.replacen(' ', " -C ", 1)));
    } else {
        console.say(&format!("can be mended: {told}\nnext: plugin-ready fix --apply{folder}"));
    }
    Ok(Code::Fine)
}

/// What can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mend {
    Draft,
    Leftover,
    Slash,
    ExecutableBit,
    Holder,
    TagFilter,
}

impl Mend {
    /// So many of it, in words.
    fn told(self, number: usize) -> String {
        let (noun, more) = match self {
            Self::Draft => ("draft", " of help texts, to be filled in"),
            Self::Leftover => ("leftover", " of the template"),
            Self::Slash => ("missing slash", " at the end of homepage_url"),
            Self::ExecutableBit => ("missing executable bit", ""),
            Self::Holder => ("placeholder", " of a copyright holder"),
            Self::TagFilter => ("tag filter", ""),
        };
        count(number, noun) + more
    }
}

struct Mending<'a> {
    source: &'a Source,
    manifest: &'a Manifest,
    args: &'a FixArgs,
    /// How many of what was found.
    found: BTreeMap<Mend, usize>,
    /// What a person has to do.
    notes: Vec<String>,
}

impl Mending<'_> {
    fn changes(&mut self) -> Vec<Change> {
        let own = self.own();
        let scripts = self.scripts_run();
        let others = manifest::others_below(&self.source.repository, self.source.reader());
        let mut changes = Vec::new();
        for file in &self.source.repository.files {
            let Some(path) = file.path.strip_prefix(&self.source.repository.prefix) else { continue };
            let FileKind::Regular { executable } = file.kind else { continue };
            if others.iter().any(|folder| file.path.starts_with(folder.as_str())) {
                continue;
            }
            if scope::exclusion(path).is_some_and(|why| why != scope::Exclusion::Licence) {
                continue;
            }
            let Some(before) = self.text(file) else { continue };
            let after = self.mend(file, path, &before, &own);
            let edited = after != before;
            let make_executable =
                !executable && before.starts_with("#!") && scripts.iter().any(|script| script == path);
            if (edited || make_executable) && file.status != Status::Clean {
                let why = if file.status == Status::Untracked { "is not tracked" } else { "has uncommitted changes" };
                self.notes.push(format!("{} could be mended but {why}: it stays as it is", file.path));
                continue;
            }
            if edited {
                changes.push(Change { path: file.path.clone(), edit: Edit::Replace { before, after } });
            }
            if make_executable {
                *self.found.entry(Mend::ExecutableBit).or_default() += 1;
                changes.push(Change { path: file.path.clone(), edit: Edit::MakeExecutable });
            }
        }
        changes
    }

    /// `before` with everything mended that this file can need.
    fn mend(&mut self, file: &File, path: &str, before: &str, own: &Own) -> String {
        let counts = file.status == Status::Clean;
        let found = &mut self.found;
        let mut add = |mend: Mend, number: usize| {
            if number > 0 && counts {
                *found.entry(mend).or_default() += number;
            }
        };
        let (mut text, replaced) = own.replace(path, before);
        add(Mend::Leftover, replaced);
        if file.path == self.manifest.path
            && self.manifest.format == Format::Json
            && let Ok(manifest) = manifest::parse(&file.path, text.as_bytes())
        {
            let mut edits = help_text::drafts(&text, &manifest);
            add(Mend::Draft, edits.len());
            if let Some(end) = self.manifest.wants_slash().then(|| slashless(&manifest, self.source)).flatten() {
                add(Mend::Slash, 1);
                edits.push((end..end, "/".to_owned()));
            }
            text = change::splice(&text, edits).0;
        }
        if is_workflow(&file.path) {
            let (mended, filters) = tag_filter::mend(&text);
            add(Mend::TagFilter, filters);
            text = mended;
        }
        if scope::exclusion(path) == Some(scope::Exclusion::Licence) && holder::is_open(&text) {
            match &self.args.holder {
                Some(holder) => {
                    text = holder::fill(&text, holder, ledger::today(Timestamp::now()).year());
                    add(Mend::Holder, 1);
                }
                None => self.notes.push(format!(
                    "{} has a placeholder where the copyright holder belongs: say who, as in --holder \"Jane Doe\"",
                    file.path
                )),
            }
        }
        text
    }

    fn text(&self, file: &File) -> Option<String> {
        let bytes = self.source.reader().read(&file.path, SMALL).ok()?;
        String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0'))
    }

    /// The plugin's own names, as far as they are known and are not the template's.
    fn own(&self) -> Own {
        let stated = |value: &Option<manifest::Spanned<String>>| value.as_ref().map(|value| value.value.clone());
        let go_mod = self.source.repository.file(&format!("{}go.mod", self.source.repository.prefix));
        let go_mod = go_mod.and_then(|file| self.text(file));
        let repository = self.source.repository.origin().map(Origin::to_string);
        let module = self.source.repository.module();
        Own::new(stated(&self.manifest.id), stated(&self.manifest.name), go_mod.as_deref(), repository, module)
    }

    /// Scripts that the build or CI runs by their path, as in `./build/custom.sh`.
    fn scripts_run(&self) -> Vec<String> {
        let mut scripts = Vec::new();
        for file in &self.source.repository.files {
            let Some(path) = file.path.strip_prefix(&self.source.repository.prefix) else { continue };
            let name = file_name(path);
            if !(name == "Makefile" || name.ends_with(".mk") || is_workflow(&file.path)) {
                continue;
            }
            let Some(text) = self.text(file) else { continue };
            let words = text.split(|c: char| c.is_whitespace() || "\"'`;&|()".contains(c));
            scripts.extend(words.filter_map(|word| word.strip_prefix("./")).map(str::to_owned));
        }
        scripts
    }
}

/// The end of `homepage_url` in a manifest in JSON, where that is a repository without a slash behind.
fn slashless(manifest: &Manifest, source: &Source) -> Option<usize> {
    let homepage = manifest.homepage_url.as_ref().filter(|homepage| !homepage.value.ends_with('/'))?;
    let is_repository = has_release_pages(&source.repository, &homepage.value);
    homepage.span.end.checked_sub(1).filter(|_| is_repository)
}

fn is_workflow(path: &str) -> bool {
    path.starts_with(".github/workflows/") && (path.ends_with(".yml") || path.ends_with(".yaml"))
}
