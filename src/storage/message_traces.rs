//! What messages leave behind them that is of use for a while only: counts, answers, questions, browsers.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::storage::error::StorageError;

/// Forgets how many messages people got on days that were over anywhere `before`; answers of how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge_daily_counts(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let statement = "DELETE FROM daily_counts WHERE (user_id, channel, day) IN (
                         SELECT user_id, channel, day FROM daily_counts
                         WHERE day < ($1 AT TIME ZONE 'UTC')::date LIMIT $2)";
    purge(connection, statement, before, limit).await
}

/// Forgets texts that people sent before; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge_inbound_texts(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let statement = "DELETE FROM inbound_texts WHERE sid IN (
                         SELECT sid FROM inbound_texts WHERE created_at < $1 LIMIT $2)";
    purge(connection, statement, before, limit).await
}

/// Forgets what numbers were asked before; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge_sms_questions(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let statement = "DELETE FROM sms_questions WHERE address IN (
                         SELECT address FROM sms_questions WHERE created_at < $1 LIMIT $2)";
    purge(connection, statement, before, limit).await
}

/// Forgets browsers that took no push since; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge_push_subscriptions(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let statement = "DELETE FROM push_subscriptions WHERE id IN (
                         SELECT id FROM push_subscriptions
                         WHERE coalesce(last_used_at, created_at) < $1 LIMIT $2)";
    purge(connection, statement, before, limit).await
}

async fn purge(
    connection: &mut AsyncPgConnection,
    statement: &str,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(statement)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(connection)
        .await?)
}
