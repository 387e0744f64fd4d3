//! Idempotency keys: a success is kept under its caller's key for a day, so that a repeat gets the first answer.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::storage::error::StorageError;
use crate::storage::schema::idempotency_keys;

/// How long a claim stands under which nothing was kept yet: longer than any request takes, and not so long that a node
/// which died at it keeps the caller out.
const UNSETTLED: TimeDelta = TimeDelta::minutes(1);

/// A caller's key, and what was asked for under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Keys of different callers, people or API keys, are different keys.
    pub caller: Uuid,
    /// As the client sent it.
    pub key: String,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// What was answered under a key.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Kept {
    /// SHA-256 of the first request.
    pub request_hash: Vec<u8>,
    /// The HTTP status of the first answer.
    pub status: Option<i16>,
    /// The body of the first answer.
    pub body: Option<Value>,
}

#[derive(QueryableByName)]
struct ClaimRow {
    #[diesel(sql_type = SqlUuid)]
    claim: Uuid,
}

/// What is kept under a caller's key; none where nothing is, or no longer.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    caller: Uuid,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<Kept>, StorageError> {
    Ok(idempotency_keys::table
        .filter(idempotency_keys::caller.eq(caller))
        .filter(idempotency_keys::key.eq(key))
        .filter(idempotency_keys::expires_at.gt(now))
        .select((idempotency_keys::request_hash, idempotency_keys::status, idempotency_keys::body))
        .first(connection)
        .await
        .optional()?)
}

/// Claims keys, each for what will be made under it; answers the claims that were granted. A key that another
/// transaction is at is waited for. The locks are taken in the order of the keys.
///
/// # Errors
/// [`StorageError`].
pub async fn claim(
    mut connection: &AsyncPgConnection,
    keys: &[(Key, Uuid)],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StorageError> {
    let granted: Vec<ClaimRow> = diesel::sql_query(
        "INSERT INTO idempotency_keys AS kept (caller, key, request_hash, claim, created_at, expires_at)
         SELECT caller, key, request_hash, claim, $5, $6
         FROM unnest($1, $2, $3, $4) AS new (caller, key, request_hash, claim)
         ORDER BY caller, key
         ON CONFLICT (caller, key) DO UPDATE
            SET request_hash = excluded.request_hash, claim = excluded.claim, status = NULL, body = NULL,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            WHERE kept.expires_at <= $5
         RETURNING claim",
    )
    .bind::<Array<SqlUuid>, _>(keys.iter().map(|(key, _)| key.caller).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(keys.iter().map(|(key, _)| key.key.as_str()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(keys.iter().map(|(key, _)| key.request_hash.as_slice()).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(keys.iter().map(|(_, claim)| *claim).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + UNSETTLED)
    .load(&mut connection)
    .await?;
    Ok(granted.into_iter().map(|row| row.claim).collect())
}

/// Keeps the answers of the claims that succeeded (always 201) for a day, and lets go of those that did not.
///
/// # Errors
/// [`StorageError`].
pub async fn settle(
    mut connection: &AsyncPgConnection,
    succeeded: &[(Uuid, Value)],
    failed: &[Uuid],
) -> Result<(), StorageError> {
    if !succeeded.is_empty() {
        diesel::sql_query(
            "UPDATE idempotency_keys SET status = 201, body = done.body, expires_at = created_at + interval '1 day'
             FROM unnest($1, $2) AS done (claim, body) WHERE idempotency_keys.claim = done.claim",
        )
        .bind::<Array<SqlUuid>, _>(succeeded.iter().map(|(claim, _)| *claim).collect::<Vec<_>>())
        .bind::<Array<Jsonb>, _>(succeeded.iter().map(|(_, body)| body.clone()).collect::<Vec<_>>())
        .execute(&mut connection)
        .await?;
    }
    if !failed.is_empty() {
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::claim.eq_any(failed)))
            .execute(&mut connection)
            .await?;
    }
    Ok(())
}

/// Forgets keys that are no longer recognised; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM idempotency_keys WHERE (caller, key) IN (
             SELECT caller, key FROM idempotency_keys WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}
