//! Time zones that are none, and clocks that are far off: the report is the same but for what is dated.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use plugin_ready::checklist::ITEMS;
use plugin_ready::config;
use plugin_ready::evidence::Need;
use plugin_ready::evidence::manifest;
use plugin_ready::source::ledger::{latest_date, today};
use plugin_ready::source::web::Offline;
use plugin_ready::source::{Ask, Source};
use plugin_ready::verdict::Verdict;
use proptest::prelude::*;

use crate::hostile::same;
use crate::support::dice::Dice;
use crate::support::fixture::Fixture;
use crate::support::hostile::{Victim, hold};
use crate::support::run::program;

/// What TZ may hold: names, paths, rules as POSIX has them, and what is nothing of the kind.
fn zones() -> Vec<String> {
    let mut zones: Vec<String> = [
        ":/etc/passwd",
        ":/dev/zero",
        ":/proc/self/mem",
        "/etc",
        ":",
        "UTC",
        "Pacific/Kiritimati",
        "Etc/GMT+12",
        "../../../../etc/shadow",
        "<+14>-14",
        "<-12>12",
        "AAA-24:59:59BBB,J1/0,J365/167",
        "XXX+99:99:99",
        "EST5EDT,M3.2.0,M11.1.0",
        "\u{1b}[31m",
        "\u{202e}",
        "%s%n%n",
    ]
    .map(str::to_owned)
    .to_vec();
    zones.push("A".repeat(5_000));
    zones.push(format!(":{}", "/x".repeat(10_000)));
    let mut dice = Dice::new(9);
    let parts = ["UTC", "<", ">", "+", "-", "14", ":", "/", ",", "M3.2.0", "J60", "é", " ", "..", "Europe/Paris", "99"];
    zones.extend((0..20).map(|_| (0..1 + dice.below(8)).map(|_| dice.pick(&parts)).collect::<String>()));
    zones
}

#[test]
fn no_time_zone_shows() {
    let fixture = Fixture::new("ready-community");
    let expected = same::run(fixture.root(), "json", &[("TZ", "UTC")]);
    for zone in zones() {
        assert_eq!(same::run(fixture.root(), "json", &[("TZ", &zone)]), expected, "TZ={zone}");
    }
    for format in same::FORMATS {
        let far = ["<+14>-14", "<-12>12"].map(|zone| same::run(fixture.root(), format, &[("TZ", zone)]));
        assert_eq!(far[0], far[1], "{format}");
    }
}

#[test]
fn a_sign_off_is_dated_alike_in_every_time_zone() {
    let dates = ["<+14>-14", "<-12>12", ":/etc/passwd"].map(|zone| {
        // Midnight may pass between two of them.
        let (victim, before) = (Victim::new(), today(Timestamp::now()));
        let args = ["sign-off", "complete-code-review", "--by", "alice"];
        let ran = hold(program().args(args).current_dir(victim.root()).env("TZ", zone));
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let written = std::fs::read_to_string(victim.path("plugin-ready.toml")).unwrap();
        [before, today(Timestamp::now())].iter().any(|date| written.contains(&format!("date = {date}\n")))
    });
    assert_eq!(dates, [true; 3]);
}

/// Every item's verdict on the plugin, as it is judged at `now`.
fn verdicts(root: &Path, now: Timestamp) -> Vec<(&'static str, Verdict)> {
    let source = Source::open(root, true).unwrap();
    let text = String::from_utf8(source.reader().read(config::NAME, 1 << 20).unwrap().to_vec()).unwrap();
    let vocabulary = plugin_ready::checklist::vocabulary();
    let config = config::parse(config::NAME, &text, config::Author::Plugin, &vocabulary).unwrap();
    let ask = Ask {
        config: &config,
        official: false,
        web: &Offline,
        timeout: std::time::Duration::from_secs(1),
        nightly_url: None,
        github: None,
        index: None,
        now,
    };
    let needs: Vec<Need> = ITEMS.iter().flat_map(|item| item.needs).copied().collect();
    let manifest = manifest::find(&source.repository, source.reader()).fact().ok().unwrap();
    let evidence = source.evidence(manifest, &needs, &ask);
    ITEMS.iter().map(|item| (item.id, (item.judge)(&evidence).verdict)).collect()
}

#[test]
fn a_clock_that_is_far_off_changes_only_what_is_dated() {
    let victim = Victim::new();
    let expected = verdicts(victim.root(), "2026-11-22T12:00:00Z".parse().unwrap());
    assert!(expected.iter().filter(|(_, verdict)| *verdict == Verdict::Pass).count() > 5);
    for seconds in [i64::MIN, -1, 0, 1 << 31, 7_258_118_400, i64::MAX] {
        let now =
            Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second())).unwrap();
        for (then, before) in verdicts(victim.root(), now).iter().zip(&expected) {
            // A review of this year was not made yet in 1970.
            assert!(then == before || then.0 == "basic-code-review", "{now}: {then:?}");
        }
    }
}

proptest! {
    #[test]
    fn every_time_has_a_date(seconds in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second()) {
        let now = Timestamp::from_second(seconds).unwrap();
        let dates: [Date; 2] = [today(now), latest_date(now)];
        prop_assert!(dates[0] <= dates[1]);
    }
}
