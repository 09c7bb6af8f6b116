//! The files of a repository: what is there, what git thinks of it, and their bytes.
//!
//! Nothing outside the repository is ever read: links are followed by hand and only to files that the listing holds,
//! and files are opened without following links and without waiting for a writer.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{File as OsFile, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use git2::{ObjectType, Repository as Git};
use rayon::prelude::*;
use rustix::buffer::spare_capacity;
use rustix::io::Errno;
use walkdir::{DirEntry, WalkDir};

use super::beneath::{self, Beneath};
use super::cache::Cache;
use super::index::{Index, LINK, SUBMODULE, Tracked};
use super::{hazards, objects};
use crate::evidence::repository::{File, FileKind, Files, Oid, Status, resolve};
use crate::evidence::{Cause, CauseKind, LARGE, Reader};

/// Most files listed; what lies beyond is not looked at, and a warning says so.
const MOST_FILES: usize = 300_000;
/// Most bytes that their paths, and the targets of links in git's trees, have together.
const MOST_TEXT: usize = 32 << 20;
/// Longest target of a link, as the system has it.
const LONGEST_TARGET: u64 = 4096;
/// Most warnings kept of one listing.
const MOST_WARNINGS: usize = 20;
/// Deepest folder looked into.
const DEEPEST: usize = 128;

/// The files of one repository, listed once.
pub(super) struct Tree {
    store: Store,
    files: Files,
    /// What was read so far: the items share it.
    cache: Cache,
    /// What could not be listed.
    pub(super) warnings: Vec<String>,
    /// The tree that a commit of git's index would have, as far as it can be told.
    pub(super) staged: Option<git2::Oid>,
}

/// Where bytes come from.
enum Store {
    /// Files below this folder, but for those that a sparse checkout leaves out.
    Folder(Beneath, Option<LeftOut>, Odd),
    /// Blobs of a repository without a work tree. libgit2's handle is not shared between threads.
    Blobs(Mutex<Git>),
}

/// Where the files lie whose paths are not UTF-8, by the paths that are shown; `None` where several are shown alike.
type Odd = HashMap<String, Option<PathBuf>>;

/// Files that a sparse checkout leaves out, by their paths, and the repository that has them.
struct LeftOut {
    paths: HashSet<String>,
    git: Mutex<Git>,
}

impl LeftOut {
    fn of(paths: HashSet<String>, git: Option<&Git>) -> Option<Self> {
        let again = |git: &Git| Git::open(git.path()).ok();
        (!paths.is_empty()).then(|| Some(Self { paths, git: Mutex::new(git.and_then(again)?) }))?
    }
}

impl Tree {
    /// The files below `root`, as git sees them if there is git.
    pub(super) fn of_folder(root: &Path, git: Option<&Git>) -> Self {
        let Listed { files, odd, left_out, warnings, staged } = list_folder(root, git);
        let store = Store::Folder(Beneath::new(root), LeftOut::of(left_out, git), odd);
        Self { store, files: files.into(), cache: Cache::default(), warnings, staged }
    }

    /// The files of HEAD in a repository without a work tree.
    pub(super) fn of_head(git: Git) -> Result<Self, Cause> {
        let listed = list_head(&git)?;
        Ok(Self::of_blobs(git, listed))
    }

    /// The files of a commit's tree.
    pub(super) fn of_commit(git: Git, commit: git2::Oid) -> Result<Self, Cause> {
        let failed = |error: git2::Error| {
            Cause::new(CauseKind::Git, format!("commit {commit} could not be read: {}", error.message()))
        };
        let tree = objects::commit(&git, commit).map_err(failed)?.tree_id();
        let listed = list_tree(&git, tree);
        Ok(Self::of_blobs(git, listed))
    }

    /// The files that were listed in git's trees, and what could not be.
    fn of_blobs(git: Git, (files, warnings): (Vec<File>, Vec<String>)) -> Self {
        let store = Store::Blobs(Mutex::new(git));
        Self { store, files: files.into(), cache: Cache::default(), warnings, staged: None }
    }

