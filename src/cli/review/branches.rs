//! `review --branches`: two or more branches, for a pull request that shows the author's own code.

use std::collections::HashMap;
use std::path::Path;

use super::sides::{Gone, Sides};
use super::{Desk, State, is_workflow};
use crate::cli::change::operand;
use crate::cli::watch::unbroken;
use crate::error::text::shell_word;
use crate::error::{Error, visible};
use crate::evidence::boilerplate::edit::{self, Step};
use crate::evidence::boilerplate::line;
use crate::evidence::boilerplate::scope::Area;
use crate::evidence::repository::{Oid, Origin};
use crate::render::words::{self, count, grouped};
use crate::source::Source;
use crate::source::review::{Beside, Branch, Side, Written};

/// The branch that a pull request goes to.
const BASE: &str = "plugin-ready/base";
/// The branch that a pull request comes from.
const COMPARE: &str = "plugin-ready/compare";

/// What GitHub shows of one pull request: lines, bytes and files of its diff.
const LIMITS: Size = Size { lines: 20_000, bytes: 1_000_000, files: 300 };

/// The size of a diff.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    lines: usize,
    bytes: usize,
    files: usize,
}

impl Size {
    fn is_over(&self) -> bool {
        self.lines > LIMITS.lines || self.bytes > LIMITS.bytes || self.files > LIMITS.files
    }
}

/// The other side of HEAD's files, those that differ alone, and the files that only the other side has.
struct Plan {
    sides: HashMap<String, (Area, Side)>,
    gone: Vec<Gone>,
    sizes: HashMap<Area, Size>,
    /// Workflows that differ, which are on both sides all the same.
    workflows: Vec<String>,
}

/// What the other side is.
pub(super) struct Start<'a> {
    /// The commit of HEAD's history that it stands on, if any.
    pub(super) parent: Option<Oid>,
    /// The release that the user named; else it is the template.
    pub(super) since: Option<&'a str>,
    /// The plugin, as the user named it.
    pub(super) path: &'a Path,
    /// As `human::render` has it.
    pub(super) asked: &'a str,
}

impl Start<'_> {
    fn subjects(&self) -> (String, String) {
        match self.since {
            Some(tag) => (format!("The plugin as of {tag}"), format!("The plugin's own code since {tag}")),
            None => ("The starter template's side".to_owned(), "The plugin's own code".to_owned()),
        }
    }
}

/// Writes the branches, the first one on `parent`, and says how to go on.
pub(super) fn write(
    source: &Source,
    state: &State<'_>,
    sides: &Sides<'_>,
    start: &Start<'_>,
    split: bool,
    desk: &mut Desk,
) -> Result<(), Error> {
    let plan = plan(state, sides);
    if plan.sides.is_empty() && plan.gone.is_empty() {
        return Err(nothing(&plan, start));
    }
    let (base_subject, subject) = start.subjects();
    let base_side = |path: &str| plan.sides.get(path).map_or(Side::AsHead, |(_, side)| side.clone());
    let area_side = |area: Area| {
        let plan = &plan;
        move |path: &str| match plan.sides.get(path) {
            Some((other, side)) if *other != area => side.clone(),
            _ => Side::AsHead,
        }
    };
    let besides = |area: Option<Area>| {
        let gone = plan.gone.iter().filter(|gone| area != Some(gone.area));
        gone.map(|gone| Beside { path: &gone.path, executable: gone.executable, content: &gone.content }).collect()
    };
    let base = Branch { name: BASE.to_owned(), subject: base_subject, side: &base_side, besides: besides(None) };
    let areas: Vec<Area> = Area::ALL.iter().copied().filter(|area| plan.sizes.contains_key(area)).collect();
    let by_area: Vec<_> = areas.iter().map(|area| (*area, area_side(*area))).collect();
    let whole = |_: &str| Side::AsHead;
    let compares: Vec<Branch<'_>> = if split {
        by_area
            .iter()
            .map(|(area, side)| Branch {
                name: format!("{COMPARE}-{area}"),
                subject: format!("{subject}: {area}"),
                side,
                besides: besides(Some(*area)),
            })
            .collect()
    } else {
        vec![Branch { name: COMPARE.to_owned(), subject, side: &whole, besides: Vec::new() }]
    };
    let written = unbroken(|| source.write_branches(start.parent, &base, &compares))?;
    desk.print(&told(source, &plan, &written, start, split));
    for (name, size) in sizes(&plan, split) {
        if size.is_over() {
            let advice =
                if split { "review it in parts" } else { "--split makes one each for server, webapp and tooling" };
            desk.warn(format!(
                "{name} is larger than GitHub shows in one pull request ({} lines, {} bytes, {}): {advice}",
                grouped(size.lines),
                grouped(size.bytes),
                count(size.files, "file"),
            ));
        }
    }
    for stale in source.stale(&written) {
        desk.warn(format!(
            "branch {} is of an earlier run: git branch -D {}",
            visible(&stale),
            shell_word(&visible(&stale))
        ));
    }
    if source.repository.git.seen().is_some_and(|git| git.dirty) {
        desk.warn("uncommitted changes are not on the branches: they show HEAD".to_owned());
    }
    Ok(())
}

