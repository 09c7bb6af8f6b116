//! Our own pages' Markdown, and messages with `code` in them, as HTML.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A message in which backticks mark code. Nothing else in it is markup.
pub(crate) fn inline(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd backtick marks nothing.
    let paired = parts.len() % 2 == 1;
    html! {
        @if paired {
            @for (index, part) in parts.iter().enumerate() {
                @if index % 2 == 1 && !part.is_empty() { code { (part) } } @else { (part) }
            }
        } @else { (text) }
    }
}

/// An item's page: paragraphs, lists, code, emphasis, links. Whatever else Markdown knows is shown as its text.
pub(super) fn page(markdown: &str) -> Markup {
    let mut out = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(tag) => open(&tag, &mut out),
            Event::End(tag) => out.push_str(close(tag)),
            Event::Text(text) => push(&mut out, html! { (&*text) }),
            Event::Code(code) => push(&mut out, html! { code { (&*code) } }),
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>"),
            Event::Html(text) | Event::InlineHtml(text) => push(&mut out, html! { (&*text) }),
            _ => {}
        }
    }
    PreEscaped(out)
}

fn push(out: &mut String, markup: Markup) {
    out.push_str(&markup.into_string());
}

fn open(tag: &Tag<'_>, out: &mut String) {
    match tag {
        Tag::Paragraph => out.push_str("<p>"),
        Tag::Heading { .. } => out.push_str("<p><strong>"),
        Tag::List(None) => out.push_str("<ul>"),
        Tag::List(Some(_)) => out.push_str("<ol>"),
        Tag::Item => out.push_str("<li>"),
        Tag::Emphasis => out.push_str("<em>"),
        Tag::Strong => out.push_str("<strong>"),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
            out.push_str("<pre tabindex=\"0\"><code>")
        }
        Tag::Link { dest_url, .. } if dest_url.starts_with("https://") => {
            let link = html! { a href=(&**dest_url) rel="noreferrer" {} }.into_string();
            out.push_str(link.trim_end_matches("</a>"));
        }
        Tag::Link { .. } => out.push_str("<a>"),
        _ => {}
    }
}

fn close(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "</p>",
        TagEnd::Heading(_) => "</strong></p>",
        TagEnd::List(false) => "</ul>",
        TagEnd::List(true) => "</ol>",
        TagEnd::Item => "</li>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::CodeBlock => "</code></pre>",
        TagEnd::Link => "</a>",
        _ => "",
    }
}
