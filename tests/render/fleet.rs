//! The page of a fleet. What a browser makes of it is tried in tests/consumers.

use base64::Engine as _;
use plugin_ready::render::Medium;
use plugin_ready::render::fleet::{Format, render};
use plugin_ready::verdict::{CAVEAT, Judgement};
use ring::digest::{SHA256, digest};

use super::html::{is_inert, tags, without};
use crate::support::fleet::{fleet, mixed, row};
use crate::support::report::Sketch;

fn page() -> String {
    render(&mixed(), Format::Html, Medium::default())
}

#[test]
fn it_holds_only_elements_of_ours() {
    is_inert(&page(), &["small", "label", "input", "output", "button"]);
    assert!(!page().contains("<script>alert"));
}

#[test]
fn the_policy_allows_its_own_style_sheets_and_script_and_nothing_else() {
    let page = page();
    let source = |text: &String| {
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(digest(&SHA256, text.as_ref())))
    };
    let (styles, scripts) = (without(&page, "style").1, without(&page, "script").1);
    let styles: Vec<String> = styles.iter().map(source).collect();
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        styles.join(" "),
        source(&scripts[0])
    );
    assert_eq!(scripts.len(), 1);
    assert!(page.contains(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")), "{policy}");
    for forbidden in ["innerHTML", "eval", "fetch", "XMLHttp", "import(", "document.write"] {
        assert!(!scripts[0].contains(forbidden), "{forbidden}");
    }
}

#[test]
fn every_row_stands_in_a_body_of_its_own_and_no_id_twice() {
    let page = page();
    let tags = tags(&page);
    assert_eq!(tags.iter().filter(|(name, _)| name == "tbody").count(), 6);
    let mut ids: Vec<&String> =
        tags.iter().flat_map(|(_, attributes)| attributes).filter(|(key, _)| key == "id").map(|(_, id)| id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn what_several_meet_for_the_last_time_is_told() {
    let refused = Judgement::pass("a job builds it").help("let it").fact(CAVEAT, "GitHub refuses this call");
    let report = Sketch::new().item("ci-master", refused).report();
    let fleet = fleet(vec![row("a", &report), row("b", &report), row("c", &Sketch::new().report())], None);
    let told: Vec<_> = fleet.levers.iter().map(|lever| (lever.id.as_str(), lever.plugins.len())).collect();
    assert_eq!(told, [("ci-master", 2)]);
    assert_eq!((fleet.levers[0].help.as_deref(), fleet.census().ready), (Some("let it"), 3), "they pass all the same");
}

#[test]
fn it_says_how_many_are_ready_what_clears_many_and_what_changed() {
    let page = page();
    assert!(page.contains("<h2>1 of 4 is ready for ci-extensions</h2>"), "the headline");
    for told in
        ["no plugin: plugin.yaml is a Helm plugin’s", "could not be judged: no such folder", "the network was slow"]
    {
        assert!(page.contains(told) || page.contains(&told.replace('’', "'")), "{told}");
    }
    assert!(page.contains("better: The ready one: ci-master fail → pass"), "what got better");
    assert!(page.contains("worse: plugins/mixed: ci-master pass → fail"), "what got worse");
    assert!(page.contains("new: plugins/hostile") && page.contains("gone: plugins/gone"));
    assert!(page.contains("<b>2026-12-15</b>: waiver of compatible-licence, plugins/mixed"), "a waiver that ends soon");
    let ready = fleet(vec![row("a", &Sketch::new().report())], None);
    assert!(render(&ready, Format::Html, Medium::default()).contains("<h2>1 of 1 is ready for ci-extensions</h2>"));
}

#[test]
fn a_tier_has_the_tone_of_its_own_items() {
    let waits = Sketch::new().item("ci-master", plugin_ready::verdict::Judgement::fail("no CI")).item(
        "qa-pass",
        plugin_ready::verdict::Judgement::pending(plugin_ready::evidence::Role::Qa, "QA has not signed off"),
    );
    let page = render(&fleet(vec![row("a", &waits.report())], None), Format::Html, Medium::default());
    let cells: Vec<&str> = page.split("<td class=\"").skip(1).filter_map(|cell| cell.split('"').next()).collect();
    assert_eq!(cells[..4], ["fail", "pending", "na", "na"], "red only where something fails");
}
