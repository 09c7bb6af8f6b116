//! The exit policy, verdict by verdict.

use plugin_ready::evidence::{Cause, CauseKind, Role};
use plugin_ready::exit::Code;
use plugin_ready::verdict::Verdict;

#[test]
fn only_a_fail_fails_unless_strict() {
    let unknown = Verdict::Unknown(Cause::new(CauseKind::Offline, ""));
    for (verdict, waived, plain, strict) in [
        (Verdict::Pass, false, Code::Fine, Code::Fine),
        (Verdict::NotApplicable, false, Code::Fine, Code::Fine),
        (Verdict::Fail, false, Code::Failing, Code::Failing),
        (Verdict::Fail, true, Code::Fine, Code::Failing),
        (Verdict::Pending(Role::Qa), false, Code::Fine, Code::Failing),
        (Verdict::Pending(Role::Qa), true, Code::Fine, Code::Failing),
        (unknown.clone(), false, Code::Fine, Code::Failing),
    ] {
        assert_eq!(Code::of([(&Verdict::Pass, false), (&verdict, waived)], false), plain, "{verdict:?}");
        assert_eq!(Code::of([(&verdict, waived), (&Verdict::Pass, false)], true), strict, "{verdict:?} strictly");
    }
}

#[test]
fn the_worse_code_is_the_greater() {
    assert!(Code::NotAPlugin > Code::Error && Code::Error > Code::Failing && Code::Failing > Code::Fine);
    assert_eq!(Code::of(std::iter::empty(), true), Code::Fine);
}
