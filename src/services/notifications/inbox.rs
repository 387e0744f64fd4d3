//! The caller's own inbox. Another person's row answers like one that is not there.

use chrono::{DateTime, Utc};

use crate::domain::ids::{NotificationId, UserId};
use crate::domain::notifications::Notification;
use crate::storage::error::StorageError;
use crate::storage::notifications;
use crate::storage::pool::Database;

/// A row that changed, and how many of its inbox are unseen now.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// As it stands now.
    pub notification: Notification,
    /// Unseen rows of the inbox.
    pub unread: i64,
}

/// One page, newest first, after `after` (exclusive), without what was put away.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    database: &Database,
    owner: UserId,
    unread_only: bool,
    after: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Notification>, StorageError> {
    let mut connection = database.connection().await?;
    notifications::list(&mut connection, owner, unread_only, after, limit).await
}

/// How many rows are unseen.
///
/// # Errors
/// [`StorageError`].
pub async fn unread(database: &Database, owner: UserId) -> Result<i64, StorageError> {
    let mut connection = database.connection().await?;
    notifications::unread(&mut connection, owner).await
}

/// Marks a row as seen; the first time counts. None where the owner has no such row.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_read(
    database: &Database,
    owner: UserId,
    id: NotificationId,
    now: DateTime<Utc>,
) -> Result<Option<Changed>, StorageError> {
    let mut connection = database.connection().await?;
    let Some(notification) = notifications::mark_read(&mut connection, owner, id, now).await? else {
        return Ok(None);
    };
    let unread = notifications::unread(&mut connection, owner).await?;
    Ok(Some(Changed { notification, unread }))
}

/// Puts a row away; the first time counts. None where the owner has no such row.
///
/// # Errors
/// [`StorageError`].
pub async fn archive(
    database: &Database,
    owner: UserId,
    id: NotificationId,
    now: DateTime<Utc>,
) -> Result<Option<Changed>, StorageError> {
    let mut connection = database.connection().await?;
    let Some(notification) = notifications::archive(&mut connection, owner, id, now).await? else {
        return Ok(None);
    };
    let unread = notifications::unread(&mut connection, owner).await?;
    Ok(Some(Changed { notification, unread }))
}

/// Marks the whole inbox as seen; answers how many rows were not yet.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_all_read(
    database: &Database,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let mut connection = database.connection().await?;
    notifications::mark_all_read(&mut connection, owner, now).await
}
