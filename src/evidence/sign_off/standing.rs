//! What a sign-off is worth today: entry, trace and people in, standing out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::review::{Linked, State};
use super::rule::{self, Rule, Scope};
use super::scope::{self, Class};
use super::trace::{Change, ChangeKind, Introduced, Reach, Trace};
use super::{Claims, Entry, Focus, Ledger, People, Proof, handle};
use crate::error::Place;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::{Oid, Repository, Status};
use crate::evidence::{Cause, CauseKind, Fact, Role};

/// Changes named of each sign-off; the others are counted.
const MOST_TOLD: usize = 1_000;

/// A sign-off, and what it is worth.
#[derive(Debug, Clone)]
pub struct SignOff {
    /// The entry, as written.
    pub entry: Entry,
    /// How its item is signed off.
    pub rule: &'static Rule,
    /// What it is worth today.
    pub standing: Standing,
    /// Some list names those who hold the role, and the person is on it.
    pub role_checked: bool,
    /// How many files changed since that the sign-off does not cover, by kind.
    pub aside: BTreeMap<Class, usize>,
    /// Who added the entry.
    pub introduced: Fact<Introduced>,
}

/// What a sign-off is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Valid,
    /// It was right, and what it covers changed since.
    Stale(Changes),
    /// It does not count, and why; never empty.
    Void(Vec<Void>),
    /// We cannot tell, and why.
    Untold(Cause),
}

/// Changes that make a sign-off stale; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The first of them, by path.
    pub first: Arc<[Change]>,
    /// How many there are.
    pub count: usize,
    /// Some of them are not committed.
    pub uncommitted: bool,
}

impl Standing {
    /// The name that reports use.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Stale(_) => "stale",
            Self::Void(_) => "void",
            Self::Untold(_) => "unknown",
        }
    }

    /// How near to counting: one that may count comes before one that did, and that before one that never can.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Valid => 3,
            Self::Untold(_) => 2,
            Self::Stale(_) => 1,
            Self::Void(_) => 0,
        }
    }
}

/// Why a sign-off does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Void {
    /// The commit is not named by its full id.
    NotFull,
    /// The repository does not have the commit: history was rewritten.
    Gone,
    /// HEAD does not descend from the commit.
    Elsewhere {
        /// What the sign-off covers is the same there and at HEAD.
        unchanged: bool,
    },
    /// The list of those who hold the role does not name the person.
    WrongRole(Role),
    /// Nobody is named for the role, and the policy must.
    NobodyNamed(Role),
    /// The policy demands more proof than there is.
    Unproven {
        /// What it demands.
        demanded: Proof,
        /// What there is.
        given: Proof,
    },
    /// Nowhere on earth is it that day yet.
    Future,
    /// The last day that the person gave it is over.
    Ended(Date),
    /// It has to name a release, and names none.
    NoRelease,
    /// There is no such tag.
    ReleaseMissing(String),
    /// The tag points to another commit.
    ReleaseElsewhere {
        /// The tag.
        tag: String,
        /// Where it points.
        at: Oid,
    },
    /// On GitHub the person's last word is another.
    Withdrawn {
        /// That word.
        state: State,
        /// Where.
        link: String,
    },
}

impl Void {
    /// The person may not sign off, or nobody says who may.
    pub fn is_about_role(&self) -> bool {
        matches!(self, Self::WrongRole(_) | Self::NobodyNamed(_))
    }
}

impl Ledger {
    /// Judges every entry. `traces` has one element for each entry, in order; `latest_date` is the date where on earth
    /// it is latest: a person may be there.
    pub fn new(
        claims: Claims,
        traces: Vec<Trace>,
        pull_requests: Vec<Linked>,
        repository: &Repository,
        latest_date: Date,
    ) -> Self {
        let untraced = || Trace {
            reach: Reach::Untold(Cause::new(CauseKind::Internal, "this sign-off was not looked up in git")),
            ..Trace::default()
        };
        let mut traces = traces.into_iter();
        let mut sign_offs = Vec::new();
        let known = HashMap::new();
        let mut court = Court { claims: &claims, pull_requests: &pull_requests, repository, latest_date, known };
        for entry in &claims.entries {
            let trace = traces.next().unwrap_or_else(untraced);
            let Some(rule) = rule::find(&entry.item) else { continue };
            sign_offs.push(court.judge(entry, rule, trace));
        }
        let Claims { path, answers, people, official, .. } = claims;
        Self { path, sign_offs, answers, people, official, pull_requests }
    }
}

