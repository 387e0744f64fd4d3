//! Doctors' profiles as those who keep them change them. Who calls has found the doctor in the directory.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::doctor_profiles::DoctorProfile;
use crate::domain::doctors::License;
use crate::domain::ids::UserId;
use crate::storage::doctors::search_text;
use crate::storage::error::StorageError;
use crate::storage::schema::doctor_profiles;

#[derive(Queryable, Selectable)]
#[diesel(table_name = doctor_profiles)]
struct ProfileRow {
    user_id: UserId,
    license_number: String,
    specialty: String,
    subspecialty: String,
    years_experience: i32,
    bio: String,
    languages: Vec<String>,
    consultation_fee_minor: Option<i64>,
    currency: String,
    accepts_new_patients: bool,
    auto_confirm: bool,
    version: i32,
}

/// A doctor's profile; none where there is none.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<DoctorProfile>, StorageError> {
    let row: Option<ProfileRow> = doctor_profiles::table
        .find(doctor)
        .select(ProfileRow::as_select())
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The same, locked for the rest of the transaction. The schedule is locked before.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
) -> Result<Option<DoctorProfile>, StorageError> {
    let row: Option<ProfileRow> = doctor_profiles::table
        .find(doctor)
        .select(ProfileRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// Writes a profile that was locked, under its next version; the directory finds the doctor by what it says now.
///
/// # Errors
/// `Refused` for a license number that is somebody else's; else [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    profile: &DoctorProfile,
    now: DateTime<Utc>,
) -> Result<DoctorProfile, StorageError> {
    let row = doctor_profiles::table.find(profile.user_id);
    let (first_name, last_name): (String, String) =
        row.select((doctor_profiles::first_name, doctor_profiles::last_name)).first(connection).await?;
    let search = search_text(&first_name, &last_name, &profile.specialty, &profile.subspecialty);
    let row: ProfileRow = diesel::update(row)
        .set((
            doctor_profiles::license_number.eq(profile.license.as_str()),
            doctor_profiles::specialty.eq(&profile.specialty),
            doctor_profiles::subspecialty.eq(&profile.subspecialty),
            doctor_profiles::years_experience.eq(profile.years_experience),
            doctor_profiles::bio.eq(&profile.bio),
            doctor_profiles::languages.eq(&profile.languages),
            doctor_profiles::consultation_fee_minor.eq(profile.consultation_fee_minor),
            doctor_profiles::currency.eq(&profile.currency),
            doctor_profiles::accepts_new_patients.eq(profile.accepts_new_patients),
            doctor_profiles::auto_confirm.eq(profile.auto_confirm),
            doctor_profiles::search.eq(search),
            doctor_profiles::version.eq(doctor_profiles::version + 1),
            doctor_profiles::updated_at.eq(now),
        ))
        .returning(ProfileRow::as_returning())
        .get_result(connection)
        .await?;
    read(row)
}

fn read(row: ProfileRow) -> Result<DoctorProfile, StorageError> {
    Ok(DoctorProfile {
        user_id: row.user_id,
        license: License::parse(&row.license_number)
            .map_err(|_| StorageError::Corrupt { column: "doctor_profiles.license_number" })?,
        specialty: row.specialty,
        subspecialty: row.subspecialty,
        years_experience: row.years_experience,
        bio: row.bio,
        languages: row.languages,
        consultation_fee_minor: row.consultation_fee_minor,
        currency: row.currency,
        accepts_new_patients: row.accepts_new_patients,
        auto_confirm: row.auto_confirm,
        version: row.version,
    })
}
