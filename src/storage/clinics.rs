//! Clinics. Every query starts from those that are not deleted.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::clinics::Clinic;
use crate::domain::contact::Phone;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, availability_rules, clinic_members, clinics};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clinics)]
struct ClinicRow {
    id: ClinicId,
    name: String,
    address: String,
    time_zone: String,
    phone: Option<String>,
    version: i32,
}

/// A clinic's place among the clinics: name, id.
pub type Position = (String, ClinicId);

/// At most `limit` clinics by name and id, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    start: Option<&Start<Position>>,
    limit: i64,
) -> Result<Vec<Clinic>, StorageError> {
    let mut query = clinics::table.filter(clinics::deleted_at.is_null()).into_boxed();
    let backwards = Start::is_backwards(start);
    if let Some(Start { at: (name, id), .. }) = start {
        let same = clinics::name.eq(name);
        query = if backwards {
            query.filter(clinics::name.lt(name).or(same.and(clinics::id.lt(id))))
        } else {
            query.filter(clinics::name.gt(name).or(same.and(clinics::id.gt(id))))
        };
    }
    query = if backwards {
        query.order((clinics::name.desc(), clinics::id.desc()))
    } else {
        query.order((clinics::name, clinics::id))
    };
    let rows: Vec<ClinicRow> = query.limit(limit).select(ClinicRow::as_select()).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// These clinics; ids of none are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    ids: &[ClinicId],
) -> Result<Vec<Clinic>, StorageError> {
    let rows: Vec<ClinicRow> = clinics::table
        .filter(clinics::id.eq_any(ids))
        .filter(clinics::deleted_at.is_null())
        .select(ClinicRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// One clinic, locked for the rest of the transaction: against changes of it and of its members.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock(connection: &mut AsyncPgConnection, id: ClinicId) -> Result<Option<Clinic>, StorageError> {
    let row: Option<ClinicRow> = clinics::table
        .filter(clinics::id.eq(id))
        .filter(clinics::deleted_at.is_null())
        .select(ClinicRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The same, and against whatever comes to refer to it: hours, visits. The schedules are locked before.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock_alone(
    connection: &mut AsyncPgConnection,
    id: ClinicId,
) -> Result<Option<Clinic>, StorageError> {
    let row: Option<ClinicRow> = clinics::table
        .filter(clinics::id.eq(id))
        .filter(clinics::deleted_at.is_null())
        .select(ClinicRow::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The doctors who have hours at a clinic, by their ids.
///
/// # Errors
/// [`StorageError`].
pub async fn doctors_with_hours(
    connection: &mut AsyncPgConnection,
    id: ClinicId,
) -> Result<Vec<UserId>, StorageError> {
    Ok(availability_rules::table
        .filter(availability_rules::clinic_id.eq(id))
        .select(availability_rules::doctor_id)
        .distinct()
        .order(availability_rules::doctor_id)
        .load(connection)
        .await?)
}

/// The visits at a clinic that somebody counts on, pending to under way, and that share an instant with `during`, by their
/// start; of one doctor, where one is named.
///
/// # Errors
/// [`StorageError`].
pub async fn visits_during(
    connection: &mut AsyncPgConnection,
    id: ClinicId,
    doctor: Option<UserId>,
    during: Interval,
) -> Result<Vec<AppointmentId>, StorageError> {
    let mut visits = appointments::table
        .filter(appointments::clinic_id.eq(id))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(["pending", "confirmed", "checked_in", "in_progress"]))
        // No visit lasts a day: the first bound is for the index, the second for the truth.
        .filter(appointments::starts_at.gt(during.start - TimeDelta::days(1)))
        .filter(appointments::ends_at.gt(during.start))
        .filter(appointments::starts_at.lt(during.end))
        .into_boxed();
    if let Some(doctor) = doctor {
        visits = visits.filter(appointments::doctor_id.eq(doctor));
    }
    Ok(visits
        .order((appointments::starts_at, appointments::id))
        .select(appointments::id)
        .load(connection)
        .await?)
}

/// Writes a clinic that was locked, under its next version.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    clinic: &Clinic,
    now: DateTime<Utc>,
) -> Result<Clinic, StorageError> {
    let row: ClinicRow = diesel::update(clinics::table.filter(clinics::id.eq(clinic.id)))
        .set((
            clinics::name.eq(&clinic.name),
            clinics::address.eq(&clinic.address),
            clinics::time_zone.eq(clinic.time_zone.name()),
            clinics::phone.eq(clinic.phone.as_ref().map(Phone::as_str)),
            clinics::version.eq(clinics::version + 1),
            clinics::updated_at.eq(now),
        ))
        .returning(ClinicRow::as_returning())
        .get_result(connection)
        .await?;
    read(row)
}

/// Makes a clinic that was locked unreachable.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    id: ClinicId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(clinics::table.filter(clinics::id.eq(id)))
        .set((clinics::deleted_at.eq(now), clinics::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds a clinic.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    clinic: &Clinic,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(clinics::table)
        .values((
            clinics::id.eq(clinic.id),
            clinics::name.eq(&clinic.name),
            clinics::address.eq(&clinic.address),
            clinics::time_zone.eq(clinic.time_zone.name()),
            clinics::phone.eq(clinic.phone.as_ref().map(Phone::as_str)),
            clinics::version.eq(clinic.version),
            clinics::created_at.eq(now),
            clinics::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives somebody a place in a clinic, as `doctor`, `staff` or `manager`.
///
/// # Errors
/// `Refused` where they have one already; else [`StorageError`].
pub async fn insert_member(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    user: UserId,
    role: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(clinic_members::table)
        .values((
            clinic_members::clinic_id.eq(clinic),
            clinic_members::user_id.eq(user),
            clinic_members::role.eq(role),
            clinic_members::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

fn read(row: ClinicRow) -> Result<Clinic, StorageError> {
    let phone = row.phone.as_deref().map(Phone::parse).transpose();
    Ok(Clinic {
        id: row.id,
        name: row.name,
        address: row.address,
        time_zone: row
            .time_zone
            .parse()
            .map_err(|_| StorageError::Corrupt { column: "clinics.time_zone" })?,
        phone: phone.map_err(|_| StorageError::Corrupt { column: "clinics.phone" })?,
        version: row.version,
    })
}
