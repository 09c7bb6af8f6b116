//! The options of every command that may ask servers.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::error::Error;
use crate::evidence::SMALL;
use crate::source::github;
use crate::source::read_named;
use crate::source::web::{Client, Mannered, Offline, Options, Token, Url, Web, tls};

/// How to ask servers.
#[derive(Debug, Clone, Args)]
pub(crate) struct NetworkArgs {
    /// Also ask servers at private addresses
    #[arg(long)]
    allow_private_network: bool,
    /// Most time for one probe of a server
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Trust this certificate authority, too (PEM)
    #[arg(long, value_name = "FILE")]
    ca_cert: Option<PathBuf>,
}

impl NetworkArgs {
    /// Who asks servers, by these options; `token` goes to its own host alone. Nothing is set up before the first
    /// question.
    pub(super) fn web(&self, offline: bool, token: Option<Token>) -> Result<Box<dyn Web + Send>, Vec<Error>> {
        if offline {
            return Ok(Box::new(Offline));
        }
        let extra_roots = match &self.ca_cert {
            None => Vec::new(),
            Some(file) => {
                let pem = read_named(file, SMALL).map_err(Error::from)?;
                tls::certificates(&pem).map_err(|e| Error { what: format!("{}: {}", file.display(), e.what), ..e })?
            }
        };
        let options = Options { allow_private: self.allow_private_network, extra_roots, token, ..Options::default() };
        Ok(Box::new(Mannered::new(Client::new(options))))
    }

    /// Most time for one probe.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

/// The base address of GitHub's API, which `GITHUB_API_URL` may set as it does on GitHub's runners, and the token in
/// `GITHUB_TOKEN` for it.
pub(super) fn github() -> Result<(Url, Option<Token>), Vec<Error>> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let stated = variable("GITHUB_API_URL");
    let text = stated.as_deref().unwrap_or(github::API);
    let api = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let api = api.ok_or_else(|| {
        Error::new(format!("GITHUB_API_URL is no web address: {text}")).help(format!("unset it for {}", github::API))
    })?;
    let token = variable("GITHUB_TOKEN").map(|secret| Token { api: api.clone(), secret: secret.trim().to_owned() });
    Ok((api, token))
}
