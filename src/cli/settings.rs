//! Finds and reads plugin-ready.toml and the policy file.

use std::path::Path;

use jiff::civil::Date;

use crate::checklist;
use crate::config::{self, Author, Config};
use crate::error::Error;
use crate::evidence::SMALL;
use crate::evidence::repository::Status;
use crate::report::Waived;
use crate::source::Source;

/// The configuration in force: the plugin's own, or `file` in its place, under `policy`.
pub(super) fn read(
    source: &Source,
    file: Option<&Path>,
    policy: Option<&Path>,
    as_official: bool,
) -> Result<Config, Vec<Error>> {
    let own = match file {
        Some(file) => from_file(file, Author::Plugin)?,
        None => from_repository(source)?,
    };
    Ok(config::merge(own, Some(self::policy(policy)?), as_official))
}

/// What an organisation's policy file says; nothing where there is none.
pub(super) fn policy(file: Option<&Path>) -> Result<Config, Vec<Error>> {
    file.map_or_else(|| Ok(Config::default()), |file| from_file(file, Author::Organisation))
}

fn from_repository(source: &Source) -> Result<Config, Vec<Error>> {
    let path = format!("{}{}", source.repository.prefix, config::NAME);
    match source.repository.file(&path) {
        None if source.root().join(&path).symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) => {
            Err(Error::new(format!("{path} is a folder")).help("the configuration is a file of that name").into())
        }
        None => Ok(Config::default()),
        Some(file) if file.status == Status::Deleted => Ok(Config::default()),
        Some(_) => {
            let bytes = source.reader().read(&path, SMALL).map_err(Error::from)?;
            parse(&path, &bytes, Author::Plugin)
        }
    }
}

fn from_file(file: &Path, author: Author) -> Result<Config, Vec<Error>> {
    let shown = file.display().to_string();
    let bytes = crate::source::read_named(file, SMALL).map_err(Error::from)?;
    parse(&shown, &bytes, author)
}

fn parse(path: &str, bytes: &[u8], author: Author) -> Result<Config, Vec<Error>> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::new(format!("{path} is not UTF-8")))?;
    config::parse(path, text, author, &checklist::vocabulary())
}

/// The waivers that hold on `today`, and a warning for each that does no more.
pub(super) fn waivers(config: &Config, today: Date) -> (Vec<(String, Waived)>, Vec<String>) {
    let (holding, expired): (Vec<_>, Vec<_>) = config.waivers.iter().partition(|waiver| waiver.holds_on(today));
    let holding = holding.into_iter().map(|waiver| {
        let waived = Waived { reason: waiver.reason.clone(), until: waiver.until.to_string(), by: waiver.by.clone() };
        (waiver.item.clone(), waived)
    });
    let expired = expired.into_iter().map(|waiver| {
        format!("{}: the waiver for {} ended on {}: renew it or remove it", waiver.place, waiver.item, waiver.until)
    });
    (holding.collect(), expired.collect())
}
