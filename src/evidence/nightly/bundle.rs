//! A plugin bundle by the server's own rules: where the manifest is looked for, what is extracted, what must be there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::evidence::gather::Gather as _;
use crate::evidence::manifest::{self, Manifest, NAMES, id_fault};
use crate::evidence::repository::{self, file_name};

/// The platform of Mattermost's own servers, community ones included: what must run somewhere must run there.
pub const SERVER_PLATFORM: &str = "linux-amd64";
/// Faults and remarks kept of each kind, so that a hostile bundle cannot fill the report.
const MOST_TOLD: usize = 20;
/// Manifests kept for reading; a bundle has one, a strange one two or three.
const MOST_MANIFESTS: usize = 16;

/// The entries of a bundle as they come off the stream.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    entries: BTreeMap<String, Entry>,
    manifests: BTreeMap<String, Vec<u8>>,
    /// What the manifest names and has not come yet; `None` before a manifest came.
    wanted: Option<BTreeSet<String>>,
    count: usize,
    newest: Option<i64>,
    outside: Vec<String>,
    skipped: Vec<String>,
    apple_double: Option<String>,
}

/// The kinds of entries a server tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Extracted as a folder.
    Folder,
    /// Extracted as a file, with this mode.
    File {
        /// Permission bits.
        mode: u32,
    },
    /// Links, devices, FIFOs: skipped by servers.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Folder,
    File { mode: u32 },
}

/// How far a bundle was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// To its end, and its checksum holds.
    Whole {
        /// Something else stands behind it, which servers ignore.
        trailing: bool,
    },
    /// Until everything that its manifest names was seen.
    Enough,
    /// Until it broke, which is a fault of its own.
    Broken,
}

impl Listing {
    /// Whether the content of the entry at `path` is worth keeping for [`Listing::add_manifest`].
    pub fn is_manifest(&self, path: &str) -> bool {
        let depth = path.matches('/').count();
        depth <= 1 && NAMES.contains(&file_name(path)) && self.manifests.len() < MOST_MANIFESTS
    }

    /// Takes an entry in and gives its path as a server would extract it; `None` when a server would not.
    pub fn add(&mut self, written: &str, kind: Kind, modified: Option<i64>) -> Option<String> {
        self.count += 1;
        self.newest = self.newest.max(modified);
        let Some(path) = repository::normal(written) else {
            remember(&mut self.outside, written);
            return None;
        };
        if file_name(&path).starts_with("._") && self.apple_double.is_none() {
            self.apple_double = Some(path.clone());
        }
        let entry = match kind {
            Kind::Folder => Entry::Folder,
            Kind::File { mode } => Entry::File { mode },
            Kind::Other => {
                remember(&mut self.skipped, &path);
                return None;
            }
        };
        if path.is_empty() {
            return None;
        }
        if let Some(wanted) = &mut self.wanted {
            wanted.remove(&path);
        }
        self.entries.insert(path.clone(), entry);
        Some(path)
    }

    /// Takes in the content of a manifest that [`Listing::add`] saw at `path`.
    pub fn add_manifest(&mut self, path: &str, content: Vec<u8>) {
        if let Ok(manifest) = manifest::parse(path, &content) {
            let folder = path.strip_suffix(file_name(path)).unwrap_or_default();
            let named = parts(&manifest).into_iter().map(|part| format!("{folder}{}", part.path));
            let wanted = named.filter(|path| !self.entries.contains_key(path)).collect();
            self.wanted = Some(wanted);
        }
        self.manifests.insert(path.to_owned(), content);
    }

    /// Whether a manifest has come, and everything that it names.
    pub fn seen_all(&self) -> bool {
        self.wanted.as_ref().is_some_and(BTreeSet::is_empty)
    }

