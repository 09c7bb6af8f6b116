//! Builds the index from the template's history, commit by commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::identity::{Identity, Names, module};
use super::index::{Blob, Commit, Line, Parts, TemplateFile, Version, Weight, stem};
use super::line::{self, Key};
use super::scope;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::Oid;

/// The commit that took the demonstration plugin's code out of the template, which had begun as a copy of it. Of the
/// files that it removed or changed, the earlier versions are not indexed, but for [`WIRING`].
const STRIPPED: Oid = Oid([
    0xda, 0xaf, 0x78, 0x22, 0xea, 0x70, 0xeb, 0x46, 0xfb, 0x79, 0x6e, 0xa1, 0xdc, 0x71, 0x9d, 0xe2, 0x36, 0x9c, 0x1c,
    0x1e,
]);
/// What of the demonstration demonstrates nothing, and so is copied still: the web app's store, and the modal that it
/// opens.
const WIRING: &[&str] = &[
    "webapp/src/action_types.js",
    "webapp/src/actions.js",
    "webapp/src/components/root/index.js",
    "webapp/src/components/root/root.jsx",
    "webapp/src/reducer.js",
    "webapp/src/selectors.js",
];
/// A line in this many families of files tells nothing of its origin.
const COMMON: usize = 4;
/// Two contents are versions of one file when at least this share of the smaller one's lines is in both, in percent.
const RENAMED: usize = 50;

/// Lines that any project writes, after collapsing white space: configuration keys, ends of blocks, usual statements,
/// and what the server's plugin interface dictates.
const WEAK: &[&str] = &[
    "return nil",
    "return err",
    "return false",
    "return true",
    "return null;",
    "if err != nil {",
    "} else {",
    "package main",
    "type Plugin struct {",
    "plugin.MattermostPlugin",
    "func (p *Plugin) OnActivate() error {",
    "func (p *Plugin) OnDeactivate() error {",
    "func (p *Plugin) OnConfigurationChange() error {",
    "func (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {",
    "func (p *Plugin) ExecuteCommand(c *plugin.Context, args *model.CommandArgs) (*model.CommandResponse, *model.AppError) {",
    "import (",
    "import React from 'react';",
    "import PropTypes from 'prop-types';",
    "export default {",
    "export default class",
    "module.exports = {",
    "default:",
    "require (",
    "break",
    "continue",
    "var (",
    "const (",
    "defer func() {",
    "dispatch({",
    "node_modules",
    "dist",
    "dist/",
    ".npminstall",
    "\"private\": true,",
    "\"version\": 1,",
    "\"scripts\": {",
    "\"dependencies\": {",
    "\"devDependencies\": {",
    "\"settings\": [",
    "\"server\": {",
    "\"webapp\": {",
    "on:",
    "jobs:",
    "steps:",
];

/// Collects a template's history; the caller reads git.
#[derive(Debug, Default)]
pub struct Builder {
    commits: Vec<Commit>,
    /// For each path, the content at each commit that has it.
    paths: BTreeMap<String, BTreeMap<u32, Oid>>,
    /// The same for the wiring that [`STRIPPED`] removed.
    wiring: BTreeMap<String, BTreeMap<u32, Oid>>,
    contents: BTreeMap<Oid, Vec<u8>>,
}

impl Builder {
    /// Adds a commit of the main branch, parents first, with the regular files of its tree.
    pub fn commit(&mut self, commit: Commit, files: impl IntoIterator<Item = (String, Oid)>) {
        let position = self.commits.len() as u32;
        self.commits.push(commit);
        let files: Vec<(String, Oid)> = files.into_iter().collect();
        if commit.oid == STRIPPED {
            // What this commit left alone was never that plugin's code.
            let here: BTreeSet<&(String, Oid)> = files.iter().gather();
            let (kept, gone) = std::mem::take(&mut self.paths).into_iter().partition(|(path, at)| {
                at.last_key_value().is_some_and(|(_, oid)| here.contains(&(path.clone(), *oid)))
            });
            (self.paths, self.wiring) = (kept, gone);
            self.wiring.retain(|path, _| WIRING.contains(&path.as_str()));
        }
        for (path, oid) in files {
            self.paths.entry(path).or_default().insert(position, oid);
        }
    }

