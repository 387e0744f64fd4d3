//! Loads what a booking decision needs: rules, absences, closures and what is taken, of one doctor or of many at once.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::busy::{Busy, Hold, Taken};
use crate::domain::calendar::Calendar;
use crate::domain::closures::ClosedDays;
use crate::domain::ids::{AppointmentId, ClinicId, RuleId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::{TypeCode, VisitType, WeeklyRule};
use crate::storage::error::StorageError;
use crate::storage::ranges::{self, SqlRange};
use crate::storage::schema::{
    appointment_types, appointments, availability_rules, clinic_closures, clinics, doctor_profiles,
    schedules, time_off, users,
};

/// Statuses that take a slot, as the exclusion constraints list them.
pub(super) const ACTIVE: [&str; 6] =
    ["held", "pending", "confirmed", "checked_in", "in_progress", "completed"];

#[derive(Queryable)]
struct ScheduleRow {
    doctor_id: UserId,
    time_zone: String,
    rules_version: i64,
    calendar_version: i64,
    min_notice_minutes: i32,
    max_advance_days: i32,
    slot_grid_minutes: i32,
    auto_confirm: bool,
    accepts_new_patients: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = availability_rules)]
pub(super) struct RuleRow {
    id: RuleId,
    pub(super) doctor_id: UserId,
    clinic_id: ClinicId,
    weekday: i16,
    start_time: NaiveTime,
    end_time: NaiveTime,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
}

/// Weekly hours at clinics that are there; those at one that was deleted open nothing.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn hours() -> _ {
    availability_rules::table.inner_join(clinics::table).filter(clinics::deleted_at.is_null())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = appointments)]
struct TakenRow {
    id: AppointmentId,
    doctor_id: UserId,
    patient_id: UserId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    blocks: SqlRange,
    appointment_type: String,
    session_key: Uuid,
    held_until: Option<DateTime<Utc>>,
    offer_id: Option<Uuid>,
}

type TypeRow = (UserId, String, i32, i32, i32, String);

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
    let schedules: Vec<ScheduleRow> = schedules::table
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
            schedules::slot_grid_minutes,
            doctor_profiles::auto_confirm,
            doctor_profiles::accepts_new_patients,
        ))
        .load(connection)
        .await?;
    let horizon_days = schedules.iter().map(|row| row.max_advance_days).max().unwrap_or(0);
    let horizon =
        Interval { start: now - TimeDelta::days(1), end: now + TimeDelta::days(i64::from(horizon_days) + 2) };
    let mut calendars = HashMap::new();
    for row in schedules {
        calendars.insert(row.doctor_id, empty(row)?);
    }
    add_rules(connection, &mut calendars).await?;
    add_closures(connection, &mut calendars, now).await?;
    add_busy(connection, &mut calendars, horizon).await?;
    Ok(calendars)
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

fn empty(row: ScheduleRow) -> Result<Calendar, StorageError> {
    Ok(Calendar {
        doctor_id: row.doctor_id,
        time_zone: row
            .time_zone
            .parse()
            .map_err(|_| StorageError::Corrupt { column: "schedules.time_zone" })?,
        rules_version: row.rules_version,
        calendar_version: row.calendar_version,
        min_notice: TimeDelta::minutes(row.min_notice_minutes.into()),
        max_advance: TimeDelta::days(row.max_advance_days.into()),
        max_per_day: None,
        grid: TimeDelta::minutes(row.slot_grid_minutes.into()),
        auto_confirm: row.auto_confirm,
        accepts_new_patients: row.accepts_new_patients,
        weekly: Vec::new(),
        time_off: Vec::new(),
        closed: Vec::new(),
        types: Vec::new(),
        busy: Busy::default(),
    })
}

async fn add_rules(
    connection: &mut AsyncPgConnection,
    calendars: &mut HashMap<UserId, Calendar>,
) -> Result<(), StorageError> {
    let doctors: Vec<UserId> = calendars.keys().copied().collect();
    let rules: Vec<RuleRow> = hours()
        .filter(availability_rules::doctor_id.eq_any(&doctors))
        .order(availability_rules::id)
        .select(RuleRow::as_select())
        .load(connection)
        .await?;
    for row in rules {
        if let Some(calendar) = calendars.get_mut(&row.doctor_id) {
            calendar.weekly.push(rule(row)?);
        }
    }
    let types: Vec<TypeRow> = appointment_types::table
        .filter(appointment_types::doctor_id.eq_any(&doctors))
        .select((
            appointment_types::doctor_id,
            appointment_types::code,
            appointment_types::duration_minutes,
            appointment_types::buffer_before_minutes,
            appointment_types::buffer_after_minutes,
            appointment_types::mode,
        ))
        .load(connection)
        .await?;
    for (doctor, code, duration, before, after, mode) in types {
        let code =
            TypeCode::parse(&code).map_err(|_| StorageError::Corrupt { column: "appointment_types.code" })?;
        if let Some(calendar) = calendars.get_mut(&doctor) {
            calendar.types.push(VisitType {
                code,
                duration_minutes: duration.into(),
                buffer_before_minutes: before.into(),
                buffer_after_minutes: after.into(),
                capacity: 1,
                mode,
            });
        }
    }
    Ok(())
}

