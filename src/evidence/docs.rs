//! The README and other documents: what a reader would find in them, and where.

pub mod contact;
pub mod draft;
pub mod guides;
pub mod html;
pub mod markdown;
pub mod plain;
pub mod summary;
pub mod template;
pub mod topic;
pub mod uses;

use std::collections::BTreeSet;
use std::ops::Range;

use super::repository::{self, File, FileKind, Repository, Status, file_name};
use super::{Cause, CauseKind, Fact, Reader, SMALL, Unread, text};
use crate::error::Place;

pub use topic::Topic;

/// Most documents read beside the README.
const MOST_PAGES: usize = 96;

/// Most bytes read of all of them.
const MOST_BYTES: usize = 8 << 20;

/// Most blocks kept of one document.
const MOST_BLOCKS: usize = 20_000;
/// Most headings of one document whose meaning is looked for.
const MOST_HEADINGS: usize = 2_000;

/// The documents of a plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// The README: in the plugin's folder, else the repository's.
    pub readme: Option<Document>,
    /// Other documents, in the order of their paths: `docs/`, `SECURITY.md`, `CONTRIBUTING.md` and their like.
    pub pages: Vec<Document>,
    /// Documents that are there and could not be read; of those that are too many, the first.
    pub unread: Vec<Unread>,
    /// Paths of documents that git does not track. They are not read: who clones the repository gets none of them.
    pub untracked: Vec<String>,
}

/// What a document is for, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The README.
    Readme,
    /// How vulnerabilities are reported.
    Security,
    /// Anything else.
    Page,
}

/// One document, as the flat list of its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path from the repository's root.
    pub path: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Headings, paragraphs, list items and the like, in the order of the text.
    pub blocks: Vec<Block>,
    /// Its sections, in order: the first one starts before any heading. Never empty.
    pub sections: Vec<Section>,
    text: String,
}

/// A heading, paragraph, list item, table row or stretch of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text as a reader sees it, white space folded; of pictures nothing.
    pub text: String,
    /// Its bytes in the document.
    pub range: Range<usize>,
    /// Links in it.
    pub links: Vec<Link>,
    /// Pictures in it.
    pub images: Vec<Image>,
    /// It stands in a block quote, as disclaimers and warnings do.
    pub quoted: bool,
}

/// What a [`Block`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, with its level from 1.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a bulleted list.
    Bullet {
        /// How deep the list stands in others, from 1.
        depth: usize,
    },
    /// An item of a numbered list.
    Step {
        /// How deep the list stands in others, from 1.
        depth: usize,
    },
    /// A row of a table, without its head.
    Row,
    /// Code, verbatim.
    Code,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the reader sees; empty for a linked picture.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The text in place of it.
    pub alt: String,
    /// Where it is.
    pub url: String,
}

/// A heading and what stands under it, up to the next heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The index of its heading among the blocks; `None` before the first.
    pub heading: Option<usize>,
    /// The indexes of its blocks, without the heading.
    pub blocks: Range<usize>,
    /// What its own heading says that it is about.
    pub own: BTreeSet<Topic>,
    /// The same, or what it inherits from the headings above.
    pub topics: BTreeSet<Topic>,
    /// It is the title of the document.
    pub title: bool,
}

impl Block {
    /// Words in it; two ideographs count as one.
    pub fn words(&self) -> usize {
        words(&self.text)
    }

    /// An item of a list, of either kind.
    pub fn is_item(&self) -> bool {
        matches!(self.kind, BlockKind::Bullet { .. } | BlockKind::Step { .. })
    }

    /// Pictures or links, and hardly a word beside them: badges, a row of links, a table of contents.
    pub fn is_decoration(&self) -> bool {
        let linked: usize = self.links.iter().map(|link| words(&link.text)).sum();
        let own = self.words().saturating_sub(linked);
        if self.links.is_empty() { self.words() == 0 } else { own <= 2 && (own < linked || linked == 0) }
    }
}

