//! A doctor's absences. Who writes has locked the schedule.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{TimeOffId, UserId};
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::TimeOff;
use crate::storage::error::StorageError;
use crate::storage::schema::time_off;

type Row = (TimeOffId, UserId, DateTime<Utc>, DateTime<Utc>, Option<String>, String, i32);

/// The absences of these doctors that are not over for good at `since`, by their start.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
    since: DateTime<Utc>,
) -> Result<Vec<TimeOff>, StorageError> {
    let rows: Vec<Row> = time_off::table
        .filter(time_off::doctor_id.eq_any(doctors))
        .filter(time_off::over_at.is_null().or(time_off::over_at.gt(since)))
        .order((time_off::starts_at, time_off::id))
        .select((
            time_off::id,
            time_off::doctor_id,
            time_off::starts_at,
            time_off::ends_at,
            time_off::recurrence,
            time_off::reason,
            time_off::version,
        ))
        .load(&mut connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Adds an absence of a doctor whose clock is set for `zone`.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    absence: &TimeOff,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(time_off::table)
        .values((
            time_off::id.eq(absence.id),
            time_off::doctor_id.eq(absence.doctor_id),
            time_off::starts_at.eq(absence.starts_at),
            time_off::ends_at.eq(absence.ends_at),
            time_off::recurrence.eq(absence.recurrence.as_ref().map(Recurrence::as_str)),
            time_off::over_at.eq(absence.over_at(zone)),
            time_off::reason.eq(&absence.reason),
            time_off::created_at.eq(now),
            time_off::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes an absence as it is now.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    absence: &TimeOff,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(time_off::table.find(absence.id))
        .set((
            time_off::starts_at.eq(absence.starts_at),
            time_off::ends_at.eq(absence.ends_at),
            time_off::recurrence.eq(absence.recurrence.as_ref().map(Recurrence::as_str)),
            time_off::over_at.eq(absence.over_at(zone)),
            time_off::reason.eq(&absence.reason),
            time_off::version.eq(absence.version),
            time_off::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes an absence.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, id: TimeOffId) -> Result<(), StorageError> {
    diesel::delete(time_off::table.find(id)).execute(connection).await?;
    Ok(())
}

fn read((id, doctor_id, starts_at, ends_at, rule, reason, version): Row) -> Result<TimeOff, StorageError> {
    let recurrence = rule.as_deref().map(Recurrence::parse).transpose();
    let recurrence = recurrence.map_err(|_| StorageError::Corrupt { column: "time_off.recurrence" })?;
    Ok(TimeOff { id, doctor_id, starts_at, ends_at, recurrence, reason, version })
}
