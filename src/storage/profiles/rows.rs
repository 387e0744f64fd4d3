//! The columns of a profile, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::domain::profiles::{Gender, PatientDetails, Profile};
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{avatars, patient_profiles, users};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct PersonRow {
    id: UserId,
    role: String,
    email: Option<String>,
    email_verified_at: Option<DateTime<Utc>>,
    phone: Option<String>,
    phone_verified_at: Option<DateTime<Utc>>,
    first_name: String,
    last_name: String,
    locale: String,
    time_zone: String,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patient_profiles)]
pub(super) struct PatientRow {
    date_of_birth: Option<NaiveDate>,
    gender: Option<String>,
    address: String,
    emergency_contact: String,
    emergency_phone: Option<String>,
    insurance: String,
}

pub(super) type Row = (PersonRow, Option<PatientRow>, Option<Vec<u8>>);

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn people() -> _ {
    users::table
        .left_join(patient_profiles::table)
        .left_join(avatars::table)
        .filter(users::deleted_at.is_null())
}

pub(super) fn read((person, patient, avatar): Row) -> Result<Profile, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let email = person.email.as_deref().map(Email::parse).transpose();
    let phone = person.phone.as_deref().map(Phone::parse).transpose();
    Ok(Profile {
        id: person.id,
        role: Role::from_stored(&person.role).ok_or(corrupt("users.role"))?,
        email: email.map_err(|_| corrupt("users.email"))?,
        email_verified: person.email_verified_at.is_some(),
        phone: phone.map_err(|_| corrupt("users.phone"))?,
        phone_verified: person.phone_verified_at.is_some(),
        first_name: person.first_name,
        last_name: person.last_name,
        locale: Locale::parse(&person.locale).map_err(|_| corrupt("users.locale"))?,
        time_zone: person.time_zone.parse().map_err(|_| corrupt("users.time_zone"))?,
        patient: patient.map(read_patient).transpose()?,
        avatar,
        version: person.version,
        created_at: person.created_at,
        updated_at: person.updated_at,
    })
}

fn read_patient(row: PatientRow) -> Result<PatientDetails, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let gender = row.gender.as_deref().map(Gender::parse).transpose();
    let emergency_phone = row.emergency_phone.as_deref().map(Phone::parse).transpose();
    Ok(PatientDetails {
        date_of_birth: row.date_of_birth,
        gender: gender.map_err(|_| corrupt("patient_profiles.gender"))?,
        address: row.address,
        emergency_contact: row.emergency_contact,
        emergency_phone: emergency_phone.map_err(|_| corrupt("patient_profiles.emergency_phone"))?,
        insurance: row.insurance,
    })
}
