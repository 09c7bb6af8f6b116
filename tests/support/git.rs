//! Real git histories in a temporary folder, with fixed names and times.

use std::fs;
use std::path::Path;

use git2::{IndexAddOption, ObjectType, Repository, Signature, Time};
use plugin_ready::source::Source;
use tempfile::TempDir;

/// Seconds of the first commit: 2026-01-01 00:00 UTC. Each commit comes an hour after the one before.
const START: i64 = 1_767_225_600;

/// A repository that tests write history into.
pub(crate) struct History {
    dir: TempDir,
    pub(crate) git: Repository,
    author: (String, String),
    signer: Option<Signer>,
    hours: i64,
}

/// Signs a commit's text.
type Signer = Box<dyn Fn(&[u8]) -> String>;

impl History {
    /// A repository without a commit, on branch master.
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head("master").external_template(false);
        let git = Repository::init_opts(dir.path(), &options).unwrap();
        Self { dir, git, author: ("Olga Author".to_owned(), "olga@example.org".to_owned()), signer: None, hours: 0 }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Who makes the commits from here on.
    pub(crate) fn author(&mut self, name: &str, email: &str) -> &mut Self {
        self.author = (name.to_owned(), email.to_owned());
        self
    }

    /// Lets days go by.
    pub(crate) fn later(&mut self, days: i64) -> &mut Self {
        self.hours += days * 24;
        self
    }

    /// How commits are signed from here on.
    pub(crate) fn signed_by(&mut self, sign: impl Fn(&[u8]) -> String + 'static) -> &mut Self {
        self.signer = Some(Box::new(sign));
        self
    }

    /// Writes files without committing them.
    pub(crate) fn write(&self, files: &[(&str, &str)]) {
        for (path, content) in files {
            let path = self.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }

    /// Writes files and commits everything that lies there; the commit's id.
    pub(crate) fn commit(&mut self, files: &[(&str, &str)]) -> String {
        self.write(files);
        let mut index = self.git.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["*"], None).unwrap();
        index.write().unwrap();
        let tree = index.write_tree().unwrap();
        let parent = self.git.head().ok().map(|head| head.peel_to_commit().unwrap().id());
        self.commit_tree(tree, parent.as_slice())
    }

    /// Commits a tree on the branch that is checked out.
    pub(crate) fn commit_tree(&mut self, tree: git2::Oid, parents: &[git2::Oid]) -> String {
        let when = Time::new(START + self.hours * 3600, 0);
        self.hours += 1;
        let who = Signature::new(&self.author.0, &self.author.1, &when).unwrap();
        let tree = self.git.find_tree(tree).unwrap();
        let parents: Vec<_> = parents.iter().map(|id| self.git.find_commit(*id).unwrap()).collect();
        let parents: Vec<_> = parents.iter().collect();
        let content = self.git.commit_create_buffer(&who, &who, "work", &tree, &parents).unwrap();
        let content = String::from_utf8(content.to_vec()).unwrap();
        let id = match &self.signer {
            Some(sign) => self.git.commit_signed(&content, &sign(content.as_bytes()), None).unwrap(),
            None => self.git.odb().unwrap().write(ObjectType::Commit, content.as_bytes()).unwrap(),
        };
        let head = self.git.find_reference("HEAD").unwrap().symbolic_target().unwrap().unwrap().to_owned();
        self.git.reference(&head, id, true, "commit").unwrap();
        id.to_string()
    }

    /// Deletes files and commits that.
    pub(crate) fn remove(&mut self, paths: &[&str]) -> String {
        for path in paths {
            fs::remove_file(self.path().join(path)).unwrap();
        }
        self.commit(&[])
    }

    /// The tree that a commit has.
    pub(crate) fn tree_of(&self, commit: &str) -> git2::Oid {
        self.git.find_commit(git2::Oid::from_str(commit).unwrap()).unwrap().tree_id()
    }

    /// The id that some content has as a blob.
    pub(crate) fn blob(content: &str) -> String {
        git2::Oid::hash_object(ObjectType::Blob, content.as_bytes()).unwrap().to_string()
    }

    /// Puts the branch back to an earlier commit, files and all.
    pub(crate) fn reset(&self, commit: &str) {
        let object = self.git.find_object(git2::Oid::from_str(commit).unwrap(), None).unwrap();
        self.git.reset(&object, git2::ResetType::Hard, None).unwrap();
    }

    /// Tags a commit.
    pub(crate) fn tag(&self, name: &str, commit: &str) {
        let id = git2::Oid::from_str(commit).unwrap();
        self.git.reference(&format!("refs/tags/{name}"), id, true, "tag").unwrap();
    }

    /// Declares a commit the first one that was fetched.
    pub(crate) fn cut_before(&self, commit: &str) {
        fs::write(self.git.path().join("shallow"), format!("{commit}\n")).unwrap();
    }

    /// A handle that has read nothing of the repository yet.
    pub(crate) fn handle(&self) -> Repository {
        Repository::open(self.path()).unwrap()
    }

    /// The repository as the program opens it.
    pub(crate) fn source(&self) -> Source {
        Source::open(self.path(), true).unwrap()
    }
}