/// What every entry is judged by.
struct Court<'a> {
    claims: &'a Claims,
    pull_requests: &'a [Linked],
    repository: &'a Repository,
    latest_date: Date,
    /// What changed since a commit, by scope: many entries may be bound to one commit.
    known: HashMap<(String, Scope), Sorted>,
}

/// The changes that a sign-off covers, and how many others there are of each kind.
type Sorted = (Option<Changes>, BTreeMap<Class, usize>);

impl Court<'_> {
    fn judge(&mut self, entry: &Entry, rule: &'static Rule, trace: Trace) -> SignOff {
        let key = (entry.commit.clone(), rule.scope);
        let (covered, aside) = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let sorted = self.sort(rule.scope, &trace);
                self.known.insert(key, sorted.clone());
                sorted
            }
        };
        let standing = self.standing(entry, rule, &trace, covered);
        let role_checked = !named(&self.claims.people, entry, rule).is_empty()
            && !matches!(&standing, Standing::Void(voids) if voids.iter().any(Void::is_about_role));
        SignOff { entry: entry.clone(), rule, standing, role_checked, aside, introduced: trace.introduced }
    }

    /// The changes that the sign-off covers, and the others by kind.
    fn sort(&self, scope: Scope, trace: &Trace) -> Sorted {
        let committed = trace.changes.seen().map(|changes| &**changes).unwrap_or_default();
        let known: BTreeSet<&str> = committed.iter().map(|change| change.path.as_str()).gather();
        let (mut aside, mut uncommitted) = (BTreeMap::new(), false);
        // By path; of what is not committed there may be hundreds of thousands.
        let mut covered: Vec<(&str, Option<&Change>)> = Vec::new();
        let mut sort = |path, change: &Change, kept| {
            let class = scope::classify(change, &self.repository.prefix, &self.claims.path);
            if class.is_in(scope) {
                covered.push((path, kept));
                uncommitted |= change.is_uncommitted();
            } else if class != Class::Record {
                *aside.entry(class).or_default() += 1;
            }
        };
        committed.iter().for_each(|change| sort(&change.path, change, Some(change)));
        for path in self.uncommitted().filter(|path| !known.contains(path)) {
            sort(path, &uncommitted_change(path), None);
        }
        if covered.is_empty() {
            return (None, aside);
        }
        covered.sort_unstable_by_key(|(path, _)| *path);
        let told = covered.iter().take(MOST_TOLD);
        let first = told.map(|(path, change)| change.cloned().unwrap_or_else(|| uncommitted_change(path))).collect();
        (Some(Changes { first, count: covered.len(), uncommitted }), aside)
    }

    /// What lies here is what is judged, so a change that nobody committed yet counts as one.
    fn uncommitted(&self) -> impl Iterator<Item = &str> {
        let differs = |status| matches!(status, Status::Modified | Status::Deleted | Status::Untracked);
        self.repository.files.iter().filter(move |file| differs(file.status)).map(|file| file.path.as_str())
    }

    fn standing(&self, entry: &Entry, rule: &Rule, trace: &Trace, covered: Option<Changes>) -> Standing {
        let mut voids = Vec::new();
        let mut untold = None;
        self.person(entry, rule, trace, &mut voids, &mut untold);
        if entry.date > self.latest_date {
            voids.push(Void::Future);
        }
        if let Some(until) = entry.until.filter(|until| *until < self.latest_date) {
            voids.push(Void::Ended(until));
        }
        release(entry, rule, trace, &mut voids, &mut untold);
        match &trace.reach {
            _ if !is_full(&entry.commit) => voids.push(Void::NotFull),
            Reach::Missing => voids.push(Void::Gone),
            Reach::Elsewhere if rule.scope != Scope::Release => {
                let unchanged = trace.changes.seen().is_some() && covered.is_none();
                voids.push(Void::Elsewhere { unchanged });
            }
            Reach::Elsewhere | Reach::Ancestor => {}
            Reach::Untold(cause) => untold = Some(cause.clone()),
        }
        if !voids.is_empty() {
            return Standing::Void(voids);
        }
        if let Some(cause) = untold {
            return Standing::Untold(cause);
        }
        match &trace.changes {
            _ if rule.scope == Scope::Release => Standing::Valid,
            Fact::Seen(_) => covered.map_or(Standing::Valid, Standing::Stale),
            Fact::Blind(cause) => Standing::Untold(cause.clone()),
            Fact::Absent | Fact::NotAsked => {
                Standing::Untold(Cause::new(CauseKind::Internal, "nobody asked git what changed since the sign-off"))
            }
        }
    }

    /// May this person sign off, did they, and do they still stand by it?
    fn person(&self, entry: &Entry, rule: &Rule, trace: &Trace, voids: &mut Vec<Void>, untold: &mut Option<Cause>) {
        let people = &self.claims.people;
        let holders = named(people, entry, rule);
        if holders.is_empty() {
            if self.claims.official {
                voids.push(Void::NobodyNamed(rule.role));
            }
        } else if !handle::is_among(&entry.by, holders) {
            voids.push(Void::WrongRole(rule.role));
        }
        if people.proof > Proof::Claimed {
            match &trace.introduced {
                Fact::Blind(cause) => *untold = Some(cause.clone()),
                introduced => {
                    let given = introduced.seen().map_or(Proof::Claimed, |introduced| introduced.proves(&entry.by));
                    if given < people.proof {
                        voids.push(Void::Unproven { demanded: people.proof, given });
                    }
                }
            }
        }
        let Some(link) = &entry.link else { return };
        let linked = self.pull_requests.iter().filter(|linked| linked.link == *link);
        for review in linked.filter_map(|linked| linked.seen.seen()).filter_map(|pull| pull.decision_of(&entry.by)) {
            if matches!(review.state, State::ChangesRequested | State::Dismissed) {
                voids.push(Void::Withdrawn { state: review.state, link: link.clone() });
            }
        }
    }
}

