//! What a reviewer of a plugin's own code needs to know. Every text is safe to show.

mod machinery;

use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use machinery::Machinery;

use super::{Location, Plugin, safe};
use crate::checklist::hints::code::serves_anybody;
use crate::evidence::boilerplate::base::Proof;
use crate::evidence::boilerplate::index::Index;
use crate::evidence::boilerplate::scope::{Area, Exclusion, area};
use crate::evidence::boilerplate::{Boilerplate, Class, Lines, Scope};
use crate::evidence::code::{Sighting, SightingKind};
use crate::evidence::docs::summary::{self, Summary};
use crate::evidence::gather::Gather as _;
use crate::evidence::sign_off::scope;
use crate::evidence::text::day;
use crate::evidence::{Evidence, Reader, kebab_enum};

/// What a reviewer gets.
#[derive(Debug, Clone)]
pub struct Review {
    /// The plugin.
    pub plugin: Plugin,
    /// What its manifest says that it does.
    pub description: Option<String>,
    /// What its README says that it does.
    pub summary: Option<String>,
    /// The release that the review starts from, if it does: the tag and its commit.
    pub since: Option<Since>,
    /// The template's newest commit that the index knows.
    pub template: Commit,
    /// The template's commit that the plugin started from, and whether the plugin's history holds it.
    pub base: Option<(Commit, Proof)>,
    /// The template's commits that the files resemble most.
    pub range: Option<[Commit; 2]>,
    /// Lines by class.
    pub lines: Lines,
    /// Every file, sorted by path.
    pub files: Vec<File>,
    /// The author's own lines by area.
    pub areas: Vec<AreaSum>,
    /// Files with lines of the author's own, comments aside, that build, test or deploy the plugin.
    pub machinery: Vec<Machinery>,
    /// The template's files that have changed since.
    pub drift: Vec<Drift>,
    /// Paths of the template's files that the plugin does not have; those that build, test or deploy come first.
    pub missing: Vec<Missing>,
    /// Where to look first, in the order of weight.
    pub pointers: Vec<Pointer>,
    /// What is listed apart.
    pub apart: Vec<Apart>,
    /// Where lines of the commit can be seen, with `/` at the end; needs a known host and a committed state.
    pub link: Option<String>,
}

/// The state that a review of an update starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// As the user named it.
    pub revision: String,
    /// The commit.
    pub commit: String,
}

/// A commit of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Its date, as `YYYY-MM-DD`.
    pub date: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path.
    pub path: String,
    /// What it is read for.
    pub part: Part,
    /// Its class and ranges.
    pub scope: Scope,
    /// The template's file, and the commit that brought the version which explains most of it.
    pub template: Option<(String, String)>,
}

kebab_enum! {
    /// What a file of the author's is read for; what comes first is read first.
    Part {
        /// What the plugin does.
        Code = "code",
        /// Tests, and what they run on.
        Tests = "tests",
        /// What people read.
        Documents = "documents",
        /// Long lists and tables, which the plugin reads.
        Data = "data",
        /// Images that are written as text, which nobody reads as such.
        Drawings = "drawings",
    }
}

/// Data that are shorter may be settings.
const LONG: usize = 200;

impl Part {
    /// What the file at `path`, from the plugin's folder, is read for, with so many lines of the author's own.
    fn of(path: &str, own_lines: usize) -> Self {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match (scope::by_path(path), extension.as_deref().unwrap_or_default()) {
            (_, "svg") => Self::Drawings,
            (scope::Class::Tests, _) => Self::Tests,
            (_, "csv" | "json" | "jsonl" | "tsv" | "txt" | "xml") if own_lines >= LONG => Self::Data,
            (scope::Class::Documents, _) => Self::Documents,
            _ => Self::Code,
        }
    }
}

/// The author's own lines that are no code, by what their files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSum {
    /// What they are.
    pub part: Part,
    /// The author's own lines.
    pub own: usize,
    /// Files that hold them.
    pub files: usize,
}

