//! Lists the address of which a provider said, while it was sent to, that it must not or cannot be written to. Called by
//! the channel workers.

use chrono::{DateTime, Utc};

use crate::domain::suppressions::Suppression;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::suppressions;

/// Lists an address.
///
/// # Errors
/// [`StorageError`]; nothing is lost then but one more attempt, which is told the same.
pub async fn record(database: &Database, new: &Suppression, now: DateTime<Utc>) -> Result<(), StorageError> {
    let mut connection = database.connection().await?;
    suppressions::insert(&mut connection, new, now).await
}
