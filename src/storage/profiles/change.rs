//! Changes profiles. The person must be locked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::Phone;
use crate::domain::ids::UserId;
use crate::domain::profiles::{Gender, Profile};
use crate::storage::error::StorageError;
use crate::storage::schema::{patient_profiles, users};

/// Makes a person unreachable by every route. The person must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::deleted_at.eq(now))
        .execute(connection)
        .await?;
    bump(connection, id, now).await
}

/// Writes what may be changed of a profile, under its next version. The person must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let unproven = (!profile.phone_verified).then(|| users::phone_verified_at.eq(None::<DateTime<Utc>>));
    diesel::update(users::table.filter(users::id.eq(profile.id)))
        .set((
            users::first_name.eq(&profile.first_name),
            users::last_name.eq(&profile.last_name),
            users::phone.eq(profile.phone.as_ref().map(Phone::as_str)),
            unproven,
            users::locale.eq(profile.locale.as_str()),
            users::time_zone.eq(profile.time_zone.name()),
        ))
        .execute(connection)
        .await?;
    if let Some(patient) = &profile.patient {
        diesel::update(patient_profiles::table.filter(patient_profiles::user_id.eq(profile.id)))
            .set((
                patient_profiles::date_of_birth.eq(patient.date_of_birth),
                patient_profiles::gender.eq(patient.gender.map(Gender::as_str)),
                patient_profiles::address.eq(&patient.address),
                patient_profiles::emergency_contact.eq(&patient.emergency_contact),
                patient_profiles::emergency_phone.eq(patient.emergency_phone.as_ref().map(Phone::as_str)),
                patient_profiles::insurance.eq(&patient.insurance),
                patient_profiles::version.eq(patient_profiles::version + 1),
                patient_profiles::updated_at.eq(now),
            ))
            .execute(connection)
            .await?;
    }
    bump(connection, profile.id, now).await
}

/// Moves a profile on to its next version. The person must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn bump(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}
