//! Asks git about sign-offs: does the commit exist, does HEAD descend from it, what changed since, and who added the
//! entry. No program is run: what only another program could tell is said not to be known.

mod changes;
mod origin;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git2::{ErrorCode, ObjectType, Repository as Git};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::history::oid;
use super::tags::is_crowded;
use super::{objects, past, read_named};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{File, Oid, Repository, Status, no_git};
use crate::evidence::sign_off::signature::Keys;
use crate::evidence::sign_off::{Change, Claims, Entry, Ledger, Linked, Reach, Trace, standing};
use crate::evidence::{Cause, CauseKind, Fact, SMALL};

/// Most commits that sign-offs are bound to; a plugin has a few.
const MOST_COMMITS: usize = 100;

/// What git says of every sign-off in `claims`, and what each is worth.
///
/// `is_template` tells which blobs are the starter template's; `latest_date` is [`latest_date`] but for tests.
pub fn collect(
    git: Option<&Git>,
    repository: &Repository,
    claims: Claims,
    pull_requests: Vec<Linked>,
    is_template: &dyn Fn(Oid) -> bool,
    latest_date: Date,
) -> Ledger {
    let traces = match git {
        Some(_) if claims.entries.is_empty() => Vec::new(),
        Some(git) => Tracer::new(git, &claims, is_template).traces(&claims.entries),
        None => {
            let cause = match &repository.git {
                Fact::Blind(cause) => cause.clone(),
                _ => no_git(),
            };
            claims.entries.iter().map(|entry| untraced(entry, &cause)).collect()
        }
    };
    Ledger::new(claims, traces, pull_requests, repository, latest_date)
}

/// The files that are not as HEAD has them, staged or not, sorted.
pub fn uncommitted(git: &Git, repository: &Repository) -> Vec<String> {
    let head = objects::head(git);
    let staged = head.map(|head| changes::staged(git, &head)).unwrap_or_default();
    let differs = |file: &&File| matches!(file.status, Status::Modified | Status::Deleted | Status::Untracked);
    let mut paths: Vec<String> = repository.files.iter().filter(differs).map(|file| file.path.clone()).collect();
    paths.extend(staged.into_iter().map(|change| change.path));
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// The commit that the tag leads to.
pub fn release(git: &Git, tag: &str) -> Fact<Oid> {
    match git.find_reference(&format!("refs/tags/{tag}")).and_then(|tag| objects::at_reference(git, &tag)) {
        Ok(commit) => Fact::Seen(oid(commit.id())),
        Err(error) => match error.code() {
            ErrorCode::NotFound if git.is_shallow() => Fact::Blind(shallow(&format!("tag {tag} is not in this clone"))),
            ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::Peel => Fact::Absent,
            _ => Fact::Blind(trouble(git, &error)),
        },
    }
}

/// The names of all tags; none where there are too many to list.
pub fn tag_names(git: &Git) -> Vec<String> {
    let names = if is_crowded(git) { None } else { git.tag_names(None).ok() };
    names.iter().flat_map(|names| names.iter()).filter_map(|name| name.ok().flatten().map(str::to_owned)).collect()
}

/// The date where on earth it is latest, fourteen hours ahead of UTC: a sign-off may have been written there.
pub fn latest_date(now: Timestamp) -> Date {
    let easternmost = Offset::constant(14);
    easternmost.to_datetime(now).date()
}

/// Today's date in UTC, as sign-offs are dated.
pub fn today(now: Timestamp) -> Date {
    Offset::UTC.to_datetime(now).date()
}

/// Whose keys count: those that the configuration lists, and unless only the policy does, those that git was told of.
fn keys(git: &Git, claims: &Claims) -> Keys {
    let mut keys = Keys::default();
    for line in &claims.people.allowed_signers {
        keys.add_signers(line);
    }
    keys.add_openpgp(&claims.people.openpgp_keys);
    let told = || git.config().ok()?.snapshot().ok()?.get_path("gpg.ssh.allowedSignersFile").ok();
    if !claims.official
        && let Some(file) = told()
    {
        let file = git.workdir().map_or_else(|| file.clone(), |root| root.join(&file));
        // Without the list no key is known, and the report says that of each signature.
        let list = read_named(&file, SMALL).unwrap_or_default();
        keys.add_signers(&String::from_utf8_lossy(&list));
    }
    keys
}

fn untraced(entry: &Entry, cause: &Cause) -> Trace {
    Trace {
        reach: Reach::Untold(cause.clone()),
        changes: Fact::Blind(cause.clone()),
        release: entry.release.as_ref().map_or(Fact::NotAsked, |_| Fact::Blind(cause.clone())),
        introduced: Fact::Absent,
    }
}

/// Where a commit stands, and what changed since.
type Found = (Reach, Fact<Arc<[Change]>>);

/// Follows sign-offs through one repository's history; what two of them share is looked up once.
struct Tracer<'a> {
    git: &'a Git,
    head: Option<git2::Commit<'a>>,
    record: &'a str,
    keys: Keys,
    is_template: &'a dyn Fn(Oid) -> bool,
    /// What may still be compared.
    budget: changes::Budget,
    /// What is staged and not committed.
    staged: Vec<Change>,
    /// By commit, as written.
    known: BTreeMap<String, Found>,
}

