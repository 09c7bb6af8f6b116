//! The licences of what a plugin depends on: advice only, never part of the item.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use ring::digest::{SHA256, digest};

use super::category::{Standing, preferred};
use super::expression::{self, Terms};
use super::identify::{Content, Known, identify};
use super::{bill, category, decode, files};
use crate::error::Place;
use crate::evidence::gather::Gather as _;
use crate::evidence::lockfile::{self, Ecosystem, Package};
use crate::evidence::repository::{Repository, Status};
use crate::evidence::text::lossy;
use crate::evidence::{Cause, CauseKind, LARGE, Reader, SMALL, Unread};

/// Modules that every plugin gets with Mattermost's own SDK, and that Mattermost ships itself: the requirements of
/// mattermost-plugin-starter-template at e1f9f88 (2026) that are under MPL-2.0. Nobody can choose others.
const SDK: &[&str] = &[
    "github.com/hashicorp/errwrap",
    "github.com/hashicorp/go-multierror",
    "github.com/hashicorp/go-plugin",
    "github.com/hashicorp/yamux",
];

/// Whose name starts like this is Mattermost's own.
const OWN: &[&str] = &["github.com/mattermost/mattermost/", "github.com/mattermost/mattermost-server/", "@mattermost/"];

/// Looks at packages that are installed outside the repository's files, such as `node_modules` and Go's module cache.
pub trait Installed: Sync {
    /// The licence texts or package.json of `package`, whose lockfile lies in `folder`.
    fn texts(&self, folder: &str, package: &Package) -> Vec<(String, Arc<[u8]>)>;
}

/// Nothing is installed, or nobody wants to look.
pub struct NotInstalled;

impl Installed for NotInstalled {
    fn texts(&self, _folder: &str, _package: &Package) -> Vec<(String, Arc<[u8]>)> {
        Vec::new()
    }
}

/// Somebody's finding on one dependency, which stands for what the lockfiles say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The package or module.
    pub name: String,
    /// Why it is acceptable.
    pub reason: String,
    /// SHA-256 of its licence file, in hexadecimal digits: the exception holds for that text alone.
    pub sha256: String,
    /// Where it is written.
    pub place: Place,
}

/// What is known of the dependencies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dependencies {
    /// Those that are not Category A, and why.
    pub findings: Vec<Finding>,
    /// How many there are.
    pub count: usize,
    /// How many of them nothing here tells the licence of.
    pub unknown: usize,
    /// The lockfiles read.
    pub lockfiles: Vec<String>,
    /// Lockfiles and reports that are there and could not be read, or not whole, and why.
    pub unread: Vec<Unread>,
    /// Exceptions whose text has changed, or could not be seen.
    pub stale: Vec<Exception>,
}

impl Dependencies {
    /// Whether nothing tells of any.
    pub(super) fn is_nothing(&self) -> bool {
        let Self { findings, count, unknown, lockfiles, unread, stale } = self;
        findings.is_empty() && *count + *unknown == 0 && lockfiles.is_empty() && unread.is_empty() && stale.is_empty()
    }
}

/// A dependency that is not Category A.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How it stands.
    pub standing: Standing,
    /// Its licence, as far as it has a name.
    pub licence: String,
    /// The lockfile, or the text.
    pub place: Place,
}

/// What is known of one dependency.
enum Told {
    Acceptable,
    Unknown,
    Found(Standing, String, Option<Place>),
}

