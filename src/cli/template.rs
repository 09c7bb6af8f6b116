//! `plugin-ready template`: rebuilds what is known of the starter template: the index of its history, and the table of
//! its README's sentences.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Console, write};
use crate::error::Error;
use crate::evidence::boilerplate::index::Index;
use crate::exit::Code;
use crate::render::words::count;
use crate::source::template::{self, Readme};

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
    /// Build the table of the sentences in the template's README: hashes alone, no text
    Readme {
        /// A clone of the template, bare or not; its branch master (or main) is read
        #[arg(value_name = "GITDIR")]
        gitdir: PathBuf,
        /// Where to write the table, a file of Rust: src/data/template_readme.rs
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn run(command: &TemplateCommand, console: &mut Console) -> Result<Code, Vec<Error>> {
    match command {
        TemplateCommand::Index { gitdir, out } => index(gitdir, out, console),
        TemplateCommand::Readme { gitdir, out } => readme(gitdir, out, console),
    }
}

/// Builds the table and writes it.
fn readme(gitdir: &Path, out: &Path, console: &mut Console) -> Result<Code, Vec<Error>> {
    let readme = template::readme(gitdir)?;
    write::replace(out, table(&readme).as_bytes())?;
    let (count, tip) = (readme.sentences.len(), readme.tip);
    console.print(&format!("{}: {count} sentences of every README up to {tip}\n", out.display()));
    Ok(Code::Fine)
}

/// The file of Rust that holds the table.
fn table(readme: &Readme) -> String {
    let mut text = format!(
        "//! The sentences of the starter template's README, as hashes: its text itself is not ours to carry.\n//!\n\
         //! Made by `plugin-ready template readme` from mattermost/mattermost-plugin-starter-template, every version of\n\
         //! README.md on its main branch up to commit {}.\n\n\
         /// XXH3 of each sentence as evidence::docs::template takes them apart, sorted.\n\
         #[rustfmt::skip]\npub const SENTENCES: &[u64] = &[\n",
        readme.tip
    );
    let hashes: Vec<String> = readme.sentences.iter().map(|hash| grouped_hash(*hash)).collect();
    for line in hashes.chunks(5) {
        text.push_str(&format!("    {},\n", line.join(", ")));
    }
    text.push_str("];\n");
    text
}

/// `0x0123_4567_89ab_cdef`.
fn grouped_hash(hash: u64) -> String {
    let [a, b, c, d] = [48, 32, 16, 0].map(|shift| (hash >> shift) & 0xFFFF);
    format!("0x{a:04x}_{b:04x}_{c:04x}_{d:04x}")
}

/// Builds the index, reads it back, and writes it.
fn index(gitdir: &Path, out: &Path, console: &mut Console) -> Result<Code, Vec<Error>> {
    let built = template::index(gitdir)?;
    let bytes = built.encode();
    let index = Index::decode(&bytes)?;
    write::replace(out, &bytes)?;
    let tip = index.tip().map(|commit| commit.oid.to_string()).unwrap_or_default();
    console.print(&format!(
        "{}: {}, {} up to {tip}, {} in {}, {}\n",
        out.display(),
        count(bytes.len(), "byte"),
        count(index.commits().len(), "commit"),
        count(index.files().len(), "file"),
        count(built.blobs.len(), "version"),
        count(built.lines.len(), "distinct line"),
    ));
    Ok(Code::Fine)
}
