//! `complete-code-review`

use super::{PROCESS_DATE, PROCESS_PAGE, basic_code_review, persons};
use crate::evidence::sign_off::{Focus, Ledger, SignOff, Standing, handle};
use crate::evidence::{Cause, Evidence, Role};
use crate::verdict::Judgement;

item! {
    /// Two core committers have reviewed the code thoroughly, one of them with an eye on security.
    ///
    /// Passes with valid sign-offs by two different people in plugin-ready.toml, at least one with
    /// `focus = "security"`. Both are core committers; the one who looks at security may be in `people.security`
    /// instead. If the developer of the basic review is available, they are one of the two, as the page asks: available
    /// is whoever is still in
    /// `people.core-committers`. Without such a list, an `[[answer]]` for this item says why they are not.
    ///
    /// Each sign-off covers the plugin's own code at the commit that was read: it is stale once own code changes, and
    /// void when that commit is no longer in HEAD's history or the person may not sign off. `plugin-ready explain
    /// basic-code-review` has the details. Two sign-offs by one person count once, in whatever spelling.
    ///
    /// How to get there: `plugin-ready review` prints what there is to read. Then each reviewer runs
    /// `plugin-ready sign-off complete-code-review --by HANDLE`, one of them with `--focus security`.
    {
        id: "complete-code-review", title: "complete code review by two core committers", who: CoreCommitter,
        page: (PROCESS_PAGE, PROCESS_DATE, "two core committers review it thoroughly, one of them for security"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let ledger = match persons::ledger(evidence) {
        Ok(ledger) => ledger,
        Err(judgement) => return judgement,
    };
    let all: Vec<&SignOff> = ledger.of(ID).collect();
    if all.is_empty() {
        return persons::judge(
            evidence,
            &ITEM,
            "no core committer has signed off a complete code review: it takes two, one of them with focus security",
            "two core committers read what `plugin-ready review` prints, one of them for security (`--focus security`)",
        );
    }
    let valid = Panel::of(&all, ledger, |standing| *standing == Standing::Valid);
    let judgement = match (valid.gap(), first_reviewer(ledger).filter(|first| !valid.has(first))) {
        (None, None) => Judgement::pass(told(&valid.sign_offs, ledger)),
        (None, Some(first)) => Judgement::pending(
            Role::CoreCommitter,
            format!(
                "{first} did the basic review and is available, but is not among those who signed off: {}",
                told(&valid.sign_offs, ledger)
            ),
        )
        .help(format!(
            "{first} reviews the code and runs `plugin-ready sign-off {ID} --by {first}`; if they are not available, \
             {UNAVAILABLE}"
        )),
        (Some(gap), _) => {
            let may_count = |standing: &Standing| matches!(standing, Standing::Valid | Standing::Untold(_));
            let hopeful = Panel::of(&all, ledger, may_count);
            match hopeful.untold() {
                Some(cause) if hopeful.gap().is_none() => {
                    Judgement::unknown(cause.clone()).help("fetch all of history first: `git fetch --unshallow --tags`")
                }
                _ => Judgement::pending(gap.who(), format!("{}: {}", gap.told(&valid), told(&all, ledger)))
                    .help(help(gap, &all, evidence)),
            }
        }
    };
    let places: Vec<_> = all.iter().flat_map(|sign_off| persons::places(sign_off)).collect();
    persons::with_facts(judgement, &all, ledger, evidence).at_all(places)
}

const ID: &str = "complete-code-review";
const UNAVAILABLE: &str = "take them off people.core-committers, or say so in an [[answer]] for complete-code-review where there is no such list";

/// The people whose sign-offs count, one sign-off each.
struct Panel<'a> {
    /// Each person's best: the one with the security focus before others, then the last one.
    sign_offs: Vec<&'a SignOff>,
    /// One of them at least is a core committer, as far as the lists tell: a security reviewer stands in for one, not
    /// two.
    has_committer: bool,
}

/// What a panel still lacks.
#[derive(Clone, Copy)]
enum Gap {
    /// Somebody else than the one who is there.
    Second,
    /// Anybody at all, for security among them.
    Both,
    /// Somebody with the security focus, whoever else is there.
    Security,
    /// A core committer beside security reviewers.
    Committer,
}

impl<'a> Panel<'a> {
    fn of(all: &[&'a SignOff], ledger: &Ledger, counts: impl Fn(&Standing) -> bool) -> Self {
        let mut sign_offs: Vec<&SignOff> = Vec::new();
        for sign_off in all.iter().filter(|sign_off| counts(&sign_off.standing)) {
            match sign_offs.iter_mut().find(|known| handle::same(&known.entry.by, &sign_off.entry.by)) {
                Some(known) if known.entry.focus.is_some() && sign_off.entry.focus.is_none() => {}
                Some(known) => *known = sign_off,
                None => sign_offs.push(sign_off),
            }
        }
        let committers = &ledger.people.core_committers;
        let untold = committers.is_empty() && !ledger.official;
        let has_committer = untold || sign_offs.iter().any(|sign_off| handle::is_among(&sign_off.entry.by, committers));
        Self { sign_offs, has_committer }
    }

    fn has(&self, person: &str) -> bool {
        self.sign_offs.iter().any(|sign_off| handle::same(&sign_off.entry.by, person))
    }

    fn gap(&self) -> Option<Gap> {
        let secure = self.sign_offs.iter().any(|sign_off| sign_off.entry.focus == Some(Focus::Security));
        match (self.sign_offs.len(), secure) {
            (0, _) => Some(Gap::Both),
            (_, false) => Some(Gap::Security),
            (1, true) => Some(Gap::Second),
            (_, true) => (!self.has_committer).then_some(Gap::Committer),
        }
    }

    fn untold(&self) -> Option<&'a Cause> {
        self.sign_offs.iter().find_map(|sign_off| match &sign_off.standing {
            Standing::Untold(cause) => Some(cause),
            _ => None,
        })
    }
}

impl Gap {
    fn who(self) -> Role {
        match self {
            Self::Second | Self::Both | Self::Committer => Role::CoreCommitter,
            Self::Security => Role::Security,
        }
    }

    fn told(self, valid: &Panel<'_>) -> &'static str {
        match (self, valid.sign_offs.len()) {
            (Self::Both, _) => "neither of the two sign-offs that it takes is valid",
            (Self::Second, _) => "only one person's sign-off is valid, and it takes two different people",
            (Self::Security, 1) => "only one person's sign-off is valid; the other one must have focus security",
            (Self::Security, _) => "no valid sign-off has the focus security",
            (Self::Committer, _) => {
                "no core committer is among those who signed off, and a security reviewer stands in for one only"
            }
        }
    }
}

fn told(sign_offs: &[&SignOff], ledger: &Ledger) -> String {
    let told: Vec<String> = sign_offs.iter().map(|sign_off| persons::tell(sign_off, ledger)).collect();
    told.join(" | ")
}

/// What the last sign-off that no longer counts needs, or how another one comes about.
fn help(gap: Gap, all: &[&SignOff], evidence: &Evidence) -> String {
    let wanted = |sign_off: &&&SignOff| match gap {
        Gap::Security => sign_off.entry.focus == Some(Focus::Security),
        Gap::Second | Gap::Both | Gap::Committer => true,
    };
    let lapsed = all.iter().rev().filter(wanted).find_map(|sign_off| match &sign_off.standing {
        Standing::Stale(_) => Some(persons::again(sign_off, evidence)),
        Standing::Void(voids) => Some(persons::remedy(sign_off, voids)),
        Standing::Valid | Standing::Untold(_) => None,
    });
    lapsed.unwrap_or_else(|| match gap {
        Gap::Second | Gap::Both | Gap::Committer => {
            format!("another core committer reviews the code and runs `plugin-ready sign-off {ID} --by HANDLE`")
        }
        Gap::Security => format!(
            "another reviewer looks at the security of the code and runs \
             `plugin-ready sign-off {ID} --by HANDLE --focus security`"
        ),
    })
}

/// The person of the first basic review, if they are available as far as is known.
fn first_reviewer(ledger: &Ledger) -> Option<&str> {
    let reviews = ledger.of(basic_code_review::ITEM.id).filter(|s| !matches!(s.standing, Standing::Void(_)));
    let first = reviews.min_by_key(|sign_off| sign_off.entry.date)?.entry.by.as_str();
    let committers = &ledger.people.core_committers;
    let available = match committers.is_empty() {
        true => ledger.answer(ID).is_none(),
        false => handle::is_among(first, committers),
    };
    available.then_some(first)
}
