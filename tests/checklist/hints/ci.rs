//! Hints on CI beside the items.

use plugin_ready::checklist::hints;
use plugin_ready::evidence::{Evidence, Fact};

use crate::support::builds::{ci, plugin};

#[test]
fn goals_that_the_makefile_lacks_are_told_once() {
    let call = |file: &str| {
        format!("on: push\njobs: {{ci: {{uses: mattermost/actions-workflows/.github/workflows/{file}@main}}}}\n")
    };
    let with = |makefile: &str| {
        let tree = plugin()
            .with(".github/workflows/cd.yml", call("community-plugin-cd.yml"))
            .with(".github/workflows/ci.yml", call("community-plugin-ci.yml"))
            .with("Makefile", makefile);
        hints::ci::hints(&Evidence { ci: Fact::Seen(ci(&tree)), ..Evidence::default() })
    };
    assert_eq!(with("check-style apply test dist:\n"), []);
    assert_eq!(hints::ci::hints(&Evidence::default()), []);
    let hints = with("check-style dist:\n");
    assert_eq!((hints.len(), hints[0].id, hints[0].locations.len()), (1, "ci-goal-missing", 2));
    assert_eq!(
        hints[0].because,
        "no rule of Makefile makes `apply` or `test`, and every run of the jobs `ci / build / lint`, \
         `ci / build / test`, `ci / lint`, `ci / test` fails for it"
    );
    assert_eq!(hints::ids().iter().filter(|id| **id == "ci-goal-missing").count(), 1);
}
