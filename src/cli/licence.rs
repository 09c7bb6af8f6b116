//! `plugin-ready licence`: what a licence file, or a repository's licence, is, and which words differ.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Console, Listing, settings};
use crate::checklist::compatible_licence::{ITEM, judge_licence};
use crate::checklist::hints;
use crate::data::licence::PAGE;
use crate::error::text::visible_within;
use crate::error::{Error, visible};
use crate::evidence::licence::identify::{Content, Difference};
use crate::evidence::licence::{self, Licence, LicenceFile, category};
use crate::evidence::{Cause, CauseKind, Fact, SMALL};
use crate::exit::Code;
use crate::render::json::location;
use crate::render::paint::Paint;
use crate::report::ItemReport;
use crate::source::Source;
use crate::source::installed::Folders;
use crate::verdict::Verdict;

/// Longest hint shown, in characters.
const LONGEST_HINT: usize = 600;

/// What `licence` is asked.
#[derive(Debug, Args)]
pub(crate) struct LicenceArgs {
    /// A licence file, or a folder that is judged as a repository's root
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// How to print it
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Listing,
}

/// Judges the licence at the path and prints it.
pub(super) fn run(args: &LicenceArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let licence = look(&args.path)?;
    let report = ItemReport::new(&ITEM, judge_licence(&licence));
    let text = match args.format {
        Listing::Human => human(&report, &licence, Paint::new(console.medium().colour)),
        Listing::Json => machine(&report, &licence),
    };
    console.print(&text);
    Ok(Code::of([(&report.verdict, false)], false))
}

fn look(path: &Path) -> Result<Licence, Vec<Error>> {
    if path.is_dir() {
        let source = Source::open(path, false)?;
        let accepted = settings::read(&source, None, None, false)?.dependencies;
        let installed = Folders::of(source.root());
        return Ok(match licence::collect_with(&source.repository, source.reader(), &installed, &accepted) {
            Fact::Seen(licence) => licence,
            _ => Licence::default(),
        });
    }
    let shown = path.display().to_string();
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(SMALL + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| {
        Error::new(format!("{shown}: {error}")).help("name a licence file, or the folder of a plugin")
    })?;
    if bytes.len() as u64 > SMALL {
        let cause = Cause::new(CauseKind::TooLarge, format!("{shown} is over {} KiB", SMALL / 1024));
        return Ok(Licence::of_unread(&shown, cause));
    }
    Ok(Licence::of_text(&shown, &bytes))
}

