//! GitHub Actions, shape by shape.

use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::{Event, ReasonKind, System, collect};
use plugin_ready::evidence::{CauseKind, Evidence, Fact};

use crate::support::builds::{MAKEFILE, best, ci, ci_of, plugin, reason, told};
use crate::support::tree::Tree;

const PATH: &str = ".github/workflows/ci.yml";
const BUILD: &str = "jobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";

fn workflow(on: &str) -> Tree {
    plugin().with(PATH, format!("on: {on}\n{BUILD}"))
}

/// What the bundle job does on a push to master and on a version tag.
fn both(tree: &Tree) -> (String, String) {
    let ci = ci(tree);
    (told(&ci, Event::Push), told(&ci, Event::Tag))
}

#[test]
fn events_and_filters() {
    let runs = "runs";
    let cases: [(&str, &str, &str); 20] = [
        ("push", runs, runs),
        ("[push, pull_request]", runs, runs),
        ("{push: }", runs, runs),
        ("{push: {branches: [master]}}", runs, "not: `push` names branches and no tags"),
        ("{push: {branches: master}}", runs, "not: `push` names branches and no tags"),
        ("{push: {branches: ['**']}}", runs, "not: `push` names branches and no tags"),
        ("{push: {branches: ['*', '!master']}}", "not: ", "not: "),
        ("{push: {branches-ignore: [docs]}}", runs, "not: "),
        ("{push: {branches-ignore: [mas*]}}", "not: `branches-ignore` leaves out master", "not: "),
        (
            "{push: {branches: [main]}}",
            "not: `push` wants the branches `main`, and the default branch is master",
            "not: ",
        ),
        ("{push: {tags: ['v*']}}", "not: only pushes of tags start it", runs),
        ("{push: {branches: [master], tags: ['v*']}}", runs, runs),
        ("{push: {tags: ['v[0-9]+.[0-9]+.[0-9]+']}}", "not: ", runs),
        ("{push: {tags: ['v4.*']}}", "not: ", runs),
        ("{push: {tags: ['^v.*']}}", "not: ", "not: its tag filter `^v.*` is a regular expression"),
        ("{push: {tags: [latest]}}", "not: ", "not: its tag filter `latest` does not match v1.2.3"),
        ("{push: {tags-ignore: ['v*']}}", "not: only pushes of tags start it", "not: `tags-ignore` leaves out v1.2.3"),
        ("{}", "not: no event starts it", "not: no event starts it"),
        ("pull_request", "not: only pull requests start it", "not: only `pull_request` starts it"),
        (
            "{schedule: [{cron: '0 0 * * *'}], workflow_dispatch: }",
            "not: only `schedule`, `workflow_dispatch` start it",
            "not: ",
        ),
    ];
    for (on, push, tag) in cases {
        let told = both(&workflow(on));
        assert!(told.0.starts_with(push), "{on} on push: {}", told.0);
        assert!(told.1.starts_with(tag), "{on} on a tag: {}", told.1);
    }
}

#[test]
fn a_regular_expression_as_tag_filter_has_its_own_reason() {
    assert_eq!(reason(&ci(&workflow("{push: {tags: ['^v.*']}}")), Event::Tag), ReasonKind::TagPattern);
    assert_eq!(reason(&ci(&workflow("{push: {tags: [nightly]}}")), Event::Tag), ReasonKind::Tag);
}

#[test]
fn tags_without_v() {
    let ci = ci(&workflow("{push: {tags: ['[0-9]+.[0-9]+.[0-9]+']}}"));
    assert_eq!(told(&ci, Event::BareTag), "runs");
    assert!(told(&ci, Event::Tag).starts_with("not: "));
}

