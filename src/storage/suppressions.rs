//! Addresses that are not written to any more, by channel; compared without case.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::bars::Bar;
use crate::domain::channels::ChannelKind;
use crate::domain::suppressions::Suppression;
use crate::storage::error::StorageError;
use crate::storage::schema::suppressions;

/// A number is given to somebody else, and a mailbox is emptied: what did not arrive then may arrive now.
const UNREACHABLE_FOR: TimeDelta = TimeDelta::days(30);

#[derive(QueryableByName)]
struct ListedRow {
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    reason: String,
}

/// Which of these addresses are listed, as they were asked for, and why. That nothing arrives there counts for a month, unless
/// it is found out anew.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    asked: &[(ChannelKind, String)],
    now: DateTime<Utc>,
) -> Result<HashMap<(ChannelKind, String), Bar>, StorageError> {
    let (channels, addresses): (Vec<_>, Vec<_>) =
        asked.iter().map(|(channel, address)| (channel.as_str(), address.as_str())).unzip();
    let rows: Vec<ListedRow> = diesel::sql_query(
        "SELECT asked.channel, asked.address, listed.reason
         FROM unnest($1, $2) AS asked (channel, address)
         JOIN suppressions listed ON listed.channel = asked.channel AND listed.address = asked.address::citext
         WHERE listed.reason = 'stopped' OR listed.created_at > $3",
    )
    .bind::<Array<Text>, _>(channels)
    .bind::<Array<Text>, _>(addresses)
    .bind::<Timestamptz, _>(now - UNREACHABLE_FOR)
    .load(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: ListedRow) -> Result<((ChannelKind, String), Bar), StorageError> {
    let unreadable = |column| StorageError::Corrupt { column };
    let channel = ChannelKind::parse(&row.channel).map_err(|_| unreadable("suppressions.channel"))?;
    let bar = Bar::from_stored(&row.reason).ok_or(unreadable("suppressions.reason"))?;
    Ok(((channel, row.address), bar))
}

/// Lists an address; what its owner asked for is not overwritten by what a provider finds out.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &Suppression,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "INSERT INTO suppressions (channel, address, reason, detail, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (channel, address) DO UPDATE
         SET reason = excluded.reason, detail = excluded.detail, created_at = excluded.created_at
         WHERE suppressions.reason = 'unreachable'",
    )
    .bind::<Text, _>(new.channel.as_str())
    .bind::<Text, _>(&new.address)
    .bind::<Text, _>(new.bar.as_str())
    .bind::<Text, _>(&new.detail)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes an address off the list; `false` where it was not on it.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    address: &str,
) -> Result<bool, StorageError> {
    let listed = suppressions::table
        .filter(suppressions::channel.eq(channel.as_str()))
        .filter(suppressions::address.eq(address));
    Ok(diesel::delete(listed).execute(connection).await? == 1)
}
