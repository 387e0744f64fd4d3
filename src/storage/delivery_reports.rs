//! What providers report of texts that they accepted, kept beside each delivery.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::channels::ChannelKind;
use crate::domain::ids::DeliveryId;
use crate::storage::error::StorageError;
use crate::storage::schema::{deliveries, delivery_attempts};

/// A text as far as reports on it go.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Reported {
    /// What the provider calls it; none where its answer was lost, or is not recorded yet.
    pub provider_id: Option<String>,
    /// The last status that it reported.
    pub provider_status: Option<String>,
    /// `queued`, `sent`, `suppressed` or `dead`.
    pub state: String,
    /// The number it went to, where that is recorded.
    pub address: Option<String>,
}

/// A text, locked until the transaction ends: reports come side by side.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    id: DeliveryId,
) -> Result<Option<Reported>, StorageError> {
    Ok(deliveries::table
        .filter(deliveries::id.eq(id))
        .filter(deliveries::channel.eq(ChannelKind::Sms.as_str()))
        .select((
            deliveries::provider_id,
            deliveries::provider_status,
            deliveries::state,
            deliveries::address,
        ))
        .for_update()
        .first(connection)
        .await
        .optional()?)
}

/// Whether an attempt that has ended was known by this name to the provider.
///
/// # Errors
/// [`StorageError`].
pub async fn was_known_as(
    connection: &mut AsyncPgConnection,
    id: DeliveryId,
    provider_id: &str,
) -> Result<bool, StorageError> {
    let attempts = delivery_attempts::table
        .filter(delivery_attempts::delivery_id.eq(id))
        .filter(delivery_attempts::provider_id.eq(provider_id));
    Ok(diesel::select(diesel::dsl::exists(attempts)).get_result(connection).await?)
}

/// Notes how far a text has come.
///
/// # Errors
/// [`StorageError`].
pub async fn set_status(
    connection: &mut AsyncPgConnection,
    id: DeliveryId,
    provider_id: &str,
    status: &str,
) -> Result<(), StorageError> {
    diesel::update(deliveries::table.filter(deliveries::id.eq(id)))
        .set((deliveries::provider_id.eq(provider_id), deliveries::provider_status.eq(status)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives up a text that did not arrive: nobody has it, so that a replay sends it anew without looking it up. Whoever is still at it loses the lease, and with it the last word.
///
/// # Errors
/// [`StorageError`].
pub async fn give_up(
    connection: &mut AsyncPgConnection,
    id: DeliveryId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(deliveries::table.filter(deliveries::id.eq(id)))
        .set((
            deliveries::state.eq("dead"),
            deliveries::last_error.eq(reason),
            deliveries::maybe_sent.eq(false),
            deliveries::via.eq(None::<String>),
            deliveries::lease_until.eq(None::<DateTime<Utc>>),
            deliveries::lease_token.eq(None::<Uuid>),
            deliveries::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
