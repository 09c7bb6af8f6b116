//! Markdown for pull requests, issues and job summaries: what a reader of it makes of ours, and of what is not ours.

use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Report;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::support::report::Sketch;

fn markdown(report: &Report) -> String {
    render(report, Format::Markdown, Medium::default())
}

fn events(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS).collect()
}

fn count(events: &[Event<'_>], wanted: impl Fn(&Tag<'_>) -> bool) -> usize {
    events.iter().filter(|event| matches!(event, Event::Start(tag) if wanted(tag))).count()
}

#[test]
fn each_item_is_a_row_with_its_verdict_fact_place_and_next_step() {
    let text = markdown(&Sketch::mixed().report());
    for row in [
        "| ⏳ pending | basic-code-review | nobody has signed off a review of this commit | ask a core committer to run: \
         plugin-ready sign-off basic-code-review --by HANDLE |",
        "| ❌ fail | ci-master | no workflow builds the bundle when main is pushed (`.github/workflows/ci.yml:4:5`) | add a \
         job that runs `make dist` on pushes to main |",
        "| ❔ unknown | nightly-build | the network was not asked |  |",
        "| ❌ fail | compatible-licence | GPL-3.0-only is in category X (`LICENSE`) _waived by alice until 2026-12-15: \
         relicensing is under way_ |  |",
        "| ➖ not-applicable | high-availability | the plugin has no server part |  |",
    ] {
        assert!(text.lines().any(|line| line == row), "{row}\n{text}");
    }
    assert!(text.starts_with("## Readiness of Weather\n\nci-extensions: 1 of 5 pass, "), "{text}");
    assert!(text.contains("\n- **core committer**: basic-code-review\n"), "{text}");
}

#[test]
fn every_tier_is_a_table_and_every_item_a_row_of_it() {
    let (tiers, items) = (plugin_ready::checklist::TIERS.len(), plugin_ready::checklist::ITEMS.len());
    for report in [Sketch::new().report(), Sketch::mixed().report(), Sketch::hostile().report(), Sketch::raw()] {
        let text = markdown(&report);
        let events = events(&text);
        assert_eq!(count(&events, |tag| matches!(tag, Tag::Table(_))), tiers, "{text}");
        assert_eq!(count(&events, |tag| matches!(tag, Tag::TableRow)), items, "{text}");
        assert_eq!(count(&events, |tag| matches!(tag, Tag::TableCell)), 4 * (items + tiers), "{text}");
        assert_eq!(count(&events, |tag| matches!(tag, Tag::Heading { .. })), 1 + tiers, "{text}");
    }
}

#[test]
fn untrusted_text_is_text() {
    const OURS: [&str; 5] =
        ["<details><summary>Hints: advice, never part of a tier</summary>", "</details>", "<sub>", "</sub>", ""];
    for report in [Sketch::hostile().report(), Sketch::raw()] {
        let text = markdown(&report);
        let mut prose = String::new();
        for event in events(&text) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => assert!(OURS.contains(&html.trim()), "{html}"),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    panic!("it leads to {dest_url}")
                }
                Event::Start(tag @ (Tag::CodeBlock(_) | Tag::Strikethrough)) => panic!("{tag:?}"),
                Event::Text(text) => prose.push_str(&text),
                _ => {}
            }
        }
        // GitHub makes links of bare addresses and notifies whom it names, but not in code.
        assert!(!prose.contains("https://evil") && !prose.contains("@channel"), "{prose}");
    }
}

#[test]
fn backticks_mark_code_if_they_are_paired() {
    use plugin_ready::verdict::Judgement;
    let row = |because: &str| {
        let text = markdown(&Sketch::new().item("ci-master", Judgement::fail(because)).report());
        text.lines().find(|line| line.contains("| ci-master |")).unwrap().to_owned()
    };
    assert!(row("job `a_b` runs `make *dist*`").contains("| job `a_b` runs `make *dist*` |"));
    assert!(row("an odd ` and a*").contains("| an odd \\` and a\\* |"));
    assert!(row("`a\\|b` | c").contains("| `a\\¦b` \\| c |"), "a bar ends no cell: {}", row("`a\\|b` | c"));
    let shown = |because: &str| {
        let text = markdown(&Sketch::new().item("ci-master", Judgement::fail(because)).report());
        events(&text)
            .into_iter()
            .filter_map(|e| if let Event::Code(code) = e { Some(code.to_string()) } else { None })
            .collect()
    };
    let codes: Vec<String> = shown("run `one || true`, then `a | b | c`, a || b, \\| and \\\\|");
    assert_eq!(codes, ["one || true", "a | b | c"], "a command is copied as it is to be run");
    let codes: Vec<String> = shown("see https://example.org/a_b?c=d*, (http://x.org/y|z). https:// @https://e.org.");
    assert_eq!(codes, ["https://example.org/a_b?c=d*", "http://x.org/y|z", "https://", "https://e.org"]);
}

#[test]
fn several_reports_follow_each_other() {
    let (one, two) = (Sketch::new().report(), Sketch::mixed().report());
    let text = render_all(&[&one, &two], Format::Markdown, Medium::default());
    assert_eq!(text.matches("## Readiness of Weather\n").count(), 2);
}
