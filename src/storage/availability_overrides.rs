//! A doctor's other hours on single dates. Who writes has locked the schedule.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::try_join;

use crate::domain::ids::{ClinicId, OverrideId, UserId};
use crate::domain::schedules::{DateOverride, DayHours, DayWindow};
use crate::storage::error::StorageError;
use crate::storage::schema::{availability_override_windows, availability_overrides, clinics};

type Row = (OverrideId, UserId, NaiveDate, Option<Vec<ClinicId>>, String, i32);
type WindowRow = (OverrideId, ClinicId, NaiveTime, NaiveTime);

/// What these doctors do on dates of their own from `since` on, by date; windows at clinics that were deleted are left
/// out.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    connection: &AsyncPgConnection,
    doctors: &[UserId],
    since: NaiveDate,
) -> Result<Vec<DateOverride>, StorageError> {
    let (rows, windows) = try_join!(dates(connection, doctors, since), windows(connection, doctors, since))?;
    let mut by_date: HashMap<OverrideId, Vec<DayWindow>> = HashMap::new();
    for (id, clinic_id, start, end) in windows {
        by_date.entry(id).or_default().push(DayWindow { clinic_id, start, end });
    }
    let read = |(id, doctor_id, date, clinics, reason, version): Row| {
        let hours = DayHours { clinics, windows: by_date.remove(&id).unwrap_or_default() };
        DateOverride { id, doctor_id, date, hours, reason, version }
    };
    Ok(rows.into_iter().map(read).collect())
}

async fn dates(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
    since: NaiveDate,
) -> Result<Vec<Row>, StorageError> {
    Ok(availability_overrides::table
        .filter(availability_overrides::doctor_id.eq_any(doctors))
        .filter(availability_overrides::date.ge(since))
        .order((availability_overrides::date, availability_overrides::id))
        .select((
            availability_overrides::id,
            availability_overrides::doctor_id,
            availability_overrides::date,
            availability_overrides::clinics,
            availability_overrides::reason,
            availability_overrides::version,
        ))
        .load(&mut connection)
        .await?)
}

async fn windows(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
    since: NaiveDate,
) -> Result<Vec<WindowRow>, StorageError> {
    Ok(availability_override_windows::table
        .inner_join(availability_overrides::table)
        .inner_join(clinics::table)
        .filter(availability_overrides::doctor_id.eq_any(doctors))
        .filter(availability_overrides::date.ge(since))
        .filter(clinics::deleted_at.is_null())
        .order(availability_override_windows::start_time)
        .select((
            availability_override_windows::override_id,
            availability_override_windows::clinic_id,
            availability_override_windows::start_time,
            availability_override_windows::end_time,
        ))
        .load(&mut connection)
        .await?)
}

/// Adds what a doctor does on a date that has nothing of its own yet.
///
/// # Errors
/// `Refused` where the date has; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &DateOverride,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(availability_overrides::table)
        .values((
            availability_overrides::id.eq(new.id),
            availability_overrides::doctor_id.eq(new.doctor_id),
            availability_overrides::date.eq(new.date),
            availability_overrides::clinics.eq(&new.hours.clinics),
            availability_overrides::reason.eq(&new.reason),
            availability_overrides::created_at.eq(now),
            availability_overrides::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    insert_windows(connection, new).await
}

/// Writes it as it is now.
///
/// # Errors
/// `Refused` where it moved to a date that has something of its own; else [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    changed: &DateOverride,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(availability_overrides::table.find(changed.id))
        .set((
            availability_overrides::date.eq(changed.date),
            availability_overrides::clinics.eq(&changed.hours.clinics),
            availability_overrides::reason.eq(&changed.reason),
            availability_overrides::version.eq(changed.version),
            availability_overrides::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    let windows = availability_override_windows::override_id.eq(changed.id);
    diesel::delete(availability_override_windows::table.filter(windows)).execute(connection).await?;
    insert_windows(connection, changed).await
}

/// Removes it: the weekly hours hold again.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, id: OverrideId) -> Result<(), StorageError> {
    diesel::delete(availability_overrides::table.find(id)).execute(connection).await?;
    Ok(())
}

async fn insert_windows(connection: &mut AsyncPgConnection, of: &DateOverride) -> Result<(), StorageError> {
    let rows: Vec<_> = of
        .hours
        .windows
        .iter()
        .map(|window| {
            (
                availability_override_windows::override_id.eq(of.id),
                availability_override_windows::clinic_id.eq(window.clinic_id),
                availability_override_windows::start_time.eq(window.start),
                availability_override_windows::end_time.eq(window.end),
            )
        })
        .collect();
    diesel::insert_into(availability_override_windows::table).values(rows).execute(connection).await?;
    Ok(())
}
