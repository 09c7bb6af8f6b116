//! What other programs are fed: schemas, completion scripts, the manual page.

use super::{Console, SchemaName};
use crate::config;
use crate::data::schemas;
use crate::error::Error;
use crate::exit::Code;

/// Prints a JSON schema.
pub(super) fn schema(name: SchemaName, console: &mut Console) -> Result<Code, Vec<Error>> {
    console.print(match name {
        SchemaName::Config => config::SCHEMA,
        SchemaName::Report => schemas::REPORT,
        SchemaName::Fleet => schemas::FLEET,
    });
    Ok(Code::Fine)
}

/// Prints a completion script.
pub(super) fn completions(
    shell: clap_complete::Shell,
    mut command: clap::Command,
    console: &mut Console,
) -> Result<Code, Vec<Error>> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "plugin-ready", &mut script);
    console.print(&String::from_utf8_lossy(&script));
    Ok(Code::Fine)
}

/// Prints the manual page, with a section for each command.
pub(super) fn man(command: clap::Command, console: &mut Console) -> Result<Code, Vec<Error>> {
    let mut pages = vec![(command.clone(), "plugin-ready".to_owned())];
    pages.extend(command.get_subcommands().map(|c| (c.clone(), format!("plugin-ready-{}", c.get_name()))));
    for (command, name) in pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.display_name(name))
            .render(&mut page)
            .map_err(|error| Error::new(error.to_string()))?;
        console.print(&String::from_utf8_lossy(&page));
    }
    Ok(Code::Fine)
}
