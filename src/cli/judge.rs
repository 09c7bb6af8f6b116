//! One plugin from its path to its report: source, evidence, checklist, report, in that order.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::watch::{Interrupt, Outcome, watch};
use super::{CheckArgs, network, settings};
use crate::checklist::{self, Tier, hints};
use crate::data;
use crate::error::Error;
use crate::evidence::boilerplate::index;
use crate::evidence::manifest::{self, NotAPlugin};
use crate::evidence::{Cause, CauseKind, Need};
use crate::exit::Code;
use crate::report::{Context, Report, Run, Tool};
use crate::source::{Ask, Shared, Source, ledger};

/// Longest that one plugin may take, servers included.
const LIMIT: Duration = Duration::from_secs(120);

/// What became of one path.
pub(super) enum Judged {
    /// A plugin, and how the run ends for it.
    Plugin(Box<Report>, Code),
    /// Something else.
    NotAPlugin(NotAPlugin),
}

/// What is known so far, for the watcher: from the moment that there is a plugin to report on.
type Progress = Arc<Mutex<Option<(Arc<Shared>, Context)>>>;

/// Judges the plugin at `path`, within [`LIMIT`]; when that ends or the user interrupts, with what is known by then.
pub(super) fn judge(path: &Path, args: &Arc<CheckArgs>, interrupt: &Interrupt) -> Result<Judged, Vec<Error>> {
    let progress = Progress::default();
    let work = {
        let (path, args, progress) = (path.to_owned(), Arc::clone(args), Arc::clone(&progress));
        move || gather(&path, &args, &progress)
    };
    let stopped = match watch(LIMIT, interrupt, work) {
        Outcome::Done(Err(errors)) => return Err(errors),
        Outcome::Done(Ok(Some(other))) => return Ok(Judged::NotAPlugin(other)),
        Outcome::Done(Ok(None)) => None,
        Outcome::TooLong => {
            Some(format!("the run was stopped after {} s: what was not done is unknown", LIMIT.as_secs()))
        }
        Outcome::Interrupted => Some("the run was interrupted: what was not done is unknown".to_owned()),
        Outcome::Died => Some("the run was cut short by a defect in this program; please report it".to_owned()),
    };
    let known = progress.lock().ok().and_then(|mut known| known.take());
    let Some((evidence, mut context)) = known else {
        let what = stopped.unwrap_or_else(|| "nothing could be collected".to_owned());
        return Err(vec![Error::new(format!("{}: {what}", path.display()))]);
    };
    let evidence =
        evidence.lock().map(|evidence| evidence.clone()).unwrap_or_else(|broken| broken.into_inner().clone());
    let unfinished = stopped.is_some();
    context.warnings.extend(stopped);
    let report = Report::new(&evidence, hints::all(&evidence), context);
    let code = Code::of(report.targeted().map(|item| (&item.verdict, item.waived.is_some())), args.strict);
    // A run that did not finish has found nothing out by its end.
    let code = if unfinished { code.max(Code::Error) } else { code };
    Ok(Judged::Plugin(Box::new(report), code))
}

/// Collects everything into `progress`; gives what the folder is instead, if it is no plugin.
fn gather(path: &Path, args: &CheckArgs, progress: &Progress) -> Result<Option<NotAPlugin>, Vec<Error>> {
    let mut source = Source::open(path, args.standalone).map_err(|error| vec![error])?;
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => return Ok(Some(other)),
    };
    let config = settings::read(&source, args.config.as_deref(), args.policy.as_deref(), args.as_official)?;
    if let Some(branch) = &config.build.default_branch {
        source.set_default_branch(&branch.value);
    }
    let now = Timestamp::now();
    let (waivers, expired) = settings::waivers(&config, ledger::today(now));
    let (github, token) =
        if args.github { network::github().map(|(api, token)| (Some(api), token))? } else { (None, None) };
    let web = args.network.web(args.offline, token)?;
    let context = Context {
        tool: tool(),
        target: target(args.tier.as_deref().or(config.target.as_ref().map(|target| target.value.as_str()))),
        run: Run { offline: args.offline, strict: args.strict, as_official: args.as_official },
        waivers,
        silenced: config.silences.iter().map(|silence| silence.hint.clone()).collect(),
        warnings: [source.warnings(), &expired].concat(),
    };
    let unfinished = Cause::new(CauseKind::Timeout, "the run ended before this could be looked at");
    let evidence = Arc::new(Mutex::new(source.nothing_yet(manifest, Need::ALL, &unfinished)));
    if let Ok(mut known) = progress.lock() {
        *known = Some((Arc::clone(&evidence), context));
    }
    let ask = Ask {
        config: &config,
        official: args.as_official,
        web: web.as_ref(),
        timeout: args.network.timeout(),
        nightly_url: args.nightly_url.as_deref(),
        github,
        now,
    };
    source.collect(&evidence, Need::ALL, &ask);
    Ok(None)
}

fn target(tier: Option<&str>) -> &'static Tier {
    tier.and_then(checklist::tiers::find).unwrap_or_else(checklist::tiers::lowest)
}

/// The versions of everything that a verdict depends on.
pub(super) fn tool() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION"),
        checklist: checklist::PROCESS_DATE,
        template_index: index::embedded().ok().and_then(|i| i.tip()).map(|c| c.oid.to_string()).unwrap_or_default(),
        licence_table: data::licence::DATE.to_owned(),
    }
}