#[test]
fn path_filters_have_to_take_every_source() {
    let master = |filter: &str| both(&workflow(&format!("{{push: {{branches: [master], {filter}}}}}"))).0;
    assert_eq!(master("paths-ignore: ['**.md', 'docs/**']"), "runs");
    assert_eq!(master("paths: ['**.go', 'webapp/**', plugin.json]"), "runs");
    assert_eq!(
        master("paths: ['server/**', plugin.json]"),
        "not: its path filter leaves out pushes that change webapp/src/index.tsx"
    );
    assert_eq!(
        master("paths-ignore: ['server/**']"),
        "not: its path filter leaves out pushes that change server/main.go"
    );
    assert_eq!(reason(&ci(&workflow("{push: {paths: [docs/**]}}")), Event::Push), ReasonKind::Paths);
}

#[test]
fn conditions_of_jobs_and_steps() {
    let job = |condition: &str| {
        both(&plugin().with(
                PATH,
                format!("on: push\njobs: {{build: {{if: \"{condition}\", runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"),
            ))
    };
    assert_eq!(job("github.ref == 'refs/heads/master'").0, "runs");
    assert_eq!(job("github.ref_name == 'main'").0, "not: its condition excludes it: `github.ref_name == 'main'`");
    assert_eq!(
        job("startsWith(github.ref, 'refs/tags/')"),
        (job("false").0.replace("false", "startsWith(github.ref, 'refs/tags/')"), "runs".to_owned())
    );
    assert_eq!(job("github.repository_owner == 'example'").0, "runs");
    assert_eq!(
        job("github.repository == 'mattermost/x'").0,
        "not: its condition excludes it: `github.repository == 'mattermost/x'`"
    );
    assert_eq!(job("vars.BUILD == 'yes'").0, "unclear: it depends on `vars.build`");
    assert_eq!(job("github.event_name != 'pull_request'").0, "runs");
    let step =
        plugin().with(PATH, "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {if: github.ref_type == 'tag', run: make dist}]}}\n");
    let told = both(&step);
    assert!(told.0.starts_with("not: its condition"), "{}", told.0);
    assert_eq!(told.1, "runs");
}

#[test]
fn environments_are_seen_by_conditions() {
    let text = "on: push\nenv: {WHERE: '${{ github.ref_name }}', ON: 'yes'}\njobs:\n  build:\n    env: {RELEASE: \"${{ env.WHERE == 'main' }}\"}\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - {if: \"env.RELEASE == 'false' && env.ON == 'yes'\", run: make dist}\n      - {if: \"env.UNSET == 'x'\", run: make bundle}\n";
    let ci = ci(&plugin().with(PATH, text));
    assert_eq!(told(&ci, Event::Push), "runs");
}

#[test]
fn a_job_waits_for_what_it_needs() {
    let text = |condition: &str| {
        format!(
            "on: push\njobs:\n  build: {{needs: [lint], {condition} runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}\n  lint: {{if: false, runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make check-style}}]}}\n"
        )
    };
    let needed = ci(&plugin().with(PATH, text("")));
    assert_eq!(
        told(&needed, Event::Push),
        "not: it needs the job `lint`, which does not run: its condition excludes it: `false`"
    );
    assert_eq!(reason(&needed, Event::Push), ReasonKind::Needs);
    assert_eq!(told(&ci(&plugin().with(PATH, text("if: always(),"))), Event::Push), "runs");
    assert_eq!(told(&ci(&plugin().with(PATH, text("if: '!cancelled()',"))), Event::Push), "runs");
    let missing =
        "on: push\njobs: {build: {needs: gone, runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}}\n";
    assert_eq!(reason(&ci(&plugin().with(PATH, missing)), Event::Push), ReasonKind::Refused);
    let circle = "on: push\njobs: {a: {needs: b, runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}, b: {needs: a, runs-on: x, steps: []}}\n";
    assert!(told(&ci(&plugin().with(PATH, circle)), Event::Push).starts_with("not: "));
}

