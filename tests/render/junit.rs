//! JUnit XML.

use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Run;

use crate::support::report::Sketch;

fn xml(sketch: &Sketch) -> String {
    render(&sketch.report(), Format::Junit, Medium::default())
}

/// Attributes of the document's first element: tests, failures, errors.
fn sums(text: &str) -> (usize, usize, usize) {
    let head = text.lines().find(|line| line.contains("<testsuites")).expect("a root");
    let of = |name: &str| {
        let (_, rest) = head.split_once(&format!(" {name}=\"")).expect(name);
        rest.split('"').next().unwrap().parse().unwrap()
    };
    (of("tests"), of("failures"), of("errors"))
}

#[test]
fn failures_are_what_the_exit_code_counts() {
    let all = plugin_ready::checklist::ITEMS.len();
    assert_eq!(sums(&xml(&Sketch::new())), (all, 0, 0));
    assert_eq!(sums(&xml(&Sketch::mixed())), (all, 1, 0));
    assert_eq!(sums(&xml(&Sketch::mixed().target("marketplace"))), (all, 2, 0));
    assert_eq!(sums(&xml(&Sketch::mixed().run(Run { strict: true, ..Run::default() }))), (all, 3, 1));
}

#[test]
fn a_case_says_what_why_and_what_next() {
    let text = xml(&Sketch::mixed());
    let from = text.find("<testcase name=\"ci-master\"").unwrap();
    let case = &text[from..from + text[from..].find("</testcase>").unwrap()];
    insta::assert_snapshot!(case, @r#"
    <testcase name="ci-master" classname="plugin-ready.ci-extensions">
                <failure message="fail: no workflow builds the bundle when main is pushed" type="fail">no workflow builds the bundle when main is pushed
    at .github/workflows/ci.yml:4:5
    at Makefile
    next (your CI): add a job that runs `make dist` on pushes to main</failure>
    "#);
}

#[test]
fn several_plugins_share_one_document() {
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::new().folder("b").report());
    let text = render_all(&[&one, &two], Format::Junit, Medium::default());
    assert_eq!(sums(&text), (2 * plugin_ready::checklist::ITEMS.len(), 1, 0));
    assert!(text.contains("<testsuite name=\"b: ci-extensions\""));
}

#[test]
fn what_xml_forbids_is_not_written() {
    for report in [Sketch::hostile().report(), Sketch::raw()] {
        let text = render(&report, Format::Junit, Medium::default());
        let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
        assert_eq!(text.chars().find(|c| !legal(*c)), None);
        assert!(!text.contains("<script"), "markup of the plugin's own");
        assert!(!text.contains("]]>"), "the end of a CDATA section");
    }
}
