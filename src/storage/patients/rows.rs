//! The scope that every query starts from, the columns of a patient, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, sql};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Timestamptz, Uuid as SqlUuid};

use crate::domain::access::PatientScope;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::patients::Patient;
use crate::storage::error::StorageError;
use crate::storage::schema::{
    appointments, break_glass_grants, clinic_patients, patient_profiles, users, waitlist_entries,
};

pub(super) type Condition = Box<dyn BoxableExpression<Joined, Pg, SqlType = Bool>>;
pub(super) type Joined = diesel::dsl::LeftJoinQuerySource<users::table, patient_profiles::table>;

/// Places in the waitlist, each with its patient.
type Waiting = diesel::dsl::InnerJoinQuerySource<waitlist_entries::table, users::table>;

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
            let treated = visits().filter(appointments::doctor_id.eq(*doctor)).filter(makes_a_patient());
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

/// The same, for a list of everybody in the scope: begins with those who are, and not with all there are to look at each.
pub(super) fn among(scope: &PatientScope, now: DateTime<Utc>) -> Condition {
    let visits = |whose: &str| {
        format!(
            "SELECT appointments.patient_id FROM appointments
             WHERE appointments.deleted_at IS NULL AND {MAKES_A_PATIENT} AND {whose}"
        )
    };
    let opened = "SELECT grants.patient_id FROM break_glass_grants grants WHERE grants.user_id = ";
    match scope {
        PatientScope::All => Box::new(users::id.is_not_null()),
        PatientScope::OfDoctor(doctor) => Box::new(
            sql::<Bool>(&format!("users.id IN ({}", visits("appointments.doctor_id = ")))
                .bind::<SqlUuid, _>(*doctor)
                .sql(" UNION SELECT own.patient_id FROM clinic_patients own WHERE own.registered_by = ")
                .bind::<SqlUuid, _>(*doctor)
                .sql(&format!(" UNION {opened}"))
                .bind::<SqlUuid, _>(*doctor)
                .sql(" AND grants.expires_at > ")
                .bind::<Timestamptz, _>(now)
                .sql(")"),
        ),
        PatientScope::OfClinics { clinics, person } => Box::new(
            sql::<Bool>(&format!("users.id IN ({}(", visits("appointments.clinic_id = ANY ")))
                .bind::<Array<SqlUuid>, _>(clinics.clone())
                .sql(") UNION SELECT own.patient_id FROM clinic_patients own WHERE own.clinic_id = ANY (")
                .bind::<Array<SqlUuid>, _>(clinics.clone())
                .sql(&format!(") UNION {opened}"))
                .bind::<Nullable<SqlUuid>, _>(*person)
                .sql(" AND grants.expires_at > ")
                .bind::<Timestamptz, _>(now)
                .sql(")"),
        ),
    }
}

/// Whether somebody is these clinics' patient, in whatever query over people.
macro_rules! patients_of {
    ($clinics:expr) => {{
        let registered = clinic_patients::table
            .filter(clinic_patients::patient_id.eq(users::id))
            .filter(clinic_patients::clinic_id.eq_any($clinics.to_vec()));
        let seen =
            visits().filter(appointments::clinic_id.eq_any($clinics.to_vec())).filter(makes_a_patient());
        exists(seen).or(exists(registered))
    }};
}

fn of_clinics(clinics: &[ClinicId]) -> Condition {
    Box::new(patients_of!(clinics))
}

/// Whether these clinics may book who waits: as [`is_bookable`](super::find::is_bookable) has it, for lists.
pub(in crate::storage) fn waits_and_is_bookable(
    clinics: &[ClinicId],
) -> Box<dyn BoxableExpression<Waiting, Pg, SqlType = Bool>> {
    Box::new(users::password_hash.is_not_null().or(patients_of!(clinics)))
}

/// The visits of the person who is looked at.
#[diesel::dsl::auto_type(no_type_alias)]
fn visits() -> _ {
    appointments::table
        .filter(appointments::patient_id.eq(users::id))
        .filter(appointments::deleted_at.is_null())
}

/// Whether a visit makes somebody the patient of who gives it: it took place, or the person (or who looks after them)
/// asked for it, or they are that clinic's patient. Nobody becomes a patient by being booked by strangers who know an id.
pub(in crate::storage) const MAKES_A_PATIENT: &str =
    "(appointments.status IN ('checked_in', 'in_progress', 'completed')
    OR (appointments.status IN ('pending', 'confirmed')
        AND (appointments.created_by = appointments.patient_id
             OR EXISTS (SELECT FROM dependants
                        WHERE dependants.dependant_id = appointments.patient_id
                          AND dependants.guardian_id = appointments.created_by)
             OR EXISTS (SELECT FROM clinic_patients theirs
                        WHERE theirs.patient_id = appointments.patient_id
                          AND theirs.clinic_id = appointments.clinic_id))))";

fn makes_a_patient() -> SqlLiteral<Bool> {
    sql(MAKES_A_PATIENT)
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
