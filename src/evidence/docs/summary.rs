//! The one paragraph that says what the plugin does.

use super::{Block, BlockKind, Docs, Document, Section, Topic, template};

/// A paragraph of fewer words says something, but is a line rather than a summary.
pub const FULL: usize = 12;
/// Fewer words are no sentence.
pub const SENTENCE: usize = 5;
/// With fewer words, a heading or a line before a list does not say what the plugin is.
const TELLING: usize = 8;

/// What was found where a summary belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary<'a> {
    /// A paragraph of the plugin's own.
    Found(Passage<'a>),
    /// Nothing but text of the starter template.
    Template(Passage<'a>),
    /// A few words that make no sentence, such as a name.
    Fragment(Passage<'a>),
    /// Nothing.
    Nothing,
}

/// A block in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The document.
    pub document: &'a Document,
    /// The block.
    pub block: &'a Block,
    /// Words of it, and of the list that it introduces.
    pub words: usize,
}

impl Passage<'_> {
    /// It is shorter than a summary ought to be.
    pub fn is_thin(&self) -> bool {
        self.words < FULL
    }
}

/// How likely a section is to hold the summary; smaller is likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Opening,
    Quoted,
    Unnamed,
    Uses,
    Tagline,
    Noticed,
}

/// The summary of the plugin: the README's, else that of the first page of `docs/` that introduces it.
pub fn find(docs: &Docs) -> Summary<'_> {
    let Some(readme) = &docs.readme else {
        let index = docs.pages.iter().find(|page| is_index(&page.path));
        return index.map_or(Summary::Nothing, of_document);
    };
    of_document(readme)
}

fn is_index(path: &str) -> bool {
    let lower = path.to_lowercase();
    ["/readme.", "/index.", "/overview.", "/introduction.", "/home."].iter().any(|name| lower.contains(name))
}

fn of_document(document: &Document) -> Summary<'_> {
    let mut candidates: Vec<(Rank, Passage<'_>)> = Vec::new();
    let (mut template, mut fragment) = (None, None);
    let mut opening = true;
    for section in &document.sections {
        opening &= !closes_opening(section);
        if let Some(tagline) = tagline(document, section) {
            candidates.push((Rank::Tagline, tagline));
        }
        let blocks = document.blocks_of(section);
        for (index, block) in blocks.iter().enumerate() {
            let Some(rank) = rank(section, block, opening) else { continue };
            if rank != Rank::Opening && block.text.ends_with([':', '：']) {
                continue;
            }
            let list = blocks.iter().skip(index + 1).take_while(|block| block.is_item());
            let list = list.map(Block::words).sum();
            let introduces = block.text.ends_with([':', '：']) && list > 0;
            let is_lead_in = introduces && block.words() < TELLING;
            let words = block.words() + if introduces && !is_lead_in { list } else { 0 };
            let passage = Passage { document, block, words };
            if template::is_template(block) {
                template.get_or_insert(passage);
            } else if block.is_decoration() || template::is_unwritten(block) || is_aside(&block.text) {
                continue;
            } else if passage.words < SENTENCE || is_lead_in {
                if rank <= Rank::Quoted && passage.words > 0 {
                    fragment.get_or_insert(passage);
                }
            } else {
                candidates.push((rank, passage));
            }
        }
    }
    if let Some(found) = best(&candidates) {
        return Summary::Found(found);
    }
    template.map(Summary::Template).or_else(|| fragment.map(Summary::Fragment)).unwrap_or(Summary::Nothing)
}

/// The first full paragraph of the best rank that has any candidate, else that rank's first.
fn best<'a>(candidates: &[(Rank, Passage<'a>)]) -> Option<Passage<'a>> {
    let opening = candidates.iter().filter(|(rank, _)| *rank == Rank::Opening);
    let full = opening.clone().find(|(_, passage)| !passage.is_thin());
    let thin = opening.min_by_key(|(_, passage)| passage.block.range.start);
    let others = || {
        let full = candidates.iter().filter(|(_, passage)| !passage.is_thin()).min_by_key(|(rank, _)| *rank);
        full.or_else(|| candidates.iter().min_by_key(|(rank, _)| *rank))
    };
    full.or(thin).or_else(others).map(|(_, passage)| *passage)
}