#[test]
fn matrices_are_tried_value_by_value() {
    let text = "on: push\njobs:\n  build:\n    strategy: {matrix: {goal: [test, dist], os: [ubuntu]}}\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: 'make ${{ matrix.goal }}'}]\n";
    assert_eq!(told(&ci(&plugin().with(PATH, text)), Event::Push), "runs");
    let only = "on: push\njobs:\n  build:\n    strategy: {matrix: {include: [{goal: test}, {goal: check-style}]}}\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: 'make ${{ matrix.goal }}'}]\n";
    assert_eq!(told(&ci(&plugin().with(PATH, only)), Event::Push), "nothing");
    let unknown = "on: push\njobs:\n  build:\n    strategy: {matrix: '${{ fromJSON(vars.goals) }}'}\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: 'make ${{ matrix.goal }}'}]\n";
    assert!(told(&ci(&plugin().with(PATH, unknown)), Event::Push).starts_with("unclear: "));
    let with = |matrix: &str| {
        let text = format!(
            "on: push\njobs:\n  build:\n    strategy: {{matrix: {{{matrix}}}}}\n    runs-on: x\n    steps: [{{uses: actions/checkout@v4}}, {{run: 'make ${{{{ matrix.goal }}}}'}}]\n"
        );
        told(&ci(&plugin().with(PATH, text)), Event::Push)
    };
    assert_eq!(with("goal: [test, dist], exclude: [{goal: dist}]"), "nothing");
    assert_eq!(with("goal: [dist], os: []"), "nothing", "GitHub refuses an empty list");
    assert_eq!(with("goal: [test, dist], os: [a, b], exclude: [{goal: dist, os: a}]"), "runs");
    assert_eq!(with("goal: [dist], exclude: [{goal: dist}], include: [{goal: test}]"), "nothing");
    assert_eq!(with("os: [a], include: [{os: a, goal: dist}, {os: a, goal: test}]"), "nothing", "the last one counts");
    assert_eq!(with("os: [a], include: [{os: a, goal: test}, {os: a, goal: dist}]"), "runs");
}

/// What a workflow on every push does by `script`, with master as default branch: on a push and on a version tag.
fn scripted(script: &str) -> (String, String) {
    let lines = script.replace('\n', "\n          ");
    let steps = format!("      - uses: actions/checkout@v4\n      - run: |\n          {lines}\n");
    both(&plugin().with(PATH, format!("on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n{steps}")))
}

#[test]
fn conditions_of_scripts_on_the_event_are_followed() {
    let not = |condition: &str| format!("not: a condition of its script excludes it: `{condition}`");
    let runs = || "runs".to_owned();
    let on_tags = [
        "[[ $GITHUB_REF == refs/tags/* ]]",
        "[[ \"$GITHUB_REF\" =~ ^refs/tags/v[0-9] ]]",
        "[ \"${GITHUB_REF_TYPE}\" = tag ]",
        "! [ \"$GITHUB_REF_NAME\" = master ]",
        "[ $GITHUB_REF_TYPE = branch ] && false || [ x$GITHUB_REF_NAME = xv1.2.3 ]",
        "[ \"${{ github.ref_type }}\" = tag ]",
        "[[ \"${{ github.ref }}\" == refs/tags/* ]]",
    ];
    for test in on_tags {
        let (push, tag) = scripted(&format!("if {test}; then make dist; fi"));
        assert!(push.starts_with("not: a condition of its script excludes it: `"), "{test}: {push}");
        let is_constant = test.contains("ref }}");
        assert!(tag == "runs" || is_constant, "{test}: {tag}");
        let (push, _) = scripted(&format!("if {test}; then ls; else make dist; fi"));
        assert_eq!(push, "runs", "{test}");
    }
    let tag = "[ $GITHUB_REF_TYPE = tag ]";
    assert_eq!(scripted(&format!("{tag} && make dist")), (not(tag), runs()));
    assert_eq!(scripted(&format!("{tag} || exit 0\nmake dist")), (not(tag), runs()));
    assert_eq!(scripted(&format!("if {tag}; then exit 0; fi\nmake dist")), (runs(), not(&format!("not {tag}"))));
    assert_eq!(scripted(&format!("if {tag}; then ls; elif true; then make dist; fi")).0, "runs");
    assert_eq!(
        scripted(&format!("{tag} && ls || make dist")).0,
        format!("unclear: its script decides by `unless {tag}`")
    );
    // A text within `[ ]` is no pattern.
    assert!(scripted("if [ $GITHUB_REF = 'refs/tags/*' ]; then make dist; fi").1.starts_with("not: "));
    let owner = "[ $GITHUB_REPOSITORY_OWNER = example ]";
    assert_eq!(
        scripted(&format!("if {owner}; then make dist; fi")).0,
        format!("unclear: its script decides by `{owner}`")
    );
    let both = format!("if {tag}; then\n  if {owner}; then make dist; fi\nfi");
    assert_eq!(scripted(&both).1, format!("unclear: its script decides by `{tag}, and {owner}`"));
    assert_eq!(scripted(&both).0, not(&format!("{tag}, and {owner}")));
}

