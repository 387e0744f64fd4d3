//! Just before sending: is it still to be said, and to whom? Called by the channel workers, a batch at a time.

mod caps;
pub(super) mod decide;
pub(super) mod facts;
pub mod prepared;

use chrono::{DateTime, Utc};

use crate::domain::channels::ChannelKind;
use crate::services::notifications::prepare::decide::decide;
use crate::services::notifications::prepare::facts::Facts;
use crate::services::notifications::prepare::prepared::Prepared;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;

/// Makes messages of one channel ready with what is known now, in the order they came: a few queries for all of them.
///
/// What is not to be said any more is suppressed, with the reason: [`decide`] has the rules. What is only not to be said now,
/// because its reader wants their peace or got enough for a day, is put back. A message whose attempts are used up, because
/// it took its process with it each time, is dead; one that this version cannot read waits for one that can.
///
/// # Errors
/// [`StorageError`].
pub async fn prepare(
    database: &Database,
    channel: ChannelKind,
    claimed: &[Claimed],
    one_time: &OneTimeSecrets,
    now: DateTime<Utc>,
) -> Result<Vec<Prepared>, StorageError> {
    let mut connection = database.connection().await?;
    let facts = Facts::load(&mut connection, channel, claimed, now).await?;
    let mut prepared: Vec<_> =
        claimed.iter().map(|one| decide(channel, one, &facts, one_time, now)).collect();
    caps::hold_back(&mut connection, channel, claimed, &mut prepared, &facts, now).await?;
    Ok(prepared)
}
