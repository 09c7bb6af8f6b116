//! What a plugin costs in a fleet, against what it costs alone: `cargo bench --bench fleet`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails on the unexpected")]

#[path = "support.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::time::Instant;

use support::{code, commit, copy_fixture, costs, git, ours, processor_time, row, write};
use tempfile::TempDir;

/// Plugins in the smaller and in the larger fleet.
const FEW: usize = 20;
const MANY: usize = 200;
/// Source files in each plugin, and their lines.
const FILES: usize = 200;
const LINES: usize = 150;

fn main() {
    let folder = TempDir::new().unwrap();
    let (few, many) = (folder.path().join("few"), folder.path().join("many"));
    fleet(&few, FEW);
    fleet(&many, MANY);

    let [alone] = costs(9, [ours(&few, &["check", "--offline", "plugin-7"])]);
    row("a plugin alone", &format!("{:.1} ms", alone.milliseconds()), &format!("{:.0} MiB", alone.peak));
    let mut peaks = Vec::new();
    for (plugins, root) in [(FEW, &few), (MANY, &many)] {
        let (start, before) = (Instant::now(), processor_time());
        let [fleet] = costs(3, [ours(root, &["fleet", "--offline", "."])]);
        let busy = (processor_time() - before) / start.elapsed().as_secs_f64();
        let each = fleet.milliseconds() / plugins as f64;
        let against = format!("{:.2} times that alone, at most 1.3; {busy:.1} cores busy", each / alone.milliseconds());
        row(&format!("each in a fleet of {plugins}"), &format!("{each:.1} ms"), &against);
        peaks.push(fleet.peak);
    }
    if let [few, many] = peaks[..] {
        let each = (many - few) / (MANY - FEW) as f64 * 1024.0;
        row("memory of the fleets", &format!("{few:.0}, {many:.0} MiB"), &format!("{each:.0} KiB for each plugin"));
    }
}

/// A folder of plugins alike.
fn fleet(root: &Path, plugins: usize) {
    let first = root.join("plugin-0");
    copy_fixture("ready-marketplace", &first);
    fs::remove_file(first.join("plugin-ready.toml")).unwrap();
    for file in 0..FILES {
        write(&first.join(format!("server/file{file}.go")), &code(file, LINES));
    }
    commit(&first, "all");
    for plugin in 1..plugins {
        git(root, &["clone", "--quiet", "plugin-0", &format!("plugin-{plugin}")]);
    }
}
