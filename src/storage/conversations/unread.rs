//! How much people have not read yet, over all of their conversations.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::conversations::seats::{SEATS, STANDS};
use crate::storage::error::StorageError;

/// What others said since a seat's owner read last.
pub(super) const NEW_TO_SEAT: &str = "message.conversation_id = seat.conversation_id
    AND message.position > seat.read_position AND message.sender_id <> seat.user_id";

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = BigInt)]
    unread: i64,
}

/// The messages that each of these people has not read, wherever their seat stands; who has read all is left out.
///
/// # Errors
/// [`StorageError`].
pub async fn totals(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<HashMap<UserId, i64>, StorageError> {
    let totals: Vec<Total> = diesel::sql_query(format!(
        "SELECT seat.user_id, count(*) AS unread FROM {SEATS} JOIN messages message ON {NEW_TO_SEAT}
         WHERE seat.user_id = ANY($1) AND {STANDS} GROUP BY seat.user_id"
    ))
    .bind::<Array<SqlUuid>, _>(people)
    .load(connection)
    .await?;
    Ok(totals.into_iter().map(|total| (total.user_id, total.unread)).collect())
}

/// The messages that one person has not read.
///
/// # Errors
/// [`StorageError`].
pub async fn total(connection: &mut AsyncPgConnection, user: UserId) -> Result<i64, StorageError> {
    Ok(totals(connection, &[user]).await?.get(&user).copied().unwrap_or(0))
}
