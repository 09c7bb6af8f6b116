//! Names to addresses, with the guard in between: what is dialled is what was checked.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard;
use super::trouble::Trouble;
use crate::evidence::{Cause, CauseKind};

/// Resolves by the system, and keeps only the addresses that may be asked. Its errors carry a [`Cause`].
#[derive(Debug, Clone, Copy)]
pub struct Resolver {
    /// The guard is lifted.
    pub allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let host = name.as_str();
            let unresolved = |e| Trouble(Cause::new(CauseKind::Network, format!("{host} has no address: {e}")));
            let found = tokio::net::lookup_host((host, 0)).await.map_err(unresolved)?;
            let admitted = guard::admit(host, found, allow_private).map_err(Trouble)?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}
