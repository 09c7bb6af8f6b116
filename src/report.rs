//! What the judgements add up to: waivers, tier status, who must act next. Every text in a report is safe to show.

mod boilerplate;
pub mod fleet;
pub mod review;
mod safe;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::checklist::{Item, TIERS, Tier, hints, tiers};
use crate::evidence::manifest::Spanned;
use crate::evidence::{Evidence, Role};
use crate::verdict::{CAVEAT, Hint, Judgement, Verdict};

pub use boilerplate::{Boilerplate, Folder};
pub use safe::{Excerpt, Location};

/// One repository's report. Renderers only lay it out: they neither judge nor count.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which rules were applied.
    pub tool: Tool,
    /// Which plugin at which commit.
    pub plugin: Plugin,
    /// The tier that the exit code speaks of.
    pub target: &'static Tier,
    /// Every tier, lowest first.
    pub tiers: Vec<TierReport>,
    /// Advice beside the checklist.
    pub hints: Vec<HintReport>,
    /// The author's code against the template's; `None` where we could not look.
    pub boilerplate: Option<Boilerplate>,
    /// Who must act next, and on which items: of the target tier and those below, or of the next one once those are
    /// ready.
    pub next: Vec<Next>,
    /// Warnings about the run itself: unused or expired waivers, and the like.
    pub warnings: Vec<String>,
    /// How the run was restricted.
    pub run: Run,
}

/// The rules' versions, so that two reports can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Version of this program.
    pub version: &'static str,
    /// Date of the checklist's text.
    pub checklist: &'static str,
    /// Commit of the starter template that the embedded index was built from.
    pub template_index: String,
    /// Date of the licence table.
    pub licence_table: String,
}

/// The plugin that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plugin {
    /// The manifest's id.
    pub id: Option<String>,
    /// The manifest's name.
    pub name: Option<String>,
    /// The manifest's version; often left to the build.
    pub version: Option<String>,
    /// The plugin's folder from the repository's root; `.` for the root.
    pub path: String,
    /// The commit checked out.
    pub commit: Option<String>,
    /// The branch checked out.
    pub branch: Option<String>,
    /// Files differ from that commit.
    pub dirty: bool,
}

impl Plugin {
    /// What people call it: its name, else its id.
    pub fn title(&self) -> &str {
        self.name.as_deref().or(self.id.as_deref()).unwrap_or("plugin")
    }
}

/// How the run was restricted; the last line of a report says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// The network was not asked.
    pub offline: bool,
    /// Pending and unknown count as failures.
    pub strict: bool,
    /// The plugin's own people and waivers were ignored.
    pub as_official: bool,
}

/// A tier and its items.
#[derive(Debug, Clone)]
pub struct TierReport {
    /// The tier.
    pub tier: &'static Tier,
    /// Of this tier together with those below it.
    pub status: Status,
    /// Its items, in the page's order.
    pub items: Vec<ItemReport>,
}

impl TierReport {
    /// Whether all its items are.
    pub fn settled(&self) -> bool {
        self.items.iter().all(ItemReport::settled)
    }
}

crate::evidence::kebab_enum! {
    /// Where a tier stands, worst last.
    Status {
        /// Every item passes or does not apply.
        Ready = "ready",
        /// Persons must act, or a waiver lies over a failing item.
        Waiting = "waiting",
        /// Something could not be looked at, so it may be blocked.
        Unknown = "unknown",
        /// An item fails.
        Blocked = "blocked",
    }
}

/// An item with its judgement, safe to show.
#[derive(Debug, Clone)]
pub struct ItemReport {
    /// The item.
    pub item: &'static Item,
    /// The verdict.
    pub verdict: Verdict,
    /// The fact that led to it.
    pub because: String,
    /// The next command or edit.
    pub help: Option<String>,
    /// Where the fact stands.
    pub locations: Vec<Location>,
    /// The waiver that lies over it.
    pub waived: Option<Waived>,
    /// The last day of a sign-off that counts for it, the earliest of several.
    pub ends: Option<Date>,
    /// Details for machines.
    pub facts: Map<String, Value>,
}

