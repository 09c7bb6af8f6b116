//! `plugin-ready probe`: what `nightly-build` sees at an address.

use std::fmt::Write as _;
use std::time::Instant;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::network::NetworkArgs;
use super::{Console, Listing};
use crate::checklist::nightly_build;
use crate::error::Error;
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::exit::Code;
use crate::render::paint::Paint;
use crate::report::ItemReport;
use crate::source::nightly;

/// What `probe` is asked.
#[derive(Debug, Args)]
pub(crate) struct ProbeArgs {
    /// The address of a bundle, or of a rolling release on GitHub
    #[arg(value_name = "URL", value_parser = super::address)]
    url: String,
    /// The id that the bundle should have
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// How to print it
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Listing,
    /// How to ask servers.
    #[command(flatten)]
    network: NetworkArgs,
}

/// Asks the address and prints what it serves; freshness is judged by the bundle's age alone.
pub(super) fn run(args: &ProbeArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let web = args.network.web(false, None)?;
    let ask = nightly::Ask {
        stated: Some((args.url.clone(), None)),
        id: args.id.as_ref().map(|id| id.to_lowercase()),
        now: Timestamp::now().as_second(),
        ..nightly::Ask::new(args.network.timeout())
    };
    let start = Instant::now();
    let found = nightly::probe(web.as_ref(), &ask);
    let elapsed = start.elapsed().as_millis();
    // There is no repository to compare with, and nobody asked for one.
    let master = Fact::Blind(Cause::new(CauseKind::NotAsked, "there is no repository to compare with"));
    let nightly = crate::evidence::nightly::Nightly { master, ..found };
    let not_asked = nightly.served == Fact::NotAsked;
    let evidence = Evidence { nightly: Fact::Seen(nightly), ..Evidence::default() };
    let mut report = ItemReport::new(&nightly_build::ITEM, nightly_build::judge_for(&evidence, ask.id.as_deref()));
    if not_asked {
        // Nothing is known of a repository, whose CI could be told what to do.
        report.help = Some("`plugin-ready explain nightly-build` tells which addresses serve each build".to_owned());
    }
    let text = match args.format {
        Listing::Human => human(&report, elapsed, Paint::new(console.medium().colour)),
        Listing::Json => machine(&report, elapsed),
    };
    console.print(&text);
    Ok(Code::of([(&report.verdict, false)], false))
}

fn machine(report: &ItemReport, elapsed: u128) -> String {
    let document = json!({
        "version": 1,
        "verdict": report.verdict.name(),
        "because": report.because,
        "help": report.help,
        "cause": report.verdict.cause().map(|cause| cause.kind),
        "elapsed_ms": u64::try_from(elapsed).unwrap_or(u64::MAX),
        "facts": report.facts,
    });
    format!("{document:#}\n")
}

fn human(report: &ItemReport, elapsed: u128, paint: Paint) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{}  {value}", paint.dim(&format!("{name:>12}")));
    };
    let mut facts = report.facts.clone();
    if facts.get("final_url") == facts.get("url") {
        facts.remove("final_url");
    }
    let mut plain = |facts: &Map<String, Value>, names: &[(&str, &str)]| {
        for (key, name) in names {
            match facts.get(*key) {
                None | Some(Value::Null) => {}
                Some(Value::String(value)) => line(name, value.clone()),
                Some(Value::Array(values)) => {
                    values.iter().filter_map(Value::as_str).for_each(|value| line(name, value.to_owned()));
                }
                Some(value) => line(name, value.to_string()),
            }
        }
    };
    plain(
        &facts,
        &[
            ("url", "url"),
            ("final_url", "answered by"),
            ("status", "status"),
            ("size", "bytes"),
            ("bytes_read", "bytes read"),
        ],
    );
    if let Some(Value::Object(bundle)) = facts.get("bundle") {
        let names = [
            ("id", "id"),
            ("version", "version"),
            ("min_server_version", "for servers"),
            ("manifest", "manifest"),
            ("entries", "entries seen"),
            ("unpacked", "unpacked"),
            ("faults", "fault"),
            ("remarks", "remark"),
        ];
        plain(bundle, &names);
    }
    plain(&facts, &[("built", "built")]);
    line("took", format!("{elapsed} ms"));
    if facts.get("proxied") == Some(&Value::Bool(true)) {
        line("note", "asked through a proxy: which address it asked was not checked".to_owned());
    }
    let _ = writeln!(text, "\n{}  {}", paint.verdict(&report.verdict, report.verdict.name()), report.because);
    if let Some(help) = &report.help {
        let _ = writeln!(text, "      help: {help}");
    }
    text
}