/// The author's own lines of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSum {
    /// The area.
    pub area: Area,
    /// The author's own lines.
    pub own: usize,
    /// Files that hold them.
    pub files: usize,
}

/// A file that is behind the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The plugin's file.
    pub path: String,
    /// The template's.
    pub template_path: String,
    /// How many of the template's later commits changed it.
    pub behind: usize,
    /// The last one of them.
    pub newest: Commit,
    /// The template has removed it since.
    pub removed: bool,
}

/// A file of the template that the plugin does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The template's path.
    pub template_path: String,
    /// It builds, tests or deploys.
    pub machinery: bool,
}

kebab_enum! {
    /// What a reviewer looks at first, in the order of weight.
    Subject {
        /// Files of the author's alone that build, test or deploy the plugin.
        NewMachinery = "adds-machinery",
        /// HTTP handlers, where nothing in the sources asks who calls.
        HttpForAnybody = "serves-http-for-anybody",
        /// HTTP handlers.
        Http = "serves-http",
        /// Handlers that know who calls.
        Caller = "reads-caller",
        /// Secrets and signatures that are compared.
        Check = "checks-secret",
        /// Hooks on what users write.
        Message = "sees-messages",
        /// Hooks on logins, and actions on accounts.
        Account = "changes-accounts",
        /// Roles and the permissions that come with them.
        Permission = "gives-permissions",
        /// Processes.
        Process = "starts-processes",
        /// Sockets.
        Socket = "opens-sockets",
        /// Requests to servers.
        Server = "asks-servers",
        /// TLS.
        Tls = "skips-tls",
        /// Files.
        Disk = "opens-files",
        /// Databases.
        Database = "opens-database",
        /// The key-value store.
        Store = "uses-store",
        /// Secrets.
        Secret = "handles-secrets",
        /// Slash commands.
        Command = "adds-commands",
        /// HTML.
        Html = "inserts-html",
        /// Files of the template that build, test or deploy the plugin.
        Machinery = "edits-machinery",
    }
}

impl Subject {
    /// What is said of it.
    pub fn says(self) -> &'static str {
        match self {
            Self::NewMachinery => "adds build or CI files",
            Self::HttpForAnybody => "serves HTTP, and nothing seen asks who calls",
            Self::Http => "serves HTTP",
            Self::Caller => "reads who calls",
            Self::Check => "checks a secret or a signature",
            Self::Message => "sees or changes what users write",
            Self::Account => "sees logins or changes accounts",
            Self::Permission => "gives permissions",
            Self::Process => "starts processes",
            Self::Socket => "opens sockets",
            Self::Server => "sends HTTP requests",
            Self::Tls => "accepts any TLS certificate",
            Self::Disk => "opens files",
            Self::Database => "opens a database",
            Self::Store => "uses the key-value store",
            Self::Secret => "handles secrets",
            Self::Command => "adds slash commands",
            Self::Html => "inserts HTML",
            Self::Machinery => "edits build or CI",
        }
    }
}

/// Places of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// What is there.
    pub subject: Subject,
    /// Where, sorted.
    pub places: Vec<Location>,
}

/// Files of one kind that are never review scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Why they are listed apart; `None` for files that a program wrote.
    pub why: Option<Exclusion>,
    /// Their paths.
    pub paths: Vec<String>,
    /// Their lines.
    pub lines: usize,
}

