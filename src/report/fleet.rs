//! Many plugins at once: a row for each, what one change would clear, what ends soon, and what changed since last time.
//!
//! A row keeps what the sums need and no more, so that the memory of a run is that of its rows.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ItemReport, Report, Run, Status, safe};
use crate::checklist::{TIERS, Tier, tiers};
use crate::evidence::gather::Gather as _;
use crate::evidence::{Role, kebab_enum};
use crate::verdict::{Mark, Verdict};

/// How far ahead ending waivers and sign-offs are told, in days.
pub const SOON: i64 = 30;

/// What is known of one path of the fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its path, as it was named or found.
    pub path: String,
    /// What its owner calls it in the list file.
    pub label: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Whether another row of the fleet has the same name, so that its path has to tell it apart.
    #[serde(skip)]
    pub twin: bool,
}

/// What became of one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is a plugin.
    Plugin(Box<Standing>),
    /// It is something else, in one sentence.
    NotAPlugin(String),
    /// It could not be judged, and why.
    Error(String),
}

/// Where a plugin stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The manifest's id.
    pub id: Option<String>,
    /// The manifest's name.
    pub name: Option<String>,
    /// The commit that was judged.
    pub commit: Option<String>,
    /// The highest tier that is ready with all those below it.
    pub ready_tier: Option<String>,
    /// Each tier by its id.
    pub tiers: BTreeMap<String, TierStanding>,
    /// Each item by its id.
    pub items: BTreeMap<String, ItemStanding>,
    /// Each hint by its id, with its fact.
    pub hints: BTreeMap<String, String>,
}

/// Where a plugin stands in one tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierStanding {
    /// Of this tier together with those below it.
    pub status: Status,
    /// How many of its own items fail.
    pub fail: usize,
    /// How many wait for a person, or are waived.
    pub wait: usize,
    /// How many could not be looked at.
    pub unknown: usize,
}

/// What is known of one item of one plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemStanding {
    /// The verdict.
    pub verdict: Mark,
    /// Who must act for it to pass.
    pub who: Role,
    /// The fact, where somebody has to act on it.
    pub because: Option<String>,
    /// The next command or edit.
    #[serde(default)]
    pub help: Option<String>,
    /// The last day of the waiver that lies over it.
    pub waived_until: Option<Date>,
    /// The last day of a sign-off that counts for it, the earliest of several.
    #[serde(default)]
    pub signed_until: Option<Date>,
}

impl Row {
    /// What people call it: its label, else its name if no other has it, else its path.
    pub fn title(&self) -> &str {
        self.label.as_deref().or_else(|| self.name().filter(|_| !self.twin)).unwrap_or(&self.path)
    }

    fn name(&self) -> Option<&str> {
        self.standing()?.name.as_deref()
    }

    /// Whether nothing of `target` and of the tiers below it is open; what is no plugin has nothing open.
    pub fn is_ready(&self, target: &Tier) -> bool {
        match &self.outcome {
            Outcome::Plugin(standing) => standing.open(target) == 0,
            Outcome::NotAPlugin(_) => true,
            Outcome::Error(_) => false,
        }
    }

    /// The plugin, if it is one.
    pub fn standing(&self) -> Option<&Standing> {
        match &self.outcome {
            Outcome::Plugin(standing) => Some(standing),
            _ => None,
        }
    }
}

impl Standing {
    /// What the sums need of a report.
    pub fn new(report: &Report) -> Self {
        let tiers = report.tiers.iter().map(|tier| {
            let count = |wanted: fn(&ItemReport) -> bool| tier.items.iter().filter(|item| wanted(item)).count();
            let standing = TierStanding {
                status: tier.status,
                fail: count(|item| item.verdict == Verdict::Fail && item.waived.is_none()),
                wait: count(|item| matches!(item.verdict, Verdict::Pending(_)) || item.waived.is_some()),
                unknown: count(|item| matches!(item.verdict, Verdict::Unknown(_)) && item.waived.is_none()),
            };
            (tier.tier.id.to_owned(), standing)
        });
        let items = report.items().map(|item| {
            let standing = ItemStanding {
                verdict: item.verdict.mark(),
                who: item.who(),
                because: (!item.settled()).then(|| item.because.clone()),
                help: item.help.clone().filter(|_| !item.settled()),
                waived_until: item.waived.as_ref().and_then(|waived| waived.until.parse().ok()),
                signed_until: item.ends,
            };
            (item.item.id.to_owned(), standing)
        });
        Self {
            id: report.plugin.id.clone(),
            name: report.plugin.name.clone(),
            commit: report.plugin.commit.clone(),
            ready_tier: report.ready_tier().map(|tier| tier.id.to_owned()),
            tiers: tiers.gather(),
            items: items.gather(),
            hints: report.hints.iter().map(|hint| (hint.id.to_owned(), hint.because.clone())).gather(),
        }
    }