    /// The contents that [`Builder::build`] will need.
    pub fn wanted(&self) -> BTreeSet<Oid> {
        let counted = self.paths.iter().chain(&self.wiring).filter(|(path, _)| scope::exclusion(path).is_none());
        counted.flat_map(|(_, at)| at.values().copied()).gather()
    }

    /// Adds a content.
    pub fn content(&mut self, oid: Oid, content: Vec<u8>) {
        self.contents.insert(oid, content);
    }

    /// The index.
    pub fn build(self) -> Parts {
        let identity = self.identity();
        let mut table = Table::default();
        let mut blobs = Vec::new();
        let mut positions: HashMap<Oid, u32> = HashMap::new();
        let mut file = |(path, at): (&String, &BTreeMap<u32, Oid>)| {
            let exclusion = scope::exclusion(path);
            let versions = spans(at).into_iter().map(|(oid, first, last)| {
                let blob = *positions.entry(oid).or_insert_with(|| {
                    let is_told = |content: &&Vec<u8>| exclusion.is_none() && !scope::is_binary(content);
                    let content = self.contents.get(&oid).filter(is_told);
                    let lines = content.map_or_else(Vec::new, |content| table.lines(content, &identity));
                    blobs.push(Blob { oid, lines });
                    blobs.len() as u32 - 1
                });
                Version { blob, first, last }
            });
            let versions = versions.collect();
            (exclusion != Some(scope::Exclusion::Vendored)).then(|| TemplateFile {
                path: path.clone(),
                family: 0,
                versions,
            })
        };
        let mut files: Vec<TemplateFile> = self.paths.iter().filter_map(&mut file).collect();
        let mut wiring: Vec<TemplateFile> = self.wiring.iter().filter_map(&mut file).collect();
        let families = families(&files, &blobs);
        files.iter_mut().zip(&families).for_each(|(file, family)| file.family = *family);
        wiring.iter_mut().zip(files.len() as u32..).for_each(|(file, family)| file.family = family);
        let lines = table.weigh(files.iter().chain(&wiring), &blobs);
        let aliases = table.aliases.into_iter().collect();
        Parts { commits: self.commits, files, wiring, blobs, lines, aliases }
    }

    /// Every name that the template has called itself by.
    fn identity(&self) -> Identity {
        let mut identity = Identity::default();
        for (path, at) in &self.paths {
            for oid in at.values().gather::<BTreeSet<_>>() {
                let Some(text) = self.contents.get(oid).and_then(|content| std::str::from_utf8(content).ok()) else {
                    continue;
                };
                match path.rsplit('/').next() {
                    Some("go.mod") if !path.starts_with("build/") => {
                        identity.add(&Names { module: module(text), ..Names::default() });
                    }
                    Some("plugin.json") => {
                        let Ok(manifest) = serde_json::from_str::<serde_json::Value>(text) else { continue };
                        let field = |key: &str| manifest.get(key).and_then(serde_json::Value::as_str);
                        identity.add(&Names {
                            id: field("id"),
                            name: field("name"),
                            description: field("description"),
                            icon: field("icon_path"),
                            homepage: field("homepage_url"),
                            support: field("support_url"),
                            module: None,
                        });
                    }
                    _ => {}
                }
            }
        }
        identity
    }
}

/// Each content of a path with the first and the last commit that have it, in order of appearance.
fn spans(at: &BTreeMap<u32, Oid>) -> Vec<(Oid, u32, u32)> {
    let mut spans: Vec<(Oid, u32, u32)> = Vec::new();
    for (&commit, &oid) in at {
        match spans.iter_mut().find(|(seen, ..)| *seen == oid) {
            Some((_, _, last)) => *last = commit,
            None => spans.push((oid, commit, commit)),
        }
    }
    spans
}

