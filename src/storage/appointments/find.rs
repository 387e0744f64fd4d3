//! Finds visits by id, and those that two people or a stretch of time have to do with.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::appointments::Appointment;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::storage::appointments::rows::{AppointmentRow, columns, read, visits};
use crate::storage::error::StorageError;
use crate::storage::schema::appointments;

/// One visit.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: AppointmentId,
) -> Result<Option<Appointment>, StorageError> {
    Ok(find_many(connection, &[id]).await?.pop())
}

/// These visits, in no particular order; ids of none are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    ids: &[AppointmentId],
) -> Result<Vec<Appointment>, StorageError> {
    let rows: Vec<AppointmentRow> =
        visits().filter(appointments::id.eq_any(ids)).select(columns()).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// The visits of a stretch of time that were not called off, which the doctor holds or one of the patients comes to, by
/// their start. Holds are not among them, and neither is what the patient missed.
///
/// # Errors
/// [`StorageError`].
pub async fn of_people(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    patients: &[UserId],
    during: Interval,
) -> Result<Vec<Appointment>, StorageError> {
    let rows: Vec<AppointmentRow> = visits()
        .filter(appointments::doctor_id.eq(doctor).or(appointments::patient_id.eq_any(patients)))
        .filter(appointments::status.eq_any([
            "pending",
            "confirmed",
            "checked_in",
            "in_progress",
            "completed",
        ]))
        .filter(appointments::starts_at.between(during.start, during.end))
        .order((appointments::starts_at, appointments::id))
        .select(columns())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Whether the patient was ever with the doctor, or is booked: for doctors who take no new patients.
///
/// # Errors
/// [`StorageError`].
pub async fn knows_patient(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    patient: UserId,
) -> Result<bool, StorageError> {
    let visits = appointments::table
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::patient_id.eq(patient))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.ne_all(["cancelled", "expired", "held"]));
    Ok(diesel::select(diesel::dsl::exists(visits)).get_result(connection).await?)
}

/// Those of these patients who were ever with the doctor, or are booked.
///
/// # Errors
/// [`StorageError`].
pub async fn known_patients(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    patients: &[UserId],
) -> Result<HashSet<UserId>, StorageError> {
    let known: Vec<UserId> = appointments::table
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::patient_id.eq_any(patients))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.ne_all(["cancelled", "expired", "held"]))
        .select(appointments::patient_id)
        .distinct()
        .load(connection)
        .await?;
    Ok(known.into_iter().collect())
}

/// Whether a patient has visits that took place, were missed, or are still to come.
///
/// # Errors
/// [`StorageError`].
pub async fn has_visits(connection: &mut AsyncPgConnection, patient: UserId) -> Result<bool, StorageError> {
    let visits = appointments::table
        .filter(appointments::patient_id.eq(patient))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.ne_all(["cancelled", "expired", "held"]));
    Ok(diesel::select(diesel::dsl::exists(visits)).get_result(connection).await?)
}

/// Whether somebody, patient or doctor, has a visit ahead that others count on.
///
/// # Errors
/// [`StorageError`].
pub async fn has_upcoming(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let ahead = appointments::table
        .filter(appointments::patient_id.eq(user).or(appointments::doctor_id.eq(user)))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(["pending", "confirmed", "checked_in", "in_progress"]))
        .filter(appointments::ends_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(ahead)).get_result(connection).await?)
}

/// The visits of a doctor that somebody counts on, pending to under way, that are not over, and where they are, by their
/// start.
///
/// # Errors
/// [`StorageError`].
pub async fn ahead(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<(AppointmentId, ClinicId, Interval)>, StorageError> {
    let rows: Vec<(AppointmentId, ClinicId, DateTime<Utc>, DateTime<Utc>)> = appointments::table
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(["pending", "confirmed", "checked_in", "in_progress"]))
        // No visit lasts a day: the first bound is for the index, the second for the truth.
        .filter(appointments::starts_at.gt(now - TimeDelta::days(1)))
        .filter(appointments::ends_at.gt(now))
        .order((appointments::starts_at, appointments::id))
        .select((appointments::id, appointments::clinic_id, appointments::starts_at, appointments::ends_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, clinic, start, end)| (id, clinic, Interval { start, end })).collect())
}
