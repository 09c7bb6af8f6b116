//! The command line: its words, and one file a command.

mod check;
mod console;
mod explain;
mod export;
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
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::checklist::{ITEMS, TIERS};
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
#[command(after_help = "Exit codes: 0 nothing fails, 1 an item of the target tier or below fails, 2 usage or \
                        configuration error, 3 not a Mattermost plugin.")]
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
    /// The tier that the exit code speaks of, with those below it
    #[arg(long, value_name = "ID", value_parser = tier_names())]
    tier: Option<String>,
    /// Ask no server: items that need one are unknown
    #[arg(long)]
    offline: bool,
    /// Let pending and unknown items fail the run, too
    #[arg(long)]
    strict: bool,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_names())]
    format: Format,
    /// Also write the report to FILE, in FORMAT; may repeat. In GitHub Actions also github-summary, github-output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output::parse)]
    output: Vec<output::Output>,
    /// Where the latest master build is served; instead of build.nightly-url
    #[arg(long, value_name = "URL")]
    nightly_url: Option<String>,
    /// A clone of the starter template, for its true text
    #[arg(long, value_name = "PATH")]
    template: Option<PathBuf>,
    /// Instead of the plugin's plugin-ready.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
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
    /// Judge PATH as a repository of its own: do not look for git above it
    #[arg(long)]
    standalone: bool,
    /// Print only what is not met
    #[arg(long, short)]
    quiet: bool,
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
    #[arg(long, value_name = "FOCUS", value_parser = focus_names())]
    focus: Option<Focus>,
    /// The release that they looked at: its tag's commit is signed off, instead of HEAD
    #[arg(long, value_name = "TAG")]
    release: Option<String>,
    /// Where the review can be read
    #[arg(long, value_name = "URL")]
    link: Option<String>,
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
}

fn tier_names() -> clap::builder::PossibleValuesParser {
    TIERS.iter().map(|tier| tier.id).collect::<Vec<_>>().into()
}

fn format_names() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Format::ALL.iter().map(|f| f.name()))
        .try_map(|name| name.parse::<Format>().map_err(|()| "no such format"))
}

fn focus_names() -> impl clap::builder::TypedValueParser<Value = Focus> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Focus::ALL.iter().map(|focus| focus.name()))
        .try_map(|name| name.parse::<Focus>().map_err(|()| "no such focus"))
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

/// Runs the program on `args`, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Code::Error.into() } else { Code::Fine.into() };
        }
    };
    let mut console = Console::new(cli.color);
    let done = match cli.command {
        Command::Check(args) => check::run(args, &mut console),
        Command::Licence(args) => licence::run(&args, &mut console),
        Command::Probe(args) => probe::run(&args, &mut console),
        Command::Review(args) => review::run(&args, &mut console),
        Command::Explain { name } => explain::explain(name.as_deref(), &mut console),
        Command::List { format } => explain::list(format, &mut console),
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
