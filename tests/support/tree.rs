//! A repository in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use plugin_ready::evidence::repository::{
    BranchSource, DefaultBranch, File, FileKind, Git, Origin, Repository, Status,
};
use plugin_ready::evidence::{Cause, CauseKind, Fact, Reader};

/// Files by path, from the repository's root.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree(pub(crate) BTreeMap<String, Vec<u8>>);

impl Tree {
    /// The given files.
    pub(crate) fn of<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        Self(files.iter().map(|(path, content)| ((*path).to_owned(), content.as_ref().to_vec())).collect())
    }

    /// One more file, or other content for one.
    pub(crate) fn with(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.0.insert(path.to_owned(), content.as_ref().to_vec());
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some(), "there is no {path}");
        self
    }

    /// These files as a repository outside git.
    pub(crate) fn repository(&self) -> Repository {
        let files = self.0.iter().map(|(path, content)| File {
            path: path.clone(),
            kind: FileKind::Regular { executable: false },
            status: Status::NoGit,
            oid: None,
            size: content.len() as u64,
        });
        Repository { files: files.collect(), ..Repository::default() }
    }

    /// These files in git, with `default_branch` checked out and github.com/`owner`/mattermost-plugin-demo as origin.
    pub(crate) fn in_git(&self, default_branch: &str, owner: &str) -> Repository {
        let mut repository = self.repository();
        for file in &mut repository.files {
            file.status = Status::Clean;
        }
        repository.default_branch =
            Fact::Seen(DefaultBranch { name: default_branch.to_owned(), source: BranchSource::OriginHead });
        repository.git = Fact::Seen(Git {
            head: None,
            committed: None,
            branch: Some(default_branch.to_owned()),
            shallow: false,
            bare: false,
            dirty: false,
            origin: Some(Origin {
                host: "github.com".to_owned(),
                owner: owner.to_owned(),
                name: "mattermost-plugin-demo".to_owned(),
            }),
        });
        repository
    }
}

impl Reader for Tree {
    fn read(&self, path: &str, limit: u64) -> Result<Arc<[u8]>, Cause> {
        match self.0.get(path) {
            None => Err(Cause::new(CauseKind::Unreadable, format!("{path} is not there"))),
            Some(content) if content.len() as u64 > limit => {
                Err(Cause::new(CauseKind::TooLarge, format!("{path} is over {limit} bytes")))
            }
            Some(content) => Ok(content.as_slice().into()),
        }
    }
}
