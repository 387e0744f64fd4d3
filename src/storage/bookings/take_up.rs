//! Holds that become visits.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::AppointmentId;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::error::StorageError;

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: AppointmentId,
}

/// Books from holds: each row becomes the visit. Answers which; one that has run out, whose rules moved, whose claim is not
/// there or whose patient is gone or elsewhere then is left out. Schedules and patients must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn take_up(
    mut connection: &AsyncPgConnection,
    wanted: &[&NewAppointment],
) -> Result<Vec<AppointmentId>, StorageError> {
    let texts = |read: fn(&NewAppointment) -> &str| wanted.iter().map(|new| read(new)).collect::<Vec<_>>();
    let rows: Vec<IdRow> = diesel::sql_query(
        "UPDATE appointments AS hold
         SET status = new.status, patient_notes = new.patient_notes, created_by = new.created_by, held_until = NULL,
             created_at = new.created_at, updated_at = new.created_at
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
              AS new (id, status, patient_notes, created_by, created_at, caller, key, claim, rules_version)
         WHERE hold.id = new.id AND hold.status = 'held' AND hold.held_until > new.created_at
           AND hold.deleted_at IS NULL
           AND EXISTS (SELECT FROM schedules
                       WHERE schedules.doctor_id = hold.doctor_id AND schedules.rules_version = new.rules_version)
           AND EXISTS (SELECT FROM users patient
                       WHERE patient.id = hold.patient_id AND patient.deleted_at IS NULL
                         AND patient.disabled_at IS NULL)
           AND (new.key IS NULL
                OR EXISTS (SELECT FROM idempotency_keys claimed
                           WHERE claimed.caller = new.caller AND claimed.key = new.key AND claimed.claim = new.claim))
           AND NOT EXISTS (SELECT FROM appointments a
                           WHERE a.patient_id = hold.patient_id AND a.deleted_at IS NULL AND a.during && hold.during
                             AND a.status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))
         RETURNING hold.id",
    )
    .bind::<Array<SqlUuid>, _>(wanted.iter().map(|new| new.appointment.id.0).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(texts(|new| new.appointment.status.as_str()))
    .bind::<Array<Text>, _>(texts(|new| &new.appointment.patient_notes))
    .bind::<Array<SqlUuid>, _>(wanted.iter().map(|new| new.appointment.created_by).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(wanted.iter().map(|new| new.appointment.created_at).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(
        wanted.iter().map(|new| new.claim.as_ref().map(|claim| claim.caller)).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Text>>, _>(
        wanted.iter().map(|new| new.claim.as_ref().map(|claim| claim.key.as_str())).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<SqlUuid>>, _>(
        wanted.iter().map(|new| new.claim.as_ref().map(|claim| claim.id)).collect::<Vec<_>>(),
    )
    .bind::<Array<BigInt>, _>(wanted.iter().map(|new| new.rules_version).collect::<Vec<_>>())
    .load(&mut connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