    /// Every file, sorted by path.
    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    fn find(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|f| f.path.as_str().cmp(path)).ok().and_then(|i| self.files.get(i))
    }

    fn read_uncached(&self, path: &str, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
        let file = self.find(path).ok_or_else(|| unreadable(path, "there is no such file"))?;
        let file = match &file.kind {
            // Its folder may have become a link that leads out of the repository.
            _ if file.status == Status::Deleted => return Err(unreadable(path, "it was deleted")),
            FileKind::Regular { .. } => file,
            FileKind::Link { target } => self.follow(path, target).ok_or_else(|| {
                unreadable(path, &format!("is a link to {target}, which is no file of this repository"))
            })?,
            FileKind::Submodule => return Err(unreadable(path, "is a submodule")),
            FileKind::Special => return Err(unreadable(path, "is no regular file")),
        };
        let from_git = |git: &Mutex<Git>, buffer| {
            let git = git.lock().map_err(|_| Cause::new(CauseKind::Internal, "an earlier read panicked"))?;
            read_blob(&git, file, limit, buffer)
        };
        match &self.store {
            Store::Folder(_, Some(left_out), _) if left_out.paths.contains(&file.path) => {
                from_git(&left_out.git, buffer)
            }
            Store::Folder(folder, _, odd) => {
                let name = match odd.get(&file.path) {
                    None => Path::new(&file.path),
                    Some(Some(raw)) => raw,
                    Some(None) => {
                        return Err(unreadable(path, "several names look like this, whose bytes are not UTF-8"));
                    }
                };
                read_regular(folder.open(name), path, limit, buffer)
            }
            Store::Blobs(git) => from_git(git, buffer),
        }
    }

    /// The regular file that a link at `path` leads to, in one step.
    fn follow(&self, path: &str, target: &str) -> Option<&File> {
        let resolved = resolve(path, target)?;
        self.find(&resolved).filter(|file| file.status != Status::Deleted && file.is_regular())
    }
}

impl Reader for Tree {
    fn read(&self, path: &str, limit: u64) -> Result<Arc<[u8]>, Cause> {
        let bytes = self.cache.get(path, || {
            let mut buffer = Vec::new();
            self.read_uncached(path, limit, &mut buffer)?;
            Ok(buffer.into())
        })?;
        if bytes.len() as u64 > limit { Err(Cause::too_large(path, limit)) } else { Ok(bytes) }
    }

    fn read_into(&self, path: &str, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
        match self.cache.kept(path).filter(|bytes| bytes.len() as u64 <= limit) {
            Some(bytes) => {
                buffer.clear();
                buffer.extend_from_slice(&bytes);
                Ok(())
            }
            None => self.read_uncached(path, limit, buffer),
        }
    }
}

fn unreadable(path: &str, why: &str) -> Cause {
    Cause::new(CauseKind::Unreadable, format!("{path} could not be read: {why}"))
}

/// Reads at most `limit` bytes of a regular file into `buffer`, in place of what it holds.
pub(super) fn read_file(os_path: &Path, path: &str, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
    read_regular(beneath::open(os_path), path, limit, buffer)
}

fn read_regular(file: io::Result<OsFile>, path: &str, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
    let failed = |error: io::Error| unreadable(path, &error.to_string());
    let file = file.map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(unreadable(path, "it is no regular file"));
    }
    if metadata.len() <= limit && read_at_most(&file, metadata.len(), limit, buffer).map_err(failed)? {
        return Ok(());
    }
    Err(Cause::too_large(path, limit))
}

