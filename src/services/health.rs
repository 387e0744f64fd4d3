//! How long messages have been waiting.

use chrono::{DateTime, Utc};

use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{deliveries, events};

/// Since when the oldest message or unexpanded event has been waiting; none where nothing waits.
///
/// # Errors
/// [`StorageError`].
pub async fn queue_since(database: &Database) -> Result<Option<DateTime<Utc>>, StorageError> {
    let mut connection = database.connection().await?;
    let event = events::oldest_unexpanded(&mut connection).await?;
    let delivery = deliveries::oldest_due(&mut connection).await?;
    Ok([event, delivery].into_iter().flatten().min())
}