impl Image {
    /// It is a badge: a small picture of a number or a state, made by a server.
    pub fn is_badge(&self) -> bool {
        let url = self.url.to_ascii_lowercase();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let alt = self.alt.to_lowercase();
        const SERVERS: &[&str] = &[
            "shields.io",
            "badge.fury.io",
            "badgen.net",
            "codecov.io",
            "circleci.com",
            "travis-ci",
            "goreportcard.com",
            "coveralls.io",
            "bestpractices.coreinfrastructure.org",
            "bestpractices.dev",
            "api.codacy.com",
            "app.codacy.com",
            "codeclimate.com",
            "sonarcloud.io",
            "snyk.io",
            "gitpod.io/button",
            "badges.gitter.im",
            "isitmaintained.com",
            "ko-fi.com",
            "buymeacoffee",
            "contrib.rocks",
            "opencollective.com",
            "star-history",
            "deepsource",
            "lgtm.com",
            "scorecard.dev",
            "godoc.org",
            "pkg.go.dev",
            "hits.",
            "deploy.svg",
            "heroku",
        ];
        SERVERS.iter().any(|server| url.contains(server))
            || path.contains("badge")
            || path.contains("/workflows/") && path.ends_with(".svg")
            || path.ends_with("/build.svg")
            || alt == "build status"
            || alt.ends_with(" badge")
    }

    /// Whether it can be seen from the document at `path`: on a server, or as a file of the repository.
    pub fn is_there(&self, path: &str, repository: &Repository) -> bool {
        let target = self.url.split(['?', '#']).next().unwrap_or_default();
        if target.starts_with("//") || target.split('/').next().is_some_and(|scheme| scheme.contains(':')) {
            return true;
        }
        let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
        let inside = match target.strip_prefix('/') {
            Some(from_root) => repository::normal(from_root),
            None => repository::resolve(path, &target),
        };
        // What leads out of the repository, as `../../raw/main/shot.png` does, is the host's to answer.
        let published = |file: &File| !matches!(file.status, Status::Deleted | Status::Untracked);
        inside.is_none_or(|file| repository.file(&file).is_some_and(published))
    }

    /// It is a logo, banner or icon rather than a picture of the plugin at work.
    pub fn is_logo(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let file = file_name(path);
        [self.alt.as_str(), file].into_iter().any(|name| {
            let name = name.to_lowercase();
            ["logo", "banner", "icon", "avatar", "paypal", "coffee", "licen"].iter().any(|part| name.contains(part))
        })
    }
}

impl Document {
    /// The document at `path` with content `text`.
    pub fn new(path: &str, text: String) -> Self {
        Self::of_plugin(path, text, None)
    }

    /// The same, of the plugin called `name`.
    pub fn of_plugin(path: &str, text: String, name: Option<&str>) -> Self {
        let extension = extension(path);
        let blocks = match extension.as_str() {
            "rst" | "txt" | "adoc" | "asciidoc" | "org" | "" => plain::blocks(&text, extension == "org"),
            _ => markdown::blocks(&text),
        };
        let sections = sections(path, &blocks, name);
        Self { path: path.to_owned(), purpose: purpose(path), blocks, sections, text }
    }

    /// Where `block` stands.
    pub fn place(&self, block: &Block) -> Place {
        Place::in_text(self.path.clone(), &self.text, block.range.clone())
    }

    /// The blocks of `section`, without its heading.
    pub fn blocks_of(&self, section: &Section) -> &[Block] {
        self.blocks.get(section.blocks.clone()).unwrap_or_default()
    }

    /// The heading of `section`.
    pub fn heading_of(&self, section: &Section) -> Option<&Block> {
        section.heading.and_then(|index| self.blocks.get(index))
    }

    /// Every block with the section that it stands in, headings aside.
    pub fn content(&self) -> impl Iterator<Item = (&Section, &Block)> {
        self.sections.iter().flat_map(|section| self.blocks_of(section).iter().map(move |block| (section, block)))
    }
}

