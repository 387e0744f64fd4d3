//! Who does the timed work: one node at a time, by the database's clock.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::storage::error::StorageError;

#[derive(QueryableByName)]
struct FenceRow {
    #[diesel(sql_type = BigInt)]
    fence: i64,
}

/// Takes or renews a lease. Answers its fence, which grows with every change of hands; none where another node has it.
///
/// # Errors
/// [`StorageError`].
pub async fn acquire(
    connection: &mut AsyncPgConnection,
    name: &str,
    node: Uuid,
    length: TimeDelta,
) -> Result<Option<i64>, StorageError> {
    #[expect(clippy::cast_precision_loss, reason = "a lease is seconds long")]
    let seconds = length.num_milliseconds() as f64 / 1000.0;
    let row: Option<FenceRow> = diesel::sql_query(
        "INSERT INTO leases AS held (name, node, fence, until)
         VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
         ON CONFLICT (name) DO UPDATE
            SET fence = held.fence + (held.node <> excluded.node)::int, node = excluded.node, until = excluded.until
            WHERE held.node = excluded.node OR held.until < clock_timestamp()
         RETURNING fence",
    )
    .bind::<Text, _>(name)
    .bind::<SqlUuid, _>(node)
    .bind::<Double, _>(seconds)
    .get_result(connection)
    .await
    .optional()?;
    Ok(row.map(|row| row.fence))
}

/// Locks a lease for the rest of the transaction, so that what follows is written only by its holder; `false` where
/// the fence has moved on.
///
/// # Errors
/// [`StorageError`].
pub async fn guard(connection: &mut AsyncPgConnection, name: &str, fence: i64) -> Result<bool, StorageError> {
    let row: Option<FenceRow> =
        diesel::sql_query("SELECT fence FROM leases WHERE name = $1 AND fence = $2 FOR SHARE")
            .bind::<Text, _>(name)
            .bind::<BigInt, _>(fence)
            .get_result(connection)
            .await
            .optional()?;
    Ok(row.is_some())
}

/// Lets go of a lease, so that another node need not wait for its end.
///
/// # Errors
/// [`StorageError`].
pub async fn release(connection: &mut AsyncPgConnection, name: &str, node: Uuid) -> Result<(), StorageError> {
    diesel::sql_query("UPDATE leases SET until = '-infinity' WHERE name = $1 AND node = $2")
        .bind::<Text, _>(name)
        .bind::<SqlUuid, _>(node)
        .execute(connection)
        .await?;
    Ok(())
}
