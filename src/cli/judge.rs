//! One plugin from its path to its report: source, evidence, checklist, report, in that order.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::watch::Watch;
use super::{JudgeArgs, SingleArgs, network, settings};
use crate::checklist::{self, Tier, hints};
use crate::data;
use crate::error::Error;
use crate::evidence::boilerplate::index::{self, Index};
use crate::evidence::licence::pattern::Patterns;
use crate::evidence::manifest::{self, NotAPlugin};
use crate::evidence::{Cause, CauseKind, Need};
use crate::exit::Code;
use crate::report::{Context, Report, Run, Tool};
use crate::source::web::{Url, Web};
use crate::source::{Ask, Shared, Source, ledger, template};

/// How to judge, with everything that many plugins share.
pub(super) struct Job {
    judging: JudgeArgs,
    single: SingleArgs,
    web: Box<dyn Web + Send>,
    /// The base address of GitHub's API, if GitHub is to be asked.
    github: Option<Url>,
    /// The index of the template clone that the user named.
    index: Option<Index>,
}

impl Job {
    /// Reads the environment as far as `judging` asks for it.
    pub(super) fn new(judging: JudgeArgs, single: SingleArgs) -> Result<Arc<Self>, Vec<Error>> {
        let (github, token) =
            if judging.github { network::github().map(|(api, token)| (Some(api), token))? } else { (None, None) };
        let web = judging.network.web(judging.offline, token)?;
        let index = single.template.as_deref().map(template::ready_index).transpose()?;
        Ok(Arc::new(Self { judging, single, web, github, index }))
    }

    /// The target on the command line.
    pub(super) fn tier(&self) -> Option<&str> {
        self.judging.tier.as_deref()
    }

    /// How the run is restricted.
    pub(super) fn restrictions(&self) -> Run {
        let JudgeArgs { offline, strict, as_official, .. } = self.judging;
        Run { offline, strict, as_official }
    }
}

/// What became of one path.
pub(super) enum Judged {
    /// A plugin, and how the run ends for it.
    Plugin(Box<Report>, Code),
    /// Something else.
    NotAPlugin(NotAPlugin),
}

/// What is known so far, for the watcher: from the moment that there is a plugin to report on.
type Progress = Arc<Mutex<Option<(Arc<Shared>, Context)>>>;

/// Judges the plugin at `path`, within the time that it may take; when that ends or the user interrupts, with what is
/// known by then.
pub(super) fn judge(path: &Path, job: &Arc<Job>, watch: &Watch) -> Result<Judged, Vec<Error>> {
    let progress = Progress::default();
    let work = {
        let (path, job, progress) = (path.to_owned(), Arc::clone(job), Arc::clone(&progress));
        move || {
            let mut source = None;
            (gather(&path, &job, &progress, &mut source), source)
        }
    };
    let stopped = match watch.over_leaving(work).value("run") {
        Ok(Err(errors)) => return Err(errors),
        Ok(Ok(Some(other))) => return Ok(Judged::NotAPlugin(other)),
        Ok(Ok(None)) => None,
        Err(why) => Some(format!("{why}: what was not done is unknown")),
    };
    let known = progress.lock().ok().and_then(|mut known| known.take());
    let Some((evidence, mut context)) = known else {
        let what = stopped.unwrap_or_else(|| "nothing could be collected".to_owned());
        return Err(Error::new(format!("{}: {what}", path.display())).into());
    };
    let evidence = std::mem::take(&mut *evidence.lock().unwrap_or_else(PoisonError::into_inner));
    let unfinished = stopped.is_some();
    context.warnings.extend(stopped);
    let report = Report::new(&evidence, hints::all(&evidence), context);
    let code = Code::of(report.targeted().map(|item| (&item.verdict, item.waived.is_some())), job.judging.strict);
    // A run that did not finish has found nothing out by its end.
    let code = if unfinished { code.max(Code::Error) } else { code };
    Ok(Judged::Plugin(Box::new(report), code))
}

