//! The cost of knowing a licence, in the program and on top of a run: `cargo bench --bench licence`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails on the unexpected")]

#[path = "support.rs"]
mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use plugin_ready::evidence::licence::Licence;
use plugin_ready::evidence::licence::pattern::Patterns;
use support::{costs, ours, row};
use tempfile::TempDir;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).map_or("", |(_, text)| text)
}

/// A program that names a licence, against the same one that has nothing to do.
fn on_top() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("LICENSE"), text("Apache-2.0")).unwrap();
    let lines = [ours(folder.path(), &["--version"]), ours(folder.path(), &["licence", "LICENSE"])];
    let [nothing, licence] = costs(20, lines);
    let time = licence.milliseconds() - nothing.milliseconds();
    let memory = licence.peak - nothing.peak;
    row("an Apache-2.0 LICENSE, on top of --version", &format!("{time:.1} ms, {memory:.1} MiB"), "under 5 ms, 10 MB");
}

fn licence(criterion: &mut Criterion) {
    on_top();
    Patterns::get();
    let changed = text("Apache-2.0").replace("royalty-free", "royalty-bearing");
    for (name, text) in [
        ("Apache-2.0, as it is", text("Apache-2.0")),
        ("MIT, as it is", text("MIT")),
        ("Apache-2.0, changed", changed.as_str()),
        ("GPL-3.0", text("GPL-3.0-only")),
    ] {
        criterion
            .bench_function(name, |bencher| bencher.iter(|| Licence::of_text("LICENSE", black_box(text.as_bytes()))));
    }
    // What a run pays once.
    criterion.bench_function("the patterns", |bencher| bencher.iter(Patterns::compile));
}

criterion_group!(benches, licence);
criterion_main!(benches);