    /// How many entries came, skipped ones included.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What a server would make of it. `broken` is what stopped the reading, if something did.
    pub fn judge(self, end: End, broken: Option<Fault>, unpacked: u64) -> Bundle {
        let root = self.root();
        let folder = root.as_deref().map(|root| format!("{root}/")).unwrap_or_default();
        let mut faults: Vec<_> = broken.into_iter().collect();
        let mut remarks = Vec::new();
        faults.extend(self.outside.iter().cloned().map(Fault::Outside));
        let here: Vec<_> =
            NAMES.iter().map(|name| format!("{folder}{name}")).filter(|path| self.is_file(path)).collect();
        let mut bundle =
            Bundle { entries: self.count, unpacked, end, folder: root, newest: self.newest, ..Bundle::default() };
        match here.first().and_then(|path| Some((path, self.manifests.get(path)?))) {
            // What has not been read of a broken archive cannot be missed.
            None if end == End::Broken => {}
            None if self.entries.is_empty() && self.count == 0 => faults.push(Fault::Empty),
            None => faults.push(self.no_manifest()),
            Some((path, content)) => match manifest::parse(path, content) {
                Err(cause) => faults.push(Fault::UnreadableManifest(cause.detail)),
                Ok(manifest) => {
                    self.look_for_parts(&manifest, &folder, end, &mut faults, &mut remarks);
                    bundle.id = manifest.id.map(|id| id.value);
                    bundle.version = manifest.version.map(|version| version.value);
                    bundle.min_server_version = manifest.min_server_version.map(|version| version.value);
                    bundle.manifest = Some(path.clone());
                    match bundle.id.as_deref().map(id_fault) {
                        None => faults.push(Fault::Id("is missing".to_owned())),
                        Some(Some(fault)) => faults.push(Fault::Id(fault)),
                        Some(None) => {}
                    }
                }
            },
        }
        if let [first, second, ..] = here.as_slice() {
            remarks.push(Remark::TwoManifests { read: first.clone(), ignored: second.clone() });
        }
        remarks.extend(self.apple_double.map(Remark::AppleDouble));
        remarks.extend(self.skipped.into_iter().map(Remark::Skipped));
        if let End::Whole { trailing: true } = end {
            remarks.push(Remark::Trailing);
        }
        Bundle { faults, remarks, ..bundle }
    }

    /// The only top-level entry, if it is a folder: a server looks in there.
    fn root(&self) -> Option<String> {
        let mut tops = self.tops().into_iter();
        let first = tops.next().filter(|_| tops.next().is_none())?;
        let is_folder = !matches!(self.entries.get(first), Some(Entry::File { .. }));
        is_folder.then(|| first.to_owned())
    }

    fn tops(&self) -> BTreeSet<&str> {
        self.entries.keys().filter_map(|path| path.split('/').next()).gather()
    }

    fn is_file(&self, path: &str) -> bool {
        matches!(self.entries.get(path), Some(Entry::File { .. }))
    }

    fn no_manifest(&self) -> Fault {
        if let (Some(path), true) = (&self.apple_double, self.tops().len() > 1) {
            return Fault::HiddenByAppleDouble(path.clone());
        }
        let elsewhere = |path: &&String| NAMES.contains(&file_name(path)) && !path.contains("/node_modules/");
        let elsewhere = self.entries.keys().filter(elsewhere).take(3).cloned().collect();
        Fault::NoManifest { elsewhere, tops: self.tops().into_iter().take(4).map(str::to_owned).collect() }
    }

    fn look_for_parts(
        &self,
        manifest: &Manifest,
        folder: &str,
        end: End,
        faults: &mut Vec<Fault>,
        remarks: &mut Vec<Remark>,
    ) {
        let parts = parts(manifest);
        let executables = parts.iter().filter(|part| part.platform.is_some());
        let runs_here = |part: &&Part| part.platform.as_deref().is_some_and(|p| p == SERVER_PLATFORM || p.is_empty());
        if manifest.server.is_some() && !executables.clone().any(|part| runs_here(&part)) {
            faults.push(Fault::NothingToRun(executables.filter_map(|part| part.platform.clone()).collect()));
        }
        for part in parts {
            let found = self.entries.get(&format!("{folder}{}", part.path));
            match (found, &part.platform) {
                (None | Some(Entry::Folder), _) if end == End::Broken => {}
                (None | Some(Entry::Folder), None) => faults.push(Fault::NoWebapp(part.path)),
                (None | Some(Entry::Folder), Some(platform)) if platform == SERVER_PLATFORM || platform.is_empty() => {
                    faults.push(Fault::NoExecutable { platform: platform.clone(), path: part.path });
                }
                (None | Some(Entry::Folder), Some(_)) => remarks.push(Remark::NoExecutable(part.path)),
                (Some(Entry::File { mode }), Some(platform))
                    if mode & 0o111 == 0 && !platform.starts_with("windows") && !part.path.ends_with(".exe") =>
                {
                    faults.push(Fault::NotExecutable { path: part.path, mode: mode & 0o7777 });
                }
                (Some(Entry::File { .. }), _) => {}
            }
        }
    }
}

