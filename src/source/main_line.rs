//! The plugin's files at earlier times: along the first parents of HEAD, which is what a branch held.

use std::cell::RefCell;
use std::sync::Arc;

use git2::{Oid as GitOid, Repository as Git};

use super::{Source, objects};
use crate::evidence::LARGE;
use crate::evidence::boilerplate::dated::Past;

/// Most commits looked at.
const MOST_COMMITS: usize = 200_000;

/// The states of the branch that is checked out; read from git as far as somebody asks.
pub struct MainLine<'git> {
    git: &'git Git,
    walked: RefCell<Walked>,
}

struct Walked {
    /// Date, in seconds since 1970, and id; youngest first.
    commits: Vec<(i64, GitOid)>,
    next: Option<GitOid>,
}

impl Source {
    /// The main line that HEAD is the end of; there is none without git or without a commit.
    pub fn main_line(&self) -> Option<MainLine<'_>> {
        let git = self.git()?;
        let next = objects::head(git).map(|head| head.id());
        Some(MainLine { git, walked: RefCell::new(Walked { commits: Vec::new(), next }) })
    }
}

impl MainLine<'_> {
    /// The youngest commit made before `seconds`; none where the clone does not go back that far.
    fn commit_before(&self, seconds: i64) -> Option<GitOid> {
        let mut walked = self.walked.try_borrow_mut().ok()?;
        if let Some((_, id)) = walked.commits.iter().find(|(date, _)| *date < seconds) {
            return Some(*id);
        }
        while let Some(id) = walked.next.take().filter(|_| walked.commits.len() < MOST_COMMITS) {
            let commit = objects::commit(self.git, id).ok()?;
            let date = commit.time().seconds();
            walked.next = commit.parent_id(0).ok();
            walked.commits.push((date, id));
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
