//! Sign-offs for tests.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use plugin_ready::checklist::Item;
use plugin_ready::config::Config;
use plugin_ready::error::Place;
use plugin_ready::evidence::sign_off::{Answer, Claims, Entry, Focus, Ledger, Linked, People};
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Need};
use plugin_ready::source::web::Offline;
use plugin_ready::source::{Ask, ledger};
use plugin_ready::verdict::{Judgement, Verdict};

use super::git::History;

/// The day on which tests run, wherever on earth.
pub(crate) const TODAY: Date = date(2026, 11, 22);
/// Where tests keep their sign-offs.
pub(crate) const RECORD: &str = "plugin-ready.toml";

/// A sign-off of `item` by `by` on `commit`.
pub(crate) fn entry(item: &str, by: &str, commit: &str) -> Entry {
    Entry {
        item: item.to_owned(),
        by: by.to_owned(),
        commit: commit.to_owned(),
        date: date(2026, 6, 1),
        until: None,
        focus: None,
        release: None,
        link: None,
        note: None,
        place: Place::line(RECORD, "\n\n[[sign-off]]\n", 3),
    }
}

/// The same, with an eye on security.
pub(crate) fn secure(item: &str, by: &str, commit: &str) -> Entry {
    Entry { focus: Some(Focus::Security), ..entry(item, by, commit) }
}

/// An author's answer.
pub(crate) fn answer(item: &str, text: &str) -> Answer {
    Answer { item: item.to_owned(), text: text.to_owned(), place: Place::line(RECORD, "[[answer]]\n", 1) }
}

/// Entries as plugin-ready.toml writes them.
pub(crate) fn written(entries: &[Entry]) -> String {
    let mut text = String::from("target = \"ci-extensions\"\n");
    for entry in entries {
        text.push_str(&format!(
            "\n[[sign-off]]\nitem = \"{}\"\nby = \"{}\"\ncommit = \"{}\"\ndate = {}\n",
            entry.item, entry.by, entry.commit, entry.date
        ));
        if let Some(until) = entry.until {
            text.push_str(&format!("until = {until}\n"));
        }
        for (key, value) in [("focus", entry.focus.map(Focus::name)), ("release", entry.release.as_deref())] {
            if let Some(value) = value {
                text.push_str(&format!("{key} = \"{value}\"\n"));
            }
        }
    }
    text
}

/// A person in every role, called as the role; two core committers and two people of QA.
pub(crate) fn people() -> People {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    People {
        core_committers: set(&["alice", "bob", "carl"]),
        qa: set(&["quinn", "quentin"]),
        pm: set(&["petra"]),
        security: set(&["sam"]),
        ..People::default()
    }
}

/// What is claimed, by [`people`] and for plugin-ready.toml in the root.
pub(crate) fn claims(entries: &[Entry]) -> Claims {
    Claims { path: RECORD.to_owned(), entries: entries.to_vec(), people: people(), ..Claims::default() }
}

/// The evidence that `history` gives on `claims`.
pub(crate) fn evidence(history: &History, claims: Claims) -> Evidence {
    with_github(history, claims, Vec::new())
}

/// The same, with what GitHub says.
pub(crate) fn with_github(history: &History, claims: Claims, pull_requests: Vec<Linked>) -> Evidence {
    let source = history.source();
    let config = Config::default();
    let now = TODAY.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let ask = Ask {
        config: &config,
        official: claims.official,
        web: &Offline,
        timeout: Duration::ZERO,
        nightly_url: None,
        index: None,
        github: None,
        now,
    };
    let mut evidence = source.evidence(Fact::Absent, &[Need::Releases], &ask);
    let ledger = ledger::collect(Some(&history.handle()), &source.repository, claims, pull_requests, &|_| false, TODAY);
    evidence.sign_offs = Fact::Seen(ledger);
    evidence
}

/// The evidence without a repository and with a ledger that holds no sign-off.
pub(crate) fn unsigned(ledger: Ledger) -> Evidence {
    Evidence { sign_offs: Fact::Seen(ledger), ..Evidence::default() }
}

/// Nobody could look.
pub(crate) fn blind() -> Evidence {
    Evidence {
        sign_offs: Fact::Blind(Cause::new(CauseKind::Malformed, "plugin-ready.toml could not be read")),
        ..Evidence::default()
    }
}

/// An item's judgement, with its verdict by name.
pub(crate) fn judge(item: &Item, evidence: &Evidence) -> (String, Judgement) {
    let judgement = (item.judge)(evidence);
    let name = match &judgement.verdict {
        Verdict::Pending(role) => format!("pending {role}"),
        Verdict::Unknown(cause) => format!("unknown {}", cause.kind),
        other => other.name().to_owned(),
    };
    (name, judgement)
}
