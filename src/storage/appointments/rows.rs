//! The columns of a visit, with its parties' names, and how they are read.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::appointments::{Appointment, Status};
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, users};
use parties::{doctors, patients};

mod parties {
    use crate::storage::schema::users;

    diesel::alias!(users as doctors: Doctors, users as patients: Patients);
}

#[derive(Queryable)]
pub(in crate::storage) struct AppointmentRow {
    id: AppointmentId,
    doctor_id: UserId,
    doctor_name: (String, String),
    patient_id: UserId,
    patient_name: (String, String),
    clinic_id: ClinicId,
    appointment_type: String,
    status: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    session_key: Uuid,
    time_zone: String,
    mode: String,
    patient_notes: String,
    doctor_notes: String,
    cancel_reason: String,
    created_by: Uuid,
    series_id: Option<Uuid>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
pub(super) fn visits() -> _ {
    let doctor: _ = doctors.on(doctors.field(users::id).eq(appointments::doctor_id));
    let patient: _ = patients.on(patients.field(users::id).eq(appointments::patient_id));
    appointments::table
        .inner_join(doctor)
        .inner_join(patient)
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::held_until.is_null())
}

/// What nobody has booked yet, or ever.
#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
pub(in crate::storage) fn held() -> _ {
    let doctor: _ = doctors.on(doctors.field(users::id).eq(appointments::doctor_id));
    let patient: _ = patients.on(patients.field(users::id).eq(appointments::patient_id));
    appointments::table
        .inner_join(doctor)
        .inner_join(patient)
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::held_until.is_not_null())
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
pub(in crate::storage) fn columns() -> _ {
    let doctor_name: _ = (doctors.field(users::first_name), doctors.field(users::last_name));
    let patient_name: _ = (patients.field(users::first_name), patients.field(users::last_name));
    (
        appointments::id,
        appointments::doctor_id,
        doctor_name,
        appointments::patient_id,
        patient_name,
        appointments::clinic_id,
        appointments::appointment_type,
        appointments::status,
        appointments::starts_at,
        appointments::ends_at,
        appointments::session_key,
        appointments::time_zone,
        appointments::mode,
        appointments::patient_notes,
        appointments::doctor_notes,
        appointments::cancel_reason,
        appointments::created_by,
        appointments::series_id,
        appointments::version,
        appointments::created_at,
        appointments::updated_at,
    )
}

pub(in crate::storage) fn read(row: AppointmentRow) -> Result<Appointment, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    Ok(Appointment {
        id: row.id,
        doctor_id: row.doctor_id,
        doctor_name: format!("{} {}", row.doctor_name.0, row.doctor_name.1),
        patient_id: row.patient_id,
        patient_name: format!("{} {}", row.patient_name.0, row.patient_name.1),
        clinic_id: row.clinic_id,
        appointment_type: TypeCode::parse(&row.appointment_type)
            .map_err(|_| corrupt("appointments.appointment_type"))?,
        status: Status::from_stored(&row.status).ok_or(corrupt("appointments.status"))?,
        during: Interval { start: row.starts_at, end: row.ends_at },
        time_zone: row.time_zone.parse().map_err(|_| corrupt("appointments.time_zone"))?,
        mode: row.mode,
        patient_notes: row.patient_notes,
        doctor_notes: row.doctor_notes,
        cancel_reason: row.cancel_reason,
        created_by: row.created_by,
        series_id: row.series_id,
        session_id: (row.session_key != row.id.0).then_some(row.session_key),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