impl Review {
    /// The review of `found`, with what else `evidence` knows of the plugin whose files `reader` reads.
    pub fn new(
        index: &Index,
        evidence: &Evidence,
        found: &Boilerplate,
        reader: &dyn Reader,
        since: Option<Since>,
    ) -> Self {
        let prefix = evidence.repository.prefix.as_str();
        let files: Vec<File> = found.files.iter().map(|scope| file(index, prefix, scope)).collect();
        let plugin = super::plugin(evidence);
        let machinery = machinery::find(prefix, found, reader);
        let manifest = evidence.manifest.seen();
        Self {
            description: manifest.and_then(|manifest| manifest.own_description()).map(safe::text),
            summary: evidence.docs.seen().and_then(|docs| match summary::find(docs) {
                Summary::Found(passage) => Some(safe::text(&passage.block.text)),
                _ => None,
            }),
            since: since.map(|since| Since { revision: safe::text(&since.revision), commit: since.commit }),
            template: known(index, found.template),
            base: found.base.map(|base| (known(index, base.commit), base.proof)),
            range: found.range.map(|range| [known(index, range.first), known(index, range.last)]),
            lines: found.lines,
            areas: areas(&files),
            drift: found
                .drift
                .iter()
                .map(|drift| Drift {
                    path: safe::text(&drift.path),
                    template_path: drift.template_path.clone(),
                    behind: drift.behind,
                    newest: known(index, drift.newest),
                    removed: drift.removed,
                })
                .collect(),
            missing: missing(found),
            pointers: pointers(evidence, found, &machinery),
            apart: apart(&files),
            link: link(evidence, &plugin),
            machinery,
            files,
            plugin,
        }
    }

    /// Files with lines of the author's own, those with most first within each part.
    pub fn own(&self) -> Vec<&File> {
        let own = self.files.iter().filter(|file| is_scope(file));
        let lines = |file: &File| Reverse(file.scope.own_lines());
        own.sorted_by(|a, b| (a.part, lines(a), &a.path).cmp(&(b.part, lines(b), &b.path)))
    }

    /// The author's own lines that are no code.
    pub fn beside_code(&self) -> Vec<PartSum> {
        let parts = Part::ALL.iter().filter(|part| **part != Part::Code).map(|part| {
            let here = self.files.iter().filter(|file| is_scope(file) && file.part == *part);
            let (files, own) = here.fold((0, 0), |(files, own), file| (files + 1, own + file.scope.own_lines()));
            PartSum { part: *part, own, files }
        });
        parts.filter(|sum| sum.own > 0).collect()
    }
}

fn known(index: &Index, oid: crate::evidence::repository::Oid) -> Commit {
    let seconds = index.commits().iter().find(|commit| commit.oid == oid).map_or(0, |commit| commit.seconds);
    Commit { id: oid.to_string(), date: day(seconds).unwrap_or_default() }
}

fn file(index: &Index, prefix: &str, scope: &Scope) -> File {
    let template = scope.origin.and_then(|origin| {
        let file = index.files().get(origin.file as usize)?;
        let commit = index.commits().get(origin.version.first as usize)?;
        Some((file.path.clone(), commit.oid.to_string()))
    });
    let part = Part::of(scope.path.strip_prefix(prefix).unwrap_or(&scope.path), scope.own_lines());
    File { path: safe::text(&scope.path), part, scope: scope.clone(), template }
}

/// Whether a file holds code that is the author's to answer for.
fn is_scope(file: &File) -> bool {
    !file.scope.own.is_empty() && !matches!(file.scope.class, Class::Excluded | Class::Generated)
}

fn areas(files: &[File]) -> Vec<AreaSum> {
    let sum = |area: &Area| {
        let own = files.iter().filter(|file| is_scope(file) && file.scope.area == *area);
        let (files, own) = own.fold((0, 0), |(files, own), file| (files + 1, own + file.scope.own_lines()));
        AreaSum { area: *area, own, files }
    };
    Area::ALL.iter().map(sum).collect()
}

fn missing(found: &Boilerplate) -> Vec<Missing> {
    let missing = found.missing.iter().map(|missing| Missing {
        template_path: missing.template_path.clone(),
        machinery: machinery::is("", &missing.template_path, area(&missing.template_path)),
    });
    let (mut first, rest): (Vec<_>, Vec<_>) = missing.partition(|missing| missing.machinery);
    first.extend(rest);
    first
}

