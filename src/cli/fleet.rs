//! `plugin-ready fleet`: many plugins, a few at a time, and `fleet merge`.

use std::collections::HashSet;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use jiff::Timestamp;

use super::change::operand;
use super::judge::{Job, Judged, judge, target, tool};
use super::watch::{Watch, cores};
use super::{Console, FailOn, FleetArgs, FleetCommand, ShowArgs, SingleArgs, settings};
use crate::error::{Error, visible};
use crate::evidence::{LARGE, SMALL};
use crate::exit::Code;
use crate::render::fleet::{json, render};
use crate::report::Run;
use crate::report::fleet::{Fleet, Occasion, Outcome, Row, Standing, tier_named};
use crate::source::{self, ledger, read_named};

pub(super) use crate::render::fleet::Format;

/// Most bytes of a report that is read back.
const REPORT: u64 = 16 * LARGE;

/// The part of a fleet that one of several runs judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which part, from 1.
    part: usize,
    /// Of how many.
    of: usize,
}

/// Reads `I/N`.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').and_then(|(i, n)| Some((usize::from_str(i).ok()?, usize::from_str(n).ok()?)));
    match numbers {
        Some((part, of)) if part >= 1 && part <= of => Ok(Shard { part, of }),
        _ => Err("write it as I/N with I from 1 to N, as in 2/4".to_owned()),
    }
}

/// A repository to judge.
struct Place {
    path: PathBuf,
    label: Option<String>,
}

/// Judges the fleet, or joins reports on parts of it.
pub(super) fn run(args: FleetArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    if let Some(FleetCommand::Merge { files, showing }) = args.merge {
        return merge(&files, &showing, console);
    }
    let watch = Watch::begin();
    let mut before = earlier(&args.showing)?;
    let mut places = places(&args.paths)?;
    if let Some(shard) = args.shard {
        let (mut at, mut others) = (0, HashSet::new());
        places.retain(|place| {
            at += 1;
            let is_ours = at % shard.of == shard.part % shard.of;
            if !is_ours {
                others.insert(place.path.to_string_lossy().into_owned());
            }
            is_ours
        });
        // What another part judges is not gone.
        before.iter_mut().for_each(|before| before.retain(|row| !others.contains(&row.path)));
    }
    let jobs = args.jobs.map_or_else(cores, usize::from);
    let policy = settings::policy(args.judging.policy.as_deref())?;
    let job = Job::new(args.judging, SingleArgs::default())?;
    let rows = judge_all(&places, &job, jobs, &watch);
    let mut warnings = Vec::new();
    if watch.interrupted() {
        warnings.push(format!("the run was interrupted: {} of {} were judged", rows.len(), places.len()));
    }
    let occasion = Occasion {
        tool: tool(None),
        target: target(job.tier().or(policy.target.as_ref().map(|target| target.value.as_str()))),
        run: job.restrictions(),
        today: ledger::today(Timestamp::now()),
        warnings,
    };
    // Where nothing was judged, nothing was found ready; of a part, another part may hold the plugins.
    let judged = args.shard.is_some() || rows.iter().any(|row| row.standing().is_some());
    let falls_short = job.restrictions().strict && (!judged || rows.iter().any(|row| !row.is_ready(occasion.target)));
    let code = show(&Fleet::new(rows, before.as_deref(), occasion), &args.showing, console);
    Ok(match (watch.interrupted(), falls_short) {
        (true, _) => Code::Error,
        (false, true) => Code::Failing,
        (false, false) => code,
    })
}

fn merge(files: &[PathBuf], showing: &ShowArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let before = earlier(showing)?;
    let (mut rows, mut known) = (Vec::new(), HashSet::new());
    let mut warnings = Vec::new();
    let mut heads: Vec<json::Head> = Vec::new();
    for file in files {
        let report = read(file)?;
        if heads.first().is_some_and(|first| *first != report.head) {
            warnings.push(format!(
                "{} was made with other rules, options or another target than {}",
                file.display(),
                files.first().map(|f| f.display().to_string()).unwrap_or_default()
            ));
        }
        heads.push(report.head);
        for row in report.rows {
            if known.insert(row.path.clone()) {
                rows.push(row);
            } else {
                warnings.push(format!("{} is in more than one report; the first counts", row.path));
            }
        }
    }
    let occasion = Occasion {
        tool: tool(None),
        target: tier_named(heads.first().map_or("", |head| head.target.as_str())),
        run: Run {
            offline: heads.iter().any(|head| head.offline),
            as_official: heads.iter().any(|head| head.as_official),
            ..Run::default()
        },
        today: ledger::today(Timestamp::now()),
        warnings,
    };
    Ok(show(&Fleet::new(rows, before.as_deref(), occasion), showing, console))
}

