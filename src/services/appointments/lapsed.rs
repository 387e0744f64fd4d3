//! Ends the holds that have run out: timed work, a doctor a transaction.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::services::appointments::holds::end_lapsed;
use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::services::timed::{Tally, holds_lease};
use crate::storage::holds;
use crate::storage::pool::Database;

/// How many doctors are gone through in one go; the rest has its turn with the next.
const DOCTORS: i64 = 500;

/// Ends the holds that have run out at `now`, and tells who watches that their time is free; answers how many, and at how
/// many doctors' it failed. Each transaction holds the lease of `guard`, where there is one.
///
/// # Errors
/// `Storage`, `Busy` where the database cannot be asked at all; what was ended until then stays ended.
pub async fn end_all(
    database: &Database,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<Tally, ServiceError> {
    let doctors = holds::lapsed_at(&mut *database.connection().await?, now, DOCTORS).await?;
    let mut tally = Tally::default();
    for doctor in doctors {
        let mut connection = database.connection().await?;
        let ended = AsyncPgConnection::transaction(&mut connection, async |connection| {
            if holds_lease(connection, guard).await? {
                end_lapsed(connection, doctor, now).await
            } else {
                Ok(0)
            }
        });
        tally.add("ending a doctor's holds", doctor, ended.await);
    }
    Ok(tally)
}
