//! The database of a running server: the one that was named, or a private one that is kept running.

use std::path::PathBuf;

use secrecy::ExposeSecret;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::error::AppError;
use crate::config::settings::Settings;
use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::options::Options;
use crate::storage::postgres::server::PrivatePostgres;

/// Where the database is, and what keeps it there.
pub struct DatabaseHost {
    url: String,
    keeper: Option<Keeper>,
}

struct Keeper {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), PostgresError>>,
}

/// How the built-in PostgreSQL of these settings is run.
#[must_use]
pub fn private_options(settings: &Settings) -> Options {
    // PostgreSQL runs in a directory of its own: a relative path would mean another place to it.
    let data_dir: PathBuf =
        std::path::absolute(&settings.data_dir).unwrap_or_else(|_| settings.data_dir.clone());
    Options { data_dir, bin: settings.database.pg_bin.clone(), durable: true }
}

impl DatabaseHost {
    /// The database of the settings; without one, a private PostgreSQL is started or taken over.
    ///
    /// # Errors
    /// [`AppError::Postgres`], one line that says what to do.
    pub async fn open(settings: &Settings) -> Result<Self, AppError> {
        if let Some(url) = &settings.database.url {
            return Ok(Self { url: url.expose_secret().to_owned(), keeper: None });
        }
        let postgres = PrivatePostgres::start(&private_options(settings)).await?;
        let url = postgres.url().to_owned();
        let (stop, stopping) = oneshot::channel();
        let ended = tokio::spawn(keep(postgres, stopping));
        Ok(Self { url, keeper: Some(Keeper { stop, ended }) })
    }

    /// Where it is; it may hold a password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops a private PostgreSQL; leaves another alone.
    ///
    /// # Errors
    /// [`AppError::Postgres`] where it did not stop in time.
    pub async fn close(self) -> Result<(), AppError> {
        let Some(keeper) = self.keeper else { return Ok(()) };
        let _ended_already = keeper.stop.send(());
        match keeper.ended.await {
            Ok(stopped) => Ok(stopped?),
            Err(error) => Err(AppError::Server(std::io::Error::other(error))),
        }
    }
}

/// Inputs: the end of PostgreSQL, which is started again, and the word to stop. Ends with PostgreSQL stopped.
async fn keep(
    mut postgres: PrivatePostgres,
    mut stopping: oneshot::Receiver<()>,
) -> Result<(), PostgresError> {
    loop {
        tokio::select! {
            _ = &mut stopping => return postgres.stop().await,
            () = postgres.exited() => {
                tracing::error!("PostgreSQL ended by itself; starting it again");
                while let Err(error) = postgres.restart().await {
                    tracing::error!(%error, "PostgreSQL does not start");
                    tokio::select! {
                        _ = &mut stopping => return Ok(()),
                        () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
                    }
                }
            }
        }
    }
}