#[test]
fn the_place_is_the_line_of_the_command() {
    let text = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          npm ci\n          make dist\n";
    let ci = ci(&plugin().with(PATH, text));
    let run = best(&ci, Event::Push).unwrap();
    assert_eq!((run.place.path.as_str(), run.place.span.unwrap().start.line), (PATH, 9));
    assert_eq!((run.job.as_str(), run.command.as_str()), ("build", "make dist"));
}

#[test]
fn working_directories_lead_to_other_makefiles() {
    let tree = Tree::of(&[
        ("plugin/Makefile", MAKEFILE),
        ("Makefile", "dist:\n\techo nothing\n"),
        ("plugin/plugin.json", "{}"),
    ]);
    let with = |step: &str, job: &str| {
        let text = format!(
            "on: push\njobs: {{build: {{{job} runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{{step}}}]}}}}\n"
        );
        told(&ci(&tree.clone().with(PATH, text)), Event::Push)
    };
    assert!(with("run: make dist", "").starts_with("not: the rule `dist` of Makefile packs nothing"));
    assert_eq!(with("run: make dist, working-directory: ./plugin", ""), "runs");
    assert_eq!(with("run: make dist", "defaults: {run: {working-directory: plugin}},"), "runs");
    assert_eq!(with("run: cd plugin && make dist", ""), "runs");
    assert_eq!(with("run: make -C plugin dist", ""), "runs");
    assert_eq!(with("run: 'cd $GITHUB_WORKSPACE/plugin; make'", ""), "runs");
    assert!(with("run: cd $HOME/x && make dist", "").starts_with("unclear: "));
}

#[test]
fn repositories_checked_out_into_a_folder() {
    let with = |checkout: &str, run: &str| {
        let text = format!(
            "on: push\njobs: {{build: {{runs-on: x, steps: [{{uses: actions/checkout@v4, with: {{{checkout}}}}}, {{{run}}}]}}}}\n"
        );
        told(&ci(&plugin().with(PATH, text)), Event::Push)
    };
    assert_eq!(with("path: demo", "run: cd demo && make dist"), "runs");
    assert_eq!(with("path: ./demo", "run: make dist, working-directory: demo"), "runs");
    assert_eq!(with("path: demo", "run: make -C demo test"), "nothing");
    let other = with("path: server, repository: mattermost/mattermost", "run: cd mattermost && make dist");
    assert_eq!(other, "not: its job checks out mattermost/mattermost, not this repository");
    assert_eq!(with("path: demo", "run: cd elsewhere && make test"), "nothing");
}

#[test]
fn releases_and_other_ways_to_start() {
    let ci = |on: &str| ci(&workflow(on));
    assert_eq!(told(&ci("release"), Event::Release), "runs");
    assert_eq!(told(&ci("{release: {types: [published]}}"), Event::Release), "runs");
    assert_eq!(told(&ci("{release: {types: [deleted]}}"), Event::Release), "not: only `release: deleted` starts it");
    assert_eq!(told(&ci("create"), Event::Tag), "runs");
    assert_eq!(told(&ci("workflow_dispatch"), Event::Manual), "runs");
    assert_eq!(told(&ci("{schedule: [{cron: '0 0 * * *'}]}"), Event::Schedule), "runs");
    assert_eq!(told(&ci("pull_request"), Event::PullRequest), "runs");
}

