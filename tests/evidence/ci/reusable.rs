//! Workflows that call workflows, and actions made of steps.

use plugin_ready::evidence::Fact;
use plugin_ready::evidence::build::Destination;
use plugin_ready::evidence::ci::{Event, ReasonKind, collect};

use crate::support::builds::{best, ci, ci_of, plugin, reason, told};
use crate::support::tree::Tree;

const PATH: &str = ".github/workflows/ci.yml";
const SHARED: &str = "mattermost/actions-workflows/.github/workflows";
const ARTIFACT: Destination = Destination::Artifact("GitHub Actions artifact");

fn calling(on: &str, name: &str, more: &str) -> String {
    format!("on: {on}\njobs:\n  plugin-ci:\n    uses: {SHARED}/{name}\n    secrets: inherit\n{more}")
}

#[test]
fn plugin_ci_delivers_for_mattermost_alone() {
    let tree = plugin().with(PATH, calling("{push: {branches: [master], tags: ['v*']}}", "plugin-ci.yml@main", ""));
    let own = ci_of(&tree, "master", "mattermost");
    let delivered =
        Destination::Store("s3://mattermost-plugins-delivery/ci/mattermost-plugin-demo-ci.tar.gz".to_owned());
    assert_eq!(best(&own, Event::Push).unwrap().publishes, [ARTIFACT, delivered]);
    assert_eq!(best(&own, Event::Tag).unwrap().publishes, [ARTIFACT]);
    let other = ci(&tree);
    assert_eq!(told(&other, Event::Push), "runs");
    assert_eq!(best(&other, Event::Push).unwrap().publishes, [ARTIFACT]);
    assert_eq!(best(&other, Event::Push).unwrap().job, "plugin-ci / build");
    assert_eq!(best(&other, Event::Push).unwrap().place.span.unwrap().start.line, 4);
}

#[test]
fn scheduled_runs_are_skipped_elsewhere() {
    let text = |more: &str| calling("{schedule: [{cron: '0 0 * * *'}]}", "plugin-ci.yml@main", more);
    let tree = plugin().with(PATH, text(""));
    assert_eq!(told(&ci_of(&tree, "master", "mattermost"), Event::Schedule), "runs");
    assert!(told(&ci(&tree), Event::Schedule).starts_with("not: its condition"));
    let allowed = plugin().with(PATH, text("    with: {run-scheduled: true}\n"));
    assert_eq!(told(&ci(&allowed), Event::Schedule), "runs");
}

#[test]
fn plugin_cd_builds_tags_with_v_and_releases_for_mattermost_alone() {
    let tree = plugin().with(PATH, calling("{push: {tags: ['*']}}", "plugin-cd.yml@main", ""));
    assert_eq!(told(&ci(&tree), Event::Tag), "runs");
    assert!(told(&ci(&tree), Event::BareTag).starts_with("not: "));
    assert_eq!(best(&ci(&tree), Event::Tag).unwrap().publishes, [ARTIFACT]);
    assert!(best(&ci_of(&tree, "master", "mattermost"), Event::Tag).unwrap().publishes.contains(&Destination::Release));
}

#[test]
fn community_workflows_build_for_everyone() {
    let tree = plugin()
        .with(PATH, calling("{push: {branches: [master, main]}}", "community-plugin-ci.yml@139a051", ""))
        .with(".github/workflows/cd.yml", calling("{push: {tags: ['v*']}}", "community-plugin-cd.yml@main", ""));
    let ci = ci(&tree);
    assert_eq!((told(&ci, Event::Push).as_str(), told(&ci, Event::Tag).as_str()), ("runs", "runs"));
    assert_eq!(best(&ci, Event::Tag).unwrap().publishes, [ARTIFACT, Destination::Release]);
}

#[test]
fn a_release_by_the_jobs_own_token_needs_its_permission() {
    let text = calling("{push: {tags: ['v*']}}", "community-plugin-cd.yml@main", "");
    let with = |permissions: &str| ci(&plugin().with(PATH, format!("{text}    permissions: {permissions}\n")));
    for (permissions, delivered) in [
        ("{contents: read}", vec![ARTIFACT]),
        ("{}", vec![ARTIFACT]),
        ("read-all", vec![ARTIFACT]),
        ("{contents: write}", vec![ARTIFACT, Destination::Release]),
        ("write-all", vec![ARTIFACT, Destination::Release]),
    ] {
        let ci = with(permissions);
        assert_eq!(told(&ci, Event::Tag), "runs", "{permissions}");
        assert_eq!(best(&ci, Event::Tag).unwrap().publishes, delivered, "{permissions}");
    }
    let of_workflow = ci(&plugin().with(PATH, format!("permissions: {{contents: read}}\n{text}")));
    assert_eq!(best(&of_workflow, Event::Tag).unwrap().publishes, [ARTIFACT]);
}

