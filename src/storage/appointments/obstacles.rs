//! What stood in the way of visits that were not written.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::ids::AppointmentId;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::error::StorageError;

/// Why a visit that was decided on was not written after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// What it was decided on has moved since, the rules or what others wanted at the same time: decide again.
    Moved,
    /// Somebody else has the slot, or the last seat.
    SlotTaken,
    /// The patient is somewhere else then.
    PatientBusy,
    /// The day filled up.
    DayFull,
    /// There is no such patient, or the address of one who was to be registered is somebody else's.
    PatientUnknown,
    /// The key belongs to an earlier request: look it up.
    KeyTaken,
    /// The hold has run out, or was let go.
    HoldExpired,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: AppointmentId,
    #[diesel(sql_type = Bool)]
    slot_taken: bool,
    #[diesel(sql_type = Bool)]
    patient_busy: bool,
    #[diesel(sql_type = Bool)]
    day_limited: bool,
    #[diesel(sql_type = Bool)]
    patient_gone: bool,
}

/// What stands in the way of these: slot, patient, day, in this order. The schedules must be
/// locked, and the rules be those that were decided under.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    mut connection: &AsyncPgConnection,
    refused: &[&NewAppointment],
) -> Result<HashMap<AppointmentId, Obstacle>, StorageError> {
    if refused.is_empty() {
        return Ok(HashMap::new());
    }
    let uuids = |read: fn(&NewAppointment) -> Uuid| refused.iter().map(|new| read(new)).collect::<Vec<_>>();
    let times =
        |read: fn(&NewAppointment) -> DateTime<Utc>| refused.iter().map(|new| read(new)).collect::<Vec<_>>();
    let rows: Vec<Row> = diesel::sql_query(include_str!("obstacles.sql"))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.id.0))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.doctor_id.0))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.patient_id.0))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.end))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.end))
        .bind::<Array<Text>, _>(
            refused.iter().map(|new| new.appointment.appointment_type.as_str()).collect::<Vec<_>>(),
        )
        .bind::<Array<Integer>, _>(refused.iter().map(|new| new.capacity()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Integer>>, _>(refused.iter().map(|new| new.day_max()).collect::<Vec<_>>())
        .load(&mut connection)
        .await?;
    let obstacle = |row: &Row| {
        if row.slot_taken {
            Obstacle::SlotTaken
        } else if row.patient_busy {
            Obstacle::PatientBusy
        } else if row.patient_gone {
            Obstacle::PatientUnknown
        } else if row.day_limited {
            Obstacle::DayFull
        } else {
            // Of those of one batch some were refused that others made room for.
            Obstacle::Moved
        }
    };
    Ok(rows.into_iter().map(|row| (row.id, obstacle(&row))).collect())
}