    /// Where it stands in `tier`.
    pub fn status(&self, tier: &str) -> Status {
        self.tiers.get(tier).map_or(Status::Unknown, |tier| tier.status)
    }

    /// How many items of `target` and of the tiers below it are not met.
    pub fn open(&self, target: &Tier) -> usize {
        tiers::up_to(target)
            .iter()
            .filter_map(|tier| self.tiers.get(tier.id))
            .map(|tier| tier.fail + tier.wait + tier.unknown)
            .sum()
    }
}

/// The whole fleet.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// Which rules were applied.
    pub tool: super::Tool,
    /// The tier that the order and the sums speak of.
    pub target: &'static Tier,
    /// How the run was restricted.
    pub run: Run,
    /// Nearest to ready first; what is no plugin last.
    pub rows: Vec<Row>,
    /// What to do first.
    pub levers: Vec<Lever>,
    /// Waivers and sign-offs that end within [`SOON`] days, soonest first.
    pub ending: Vec<Ending>,
    /// What changed since the report that was compared with.
    pub changes: Option<Changes>,
    /// Warnings about the run itself.
    pub warnings: Vec<String>,
}

/// A finding that many plugins share, so that one change may clear it in all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lever {
    /// The item or hint.
    pub id: String,
    /// Whether it is an item; hints never keep a plugin from a tier.
    pub item: bool,
    /// Who must act.
    pub who: Role,
    /// The fact that they share.
    pub because: String,
    /// The next command or edit, where it is the same for all of them.
    pub help: Option<String>,
    /// The plugins, by title.
    pub plugins: Vec<String>,
}

/// A person's word that ends soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// Its last day.
    pub until: Date,
    /// The plugin, by title.
    pub plugin: String,
    /// The item that it speaks of.
    pub item: String,
    /// What it is.
    pub what: Word,
}

kebab_enum! {
    /// A person's word that has a last day.
    Word {
        /// A `[[waiver]]`.
        Waiver = "waiver",
        /// A `[[sign-off]]`.
        SignOff = "sign-off",
    }
}

/// What changed from one report to the next. Plugins are known by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Items that got better, as `plugin: item pending -> pass`.
    pub better: Vec<Change>,
    /// Items that got worse.
    pub worse: Vec<Change>,
    /// Paths that were not there.
    pub new: Vec<String>,
    /// Paths that are no longer there.
    pub gone: Vec<String>,
}

/// One item of one plugin that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The plugin, by title.
    pub plugin: String,
    /// The item; `None` when the plugin as a whole can no longer be judged, or can be again.
    pub item: Option<String>,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// What a fleet is made from, apart from its rows.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// Which rules were applied.
    pub tool: super::Tool,
    /// The tier that the order and the sums speak of.
    pub target: &'static Tier,
    /// How the run was restricted.
    pub run: Run,
    /// The day of the run.
    pub today: Date,
    /// Warnings about the run itself.
    pub warnings: Vec<String>,
}

impl Fleet {
    /// Adds `rows` up, and compares them with those of an earlier report if there is one.
    pub fn new(mut rows: Vec<Row>, before: Option<&[Row]>, occasion: Occasion) -> Self {
        let target = occasion.target;
        rows.iter_mut().for_each(make_safe);
        tell_apart(&mut rows);
        rows.sort_by_cached_key(|row| (nearness(row, target), row.title().to_lowercase(), row.path.clone()));
        Self {
            levers: levers(&rows, target),
            ending: ending(&rows, occasion.today),
            changes: before.map(|before| changes(before, &rows)),
            tool: occasion.tool,
            target,
            run: occasion.run,
            rows,
            warnings: occasion.warnings.iter().map(|warning| safe::text(warning)).collect(),
        }
    }

