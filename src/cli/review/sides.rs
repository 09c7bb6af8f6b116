//! Both sides of each file: the plugin's, and the template's or an earlier release's.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::{LFS, State};
use crate::evidence::LARGE;
use crate::evidence::boilerplate::base::Missing;
use crate::evidence::boilerplate::edit::{self, Step, additions, edits};
use crate::evidence::boilerplate::identity::{Identity, Names, substitute};
use crate::evidence::boilerplate::index::{Index, Line};
use crate::evidence::boilerplate::renamed::{self, Lone};
use crate::evidence::boilerplate::scope::{self, Area};
use crate::evidence::boilerplate::{self, Class, Scope};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{File, Oid, Status};
use crate::render::review::patch::{self, FileDiff};
use crate::source::Source;
use crate::source::review::Template;

/// An earlier release.
pub(super) struct Earlier<'a> {
    state: State<'a>,
    by_path: BTreeMap<String, usize>,
}

impl<'a> Earlier<'a> {
    pub(super) fn new(state: State<'a>) -> Self {
        let by_path = state.found.files.iter().enumerate().map(|(at, scope)| (scope.path.clone(), at)).collect();
        Self { state, by_path }
    }

    fn scope(&self, path: &str) -> Option<&Scope> {
        self.state.found.files.get(*self.by_path.get(path)?)
    }

    fn content(&self, path: &str) -> Option<(&Scope, Arc<[u8]>)> {
        let scope = self.scope(path).filter(|scope| scope.class != Class::Excluded)?;
        Some((scope, self.state.reader.read(path, LARGE).ok()?))
    }
}

/// The files that only `ours` has of two states, with their contents: those of the author's that are text.
fn lone(ours: &State<'_>, has: impl Fn(&str) -> bool) -> Vec<Lone> {
    let files = ours.found.files.iter().filter(|scope| is_authors(scope) && !has(&scope.path));
    files.filter_map(|scope| Some((scope.path.clone(), ours.reader.read(&scope.path, LARGE).ok()?))).collect()
}

/// The plugin's names, and the template's, for which they stand.
fn with_templates_names(state: &State<'_>) -> Identity {
    let mut identity = boilerplate::identity(state.repository, state.reader, &state.names);
    identity.add_template();
    identity
}

fn is_authors(scope: &Scope) -> bool {
    matches!(scope.class, Class::Own | Class::Mixed)
}

/// What both sides are made from.
pub(super) struct Sides<'a> {
    index: &'a Index,
    source: &'a Source,
    template: Option<&'a Template>,
    state: &'a State<'a>,
    earlier: Option<&'a Earlier<'a>>,
    identity: Identity,
    module: Option<String>,
    /// For the path of each file that was renamed since, its earlier path.
    renamed: BTreeMap<String, String>,
    /// The template's texts that the plugin's files once were.
    held: OnceCell<HashSet<Oid>>,
}

/// A file that only the earlier side has.
pub(super) struct Gone {
    /// Path from the repository's root.
    pub(super) path: String,
    /// Whether it could be run.
    pub(super) executable: bool,
    /// Who reviews it.
    pub(super) area: Area,
    /// What it held.
    pub(super) content: Vec<u8>,
}

/// The earlier side of one file.
enum Before {
    /// It is not known: the file without the author's lines stands for it.
    Unknown,
    /// The file is new.
    Nothing,
    /// This text, and which of its lines count when they are gone.
    Text(Vec<u8>, Vec<bool>),
}

impl<'a> Sides<'a> {
    pub(super) fn new(
        index: &'a Index,
        source: &'a Source,
        template: Option<&'a Template>,
        state: &'a State<'a>,
        earlier: Option<&'a Earlier<'a>>,
    ) -> Self {
        // A name that changed since a release is a change like any other.
        let identity = if earlier.is_none() { with_templates_names(state) } else { Identity::default() };
        let module = boilerplate::module_of(state.repository, state.reader);
        let renamed = earlier.map_or_else(BTreeMap::new, |earlier| {
            let gone = lone(&earlier.state, |path| state.repository.file(path).is_some());
            let new = lone(state, |path| earlier.scope(path).is_some());
            let pairs = renamed::pairs(&gone, &new).into_iter();
            pairs.filter_map(|(from, to)| Some((new.get(to)?.0.clone(), gone.get(from)?.0.clone()))).gather()
        });
        Self { index, source, template, state, earlier, identity, module, renamed, held: OnceCell::new() }
    }

