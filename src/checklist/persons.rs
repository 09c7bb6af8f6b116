//! What the items that people sign off have in common: which sign-off speaks for the item, and how it is told.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::Item;
use crate::error::Place;
use crate::error::text::shell_word;
use crate::evidence::repository::Repository;
use crate::evidence::sign_off::review::State;
use crate::evidence::sign_off::{
    Change, Changes, Class, Introduced, Ledger, Proof, SignOff, Signature, Standing, Void, handle, rule,
};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use crate::verdict::Judgement;

/// Digits of a commit id in messages.
const SHORT: usize = 12;
/// Changed files named in a message; `facts` has them all.
const NAMED: usize = 3;
/// Paths written into a command that shows a diff.
const PATHS: usize = 6;
/// Changed files given as locations.
const LOCATED: usize = 50;
/// Most changes told in the facts of one item.
const MOST_CHANGES: usize = 5_000;

/// Judges an item that one person signs off: `missing` says that nobody has, `look` what that person does first.
pub(super) fn judge(evidence: &Evidence, item: &Item, missing: &str, look: &str) -> Judgement {
    let ledger = match ledger(evidence) {
        Ok(ledger) => ledger,
        Err(judgement) => return judgement,
    };
    let Some(best) = ledger.of(item.id).max_by_key(|sign_off| sign_off.standing.rank()) else {
        return nobody(ledger, item, missing, look);
    };
    let told = tell(best, ledger);
    let judgement = match &best.standing {
        Standing::Valid => Judgement::pass(told),
        Standing::Untold(cause) => {
            Judgement::unknown(Cause::new(cause.kind, format!("{told}: {}", cause.detail))).help(unshallow(cause))
        }
        Standing::Stale(_) => Judgement::pending(item.who, told).help(again(best, evidence)),
        Standing::Void(voids) => Judgement::pending(item.who, told).help(remedy(best, voids)),
    };
    with_facts(judgement, ledger.of(item.id).collect::<Vec<_>>().as_slice(), ledger, evidence).at_all(places(best))
}

/// The ledger, or the judgement when there cannot be one. No plugin-ready.toml is an empty one.
pub(super) fn ledger(evidence: &Evidence) -> Result<&Ledger, Judgement> {
    static EMPTY: LazyLock<Ledger> = LazyLock::new(Ledger::default);
    match &evidence.sign_offs {
        Fact::Seen(ledger) => Ok(ledger),
        Fact::Absent => Ok(&EMPTY),
        Fact::Blind(cause) => Err(Judgement::unknown(cause.clone())),
        Fact::NotAsked => {
            let cause = Cause::new(CauseKind::Internal, "sign-offs were not looked at in this run");
            Err(Judgement::unknown(cause))
        }
    }
}

/// Nobody signed the item off: what the author answered and what GitHub shows is for the person who will.
fn nobody(ledger: &Ledger, item: &Item, missing: &str, look: &str) -> Judgement {
    let approvals = approvals(ledger, item.who);
    let mut because = missing.to_owned();
    let mut judgement = Judgement::pending(item.who, "");
    if let Some(answer) = ledger.answer(item.id) {
        let word = if answer.is_dont_know() { "the author does not know" } else { "the author answers" };
        because.push_str(&format!("; {word}: \"{}\"", shorten(&answer.text)));
        judgement = judgement.at(answer.place.clone()).fact("answer", answer.text.clone());
    }
    let mut link = String::new();
    if let Some(first) = approvals.first() {
        let texts: Vec<&str> = approvals.iter().map(|a| a.text.as_str()).collect();
        because.push_str(&format!("; on GitHub {}", texts.join(", ")));
        link = format!(" --link {}", shell_word(&first.url));
    }
    for blind in unseen(ledger) {
        because.push_str(&format!("; GitHub: {blind}"));
    }
    let approvals: Vec<Value> = approvals.into_iter().map(|a| a.fact).collect();
    judgement.because = because;
    judgement
        .help(format!(
            "{look}; then, on that commit: `plugin-ready sign-off {} --by HANDLE{link}`, and commit plugin-ready.toml",
            item.id
        ))
        .fact("sign_offs", Value::Array(Vec::new()))
        .fact("approvals", approvals)
}

/// An approval on GitHub that nobody wrote into plugin-ready.toml.
struct Approval {
    text: String,
    url: String,
    fact: Value,
}

