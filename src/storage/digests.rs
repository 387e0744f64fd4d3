//! Mails that gather what could wait: the first of an hour goes at once, the rest goes together at the end of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{DeliveryId, EventId, UserId};
use crate::storage::deliveries::{self, NewDelivery};
use crate::storage::error::StorageError;
use crate::storage::schema::{deliveries as table, digest_items};

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = SqlUuid)]
    delivery_id: DeliveryId,
}

/// Which of these keys are taken already. A message that was not sent after all gives its key back.
///
/// # Errors
/// [`StorageError`].
pub async fn taken(
    connection: &mut AsyncPgConnection,
    keys: &[String],
) -> Result<HashSet<String>, StorageError> {
    diesel::sql_query(
        "UPDATE deliveries SET dedupe_key = dedupe_key || ':' || id WHERE dedupe_key = ANY($1) AND state = 'suppressed'",
    )
    .bind::<Array<Text>, _>(keys)
    .execute(connection)
    .await?;
    let taken: Vec<String> = table::table
        .filter(table::dedupe_key.eq_any(keys))
        .select(table::dedupe_key)
        .load(connection)
        .await?;
    Ok(taken.into_iter().collect())
}

/// Puts what happened into the digest of its key, which is made where there is none yet; `false` where it is on its way
/// already and takes no more.
///
/// # Errors
/// [`StorageError`].
pub async fn gather(
    connection: &mut AsyncPgConnection,
    digest: NewDelivery,
    happened: EventId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let key = digest.dedupe_key.clone();
    deliveries::insert(connection, vec![digest], now).await?;
    let open: Option<DeliveryId> = table::table
        .filter(table::dedupe_key.eq(key))
        .filter(table::state.eq("queued"))
        .filter(table::lease_until.is_null())
        .select(table::id)
        .for_update()
        .first(connection)
        .await
        .optional()?;
    let Some(delivery_id) = open else { return Ok(false) };
    diesel::insert_into(digest_items::table)
        .values((digest_items::delivery_id.eq(delivery_id), digest_items::event_id.eq(happened)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(true)
}

/// How much of what each of these digests gathered still waits for its reader: what they have read meanwhile does not.
///
/// # Errors
/// [`StorageError`].
pub async fn waiting(
    connection: &mut AsyncPgConnection,
    digests: &[DeliveryId],
) -> Result<Vec<(DeliveryId, i64)>, StorageError> {
    let rows: Vec<Waiting> = diesel::sql_query(
        "SELECT item.delivery_id, count(*) FILTER (WHERE seat.read_position < message.position) AS waiting
         FROM digest_items item
         JOIN deliveries digest ON digest.id = item.delivery_id
         JOIN events event ON event.id = item.event_id
         JOIN messages message ON message.id = (event.data ->> 'message_id')::uuid
         JOIN participants seat ON seat.conversation_id = message.conversation_id AND seat.user_id = digest.user_id
         WHERE item.delivery_id = ANY($1)
         GROUP BY item.delivery_id",
    )
    .bind::<Array<SqlUuid>, _>(digests)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.delivery_id, row.waiting)).collect())
}

/// So that of two nodes at the messages of one person the second sees what the first sent: held until the transaction is
/// over.
///
/// # Errors
/// [`StorageError`].
pub async fn take_turns(connection: &mut AsyncPgConnection, readers: &[UserId]) -> Result<(), StorageError> {
    let names: Vec<String> = readers.iter().map(|reader| format!("digest:{reader}")).collect();
    diesel::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (SELECT unnest($1) AS name ORDER BY 1) AS names",
    )
    .bind::<Array<Text>, _>(names)
    .execute(connection)
    .await?;
    Ok(())
}
