//! `review --branches`: two or more branches, for a pull request that shows the author's own code.

use std::collections::HashMap;

use super::sides::Sides;
use super::{Console, State, is_workflow};
use crate::error::{Error, visible};
use crate::evidence::boilerplate::edit::{self, Step};
use crate::evidence::boilerplate::scope::Area;
use crate::evidence::repository::Oid;
use crate::render::review::{count, grouped};
use crate::source::Source;
use crate::source::review::{Branch, Side, Written};

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

/// The template's side of HEAD's files, those that differ alone.
struct Plan {
    sides: HashMap<String, (Area, Side)>,
    sizes: HashMap<Area, Size>,
}

/// Writes the branches, the first one on `parent`, and says how to go on.
pub(super) fn write(
    source: &Source,
    state: &State<'_>,
    sides: &Sides<'_>,
    parent: Option<Oid>,
    split: bool,
    console: &mut Console,
) -> Result<(), Error> {
    let plan = plan(state, sides);
    if plan.sides.is_empty() {
        return Err(Error::new("there is no own code to review: every file is the template's or listed apart"));
    }
    let base_side = |path: &str| plan.sides.get(path).map_or(Side::AsHead, |(_, side)| side.clone());
    let area_side = |area: Area| {
        let plan = &plan;
        move |path: &str| match plan.sides.get(path) {
            Some((other, side)) if *other != area => side.clone(),
            _ => Side::AsHead,
        }
    };
    let base = Branch { name: BASE.to_owned(), subject: "The starter template's side".to_owned(), side: &base_side };
    let areas: Vec<Area> = Area::ALL.iter().copied().filter(|area| plan.sizes.contains_key(area)).collect();
    let by_area: Vec<_> = areas.iter().map(|area| (*area, area_side(*area))).collect();
    let whole = |_: &str| Side::AsHead;
    let compares: Vec<Branch<'_>> = if split {
        by_area
            .iter()
            .map(|(area, side)| Branch {
                name: format!("{COMPARE}-{area}"),
                subject: format!("The plugin's own code: {area}"),
                side,
            })
            .collect()
    } else {
        vec![Branch { name: COMPARE.to_owned(), subject: "The plugin's own code".to_owned(), side: &whole }]
    };
    let written = source.write_branches(parent, &base, &compares)?;
    console.print(&told(source, state, &plan, &written, split));
    for (name, size) in sizes(&plan, split) {
        if size.is_over() {
            let advice =
                if split { "review it in parts" } else { "--split makes one each for server, webapp and tooling" };
            console.warn(&format!(
                "{name} is larger than GitHub shows in one pull request ({} lines, {}): {advice}",
                grouped(size.lines),
                count(size.files, "file"),
            ));
        }
    }
    if source.repository.git.seen().is_some_and(|git| git.dirty) {
        console.warn("uncommitted changes are not on the branches: they show HEAD");
    }
    Ok(())
}

fn plan(state: &State<'_>, sides: &Sides<'_>) -> Plan {
    let mut plan = Plan { sides: HashMap::new(), sizes: HashMap::new() };
    for scope in state.found.files.iter().filter(|scope| !scope.own.is_empty()) {
        if is_workflow(state.repository, &scope.path) {
            continue;
        }
        let Some(content) = sides.content(scope) else { continue };
        sides.both(scope, &content, |steps, is_new| {
            let size = plan.sizes.entry(scope.area).or_default();
            size.files += 1;
            for line in steps.iter().filter_map(|step| match step {
                Step::Add(line) | Step::Remove(line) => Some(line),
                Step::Keep(_) => None,
            }) {
                size.lines += 1;
                size.bytes += line.len() + 1;
            }
            let side = if is_new { Side::Absent } else { Side::Text(edit::base(steps)) };
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

fn told(source: &Source, state: &State<'_>, plan: &Plan, written: &[Written], split: bool) -> String {
    let mut out = String::new();
    for branch in written {
        let id = branch.commit.to_string();
        let how = if branch.unchanged { " (unchanged)" } else { "" };
        out.push_str(&format!("{}  {}{how}\n", id.get(..12).unwrap_or(&id), branch.name));
    }
    for (name, size) in sizes(plan, split) {
        out.push_str(&format!("{name}: {} lines in {}\n", grouped(size.lines), count(size.files, "file")));
    }
    let workflows =
        state.found.files.iter().filter(|scope| !scope.own.is_empty() && is_workflow(state.repository, &scope.path));
    let workflows: Vec<String> = workflows.map(|scope| visible(&scope.path)).collect();
    if !workflows.is_empty() {
        out.push_str(&format!("not in the diff, so that any token can push it: {}\n", workflows.join(", ")));
    }
    let names: Vec<&str> = written.iter().map(|branch| branch.name.as_str()).collect();
    out.push_str(&format!("\nnext: git push --force origin {}\n", names.join(" ")));
    out.push_str("      plugin-ready review --format markdown > review.md\n");
    for compare in names.iter().skip(1) {
        out.push_str(&format!(
            "      gh pr create --base {BASE} --head {compare} --title \"Review\" --body-file review.md\n"
        ));
    }
    if let Some(origin) = source.repository.git.seen().and_then(|git| git.origin.as_ref())
        && origin.host == "github.com"
    {
        for compare in names.iter().skip(1) {
            let (owner, name) = (visible(&origin.owner), visible(&origin.name));
            out.push_str(&format!("      or https://github.com/{owner}/{name}/compare/{BASE}...{compare}?expand=1\n"));
        }
    }
    out
}
