//! `plugin-ready check`: source, evidence, checklist, report, format, in that order.

use std::path::Path;

use jiff::Timestamp;

use super::{CheckArgs, Console, network, settings};
use crate::checklist::{self, Tier, hints};
use crate::error::Error;
use crate::evidence::Need;
use crate::evidence::boilerplate::index;
use crate::evidence::manifest::{self, NotAPlugin};
use crate::exit::Code;
use crate::render;
use crate::report::{Context, Report, Run, Tool};
use crate::source::{Ask, Source, ledger};

/// Judges each path; the worst ends the program.
pub(super) fn run(args: &CheckArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let mut worst = Code::Fine;
    let mut reports = Vec::new();
    for path in &args.paths {
        let code = check(path, args, &mut reports, console).unwrap_or_else(|errors| {
            for error in &errors {
                console.error(error);
            }
            Code::Error
        });
        worst = worst.max(code);
    }
    let reports: Vec<&Report> = reports.iter().collect();
    if reports.is_empty() {
        return Ok(worst);
    }
    for output in &args.output {
        if let Err(error) = output.write(&reports) {
            console.error(&error);
            worst = worst.max(Code::Error);
        }
    }
    console.print(&render::render_all(&reports, args.format, console.medium()));
    Ok(worst)
}

fn check(path: &Path, args: &CheckArgs, reports: &mut Vec<Report>, console: &mut Console) -> Result<Code, Vec<Error>> {
    let mut source = Source::open(path, args.standalone).map_err(|error| vec![error])?;
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => return Ok(not_a_plugin(path, &other, console)),
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
    let ask = Ask {
        config: &config,
        official: args.as_official,
        web: web.as_ref(),
        timeout: args.network.timeout(),
        nightly_url: args.nightly_url.as_deref(),
        github,
        now,
    };
    let evidence = source.collect(manifest, Need::ALL, &ask);
    let context = Context {
        tool: tool(),
        target: target(args.tier.as_deref().or(config.target.as_ref().map(|target| target.value.as_str()))),
        run: Run { offline: args.offline, strict: args.strict, as_official: args.as_official },
        waivers,
        silenced: config.silences.iter().map(|silence| silence.hint.clone()).collect(),
        warnings: [source.warnings(), &expired].concat(),
    };
    let report = Report::new(&evidence, hints::all(&evidence), context);
    let code = Code::of(report.targeted().map(|item| (&item.verdict, item.waived.is_some())), args.strict);
    reports.push(report);
    Ok(code)
}

fn not_a_plugin(path: &Path, other: &NotAPlugin, console: &mut Console) -> Code {
    let mut error = Error::new(format!("{}: {}", path.display(), other.sentence));
    if !other.folders.is_empty() {
        let commands = other.folders.iter().map(|folder| format!("plugin-ready check {}", path.join(folder).display()));
        error = error.help(commands.collect::<Vec<_>>().join(", or "));
    }
    console.error(&error);
    Code::NotAPlugin
}

fn target(tier: Option<&str>) -> &'static Tier {
    tier.and_then(checklist::tiers::find).unwrap_or_else(checklist::tiers::lowest)
}

fn tool() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION"),
        checklist: checklist::PROCESS_DATE,
        template_index: index::embedded().ok().and_then(|i| i.tip()).map(|c| c.oid.to_string()).unwrap_or_default(),
        licence_table: String::new(),
    }
}
