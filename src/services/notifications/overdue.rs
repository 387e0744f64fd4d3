//! Gives up what would come too late to make sense, after a stop of the house say; run by the beat.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::services::timed::holds_lease;
use crate::storage::pool::Database;
use crate::storage::reminders;

/// Rows a transaction, so that no lock is held for long.
const BATCH: i64 = 1000;

/// Answers how many were given up.
///
/// # Errors
/// `Storage`.
pub async fn drop_all(
    database: &Database,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<usize, ServiceError> {
    let mut connection = database.connection().await?;
    let mut dropped = 0;
    loop {
        let some = AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !holds_lease(connection, guard).await? {
                return Ok(0);
            }
            Ok::<_, ServiceError>(reminders::drop_overdue(connection, now, BATCH).await?)
        })
        .await?;
        dropped += some;
        if i64::try_from(some).is_ok_and(|some| some < BATCH) {
            return Ok(dropped);
        }
    }
}
