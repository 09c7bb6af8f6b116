//! `--output`: the report in further formats and places.

use std::path::PathBuf;

use super::write;
use crate::error::Error;
use crate::render::{self, Format, Medium};
use crate::report::{Report, Status};

/// One `--output`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "the runner's own names")]
pub(crate) enum Output {
    /// A file, in a format.
    File(Format, PathBuf),
    /// Markdown, for the summary of a job in GitHub Actions.
    GithubSummary,
    /// `status` and `ready-tier`, for the outputs of a step in GitHub Actions.
    GithubOutput,
}

/// Reads the value of an `--output`.
pub(super) fn parse(text: &str) -> Result<Output, String> {
    match text {
        "github-summary" => return Ok(Output::GithubSummary),
        "github-output" => return Ok(Output::GithubOutput),
        _ => {}
    }
    let names = || Format::names().collect::<Vec<_>>().join(", ");
    let (format, file) = text
        .split_once('=')
        .ok_or("write it as FORMAT=FILE, as in json=report.json, or github-summary, or github-output")?;
    let format = format.parse().map_err(|()| format!("no format is called {format}; there are {}", names()))?;
    match file {
        "" => Err("the name of the file is missing".to_owned()),
        "-" => Err("for standard output use --format".to_owned()),
        _ => Ok(Output::File(format, file.into())),
    }
}

impl Output {
    /// Writes `reports`.
    ///
    /// # Errors
    /// The file cannot be written, or the runner named none.
    pub(super) fn write(&self, reports: &[&Report]) -> Result<(), Error> {
        match self {
            Self::File(format, path) => write::replace(path, render::render_all(reports, *format, Medium::default())),
            Self::GithubSummary => {
                let summary = render::render_all(reports, Format::Markdown, Medium::default());
                write::append(&runner_file("GITHUB_STEP_SUMMARY")?, &summary)
            }
            Self::GithubOutput => write::append(&runner_file("GITHUB_OUTPUT")?, &step_outputs(reports)),
        }
    }
}

fn runner_file(variable: &str) -> Result<PathBuf, Error> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from).ok_or_else(|| {
        Error::new(format!("{variable} is not set"))
            .help("GitHub Actions sets it for each step; elsewhere write to a file, as in --output markdown=summary.md")
    })
}

/// The worst status, and the highest tier that all are ready for. The values are words of ours, so none needs escaping.
fn step_outputs(reports: &[&Report]) -> String {
    let status = reports.iter().map(|report| report.status()).max().map_or("unknown", |status| status.name());
    let reached = |report: &&&Report| report.tiers.iter().take_while(|tier| tier.status == Status::Ready).count();
    let tier = reports.iter().min_by_key(reached).and_then(|report| report.ready_tier()).map_or("", |tier| tier.id);
    format!("status={status}\nready-tier={tier}\n")
}
