//! The caller's own inbox. Another person's row answers like one that is not there.

use chrono::{DateTime, Utc};

use crate::domain::ids::{NotificationId, UserId};
use crate::domain::notifications::{Mark, Notification, Wanted};
use crate::domain::pages::{Slice, Start};
use crate::services::error::ServiceError;
use crate::storage::notifications;
use crate::storage::pool::Database;

/// What a change came to, and how many rows of the inbox are unseen after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed<T> {
    /// The row as it stands now, or how many rows changed.
    pub done: T,
    /// Unseen rows of the inbox.
    pub unread: i64,
}

/// One page, newest first.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn list(
    database: &Database,
    owner: UserId,
    wanted: Wanted,
    start: Option<&Start<NotificationId>>,
    limit: u32,
) -> Result<Slice<Notification, NotificationId>, ServiceError> {
    let mut connection = database.connection().await?;
    let rows = notifications::list(&mut connection, owner, wanted, start, i64::from(limit) + 1).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Slice::cut(rows, start, limit, |row| row.id))
}

/// How many rows are unseen.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn unread(database: &Database, owner: UserId) -> Result<i64, ServiceError> {
    let mut connection = database.connection().await?;
    Ok(notifications::unread(&mut connection, owner).await?)
}

/// Marks a row.
///
/// # Errors
/// [`ServiceError::NotFound`] where the owner has no such row.
pub async fn mark(
    database: &Database,
    owner: UserId,
    id: NotificationId,
    mark: Mark,
    now: DateTime<Utc>,
) -> Result<Changed<Notification>, ServiceError> {
    let mut connection = database.connection().await?;
    let done = notifications::mark(&mut connection, owner, id, mark, now).await?;
    let done = done.ok_or(ServiceError::NotFound)?;
    let unread = notifications::unread(&mut connection, owner).await?;
    Ok(Changed { done, unread })
}

/// Marks the whole inbox as seen; answers how many rows were not yet. One that comes meanwhile may be unseen after it.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn mark_all_read(
    database: &Database,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<Changed<usize>, ServiceError> {
    let mut connection = database.connection().await?;
    let done = notifications::mark_all_read(&mut connection, owner, now).await?;
    let unread = notifications::unread(&mut connection, owner).await?;
    Ok(Changed { done, unread })
}