/// From here on, a section without a telling heading is a detail rather than an introduction.
fn closes_opening(section: &Section) -> bool {
    [Topic::Install, Topic::Configure, Topic::Use, Topic::Develop, Topic::Troubleshoot, Topic::Help]
        .iter()
        .any(|topic| section.own.contains(topic))
}

fn rank(section: &Section, block: &Block, opening: bool) -> Option<Rank> {
    if block.kind != BlockKind::Paragraph {
        return None;
    }
    let about = section.topics.contains(&Topic::About);
    let rank = if about || section.title || section.heading.is_none() {
        Rank::Opening
    } else if section.topics.is_empty() && opening {
        Rank::Unnamed
    } else if section.topics.contains(&Topic::Uses) {
        Rank::Uses
    } else if section.topics.contains(&Topic::Notice) && says_what_it_does(&block.text) {
        Rank::Noticed
    } else {
        return None;
    };
    Some(if block.quoted { Rank::Quoted } else { rank })
}

/// Whether a text among disclaimers tells of the plugin all the same.
fn says_what_it_does(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["allow", "lets ", "enabl", "provid", "adds ", "integrat", "turns "].iter().any(|verb| lower.contains(verb))
}

/// A heading long enough to be a sentence: `## A plugin that turns messages into tickets`.
fn tagline<'a>(document: &'a Document, section: &'a Section) -> Option<Passage<'a>> {
    let block = document.heading_of(section)?;
    let words = block.words();
    let telling = words >= TELLING && section.own.is_empty() && !template::is_template(block);
    telling.then_some(Passage { document, block, words })
}

/// Text that stands at the top of many READMEs and says nothing of what the plugin does.
fn is_aside(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "maintainer",
        "co-maintainer",
        "note:",
        "note that",
        "notice",
        "warning",
        "important:",
        "disclaimer",
        "see ",
        "please ",
        "for more",
        "for further",
        "to learn more",
        "learn more",
        "read more",
        "want to",
        "check out",
        "join ",
        "help wanted",
        "download ",
        "access the latest",
        "get the latest",
        "version ",
        "license",
        "licence",
        "copyright",
        "author",
        "contributors",
        "built with",
        "table of contents",
        "contents",
        "jump to",
        "if you like",
        "if you find",
        "if this plugin",
        "star ",
        "english |",
        "language",
        "read this in",
        "this project uses",
        "to get started",
        "originally ",
        "forked from",
        "this is a fork",
        "thanks",
        "made with",
        "made by",
        "created by",
        "developed by",
        "sponsored by",
        "current version",
        "latest version",
        "supported ",
        "tested with",
        "tested on",
        "requires ",
        "this plugin requires ",
        "status:",
        "compatible with",
        "screenshot",
        "deprecated",
        "archived",
        "build your",
        "build the",
        "to build",
        "to install",
        "to run",
        "install ",
        "run ",
        "clone ",
        "compile ",
        "edit ",
        "[!",
        "(this ",
    ];
    const PARTS: &[&str] = &[
        "community supported and not maintained",
        "is not an official",
        "disclaims liability",
        "no longer maintained",
        "is unmaintained",
        "no official support",
        "no longer being maintained",
        "no longer actively",
        "not actively maintained",
        "has been archived",
        "is archived",
        "is now archived",
        "reached end of life",
        "reached end-of-life",
        "reached its end of life",
        "is obsolete",
        "is no longer supported",
        "is no longer developed",
        "is deprecated",
        "been deprecated",
        "repository has moved",
        "repository has been moved",
        "has been moved to",
        "being relocated",
        "been relocated",
        "updated and relocated",
        "documentation has moved",
        "work in progress",
        "not recommended for production",
        "not ready for production",
        "use at your own risk",
        "looking for maintainers",
        "under heavy development",
        "under active development",
        "not production",
        "not yet production",
        "not fully production",
        "been replaced by",
        "been superseded by",
    ];
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[' && c != '(');
    // A summary may end with such a sentence.
    let first = lower.split(". ").next().unwrap_or_default();
    STARTS.iter().any(|start| lower.starts_with(start)) || PARTS.iter().any(|part| first.contains(part))
}
