//! Markdown to [`Block`]s.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::{Block, BlockKind, Image, Link, MOST_BLOCKS, html};

/// The blocks of the Markdown `text`, GitHub's tables and HTML included.
pub fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_GFM
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut builder = Builder::default();
    for (event, range) in TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter()) {
        if builder.blocks.len() >= MOST_BLOCKS {
            break;
        }
        builder.event(event, range);
    }
    builder.flush();
    builder.blocks
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    open: Option<Block>,
    quotes: usize,
    lists: Vec<bool>,
    links: Vec<(usize, String)>,
    image: Option<Image>,
    html: Option<(usize, String)>,
    skip: bool,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.text(&text, range);
                self.bare_links(&text);
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            Event::SoftBreak | Event::HardBreak => self.text(" ", range),
            Event::Html(text) => match &mut self.html {
                Some((_, raw)) => raw.push_str(&text),
                None => self.inline_html(&text, range),
            },
            Event::InlineHtml(text) => self.inline_html(&text, range),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading(level_number(level)), range),
            Tag::Paragraph => {
                if self.open.as_ref().is_none_or(|open| !open.is_item()) {
                    self.begin(BlockKind::Paragraph, range);
                } else {
                    self.text(" ", range.start..range.start);
                }
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => self.begin(BlockKind::Code, range),
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some((range.start, String::new()));
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                let depth = self.lists.len();
                let numbered = self.lists.last().copied().unwrap_or_default();
                let kind = if numbered { BlockKind::Step { depth } } else { BlockKind::Bullet { depth } };
                self.begin(kind, range.start..range.start);
            }
            Tag::TableHead => self.skip = true,
            Tag::TableRow => self.begin(BlockKind::Row, range),
            Tag::TableCell => self.text(" ", range.start..range.start),
            Tag::Link { dest_url, .. } => {
                let from = self.open.as_ref().map_or(0, |open| open.text.len());
                self.links.push((from, dest_url.into_string()));
            }
            Tag::Image { dest_url, .. } => self.image = Some(Image { alt: String::new(), url: dest_url.into_string() }),
            Tag::MetadataBlock(_) => self.skip = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::Item => self.flush(),
            TagEnd::Paragraph if self.open.as_ref().is_some_and(|open| !open.is_item()) => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::TableHead | TagEnd::MetadataBlock(_) => self.skip = false,
            TagEnd::HtmlBlock => {
                if let Some((start, raw)) = self.html.take() {
                    let quoted = self.quotes > 0;
                    self.blocks.extend(html::blocks(&raw, start).into_iter().map(|block| Block { quoted, ..block }));
                }
            }
            TagEnd::Link => {
                if let (Some((from, url)), Some(open)) = (self.links.pop(), &mut self.open) {
                    let text = open.text.get(from..).unwrap_or_default().trim().to_owned();
                    open.links.push(Link { text, url });
                }
            }
            TagEnd::Image => {
                if let Some(image) = self.image.take() {
                    self.ensure(0..0).images.push(image);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.skip {
            return;
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        if self.open.is_none() && text.trim().is_empty() {
            return;
        }
        let open = self.ensure(range.clone());
        open.range.end = open.range.end.max(range.end);
        html::fold(&mut open.text, text);
    }

    /// The links that GitHub makes of addresses in running text.
    fn bare_links(&mut self, text: &str) {
        if memmem::find(text.as_bytes(), b"://").is_none() && memmem::find(text.as_bytes(), b"www.").is_none() {
            return;
        }
        let open = self.open.as_mut().filter(|open| open.kind != BlockKind::Code);
        if let Some(open) = open.filter(|_| self.links.is_empty() && self.image.is_none() && !self.skip) {
            open.links.extend(text.split(|c: char| c.is_whitespace() || c == '<').filter_map(bare_link));
        }
    }

    fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        if let Some(image) = html::image(tag) {
            self.ensure(range).images.push(image);
        } else if tag.starts_with("<br") {
            self.text(" ", range);
        }
    }

    /// The open block; a paragraph if there is none, as after a list inside an item.
    fn ensure(&mut self, range: Range<usize>) -> &mut Block {
        let quoted = self.quotes > 0;
        self.open.get_or_insert_with(|| Block::new(BlockKind::Paragraph, range, quoted))
    }

    fn begin(&mut self, kind: BlockKind, range: Range<usize>) {
        self.flush();
        self.open = Some(Block::new(kind, range, self.quotes > 0));
    }

    fn flush(&mut self) {
        self.links.clear();
        if let Some(mut block) = self.open.take() {
            block.text.truncate(block.text.trim_end().len());
            let heading = matches!(block.kind, BlockKind::Heading(_));
            if heading || !block.text.is_empty() || !block.images.is_empty() {
                self.blocks.push(block);
            }
        }
    }
}

impl Block {
    /// A block with nothing in it yet.
    pub(super) fn new(kind: BlockKind, range: Range<usize>, quoted: bool) -> Self {
        Self { kind, text: String::new(), range, links: Vec::new(), images: Vec::new(), quoted }
    }
}

/// The address in `word` as GitHub links it: from its scheme or `www.` on, without the marks that end a sentence.
fn bare_link(word: &str) -> Option<Link> {
    let begins =
        |at: &usize| !word.get(..*at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let scheme =
        ["https://", "http://", "www."].iter().find_map(|start| Some((word.find(start).filter(begins)?, *start)));
    let (at, start) = scheme?;
    let rest = word.get(at..)?;
    let paired = rest.contains('(');
    let text = rest.trim_end_matches(|c| "?!.,:;*_~'\"".contains(c) || c == ')' && !paired);
    text.strip_prefix(start)?.chars().next().filter(|c| c.is_alphanumeric())?;
    let scheme = if start == "www." { "http://" } else { "" };
    Some(Link { text: text.to_owned(), url: format!("{scheme}{text}") })
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