impl Docs {
    /// Every document, the README first.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.readme.iter().chain(&self.pages)
    }

    /// The cause why a README that exists could not be read.
    pub fn readme_unread(&self) -> Option<&Unread> {
        if self.readme.is_some() {
            return None;
        }
        self.unread.iter().find(|unread| is_readme(file_name(&unread.path)))
    }

    /// The path of a README that is not read as git does not track it, where there is no other.
    pub fn readme_untracked(&self) -> Option<&str> {
        let mut untracked = self.untracked.iter().filter(|path| self.readme.is_none() && is_readme(file_name(path)));
        untracked.next().map(String::as_str)
    }

    /// Places to fill in that our own draft left in sections on one of `topics`.
    pub fn blanks(&self, topics: &[Topic]) -> impl Iterator<Item = (&Document, &Block)> {
        self.documents().flat_map(move |document| {
            let sections =
                document.content().filter(|(section, _)| topics.iter().any(|topic| section.topics.contains(topic)));
            sections.filter(|(_, block)| template::is_blank(block)).map(move |(_, block)| (document, block))
        })
    }

    /// Pictures that are neither badge nor logo, with their document and block, whether or not they are there.
    pub fn screenshots(&self) -> impl Iterator<Item = (&Document, &Block, &Image)> {
        self.documents().filter(|document| document.purpose != Purpose::Security).flat_map(|document| {
            document.blocks.iter().flat_map(move |block| {
                let pictures = block.images.iter().filter(|image| !image.is_badge() && !image.is_logo());
                pictures.map(move |image| (document, block, image))
            })
        })
    }
}

/// Reads the documents of the plugin.
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Fact<Docs> {
    let mut docs = Docs::default();
    let readme = readme(repository);
    let pages = repository.files.iter().filter(|file| is_page(&repository.prefix, &file.path));
    let (untracked, pages): (Vec<&File>, Vec<&File>) = pages
        .filter(|file| readme.is_none_or(|readme| readme.path != file.path) && file.status != Status::Deleted)
        .partition(|file| file.status == Status::Untracked);
    docs.untracked = untracked.into_iter().map(|file| file.path.clone()).collect();
    let origin = repository.origin();
    let name = origin.map(|origin| origin.name.trim_start_matches("mattermost-").trim_start_matches("plugin-"));
    let mut bytes = 0;
    for (before, file) in readme.into_iter().chain(pages).enumerate() {
        if bytes > MOST_BYTES || before > MOST_PAGES {
            let detail = format!("only {MOST_PAGES} documents are read, or {} MiB of them", MOST_BYTES >> 20);
            docs.unread.push(Unread { path: file.path.clone(), cause: Cause::new(CauseKind::TooLarge, detail) });
            break;
        }
        match read(repository, reader, file) {
            Ok(text) => {
                bytes += text.len();
                let document = Document::of_plugin(&file.path, text, name);
                if readme.is_some_and(|readme| readme.path == file.path) {
                    docs.readme = Some(document);
                } else {
                    docs.pages.push(document);
                }
            }
            Err(cause) => docs.unread.push(Unread { path: file.path.clone(), cause }),
        }
    }
    if docs.readme.is_some() || !docs.pages.is_empty() || !docs.untracked.is_empty() && docs.unread.is_empty() {
        return Fact::Seen(docs);
    }
    match docs.unread.into_iter().next() {
        Some(unread) => Fact::Blind(unread.cause),
        None => Fact::Absent,
    }
}

/// The text of `file`, one symbolic link inside the repository followed.
fn read(repository: &Repository, reader: &dyn Reader, file: &File) -> Result<String, Cause> {
    let path = match &file.kind {
        FileKind::Regular { .. } => file.path.clone(),
        FileKind::Link { target } => repository::resolve(&file.path, target)
            .filter(|path| repository.file(path).is_some())
            .ok_or_else(|| unreadable(&file.path, "is a link to something outside the repository"))?,
        FileKind::Submodule | FileKind::Special => return Err(unreadable(&file.path, "is not a regular file")),
    };
    let bytes = reader.read(&path, SMALL)?;
    if bytes.iter().take(8000).any(|byte| *byte == 0)
        && !bytes.starts_with(&[0xff, 0xfe])
        && !bytes.starts_with(&[0xfe, 0xff])
    {
        return Err(unreadable(&file.path, "is not text"));
    }
    Ok(text::by_mark(&bytes).unwrap_or_else(|| text::lossy(&bytes)).into_owned())
}