#[test]
fn calls_that_github_refuses_are_told() {
    let caveat = |text: String| best(&ci(&plugin().with(PATH, text)), Event::Push).unwrap().caveat.clone();
    let call = |version: &str, more: &str| calling("push", &format!("plugin-ci.yml@{version}"), more);
    let none = caveat(call("main", "")).unwrap();
    assert!(none.help.starts_with("call "), "{}", none.help);
    let tree = plugin().with(PATH, call("main", "permissions: {contents: read}\n"));
    let mut repository = tree.in_git("master", "example");
    if let Fact::Seen(git) = &mut repository.git {
        git.origin = None;
    }
    let nobodys = collect(&repository, &tree);
    let help = best(nobodys.seen().unwrap(), Event::Push).unwrap().caveat.clone().unwrap().help;
    assert!(
        help.starts_with("add `id-token: write` to `permissions`; outside the mattermost organisation call"),
        "{help}"
    );
    assert_eq!(none.place.span.unwrap().start.line, 4);
    let few = caveat(call("main", "permissions: {contents: read}\n")).unwrap();
    assert!(few.text.contains("`id-token: write`"), "{}", few.text);
    assert_eq!(few.place.span.unwrap().start.line, 6);
    assert_eq!(caveat(call("main", "permissions: {contents: read, id-token: write}\n")), None);
    assert_eq!(caveat(call("main", "permissions: write-all\n")), None);
    assert!(caveat(call("main", "permissions: read-all\n")).is_some());
    assert_eq!(
        caveat(call("main", "    permissions: {id-token: write}\npermissions: {}\n")),
        None,
        "the job's own count"
    );
    let input = caveat(call("main", "    with: {golang-version: '1.20'}\n")).unwrap();
    assert!(input.text.contains("`golang-version` since 2026-02-16"), "{}", input.text);
    let commit = "139a051e8651e6246e3764fe342297b73120e590";
    assert_eq!(caveat(call(commit, "    with: {golang-version: '1.20'}\npermissions: {contents: read}\n")), None);
}

#[test]
fn a_known_workflow_needs_the_rule_that_it_runs() {
    let tree =
        plugin().with("Makefile", "all:\n\tgo build ./...\n").with(PATH, calling("push", "plugin-ci.yml@main", ""));
    assert_eq!(told(&ci(&tree), Event::Push), "not: no rule of Makefile makes `dist`");
    assert_eq!(reason(&ci(&tree), Event::Push), ReasonKind::Broken);
}

#[test]
fn workflows_that_nobody_can_see_are_unclear() {
    let text = "on: push\njobs: {ci: {uses: corp/private/.github/workflows/build.yml@v1}}\n";
    assert_eq!(
        told(&ci(&plugin().with(PATH, text)), Event::Push),
        "unclear: it calls corp/private/.github/workflows/build.yml@v1, which is not in this repository"
    );
    let sbom = format!("on: push\njobs: {{sbom: {{uses: {SHARED}/snyk-sbom.yml@main}}}}\n");
    assert_eq!(told(&ci(&plugin().with(PATH, sbom)), Event::Push), "nothing", "known to build nothing");
}

const CALLED: &str = "on:\n  workflow_call:\n    inputs:\n      goal: {type: string, default: test}\n      go: {type: boolean, default: true}\njobs:\n  make:\n    if: inputs.go\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: 'make ${{ inputs.goal }}'}]\n";

#[test]
fn workflows_of_the_repository_are_followed_with_their_inputs() {
    let with = |inputs: &str| {
        let text = format!("on: push\njobs: {{ci: {{uses: ./.github/workflows/make.yml{inputs}}}}}\n");
        let ci = ci(&plugin().with(PATH, text).with(".github/workflows/make.yml", CALLED));
        (told(&ci, Event::Push), best(&ci, Event::Push).map(|run| run.job.clone()))
    };
    assert_eq!(with(", with: {goal: dist}"), ("runs".to_owned(), Some("ci / make".to_owned())));
    assert_eq!(with("").0, "nothing");
    assert_eq!(with(", with: {goal: dist, go: false}").0, "not: its condition excludes it: `inputs.go`");
    assert_eq!(
        with(", with: {goal: '${{ vars.GOAL }}'}").0,
        "unclear: it runs `make ${{ inputs.goal }}`, a goal that only the run knows"
    );
}

