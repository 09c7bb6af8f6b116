//! The index of the starter template's history: ids and hashes of its versions, never its text.

mod bytes;
mod format;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::line::Key;
use crate::error::Error;
use crate::evidence::repository::Oid;

/// The template that this program carries: built by `plugin-ready template index`, checked when first used.
pub fn embedded() -> Result<&'static Index, &'static Error> {
    static INDEX: LazyLock<Result<Index, Error>> = LazyLock::new(|| Index::decode(crate::data::template::INDEX));
    INDEX.as_ref()
}

/// A commit of the template's main branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// The id of its tree.
    pub tree: Oid,
    /// Committer date, in seconds since 1970.
    pub seconds: i64,
}

/// A file that the template has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// Its path from the template's root.
    pub path: String,
    /// Files with the same number became each other: renames and changes of the script dialect.
    pub family: u32,
    /// Its contents over time, oldest first.
    pub versions: Vec<Version>,
}

/// A file's content over a stretch of the template's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Which content: a position in [`Parts::blobs`].
    pub blob: u32,
    /// The first commit that has it: a position in [`Index::commits`].
    pub first: u32,
    /// The last commit that has it.
    pub last: u32,
}

/// A distinct content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its git id.
    pub oid: Oid,
    /// Its lines; empty for lockfiles, licences, vendored code and binaries, of which only the id is kept.
    pub lines: Vec<Line>,
}

/// One line of a template file: 0 is trivial, any other is a position in the index's table of lines, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(pub u32);

impl Line {
    /// A line that says nothing: a brace, a blank.
    pub const TRIVIAL: Self = Self(0);
}

/// How much a line tells of its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Common in any code: it stands in four or more families of template files, or is a bare import.
    Weak,
    /// Telling.
    Full,
}

impl Weight {
    /// In quarters: 4 is one full line.
    pub fn quarters(self) -> u32 {
        match self {
            Self::Weak => 1,
            Self::Full => 4,
        }
    }
}

/// What is stored of the template's history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Every commit of the main branch, parents before children; the last one is the tip.
    pub commits: Vec<Commit>,
    /// Files sorted by path.
    pub files: Vec<TemplateFile>,
    /// Files of the demonstration that the template began as, of which plugins copy the wiring; they give no age.
    pub wiring: Vec<TemplateFile>,
    /// Distinct contents.
    pub blobs: Vec<Blob>,
    /// Key and weight of each distinct line that is not trivial; [`Line`] counts them from 1.
    pub lines: Vec<(Key, Weight)>,
    /// Further keys of lines that hold the template's names: the key of the line as it stands there.
    pub aliases: Vec<(Key, Line)>,
}

/// [`Parts`], with the tables that lookups need.
#[derive(Debug)]
pub struct Index {
    parts: Parts,
    by_key: HashMap<u64, Line, BuildHasherDefault<AsIs>>,
    /// A bit for the last digits of each key there: few keys that are not there get past it.
    sketch: Vec<u64>,
    /// Keys of lines as the template wrote them, with its names, and these lines.
    as_written: HashSet<u64, BuildHasherDefault<AsIs>>,
    named: HashSet<Line>,
    by_oid: HashMap<Oid, u32>,
    /// For each line, the files that hold it in some version; ascending.
    holders: Vec<Vec<u32>>,
    /// For each blob, the files and versions that hold it.
    origins: Vec<Vec<(u32, Version)>>,
    /// For each path without its dialect, the files of that name and what these were renamed to or from.
    relatives: HashMap<String, Vec<u32>>,
}

