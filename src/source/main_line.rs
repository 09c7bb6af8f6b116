//! The plugin's files at earlier times: along the first parents of a commit, which is what a branch held.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use git2::{Error, ObjectType, Oid as GitOid, Repository as Git, Tree};

use super::extent::DEEPEST;
use super::history::oid;
use super::{Source, objects};
use crate::evidence::SMALL;
use crate::evidence::boilerplate::history::{Past, Since, Then};
use crate::evidence::repository::Oid;

/// Most states that are looked at for what files once were.
const MOST_STATES: usize = 20_000;
/// Most bytes of commits and folders that are read for one answer.
const MOST_BYTES: u64 = 64 << 20;

/// The states of a branch; read from git as far as somebody asks.
pub struct MainLine<'git> {
    git: &'git Git,
    tip: GitOid,
}

impl Source {
    /// The main line that HEAD is the end of; there is none without git or without a commit.
    pub fn main_line(&self) -> Option<MainLine<'_>> {
        let git = self.git()?;
        Some(MainLine { git, tip: objects::head(git)?.id() })
    }

    /// The main line that `commit` is the end of; there is none without git.
    pub fn main_line_to(&self, commit: &Oid) -> Option<MainLine<'_>> {
        Some(MainLine { git: self.git()?, tip: GitOid::from_bytes(&commit.0).ok()? })
    }
}

impl MainLine<'_> {
    /// Those of the `wanted` blobs that the file at the path beside them once was.
    pub fn held(&self, wanted: &[(String, Oid)]) -> HashSet<Oid> {
        let paths: Vec<&str> = wanted.iter().map(|(path, _)| path.as_str()).collect();
        let contents = self.contents(&paths);
        let was = |((_, blob), contents): &(&(String, Oid), Vec<Then>)| contents.iter().any(|then| then.blob == *blob);
        wanted.iter().zip(contents).filter(was).map(|((_, blob), _)| *blob).collect()
    }
}

/// The files that are asked for, and the folders they are in.
#[derive(Default)]
struct Folder {
    id: Option<GitOid>,
    folders: BTreeMap<String, Folder>,
    files: Vec<Followed>,
}

/// A file, at the state that the walk has come to.
struct Followed {
    name: String,
    /// Where in what was asked.
    position: usize,
    blob: Option<GitOid>,
}

impl Folder {
    fn add(&mut self, path: &str, position: usize) {
        match path.split_once('/') {
            Some((folder, rest)) => self.folders.entry(folder.to_owned()).or_default().add(rest, position),
            None => self.files.push(Followed { name: path.to_owned(), position, blob: None }),
        }
    }

    /// Goes on to the state in which the folder is `id`; `changed` gets what each file is there that was something else
    /// later.
    fn turn(
        &mut self,
        walk: &mut Walk<'_>,
        id: Option<GitOid>,
        changed: &mut Vec<(usize, Option<GitOid>)>,
    ) -> Result<(), Error> {
        if self.id == id {
            return Ok(());
        }
        self.id = id;
        let tree = id.map(|id| walk.tree(id)).transpose()?;
        let entry = |name: &str, kind: ObjectType| {
            tree.as_ref()?.get_name(name).filter(|entry| entry.kind() == Some(kind)).map(|entry| entry.id())
        };
        for file in &mut self.files {
            let here = entry(&file.name, ObjectType::Blob);
            if file.blob != here {
                file.blob = here;
                changed.push((file.position, here));
            }
        }
        for (name, folder) in &mut self.folders {
            folder.turn(walk, entry(name, ObjectType::Tree), changed)?;
        }
        Ok(())
    }
}

/// A commit of a line, as far as its files matter.
struct Link {
    tree: GitOid,
    since: Since,
    /// The commit whose branch it merged.
    merged: Option<GitOid>,
}

/// Reads commits and folders, as long as it may.
struct Walk<'git> {
    git: &'git Git,
    /// How many bytes may still be read.
    bytes: u64,
}

impl<'git> Walk<'git> {
    /// The first parents of `tip`, itself first, up to the first one that is `known`.
    fn line(&mut self, tip: GitOid, known: &HashSet<GitOid>) -> Vec<(GitOid, Link)> {
        let mut links = Vec::new();
        let mut next = Some(tip);
        while let Some(id) = next.filter(|_| links.len() < MOST_STATES) {
            let Ok(commit) = self.pay(id).and_then(|()| objects::commit(self.git, id)) else { break };
            let seconds = commit.time().seconds();
            let is_first = commit.parent_count() == 0 && !self.git.is_shallow();
            let since = if is_first { Since::Then(seconds) } else { Since::Before(seconds) };
            links.push((id, Link { tree: commit.tree_id(), since, merged: commit.parent_id(1).ok() }));
            next = commit.parent_id(0).ok().filter(|_| !known.contains(&id));
        }
        links
    }

