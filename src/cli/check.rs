//! `plugin-ready check`: judges each path, and prints the reports.

use std::path::Path;

use super::change::operand;
use super::judge::{Job, Judged, judge};
use super::watch::Watch;
use super::{CheckArgs, Console};
use crate::error::Error;
use crate::evidence::manifest::NotAPlugin;
use crate::exit::Code;
use crate::render::{self, Medium};
use crate::report::Report;

/// Judges each path; the worst ends the program.
pub(super) fn run(args: CheckArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let watch = Watch::begin();
    let job = Job::new(args.judging, args.single)?;
    let mut worst = Code::Fine;
    let mut reports = Vec::new();
    for path in args.paths.iter().take_while(|_| !watch.interrupted()) {
        let code = match judge(path, &job, &watch) {
            Ok(Judged::Plugin(report, code)) => {
                reports.push(report);
                code
            }
            Ok(Judged::NotAPlugin(other)) => {
                console.error(&not_a_plugin("check", path, &other));
                Code::NotAPlugin
            }
            Err(errors) => {
                errors.iter().for_each(|error| console.error(error));
                Code::Error
            }
        };
        worst = worst.max(code);
    }
    let reports: Vec<&Report> = reports.iter().map(AsRef::as_ref).collect();
    if reports.is_empty() {
        return Ok(worst);
    }
    for output in &args.output {
        if let Err(error) = output.write(&reports) {
            console.error(&error);
            worst = worst.max(Code::Error);
        }
    }
    console.print(&render::render_all(&reports, args.format, Medium { quiet: args.quiet, ..console.medium() }));
    Ok(worst)
}

pub(super) fn not_a_plugin(command: &str, path: &Path, other: &NotAPlugin) -> Error {
    let error = Error::new(format!("{}: {}", path.display(), other.sentence));
    let path = if path == Path::new(".") { Path::new("") } else { path };
    let again = |folder: &String| format!("plugin-ready {command}{}", operand(&path.join(folder)));
    match other.folders.as_slice() {
        [] => error,
        folders => error.help(folders.iter().map(again).collect::<Vec<_>>().join(", or ")),
    }
}
