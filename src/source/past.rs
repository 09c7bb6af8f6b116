//! What lies behind a commit: its ancestors, and what it has beyond another. Each commit is measured, and all counted.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use git2::{Error, Oid, Repository as Git};

use super::history::oid;
use super::objects::{Link, Links};
use crate::evidence::repository::Oid as PlainOid;

/// Most commits looked at for one answer.
pub(super) const MOST_COMMITS: usize = 200_000;

/// Which of two commits has this one among its ancestors, or is it: one bit each.
type Sides = u8;
const OURS: Sides = 1;
const THEIRS: Sides = 2;

/// A commit that was met.
struct Met {
    sides: Sides,
    /// Its date, in seconds since 1970.
    seconds: i64,
    /// Its parents are not met yet.
    open: bool,
    /// They were, before it was known on which sides it is.
    again: bool,
}

impl Met {
    /// What is behind it may not be on the sides that it is known on.
    fn presses(&self) -> bool {
        self.open && (self.again || self.sides != OURS | THEIRS)
    }
}

/// Commits that were met, and those to go on from, younger before older.
struct Walk<'git> {
    links: Links<'git>,
    queue: BTreeMap<(i64, Reverse<usize>), Link>,
    met: HashMap<Oid, Met>,
    /// How many press.
    pressing: usize,
    pushed: usize,
}

impl<'git> Walk<'git> {
    fn new(git: &'git Git) -> Self {
        Self { links: Links::of(git), queue: BTreeMap::new(), met: HashMap::new(), pressing: 0, pushed: 0 }
    }

    fn meet(&mut self, id: Oid, sides: Sides) -> Result<(), Error> {
        let most = self.met.len() == MOST_COMMITS;
        let mut read = None;
        let met = match self.met.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if most => {
                return Err(Error::from_str(&format!("there are more than {MOST_COMMITS} commits")));
            }
            Entry::Vacant(new) => {
                let link = self.links.get(id)?;
                let seconds = link.seconds;
                read = Some(link);
                new.insert(Met { sides: 0, seconds, open: false, again: false })
            }
        };
        if met.sides | sides == met.sides {
            return Ok(());
        }
        self.pressing -= usize::from(met.presses());
        let is_queued = std::mem::replace(&mut met.open, true);
        met.again |= !is_queued && met.sides != 0;
        met.sides |= sides;
        self.pressing += usize::from(met.presses());
        if !is_queued {
            let link = read.map_or_else(|| self.links.get(id), Ok)?;
            self.queue.insert((link.seconds, Reverse(self.pushed)), link);
            self.pushed += 1;
        }
        Ok(())
    }

    /// The youngest that was not taken yet.
    fn take(&mut self) -> Option<(Link, Sides)> {
        let (_, link) = self.queue.pop_last()?;
        let met = self.met.get_mut(&link.id)?;
        self.pressing -= usize::from(met.presses());
        (met.open, met.again) = (false, false);
        Some((link, met.sides))
    }
}

/// The ancestors of a commit, itself first, younger before older.
pub(super) struct Ancestors<'git> {
    walk: Walk<'git>,
    /// Whose parents come next; none are asked for before they are needed.
    last: Option<Link>,
}

impl<'git> Ancestors<'git> {
    /// Those of `tip`.
    ///
    /// # Errors
    /// As [`Links::get`].
    pub(super) fn of(git: &'git Git, tip: Oid) -> Result<Self, Error> {
        let mut walk = Walk::new(git);
        walk.meet(tip, OURS)?;
        Ok(Self { walk, last: None })
    }

    /// The next one.
    ///
    /// # Errors
    /// As [`Links::get`]; there are too many.
    pub(super) fn next(&mut self) -> Result<Option<&Link>, Error> {
        if let Some(commit) = self.last.take() {
            commit.parents.iter().try_for_each(|parent| self.walk.meet(*parent, OURS))?;
        }
        self.last = self.walk.take().map(|(commit, _)| commit);
        Ok(self.last.as_ref())
    }
}

/// The ids of all ancestors of `tip` and its own; none where they cannot all be read.
pub(super) fn ancestors(git: &Git, tip: Oid) -> HashSet<PlainOid> {
    let all = || {
        let mut ancestors = Ancestors::of(git, tip)?;
        while ancestors.next()?.is_some() {}
        Ok::<_, Error>(ancestors.walk.met.keys().map(|id| oid(*id)).collect())
    };
    all().unwrap_or_default()
}

/// What a commit has that another has not.
pub(super) struct Beyond {
    /// It descends from the other, or is it.
    pub(super) descends: bool,
    /// How many of its ancestors the other has not, itself included.
    pub(super) commits: usize,
    /// The date of the oldest of those, in seconds since 1970.
    pub(super) oldest: Option<i64>,
}

