//! Version 1 of the JSON document of `review`: a frozen shape.

use std::ops::Range;

use serde::Serialize;

use crate::render::json::{Lines, Location, indented, lines, location};
use crate::report::review::{self, Part, Review, Subject};

/// The review as JSON, indented.
pub fn render(review: &Review) -> String {
    indented(&document(review))
}

/// Lines count from 1 and ranges hold both ends; trivial lines are in neither list.
#[derive(Debug, Serialize)]
struct Document<'a> {
    version: u32,
    plugin: Plugin<'a>,
    template_index: &'a str,
    since: Option<&'a str>,
    base: Option<&'a str>,
    range: Option<[&'a str; 2]>,
    files: Vec<File<'a>>,
    lines: Lines,
    areas: Vec<Area<'a>>,
    drift: Vec<Drift<'a>>,
    missing: Vec<&'a str>,
    pointers: Vec<Pointer<'a>>,
}

#[derive(Debug, Serialize)]
struct Plugin<'a> {
    id: Option<&'a str>,
    path: &'a str,
    commit: Option<&'a str>,
    dirty: bool,
}

#[derive(Debug, Serialize)]
struct File<'a> {
    path: &'a str,
    class: &'a str,
    area: &'a str,
    part: Part,
    exclusion: Option<&'a str>,
    template_path: Option<&'a str>,
    template_commit: Option<&'a str>,
    own: Vec<[u32; 2]>,
    boilerplate: Vec<[u32; 2]>,
}

#[derive(Debug, Serialize)]
struct Area<'a> {
    area: &'a str,
    own: usize,
    files: usize,
}

#[derive(Debug, Serialize)]
struct Drift<'a> {
    path: &'a str,
    template_path: &'a str,
    behind: usize,
    newest: &'a str,
    removed: bool,
}

/// Where to look first.
#[derive(Debug, Serialize)]
struct Pointer<'a> {
    subject: Subject,
    says: &'a str,
    locations: Vec<Location<'a>>,
}

fn document(review: &Review) -> Document<'_> {
    Document {
        version: 1,
        plugin: Plugin {
            id: review.plugin.id.as_deref(),
            path: &review.plugin.path,
            commit: review.plugin.commit.as_deref(),
            dirty: review.plugin.dirty,
        },
        template_index: &review.template.id,
        since: review.since.as_ref().map(|since| since.commit.as_str()),
        base: review.base.as_ref().map(|(commit, _)| commit.id.as_str()),
        range: review.range.as_ref().map(|[first, last]| [first.id.as_str(), last.id.as_str()]),
        files: review.files.iter().map(file).collect(),
        lines: lines(&review.lines),
        areas: review.areas.iter().map(|a| Area { area: a.area.name(), own: a.own, files: a.files }).collect(),
        drift: review
            .drift
            .iter()
            .map(|drift| Drift {
                path: &drift.path,
                template_path: &drift.template_path,
                behind: drift.behind,
                newest: &drift.newest.id,
                removed: drift.removed,
            })
            .collect(),
        missing: review.missing.iter().map(|missing| missing.template_path.as_str()).collect(),
        pointers: review
            .pointers
            .iter()
            .map(|p| Pointer {
                subject: p.subject,
                says: p.subject.says(),
                locations: p.places.iter().map(location).collect(),
            })
            .collect(),
    }
}

fn file(file: &review::File) -> File<'_> {
    File {
        path: &file.path,
        class: file.scope.class.name(),
        area: file.scope.area.name(),
        part: file.part,
        exclusion: file.scope.exclusion.map(|why| why.name()),
        template_path: file.template.as_ref().map(|(path, _)| path.as_str()),
        template_commit: file.template.as_ref().map(|(_, commit)| commit.as_str()),
        own: ranges(&file.scope.own),
        boilerplate: ranges(&file.scope.boilerplate),
    }
}

fn ranges(ranges: &[Range<u32>]) -> Vec<[u32; 2]> {
    ranges.iter().map(|range| [range.start + 1, range.end]).collect()
}
