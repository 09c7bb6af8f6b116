//! Which parts of a manual the documents hold, and where.

use std::collections::BTreeMap;

use super::{Block, BlockKind, Docs, Document, Link, Purpose, Section, Topic, template, topic};
use crate::evidence::gather::Gather as _;

/// A section with fewer words and no link or picture tells nothing.
const SUBSTANCE: usize = 6;

/// The parts of a manual that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guides<'a> {
    /// The first place of each part.
    pub parts: BTreeMap<Topic, Part<'a>>,
    /// A link to documentation of the product that stands elsewhere.
    pub product: Option<ProductLink<'a>>,
}

/// A part of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its heading, or the paragraph that tells it.
    pub block: &'a Block,
}

/// A link to documentation elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductLink<'a> {
    /// The document.
    pub document: &'a Document,
    /// The paragraph with the link.
    pub block: &'a Block,
    /// The link.
    pub link: &'a Link,
}

/// Everything in `docs` that guides a reader.
pub fn find(docs: &Docs) -> Guides<'_> {
    let mut guides = Guides::default();
    let is_guide =
        |document: &&Document| document.purpose != Purpose::Security && !topic::is_interface_reference(&document.path);
    let headed: Vec<BTreeMap<Topic, Part<'_>>> = docs.documents().filter(is_guide).map(headed).collect();
    // The README, then the page that is about the topic as a whole, then any other that has a chapter on it.
    let rank = |part: &Part<'_>, topic: Topic| match part.document.purpose {
        _ if !names(part.block, topic) => 3,
        Purpose::Readme => 0,
        _ if topic::of_path(&part.document.path).contains(&topic) => 1,
        _ => 2,
    };
    for rank_of in 0..=3 {
        for parts in &headed {
            for (topic, part) in parts.iter().filter(|(topic, part)| rank(part, **topic) == rank_of) {
                guides.parts.entry(*topic).or_insert(*part);
            }
        }
    }
    for document in docs.documents().filter(is_guide) {
        for (topic, part) in told(document) {
            guides.parts.entry(topic).or_insert(part);
        }
        guides.product = guides.product.or_else(|| product_link(document));
    }
    guides
}

/// What shows a topic, and how plainly.
type Shown<'b> = (Plainness, &'b Block);

/// Topics that a heading announces and its section bears out.
fn headed(document: &Document) -> BTreeMap<Topic, Part<'_>> {
    let mut weights: BTreeMap<Topic, (usize, Option<Shown<'_>>)> = BTreeMap::new();
    for section in &document.sections {
        let blocks = document.blocks_of(section);
        let (code, prose): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| block.kind == BlockKind::Code);
        // Code that only the template's words go with is the template's, with the plugin's names in it. Developers can
        // use it.
        let renamed = !prose.is_empty() && prose.iter().all(|block| template::is_template(block));
        let block = document.heading_of(section).into_iter().chain(blocks).find(|block| !block.text.is_empty());
        for topic in &section.topics {
            let sum = |blocks: &[&Block]| blocks.iter().map(|block| weight(block, *topic)).sum::<usize>();
            if *topic == Topic::Install && block.is_some_and(|block| is_mere_start(block, blocks)) {
                continue;
            }
            let entry = weights.entry(*topic).or_default();
            entry.0 += sum(&prose) + if renamed && *topic != Topic::Develop { 0 } else { sum(&code) };
            let here = block.map(|block| (Plainness::of(section, block, *topic), block));
            let plainer = here.filter(|(here, _)| entry.1.is_none_or(|(shown, _)| *here < shown));
            entry.1 = plainer.or(entry.1);
        }
    }
    let substantial = weights.into_iter().filter(|(_, (weight, _))| *weight >= SUBSTANCE);
    substantial.filter_map(|(topic, (_, shown))| Some((topic, Part { document, block: shown?.1 }))).gather()
}

/// How plainly a section shows what it is about. Of several on a topic the plainest is shown, of those the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    /// Its heading is the topic's name alone, or speaks of the plugin: "Installation", "Setting up the plugin".
    Plain,
    /// Its heading names the topic.
    Named,
    /// Its heading can be on something else, or is not its own.
    Doubtful,
}

impl Plainness {
    fn of(section: &Section, block: &Block, topic: Topic) -> Self {
        if !section.own.contains(&topic) || !names(block, topic) {
            return Self::Doubtful;
        }
        let lower = block.text.to_lowercase();
        let whose = ["plugin", "mattermost"].iter().any(|name| lower.contains(name));
        if whose || topic::is_part(&block.text) { Self::Plain } else { Self::Named }
    }
}

