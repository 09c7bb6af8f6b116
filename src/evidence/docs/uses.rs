//! Lists of what the plugin is good for: use cases or features.

use super::{Block, BlockKind, Docs, Document, Section, Topic, template};

/// Fewer items are no list.
const LIST: usize = 2;

/// How a list shows that it tells uses; the plainest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Its heading says so: "Features", "Use cases".
    Heading,
    /// The line before it says so: "With this plugin you can:", or "Features:" before numbered items.
    LeadIn,
    /// It stands under a heading on usage.
    Usage,
}

/// A list of uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseList<'a> {
    /// The document.
    pub document: &'a Document,
    /// The heading above it.
    pub heading: Option<&'a Block>,
    /// Its first item.
    pub first: &'a Block,
    /// Number of items, those of lists inside it too.
    pub items: usize,
    /// How it shows what it is.
    pub sign: Sign,
}

/// The list that tells the uses best, if there is one.
pub fn find(docs: &Docs) -> Option<UseList<'_>> {
    let is_history = |path: &str| ["changelog", "release"].iter().any(|word| path.to_lowercase().contains(word));
    let telling = docs.documents().filter(|document| !is_history(&document.path));
    let lists = telling.enumerate().flat_map(|(order, document)| {
        document.sections.iter().filter_map(move |section| of_section(document, section)).map(move |list| (order, list))
    });
    lists.filter(|(_, list)| list.items >= LIST).min_by_key(|(order, list)| (list.sign, *order)).map(|(_, list)| list)
}

/// What tells uses without being a list: headings under "Usage" or "Features", a single item, a paragraph.
pub fn almost(docs: &Docs) -> Option<(&Document, &Block, usize)> {
    docs.documents().find_map(|document| {
        let tells = |section: &&Section| is_about_uses(section) || section.topics.contains(&Topic::Use);
        let mut sections = document.sections.iter().filter(tells).filter(|section| has_own(document, section));
        let first = sections.next()?;
        let heading = document.heading_of(first).or_else(|| document.blocks_of(first).first())?;
        Some((document, heading, sections.count() + 1))
    })
}

fn is_about_uses(section: &Section) -> bool {
    section.topics.contains(&Topic::Uses)
}

fn has_own(document: &Document, section: &Section) -> bool {
    document.blocks_of(section).iter().any(|block| {
        !template::is_template(block)
            && !template::is_unwritten(block)
            && (block.words() >= 4 || !block.images.is_empty())
    })
}

fn of_section<'a>(document: &'a Document, section: &Section) -> Option<UseList<'a>> {
    let blocks = document.blocks_of(section);
    let (sign, from) = if is_about_uses(section) {
        (Sign::Heading, 0)
    } else if let Some(lead_in) = lead_in(section, blocks) {
        (Sign::LeadIn, lead_in)
    } else if section.topics.contains(&Topic::Use) {
        (Sign::Usage, 0)
    } else {
        return None;
    };
    let list = blocks.iter().skip(from);
    let list: Vec<&Block> = match sign {
        Sign::LeadIn => list.take_while(|block| block.is_item()).filter(|block| is_use(block, sign)).collect(),
        Sign::Heading => list.filter(|block| is_use(block, sign)).collect(),
        Sign::Usage => {
            let mut lists_settings = false;
            let list = list.filter(|block| {
                if block.kind == BlockKind::Paragraph && block.words() > 0 {
                    lists_settings = is_about_settings(&block.text);
                }
                !lists_settings && is_use(block, sign)
            });
            list.collect()
        }
    };
    let first = list.first()?;
    Some(UseList { document, heading: document.heading_of(section), first, items: list.len(), sign })
}

/// Whether `block` is an item that can tell a use: numbered items under "Usage" are steps.
fn is_use(block: &Block, sign: Sign) -> bool {
    let form = match block.kind {
        BlockKind::Bullet { .. } => true,
        BlockKind::Step { .. } | BlockKind::Row => sign != Sign::Usage,
        _ => false,
    };
    form && !block.quoted
        && (sign != Sign::Usage || !is_instruction(&block.text))
        && block.words() >= if sign == Sign::Usage { 2 } else { 1 }
        && !asks_for_a_version(&block.text)
        && !block.is_decoration()
        && !template::is_template(block)
        && !template::is_unwritten(block)
}

/// Whether an item under "Usage" tells how to set something up (`name: its meaning`, "Upload the bundle") and no use.
fn is_instruction(text: &str) -> bool {
    let lower = text.to_lowercase();
    let name = text.split(':').next().unwrap_or_default();
    let name = name.trim_start_matches(['(', '[']).trim_start_matches("Optional").trim_start_matches("optional");
    let name = name.trim_start_matches([')', ']', ' ']);
    let defines = text.contains(':') && !name.contains(char::is_whitespace) && !name.starts_with('/');
    let starts =
        ["download", "install", "upload", "enable", "activate", "restart", "unzip", "extract", "clone", "configure "];
    defines || names_console(&lower) || starts.iter().any(|start| lower.starts_with(start))
}

/// Whether an item tells which server the plugin needs: "Version 0.2.0+ requires Mattermost 5.20".
fn asks_for_a_version(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("require") && lower.contains("mattermost") && lower.contains(|c: char| c.is_ascii_digit())
}

/// Whether a line under "Usage" brings a list of settings: "Edit the configuration in the System Console".
fn is_about_settings(text: &str) -> bool {
    let lower = text.to_lowercase();
    names_console(&lower) || ["settings", "configuration"].iter().any(|word| lower.contains(word))
}

/// Where an administrator sets things up, which is no use.
fn names_console(lower: &str) -> bool {
    ["system console", "admin console"].iter().any(|name| lower.contains(name))
}

/// The index of the first item after a line such as "It lets you:" in a section that introduces the plugin.
fn lead_in(section: &Section, blocks: &[Block]) -> Option<usize> {
    if !(section.title
        || section.heading.is_none()
        || section.topics.is_empty()
        || section.topics.contains(&Topic::About))
    {
        return None;
    }
    let says = |block: &Block| {
        let lower = block.text.to_lowercase();
        block.kind == BlockKind::Paragraph
            && [
                "feature",
                "allow",
                "lets ",
                "let you",
                "you can",
                "can be used",
                "able to",
                "support",
                "provide",
                "enable",
                "help",
                "use case",
                "used for",
                "used to",
                "capab",
                "the following",
                "it can",
                "commands",
                "users can",
                "plugin can",
                "functionalit",
                "what it does",
                "возможност",
                "позволяет",
                "功能",
                "支持",
                "機能",
                "기능",
                "できます",
            ]
            .iter()
            .any(|phrase| lower.contains(phrase))
    };
    // Numbered items may be steps, unless the line says that features come.
    let names = |block: &Block| {
        let lower = block.text.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let offers = lower.contains("the following") && any(&["provid", "offer", "allows", "lets ", "gives "]);
        (offers || any(&["feature", "use case", "functionalit", "capabilit", "возможност", "功能", "機能", "기능"]))
            && !lower.starts_with("to ")
            && !any(&["step", "шаг", "步骤", "步驟", "如何", "手順"])
    };
    let follows = |index: usize| match blocks.get(index + 1).map(|next| next.kind) {
        Some(BlockKind::Bullet { .. }) => true,
        Some(BlockKind::Step { .. }) => blocks.get(index).is_some_and(names),
        _ => false,
    };
    (0..blocks.len()).find(|index| follows(*index) && blocks.get(*index).is_some_and(says)).map(|index| index + 1)
}
