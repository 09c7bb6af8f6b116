//! The options of every command that may ask servers.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::error::Error;
use crate::evidence::SMALL;
use crate::source::read_named;
use crate::source::web::{Client, Offline, Options, Web, tls};

/// How to ask servers.
#[derive(Debug, Args)]
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
    /// Who asks servers, by these options. Nothing is set up before the first question.
    pub(super) fn web(&self, offline: bool) -> Result<Box<dyn Web>, Vec<Error>> {
        if offline {
            return Ok(Box::new(Offline));
        }
        let extra_roots = match &self.ca_cert {
            None => Vec::new(),
            Some(file) => {
                let pem = read_named(file, SMALL).map_err(|cause| vec![Error::new(cause.detail)])?;
                tls::certificates(&pem)
                    .map_err(|e| vec![Error { what: format!("{}: {}", file.display(), e.what), ..e }])?
            }
        };
        let options = Options { allow_private: self.allow_private_network, extra_roots, ..Options::default() };
        Ok(Box::new(Client::new(options)))
    }

    /// Most time for one probe.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}
