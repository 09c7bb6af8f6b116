//! Which hints a report tells.

use plugin_ready::evidence::{Cause, CauseKind};
use plugin_ready::verdict::Judgement;

use crate::support::report::Sketch;

/// Whether the hint on a dead tag filter is told beside this judgement of `item`.
fn is_told(item: &'static str, judgement: Judgement) -> bool {
    let report =
        Sketch::new().item(item, judgement).hint("tag-filter-never-fires", "no tag starts the job", "ci.yml").report();
    report.hints.iter().any(|hint| hint.id == "tag-filter-never-fires")
}

#[test]
fn what_an_item_says_no_hint_repeats() {
    let filter = || Judgement::fail("no tag starts the job").help("write the tag filter as a glob");
    assert!(!is_told("ci-release", filter()));
    assert!(is_told("ci-master", filter()), "another item");
    assert!(is_told("ci-release", Judgement::pass("a person starts the job")));
    let cause = Cause::new(CauseKind::Unclear, "it depends on a secret");
    assert!(is_told("ci-release", Judgement::unknown(cause).help("look at the last runs")));
}
