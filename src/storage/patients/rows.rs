//! The scope that every query starts from, the columns of a patient, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::access::PatientScope;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::patients::Patient;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, break_glass_grants, clinic_patients, patient_profiles, users};

/// A visit in one of these made nobody a patient.
const NO_VISIT: [&str; 3] = ["held", "cancelled", "expired"];

pub(super) type Condition = Box<dyn BoxableExpression<Joined, Pg, SqlType = Bool>>;
pub(super) type Joined = diesel::dsl::LeftJoinQuerySource<users::table, patient_profiles::table>;

pub(super) type Row = (
    UserId,
    String,
    String,
    Option<NaiveDate>,
    Option<String>,
    Option<DateTime<Utc>>,
    Option<String>,
    String,
    bool,
    DateTime<Utc>,
);

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn patients() -> _ {
    users::table
        .left_join(patient_profiles::table)
        .filter(users::deleted_at.is_null())
        .filter(users::role.eq("patient"))
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn columns() -> _ {
    (
        users::id,
        users::first_name,
        users::last_name,
        patient_profiles::date_of_birth.nullable(),
        users::email,
        users::email_verified_at,
        users::phone,
        users::time_zone,
        users::password_hash.is_not_null(),
        users::created_at,
    )
}

/// Who is in the scope: with a visit there, registered there, or looked at in an emergency.
pub(super) fn in_scope(scope: &PatientScope, now: DateTime<Utc>) -> Condition {
    match scope {
        PatientScope::All => Box::new(users::id.is_not_null()),
        PatientScope::OfDoctor(doctor) => {
            let registered = clinic_patients::table
                .filter(clinic_patients::patient_id.eq(users::id))
                .filter(clinic_patients::registered_by.eq(doctor.0));
            let treated = appointments::table
                .filter(appointments::patient_id.eq(users::id))
                .filter(appointments::doctor_id.eq(*doctor))
                .filter(appointments::deleted_at.is_null())
                .filter(appointments::status.ne_all(NO_VISIT));
            Box::new(exists(treated).or(exists(registered)).or(opened(*doctor, now)))
        }
        PatientScope::OfClinics { clinics, person } => {
            let theirs = of_clinics(clinics);
            match person {
                Some(person) => Box::new(theirs.or(opened(*person, now))),
                None => theirs,
            }
        }
    }
}

fn of_clinics(clinics: &[ClinicId]) -> Condition {
    let registered = clinic_patients::table
        .filter(clinic_patients::patient_id.eq(users::id))
        .filter(clinic_patients::clinic_id.eq_any(clinics.to_vec()));
    let seen = appointments::table
        .filter(appointments::patient_id.eq(users::id))
        .filter(appointments::clinic_id.eq_any(clinics.to_vec()))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.ne_all(NO_VISIT));
    Box::new(exists(seen).or(exists(registered)))
}

fn opened(person: UserId, now: DateTime<Utc>) -> Condition {
    let grant = break_glass_grants::table
        .filter(break_glass_grants::user_id.eq(person))
        .filter(break_glass_grants::patient_id.eq(users::id))
        .filter(break_glass_grants::expires_at.gt(now));
    Box::new(exists(grant))
}

pub(super) fn read(row: Row) -> Result<Patient, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let (id, first_name, last_name, date_of_birth, email, verified_at, phone, zone, has_account, created_at) =
        row;
    Ok(Patient {
        id,
        first_name,
        last_name,
        date_of_birth,
        email: email.as_deref().map(Email::parse).transpose().map_err(|_| corrupt("users.email"))?,
        email_verified: verified_at.is_some(),
        phone: phone.as_deref().map(Phone::parse).transpose().map_err(|_| corrupt("users.phone"))?,
        time_zone: zone.parse().map_err(|_| corrupt("users.time_zone"))?,
        has_account,
        created_at,
    })
}
