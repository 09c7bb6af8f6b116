//! Which commit brought an entry into plugin-ready.toml, and what that commit says of its author.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use git2::{Commit, ErrorCode, Repository as Git};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{shallow, trouble};
use crate::evidence::gather::Gather as _;
use crate::evidence::sign_off::signature::{self, Keys};
use crate::evidence::sign_off::{Author, Entry, Introduced, Signature};
use crate::evidence::{Cause, CauseKind, Fact, SMALL};
use crate::source::history::oid;
use crate::source::objects;
use crate::source::past::MOST_COMMITS;

/// Looks entries up in the past of one file.
pub(super) struct Origins<'a> {
    git: &'a Git,
    head: Option<Commit<'a>>,
    path: &'a str,
    keys: Keys,
    /// Commits that may still be looked at.
    steps: usize,
    /// The file's content by commit, as a blob.
    blobs: HashMap<git2::Oid, Option<git2::Oid>>,
    /// The entries of each content.
    entries: HashMap<git2::Oid, Rc<BTreeSet<Key>>>,
}

/// What makes two entries the same claim: all but link and note.
type Key = [String; 7];

impl<'a> Origins<'a> {
    pub(super) fn new(git: &'a Git, head: Option<Commit<'a>>, path: &'a str, keys: Keys) -> Self {
        Self { git, head, path, keys, steps: MOST_COMMITS, blobs: HashMap::new(), entries: HashMap::new() }
    }

    /// Who added `entry`; absent for one that stands in a file beside the repository's own.
    pub(super) fn of(&mut self, entry: &Entry) -> Fact<Introduced> {
        if entry.place.path != self.path {
            return Fact::Absent;
        }
        self.search(&key(entry)).unwrap_or_else(|error| Fact::Blind(trouble(self.git, &error)))
    }

    /// Walks back along parents that have the entry, to a commit none of whose parents has it.
    fn search(&mut self, key: &Key) -> Result<Fact<Introduced>, git2::Error> {
        let Some(head) = self.head.clone() else { return Ok(Fact::Seen(Introduced::Uncommitted)) };
        if !self.has(&head, key)? {
            return Ok(Fact::Seen(Introduced::Uncommitted));
        }
        let mut commit = head;
        while let Some(left) = self.steps.checked_sub(1) {
            self.steps = left;
            let mut older = None;
            for parent in commit.parent_ids() {
                let parent = objects::commit(self.git, parent)?;
                if self.has(&parent, key)? {
                    older = Some(parent);
                    break;
                }
            }
            match older {
                Some(parent) => commit = parent,
                None if commit.parent_count() == 0 && self.git.is_shallow() => {
                    return Ok(Fact::Blind(shallow("the commit that added it may lie before the first of this clone")));
                }
                None => return self.introduced(&commit).map(Fact::Seen),
            }
        }
        let detail = format!("no more than {MOST_COMMITS} commits are searched for those that added sign-offs");
        Ok(Fact::Blind(Cause::new(CauseKind::Internal, detail)))
    }

    fn has(&mut self, commit: &Commit<'_>, key: &Key) -> Result<bool, git2::Error> {
        let blob = match self.blobs.get(&commit.id()) {
            Some(known) => *known,
            None => {
                let blob = objects::file_at(self.git, commit, self.path)?;
                self.blobs.insert(commit.id(), blob);
                blob
            }
        };
        let Some(blob) = blob else { return Ok(false) };
        if let Some(known) = self.entries.get(&blob) {
            return Ok(known.contains(key));
        }
        let (_, size) = objects::header(self.git, blob)?;
        let entries = if size > SMALL { BTreeSet::new() } else { parse(self.git.find_blob(blob)?.content()) };
        let found = entries.contains(key);
        self.entries.insert(blob, Rc::new(entries));
        Ok(found)
    }

    fn introduced(&self, commit: &Commit<'_>) -> Result<Introduced, git2::Error> {
        let author = commit.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Introduced::By {
            commit: oid(commit.id()),
            author: Author { name: text(author.name_bytes()), email: text(author.email_bytes()) },
            signature: self.signature(commit)?,
        })
    }

    fn signature(&self, commit: &Commit<'_>) -> Result<Signature, git2::Error> {
        let (signature, content) = match self.git.extract_signature(&commit.id(), None) {
            Ok(signed) => signed,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(Signature::Unsigned),
            Err(error) => return Err(error),
        };
        let signature = String::from_utf8_lossy(&signature);
        let elsewhere = format!("git verify-commit {}", commit.id());
        Ok(signature::verify(&signature, &content, &self.keys, commit.time().seconds(), &elsewhere))
    }
}

fn key(entry: &Entry) -> Key {
    let focus = entry.focus.map(|focus| focus.name().to_owned()).unwrap_or_default();
    let release = entry.release.clone().unwrap_or_default();
    let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
    [entry.item.clone(), entry.by.clone(), entry.commit.clone(), entry.date.to_string(), until, focus, release]
}

/// The claims of plugin-ready.toml as it may have been: what is not a sign-off of today's form does not matter here.
fn parse(content: &[u8]) -> BTreeSet<Key> {
    let text = std::str::from_utf8(content).unwrap_or_default();
    let Ok(past) = DeTable::parse(text) else { return BTreeSet::new() };
    let field = |table: &DeTable<'_>, name: &str| match table.get(name).map(Spanned::get_ref) {
        None => String::new(),
        Some(DeValue::String(text)) => text.to_string(),
        Some(DeValue::Datetime(date)) => date.to_string(),
        // It was an error, as it is now: no claim has it.
        Some(_) => "?".to_owned(),
    };
    let names = ["item", "by", "commit", "date", "until", "focus", "release"];
    let entries = past.get_ref().get("sign-off").and_then(|entries| entries.get_ref().as_array());
    let tables = entries.into_iter().flat_map(|entries| entries.iter()).filter_map(|entry| entry.get_ref().as_table());
    tables.map(|table| names.map(|name| field(table, name))).gather()
}
