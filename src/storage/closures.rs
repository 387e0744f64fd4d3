//! When clinics are closed. Who calls has found the clinic among those that are not deleted.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::closures::{ClosedDays, Closure};
use crate::domain::ids::{ClinicId, ClosureId};
use crate::storage::error::StorageError;
use crate::storage::schema::clinic_closures;

type Row = (ClosureId, NaiveDate, NaiveDate, String, DateTime<Utc>);

/// A clinic's closures that end on `today` or later, by their first day.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    today: NaiveDate,
) -> Result<Vec<Closure>, StorageError> {
    let rows: Vec<Row> = clinic_closures::table
        .filter(clinic_closures::clinic_id.eq(clinic))
        .filter(clinic_closures::ends_on.ge(today))
        .order((clinic_closures::starts_on, clinic_closures::id))
        .select((
            clinic_closures::id,
            clinic_closures::starts_on,
            clinic_closures::ends_on,
            clinic_closures::reason,
            clinic_closures::created_at,
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(id, starts_on, ends_on, reason, created_at)| {
            let days = ClosedDays::stored(starts_on, ends_on)
                .ok_or(StorageError::Corrupt { column: "clinic_closures.ends_on" })?;
            Ok(Closure { id, clinic_id: clinic, days, reason, created_at })
        })
        .collect()
}

/// Adds a closure. The schedules that it concerns must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, closure: &Closure) -> Result<(), StorageError> {
    diesel::insert_into(clinic_closures::table)
        .values((
            clinic_closures::id.eq(closure.id),
            clinic_closures::clinic_id.eq(closure.clinic_id),
            clinic_closures::starts_on.eq(closure.days.starts_on()),
            clinic_closures::ends_on.eq(closure.days.ends_on()),
            clinic_closures::reason.eq(&closure.reason),
            clinic_closures::created_at.eq(closure.created_at),
            clinic_closures::updated_at.eq(closure.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes what may change of a closure. The schedules that it concerns must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    closure: &Closure,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(clinic_closures::table.find(closure.id))
        .set((
            clinic_closures::starts_on.eq(closure.days.starts_on()),
            clinic_closures::ends_on.eq(closure.days.ends_on()),
            clinic_closures::reason.eq(&closure.reason),
            clinic_closures::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a closure. The schedules that it concerns must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, id: ClosureId) -> Result<(), StorageError> {
    diesel::delete(clinic_closures::table.find(id)).execute(connection).await?;
    Ok(())
}