fn machine(report: &ItemReport, licence: &Licence) -> String {
    let document = json!({
        "version": 1,
        "verdict": report.verdict.name(),
        "because": report.because,
        "help": report.help,
        "who": report.who().name(),
        "cause": report.verdict.cause().map(|cause| cause.kind),
        "locations": report.locations.iter().map(location).collect::<Vec<_>>(),
        "facts": report.facts,
        "differences": differences(licence).map(|(file, difference)| json!({
            "path": visible(&file.path),
            "nearest": nearest(file),
            "expected": visible(&difference.expected),
            "found": visible(&difference.found),
        })).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn differences(licence: &Licence) -> impl Iterator<Item = (&LicenceFile, &Difference)> {
    licence.files.iter().flat_map(|file| file.differences.iter().map(move |(_, difference)| (file, difference)))
}

fn nearest(file: &LicenceFile) -> Option<&'static str> {
    match &file.content {
        Ok(Content::Modified { nearest, .. }) => Some(nearest),
        _ => None,
    }
}

fn human(report: &ItemReport, licence: &Licence, paint: Paint) -> String {
    let mut text = String::new();
    for file in &licence.files {
        let _ = writeln!(text, "{}", paint.bold(&visible(&file.path)));
        describe(&mut text, file, paint);
        text.push('\n');
    }
    for folder in &licence.folders {
        let _ = writeln!(text, "{}", paint.bold(&visible(&folder.path)));
        field(&mut text, paint, "own terms", &format!("{} ({})", folder.file.describe(), visible(&folder.file.path)));
        text.push('\n');
    }
    let _ = writeln!(text, "{}  {}", paint.verdict(&report.verdict, report.verdict.name()), report.because);
    if let Some(help) = &report.help {
        let _ = writeln!(text, "      help: {help}");
    }
    for hint in hints::licence::of(licence) {
        let _ = writeln!(text, "\nhint  {}\n      help: {}", visible_within(&hint.because, LONGEST_HINT), hint.help);
    }
    text
}

fn field(text: &mut String, paint: Paint, name: &str, value: &str) {
    let _ = writeln!(text, "{}  {value}", paint.dim(&format!("{name:>13}")));
}

fn describe(text: &mut String, file: &LicenceFile, paint: Paint) {
    field(text, paint, "licence", &visible(&file.describe()));
    if file.target != file.path {
        field(text, paint, "link to", &visible(&file.target));
    }
    let ids = ids(file);
    for id in &ids {
        let which = if ids.len() > 1 { format!("{id}: ") } else { String::new() };
        let listed = match category::row(id) {
            Some(row) => format!("{} (row \"{}\" of {PAGE})", category::of(id), row.name),
            None => format!("{} (not on {PAGE})", category::of(id)),
        };
        match &file.content {
            Ok(Content::Modified { .. }) => {
                field(text, paint, "category", &format!("none as it is; {id} itself: {listed}"));
            }
            Ok(Content::Named { .. }) => {
                field(text, paint, "category", &format!("none without the text; {id} itself: {listed}"));
            }
            _ => {
                let recommended = if category::is_recommended(id) {
                    "yes"
                } else {
                    "no: Apache-2.0, MIT, BSD-2-Clause and BSD-3-Clause are"
                };
                field(text, paint, "category", &format!("{which}{listed}"));
                field(text, paint, "recommended", recommended);
            }
        }
    }
    if let Some(place) = &file.placeholder {
        field(text, paint, "placeholder", &format!("{place}: nobody has filled in the year and the holder"));
    }
    let Some(nearest) = nearest(file) else { return };
    for (place, difference) in &file.differences {
        let line = place.span.map_or(0, |span| span.start.line);
        let column = place.span.map_or(0, |span| span.start.column);
        let label = match (difference.expected.as_str(), difference.found.as_str()) {
            ("", _) => format!("not in {nearest}"),
            (expected, "") => format!("{nearest} has \"{}\" before this", short(expected)),
            (expected, _) => format!("{nearest} has \"{}\"", short(expected)),
        };
        let _ = write!(text, "\n{}", caret(&visible(&file.path), line, column, difference, &label, paint));
    }
    if let Ok(Content::Modified { more: more @ 1.., .. }) = &file.content {
        let _ = writeln!(text, "\n  and {more} more differences");
    }
}

fn ids(file: &LicenceFile) -> Vec<&'static str> {
    use licence::identify::Known;
    match &file.content {
        Ok(Content::Complete { ids, .. } | Content::Named { ids, .. }) => ids.clone(),
        Ok(Content::Known { licence: Known::Ids(ids), beside }) => {
            beside.iter().copied().chain([licence::category::preferred(ids)]).collect()
        }
        Ok(Content::Modified { nearest, .. }) => vec![nearest],
        _ => Vec::new(),
    }
}

/// The first words of the licence at a difference; `--format json` has all of them.
fn short(expected: &str) -> String {
    const MOST: usize = 80;
    match expected.char_indices().nth(MOST).and_then(|(at, _)| expected.get(..at)) {
        Some(start) => format!("{} …", start.rsplit_once(' ').map_or(start, |(words, _)| words)),
        None => expected.to_owned(),
    }
}

/// The line of a difference, with carets under the words that differ.
fn caret(path: &str, line: usize, column: usize, difference: &Difference, label: &str, paint: Paint) -> String {
    let [before, inside, behind] = difference.context.each_ref().map(|part| visible(part));
    let indent = " ".repeat(line.to_string().len());
    let gap = " ".repeat(before.chars().count());
    let carets = "^".repeat(inside.chars().count().max(1));
    let bar = paint.dim("|");
    format!(
        "  {indent}{arrow} {path}:{line}:{column}\n  {indent} {bar}\n  {number} {bar} {before}{inside}{behind}\n  {indent} {bar} {gap}{carets} {label}\n",
        arrow = paint.dim("-->"),
        number = paint.dim(&line.to_string()),
        carets = paint.verdict(&Verdict::Fail, &carets),
        label = visible(label),
    )
}