fn pointers(evidence: &Evidence, found: &Boilerplate, machinery: &[Machinery]) -> Vec<Pointer> {
    let own: BTreeMap<&str, &Scope> = found.files.iter().map(|scope| (scope.path.as_str(), scope)).gather();
    let is_own = |sighting: &&Sighting| {
        let line = sighting.place.span.map_or(0, |span| span.start.line);
        let Some(number) = line.checked_sub(1).and_then(|number| u32::try_from(number).ok()) else { return true };
        // The way in is often the template's own line, with the author's routes behind it.
        let is_way_in = matches!(sighting.kind, SightingKind::ServesHttp | SightingKind::ReadsUserId);
        own.get(sighting.place.path.as_str()).is_some_and(|scope| {
            is_way_in && !scope.own.is_empty() || scope.own.iter().any(|range| range.contains(&number))
        })
    };
    let mut places: BTreeMap<Subject, Vec<Location>> = BTreeMap::new();
    let is_for_anybody = evidence.code.seen().is_some_and(serves_anybody);
    let sightings = evidence.code.seen().map(|code| code.sightings.as_slice()).unwrap_or_default();
    for sighting in sightings.iter().filter(is_own) {
        if let Some(subject) = subject(sighting.kind, is_for_anybody) {
            places.entry(subject).or_default().push(Location::new(&sighting.place));
        }
    }
    for file in machinery {
        let subject = if file.is_new { Subject::NewMachinery } else { Subject::Machinery };
        places.entry(subject).or_default().push(file.place.clone());
    }
    places.into_iter().map(|(subject, places)| Pointer { subject, places }).collect()
}

fn subject(kind: SightingKind, is_for_anybody: bool) -> Option<Subject> {
    Some(match kind {
        SightingKind::ServesHttp if is_for_anybody => Subject::HttpForAnybody,
        SightingKind::ServesHttp => Subject::Http,
        SightingKind::ReadsUserId | SightingKind::ReadsSession | SightingKind::NamesPlugin => Subject::Caller,
        SightingKind::ComparesSecret | SightingKind::ComparesSafely => Subject::Check,
        SightingKind::SeesMessages => Subject::Message,
        SightingKind::SeesLogins | SightingKind::ChangesAccounts => Subject::Account,
        SightingKind::StartsProcess | SightingKind::RunsShell => Subject::Process,
        SightingKind::OpensSocket => Subject::Socket,
        SightingKind::AsksServer => Subject::Server,
        SightingKind::SkipsTls => Subject::Tls,
        SightingKind::OpensFile => Subject::Disk,
        SightingKind::OpensDatabase => Subject::Database,
        SightingKind::UsesStore => Subject::Store,
        SightingKind::StoresToken
        | SightingKind::Encrypts
        | SightingKind::UsesWeakCipher
        | SightingKind::LogsSecret => Subject::Secret,
        SightingKind::GivesRoles => Subject::Permission,
        SightingKind::AddsCommand => Subject::Command,
        SightingKind::InsertsHtml | SightingKind::FillsPageAsText => Subject::Html,
        _ => return None,
    })
}

fn apart(files: &[File]) -> Vec<Apart> {
    let mut kinds: BTreeMap<Option<Exclusion>, Apart> = BTreeMap::new();
    for file in files {
        let why = match file.scope.class {
            Class::Excluded => file.scope.exclusion,
            Class::Generated => None,
            Class::Boilerplate | Class::Own | Class::Mixed => continue,
        };
        let apart = kinds.entry(why).or_insert_with(|| Apart { why, paths: Vec::new(), lines: 0 });
        apart.paths.push(file.path.clone());
        apart.lines += file.scope.lines;
    }
    kinds.into_values().collect()
}

fn link(evidence: &Evidence, plugin: &Plugin) -> Option<String> {
    let origin = evidence.repository.git.seen()?.origin.as_ref()?;
    let commit = plugin.commit.as_ref()?;
    (origin.host == "github.com")
        .then(|| safe::text(&format!("https://github.com/{}/{}/blob/{commit}/", origin.owner, origin.name)))
}
