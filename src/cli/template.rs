//! `plugin-ready template index`: rebuilds the index of the starter template's history.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Console, write};
use crate::error::Error;
use crate::evidence::boilerplate::index::Index;
use crate::exit::Code;
use crate::render::review::grouped;
use crate::source::template;

/// What `template` is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Build the index of a template's history: hashes alone, no text
    Index {
        /// A clone of the template, bare or not; its branch master (or main) is read
        #[arg(value_name = "GITDIR")]
        gitdir: PathBuf,
        /// Where to write the index
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Builds the index, reads it back, and writes it.
pub(super) fn run(command: &TemplateCommand, console: &mut Console) -> Result<Code, Vec<Error>> {
    let TemplateCommand::Index { gitdir, out } = command;
    let built = template::index(gitdir).map_err(|error| vec![error])?;
    let bytes = built.encode();
    let index = Index::decode(&bytes).map_err(|error| vec![error])?;
    write::replace(out, &bytes).map_err(|error| vec![error])?;
    let tip = index.tip().map(|commit| commit.oid.to_string()).unwrap_or_default();
    console.print(&format!(
        "{}: {} bytes, {} commits up to {tip}, {} files in {} versions, {} distinct lines\n",
        out.display(),
        grouped(bytes.len()),
        grouped(index.commits().len()),
        grouped(index.files().len()),
        grouped(built.blobs.len()),
        grouped(built.lines.len()),
    ));
    Ok(Code::Fine)
}
