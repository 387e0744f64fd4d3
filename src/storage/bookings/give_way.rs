//! Buffers that give way to a visit which is booked against the rules.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::storage::appointments::insert::NewAppointment;
use crate::storage::error::StorageError;

/// Cuts the buffers of the neighbours that these visits reach into; the neighbours' visits themselves stay as they are,
/// and in the way. The doctors' schedules must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn give_way(
    mut connection: &AsyncPgConnection,
    visits: &[&NewAppointment],
) -> Result<(), StorageError> {
    let times =
        |read: fn(&NewAppointment) -> DateTime<Utc>| visits.iter().map(|new| read(new)).collect::<Vec<_>>();
    diesel::sql_query(
        "UPDATE appointments AS other
         SET blocks = CASE WHEN lower(other.during) >= new.ends_at
                           THEN tstzrange(GREATEST(lower(other.blocks), new.ends_at), upper(other.blocks))
                           ELSE tstzrange(lower(other.blocks), LEAST(upper(other.blocks), new.starts_at)) END
         FROM unnest($1, $2, $3) AS new (doctor_id, starts_at, ends_at)
         WHERE other.doctor_id = new.doctor_id AND other.deleted_at IS NULL
           AND other.blocks && tstzrange(new.starts_at, new.ends_at)
           AND NOT other.during && tstzrange(new.starts_at, new.ends_at)
           AND other.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed')",
    )
    .bind::<Array<SqlUuid>, _>(visits.iter().map(|new| new.appointment.doctor_id.0).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.start))
    .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.end))
    .execute(&mut connection)
    .await?;
    Ok(())
}