/// Whether the content fits; it may have grown beyond `limit` since it was measured.
fn read_at_most(file: &OsFile, size: u64, limit: u64, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let size = usize::try_from(size).map_err(io::Error::other)?;
    buffer.clear();
    // Space for one byte more: where none comes, that is the end, and nobody need ask again.
    buffer.reserve(size + 1);
    while buffer.len() < size {
        match rustix::io::read(file, spare_capacity(buffer)) {
            Ok(0) => return Ok(true),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // A file that has no size may have content all the same.
    if buffer.len() != size || size == 0 {
        file.take((limit + 1).saturating_sub(buffer.len() as u64)).read_to_end(buffer)?;
    }
    Ok(buffer.len() as u64 <= limit)
}

fn read_blob(git: &Git, file: &File, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Cause> {
    let missing = |error: git2::Error| match error.code() {
        git2::ErrorCode::NotFound => Cause::new(
            CauseKind::Shallow,
            format!("the content of {} is not in this clone (a partial clone?)", file.path),
        ),
        _ => unreadable(&file.path, error.message()),
    };
    let oid = file.oid.ok_or_else(|| unreadable(&file.path, "it has no object id"))?;
    let oid = git2::Oid::from_bytes(&oid.0).map_err(missing)?;
    let odb = git.odb().map_err(missing)?;
    let (size, _) = odb.read_header(oid).map_err(missing)?;
    if size as u64 > limit {
        return Err(Cause::too_large(&file.path, limit));
    }
    buffer.clear();
    buffer.extend_from_slice(odb.read(oid).map_err(missing)?.data());
    Ok(())
}

/// A file that the walk came by, with its position in git's index.
struct Found {
    path: Vec<u8>,
    tracked: Option<usize>,
}

/// What a folder holds.
struct Listed {
    files: Vec<File>,
    odd: Odd,
    /// Paths of those that a sparse checkout leaves out.
    left_out: HashSet<String>,
    warnings: Vec<String>,
    /// As [`Tree::staged`].
    staged: Option<git2::Oid>,
}

fn list_folder(root: &Path, git: Option<&Git>) -> Listed {
    let mut warnings = Vec::new();
    let index = index(git, &mut warnings);
    let mut there = vec![false; index.entries.len()];
    let mut staged = None;
    let (mut files, found) = rayon::in_place_scope(|scope| {
        scope.spawn(|_| staged = index.tree(DEEPEST));
        walk(root, git, &index, &mut there, &mut warnings)
    });
    let looked: Vec<Result<File, String>> = found.par_iter().map(|found| look(root, &index, found)).collect();
    for file in looked {
        match file {
            Ok(file) => files.push(file),
            Err(warning) => warn(&mut warnings, warning),
        }
    }
    let mut left_out = HashSet::new();
    for (known, _) in index.entries.iter().zip(there).filter(|(_, there)| !there) {
        let id = git2::Oid::from_bytes(&known.oid.0).ok();
        let kind = kind_in_git(known.mode, || link_target(git?, id?));
        if known.left_out {
            let file = file(&known.path, kind, Status::Clean, Some(known.oid), 0);
            left_out.insert(file.path.clone());
            files.push(file);
        } else {
            files.push(file(&known.path, kind, Status::Deleted, None, 0));
        }
    }
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let raw = found.into_iter().filter_map(|found| String::from_utf8(found.path).err());
    let mut odd: Odd =
        raw.map(|raw| (shown(raw.as_bytes()), Some(PathBuf::from(OsString::from_vec(raw.into_bytes()))))).collect();
    let twins = files.iter().zip(files.iter().skip(1)).filter(|(file, next)| file.path == next.path);
    odd.extend(twins.map(|(file, _)| (file.path.clone(), None)));
    Listed { files, odd, left_out, warnings, staged }
}

/// What git's mode says that a file is.
fn kind_in_git(mode: u32, target: impl FnOnce() -> Option<String>) -> FileKind {
    match mode {
        LINK => FileKind::Link { target: target().unwrap_or_default() },
        SUBMODULE => FileKind::Submodule,
        mode => FileKind::Regular { executable: mode & 0o111 != 0 },
    }
}

/// Where a link leads, as git has it: a path has some kilobytes at most.
fn link_target(git: &Git, id: git2::Oid) -> Option<String> {
    let blob = objects::blob(git, id, LONGEST_TARGET).ok()?;
    Some(String::from_utf8_lossy(blob.content()).into_owned())
}

/// What git tracks: nothing if there is no git; where it has no index that can be read, HEAD says so.
fn index(git: Option<&Git>, warnings: &mut Vec<String>) -> Index {
    let Some(git) = git else { return Index::default() };
    let (unread, why) = match Index::read(git) {
        Ok(index) if index.is_there() => return index,
        Ok(none) => (none, "git has no index, as after a checkout that failed".to_owned()),
        Err(error) => (Index::default(), format!("git's index could not be read ({})", error.message())),
    };
    let head = list_head(git).ok().filter(|(files, missing)| !files.is_empty() && missing.is_empty());
    if head.is_some() || !unread.tells {
        let instead = if head.is_some() { "HEAD" } else { "nothing" };
        warn(warnings, format!("{why}, so {instead} tells which files are tracked"));
    }
    let is_sparse = git.config().and_then(|config| config.get_bool("core.sparseCheckout")).unwrap_or(false);
    head.map_or(unread, |(files, _)| Index::of_head(files, is_sparse))
}

/// The submodules below `root`, and what other files are there, which nobody has looked at yet.
fn walk(
    root: &Path,
    git: Option<&Git>,
    index: &Index,
    there: &mut [bool],
    warnings: &mut Vec<String>,
) -> (Vec<File>, Vec<Found>) {
    let mut ignores = Ignores::new(root, git, warnings);
    let mut submodules = Vec::new();
    let mut found = Vec::with_capacity(index.entries.len());
    let mut text = 0;
    let above = root.as_os_str().len() + usize::from(!root.as_os_str().as_bytes().ends_with(b"/"));
    let mut note = |position: Option<usize>| {
        if let Some(there) = position.and_then(|position| there.get_mut(position)) {
            *there = true;
        }
    };
    // A folder's files come before its folders, and `.github` before `webapp`: what is judged lies within the most.
    let files_first = |a: &DirEntry, b: &DirEntry| {
        let folders = a.file_type().is_dir().cmp(&b.file_type().is_dir());
        folders.then_with(|| a.file_name().cmp(b.file_name()))
    };
    let walk = WalkDir::new(root).min_depth(1).max_depth(DEEPEST).follow_links(false);
    let mut walk = walk.sort_by(files_first).into_iter();
    while let Some(entry) = walk.next() {
        if let Some(warning) = end(found.len() + submodules.len(), 0, text) {
            warn(warnings, warning);
            break;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|p| p.strip_prefix(root).ok()).unwrap_or(Path::new("")).display();
                warn(warnings, format!("{path} could not be looked into"));
                continue;
            }
        };
        let Some(raw) = entry.path().as_os_str().as_bytes().get(above..) else { continue };
        let relative = Path::new(OsStr::from_bytes(raw));
        if entry.file_type().is_dir() {
            let name = entry.file_name();
            let foreign = !index.reaches_into(raw)
                && (entry.path().join(".git").symlink_metadata().is_ok() || ignores.hold(relative));
            let position = index.position(raw);
            let module = position.and_then(|at| index.get(at)).filter(|known| known.mode == SUBMODULE);
            if name == ".git" || foreign || (git.is_none() && name == "node_modules") || module.is_some() {
                walk.skip_current_dir();
            } else {
                ignores.enter(entry.path(), relative, warnings);
            }
            if let Some(module) = module {
                note(position);
                submodules.push(file(raw, FileKind::Submodule, Status::Clean, Some(module.oid), 0));
            }
            continue;
        }
        if raw == b".git" {
            continue;
        }
        let tracked = index.position(raw);
        if tracked.is_none() && ignores.hold(relative) {
            continue;
        }
        note(tracked);
        text += raw.len();
        found.push(Found { path: raw.to_vec(), tracked });
    }
    (submodules, found)
}

/// Why a listing ends after so many files, folders and bytes of paths, if it does.
fn end(files: usize, folders: usize, text: usize) -> Option<String> {
    if files == MOST_FILES || folders == MOST_FILES {
        return Some(format!("only the first {MOST_FILES} files were looked at"));
    }
    (text > MOST_TEXT).then(|| format!("only the first {files} files were looked at, because their paths are so long"))
}

/// What `found` is, and what git thinks of it; a warning where it cannot be looked at.
fn look(root: &Path, index: &Index, found: &Found) -> Result<File, String> {
    let path = root.join(OsStr::from_bytes(&found.path));
    let metadata = path.symlink_metadata().map_err(|_| format!("{} could not be looked at", shown(&found.path)))?;
    let (status, oid) = match found.tracked.and_then(|position| index.get(position)) {
        _ if !index.tells => (Status::NoGit, None),
        None => (Status::Untracked, None),
        Some(known) if is_clean(known, &path, &metadata, index.written) => (Status::Clean, Some(known.oid)),
        Some(_) => (Status::Modified, None),
    };
    Ok(file(&found.path, kind(&path, &metadata), status, oid, metadata.len()))
}

/// Asks git what it ignores, but only where it can be let read the ignore files.
struct Ignores<'a> {
    git: Option<&'a Git>,
    /// Folders with an ignore file that must not be opened: nothing below them counts as ignored.
    barred: Vec<PathBuf>,
}

