//! Writes visits: a single booking is a batch of one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::ids::AppointmentId;
use crate::domain::intervals::Interval;
use crate::storage::error::StorageError;

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
    pub claim: Option<(Uuid, String)>,
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
    let rows: Vec<WrittenRow> = diesel::sql_query(include_str!("insert.sql"))
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
        .bind::<Array<SqlUuid>, _>(column(|new| new.appointment.created_by))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.created_at))
        .bind::<Array<BigInt>, _>(wanted.iter().map(|new| new.rules_version).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(
            wanted.iter().map(|new| new.claim.as_ref().map(|(caller, _)| *caller)).collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Text>>, _>(
            wanted.iter().map(|new| new.claim.as_ref().map(|(_, key)| key.as_str())).collect::<Vec<_>>(),
        )
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
