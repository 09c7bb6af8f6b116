//! A plugin's own names, which its copy of the template carries where the template has its own.

use std::borrow::Cow;
use std::cmp::Reverse;

use memchr::memmem::Finder;

use crate::data::template;

/// Stands for any name in a normalised line; it occurs in no text.
const MARK: u8 = 0x01;
/// Shorter names say nothing and would occur everywhere, in bytes.
const SHORTEST: usize = 5;

/// The names by which a plugin, or the template, calls itself; longest first.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    names: Vec<Finder<'static>>,
}

/// Where an [`Identity`] comes from: fields of the manifest and of go.mod, each as far as it is there.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    /// `id` of the manifest.
    pub id: Option<&'a str>,
    /// `name` of the manifest.
    pub name: Option<&'a str>,
    /// `description` of the manifest.
    pub description: Option<&'a str>,
    /// `icon_path` of the manifest.
    pub icon: Option<&'a str>,
    /// `homepage_url` of the manifest.
    pub homepage: Option<&'a str>,
    /// `support_url` of the manifest.
    pub support: Option<&'a str>,
    /// The module path of go.mod.
    pub module: Option<&'a str>,
}

impl Identity {
    /// The identity that `names` give: besides themselves, the module path without its major version, and the
    /// repositories that the module and the addresses name, with and without their owners.
    pub fn new(names: &Names<'_>) -> Self {
        let mut identity = Self::default();
        identity.add(names);
        identity
    }

    /// Adds the names of another version of the same plugin.
    pub fn add(&mut self, names: &Names<'_>) {
        let plain = [names.id, names.name, names.description, names.icon, names.module];
        plain.into_iter().flatten().for_each(|name| self.push(name));
        if let Some(module) = names.module {
            let unversioned = without_major(module);
            self.push(unversioned);
            self.push_repository(unversioned);
        }
        for address in [names.homepage, names.support].into_iter().flatten() {
            if let Some((_, rest)) = address.split_once("://").filter(|(_, rest)| is_forge(rest)) {
                self.push_repository(rest);
            }
        }
        self.sort();
    }

    /// Adds the names that the template has ever had: where a plugin kept one, it stands for the plugin's own.
    pub fn add_template(&mut self) {
        let plain = [template::IDS, template::NAMES, template::DESCRIPTIONS, template::ICONS, template::MODULES];
        plain.into_iter().flatten().for_each(|name| self.push(name));
        template::MODULES.iter().for_each(|module| self.push_repository(module));
        self.sort();
    }

    fn sort(&mut self) {
        let order = |name: &Finder<'_>| (Reverse(name.needle().len()), name.needle().to_vec());
        self.names.sort_by_cached_key(order);
        self.names.dedup_by(|a, b| a.needle() == b.needle());
    }

    /// `host/owner/name` and `name`, from the start of an address or module path.
    fn push_repository(&mut self, path: &str) {
        let mut parts = path.split('/');
        if let (Some(host), Some(owner), Some(name)) = (parts.next(), parts.next(), parts.next())
            && host.contains('.')
            && !owner.is_empty()
            && !name.is_empty()
        {
            let name = name.strip_suffix(".git").unwrap_or(name);
            self.push(&format!("{host}/{owner}/{name}"));
            self.push(name);
        }
    }

    fn push(&mut self, name: &str) {
        let name = name.trim();
        // What could be code where it stands must not pass for a name.
        if name.len() >= SHORTEST && !name.contains(['\n', '"', '`', '$', '\\']) {
            self.names.push(Finder::new(name).into_owned());
        }
    }

    /// Where in `text` a name stands, each place once, in order: lines without one need not be normalised.
    pub fn places(&self, text: &[u8]) -> Vec<usize> {
        let mut places: Vec<usize> = self.names.iter().flat_map(|name| name.find_iter(text)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// `line` with every name replaced by one mark; `None` when it holds none of them.
    ///
    /// A name counts only as a whole word: `todo` is not found in `todoList`.
    pub fn normalise(&self, line: &[u8]) -> Option<Vec<u8>> {
        let mut text = Cow::Borrowed(line);
        for name in &self.names {
            if let Some(replaced) = replace(&text, name) {
                text = Cow::Owned(replaced);
            }
        }
        match text {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text),
        }
    }
}

/// `text`, from the template, with the template's names replaced by those of the plugin, as far as it has them.
pub fn substitute(text: &[u8], names: &Names<'_>) -> Vec<u8> {
    let module = names.module.map(without_major);
    let pairs = [
        (template::DESCRIPTIONS, names.description),
        (template::ICONS, names.icon),
        (template::MODULES, module),
        (template::IDS, names.id),
        (template::NAMES, names.name),
    ];
    let mut text = text.to_vec();
    for (theirs, own) in pairs {
        for (name, own) in theirs.iter().filter_map(|name| Some((name, own?))) {
            text = replace_with(&text, &Finder::new(name), own.as_bytes()).unwrap_or(text);
        }
    }
    text
}

/// `text` with `name` replaced by the mark wherever it stands as a word.
fn replace(text: &[u8], name: &Finder<'_>) -> Option<Vec<u8>> {
    replace_with(text, name, &[MARK])
}

/// `text` with `name` replaced by `other` wherever it stands as a word; `None` where it does not.
fn replace_with(text: &[u8], name: &Finder<'_>, other: &[u8]) -> Option<Vec<u8>> {
    let mut replaced: Option<Vec<u8>> = None;
    let mut rest = text;
    let mut before = None;
    while let Some(at) = name.find(rest) {
        let (head, tail) = rest.split_at(at);
        let (found, tail) = tail.split_at(name.needle().len());
        let left = head.last().copied().or(before);
        let out = replaced.get_or_insert_default();
        out.extend_from_slice(head);
        if joins(left, found.first().copied()) || joins(found.last().copied(), tail.first().copied()) {
            out.extend_from_slice(found);
        } else {
            out.extend_from_slice(other);
        }
        before = found.last().copied();
        rest = tail;
    }
    let mut out = replaced?;
    out.extend_from_slice(rest);
    (out != text).then_some(out)
}

/// Whether two neighbouring bytes belong to one word.
fn joins(left: Option<u8>, right: Option<u8>) -> bool {
    left.is_some_and(|b| b.is_ascii_alphanumeric()) && right.is_some_and(|b| b.is_ascii_alphanumeric())
}

/// A module path without `/v2` and the like.
fn without_major(module: &str) -> &str {
    match module.rsplit_once("/v") {
        Some((path, major)) if !major.is_empty() && major.bytes().all(|b| b.is_ascii_digit()) => path,
        _ => module,
    }
}

/// The module path that a go.mod declares.
pub fn module(go_mod: &str) -> Option<&str> {
    let declared = go_mod.lines().find_map(|line| line.trim().strip_prefix("module"))?;
    let path = declared.split("//").next().unwrap_or_default().trim().trim_matches('"');
    (declared.starts_with([' ', '\t']) && !path.is_empty()).then_some(path)
}

/// Whether an address, without its scheme, is at a host of repositories: `github.com`, `gitlab.example.org`.
fn is_forge(address: &str) -> bool {
    let host = address.split('/').next().unwrap_or_default().to_ascii_lowercase();
    host.split('.')
        .any(|label| matches!(label, "github" | "gitlab" | "bitbucket" | "codeberg" | "gitea" | "forgejo" | "git"))
}
