//! Holds: rows of `appointments` that nobody has booked yet. Always under the lock of the doctor's schedule.
//!
//! A hold that somebody asked for frees itself when its time is over; one that is an offer to somebody who waited is
//! ended by the house, which offers it to the next.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::storage::appointments::rows::{AppointmentRow, columns, held, read};
use crate::storage::error::StorageError;
use crate::storage::ranges::{self, SqlRange};
use crate::storage::schema::appointments;

/// Time that is kept for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What it would be a visit of.
    pub visit: Appointment,
    /// The same with its buffers.
    pub blocks: Interval,
    /// Until when.
    pub until: DateTime<Utc>,
    /// It was kept longer once.
    pub renewed: bool,
    /// The offer that it is.
    pub offer_id: Option<Uuid>,
}

/// What a visit about to be written meets.
#[derive(Debug, Clone, Copy)]
pub struct Meeting {
    /// Whose calendar.
    pub doctor: UserId,
    /// Who comes.
    pub patient: UserId,
    /// What it takes of the calendar.
    pub blocks: Interval,
}

/// What a hold kept that was ended.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Released {
    /// The hold.
    #[diesel(sql_type = SqlUuid)]
    pub id: AppointmentId,
    /// Whose calendar.
    #[diesel(sql_type = SqlUuid)]
    pub doctor_id: UserId,
    /// Start of the visit that it would have been.
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: DateTime<Utc>,
    /// End of it.
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
}

type HeldRow = (AppointmentRow, SqlRange, Option<DateTime<Utc>>, bool, Option<Uuid>);

/// The columns of a [`HeldRow`].
macro_rules! held_columns {
    () => {
        (
            columns(),
            appointments::blocks,
            appointments::held_until,
            appointments::hold_renewed,
            appointments::offer_id,
        )
    };
}

/// One hold, run out or not; none where it was booked or let go.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: AppointmentId,
) -> Result<Option<Held>, StorageError> {
    let row: Option<HeldRow> = held()
        .filter(appointments::id.eq(id))
        .filter(appointments::status.eq("held"))
        .select(held_columns!())
        .first(connection)
        .await
        .optional()?;
    row.map(read_held).transpose()
}

/// What a patient holds with a doctor, run out or not, but for offers.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    patient: UserId,
) -> Result<Vec<Held>, StorageError> {
    let rows: Vec<HeldRow> = held()
        .filter(appointments::status.eq("held"))
        .filter(appointments::offer_id.is_null())
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::patient_id.eq(patient))
        .select(held_columns!())
        .load(connection)
        .await?;
    rows.into_iter().map(read_held).collect()
}

fn read_held((row, blocks, until, renewed, offer_id): HeldRow) -> Result<Held, StorageError> {
    let corrupt = StorageError::Corrupt { column: "appointments.held_until" };
    Ok(Held {
        visit: read(row)?,
        blocks: ranges::read(blocks)?,
        until: until.ok_or(corrupt)?,
        renewed,
        offer_id,
    })
}

/// Keeps a hold for longer, once.
///
/// # Errors
/// [`StorageError`].
pub async fn renew(
    connection: &mut AsyncPgConnection,
    id: AppointmentId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(appointments::table.filter(appointments::id.eq(id)))
        .set((
            appointments::held_until.eq(until),
            appointments::hold_renewed.eq(true),
            appointments::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends these holds.
///
/// # Errors
/// [`StorageError`].
pub async fn end(
    connection: &mut AsyncPgConnection,
    holds: &[AppointmentId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let ended =
        appointments::table.filter(appointments::id.eq_any(holds)).filter(appointments::status.eq("held"));
    diesel::update(ended)
        .set((
            appointments::status.eq("expired"),
            appointments::version.eq(appointments::version + 1),
            appointments::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

impl Released {
    /// When the visit would have been.
    #[must_use]
    pub fn kept(&self) -> Interval {
        Interval { start: self.starts_at, end: self.ends_at }
    }
}

/// Takes back that these were ended, in the same transaction: what they were ended for was not to be.
///
/// # Errors
/// [`StorageError`].
pub async fn restore(
    mut connection: &AsyncPgConnection,
    holds: &[AppointmentId],
) -> Result<(), StorageError> {
    if holds.is_empty() {
        return Ok(());
    }
    diesel::update(appointments::table.filter(appointments::id.eq_any(holds)))
        .set((appointments::status.eq("held"), appointments::version.eq(appointments::version - 1)))
        .execute(&mut connection)
        .await?;
    Ok(())
}

/// Ends the holds that these visits meet and that have run out, or are the patient's own; answers what they kept. Takes a
/// shared connection, so that it can be sent along with other statements.
///
/// # Errors
/// [`StorageError`].
pub async fn release(
    mut connection: &AsyncPgConnection,
    meetings: &[Meeting],
    now: DateTime<Utc>,
) -> Result<Vec<Released>, StorageError> {
    Ok(diesel::sql_query(
        "UPDATE appointments AS hold SET status = 'expired', version = hold.version + 1, updated_at = $5
         FROM unnest($1, $2, $3, $4) AS visit (doctor_id, patient_id, blocks_from, blocks_until)
         WHERE hold.doctor_id = visit.doctor_id AND hold.status = 'held' AND hold.deleted_at IS NULL
           AND hold.offer_id IS NULL AND hold.blocks && tstzrange(visit.blocks_from, visit.blocks_until)
           AND (hold.held_until <= $5 OR hold.patient_id = visit.patient_id)
         RETURNING hold.id, hold.doctor_id, hold.starts_at, hold.ends_at",
    )
    .bind::<Array<SqlUuid>, _>(meetings.iter().map(|visit| visit.doctor.0).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(meetings.iter().map(|visit| visit.patient.0).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(meetings.iter().map(|visit| visit.blocks.start).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(meetings.iter().map(|visit| visit.blocks.end).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .load(&mut connection)
    .await?)
}

/// Doctors with holds that have run out, offers left aside; the longest ago first, `limit` at the most.
///
/// # Errors
/// [`StorageError`].
pub async fn lapsed_at(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<UserId>, StorageError> {
    Ok(appointments::table
        .filter(appointments::status.eq("held"))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::offer_id.is_null())
        .filter(appointments::held_until.le(now))
        .group_by(appointments::doctor_id)
        .order(diesel::dsl::min(appointments::held_until))
        .select(appointments::doctor_id)
        .limit(limit)
        .load(connection)
        .await?)
}

/// The holds of a doctor that have run out, offers left aside, by their start.
///
/// # Errors
/// [`StorageError`].
pub async fn lapsed_of(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<Held>, StorageError> {
    let rows: Vec<HeldRow> = held()
        .filter(appointments::status.eq("held"))
        .filter(appointments::offer_id.is_null())
        .filter(appointments::doctor_id.eq(doctor))
        .filter(appointments::held_until.le(now))
        .order(appointments::starts_at)
        .select(held_columns!())
        .load(connection)
        .await?;
    rows.into_iter().map(read_held).collect()
}
