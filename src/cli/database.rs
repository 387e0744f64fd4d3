//! Where a command finds the database: the one of DATABASE_URL, that of a running server, or a built-in PostgreSQL
//! that runs for as long as the command does.

use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::storage::pool::Database;
use crate::storage::postgres::options::Options;
use crate::storage::postgres::server::PrivatePostgres;

/// Commands do one thing after the other.
const POOL: usize = 2;

/// The address of a database that is there without our doing; none where the built-in PostgreSQL does not run.
///
/// # Errors
/// `Postgres` where the built-in one cannot be looked for.
pub(super) async fn running(settings: &Settings) -> Result<Option<String>, CliError> {
    if let Some(url) = &settings.database.url {
        return Ok(Some(url.expose_secret().to_owned()));
    }
    Ok(PrivatePostgres::attach(&options(settings)).await?)
}

/// Does some work on the database at the address that is handed over. A built-in PostgreSQL that had to be started for
/// it is stopped afterwards, whatever came of the work, also at Ctrl-C.
///
/// # Errors
/// `Postgres` where no server can be started; `Interrupted`; else what the work failed with.
pub(super) async fn with<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&str) -> Result<T, CliError>,
) -> Result<T, CliError> {
    if let Some(url) = running(settings).await? {
        return work(&url).await;
    }
    let server = PrivatePostgres::start(&options(settings)).await?;
    let done = tokio::select! {
        done = work(server.url()) => done,
        _ = tokio::signal::ctrl_c() => Err(CliError::Interrupted),
    };
    let stopped = server.stop().await;
    let done = done?;
    stopped?;
    Ok(done)
}

/// The pool of a command.
///
/// # Errors
/// `Storage` where it cannot be built.
pub(super) fn pool(url: &str) -> Result<Database, CliError> {
    Ok(Database::new(url, POOL, Handle::current())?)
}

fn options(settings: &Settings) -> Options {
    Options { data_dir: settings.data_dir.clone(), bin: settings.database.pg_bin.clone(), durable: true }
}
