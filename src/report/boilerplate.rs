//! The author's code against the template's, summed up by class and by folder.

use std::collections::BTreeMap;
use std::ops::Range;

use super::safe;
use crate::evidence::boilerplate::{self as evidence, Class, Lines, Scope};
use crate::evidence::gather::Gather as _;

/// Most folders told apart.
const FOLDERS: usize = 36;
/// A folder with less than this share of all lines is not told apart further.
const SMALLEST_SHARE: f64 = 0.05;

/// How much of the plugin is its author's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boilerplate {
    /// Numbers of files by class.
    pub files: BTreeMap<Class, usize>,
    /// Numbers of lines by class.
    pub lines: Lines,
    /// The template's commit that the plugin began from, where history proves one.
    pub base: Option<String>,
    /// The first and the last commit of the template that explain the plugin's copies.
    pub range: Option<[String; 2]>,
    /// The folders in which the lines are, sorted by path; together they hold every file.
    pub folders: Vec<Folder>,
}

/// The lines of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Path from the repository's root; `.` for the root.
    pub path: String,
    /// With the folders in it; else only the files that lie directly in it.
    pub deep: bool,
    /// How many files.
    pub files: usize,
    /// Their lines by class.
    pub lines: Lines,
}

impl Boilerplate {
    /// Sums `found` up.
    pub(super) fn new(found: &evidence::Boilerplate) -> Self {
        let mut files: BTreeMap<Class, usize> = Class::ALL.iter().map(|class| (*class, 0)).gather();
        let mut root = Node::default();
        for scope in &found.files {
            *files.entry(scope.class).or_default() += 1;
            root.add(&scope.path, &lines_of(scope));
        }
        Self {
            files,
            lines: found.lines,
            base: found.base.map(|base| base.commit.to_string()),
            range: found.range.map(|range| [range.first.to_string(), range.last.to_string()]),
            folders: folders(&root),
        }
    }
}

fn lines_of(scope: &Scope) -> Lines {
    let count = |ranges: &[Range<u32>]| ranges.iter().map(ExactSizeIterator::len).sum::<usize>();
    let mut lines = Lines { boilerplate: count(&scope.boilerplate), trivial: scope.trivial, ..Lines::default() };
    match scope.class {
        Class::Excluded => lines.excluded = scope.lines,
        Class::Generated => lines.generated = count(&scope.own),
        Class::Boilerplate | Class::Own | Class::Mixed => lines.own = count(&scope.own),
    }
    lines
}

/// A folder with all that is in it, and apart from that what lies directly in it.
#[derive(Default)]
struct Node {
    files: usize,
    lines: Lines,
    direct_files: usize,
    direct_lines: Lines,
    folders: BTreeMap<String, Node>,
}

impl Node {
    fn add(&mut self, path: &str, lines: &Lines) {
        let mut node = self;
        let mut rest = path;
        while let Some((folder, below)) = rest.split_once('/') {
            node.files += 1;
            sum(&mut node.lines, lines);
            node = node.folders.entry(folder.to_owned()).or_default();
            rest = below;
        }
        node.files += 1;
        sum(&mut node.lines, lines);
        node.direct_files += 1;
        sum(&mut node.direct_lines, lines);
    }

    fn weight(&self) -> usize {
        self.lines.own + self.lines.boilerplate + self.lines.generated
    }
}

fn sum(total: &mut Lines, more: &Lines) {
    total.boilerplate += more.boilerplate;
    total.own += more.own;
    total.trivial += more.trivial;
    total.excluded += more.excluded;
    total.generated += more.generated;
}

/// Tells the heaviest folder's own folders apart, again and again, until there are enough.
fn folders(root: &Node) -> Vec<Folder> {
    let least = root.weight() as f64 * SMALLEST_SHARE;
    let mut open: Vec<(String, &Node)> = vec![(String::new(), root)];
    let mut told: Vec<Folder> = Vec::new();
    loop {
        let room = FOLDERS.saturating_sub(open.len() + told.len());
        let wanted = |(path, node): &(String, &Node)| {
            let fits = node.weight() as f64 >= least && node.folders.len() <= room;
            !node.folders.is_empty() && (path.is_empty() || fits)
        };
        let candidates = open.iter().enumerate().filter(|(_, folder)| wanted(folder));
        let heaviest = candidates.max_by_key(|(at, (_, node))| (node.weight(), std::cmp::Reverse(*at)));
        let Some(at) = heaviest.map(|(at, _)| at) else { break };
        let (path, node) = open.swap_remove(at);
        if node.direct_files > 0 {
            told.push(folder(&path, false, node.direct_files, node.direct_lines));
        }
        let below = |name: &String| if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        open.extend(node.folders.iter().map(|(name, folder)| (below(name), folder)));
    }
    let rest = open.iter().filter(|(_, node)| node.files > 0);
    told.extend(rest.map(|(path, node)| folder(path, !node.folders.is_empty(), node.files, node.lines)));
    told.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    told
}

fn folder(path: &str, deep: bool, files: usize, lines: Lines) -> Folder {
    Folder { path: if path.is_empty() { ".".to_owned() } else { safe::text(path) }, deep, files, lines }
}
