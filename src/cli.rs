//! The command line: its words, and one file a command.

mod change;
mod check;
mod console;
mod defect;
mod explain;
mod export;
mod fix;
mod fleet;
mod init;
mod judge;
mod licence;
mod network;
mod output;
mod probe;
mod review;
mod settings;
mod sign_off;
mod template;
mod watch;
mod write;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::checklist::{ITEMS, TIERS};
use crate::error::visible;
use crate::evidence::sign_off::Focus;
use crate::exit::Code;
use crate::render::Format;

pub use console::{ColourChoice, Console};
use licence::LicenceArgs;
use network::NetworkArgs;
use probe::ProbeArgs;
use review::ReviewArgs;
use template::TemplateCommand;

/// Tells which items of Mattermost's plugin deployment checklist a repository passes, and what to do next.
#[derive(Debug, Parser)]
#[command(name = "plugin-ready", version, arg_required_else_help = true, max_term_width = 100, styles = STYLES)]
#[command(after_help = "Exit codes: 0 nothing fails, 1 an item of the target tier or below fails, 2 usage, \
                        configuration or internal error, 3 not a Mattermost plugin.")]
pub struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColourChoice,
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge a plugin: every item of every tier, and what to do next
    Check(CheckArgs),
    /// Tell what a licence file, or a repository's licence, is, and which words differ
    Licence(LicenceArgs),
    /// Show what `nightly-build` sees at an address
    Probe(ProbeArgs),
    /// Show the author's own code: how much, where to look first, as a patch, as branches for a pull request
    Review(ReviewArgs),
    /// Judge many plugins: a matrix, what one change would clear, and what changed
    Fleet(Box<FleetArgs>),
    /// Explain an item or a tier: what passes, why, and whose rule it is
    Explain {
        /// An item or a tier; all of them when left out
        #[arg(value_name = "ITEM|TIER")]
        name: Option<String>,
    },
    /// List the tiers and their items
    List {
        /// How to print it
        #[arg(long, default_value = "human", value_name = "FORMAT")]
        format: Listing,
    },
    /// Sign an item off in plugin-ready.toml, for the commit that is checked out
    SignOff(SignOffArgs),
    /// What concerns the starter template itself
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Write a configuration with what can be inferred, and on request the hook, the workflow, and drafts of documents
    Init(InitArgs),
    /// Mend what needs no decision: leftovers of the template, tag filters, executable bits, drafts of help texts
    Fix(FixArgs),
    /// Print the JSON schema of a file or a report
    Schema {
        /// Which one
        #[arg(value_name = "NAME")]
        name: SchemaName,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What `check` is asked.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folders of plugins, or bare repositories
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = one_of::<Format>(Format::names()))]
    format: Format,
    /// Also write the report to FILE, in FORMAT; may repeat. In GitHub Actions also github-summary, github-output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output::parse)]
    output: Vec<output::Output>,
    /// How to judge.
    #[command(flatten)]
    judging: JudgeArgs,
    /// What concerns one plugin alone.
    #[command(flatten)]
    single: SingleArgs,
    /// Print only what somebody has to act on
    #[arg(long, short)]
    quiet: bool,
}

/// How to judge, one plugin or many.
#[derive(Debug, Clone, Args)]
pub(crate) struct JudgeArgs {
    /// The tier that the exit code speaks of, with those below it
    #[arg(long, value_name = "ID", value_parser = tier_names())]
    tier: Option<String>,
    /// Ask no server: items that need one are unknown
    #[arg(long)]
    offline: bool,
    /// Let pending and unknown items fail the run, too
    #[arg(long)]
    strict: bool,
    /// People, waivers and target of an organisation
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Judge as Mattermost would: without the plugin's own waivers and people
    #[arg(long)]
    as_official: bool,
    /// Ask GitHub for reviews and labels; the token is read from GITHUB_TOKEN
    #[arg(long, conflicts_with = "offline")]
    github: bool,
    /// How to ask servers.
    #[command(flatten)]
    network: NetworkArgs,
}

/// What concerns one plugin alone.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SingleArgs {
    /// Where the latest master build is served; instead of build.nightly-url
    #[arg(long, value_name = "URL", value_parser = address)]
    nightly_url: Option<String>,
    /// A clone of the starter template, for its true text
    #[arg(long, value_name = "PATH")]
    template: Option<PathBuf>,
    /// Instead of the plugin's plugin-ready.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Judge PATH as a repository of its own: do not look for git above it
    #[arg(long)]
    standalone: bool,
}

/// What `fleet` is asked.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(mut_arg("tier", |arg| arg.help("The tier that plugins are sorted by, with those below it")))]
#[command(mut_arg("strict", |arg| arg.help("End with 1 unless every plugin is ready for the tier; else items fail no run")))]
pub(crate) struct FleetArgs {
    /// Repositories, folders of repositories, or files that list them: a path and a label a line
    #[arg(value_name = "PATH|LIST-FILE", required = true)]
    paths: Vec<PathBuf>,
    /// How many to judge at a time; as many as there are cores when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Judge only the I-th of every N repositories, as in 1/4; `fleet merge` joins the parts
    #[arg(long, value_name = "I/N", value_parser = fleet::shard)]
    shard: Option<fleet::Shard>,
    /// How to print and compare.
    #[command(flatten)]
    showing: ShowArgs,
    /// How to judge.
    #[command(flatten)]
    judging: JudgeArgs,
    #[command(subcommand)]
    merge: Option<FleetCommand>,
}

