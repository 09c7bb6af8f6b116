//! TLS by rustls with ring, on the certificate authorities of the system and those that the user adds.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

use crate::error::Error;
use crate::evidence::{Cause, CauseKind};

/// The certificates in the text of a PEM file.
///
/// # Errors
/// When there is none, or one is broken.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|e| Error::new(format!("the CA file is not readable as PEM: {e}")))?;
    if certificates.is_empty() {
        return Err(Error::new("the CA file holds no certificate")
            .help("give a PEM file with at least one `-----BEGIN CERTIFICATE-----` block"));
    }
    Ok(certificates)
}

/// The configuration that trusts the system and `extra`.
///
/// # Errors
/// The cause, when there is nobody to trust at all.
pub(super) fn config(extra: &[CertificateDer<'static>]) -> Result<ClientConfig, Cause> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra.iter().cloned(), Arc::clone(&provider)).map_err(|e| {
        Cause::new(
            CauseKind::Network,
            format!(
                "no certificate authority to check servers by ({e}): install the system's ca-certificates, \
                 or name a PEM file with --ca-cert"
            ),
        )
    })?;
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Cause::new(CauseKind::Internal, format!("TLS cannot be set up: {e}")))?;
    Ok(versions.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// A configuration for a client that never speaks https, but has to have one.
pub(super) fn trusting_nobody() -> Result<ClientConfig, Cause> {
    let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| Cause::new(CauseKind::Internal, format!("TLS cannot be set up: {e}")))?;
    Ok(versions.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}
