//! The server's own certificate.

use std::path::PathBuf;

use serde::Serialize;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;
use crate::config::variables::setting;

/// Files in PEM, read when the server starts.
#[derive(Debug, Clone, Serialize)]
pub struct TlsSettings {
    /// The certificate, and those between it and the root.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl TlsSettings {
    /// Reads both paths; `None` where neither is set.
    ///
    /// # Errors
    /// `PartlySet` where one is missing.
    pub(super) fn read(lookup: &Lookup) -> Result<Option<Self>, SettingsError> {
        let missing = match (lookup.path("tls.cert"), lookup.path("tls.key")) {
            (None, None) => return Ok(None),
            (Some(cert), Some(key)) => return Ok(Some(Self { cert, key })),
            (None, Some(_)) => setting("tls.cert"),
            (Some(_), None) => setting("tls.key"),
        };
        Err(SettingsError::PartlySet {
            missing: missing.map(|setting| setting.variable).into_iter().collect(),
            need: "TLS needs CAREBRIDGE_TLS_CERT and CAREBRIDGE_TLS_KEY",
        })
    }
}
