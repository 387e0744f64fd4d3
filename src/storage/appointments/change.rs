//! Locks a visit, moves it along its status machine, and to another time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::appointments::Status;
use crate::domain::ids::AppointmentId;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::error::StorageError;
use crate::storage::schema::appointments;

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

/// Moves a visit to another time where neither doctor nor patient, seats nor day stand in the way; `false` where one does.
/// Schedule, patient and visit must be locked, and the group session, where it is to be one, open.
///
/// # Errors
/// [`StorageError`].
pub async fn move_to(
    mut connection: &AsyncPgConnection,
    moved: &NewAppointment,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let visit = &moved.appointment;
    let day = moved.day.map(|limit| limit.day);
    let rows = diesel::sql_query(include_str!("move_to.sql"))
        .bind::<SqlUuid, _>(visit.id.0)
        .bind::<SqlUuid, _>(visit.doctor_id.0)
        .bind::<SqlUuid, _>(visit.patient_id.0)
        .bind::<SqlUuid, _>(visit.clinic_id.0)
        .bind::<Timestamptz, _>(visit.during.start)
        .bind::<Timestamptz, _>(visit.during.end)
        .bind::<Timestamptz, _>(moved.blocks.start)
        .bind::<Timestamptz, _>(moved.blocks.end)
        .bind::<Text, _>(visit.appointment_type.as_str())
        .bind::<Integer, _>(moved.capacity())
        .bind::<Nullable<Timestamptz>, _>(day.map(|day| day.start))
        .bind::<Nullable<Timestamptz>, _>(day.map(|day| day.end))
        .bind::<Nullable<Integer>, _>(moved.day_max())
        .bind::<Timestamptz, _>(now)
        .execute(&mut connection)
        .await?;
    Ok(rows == 1)
}