/// What GitHub shows for `role`: approvals by those who hold it (for code, by anybody where no list says who does), and
/// labels that came off.
fn approvals(ledger: &Ledger, role: Role) -> Vec<Approval> {
    let holders = ledger.people.of(role);
    let unlisted = holders.is_none_or(|holders| holders.is_empty());
    let counts = |by: &str| match holders {
        Some(holders) if !unlisted => handle::is_among(by, holders),
        _ => role == Role::CoreCommitter,
    };
    let mut found = Vec::new();
    for pull in ledger.pull_requests.iter().filter_map(|linked| linked.seen.seen()) {
        for review in pull.decisions().into_iter().filter(|r| r.state == State::Approved && counts(&r.by)) {
            let commit = review.commit.as_deref().unwrap_or("a commit that GitHub no longer knows");
            let unchecked = if unlisted { ", role not checked" } else { "" };
            found.push(Approval {
                text: format!(
                    "approved by {} ({}{unchecked}) on commit {} in {}",
                    review.by,
                    review.association,
                    short(commit),
                    pull.url
                ),
                url: pull.url.clone(),
                fact: json!({
                    "by": review.by, "commit": review.commit, "association": review.association, "url": pull.url
                }),
            });
        }
        if let Some(done) = pull.done_by_labels(role) {
            found.push(Approval {
                text: format!("{done} in {}", pull.url),
                url: pull.url.clone(),
                fact: json!({"label": done, "url": pull.url}),
            });
        }
    }
    found
}

/// Why GitHub could not be asked, each reason once.
fn unseen(ledger: &Ledger) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for linked in &ledger.pull_requests {
        if let Fact::Blind(cause) = &linked.seen
            && !reasons.contains(&cause.detail.as_str())
        {
            reasons.push(&cause.detail);
        }
    }
    reasons
}

/// A sign-off and its standing in one line, with everything that a reader should know before trusting it.
pub(super) fn tell(sign_off: &SignOff, ledger: &Ledger) -> String {
    let entry = &sign_off.entry;
    let focus = entry.focus.map(|focus| format!(" with focus {focus}")).unwrap_or_default();
    let release = entry.release.as_ref().map(|tag| format!("release {tag}, ")).unwrap_or_default();
    let deed = format!("{} signed off {release}commit {} on {}{focus}", entry.by, short(&entry.commit), entry.date);
    let mut text = match &sign_off.standing {
        Standing::Valid if sign_off.rule.scope == rule::Scope::Release => deed,
        Standing::Valid => format!("{deed}, and nothing of its scope ({}) changed since", sign_off.rule.scope),
        Standing::Stale(changes) => format!("stale: {deed}; changed since: {}", list(changes)),
        Standing::Void(voids) => {
            format!("void: {deed}, but {}", reasons(sign_off, voids))
        }
        Standing::Untold(_) => format!("{deed}; whether that still holds is not known"),
    };
    for note in notes(sign_off, ledger) {
        text.push_str("; ");
        text.push_str(&note);
    }
    text
}

fn notes(sign_off: &SignOff, ledger: &Ledger) -> Vec<String> {
    let mut notes = Vec::new();
    let told = matches!(sign_off.standing, Standing::Valid | Standing::Stale(_));
    if told && !sign_off.aside.is_empty() && sign_off.rule.scope != rule::Scope::Release {
        let kinds: Vec<String> = sign_off.aside.iter().map(|(class, count)| files(*class, *count)).collect();
        notes.push(format!("changed since, but not covered: {}", kinds.join(", ")));
    }
    let wrong = matches!(&sign_off.standing, Standing::Void(voids) if voids.iter().any(Void::is_about_role));
    if !sign_off.role_checked && !wrong {
        notes.push(format!("role not checked: no people.{} is configured", people_key(sign_off.rule.role)));
    }
    notes.extend(introduced(sign_off));
    notes.extend(on_github(sign_off, ledger));
    notes
}