/// The distinct lines, numbered as they appear.
#[derive(Debug, Default)]
struct Table {
    numbers: HashMap<Key, Line>,
    lines: Vec<(Key, bool)>,
    aliases: BTreeMap<Key, Line>,
}

impl Table {
    fn lines(&mut self, content: &[u8], identity: &Identity) -> Vec<Line> {
        let mut buffer = Vec::new();
        line::lines(content).map(|text| self.line(text, identity, &mut buffer)).collect()
    }

    fn line(&mut self, text: &[u8], identity: &Identity, buffer: &mut Vec<u8>) -> Line {
        let Some(plain) = line::key(text, buffer) else { return Line::TRIVIAL };
        let key = identity.normalise(text).map_or(plain, |normal| line::hash(&normal, buffer));
        let number = *self.numbers.entry(key).or_insert_with(|| {
            let collapsed = line::collapse(text, buffer);
            let weak = WEAK.iter().any(|weak| weak.as_bytes() == collapsed) || is_bare_import(collapsed);
            self.lines.push((key, weak));
            Line(self.lines.len() as u32)
        });
        if key != plain {
            self.aliases.insert(plain, number);
        }
        number
    }

    /// The weight of each line, once all files are known.
    fn weigh<'f>(&self, files: impl Iterator<Item = &'f TemplateFile>, blobs: &[Blob]) -> Vec<(Key, Weight)> {
        let mut families: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); self.lines.len() + 1];
        for file in files {
            for line in file.versions.iter().filter_map(|v| blobs.get(v.blob as usize)).flat_map(|blob| &blob.lines) {
                if let Some(set) = families.get_mut(line.0 as usize) {
                    set.insert(file.family);
                }
            }
        }
        let common = families.iter().skip(1).map(|families| families.len() >= COMMON);
        let weigh = |(&(key, weak), common)| (key, if weak || common { Weight::Weak } else { Weight::Full });
        self.lines.iter().zip(common).map(weigh).collect()
    }
}

/// A line of a Go import block: a path in quotes and nothing else.
fn is_bare_import(line: &[u8]) -> bool {
    let quoted = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    quoted.is_some_and(|path| path.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_')))
}

/// The family of each file: the smallest position among the files that it was renamed from or to.
fn families(files: &[TemplateFile], blobs: &[Blob]) -> Vec<u32> {
    let mut family: Vec<u32> = (0..files.len() as u32).collect();
    for (i, a) in files.iter().enumerate() {
        for (j, b) in files.iter().enumerate().skip(i + 1) {
            if stem(&a.path) == stem(&b.path) || is_rename(a, b, blobs) || is_rename(b, a, blobs) {
                let (Some(&x), Some(&y)) = (family.get(i), family.get(j)) else { continue };
                family.iter_mut().filter(|f| **f == x.max(y)).for_each(|f| *f = x.min(y));
            }
        }
    }
    family
}

/// Whether `new` begins where `old` ends, with much of its content.
fn is_rename(old: &TemplateFile, new: &TemplateFile, blobs: &[Blob]) -> bool {
    let (Some(last), Some(first)) =
        (old.versions.iter().max_by_key(|v| v.last), new.versions.iter().min_by_key(|v| v.first))
    else {
        return false;
    };
    let lines = |version: &Version| -> BTreeSet<Line> {
        let blob = blobs.get(version.blob as usize);
        blob.into_iter().flat_map(|blob| &blob.lines).copied().filter(|line| *line != Line::TRIVIAL).gather()
    };
    if last.last + 1 != first.first {
        return false;
    }
    let (a, b) = (lines(last), lines(first));
    let shared = a.intersection(&b).count();
    shared * 100 >= a.len().min(b.len()).max(4) * RENAMED
}