/// Whether the heading `block` is on `topic` for certain: "Integration" can be on the plugin's interface as well, and
/// "Demo" holds a picture.
fn names(block: &Block, topic: Topic) -> bool {
    match topic {
        Topic::Configure => !topic::may_be_interface(&block.text),
        Topic::Use => !["screenshot", "demo"].iter().any(|word| block.text.to_lowercase().contains(word)),
        _ => true,
    }
}

/// Whether the section with these `blocks` and the heading "Getting started" tells of no installation.
fn is_mere_start(heading: &Block, blocks: &[Block]) -> bool {
    const SAYS: [&str; 9] =
        ["install", "download", "upload", "enable", "activate", "deploy", "build", "clone", "marketplace"];
    let is_start = heading.text.trim().eq_ignore_ascii_case("getting started");
    let says = |block: &Block| SAYS.iter().any(|word| block.text.to_lowercase().contains(word));
    is_start && !blocks.iter().any(says)
}

/// How much `block` tells on `topic`, in words; a link or picture weighs as much as a short section, but for a picture
/// of the plugin at work: how to use it, the words have to say.
fn weight(block: &Block, topic: Topic) -> usize {
    if template::is_template(block) || template::is_unwritten(block) {
        return 0;
    }
    let pictured = topic != Topic::Use && block.images.iter().any(|image| !image.is_badge());
    let shows = pictured || !block.links.is_empty();
    block.words() + if shows { SUBSTANCE } else { 0 }
}

/// Topics that a sentence tells without a heading of their own.
fn told(document: &Document) -> BTreeMap<Topic, Part<'_>> {
    let mut parts = BTreeMap::new();
    for (section, block) in document.content() {
        if !is_for_readers(section) || template::is_template(block) || template::is_unwritten(block) {
            continue;
        }
        let lower = block.text.to_lowercase();
        for (topic, says) in [(Topic::Install, says_install(&lower)), (Topic::Configure, says_configure(&lower))] {
            if says {
                parts.entry(topic).or_insert(Part { document, block });
            }
        }
        let command = match block.kind {
            // A path stands anywhere in code, a command at the start of a line.
            BlockKind::Code => block.text.lines().find_map(|line| slash_command(line.split_whitespace().next()?)),
            _ => slash_command(&block.text),
        };
        if command.is_some() {
            parts.entry(Topic::Use).or_insert(Part { document, block });
        }
    }
    parts
}

/// Not a section for developers, and none of disclaimers or lists of changes.
fn is_for_readers(section: &Section) -> bool {
    ![Topic::Develop, Topic::Notice, Topic::Other, Topic::Security].iter().any(|topic| section.topics.contains(topic))
}

fn says_install(lower: &str) -> bool {
    let uploads = ["upload", "上传", "上傳", "アップロード"].iter().any(|w| lower.contains(w))
        && ["plugin upload", "system console", ".tar.gz", "bundle", "插件", "控制台"].iter().any(|w| lower.contains(w));
    // A plugin may be about uploads.
    let uploads = uploads
        || ["the ", "this ", "your ", "a ", ""].iter().any(|article| {
            ["plugin", "file", "archive", "release"].iter().any(|it| lower.contains(&format!("upload {article}{it}")))
        });
    let installs = lower.contains("install")
        && ["marketplace", "plugin management", "releases", "release page", "system console", "latest release"]
            .iter()
            .any(|w| lower.contains(w));
    uploads || installs || lower.contains("mmctl plugin add") || lower.contains("mmctl plugin install")
}

fn says_configure(lower: &str) -> bool {
    lower.contains("system console")
        && ["configur", " set ", "setting", "enter ", "fill"].iter().any(|word| lower.contains(word))
}

/// The first slash command that `text` names, without its arguments.
pub fn slash_command(text: &str) -> Option<&str> {
    text.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|c: char| {
            matches!(c, '`' | '"' | '\'' | ',' | '.' | ':' | ';' | '(' | ')' | '“' | '”' | '*')
        });
        let name = word.strip_prefix('/')?;
        let command = name.len() >= 2
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
        (command && !is_folder(name)).then_some(word)
    })
}