/// What is over two days before `now` is over in every zone.
async fn add_closures(
    connection: &mut AsyncPgConnection,
    calendars: &mut HashMap<UserId, Calendar>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let places: BTreeSet<ClinicId> =
        calendars.values().flat_map(|calendar| &calendar.weekly).map(|rule| rule.clinic_id).collect();
    if places.is_empty() {
        return Ok(());
    }
    let closed: Vec<(ClinicId, String, NaiveDate, NaiveDate)> = clinic_closures::table
        .inner_join(clinics::table)
        .filter(clinic_closures::clinic_id.eq_any(places))
        .filter(clinic_closures::ends_on.gt((now - TimeDelta::days(2)).date_naive()))
        .select((clinics::id, clinics::time_zone, clinic_closures::starts_on, clinic_closures::ends_on))
        .load(connection)
        .await?;
    for (clinic, zone, starts_on, ends_on) in closed {
        let corrupt = |column| StorageError::Corrupt { column };
        let zone = zone.parse().map_err(|_| corrupt("clinics.time_zone"))?;
        let days = ClosedDays::stored(starts_on, ends_on).ok_or(corrupt("clinic_closures.ends_on"))?;
        let interval = days.interval(zone);
        for calendar in calendars.values_mut() {
            if calendar.weekly.iter().any(|rule| rule.clinic_id == clinic) {
                calendar.closed.push((clinic, interval));
            }
        }
    }
    Ok(())
}

async fn add_busy(
    connection: &mut AsyncPgConnection,
    calendars: &mut HashMap<UserId, Calendar>,
    horizon: Interval,
) -> Result<(), StorageError> {
    let doctors: Vec<UserId> = calendars.keys().copied().collect();
    let absences: Vec<(UserId, DateTime<Utc>, DateTime<Utc>)> = time_off::table
        .filter(time_off::doctor_id.eq_any(&doctors))
        .filter(time_off::ends_at.gt(horizon.start))
        .select((time_off::doctor_id, time_off::starts_at, time_off::ends_at))
        .load(connection)
        .await?;
    for (doctor, start, end) in absences {
        if let Some(calendar) = calendars.get_mut(&doctor) {
            calendar.time_off.push(Interval { start, end });
        }
    }
    let taken: Vec<TakenRow> = appointments::table
        .filter(appointments::doctor_id.eq_any(&doctors))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(ACTIVE))
        .filter(appointments::starts_at.between(horizon.start, horizon.end))
        .select(TakenRow::as_select())
        .load(connection)
        .await?;
    for row in taken {
        if let Some(calendar) = calendars.get_mut(&row.doctor_id) {
            calendar.busy.take(read_taken(row)?);
        }
    }
    Ok(())
}

fn read_taken(row: TakenRow) -> Result<Taken, StorageError> {
    let code = TypeCode::parse(&row.appointment_type)
        .map_err(|_| StorageError::Corrupt { column: "appointments.appointment_type" })?;
    let hold = row
        .held_until
        .map(|until| Hold { patient: row.patient_id, until: row.offer_id.is_none().then_some(until) });
    Ok(Taken {
        id: row.id,
        visit: Interval { start: row.starts_at, end: row.ends_at },
        blocks: ranges::read(row.blocks)?,
        code,
        shared: row.session_key != row.id.0,
        hold,
    })
}

pub(super) fn rule(row: RuleRow) -> Result<WeeklyRule, StorageError> {
    let corrupt = StorageError::Corrupt { column: "availability_rules.weekday" };
    Ok(WeeklyRule {
        id: row.id,
        doctor_id: row.doctor_id,
        clinic_id: row.clinic_id,
        weekday: weekday(row.weekday).ok_or(corrupt)?,
        start: row.start_time,
        end: row.end_time,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
    })
}

/// ISO 8601: Monday is 1.
fn weekday(iso: i16) -> Option<Weekday> {
    u8::try_from(iso).ok()?.checked_sub(1)?.try_into().ok()
}