#[test]
fn a_workflow_after_another() {
    let first = "name: Tests\non: {push: {branches: [master]}}\njobs: {test: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make test}]}}\n";
    let after = |filter: &str| {
        let text = format!(
            "on: {{workflow_run: {{workflows: [Tests], types: [completed]{filter}}}}}\njobs: {{build: {{if: github.event.workflow_run.conclusion == 'success', runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"
        );
        both(&plugin().with(".github/workflows/a.yml", first).with(PATH, text))
    };
    assert_eq!(after("").0, "runs");
    assert_eq!(after(", branches: [master]").0, "runs");
    assert_eq!(after(", branches: [main]").0, "not: `workflow_run` wants the branches `main`");
    assert!(after("").1.starts_with("not: "), "tags do not start the first one");
}

#[test]
fn release_tools_make_releases_without_tags_in_triggers() {
    let text = "on: {push: {branches: [master]}}\njobs:\n  please:\n    outputs: {made: '${{ steps.release.outputs.release_created }}', tag: '${{ steps.release.outputs.tag_name }}'}\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - {uses: googleapis/release-please-action@v4, id: release}\n  bundle:\n    needs: please\n    if: ${{ needs.please.outputs.made }}\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make dist\n      - run: gh release upload ${{ needs.please.outputs.tag }} dist/*.tar.gz\n";
    let ci = ci(&plugin().with(PATH, text));
    assert!(told(&ci, Event::Push).starts_with("not: its condition excludes it"), "{}", told(&ci, Event::Push));
    assert_eq!(told(&ci, Event::ReleasePush), "runs");
    assert_eq!(best(&ci, Event::ReleasePush).unwrap().publishes, [Destination::Release]);
}

