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

/// So many messages more want to go to somebody on a day of theirs.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Whom.
    pub person: UserId,
    /// Their day.
    pub day: NaiveDate,
    /// How many.
    pub count: i32,
    /// They take no more than so many.
    pub cap: i32,
}

/// Counts what goes to each of these people, up to their cap; answers how many of the wanted ones that are. Each person is
/// named once. To be called in a transaction: the counts are locked.
///
/// # Errors
/// [`StorageError`].
pub async fn charge(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    wanted: &[Wanted],
) -> Result<HashMap<UserId, i32>, StorageError> {
    // In one order on every node, so that none waits for another in a circle.
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable_by_key(|one| (one.person, one.day));
    let people: Vec<_> = wanted.iter().map(|one| one.person).collect();
    let days: Vec<_> = wanted.iter().map(|one| one.day).collect();
    let counted: Vec<Counted> = diesel::sql_query(
        "INSERT INTO daily_counts AS counts (user_id, channel, day, sent)
         SELECT person, $1, day, 0 FROM unnest($2, $3) AS wanted (person, day) ORDER BY person, day
         ON CONFLICT (user_id, channel, day) DO UPDATE SET sent = counts.sent
         RETURNING user_id, sent",
    )
    .bind::<Text, _>(channel.as_str())
    .bind::<Array<SqlUuid>, _>(people.clone())
    .bind::<Array<Date>, _>(days.clone())
    .load(connection)
    .await?;
    let sent: HashMap<_, _> = counted.into_iter().map(|row| (row.user_id, row.sent)).collect();
    let granted = |one: &Wanted| {
        let sent = sent.get(&one.person).copied().unwrap_or_default();
        one.count.min(one.cap - sent).max(0)
    };
    let granted: Vec<i32> = wanted.iter().map(granted).collect();
    diesel::sql_query(
        "UPDATE daily_counts SET sent = sent + granted.count
         FROM unnest($2, $3, $4) AS granted (person, day, count)
         WHERE user_id = granted.person AND channel = $1 AND daily_counts.day = granted.day AND granted.count > 0",
    )
    .bind::<Text, _>(channel.as_str())
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Array<Date>, _>(days)
    .bind::<Array<Integer>, _>(granted.clone())
    .execute(connection)
    .await?;
    Ok(wanted.iter().map(|one| one.person).zip(granted).collect())
}
