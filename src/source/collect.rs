//! Collects the evidence: each part at most once, and only if somebody needs it.

use super::{Source, tags};
use crate::evidence::manifest::Manifest;
use crate::evidence::{Cause, Evidence, Fact, Need, repository};

/// What the user allows and asks for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Ask no server.
    pub offline: bool,
}

impl Source {
    /// The facts that `needs` names.
    pub fn collect(&self, manifest: Fact<Manifest>, needs: &[Need], _ask: &Ask) -> Evidence {
        let needed = |need: Need| needs.contains(&need);
        let mut evidence = Evidence { repository: self.repository.clone(), manifest, ..Evidence::default() };
        if needed(Need::Releases) {
            evidence.releases = self.with_git(|git| tags::releases(git, &self.repository.prefix));
        }
        evidence
    }

    /// What `look` sees in git; blind where there is none.
    fn with_git<T>(&self, look: impl FnOnce(&git2::Repository) -> Fact<T>) -> Fact<T> {
        match (&self.git, &self.repository.git) {
            (Some(git), _) => look(git),
            (None, Fact::Blind(cause)) => Fact::Blind(Cause::clone(cause)),
            (None, _) => Fact::Blind(repository::no_git()),
        }
    }
}
