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

#[test]
fn tags_that_start_no_workflow_are_told() {
    let told = |with: &str, upload: &str| {
        let please = format!(
            "on: {{push: {{branches: [master]}}}}\njobs:\n  please:\n    outputs: {{new: \"${{{{ steps.r.outputs.release_created }}}}\"}}\n    \
             runs-on: x\n    steps: [{{uses: actions/checkout@v4}}, {{id: r, uses: googleapis/release-please-action@v4, with: {{{with}}}}}]\n{upload}"
        );
        let release = "on: {push: {tags: ['v*']}}\njobs: {pack: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";
        let tree = plugin().with(".github/workflows/please.yml", please).with(".github/workflows/release.yml", release);
        hints::ci::hints(&Evidence { ci: Fact::Seen(ci(&tree)), ..Evidence::default() })
    };
    for own in ["", "token: \"${{ secrets.GITHUB_TOKEN }}\"", "token: \"${{ github.token }}\""] {
        let hints = told(own, "");
        assert_eq!((hints.len(), hints[0].id), (1, "ci-tags-start-nothing"), "{own}");
        assert!(hints[0].because.contains("job `pack` in .github/workflows/release.yml builds what people tag"));
        assert_eq!(hints[0].locations[0].path, ".github/workflows/please.yml");
    }
    for fine in ["token: \"${{ secrets.RELEASE_TOKEN }}\"", "skip-github-release: true"] {
        assert_eq!(told(fine, ""), [], "{fine}");
    }
    let beside = "  pack:\n    needs: please\n    if: needs.please.outputs.new\n    \
                  runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: make dist}, {run: gh release upload v1.2.3 dist/demo.tar.gz}]\n";
    assert_eq!(told("", beside), [], "it builds in the same run");
    let every_push = "  pack:\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: make dist}]\n";
    assert_eq!(told("", every_push).len(), 1, "that is no release");
}