    /// The path that the file at `path` had before it was renamed.
    pub(super) fn renamed_from(&self, path: &str) -> Option<&str> {
        self.renamed.get(path).map(String::as_str)
    }

    /// Whether the two sides of a file may differ: never where a program wrote it. Where lines are only gone, that
    /// shows with a text to compare with.
    pub(super) fn may_differ(&self, scope: &Scope) -> bool {
        let is_edited = scope.origin.is_some_and(|origin| !origin.exact);
        let may = !scope.own.is_empty() || self.earlier.is_some() || self.template.is_some() && is_edited;
        may && scope.class != Class::Generated
    }

    /// The content of the plugin's file, unless it is listed apart or a pointer of git LFS.
    pub(super) fn content(&self, scope: &Scope) -> Option<Arc<[u8]>> {
        if scope.class == Class::Excluded {
            return None;
        }
        let content = self.state.reader.read(&scope.path, LARGE).ok().filter(|content| !content.starts_with(LFS))?;
        // A checkout with CRLF line ends is not a change.
        let is_clean = |file: &&File| file.status == Status::Clean && content.windows(2).any(|pair| pair == b"\r\n");
        let file = self.state.repository.file(&scope.path).filter(is_clean);
        let as_committed = file.and_then(|file| self.source.blob(file.oid.as_ref()?));
        Some(as_committed.map_or(content, Arc::from))
    }

    /// The lines of the author's that are new in `scope`'s file.
    pub(super) fn added(&self, scope: &Scope) -> Vec<Range<u32>> {
        let Some(content) = self.content(scope) else { return Vec::new() };
        let before = self.before(scope);
        edit::added(&self.steps(scope, &content, &before), scope)
    }

