//! A doctor's schedule as a whole: its terms, its versions, and the row that a booking locks.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::events::Event;
use crate::domain::ids::UserId;
use crate::domain::schedules::Terms;
use crate::storage::error::StorageError;
use crate::storage::events;
use crate::storage::schema::{doctor_profiles, schedules};

/// The row of a doctor, as locked.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Locked {
    /// Whose.
    pub doctor_id: UserId,
    /// The rules in force while the lock is held.
    pub rules_version: i64,
    /// The calendar's version while the lock is held.
    pub calendar_version: i64,
    /// Patients may call off a visit until this many minutes before it.
    pub cancel_cutoff_minutes: i32,
}

/// Gives a doctor a schedule without hours, with the default notice, horizon and cutoff.
///
/// # Errors
/// `Refused` where the doctor has one; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    time_zone: Tz,
    slot_grid_minutes: i32,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(schedules::table)
        .values((
            schedules::doctor_id.eq(doctor),
            schedules::time_zone.eq(time_zone.name()),
            schedules::slot_grid_minutes.eq(slot_grid_minutes),
            schedules::created_at.eq(now),
            schedules::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Locks these doctors' schedules for the rest of the transaction, in the order of their ids: always the first locks
/// of a transaction that writes visits. Takes a shared connection, so that it can be sent along with other statements.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps one for too long.
pub async fn lock(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
) -> Result<Vec<Locked>, StorageError> {
    Ok(schedules::table
        .filter(schedules::doctor_id.eq_any(doctors))
        .order(schedules::doctor_id)
        .select((
            schedules::doctor_id,
            schedules::rules_version,
            schedules::calendar_version,
            schedules::cancel_cutoff_minutes,
        ))
        .for_no_key_update()
        .load(&mut connection)
        .await?)
}

/// Until how many minutes before a visit of this doctor its patient may call it off.
///
/// # Errors
/// [`StorageError`].
pub async fn cancel_cutoff(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<i32>, StorageError> {
    Ok(schedules::table
        .filter(schedules::doctor_id.eq(doctor))
        .select(schedules::cancel_cutoff_minutes)
        .first(connection)
        .await
        .optional()?)
}

/// Moves the calendars of these doctors on: a visit came, went or moved. Answers the new versions.
///
/// # Errors
/// [`StorageError`].
pub async fn bump_calendars(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
) -> Result<Vec<(UserId, i64)>, StorageError> {
    Ok(diesel::update(schedules::table.filter(schedules::doctor_id.eq_any(doctors)))
        .set(schedules::calendar_version.eq(schedules::calendar_version + 1))
        .returning((schedules::doctor_id, schedules::calendar_version))
        .get_results(&mut connection)
        .await?)
}

/// Moves the rules of a doctor on: what was decided under the old ones is decided again, and whoever shows them is told.
///
/// # Errors
/// [`StorageError`].
pub async fn bump_rules(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let version: Option<i64> = diesel::update(schedules::table.filter(schedules::doctor_id.eq(doctor)))
        .set((schedules::rules_version.eq(schedules::rules_version + 1), schedules::updated_at.eq(now)))
        .returning(schedules::rules_version)
        .get_result(connection)
        .await
        .optional()?;
    if let Some(version) = version {
        events::insert(connection, &[Event::of_schedule(doctor, version, now)]).await?;
    }
    Ok(())
}

/// The terms of a doctor's schedule, and the two versions; none where there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn terms(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<(Terms, i64, i64)>, StorageError> {
    type Row = (String, i32, i32, Option<i32>, i32, i32, bool, i64, i64);
    let row: Option<Row> = schedules::table
        .inner_join(doctor_profiles::table)
        .filter(schedules::doctor_id.eq(doctor))
        .select((
            schedules::time_zone,
            schedules::min_notice_minutes,
            schedules::max_advance_days,
            schedules::max_per_day,
            schedules::cancel_cutoff_minutes,
            schedules::slot_grid_minutes,
            doctor_profiles::auto_confirm,
            schedules::rules_version,
            schedules::calendar_version,
        ))
        .first(connection)
        .await
        .optional()?;
    let Some((zone, notice, advance, max_per_day, cutoff, grid, auto_confirm, rules, calendar)) = row else {
        return Ok(None);
    };
    let terms = Terms {
        time_zone: zone.parse().map_err(|_| StorageError::Corrupt { column: "schedules.time_zone" })?,
        min_notice_minutes: notice,
        max_advance_days: advance,
        max_per_day,
        cancel_cutoff_minutes: cutoff,
        slot_grid_minutes: grid,
        auto_confirm,
    };
    Ok(Some((terms, rules, calendar)))
}

/// Writes the terms of a schedule that was locked. Where bookings are confirmed otherwise than before, the doctor's
/// profile has its next version.
///
/// # Errors
/// [`StorageError`].
pub async fn update_terms(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    terms: &Terms,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(schedules::table.find(doctor))
        .set((
            schedules::time_zone.eq(terms.time_zone.name()),
            schedules::min_notice_minutes.eq(terms.min_notice_minutes),
            schedules::max_advance_days.eq(terms.max_advance_days),
            schedules::max_per_day.eq(terms.max_per_day),
            schedules::cancel_cutoff_minutes.eq(terms.cancel_cutoff_minutes),
            schedules::slot_grid_minutes.eq(terms.slot_grid_minutes),
            schedules::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    let profile = doctor_profiles::table
        .filter(doctor_profiles::user_id.eq(doctor))
        .filter(doctor_profiles::auto_confirm.ne(terms.auto_confirm));
    diesel::update(profile)
        .set((
            doctor_profiles::auto_confirm.eq(terms.auto_confirm),
            doctor_profiles::version.eq(doctor_profiles::version + 1),
            doctor_profiles::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