fn uncommitted_change(path: &str) -> Change {
    Change {
        path: path.to_owned(),
        kind: ChangeKind::Uncommitted,
        template: false,
        lines: Vec::new(),
        place: Place::file(path),
    }
}

/// Those whose word counts for this entry: the security half of a code review may be a security reviewer's too.
pub fn named<'a>(people: &'a People, entry: &Entry, rule: &Rule) -> Vec<&'a String> {
    let mut holders: Vec<&String> = people.of(rule.role).into_iter().flatten().collect();
    if rule.role == Role::CoreCommitter && entry.focus == Some(Focus::Security) {
        holders.extend(&people.security);
    }
    holders
}

fn release(entry: &Entry, rule: &Rule, trace: &Trace, voids: &mut Vec<Void>, untold: &mut Option<Cause>) {
    let Some(tag) = &entry.release else {
        if rule.scope == Scope::Release {
            voids.push(Void::NoRelease);
        }
        return;
    };
    match &trace.release {
        Fact::Seen(at) if at.to_string().eq_ignore_ascii_case(&entry.commit) => {}
        Fact::Seen(at) => voids.push(Void::ReleaseElsewhere { tag: tag.clone(), at: *at }),
        Fact::Absent => voids.push(Void::ReleaseMissing(tag.clone())),
        Fact::Blind(cause) => *untold = Some(cause.clone()),
        Fact::NotAsked => *untold = Some(Cause::new(CauseKind::Internal, "nobody asked git for the release's tag")),
    }
}

/// Whether `commit` is a full id: 40 hexadecimal digits, or 64 in a SHA-256 repository.
pub fn is_full(commit: &str) -> bool {
    matches!(commit.len(), 40 | 64) && commit.bytes().all(|b| b.is_ascii_hexdigit())
}
