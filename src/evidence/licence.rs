//! The plugin's licence: its files, what they hold, and what else speaks of it.

pub mod bill;
pub mod category;
pub mod decode;
pub mod dependencies;
pub mod expression;
mod fields;
pub mod files;
pub mod headers;
pub mod holder;
pub mod identify;
pub mod names;
pub mod nearest;
mod packed;
pub mod part;
pub mod pattern;
pub mod readme;
pub mod residue;
pub mod restriction;
mod sentence;
pub mod statements;
pub mod terms;
pub mod words;

use crate::error::Place;
use crate::evidence::manifest::{self, Found};
use crate::evidence::repository::{File, FileKind, Repository};
use crate::evidence::sweep::sweep;
use crate::evidence::{Cause, CauseKind, Fact, Reader, SMALL, Unread};

use dependencies::{Dependencies, Exception, Installed};
use files::{Role, Unusable};
use headers::{Header, Headers};
use identify::{Content, Difference};
use statements::Statements;

/// Most licence files read in one repository, subfolders included.
const MOST_FILES: usize = 200;

/// What a repository says of the plugin's licence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Licence {
    /// The licence files of the plugin's folder, or of the nearest folder above that has any; in the order of their
    /// paths.
    pub files: Vec<LicenceFile>,
    /// Files there that look like licences and cannot count.
    pub unusable: Vec<(Place, Unusable)>,
    /// Licence files further down that are no complete Category-A licence, with the folder that each is about.
    pub folders: Vec<Folder>,
    /// What else speaks of the licence.
    pub statements: Statements,
    /// The licences of what the plugin depends on.
    pub dependencies: Dependencies,
}

/// A licence file.
#[derive(Debug, Clone, PartialEq)]
pub struct LicenceFile {
    /// Its path from the repository's root, as listed there.
    pub path: String,
    /// Where a link leads; the path itself for other files.
    pub target: String,
    /// Its part.
    pub role: Role,
    /// What it holds; the cause where it could not be read.
    pub content: Result<Content, Cause>,
    /// Where it differs from the licence it is nearest to; empty unless it is modified.
    pub differences: Vec<(Place, Difference)>,
    /// A copyright line that nobody has filled in. The one in Apache's appendix is meant to stay as it is.
    pub placeholder: Option<Place>,
}

/// A folder with a licence of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// The folder, with `/` at its end.
    pub path: String,
    /// The file that says so; a link that leads there when the file itself is not here.
    pub file: LicenceFile,
    /// How much of the plugin is in it.
    pub share: Share,
}

/// How much of the plugin a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// By its name or its sources, the server, the webapp, or half of them all.
    Main,
    /// Less.
    Part,
}

impl Share {
    /// What of the plugin in `repository` is in `folder`.
    fn of(folder: &str, repository: &Repository) -> Self {
        if files::is_main_folder(folder) {
            return Self::Main;
        }
        let own = |file: &&File| {
            file.is_regular() && file.path.starts_with(&repository.prefix) && !files::is_foreign(&file.path)
        };
        let is_most = |is_one: fn(&File) -> bool| {
            let sources = repository.files.iter().filter(own).filter(|file| is_one(file));
            let (within, all) = sources
                .fold((0, 0), |(within, all), file| (within + usize::from(file.path.starts_with(folder)), all + 1));
            within > 0 && within * 2 >= all
        };
        let is_go: fn(&File) -> bool = |file| file.path.ends_with(".go") && !file.path.ends_with("_test.go");
        if is_most(is_go) || is_most(File::is_source) { Self::Main } else { Self::Part }
    }
}

/// Looks for the plugin's licence, and in the repository's own files for those of its dependencies.
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Fact<Licence> {
    collect_with(repository, reader, &dependencies::NotInstalled, &[])
}

/// As [`collect`], looking also at installed packages, and with the exceptions that the plugin states.
pub fn collect_with(
    repository: &Repository,
    reader: &dyn Reader,
    installed: &dyn Installed,
    exceptions: &[Exception],
) -> Fact<Licence> {
    let headers = Headers::new(repository);
    let (licence, seen) = rayon::join(
        || besides_headers(repository, reader, installed, exceptions),
        || sweep(repository, reader, |file, content| headers.look(file, content)),
    );
    licence.with_headers(&headers, seen.into_iter().flatten())
}