#[test]
fn where_bundles_go() {
    let text = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make dist\n      - uses: actions/upload-artifact@v4\n  nightly:\n    needs: build\n    if: github.ref == 'refs/heads/master'\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: gh release create latest-master --prerelease dist/*.tar.gz\n      - run: aws s3 cp dist/demo.tar.gz s3://bucket/demo-ci.tar.gz\n  release:\n    needs: [build]\n    if: github.ref_type == 'tag'\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {uses: softprops/action-gh-release@v2, with: {files: dist/*}}]\n";
    let ci = ci(&plugin().with(PATH, text));
    assert_eq!(
        best(&ci, Event::Push).unwrap().publishes,
        [
            Destination::Artifact("GitHub Actions artifact"),
            Destination::RollingRelease("latest-master".to_owned()),
            Destination::Store("s3://bucket/demo-ci.tar.gz".to_owned()),
        ]
    );
    assert_eq!(
        best(&ci, Event::Tag).unwrap().publishes,
        [Destination::Artifact("GitHub Actions artifact"), Destination::Release]
    );
}

#[test]
fn workflows_that_build_nothing() {
    let text = "on: push\njobs:\n  test: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make test}, {run: make check-style}]}\n  echo: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: echo make dist}]}\n";
    assert_eq!(both(&plugin().with(PATH, text)), ("nothing".to_owned(), "nothing".to_owned()));
}

#[test]
fn a_goal_without_a_rule_is_broken() {
    let ci = ci(&plugin().with(
        PATH,
        "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make release}]}}\n",
    ));
    assert_eq!(told(&ci, Event::Push), "not: no rule of Makefile makes `release`");
    assert_eq!(reason(&ci, Event::Push), ReasonKind::Broken);
}

#[test]
fn a_file_that_is_not_yaml_is_told_and_the_others_count() {
    let tree = workflow("push").with(".github/workflows/bad.yml", "on: [push\n");
    let ci = ci(&tree);
    assert_eq!(told(&ci, Event::Push), "runs");
    let bad = ci.configurations.iter().find(|file| file.path.ends_with("bad.yml")).unwrap();
    assert_eq!(bad.blind[0].0.kind, CauseKind::Malformed);
    assert_eq!(ci.systems(), [System::GithubActions]);
}

#[test]
fn a_key_that_is_there_twice_is_refused() {
    let ci =
        ci(&plugin()
            .with(PATH, format!("on: push\non: pull_request\n{BUILD}").replace("on: pull_request", "on: push")));
    assert_eq!(told(&ci, Event::Push), "not: GitHub refuses the file: it has the key `on` twice");
    assert_eq!(reason(&ci, Event::Push), ReasonKind::Refused);
}

#[test]
fn a_filter_and_its_opposite_are_refused_together() {
    for (both, event) in [
        ("{push: {branches: [master], branches-ignore: [x]}}", Event::Push),
        ("{push: {paths: ['**'], paths-ignore: ['*.md']}}", Event::Push),
        ("{push: {tags: ['v*'], tags-ignore: ['v0*']}}", Event::Tag),
        // Of whichever event they are, the file is refused.
        ("{push: , pull_request: {branches: [master], branches-ignore: [x]}}", Event::Push),
    ] {
        let ci = ci(&workflow(both));
        assert_eq!(reason(&ci, event), ReasonKind::Refused, "{both}");
        assert!(told(&ci, event).contains("GitHub refuses the file: `p"), "{both}: {}", told(&ci, event));
    }
    assert_eq!(told(&ci(&workflow("{push: {branches: [master], tags-ignore: [x]}}")), Event::Push), "runs");
}

#[test]
fn ordinary_pushes_have_ordinary_messages_and_authors() {
    let job = |condition: &str| {
        let text = format!(
            "on: push\njobs: {{build: {{if: \"{condition}\", runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"
        );
        told(&ci(&plugin().with(PATH, text)), Event::Push)
    };
    assert_eq!(job("!contains(github.event.head_commit.message, '[skip ci]')"), "runs");
    assert!(job("contains(github.event.head_commit.message, 'release')").starts_with("not: "));
    assert_eq!(job("github.actor != 'dependabot[bot]'"), "runs");
}

#[test]
fn tags_with_a_word_before_the_version() {
    assert_eq!(told(&ci(&workflow("{push: {tags: ['release-*']}}")), Event::Tag), "runs");
    assert_eq!(told(&ci(&workflow("{push: {tags: ['plugin/v*']}}")), Event::Tag), "runs");
    assert!(told(&ci(&workflow("{push: {tags: ['nightly-*']}}")), Event::Tag).starts_with("not: "));
}

#[test]
fn systems_that_are_not_read_are_told() {
    let ci = ci(&plugin().with("bitbucket-pipelines.yml", "pipelines: {}"));
    assert_eq!(ci.systems(), [System::Other]);
    assert_eq!(ci.configurations[0].blind[0].0.kind, CauseKind::Unclear);
}

#[test]
fn without_configuration_there_is_no_ci() {
    let tree = plugin().with(".github/workflows/README.md", "no").with(".github/dependabot.yml", "version: 2");
    let ci = ci(&tree);
    assert!(ci.configurations.is_empty() && ci.runs.is_empty(), "{ci:?}");
}

#[test]
fn an_unknown_default_branch_wants_both_master_and_main() {
    let told_for = |on: &str| {
        let tree = workflow(on);
        let Fact::Seen(ci) = collect(&tree.repository(), &tree) else { panic!("no CI") };
        (ci.branch.clone(), told(&ci, Event::Push))
    };
    assert_eq!(told_for("{push: {branches: [master, main]}}"), (None, "runs".to_owned()));
    assert_eq!(
        told_for("{push: {branches: [main]}}").1,
        "unclear: it runs on main and not on master, and the default branch is not known"
    );
    assert!(told_for("pull_request").1.starts_with("not: "));
}

#[test]
fn a_job_that_starts_on_main_alone_is_not_lost_where_the_default_branch_is_unknown() {
    let text = "on: {push: {branches: [main]}}\njobs:\n  tool:\n    runs-on: x\n    outputs: {made: '${{ steps.tool.outputs.release_created }}'}\n    \
                steps: [{id: tool, uses: googleapis/release-please-action@v4}]\n  build:\n    runs-on: x\n    needs: tool\n    \
                if: ${{ needs.tool.outputs.made }}\n    steps: [{uses: actions/checkout@v4}, {run: make dist}, {run: gh release upload v1 dist/*.tar.gz}]\n";
    let tree = plugin().with(".github/workflows/cd.yml", text);
    let Fact::Seen(ci) = collect(&tree.repository(), &tree) else { panic!("no CI") };
    let unsure = "unclear: it runs on main and not on master, and the default branch is not known";
    assert_eq!(told(&ci, Event::ReleasePush), unsure);
    let run = ci.on(Event::ReleasePush).find(|run| !run.publishes.is_empty()).expect("it makes a release");
    let judged = (plugin_ready::checklist::ci_release::ITEM.judge)(&Evidence {
        ci: Fact::Seen(ci.clone()),
        ..Evidence::default()
    });
    assert!(judged.because.contains(&unsure["unclear: ".len()..]), "{}: {run:?}", judged.because);
}

#[test]
fn a_main_branch_is_respected() {
    let tree = workflow("{push: {branches: [main]}}");
    assert_eq!(told(&ci_of(&tree, "main", "example"), Event::Push), "runs");
}

#[test]
fn a_job_needs_a_checkout_of_what_started_it() {
    let on = |steps: &str| {
        let text = format!("on: push\njobs: {{build: {{runs-on: x, steps: [{steps}, {{run: make dist}}]}}}}\n");
        both(&plugin().with(PATH, text))
    };
    let push = |steps: &str| on(steps).0;
    let none = "not: no step before it checks the repository out";
    assert_eq!(push("{uses: actions/setup-go@v5}"), none);
    assert_eq!(push("{if: false, uses: actions/checkout@v4}"), none);
    assert_eq!(push("{uses: a/b@v1}"), "unclear: no step before it checks the repository out, unless a/b does");
    assert_eq!(push("{run: git clone https://example.com/x .}"), "runs");
    assert_eq!(push("{uses: actions/download-artifact@v4}"), "runs");
    let with = |with: &str| on(&format!("{{uses: actions/checkout@v4, with: {{{with}}}}}"));
    let foreign = "not: its job checks out other/demo, not this repository";
    assert_eq!(with("repository: other/demo").0, foreign);
    assert_eq!(with("repository: Example/mattermost-plugin-demo").0, "runs");
    let own = "{uses: actions/checkout@v4}, {uses: actions/checkout@v4, with: {repository: other/demo, path: x}}";
    assert_eq!(push(own), "runs");
    let master = "unclear: its job checks out `master`, whatever starts it".to_owned();
    assert_eq!(with("ref: master"), ("runs".to_owned(), master));
    assert_eq!(with("ref: refs/heads/old").0, "unclear: its job checks out `old`, whatever starts it");
    assert_eq!(with("ref: '${{ github.head_ref }}'"), ("runs".to_owned(), "runs".to_owned()));
}

#[test]
fn a_job_ends_at_a_step_that_always_fails() {
    let push = |step: &str| {
        let steps = format!("{{uses: actions/checkout@v4}}, {step}, {{run: make dist}}");
        both(&plugin().with(PATH, format!("on: push\njobs: {{build: {{runs-on: x, steps: [{steps}]}}}}\n"))).0
    };
    assert_eq!(push("{run: exit 1}"), "not: a step before it ends the job: `exit 1`");
    assert_eq!(push("{run: echo no; exit 2}"), "not: a step before it ends the job: `exit 2`");
    for goes_on in [
        "{run: exit 0}",
        "{run: exit 1, continue-on-error: true}",
        "{run: exit 1, if: failure()}",
        "{run: exit 1, if: env.TOKEN == ''}",
        "{run: 'test -f x || exit 1'}",
        "{run: 'if test -f x; then exit 1; fi'}",
        "{run: \"die() { exit 1; }\\ntest -f go.mod || die\"}",
    ] {
        assert_eq!(push(goes_on), "runs", "{goes_on}");
    }
}

#[test]
fn a_job_without_a_runner_is_refused_with_its_file() {
    let text = "on: push\njobs:\n  build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}\n  lint: {steps: [{run: make test}]}\n";
    assert_eq!(both(&plugin().with(PATH, text)).0, "not: GitHub refuses the file: the job `lint` has no `runs-on`");
}
