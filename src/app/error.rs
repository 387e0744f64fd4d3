//! Why the server does not start, as one line.

use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

use crate::bus::contract::BusError;
use crate::cache::contract::CacheError;
use crate::config::error::SettingsError;
use crate::delivery::error::DeliveryError;
use crate::services::error::ServiceError;
use crate::services::signing_keys::KeysError;
use crate::storage::error::StorageError;
use crate::storage::postgres::error::PostgresError;

/// A server that does not start.
#[derive(Debug, Error)]
pub enum AppError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The address is in use, or not ours.
    #[error(
        "cannot listen on {address} ({source}): stop what uses it, or set CAREBRIDGE_BIND to another address"
    )]
    Bind {
        /// `CAREBRIDGE_BIND`.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The built-in PostgreSQL does not start.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// The database of `DATABASE_URL` does not answer, or not as one.
    #[error(
        "the database that DATABASE_URL names cannot be used ({0}): start it, correct DATABASE_URL, or unset it \
         for the built-in PostgreSQL"
    )]
    Database(String),
    /// The database does not answer or cannot be migrated.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The bus cannot be set up.
    #[error("REDIS_URL")]
    Bus(#[from] BusError),
    /// The cache cannot be set up.
    #[error("REDIS_URL")]
    Cache(#[from] CacheError),
    /// Production does not let in whoever has read the manual.
    #[error(
        "the database has the demo accounts, whose passphrase is published: disable them, or use another database"
    )]
    DemoAccounts,
    /// Mail or texts cannot be set up.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// Keys cannot be read or made.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A use case cannot be set up.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The server's certificate.
    #[error("cannot use the certificate {} ({reason}): CAREBRIDGE_TLS_CERT names a chain in PEM, the server's own first", .path.display())]
    Certificate {
        /// `CAREBRIDGE_TLS_CERT`.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The key of the server's certificate.
    #[error("cannot use the key {} ({reason}): CAREBRIDGE_TLS_KEY names the private key of the certificate, in PEM", .path.display())]
    CertificateKey {
        /// `CAREBRIDGE_TLS_KEY`.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The server itself.
    #[error("the server does not start")]
    Server(#[source] std::io::Error),
}