impl ItemReport {
    /// `judgement` of `item` by itself, without waivers.
    pub fn new(item: &'static Item, judgement: Judgement) -> Self {
        weigh(item, judgement, &[])
    }

    /// Who must act for it to pass.
    pub fn who(&self) -> Role {
        match self.verdict {
            Verdict::Pending(role) => role,
            _ => self.item.who,
        }
    }

    /// Passes, or does not apply.
    pub fn met(&self) -> bool {
        matches!(self.verdict, Verdict::Pass | Verdict::NotApplicable)
    }

    /// Met, and nobody has to act for it to stay so.
    pub fn settled(&self) -> bool {
        self.met() && !self.facts.contains_key(CAVEAT)
    }

    fn status(&self) -> Status {
        match self.verdict {
            Verdict::Pass | Verdict::NotApplicable => Status::Ready,
            Verdict::Fail if self.waived.is_none() => Status::Blocked,
            Verdict::Unknown(_) => Status::Unknown,
            Verdict::Fail | Verdict::Pending(_) => Status::Waiting,
        }
    }
}

/// A waiver as the report shows it. The item's verdict stays what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// The last day on which it holds, as `YYYY-MM-DD`.
    pub until: String,
    /// Who decided it.
    pub by: String,
}

/// Advice, safe to show.
#[derive(Debug, Clone, PartialEq)]
pub struct HintReport {
    /// Stable name.
    pub id: &'static str,
    /// The fact.
    pub because: String,
    /// The next command or edit.
    pub help: String,
    /// Where it stands.
    pub locations: Vec<Location>,
}

/// The open items that wait for one role, with those that are met for the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Who.
    pub who: Role,
    /// Which items, in the tiers' order.
    pub items: Vec<&'static str>,
}

/// What a report is made from, apart from the evidence.
#[derive(Debug, Clone)]
pub struct Context {
    /// Which rules are applied.
    pub tool: Tool,
    /// The tier that the exit code speaks of.
    pub target: &'static Tier,
    /// How the run was restricted.
    pub run: Run,
    /// Waivers in force, by item.
    pub waivers: Vec<(String, Waived)>,
    /// Hints that the plugin silenced, with a reason.
    pub silenced: Vec<String>,
    /// Warnings about the run itself.
    pub warnings: Vec<String>,
}

impl Report {
    /// Judges every item of every tier on `evidence` and adds up.
    pub fn new(evidence: &Evidence, hints: Vec<Hint>, context: Context) -> Self {
        Self::judged_by(|item| (item.judge)(evidence), evidence, hints, context)
    }