/// What `tip` has beyond `other`.
///
/// # Errors
/// As [`Links::get`]; there are too many.
pub(super) fn beyond(git: &Git, tip: Oid, other: Oid) -> Result<Beyond, Error> {
    let mut walk = Walk::new(git);
    walk.meet(tip, OURS)?;
    walk.meet(other, THEIRS)?;
    while walk.pressing > 0 {
        let Some((commit, sides)) = walk.take() else { break };
        commit.parents.iter().try_for_each(|parent| walk.meet(*parent, sides))?;
    }
    let ours = || walk.met.values().filter(|met| met.sides == OURS);
    Ok(Beyond {
        descends: walk.met.get(&other).is_some_and(|met| met.sides & OURS != 0),
        commits: ours().count(),
        oldest: ours().map(|met| met.seconds).min(),
    })
}

/// Whether `tip` descends from `other`, or is it.
///
/// # Errors
/// As [`beyond`].
pub(super) fn descends(git: &Git, tip: Oid, other: Oid) -> Result<bool, Error> {
    Ok(tip == other || beyond(git, tip, other)?.descends)
}

#[cfg(test)]
mod tests {
    use git2::{Commit, ObjectType, Repository, Signature, Time};

    use super::*;

    /// Commits with up to three parents among those before them, as `chance` says; their dates go with their order.
    fn history(git: &Repository, chance: &mut impl FnMut(usize) -> usize) -> Vec<Oid> {
        let tree = git.odb().unwrap().write(ObjectType::Tree, b"").unwrap();
        let tree = git.find_tree(tree).unwrap();
        let mut commits: Vec<Oid> = Vec::new();
        for n in 0..20 {
            let mut parents: Vec<Oid> = (0..chance(4).min(n)).map(|_| commits[n - 1 - chance(n.min(8))]).collect();
            parents.sort_unstable();
            parents.dedup();
            let parents: Vec<Commit> = parents.iter().map(|id| git.find_commit(*id).unwrap()).collect();
            let who = Signature::new("Olga", "olga@example.org", &Time::new(1_767_225_600 + n as i64, 0)).unwrap();
            let message = format!("{n}");
            commits.push(git.commit(None, &who, &who, &message, &tree, &parents.iter().collect::<Vec<_>>()).unwrap());
        }
        commits
    }

    #[test]
    fn a_clock_that_was_slow_adds_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        let git = Repository::init_bare(folder.path()).unwrap();
        let tree = git.find_tree(git.odb().unwrap().write(ObjectType::Tree, b"").unwrap()).unwrap();
        let commit = |seconds, parents: &[Oid]| {
            let parents: Vec<Commit> = parents.iter().map(|id| git.find_commit(*id).unwrap()).collect();
            let who = Signature::new("Olga", "olga@example.org", &Time::new(seconds, 0)).unwrap();
            git.commit(None, &who, &who, "", &tree, &parents.iter().collect::<Vec<_>>()).unwrap()
        };
        let root = commit(1000, &[]);
        let shared = commit(2000, &[root]);
        let (tip, other) = (commit(3000, &[shared]), commit(10, &[shared]));
        let beyond = beyond(&git, tip, other).unwrap();
        assert_eq!((beyond.descends, beyond.commits, beyond.oldest), (false, 1, Some(3000)));
    }

    #[test]
    fn parents_that_grafts_give_are_followed() {
        let folder = tempfile::TempDir::new().unwrap();
        let git = Repository::init_bare(folder.path()).unwrap();
        let commits = history(&git, &mut |limit| limit.min(2) / 2);
        let (first, tip) = (commits[0], commits[19]);
        assert!(ancestors(&git, tip).len() > 2);
        std::fs::write(folder.path().join("info/grafts"), format!("{tip} {first}\n")).unwrap();
        let again = Repository::open(folder.path()).unwrap();
        assert_eq!(ancestors(&again, tip), HashSet::from([oid(tip), oid(first)]));
    }

    #[test]
    fn it_tells_what_libgit2_tells() {
        let mut state = 1_u64;
        let mut chance = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit.max(1)
        };
        for _ in 0..4 {
            let folder = tempfile::TempDir::new().unwrap();
            let git = Repository::init_bare(folder.path()).unwrap();
            let commits = history(&git, &mut chance);
            for tip in &commits {
                for other in &commits {
                    let beyond = beyond(&git, *tip, *other).unwrap();
                    let known = tip == other || git.graph_descendant_of(*tip, *other).unwrap();
                    assert_eq!(beyond.descends, known);
                    assert_eq!(beyond.commits, git.graph_ahead_behind(*tip, *other).unwrap().0);
                }
                let mut walk = git.revwalk().unwrap();
                walk.push(*tip).unwrap();
                let known: HashSet<PlainOid> = walk.map(|id| oid(id.unwrap())).collect();
                assert_eq!(ancestors(&git, *tip), known);
            }
        }
    }
}
