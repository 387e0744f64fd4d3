//! Ends the holds that have run out: timed work, a doctor a transaction.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::services::appointments::holds::end_lapsed;
use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::storage::pool::Database;
use crate::storage::{holds, leases};

/// How many doctors are gone through in one go; the rest has its turn with the next.
const DOCTORS: i64 = 500;

/// Ends the holds that have run out at `now`, and tells who watches that their time is free; answers how many. Each
/// transaction holds the lease of `guard`, where there is one.
///
/// # Errors
/// `Storage`, `Busy`; what was ended until then stays ended.
pub async fn end_all(
    database: &Database,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<usize, ServiceError> {
    let mut connection = database.connection().await?;
    let mut ended = 0;
    for doctor in holds::lapsed_at(&mut connection, now, DOCTORS).await? {
        ended += AsyncPgConnection::transaction(&mut connection, async |connection| {
            if let Some(Guard { lease, fence }) = guard
                && !leases::guard(connection, lease, fence).await?
            {
                return Ok::<_, ServiceError>(0);
            }
            end_lapsed(connection, doctor, now).await
        })
        .await?;
    }
    Ok(ended)
}
