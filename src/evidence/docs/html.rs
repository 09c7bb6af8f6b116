//! The HTML that READMEs use for titles and pictures, to [`Block`]s. Tolerant: whatever is odd is text or nothing.

use super::{Block, BlockKind, Image, Link};

/// The blocks of the HTML `raw`, which starts at byte `base` of its document.
pub fn blocks(raw: &str, base: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open = Block::new(BlockKind::Paragraph, base..base, false);
    let mut link: Option<(usize, String)> = None;
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(tag) = tag_at(rest) else {
            let end = rest.get(1..).and_then(|r| r.find('<')).map_or(rest.len(), |i| i + 1);
            let text = rest.get(..end).unwrap_or_default();
            if !text.trim().is_empty() {
                if open.text.is_empty() {
                    open.range.start = base + at + (text.len() - text.trim_start().len());
                }
                open.range.end = base + at + text.trim_end().len();
            }
            fold(&mut open.text, &unescape(text));
            at += end;
            continue;
        };
        let next = at + tag.length;
        match (tag.name.as_str(), tag.closing) {
            ("img", _) => {
                open.range.end = base + next;
                open.images.extend(image(rest.get(..tag.length).unwrap_or_default()));
            }
            ("br", _) => fold(&mut open.text, " "),
            ("a", false) => link = attribute(tag.attributes, "href").map(|url| (open.text.len(), url)),
            ("a", true) => {
                if let Some((from, url)) = link.take() {
                    let text = open.text.get(from..).unwrap_or_default().trim().to_owned();
                    open.links.push(Link { text, url });
                }
            }
            (name, closing) => {
                if let Some(kind) = kind_of(name) {
                    close(&mut blocks, &mut open);
                    link = None;
                    let kind = if closing { BlockKind::Paragraph } else { kind };
                    open = Block::new(kind, base + next..base + next, false);
                }
            }
        }
        at = next;
    }
    close(&mut blocks, &mut open);
    blocks
}

/// The picture that the tag `<img …>` shows.
pub fn image(tag: &str) -> Option<Image> {
    let tag = tag_at(tag).filter(|tag| tag.name == "img")?;
    let url = attribute(tag.attributes, "src")?;
    Some(Image { alt: attribute(tag.attributes, "alt").unwrap_or_default(), url })
}

/// Appends `text` to `folded` with every stretch of white space as one space, none at the start.
pub fn fold(folded: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
}

struct HtmlTag<'a> {
    name: String,
    closing: bool,
    attributes: &'a str,
    length: usize,
}

/// The tag or comment that `text` starts with; comments have no name.
fn tag_at(text: &str) -> Option<HtmlTag<'_>> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let length = comment.find("-->").map_or(text.len(), |end| end + 7);
        return Some(HtmlTag { name: String::new(), closing: false, attributes: "", length });
    }
    let inside = text.strip_prefix('<')?;
    let closing = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if name.is_empty() {
        return None;
    }
    let mut quote = None;
    let end = text.char_indices().find_map(|(i, c)| {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return Some(i + 1),
            _ => {}
        }
        None
    });
    let length = end.unwrap_or(text.len());
    let skip = 1 + usize::from(closing) + name.len();
    let attributes = text.get(skip..length).unwrap_or_default().trim_end_matches('>');
    Some(HtmlTag { name, closing, attributes, length })
}

/// The value of the attribute `name`.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some(equals) = rest.find('=') {
        let key = rest.get(..equals)?.trim().rsplit(|c: char| c.is_whitespace()).next()?.to_ascii_lowercase();
        let value = rest.get(equals + 1..)?.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote)?,
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if key == name {
            return Some(unescape(value.trim().trim_end_matches('/')));
        }
        rest = after;
    }
    None
}

/// What a block-level element becomes; `None` for elements within a line.
fn kind_of(name: &str) -> Option<BlockKind> {
    let level =
        name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()).filter(|level| (1..=6).contains(level));
    if let Some(level) = level {
        return Some(BlockKind::Heading(level));
    }
    match name {
        "li" => Some(BlockKind::Bullet { depth: 1 }),
        "tr" => Some(BlockKind::Row),
        "pre" => Some(BlockKind::Code),
        "p" | "div" | "center" | "table" | "thead" | "tbody" | "ul" | "ol" | "section" | "article" | "details"
        | "summary" | "blockquote" | "hr" | "header" | "footer" | "figure" | "dl" | "dt" | "dd" => {
            Some(BlockKind::Paragraph)
        }
        _ => None,
    }
}

fn close(blocks: &mut Vec<Block>, open: &mut Block) {
    open.text.truncate(open.text.trim_end().len());
    if !open.text.is_empty() || !open.images.is_empty() {
        let fresh = Block::new(BlockKind::Paragraph, open.range.end..open.range.end, false);
        blocks.push(std::mem::replace(open, fresh));
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}