    /// How many plugins stand at each status of the target tier, and how many paths are no plugin or could not be
    /// judged.
    pub fn census(&self) -> Census {
        let mut census = Census::default();
        for row in &self.rows {
            match &row.outcome {
                Outcome::Plugin(standing) => match standing.status(self.target.id) {
                    Status::Ready => census.ready += 1,
                    Status::Waiting => census.waiting += 1,
                    Status::Unknown => census.unknown += 1,
                    Status::Blocked => census.blocked += 1,
                },
                Outcome::NotAPlugin(_) => census.not_plugins += 1,
                Outcome::Error(_) => census.errors += 1,
            }
        }
        census
    }
}

/// How many rows stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Census {
    /// Ready for the target tier.
    pub ready: usize,
    /// Waiting for persons.
    pub waiting: usize,
    /// Something could not be looked at.
    pub unknown: usize,
    /// An item fails.
    pub blocked: usize,
    /// Something else than a plugin.
    pub not_plugins: usize,
    /// Could not be judged.
    pub errors: usize,
}

/// Rows may come from a file: whatever is in it passes the sanitiser once more.
fn make_safe(row: &mut Row) {
    row.path = safe::text(&row.path);
    row.label = row.label.as_deref().map(safe::text);
    match &mut row.outcome {
        Outcome::NotAPlugin(text) | Outcome::Error(text) => *text = safe::text(text),
        Outcome::Plugin(standing) => {
            for text in [&mut standing.id, &mut standing.name, &mut standing.commit].into_iter().flatten() {
                *text = safe::text(text);
            }
            standing
                .items
                .values_mut()
                .flat_map(|item| [&mut item.because, &mut item.help])
                .flatten()
                .for_each(|text| *text = safe::text(text));
            standing.hints.values_mut().for_each(|text| *text = safe::text(text));
        }
    }
}

/// Marks the rows without a label whose name another such row has.
fn tell_apart(rows: &mut [Row]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for name in rows.iter().filter(|row| row.label.is_none()).filter_map(Row::name) {
        *seen.entry(name.to_owned()).or_default() += 1;
    }
    for row in rows {
        row.twin = row.name().is_some_and(|name| seen.get(name).is_some_and(|times| *times > 1));
    }
}

/// Smaller is nearer: the fewest open items up to the target, then up to the top; no plugins last.
fn nearness(row: &Row, target: &Tier) -> (u8, usize, usize) {
    match &row.outcome {
        Outcome::Plugin(standing) => {
            let all: usize = TIERS.last().map_or(0, |top| standing.open(top));
            (0, standing.open(target), all)
        }
        Outcome::Error(_) => (1, 0, 0),
        Outcome::NotAPlugin(_) => (2, 0, 0),
    }
}

/// A finding while the plugins that have it are gathered.
struct Shared<'a> {
    who: Role,
    help: Option<&'a str>,
    plugins: Vec<&'a str>,
}

/// Findings of the target tier and below, and hints, that two plugins or more share; those that clear most come first.
fn levers(rows: &[Row], target: &Tier) -> Vec<Lever> {
    let mut shared: BTreeMap<(bool, &str, &str), Shared<'_>> = BTreeMap::new();
    let targeted: Vec<&str> = tiers::up_to(target).iter().flat_map(|tier| tier.items).map(|item| item.id).collect();
    for (row, standing) in rows.iter().filter_map(|row| Some((row, row.standing()?))) {
        let items = standing.items.iter().filter(|(id, item)| {
            item.waived_until.is_none()
                && item.because.is_some()
                && item.verdict != Mark::Unknown
                && targeted.contains(&id.as_str())
        });
        for (id, item) in items {
            let because = item.because.as_deref().unwrap_or_default();
            let help = item.help.as_deref();
            let entry =
                shared.entry((true, id, because)).or_insert(Shared { who: item.who, help, plugins: Vec::new() });
            entry.help = entry.help.filter(|known| Some(*known) == help);
            entry.plugins.push(row.title());
        }
        for (id, because) in &standing.hints {
            let none = Shared { who: Role::Author, help: None, plugins: Vec::new() };
            shared.entry((false, id, because)).or_insert(none).plugins.push(row.title());
        }
    }
    shared
        .into_iter()
        .filter(|(_, shared)| shared.plugins.len() > 1)
        .map(|((item, id, because), shared)| Lever {
            id: id.to_owned(),
            item,
            who: shared.who,
            because: because.to_owned(),
            help: shared.help.map(str::to_owned),
            plugins: shared.plugins.into_iter().map(str::to_owned).collect(),
        })
        .sorted_by(|a, b| (!a.item, b.plugins.len()).cmp(&(!b.item, a.plugins.len())))
}