impl<'a> Ignores<'a> {
    fn new(root: &Path, git: Option<&'a Git>, warnings: &mut Vec<String>) -> Self {
        let mut ignores = Self { git, barred: Vec::new() };
        let configured = git.and_then(|git| git.config().ok()?.get_path("core.excludesfile").ok());
        if configured.is_some_and(|path| !hazards::is_harmless(&path)) {
            warn(warnings, "git's core.excludesFile is no small regular file, so no file counts as ignored".to_owned());
            ignores.git = None;
        }
        ignores.enter(root, Path::new(""), warnings);
        ignores
    }

    fn enter(&mut self, folder: &Path, relative: &Path, warnings: &mut Vec<String>) {
        if self.git.is_some() && !hazards::is_harmless(&folder.join(".gitignore")) {
            let name = relative.join(".gitignore");
            warn(warnings, format!("{} is no small regular file, so it was not obeyed", name.display()));
            self.barred.push(relative.to_owned());
        }
    }

    fn hold(&self, path: &Path) -> bool {
        let barred = |folder: &PathBuf| path != folder && path.starts_with(folder);
        self.git.is_some_and(|git| !self.barred.iter().any(barred) && git.is_path_ignored(path).unwrap_or(false))
    }
}

/// Keeps a warning, unless there are many already.
fn warn(warnings: &mut Vec<String>, text: String) {
    match warnings.len().cmp(&MOST_WARNINGS) {
        Ordering::Less => warnings.push(text),
        Ordering::Equal => warnings.push("there is more of this kind, which is not told".to_owned()),
        Ordering::Greater => {}
    }
}

