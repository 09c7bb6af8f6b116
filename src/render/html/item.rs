//! An item as a card that opens: the fact, its evidence, what to do, and whose rule it is.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::super::words;
use super::frame::icon;
use super::{anchor, prose, sentence_case, tone};
use crate::report::{HintReport, ItemReport, Location, Waived};

/// Places shown for one item.
const PLACES: usize = 8;

/// The card of `item`, open or closed.
pub(super) fn card(item: &ItemReport, open: bool, nth: &str) -> Markup {
    let class = tone(item.verdict.mark());
    html! {
        details class={ "item " (class) } open[open] id=(anchor(nth, item.item.id)) {
            summary {
                (icon(class))
                div {
                    h3 { (sentence_case(item.item.title)) }
                    span.mono { (item.item.id) }
                    p { (prose::inline(&item.because)) }
                }
                span.tag { (item.verdict.name()) @if item.waived.is_some() { ", waived" } }
                svg.chevron aria-hidden="true" { use href="#icon-chevron" {} }
            }
            div.body {
                (places(&item.locations))
                @if let Some(waived) = &item.waived { (waiver(waived)) }
                @if let Some(help) = &item.help {
                    p.next {
                        b { @if item.met() { "Advice" } @else { "Next: " (words::who(item.who())) } }
                        (prose::inline(help))
                    }
                }
                (facts(&item.facts))
                details.more {
                    summary { "What passes, and why" }
                    div.prose {
                        (prose::page(item.item.doc))
                        p.soft {
                            "Whose rule: " a href=(item.item.page.url) rel="noreferrer" { (item.item.page.asks) }
                            ", text of " (item.item.page.date) "."
                        }
                    }
                }
            }
        }
    }
}

/// The card of a hint.
pub(super) fn hint(hint: &HintReport) -> Markup {
    html! {
        details.item.na {
            summary {
                (icon("na"))
                div {
                    h3 { (prose::inline(&hint.because)) }
                    span.mono { (hint.id) }
                }
                span.tag { "hint" }
                svg.chevron aria-hidden="true" { use href="#icon-chevron" {} }
            }
            div.body {
                (places(&hint.locations))
                p.next { b { "Next" } (prose::inline(&hint.help)) }
            }
        }
    }
}

fn places(locations: &[Location]) -> Markup {
    let more = locations.len().saturating_sub(PLACES);
    html! {
        @for location in locations.iter().take(PLACES) { (place(location)) }
        @if more > 0 { p.soft { "and " (more) " more places" } }
    }
}

fn place(location: &Location) -> Markup {
    let shown = location.excerpt.as_ref().filter(|excerpt| !excerpt.text.trim().is_empty());
    let part = |from: usize, to: usize| -> String {
        shown.map(|e| e.text.chars().skip(from).take(to.saturating_sub(from)).collect()).unwrap_or_default()
    };
    html! {
        figure.source {
            figcaption.mono { (location) }
            @if let (Some(excerpt), Some(span)) = (shown, location.span) {
                pre tabindex="0" aria-label={ "Line " (span.start.line) " of " (location.path) } {
                    code {
                        span.number aria-hidden="true" { (span.start.line) }
                        (part(0, excerpt.start))
                        mark { (part(excerpt.start, excerpt.end)) }
                        (part(excerpt.end, usize::MAX))
                    }
                }
            }
        }
    }
}

fn waiver(waived: &Waived) -> Markup {
    html! { p.next { b { "Waived by " (waived.by) " until " (waived.until) } (waived.reason) } }
}

fn facts(facts: &Map<String, Value>) -> Markup {
    html! {
        @if !facts.is_empty() {
            details.more {
                summary { "Details" }
                div.scroll {
                    table.facts {
                        caption.unseen { "Details of the finding" }
                        tbody {
                            @for (key, value) in facts {
                                tr { th scope="row" { (key.replace('_', " ")) } td { (fact(value)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn fact(value: &Value) -> Markup {
    html! {
        @match value {
            Value::Null => { "none" },
            Value::Bool(true) => { "yes" },
            Value::Bool(false) => { "no" },
            Value::Number(number) => { (number) },
            Value::String(text) => { (text) },
            Value::Array(items) if items.is_empty() => { "none" },
            Value::Array(items) => { ul { @for item in items.iter().take(50) { li { (fact(item)) } } } },
            Value::Object(members) => {
                @for (index, (key, member)) in members.iter().enumerate() {
                    @if index > 0 { ", " }
                    span.soft { (key) ": " } (fact(member))
                }
            },
        }
    }
}
