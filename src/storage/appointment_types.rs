//! The kinds of visit that a doctor offers. Who writes has locked the schedule.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::schedules::{OfferedType, TypeCode, VisitType};
use crate::storage::error::StorageError;
use crate::storage::schema::{appointment_types, doctor_profiles};

#[derive(Queryable, Selectable)]
#[diesel(table_name = appointment_types)]
struct TypeRow {
    doctor_id: UserId,
    code: String,
    duration_minutes: i32,
    buffer_before_minutes: i32,
    buffer_after_minutes: i32,
    capacity: i32,
    grid_minutes: Option<i32>,
    mode: String,
    price_minor: Option<i64>,
    currency: Option<String>,
    version: i32,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = appointment_types, treat_none_as_null = true)]
struct TypeForm<'a> {
    doctor_id: UserId,
    code: &'static str,
    duration_minutes: i32,
    buffer_before_minutes: i32,
    buffer_after_minutes: i32,
    capacity: i32,
    grid_minutes: Option<i32>,
    mode: &'a str,
    price_minor: Option<i64>,
    currency: Option<&'a str>,
    version: i32,
    updated_at: DateTime<Utc>,
}

/// What these doctors offer, by the name of the kind.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
) -> Result<Vec<(UserId, OfferedType)>, StorageError> {
    let rows: Vec<TypeRow> = appointment_types::table
        .filter(appointment_types::doctor_id.eq_any(doctors))
        .order((appointment_types::doctor_id, appointment_types::code))
        .select(TypeRow::as_select())
        .load(&mut connection)
        .await?;
    rows.into_iter().map(|row| Ok((row.doctor_id, read(row)?))).collect()
}

/// The currency of a doctor's fees, where a kind of visit has none of its own.
///
/// # Errors
/// [`StorageError`].
pub async fn currency(
    mut connection: &AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<String>, StorageError> {
    let of = doctor_profiles::table.find(doctor).select(doctor_profiles::currency);
    Ok(of.first(&mut connection).await.optional()?)
}

/// Adds kinds of visit to what a doctor offers.
///
/// # Errors
/// `Refused` for a kind that is offered already; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    types: &[OfferedType],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows: Vec<_> = types
        .iter()
        .map(|offered| (form(doctor, offered, now), appointment_types::created_at.eq(now)))
        .collect();
    diesel::insert_into(appointment_types::table).values(rows).execute(connection).await?;
    Ok(())
}

/// Writes a kind of visit as it is now.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    offered: &OfferedType,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = appointment_types::table.find((doctor, offered.visit.code.as_str()));
    diesel::update(row).set(form(doctor, offered, now)).execute(connection).await?;
    Ok(())
}

/// Takes a kind of visit off what a doctor offers; visits of it stay.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    code: TypeCode,
) -> Result<(), StorageError> {
    diesel::delete(appointment_types::table.find((doctor, code.as_str()))).execute(connection).await?;
    Ok(())
}

fn form(doctor_id: UserId, offered: &OfferedType, now: DateTime<Utc>) -> TypeForm<'_> {
    let OfferedType { visit, price_minor, currency, version } = offered;
    let minutes = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX);
    TypeForm {
        doctor_id,
        code: visit.code.as_str(),
        duration_minutes: minutes(visit.duration_minutes),
        buffer_before_minutes: minutes(visit.buffer_before_minutes),
        buffer_after_minutes: minutes(visit.buffer_after_minutes),
        capacity: i32::try_from(visit.capacity).unwrap_or(i32::MAX),
        grid_minutes: visit.grid_minutes.map(minutes),
        mode: &visit.mode,
        price_minor: *price_minor,
        currency: currency.as_deref(),
        version: *version,
        updated_at: now,
    }
}

fn read(row: TypeRow) -> Result<OfferedType, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let visit = VisitType {
        code: TypeCode::parse(&row.code).map_err(|_| corrupt("appointment_types.code"))?,
        duration_minutes: row.duration_minutes.into(),
        buffer_before_minutes: row.buffer_before_minutes.into(),
        buffer_after_minutes: row.buffer_after_minutes.into(),
        capacity: row.capacity.try_into().map_err(|_| corrupt("appointment_types.capacity"))?,
        grid_minutes: row.grid_minutes.map(i64::from),
        mode: row.mode,
    };
    Ok(OfferedType { visit, price_minor: row.price_minor, currency: row.currency, version: row.version })
}
