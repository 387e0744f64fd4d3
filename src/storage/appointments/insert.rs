//! Writes visits: a single booking is a batch of one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::calendar::DayLimit;
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
    /// How many may come at once; above one it takes a seat of the group session, which must be open.
    pub capacity: u32,
    /// The day it counts on, where the doctor limits them.
    pub day: Option<DayLimit>,
    /// Set where somebody is still deciding.
    pub hold: Option<NewHold>,
    /// The idempotency key whose claim it needs.
    pub claim: Option<Claim>,
}

/// Who claims which idempotency key, and the id of the claim: no two requests share one, though they may be for one hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Names the claim.
    pub id: Uuid,
    /// Whose key.
    pub caller: Uuid,
    /// The key.
    pub key: String,
}

/// How long time is kept for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewHold {
    /// Until when.
    pub until: DateTime<Utc>,
    /// The offer to somebody who waited.
    pub offer_id: Option<Uuid>,
}

impl NewAppointment {
    pub(super) fn capacity(&self) -> i32 {
        i32::try_from(self.capacity).unwrap_or(i32::MAX)
    }

    pub(super) fn day_max(&self) -> Option<i32> {
        self.day.map(|day| i32::try_from(day.max).unwrap_or(i32::MAX))
    }
}

#[derive(QueryableByName)]
struct WrittenRow {
    #[diesel(sql_type = SqlUuid)]
    id: AppointmentId,
}

/// Writes visits, in this order, and answers which of them were written. One that an exclusion constraint refuses,
/// whose rules moved, whose claim, seat or room that day is not there, or whose patient is gone, is left out. The doctors' schedules must be
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
    let ids = |read: fn(&NewAppointment) -> Option<Uuid>| wanted.iter().map(read).collect::<Vec<_>>();
    let instants =
        |read: fn(&NewAppointment) -> Option<DateTime<Utc>>| wanted.iter().map(read).collect::<Vec<_>>();
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
            wanted.iter().map(|new| new.claim.as_ref().map(|claim| claim.caller)).collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Text>>, _>(
            wanted.iter().map(|new| new.claim.as_ref().map(|claim| claim.key.as_str())).collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<SqlUuid>>, _>(ids(|new| new.appointment.series_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(ids(|new| new.claim.as_ref().map(|claim| claim.id)))
        .bind::<Array<Nullable<Timestamptz>>, _>(instants(|new| new.hold.map(|hold| hold.until)))
        .bind::<Array<Nullable<SqlUuid>>, _>(ids(|new| new.hold.and_then(|hold| hold.offer_id)))
        .bind::<Array<Integer>, _>(wanted.iter().map(NewAppointment::capacity).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(instants(|new| new.day.map(|limit| limit.day.start)))
        .bind::<Array<Nullable<Timestamptz>>, _>(instants(|new| new.day.map(|limit| limit.day.end)))
        .bind::<Array<Nullable<Integer>>, _>(wanted.iter().map(NewAppointment::day_max).collect::<Vec<_>>())
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
