//! The connections to PostgreSQL.

use std::time::Duration;

use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures::FutureExt;
use tokio::runtime::Handle;

use crate::storage::error::StorageError;

/// How long a request waits for a connection before it is told to come back.
const POOL_WAIT: Duration = Duration::from_secs(5);
/// Every session: a lock or a statement that takes longer is given up, and messages can be recognised.
const SESSION: &str =
    "SET lock_timeout = '3s'; SET statement_timeout = '30s'; SET lc_messages = 'C'; SET timezone = 'UTC'";

/// One pooled connection.
pub type Connection = Object<AsyncPgConnection>;

/// The database, as every floor above knows it.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    url: String,
    driver: Handle,
}

impl Database {
    /// Prepares a pool of at most `size` connections; none is opened yet. The sockets are driven by `driver`, not by
    /// the worker that happens to open one, so that a connection outlives the worker.
    ///
    /// # Errors
    /// Where the pool cannot be built.
    pub fn new(url: &str, size: usize, driver: Handle) -> Result<Self, StorageError> {
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        let setup = driver.clone();
        config.custom_setup = Box::new(move |url| {
            let (url, driver) = (url.to_owned(), setup.clone());
            async move {
                let opened = driver.spawn(async move { open(&url).await }).await;
                opened.unwrap_or_else(|error| Err(diesel::ConnectionError::BadConnection(error.to_string())))
            }
            .boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(POOL_WAIT))
            .create_timeout(Some(POOL_WAIT))
            .runtime(deadpool_redis::Runtime::Tokio1)
            .build()
            .map_err(|error| StorageError::Unavailable(error.to_string()))?;
        Ok(Self { pool, url: url.to_owned(), driver })
    }

    /// A connection for a short while.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] after five seconds.
    pub async fn connection(&self) -> Result<Connection, StorageError> {
        self.pool.get().await.map_err(|error| StorageError::Unavailable(error.to_string()))
    }

    /// A connection of one's own, outside of the pool.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    pub async fn dedicated(&self) -> Result<AsyncPgConnection, StorageError> {
        let url = self.url.clone();
        let opened = self.driver.spawn(async move { open(&url).await }).await;
        match opened {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(StorageError::Unavailable(error.to_string())),
            Err(error) => Err(StorageError::Unavailable(error.to_string())),
        }
    }

    /// Whether a trivial query is answered.
    pub async fn is_healthy(&self) -> bool {
        let Ok(mut connection) = self.connection().await else { return false };
        diesel::sql_query("SELECT 1").execute(&mut connection).await.is_ok()
    }

    /// Where the database is; it may hold a password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The runtime that drives the sockets; long-lived tasks of this floor belong there too.
    #[must_use]
    pub fn driver(&self) -> &Handle {
        &self.driver
    }
}

async fn open(url: &str) -> diesel::ConnectionResult<AsyncPgConnection> {
    let mut connection = AsyncPgConnection::establish(url).await?;
    connection.batch_execute(SESSION).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}