/// As [`collect_with`], but for what headers of sources claim.
pub fn besides_headers(
    repository: &Repository,
    reader: &dyn Reader,
    installed: &dyn Installed,
    exceptions: &[Exception],
) -> Licence {
    let (statements, dependencies) = rayon::join(
        || statements::collect(repository, reader),
        || dependencies::collect(repository, reader, installed, exceptions),
    );
    let mut licence = Licence { statements, dependencies, ..Licence::default() };
    let mut folder = repository.prefix.as_str();
    loop {
        in_folder(repository, reader, folder, &mut licence);
        if !licence.files.is_empty() || folder.is_empty() {
            break;
        }
        folder = files::folder(folder.trim_end_matches('/'));
    }
    if licence.files.iter().any(|file| matches!(file.content, Ok(Content::Modified { .. }))) {
        // All that a text has too much may be the plugin's name.
        let own = own_names(repository, reader);
        for file in &mut licence.files {
            if let (Ok(Content::Modified { .. }), Ok(bytes)) = (&file.content, reader.read(&file.target, SMALL)) {
                *file = examine(&file.path, &file.target, file.role.clone(), &bytes, &own);
            }
        }
    }
    below(repository, reader, &mut licence);
    licence
}

/// The plugin's id and name, in words as texts are compared by.
fn own_names(repository: &Repository, reader: &dyn Reader) -> Vec<String> {
    let Found::Plugin(manifest) = manifest::find(repository, reader) else { return Vec::new() };
    let written = manifest.id_as_written.iter().chain(&manifest.name);
    let names = written.map(|name| {
        let words = words::Words::of(&name.value);
        words.list.iter().filter(|word| !word.marker).map(|word| words.letters(word)).collect::<Vec<_>>().join(" ")
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// The licence files that lie directly in `folder`, and those in its `LICENSES/`.
fn in_folder(repository: &Repository, reader: &dyn Reader, folder: &str, licence: &mut Licence) {
    for file in &repository.files {
        let Some(rest) = file.path.strip_prefix(folder) else { continue };
        let role = match rest.split_once('/') {
            None => files::role(rest),
            Some(("LICENSES", name)) if !name.contains('/') => {
                let id = name.rsplit_once('.').filter(|(_, ending)| *ending == "txt").map_or(name, |(id, _)| id);
                Some(Role::Reuse(id.to_owned()))
            }
            Some(_) => None,
        };
        let Some(role) = role else { continue };
        match files::resolve(repository, file) {
            Ok(target) => {
                let file = read(reader, &file.path, &target.path, role);
                if file.content == Ok(Content::Empty) {
                    licence.unusable.push((Place::file(&file.path), Unusable::Empty));
                } else if licence.files.len() < MOST_FILES {
                    licence.files.push(file);
                } else {
                    licence.statements.unread.push(Unread::beyond(&file.path, MOST_FILES, "licence files"));
                    break;
                }
            }
            Err(why) => licence.unusable.push((Place::file(&file.path), why)),
        }
        // `LICENSE.enterprise` is often a link into the folder that it is about.
        if let FileKind::Link { target } = &file.kind
            && let Some(target) = files::target_path(&file.path, target)
            && !files::folder(&target).is_empty()
            && files::folder(&target) != folder
        {
            if let Some(at) =
                licence.files.iter().position(|f| f.path == file.path && matches!(f.role, Role::Restricting(_)))
            {
                let file = licence.files.remove(at);
                licence.folders.push(Folder::new(files::folder(&target), file, repository));
            } else if let Some(Role::Restricting(words)) = files::role(rest)
                && repository.file(&target).is_none()
            {
                let content = Err(Cause::new(
                    CauseKind::Unreadable,
                    format!("{} links to {target}, which is not there", file.path),
                ));
                licence.unusable.retain(|(place, _)| place.path != file.path);
                let folder = files::folder(&target).to_owned();
                let file = LicenceFile { content, ..examine(&file.path, &target, Role::Restricting(words), &[], &[]) };
                licence.folders.push(Folder::new(&folder, file, repository));
            }
        }
    }
}

/// Licence files in the plugin's subfolders that are not plainly Category A.
fn below(repository: &Repository, reader: &dyn Reader, licence: &mut Licence) {
    let mut count = 0;
    for file in &repository.files {
        let Some(rest) = file.path.strip_prefix(repository.prefix.as_str()) else { continue };
        let direct = !rest.contains('/') || rest.starts_with("LICENSES/");
        let known = licence.files.iter().any(|known| known.path == file.path || known.target == file.path)
            || licence.folders.iter().any(|known| known.file.target == file.path);
        if direct || known || files::is_foreign(&file.path) {
            continue;
        }
        let name = files::name(&file.path);
        let Some(role) = files::role(name) else { continue };
        let target = match files::resolve(repository, file) {
            Ok(target) => &target.path,
            Err(Unusable::Deleted | Unusable::NoFile) => continue,
            Err(_) => &file.path,
        };
        if licence.files.iter().any(|known| known.target == *target) {
            continue;
        }
        count += 1;
        if count > MOST_FILES {
            licence.statements.unread.push(Unread::beyond(&file.path, MOST_FILES, "licence files"));
            break;
        }
        // "license-review.md" is no licence, whatever its name.
        let is_prose = matches!(role, Role::Named(_)) && !name.contains(|c: char| c.is_uppercase());
        let read = read(reader, &file.path, target, role);
        if is_prose && matches!(read.content, Ok(Content::Custom { .. } | Content::Named { .. })) {
            continue;
        }
        if !matches!(read.content, Ok(Content::Complete { .. } | Content::PatentGrant | Content::Empty)) {
            licence.folders.push(Folder::new(files::folder(&file.path), read, repository));
        }
    }
}

impl Folder {
    fn new(path: &str, file: LicenceFile, repository: &Repository) -> Self {
        Self { path: path.to_owned(), file, share: Share::of(path, repository) }
    }
}

impl Licence {
    /// Whether nothing speaks of a licence; shorter than a comparison of all that may.
    fn is_nothing(&self) -> bool {
        let Self { files, unusable, folders, statements, dependencies } = self;
        files.is_empty()
            && unusable.is_empty()
            && folders.is_empty()
            && statements.is_nothing()
            && dependencies.is_nothing()
    }

    /// The whole fact, with what [`Headers`] saw.
    pub fn with_headers(mut self, headers: &Headers<'_>, seen: impl IntoIterator<Item = Box<Header>>) -> Fact<Self> {
        self.statements.add(seen);
        self.statements.unread.extend(headers.beyond());
        if self.is_nothing() { Fact::Absent } else { Fact::Seen(self) }
    }

    /// The licence that one text is, as if it were a repository's only file.
    pub fn of_text(path: &str, bytes: &[u8]) -> Self {
        let file = examine(path, path, Role::Main, bytes, &[]);
        if file.content == Ok(Content::Empty) {
            return Self { unusable: vec![(Place::file(path), Unusable::Empty)], ..Self::default() };
        }
        Self { files: vec![file], ..Self::default() }
    }

    /// The licence that a file is which could not be read, for `cause`.
    pub fn of_unread(path: &str, cause: Cause) -> Self {
        let file = LicenceFile { content: Err(cause), ..examine(path, path, Role::Main, &[], &[]) };
        Self { files: vec![file], ..Self::default() }
    }
}

fn read(reader: &dyn Reader, path: &str, target: &str, role: Role) -> LicenceFile {
    match reader.read(target, SMALL) {
        Ok(bytes) => examine(path, target, role, &bytes, &[]),
        Err(cause) => LicenceFile { content: Err(cause), ..examine(path, target, role, &[], &[]) },
    }
}

fn examine(path: &str, target: &str, role: Role, bytes: &[u8], own: &[String]) -> LicenceFile {
    let text = decode::decode(bytes);
    let content = match &text {
        Some(text) => Ok(identify::identify_for(own, text)),
        None => Err(Cause::new(CauseKind::Malformed, format!("{path} is not a text file"))),
    };
    let text = text.as_deref().unwrap_or_default();
    let differences = match &content {
        Ok(Content::Modified { differences, .. }) => {
            differences.iter().map(|d| (Place::in_text(path, text, d.range.clone()), d.clone())).collect()
        }
        _ => Vec::new(),
    };
    let placeholder = match &content {
        Ok(Content::Complete { ids, .. }) if !ids.contains(&"Apache-2.0") => placeholder(path, text),
        _ => None,
    };
    LicenceFile { path: path.to_owned(), target: target.to_owned(), role, content, differences, placeholder }
}

/// A copyright line that still has the template's words in it.
fn placeholder(path: &str, text: &str) -> Option<Place> {
    const BLANKS: &[&str] = &[
        "<year>",
        "[year]",
        "{year}",
        "yyyy",
        "<owner>",
        "[fullname]",
        "<copyright holder",
        "[copyright holder",
        "[name of copyright",
        "<name",
        "year by author",
        "{{",
    ];
    let is_blank = |line: &str| {
        let line = line.to_lowercase();
        line.contains("copyright") && BLANKS.iter().any(|blank| line.contains(blank))
    };
    let number = text.lines().position(is_blank)?;
    Some(Place::line(path, text, number + 1))
}
