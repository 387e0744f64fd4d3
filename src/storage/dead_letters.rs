//! Messages that were given up, and are to be tried again because somebody says so.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::channels::ChannelKind;
use crate::domain::deliveries::MAX_ATTEMPTS;
use crate::domain::ids::{DeliveryId, least_uuid};
use crate::storage::error::StorageError;

/// Which of them; all, where nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    /// Only these.
    pub ids: Option<Vec<DeliveryId>>,
    /// That were to go out over this.
    pub channel: Option<ChannelKind>,
    /// Saying this.
    pub template: Option<String>,
    /// Not made before.
    pub from: Option<DateTime<Utc>>,
    /// Made before.
    pub to: Option<DateTime<Utc>>,
    /// Given up before.
    pub dead_before: Option<DateTime<Utc>>,
}

/// `dead` stands in it as it does in the index of what is settled.
macro_rules! these {
    () => {
        "FROM deliveries WHERE state = 'dead'
           AND ($1 IS NULL OR id = ANY ($1)) AND ($2 IS NULL OR channel = $2) AND ($3 IS NULL OR template = $3)
           AND ($4 IS NULL OR id >= $4) AND ($5 IS NULL OR id < $5) AND ($6 IS NULL OR updated_at < $6)"
    };
}

#[derive(QueryableByName)]
struct Replayed {
    #[diesel(sql_type = SqlUuid)]
    id: DeliveryId,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Queues up to `limit` of these dead letters again, with as many attempts as they had at first; answers which. What may have
/// been sent is still looked up before it is sent again; what providers said of the attempts before is of the past. One that
/// somebody else replays just then is left to them.
///
/// What was given up first comes first: what dies again at once is not in the way of the others.
///
/// # Errors
/// [`StorageError`].
pub async fn replay(
    connection: &mut AsyncPgConnection,
    letters: &Letters,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<DeliveryId>, StorageError> {
    let replayed: Vec<Replayed> = diesel::sql_query(concat!(
        "UPDATE deliveries SET state = 'queued', attempts_allowed = attempts + $7, run_at = $8, updated_at = $8,
                lease_until = NULL, lease_token = NULL, provider_id = NULL, provider_status = NULL, sent_at = NULL
         WHERE id IN (SELECT id ",
        these!(),
        " ORDER BY updated_at, id LIMIT $9 FOR UPDATE SKIP LOCKED) RETURNING id"
    ))
    .bind::<Nullable<Array<SqlUuid>>, _>(letters.ids.as_deref())
    .bind::<Nullable<Text>, _>(letters.channel.map(ChannelKind::as_str))
    .bind::<Nullable<Text>, _>(letters.template.as_deref())
    .bind::<Nullable<SqlUuid>, _>(bound(letters.from))
    .bind::<Nullable<SqlUuid>, _>(bound(letters.to))
    .bind::<Nullable<Timestamptz>, _>(letters.dead_before)
    .bind::<Integer, _>(MAX_ATTEMPTS)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    let mut ids: Vec<DeliveryId> = replayed.into_iter().map(|replayed| replayed.id).collect();
    ids.sort_unstable();
    // Whoever replays a letter has reason to believe that its address can be reached again.
    diesel::sql_query(
        "DELETE FROM suppressions listed USING deliveries replayed
         WHERE replayed.id = ANY($1) AND listed.reason = 'unreachable' AND listed.channel = replayed.channel
           AND listed.address = replayed.address::citext",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .execute(connection)
    .await?;
    Ok(ids)
}

/// How many of these there are.
///
/// # Errors
/// [`StorageError`].
pub async fn count(connection: &mut AsyncPgConnection, letters: &Letters) -> Result<i64, StorageError> {
    let counted: Count = diesel::sql_query(concat!("SELECT count(*) AS count ", these!()))
        .bind::<Nullable<Array<SqlUuid>>, _>(letters.ids.as_deref())
        .bind::<Nullable<Text>, _>(letters.channel.map(ChannelKind::as_str))
        .bind::<Nullable<Text>, _>(letters.template.as_deref())
        .bind::<Nullable<SqlUuid>, _>(bound(letters.from))
        .bind::<Nullable<SqlUuid>, _>(bound(letters.to))
        .bind::<Nullable<Timestamptz>, _>(letters.dead_before)
        .get_result(connection)
        .await?;
    Ok(counted.count)
}

/// An id tells when it was made.
fn bound(at: Option<DateTime<Utc>>) -> Option<Uuid> {
    at.map(least_uuid)
}
