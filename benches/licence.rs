//! The cost of knowing a licence: the README's figures on `compatible-licence` come from here.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use plugin_ready::evidence::licence::Licence;
use plugin_ready::evidence::licence::pattern::Patterns;

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).map_or("", |(_, text)| text)
}

fn licence(criterion: &mut Criterion) {
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
