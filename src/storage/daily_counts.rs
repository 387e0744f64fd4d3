//! How many messages people got on a day of theirs, by channel.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::channels::ChannelKind;
use crate::domain::ids::UserId;
use crate::storage::error::StorageError;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Integer)]
    sent: i32,
}

/// Counts that so many messages more go to each of these people on their day; answers how many it were before. Each person
/// is named once.
///
/// # Errors
/// [`StorageError`].
pub async fn charge(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    more: &[(UserId, NaiveDate, i32)],
) -> Result<HashMap<UserId, i32>, StorageError> {
    let people: Vec<_> = more.iter().map(|(person, _, _)| *person).collect();
    let days: Vec<_> = more.iter().map(|(_, day, _)| *day).collect();
    let counts: Vec<_> = more.iter().map(|(_, _, count)| *count).collect();
    // In one order on every node, so that none waits for another in a circle.
    let rows: Vec<Counted> = diesel::sql_query(
        "INSERT INTO daily_counts (user_id, channel, day, sent)
         SELECT person, $1, day, count FROM unnest($2, $3, $4) AS more (person, day, count) ORDER BY person, day
         ON CONFLICT (user_id, channel, day) DO UPDATE SET sent = daily_counts.sent + excluded.sent
         RETURNING user_id, sent",
    )
    .bind::<Text, _>(channel.as_str())
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Array<Date>, _>(days)
    .bind::<Array<Integer>, _>(counts)
    .load(connection)
    .await?;
    let charged: HashMap<_, _> = more.iter().map(|(person, _, count)| (*person, *count)).collect();
    Ok(rows
        .into_iter()
        .map(|row| (row.user_id, row.sent - charged.get(&row.user_id).copied().unwrap_or_default()))
        .collect())
}
