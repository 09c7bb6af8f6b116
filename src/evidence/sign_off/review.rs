//! What GitHub says of a review: who approved which commit, and which review labels came off.

use super::handle;
use crate::evidence::{Fact, Role, kebab_enum};

/// A pull request that a sign-off links to, or the review's own, and what came of asking.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Its address, as the sign-off has it or as GitHub gives it.
    pub link: String,
    /// What GitHub says; `Absent` when there is no such pull request, or none that this token may see.
    pub seen: Fact<PullRequest>,
}

/// A pull request, as far as reviews go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its address.
    pub url: String,
    /// Who opened it.
    pub author: String,
    /// The newest commit of its branch.
    pub head: String,
    /// It was merged.
    pub merged: bool,
    /// Its reviews, oldest first.
    pub reviews: Vec<Review>,
    /// The labels that it has now.
    pub labels: Vec<String>,
    /// Labels that came and went, oldest first.
    pub label_events: Vec<LabelEvent>,
}

/// A review of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The reviewer's handle; empty for a deleted account.
    pub by: String,
    /// A program, not a person.
    pub bot: bool,
    /// What the review said.
    pub state: State,
    /// The commit that was reviewed, if GitHub still knows.
    pub commit: Option<String>,
    /// What the reviewer is to the repository, in GitHub's word, as in `MEMBER`.
    pub association: String,
}

kebab_enum! {
    /// What a review said, in GitHub's words.
    State {
        /// Approved.
        Approved = "APPROVED",
        /// Changes were asked for.
        ChangesRequested = "CHANGES_REQUESTED",
        /// A remark without a decision.
        Commented = "COMMENTED",
        /// A decision that somebody took back.
        Dismissed = "DISMISSED",
        /// Not submitted yet.
        Pending = "PENDING",
    }
}

/// A label that was put on or taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelEvent {
    /// The label.
    pub label: String,
    /// It was put on, not taken off.
    pub added: bool,
    /// Who did it.
    pub by: String,
}

impl PullRequest {
    /// The newest decision of each reviewer, in the order of their first one: programs, the pull request's own author,
    /// remarks and drafts do not decide.
    pub fn decisions(&self) -> Vec<&Review> {
        let mut newest: Vec<&Review> = Vec::new();
        let decides = |review: &&Review| {
            !review.bot
                && !review.by.is_empty()
                && !handle::same(&review.by, &self.author)
                && !matches!(review.state, State::Commented | State::Pending)
        };
        for review in self.reviews.iter().filter(decides) {
            match newest.iter_mut().find(|known| handle::same(&known.by, &review.by)) {
                Some(known) => *known = review,
                None => newest.push(review),
            }
        }
        newest
    }

    /// The newest decision of `by`.
    pub fn decision_of(&self, by: &str) -> Option<&Review> {
        self.decisions().into_iter().find(|review| handle::same(&review.by, by))
    }

    /// Why the labels say that the review by `role` is done: a label that says so, or a pending one that somebody other
    /// than the author took off. That a pending label is not there says nothing: it may never have been.
    pub fn done_by_labels(&self, role: Role) -> Option<String> {
        let label = |name: &str| LABELS.iter().find(|label| label.roles.contains(&role) && label.is(name));
        if let Some(name) = self.labels.iter().find(|name| label(name).is_some_and(|label| label.done)) {
            return Some(format!("labelled `{name}`"));
        }
        let last = self.label_events.iter().rfind(|event| label(&event.label).is_some_and(|label| !label.done))?;
        let taken_off = !last.added && !handle::same(&last.by, &self.author);
        taken_off.then(|| format!("`{}` was taken off by {}", last.label, last.by))
    }

    /// The label that says that the review by `role` is still to be done.
    pub fn waits_by_labels(&self, role: Role) -> Option<&str> {
        let waits = |name: &&String| LABELS.iter().any(|l| l.roles.contains(&role) && !l.done && l.is(name));
        self.labels.iter().find(waits).map(String::as_str)
    }
}

/// A label of Mattermost's review process.
struct Label {
    /// Its names over the years, in lower case.
    names: &'static [&'static str],
    /// Whose review it is about.
    roles: &'static [Role],
    /// It says that the review is done, not that it is to be done.
    done: bool,
}

impl Label {
    fn is(&self, name: &str) -> bool {
        self.names.contains(&name.trim().to_lowercase().as_str())
    }
}

const EVERY_REVIEW: &[Role] = &[Role::CoreCommitter, Role::Security, Role::Qa, Role::Pm];

/// The labels in use from 2018 to 2024, from mattermost-utilities' label mapping of 2024-09-23 and the contributors'
/// pages.
static LABELS: &[Label] = &[
    Label { names: &["1: pm review", "1: ux review"], roles: &[Role::Pm], done: false },
    Label { names: &["2: dev review"], roles: &[Role::CoreCommitter], done: false },
    Label { names: &["2: qa review", "3: qa review"], roles: &[Role::Qa], done: false },
    Label { names: &["3: security review"], roles: &[Role::Security], done: false },
    Label { names: &["qa review done"], roles: &[Role::Qa], done: true },
    Label {
        names: &["3: ready to merge", "3: reviews complete", "4: reviews complete", "4: reviews done"],
        roles: EVERY_REVIEW,
        done: true,
    },
];
