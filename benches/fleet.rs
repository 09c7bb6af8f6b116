//! What a plugin costs in a fleet, against what it costs alone: `cargo bench --bench fleet`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that meets the unexpected has failed")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

/// Plugins in the fleet.
const PLUGINS: u32 = 60;
/// Source files in each of them.
const FILES: u32 = 200;

fn run(program: &str, folder: &Path, args: &[&str]) {
    let status = Command::new(program)
        .current_dir(folder)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{program} {args:?}: {status}");
}

/// A folder of equal plugins.
fn fleet() -> TempDir {
    let folder = TempDir::new().unwrap();
    let first = folder.path().join("plugin-0");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ready-marketplace");
    run("cp", folder.path(), &["-r", fixture.to_str().unwrap(), first.to_str().unwrap()]);
    std::fs::remove_file(first.join("plugin-ready.toml")).unwrap();
    for at in 0..FILES {
        let lines: String = (0..150).map(|line| format!("var value{at}x{line} = compute({line}, {at})\n")).collect();
        std::fs::write(first.join(format!("server/file{at}.go")), format!("package main\n\n{lines}")).unwrap();
    }
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.org"];
    run("git", &first, &["init", "--quiet"]);
    run("git", &first, &["add", "--all"]);
    run("git", &first, &[&identity[..], &["commit", "--quiet", "--message", "all"]].concat());
    for at in 1..PLUGINS {
        run("git", folder.path(), &["clone", "--quiet", "plugin-0", &format!("plugin-{at}")]);
    }
    folder
}

fn timed(times: u64, work: impl Fn()) -> Duration {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    start.elapsed()
}

fn bench(criterion: &mut Criterion) {
    let program = env!("CARGO_BIN_EXE_plugin-ready");
    let folder = fleet();
    let mut group = criterion.benchmark_group("a plugin");
    group.sample_size(10);
    group.bench_function("alone", |bencher| {
        bencher.iter_custom(|times| timed(times, || run(program, folder.path(), &["check", "--offline", "plugin-7"])));
    });
    for jobs in ["1", "2"] {
        group.bench_function(format!("in a fleet of {PLUGINS}, {jobs} at a time"), |bencher| {
            bencher.iter_custom(|times| {
                timed(times, || run(program, folder.path(), &["fleet", "--offline", "--jobs", jobs, "."])) / PLUGINS
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