fn introduced(sign_off: &SignOff) -> Option<String> {
    let introduced = match &sign_off.introduced {
        Fact::Seen(introduced) => introduced,
        // Why the sign-off itself cannot be told is told anyway.
        Fact::Blind(_) if matches!(sign_off.standing, Standing::Untold(_)) => return None,
        Fact::Blind(cause) => return Some(format!("who added the entry is not known: {}", cause.detail)),
        Fact::Absent | Fact::NotAsked => return None,
    };
    let Introduced::By { commit, author, signature } = introduced else {
        return Some("the entry is not committed yet".to_owned());
    };
    let commit = short(&commit.to_string());
    let person = format!("{} <{}>", author.name, author.email);
    let signed = match signature {
        Signature::Unsigned => "unsigned".to_owned(),
        Signature::Verified { principals } => format!("signature of {} verified", principals.join(", ")),
        Signature::Worthless(why) => format!("its signature proves nothing: {why}"),
        Signature::Unchecked(how) => format!("its signature is not checked here: {how}"),
    };
    Some(match introduced.proves(&sign_off.entry.by) {
        Proof::Verified | Proof::Authored => format!("added by {person} in {commit} ({signed})"),
        Proof::Claimed => format!("claimed by {person} in {commit} ({signed})"),
    })
}

fn on_github(sign_off: &SignOff, ledger: &Ledger) -> Option<String> {
    let entry = &sign_off.entry;
    let link = entry.link.as_ref()?;
    let linked = ledger.pull_requests.iter().find(|linked| linked.link == *link)?;
    let pull = match &linked.seen {
        Fact::Seen(pull) => pull,
        Fact::Absent => return Some(format!("GitHub shows no pull request at {link}")),
        Fact::Blind(cause) => return Some(format!("GitHub: {}", cause.detail)),
        Fact::NotAsked => return None,
    };
    let mut said = match pull.decision_of(&entry.by) {
        Some(review) if review.state == State::Approved => match &review.commit {
            Some(commit) if commit.eq_ignore_ascii_case(&entry.commit) => {
                format!("GitHub: {} ({}) approved that commit", entry.by, review.association)
            }
            Some(commit) => {
                format!("GitHub: {} ({}) approved another commit, {}", entry.by, review.association, short(commit))
            }
            None => format!("GitHub: {} ({}) approved, on what commit is not known", entry.by, review.association),
        },
        Some(review) => format!("GitHub: the last review of {} is {}", entry.by, review.state),
        None => format!("GitHub: {} did not review {link}", entry.by),
    };
    if let Some(done) = pull.done_by_labels(sign_off.rule.role) {
        said.push_str(&format!(", {done}"));
    } else if let Some(label) = pull.waits_by_labels(sign_off.rule.role) {
        said.push_str(&format!(", still labelled `{label}`"));
    }
    Some(said)
}

/// Why a sign-off does not count, in a clause.
pub(crate) fn reasons(sign_off: &SignOff, voids: &[Void]) -> String {
    let reasons: Vec<String> = voids.iter().map(|void| why(void, sign_off)).collect();
    reasons.join(", and ")
}

fn why(void: &Void, sign_off: &SignOff) -> String {
    let entry = &sign_off.entry;
    match void {
        Void::NotFull => "that is not a full commit id: a short one may come to mean another commit".to_owned(),
        Void::Gone => "this repository has no such commit: history was rewritten".to_owned(),
        Void::Elsewhere { unchanged: false } => {
            "HEAD does not descend from that commit: history was rewritten, or another branch was reviewed".to_owned()
        }
        Void::Elsewhere { unchanged: true } => format!(
            "HEAD does not descend from that commit, though the {} there is the same: history was rewritten",
            sign_off.rule.scope
        ),
        Void::WrongRole(role) => format!("{} is not in people.{}", entry.by, people_key(*role)),
        Void::NobodyNamed(role) => {
            format!("no policy names people.{}, and --as-official takes nobody else's word", people_key(*role))
        }
        Void::Unproven { demanded, given } => format!("people.proof demands {demanded}, and it is only {given}"),
        Void::Future => format!("{} is still to come", entry.date),
        Void::Ended(until) => format!("it was given until {until}"),
        Void::NoRelease => "it names no release".to_owned(),
        Void::ReleaseMissing(tag) => format!("there is no tag {tag}"),
        Void::ReleaseElsewhere { tag, at } => format!("tag {tag} is at {}", short(&at.to_string())),
        Void::Withdrawn { state: State::Dismissed, link } => format!("their review in {link} was dismissed"),
        Void::Withdrawn { link, .. } => format!("their last word in {link} asks for changes"),
    }
}

