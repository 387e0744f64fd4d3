//! Which PostgreSQL.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Serialize;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;
use crate::config::server::cores;

/// PostgreSQL.
#[derive(Debug, Clone, Serialize)]
pub struct DatabaseSettings {
    /// A server that somebody else runs; `None` starts a private one in the data directory.
    #[serde(serialize_with = "crate::config::mask::url_if_set")]
    pub url: Option<SecretString>,
    /// Where `initdb` and `postgres` are, for the private one; `None` looks for them.
    pub pg_bin: Option<PathBuf>,
    /// Connections held at most; at least 2.
    pub pool: u32,
}

impl DatabaseSettings {
    pub(super) fn read(lookup: &Lookup) -> Result<Self, SettingsError> {
        let url =
            lookup.secret("database.url", "an address like postgres://user:password@host/name", |text| {
                text.starts_with("postgres://") || text.starts_with("postgresql://")
            })?;
        let pool = lookup
            .parsed("database.pool", "a number of connections from 2 to 1000", |text| {
                text.parse().ok().filter(|pool| (2..=1000).contains(pool))
            })?
            .unwrap_or_else(|| u32::try_from(4 * cores()).unwrap_or(u32::MAX).clamp(4, 1000));
        Ok(Self { url, pg_bin: lookup.path("database.pg_bin"), pool })
    }
}