fn unreadable(path: &str, why: &str) -> Cause {
    Cause::new(CauseKind::Unreadable, format!("{path} {why}"))
}

/// The README: the plugin folder's, then the repository's, `.github`'s and `docs`'; the plainest name first.
fn readme(repository: &Repository) -> Option<&File> {
    let prefix = repository.prefix.as_str();
    let github = format!("{prefix}.github/");
    let docs = format!("{prefix}docs/");
    [prefix, "", &github, ".github/", &docs].into_iter().find_map(|folder| {
        let files = repository.files.iter().filter(|file| {
            !matches!(file.status, Status::Deleted | Status::Untracked)
                && file.path.strip_prefix(folder).is_some_and(|name| !name.contains('/') && is_readme(name))
        });
        files.min_by_key(|file| readme_rank(file_name(&file.path)))
    })
}

/// The extensions of documents; of several READMEs, hosts show the one whose comes first.
const EXTENSIONS: &[&str] = &["md", "markdown", "mdx", "rst", "adoc", "asciidoc", "org", "txt", ""];

/// Smaller for the name that a host would show.
fn readme_rank(name: &str) -> (usize, usize) {
    let lower = name.to_lowercase();
    let extension = extension(&lower);
    let rank = EXTENSIONS.iter().position(|known| *known == extension);
    let english = ["_en.", "-en.", ".en.", "_en-us.", ".en-us."].iter().any(|part| lower.contains(part));
    (rank.unwrap_or(usize::MAX), if english { 8 } else { name.len() })
}

/// A README by its name, translations such as `README_de.md` included.
fn is_readme(name: &str) -> bool {
    let lower = name.to_lowercase();
    let known = EXTENSIONS.contains(&extension(&lower).as_str());
    let stem = lower.split('.').next().unwrap_or_default();
    known && (stem == "readme" || stem.starts_with("readme_") || stem.starts_with("readme-"))
}

/// A document for administrators, users or contributors, by its path.
fn is_page(prefix: &str, path: &str) -> bool {
    let lower = path.to_lowercase();
    let extension = extension(&lower);
    if !EXTENSIONS.contains(&extension.as_str()) {
        return false;
    }
    let name = file_name(&lower);
    let stem = name.split('.').next().unwrap_or_default();
    let inside = path.strip_prefix(prefix).unwrap_or(path).to_lowercase();
    let (folder, depth) = match inside.split_once('/') {
        Some((folder, rest)) => (folder, rest.matches('/').count() + 1),
        None => ("", 0),
    };
    let documents = matches!(folder, "doc" | "docs" | "documentation" | "wiki" | "guides" | "guide" | "manual");
    if documents {
        return depth <= 4 && (!matches!(extension.as_str(), "" | "txt") || is_readme(name));
    }
    const NAMES: &[&str] = &[
        "security",
        "contributing",
        "support",
        "usage",
        "config",
        "configuration",
        "setup",
        "faq",
        "features",
        "troubleshooting",
        "guide",
        "user",
        "admin",
        "manual",
        "help",
        "development",
        "developing",
        "developer",
        "quickstart",
        "getting_started",
        "getting-started",
    ];
    let is_named =
        |known: &&str| stem.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-']));
    let named = is_readme(name) || stem.starts_with("install") || NAMES.iter().any(is_named);
    named
        && (depth == 0 || folder == ".github" && depth == 1 || !path.contains('/'))
        && (!extension.is_empty() || is_readme(name) || stem == "security")
}

fn purpose(path: &str) -> Purpose {
    let name = file_name(path).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    if is_readme(&name) {
        Purpose::Readme
    } else if stem == "security" {
        Purpose::Security
    } else {
        Purpose::Page
    }
}

/// The extension of `path` in lower case, `""` for none.
fn extension(path: &str) -> String {
    let name = file_name(path);
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or_else(String::new, |(_, e)| e.to_lowercase())
}