/// What makes a void sign-off good again.
pub(crate) fn remedy(sign_off: &SignOff, voids: &[Void]) -> String {
    let entry = &sign_off.entry;
    let again = format!("`{}`", command(sign_off));
    match voids.first() {
        Some(Void::Elsewhere { unchanged: true }) => {
            format!("nothing new is to be read: {} signs HEAD off: {again}", entry.by)
        }
        Some(Void::WrongRole(role)) => format!(
            "somebody of people.{} signs it off, or the list is completed if {} is one of them",
            people_key(*role),
            entry.by
        ),
        Some(Void::NobodyNamed(role)) => {
            format!("name those who may sign it off in the policy: people.{} = [\"...\"]", people_key(*role))
        }
        Some(Void::Unproven { demanded: Proof::Verified, .. }) => format!(
            "{} commits the entry with a signature (`git commit -S`) by a key that people.allowed-signers or people.openpgp-keys names",
            entry.by
        ),
        Some(Void::Unproven { .. }) => format!("{} runs {again} and makes the commit themselves", entry.by),
        Some(Void::Future) => format!("{} gives the date of the review, or signs again: {again}", entry.by),
        Some(Void::NoRelease | Void::ReleaseMissing(_) | Void::ReleaseElsewhere { .. }) => {
            format!(
                "sign off the release that is to be deployed: `plugin-ready sign-off {} --by HANDLE --release TAG`",
                entry.item
            )
        }
        Some(Void::Withdrawn { link, .. }) => format!("settle the review in {link}, then sign again: {again}"),
        Some(Void::NotFull) => format!("write the full id that `git rev-parse {}` prints", shell_word(&entry.commit)),
        Some(Void::Ended(_)) => format!("{} looks again, and signs HEAD off: {again}", entry.by),
        Some(Void::Gone | Void::Elsewhere { .. }) | None => format!(
            "{} looks at HEAD and signs it off: {again}; on the default branch, as a squash merge replaces the commits of \
             a pull request",
            entry.by
        ),
    }
}

/// The command that signs the same thing off again.
fn command(sign_off: &SignOff) -> String {
    let entry = &sign_off.entry;
    let focus = entry.focus.map(|focus| format!(" --focus {focus}")).unwrap_or_default();
    format!("plugin-ready sign-off {} --by {}{focus}", entry.item, shell_word(&entry.by))
}

/// What the person of a stale sign-off does next.
pub(super) fn again(sign_off: &SignOff, evidence: &Evidence) -> String {
    let diff = diff_command(sign_off, &evidence.repository).unwrap_or_default();
    let uncommitted = matches!(&sign_off.standing, Standing::Stale(changes) if changes.uncommitted);
    let first = if uncommitted { "commit or stash what is not committed; then " } else { "" };
    format!("{first}{} looks at `{diff}` and signs again: `{}`", sign_off.entry.by, command(sign_off))
}

/// `git diff` of what makes a sign-off stale, once it is committed.
fn diff_command(sign_off: &SignOff, repository: &Repository) -> Option<String> {
    let Standing::Stale(changes) = &sign_off.standing else { return None };
    let mut command = format!("git diff {} HEAD", short(&sign_off.entry.commit));
    let named = changes.first.iter().map(|change| shell_word(&format!(":/{}", change.path)));
    if changes.count <= PATHS && changes.first.iter().all(|change| !change.path.chars().any(char::is_control)) {
        command.push_str(" --");
        for path in named {
            command.push(' ');
            command.push_str(&path);
        }
    } else if !repository.prefix.is_empty() {
        command.push_str(&format!(" -- {}", shell_word(&format!(":/{}", repository.prefix))));
    }
    Some(command)
}

fn list(changes: &Changes) -> String {
    let mut names: Vec<String> = changes.first.iter().take(NAMED).map(Change::to_string).collect();
    if changes.count > NAMED {
        names.push(format!("{} more files", changes.count - NAMED));
    }
    names.join(", ")
}