/// Why there are no branches to write.
fn nothing(plan: &Plan, start: &Start<'_>) -> Error {
    if !plan.workflows.is_empty() {
        let workflows = plan.workflows.join(", ");
        return Error::new(format!(
            "only workflows differ, which no branch shows, so that any token can push it: {workflows}"
        ))
        .help(format!("plugin-ready review{} --format patch", start.asked));
    }
    Error::new(match start.since {
        Some(tag) => format!("there is nothing to review: no own code has changed since {tag}"),
        None => "there is no own code to review: every file is the template's or listed apart".to_owned(),
    })
}

fn plan(state: &State<'_>, sides: &Sides<'_>) -> Plan {
    let mut gone = sides.gone();
    gone.retain(|gone| !is_workflow(state.repository, &gone.path));
    let mut plan = Plan { sides: HashMap::new(), gone, sizes: HashMap::new(), workflows: Vec::new() };
    for gone in &plan.gone {
        let size = plan.sizes.entry(gone.area).or_default();
        size.files += 1;
        size.lines += line::count(&gone.content);
        size.bytes += gone.content.len();
    }
    for scope in state.found.files.iter().filter(|scope| sides.may_differ(scope)) {
        let Some(content) = sides.content(scope) else { continue };
        sides.both(scope, &content, |steps, is_new| {
            let from = sides.renamed_from(&scope.path);
            if from.is_none() && steps.iter().all(|step| matches!(step, Step::Keep(_))) {
                return;
            }
            if is_workflow(state.repository, &scope.path) {
                plan.workflows.push(visible(&scope.path));
                return;
            }
            let size = plan.sizes.entry(scope.area).or_default();
            size.files += 1;
            for line in steps.iter().filter_map(|step| match step {
                Step::Add(line) | Step::Remove(line) => Some(line),
                Step::Keep(_) => None,
            }) {
                size.lines += 1;
                size.bytes += line.len();
            }
            let side = if is_new || from.is_some() { Side::Absent } else { Side::Text(edit::base(steps)) };
            if let Some(from) = from {
                // A mode that changed beside would be no line to review.
                let (path, executable) = (from.to_owned(), state.repository.is_executable(&scope.path));
                plan.gone.push(Gone { path, executable, area: scope.area, content: edit::base(steps) });
            }
            plan.sides.insert(scope.path.clone(), (scope.area, side));
        });
    }
    plan
}

/// The size of each pull request.
fn sizes(plan: &Plan, split: bool) -> Vec<(String, Size)> {
    let areas = Area::ALL.iter().filter_map(|area| Some((area, *plan.sizes.get(area)?)));
    if split {
        return areas.map(|(area, size)| (format!("{COMPARE}-{area}"), size)).collect();
    }
    let all = areas.fold(Size::default(), |all, (_, size)| Size {
        lines: all.lines + size.lines,
        bytes: all.bytes + size.bytes,
        files: all.files + size.files,
    });
    vec![(COMPARE.to_owned(), all)]
}

fn told(source: &Source, plan: &Plan, written: &[Written], start: &Start<'_>, split: bool) -> String {
    let mut out = String::new();
    for branch in written {
        let id = branch.commit.to_string();
        let how = if branch.unchanged { " (unchanged)" } else { "" };
        out.push_str(&format!("{}  {}{how}\n", words::commit(&id), branch.name));
    }
    for (name, size) in sizes(plan, split) {
        out.push_str(&format!("{name}: {} in {}\n", count(size.lines, "line"), count(size.files, "file")));
    }
    if !plan.workflows.is_empty() {
        out.push_str(&format!("not in the diff, so that any token can push it: {}\n", plan.workflows.join(", ")));
    }
    let names: Vec<&str> = written.iter().map(|branch| branch.name.as_str()).collect();
    let remote = source.remote().map_or_else(|| "REMOTE".to_owned(), |name| shell_word(&visible(&name)));
    let path = operand(start.path);
    let there = if path.is_empty() { String::new() } else { format!(" -C{path}") };
    out.push_str(&format!("\nnext: git{there} push --force-with-lease {remote} {}\n", names.join(" ")));
    out.push_str(&format!("      plugin-ready review{} --format markdown > review.md\n", start.asked));
    let origin = source.repository.origin();
    let is_gitlab = origin.is_some_and(Origin::is_gitlab);
    for compare in names.iter().skip(1) {
        out.push_str(&if is_gitlab {
            format!(
                "      glab mr create --target-branch {BASE} --source-branch {compare} --title Review \
                 --description \"$(cat review.md)\"\n"
            )
        } else {
            format!("      gh pr create --base {BASE} --head {compare} --title \"Review\" --body-file review.md\n")
        });
    }
    if let Some(origin) = origin.filter(|origin| origin.host == "github.com") {
        for compare in names.iter().skip(1) {
            let (owner, name) = (visible(&origin.owner), visible(&origin.name));
            out.push_str(&format!("      or https://github.com/{owner}/{name}/compare/{BASE}...{compare}?expand=1\n"));
        }
    }
    out
}
