//! What every page has in common: one file that asks for nothing, its policy, its icons, and the way past its head.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest::{SHA256, digest};

use crate::render::words::commit;

/// The style sheet of all pages.
const STYLE: &str = include_str!("style.css");

/// What a page has that others have not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Own {
    /// A style sheet beside the common one.
    pub(crate) style: Option<&'static str>,
    /// A script; the page has to serve without it.
    pub(crate) script: Option<&'static str>,
}

/// A page. It may use the style sheets and the script that it holds and nothing else: no image, font, frame, form or
/// request.
pub(crate) fn page(title: &str, own: Own, content: &Markup) -> String {
    let styles: Vec<&str> = std::iter::once(STYLE).chain(own.style).collect();
    let sources: Vec<String> = styles.iter().map(|style| source(style)).collect();
    let script = own.script.map(|script| format!(" script-src {};", source(script))).unwrap_or_default();
    let policy =
        format!("default-src 'none'; style-src {};{script} base-uri 'none'; form-action 'none'", sources.join(" "));
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "plugin-ready " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                @for style in styles { style { (PreEscaped(style)) } }
            }
            body {
                (icons())
                a.skip href="#report" { "Skip to the report" }
                main #report { (content) }
                @if let Some(script) = own.script { script { (PreEscaped(script)) } }
            }
        }
    };
    page.into_string() + "\n"
}

/// What the policy calls a text that the page holds.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}

/// The icon called `name`, which is a tone or `chevron`.
pub(crate) fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ "#icon-" (name) } {} } }
}

/// A ring that shows how many stand where: tones with their counts, and in its middle how many of them are `what`.
pub(crate) fn ring(label: &str, count: usize, what: &str, shares: &[(&str, usize)]) -> Markup {
    let all: usize = shares.iter().map(|(_, count)| count).sum();
    // A little air between two arcs, but none where one goes all the way round.
    let gap = |length: usize| if length == all { 0 } else { all };
    let mut from = 0;
    let mut arcs = Vec::new();
    for (tone, length) in shares.iter().filter(|(_, length)| *length > 0) {
        arcs.push((tone, from, *length));
        from += length;
    }
    html! {
        svg.ring viewBox="0 0 120 120" role="img" aria-label=(label) {
            circle cx="60" cy="60" r="50" {}
            @for (tone, from, length) in arcs {
                circle class={ "arc " (tone) } cx="60" cy="60" r="50" pathLength=(all * 100)
                    stroke-dasharray={ (length * 100 - gap(length)) " " (all * 100) }
                    stroke-dashoffset={ "-" (from * 100) } transform="rotate(-90 60 60)" {}
            }
            text x="60" y="65" { (count) "/" (all) }
            text.small x="60" y="82" { (what) }
        }
    }
}

/// What the report was made with.
pub(crate) fn tool(tool: &crate::report::Tool) -> Markup {
    html! {
        "plugin-ready " (tool.version) ", checklist of " (tool.checklist)
        @if !tool.template_index.is_empty() { ", template index " span.mono { (commit(&tool.template_index)) } }
        @if !tool.licence_table.is_empty() { ", licence table of " (tool.licence_table) }
        ". "
    }
}

/// The shapes that the page refers to; each verdict differs by shape and not by colour alone.
fn icons() -> Markup {
    let round = |name: &str, inner: Markup| {
        html! {
            symbol id={ "icon-" (name) } viewBox="0 0 20 20" {
                circle cx="10" cy="10" r="9" fill="none" stroke="currentColor" stroke-width="1.8" {}
                (inner)
            }
        }
    };
    let stroke = |d: &str| {
        html! {
            path d=(d) fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
                stroke-linejoin="round" {}
        }
    };
    html! {
        svg width="0" height="0" aria-hidden="true" {
            (round("pass", stroke("M5.8 10.4l2.9 2.9 5.5-6.2")))
            (round("fail", stroke("M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4")))
            (round("pending", stroke("M10 5.2V10l3.2 2")))
            (round("unknown", stroke("M7.6 7.8c.2-1.5 1.2-2.3 2.5-2.3 1.4 0 2.4.9 2.4 2.1 0 1.7-2.4 1.9-2.4 3.7M10.1 14.4v.1")))
            (round("na", stroke("M6.4 10h7.2")))
            symbol id="icon-chevron" viewBox="0 0 10 10" { (stroke("M3 1.2L7 5 3 8.8")) }
        }
    }
}
