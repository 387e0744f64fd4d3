//! Messages are claimed: the most urgent first, each with a lease under a token, and its attempt charged.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    Array, BigInt, Bool, Double, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::channels::{ChannelKind, Via};
use crate::domain::ids::{DeliveryId, EventId, UserId};
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;

/// How many messages may be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In all.
    pub all: usize,
    /// Of these, so many that come in bulk.
    pub bulk: usize,
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    id: DeliveryId,
    #[diesel(sql_type = SqlUuid)]
    lease_token: Uuid,
    #[diesel(sql_type = SqlUuid)]
    event_id: EventId,
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Text)]
    template: String,
    #[diesel(sql_type = Jsonb)]
    vars: Value,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Integer)]
    attempts_allowed: i32,
    #[diesel(sql_type = SmallInt)]
    priority: i16,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    not_after: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    at_once: bool,
    #[diesel(sql_type = Bool)]
    maybe_sent: bool,
    #[diesel(sql_type = Nullable<Text>)]
    via: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    asked_at: Option<DateTime<Utc>>,
}

/// Claims messages of a channel that are due, as many as there is room for, the most urgent first, and charges each its
/// attempt. A row whose lease ran out was being sent when its node died: whether it went out is not known.
///
/// # Errors
/// [`StorageError`].
pub async fn claim(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    room: Room,
    lease: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<Claimed>, StorageError> {
    let number = |room: usize| i64::try_from(room).unwrap_or(i64::MAX);
    let mut rows: Vec<ClaimedRow> = diesel::sql_query(include_str!("claim.sql"))
        .bind::<Text, _>(channel.as_str())
        .bind::<Timestamptz, _>(now)
        .bind::<Double, _>(seconds(lease))
        .bind::<BigInt, _>(number(room.all))
        .bind::<BigInt, _>(number(room.bulk.min(room.all)))
        .load(connection)
        .await?;
    rows.sort_by_key(|row| row.priority);
    Ok(rows.into_iter().map(read).collect())
}

/// Prolongs leases, each only under its token: what takes long is still being sent, and nobody else may have it.
///
/// # Errors
/// [`StorageError`].
pub async fn prolong(
    connection: &mut AsyncPgConnection,
    ids: &[DeliveryId],
    tokens: &[Uuid],
    lease: TimeDelta,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "UPDATE deliveries SET lease_until = clock_timestamp() + make_interval(secs => $3)
         FROM unnest($1, $2) AS held (id, token)
         WHERE deliveries.id = held.id AND deliveries.lease_token = held.token",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(tokens)
    .bind::<Double, _>(seconds(lease))
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: ClaimedRow) -> Claimed {
    let message = serde_json::json!({ "template": row.template, "vars": row.vars });
    Claimed {
        id: row.id,
        lease_token: row.lease_token,
        event_id: row.event_id,
        user_id: row.user_id,
        message: serde_json::from_value(message).ok(),
        attempt: row.attempts,
        attempts_allowed: row.attempts_allowed,
        priority: row.priority,
        not_after: row.not_after,
        at_once: row.at_once,
        maybe_sent: row.maybe_sent,
        via: row.via.as_deref().and_then(Via::from_stored),
        asked_at: row.asked_at,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a lease is minutes long")]
fn seconds(lease: TimeDelta) -> f64 {
    lease.num_milliseconds() as f64 / 1000.0
}