/// A path as the rest of the program has it.
fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

fn file(path: &[u8], kind: FileKind, status: Status, oid: Option<Oid>, size: u64) -> File {
    File { path: shown(path), kind, status, oid, size }
}

fn kind(path: &Path, metadata: &Metadata) -> FileKind {
    let file_type = metadata.file_type();
    if file_type.is_symlink() {
        let target = std::fs::read_link(path).map(|t| t.to_string_lossy().into_owned()).unwrap_or_default();
        FileKind::Link { target }
    } else if file_type.is_file() {
        FileKind::Regular { executable: metadata.permissions().mode() & 0o111 != 0 }
    } else {
        FileKind::Special
    }
}

/// Git's own test: the same size and time as in the index, unless the file is too young for the time to tell; then by
/// content.
fn is_clean(known: &Tracked, path: &Path, metadata: &Metadata, index_written: (i64, i64)) -> bool {
    let link = metadata.file_type().is_symlink();
    if !(link || metadata.is_file()) || link != (known.mode == LINK) {
        return false;
    }
    let is_time = |known: (i32, u32), seconds: i64, nanoseconds: i64| {
        i64::from(known.0) == seconds && (known.1 == 0 || i64::from(known.1) == nanoseconds)
    };
    let same_time = is_time(known.modified, metadata.mtime(), metadata.mtime_nsec());
    // A time that was set back gives itself away here.
    let same_entry = known.changed.0 == 0 || is_time(known.changed, metadata.ctime(), metadata.ctime_nsec());
    // Where both tell fractions of seconds, these count: a fresh clone is as young as its index.
    let is_older = match (known.modified.1, index_written) {
        (0, (written, _)) | (_, (written, 0)) => metadata.mtime() < written,
        (_, written) => (metadata.mtime(), metadata.mtime_nsec()) < written,
    };
    if same_time && same_entry && u64::from(known.size) == metadata.len() && is_older {
        return true;
    }
    let bytes = if link {
        std::fs::read_link(path).map(|t| t.as_os_str().as_bytes().to_vec()).ok()
    } else if metadata.len() <= LARGE {
        let mut bytes = Vec::new();
        read_file(path, "", LARGE, &mut bytes).map(|()| bytes).ok()
    } else {
        None
    };
    let hash = |bytes: &[u8]| git2::Oid::hash_object(ObjectType::Blob, bytes).ok();
    bytes.is_some_and(|bytes| {
        let same = |bytes: &[u8]| hash(bytes).is_some_and(|oid| oid.as_bytes() == known.oid.0);
        // A checkout with CRLF line ends is not a change.
        same(&bytes) || (bytes.contains(&b'\r') && same(&without_carriage_returns(&bytes)))
    })
}

fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).chain(std::iter::once(&0));
    bytes.iter().zip(next).filter(|(byte, next)| !(**byte == b'\r' && **next == b'\n')).map(|(byte, _)| *byte).collect()
}

/// Every file of HEAD's tree. Entries are taken by their bytes, one folder at a time: names need not be UTF-8.
fn list_head(git: &Git) -> Result<(Vec<File>, Vec<String>), Cause> {
    let failed =
        |error: git2::Error| Cause::new(CauseKind::Git, format!("HEAD could not be read: {}", error.message()));
    let Ok(head) = git.head() else { return Ok((Vec::new(), Vec::new())) };
    Ok(list_tree(git, objects::at_reference(git, &head).map_err(failed)?.tree_id()))
}

/// The files of a tree, and what could not be listed.
fn list_tree(git: &Git, tree: git2::Oid) -> (Vec<File>, Vec<String>) {
    let mut warnings = Vec::new();
    let mut files = Vec::new();
    // Folder by folder from the top: what is judged lies within the most.
    let mut folders = VecDeque::from([(Vec::new(), tree, 0)]);
    let (mut entered, mut text) = (0, 0);
    while let Some((prefix, id, depth)) = folders.pop_front() {
        let Ok(tree) = objects::tree(git, id) else {
            warn(&mut warnings, format!("{} is not in this clone, or too large", shown(&prefix)));
            continue;
        };
        for entry in &tree {
            if let Some(warning) = end(files.len(), entered, text) {
                warn(&mut warnings, warning);
                folders.clear();
                break;
            }
            let path = [prefix.as_slice(), entry.name_bytes()].concat();
            text += path.len();
            let Ok(oid) = entry.id().as_bytes().try_into().map(Oid) else { continue };
            match entry.filemode() {
                0o040_000 if depth < DEEPEST => {
                    entered += 1;
                    folders.push_back(([path.as_slice(), b"/"].concat(), entry.id(), depth + 1));
                    continue;
                }
                0o040_000 => {
                    warn(&mut warnings, format!("{} lies too deep to be looked into", shown(&path)));
                    continue;
                }
                _ => {}
            }
            let kind = kind_in_git(entry.filemode().unsigned_abs(), || link_target(git, entry.id()));
            if let FileKind::Link { target } = &kind {
                text += target.len();
            }
            files.push(file(&path, kind, Status::Clean, Some(oid), 0));
        }
    }
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    (files, warnings)
}