/// A file that a manifest names.
struct Part {
    /// From the manifest's folder.
    path: String,
    /// The platform of an executable, `""` for the one for all; `None` for the webapp's script.
    platform: Option<String>,
}

fn parts(manifest: &Manifest) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |path: &str, platform| {
        if let Some(path) = repository::normal(path).filter(|path| !path.is_empty()) {
            parts.push(Part { path, platform });
        }
    };
    if let Some(server) = &manifest.server {
        for (platform, executable) in &server.executables {
            add(&executable.path.value, Some(platform.clone()));
        }
        if let Some(executable) = server.executable.as_ref().filter(|_| server.executables.is_empty()) {
            add(&executable.value, Some(String::new()));
        }
    }
    if let Some(path) = manifest.webapp.as_ref().and_then(|webapp| webapp.bundle_path.as_ref()) {
        add(&path.value, None);
    }
    parts
}

fn remember(list: &mut Vec<String>, path: &str) {
    if list.len() < MOST_TOLD {
        list.push(path.chars().take(200).collect());
    }
}

/// What a server would find in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// Entries read, skipped ones included.
    pub entries: usize,
    /// Bytes read after unpacking.
    pub unpacked: u64,
    /// How far it was read.
    pub end: End,
    /// The one folder at the root that holds everything; `None` when files stand at the root.
    pub folder: Option<String>,
    /// Where the manifest is.
    pub manifest: Option<String>,
    /// The manifest's id, in lower case.
    pub id: Option<String>,
    /// The manifest's version, as written.
    pub version: Option<String>,
    /// The manifest's oldest server.
    pub min_server_version: Option<String>,
    /// When the newest entry read was changed, in seconds since 1970.
    pub newest: Option<i64>,
    /// What keeps a server from installing or starting it, worst first.
    pub faults: Vec<Fault>,
    /// What a server takes without a word, but its author may not have meant.
    pub remarks: Vec<Remark>,
}

impl Default for End {
    fn default() -> Self {
        Self::Whole { trailing: false }
    }
}