impl Index {
    /// Reads what [`Parts::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not an index, of another format version, or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self::new(format::decode(bytes)?))
    }

    /// The tables for `parts`, whose positions must lie within it, as [`format::decode`] checks.
    pub(super) fn new(parts: Parts) -> Self {
        let keys = parts.lines.iter().zip(1..).map(|((key, _), line)| (key.0, Line(line)));
        let by_key: HashMap<u64, Line, _> =
            parts.aliases.iter().map(|(key, line)| (key.0, *line)).chain(keys).collect();
        let mut sketch = vec![0; SKETCH];
        for key in by_key.keys() {
            let (word, bit) = in_sketch(*key);
            if let Some(word) = sketch.get_mut(word) {
                *word |= bit;
            }
        }
        let by_oid = parts.blobs.iter().zip(0..).map(|(blob, position)| (blob.oid, position)).collect();
        let mut holders = vec![Vec::new(); parts.lines.len() + 1];
        let mut origins = vec![Vec::new(); parts.blobs.len()];
        for (file, position) in parts.files.iter().zip(0u32..) {
            for version in &file.versions {
                if let Some(origin) = origins.get_mut(version.blob as usize) {
                    origin.push((position, *version));
                }
                for line in parts.blobs.get(version.blob as usize).map_or(&[][..], |blob| &blob.lines) {
                    if let Some(list) = holders.get_mut(line.0 as usize)
                        && list.last() != Some(&position)
                    {
                        list.push(position);
                    }
                }
            }
        }
        let relatives = relatives(&parts.files);
        let as_written = parts.aliases.iter().map(|(key, _)| key.0).collect();
        let named = parts.aliases.iter().map(|(_, line)| *line).collect();
        Self { parts, by_key, sketch, as_written, named, by_oid, holders, origins, relatives }
    }

    /// The template's newest commit in the index.
    pub fn tip(&self) -> Option<&Commit> {
        self.parts.commits.last()
    }

    /// Every commit, parents before children.
    pub fn commits(&self) -> &[Commit] {
        &self.parts.commits
    }

    /// Every file, sorted by path.
    pub fn files(&self) -> &[TemplateFile] {
        &self.parts.files
    }

    /// The files of the demonstration's wiring, each with its position among them.
    pub fn wiring(&self) -> impl Iterator<Item = (u32, &TemplateFile)> {
        (0..).zip(&self.parts.wiring)
    }

    /// The content with the git id `oid`.
    pub fn blob(&self, oid: &Oid) -> Option<(u32, &Blob)> {
        let position = *self.by_oid.get(oid)?;
        Some((position, self.parts.blobs.get(position as usize)?))
    }

    /// The file and version that hold the content at `blob`: at `path` if it was ever there, else wherever it came
    /// first.
    pub fn origin(&self, blob: u32, path: &str) -> Option<(u32, Version)> {
        let origins = self.origins.get(blob as usize)?;
        let is_here =
            |(file, _): &&(u32, Version)| self.parts.files.get(*file as usize).is_some_and(|f| f.path == path);
        origins.iter().find(is_here).or(origins.first()).copied()
    }

    /// The files that `path` is or was: of the same path in any dialect, and what these were renamed to or from.
    pub fn relatives(&self, path: &str) -> &[u32] {
        self.relatives.get(stem(path)).map_or(&[], Vec::as_slice)
    }

    /// The git id of a version's content.
    pub fn oid(&self, version: &Version) -> Option<Oid> {
        self.parts.blobs.get(version.blob as usize).map(|blob| blob.oid)
    }

    /// The lines of a version.
    pub fn lines(&self, version: &Version) -> &[Line] {
        self.parts.blobs.get(version.blob as usize).map_or(&[], |blob| &blob.lines)
    }

    /// The line with this key.
    pub fn line(&self, key: Key) -> Option<Line> {
        let (word, bit) = in_sketch(key.0);
        let is_likely = self.sketch.get(word).is_some_and(|word| word & bit != 0);
        is_likely.then(|| self.by_key.get(&key.0).copied())?
    }

    /// Whether the template wrote one of its own names into `line`.
    pub fn is_named(&self, line: Line) -> bool {
        self.named.contains(&line)
    }

    /// Whether `key` is that of a line with one of the template's own names in it, unchanged.
    pub fn is_as_written(&self, key: Key) -> bool {
        self.as_written.contains(&key.0)
    }

    /// How much `line` tells, in quarters of a full line; 0 when it is trivial.
    pub fn weight(&self, line: Line) -> u32 {
        let position = (line.0 as usize).checked_sub(1);
        position.and_then(|position| self.parts.lines.get(position)).map_or(0, |(_, weight)| weight.quarters())
    }

    /// How many distinct lines there are, the trivial one included: one more than the largest [`Line`].
    pub fn line_count(&self) -> usize {
        self.parts.lines.len() + 1
    }

    /// The files that hold `line` in some version, as positions in [`Index::files`]; ascending.
    pub fn holders(&self, line: Line) -> &[u32] {
        self.holders.get(line.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// Words of an index's sketch: ten times as many bits as the template has lines, and no more than fit a processor's
/// nearest memory.
const SKETCH: usize = 1 << 11;

/// A key's word in the sketch, and its bit there.
fn in_sketch(key: u64) -> (usize, u64) {
    ((key >> 6) as usize % SKETCH, 1 << (key & 63))
}

fn relatives(files: &[TemplateFile]) -> HashMap<String, Vec<u32>> {
    let mut families: HashMap<&str, Vec<u32>> = HashMap::new();
    for file in files {
        families.entry(stem(&file.path)).or_default().push(file.family);
    }
    let members = |families: Vec<u32>| {
        (0..).zip(files).filter(|(_, file)| families.contains(&file.family)).map(|(position, _)| position).collect()
    };
    families.into_iter().map(|(stem, families)| (stem.to_owned(), members(families))).collect()
}

/// A path without the extension of a script or YAML dialect, so that `index.js` and `index.tsx` meet.
pub(super) fn stem(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, "js" | "jsx" | "ts" | "tsx" | "yml" | "yaml")) => stem,
        _ => path,
    }
}

/// Keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