fn show(fleet: &Fleet, showing: &ShowArgs, console: &mut Console) -> Code {
    console.print(&render(fleet, showing.format, console.medium()));
    let worse = fleet.changes.as_ref().is_some_and(|changes| !changes.worse.is_empty());
    if worse && showing.fail_on == Some(FailOn::Regression) { Code::Failing } else { Code::Fine }
}

fn earlier(showing: &ShowArgs) -> Result<Option<Vec<Row>>, Error> {
    showing.against.as_deref().map(|file| read(file).map(|report| report.rows)).transpose()
}

fn read(file: &Path) -> Result<json::Earlier, Error> {
    let name = file.display().to_string();
    let bytes = read_named(file, REPORT)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(format!("{name} is not UTF-8")))?;
    json::read(&name, text)
}

/// Every repository that `paths` name, in order, each once.
fn places(paths: &[PathBuf]) -> Result<Vec<Place>, Error> {
    let mut places: Vec<Place> = Vec::new();
    for path in paths {
        if path.is_file() {
            places.extend(listed(path)?);
        } else if source::is_repository(path) {
            places.push(Place { path: path.clone(), label: None });
        } else {
            let inside = source::folders(path)?;
            places.extend(inside.into_iter().map(|path| Place { path, label: None }));
        }
    }
    let mut seen = HashSet::new();
    // However it is spelt: `clone`, `./clone` and `clone/` are one.
    places.retain(|place| seen.insert(place.path.canonicalize().unwrap_or_else(|_| place.path.clone())));
    if places.is_empty() {
        return Err(
            Error::new("no repository was found").help("name clones, a folder of clones, or a file that lists them")
        );
    }
    Ok(places)
}

/// The lines of a list file: a path, from the file's folder, and a label; `#` starts a comment.
fn listed(file: &Path) -> Result<Vec<Place>, Error> {
    let bytes = read_named(file, SMALL)?;
    let text = std::str::from_utf8(&bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| Error::new(format!("{} is no list of paths", file.display())))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let place = |line: &str| {
        // A path may hold blanks.
        let whole = folder.join(line).exists();
        let (path, label) = line.split_once(char::is_whitespace).filter(|_| !whole).unwrap_or((line, ""));
        let label = Some(label.trim()).filter(|label| !label.is_empty()).map(str::to_owned);
        Place { path: folder.join(path), label }
    };
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(place).collect())
}

/// Judges `places`, `jobs` at a time; what the user interrupted has no row.
fn judge_all(places: &[Place], job: &Arc<Job>, jobs: usize, watch: &Watch) -> Vec<Row> {
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, Row)>> = Mutex::new(Vec::with_capacity(places.len()));
    let progress = Progress::new(places.len());
    thread::scope(|scope| {
        for _ in 0..jobs.min(places.len()) {
            scope.spawn(|| {
                let watch = watch.over_one_of(jobs);
                while !watch.interrupted() {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(place) = places.get(at) else { break };
                    progress.begin(&place.path);
                    let row = row(place, job, &watch);
                    if watch.interrupted() {
                        break;
                    }
                    if let Ok(mut rows) = rows.lock() {
                        rows.push((at, row));
                        progress.done(rows.len());
                    }
                }
            });
        }
    });
    progress.end();
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_unstable_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn row(place: &Place, job: &Arc<Job>, watch: &Watch) -> Row {
    let outcome = match judge(&place.path, job, watch) {
        Ok(Judged::Plugin(report, _)) => Outcome::Plugin(Box::new(Standing::new(&report))),
        Ok(Judged::NotAPlugin(other)) if other.folders.is_empty() => Outcome::NotAPlugin(other.sentence),
        Ok(Judged::NotAPlugin(other)) => {
            let paths: Vec<String> = other.folders.iter().map(|folder| operand(&place.path.join(folder))).collect();
            Outcome::NotAPlugin(format!("{}; plugin-ready fleet{}", other.sentence, paths.concat()))
        }
        Err(errors) => Outcome::Error(errors.iter().map(in_one_line).collect::<Vec<_>>().join("; ")),
    };
    Row { path: place.path.display().to_string(), label: place.label.clone(), outcome, twin: false }
}

/// An error for a cell of a table: its one line break stands before the help.
fn in_one_line(error: &Error) -> String {
    error.to_string().replace("\n  help: ", ": ")
}

/// How far the run is, on standard error if that is a terminal.
struct Progress {
    total: usize,
    start: Instant,
    shown: bool,
}

impl Progress {
    fn new(total: usize) -> Self {
        Self { total, start: Instant::now(), shown: std::io::stderr().is_terminal() }
    }

    fn begin(&self, path: &Path) {
        if self.shown {
            let name: String = visible(&path.display().to_string()).chars().take(60).collect();
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{name}");
        }
    }

    fn done(&self, done: usize) {
        if self.shown {
            let each = self.start.elapsed().as_secs_f64() / done as f64;
            let left = each * self.total.saturating_sub(done) as f64;
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{done} of {} done, about {left:.0} s left", self.total);
        }
    }

    fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
