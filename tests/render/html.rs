//! The page: one file, nothing fetched, nothing of the plugin's acting in it. What a browser makes of it is tried in
//! tests/consumers.

use std::collections::BTreeSet;

use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Report;

use crate::support::report::Sketch;

fn page(report: &Report) -> String {
    render(report, Format::Html, Medium::default())
}

/// `page` without what stands between `<name>` and `</name>`, and those texts.
pub(super) fn without(page: &str, name: &str) -> (String, Vec<String>) {
    let (mut rest, mut out, mut texts) = (page, String::new(), Vec::new());
    while let Some((before, after)) = rest.split_once(&format!("<{name}>")) {
        let (text, after) = after.split_once(&format!("</{name}>")).unwrap();
        out.push_str(before);
        texts.push(text.to_owned());
        rest = after;
    }
    (out + rest, texts)
}

/// Every start tag of `page`, but for style sheets and scripts: its name and its attributes.
pub(super) fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    without(&without(page, "style").0, "script")
        .0
        .split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with(['/', '!']))
        .map(|tag| {
            // Attribute values are quoted and have `<`, `>` and `"` escaped, so a tag ends at the first `>`.
            let (inside, _) = tag.split_once('>').expect(tag);
            let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
            let mut attributes = Vec::new();
            while !rest.trim().is_empty() {
                let end = rest.find(['=', ' ']).unwrap_or(rest.len());
                let key = rest[..end].to_owned();
                if let Some(value) = rest[end..].strip_prefix("=\"") {
                    let (value, after) = value.split_once('"').expect(inside);
                    attributes.push((key, value.to_owned()));
                    rest = after.trim_start();
                } else {
                    attributes.push((key, String::new()));
                    rest = rest[end..].trim_start();
                }
            }
            (name.to_owned(), attributes)
        })
        .collect()
}

pub(super) const ALLOWED: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "body",
    "main",
    "article",
    "header",
    "footer",
    "section",
    "div",
    "span",
    "p",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "a",
    "b",
    "code",
    "pre",
    "mark",
    "figure",
    "figcaption",
    "details",
    "summary",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "symbol",
    "use",
    "circle",
    "path",
    "rect",
    "text",
    "g",
    "em",
    "strong",
    "br",
];

/// Fails unless `page` holds elements of ours alone, and nothing in them acts.
#[track_caller]
pub(super) fn is_inert(page: &str, more: &[&str]) {
    for (name, attributes) in tags(page) {
        assert!(ALLOWED.contains(&name.as_str()) || more.contains(&name.as_str()), "<{name}>");
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && key != "style" && key != "src", "<{name} {key}>");
            if key == "href" {
                let of_a_page = value.starts_with("https://") && name == "a" && !value.contains("evil");
                assert!(value.starts_with('#') || of_a_page, "<{name} href={value}>");
            }
        }
    }
}

#[test]
fn the_page_holds_only_elements_of_ours_and_no_code() {
    for report in [Sketch::new().report(), Sketch::mixed().report(), Sketch::hostile().report(), Sketch::raw()] {
        is_inert(&page(&report), &[]);
        assert_eq!(without(&page(&report), "script").1, [""; 0]);
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_and_nothing_else() {
    use base64::Engine as _;
    use ring::digest::{SHA256, digest};
    let page = page(&Sketch::mixed().report());
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64::engine::general_purpose::STANDARD.encode(digest(&SHA256, style.as_ref()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    assert!(page.contains(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")));
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains('<'));
}

#[test]
fn anchors_are_unique_and_every_reference_has_one() {
    let (one, two) = (Sketch::mixed().report(), Sketch::mixed().folder("b").report());
    let page = render_all(&[&one, &two], Format::Html, Medium::default());
    let attributes: Vec<(String, String)> = tags(&page).into_iter().flat_map(|(_, attributes)| attributes).collect();
    let ids: Vec<&str> = attributes.iter().filter(|(key, _)| key == "id").map(|(_, id)| id.as_str()).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice");
    for (key, value) in &attributes {
        let wanted = value.strip_prefix('#').filter(|_| key == "href");
        assert!(wanted.is_none_or(|id| known.contains(id)), "{key}={value} leads nowhere");
    }
    assert_eq!(tags(&page).iter().filter(|(name, _)| name == "main").count(), 1);
}

#[test]
fn no_attribute_stands_twice() {
    for (name, attributes) in tags(&page(&Sketch::mixed().report())) {
        let keys: BTreeSet<&String> = attributes.iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), attributes.len(), "<{name}> {attributes:?}");
    }
}

#[test]
fn what_is_open_up_to_the_target_lies_open() {
    let page = page(&Sketch::mixed().report());
    let open: Vec<&str> = page
        .split("<details ")
        .skip(1)
        .filter_map(|details| details.split_once('>'))
        .filter(|(tag, _)| tag.contains(" open"))
        .filter_map(|(tag, _)| tag.split_once("id=\"r1-"))
        .filter_map(|(_, id)| id.split('"').next())
        .collect();
    assert_eq!(open, ["basic-code-review", "ci-master", "nightly-build", "compatible-licence"]);
}

#[test]
fn it_says_where_the_plugin_stands_and_who_is_next() {
    let mixed = page(&Sketch::mixed().report());
    assert!(mixed.contains("<h2>Not ready for ci-extensions yet</h2>"));
    assert!(mixed.contains("you are here"));
    assert!(mixed.contains("<h3>Core committer</h3>"));
    let ready = page(&Sketch::new().report());
    assert!(ready.contains("<h2>Ready for ci-extensions</h2>"));
    assert!(ready.contains("5 of 5 items are met"));
    assert!(!ready.contains("you are here"));
}

#[test]
fn the_map_names_the_folders_and_sums_them_up() {
    let page = page(&Sketch::mixed().report());
    assert!(page.contains("<title>server/command/*: 640 own, 0 template</title>"));
    assert!(page.contains("<b>1,712</b> own"), "the legend");
    assert!(!self::page(&Sketch::new().report()).contains("Own code and boilerplate"), "no map without facts");
}