fn files(class: Class, count: usize) -> String {
    let (one, many) = match class {
        Class::OwnCode => ("file of own code", "files of own code"),
        Class::Documents => ("document", "documents"),
        Class::Tests => ("test file", "test files"),
        Class::Boilerplate => ("file of the template", "files of the template"),
        Class::Housekeeping => ("housekeeping file", "housekeeping files"),
        Class::Record => ("file of sign-offs", "files of sign-offs"),
        Class::Outside => ("file outside the plugin", "files outside the plugin"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The key under `[people]` that names those who hold `role`.
pub(crate) fn people_key(role: Role) -> &'static str {
    match role {
        Role::CoreCommitter => "core-committers",
        other => other.name(),
    }
}

fn unshallow(cause: &Cause) -> String {
    match cause.kind {
        CauseKind::Shallow => "fetch all of history first: `git fetch --unshallow --tags`".to_owned(),
        CauseKind::NoGit => "run this in a git clone of the plugin".to_owned(),
        _ => "see what is wrong with the repository: `git fsck`".to_owned(),
    }
}

/// The first digits of a commit id; other text as it is, but no longer than a full id.
pub(crate) fn short(commit: &str) -> String {
    let length = if commit.bytes().all(|b| b.is_ascii_hexdigit()) { SHORT } else { 40 };
    commit.chars().take(length).collect()
}

pub(super) fn shorten(text: &str) -> String {
    let mut shown: String = text.trim().chars().take(160).collect();
    if shown.chars().count() < text.trim().chars().count() {
        shown.push('…');
    }
    shown
}

/// Where a sign-off and what became of it stand; the main place first.
pub(super) fn places(sign_off: &SignOff) -> Vec<Place> {
    let mut places = Vec::new();
    if let Standing::Stale(changes) = &sign_off.standing {
        places.extend(changes.first.iter().take(LOCATED).map(|change| change.place.clone()));
    }
    places.push(sign_off.entry.place.clone());
    places
}

/// Adds the fact `sign_offs` on all that was said about the item.
pub(super) fn with_facts(
    judgement: Judgement,
    sign_offs: &[&SignOff],
    ledger: &Ledger,
    evidence: &Evidence,
) -> Judgement {
    let mut left = MOST_CHANGES;
    let facts: Vec<Value> = sign_offs.iter().map(|s| fact(s, ledger, &evidence.repository, &mut left)).collect();
    let valid = sign_offs.iter().filter(|sign_off| sign_off.standing == Standing::Valid);
    let ends = valid.filter_map(|sign_off| sign_off.entry.until).min();
    Judgement { ends, ..judgement.fact("sign_offs", facts) }
}

/// `left` is how many changes may still be told.
fn fact(sign_off: &SignOff, ledger: &Ledger, repository: &Repository, left: &mut usize) -> Value {
    let entry = &sign_off.entry;
    let mut reasons: Vec<String> = Vec::new();
    let (mut changed, mut unnamed): (Vec<Value>, usize) = (Vec::new(), 0);
    match &sign_off.standing {
        Standing::Valid => {}
        Standing::Stale(changes) => {
            changed.extend(changes.first.iter().take(*left).map(|change| {
                let lines: Vec<[usize; 2]> = change.lines.iter().map(|lines| [lines.first, lines.last]).collect();
                json!({"path": change.path, "kind": change.kind.name(), "lines": lines})
            }));
            *left -= changed.len();
            unnamed = changes.count - changed.len();
        }
        Standing::Void(voids) => reasons.extend(voids.iter().map(|void| why(void, sign_off))),
        Standing::Untold(cause) => reasons.push(cause.detail.clone()),
    }
    let introduced = match sign_off.introduced.seen() {
        Some(Introduced::By { commit, author, signature }) => json!({
            "commit": commit.to_string(), "author": format!("{} <{}>", author.name, author.email),
            "signature": signature.name(),
        }),
        Some(Introduced::Uncommitted) | None => Value::Null,
    };
    let aside: serde_json::Map<String, Value> =
        sign_off.aside.iter().map(|(class, count)| (class.name().to_owned(), json!(count))).collect();
    let mut fact = json!({
        "by": entry.by, "commit": entry.commit, "date": entry.date.to_string(),
        "until": entry.until.map(|until| until.to_string()),
        "focus": entry.focus.map(|focus| focus.name()), "release": entry.release, "link": entry.link, "note": entry.note,
        "standing": sign_off.standing.name(), "reasons": reasons, "changed": changed, "changed_aside": aside,
        "diff": diff_command(sign_off, repository), "role_checked": sign_off.role_checked,
        "proof": sign_off.introduced.seen().map(|i| i.proves(&entry.by).name()), "introduced": introduced,
        "github": on_github(sign_off, ledger),
    });
    if let Some(fact) = fact.as_object_mut().filter(|_| unnamed > 0) {
        fact.insert("changed_unnamed".to_owned(), json!(unnamed));
    }
    fact
}