#[test]
fn workflows_called_by_the_repositorys_own_name_are_followed() {
    let text = "on: push\njobs: {ci: {uses: example/mattermost-plugin-demo/.github/workflows/make.yml@master, with: {goal: dist}}}\n";
    assert_eq!(told(&ci(&plugin().with(PATH, text).with(".github/workflows/make.yml", CALLED)), Event::Push), "runs");
}

#[test]
fn workflows_that_call_themselves_end() {
    let text = "on: [push, workflow_call]\njobs:\n  again: {uses: ./.github/workflows/ci.yml}\n  build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {run: make dist}]}\n";
    assert_eq!(told(&ci(&plugin().with(PATH, text)), Event::Push), "runs");
}

#[test]
fn actions_of_the_repository_are_followed() {
    let action = "inputs:\n  goal: {default: dist}\nruns:\n  using: composite\n  steps:\n    - {run: 'make ${{ inputs.goal }}', shell: bash}\n    - {uses: actions/upload-artifact@v4}\n";
    let with = |step: &str| {
        let text = format!(
            "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - {step}\n"
        );
        ci(&plugin().with(PATH, text).with(".github/actions/build/action.yml", action))
    };
    let built = with("uses: ./.github/actions/build");
    let run = best(&built, Event::Push).unwrap();
    assert!(run.outcome.runs());
    assert_eq!(run.publishes, [ARTIFACT]);
    assert_eq!((run.place.path.as_str(), run.place.span.unwrap().start.line), (PATH, 7), "what calls it is told");
    assert_eq!(told(&with("{uses: ./.github/actions/build, with: {goal: test}}"), Event::Push), "nothing");
    assert_eq!(told(&with("uses: mattermost/actions/plugin-ci/build@main"), Event::Push), "runs");
    assert_eq!(told(&with("uses: mattermost/actions/plugin-ci/test@main"), Event::Push), "nothing");
}

#[test]
fn actions_that_use_themselves_end() {
    let action = "runs: {using: composite, steps: [{uses: ./a}, {uses: ./a}, {run: make dist}]}\n";
    let text = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {uses: ./a}]}}\n";
    assert_eq!(told(&ci(&plugin().with(PATH, text).with("a/action.yaml", action)), Event::Push), "runs");
}

#[test]
fn calls_that_github_refuses_build_nothing() {
    let with = |uses: &str, on: &str| {
        let caller = format!("on: push\njobs: {{ci: {{uses: {uses}}}}}\n");
        let called = format!(
            "on: {on}\njobs: {{b: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}}}\n"
        );
        told(&ci(&plugin().with(PATH, caller).with(".github/workflows/b.yml", called)), Event::Push)
    };
    assert_eq!(with("./.github/workflows/b.yml", "workflow_call"), "runs");
    assert_eq!(with("./.github/workflows/b.yml", "[workflow_call, workflow_dispatch]"), "runs");
    assert!(with("./.github/workflows/b.yml", "workflow_dispatch").contains("has no `workflow_call` under `on`"));
    assert!(with("./.github/workflows/b.yml@main", "workflow_call").contains("with `./` there is no `@`"));
    let gone = "not: GitHub refuses this call: .github/workflows/gone.yml is not there";
    let beside = |uses: &str| {
        let text = format!(
            "on: push\njobs:\n  lint: {{uses: {uses}}}\n  b: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {{run: make dist}}]}}\n"
        );
        let called = "on: workflow_call\njobs: {lint: {uses: ./.github/workflows/gone.yml}}\n";
        told(&ci(&plugin().with(PATH, text).with(".github/workflows/b.yml", called)), Event::Push)
    };
    assert_eq!(beside("./.github/workflows/gone.yml"), gone, "it refuses the whole file");
    assert_eq!(beside("./.github/workflows/b.yml"), gone, "and what calls such a one");
    assert_eq!(
        beside("example/mattermost-plugin-demo/.github/workflows/gone.yml@v1"),
        "runs",
        "another version may have it"
    );
}

#[test]
fn actions_that_run_what_they_are_given() {
    let with = |step: &str| {
        told(
            &ci(&plugin().with(
                PATH,
                format!("on: push\njobs: {{b: {{runs-on: x, steps: [{{uses: actions/checkout@v4}}, {step}]}}}}\n"),
            )),
            Event::Push,
        )
    };
    assert_eq!(with("{uses: nick-fields/retry@v3, with: {command: make dist}}"), "runs");
    assert_eq!(with("{uses: nick-fields/retry@v3, with: {command: make test}}"), "nothing");
    assert_eq!(with("{uses: devcontainers/ci@v0.3, with: {runCmd: make dist}}"), "runs");
    assert_eq!(with("{uses: goreleaser/goreleaser-action@v6, with: {install-only: true}}"), "nothing");
}