/// The dependencies of the plugin in `repository`.
pub fn collect(
    repository: &Repository,
    reader: &dyn Reader,
    installed: &dyn Installed,
    exceptions: &[Exception],
) -> Dependencies {
    let mut dependencies = Dependencies::default();
    let (packages, bill) = listed(repository, reader, &mut dependencies);
    let vendored = vendored(repository);
    let known = Surroundings { repository, reader, installed, bill: &bill, vendored: &vendored, exceptions };
    let packages: Vec<(String, Package)> =
        packages.into_values().filter(|(_, package)| !OWN.iter().any(|own| package.name.starts_with(own))).collect();
    dependencies.count = packages.len();
    let told: Vec<(Told, Option<Exception>)> =
        packages.par_iter().map(|(path, package)| known.tell(path, package)).collect();
    for ((path, package), (told, stale)) in packages.into_iter().zip(told) {
        dependencies.stale.extend(stale);
        match told {
            Told::Acceptable => {}
            Told::Unknown => dependencies.unknown += 1,
            Told::Found(standing, licence, place) => dependencies.findings.push(Finding {
                name: package.name,
                version: package.version,
                standing,
                licence,
                place: place.unwrap_or_else(|| Place::file(path)),
            }),
        }
    }
    let findings = dependencies.findings.into_iter();
    dependencies.findings =
        findings.sorted_by(|a, b| (b.standing, &a.name, &a.version).cmp(&(a.standing, &b.name, &b.version)));
    dependencies
}

/// A package, and the lockfile that names it first.
type Packages = BTreeMap<(Ecosystem, String, String), (String, Package)>;

/// What the repository's own files say of the dependencies.
fn listed(repository: &Repository, reader: &dyn Reader, dependencies: &mut Dependencies) -> (Packages, bill::Bill) {
    let (mut packages, mut bill) = (Packages::new(), bill::Bill::new());
    for file in &repository.files {
        let Some(rest) = file.path.strip_prefix(repository.prefix.as_str()) else { continue };
        let there = file.is_regular() && file.status != Status::Deleted;
        let name = files::name(rest);
        let depth = rest.matches('/').count();
        if !there || depth > 1 || files::is_foreign(&file.path) {
            continue;
        }
        // `build/go.mod` and `client/go.mod` are modules of their own; the plugin is built from the one at the top.
        let counts = lockfile::NAMES.contains(&name) && (name != "go.mod" || depth == 0);
        let is_report = depth == 0 && bill::is_report(name);
        if !counts && !is_report {
            continue;
        }
        let bytes = match reader.read(&file.path, LARGE) {
            Ok(bytes) => bytes,
            Err(cause) => {
                dependencies.unread.push(Unread { path: file.path.clone(), cause });
                continue;
            }
        };
        if is_report {
            bill.extend(bill::parse(&lossy(&bytes)));
            continue;
        }
        let Some(lock) = lockfile::parse(name, &lossy(&bytes)) else {
            let cause = Cause::new(CauseKind::Malformed, format!("{} is broken, or of an unknown kind", file.path));
            dependencies.unread.push(Unread { path: file.path.clone(), cause });
            continue;
        };
        dependencies.lockfiles.push(file.path.clone());
        if lock.left_out > 0 {
            let detail = format!("{} names {} packages too many", file.path, lock.left_out);
            let cause = Cause::new(CauseKind::TooLarge, detail);
            dependencies.unread.push(Unread { path: file.path.clone(), cause });
        }
        for package in lock.packages {
            let key = (package.ecosystem, package.name.clone(), package.version.clone());
            packages.entry(key).or_insert((file.path.clone(), package));
        }
    }
    (packages, bill)
}

/// Licence files under `vendor/`, by module path.
fn vendored(repository: &Repository) -> BTreeMap<&str, Vec<&str>> {
    let mut vendored: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in &repository.files {
        let Some(path) = file.path.strip_prefix(repository.prefix.as_str()).and_then(|p| p.strip_prefix("vendor/"))
        else {
            continue;
        };
        if matches!(files::role(files::name(path)), Some(files::Role::Main | files::Role::Named(_))) {
            vendored.entry(files::folder(path).trim_end_matches('/')).or_default().push(&file.path);
        }
    }
    vendored
}

struct Surroundings<'s> {
    repository: &'s Repository,
    reader: &'s dyn Reader,
    installed: &'s dyn Installed,
    bill: &'s bill::Bill,
    vendored: &'s BTreeMap<&'s str, Vec<&'s str>>,
    exceptions: &'s [Exception],
}

