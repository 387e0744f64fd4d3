//! Adds patients who cannot sign in.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{patient_profiles, users};

/// A patient about to be added.
#[derive(Debug, Clone)]
pub struct NewPatient {
    /// Their id from now on.
    pub id: UserId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Day of birth, if it is known.
    pub date_of_birth: Option<NaiveDate>,
    /// The language they are written to in.
    pub locale: Locale,
    /// The zone their times are shown in.
    pub time_zone: Tz,
}

/// Adds a patient who cannot sign in: without an address and a password.
///
/// # Errors
/// [`StorageError`].
pub async fn insert_patient(
    connection: &mut AsyncPgConnection,
    new: &NewPatient,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(new.id),
            users::role.eq(Role::Patient.as_str()),
            users::first_name.eq(&new.first_name),
            users::last_name.eq(&new.last_name),
            users::locale.eq(new.locale.as_str()),
            users::time_zone.eq(new.time_zone.name()),
            users::version.eq(1),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    diesel::insert_into(patient_profiles::table)
        .values((
            patient_profiles::user_id.eq(new.id),
            patient_profiles::date_of_birth.eq(new.date_of_birth),
            patient_profiles::created_at.eq(now),
            patient_profiles::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
