//! What the built-in PostgreSQL needs to be told.

use std::path::PathBuf;

/// Where the built-in PostgreSQL lives and which programs run it.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data directory of the house. The cluster is its `postgres`, the server's log its `postgres.log`.
    pub data_dir: PathBuf,
    /// The directory that holds `initdb` and `postgres` (`CAREBRIDGE_PG_BIN`); looked for where there is none.
    pub bin: Option<PathBuf>,
    /// Whether a commit survives a power cut. Only tests, whose databases nobody misses, say no.
    pub durable: bool,
}