/// How to print a fleet, and what to compare it with.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = one_of::<fleet::Format>(fleet::Format::names()))]
    format: fleet::Format,
    /// An earlier report, json or ndjson: tell what got better, worse, new, gone
    #[arg(long, value_name = "OLD.json")]
    against: Option<PathBuf>,
    /// End with 1 when something got worse
    #[arg(long, value_name = "WHAT", requires = "against")]
    fail_on: Option<FailOn>,
}

/// What a fleet can fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// An item got worse, or a plugin can no longer be judged
    Regression,
}

#[derive(Debug, Subcommand)]
enum FleetCommand {
    /// Join the reports of several shards
    Merge {
        /// Reports, json or ndjson
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// How to print and compare.
        #[command(flatten)]
        showing: ShowArgs,
    },
}

/// What `init` is asked.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The plugin's folder
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Also add the hook to .pre-commit-config.yaml
    #[arg(long)]
    hook: bool,
    /// Also write a workflow for GitHub Actions
    #[arg(long)]
    workflow: bool,
    /// Also draft the sections that the README lacks for the PM/UX items
    #[arg(long)]
    pm_ux: bool,
    /// Write without asking
    #[arg(long, short)]
    yes: bool,
}

/// What `fix` is asked.
#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    /// The plugin's folder
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Write the changes, to tracked and clean files only; else they are only shown
    #[arg(long)]
    apply: bool,
    /// Who holds the copyright, for a placeholder in the licence
    #[arg(long, value_name = "NAME")]
    holder: Option<String>,
}

/// What `sign-off` is asked.
#[derive(Debug, Args)]
pub(crate) struct SignOffArgs {
    /// The item that a person signs off; `plugin-ready list` has them all
    #[arg(value_name = "ITEM")]
    item: String,
    /// Who signs it off: the handle that people.* lists
    #[arg(long, value_name = "HANDLE")]
    by: String,
    /// What they looked for in particular
    #[arg(long, value_name = "FOCUS", value_parser = one_of::<Focus>(Focus::names()))]
    focus: Option<Focus>,
    /// The release that they looked at: its tag's commit is signed off, instead of HEAD
    #[arg(long, value_name = "TAG")]
    release: Option<String>,
    /// Where the review can be read
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// The last day on which it counts, as in 2027-01-31; without it, as long as nothing changes
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// People of an organisation, who may sign off
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// The ways to print a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people
    Human,
    /// For machines
    Json,
}

/// The schemas that can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// plugin-ready.toml and policy files
    Config,
    /// The report of `check --format json`
    Report,
    /// The report of `fleet --format json`
    Fleet,
}

/// An address that can be asked.
fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    match crate::evidence::manifest::url::fault(text) {
        None => Ok(text.to_owned()),
        Some(fault) => Err(format!("{fault}; write the https:// address of the latest master build's bundle")),
    }
}

fn tier_names() -> PossibleValuesParser {
    TIERS.iter().map(|tier| tier.id).collect::<Vec<_>>().into()
}

/// Takes one of `names`, and gives what it names.
fn one_of<T>(names: impl Iterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = ()> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| name.parse::<T>().map_err(|()| "no such name"))
}

/// The nearest of `names` to `given`, if one is near.
pub(crate) fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Every name that `explain` knows.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TIERS.iter().map(|tier| tier.id).chain(ITEMS.iter().map(|item| item.id))
}

/// Prints the help that was asked for, or what is wrong with the arguments.
fn complain(args: &[OsString], error: &clap::Error) -> Code {
    // clap repeats what it was given: so it is given what can be shown.
    let safe = Cli::try_parse_from(args.iter().map(|arg| visible(&arg.to_string_lossy())));
    let _ = match safe {
        Err(safe) => safe.print(),
        Ok(_) => writeln!(io::stderr(), "{}", visible(&error.to_string())),
    };
    if error.use_stderr() { Code::Error } else { Code::Fine }
}

/// The whole program, from its arguments to its exit code.
pub fn main() -> ExitCode {
    defect::tell();
    run(std::env::args_os())
}

/// Runs the program on `args`, the program's name first.
fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return complain(&args, &error).into(),
    };
    watch::bound_memory();
    let mut console = Console::new(cli.color);
    if !matches!(cli.command, Command::Check(_) | Command::Review(_) | Command::Fleet(_)) {
        watch::end_at_interrupt();
    }
    let done = match cli.command {
        Command::Check(args) => check::run(args, &mut console),
        Command::Licence(args) => licence::run(&args, &mut console),
        Command::Probe(args) => probe::run(&args, &mut console),
        Command::Review(args) => review::run(&args, &mut console),
        Command::Fleet(args) => fleet::run(*args, &mut console),
        Command::Explain { name } => explain::explain(name.as_deref(), &mut console),
        Command::List { format } => explain::list(format, &mut console),
        Command::Fix(args) => fix::run(&args, &mut console),
        Command::Init(args) => init::run(&args, &mut console),
        Command::SignOff(args) => sign_off::run(&args, &mut console),
        Command::Template(command) => template::run(&command, &mut console),
        Command::Schema { name } => export::schema(name, &mut console),
        Command::Completions { shell } => export::completions(shell, Cli::command(), &mut console),
        Command::Man => export::man(Cli::command(), &mut console),
    };
    let code = done.unwrap_or_else(|errors| {
        for error in &errors {
            console.error(error);
        }
        Code::Error
    });
    console.finish(code).into()
}
