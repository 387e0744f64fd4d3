//! A doctor's weekly hours. Who writes has locked the schedule.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{ClinicId, RuleId, UserId};
use crate::domain::schedules::WeeklyRule;
use crate::storage::error::StorageError;
use crate::storage::schema::{availability_rules, clinics};

#[derive(Queryable, Selectable)]
#[diesel(table_name = availability_rules)]
struct RuleRow {
    id: RuleId,
    doctor_id: UserId,
    clinic_id: ClinicId,
    weekday: i16,
    start_time: NaiveTime,
    end_time: NaiveTime,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    version: i32,
}

#[derive(AsChangeset)]
#[diesel(table_name = availability_rules, treat_none_as_null = true)]
struct RuleForm {
    clinic_id: ClinicId,
    weekday: i16,
    start_time: NaiveTime,
    end_time: NaiveTime,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    version: i32,
    updated_at: DateTime<Utc>,
}

/// The weekly hours of these doctors at clinics that are there, by their ids; those at one that was deleted open nothing.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
) -> Result<Vec<WeeklyRule>, StorageError> {
    let rows: Vec<RuleRow> = availability_rules::table
        .inner_join(clinics::table)
        .filter(clinics::deleted_at.is_null())
        .filter(availability_rules::doctor_id.eq_any(doctors))
        .order(availability_rules::id)
        .select(RuleRow::as_select())
        .load(&mut connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Adds weekly hours.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    rule: &WeeklyRule,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(availability_rules::table)
        .values((
            availability_rules::id.eq(rule.id),
            availability_rules::doctor_id.eq(rule.doctor_id),
            availability_rules::clinic_id.eq(rule.clinic_id),
            availability_rules::weekday.eq(iso(rule.weekday)),
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

/// Writes weekly hours as they are now.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    rule: &WeeklyRule,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let form = RuleForm {
        clinic_id: rule.clinic_id,
        weekday: iso(rule.weekday),
        start_time: rule.start,
        end_time: rule.end,
        valid_from: rule.valid_from,
        valid_until: rule.valid_until,
        version: rule.version,
        updated_at: now,
    };
    diesel::update(availability_rules::table.find(rule.id)).set(form).execute(connection).await?;
    Ok(())
}

/// Removes weekly hours.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, id: RuleId) -> Result<(), StorageError> {
    diesel::delete(availability_rules::table.find(id)).execute(connection).await?;
    Ok(())
}

fn read(row: RuleRow) -> Result<WeeklyRule, StorageError> {
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
        version: row.version,
    })
}

/// ISO 8601: Monday is 1.
fn weekday(iso: i16) -> Option<Weekday> {
    u8::try_from(iso).ok()?.checked_sub(1)?.try_into().ok()
}

fn iso(weekday: Weekday) -> i16 {
    i16::try_from(weekday.number_from_monday()).unwrap_or(1)
}
