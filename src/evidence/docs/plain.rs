//! reStructuredText, AsciiDoc, Org and plain text to [`Block`]s: headings, paragraphs and lists by their looks.

use super::html::fold;
use super::{Block, BlockKind, Image, Link, MOST_BLOCKS};

/// Characters that underline a heading in reStructuredText, highest level first.
const UNDERLINES: &str = "#*=-~^\"'+.:`";

/// The blocks of `text`.
///
/// Org's headings of the first level look like bullets of the others: `is_org` tells them apart.
pub fn blocks(text: &str, is_org: bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut levels: Vec<char> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if blocks.len() >= MOST_BLOCKS {
            break;
        }
        let end = start + line.trim_end().len();
        let trimmed = line.trim();
        let range = start + (line.len() - line.trim_start().len())..end;
        start += line.len();
        if trimmed.is_empty() {
            blocks.extend(open.take());
        } else if let Some(underline) = underline(trimmed) {
            if let Some(mut heading) = open.take() {
                if heading.kind == BlockKind::Paragraph && heading.text.chars().count() <= trimmed.chars().count() + 2 {
                    heading.kind = BlockKind::Heading(level(&mut levels, underline));
                }
                blocks.push(heading);
            }
        } else if let Some((level, title)) = marked_heading(if is_org { line.trim_end() } else { trimmed }, is_org) {
            blocks.extend(open.take());
            blocks.push(block(BlockKind::Heading(level), range, title));
        } else if let Some(image) = directive_image(trimmed) {
            blocks.extend(open.take());
            let mut picture = block(BlockKind::Paragraph, range, "");
            picture.images.push(image);
            blocks.push(picture);
        } else if let Some((kind, item)) = item(trimmed) {
            blocks.extend(open.take());
            open = Some(block(kind, range, item));
        } else if !is_directive(trimmed) {
            let open = open.get_or_insert_with(|| block(BlockKind::Paragraph, range.clone(), ""));
            open.range.end = range.end;
            fold(&mut open.text, " ");
            fold(&mut open.text, trimmed);
            open.links.extend(links(trimmed));
        }
    }
    blocks.extend(open);
    blocks
}

fn block(kind: BlockKind, range: std::ops::Range<usize>, text: &str) -> Block {
    let mut block = Block::new(kind, range, false);
    fold(&mut block.text, text);
    block.links.extend(links(text));
    block
}

/// The character of a line that underlines a heading.
fn underline(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|c| UNDERLINES.contains(*c))?;
    (line.len() >= 3 && line.chars().all(|c| c == first)).then_some(first)
}

/// Levels go by the order in which the underlines appear.
fn level(levels: &mut Vec<char>, underline: char) -> u8 {
    let index = levels.iter().position(|known| *known == underline).unwrap_or_else(|| {
        levels.push(underline);
        levels.len() - 1
    });
    u8::try_from(index + 1).unwrap_or(6).min(6)
}

/// `== Title` of AsciiDoc, `* Title` of Org, `## Title` of a text that wants to be Markdown.
fn marked_heading(line: &str, is_org: bool) -> Option<(u8, &str)> {
    let first = line.chars().next().filter(|c| matches!(c, '=' | '#' | '*'))?;
    let marks = line.chars().take_while(|c| *c == first).count();
    let title = line.get(marks..)?.strip_prefix(' ')?;
    (marks <= 6 && (first != '*' || marks > 1 || is_org)).then_some((u8::try_from(marks).unwrap_or(6), title))
}

fn item(line: &str) -> Option<(BlockKind, &str)> {
    if let Some(text) = ["* ", "- ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some((BlockKind::Bullet { depth: 1 }, text));
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let step = line.get(digits..)?.strip_prefix(['.', ')'])?.strip_prefix(' ').filter(|_| digits > 0);
    step.or_else(|| line.strip_prefix("#. "))
        .or_else(|| line.strip_prefix(". "))
        .map(|text| (BlockKind::Step { depth: 1 }, text))
}

/// `.. image:: url` of reStructuredText, `image::url[]` of AsciiDoc, `[[file:url]]` of Org.
fn directive_image(line: &str) -> Option<Image> {
    let url = match line.strip_prefix("..") {
        Some(directive) => {
            let (_, rest) = directive.split_once("image::").or_else(|| directive.split_once("figure::"))?;
            rest.trim()
        }
        None => match line.strip_prefix("[[file:").or_else(|| line.strip_prefix("[[./")) {
            Some(target) => target.split_once("]]")?.0,
            None => line.strip_prefix("image:")?.trim_start_matches(':').split('[').next()?,
        },
    };
    Some(Image { alt: String::new(), url: url.to_owned() })
}

/// A directive, comment, field or attribute line: nothing that a reader sees.
fn is_directive(line: &str) -> bool {
    line.starts_with("..")
        || line.starts_with("#+")
        || line.starts_with("//")
        || line.starts_with(':') && line.get(1..).is_some_and(|l| l.contains(':'))
}

/// Bare addresses in a line.
fn links(line: &str) -> Vec<Link> {
    let urls = line.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '"' | '(' | ')'));
    urls.filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .map(|url| url.split('[').next().unwrap_or(url))
        .map(|url| Link { text: url.to_owned(), url: url.trim_end_matches(['.', ',', ';']).to_owned() })
        .collect()
}