impl<'a> Tracer<'a> {
    fn new(git: &'a Git, claims: &'a Claims, is_template: &'a dyn Fn(Oid) -> bool) -> Self {
        let head = objects::head(git);
        let staged = head.as_ref().map(|head| changes::staged(git, head)).unwrap_or_default();
        let keys = keys(git, claims);
        Self {
            git,
            head,
            record: &claims.path,
            keys,
            is_template,
            budget: changes::Budget::default(),
            staged,
            known: BTreeMap::new(),
        }
    }

    fn traces(mut self, entries: &[Entry]) -> Vec<Trace> {
        let mut origins = origin::Origins::new(self.git, self.head.clone(), self.record, self.keys.clone());
        let mut traces = Vec::with_capacity(entries.len());
        for entry in entries {
            let (reach, changes) = self.commit(&entry.commit);
            traces.push(Trace {
                reach,
                changes,
                release: entry.release.as_deref().map_or(Fact::NotAsked, |tag| release(self.git, tag)),
                introduced: origins.of(entry),
            });
        }
        traces
    }

    fn commit(&mut self, written: &str) -> Found {
        if let Some(known) = self.known.get(written) {
            return known.clone();
        }
        let found = self.look_up(written).unwrap_or_else(|error| {
            let cause = trouble(self.git, &error);
            (Reach::Untold(cause.clone()), Fact::Blind(cause))
        });
        self.known.insert(written.to_owned(), found.clone());
        found
    }

    fn look_up(&mut self, written: &str) -> Result<Found, git2::Error> {
        let missing = || match self.git.is_shallow() {
            true => {
                let cause = shallow("that commit is not in this clone");
                (Reach::Untold(cause.clone()), Fact::Blind(cause))
            }
            false => (Reach::Missing, Fact::Absent),
        };
        if self.known.len() >= MOST_COMMITS {
            let detail = format!("sign-offs of more than {MOST_COMMITS} commits are not looked up");
            let cause = Cause::new(CauseKind::Internal, detail);
            return Ok((Reach::Untold(cause.clone()), Fact::Blind(cause)));
        }
        let id = match git2::Oid::from_str(written) {
            Ok(id) if standing::is_full(written) => id,
            _ => return Ok((Reach::Missing, Fact::Absent)),
        };
        let commit = match objects::header(self.git, id) {
            Ok((ObjectType::Commit, _)) => objects::commit(self.git, id)?,
            Ok(_) => return Ok((Reach::Missing, Fact::Absent)),
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(missing()),
            Err(error) => return Err(error),
        };
        let Some(head) = &self.head else { return Ok((Reach::Elsewhere, Fact::Absent)) };
        let descends = past::descends(self.git, head.id(), commit.id())?;
        let reach = match descends {
            true => Reach::Ancestor,
            false if self.git.is_shallow() => {
                Reach::Untold(shallow("whether HEAD descends from that commit lies beyond what was fetched"))
            }
            false => Reach::Elsewhere,
        };
        let failed = |error| Fact::Blind(trouble(self.git, &error));
        let changes = match changes::between(self.git, &commit, head, self.is_template, &mut self.budget) {
            Ok(mut changes) => {
                let known: BTreeSet<&str> = changes.iter().map(|change| change.path.as_str()).gather();
                let fresh = self.staged.iter().filter(|staged| !known.contains(staged.path.as_str()));
                let fresh: Vec<Change> = fresh.cloned().collect();
                changes.extend(fresh);
                self.budget.spend(changes.len()).map(|()| changes.into()).map_or_else(failed, Fact::Seen)
            }
            Err(error) => failed(error),
        };
        Ok((reach, changes))
    }
}

fn shallow(what: &str) -> Cause {
    Cause::new(CauseKind::Shallow, format!("{what}, which is shallow: history is cut off"))
}

/// Missing objects are no damage where history or blobs were left out on purpose.
fn trouble(git: &Git, error: &git2::Error) -> Cause {
    if error.code() == ErrorCode::NotFound && (git.is_shallow() || is_partial(git)) {
        return Cause::new(
            CauseKind::Shallow,
            format!("this clone is shallow or partial, and what is needed is not in it: {}", error.message()),
        );
    }
    Cause::new(CauseKind::Git, format!("git's history could not be read: {}", error.message()))
}

fn is_partial(git: &Git) -> bool {
    git.config().and_then(|mut config| config.snapshot()).is_ok_and(|config| {
        config.get_bool("remote.origin.promisor").unwrap_or(false) || config.get_str("extensions.partialclone").is_ok()
    })
}