/// Names that follow a slash because they are folders of a server or of a repository.
fn is_folder(name: &str) -> bool {
    matches!(
        name,
        "opt"
            | "etc"
            | "usr"
            | "var"
            | "tmp"
            | "home"
            | "server"
            | "webapp"
            | "dist"
            | "build"
            | "plugins"
            | "src"
            | "assets"
            | "bin"
            | "root"
            | "app"
            | "mnt"
            | "data"
            | "api"
            | "public"
            | "docs"
            | "config"
            | "or"
    )
}

/// A link to documentation of the product: not to a developer's guide, nor to how plugins are installed in general.
fn product_link(document: &Document) -> Option<ProductLink<'_>> {
    document.content().filter(|(section, block)| is_for_readers(section) && !template::is_template(block)).find_map(
        |(section, block)| {
            let link = block.links.iter().find(|link| is_product_link(section, block, link))?;
            Some(ProductLink { document, block, link })
        },
    )
}

/// What a manual is called.
const MANUALS: &[&str] = &[
    "documentation",
    "docs",
    "user guide",
    "admin guide",
    "manual",
    "wiki",
    "handbook",
    "user's guide",
    "help page",
    "knowledge base",
    "документаци",
    "文档",
    "ドキュメント",
];

/// Whether `sentence` calls a manual this plugin's: "the plugin's documentation", "the manual of this plugin".
fn says_whose(sentence: &str) -> bool {
    let after = ["of this plugin", "of the plugin", "for this plugin", "for the plugin"];
    MANUALS.iter().flat_map(|name| sentence.match_indices(name)).any(|(at, name)| {
        let before = sentence.get(..at).unwrap_or_default().trim_end();
        let rest = sentence.get(at + name.len()..).unwrap_or_default().trim_start();
        ["plugin", "plugin's", "plugin’s"].iter().any(|whose| before.ends_with(whose))
            || after.iter().any(|whose| rest.starts_with(whose))
    })
}

fn is_product_link(section: &Section, block: &Block, link: &Link) -> bool {
    let (text, sentence) = (link.text.to_lowercase(), block.text.to_lowercase());
    let named = |text: &str| MANUALS.iter().any(|name| text.contains(name));
    let developer = ["develop", "contribut", "api doc", "api reference"]
        .iter()
        .any(|word| text.contains(word) || sentence.contains(word));
    let purpose = [
        "install",
        "configur",
        "usage",
        "using",
        "use ",
        "administ",
        "set up",
        "setup",
        "how to",
        "learn",
        "more information",
        "for documentation",
        "details",
    ]
    .iter()
    .any(|word| sentence.contains(word))
        || says_whose(&sentence);
    // What a step links to is on that step: "4. Follow this documentation to add a topic".
    let purpose = purpose && !matches!(block.kind, BlockKind::Step { .. });
    // Among resources, the manual of what the plugin is built on: `OpenAI API`.
    let foreign = text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "api" | "sdk"));
    let headed = section.topics.contains(&Topic::Documentation);
    let manual = is_documentation_url(&link.url);
    let told = named(&text) && (purpose || headed) || manual && (headed || purpose && named(&sentence));
    is_product_url(&link.url) && !developer && !foreign && told
}

/// Whether `url` can lead to documentation of this plugin rather than of plugins in general, or of developing them.
fn is_product_url(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let general = [
        "developers.mattermost.com",
        "docs.mattermost.com/developer",
        "plugin-uploads",
        "administration/plugins",
        "custom-plugins",
        "config-settings",
        "configuration-settings",
        "plugin_quick",
        "/extend/plugins",
        "/integrate/plugins",
        "personal-access-tokens",
        "/releases",
        "/issues",
        "/discussions",
        "/actions",
        "/blob/",
        "/tree/",
        "mmctl",
    ];
    lower.starts_with("http") && !general.iter().any(|part| lower.contains(part))
}

/// Whether `url` looks like a manual: by its host, or by its path.
pub fn is_documentation_url(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let hosts = host.starts_with("docs.")
        || host.starts_with("doc.")
        || host.starts_with("help.")
        || host.starts_with("wiki.")
        || [".gitbook.io", ".readthedocs.io", ".readthedocs.org", ".github.io", ".gitlab.io"]
            .iter()
            .any(|end| host.ends_with(end));
    let paths = path
        .split('/')
        .any(|part| matches!(part, "docs" | "documentation" | "wiki" | "manual" | "guide" | "guides" | "help"));
    is_product_url(&lower) && (hosts || paths)
}
