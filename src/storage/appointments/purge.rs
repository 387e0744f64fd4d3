//! Forgets what nobody came of: holds that were not booked, and group sessions that nobody came to.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::storage::error::StorageError;

/// Forgets up to `limit` holds whose time was over `before`, and that no event is about; answers how many. That they were
/// held stays in the audit trail.
///
/// # Errors
/// [`StorageError`].
pub async fn holds(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(
        "DELETE FROM appointments WHERE id IN (
             SELECT id FROM appointments
             WHERE status = 'expired' AND held_until < $1
               AND NOT EXISTS (SELECT FROM events WHERE events.appointment_id = appointments.id)
             ORDER BY held_until LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?)
}

/// Forgets up to `limit` group sessions that were over `before` and that nobody sat in; answers how many.
///
/// # Errors
/// [`StorageError`].
pub async fn sessions(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(
        "DELETE FROM group_sessions WHERE id IN (
             SELECT id FROM group_sessions WHERE taken = 0 AND upper(during) < $1
             ORDER BY upper(during) LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?)
}