    /// The steps to `content`, and whether the earlier side has the file at all.
    pub(super) fn both<T>(&self, scope: &Scope, content: &[u8], then: impl FnOnce(&[Step<'_>], bool) -> T) -> T {
        let before = self.before(scope);
        let is_new = match &before {
            Before::Nothing => true,
            Before::Unknown => scope.boilerplate.is_empty(),
            Before::Text(..) => false,
        };
        then(&self.steps(scope, content, &before), is_new)
    }

    fn steps<'b>(&self, scope: &Scope, content: &'b [u8], before: &'b Before) -> Vec<Step<'b>> {
        match before {
            Before::Unknown | Before::Nothing => additions(content, scope),
            Before::Text(text, counts) => {
                let counts = |line| counts.get(line).copied().unwrap_or(true);
                let steps = edits(text, content, scope, &self.identity, counts);
                if self.earlier.is_none() { edit::with_own(steps, scope) } else { steps }
            }
        }
    }

    fn before(&self, scope: &Scope) -> Before {
        if let Some(earlier) = self.earlier {
            return match earlier.content(self.renamed_from(&scope.path).unwrap_or(&scope.path)) {
                Some((old, content)) => Before::Text(content.to_vec(), edit::own_lines(old)),
                None if scope.boilerplate.is_empty() => Before::Nothing,
                None => Before::Unknown,
            };
        }
        self.template_text(scope).map_or(Before::Unknown, |text| Before::Text(text, Vec::new()))
    }

    /// The template's text of the version that most of the file comes from, with the plugin's names: from the clone
    /// that was given, else from the plugin's own history.
    fn template_text(&self, scope: &Scope) -> Option<Vec<u8>> {
        let blob = self.template_blob(scope)?;
        let text = match self.template {
            Some(template) => template.blob(&blob),
            // What else lies among the objects, such as a copy of the template, is not the plugin's.
            None => self.held().contains(&blob).then(|| self.source.blob(&blob)).flatten(),
        }?;
        Some(self.with_own_names(&text))
    }

    fn held(&self) -> &HashSet<Oid> {
        self.held.get_or_init(|| {
            let files = self.state.found.files.iter().filter(|scope| self.may_differ(scope));
            let wanted = files.filter_map(|scope| Some((scope.path.clone(), self.template_blob(scope)?)));
            let here: Vec<(String, Oid)> = wanted.filter(|(_, blob)| self.source.blob(blob).is_some()).collect();
            self.source.main_line().map(|line| line.held(&here)).unwrap_or_default()
        })
    }

    /// The version that most of the file comes from. Where less than half of it is left, what is gone would only be
    /// noise.
    fn template_blob(&self, scope: &Scope) -> Option<Oid> {
        let origin = scope.origin.filter(|origin| !origin.exact)?;
        let path = scope.path.strip_prefix(&self.state.repository.prefix).unwrap_or(&scope.path);
        if !self.index.relatives(path).contains(&origin.file) {
            return None;
        }
        let telling = self.index.lines(&origin.version).iter().filter(|line| **line != Line::TRIVIAL).count();
        if scope.boilerplate_lines() * 2 < telling {
            return None;
        }
        self.index.oid(&origin.version)
    }

    /// Every file that the author changed, as a diff; in the order of the paths, files that are gone first: a new file
    /// may stand where their folder was.
    pub(super) fn each_diff(&self, mut then: impl FnMut(&FileDiff<'_>)) {
        for gone in self.gone() {
            let steps = gone.content.split_inclusive(|byte| *byte == b'\n').map(Step::Remove).collect();
            then(&FileDiff { path: &gone.path, executable: gone.executable, sides: patch::Sides::Old, steps });
        }
        for scope in self.state.found.files.iter().filter(|scope| self.may_differ(scope)) {
            let Some(content) = self.content(scope) else { continue };
            self.both(scope, &content, |steps, is_new| {
                let sides = match self.renamed_from(&scope.path) {
                    Some(from) => patch::Sides::Renamed(from),
                    None if is_new => patch::Sides::New,
                    None => patch::Sides::Both,
                };
                let executable = self.state.repository.is_executable(&scope.path);
                then(&FileDiff { path: &scope.path, executable, sides, steps: steps.to_vec() });
            });
        }
    }

    /// Files that the earlier side has and the plugin does not, with their lines: those of the release before that were
    /// the author's, else those of the template's clone that was given.
    pub(super) fn gone(&self) -> Vec<Gone> {
        if let Some(earlier) = self.earlier {
            let renamed: BTreeSet<&String> = self.renamed.values().gather();
            let gone = earlier.state.found.files.iter().filter(|old| is_authors(old) && !renamed.contains(&old.path));
            let gone = gone.filter(|old| self.state.repository.file(&old.path).is_none());
            let content = |old: &Scope| {
                let (_, content) = earlier.content(&old.path)?;
                let lines = content.split_inclusive(|byte| *byte == b'\n').zip(edit::own_lines(old));
                let own: Vec<&[u8]> = lines.filter(|(_, own)| *own).map(|(line, _)| line).collect();
                let (path, executable) = (old.path.clone(), earlier.state.repository.is_executable(&old.path));
                Some(Gone { path, executable, area: old.area, content: own.concat() })
            };
            return gone.filter_map(content).collect();
        }
        let Some(template) = self.template else { return Vec::new() };
        let prefix = &self.state.repository.prefix;
        let content = |missing: &Missing| {
            let path = format!("{prefix}{}", missing.template_path);
            let content = self.with_own_names(&template.blob(&missing.blob)?);
            Some(Gone { path, executable: false, area: scope::area(&missing.template_path), content })
        };
        self.state.found.missing.iter().filter_map(content).collect()
    }

    fn with_own_names(&self, text: &[u8]) -> Vec<u8> {
        substitute(text, &Names { module: self.module.as_deref(), ..self.state.names.clone() })
    }
}
