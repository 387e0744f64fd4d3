//! How many messages wait, how many went, and how long it took.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::channels::ChannelKind;
use crate::storage::error::StorageError;
use crate::storage::schema::deliveries;

/// No queue is counted further than this each time.
pub const COUNTED: i64 = 100_000;

/// The figures of one channel.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct ChannelFigures {
    /// The channel's name.
    #[diesel(sql_type = Text)]
    pub channel: String,
    /// Neither sent nor given up, those of days to come included; [`COUNTED`] for that many or more.
    #[diesel(sql_type = BigInt)]
    pub queued: i64,
    /// Of these, due and not taken up; of each priority no more than [`COUNTED`] are looked at.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Of these, being sent.
    #[diesel(sql_type = BigInt)]
    pub in_flight: i64,
    /// When the one became due that has been so the longest.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_due: Option<DateTime<Utc>>,
    /// Attempts of the last 24 hours that a provider accepted.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    /// The same, to be tried again.
    #[diesel(sql_type = BigInt)]
    pub retried: i64,
    /// The same, not to be sent.
    #[diesel(sql_type = BigInt)]
    pub suppressed: i64,
    /// The same, given up.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
    /// From the change to the provider's answer within the last hour, in milliseconds; none where nothing was sent.
    #[diesel(sql_type = Nullable<Double>)]
    pub p50: Option<f64>,
    /// The same of the slowest but one in a hundred.
    #[diesel(sql_type = Nullable<Double>)]
    pub p99: Option<f64>,
}

/// The figures of every channel, in their order.
///
/// # Errors
/// [`StorageError`].
pub async fn figures(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> Result<Vec<ChannelFigures>, StorageError> {
    Ok(diesel::sql_query(include_str!("figures.sql"))
        .bind::<Array<Text>, _>(ChannelKind::ALL.map(ChannelKind::as_str).to_vec())
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(COUNTED)
        .load(connection)
        .await?)
}

/// All messages of a channel that are neither sent nor given up, however many: this takes long where they are.
///
/// # Errors
/// [`StorageError`].
pub async fn queued(connection: &mut AsyncPgConnection, channel: ChannelKind) -> Result<i64, StorageError> {
    Ok(deliveries::table
        .filter(deliveries::state.eq("queued"))
        .filter(deliveries::channel.eq(channel.as_str()))
        .count()
        .get_result(connection)
        .await?)
}
