use plugin_ready::checklist::pm_ux_communication::ITEM;
use plugin_ready::evidence::sign_off::Ledger;
use plugin_ready::evidence::{Evidence, Fact};

use crate::support::sign_off::{answer, blind, judge, unsigned};

fn answered(text: &str) -> Evidence {
    unsigned(Ledger { answers: vec![answer("pm-ux-communication", text)], ..Ledger::default() })
}

#[test]
fn any_considered_answer_passes() {
    for text in ["none needed: no other team is touched", "Announced in Town Square on the day.", "no", "いいえ"] {
        let (verdict, judgement) = judge(&ITEM, &answered(text));
        assert_eq!(verdict, "pass", "{text}");
        assert!(judgement.because.contains(text));
        assert_eq!(judgement.locations[0].to_string(), "plugin-ready.toml:1:1");
    }
}

#[test]
fn without_an_answer_it_waits_for_the_author() {
    for evidence in [
        answered(""),
        answered(" ... "),
        answered("TODO"),
        answered("TBD: ask the team"),
        unsigned(Ledger::default()),
        unsigned(Ledger { answers: vec![answer("logging", "yes")], ..Ledger::default() }),
        Evidence { sign_offs: Fact::Absent, ..Evidence::default() },
    ] {
        let (verdict, judgement) = judge(&ITEM, &evidence);
        assert_eq!(verdict, "pending author");
        assert!(judgement.help.unwrap().contains("[[answer]]"));
    }
}

#[test]
fn who_does_not_know_asks_the_product_manager() {
    let (verdict, judgement) = judge(&ITEM, &answered("don't know"));
    assert_eq!(verdict, "pending pm");
    assert!(judgement.because.contains("\"don't know\""));
}

#[test]
fn a_file_that_could_not_be_read_is_unknown() {
    assert_eq!(judge(&ITEM, &blind()).0, "unknown malformed");
}