fn ending(rows: &[Row], today: Date) -> Vec<Ending> {
    let soon = today.checked_add(jiff::Span::new().days(SOON)).unwrap_or(Date::MAX);
    rows.iter()
        .filter_map(|row| Some((row, row.standing()?)))
        .flat_map(|(row, standing)| {
            standing.items.iter().flat_map(move |(id, item)| {
                let words = [(Word::Waiver, item.waived_until), (Word::SignOff, item.signed_until)];
                words.into_iter().filter_map(move |(what, until)| {
                    let until = until.filter(|until| *until <= soon)?;
                    Some(Ending { until, plugin: row.title().to_owned(), item: id.clone(), what })
                })
            })
        })
        .sorted_by(|a, b| (a.until, &a.plugin, &a.item, a.what).cmp(&(b.until, &b.plugin, &b.item, b.what)))
}

fn changes(before: &[Row], after: &[Row]) -> Changes {
    let old: BTreeMap<&str, &Row> = before.iter().map(|row| (row.path.as_str(), row)).gather();
    let new: BTreeMap<&str, &Row> = after.iter().map(|row| (row.path.as_str(), row)).gather();
    let mut changes = Changes {
        new: new.keys().filter(|path| !old.contains_key(*path)).map(|path| (*path).to_owned()).collect(),
        gone: old.keys().filter(|path| !new.contains_key(*path)).map(|path| (*path).to_owned()).collect(),
        ..Changes::default()
    };
    for (path, row) in &new {
        let Some(was) = old.get(path) else { continue };
        let whole = |before: &str, after: &str| Change {
            plugin: row.title().to_owned(),
            item: None,
            before: before.to_owned(),
            after: after.to_owned(),
        };
        match (was.standing(), row.standing()) {
            (Some(was), Some(is)) => compare(row.title(), was, is, &mut changes),
            (Some(_), None) => changes.worse.push(whole("judged", kind(&row.outcome))),
            (None, Some(_)) => changes.better.push(whole(kind(&was.outcome), "judged")),
            (None, None) => {}
        }
    }
    changes
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Plugin(_) => "judged",
        Outcome::NotAPlugin(_) => "not a plugin",
        Outcome::Error(_) => "could not be judged",
    }
}

fn compare(plugin: &str, was: &Standing, is: &Standing, changes: &mut Changes) {
    for (id, item) in &is.items {
        let Some(before) = was.items.get(id).map(|item| item.verdict) else { continue };
        let (old, new) = (rank(before), rank(item.verdict));
        let change = || Change {
            plugin: plugin.to_owned(),
            item: Some(id.clone()),
            before: before.name().to_owned(),
            after: item.verdict.name().to_owned(),
        };
        // A look that did not succeed, on either side, is no news of the plugin.
        match (before, item.verdict) {
            (Mark::Unknown, _) | (_, Mark::Unknown) => {}
            _ if new > old => changes.worse.push(change()),
            _ if new < old => changes.better.push(change()),
            _ => {}
        }
    }
}

/// Worse is greater; what does not apply is as good as what passes.
fn rank(mark: Mark) -> u8 {
    match mark {
        Mark::Pass | Mark::NotApplicable => 0,
        Mark::Pending => 1,
        Mark::Unknown => 2,
        Mark::Fail => 3,
    }
}

/// The tier called `id`, the lowest for a name that this version does not know.
pub fn tier_named(id: &str) -> &'static Tier {
    tiers::find(id).unwrap_or_else(tiers::lowest)
}
