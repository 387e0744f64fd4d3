//! Visits, as both parties and their clinic read them. Every query starts from those that are not deleted.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
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
struct AppointmentRow {
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
    created_by: UserId,
    series_id: Option<Uuid>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// A visit about to be written, decided on under `rules_version`.
#[derive(Debug, Clone)]
pub struct NewAppointment {
    /// The visit; the patient's name is not needed.
    pub appointment: Appointment,
    /// The visit with its buffers.
    pub blocks: Interval,
    /// The rules it was decided under; it is not written where they have moved.
    pub rules_version: i64,
    /// The caller and the idempotency key whose claim it needs; the claim bears the appointment's id.
    pub claim: Option<(UserId, String)>,
}

#[derive(QueryableByName)]
struct WrittenRow {
    #[diesel(sql_type = SqlUuid)]
    id: AppointmentId,
}

/// Writes visits, in this order, and answers which of them were written. One that an exclusion constraint refuses,
/// whose rules moved, whose claim is not there or whose patient is gone is left out. The doctors' schedules must be
/// locked: the statement sees what was committed while the locks were waited for.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    mut connection: &AsyncPgConnection,
    wanted: &[NewAppointment],
) -> Result<Vec<AppointmentId>, StorageError> {
    let column = |read: fn(&NewAppointment) -> Uuid| wanted.iter().map(read).collect::<Vec<_>>();
    let times = |read: fn(&NewAppointment) -> DateTime<Utc>| wanted.iter().map(read).collect::<Vec<_>>();
    let texts = |read: fn(&NewAppointment) -> &str| wanted.iter().map(read).collect::<Vec<_>>();
    let rows: Vec<WrittenRow> = diesel::sql_query(include_str!("appointments_insert.sql"))
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.id.0))
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.doctor_id.0))
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.patient_id.0))
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.clinic_id.0))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.end))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.end))
        .bind::<Array<Text>, _>(texts(|new| new.appointment.time_zone.name()))
        .bind::<Array<Text>, _>(texts(|new| new.appointment.appointment_type.as_str()))
        .bind::<Array<Text>, _>(texts(|new| &new.appointment.mode))
        .bind::<Array<Text>, _>(texts(|new| new.appointment.status.as_str()))
        .bind::<Array<Text>, _>(texts(|new| &new.appointment.patient_notes))
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.created_by.0))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.created_at))
        .bind::<Array<BigInt>, _>(wanted.iter().map(|new| new.rules_version).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(
            wanted.iter().map(|new| new.claim.as_ref().map(|(caller, _)| caller.0)).collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Text>>, _>(
            wanted.iter().map(|new| new.claim.as_ref().map(|(_, key)| key.as_str())).collect::<Vec<_>>(),
        )
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Moves a visit to another status. The row must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_status(
    connection: &mut AsyncPgConnection,
    id: AppointmentId,
    status: Status,
    cancel_reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(appointments::table.filter(appointments::id.eq(id)))
        .set((
            appointments::status.eq(status.as_str()),
            cancel_reason.map(|reason| appointments::cancel_reason.eq(reason)),
            appointments::version.eq(appointments::version + 1),
            appointments::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Locks a visit for the rest of the transaction; `false` where there is none. The doctor's schedule is locked before.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(connection: &mut AsyncPgConnection, id: AppointmentId) -> Result<bool, StorageError> {
    let found: Option<AppointmentId> = appointments::table
        .filter(appointments::id.eq(id))
        .filter(appointments::deleted_at.is_null())
        .select(appointments::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}

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

/// Whose visits a list may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Those of one patient.
    Patient(UserId),
    /// Those of one doctor, and those where the doctor is the patient.
    Doctor(UserId),
    /// Those of these clinics.
    Clinics(Vec<ClinicId>),
    /// Everybody's.
    All,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these statuses; any where empty.
    pub statuses: Vec<Status>,
    /// With this doctor.
    pub doctor: Option<UserId>,
    /// Of this patient.
    pub patient: Option<UserId>,
    /// Starting at or after.
    pub from: Option<DateTime<Utc>>,
    /// Starting before.
    pub to: Option<DateTime<Utc>>,
    /// Of this kind.
    pub appointment_type: Option<TypeCode>,
}

/// Where a page of visits begins: after this one.
pub type Position = (DateTime<Utc>, AppointmentId);

/// One page of visits by start and id, after `after` (exclusive); the latest first where `descending`.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &Filter,
    after: Option<&Position>,
    descending: bool,
    limit: i64,
) -> Result<Vec<Appointment>, StorageError> {
    let mut query = visits().into_boxed();
    query = match scope {
        Scope::Patient(patient) => query.filter(appointments::patient_id.eq(*patient)),
        Scope::Doctor(doctor) => {
            query.filter(appointments::doctor_id.eq(*doctor).or(appointments::patient_id.eq(*doctor)))
        }
        Scope::Clinics(clinics) => query.filter(appointments::clinic_id.eq_any(clinics.clone())),
        Scope::All => query,
    };
    if !filter.statuses.is_empty() {
        let names: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
        query = query.filter(appointments::status.eq_any(names));
    }
    if let Some(doctor) = filter.doctor {
        query = query.filter(appointments::doctor_id.eq(doctor));
    }
    if let Some(patient) = filter.patient {
        query = query.filter(appointments::patient_id.eq(patient));
    }
    if let Some(from) = filter.from {
        query = query.filter(appointments::starts_at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(appointments::starts_at.lt(to));
    }
    if let Some(code) = filter.appointment_type {
        query = query.filter(appointments::appointment_type.eq(code.as_str()));
    }
    if let Some((start, id)) = after {
        let same = appointments::starts_at.eq(*start);
        query = if descending {
            query.filter(appointments::starts_at.lt(*start).or(same.and(appointments::id.lt(*id))))
        } else {
            query.filter(appointments::starts_at.gt(*start).or(same.and(appointments::id.gt(*id))))
        };
    }
    query = if descending {
        query.order((appointments::starts_at.desc(), appointments::id.desc()))
    } else {
        query.order((appointments::starts_at, appointments::id))
    };
    let rows: Vec<AppointmentRow> = query.limit(limit).select(columns()).load(connection).await?;
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

/// The visits of a doctor that somebody counts on, pending to under way, and that share an instant with `during`, by
/// their start.
///
/// # Errors
/// [`StorageError`].
pub async fn upcoming(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    during: Interval,
) -> Result<Vec<(AppointmentId, Interval)>, StorageError> {
    let rows: Vec<(AppointmentId, DateTime<Utc>, DateTime<Utc>)> = appointments::table
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(["pending", "confirmed", "checked_in", "in_progress"]))
        // No visit lasts a day: the first bound is for the index, the second for the truth.
        .filter(appointments::starts_at.gt(during.start - TimeDelta::days(1)))
        .filter(appointments::ends_at.gt(during.start))
        .filter(appointments::starts_at.lt(during.end))
        .order((appointments::starts_at, appointments::id))
        .select((appointments::id, appointments::starts_at, appointments::ends_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, start, end)| (id, Interval { start, end })).collect())
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
fn visits() -> _ {
    let doctor: _ = doctors.on(doctors.field(users::id).eq(appointments::doctor_id));
    let patient: _ = patients.on(patients.field(users::id).eq(appointments::patient_id));
    appointments::table.inner_join(doctor).inner_join(patient).filter(appointments::deleted_at.is_null())
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
fn columns() -> _ {
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

fn read(row: AppointmentRow) -> Result<Appointment, StorageError> {
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