    /// What the files at `paths` held along a line.
    fn follow<'l>(&mut self, links: impl Iterator<Item = &'l Link>, paths: &[&str]) -> Vec<FilePast> {
        let mut root = Folder::default();
        let is_near = |(_, path): &(usize, &&str)| path.matches('/').count() < DEEPEST;
        paths.iter().enumerate().filter(is_near).for_each(|(position, path)| root.add(path, position));
        let mut pasts: Vec<FilePast> = paths.iter().map(|_| FilePast::default()).collect();
        let mut end: Option<&Link> = None;
        for link in links {
            let mut changed = Vec::new();
            if root.turn(self, Some(link.tree), &mut changed).is_err() {
                break;
            }
            for (position, blob) in changed {
                pasts.get_mut(position).into_iter().for_each(|past| past.was(blob, link.since, end));
            }
            end = Some(link);
        }
        pasts.iter_mut().for_each(|past| past.end(end));
        pasts
    }

    fn tree(&mut self, id: GitOid) -> Result<Tree<'git>, Error> {
        self.pay(id)?;
        objects::tree(self.git, id)
    }

    fn pay(&mut self, id: GitOid) -> Result<(), Error> {
        let (_, size) = objects::header(self.git, id)?;
        self.bytes = self.bytes.checked_sub(size).ok_or_else(|| Error::from_str("enough was read"))?;
        Ok(())
    }
}

/// What one file was, as far as it was followed.
#[derive(Default)]
struct FilePast {
    contents: Vec<Then>,
    /// For each content that came with a merge, its position and the commit that was merged.
    merges: Vec<(usize, GitOid)>,
    /// There was no such file before.
    is_begun: bool,
}

impl FilePast {
    /// At `here` the file held `blob`; `next` is the commit that came after it, if any.
    fn was(&mut self, blob: Option<GitOid>, here: Since, next: Option<&Link>) {
        if let Some(Link { since: Since::Then(seconds) | Since::Before(seconds), merged, .. }) = next {
            match self.contents.last_mut() {
                Some(last) if !self.is_begun => last.since = Since::Then(*seconds),
                _ => return,
            }
            self.merges.extend(merged.map(|merged| (self.contents.len() - 1, merged)));
        }
        match blob {
            Some(blob) => self.contents.push(Then { blob: oid(blob), since: here, merged: Vec::new() }),
            None => self.is_begun = true,
        }
    }

    /// No more is known than what was at `end`.
    fn end(&mut self, end: Option<&Link>) {
        if let (Some(last), Some(end), false) = (self.contents.last_mut(), end, self.is_begun) {
            last.since = end.since;
        }
    }
}

impl Past for MainLine<'_> {
    fn contents(&self, paths: &[&str]) -> Vec<Vec<Then>> {
        let mut walk = Walk { git: self.git, bytes: MOST_BYTES };
        let line = walk.line(self.tip, &HashSet::new());
        let mut pasts = walk.follow(line.iter().map(|(_, link)| link), paths);
        let on_line: HashSet<GitOid> = line.iter().map(|(id, _)| *id).collect();
        let mut merges: BTreeMap<GitOid, Vec<(usize, usize)>> = BTreeMap::new();
        for (file, past) in pasts.iter().enumerate() {
            past.merges.iter().for_each(|(content, merged)| merges.entry(*merged).or_default().push((file, *content)));
        }
        for (merged, places) in merges {
            let branch = walk.line(merged, &on_line);
            let files: Vec<&str> = places.iter().filter_map(|(file, _)| paths.get(*file).copied()).collect();
            let on_branch = walk.follow(branch.iter().map(|(_, link)| link), &files);
            for ((file, content), on_branch) in places.into_iter().zip(on_branch) {
                let content = pasts.get_mut(file).and_then(|past| past.contents.get_mut(content));
                content.into_iter().for_each(|content| content.merged.clone_from(&on_branch.contents));
            }
        }
        pasts.into_iter().map(|past| past.contents).collect()
    }

    fn text(&self, blob: &Oid) -> Option<Arc<[u8]>> {
        Some(Arc::from(objects::blob(self.git, GitOid::from_bytes(&blob.0).ok()?, SMALL).ok()?.content()))
    }
}
