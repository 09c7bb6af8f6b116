//! Where a vulnerability can be reported.

use super::{Block, Docs, Document, Link, Purpose, Topic, template};

/// How a reporter reaches someone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// An e-mail address.
    Email(String),
    /// A page for reports, by its address.
    Page(String),
    /// A page that a text on reports links to, and that may be on something else.
    Link(String),
    /// The host's private reporting.
    PrivateReporting,
    /// A handle, as in `@name`.
    Handle(String),
}

/// A way to report a vulnerability, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact<'a> {
    /// The document.
    pub document: &'a Document,
    /// The text that names it.
    pub block: &'a Block,
    /// The way.
    pub channel: Channel,
}

/// The first contact for vulnerabilities, in `SECURITY.md`, else in a section on security of another document; a link
/// that may lead to something else only where there is no other.
pub fn find(docs: &Docs) -> Option<Contact<'_>> {
    let policies = docs.pages.iter().filter(|page| page.purpose == Purpose::Security);
    let policy = policies.flat_map(|page| page.blocks.iter().map(move |block| (page, block)));
    let sections = docs.documents().filter(|document| document.purpose != Purpose::Security).flat_map(|document| {
        let about = document
            .content()
            .filter(|(section, block)| section.topics.contains(&Topic::Security) || says_report(&block.text));
        about.map(move |(_, block)| (document, block))
    });
    policy
        .chain(sections)
        .filter(|(_, block)| !template::is_blank(block))
        .filter_map(|(document, block)| Some(Contact { document, block, channel: channel(block)? }))
        .min_by_key(|contact| matches!(contact.channel, Channel::Link(_)))
}

/// A text on reporting vulnerabilities without a way to do it: a policy never filled in, a heading without an address.
pub fn unanswered(docs: &Docs) -> Option<(&Document, &Block)> {
    docs.readme.iter().chain(docs.pages.iter().filter(|page| page.purpose == Purpose::Security)).find_map(|document| {
        if document.purpose == Purpose::Security {
            let asks = document.blocks.iter().find(|block| says_report(&block.text));
            return asks.or(document.blocks.first()).map(|block| (document, block));
        }
        let mut sections = document.sections.iter().filter(|section| section.own.contains(&Topic::Security));
        sections.find_map(|section| document.heading_of(section)).map(|block| (document, block))
    })
}

fn says_report(text: &str) -> bool {
    let lower = text.to_lowercase();
    (lower.contains("vulnerabilit") || lower.contains("security issue") || lower.contains("security bug"))
        && ["report", "contact", "disclos", "e-mail", "email", "mail"].iter().any(|word| lower.contains(word))
}

fn channel(block: &Block) -> Option<Channel> {
    let lower = block.text.to_lowercase();
    let mut mailed = block.links.iter().filter_map(|link| link.url.strip_prefix("mailto:"));
    if let Some(address) = mailed.find_map(|url| url.split('?').next().filter(|address| is_email(address))) {
        return Some(Channel::Email(address.to_owned()));
    }
    if let Some(address) =
        block.text.split(|c: char| c.is_whitespace() || "<>()[]`,;\"".contains(c)).find(|word| is_email(word))
    {
        return Some(Channel::Email(address.trim_end_matches('.').to_owned()));
    }
    // Before a page, which beside a name is a policy to go by.
    let asks = says_report(&block.text) || lower.contains("report");
    // `@mattermost/types` is a package.
    let is_handle = |word: &&str| word.len() > 2 && word.starts_with('@') && !word.contains('/');
    let mut words =
        block.text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@'));
    if let Some(handle) = words.find(is_handle).filter(|_| asks) {
        return Some(Channel::Handle(handle.to_owned()));
    }
    let reports = |url: &str| {
        let url = url.to_ascii_lowercase();
        if !url.starts_with("http") && !url.contains("../security/advisories") {
            return false;
        }
        [
            "security/advisories",
            "hackerone.com",
            "bugcrowd.com",
            "huntr.",
            "security-vulnerability-report",
            "responsible-disclosure",
            "vulnerability-disclosure",
            "/security/policy",
            "report-a-vulnerability",
            "report-vulnerability",
            "security-reporting",
            "security.txt",
            "intigriti",
            "yeswehack",
            "tidelift.com/security",
        ]
        .iter()
        .any(|part| url.contains(part))
    };
    if let Some(link) = block.links.iter().find(|link| reports(&link.url)) {
        return Some(Channel::Page(link.url.clone()));
    }
    if [
        "private vulnerability report",
        "privately report",
        "report a vulnerability\" button",
        "security advisor",
        "privately through github",
    ]
    .iter()
    .any(|way| lower.contains(way))
    {
        return Some(Channel::PrivateReporting);
    }
    let pages = block.links.iter().filter(|link| asks && link.url.starts_with("http") && !link.url.contains("/issues"));
    let is_for_reports = |link: &&Link| {
        let told = format!("{} {}", link.text, link.url).to_lowercase();
        ["security", "vulnerab", "disclos", "report", "form"].iter().any(|word| told.contains(word))
    };
    let page = pages.clone().find(is_for_reports).map(|link| Channel::Page(link.url.clone()));
    page.or_else(|| pages.map(|link| Channel::Link(link.url.clone())).next())
}

/// `name@host.tld`, also as `name [at] host.tld` is not: a reader may use it, a rule cannot be sure.
fn is_email(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let host = host.trim_end_matches('.');
    !name.is_empty()
        && host.contains('.')
        && host.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        && !matches!(
            host,
            "example.com" | "example.org" | "example.net" | "domain.com" | "yourdomain.com" | "your-domain.com"
        )
}
