//! TLS by the server itself: 1.2 and 1.3, with the certificate that the settings name.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::app::error::AppError;
use crate::config::tls::TlsSettings;

/// Reads certificate and key.
///
/// # Errors
/// [`AppError::Certificate`] or [`AppError::CertificateKey`], for a file that cannot be read, holds no PEM of its kind,
/// or does not belong to the other.
pub(super) fn configuration(settings: &TlsSettings) -> Result<ServerConfig, AppError> {
    let TlsSettings { cert, key } = settings;
    let chain = chain(cert)?;
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|source| AppError::CertificateKey { path: key.clone(), reason: source.to_string() })?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, private));
    config.map_err(|source| AppError::CertificateKey { path: key.clone(), reason: source.to_string() })
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, AppError> {
    let unusable = |reason: String| AppError::Certificate { path: path.to_owned(), reason };
    let chain: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))?.collect();
    let chain = chain.map_err(|error| unusable(error.to_string()))?;
    if chain.is_empty() { Err(unusable("no certificate in it".to_owned())) } else { Ok(chain) }
}
