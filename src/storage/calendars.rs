//! Loads what a booking decision needs: rules, absences, closures and what is taken, of one doctor or of many at once.

mod closed;
mod taken;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::try_join;

use crate::domain::busy::Busy;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::{DateOverride, OfferedType, TimeOff, WeeklyRule};
use crate::domain::stretches::Stretches;
use crate::storage::error::StorageError;
use crate::storage::schema::{doctor_profiles, schedules, users};
use crate::storage::{appointment_types, availability_overrides, availability_rules, time_off};

#[derive(Queryable)]
struct ScheduleRow {
    doctor_id: UserId,
    time_zone: String,
    rules_version: i64,
    calendar_version: i64,
    min_notice_minutes: i32,
    max_advance_days: i32,
    max_per_day: Option<i32>,
    slot_grid_minutes: i32,
    auto_confirm: bool,
    accepts_new_patients: bool,
}

/// The rules of several doctors, as they were read.
struct Rules {
    weekly: Vec<WeeklyRule>,
    overrides: Vec<DateOverride>,
    types: Vec<(UserId, OfferedType)>,
    absences: Vec<TimeOff>,
    closed: Vec<(ClinicId, Interval)>,
}

/// The calendar of one doctor from a day before `now` to the end of the horizon; none where there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn load(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<Option<Calendar>, StorageError> {
    Ok(load_many(connection, &[doctor], now).await?.remove(&doctor))
}

/// The calendars of these doctors; ids of none are left out. The versions are read first, so that what is read after
/// them is at least as new.
///
/// # Errors
/// [`StorageError`].
pub async fn load_many(
    connection: &mut AsyncPgConnection,
    doctors: &[UserId],
    now: DateTime<Utc>,
) -> Result<HashMap<UserId, Calendar>, StorageError> {
    let rows = schedules_of(connection, doctors).await?;
    let days = rows.iter().map(|row| row.max_advance_days).max().unwrap_or(0);
    let horizon =
        Interval { start: now - TimeDelta::days(1), end: now + TimeDelta::days(i64::from(days) + 2) };
    let doctors: Vec<UserId> = rows.iter().map(|row| row.doctor_id).collect();
    let (rules, taken) =
        try_join!(rules_of(connection, &doctors, now), taken::of(connection, &doctors, horizon))?;
    let mut calendars = assemble(rows, rules, horizon)?;
    for (doctor, taken) in taken {
        if let Some(calendar) = calendars.get_mut(&doctor) {
            calendar.busy.take(taken);
        }
    }
    Ok(calendars)
}

/// The rules of one doctor from a day before `now` until an instant, as a calendar in which nothing is taken; none where
/// there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn rules(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Calendar>, StorageError> {
    let rows = schedules_of(connection, &[doctor]).await?;
    let rules = rules_of(connection, &[doctor], now).await?;
    Ok(assemble(rows, rules, Interval { start: now - TimeDelta::days(1), end: until })?.remove(&doctor))
}

/// The version that moves with every visit of a doctor; none where there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn versions(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<(i64, i64)>, StorageError> {
    Ok(schedules::table
        .filter(schedules::doctor_id.eq(doctor))
        .select((schedules::rules_version, schedules::calendar_version))
        .first(connection)
        .await
        .optional()?)
}

async fn schedules_of(
    connection: &mut AsyncPgConnection,
    doctors: &[UserId],
) -> Result<Vec<ScheduleRow>, StorageError> {
    Ok(schedules::table
        .inner_join(doctor_profiles::table.inner_join(users::table))
        .filter(schedules::doctor_id.eq_any(doctors))
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .select((
            schedules::doctor_id,
            schedules::time_zone,
            schedules::rules_version,
            schedules::calendar_version,
            schedules::min_notice_minutes,
            schedules::max_advance_days,
            schedules::max_per_day,
            schedules::slot_grid_minutes,
            doctor_profiles::auto_confirm,
            doctor_profiles::accepts_new_patients,
        ))
        .load(connection)
        .await?)
}

/// What ended two days before `now` is over in every zone.
async fn rules_of(
    connection: &AsyncPgConnection,
    doctors: &[UserId],
    now: DateTime<Utc>,
) -> Result<Rules, StorageError> {
    let since = now - TimeDelta::days(2);
    let (weekly, overrides, types, absences, closed) = try_join!(
        availability_rules::of(connection, doctors),
        availability_overrides::of(connection, doctors, since.date_naive()),
        appointment_types::of(connection, doctors),
        time_off::of(connection, doctors, since),
        closed::of(connection, doctors, now),
    )?;
    Ok(Rules { weekly, overrides, types, absences, closed })
}

fn assemble(
    rows: Vec<ScheduleRow>,
    rules: Rules,
    horizon: Interval,
) -> Result<HashMap<UserId, Calendar>, StorageError> {
    let mut calendars = HashMap::new();
    for row in rows {
        calendars.insert(row.doctor_id, empty(row)?);
    }
    for rule in rules.weekly {
        if let Some(calendar) = calendars.get_mut(&rule.doctor_id) {
            calendar.weekly.push(rule);
        }
    }
    for DateOverride { doctor_id, date, hours, .. } in rules.overrides {
        if let Some(calendar) = calendars.get_mut(&doctor_id) {
            calendar.overrides.insert(date, hours);
        }
    }
    for (doctor, offered) in rules.types {
        if let Some(calendar) = calendars.get_mut(&doctor) {
            calendar.types.push(offered.visit);
        }
    }
    for calendar in calendars.values_mut() {
        let own = rules.absences.iter().filter(|absence| absence.doctor_id == calendar.doctor_id);
        calendar.time_off = own.flat_map(|absence| absence.within(calendar.time_zone, &horizon)).collect();
        let here = rules.closed.iter().filter(|(clinic, _)| calendar.has_hours_at(*clinic));
        calendar.closed = here.copied().collect();
    }
    Ok(calendars)
}

fn empty(row: ScheduleRow) -> Result<Calendar, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let max_per_day = row.max_per_day.map(u32::try_from).transpose();
    Ok(Calendar {
        doctor_id: row.doctor_id,
        time_zone: row.time_zone.parse().map_err(|_| corrupt("schedules.time_zone"))?,
        rules_version: row.rules_version,
        calendar_version: row.calendar_version,
        min_notice: TimeDelta::minutes(row.min_notice_minutes.into()),
        max_advance: TimeDelta::days(row.max_advance_days.into()),
        max_per_day: max_per_day.map_err(|_| corrupt("schedules.max_per_day"))?,
        grid: TimeDelta::minutes(row.slot_grid_minutes.into()),
        auto_confirm: row.auto_confirm,
        accepts_new_patients: row.accepts_new_patients,
        weekly: Vec::new(),
        overrides: BTreeMap::new(),
        time_off: Stretches::default(),
        closed: Vec::new(),
        types: Vec::new(),
        busy: Busy::default(),
    })
}
