//! From which state of the template a plugin started, and how far its files are behind.

use std::collections::BTreeSet;

use super::index::{Index, Line, TemplateFile, Version};
use super::scope::{Area, area};
use super::{Class, Scope};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::Oid;

/// A file with fewer of the template's lines says nothing of its age.
const FEWEST: usize = 5;

/// The template's commit that a plugin started from, proved by its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// The template's commit.
    pub commit: Oid,
    /// How it is proved.
    pub proof: Proof,
}

/// How a base is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The plugin's history holds the template's own commit.
    SharedHistory,
    /// A tree in the plugin's history is that of the template's commit: "Use this template", or a first import.
    EqualTree,
}

/// The template's commits, oldest and newest, that agree with the most files of the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The oldest.
    pub first: Oid,
    /// The newest.
    pub last: Oid,
}

/// A file whose template has moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The plugin's file.
    pub path: String,
    /// The template's file.
    pub template_path: String,
    /// How many of the template's later commits changed it.
    pub behind: usize,
    /// The template's last commit that changed it.
    pub newest: Oid,
    /// The template has removed it since.
    pub removed: bool,
}

/// A file of the template that the plugin does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its path from the template's root.
    pub template_path: String,
    /// The git id of its content at the plugin's start, or at the oldest commit that the plugin's files resemble most.
    pub blob: Oid,
}

/// The longest stretch of the template's history in which the most of `files` had the content they resemble most.
pub(super) fn range(index: &Index, files: &[Scope]) -> Option<Span> {
    let commits = index.commits();
    // A file that never changed agrees with every commit, so it says nothing.
    let spans = files.iter().filter(|file| file.boilerplate_lines() >= FEWEST).filter_map(|file| file.origin);
    let spans = spans
        .map(|origin| origin.version)
        .filter(|version| version.last.saturating_sub(version.first) as usize + 1 < commits.len());
    let mut change = vec![0i64; commits.len() + 1];
    for version in spans {
        if let Some(step) = change.get_mut(version.first as usize) {
            *step += 1;
        }
        if let Some(step) = change.get_mut(version.last as usize + 1) {
            *step -= 1;
        }
    }
    let agreeing: Vec<i64> = change
        .iter()
        .scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        })
        .take(commits.len())
        .collect();
    let most = agreeing.iter().copied().max().filter(|most| *most > 0)?;
    let first = agreeing.iter().position(|count| *count == most)?;
    let length = agreeing.iter().skip(first).take_while(|count| **count == most).count();
    Some(Span { first: commits.get(first)?.oid, last: commits.get(first + length - 1)?.oid })
}

/// The template's files that changed after the version that the plugin has; sorted by how far behind they are.
pub(super) fn drift(index: &Index, files: &[Scope]) -> Vec<Drift> {
    // What the template's tool writes is as old as its last run.
    let is_kept = |file: &&Scope| file.class != Class::Generated;
    let drift = files.iter().filter(is_kept).filter_map(|file| behind(index, file));
    drift.sorted_by(|a, b| b.behind.cmp(&a.behind).then_with(|| a.path.cmp(&b.path)))
}

/// The template's files that `files` lack, as the template had them when the plugin started, as far as that is known;
/// but for those that it had removed itself by the state that the plugin follows now.
///
/// Without a proof of the start, a plugin that has not even half of those files took a few, and lacks nothing; and it
/// need never have had the sample code.
pub(super) fn missing(
    index: &Index,
    prefix: &str,
    files: &[Scope],
    base: Option<Base>,
    range: Option<Span>,
) -> Vec<Missing> {
    let Some(start) = base.map(|base| base.commit).or(range.map(|range| range.first)) else { return Vec::new() };
    let position = |oid: Oid| index.commits().iter().position(|commit| commit.oid == oid);
    let Some(now) = range.and_then(|range| position(range.last)).or(index.commits().len().checked_sub(1)) else {
        return Vec::new();
    };
    // One file that was taken later tells what the plugin follows as well as most do.
    let newest = files.iter().filter_map(|file| file.origin).map(|origin| origin.version.first as usize).max();
    let now = newest.map_or(now, |newest| newest.max(now));
    let Some(at) = position(start) else { return Vec::new() };
    let covers = |version: &&Version, at: usize| (version.first as usize..=version.last as usize).contains(&at);
    let alive: BTreeSet<u32> = index
        .files()
        .iter()
        .filter(|file| file.versions.iter().any(|version| covers(&version, now)))
        .map(|file| file.family)
        .gather();
    let family = |position: &u32| index.files().get(*position as usize).map(|file| file.family);
    let mut here = BTreeSet::new();
    for file in files {
        let path = file.path.strip_prefix(prefix).unwrap_or(&file.path);
        let origin = file.origin.map(|origin| origin.file);
        here.extend(index.relatives(path).iter().copied().chain(origin).filter_map(|position| family(&position)));
        if !path.contains('/') {
            // `readme.md` is a README all the same.
            let same = index.files().iter().filter(|file| file.path.eq_ignore_ascii_case(path));
            here.extend(same.map(|file| file.family));
        }
    }
    let then = index.files().iter().filter(|file| super::scope::exclusion(&file.path).is_none()).filter_map(|file| {
        let version = file.versions.iter().find(|version| covers(version, at))?;
        let is_telling = index.lines(version).iter().any(|line| *line != Line::TRIVIAL);
        Some((file, version)).filter(|_| is_telling)
    });
    let (kept, mut gone): (Vec<_>, Vec<_>) = then.partition(|(file, _)| here.contains(&file.family));
    let is_sample =
        |path: &str| area(path) != Area::Tooling || path.starts_with("assets/") || path.starts_with("public/");
    gone.retain(|(file, _)| alive.contains(&file.family) && (base.is_some() || !is_sample(&file.path)));
    if base.is_none() && kept.len() < gone.len() {
        return Vec::new();
    }
    let missing = |(file, version): (&TemplateFile, &Version)| {
        Some(Missing { template_path: file.path.clone(), blob: index.oid(version)? })
    };
    gone.into_iter().filter_map(missing).collect()
}

/// A file that is mostly the author's own has no use for the template's changes.
fn behind(index: &Index, file: &Scope) -> Option<Drift> {
    let is_copy = file.boilerplate_lines() >= FEWEST && file.boilerplate_lines() > file.own_lines();
    let origin = file.origin.filter(|_| is_copy)?;
    let template = index.files().get(origin.file as usize)?;
    let later: Vec<&Version> = template.versions.iter().filter(|v| v.first > origin.version.last).collect();
    let tip = index.commits().len().checked_sub(1)?;
    let removed = last(template)? < tip && !is_continued(index, template, tip);
    let newest = match later.iter().map(|version| version.first).max() {
        Some(newest) => newest as usize,
        None if removed => last(template)? + 1,
        None => return None,
    };
    Some(Drift {
        path: file.path.clone(),
        template_path: template.path.clone(),
        behind: later.len() + usize::from(removed),
        newest: index.commits().get(newest)?.oid,
        removed,
    })
}

/// The last commit that has the file.
fn last(file: &TemplateFile) -> Option<usize> {
    file.versions.iter().map(|version| version.last as usize).max()
}

/// Whether the template has the file still, under another name.
fn is_continued(index: &Index, file: &TemplateFile, tip: usize) -> bool {
    index.files().iter().any(|other| other.family == file.family && last(other) == Some(tip))
}
