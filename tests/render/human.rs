//! The screen: where it stands first and last, what is open in full, the rest in short.

use plugin_ready::render::{Format, Medium, render};
use plugin_ready::report::Report;
use plugin_ready::verdict::{CAVEAT, Judgement};

use crate::support::golden;
use crate::support::report::Sketch;

fn screen(report: &Report, medium: Medium) -> String {
    render(report, Format::Human, medium)
}

#[test]
fn the_screen_of_a_plugin_on_its_way() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/human.txt");
    golden::same(&file, &screen(&Sketch::mixed().report(), Medium::default()));
}

#[test]
fn quiet_shows_only_what_is_open_up_to_the_target() {
    let quiet = Medium { quiet: true, ..Medium::default() };
    let text = screen(&Sketch::mixed().report(), quiet);
    for shown in ["ci-master", "basic-code-review", "nightly-build", "compatible-licence"] {
        assert!(text.contains(&format!(" {shown}\n")), "{shown}: {text}");
    }
    for hidden in ["plugin-manifest", "qa-pass", "changelog", "hint", "Weather"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert_eq!(screen(&Sketch::new().report(), quiet), "ci-extensions: 5 of 5 pass\n");
}

#[test]
fn what_is_met_for_the_last_time_is_told_wherever_somebody_asks_what_to_do() {
    let refused = Judgement::pass("a job builds it").help("let it").fact(CAVEAT, "GitHub refuses this call");
    let report = Sketch::new().item("ci-master", refused).report();
    let quiet = Medium { quiet: true, ..Medium::default() };
    for (format, told) in [
        (Format::Human, "  pass     ci-master\n"),
        (Format::Concise, "pass ci-master a job builds it\n"),
        (Format::Github, "::notice file=plugin.json,title=ci-master::a job builds it%0Alet it\n"),
        (Format::Gitlab, "\"check_name\": \"ci-master\""),
        (Format::Sarif, "\"ruleId\": \"ci-master\""),
    ] {
        let text = render(&report, format, quiet);
        assert!(text.contains(told), "{format:?}: {text}");
    }
}

#[test]
fn it_ends_with_where_the_plugin_stands_and_who_is_next() {
    let text = screen(&Sketch::mixed().report(), Medium::default());
    let last: Vec<&str> = text.lines().rev().take(2).collect();
    assert_eq!(last, ["next, core committer: basic-code-review", "next, your CI: ci-master"]);
    let ready = screen(&Sketch::new().report(), Medium::default());
    assert_eq!(ready.lines().last(), Some("ci-extensions: 5 of 5 pass"));
    let refused = Judgement::pass("a job builds it").fact(CAVEAT, "GitHub refuses this call");
    let last_time = screen(&Sketch::new().item("ci-master", refused).report(), Medium::default());
    assert_eq!(last_time.lines().last(), Some("next, your CI: ci-master"));
}

#[test]
fn lines_keep_to_the_width_unless_a_word_is_longer() {
    for report in [Sketch::mixed().report(), Sketch::mixed().target("marketplace").report(), Sketch::hostile().report()]
    {
        for width in [70, 80, 120] {
            for line in screen(&report, Medium { width, ..Medium::default() }).lines() {
                let wide = line.chars().count() > width;
                let longest = line.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
                assert!(!wide || longest > width / 3 || line.contains('`'), "{width}: {line}");
            }
        }
    }
}

#[test]
fn a_command_is_never_broken() {
    let text = screen(&Sketch::mixed().report(), Medium { width: 50, ..Medium::default() });
    assert!(text.contains("`make dist`"), "{text}");
}

#[test]
fn colours_add_nothing_but_colours() {
    let report = Sketch::mixed().report();
    let colours = screen(&report, Medium { colour: true, ..Medium::default() });
    assert!(colours.contains("\u{1b}[31m"));
    let mut plain = String::new();
    for (index, part) in colours.split('\u{1b}').enumerate() {
        plain.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    let trimmed: Vec<&str> = plain.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.join("\n") + "\n", screen(&report, Medium::default()));
}

#[test]
fn untrusted_text_acts_on_no_terminal() {
    let text = screen(&Sketch::hostile().report(), Medium::default());
    assert!(!text.chars().any(|c| c != '\n' && plugin_ready::error::text::is_invisible(c)), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::") || line.contains("##[")), "{text}");
}
