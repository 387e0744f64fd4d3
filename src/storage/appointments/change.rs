//! Locks a visit and moves it along.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::appointments::Status;
use crate::domain::ids::AppointmentId;
use crate::storage::error::StorageError;
use crate::storage::schema::appointments;

/// Locks a visit for the rest of the transaction; `false` where there is none. The doctor's schedule is locked before.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(connection: &mut AsyncPgConnection, id: AppointmentId) -> Result<bool, StorageError> {
    let found: Option<AppointmentId> = appointments::table
        .filter(appointments::id.eq(id))
        .filter(appointments::deleted_at.is_null())
        .select(appointments::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Moves a visit to another status. The row must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_status(
    connection: &mut AsyncPgConnection,
    id: AppointmentId,
    status: Status,
    cancel_reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(appointments::table.filter(appointments::id.eq(id)))
        .set((
            appointments::status.eq(status.as_str()),
            cancel_reason.map(|reason| appointments::cancel_reason.eq(reason)),
            appointments::version.eq(appointments::version + 1),
            appointments::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