impl Surroundings<'_> {
    /// What is known of `package`, and the exception on it that does not hold.
    fn tell(&self, lockfile: &str, package: &Package) -> (Told, Option<Exception>) {
        let mut stale = None;
        if let Some(exception) = self.exceptions.iter().find(|exception| exception.name == package.name) {
            let holds = self
                .texts(lockfile, package)
                .iter()
                .any(|(_, bytes)| hexadecimal(digest(&SHA256, bytes).as_ref()).eq_ignore_ascii_case(&exception.sha256));
            if holds {
                return (Told::Acceptable, None);
            }
            stale = Some(exception.clone());
        }
        if SDK.contains(&package.name.as_str()) {
            return (Told::Acceptable, stale);
        }
        let written = self.bill.get(&package.name.to_lowercase()).or(package.licence.as_ref());
        if let Some(told) =
            written.map(|written| from_expression(written)).filter(|told| !matches!(told, Told::Unknown))
        {
            return (told, stale);
        }
        let mut worst = Told::Unknown;
        for (path, bytes) in &self.texts(lockfile, package) {
            match from_text(path, bytes) {
                told @ Told::Found(..) => return (told, stale),
                Told::Acceptable => worst = Told::Acceptable,
                Told::Unknown => {}
            }
        }
        (worst, stale)
    }

    /// The licence texts of `package` that can be seen.
    fn texts(&self, lockfile: &str, package: &Package) -> Vec<(String, Arc<[u8]>)> {
        let mut texts = Vec::new();
        if package.ecosystem == Ecosystem::Go {
            for path in self.vendored.get(package.name.as_str()).into_iter().flatten() {
                texts.extend(self.reader.read(path, SMALL).ok().map(|bytes| ((*path).to_owned(), bytes)));
            }
        } else {
            // node_modules is rarely committed, and then its package.json files and licences tell.
            let inside = format!("{}{}/", files::folder(lockfile), package.installed);
            for (file, name) in self.repository.directly_in(&inside) {
                let tells = name == "package.json"
                    || matches!(files::role(name), Some(files::Role::Main | files::Role::Named(_)));
                if tells {
                    texts.extend(self.reader.read(&file.path, SMALL).ok().map(|bytes| (file.path.clone(), bytes)));
                }
            }
        }
        if texts.is_empty() {
            texts = self.installed.texts(files::folder(lockfile), package);
        }
        texts
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_expression(written: &str) -> Told {
    match expression::parse(written) {
        Terms::Expression(parsed) => from_standing(expression::standing(&parsed), written, None),
        Terms::Nothing | Terms::Invalid => Told::Unknown,
    }
}

fn from_standing(standing: Standing, licence: &str, place: Option<Place>) -> Told {
    match standing {
        Standing::A => Told::Acceptable,
        standing => Told::Found(standing, licence.to_owned(), place),
    }
}

fn from_text(path: &str, bytes: &[u8]) -> Told {
    if files::name(path) == "package.json" {
        let parsed: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        let licence = parsed.as_ref().and_then(|package| package.get("license"));
        let licence = licence.and_then(|l| l.as_str().or_else(|| l.get("type")?.as_str()));
        return licence.map_or(Told::Unknown, from_expression);
    }
    let Some(text) = decode::decode(bytes) else { return Told::Unknown };
    match identify(&text) {
        Content::Complete { .. } => Told::Acceptable,
        Content::Known { licence: Known::Ids(ids), .. } => {
            let id = preferred(&ids);
            from_standing(category::of(id), id, Some(Place::file(path)))
        }
        Content::Known { licence: Known::Titled(titled), .. } => {
            Told::Found(Standing::X, titled.name.to_owned(), Some(Place::file(path)))
        }
        // Others' texts are not ours to judge word by word.
        _ => Told::Unknown,
    }
}
