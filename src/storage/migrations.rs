//! Brings the database to the schema of this build, or back.

use std::time::Duration;

use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::storage::error::StorageError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();
/// A server that does not greet for so long is none.
const GREETED_WITHIN: Duration = Duration::from_secs(10);

/// Applies what is missing; answers how many were applied.
///
/// # Errors
/// Where the database cannot be reached or a migration fails; the failed one leaves no trace.
pub async fn up(url: &str) -> Result<usize, StorageError> {
    run(url, |harness| Ok(harness.run_pending_migrations(MIGRATIONS)?.len())).await
}

/// Takes back the last `count` migrations; answers how many were taken back.
///
/// # Errors
/// Where the database cannot be reached or a migration fails.
pub async fn down(url: &str, count: usize) -> Result<usize, StorageError> {
    run(url, move |harness| {
        let applied = harness.applied_migrations()?.len();
        let taken_back = count.min(applied);
        for _ in 0..taken_back {
            harness.revert_last_migration(MIGRATIONS)?;
        }
        Ok(taken_back)
    })
    .await
}

type Harness = AsyncMigrationHarness<AsyncPgConnection>;
type MigrationResult = Result<usize, Box<dyn std::error::Error + Send + Sync>>;

/// The harness blocks its thread, which only a multi-thread runtime allows: it gets a thread and a runtime of its own.
async fn run<F>(url: &str, work: F) -> Result<usize, StorageError>
where
    F: FnOnce(&mut Harness) -> MigrationResult + Send + 'static,
{
    let url = url.to_owned();
    let (answer, result) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let outcome = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| StorageError::Unavailable(error.to_string()))
            .and_then(|runtime| {
                runtime.block_on(async {
                    let connection = tokio::time::timeout(GREETED_WITHIN, AsyncPgConnection::establish(&url))
                        .await
                        .map_err(|_| StorageError::Unavailable("it does not answer".to_owned()))?
                        .map_err(|error| StorageError::Unavailable(error.to_string()))?;
                    work(&mut AsyncMigrationHarness::new(connection))
                        .map_err(|error| StorageError::Unavailable(format!("migration failed: {error}")))
                })
            });
        answer.send(outcome)
    });
    result.await.unwrap_or_else(|_| Err(StorageError::Unavailable("the migration thread ended early".into())))
}
