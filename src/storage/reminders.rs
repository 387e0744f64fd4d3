//! Reminders as rows: made when their visit is booked, and kept in step with it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{AppointmentId, UserId};
use crate::storage::deliveries::{self, NewDelivery};
use crate::storage::error::StorageError;
use crate::storage::schema::appointments;

/// Nobody changes these visits until the transaction is over, so that what is made of them is of their last state: of two
/// nodes at the same visit, the later one sees what the other saw, or more.
///
/// # Errors
/// [`StorageError`].
pub async fn hold_visits(
    connection: &mut AsyncPgConnection,
    visits: &[AppointmentId],
) -> Result<(), StorageError> {
    let _held: Vec<AppointmentId> = appointments::table
        .filter(appointments::id.eq_any(visits))
        .order(appointments::id)
        .select(appointments::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    Ok(())
}

/// The visits ahead of these patients.
///
/// # Errors
/// [`StorageError`].
pub async fn visits_ahead(
    connection: &mut AsyncPgConnection,
    patients: &[UserId],
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentId>, StorageError> {
    Ok(appointments::table
        .filter(appointments::patient_id.eq_any(patients))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::starts_at.gt(now))
        .filter(appointments::status.eq_any(["pending", "confirmed"]))
        .select(appointments::id)
        .load(connection)
        .await?)
}

/// Brings the reminders of these visits in step: what waits under a key that is not `wanted` is withdrawn; what is `ahead` is
/// added, or comes back where it was withdrawn before it was taken up, or gets its new time. What was sent stays sent.
///
/// # Errors
/// [`StorageError`].
pub async fn keep_in_step(
    connection: &mut AsyncPgConnection,
    visits: &[AppointmentId],
    wanted: &[String],
    mut ahead: Vec<NewDelivery>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "UPDATE deliveries SET state = 'suppressed', updated_at = $3,
                last_error = 'the visit was moved or called off, or this reminder is not wanted any more'
         WHERE appointment_id = ANY($1) AND state = 'queued' AND lease_until IS NULL
           AND NOT dedupe_key = ANY($2)",
    )
    .bind::<Array<SqlUuid>, _>(visits)
    .bind::<Array<Text>, _>(wanted)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    if ahead.is_empty() {
        return Ok(());
    }
    // In one order on every node, so that none waits for another in a circle.
    ahead.sort_unstable_by(|one, other| one.dedupe_key.cmp(&other.dedupe_key));
    let keys: Vec<_> = ahead.iter().map(|new| new.dedupe_key.clone()).collect();
    let (run_ats, not_afters): (Vec<_>, Vec<_>) = ahead.iter().map(|new| (new.run_at, new.not_after)).unzip();
    deliveries::insert(connection, ahead, now).await?;
    diesel::sql_query(
        "UPDATE deliveries SET state = 'queued', run_at = due.run_at, not_after = due.not_after, last_error = NULL,
                updated_at = $4
         FROM unnest($1, $2, $3) AS due (key, run_at, not_after)
         WHERE dedupe_key = due.key AND attempts = 0
           AND (state = 'suppressed' OR (state = 'queued' AND lease_until IS NULL
                AND (deliveries.run_at, deliveries.not_after) IS DISTINCT FROM (due.run_at, due.not_after)))",
    )
    .bind::<Array<Text>, _>(keys)
    .bind::<Array<Timestamptz>, _>(run_ats)
    .bind::<Array<Nullable<Timestamptz>>, _>(not_afters)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives up what would come too late to make sense; answers how many, at most `limit`. What is being sent is left alone.
///
/// # Errors
/// [`StorageError`].
pub async fn drop_overdue(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let dropped = diesel::sql_query(
        "UPDATE deliveries SET state = 'suppressed', updated_at = $1, last_error = 'too late to make sense'
         WHERE id IN (SELECT id FROM deliveries
                      WHERE state = 'queued' AND not_after < $1
                        AND (lease_until IS NULL OR lease_until < clock_timestamp())
                      LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(dropped)
}
