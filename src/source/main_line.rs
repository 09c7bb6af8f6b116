//! The plugin's files at earlier times: along the first parents of HEAD, which is what a branch held.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use git2::{Oid as GitOid, Repository as Git};

use super::history::oid;
use super::past::MOST_COMMITS;
use super::{Source, objects};
use crate::evidence::LARGE;
use crate::evidence::boilerplate::dated::Past;
use crate::evidence::repository::Oid;

/// Most states that are looked at for what files once were.
const MOST_STATES: usize = 20_000;

/// The states of the branch that is checked out; read from git as far as somebody asks.
pub struct MainLine<'git> {
    git: &'git Git,
    walked: RefCell<Walked>,
}

struct Walked {
    /// Date, in seconds since 1970, and id; youngest first.
    commits: Vec<(i64, GitOid)>,
    next: Option<GitOid>,
    /// What was answered: many files ask for the same few dates.
    answers: HashMap<i64, Option<GitOid>>,
}

impl Source {
    /// The main line that HEAD is the end of; there is none without git or without a commit.
    pub fn main_line(&self) -> Option<MainLine<'_>> {
        let git = self.git()?;
        let next = objects::head(git).map(|head| head.id());
        Some(MainLine { git, walked: RefCell::new(Walked { commits: Vec::new(), next, answers: HashMap::new() }) })
    }
}

impl MainLine<'_> {
    /// Those of the `wanted` blobs that the file at the path beside them once was.
    pub fn held(&self, wanted: Vec<(String, Oid)>) -> HashSet<Oid> {
        let mut open: Vec<(String, Oid)> = wanted;
        let mut held = HashSet::new();
        let mut next = objects::head(self.git);
        for _ in 0..MOST_STATES {
            let Some(commit) = next.filter(|_| !open.is_empty()) else { break };
            open.retain(|(path, blob)| {
                let is_here = objects::file_at(self.git, &commit, path).is_ok_and(|at| at.map(oid) == Some(*blob));
                if is_here {
                    held.insert(*blob);
                }
                !is_here
            });
            next = commit.parent_id(0).ok().and_then(|parent| objects::commit(self.git, parent).ok());
        }
        held
    }

    /// The youngest commit made before `seconds`; none where the clone does not go back that far.
    fn commit_before(&self, seconds: i64) -> Option<GitOid> {
        let mut walked = self.walked.try_borrow_mut().ok()?;
        if let Some(answer) = walked.answers.get(&seconds) {
            return *answer;
        }
        let known = walked.commits.iter().find(|(date, _)| *date < seconds).map(|(_, id)| *id);
        let answer = known.or_else(|| walked.on(self.git, seconds));
        walked.answers.insert(seconds, answer);
        answer
    }
}

impl Walked {
    /// Goes on to the youngest commit made before `seconds`.
    fn on(&mut self, git: &Git, seconds: i64) -> Option<GitOid> {
        while let Some(id) = self.next.take().filter(|_| self.commits.len() < MOST_COMMITS) {
            let commit = objects::commit(git, id).ok()?;
            let date = commit.time().seconds();
            self.next = commit.parent_id(0).ok();
            self.commits.push((date, id));
            if date < seconds {
                return Some(id);
            }
        }
        None
    }
}

impl Past for MainLine<'_> {
    fn before(&self, path: &str, seconds: i64) -> Option<Arc<[u8]>> {
        let commit = objects::commit(self.git, self.commit_before(seconds)?).ok()?;
        let blob = objects::file_at(self.git, &commit, path).ok()??;
        Some(Arc::from(objects::blob(self.git, blob, LARGE).ok()?.content()))
    }
}
