//! Workflow commands.

use plugin_ready::error::Place;
use plugin_ready::render::{Format, Medium, render};
use plugin_ready::report::Run;
use plugin_ready::verdict::Judgement;

use crate::support::report::{Sketch, span};

fn lines(sketch: &Sketch) -> Vec<String> {
    render(&sketch.report(), Format::Github, Medium::default()).lines().map(str::to_owned).collect()
}

#[test]
fn each_open_item_is_an_annotation_and_the_last_line_says_where_it_stands() {
    insta::assert_snapshot!(lines(&Sketch::mixed()).join("\n"), @r"
    ::error file=.github/workflows/ci.yml,line=4,endLine=4,col=5,endColumn=20,title=ci-master::no workflow builds the bundle when main is pushed%0Aadd a job that runs `make dist` on pushes to main
    ::warning file=plugin.json,title=nightly-build::the network was not asked
    ::notice file=plugin.json,title=basic-code-review::nobody has signed off a review of this commit%0Aask a core committer to run: plugin-ready sign-off basic-code-review --by HANDLE
    ::notice file=LICENSE,title=compatible-licence::GPL-3.0-only is in category X%0Awaived by alice until 2026-12-15: relicensing is under way
    ::notice file=server/plugin.go,line=7,endLine=7,col=1,endColumn=4,title=hint%3A manifest-min-server-version::min_server_version is lower than the API needs%0Araise it
    ci-extensions: 1 of 5 pass, 1 fails (ci-master), 1 is waived (compatible-licence), 1 awaits a core committer (basic-code-review); offline: 1 not looked at (nightly-build)
    ");
    assert_eq!(lines(&Sketch::new()).len(), 1);
}

#[test]
fn columns_are_left_out_where_the_runner_would_refuse_them() {
    let place = Place { span: Some(span(2, 3, 5, 1)), ..Place::file("a.yml") };
    let lines = lines(&Sketch::new().item("ci-master", Judgement::fail("x").at(place)));
    assert_eq!(lines[0], "::error file=a.yml,line=2,endLine=5,title=ci-master::x");
}

#[test]
fn properties_and_messages_are_escaped() {
    let judgement = Judgement::fail("100% of\r\nit").at(Place::file("a,b:c%.yml"));
    let mut report = Sketch::new().item("ci-master", judgement).report();
    report.tiers[0].items.iter_mut().for_each(|item| {
        if item.item.id == "ci-master" {
            item.because = "100% of\r\nit".into();
        }
    });
    let text = render(&report, Format::Github, Medium::default());
    assert!(text.starts_with("::error file=a%2Cb%3Ac%25.yml,title=ci-master::100%25 of%0D%0Ait\n"), "{text}");
}

#[test]
fn strict_makes_errors_of_what_waits() {
    let strict = lines(&Sketch::mixed().run(Run { strict: true, ..Run::default() }));
    assert_eq!(strict.iter().filter(|line| line.starts_with("::error ")).count(), 4);
}

#[test]
fn untrusted_text_starts_no_line_and_no_command_of_its_own() {
    for report in [Sketch::hostile().report(), Sketch::raw()] {
        let text = render(&report, Format::Github, Medium::default());
        let (last, commands) = text.trim_end_matches('\n').rsplit_once('\n').map(|(c, l)| (l, c)).unwrap();
        assert!(last.starts_with("ci-extensions: "), "{last}");
        for line in commands.split(['\n', '\r']) {
            let (head, _) = line.strip_prefix("::").expect(line).split_once("::").expect(line);
            let (name, properties) = head.split_once(' ').expect(head);
            assert!(["error", "warning", "notice"].contains(&name), "{name}");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').expect(property);
                assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{key}");
                assert!(!value.contains([':', '\n']), "{value}");
            }
        }
    }
}