#[test]
fn a_webapp_needs_what_the_workflow_sets_node_js_up_by() {
    for name in ["plugin-ci.yml@main", "community-plugin-ci.yml@main", "community-plugin-cd.yml@0123abc"] {
        let tree = || plugin().with(PATH, calling("push", name, ""));
        assert_eq!(told(&ci(&tree()), Event::Push), "runs", "{name}");
        for path in [".nvmrc", "webapp/package-lock.json"] {
            let lacks = ci(&tree().without(path));
            assert_eq!(reason(&lacks, Event::Push), ReasonKind::Missing, "{name}");
            assert!(told(&lacks, Event::Push).starts_with(&format!("not: {path} is not there, and ")), "{name}");
        }
        let server = tree().without(".nvmrc").without("webapp/package-lock.json").without("webapp/src/index.tsx");
        assert_eq!(told(&ci(&server), Event::Push), "runs", "{name}");
    }
}

#[test]
fn goals_that_a_called_workflow_asks_of_the_makefile_in_vain() {
    let goals = |makefile: &str| {
        let tree = plugin().with(PATH, calling("push", "community-plugin-ci.yml@main", "")).with("Makefile", makefile);
        let gaps = ci(&tree).gaps;
        gaps.into_iter().map(|gap| format!("{} {} {}", gap.job, gap.goal, gap.place)).collect::<Vec<_>>()
    };
    assert_eq!(goals("check-style apply test dist:\n\ttrue\n"), Vec::<String>::new());
    assert_eq!(goals("check-style: apply\n%:\n\ttrue\n"), Vec::<String>::new());
    assert_eq!(goals("dist:\n\ttrue\ninclude build/more.mk\n"), Vec::<String>::new(), "what it includes may have them");
    assert_eq!(
        goals("check-style dist:\n\ttrue\n"),
        [format!("plugin-ci / lint apply {PATH}:4:11"), format!("plugin-ci / test test {PATH}:4:11")]
    );
}

#[test]
fn actions_that_are_programs_are_followed_to_a_shell_script_alone() {
    let with = |action: &str, files: &[(&str, &str)]| {
        let text = "on: push\njobs: {build: {runs-on: x, steps: [{uses: actions/checkout@v4}, {uses: ./.github/actions/pack}]}}\n";
        let tree = plugin().with(PATH, text).with(".github/actions/pack/action.yml", action);
        let at = |name: &str| format!(".github/actions/pack/{name}");
        told(&ci(&files.iter().fold(tree, |tree, (name, text)| tree.with(&at(name), text))), Event::Push)
    };
    let unclear = "unclear: it uses the action ./.github/actions/pack, a program that this tool does not follow";
    assert_eq!(with("runs: {using: node20, main: index.js}\n", &[("index.js", "")]), unclear);
    let docker = "runs: {using: docker, image: Dockerfile}\n";
    let image = ("Dockerfile", "FROM golang\nCOPY pack.sh /pack.sh\nENTRYPOINT [\"/pack.sh\"]\n");
    assert_eq!(with(docker, &[image, ("pack.sh", "#!/bin/sh\nmake dist\n")]), "runs");
    assert_eq!(with(docker, &[image, ("pack.sh", "#!/bin/sh\nmake test\n")]), "nothing");
    assert_eq!(with(docker, &[image]), unclear);
    let stated = "runs: {using: docker, image: 'docker://golang', entrypoint: /pack.sh}\n";
    assert_eq!(with(stated, &[("pack.sh", "#!/bin/sh\nmake dist\n")]), "runs");
    assert_eq!(with("runs: {using: docker, image: 'docker://golang'}\n", &[]), unclear);
}

#[test]
fn known_workflows_set_go_up_by_a_file_in_git() {
    let with = |more: &str, tree: Tree| {
        let uses = "mattermost/actions-workflows/.github/workflows/community-plugin-ci.yml@main";
        told(&ci(&tree.with(PATH, format!("on: push\njobs: {{ci: {{uses: {uses}{more}}}}}\n"))), Event::Push)
    };
    let without = || plugin().without("go.mod");
    assert_eq!(with("", plugin()), "runs");
    let gone =
        |file: &str| format!("not: {file} is not there, and community-plugin-ci.yml cannot set Go up without it");
    assert_eq!(with("", without()), gone("go.mod"));
    let other = ", with: {go-version-file: server/go.mod}";
    assert_eq!(with(other, plugin()), gone("server/go.mod"));
    assert_eq!(with(other, without().with("server/go.mod", "module x\n")), "runs");
}
