//! Doctors, one by one. Every query starts from accounts that are neither deleted nor disabled.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::doctors::{Doctor, Place};
use crate::domain::ids::{ClinicId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::{clinic_members, clinics, doctor_profiles, schedules, users};

#[derive(Queryable)]
struct DoctorRow {
    id: UserId,
    first_name: String,
    last_name: String,
    specialty: String,
    subspecialty: String,
    languages: Vec<String>,
    bio: String,
    time_zone: String,
    consultation_fee_minor: Option<i64>,
    currency: String,
    rating_sum: i64,
    rating_count: i64,
    accepts_new_patients: bool,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn directory() -> _ {
    let active = users::deleted_at.is_null().and(users::disabled_at.is_null());
    doctor_profiles::table.inner_join(users::table).inner_join(schedules::table).filter(active)
}

type Columns = (
    users::id,
    users::first_name,
    users::last_name,
    doctor_profiles::specialty,
    doctor_profiles::subspecialty,
    doctor_profiles::languages,
    doctor_profiles::bio,
    schedules::time_zone,
    doctor_profiles::consultation_fee_minor,
    doctor_profiles::currency,
    doctor_profiles::rating_sum,
    doctor_profiles::rating_count,
    doctor_profiles::accepts_new_patients,
);

const COLUMNS: Columns = (
    users::id,
    users::first_name,
    users::last_name,
    doctor_profiles::specialty,
    doctor_profiles::subspecialty,
    doctor_profiles::languages,
    doctor_profiles::bio,
    schedules::time_zone,
    doctor_profiles::consultation_fee_minor,
    doctor_profiles::currency,
    doctor_profiles::rating_sum,
    doctor_profiles::rating_count,
    doctor_profiles::accepts_new_patients,
);

/// One doctor of the directory.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Doctor>, StorageError> {
    let rows: Vec<DoctorRow> = directory().filter(users::id.eq(id)).select(COLUMNS).load(connection).await?;
    Ok(with_clinics(connection, rows).await?.pop())
}

/// The clinics of one doctor; empty where there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn clinics_of(
    connection: &mut AsyncPgConnection,
    id: UserId,
) -> Result<Vec<ClinicId>, StorageError> {
    Ok(directory()
        .inner_join(clinic_members::table.on(clinic_members::user_id.eq(users::id)))
        .inner_join(clinics::table.on(clinics::id.eq(clinic_members::clinic_id)))
        .filter(clinics::deleted_at.is_null())
        .filter(users::id.eq(id))
        .select(clinic_members::clinic_id)
        .load(connection)
        .await?)
}

/// A doctor's profile about to be written.
#[derive(Debug, Clone)]
pub struct NewProfile<'a> {
    /// The doctor's account.
    pub user_id: UserId,
    /// Given and family name, for the directory's search and order.
    pub name: (&'a str, &'a str),
    /// `ABC-123456`; nobody else's.
    pub license_number: &'a str,
    /// Field of medicine.
    pub specialty: &'a str,
    /// Narrower field; empty where there is none.
    pub subspecialty: &'a str,
    /// 0 to 80.
    pub years_experience: i32,
    /// A few lines about them.
    pub bio: &'a str,
    /// Languages spoken, BCP 47, in lower case.
    pub languages: &'a [&'a str],
    /// In the currency's minor unit (cents).
    pub consultation_fee_minor: Option<i64>,
    /// ISO 4217.
    pub currency: &'a str,
    /// New visits are certain at once.
    pub auto_confirm: bool,
}

/// Adds the profile of a doctor who takes new patients; the schedule follows (see `schedules::insert`).
///
/// # Errors
/// `Refused` for a license number that is somebody else's; else [`StorageError`].
pub async fn insert_profile(
    connection: &mut AsyncPgConnection,
    new: &NewProfile<'_>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (first_name, last_name) = new.name;
    let search = search_text(first_name, last_name, new.specialty, new.subspecialty);
    diesel::insert_into(doctor_profiles::table)
        .values((
            doctor_profiles::user_id.eq(new.user_id),
            doctor_profiles::license_number.eq(new.license_number),
            doctor_profiles::specialty.eq(new.specialty),
            doctor_profiles::subspecialty.eq(new.subspecialty),
            doctor_profiles::years_experience.eq(new.years_experience),
            doctor_profiles::bio.eq(new.bio),
            doctor_profiles::languages.eq(new.languages),
            doctor_profiles::consultation_fee_minor.eq(new.consultation_fee_minor),
            doctor_profiles::currency.eq(new.currency),
            doctor_profiles::auto_confirm.eq(new.auto_confirm),
            doctor_profiles::first_name.eq(first_name),
            doctor_profiles::last_name.eq(last_name),
            doctor_profiles::search.eq(search),
            doctor_profiles::created_at.eq(now),
            doctor_profiles::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets the directory find a doctor under a new name; nothing where there is no such doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn rename(
    connection: &mut AsyncPgConnection,
    id: UserId,
    (first_name, last_name): (&str, &str),
) -> Result<(), StorageError> {
    let profile = doctor_profiles::table.filter(doctor_profiles::user_id.eq(id));
    let found: Option<(String, String)> = profile
        .select((doctor_profiles::specialty, doctor_profiles::subspecialty))
        .first(connection)
        .await
        .optional()?;
    let Some((specialty, subspecialty)) = found else { return Ok(()) };
    diesel::update(profile)
        .set((
            doctor_profiles::first_name.eq(first_name),
            doctor_profiles::last_name.eq(last_name),
            doctor_profiles::search.eq(search_text(first_name, last_name, &specialty, &subspecialty)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// What the directory searches in.
pub(super) fn search_text(first_name: &str, last_name: &str, specialty: &str, subspecialty: &str) -> String {
    format!("{first_name} {last_name} {specialty} {subspecialty}").to_lowercase().trim_end().to_owned()
}

/// Whether a doctor has this license number.
///
/// # Errors
/// [`StorageError`].
pub async fn license_is_taken(
    connection: &mut AsyncPgConnection,
    license: &str,
) -> Result<bool, StorageError> {
    let owner = doctor_profiles::table.filter(doctor_profiles::license_number.eq(license));
    Ok(diesel::select(exists(owner)).get_result(connection).await?)
}

async fn with_clinics(
    connection: &mut AsyncPgConnection,
    rows: Vec<DoctorRow>,
) -> Result<Vec<Doctor>, StorageError> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let places: Vec<(UserId, ClinicId, String)> = clinic_members::table
        .inner_join(clinics::table)
        .filter(clinic_members::user_id.eq_any(&ids))
        .filter(clinics::deleted_at.is_null())
        .order((clinics::name, clinics::id))
        .select((clinic_members::user_id, clinics::id, clinics::name))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let clinics = places
                .iter()
                .filter(|(doctor, ..)| *doctor == row.id)
                .map(|(_, id, name)| Place { id: *id, name: name.clone() })
                .collect();
            read(row, clinics)
        })
        .collect()
}

fn read(row: DoctorRow, clinics: Vec<Place>) -> Result<Doctor, StorageError> {
    Ok(Doctor {
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        specialty: row.specialty,
        subspecialty: row.subspecialty,
        languages: row.languages,
        bio: row.bio,
        clinics,
        time_zone: row
            .time_zone
            .parse()
            .map_err(|_| StorageError::Corrupt { column: "schedules.time_zone" })?,
        consultation_fee_minor: row.consultation_fee_minor,
        currency: row.currency,
        rating_sum: row.rating_sum,
        rating_count: row.rating_count,
        accepts_new_patients: row.accepts_new_patients,
    })
}
