//! What a run costs, against git on the same files in the same minute: `cargo bench --bench check`.
//!
//! The README's figures on speed and size come from here, from the fleet's bench and from the licence's.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails on the unexpected")]

#[path = "support.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::{Cost, Line, PROGRAM, code, commit, copy_fixture, costs, ours, row, script, write};
use tempfile::TempDir;

/// Files of the larger repository, about as many as the largest plugin has, with 200 lines each.
const FILES: usize = 1_400;
const LINES: usize = 200;
/// Files of the template that it is compared with; the plugin has kept and edited every second one.
const TEMPLATE: usize = 100;
/// Lines of the files that the growing repository is made of.
const SHORT: usize = 40;

fn main() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let _ = fs::create_dir(at("empty"));

    row("what", "figure", "against");
    let size = fs::metadata(PROGRAM).unwrap().len() as f64 / 1e6;
    row("size of the program", &format!("{size:.2} MB"), "under 8 MB");
    let [version] = costs(20, [ours(&at("empty"), &["--version"])]);
    row("--version", &milliseconds(&version), "");

    plugin(&at("large"), &at("template"), FILES);
    yardsticks(&format!("check --offline, {FILES} files"), &at("large"), &at("template"));
    copy_fixture("ready-marketplace", &at("small"));
    commit(&at("small"), "all");
    yardsticks("check --offline, a small plugin", &at("small"), &at("template"));

    let mut before: Option<(usize, Cost)> = None;
    for files in [100, 1_000, 10_000, 100_000] {
        let root = at("growing");
        grow(&root, before.map_or(0, |(files, _)| files), files);
        // Long runs differ little.
        let times = if files > 10_000 { 1 } else { 5 };
        let [check] = costs(times, [ours(&root, &["check", "--offline", "."])]);
        let slope = before.map_or(String::new(), |(fewer, cheaper)| {
            let each = |more: f64, less: f64| (more - less) / (files - fewer) as f64;
            let time = each(check.milliseconds(), cheaper.milliseconds()) * 1e3;
            let memory = each(check.peak, cheaper.peak) * 1024.0;
            format!("{time:.0} us and {memory:.1} KiB for each further file")
        });
        row(&format!("check --offline, {files} files of {SHORT} lines"), &figure(&check), &slope);
        before = Some((files, check));
    }
}

fn yardsticks(what: &str, plugin: &Path, template: &Path) {
    let git = |args| Line { program: "git", folder: plugin, args };
    let against_template = ["diff", "--no-index", "--stat", template.to_str().unwrap(), "."];
    let lines = [ours(plugin, &["check", "--offline", "."]), git(&["status"]), git(&against_template)];
    let [check, status, diff] = costs(9, lines);
    let ratio = |other: &Cost| check.milliseconds() / other.milliseconds();
    row(what, &figure(&check), "at most 60 MiB");
    row("  git status", &milliseconds(&status), &format!("{:.2} times that; at most 6", ratio(&status)));
    let diff_ratio = format!("{:.3} times that; at most .125 on the large one", ratio(&diff));
    row("  git diff --no-index --stat TEMPLATE", &milliseconds(&diff), &diff_ratio);
}

fn figure(cost: &Cost) -> String {
    format!("{:.0} ms, {:.0} MiB", cost.milliseconds(), cost.peak)
}

fn milliseconds(cost: &Cost) -> String {
    format!("{:.1} ms", cost.milliseconds())
}

/// A plugin with a short history at `root`, and the template that it comes from at `template`.
fn plugin(root: &Path, template: &Path, files: usize) {
    copy_fixture("fresh-from-template", template);
    for file in 0..TEMPLATE {
        write(&template.join(format!("build/part{file}.go")), &code(1_000_000 + file, LINES));
    }
    copy_fixture("ready-marketplace", root);
    for file in (0..TEMPLATE).step_by(2) {
        let kept = code(1_000_000 + file, LINES) + &code(2_000_000 + file, LINES / 10);
        write(&root.join(format!("build/part{file}.go")), &kept);
    }
    commit(root, "from the template");
    for file in 0..files {
        let folder = file / 20;
        match file % 3 {
            0 => write(&root.join(format!("server/part{folder}/file{file}.go")), &code(file, LINES)),
            _ => write(&root.join(format!("webapp/src/part{folder}/file{file}.tsx")), &script(file, LINES)),
        }
        if file == files / 2 {
            commit(root, "the first half");
        }
    }
    commit(root, "the second half");
}

/// Adds files to the plugin at `root`, from `from` of them up to `to`.
fn grow(root: &Path, from: usize, to: usize) {
    if from == 0 {
        copy_fixture("ready-marketplace", root);
    }
    for file in from..to {
        write(&root.join(format!("server/part{}/file{file}.go", file / 50)), &code(file, SHORT));
    }
    commit(root, "more");
}