/// Cuts `blocks` at their headings and says what each part is about.
fn sections(path: &str, blocks: &[Block], name: Option<&str>) -> Vec<Section> {
    let page = if purpose(path) == Purpose::Readme { BTreeSet::new() } else { topic::of_path(path) };
    let mut sections =
        vec![Section { heading: None, blocks: 0..0, own: BTreeSet::new(), topics: page.clone(), title: false }];
    let mut above: Vec<(u8, BTreeSet<Topic>)> = Vec::new();
    let mut title_may_come = true;
    let level = |block: &Block| match block.kind {
        BlockKind::Heading(level) if !topic::is_shout(&block.text) => Some(level),
        _ => None,
    };
    let is_over_all = |levels: &[u8]| matches!(levels, [1, below @ ..] if !below.is_empty() && !below.contains(&1));
    let stands_over_all =
        purpose(path) == Purpose::Readme && is_over_all(&blocks.iter().filter_map(level).collect::<Vec<_>>());
    for (index, block) in blocks.iter().enumerate() {
        let heading = level(block);
        if let Some(level) = heading {
            above.retain(|(higher, _)| *higher < level);
            let mut own = if sections.len() > MOST_HEADINGS { BTreeSet::new() } else { topic::of_heading(&block.text) };
            let shown = !block.text.is_empty() || !block.images.is_empty();
            // What stands over all the rest is the plugin's name, also where that is `Webhook Manager` or `Demo`.
            let is_name = name.is_some_and(|name| name.eq_ignore_ascii_case(block.text.trim()));
            let named = sections.len() == 1 && (is_name || stands_over_all && !topic::is_part(&block.text));
            let title = title_may_come && shown && (named || topic::may_be_title(&block.text, &own));
            title_may_come &= !shown || !title && own.contains(&Topic::Notice);
            if title {
                own.clear();
            }
            let inherited = above.last().map_or(&page, |(_, topics)| topics);
            // What stands under "Development" is for developers, whatever its own heading says. "About channels" under
            // "Usage", or "What is a channel?" among questions, is a detail: it does not introduce the plugin.
            let is_detail = own.iter().eq([&Topic::About])
                && [Topic::Use, Topic::Troubleshoot].iter().any(|part| inherited.contains(part));
            let topics = if own.is_empty() || is_detail || inherited.contains(&Topic::Develop) {
                inherited.clone()
            } else {
                own.clone()
            };
            // What runs from the source is a developers' tool: the "Usage" below it is the tool's.
            let mut under =
                blocks.iter().skip(index + 1).take_while(|block| !matches!(block.kind, BlockKind::Heading(_)));
            let tool = topics.is_empty() && !title && under.any(runs_source);
            above.push((level, if tool { BTreeSet::from([Topic::Develop]) } else { topics.clone() }));
            sections.push(Section { heading: Some(index), blocks: index + 1..index + 1, own, topics, title });
        } else if let Some(section) = sections.last_mut() {
            section.blocks.end = index + 1;
        }
    }
    sections
}

fn runs_source(block: &Block) -> bool {
    block.kind == BlockKind::Code && ["go run ", "npm run "].iter().any(|run| block.text.contains(run))
}

/// Words in `text`; two ideographs count as one word, as no spaces part them.
pub fn words(text: &str) -> usize {
    let mut words = 0;
    let mut ideographs = 0;
    let mut inside = false;
    for c in text.chars() {
        if matches!(u32::from(c), 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x3ffff) {
            ideographs += 1;
            inside = false;
        } else if c.is_alphanumeric() {
            words += usize::from(!inside);
            inside = true;
        } else if !matches!(c, '\'' | '’' | '-' | '_' | '.' | '/') {
            inside = false;
        }
    }
    words + ideographs / 2
}

/// The first `most` characters of `text`, with `…` where something was left out: for quoting in messages.
pub fn quote(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if text.chars().count() > most {
        if let Some(space) = short.rfind(' ').filter(|space| *space > most / 2) {
            short.truncate(space);
        }
        short.push('…');
    }
    short
}