    /// As [`Report::new`], with judgements of the caller's own.
    pub fn judged_by(
        mut judge: impl FnMut(&'static Item) -> Judgement,
        evidence: &Evidence,
        hints: Vec<Hint>,
        context: Context,
    ) -> Self {
        let mut warnings = context.warnings;
        let mut worst = Status::Ready;
        let mut tiers = Vec::with_capacity(TIERS.len());
        for tier in &TIERS {
            let items: Vec<ItemReport> =
                tier.items.iter().map(|item| weigh(item, judge(item), &context.waivers)).collect();
            worst = items.iter().map(ItemReport::status).max().unwrap_or(worst).max(worst);
            tiers.push(TierReport { tier, status: worst, items });
        }
        for (id, _) in &context.waivers {
            let met = tiers.iter().flat_map(|t| &t.items).any(|i| i.item.id == id && i.met());
            if met {
                warnings.push(format!("the waiver for {id} is not needed: the item is met; remove it"));
            }
        }
        let next = next(&tiers, context.target);
        let is_said = |hint: &Hint| {
            let item =
                hints::said_by(hint.id).and_then(|id| tiers.iter().flat_map(|t| &t.items).find(|i| i.item.id == id));
            item.is_some_and(|item| item.help.is_some() && !matches!(item.verdict, Verdict::Unknown(_)))
        };
        let is_silenced = |hint: &Hint| context.silenced.iter().any(|id| id == hint.id);
        let hints = hints.into_iter().filter(|hint| !is_silenced(hint) && !is_said(hint)).map(safe::hint).collect();
        Self {
            tool: context.tool,
            plugin: plugin(evidence),
            target: context.target,
            tiers,
            hints,
            boilerplate: evidence.boilerplate.seen().map(Boilerplate::new),
            next,
            warnings: warnings.iter().map(|w| safe::text(w)).collect(),
            run: context.run,
        }
    }

    /// The items of every tier.
    pub fn items(&self) -> impl Iterator<Item = &ItemReport> {
        self.tiers.iter().flat_map(|tier| &tier.items)
    }

    /// The items that the exit code speaks of: those of the target tier and of the tiers below it.
    pub fn targeted(&self) -> impl Iterator<Item = &ItemReport> {
        self.tiers_to_target().flat_map(|tier| &tier.items)
    }

    /// The tiers up to and with the target.
    pub fn tiers_to_target(&self) -> impl Iterator<Item = &TierReport> {
        self.tiers.iter().take(tiers::up_to(self.target).len())
    }

    /// The highest tier that is ready with all tiers below it.
    pub fn ready_tier(&self) -> Option<&'static Tier> {
        self.tiers.iter().take_while(|t| t.status == Status::Ready).last().map(|t| t.tier)
    }

    /// Where the target tier stands.
    pub fn status(&self) -> Status {
        self.tiers_to_target().last().map_or(Status::Unknown, |tier| tier.status)
    }
}

fn weigh(item: &'static Item, judgement: Judgement, waivers: &[(String, Waived)]) -> ItemReport {
    let waived = match judgement.verdict {
        Verdict::Pass | Verdict::NotApplicable => None,
        _ => waivers.iter().find(|(id, _)| id == item.id).map(|(_, waived)| safe::waived(waived)),
    };
    ItemReport {
        item,
        verdict: safe::verdict(judgement.verdict),
        because: safe::text(&judgement.because),
        help: judgement.help.as_deref().map(safe::text),
        locations: judgement.locations.iter().map(Location::new).collect(),
        waived,
        ends: judgement.ends,
        facts: safe::map(judgement.facts),
    }
}

fn next(tiers: &[TierReport], target: &Tier) -> Vec<Next> {
    let targeted = tiers::up_to(target).len();
    let first_open = tiers.iter().position(|t| t.status != Status::Ready).unwrap_or(tiers.len());
    let open: Vec<&ItemReport> = tiers
        .iter()
        .take(targeted.max(first_open + 1))
        .flat_map(|t| &t.items)
        .filter(|item| match item.verdict {
            Verdict::Fail | Verdict::Pending(_) => item.waived.is_none(),
            _ => item.met() && !item.settled(),
        })
        .collect();
    Role::ALL
        .iter()
        .map(|who| Next {
            who: *who,
            items: open.iter().filter(|item| item.who() == *who).map(|item| item.item.id).collect(),
        })
        .filter(|next| !next.items.is_empty())
        .collect()
}

fn plugin(evidence: &Evidence) -> Plugin {
    let manifest = evidence.manifest.seen();
    let text = |value: &Option<Spanned<String>>| value.as_ref().map(|v| safe::text(&v.value));
    let git = evidence.repository.git.seen();
    let prefix = evidence.repository.prefix.trim_end_matches('/');
    Plugin {
        id: manifest.and_then(|m| text(&m.id)),
        name: manifest.and_then(|m| text(&m.name)),
        version: manifest.and_then(|m| text(&m.version)),
        path: if prefix.is_empty() { ".".to_owned() } else { safe::text(prefix) },
        commit: git.and_then(|g| g.head).map(|oid| oid.to_string()),
        branch: git.and_then(|g| g.branch.as_deref()).map(safe::text),
        dirty: git.is_some_and(|g| g.dirty),
    }
}