/// What keeps a server from installing or starting a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The stream ends before the archive does.
    Truncated,
    /// The compressed stream is broken, with the reader's words.
    BadGzip(String),
    /// There is no tar archive in it, or a broken one, with the reader's words.
    BadTar(String),
    /// The archive is empty.
    Empty,
    /// An entry whose path leads out of the plugin's folder: servers refuse the whole bundle.
    Outside(String),
    /// No manifest at the root or in the only folder there.
    NoManifest {
        /// Manifests deeper down.
        elsewhere: Vec<String>,
        /// What stands at the root.
        tops: Vec<String>,
    },
    /// A file of macOS beside the plugin's folder makes servers look for the manifest at the root.
    HiddenByAppleDouble(String),
    /// The manifest cannot be read, and why.
    UnreadableManifest(String),
    /// The id is not one that servers take: what it is or holds.
    Id(String),
    /// There is a server part, but nothing that runs on [`SERVER_PLATFORM`]; the platforms that there are.
    NothingToRun(Vec<String>),
    /// The executable for a platform, `""` for all, is not there.
    NoExecutable {
        /// As in `linux-amd64`.
        platform: String,
        /// Its path by the manifest.
        path: String,
    },
    /// An executable that may not be executed.
    NotExecutable {
        /// Its path by the manifest.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The webapp's script is not there.
    NoWebapp(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => write!(f, "the bundle ends in the middle"),
            Self::BadGzip(how) => write!(f, "the bundle's gzip stream is broken: {how}"),
            Self::BadTar(how) => write!(f, "the bundle holds no tar archive that can be read: {how}"),
            Self::Empty => write!(f, "the bundle's archive is empty"),
            Self::Outside(path) => write!(f, "the bundle's entry {path} leads out of the plugin's folder"),
            Self::NoManifest { elsewhere, tops } => match (elsewhere.first(), tops.len()) {
                (Some(path), _) => {
                    write!(f, "the bundle's manifest is at {path}, neither at the root nor in the only folder there")
                }
                (None, 0) => write!(f, "the bundle holds no file"),
                (None, _) => write!(f, "the bundle holds no manifest (at its root: {})", tops.join(", ")),
            },
            Self::HiddenByAppleDouble(path) => {
                write!(f, "the bundle holds {path} beside the plugin's folder, so servers do not find the manifest")
            }
            Self::UnreadableManifest(how) => write!(f, "the bundle's manifest cannot be read: {how}"),
            Self::Id(fault) => write!(f, "the id in the bundle's manifest {fault}"),
            Self::NothingToRun(platforms) if platforms.is_empty() => {
                write!(f, "the bundle's manifest has a server part but names no executable")
            }
            Self::NothingToRun(platforms) => {
                write!(f, "the bundle has nothing to run on {SERVER_PLATFORM}, only on {}", platforms.join(", "))
            }
            Self::NoExecutable { platform, path } if platform.is_empty() => {
                write!(f, "the bundle lacks its executable {path}")
            }
            Self::NoExecutable { platform, path } => {
                write!(f, "the bundle lacks {path}, its executable for {platform}")
            }
            Self::NotExecutable { path, mode } => {
                write!(f, "{path} in the bundle may not be executed (mode {mode:04o})")
            }
            Self::NoWebapp(path) => write!(f, "the bundle lacks {path}, the script of its webapp"),
        }
    }
}

impl Fault {
    /// What to change.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Truncated | Self::BadGzip(_) | Self::BadTar(_) | Self::Empty => {
                "build again with `make dist` and upload dist/*.tar.gz as it is, in binary mode"
            }
            Self::Outside(_) => "pack the plugin's folder alone, with paths relative to it, as `make dist` does",
            Self::NoManifest { .. } => {
                "pack one folder named after the plugin's id, with plugin.json right in it, as `make dist` does"
            }
            Self::HiddenByAppleDouble(_) => {
                "pack with `COPYFILE_DISABLE=1 tar --no-xattrs` on macOS, as the starter template's Makefile does since \
                 2025, or build on Linux"
            }
            Self::UnreadableManifest(_) | Self::Id(_) => "correct plugin.json, then build and upload again",
            Self::NothingToRun(_) | Self::NoExecutable { .. } => {
                "build the server for linux-amd64 (without MM_SERVICESETTINGS_ENABLEDEVELOPER), then `make dist`"
            }
            Self::NotExecutable { .. } => {
                "chmod +x server/dist/plugin-* before packing; artifact stores of CI systems drop that bit, so pack in \
                 the job that builds"
            }
            Self::NoWebapp(_) => "run `make dist`, which builds webapp/dist too, not `make server bundle`",
        }
    }
}

/// What a server takes without a word, but its author may not have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Two manifests side by side.
    TwoManifests {
        /// The one that servers read.
        read: String,
        /// The other one.
        ignored: String,
    },
    /// A file that only macOS wants.
    AppleDouble(String),
    /// A link or device, which servers leave out.
    Skipped(String),
    /// An executable for another platform that is named and not there.
    NoExecutable(String),
    /// Something stands behind the archive's end.
    Trailing,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoManifests { read, ignored } => write!(f, "servers read {read} and never {ignored}"),
            Self::AppleDouble(path) => write!(f, "{path} is a leftover of macOS"),
            Self::Skipped(path) => write!(f, "{path} is neither file nor folder: servers leave it out"),
            Self::NoExecutable(path) => write!(f, "{path} is named by the manifest and not there"),
            Self::Trailing => write!(f, "something follows the end of the archive"),
        }
    }
}