/// Collects everything into `progress`, from the `source` that it opens; gives what the folder is instead, if it is no
/// plugin.
fn gather(
    path: &Path,
    job: &Job,
    progress: &Progress,
    source: &mut Option<Source>,
) -> Result<Option<NotAPlugin>, Vec<Error>> {
    let Job { judging: args, single, .. } = job;
    // While the files are listed, the tables that every plugin is compared with.
    rayon::spawn(|| {
        let _ = index::embedded();
        Patterns::get();
    });
    let source = source.insert(Source::open(path, single.standalone)?);
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => return Ok(Some(other)),
    };
    let named = single.template.as_deref().zip(job.index.as_ref());
    if let Some((path, index)) = named {
        template::is_not(&source.repository, index, path)?;
    }
    let unknown = named.and_then(|(path, index)| template::unknown(index, path));
    let config = settings::read(source, single.config.as_deref(), args.policy.as_deref(), args.as_official)?;
    if let Some(branch) = &config.build.default_branch {
        source.set_default_branch(&branch.value);
    }
    let now = Timestamp::now();
    let (waivers, expired) = settings::waivers(&config, ledger::today(now));
    let context = Context {
        tool: tool(job.index.as_ref()),
        target: target(args.tier.as_deref().or(config.target.as_ref().map(|target| target.value.as_str()))),
        run: job.restrictions(),
        waivers,
        silenced: config.silences.iter().map(|silence| silence.hint.clone()).collect(),
        warnings: [source.warnings(), unknown.as_slice(), &expired].concat(),
    };
    let unfinished = Cause::new(CauseKind::Timeout, "the run ended before this could be looked at");
    let evidence = Arc::new(Mutex::new(source.nothing_yet(manifest, Need::ALL, &unfinished)));
    if let Ok(mut known) = progress.lock() {
        *known = Some((Arc::clone(&evidence), context));
    }
    let ask = Ask {
        config: &config,
        official: args.as_official,
        web: job.web.as_ref(),
        timeout: args.network.timeout(),
        nightly_url: single.nightly_url.as_deref(),
        github: job.github.clone(),
        index: job.index.as_ref(),
        now,
    };
    source.collect(&evidence, Need::ALL, &ask);
    Ok(None)
}

pub(super) fn target(tier: Option<&str>) -> &'static Tier {
    tier.and_then(checklist::tiers::find).unwrap_or_else(checklist::tiers::lowest)
}

/// The versions of everything that a verdict depends on.
pub(super) fn tool(index: Option<&Index>) -> Tool {
    let index = index.or_else(|| index::embedded().ok());
    Tool {
        version: env!("CARGO_PKG_VERSION"),
        checklist: checklist::PROCESS_DATE,
        template_index: index.and_then(Index::tip).map(|commit| commit.oid.to_string()).unwrap_or_default(),
        licence_table: data::licence::DATE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::source::web::{Deadline, Request, Response};
    use crate::verdict::Verdict;

    /// Asks, and never comes back: as a library may that has no time limit of its own.
    struct Hangs;

    impl Web for Hangs {
        fn get(&self, _: &Request, _: Deadline) -> Result<Response, Cause> {
            loop {
                std::thread::park();
            }
        }
    }

    /// What becomes of a plugin whose nightly URL is never done with, and the code.
    fn hung(limit: Duration) -> Option<(Box<Report>, Code)> {
        let url = "https://bundles.example.org/master.tar.gz";
        let cli = Cli::try_parse_from(["plugin-ready", "check", "--standalone", "--nightly-url", url]).unwrap();
        let Command::Check(args) = cli.command else { panic!("another command") };
        let mut job = Job::new(args.judging, args.single).unwrap();
        Arc::get_mut(&mut job).unwrap().web = Box::new(Hangs);
        let plugin = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ready-ci-extensions");
        match judge(Path::new(plugin), &job, &Watch::of(limit)) {
            Ok(Judged::Plugin(report, code)) => Some((report, code)),
            Ok(Judged::NotAPlugin(_)) => panic!("no plugin"),
            // So short a time that nothing was known yet.
            Err(errors) => {
                assert!(errors[0].what.contains("the run was stopped after"), "{}", errors[0]);
                None
            }
        }
    }

    /// The longer limits are for machines that are busy.
    #[test]
    fn what_hangs_is_unknown_and_the_rest_is_judged() {
        for seconds in [1, 5, 25, 100] {
            let Some((report, code)) = hung(Duration::from_secs(seconds)) else { continue };
            let item =
                |id: &str| report.tiers.iter().flat_map(|tier| &tier.items).find(|item| item.item.id == id).unwrap();
            assert_eq!(code, Code::Error, "a run that did not finish has found nothing out by its end");
            let stopped = format!("the run was stopped after {seconds} s: what was not done is unknown");
            assert!(report.warnings.contains(&stopped), "{:?}", report.warnings);
            let nightly = item("nightly-build");
            assert!(matches!(&nightly.verdict, Verdict::Unknown(cause) if cause.kind == CauseKind::Timeout));
            assert_eq!(nightly.because, "the run ended before this could be looked at");
            let verdicts =
                ["plugin-manifest", "ci-master", "compatible-licence", "pm-ux-docs"].map(|id| &item(id).verdict);
            if verdicts.iter().all(|verdict| !matches!(verdict, Verdict::Unknown(_))) {
                assert_eq!((verdicts[0], verdicts[2]), (&Verdict::Pass, &Verdict::Pass));
                return;
            }
        }
        panic!("a hanging server keeps other items from being judged");
    }
}
