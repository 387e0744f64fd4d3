//! A doctor's hours and absences, and the row that a booking locks.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{RuleId, TimeOffId, UserId};
use crate::domain::schedules::{TimeOff, VisitType, WeeklyRule};
use crate::storage::calendars::{RuleRow, hours, rule};
use crate::storage::error::StorageError;
use crate::storage::schema::{appointment_types, availability_rules, schedules, time_off};

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

/// Moves the rules of a doctor on: what was decided under the old ones is decided again.
///
/// # Errors
/// [`StorageError`].
pub async fn bump_rules(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(schedules::table.filter(schedules::doctor_id.eq(doctor)))
        .set((schedules::rules_version.eq(schedules::rules_version + 1), schedules::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// A doctor's weekly hours at clinics that are there, by their ids.
///
/// # Errors
/// [`StorageError`].
pub async fn rules(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Vec<WeeklyRule>, StorageError> {
    let rows: Vec<RuleRow> = hours()
        .filter(availability_rules::doctor_id.eq(doctor))
        .order(availability_rules::id)
        .select(RuleRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(rule).collect()
}

/// Adds weekly hours. The schedule must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn insert_rule(
    connection: &mut AsyncPgConnection,
    rule: &WeeklyRule,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(availability_rules::table)
        .values((
            availability_rules::id.eq(rule.id),
            availability_rules::doctor_id.eq(rule.doctor_id),
            availability_rules::clinic_id.eq(rule.clinic_id),
            availability_rules::weekday.eq(i16::try_from(rule.weekday.number_from_monday()).unwrap_or(1)),
            availability_rules::start_time.eq(rule.start),
            availability_rules::end_time.eq(rule.end),
            availability_rules::valid_from.eq(rule.valid_from),
            availability_rules::valid_until.eq(rule.valid_until),
            availability_rules::created_at.eq(now),
            availability_rules::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes weekly hours of this doctor; `false` where there are none of that id.
///
/// # Errors
/// [`StorageError`].
pub async fn delete_rule(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    id: RuleId,
) -> Result<bool, StorageError> {
    let rule = availability_rules::table
        .filter(availability_rules::id.eq(id))
        .filter(availability_rules::doctor_id.eq(doctor));
    Ok(diesel::delete(rule).execute(connection).await? == 1)
}

/// Adds kinds of visit to what a doctor offers. The schedule must be locked.
///
/// # Errors
/// `Refused` for a kind that is offered already; else [`StorageError`].
pub async fn insert_types(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    types: &[VisitType],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let minutes = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX);
    let rows: Vec<_> = types
        .iter()
        .map(|visit| {
            (
                appointment_types::doctor_id.eq(doctor),
                appointment_types::code.eq(visit.code.as_str()),
                appointment_types::duration_minutes.eq(minutes(visit.duration_minutes)),
                appointment_types::buffer_before_minutes.eq(minutes(visit.buffer_before_minutes)),
                appointment_types::buffer_after_minutes.eq(minutes(visit.buffer_after_minutes)),
                appointment_types::mode.eq(&visit.mode),
                appointment_types::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(appointment_types::table).values(rows).execute(connection).await?;
    Ok(())
}

/// A doctor's absences that are not over yet, by their start.
///
/// # Errors
/// [`StorageError`].
pub async fn absences(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<TimeOff>, StorageError> {
    let rows: Vec<(TimeOffId, DateTime<Utc>, DateTime<Utc>, String)> = time_off::table
        .filter(time_off::doctor_id.eq(doctor))
        .filter(time_off::ends_at.gt(now))
        .order((time_off::starts_at, time_off::id))
        .select((time_off::id, time_off::starts_at, time_off::ends_at, time_off::reason))
        .load(connection)
        .await?;
    let read =
        |(id, starts_at, ends_at, reason)| TimeOff { id, doctor_id: doctor, starts_at, ends_at, reason };
    Ok(rows.into_iter().map(read).collect())
}

/// Adds an absence. The schedule must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn insert_absence(
    connection: &mut AsyncPgConnection,
    absence: &TimeOff,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(time_off::table)
        .values((
            time_off::id.eq(absence.id),
            time_off::doctor_id.eq(absence.doctor_id),
            time_off::starts_at.eq(absence.starts_at),
            time_off::ends_at.eq(absence.ends_at),
            time_off::reason.eq(&absence.reason),
            time_off::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes an absence of this doctor; `false` where there is none of that id.
///
/// # Errors
/// [`StorageError`].
pub async fn delete_absence(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    id: TimeOffId,
) -> Result<bool, StorageError> {
    let absence = time_off::table.filter(time_off::id.eq(id)).filter(time_off::doctor_id.eq(doctor));
    Ok(diesel::delete(absence).execute(connection).await? == 1)
}
