//! Tries at passwords, by account, network and device; none of them in clear.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::new_uuid;
use crate::domain::throttle::{COUNTED_FOR, Failures};
use crate::storage::error::StorageError;
use crate::storage::schema::login_attempts;
use crate::storage::sessions::open::SecretHash;

/// Who tries, as they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// The account, whether there is one or not.
    pub account: SecretHash,
    /// Where from.
    pub network: SecretHash,
    /// The owner's own device; none for one that is not known.
    pub device: Option<SecretHash>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    account_count: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    account_last: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    network_count: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    network_last: Option<DateTime<Utc>>,
}

/// Failures that count against this attempt: of its account and of its network. Those of a known device are counted by
/// themselves, and those of unknown ones together, so that a stranger locks out strangers.
///
/// # Errors
/// [`StorageError`].
pub async fn failures(
    connection: &mut AsyncPgConnection,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(Failures, Failures), StorageError> {
    let counted: Counted = diesel::sql_query(
        "WITH account AS (
             SELECT at, failed FROM login_attempts
             WHERE account = $1 AND at > $4 AND device IS NOT DISTINCT FROM $3
         ), network AS (
             SELECT at FROM login_attempts WHERE network = $2 AND at > $4 AND failed AND device IS NULL
         )
         SELECT (SELECT count(*) FROM account
                 WHERE failed AND at > coalesce((SELECT max(at) FROM account WHERE NOT failed), '-infinity'))
                    AS account_count,
                (SELECT max(at) FROM account WHERE failed) AS account_last,
                (SELECT count(*) FROM network) AS network_count,
                (SELECT max(at) FROM network) AS network_last",
    )
    .bind::<Binary, _>(attempt.account.as_slice())
    .bind::<Binary, _>(attempt.network.as_slice())
    .bind::<Nullable<Binary>, _>(attempt.device.as_ref().map(<[u8; 32]>::as_slice))
    .bind::<Timestamptz, _>(now - COUNTED_FOR)
    .get_result(connection)
    .await?;
    let failures = |count, last| Failures { count: u32::try_from(count).unwrap_or(u32::MAX), last };
    Ok((
        failures(counted.account_count, counted.account_last),
        failures(counted.network_count, counted.network_last),
    ))
}

/// Remembers an attempt.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    attempt: &Attempt,
    failed: bool,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(login_attempts::table)
        .values((
            login_attempts::id.eq(new_uuid(now)),
            login_attempts::account.eq(attempt.account.as_slice()),
            login_attempts::network.eq(attempt.network.as_slice()),
            login_attempts::device.eq(attempt.device.as_ref().map(<[u8; 32]>::as_slice)),
            login_attempts::failed.eq(failed),
            login_attempts::at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets attempts from before `before`; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM login_attempts WHERE id IN (
             SELECT id FROM login_attempts WHERE at < $1 ORDER BY at LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}
