//! Registers patients: the one way in which somebody without a password is added. One is a batch of one.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::patients::NewPatient;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{clinic_patients, patient_profiles, users};

/// A patient whom a clinic takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenIn {
    /// The clinic.
    pub clinic: ClinicId,
    /// The patient.
    pub patient: UserId,
    /// The person or the key that did it.
    pub by: Uuid,
}

/// Adds patients who cannot sign in yet; answers who was added. Who has an address that is somebody else's is left out.
/// Takes a shared connection, so that it can be sent along with other statements.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    mut connection: &AsyncPgConnection,
    new: &[NewPatient],
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, StorageError> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    // In the order of their addresses: of two who add the same ones, one waits.
    let mut sorted: Vec<&NewPatient> = new.iter().collect();
    sorted.sort_by_key(|patient| patient.email.as_ref().map(|email| email.as_str().to_lowercase()));
    let rows: Vec<_> = sorted
        .into_iter()
        .map(|patient| {
            (
                users::id.eq(patient.id),
                users::email.eq(patient.email.as_ref().map(Email::as_str)),
                users::role.eq(Role::Patient.as_str()),
                users::first_name.eq(&patient.first_name),
                users::last_name.eq(&patient.last_name),
                users::phone.eq(patient.phone.as_ref().map(Phone::as_str)),
                users::locale.eq(patient.locale.as_str()),
                users::time_zone.eq(patient.time_zone.name()),
                users::version.eq(1),
                users::created_at.eq(now),
                users::updated_at.eq(now),
            )
        })
        .collect();
    let added: Vec<UserId> = diesel::insert_into(users::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(users::id)
        .get_results(&mut connection)
        .await?;
    let (ids, born): (Vec<Uuid>, Vec<Option<NaiveDate>>) = new
        .iter()
        .filter(|patient| added.contains(&patient.id))
        .map(|patient| (patient.id.0, patient.date_of_birth))
        .unzip();
    diesel::sql_query(
        "INSERT INTO patient_profiles (user_id, date_of_birth, created_at, updated_at)
         SELECT id, born, $3, $3 FROM unnest($1, $2) AS new (id, born)",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Nullable<Date>>, _>(born)
    .bind::<Timestamptz, _>(now)
    .execute(&mut connection)
    .await?;
    Ok(added)
}

/// Takes patients in; who was already stays so.
///
/// # Errors
/// [`StorageError`].
pub async fn take_in(
    mut connection: &AsyncPgConnection,
    taken: &[TakenIn],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if taken.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = taken
        .iter()
        .map(|TakenIn { clinic, patient, by }| {
            (
                clinic_patients::clinic_id.eq(*clinic),
                clinic_patients::patient_id.eq(*patient),
                clinic_patients::registered_by.eq(*by),
                clinic_patients::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(clinic_patients::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(&mut connection)
        .await?;
    Ok(())
}

/// Takes back who was added in this very transaction: nothing refers to them yet but their profile.
///
/// # Errors
/// [`StorageError`].
pub async fn take_back(mut connection: &AsyncPgConnection, added: &[UserId]) -> Result<(), StorageError> {
    if added.is_empty() {
        return Ok(());
    }
    diesel::delete(patient_profiles::table.filter(patient_profiles::user_id.eq_any(added)))
        .execute(&mut connection)
        .await?;
    diesel::delete(users::table.filter(users::id.eq_any(added))).execute(&mut connection).await?;
    Ok(())
}
